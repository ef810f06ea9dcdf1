/*
 * Bodies of calls and callbacks, field by field as the generated descriptors list them, so that a field that is new to the
 * schema is compared without a change here.
 */
#include <errno.h>
#include <stdlib.h>

#include "diff_compare.h"
#include "diff_hash.h"
#include "fail.h"
#include "fields.h"
#include "json_write.h"
#include "mi_names.h"
#include "text_value.h"

enum {
	TEXT_LIMIT = 400, /* bytes of a value shown */
};

/* What a difference in a field means; fields that are not here are arguments, and notable. */
static const struct field_rule {
	const char *name;
	enum diff_severity severity;
	enum diff_kind kind;
	enum mtr_mi_kind numbers; /* how a number is named, with named */
	bool named, bits;
} field_rules[] = {
	{"result", DIFF_BREAKING, DIFF_RESULT, MTR_MI_RESULT, true, false},
	{"operation_result", DIFF_BREAKING, DIFF_RESULT, MTR_MI_RESULT, true, false},
	{"error_message", DIFF_NOTABLE, DIFF_MESSAGE, MTR_MI_RESULT, false, false},
	{"message", DIFF_NOTABLE, DIFF_MESSAGE, MTR_MI_RESULT, false, false},
	{"channel", DIFF_NOTABLE, DIFF_MESSAGE, MTR_MI_CHANNEL, true, false},
	{"prompt_type", DIFF_BREAKING, DIFF_PROTOCOL, MTR_MI_PROMPT, true, false},
	{"answerable", DIFF_BREAKING, DIFF_PROTOCOL, MTR_MI_RESULT, false, false},
	{"response", DIFF_NOTABLE, DIFF_ANSWER, MTR_MI_RESPONSE, true, false},
	{"reason", DIFF_NOTABLE, DIFF_ARGUMENT, MTR_MI_REASON, true, false},
	{"flags", DIFF_NOTABLE, DIFF_FLAGS, MTR_MI_OPERATION_FLAG, true, true},
	{"parameter_type", DIFF_BREAKING, DIFF_TYPE, MTR_MI_TYPE, true, false},
	{"parameter_name", DIFF_BREAKING, DIFF_PROTOCOL, MTR_MI_RESULT, false, false},
	{"table", DIFF_NOTABLE, DIFF_RESULT, MTR_MI_RESULT, false, false},
	{"activity", DIFF_COSMETIC, DIFF_MESSAGE, MTR_MI_RESULT, false, false},
	{"current_operation", DIFF_COSMETIC, DIFF_MESSAGE, MTR_MI_RESULT, false, false},
	{"status_description", DIFF_COSMETIC, DIFF_MESSAGE, MTR_MI_RESULT, false, false},
	{"percentage", DIFF_COSMETIC, DIFF_MESSAGE, MTR_MI_RESULT, false, false},
	{"seconds_remaining", DIFF_COSMETIC, DIFF_MESSAGE, MTR_MI_RESULT, false, false},
	{"handle", DIFF_COSMETIC, DIFF_PROTOCOL, MTR_MI_RESULT, false, false},
};

static const struct field_rule other_field = {"", DIFF_NOTABLE, DIFF_ARGUMENT, MTR_MI_RESULT, false, false};

static const struct field_rule *rule_of(const char *name)
{
	for (size_t i = 0; i < sizeof(field_rules) / sizeof(*field_rules); i++) {
		if (strcmp(field_rules[i].name, name) == 0)
			return &field_rules[i];
	}
	return &other_field;
}

static const void *member_of(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
	return (const char *)message + field->offset;
}

static const ProtobufCMessage *message_of(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
	if (field->type != PROTOBUF_C_TYPE_MESSAGE || !message || !mtr_field_count(message, field))
		return NULL;
	return *(const ProtobufCMessage *const *)member_of(message, field);
}

