/* Threads find their counterparts, units are aligned, pairs are compared, what is left over is reported. */
#include "diff_compare.h"

#include <errno.h>
#include <stdlib.h>

#include "diff_align.h"
#include "diff_hash.h"
#include "fail.h"

static int no_memory(void)
{
	return mtr_fail(-ENOMEM, "no memory to compare two traces");
}

/* ---- saying */

int diff_begin_group(struct diff_compare *c)
{
	struct mtr_out label;
	uint64_t seqs[2] = {0, 0};
	int err = 0;

	if (c->group_begun)
		return 0;
	mtr_out_begin(&label, NULL);
	for (int side = 0; side < 2; side++) {
		const struct diff_tree *t = c->trees[side];

		if (c->at[side] != DIFF_NONE)
			seqs[side] = t->parts[t->units[c->at[side]].first].seq;
	}
	err = diff_write_unit(c, c->at[0] == DIFF_NONE, c->at[0] == DIFF_NONE ? c->at[1] : c->at[0], &label);
	mtr_out_char(&label, 0);
	if (!err && !label.err)
		err = diff_report_group(c->report, label.data, seqs[0], seqs[1]);
	err = err ? err : label.err;
	mtr_out_end(&label);
	c->group_begun = !err;
	return err;
}

int diff_say(struct diff_compare *c, enum diff_severity severity, enum diff_kind kind, const char *old, const char *new)
{
	struct diff_finding finding = {.severity = severity,
				       .kind = kind,
				       .seqs = {c->seqs[0], c->seqs[1]},
				       .part = c->part,
				       .texts = {old, new}};
	int err = diff_begin_group(c);

	mtr_out_char(&c->path, 0);
	finding.path = c->path.data ? c->path.data : "";
	if (!err)
		err = c->path.err ? c->path.err : diff_report_add(c->report, &finding);
	c->path.size -= c->path.size > 0;
	return err;
}

int diff_say_texts(struct diff_compare *c, enum diff_severity severity, enum diff_kind kind)
{
	mtr_out_char(&c->texts[0], 0);
	mtr_out_char(&c->texts[1], 0);
	if (c->texts[0].err || c->texts[1].err)
		return no_memory();
	return diff_say(c, severity, kind, c->texts[0].data, c->texts[1].data);
}

size_t diff_path_enter(struct diff_compare *c, const void *name, size_t size)
{
	size_t before = c->path.size;

	if (before)
		mtr_out_char(&c->path, '.');
	mtr_out_plain_bytes(&c->path, name, size);
	return before;
}

void diff_path_back(struct diff_compare *c, size_t size)
{
	c->path.size = size;
}

/* ---- threads */

/* A thread's votes for its counterpart: units of the same hash, the k-th with the k-th. */
struct vote {
	uint64_t hash;
	uint32_t thread;
	uint32_t nr; /* among those of the same hash */
};

static int by_hash(const void *a, const void *b)
{
	const struct vote *left = a, *right = b;

	return left->hash < right->hash ? -1 : left->hash > right->hash;
}

struct pairing {
	uint32_t a, b;
	uint64_t votes;
};

static int by_pair(const void *a, const void *b)
{
	const struct pairing *left = a, *right = b;

	if (left->a != right->a)
		return left->a < right->a ? -1 : 1;
	return left->b < right->b ? -1 : left->b > right->b;
}

static int by_votes(const void *a, const void *b)
{
	const struct pairing *left = a, *right = b;

	if (left->votes != right->votes)
		return left->votes > right->votes ? -1 : 1;
	return by_pair(a, b);
}

