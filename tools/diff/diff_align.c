/* Ends, unique anchors, what lies between them; then what is left, by tables. */
#include "diff_align.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "diff_hash.h"
#include "fail.h"

#define BUDGET INT64_C(50000000) /* steps of Myers' algorithm in one pair of lists: a fraction of a second */

static int no_memory(void)
{
	return mtr_fail(-ENOMEM, "no memory to align two traces");
}

/* ---- increasing subsequence */

/*
 * @to: nr values, DIFF_UNMATCHED ones are passed over. Sets @keep for the members of a longest increasing subsequence.
 * @work: 2 * nr + 1 words.
 */
static void increasing(const uint32_t *to, uint32_t nr, bool *keep, uint32_t *work)
{
	uint32_t *tails = work, *before = work + nr, length = 0, at;

	memset(keep, 0, nr * sizeof(*keep));
	for (uint32_t i = 0; i < nr; i++) {
		uint32_t low = 0, high = length;

		if (to[i] == DIFF_UNMATCHED)
			continue;
		/* The usual case: it goes on. */
		if (length && to[tails[length - 1]] < to[i])
			low = length;
		while (low < high && low != length) {
			uint32_t middle = low + (high - low) / 2;

			if (to[tails[middle]] < to[i])
				low = middle + 1;
			else
				high = middle;
		}
		before[i] = low ? tails[low - 1] : DIFF_UNMATCHED;
		tails[low] = i;
		length = low == length ? length + 1 : length;
	}
	for (at = length ? tails[length - 1] : DIFF_UNMATCHED; at != DIFF_UNMATCHED; at = before[at])
		keep[at] = true;
}

int64_t diff_moved(const struct diff_list *a, bool *ret_moved)
{
	uint32_t *work = calloc((size_t)a->nr * 2 + 1, sizeof(*work));
	int64_t nr = 0;

	if (!work)
		return no_memory();
	increasing(a->match, a->nr, ret_moved, work);
	for (uint32_t i = 0; i < a->nr; i++) {
		ret_moved[i] = !ret_moved[i] && a->match[i] != DIFF_UNMATCHED;
		nr += ret_moved[i];
	}
	free(work);
	return nr;
}

/* ---- tables from hashes to entries */

struct slot {
	uint64_t hash;
	uint32_t nr_a, nr_b, left;
	uint32_t first_b, last_b; /* chain of entries of b, in order */
};

struct table {
	struct slot *slots;
	size_t mask;
	uint32_t *next_b;
};

static int table_begin(struct table *t, uint32_t entries, uint32_t nr_b)
{
	size_t size = 16;

	while (size < (size_t)entries * 2)
		size *= 2;
	t->slots = calloc(size, sizeof(*t->slots));
	t->next_b = malloc(((size_t)nr_b + 1) * sizeof(*t->next_b));
	t->mask = size - 1;
	return t->slots && t->next_b ? 0 : no_memory();
}

static void table_end(struct table *t)
{
	free(t->slots);
	free(t->next_b);
}

static struct slot *table_get(struct table *t, uint64_t hash)
{
	size_t at = (size_t)(hash * UINT64_C(0x9e3779b97f4a7c15) >> 20);

	for (;; at++) {
		struct slot *slot = &t->slots[at & t->mask];

		if (!slot->nr_a && !slot->nr_b)
			slot->hash = hash;
		if (slot->hash == hash)
			return slot;
	}
}

/* ---- anchors */