static void write_number(struct mtr_out *out, const ProtobufCFieldDescriptor *field, const struct field_rule *rule,
			 const void *member)
{
	const ProtobufCEnumValue *name;
	uint64_t wide;
	uint32_t number;

	if (mtr_field_size(field) == 8) {
		memcpy(&wide, member, 8);
		mtr_out_uint(out, wide);
		return;
	}
	memcpy(&number, member, 4);
	if (field->type == PROTOBUF_C_TYPE_BOOL) {
		mtr_out_text(out, number ? "true" : "false");
	} else if (field->type == PROTOBUF_C_TYPE_ENUM) {
		name = protobuf_c_enum_descriptor_get_value(field->descriptor, (int)number);
		mtr_out_text(out, name ? name->name : "unknown");
	} else if (rule->named && rule->bits) {
		mtr_mi_write_bits(out, rule->numbers, number);
	} else if (rule->named) {
		mtr_mi_write(out, rule->numbers, number);
	} else {
		mtr_out_uint(out, number);
	}
}

static void write_field(struct diff_compare *c, int side, const ProtobufCMessage *message,
			const ProtobufCFieldDescriptor *field, const struct field_rule *rule)
{
	struct mtr_out *out = &c->texts[side];
	const ProtobufCMessage *inner = message_of(message, field);

	out->size = 0;
	if (!message || !mtr_field_count(message, field)) {
		mtr_out_text(out, "NULL");
	} else if (field->label == PROTOBUF_C_LABEL_REPEATED) {
		mtr_out_text(out, "list of ");
		mtr_out_uint(out, mtr_field_count(message, field));
	} else if (inner && inner->descriptor == &mitrace__instance__descriptor) {
		mtr_text_instance_name(out, c->trees[side]->reader, (const Mitrace__Instance *)inner, TEXT_LIMIT);
	} else if (inner && inner->descriptor == &mitrace__value__descriptor) {
		mtr_text_value(out, c->trees[side]->reader, (const Mitrace__Value *)inner, NULL, TEXT_LIMIT);
	} else if (inner) {
		mtr_json_message(out, inner);
		out->size = out->size < TEXT_LIMIT ? out->size : TEXT_LIMIT;
	} else if (field->type == PROTOBUF_C_TYPE_BYTES) {
		mtr_text_quote(out, member_of(message, field), TEXT_LIMIT);
	} else {
		write_number(out, field, rule, member_of(message, field));
	}
}

/* ---- options */

static const Mitrace__Option *find_option(const Mitrace__Options *options, const Mitrace__Option *like)
{
	for (size_t i = 0; options && i < options->n_option; i++) {
		const ProtobufCBinaryData *name = &options->option[i]->name;

		if (name->len == like->name.len && (!name->len || !memcmp(name->data, like->name.data, name->len)))
			return options->option[i];
	}
	return NULL;
}

static bool option_values_equal(const struct diff_compare *c, const Mitrace__Value *const values[2])
{
	return diff_content_value(&c->trees[0]->content, values[0], NULL) ==
	       diff_content_value(&c->trees[1]->content, values[1], NULL);
}

static int say_option(struct diff_compare *c, const Mitrace__Option *a, const Mitrace__Option *b)
{
	const ProtobufCBinaryData owner = diff_text("options");

	if (c->differs)
		c->differs(c->context, &owner, a ? &a->name : &b->name, false);
	mtr_out_char(&c->texts[0], 0);
	mtr_out_char(&c->texts[1], 0);
	if (c->texts[0].err || c->texts[1].err)
		return -ENOMEM;
	return diff_say(c, DIFF_NOTABLE, DIFF_OPTION, a ? c->texts[0].data : NULL, b ? c->texts[1].data : NULL);
}

