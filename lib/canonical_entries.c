/*
 * An entry that is over has its whole text, and becomes one with its neighbours that are over, too. So there are never
 * many more entries than operations in flight, and their texts leave the memory when there is much of it.
 */
#include "canonical_entries.h"

#include <errno.h>
#include <stdlib.h>

#include "canonical_text.h"
#include "fail.h"

enum {
	PREFIX = 256,     /* bytes of a thread's text that order it, before the hash does */
	LIVE_MAX = 16384, /* entries that are not over; the oldest is taken to be over beyond that */
};

/* A thread that calls by itself. */
struct mtr_canonical_root {
	struct mtr_canonical_entry_list entries;
	struct mtr_spill_text text;
	struct mtr_spill *spill;
	uint64_t hash;
	char prefix[PREFIX];
	size_t prefix_size;
};

static int no_memory(void)
{
	return mtr_fail(-ENOMEM, "no memory for the canonical form");
}

static int get_root(struct mtr_canonical_entries *s, uint32_t thread, struct mtr_canonical_root **ret)
{
	struct mtr_canonical_root *root = mtr_id_map_get(&s->roots, (uint64_t)thread + 1);

	if (!root) {
		root = calloc(1, sizeof(*root));
		if (!root || mtr_id_map_set(&s->roots, (uint64_t)thread + 1, root)) {
			free(root);
			return no_memory();
		}
		root->spill = &s->spill;
	}
	*ret = root;
	return 0;
}

static void list_append(struct mtr_canonical_entry_list *list, struct mtr_canonical_entry *e)
{
	e->list = list;
	e->prev = list->last;
	e->next = NULL;
	*(list->last ? &list->last->next : &list->first) = e;
	list->last = e;
}

static void list_remove(struct mtr_canonical_entry *e)
{
	*(e->prev ? &e->prev->next : &e->list->first) = e->next;
	*(e->next ? &e->next->prev : &e->list->last) = e->prev;
}

/* Puts what was started in callbacks of @e behind it. */
static void hoist_started(struct mtr_canonical_entry *e)
{
	struct mtr_canonical_entry *child;

	if (!e->started.first)
		return;
	for (child = e->started.first; child; child = child->next)
		child->list = e->list;
	e->started.last->next = e->next;
	*(e->next ? &e->next->prev : &e->list->last) = e->started.last;
	e->next = e->started.first;
	e->next->prev = e;
	e->started = (struct mtr_canonical_entry_list){NULL, NULL};
}

static void leave_live(struct mtr_canonical_entries *s, struct mtr_canonical_entry *e)
{
	*(e->older ? &e->older->newer : &s->oldest) = e->newer;
	*(e->newer ? &e->newer->older : &s->newest) = e->older;
	mtr_id_map_remove(&s->live, e->id);
	if (e->op && mtr_id_map_get(&s->by_op, e->op) == e)
		mtr_id_map_remove(&s->by_op, e->op);
}

/* Makes one of @e and what is behind it, as far as they are done. */
static void join_next(struct mtr_canonical_entries *s, struct mtr_canonical_entry *e)
{
	struct mtr_canonical_entry *next;

	while (e && e->done && (next = e->next) && next->done) {
		mtr_spill_move(&s->spill, &e->begin, &next->begin);
		list_remove(next);
		free(next);
	}
}

static void put_text(void *context, const char *text, size_t size)
{
	struct mtr_canonical_root *root = context;
	size_t prefix = PREFIX - root->prefix_size;

	prefix = size < prefix ? size : prefix;
	root->hash = mtr_canonical_hash(root->hash, text, size);
	memcpy(root->prefix + root->prefix_size, text, prefix);
	root->prefix_size += prefix;
	mtr_spill_append(root->spill, &root->text, text, size);
}

/* What is done at the front of a thread is where it will stay. */
static void put_front(struct mtr_canonical_entries *s, struct mtr_canonical_root *root)
{
	struct mtr_canonical_entry *e = root->entries.first;

	if (!e || !e->done)
		return;
	mtr_spill_take(&s->spill, &e->begin, put_text, root);
	list_remove(e);
	free(e);
}

/* Nothing more comes: gathers the entry's text. */
static void finish_entry(struct mtr_canonical_entries *s, struct mtr_canonical_entry *e)
{
	char answered[64];
	struct mtr_canonical_entry *prev = e->prev, *last = e->started.last;

	leave_live(s, e);
	if (!e->begun)
		mtr_spill_append(&s->spill, &e->begin, "\n", 1);
	mtr_spill_move(&s->spill, &e->begin, &e->callbacks);
	mtr_spill_move(&s->spill, &e->begin, &e->calls);
	if (e->answered)
		mtr_spill_append(&s->spill, &e->begin, answered,
				 (size_t)snprintf(answered, sizeof(answered), "%*s%llu acknowledged\n",
						  MTR_CANONICAL_INDENT, "", (unsigned long long)e->answered));
	e->done = true;
	hoist_started(e);
	join_next(s, last);
	join_next(s, e);
	join_next(s, prev);
	put_front(s, prev ? prev->root : e->root);
}

