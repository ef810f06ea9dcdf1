/*
 * Traces into groups, one after the other. An operation counts where the filter matches the call that started it, with
 * all that comes of it; any other call where it matches that call.
 */
#ifndef STATS_COLLECT_H
#define STATS_COLLECT_H

#include "filter.h"
#include "reader.h"
#include "stats_group.h"

struct stats {
	struct stats_groups groups;
	uint64_t events, lost; /* lost: dropped because a ring was full */
	uint64_t overhead;     /* the recorder's in all events, ns */
	uint64_t operations, errors;
	uint64_t span; /* time from the first to the last event, of all traces together, ns */
};

/* Reads @reader, trace number @trace, to its end. @filter may be NULL. 0 or worded. */
int stats_collect(struct stats *stats, struct mtr_reader *reader, struct mtr_filter *filter, uint32_t trace);

#endif