/* Hashes with the thread they occur on, sorted, each only where all its units are on one thread. */
static size_t collect_votes(const struct diff_tree *t, struct vote *votes)
{
	size_t nr = 0, kept = 0;

	for (uint32_t i = 0; i < t->nr_units; i++)
		votes[nr++] = (struct vote){t->units[i].hash, t->units[i].thread, 1};
	if (nr)
		qsort(votes, nr, sizeof(*votes), by_hash);
	for (size_t i = 0, end; i < nr; i = end) {
		bool one_thread = true;

		for (end = i + 1; end < nr && votes[end].hash == votes[i].hash; end++)
			one_thread = one_thread && votes[end].thread == votes[i].thread;
		if (one_thread) {
			votes[i].nr = (uint32_t)(end - i);
			votes[kept++] = votes[i];
		}
	}
	return kept;
}

static size_t join_votes(const struct vote *a, size_t nr_a, const struct vote *b, size_t nr_b, struct pairing *pairs)
{
	size_t nr = 0, kept = 0, i = 0, j = 0;

	while (i < nr_a && j < nr_b) {
		if (a[i].hash == b[j].hash) {
			uint32_t votes = a[i].nr < b[j].nr ? a[i].nr : b[j].nr;

			pairs[nr++] = (struct pairing){a[i++].thread, b[j++].thread, votes};
		} else if (a[i].hash < b[j].hash) {
			i++;
		} else {
			j++;
		}
	}
	if (nr)
		qsort(pairs, nr, sizeof(*pairs), by_pair);
	for (size_t at = 0; at < nr; at++) {
		if (kept && by_pair(&pairs[kept - 1], &pairs[at]) == 0)
			pairs[kept - 1].votes += pairs[at].votes;
		else
			pairs[kept++] = pairs[at];
	}
	if (kept)
		qsort(pairs, kept, sizeof(*pairs), by_votes);
	return kept;
}

/* Threads of each tree in the order of its units. */
static size_t list_threads(const struct diff_tree *t, uint32_t *threads)
{
	size_t nr = 0;

	for (uint32_t i = 0; i < t->nr_units; i++) {
		uint32_t thread = t->units[t->order[i]].thread;

		if (!nr || threads[nr - 1] != thread)
			threads[nr++] = thread;
	}
	return nr;
}

/* partner[i]: index in @b of the counterpart of the i-th thread of @a. Those without votes go by their order. */
static void choose_partners(const struct pairing *pairs, size_t nr_pairs, const uint32_t *a, size_t nr_a,
			    const uint32_t *b, size_t nr_b, uint32_t *partner, bool *taken)
{
	size_t next = 0;

	for (size_t i = 0; i < nr_a; i++)
		partner[i] = DIFF_NONE;
	for (size_t p = 0; p < nr_pairs; p++) {
		size_t i = 0, j = 0;

		while (i < nr_a && a[i] != pairs[p].a)
			i++;
		while (j < nr_b && b[j] != pairs[p].b)
			j++;
		if (i < nr_a && j < nr_b && partner[i] == DIFF_NONE && !taken[j]) {
			partner[i] = (uint32_t)j;
			taken[j] = true;
		}
	}
	for (size_t i = 0; i < nr_a; i++) {
		while (next < nr_b && taken[next])
			next++;
		if (partner[i] == DIFF_NONE && next < nr_b) {
			partner[i] = (uint32_t)next;
			taken[next] = true;
		}
	}
}

