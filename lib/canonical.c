/*
 * Events are sorted into entries while they come: one per operation, one per other call that no callback
 * encloses. Entries of a thread stand in the order in which the thread made them, those started within an operation's
 * callbacks behind that operation; so the order does not depend on how threads took turns.
 *
 * An entry that is over has its whole text, and becomes one with its neighbours that are over, too. So there are never
 * many more entries than operations in flight, and their texts leave the memory when there is much of it.
 */
#include "canonical.h"

#include <errno.h>
#include <stdlib.h>

#include "canonical_text.h"
#include "fail.h"
#include "spill.h"
#include "walk.h"

enum {
	INDENT = 4,
	PREFIX = 256,      /* bytes of a thread's text that order it, before the hash does */
	LIVE_MAX = 16384,  /* entries that are not over; the oldest is taken to be over beyond that */
	NODES_MAX = 16384, /* calls and callbacks in flight, likewise */
};

struct entries {
	struct entry *first, *last;
};

struct entry {
	uint64_t id;
	struct entry *next, *prev;
	struct entries *list;        /* it stands in */
	struct entries started;      /* in callbacks of this one */
	struct entry *older, *newer; /* of those that are not over */
	struct root *root;
	uint64_t op; /* 0: a call that starts no operation */
	struct mtr_spill_text begin, callbacks, calls;
	uint64_t answerable, answered;
	unsigned nr_open;
	bool begun; /* the call that made it has returned, or will not */
	bool over;  /* nothing more is expected */
	bool done;  /* a text and nothing else: begin has all */
};

/* A thread that calls by itself. */
struct root {
	struct entries entries;
	struct mtr_spill_text text;
	struct mtr_spill *spill;
	uint64_t hash;
	char prefix[PREFIX];
	size_t prefix_size;
};

enum place {
	IN_BEGIN,     /* of its entry: the call that made the entry */
	IN_CALLBACKS, /* of its entry */
	IN_CALLS,     /* of its entry */
	IN_CALLBACK,  /* the one that encloses it */
	IN_NOTHING,
};

/* A call or callback that has begun. */
struct node {
	uint64_t seq;
	struct node *older, *newer;
	enum place place;
	uint64_t entry;     /* id: it may be over before its calls are */
	uint64_t enclosing; /* seq */
	unsigned depth;
	struct mtr_out text, inner; /* inner: calls made in the callback */
};

struct canonical {
	struct mtr_id_map nodes, live, by_op, roots; /* live: entries by id */
	struct entry *oldest, *newest;
	struct node *oldest_node, *newest_node;
	struct mtr_canonical_classes classes;
	struct mtr_spill spill;
	uint64_t lost, nr_entries;
};

static int no_memory(void)
{
	return mtr_fail(-ENOMEM, "no memory for the canonical form");
}

static void append(struct mtr_out *to, const struct mtr_out *from)
{
	mtr_out_bytes(to, from->data, from->size);
	if (from->err)
		to->err = from->err;
}

/* ---- entries */

static int get_root(struct canonical *c, uint32_t thread, struct root **ret)
{
	struct root *root = mtr_id_map_get(&c->roots, (uint64_t)thread + 1);

	if (!root) {
		root = calloc(1, sizeof(*root));
		if (!root || mtr_id_map_set(&c->roots, (uint64_t)thread + 1, root)) {
			free(root);
			return no_memory();
		}
		root->spill = &c->spill;
	}
	*ret = root;
	return 0;
}

static void list_append(struct entries *list, struct entry *e)
{
	e->list = list;
	e->prev = list->last;
	e->next = NULL;
	*(list->last ? &list->last->next : &list->first) = e;
	list->last = e;
}

static void list_remove(struct entry *e)
{
	*(e->prev ? &e->prev->next : &e->list->first) = e->next;
	*(e->next ? &e->next->prev : &e->list->last) = e->prev;
}

/* Puts what was started in callbacks of @e behind it. */
static void hoist_started(struct entry *e)
{
	struct entry *child;

	if (!e->started.first)
		return;
	for (child = e->started.first; child; child = child->next)
		child->list = e->list;
	e->started.last->next = e->next;
	*(e->next ? &e->next->prev : &e->list->last) = e->started.last;
	e->next = e->started.first;
	e->next->prev = e;
	e->started = (struct entries){NULL, NULL};
}

