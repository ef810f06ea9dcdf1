/* Within a unit: callbacks and calls aligned, pairs compared, what is left over reported. */
#include <errno.h>
#include <stdlib.h>

#include <mi/mi.h>

#include "diff_align.h"
#include "diff_compare.h"
#include "fail.h"
#include "mi_names.h"
#include "text_value.h"

enum {
	TEXT_LIMIT = 96, /* bytes of a string in a label */
};

static int no_memory(void)
{
	return mtr_fail(-ENOMEM, "no memory to compare two traces");
}

/* ---- labels */

static void write_text(struct mtr_out *out, const ProtobufCBinaryData *text, protobuf_c_boolean there)
{
	if (!there)
		return;
	mtr_out_char(out, ' ');
	mtr_out_plain_bytes(out, text->data, text->len < TEXT_LIMIT ? text->len : TEXT_LIMIT);
}

static void write_call(struct mtr_out *out, const struct mtr_reader *reader, const Mitrace__Call *call)
{
	mtr_out_text(out, diff_body_name(&call->base));
	write_text(out, &call->namespace_name, call->has_namespace_name);
	write_text(out, &call->class_name, call->has_class_name);
	if (call->instance) {
		mtr_out_char(out, ' ');
		mtr_text_instance_name(out, reader, call->instance, TEXT_LIMIT);
	}
	write_text(out, &call->method_name, call->has_method_name);
	write_text(out, &call->query_expression, call->has_query_expression);
}

static void write_callback(struct mtr_out *out, const struct mtr_reader *reader, const Mitrace__Callback *callback)
{
	mtr_out_text(out, diff_body_name(&callback->base));
	if (callback->instance) {
		mtr_out_char(out, ' ');
		mtr_text_instance_name(out, reader, callback->instance, TEXT_LIMIT);
	} else if (callback->class_) {
		write_text(out, &callback->class_->name, callback->class_->has_name);
	}
}

int diff_write_part(struct diff_compare *c, int side, uint32_t number, struct mtr_out *out)
{
	struct diff_tree *t = c->trees[side];
	const Mitrace__Packet *packet;
	int err = diff_tree_packet(t, &t->parts[number], 0, &packet);

	if (err)
		return err;
	if (packet && packet->body_case == MITRACE__PACKET__BODY_CALL_BEGIN)
		write_call(out, t->reader, packet->call_begin);
	else if (packet && packet->body_case == MITRACE__PACKET__BODY_CALLBACK_BEGIN)
		write_callback(out, t->reader, packet->callback_begin);
	else
		mtr_out_text(out, "start of an operation");
	/* The getters of synchronous clients tell what they got when they end. */
	if (packet && t->parts[number].result && packet->body_case == MITRACE__PACKET__BODY_CALL_BEGIN) {
		err = diff_tree_packet(t, &t->parts[number], 1, &packet);
		if (!err && packet && packet->call_end->instance) {
			mtr_out_char(out, ' ');
			mtr_text_instance_name(out, t->reader, packet->call_end->instance, TEXT_LIMIT);
		}
	}
	return err;
}

int diff_write_unit(struct diff_compare *c, int side, uint32_t unit, struct mtr_out *out)
{
	return unit == DIFF_NONE ? 0 : diff_write_part(c, side, c->trees[side]->units[unit].first, out);
}

/* Makes the part the place that is spoken of. */
static int name_part(struct diff_compare *c, int side, uint32_t number)
{
	struct mtr_out out;
	int err;

	mtr_out_begin(&out, NULL);
	err = diff_write_part(c, side, number, &out);
	mtr_out_char(&out, 0);
	free(c->part);
	c->part = err || out.err ? NULL : strdup(out.data);
	mtr_out_end(&out);
	return err ? err : c->part ? 0 : no_memory();
}

static void forget_part(struct diff_compare *c)
{
	free(c->part);
	c->part = NULL;
}

/* ---- marks */

/* Whether what the rules took out of both is the same, but for identifiers that may be others. */
static bool ids_agree(const struct diff_compare *c, const struct diff_part *a, const struct diff_part *b, int end)
{
	if (a->nr_marks[end] != b->nr_marks[end])
		return false;
	for (uint32_t i = 0; i < a->nr_marks[end]; i++) {
		const struct diff_mark *left = &c->trees[0]->content.marks[a->marks[end] + i];
		const struct diff_mark *right = &c->trees[1]->content.marks[b->marks[end] + i];

		if (left->rule != right->rule)
			return false;
		if (c->rules->list[left->rule].kind == DIFF_IDENTIFIER &&
		    !diff_ids_agree(&c->ids, left->hash, right->hash))
			return false;
	}
	return true;
}