/* Puts the threads of the second tree in the order of their counterparts. @ret_thread: partner of each unit of the first. */
static int arrange_threads(struct diff_tree *a, struct diff_tree *b)
{
	size_t room = (size_t)a->nr_units + b->nr_units + 1, nr_votes[2], nr[2], nr_pairs, out = 0;
	struct vote *votes = malloc(room * sizeof(*votes));
	struct pairing *pairs = malloc(room * sizeof(*pairs));
	uint32_t *threads = malloc(room * sizeof(*threads)), *partner = malloc(room * sizeof(*partner));
	uint32_t *order = malloc(room * sizeof(*order));
	bool *taken = calloc(room, sizeof(*taken)), *placed = calloc(room, sizeof(*placed));
	int err = votes && pairs && threads && partner && order && taken && placed ? 0 : no_memory();

	if (!err) {
		nr_votes[0] = collect_votes(a, votes);
		nr_votes[1] = collect_votes(b, votes + a->nr_units);
		nr_pairs = join_votes(votes, nr_votes[0], votes + a->nr_units, nr_votes[1], pairs);
		nr[0] = list_threads(a, threads);
		nr[1] = list_threads(b, threads + nr[0]);
		choose_partners(pairs, nr_pairs, threads, nr[0], threads + nr[0], nr[1], partner, taken);
		for (size_t i = 0; i < nr[0] + nr[1]; i++) {
			size_t j = i < nr[0] ? partner[i] : i - nr[0];

			if (j == DIFF_NONE || placed[j])
				continue;
			placed[j] = true;
			for (uint32_t k = 0; k < b->nr_units; k++) {
				uint32_t unit = b->order[k];

				if (b->units[unit].thread == threads[nr[0] + j])
					order[out++] = unit;
			}
		}
		memcpy(b->order, order, out * sizeof(*order));
		for (uint32_t i = 0; i < b->nr_units; i++)
			b->units[i].partner = DIFF_NONE;
		for (size_t i = 0; i < nr[0]; i++) {
			for (uint32_t k = 0; partner[i] != DIFF_NONE && k < b->nr_units; k++) {
				if (b->units[k].thread == threads[nr[0] + partner[i]])
					b->units[k].partner = threads[i];
			}
		}
	}
	free(votes);
	free(pairs);
	free(threads);
	free(partner);
	free(order);
	free(taken);
	free(placed);
	return err;
}

/* ---- units */

static void fill_nodes(const struct diff_tree *t, struct diff_node *nodes)
{
	for (uint32_t i = 0; i < t->nr_units; i++) {
		const struct diff_unit *unit = &t->units[t->order[i]];

		nodes[i] = (struct diff_node){unit->hash, unit->key, unit->weak_key};
	}
}

static void go_to(struct diff_compare *c, uint32_t a, uint32_t b)
{
	c->at[0] = a;
	c->at[1] = b;
	c->group_begun = false;
	c->path.size = 0;
	c->ruled_results = 0;
	c->finals_met = false;
	for (int side = 0; side < 2; side++) {
		const struct diff_tree *t = c->trees[side];

		c->seqs[side] = c->at[side] == DIFF_NONE ? 0 : t->parts[t->units[c->at[side]].first].seq;
	}
}

/* An operation on another session than the counterpart of its own. */
static int compare_sessions(struct diff_compare *c, const struct diff_unit *a, const struct diff_unit *b)
{
	char texts[2][48];

	if (!a->session || !b->session)
		return 0;
	if (diff_ids_agree(&c->sessions, a->session << 1, b->session << 1))
		return diff_ids_bind(&c->sessions, a->session << 1, b->session << 1);
	/* Sessions opened alike on different threads are told apart by chance alone. */
	if (a->session_key == b->session_key && c->order != DIFF_ORDER_STRICT)
		return 0;
	snprintf(texts[0], sizeof(texts[0]), "session %llu", (unsigned long long)a->session);
	snprintf(texts[1], sizeof(texts[1]), "session %llu", (unsigned long long)b->session);
	return diff_say(c, DIFF_NOTABLE, DIFF_IDENTITY, texts[0], texts[1]);
}

