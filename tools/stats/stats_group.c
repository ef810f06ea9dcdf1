/* A hash finds a group, its key is compared; two keys with one hash would stand beside each other by probing. */
#include "stats_group.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "diff_hash.h"
#include "fail.h"

const char *const stats_time_names[STATS_TIMES] = {"first_result", "next_result", "callback", "acknowledge", "total"};

int stats_by_parse(const char *text, unsigned *ret_by)
{
	static const char *const names[] = {"op", "class", "session", "thread", "trace"};
	char *copy = strdup(text), *rest = copy, *one;
	unsigned by = 0, i;
	int err = copy ? 0 : mtr_fail(-ENOMEM, "out of memory");

	while (!err && (one = strsep(&rest, ","))) {
		for (i = 0; i < sizeof(names) / sizeof(*names) && strcmp(names[i], one) != 0; i++)
			continue;
		if (i < sizeof(names) / sizeof(*names))
			by |= 1u << i;
		else
			err = mtr_fail(-MTR_EUSAGE, "--by: '%s' is none of op, class, session, thread, trace", one);
	}
	free(copy);
	if (!err)
		*ret_by = by;
	return err;
}

static struct stats_key narrow(const struct stats_key *key, unsigned by)
{
	struct stats_key narrow = {0};

	if (by & STATS_BY_OP)
		narrow.function = key->function;
	if (by & STATS_BY_CLASS)
		narrow.class_name = key->class_name;
	if (by & STATS_BY_SESSION)
		narrow.session = key->session;
	if (by & STATS_BY_THREAD)
		narrow.thread = key->thread;
	if (by & STATS_BY_TRACE)
		narrow.trace = key->trace;
	return narrow;
}

static int compare_text(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "");
}

static int compare_numbers(uint64_t a, uint64_t b)
{
	return a < b ? -1 : a > b;
}

static int compare_keys(const struct stats_key *a, const struct stats_key *b)
{
	int order = compare_numbers(a->trace, b->trace);

	order = order ? order : compare_numbers((uint64_t)a->function, (uint64_t)b->function);
	order = order ? order : compare_text(a->class_name, b->class_name);
	order = order ? order : compare_numbers(a->session, b->session);
	return order ? order : compare_numbers(a->thread, b->thread);
}

static uint64_t hash_key(const struct stats_key *key)
{
	uint64_t h = diff_mix((uint64_t)key->function, key->session);

	h = diff_mix(h, (uint64_t)key->thread << 32 | key->trace);
	if (key->class_name)
		h = diff_hash_bytes(h, key->class_name, strlen(key->class_name));
	return h | 1;
}

static int add_group(struct stats_groups *groups, const struct stats_key *key, bool others, uint64_t hash)
{
	struct stats_group *group = calloc(1, sizeof(*group)), **list;

	list = realloc(groups->list, (groups->nr + 1) * sizeof(*list));
	if (list)
		groups->list = list;
	if (!list || !group)
		goto fail;
	group->key = *key;
	group->number = (uint32_t)groups->nr;
	group->others = others;
	if (key->class_name && !(group->key.class_name = strdup(key->class_name)))
		goto fail;
	if (mtr_id_map_set(&groups->by_key, hash, (void *)(uintptr_t)(groups->nr + 1)))
		goto fail_name;
	list[groups->nr++] = group;
	return 0;
fail_name:
	free((char *)(uintptr_t)group->key.class_name);
fail:
	free(group);
	return mtr_fail(-ENOMEM, "no memory for statistics");
}

int stats_groups_get(struct stats_groups *groups, const struct stats_key *wide, struct stats_group **ret)
{
	struct stats_key key = narrow(wide, groups->by);
	uint64_t hash = hash_key(&key);
	bool others = false;
	size_t at;

	while ((at = (size_t)(uintptr_t)mtr_id_map_get(&groups->by_key, hash))) {
		struct stats_group *group = groups->list[at - 1];

		if (compare_keys(&group->key, &key) == 0) {
			*ret = group;
			return 0;
		}
		hash += 2;
	}
	if (groups->nr >= STATS_GROUPS_MAX) {
		others = true;
		key = (struct stats_key){0};
		hash = 2; /* no key has an even hash */
		at = (size_t)(uintptr_t)mtr_id_map_get(&groups->by_key, hash);
	}
	if (!at) {
		int err = add_group(groups, &key, others, hash);

		if (err)
			return err;
		at = groups->nr;
	}
	*ret = groups->list[at - 1];
	return 0;
}

