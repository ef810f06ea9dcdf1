/*
 * Events are sorted into entries while they come: one per operation, one per other call that no callback
 * encloses. Entries of a thread stand in the order in which the thread made them, those started within an operation's
 * callbacks behind that operation; so the order does not depend on how threads took turns.
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
	STREAM_MEMORY = 1 << 20, /* text of one thread that is kept in memory */
	PREFIX = 256,            /* bytes of a thread's text that order it, before the hash does */
};

struct entry {
	struct entry *next;         /* of the same parent */
	struct entry *first, *last; /* started in callbacks of this one */
	struct root *root;
	uint64_t op; /* 0: a call that starts no operation */
	struct mtr_out begin, end;
	struct mtr_spill_text callbacks, calls;
	uint64_t answerable, answered;
	unsigned nr_open;
	bool over; /* nothing more is expected */
};

/* A thread that calls by itself. */
struct root {
	struct entry *first, *last;
	struct mtr_out text;
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
	enum place place;
	struct entry *entry;
	uint64_t enclosing; /* seq */
	unsigned depth;
	struct mtr_out text, inner; /* inner: calls made in the callback */
};

struct canonical {
	struct mtr_id_map nodes, entries, roots;
	struct mtr_canonical_classes classes;
	struct mtr_spill spill;
	uint64_t lost;
	struct mtr_out *out;
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

static void free_entry(struct entry *e)
{
	mtr_out_end(&e->begin);
	mtr_out_end(&e->end);
	free(e);
}

static int get_root(struct canonical *c, uint32_t thread, struct root **ret)
{
	struct root *root = mtr_id_map_get(&c->roots, (uint64_t)thread + 1);

	if (!root) {
		root = calloc(1, sizeof(*root));
		if (!root || mtr_id_map_set(&c->roots, (uint64_t)thread + 1, root)) {
			free(root);
			return no_memory();
		}
	}
	*ret = root;
	return 0;
}

/* @within: the entry in whose callback it was started, or NULL. */
static int make_entry(struct canonical *c, uint32_t thread, struct entry *within, uint64_t op, struct entry **ret)
{
	struct entry *e = calloc(1, sizeof(*e));
	struct entry **last;
	int err = e ? 0 : no_memory();

	if (!err && within)
		e->root = within->root;
	else if (!err)
		err = get_root(c, thread, &e->root);
	if (!err && op && mtr_id_map_set(&c->entries, op, e))
		err = no_memory();
	if (err) {
		free(e);
		return err;
	}
	e->op = op;
	last = within ? &within->last : &e->root->last;
	*(*last ? &(*last)->next : within ? &within->first : &e->root->first) = e;
	*last = e;
	*ret = e;
	return 0;
}

static void put_text(void *context, const char *text, size_t size)
{
	struct root *root = context;
	size_t prefix = PREFIX - root->prefix_size;

	prefix = size < prefix ? size : prefix;
	root->hash = mtr_canonical_hash(root->hash, text, size);
	memcpy(root->prefix + root->prefix_size, text, prefix);
	root->prefix_size += prefix;
	mtr_out_bytes(&root->text, text, size);
	if (root->text.size > STREAM_MEMORY && !root->text.file) {
		root->text.file = tmpfile();
		if (!root->text.file)
			root->text.err = mtr_fail(-errno, "cannot make a temporary file: %s", strerror(errno));
		mtr_out_flush(&root->text);
	}
}

static void put_entry(struct canonical *c, struct entry *e)
{
	struct mtr_out text;

	mtr_out_begin(&text, NULL);
	append(&text, &e->begin);
	if (e->end.size) {
		mtr_out_text(&text, " = ");
		append(&text, &e->end);
	}
	mtr_out_char(&text, '\n');
	if (text.size)
		put_text(e->root, text.data, text.size);
	mtr_spill_take(&c->spill, &e->callbacks, put_text, e->root);
	mtr_spill_take(&c->spill, &e->calls, put_text, e->root);
	if (e->answered) {
		char answered[64];

		put_text(e->root, answered,
			 (size_t)snprintf(answered, sizeof(answered), "%*s%llu acknowledged\n", INDENT, "",
					  (unsigned long long)e->answered));
	}
	if (text.err)
		e->root->text.err = text.err;
	mtr_out_end(&text);
}

/* The next entry of a tree in the order of the text; NULL at its end. Entries have no way up: children are moved. */
static void hoist_children(struct entry *e)
{
	if (!e->first)
		return;
	e->last->next = e->next;
	e->next = e->first;
	if (e->root->last == e)
		e->root->last = e->last;
	e->first = e->last = NULL;
}

static bool is_over(const struct entry *e)
{
	return e->over && !e->nr_open && e->answered >= e->answerable;
}

/* Puts out what is over at the front of a thread; all of it when @force. */
static void put_front(struct canonical *c, struct root *root, bool force)
{
	while (root->first && (force || is_over(root->first))) {
		struct entry *e = root->first;

		put_entry(c, e);
		hoist_children(e);
		root->first = e->next;
		if (!root->first)
			root->last = NULL;
		if (e->op)
			mtr_id_map_remove(&c->entries, e->op);
		free_entry(e);
	}
}

/* ---- nodes */

static void free_node(struct node *node)
{
	if (!node)
		return;
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

static int make_node(struct canonical *c, const struct mtr_event_view *event, struct node **ret)
{
	struct node *node = calloc(1, sizeof(*node));
	const struct node *enclosing;

	free_node(mtr_id_map_remove(&c->nodes, event->packet->seq)); /* no recorder gives a number twice */
	enclosing = mtr_id_map_get(&c->nodes, event->packet->parent);
	if (!node || mtr_id_map_set(&c->nodes, event->packet->seq, node)) {
		free(node);
		return no_memory();
	}
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
	return event->tracked->op ? mtr_id_map_get(&c->entries, event->tracked->op->id) : NULL;
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
	if (starts) {
		err = make_entry(c, event->packet->thread, node->entry, call->operation, &node->entry);
		node->place = IN_BEGIN;
		node->depth = 0;
	} else if (node->place == IN_CALLBACK) {
		return 0;
	} else if (of_op && !is_too_late(call)) {
		node->entry = of_op;
		node->place = IN_CALLS;
		node->depth = 1;
	} else {
		err = make_entry(c, event->packet->thread, NULL, 0, &node->entry);
		node->place = IN_BEGIN;
	}
	if (!err)
		node->entry->nr_open += node->place != IN_CALLBACK;
	return err;
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
	if (node->place == IN_BEGIN)
		append(&node->entry->begin, &node->text);
	return node->text.err;
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
		node->entry = of_op;
		node->place = IN_CALLBACKS;
		node->depth = 1;
		of_op->answerable += callback->answerable;
	} else if (node->place != IN_CALLBACK) {
		err = make_entry(c, event->packet->thread, NULL, 0, &node->entry);
		node->place = IN_BEGIN;
	}
	if (err)
		return err;
	node->entry->nr_open += node->place != IN_CALLBACK;
	mtr_out_fill(&node->text, ' ', node->depth * INDENT);
	mtr_out_text(&node->text, "> ");
	write_name(&node->text, &mitrace__callback_kind__descriptor, (int)callback->kind);
	mtr_canonical_body(&node->text, event->reader, &c->classes, &callback->base);
	if (node->place == IN_BEGIN)
		append(&node->entry->begin, &node->text);
	return node->text.err;
}

/* Hands the text of a node to where it belongs. */
static void settle(struct canonical *c, struct node *node, const struct mtr_out *end)
{
	struct node *enclosing = mtr_id_map_get(&c->nodes, node->enclosing);
	struct mtr_out piece;

	mtr_out_begin(&piece, NULL);
	if (node->place != IN_BEGIN) {
		append(&piece, &node->text);
		if (end) {
			mtr_out_text(&piece, " = ");
			append(&piece, end);
		}
		mtr_out_char(&piece, '\n');
	} else if (end) {
		append(&node->entry->end, end);
	}
	append(&piece, &node->inner);
	if (node->place == IN_CALLBACK && enclosing)
		append(&enclosing->inner, &piece);
	else if (node->place == IN_CALLS)
		mtr_spill_append(&c->spill, &node->entry->calls, piece.data, piece.size);
	else if ((node->place == IN_CALLBACKS || node->place == IN_BEGIN) && piece.size)
		mtr_spill_append(&c->spill, &node->entry->callbacks, piece.data, piece.size);
	if (node->place != IN_NOTHING && node->place != IN_CALLBACK)
		node->entry->nr_open--;
	mtr_out_end(&piece);
}

static int end_node(struct canonical *c, const struct mtr_event_view *event, const ProtobufCMessage *body)
{
	struct node *node = mtr_id_map_remove(&c->nodes, event->packet->parent);
	const struct mtr_op *op = event->tracked->op;
	struct entry *of_op = entry_of(c, event);
	struct mtr_out end;

	if (!node)
		return 0;
	mtr_out_begin(&end, NULL);
	if (body)
		mtr_canonical_body(&end, event->reader, &c->classes, body);
	settle(c, node, body ? &end : NULL);
	mtr_out_end(&end);
	if (of_op)
		of_op->over = op->closed && (op->final || op->synchronous || op->failed);
	if (node->place == IN_BEGIN && !node->entry->op)
		node->entry->over = true;
	if (node->entry)
		put_front(c, node->entry->root, false);
	free_node(node);
	return 0;
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

static int write_root(struct root *root, struct mtr_canonical_numbers *numbers, struct mtr_out *out)
{
	char *line = NULL;
	size_t capacity = 0;
	ssize_t size;

	mtr_out_text(out, "thread\n");
	if (!root->text.file) {
		mtr_canonical_resolve(numbers, root->text.data, root->text.size, out);
		return root->text.err;
	}
	if (mtr_out_flush(&root->text))
		return root->text.err;
	rewind(root->text.file);
	while ((size = getline(&line, &capacity, root->text.file)) > 0)
		mtr_canonical_resolve(numbers, line, (size_t)size, out);
	free(line);
	return ferror(root->text.file) ? mtr_fail(-EIO, "cannot read a temporary file") : 0;
}

static int write_roots(struct canonical *c, struct mtr_out *out)
{
	struct root **roots = calloc(c->roots.count + 1, sizeof(*roots)), *root;
	struct mtr_canonical_numbers *numbers = calloc(1, sizeof(*numbers));
	size_t at = 0, nr = 0, i;
	int err = roots && numbers ? 0 : no_memory();

	while (!err && (root = mtr_id_map_next(&c->roots, &at))) {
		put_front(c, root, true);
		roots[nr++] = root;
	}
	if (nr)
		qsort(roots, nr, sizeof(*roots), by_content);
	for (i = 0; i < nr && !err; i++)
		err = write_root(roots[i], numbers, out);
	if (numbers)
		mtr_canonical_numbers_end(numbers);
	free(numbers);
	free(roots);
	return err;
}

static int by_number_down(const void *a, const void *b)
{
	const struct mtr_id_slot *left = a, *right = b;

	return left->id > right->id ? -1 : left->id < right->id;
}

/* What never ended, the newest first: inner calls before those that enclose them. */
static int settle_all(struct canonical *c)
{
	struct mtr_id_slot *open = calloc(c->nodes.count + 1, sizeof(*open));
	size_t i, nr = 0;

	for (i = 0; open && i < c->nodes.capacity; i++) {
		if (c->nodes.slots[i].id)
			open[nr++] = c->nodes.slots[i];
	}
	if (nr)
		qsort(open, nr, sizeof(*open), by_number_down);
	for (i = 0; i < nr; i++)
		settle(c, open[i].value, NULL);
	for (i = 0; i < nr; i++)
		free_node(open[i].value);
	mtr_id_map_end(&c->nodes);
	free(open);
	return open ? 0 : no_memory();
}

static void free_all(struct canonical *c)
{
	struct root *root;
	size_t at = 0;

	while ((root = mtr_id_map_next(&c->roots, &at))) {
		put_front(c, root, true);
		if (root->text.file)
			fclose(root->text.file);
		root->text.file = NULL;
		mtr_out_end(&root->text);
		free(root);
	}
	mtr_id_map_end(&c->roots);
	mtr_id_map_end(&c->entries);
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
	err = err ? err : c.spill.err;
	mtr_canonical_write_classes(&out, &c.classes);
	if (c.lost)
		mtr_out_printf(&out, "%llu events lost\n", (unsigned long long)c.lost);
	free_all(&c);
	mtr_spill_end(&c.spill);
	out_err = mtr_out_end(&out);
	return err ? err : out_err;
}
