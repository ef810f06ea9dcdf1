/*
 * Threads of the recorded library, while a trace is scanned: numbers for them, and the lanes of the dispatcher that stand
 * for them.
 */
#ifndef REPLAY_INDEX_THREADS_H
#define REPLAY_INDEX_THREADS_H

#include <stdint.h>

#include "id_map.h"
#include "trace_index.h"

/* All zero is none. */
struct index_threads {
	struct mtr_id_map numbers; /* Thread.id -> number + 1 */
	struct {
		uint64_t first, last;
	} life[REPLAY_THREAD_CALLER];
	unsigned count;
};

void index_threads_end(struct index_threads *threads);

/* A number below REPLAY_THREAD_CALLER for the thread @id that a callback came on with event @seq. */
unsigned index_threads_number(struct index_threads *threads, uint64_t id, uint64_t seq);

/*
 * A library has one dispatcher thread at a time as a rule, and a new one after all applications were closed. Threads
 * share a lane when one was gone before the other came, and get lanes of their own when they ran side by side.
 */
void index_threads_colour(const struct index_threads *threads, uint8_t ret_lanes[REPLAY_THREAD_CALLER + 1]);

#endif