static int say_counts(struct diff_compare *c, const struct diff_unit *a, const struct diff_unit *b)
{
	static const char *const ends[] = {"no final result", "results after the final one", "a final result"};
	char texts[2][48];
	int err = 0;

	c->seqs[0] = c->trees[0]->parts[a->first].seq;
	c->seqs[1] = c->trees[1]->parts[b->first].seq;
	if ((int64_t)a->nr_results - c->ruled_results != (int64_t)b->nr_results) {
		snprintf(texts[0], sizeof(texts[0]), "%u result%s", a->nr_results, a->nr_results == 1 ? "" : "s");
		snprintf(texts[1], sizeof(texts[1]), "%u result%s", b->nr_results, b->nr_results == 1 ? "" : "s");
		err = diff_say(c, a->nr_results > b->nr_results ? DIFF_BREAKING : DIFF_NOTABLE, DIFF_COUNT, texts[0],
			       texts[1]);
	}
	if (!err && (a->nr_finals != b->nr_finals || a->final_last != b->final_last)) {
		snprintf(texts[0], sizeof(texts[0]), "%s (%u)", ends[a->nr_finals ? 1 + a->final_last : 0],
			 a->nr_finals);
		snprintf(texts[1], sizeof(texts[1]), "%s (%u)", ends[b->nr_finals ? 1 + b->final_last : 0],
			 b->nr_finals);
		err = diff_say(c, DIFF_BREAKING, DIFF_PROTOCOL, texts[0], texts[1]);
	}
	return err;
}

static int compare_units(struct diff_compare *c, uint32_t a, uint32_t b)
{
	const struct diff_unit *left = &c->trees[0]->units[a], *right = &c->trees[1]->units[b];
	int err;

	go_to(c, a, b);
	c->units++;
	err = compare_sessions(c, left, right);
	if (!err && left->hash == right->hash)
		return diff_compare_equal_units(c, a, b);
	if (!err)
		err = diff_compare_part(c, left->first, right->first);
	if (!err)
		err = diff_compare_parts(c, left->callbacks, right->callbacks);
	if (!err)
		err = diff_compare_parts(c, left->calls, right->calls);
	if (!err)
		err = diff_compare_ending(c);
	return err ? err : say_counts(c, left, right);
}

static int say_alone(struct diff_compare *c, int side, uint32_t unit)
{
	const struct diff_unit *u = &c->trees[side]->units[unit];
	struct mtr_out label;
	int err;

	go_to(c, side == 0 ? unit : DIFF_NONE, side == 0 ? DIFF_NONE : unit);
	mtr_out_begin(&label, NULL);
	err = diff_write_unit(c, side, unit, &label);
	mtr_out_char(&label, 0);
	if (!err && !label.err && u->op)
		err = diff_say(c, side ? DIFF_NOTABLE : DIFF_BREAKING,
			       side ? DIFF_OPERATION_ADDED : DIFF_OPERATION_REMOVED, side ? NULL : label.data,
			       side ? label.data : NULL);
	else if (!err && !label.err)
		err = diff_say(c, DIFF_NOTABLE, side ? DIFF_CALL_ADDED : DIFF_CALL_REMOVED, side ? NULL : label.data,
			       side ? label.data : NULL);
	err = err ? err : label.err;
	mtr_out_end(&label);
	return err;
}

/* ---- order */

static bool counts_for_order(const struct diff_compare *c, uint32_t a, uint32_t b)
{
	return c->order == DIFF_ORDER_STRICT || c->trees[1]->units[b].partner == c->trees[0]->units[a].thread;
}

static int say_moved(struct diff_compare *c, const struct diff_list *a, uint32_t from, uint32_t to)
{
	struct diff_list part = {a->nodes + from, to - from, malloc(((size_t)to - from + 1) * sizeof(uint32_t))};
	bool *moved = calloc((size_t)to - from + 1, sizeof(*moved));
	int err = part.match && moved ? 0 : no_memory();

	for (uint32_t i = from; i < to && !err; i++) {
		bool counts = a->match[i] != DIFF_UNMATCHED &&
			      counts_for_order(c, c->trees[0]->order[i], c->trees[1]->order[a->match[i]]);

		part.match[i - from] = counts ? a->match[i] : DIFF_UNMATCHED;
	}
	if (!err && diff_moved(&part, moved) < 0)
		err = -ENOMEM;
	for (uint32_t i = from; i < to && !err; i++) {
		if (!moved[i - from])
			continue;
		go_to(c, c->trees[0]->order[i], c->trees[1]->order[a->match[i]]);
		err = diff_say(c, DIFF_COSMETIC, DIFF_OPERATION_MOVED, "in its place",
			       "elsewhere in the order of its thread");
	}
	free(moved);
	free(part.match);
	return err;
}

