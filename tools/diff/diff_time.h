/*
 * How long things took, per kind of operation and class, over all traces of a side. The recorder's own time is taken off.
 *
 * The calls of one recording share its luck: how busy the machine was. So a verdict takes two recordings a side at least, all
 * of one side's medians beyond all of the other's, a test by ranks, and a shift that is large both in percent and in itself.
 */
#ifndef DIFF_TIME_H
#define DIFF_TIME_H

#include "diff_rank.h"
#include "diff_report.h"
#include "diff_tree.h"

struct diff_time_group {
	uint64_t key;
	char *label;
	double *samples[2]; /* ns */
	size_t nr[2], room[2];
	double median_range[2][2]; /* least and largest median of one trace, of each side */
	unsigned traces[2];
	struct diff_ranks ranks; /* filled by diff_times_judge() where both sides have samples */
	int verdict;             /* -1 faster, 1 slower, 0 neither, or not to be told */
};

struct diff_times {
	struct diff_time_group *groups;
	size_t nr, room;
	struct mtr_id_map by_key; /* to index + 1 */
};

struct diff_time_floor {
	double percent; /* of the old median */
	double ns;
};

/* Takes the times of a trace for side 0 or 1. 0 or worded. */
int diff_times_take(struct diff_times *times, int side, struct diff_tree *tree);
/* Judges all groups; slower ones are reported as notable, faster ones as cosmetic. 0 or worded. */
int diff_times_judge(struct diff_times *times, const struct diff_time_floor *floor, struct diff_report *report);
void diff_times_end(struct diff_times *times);

#endif
