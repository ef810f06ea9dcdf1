/*
 * Several traces as one: those of the processes of one job in the order of the clock, or parts that were cut from one
 * trace put together again.
 */
#ifndef MTR_MERGE_H
#define MTR_MERGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	MTR_MERGE_MAX = 256
};

/*
 * Traces with the same Header.trace_id are parts of one: their events keep their numbers, and what several parts have is
 * there once. Different traces are put in the order of the wall clock; events, threads, sessions, operations and
 * classes get new numbers, times count from the earliest start, and the header names the processes in settings
 * "merged". Damaged traces are refused. *ret_events may be NULL. Worded.
 */
int mtr_merge_traces(const char *const *paths, size_t nr, const char *out_path, bool force, uint64_t *ret_events);

#endif
