/*
 * What is counted: operations and calls in groups. A group is a kind of call, on a class, of a session, of a thread, in a
 * trace; what is not asked for with --by is left out of its key.
 *
 * Memory is bounded: of more than STATS_GROUPS_MAX groups, those that come later are one group, "others". One thread.
 */
#ifndef STATS_GROUP_H
#define STATS_GROUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "histogram.h"
#include "id_map.h"

enum {
	STATS_GROUPS_MAX = 1024,
	STATS_CODES_MAX = 16, /* different results kept of a group; the rest is counted as other */
};

enum stats_by {
	STATS_BY_OP = 1 << 0,
	STATS_BY_CLASS = 1 << 1,
	STATS_BY_SESSION = 1 << 2,
	STATS_BY_THREAD = 1 << 3,
	STATS_BY_TRACE = 1 << 4,
};

/* docs/stats.md says from when to when. */
enum stats_time {
	STATS_FIRST,
	STATS_NEXT,
	STATS_CALLBACK,
	STATS_ACKNOWLEDGE,
	STATS_TOTAL,
	STATS_TIMES,
};
extern const char *const stats_time_names[STATS_TIMES];

struct stats_key {
	int32_t function;       /* MITRACE__FUNCTION__... */
	const char *class_name; /* NULL: none */
	uint64_t session;       /* 0: none */
	uint32_t thread;
	uint32_t trace; /* number of the path */
};

struct stats_code {
	uint32_t code;
	uint64_t count;
};

struct stats_group {
	struct stats_key key; /* its own copy; what was not asked for is 0 */
	uint32_t number;      /* index in the list, until that is sorted */
	bool others;
	uint64_t count;      /* operations and calls begun */
	uint64_t errors;     /* of them, with a final result other than OK */
	uint64_t unfinished; /* ... that had none when the trace ended */
	uint64_t cancelled;
	uint64_t results; /* instances, indications and classes delivered */
	uint64_t bytes;   /* of the events that brought results, as they are recorded */
	struct stats_code codes[STATS_CODES_MAX];
	unsigned nr_codes;
	uint64_t other_codes;
	struct mtr_histogram times[STATS_TIMES]; /* ns */
	uint64_t weight;                         /* what they are sorted by */
};

struct stats_groups {
	unsigned by; /* enum stats_by */
	struct stats_group **list;
	size_t nr;
	struct mtr_id_map by_key; /* hash to index + 1 */
};

/* "op,class" and the like. -MTR_EUSAGE, worded. */
int stats_by_parse(const char *text, unsigned *ret_by);

/* The group of @key, made if there is none. 0 or worded. */
int stats_groups_get(struct stats_groups *groups, const struct stats_key *key, struct stats_group **ret);
void stats_groups_end(struct stats_groups *groups);

/* A final result. */
void stats_group_code(struct stats_group *group, uint32_t code);

/* Names of orders, NULL at the end; the first one is the default. */
extern const char *const stats_orders[];
/* Largest first, equal ones by what they are; the others come last. @order is one of stats_orders; NULL: the first one. */
void stats_groups_sort(struct stats_groups *groups, const char *order);

#endif
