/*
 * Traces of a made-up client, as large as wanted and the same every time: enumerations with acknowledgements, single
 * instances, a method with a question and messages, a failing query, a class, and a synchronous enumeration, round after round.
 */
#ifndef SCENARIO_H
#define SCENARIO_H

#include <stdbool.h>
#include <stdint.h>

#include "arena.h"
#include "mitrace.pb-c.h"

struct scenario {
	unsigned rounds;
	unsigned results;     /* of each enumeration */
	uint64_t object_base; /* added to the numbers of objects, which must not matter */
	uint64_t slowness;    /* ns added to each step */
	unsigned reversed;    /* number of the round, from 1, whose enumeration comes in reverse order; 0: none */
	unsigned swapped;     /* ... that gets its instance before it enumerates */
	/* Called for each packet before it is written: may change it, with memory from @arena; false drops it. NULL: nothing. */
	bool (*each)(void *context, Mitrace__Packet *packet, struct mtr_arena *arena);
	void *context;
};

/* Writes the trace, replacing one that is there. Returns the number of events, or 0 on failure (mtr_fail_text()). */
uint64_t scenario_write(const char *path, const struct scenario *scenario);

#endif