static void leave_live(struct canonical *c, struct entry *e)
{
	*(e->older ? &e->older->newer : &c->oldest) = e->newer;
	*(e->newer ? &e->newer->older : &c->newest) = e->older;
	mtr_id_map_remove(&c->live, e->id);
	if (e->op && mtr_id_map_get(&c->by_op, e->op) == e)
		mtr_id_map_remove(&c->by_op, e->op);
}

/* Makes one of @e and what is behind it, as far as they are done. */
static void join_next(struct canonical *c, struct entry *e)
{
	struct entry *next;

	while (e && e->done && (next = e->next) && next->done) {
		mtr_spill_move(&c->spill, &e->begin, &next->begin);
		list_remove(next);
		free(next);
	}
}

static void put_text(void *context, const char *text, size_t size)
{
	struct root *root = context;
	size_t prefix = PREFIX - root->prefix_size;

	prefix = size < prefix ? size : prefix;
	root->hash = mtr_canonical_hash(root->hash, text, size);
	memcpy(root->prefix + root->prefix_size, text, prefix);
	root->prefix_size += prefix;
	mtr_spill_append(root->spill, &root->text, text, size);
}

/* What is done at the front of a thread is where it will stay. */
static void put_front(struct canonical *c, struct root *root)
{
	struct entry *e = root->entries.first;

	if (!e || !e->done)
		return;
	mtr_spill_take(&c->spill, &e->begin, put_text, root);
	list_remove(e);
	free(e);
}

/* Nothing more comes: gathers the entry's text. */
static void finish_entry(struct canonical *c, struct entry *e)
{
	char answered[64];
	struct entry *prev = e->prev, *last = e->started.last;

	leave_live(c, e);
	if (!e->begun)
		mtr_spill_append(&c->spill, &e->begin, "\n", 1);
	mtr_spill_move(&c->spill, &e->begin, &e->callbacks);
	mtr_spill_move(&c->spill, &e->begin, &e->calls);
	if (e->answered)
		mtr_spill_append(&c->spill, &e->begin, answered,
				 (size_t)snprintf(answered, sizeof(answered), "%*s%llu acknowledged\n", INDENT, "",
						  (unsigned long long)e->answered));
	e->done = true;
	hoist_started(e);
	join_next(c, last);
	join_next(c, e);
	join_next(c, prev);
	put_front(c, prev ? prev->root : e->root);
}

static void finish_if_over(struct canonical *c, struct entry *e)
{
	if (e->over && !e->nr_open && e->answered >= e->answerable)
		finish_entry(c, e);
}

/* @within: the entry in whose callback it was started, or NULL. */
static int make_entry(struct canonical *c, uint32_t thread, struct entry *within, uint64_t op, struct entry **ret)
{
	struct entry *e;
	struct root *root = within ? within->root : NULL;
	int err = within ? 0 : get_root(c, thread, &root);

	if (err)
		return err;
	if (c->live.count >= LIVE_MAX && c->oldest != within)
		finish_entry(c, c->oldest);
	e = calloc(1, sizeof(*e));
	if (!e)
		return no_memory();
	e->id = ++c->nr_entries;
	if (mtr_id_map_set(&c->live, e->id, e) || (op && mtr_id_map_set(&c->by_op, op, e))) {
		mtr_id_map_remove(&c->live, e->id);
		free(e);
		return no_memory();
	}
	e->root = root;
	e->op = op;
	e->older = c->newest;
	*(c->newest ? &c->newest->newer : &c->oldest) = e;
	c->newest = e;
	list_append(within ? &within->started : &root->entries, e);
	*ret = e;
	return 0;
}

static struct entry *live_entry(const struct canonical *c, uint64_t id)
{
	return mtr_id_map_get(&c->live, id);
}

/* ---- nodes */