int diff_compare_ruled(struct diff_compare *c, int rule, uint64_t mark_a, uint64_t mark_b)
{
	if (c->rules->list[rule].kind == DIFF_IDENTIFIER) {
		c->rules->list[rule].suppressed += mark_a != mark_b;
		return diff_ids_bind(&c->ids, mark_a, mark_b);
	}
	c->rules->list[rule].suppressed += mark_a != mark_b;
	return 0;
}

static int settle_marks(struct diff_compare *c, const struct diff_part *a, const struct diff_part *b, int end)
{
	int err = 0;

	for (uint32_t i = 0; i < a->nr_marks[end] && !err; i++) {
		const struct diff_mark *left = &c->trees[0]->content.marks[a->marks[end] + i];
		const struct diff_mark *right = &c->trees[1]->content.marks[b->marks[end] + i];

		err = diff_compare_ruled(c, left->rule, left->hash, right->hash);
	}
	return err;
}

/* ---- parts that are equal, and those within them */

static int compare_equal_part(struct diff_compare *c, uint32_t a, uint32_t b);

static int compare_equal_list(struct diff_compare *c, uint32_t a, uint32_t b)
{
	int err = 0;

	while (!err && a != DIFF_NONE && b != DIFF_NONE) {
		err = compare_equal_part(c, a, b);
		a = c->trees[0]->parts[a].next;
		b = c->trees[1]->parts[b].next;
	}
	return err;
}

static int compare_equal_part(struct diff_compare *c, uint32_t a, uint32_t b)
{
	const struct diff_part *left = &c->trees[0]->parts[a], *right = &c->trees[1]->parts[b];
	int err = 0;

	c->parts++;
	if (left->nr_marks[0] || left->nr_marks[1]) {
		if (!ids_agree(c, left, right, 0) || !ids_agree(c, left, right, 1))
			return diff_compare_part(c, a, b);
		err = settle_marks(c, left, right, 0);
		if (!err)
			err = settle_marks(c, left, right, 1);
	}
	return err ? err : compare_equal_list(c, left->inner, right->inner);
}

int diff_compare_equal_units(struct diff_compare *c, uint32_t a, uint32_t b)
{
	const struct diff_unit *left = &c->trees[0]->units[a], *right = &c->trees[1]->units[b];
	int err = compare_equal_part(c, left->first, right->first);

	if (!err)
		err = compare_equal_list(c, left->callbacks, right->callbacks);
	return err ? err : compare_equal_list(c, left->calls, right->calls);
}

/* ---- a pair that differs */

static const ProtobufCMessage *body_of(const Mitrace__Packet *packet)
{
	if (!packet)
		return NULL;
	switch (packet->body_case) {
	case MITRACE__PACKET__BODY_CALL_BEGIN:
		return &packet->call_begin->base;
	case MITRACE__PACKET__BODY_CALL_END:
		return &packet->call_end->base;
	case MITRACE__PACKET__BODY_CALLBACK_BEGIN:
		return &packet->callback_begin->base;
	default:
		return NULL;
	}
}

static int compare_packets(struct diff_compare *c, const struct diff_part *a, const struct diff_part *b, int end)
{
	const Mitrace__Packet *left, *right;
	int err = diff_tree_packet(c->trees[0], a, end, &left);

	if (!err)
		err = diff_tree_packet(c->trees[1], b, end, &right);
	if (err || (!left && !right))
		return err;
	return diff_compare_bodies(c, body_of(left), body_of(right));
}

static int compare_acknowledgement(struct diff_compare *c, const struct diff_part *a, const struct diff_part *b)
{
	static const char *const words[] = {
		"nothing to acknowledge",       "never acknowledged",
		"acknowledged in the callback", "acknowledged later or on another thread",
		"acknowledged more than once",
	};
	bool bad;

	if (a->ack == b->ack || a->ack == DIFF_ACK_NOT_ASKED || b->ack == DIFF_ACK_NOT_ASKED)
		return 0;
	bad = a->ack == DIFF_ACK_NEVER || b->ack == DIFF_ACK_NEVER || b->ack == DIFF_ACK_TWICE ||
	      a->ack == DIFF_ACK_TWICE;
	return diff_say(c, bad ? DIFF_BREAKING : DIFF_NOTABLE, DIFF_ACKNOWLEDGEMENT, words[a->ack], words[b->ack]);
}

