/* Statistics as text for people and as JSON for programs (docs/stats.md). */
#ifndef STATS_OUTPUT_H
#define STATS_OUTPUT_H

#include <stdio.h>

#include "stats_collect.h"

struct stats_view {
	const struct stats *stats; /* groups sorted */
	char **paths;
	int nr_paths;
	size_t top;           /* groups shown; 0: all */
	bool each, histogram; /* all times of each group, and how they are distributed */
};

/* 0 or worded. */
int stats_write_text(const struct stats_view *view, FILE *file);
int stats_write_json(const struct stats_view *view, FILE *file);

#endif
