/*
 * Writing traces from packets: what tools do that make a trace out of others (import, cut, merge, redact, repack).
 * Frames, index and seek table are made as the recorder makes them.
 *
 * The file appears under its name when it is finished and has been read back, not before; a failure
 * leaves nothing behind. One thread.
 */
#ifndef MTR_PACK_H
#define MTR_PACK_H

#include <stdbool.h>
#include <stdint.h>

#include "mitrace.pb-c.h"

struct mtr_pack;

struct mtr_pack_options {
	bool force; /* replace an existing file, if it is a trace */
	int level;  /* of zstd; 0: the recorder's */
};

/* @path "-" is standard output, which is written to when all is done. @options may be NULL. -EEXIST: there is a file and no force; other -errno. Worded. */
int mtr_pack_open(const char *path, const struct mtr_pack_options *options, struct mtr_pack **ret);

/*
 * Adds a packet; the first one must be a header. Large ones are chunked. Schemas and threads are written
 * at once, and again in each later frame before they are used; what was put before is not written twice. An End packet is kept for the end.
 * Errors: -MTR_EFORMAT: no header first, or a schema that contradicts an earlier one of its number; -ENOMEM, -errno.
 */
int mtr_pack_put(struct mtr_pack *pack, const Mitrace__Packet *packet);

/*
 * Finishes, verifies and publishes the trace. @end: what the End packet says; NULL: the one that was put, and if there was
 * none the trace stays without an end. The pack must still be freed.
 */
int mtr_pack_finish(struct mtr_pack *pack, const Mitrace__End *end);

/* Accepts NULL. What was not finished is gone. */
void mtr_pack_free(struct mtr_pack *pack);

/* Events and packets put so far. */
uint64_t mtr_pack_events(const struct mtr_pack *pack);

#endif
