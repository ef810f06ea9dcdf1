/* How far a long reading is, on standard error when that is a terminal, once it has taken a second. One thread. */
#ifndef PROGRESS_H
#define PROGRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "reader.h"

enum {
	PROGRESS_EVENTS = 16384, /* a power of two: so many between two looks */
};

struct progress {
	const char *path; /* what is being read */
	time_t began;
	bool shown;
	uint64_t events;
};

/* A new @path is read; the second counts from the first one on. */
void progress_begin(struct progress *progress, const char *path);
/* @done: 0 to 1. */
void progress_show(struct progress *progress, double done);
/* Takes the line away. */
void progress_end(struct progress *progress);

/* For walks: an event was read. */
static inline void progress_event(struct progress *progress, const struct mtr_reader *reader)
{
	if (++progress->events % PROGRESS_EVENTS == 0)
		progress_show(progress, mtr_reader_progress(reader));
}

#endif
