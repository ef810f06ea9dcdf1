/*
 * What a trace without an end has in it: its whole frames, the last event, where a torn frame begins. For folding,
 * which must go on exactly where the writer was stopped. Every frame is decompressed and its checksum verified.
 */
#ifndef MTR_TRACE_SCAN_H
#define MTR_TRACE_SCAN_H

#include <stdbool.h>
#include <stdint.h>

#include "seek_table.h"

struct mtr_trace_scan {
	uint64_t size;               /* of the file */
	uint64_t end;                /* behind the last whole frame that is no End */
	struct mtr_seek_table table; /* of everything before that */
	uint8_t trace_id[16];
	uint64_t clock_base; /* Header.clock.monotonic */
	bool header;         /* a Header packet was there */
	bool finished;       /* an End packet and the frames behind it are there, up to the end of the file */
	uint64_t seq;        /* last event that is complete */
	uint64_t events;     /* how many are */
	uint64_t dropped;    /* sum of Drop.count */
	uint64_t chunk_seq;  /* event in chunks that has begun and not ended; 0: none */
	uint64_t chunk_next; /* index of the next chunk that it needs */
};

/*
 * @fd: of the trace. @whole: bytes from the start that are known to have been written completely: damage before
 * that does not end the trace, what is behind it counts.
 * Errors: -errno; -MTR_EFORMAT: no trace. Worded.
 */
int mtr_trace_scan(int fd, const char *name, uint64_t whole, struct mtr_trace_scan *ret);
void mtr_trace_scan_free(struct mtr_trace_scan *scan);

#endif
