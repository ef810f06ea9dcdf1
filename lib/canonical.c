/*
 * Events are sorted into entries while they come. A call or callback in flight is a node, which hands its text to its
 * entry, or to the callback that encloses it, when it ends.
 */
#include "canonical.h"

#include <errno.h>
#include <stdlib.h>

#include "canonical_entries.h"
#include "canonical_text.h"
#include "fail.h"
#include "walk.h"

enum {
	NODES_MAX = 16384, /* calls and callbacks in flight; the oldest is taken to be over beyond that */
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
	struct mtr_canonical_entries entries;
	struct mtr_id_map nodes;
	struct node *oldest_node, *newest_node;
	struct mtr_canonical_classes classes;
	uint64_t lost;
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

static struct mtr_canonical_entry *entry_of(struct canonical *c, const struct mtr_event_view *event)
{
	return event->tracked->op ? mtr_canonical_entry_of_op(&c->entries, event->tracked->op->id) : NULL;
}

static void open_in(struct node *node, struct mtr_canonical_entry *e, enum place place, unsigned depth)
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
	struct mtr_canonical_entry *of_op = entry_of(c, event);
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
	err = mtr_canonical_entry_make(&c->entries, event->packet->thread,
				       starts ? mtr_canonical_entry_get(&c->entries, node->entry) : NULL,
				       starts ? call->operation : 0, &of_op);
	if (!err)
		open_in(node, of_op, IN_BEGIN, 0);
	return err;
}

/* The text of what made an entry is the entry's first; its end comes behind it. */
static int begin_entry(struct canonical *c, struct node *node)
{
	struct mtr_canonical_entry *e =
		node->place == IN_BEGIN ? mtr_canonical_entry_get(&c->entries, node->entry) : NULL;

	if (e) {
		mtr_spill_append(&c->entries.spill, &e->begin, node->text.data, node->text.size);
		mtr_out_end(&node->text);
	}
	return node->text.err ? node->text.err : c->entries.spill.err;
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
		mtr_out_fill(&enclosing->inner, ' ', (enclosing->depth + 1) * MTR_CANONICAL_INDENT);
		mtr_out_text(&enclosing->inner, "starts ");
		write_name(&enclosing->inner, &mitrace__function__descriptor, (int)call->function);
		mtr_out_char(&enclosing->inner, '\n');
	}
	mtr_out_fill(&node->text, ' ', node->depth * MTR_CANONICAL_INDENT);
	write_name(&node->text, &mitrace__function__descriptor, (int)call->function);
	mtr_canonical_body(&node->text, event->reader, &c->classes, &call->base);
	return begin_entry(c, node);
}

static int on_callback_begin(void *context, const struct mtr_event_view *event)
{
	struct canonical *c = context;
	const Mitrace__Callback *callback = event->packet->callback_begin;
	struct mtr_canonical_entry *of_op = entry_of(c, event);
	struct node *node = NULL;
	int err = make_node(c, event, &node);

	if (err)
		return err;
	if (of_op) {
		open_in(node, of_op, IN_CALLBACKS, 1);
		of_op->answerable += callback->answerable;
	} else if (node->place != IN_CALLBACK) {
		err = mtr_canonical_entry_make(&c->entries, event->packet->thread, NULL, 0, &of_op);
		if (err)
			return err;
		open_in(node, of_op, IN_BEGIN, 0);
	}
	mtr_out_fill(&node->text, ' ', node->depth * MTR_CANONICAL_INDENT);
	mtr_out_text(&node->text, "> ");
	write_name(&node->text, &mitrace__callback_kind__descriptor, (int)callback->kind);
	mtr_canonical_body(&node->text, event->reader, &c->classes, &callback->base);
	return begin_entry(c, node);
}

/* Hands the text of a node to where it belongs. */
static void settle(struct canonical *c, struct node *node, const struct mtr_out *end)
{
	struct node *enclosing = mtr_id_map_get(&c->nodes, node->enclosing);
	struct mtr_canonical_entry *e = mtr_canonical_entry_get(&c->entries, node->entry);
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
		mtr_spill_append(&c->entries.spill, &e->begin, piece.data, piece.size);
		mtr_spill_append(&c->entries.spill, &e->callbacks, node->inner.data, node->inner.size);
	}
	append(&piece, &node->inner);
	if (node->place == IN_CALLBACK && enclosing)
		append(&enclosing->inner, &piece);
	else if (node->place == IN_CALLS && e)
		mtr_spill_append(&c->entries.spill, &e->calls, piece.data, piece.size);
	else if (node->place == IN_CALLBACKS && e)
		mtr_spill_append(&c->entries.spill, &e->callbacks, piece.data, piece.size);
	if (piece.err && !c->entries.spill.err)
		c->entries.spill.err = piece.err;
	if (node->place != IN_NOTHING && node->place != IN_CALLBACK && e)
		e->nr_open--;
	mtr_out_end(&piece);
}

static int end_node(struct canonical *c, const struct mtr_event_view *event, const ProtobufCMessage *body)
{
	struct node *node = mtr_id_map_get(&c->nodes, event->packet->parent);
	const struct mtr_op *op = event->tracked->op;
	struct mtr_canonical_entry *of_op = entry_of(c, event), *e;
	struct mtr_out end;

	if (!node)
		return 0;
	mtr_out_begin(&end, NULL);
	if (body)
		mtr_canonical_body(&end, event->reader, &c->classes, body);
	settle(c, node, body ? &end : NULL);
	mtr_out_end(&end);
	e = mtr_canonical_entry_get(&c->entries, node->entry);
	if (node->place == IN_BEGIN && e && !e->op)
		e->over = true;
	free_node(c, node);
	if (of_op) {
		of_op->over = op->closed && (op->final || op->synchronous || op->failed);
		mtr_canonical_entry_finish_if_over(&c->entries, of_op);
	}
	if (e && e != of_op)
		mtr_canonical_entry_finish_if_over(&c->entries, e);
	return c->entries.spill.err;
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
	mtr_canonical_entries_finish(&c->entries);
	free(open);
	return open ? 0 : no_memory();
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
		err = mtr_canonical_entries_write(&c.entries, &out);
	mtr_canonical_write_classes(&out, &c.classes);
	if (c.lost)
		mtr_out_printf(&out, "%llu events lost\n", (unsigned long long)c.lost);
	mtr_id_map_end(&c.nodes);
	mtr_canonical_entries_end(&c.entries);
	out_err = mtr_out_end(&out);
	return err ? err : out_err;
}
