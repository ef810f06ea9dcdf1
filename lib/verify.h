/*
 * Proof that a trace is complete: that nothing which was recorded is missing, and what is known of what was not.
 */
#ifndef MTR_VERIFY_H
#define MTR_VERIFY_H

#include <stdbool.h>
#include <stdint.h>

#include "reader.h"

/* Something found. */
struct mtr_finding {
	bool loss;        /* something is missing; otherwise a remark */
	const char *text; /* one line without its end; borrowed for the call */
};

struct mtr_verify {
	bool complete; /* no loss was found */
	uint64_t losses, remarks;
	uint64_t events, first_seq, last_seq;
	uint64_t missing;    /* numbers between first_seq and last_seq that no event has, and no End packet explains */
	uint64_t dropped;    /* events that the recorder dropped (--on-full=drop) */
	uint64_t cut_events; /* events whose payload was cut by the recorder's cap */
	uint64_t in_flight;  /* calls and callbacks that had not returned at the end */
	uint64_t open_ops;   /* operations that were not over at the end */
	uint64_t lost_classes; /* instances whose class is not there */
	struct mtr_reader_stats stats;
};

/*
 * Reads the whole trace @path. @found is called for each finding, in the order of the trace; it may be NULL.
 * Returns 0 with *ret, whatever was found; negative (worded) when the file cannot be read at all.
 */
int mtr_verify(const char *path, void (*found)(void *context, const struct mtr_finding *finding), void *context,
	       struct mtr_verify *ret);

#endif