static int compare_option(struct diff_compare *c, const Mitrace__Option *a, const Mitrace__Option *b)
{
	static const Mitrace__Value nothing = MITRACE__VALUE__INIT;
	const Mitrace__Option *options[2] = {a, b}, *either = a ? a : b;
	const Mitrace__Value *values[2];
	int rule = diff_content_option_rule(&c->trees[a ? 0 : 1]->content, either), err = 0;
	size_t before = diff_path_enter(c, either->name.data, either->name.len);

	for (int side = 0; side < 2; side++) {
		values[side] = options[side] && options[side]->value ? options[side]->value : &nothing;
		c->texts[side].size = 0;
		mtr_text_value(&c->texts[side], c->trees[side]->reader, values[side], NULL, TEXT_LIMIT);
	}
	if (rule >= 0)
		err = diff_compare_ruled(c, rule, diff_content_mark(&c->trees[0]->content, rule, values[0], NULL),
					 diff_content_mark(&c->trees[1]->content, rule, values[1], NULL));
	else if (!a || !b || a->flags != b->flags || values[0]->type != values[1]->type ||
		 !option_values_equal(c, values))
		err = say_option(c, a, b);
	diff_path_back(c, before);
	return err;
}

static int compare_credentials(struct diff_compare *c, const Mitrace__Options *a, const Mitrace__Options *b)
{
	size_t nr_a = a ? a->n_credentials : 0, nr_b = b ? b->n_credentials : 0, before;
	int err = 0;

	for (size_t i = 0; (i < nr_a || i < nr_b) && !err; i++) {
		before = diff_path_enter(c, "credentials", 11);
		c->texts[0].size = c->texts[1].size = 0;
		if (i < nr_a)
			mtr_json_message(&c->texts[0], &a->credentials[i]->base);
		if (i < nr_b)
			mtr_json_message(&c->texts[1], &b->credentials[i]->base);
		if (c->texts[0].size != c->texts[1].size ||
		    memcmp(c->texts[0].data, c->texts[1].data, c->texts[0].size) != 0)
			err = diff_say_texts(c, DIFF_NOTABLE, DIFF_OPTION);
		diff_path_back(c, before);
	}
	return err;
}

static int compare_options(struct diff_compare *c, const Mitrace__Options *a, const Mitrace__Options *b)
{
	int err = 0;

	for (size_t i = 0; a && i < a->n_option && !err; i++)
		err = compare_option(c, a->option[i], find_option(b, a->option[i]));
	for (size_t i = 0; b && i < b->n_option && !err; i++) {
		if (!find_option(a, b->option[i]))
			err = compare_option(c, NULL, b->option[i]);
	}
	return err ? err : compare_credentials(c, a, b);
}

/* ---- bodies */

static bool fields_equal(const ProtobufCMessage *a, const ProtobufCMessage *b, const ProtobufCFieldDescriptor *field)
{
	size_t count = mtr_field_count(a, field);
	const ProtobufCBinaryData *left = member_of(a, field), *right = member_of(b, field);

	if (count != mtr_field_count(b, field))
		return false;
	if (!count || field->label == PROTOBUF_C_LABEL_REPEATED)
		return true;
	if (field->type == PROTOBUF_C_TYPE_BYTES)
		return left->len == right->len && (!left->len || memcmp(left->data, right->data, left->len) == 0);
	return memcmp(left, right, mtr_field_size(field)) == 0;
}

static enum diff_kind kind_of_instance(const ProtobufCMessage *body, const ProtobufCFieldDescriptor *field)
{
	const Mitrace__Callback *callback = (const Mitrace__Callback *)body;

	if (strcmp(field->name, "error_details") == 0 || strcmp(field->name, "extended_error") == 0)
		return DIFF_ERROR_DETAILS;
	if (body->descriptor == &mitrace__callback__descriptor)
		return callback->kind == MITRACE__CALLBACK_KIND__MI_OperationCallbacks_writeError ? DIFF_ERROR_DETAILS
												  : DIFF_VALUE;
	return strcmp(field->name, "parameters") == 0 || ((const Mitrace__Call *)body)->has_flags ? DIFF_ARGUMENT
												  : DIFF_VALUE;
}