static void free_node(struct canonical *c, struct node *node)
{
	if (!node)
		return;
	mtr_id_map_remove(&c->nodes, node->seq);
	*(node->older ? &node->older->newer : &c->oldest_node) = node->newer;
	*(node->newer ? &node->newer->older : &c->newest_node) = node->older;
	mtr_out_end(&node->text);
	mtr_out_end(&node->inner);
	free(node);
}

static void write_name(struct mtr_out *out, const ProtobufCEnumDescriptor *names, int value)
{
	const ProtobufCEnumValue *name = protobuf_c_enum_descriptor_get_value(names, value);

	if (name)
		mtr_out_text(out, name->name);
	else
		mtr_out_int(out, value);
	mtr_out_char(out, ' ');
}

static void settle(struct canonical *c, struct node *node, const struct mtr_out *end);

static void settle_oldest(struct canonical *c)
{
	struct node *node = c->oldest_node;

	settle(c, node, NULL);
	free_node(c, node);
}

static int make_node(struct canonical *c, const struct mtr_event_view *event, struct node **ret)
{
	struct node *node;
	const struct node *enclosing;

	if (c->nodes.count >= NODES_MAX)
		settle_oldest(c);
	free_node(c, mtr_id_map_get(&c->nodes, event->packet->seq)); /* no recorder gives a number twice */
	enclosing = mtr_id_map_get(&c->nodes, event->packet->parent);
	node = calloc(1, sizeof(*node));
	if (!node || mtr_id_map_set(&c->nodes, event->packet->seq, node)) {
		free(node);
		return no_memory();
	}
	node->seq = event->packet->seq;
	node->older = c->newest_node;
	*(c->newest_node ? &c->newest_node->newer : &c->oldest_node) = node;
	c->newest_node = node;
	node->place = IN_NOTHING;
	if (enclosing && enclosing->place != IN_NOTHING) {
		node->enclosing = event->packet->parent;
		node->entry = enclosing->entry;
		node->depth = enclosing->depth + 1;
		node->place = IN_CALLBACK;
	}
	*ret = node;
	return 0;
}

static struct entry *entry_of(struct canonical *c, const struct mtr_event_view *event)
{
	return event->tracked->op ? mtr_id_map_get(&c->by_op, event->tracked->op->id) : NULL;
}

static void open_in(struct node *node, struct entry *e, enum place place, unsigned depth)
{
	node->entry = e->id;
	node->place = place;
	node->depth = depth;
	e->nr_open++;
}

/* A call with a handle that is closed is no part of the operation: that may be over by then, or not yet. */
static bool is_too_late(const Mitrace__Call *call)
{
	return call->handle_state == MITRACE__HANDLE_STATE__HANDLE_CLOSED;
}

static int place_call(struct canonical *c, const struct mtr_event_view *event, struct node *node)
{
	const Mitrace__Call *call = event->packet->call_begin;
	bool starts = mtr_function_starts_operation((int32_t)call->function) && call->operation;
	struct entry *of_op = entry_of(c, event);
	int err = 0;

	if (call->function == MITRACE__FUNCTION__MI_Operation_ResultAcknowledgement) {
		node->place = IN_NOTHING;
		if (of_op)
			of_op->answered++;
		return 0;
	}
	if (node->place == IN_CALLBACK && !starts)
		return 0;
	if (of_op && !starts && !is_too_late(call)) {
		open_in(node, of_op, IN_CALLS, 1);
		return 0;
	}
	err = make_entry(c, event->packet->thread, starts ? live_entry(c, node->entry) : NULL,
			 starts ? call->operation : 0, &of_op);
	if (!err)
		open_in(node, of_op, IN_BEGIN, 0);
	return err;
}

/* The text of what made an entry is the entry's first; its end comes behind it. */
static int begin_entry(struct canonical *c, struct node *node)
{
	struct entry *e = node->place == IN_BEGIN ? live_entry(c, node->entry) : NULL;

	if (e) {
		mtr_spill_append(&c->spill, &e->begin, node->text.data, node->text.size);
		mtr_out_end(&node->text);
	}
	return node->text.err ? node->text.err : c->spill.err;
}