int diff_compare_part(struct diff_compare *c, uint32_t a, uint32_t b)
{
	const struct diff_part *left = &c->trees[0]->parts[a], *right = &c->trees[1]->parts[b];
	bool own = c->at[0] != DIFF_NONE && c->trees[0]->units[c->at[0]].first == a;
	int err = diff_begin_group(c);

	c->parts++;
	if (!err && !own)
		err = name_part(c, 0, a);
	c->seqs[0] = left->seq;
	c->seqs[1] = right->seq;
	if (!err)
		err = compare_packets(c, left, right, 0);
	if (!err)
		err = compare_packets(c, left, right, 1);
	if (!err)
		err = compare_acknowledgement(c, left, right);
	if (!err && left->ended != right->ended)
		err = diff_say(c, left->ended ? DIFF_BREAKING : DIFF_NOTABLE, DIFF_UNFINISHED,
			       left->ended ? "it returned" : "it never returned",
			       right->ended ? "it returned" : "it never returned");
	forget_part(c);
	return err ? err : diff_compare_parts(c, left->inner, right->inner);
}

/* ---- what has no counterpart */

/* Callbacks that only inform may come and go without breaking anybody. */
static bool only_informs(const struct diff_part *part)
{
	return part->callback && (part->what == MITRACE__CALLBACK_KIND__MI_OperationCallbacks_writeMessage ||
				  part->what == MITRACE__CALLBACK_KIND__MI_OperationCallbacks_writeProgress ||
				  part->what == MITRACE__CALLBACK_KIND__MI_SessionCallbacks_writeMessage);
}

/* The rule that lets an instance come and go, or DIFF_NO_RULE. */
static int instances_rule(struct diff_compare *c, int side, uint32_t number, int *ret_rule)
{
	struct diff_tree *t = c->trees[side];
	const struct diff_part *part = &t->parts[number];
	const Mitrace__Instance *instance = NULL;
	const Mitrace__Class *class = NULL;
	const Mitrace__Packet *packet;
	int err = diff_tree_packet(t, part, part->callback ? 0 : 1, &packet);

	*ret_rule = DIFF_NO_RULE;
	if (packet && part->callback)
		instance = packet->callback_begin->instance;
	else if (packet)
		instance = packet->call_end->instance;
	if (instance)
		class = mtr_reader_class(t->reader, instance);
	if (!class)
		return err;
	*ret_rule = diff_rules_find_instances(c->rules, &class->name);
	if (c->alone)
		c->alone(c->context, &class->name);
	return err;
}

static int say_alone(struct diff_compare *c, int side, uint32_t number, int64_t *ruled)
{
	const struct diff_part *part = &c->trees[side]->parts[number];
	enum diff_severity severity = side || only_informs(part) ? DIFF_NOTABLE : DIFF_BREAKING;
	enum diff_kind kind = side ? DIFF_CALLBACK_ADDED : DIFF_CALLBACK_REMOVED;
	int rule = DIFF_NO_RULE, err = 0;

	if (part->final && !part->has_instance && c->trees[!side]->units[c->at[!side]].nr_finals)
		return 0; /* see diff_compare_ending() */
	if (part->result && part->has_instance) {
		err = instances_rule(c, side, number, &rule);
		kind = side ? DIFF_INSTANCE_ADDED : DIFF_INSTANCE_REMOVED;
		if (!err && rule >= 0) {
			c->rules->list[rule].suppressed++;
			*ruled += side ? -1 : 1;
			return 0;
		}
	} else if (!part->callback) {
		kind = side ? DIFF_CALL_ADDED : DIFF_CALL_REMOVED;
		severity = DIFF_NOTABLE;
	} else if (!only_informs(part)) {
		severity = DIFF_BREAKING; /* the protocol is another one, whichever way */
	}
	if (!err)
		err = name_part(c, side, number);
	c->seqs[side] = part->seq;
	c->seqs[!side] = 0;
	if (!err)
		err = diff_say(c, severity, kind, side ? NULL : c->part, side ? c->part : NULL);
	forget_part(c);
	return err;
}

/* ---- lists */

