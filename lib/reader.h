/*
 * Reading traces: packets one after another, in file order, with bounded memory, from a file that
 * may be finished, growing, torn or damaged. Nothing in the file is trusted.
 *
 * A reader serves one thread. Packets are borrowed until the next call on the reader; schemas stay
 * for the reader's life. The types Mitrace__* are protobuf-c's for proto/mitrace.proto; they were
 * filled by mtr_unpack() (unpack.h), whose strings point into the frame.
 */
#ifndef MTR_READER_H
#define MTR_READER_H

#include <stdbool.h>
#include <stdint.h>

#include "mitrace.pb-c.h"

struct mtr_reader;

/* ns by which an event's time may be behind that of one before it: they stand by number, given when they are complete. */
#define MTR_TIME_SLACK UINT64_C(1000000000)

/* A part of the file that could not be read and was passed over. */
struct mtr_damage {
	uint64_t offset;  /* in the file, bytes */
	uint64_t size;    /* bytes passed over; 0: unknown, the file ends in it */
	const char *what; /* borrowed */
};

struct mtr_reader_options {
	bool follow; /* at the end of a trace that is still being written: wait for more */
	/* Called for each damaged part as it is met; NULL: they are only counted. */
	void (*damaged)(void *context, const struct mtr_damage *damage);
	void *context;
};

/*
 * Opens a trace, "-" being standard input (which cannot seek). @options may be NULL.
 * When the trace's spool lies beside it, what is committed there and not yet in the trace is read after it.
 * Errors: -errno; -MTR_EFORMAT not a trace; -MTR_EVERSION a required feature is unknown.
 */
int mtr_reader_open(const char *path, const struct mtr_reader_options *options, struct mtr_reader **ret);
/* A trace in memory, borrowed for the reader's life. */
int mtr_reader_open_memory(const void *data, size_t size, const struct mtr_reader_options *options,
			   struct mtr_reader **ret);
void mtr_reader_close(struct mtr_reader *reader);

/* The header; never NULL after a successful open. */
const Mitrace__Header *mtr_reader_header(const struct mtr_reader *reader);

/*
 * The next packet; chunked ones are put together, schema packets are taken in before they are returned.
 * Returns 1 with *ret, 0 at the end, negative on failure of the file (not for damage, which is passed over).
 */
int mtr_reader_next(struct mtr_reader *reader, const Mitrace__Packet **ret);
/* The packet handed out last is a schema or a thread as it was handed out before: every frame repeats what it needs. */
bool mtr_reader_repeated(const struct mtr_reader *reader);

/* Bytes of the packet that was handed out last, as it is written. */
size_t mtr_reader_packet_size(const struct mtr_reader *reader);

/* It waits for more at the end: what was read should be shown at once. */
bool mtr_reader_follows(const struct mtr_reader *reader);

/* Class behind Instance.schema; NULL when the trace lost it. */
const Mitrace__Class *mtr_reader_schema(const struct mtr_reader *reader, uint64_t id);
/* Class of an instance, interned or inline; NULL when the trace lost it. */
const Mitrace__Class *mtr_reader_class(const struct mtr_reader *reader, const Mitrace__Instance *instance);

/*
 * Goes to the first packet of the frame that holds the first event with seq >= @seq (time >= @time): the caller
 * skips what comes before. Uses the seek table when there is one. -ESPIPE where the input cannot seek.
 */
int mtr_reader_seek_seq(struct mtr_reader *reader, uint64_t seq);
int mtr_reader_seek_time(struct mtr_reader *reader, uint64_t time);

/*
 * Where the packet handed out last lies, to come back to it; 0 when it cannot be come back to (it came from the spool).
 * In ascending order of places the file is read front to back.
 */
uint64_t mtr_reader_place(const struct mtr_reader *reader);
/*
 * The packet at a place of this reader, read again, with the classes known to the reader. mtr_reader_next() goes on behind
 * it. Cheap within one frame. -ESPIPE where the input cannot seek; -MTR_EDAMAGED when the file has changed meanwhile. Worded.
 */
int mtr_reader_at(struct mtr_reader *reader, uint64_t place, const Mitrace__Packet **ret);

struct mtr_reader_stats {
	uint64_t file_bytes, raw_bytes, frames, packets, events;
	uint64_t damaged_parts, damaged_bytes;
	bool finished;      /* an End packet and a seek table were there */
	bool torn;          /* ends within a frame */
	bool spool;         /* something came from the spool beside the trace */
	bool spool_there;   /* the trace is unfinished, its spool was looked at, and may have had nothing more */
	bool spool_missing; /* the trace is unfinished and its spool is not there */
	int write_error;    /* ended the recording early, as the spool says; negative code, 0: none did */
	/* As mtr_spool_reader_unfinished() has it. */
	unsigned unfinished;
	uint64_t unfinished_from;
};
/* What has been met so far; complete after the end was reached. */
void mtr_reader_stats(const struct mtr_reader *reader, struct mtr_reader_stats *ret);

#endif