static int on_call_begin(void *context, const struct mtr_event_view *event)
{
	struct canonical *c = context;
	const Mitrace__Call *call = event->packet->call_begin;
	struct node *node = NULL, *enclosing;
	int err = make_node(c, event, &node);

	if (!err)
		err = place_call(c, event, node);
	if (err || node->place == IN_NOTHING)
		return err;
	enclosing = mtr_id_map_get(&c->nodes, node->enclosing);
	if (node->place == IN_BEGIN && enclosing) {
		/* Where it was started; what became of it follows the operation. */
		mtr_out_fill(&enclosing->inner, ' ', (enclosing->depth + 1) * INDENT);
		mtr_out_text(&enclosing->inner, "starts ");
		write_name(&enclosing->inner, &mitrace__function__descriptor, (int)call->function);
		mtr_out_char(&enclosing->inner, '\n');
	}
	mtr_out_fill(&node->text, ' ', node->depth * INDENT);
	write_name(&node->text, &mitrace__function__descriptor, (int)call->function);
	mtr_canonical_body(&node->text, event->reader, &c->classes, &call->base);
	return begin_entry(c, node);
}

static int on_callback_begin(void *context, const struct mtr_event_view *event)
{
	struct canonical *c = context;
	const Mitrace__Callback *callback = event->packet->callback_begin;
	struct entry *of_op = entry_of(c, event);
	struct node *node = NULL;
	int err = make_node(c, event, &node);

	if (err)
		return err;
	if (of_op) {
		open_in(node, of_op, IN_CALLBACKS, 1);
		of_op->answerable += callback->answerable;
	} else if (node->place != IN_CALLBACK) {
		err = make_entry(c, event->packet->thread, NULL, 0, &of_op);
		if (err)
			return err;
		open_in(node, of_op, IN_BEGIN, 0);
	}
	mtr_out_fill(&node->text, ' ', node->depth * INDENT);
	mtr_out_text(&node->text, "> ");
	write_name(&node->text, &mitrace__callback_kind__descriptor, (int)callback->kind);
	mtr_canonical_body(&node->text, event->reader, &c->classes, &callback->base);
	return begin_entry(c, node);
}

/* Hands the text of a node to where it belongs. */
static void settle(struct canonical *c, struct node *node, const struct mtr_out *end)
{
	struct node *enclosing = mtr_id_map_get(&c->nodes, node->enclosing);
	struct entry *e = live_entry(c, node->entry);
	struct mtr_out piece;

	mtr_out_begin(&piece, NULL);
	append(&piece, &node->text);
	if (end) {
		mtr_out_text(&piece, " = ");
		append(&piece, end);
	}
	mtr_out_char(&piece, '\n');
	if (node->place == IN_BEGIN && e) {
		e->begun = true;
		mtr_spill_append(&c->spill, &e->begin, piece.data, piece.size);
		mtr_spill_append(&c->spill, &e->callbacks, node->inner.data, node->inner.size);
	}
	append(&piece, &node->inner);
	if (node->place == IN_CALLBACK && enclosing)
		append(&enclosing->inner, &piece);
	else if (node->place == IN_CALLS && e)
		mtr_spill_append(&c->spill, &e->calls, piece.data, piece.size);
	else if (node->place == IN_CALLBACKS && e)
		mtr_spill_append(&c->spill, &e->callbacks, piece.data, piece.size);
	if (piece.err && !c->spill.err)
		c->spill.err = piece.err;
	if (node->place != IN_NOTHING && node->place != IN_CALLBACK && e)
		e->nr_open--;
	mtr_out_end(&piece);
}

static int end_node(struct canonical *c, const struct mtr_event_view *event, const ProtobufCMessage *body)
{
	struct node *node = mtr_id_map_get(&c->nodes, event->packet->parent);
	const struct mtr_op *op = event->tracked->op;
	struct entry *of_op = entry_of(c, event), *e;
	struct mtr_out end;

	if (!node)
		return 0;
	mtr_out_begin(&end, NULL);
	if (body)
		mtr_canonical_body(&end, event->reader, &c->classes, body);
	settle(c, node, body ? &end : NULL);
	mtr_out_end(&end);
	e = live_entry(c, node->entry);
	if (node->place == IN_BEGIN && e && !e->op)
		e->over = true;
	free_node(c, node);
	if (of_op) {
		of_op->over = op->closed && (op->final || op->synchronous || op->failed);
		finish_if_over(c, of_op);
	}
	if (e && e != of_op)
		finish_if_over(c, e);
	return c->spill.err;
}