/* Entries that occur once on each side and in the same order tie the lists together. */
static int anchor(struct diff_list *a, struct diff_list *b, uint32_t from, uint32_t a_to, uint32_t b_to)
{
	uint32_t nr = a_to - from, nr_b = b_to - from, *to = malloc(((size_t)nr + 1) * sizeof(*to));
	uint32_t *work = malloc(((size_t)nr * 2 + 1) * sizeof(*work));
	bool *keep = malloc((size_t)nr + 1);
	struct table t = {NULL, 0, NULL};
	int err = to && work && keep ? table_begin(&t, nr + nr_b, 0) : no_memory();

	for (uint32_t i = from; i < a_to && !err; i++)
		table_get(&t, a->nodes[i].hash)->nr_a++;
	for (uint32_t i = from; i < b_to && !err; i++) {
		struct slot *slot = table_get(&t, b->nodes[i].hash);

		slot->nr_b++;
		slot->first_b = i;
	}
	for (uint32_t i = 0; i < nr && !err; i++) {
		const struct slot *slot = table_get(&t, a->nodes[from + i].hash);

		to[i] = slot->nr_a == 1 && slot->nr_b == 1 ? slot->first_b : DIFF_UNMATCHED;
	}
	if (!err)
		increasing(to, nr, keep, work);
	for (uint32_t i = 0; i < nr && !err; i++) {
		if (keep[i]) {
			a->match[from + i] = to[i];
			b->match[to[i]] = from + i;
		}
	}
	table_end(&t);
	free(keep);
	free(work);
	free(to);
	return err;
}

/* What lies between two anchors: equal ends, and Myers for the rest. */
static void fill_gap(struct diff_list *a, uint32_t a_from, uint32_t a_to, struct diff_list *b, uint32_t b_from,
		     uint32_t b_to, int64_t *budget)
{
	for (; a_from < a_to && b_from < b_to && a->nodes[a_from].hash == b->nodes[b_from].hash; a_from++, b_from++) {
		a->match[a_from] = b_from;
		b->match[b_from] = a_from;
	}
	for (; a_from < a_to && b_from < b_to && a->nodes[a_to - 1].hash == b->nodes[b_to - 1].hash; a_to--, b_to--) {
		a->match[a_to - 1] = b_to - 1;
		b->match[b_to - 1] = a_to - 1;
	}
	if (a_from < a_to && b_from < b_to)
		diff_myers(a, a_from, a_to, b, b_from, b_to, budget);
}

static int match_in_order(struct diff_list *a, struct diff_list *b)
{
	uint32_t from = 0, a_to = a->nr, b_to = b->nr, a_gap, b_gap;
	int64_t budget = BUDGET;
	int err;

	for (; from < a_to && from < b_to && a->nodes[from].hash == b->nodes[from].hash; from++)
		a->match[from] = b->match[from] = from;
	for (; from < a_to && from < b_to && a->nodes[a_to - 1].hash == b->nodes[b_to - 1].hash; a_to--, b_to--) {
		a->match[a_to - 1] = b_to - 1;
		b->match[b_to - 1] = a_to - 1;
	}
	if (from == a_to || from == b_to)
		return 0;
	err = anchor(a, b, from, a_to, b_to);
	if (err)
		return err;
	a_gap = b_gap = from;
	for (uint32_t i = from; i <= a_to; i++) {
		uint32_t at = i < a_to ? a->match[i] : b_to;

		if (at == DIFF_UNMATCHED || at < b_gap)
			continue;
		fill_gap(a, a_gap, i, b, b_gap, at, &budget);
		a_gap = i + 1;
		b_gap = at + 1;
	}
	return 0;
}

/* ---- what is left */

enum by {
	BY_HASH,
	BY_KEY,
	BY_WEAK_KEY,
	BY_WEAK_COUNTED,
};

static uint64_t value_of(const struct diff_node *node, enum by by, uint32_t gap)
{
	uint64_t value = by == BY_HASH ? node->hash : by == BY_KEY ? node->key : node->weak;

	if (!value)
		return 0;
	return diff_mix(value, gap) | 1;
}

/*
 * Pairs unmatched entries with the same value, first with first. @gaps: of each entry; NULL: place does not count.
 * BY_WEAK_COUNTED: only where there are as many on both sides.
 */
