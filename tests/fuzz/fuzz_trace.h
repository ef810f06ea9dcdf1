/*
 * A trace out of a fuzzer's bytes.
 *
 *	'f'   they are the file
 *	'p'   they are what a frame decompresses to: it is put into a frame behind a header that is in order, so that the
 *	      fuzzer need not learn zstd and its checksum to get at the packets
 *	's'   they are the spool of a trace that has a header and nothing else
 */
#ifndef FUZZ_TRACE_H
#define FUZZ_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FUZZ_SPOOL_NAME "fuzz.mitrace.spool" /* what the header of 's' calls it */

struct fuzz_trace {
	uint8_t *data;
	size_t size;
};

/* False: @kind is none of them, or there is no memory. */
bool fuzz_trace_make(uint8_t kind, const uint8_t *data, size_t size, struct fuzz_trace *ret);
/* Aborts unless readers get at an event in 'p', and take 's' for a trace: a fuzzer that only makes garbage finds nothing. */
void fuzz_trace_check(void);
void fuzz_trace_free(struct fuzz_trace *trace);

#endif