void stats_groups_end(struct stats_groups *groups)
{
	for (size_t i = 0; i < groups->nr; i++) {
		for (int time = 0; time < STATS_TIMES; time++)
			mtr_histogram_end(&groups->list[i]->times[time]);
		free((char *)(uintptr_t)groups->list[i]->key.class_name);
		free(groups->list[i]);
	}
	free(groups->list);
	mtr_id_map_end(&groups->by_key);
	*groups = (struct stats_groups){0};
}

void stats_group_code(struct stats_group *group, uint32_t code)
{
	unsigned i = 0;

	group->errors += code != 0;
	while (i < group->nr_codes && group->codes[i].code != code)
		i++;
	if (i == STATS_CODES_MAX) {
		group->other_codes++;
		return;
	}
	if (i == group->nr_codes)
		group->codes[group->nr_codes++] = (struct stats_code){code, 0};
	group->codes[i].count++;
}

/* ---- orders */

enum stats_order {
	STATS_ORDER_TIME,
	STATS_ORDER_COUNT,
	STATS_ORDER_ERRORS,
	STATS_ORDER_RESULTS,
	STATS_ORDER_BYTES,
	STATS_ORDER_MEDIAN,
	STATS_ORDER_P95,
	STATS_ORDER_P99,
	STATS_ORDER_MAX,
	STATS_ORDER_FIRST,
	STATS_ORDER_NAME,
};

const char *const stats_orders[] = {
	[STATS_ORDER_TIME] = "time",       [STATS_ORDER_COUNT] = "count", [STATS_ORDER_ERRORS] = "errors",
	[STATS_ORDER_RESULTS] = "results", [STATS_ORDER_BYTES] = "bytes", [STATS_ORDER_MEDIAN] = "median",
	[STATS_ORDER_P95] = "p95",         [STATS_ORDER_P99] = "p99",     [STATS_ORDER_MAX] = "max",
	[STATS_ORDER_FIRST] = "first",     [STATS_ORDER_NAME] = "name",   NULL,
};

static uint64_t total_quantile(const struct stats_group *group, double fraction)
{
	return mtr_histogram_quantile(&group->times[STATS_TOTAL], fraction);
}

static uint64_t weigh(const struct stats_group *group, enum stats_order order)
{
	switch (order) {
	case STATS_ORDER_TIME:
		return group->times[STATS_TOTAL].sum;
	case STATS_ORDER_COUNT:
		return group->count;
	case STATS_ORDER_ERRORS:
		return group->errors;
	case STATS_ORDER_RESULTS:
		return group->results;
	case STATS_ORDER_BYTES:
		return group->bytes;
	case STATS_ORDER_MEDIAN:
		return total_quantile(group, 0.5);
	case STATS_ORDER_P95:
		return total_quantile(group, 0.95);
	case STATS_ORDER_P99:
		return total_quantile(group, 0.99);
	case STATS_ORDER_MAX:
		return group->times[STATS_TOTAL].max;
	case STATS_ORDER_FIRST:
		return mtr_histogram_quantile(&group->times[STATS_FIRST], 0.5);
	case STATS_ORDER_NAME:
		break;
	}
	return 0;
}

static int by_weight(const void *a, const void *b)
{
	const struct stats_group *left = *(struct stats_group *const *)a, *right = *(struct stats_group *const *)b;

	if (left->others != right->others)
		return left->others ? 1 : -1;
	if (left->weight != right->weight)
		return left->weight > right->weight ? -1 : 1;
	return compare_keys(&left->key, &right->key);
}

void stats_groups_sort(struct stats_groups *groups, const char *name)
{
	unsigned order = 0;

	while (name && strcmp(stats_orders[order], name) != 0)
		order++;
	for (size_t i = 0; i < groups->nr; i++)
		groups->list[i]->weight = weigh(groups->list[i], (enum stats_order)order);
	if (groups->nr)
		qsort(groups->list, groups->nr, sizeof(*groups->list), by_weight);
}
