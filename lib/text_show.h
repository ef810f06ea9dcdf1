/*
 * A trace as text, in the manner of strace: one line per call or callback,
 *
 *	seq  thread  operation  MI_Session_GetInstance(namespace "root/cimv2", ...) = MI_RESULT_OK
 *
 * with the callbacks of an operation indented under it. A call is one line when nothing happened between its
 * begin and its end, otherwise a line each. With payloads, instances and classes follow in a MOF-like form.
 */
#ifndef MTR_TEXT_SHOW_H
#define MTR_TEXT_SHOW_H

#include <stdbool.h>
#include <stdio.h>

#include "filter.h"
#include "reader.h"

/* Who knows names for code addresses; see symbols.h, which needs more libraries than the rest of what reads. */
struct mtr_address_names {
	/* Takes in the trace's modules. */
	void (*packet)(void *context, const Mitrace__Packet *packet);
	/* Borrowed until the next call; NULL: the address has none. @is_return: it is behind a call. */
	const char *(*name)(void *context, uint64_t address, bool is_return);
	void *context;
};

struct mtr_text_options {
	bool payload;                          /* contents of instances, classes, options */
	bool times;                            /* a column with the time since the start of the recording */
	bool durations;                        /* how long calls took, without the recorder's own overhead */
	bool addresses;                        /* code addresses, raw handle words, process and thread ids */
	bool colour;                           /* terminal escapes */
	const struct mtr_address_names *names; /* callers and callbacks by name; NULL: not shown. Borrowed */
};

/*
 * Reads @reader to its end and writes to @out. @filter and @options may be NULL.
 * Returns 0, or what the reader or the output failed with (worded).
 */
int mtr_show_text(struct mtr_reader *reader, struct mtr_filter *filter, const struct mtr_text_options *options,
		  FILE *out);

#endif