/* Messages within a body; -ENOTSUP: of a type that is compared as a whole. */
static int compare_inner(struct diff_compare *c, const ProtobufCMessage *body, const ProtobufCFieldDescriptor *field,
			 const ProtobufCMessage *a, const ProtobufCMessage *b)
{
	const ProtobufCMessageDescriptor *type = field->descriptor;

	if (type == &mitrace__options__descriptor)
		return compare_options(c, (const Mitrace__Options *)a, (const Mitrace__Options *)b);
	if (type == &mitrace__value__descriptor && a && b) {
		const Mitrace__Value *const values[2] = {(const Mitrace__Value *)a, (const Mitrace__Value *)b};
		const Mitrace__Element *const elements[2] = {NULL, NULL};

		return diff_compare_values(c, values, elements, DIFF_VALUE);
	}
	if (type == &mitrace__instance__descriptor && a && b)
		return diff_compare_instances(c, (const Mitrace__Instance *)a, (const Mitrace__Instance *)b,
					      kind_of_instance(body, field));
	if (type == &mitrace__class__descriptor && a && b)
		return diff_compare_class(c, (const Mitrace__Class *)a, (const Mitrace__Class *)b);
	return -ENOTSUP;
}

/* The name of the field is part of the path, but for what a result is. */
static bool goes_without_name(const ProtobufCFieldDescriptor *field)
{
	return strcmp(field->name, "instance") == 0 || strcmp(field->name, "class") == 0;
}

static void tell_differs(struct diff_compare *c, const ProtobufCMessage *body, const ProtobufCFieldDescriptor *field)
{
	const ProtobufCBinaryData owner = diff_text(diff_body_name(body)), member = diff_text(field->name);

	if (c->differs)
		c->differs(c->context, &owner, &member, false);
}

static int compare_field(struct diff_compare *c, const ProtobufCMessage *a, const ProtobufCMessage *b, unsigned number)
{
	const ProtobufCMessage *either = a ? a : b;
	const ProtobufCFieldDescriptor *field = &either->descriptor->fields[number];
	const ProtobufCMessage *inner[2] = {message_of(a, field), message_of(b, field)};
	const struct field_rule *meaning = rule_of(field->name);
	const ProtobufCBinaryData *text = NULL;
	size_t before = c->path.size;
	int rule, err = -ENOTSUP;

	if (a && b && field->type != PROTOBUF_C_TYPE_MESSAGE && fields_equal(a, b, field))
		return 0;
	if (!(a && mtr_field_count(a, field)) && !(b && mtr_field_count(b, field)))
		return 0;
	if (field->type == PROTOBUF_C_TYPE_BYTES)
		text = member_of(a && mtr_field_count(a, field) ? a : b, field);
	rule = diff_content_field_rule(&c->trees[0]->content, either, number, text);
	if (rule >= 0)
		return diff_compare_ruled(c, rule, 1, 2);
	if (!goes_without_name(field))
		diff_path_enter(c, field->name, strlen(field->name));
	if (inner[0] || inner[1])
		err = compare_inner(c, either, field, inner[0], inner[1]);
	if (err == -ENOTSUP) {
		tell_differs(c, either, field);
		write_field(c, 0, a, field, meaning);
		write_field(c, 1, b, field, meaning);
		err = diff_say_texts(c, meaning->severity,
				     inner[0] || inner[1] ? kind_of_instance(either, field) : meaning->kind);
	}
	diff_path_back(c, before);
	return err;
}

int diff_compare_bodies(struct diff_compare *c, const ProtobufCMessage *a, const ProtobufCMessage *b)
{
	const ProtobufCMessageDescriptor *type;
	int err = 0;

	if (!a || !b || a->descriptor != b->descriptor)
		return 0; /* the one that did not end is told of by its part */
	type = a->descriptor;
	for (unsigned i = 0; i < type->n_fields && !err; i++) {
		if (!diff_content_skips(type, &type->fields[i]))
			err = compare_field(c, a, b, i);
	}
	return err;
}
