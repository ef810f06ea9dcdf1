/* What a replay amounted to: the reports of all its processes, put together. */
#ifndef REPLAY_OUTCOME_H
#define REPLAY_OUTCOME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "replay_report.pb-c.h"
#include "replay_room.h"

struct replay_outcome {
	Mitrace__Report *report;
	size_t claims, uses, misses, divergences, stalls, failures;
	uint64_t redacted_values;
};

/* Reads the report of a room. 0 or worded. */
int replay_outcome_read(const struct replay_room *room, struct replay_outcome *ret);
void replay_outcome_free(struct replay_outcome *outcome);

/* Something was replayed, and nothing was missed, diverged, stalled or failed. */
bool replay_outcome_is_fine(const struct replay_outcome *outcome);
/* STATUS_FINE, STATUS_DIVERGED, STATUS_STALLED or STATUS_OWN_FAILURE. Nothing replayed is not fine. */
int replay_outcome_status(const struct replay_outcome *outcome);
/* For people: a line when all is well, else each finding with what is nearest to it. */
void replay_outcome_print(const struct replay_outcome *outcome, FILE *out);

#endif