void mtr_canonical_entry_finish_if_over(struct mtr_canonical_entries *s, struct mtr_canonical_entry *e)
{
	if (e->over && !e->nr_open && e->answered >= e->answerable)
		finish_entry(s, e);
}

int mtr_canonical_entry_make(struct mtr_canonical_entries *s, uint32_t thread, struct mtr_canonical_entry *within,
			     uint64_t op, struct mtr_canonical_entry **ret)
{
	struct mtr_canonical_entry *e;
	struct mtr_canonical_root *root = within ? within->root : NULL;
	int err = within ? 0 : get_root(s, thread, &root);

	if (err)
		return err;
	if (s->live.count >= LIVE_MAX && s->oldest != within)
		finish_entry(s, s->oldest);
	e = calloc(1, sizeof(*e));
	if (!e)
		return no_memory();
	e->id = ++s->nr;
	if (mtr_id_map_set(&s->live, e->id, e) || (op && mtr_id_map_set(&s->by_op, op, e))) {
		mtr_id_map_remove(&s->live, e->id);
		free(e);
		return no_memory();
	}
	e->root = root;
	e->op = op;
	e->older = s->newest;
	*(s->newest ? &s->newest->newer : &s->oldest) = e;
	s->newest = e;
	list_append(within ? &within->started : &root->entries, e);
	*ret = e;
	return 0;
}

void mtr_canonical_entries_finish(struct mtr_canonical_entries *s)
{
	while (s->oldest)
		finish_entry(s, s->oldest);
}

struct mtr_canonical_entry *mtr_canonical_entry_get(const struct mtr_canonical_entries *s, uint64_t id)
{
	return mtr_id_map_get(&s->live, id);
}

struct mtr_canonical_entry *mtr_canonical_entry_of_op(const struct mtr_canonical_entries *s, uint64_t op)
{
	return mtr_id_map_get(&s->by_op, op);
}

static int by_content(const void *a, const void *b)
{
	const struct mtr_canonical_root *const *left = a, *const *right = b;
	size_t size = (*left)->prefix_size < (*right)->prefix_size ? (*left)->prefix_size : (*right)->prefix_size, i;

	/* Marks hold numbers that differ from run to run. */
	for (i = 0; i < size && (*left)->prefix[i] != MTR_CANONICAL_MARK; i++) {
		if ((*left)->prefix[i] != (*right)->prefix[i])
			return (*left)->prefix[i] < (*right)->prefix[i] ? -1 : 1;
	}
	return (*left)->hash < (*right)->hash ? -1 : (*left)->hash > (*right)->hash;
}

struct resolving {
	struct mtr_canonical_numbers numbers;
	struct mtr_out *out;
};

static void resolve(void *context, const char *text, size_t size)
{
	struct resolving *r = context;

	mtr_canonical_resolve(&r->numbers, text, size, r->out);
}

int mtr_canonical_entries_write(struct mtr_canonical_entries *s, struct mtr_out *out)
{
	struct mtr_canonical_root **roots = calloc(s->roots.count + 1, sizeof(*roots)), *root;
	struct resolving *resolving = calloc(1, sizeof(*resolving));
	size_t at = 0, nr = 0, i;
	int err = roots && resolving ? s->spill.err : no_memory();

	while (!err && (root = mtr_id_map_next(&s->roots, &at)))
		roots[nr++] = root;
	if (nr)
		qsort(roots, nr, sizeof(*roots), by_content);
	for (i = 0; i < nr && !s->spill.err && !out->err; i++) {
		resolving->out = out;
		mtr_out_text(out, "thread\n");
		mtr_spill_take(&s->spill, &roots[i]->text, resolve, resolving);
	}
	if (resolving)
		mtr_canonical_numbers_end(&resolving->numbers);
	free(resolving);
	free(roots);
	return err ? err : s->spill.err;
}

static void drop_text(void *context, const char *text, size_t size)
{
	(void)context;
	(void)text;
	(void)size;
}

void mtr_canonical_entries_end(struct mtr_canonical_entries *s)
{
	struct mtr_canonical_root *root;
	size_t at = 0;

	while ((root = mtr_id_map_next(&s->roots, &at))) {
		mtr_spill_take(&s->spill, &root->text, drop_text, NULL);
		free(root);
	}
	mtr_id_map_end(&s->roots);
	mtr_id_map_end(&s->by_op);
	mtr_id_map_end(&s->live);
	mtr_spill_end(&s->spill);
}
