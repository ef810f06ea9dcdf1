/* What a replay amounted to: the reports of all its processes, put together. */
#ifndef REPLAY_OUTCOME_H
#define REPLAY_OUTCOME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "replay_report.pb-c.h"
#include "replay_room.h"
#include "replay_unused.h"

struct replay_outcome {
	Mitrace__Report *report;
	size_t claims, uses, misses, divergences, stalls, failures, faults;
	uint64_t operations; /* in the traces that were claimed */
	uint64_t redacted_values;
	struct replay_unused unused;
	bool assert_all_used; /* the user wants unused operations to count as divergence */
};

/* Reads the report of a room, and looks in the traces for what was not used. 0 or worded. */
int replay_outcome_read(const struct replay_room *room, bool assert_all_used, struct replay_outcome *ret);
void replay_outcome_free(struct replay_outcome *outcome);

/* Something was replayed, if there was something to replay, and nothing was missed, diverged, stalled or failed. */
bool replay_outcome_is_fine(const struct replay_outcome *outcome);
/*
 * STATUS_FINE, STATUS_DIVERGED, STATUS_STALLED or STATUS_OWN_FAILURE. A client that asks for nothing is fine only where the recorded one
 * asked for nothing either.
 */
int replay_outcome_status(const struct replay_outcome *outcome);
/* For people: a line when all is well, else each finding with what is nearest to it. */
void replay_outcome_print(const struct replay_outcome *outcome, FILE *out);

#endif