static int pair_by(struct diff_list *a, struct diff_list *b, enum by by, uint32_t *const gaps[2])
{
	uint32_t left_a = 0, left_b = 0;
	struct table t = {NULL, 0, NULL};
	int err;

	for (uint32_t i = 0; i < a->nr; i++)
		left_a += a->match[i] == DIFF_UNMATCHED;
	for (uint32_t i = 0; i < b->nr; i++)
		left_b += b->match[i] == DIFF_UNMATCHED;
	if (!left_a || !left_b)
		return 0;
	err = table_begin(&t, left_a + left_b, b->nr);
	for (uint32_t i = 0; i < b->nr && !err; i++) {
		uint64_t value = b->match[i] == DIFF_UNMATCHED ? value_of(&b->nodes[i], by, gaps ? gaps[1][i] : 0) : 0;
		struct slot *slot = value ? table_get(&t, value) : NULL;

		if (!slot)
			continue;
		t.next_b[i] = DIFF_UNMATCHED;
		*(slot->nr_b++ ? &t.next_b[slot->last_b] : &slot->first_b) = i;
		slot->last_b = i;
		slot->left++;
	}
	for (uint32_t i = 0; i < a->nr && !err; i++) {
		uint64_t value = a->match[i] == DIFF_UNMATCHED ? value_of(&a->nodes[i], by, gaps ? gaps[0][i] : 0) : 0;
		struct slot *slot = value ? table_get(&t, value) : NULL;

		if (!slot)
			continue;
		slot->nr_a++;
	}
	for (uint32_t i = 0; i < a->nr && !err; i++) {
		uint64_t value = a->match[i] == DIFF_UNMATCHED ? value_of(&a->nodes[i], by, gaps ? gaps[0][i] : 0) : 0;
		struct slot *slot = value ? table_get(&t, value) : NULL;

		if (!slot || !slot->left || (by == BY_WEAK_COUNTED && slot->nr_a != slot->nr_b))
			continue;
		slot->left--;
		a->match[i] = slot->first_b;
		b->match[slot->first_b] = i;
		slot->first_b = t.next_b[slot->first_b];
	}
	table_end(&t);
	return err;
}

/* Numbers the gaps between matches that are in order: entries in the same gap are near each other. */
static void number_gaps(const struct diff_list *a, const struct diff_list *b, uint32_t *const gaps[2])
{
	uint32_t at_b = 0, gap = 0;

	for (uint32_t i = 0; i < a->nr; i++) {
		if (a->match[i] != DIFF_UNMATCHED && a->match[i] >= at_b) {
			while (at_b <= a->match[i])
				gaps[1][at_b++] = gap;
			gap++;
		}
		gaps[0][i] = gap;
	}
	while (at_b < b->nr)
		gaps[1][at_b++] = gap;
}

static bool all_matched(const struct diff_list *list)
{
	for (uint32_t i = 0; i < list->nr; i++) {
		if (list->match[i] == DIFF_UNMATCHED)
			return false;
	}
	return true;
}

int diff_align(struct diff_list *a, struct diff_list *b, bool weak_anywhere)
{
	uint32_t *gaps[2] = {NULL, NULL};
	int err;

	memset(a->match, 0xff, a->nr * sizeof(*a->match));
	memset(b->match, 0xff, b->nr * sizeof(*b->match));
	err = match_in_order(a, b);
	if (err || (all_matched(a) && all_matched(b)))
		return err;
	gaps[0] = malloc(((size_t)a->nr + 1) * sizeof(**gaps));
	gaps[1] = malloc(((size_t)b->nr + 1) * sizeof(**gaps));
	err = gaps[0] && gaps[1] ? 0 : no_memory();
	if (!err) {
		number_gaps(a, b, gaps);
		err = pair_by(a, b, BY_HASH, gaps);
	}
	if (!err)
		err = pair_by(a, b, BY_HASH, NULL);
	if (!err)
		err = pair_by(a, b, BY_KEY, gaps);
	if (!err)
		err = pair_by(a, b, BY_KEY, NULL);
	if (!err)
		err = weak_anywhere ? pair_by(a, b, BY_WEAK_COUNTED, NULL) : pair_by(a, b, BY_WEAK_KEY, gaps);
	free(gaps[0]);
	free(gaps[1]);
	return err;
}