static int on_call_end(void *context, const struct mtr_event_view *event)
{
	return end_node(context, event, &event->packet->call_end->base);
}

static int on_callback_end(void *context, const struct mtr_event_view *event)
{
	return end_node(context, event, NULL);
}

static int on_drop(void *context, const struct mtr_event_view *event)
{
	struct canonical *c = context;

	c->lost += event->packet->drop->count;
	return 0;
}

/* ---- the whole */

static int by_content(const void *a, const void *b)
{
	const struct root *const *left = a, *const *right = b;
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

static int write_roots(struct canonical *c, struct mtr_out *out)
{
	struct root **roots = calloc(c->roots.count + 1, sizeof(*roots)), *root;
	struct resolving *resolving = calloc(1, sizeof(*resolving));
	size_t at = 0, nr = 0, i;
	int err = roots && resolving ? c->spill.err : no_memory();

	while (!err && (root = mtr_id_map_next(&c->roots, &at)))
		roots[nr++] = root;
	if (nr)
		qsort(roots, nr, sizeof(*roots), by_content);
	for (i = 0; i < nr && !c->spill.err && !out->err; i++) {
		resolving->out = out;
		mtr_out_text(out, "thread\n");
		mtr_spill_take(&c->spill, &roots[i]->text, resolve, resolving);
	}
	if (resolving)
		mtr_canonical_numbers_end(&resolving->numbers);
	free(resolving);
	free(roots);
	return err ? err : c->spill.err;
}

static int by_number_down(const void *a, const void *b)
{
	const struct node *const *left = a, *const *right = b;

	return (*left)->seq > (*right)->seq ? -1 : (*left)->seq < (*right)->seq;
}

/* What never ended, the newest first: inner calls before those that enclose them. */
static int settle_all(struct canonical *c)
{
	struct node **open = calloc(c->nodes.count + 1, sizeof(*open)), *node;
	size_t i, nr = 0;

	for (node = c->oldest_node; open && node; node = node->newer)
		open[nr++] = node;
	if (nr)
		qsort(open, nr, sizeof(*open), by_number_down);
	for (i = 0; i < nr; i++)
		settle(c, open[i], NULL);
	while (c->oldest_node)
		free_node(c, c->oldest_node);
	while (c->oldest)
		finish_entry(c, c->oldest);
	free(open);
	return open ? 0 : no_memory();
}

static void drop_text(void *context, const char *text, size_t size)
{
	(void)context;
	(void)text;
	(void)size;
}

static void free_all(struct canonical *c)
{
	struct root *root;
	size_t at = 0;

	while ((root = mtr_id_map_next(&c->roots, &at))) {
		mtr_spill_take(&c->spill, &root->text, drop_text, NULL);
		free(root);
	}
	mtr_id_map_end(&c->nodes);
	mtr_id_map_end(&c->roots);
	mtr_id_map_end(&c->by_op);
	mtr_id_map_end(&c->live);
}

int mtr_show_canonical(struct mtr_reader *reader, struct mtr_filter *filter, FILE *file)
{
	static const struct mtr_walk_hooks hooks = {
		.call_begin = on_call_begin,
		.call_end = on_call_end,
		.callback_begin = on_callback_begin,
		.callback_end = on_callback_end,
		.drop = on_drop,
	};
	struct canonical c = {.lost = 0};
	struct mtr_out out;
	int err, out_err;

	mtr_out_begin(&out, file);
	err = mtr_walk(reader, filter, &hooks, &c);
	out_err = settle_all(&c);
	err = err ? err : out_err;
	if (!err)
		err = write_roots(&c, &out);
	mtr_canonical_write_classes(&out, &c.classes);
	if (c.lost)
		mtr_out_printf(&out, "%llu events lost\n", (unsigned long long)c.lost);
	free_all(&c);
	mtr_spill_end(&c.spill);
	out_err = mtr_out_end(&out);
	return err ? err : out_err;
}