static int compare_order(struct diff_compare *c, const struct diff_list *a)
{
	const struct diff_tree *t = c->trees[0];
	int err = 0;

	if (c->order == DIFF_ORDER_ANY)
		return 0;
	if (c->order == DIFF_ORDER_STRICT)
		return say_moved(c, a, 0, a->nr);
	for (uint32_t from = 0, to; from < a->nr && !err; from = to) {
		for (to = from + 1; to < a->nr; to++) {
			if (t->units[t->order[to]].thread != t->units[t->order[from]].thread)
				break;
		}
		err = say_moved(c, a, from, to);
	}
	return err;
}

/* In the order in which things happened, whatever thread they happened on. */
static void sort_by_file(struct diff_tree *t)
{
	for (uint32_t i = 0; i < t->nr_units; i++)
		t->order[i] = i;
}

static int compare_all(struct diff_compare *c, struct diff_list *a, struct diff_list *b)
{
	struct diff_tree *left = c->trees[0], *right = c->trees[1];
	int err = diff_align(a, b, false);

	for (uint32_t i = 0; i < a->nr && !err; i++) {
		if (a->match[i] == DIFF_UNMATCHED)
			err = say_alone(c, 0, left->order[i]);
		else
			err = compare_units(c, left->order[i], right->order[a->match[i]]);
		if (a->match[i] != DIFF_UNMATCHED)
			c->unit_match[left->order[i]] = right->order[a->match[i]];
	}
	for (uint32_t i = 0; i < b->nr && !err; i++) {
		if (b->match[i] == DIFF_UNMATCHED)
			err = say_alone(c, 1, right->order[i]);
	}
	return err ? err : compare_order(c, a);
}

int diff_compare(struct diff_compare *c)
{
	struct diff_list lists[2];
	struct diff_node *nodes[2] = {NULL, NULL};
	int err = 0;

	mtr_out_begin(&c->path, NULL);
	mtr_out_begin(&c->texts[0], NULL);
	mtr_out_begin(&c->texts[1], NULL);
	c->unit_match = malloc(((size_t)c->trees[0]->nr_units + 1) * sizeof(*c->unit_match));
	if (!c->unit_match)
		return no_memory();
	memset(c->unit_match, 0xff, c->trees[0]->nr_units * sizeof(*c->unit_match));
	if (c->order == DIFF_ORDER_STRICT) {
		sort_by_file(c->trees[0]);
		sort_by_file(c->trees[1]);
	} else {
		err = arrange_threads(c->trees[0], c->trees[1]);
	}
	for (int side = 0; side < 2; side++) {
		const struct diff_tree *t = c->trees[side];

		nodes[side] = malloc(((size_t)t->nr_units + 1) * sizeof(**nodes));
		lists[side] = (struct diff_list){nodes[side], t->nr_units,
						 malloc(((size_t)t->nr_units + 1) * sizeof(uint32_t))};
		if (!nodes[side] || !lists[side].match)
			err = no_memory();
		else
			fill_nodes(t, nodes[side]);
	}
	if (!err)
		err = compare_all(c, &lists[0], &lists[1]);
	if (!err)
		err = diff_compare_schemas(c);
	for (int side = 0; side < 2; side++) {
		free(nodes[side]);
		free(lists[side].match);
	}
	return err;
}

void diff_compare_end(struct diff_compare *c)
{
	diff_ids_end(&c->ids);
	diff_ids_end(&c->sessions);
	mtr_out_end(&c->path);
	mtr_out_end(&c->texts[0]);
	mtr_out_end(&c->texts[1]);
	free(c->unit_match);
	c->unit_match = NULL;
}
