/*
 * What a recording leaves beside its trace, and how it gets into the trace or before a reader's eyes.
 *
 * While a trace is recorded its newest events are in the spool, a file beside it (Header.spool names it). When
 * recording finishes they are all in the trace and the spool is removed. When the process dies first, both stay:
 * a reader reads the trace and then the spool; mtr_spool_fold() makes one finished file of the two.
 *
 * The spool is read with pread(), never through a mapping: it may be damaged, truncated or written at the same time,
 * and nothing in it is trusted.
 */
#ifndef MTR_SPOOL_H
#define MTR_SPOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Path of the spool of a trace: its own with ".spool" behind. -ENAMETOOLONG. */
int mtr_spool_path(const char *trace_path, char *buf, size_t size);
/* Base name of that path, for Header.spool. Borrowed from @spool_path. */
const char *mtr_spool_base_name(const char *spool_path);

struct mtr_fold_result {
	uint64_t events;     /* taken from the spool into the trace */
	uint64_t torn_bytes; /* cut off the end of the trace: a frame the process died in */
	uint64_t unfinished; /* numbers taken by events the process did not live to commit */
	bool nothing_to_do;  /* the trace was finished already */
};

/*
 * Finishes the trace of a process that is dead: appends what its spool holds and the trace has not, an End packet
 * and the seek table, then removes the spool. A torn last frame is cut off first; what was in it is still in the spool.
 * Killed in the middle, it can be run again. @ret may be NULL.
 * Errors: -errno (both files stay as they are, readable together); -MTR_EFORMAT; -MTR_EMISSING: the spool is not
 * there or is another trace's; -EBUSY: the process still runs.
 */
int mtr_spool_fold(const char *trace_path, struct mtr_fold_result *ret);

/* ---- reading a spool beside a trace, growing or not */

struct mtr_spool_reader;

struct mtr_spool_packet {
	const void *data; /* the Packet message, no tag or length before it; borrowed until the next call */
	size_t size;
	uint64_t seq; /* number of the event; 0: schema, thread, drop, module */
};

/*
 * Opens the spool of a trace. Does not follow links.
 * Errors: -errno (-ENOENT: no spool); -MTR_EFORMAT, -MTR_EVERSION, -MTR_EDAMAGED.
 */
int mtr_spool_reader_open(const char *spool_path, struct mtr_spool_reader **ret);
void mtr_spool_reader_close(struct mtr_spool_reader *reader);

/* 16 bytes: Header.trace_id of the trace it belongs to. */
const uint8_t *mtr_spool_reader_trace_id(const struct mtr_spool_reader *reader);
/* The process that writes it is running (pid and start time agree), and has not executed another program. */
bool mtr_spool_reader_alive(const struct mtr_spool_reader *reader);

/*
 * How many events the process was in the middle of when it died, as of the last look: at most so many numbers, none
 * below *@ret_from, were taken and never committed. 0 while it runs; *@ret_from is untouched then.
 */
unsigned mtr_spool_reader_unfinished(const struct mtr_spool_reader *reader, uint64_t *ret_from);

/* What ended the recording before its process ended, a negative code; 0: nothing did, as of the last look. */
int mtr_spool_reader_error(const struct mtr_spool_reader *reader);

/*
 * Packets whose numbers are above @seq: the last one the trace itself has. Packets come in order of their numbers,
 * schemas and threads before the events that need them (those that the trace has already are not repeated). Events too
 * large for a packet come as their chunks.
 * Returns 1 with *ret; 0: nothing more for now (and none later, unless the process is alive); -EAGAIN: the trace has
 * grown beyond @seq, read on there first, then come back; -MTR_EDAMAGED once for each part that makes no sense
 * (it is passed over: call again); -MTR_EFORMAT: it is no spool any more; -errno.
 *
 * To follow a recording: read the trace to its end; take packets from here while it returns 1 (passing the last number
 * seen in either); wait; read the trace again, passing over events whose numbers were seen.
 */
int mtr_spool_reader_next(struct mtr_spool_reader *reader, uint64_t seq, struct mtr_spool_packet *ret);

#endif
