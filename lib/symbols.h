/*
 * Names for code addresses of a trace: which function called, which function is the callback. Modules come from the
 * trace, names from files on this machine that have the module's build id; a file that has another one, or none, is not
 * believed.
 *
 *	mtr_symbols_new(NULL, &symbols);
 *	mtr_symbols_scan(symbols, path);              // all modules of the trace at once, or
 *	mtr_symbols_packet(symbols, packet);          // as they are read
 *	name = mtr_symbols_name(symbols, call->caller, MTR_ADDRESS_RETURN);
 *
 * Names are the same wherever the same files are: they have no load addresses. Files are opened when the first address
 * in them is asked for, and everything is remembered. One thread.
 */
#ifndef MTR_SYMBOLS_H
#define MTR_SYMBOLS_H

#include <stdint.h>

#include "mitrace.pb-c.h"

struct mtr_symbols;

/* What an address is. */
enum mtr_address_kind {
	MTR_ADDRESS_FUNCTION, /* of a function, or of something in it */
	MTR_ADDRESS_RETURN,   /* behind a call: the function is the one that calls, even if the call is its end */
};

/*
 * @folders: where files with symbols lie besides where the modules were, with colons between; NULL: none. In each is
 * looked for .build-id/xx/yyyy.debug, for the file's name and for its whole path; last of all in /usr/lib/debug.
 * 0 or -ENOMEM (worded).
 */
int mtr_symbols_new(const char *folders, struct mtr_symbols **ret);
void mtr_symbols_free(struct mtr_symbols *symbols);

/*
 * Takes in all modules of a trace, reading it once without unpacking its events. What a reader of the trace reports as
 * damage is passed over here without a word. Not for standard input. 0, or negative (worded).
 */
int mtr_symbols_scan(struct mtr_symbols *symbols, const char *path);
/* Takes in a Module packet; others are ignored. */
void mtr_symbols_packet(struct mtr_symbols *symbols, const Mitrace__Packet *packet);

/*
 * "module!symbol+0x12", without "+0x0"; "module+0x1234" (an address as in the file) where no symbol is known; NULL where
 * no module is. Text without control characters, borrowed until the next call.
 */
const char *mtr_symbols_name(struct mtr_symbols *symbols, uint64_t address, enum mtr_address_kind kind);

#endif