struct part_list {
	struct diff_list list;
	struct diff_node *nodes;
	uint32_t *numbers; /* of the parts */
};

static void end_list(struct part_list *l)
{
	free(l->nodes);
	free(l->numbers);
	free(l->list.match);
}

static int begin_list(const struct diff_tree *t, uint32_t first, struct part_list *ret)
{
	uint32_t nr = 0;

	for (uint32_t i = first; i != DIFF_NONE; i = t->parts[i].next)
		nr++;
	ret->nodes = malloc(((size_t)nr + 1) * sizeof(*ret->nodes));
	ret->numbers = malloc(((size_t)nr + 1) * sizeof(*ret->numbers));
	ret->list = (struct diff_list){ret->nodes, 0, malloc(((size_t)nr + 1) * sizeof(uint32_t))};
	if (!ret->nodes || !ret->numbers || !ret->list.match)
		return no_memory();
	for (uint32_t i = first; i != DIFF_NONE; i = t->parts[i].next) {
		const struct diff_part *part = &t->parts[i];

		ret->nodes[ret->list.nr] = (struct diff_node){part->subtree, part->key, part->weak_key};
		ret->numbers[ret->list.nr++] = i;
	}
	return 0;
}

/* Results that moved are said once, with their number; a question that moved is another protocol. */
static int compare_order(struct diff_compare *c, const struct part_list *a)
{
	bool *moved = calloc((size_t)a->list.nr + 1, sizeof(*moved));
	uint32_t results = 0;
	char text[64];
	int rule, err = moved ? 0 : no_memory();

	if (!err && diff_moved(&a->list, moved) < 0)
		err = -ENOMEM;
	for (uint32_t i = 0; i < a->list.nr && !err; i++) {
		const struct diff_part *part = &c->trees[0]->parts[a->numbers[i]];

		if (!moved[i])
			continue;
		if (part->result || !part->callback) {
			rule = DIFF_NO_RULE;
			if (part->has_instance)
				err = instances_rule(c, 0, a->numbers[i], &rule);
			if (rule >= 0)
				c->rules->list[rule].suppressed++;
			else
				results++;
			continue;
		}
		err = name_part(c, 0, a->numbers[i]);
		if (!err)
			err = diff_say(c, only_informs(part) ? DIFF_COSMETIC : DIFF_BREAKING, DIFF_CALLBACK_ORDER,
				       "in its place", "elsewhere among the callbacks");
		forget_part(c);
	}
	snprintf(text, sizeof(text), "%u of %u in another order", results, a->list.nr);
	if (!err && results)
		err = diff_say(c, DIFF_COSMETIC, DIFF_ORDER, "", text);
	free(moved);
	return err;
}

static int compare_lists(struct diff_compare *c, struct part_list *a, struct part_list *b)
{
	int64_t ruled = 0;
	int err = diff_align(&a->list, &b->list, true);

	for (uint32_t i = 0; i < a->list.nr && !err; i++) {
		uint32_t left = a->numbers[i], right;

		if (a->list.match[i] == DIFF_UNMATCHED) {
			err = say_alone(c, 0, left, &ruled);
			continue;
		}
		right = b->numbers[a->list.match[i]];
		c->finals_met |= c->trees[0]->parts[left].final && c->trees[1]->parts[right].final;
		if (c->trees[0]->parts[left].subtree == c->trees[1]->parts[right].subtree)
			err = compare_equal_part(c, left, right);
		else
			err = diff_compare_part(c, left, right);
	}
	for (uint32_t i = 0; i < b->list.nr && !err; i++) {
		if (b->list.match[i] == DIFF_UNMATCHED)
			err = say_alone(c, 1, b->numbers[i], &ruled);
	}
	c->ruled_results += ruled;
	if (!err && c->order != DIFF_ORDER_ANY)
		err = compare_order(c, a);
	return err;
}

int diff_compare_parts(struct diff_compare *c, uint32_t first_a, uint32_t first_b)
{
	struct part_list a = {.nodes = NULL}, b = {.nodes = NULL};
	int err;

	if (first_a == DIFF_NONE && first_b == DIFF_NONE)
		return 0;
	err = begin_list(c->trees[0], first_a, &a);
	if (!err)
		err = begin_list(c->trees[1], first_b, &b);
	if (!err)
		err = compare_lists(c, &a, &b);
	end_list(&a);
	end_list(&b);
	return err;
}
