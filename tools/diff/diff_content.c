/*
 * Instances and values, which are nearly all of a trace, are hashed by hand; everything else by walking the generated
 * descriptors, so that a new field of the schema counts without a change here.
 */
#include "diff_content.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include <mi/mi.h>

#include "diff_hash.h"
#include "fail.h"
#include "fields.h"
#include "text_value.h"

/* Addresses, numbers of events and objects, words of handles; what is the key of an event; ends of result lists. */
static const char *const skipped[] = {
	"function",         "kind",          "application", "session",   "operation",    "hosted_provider",
	"callback_context", "callback_code", "caller",      "reserved1", "reserved2",    "library",
	"inside_callback",  "answers",       "completes",   "code",      "more_results", NULL,
};

bool diff_content_skips(const ProtobufCMessageDescriptor *type, const ProtobufCFieldDescriptor *field)
{
	(void)type;
	for (const char *const *name = skipped; *name; name++) {
		if (strcmp(*name, field->name) == 0)
			return true;
	}
	return false;
}

void diff_content_begin(struct diff_content *c, struct mtr_reader *reader, const struct diff_rules *rules)
{
	memset(c, 0, sizeof(*c));
	c->reader = reader;
	c->rules = rules;
	for (size_t i = 0; i < sizeof(c->field_rules) / sizeof(int16_t); i++)
		(&c->field_rules[0][0][0])[i] = DIFF_RULE_UNKNOWN;
}

void diff_class_end(struct diff_class *class)
{
	free(class->members);
	class->members = NULL;
}

void diff_content_end(struct diff_content *c)
{
	struct diff_class *class;
	size_t at = 0;

	while ((class = mtr_id_map_next(&c->classes, &at))) {
		diff_class_end(class);
		free(class);
	}
	mtr_id_map_end(&c->classes);
	free(c->marks);
	c->marks = NULL;
}

static void mark(struct diff_content *c, int rule, uint64_t hash)
{
	if (c->nr_marks == c->room_marks) {
		size_t room = c->room_marks ? c->room_marks * 2 : 4096;
		struct diff_mark *marks = realloc(c->marks, room * sizeof(*marks));

		if (!marks) {
			c->err = mtr_fail(-ENOMEM, "no memory for the marks of a trace");
			return;
		}
		c->marks = marks;
		c->room_marks = room;
	}
	c->marks[c->nr_marks++] = (struct diff_mark){(unsigned)rule & 0xfff, hash & ((UINT64_C(1) << 52) - 1)};
}

/* ---- names and rules */

const char *diff_body_name(const ProtobufCMessage *body)
{
	const ProtobufCEnumDescriptor *names = &mitrace__function__descriptor;
	const ProtobufCEnumValue *value;
	const char *name;
	int number;

	if (body->descriptor == &mitrace__callback__descriptor) {
		names = &mitrace__callback_kind__descriptor;
		number = (int)((const Mitrace__Callback *)body)->kind;
	} else {
		number = (int)((const Mitrace__Call *)body)->function;
	}
	value = protobuf_c_enum_descriptor_get_value(names, number);
	if (!value)
		return "unknown";
	name = strncmp(value->name, "MI_OperationCallbacks_", 22) == 0 ? value->name + 22 : value->name;
	return name;
}

int diff_content_field_rule(struct diff_content *c, const ProtobufCMessage *body, unsigned field,
			    const ProtobufCBinaryData *value)
{
	bool callback = body->descriptor == &mitrace__callback__descriptor;
	uint32_t what = callback ? (uint32_t)((const Mitrace__Callback *)body)->kind
				 : (uint32_t)((const Mitrace__Call *)body)->function;
	const ProtobufCBinaryData owner = diff_text(diff_body_name(body));
	const ProtobufCBinaryData member = diff_text(body->descriptor->fields[field].name);
	Mitrace__Value as_value = MITRACE__VALUE__INIT;
	int16_t *first;
	int rule;

	if (what >= DIFF_FUNCTIONS || field >= DIFF_FIELDS)
		return DIFF_NO_RULE;
	first = &c->field_rules[callback][what][field];
	if (*first == DIFF_RULE_UNKNOWN) {
		rule = diff_rules_find(c->rules, 0, &owner, &member, false);
		while (rule >= 0 && c->rules->list[rule].timestamp)
			rule = diff_rules_find(c->rules, rule + 1, &owner, &member, false);
		*first = (int16_t)rule;
	}
	rule = *first;
	if (value) {
		as_value.has_string = 1;
		as_value.string = *value;
	}
	while (rule >= 0 && !diff_rule_applies(&c->rules->list[rule], &as_value))
		rule = diff_rules_find(c->rules, rule + 1, &owner, &member, false);
	return rule;
}

/* The first rule from @from on for an element of instances of a class. */
static int next_rule(const struct diff_content *c, const Mitrace__Class *class, size_t element, int from)
{
	const Mitrace__Element *e = class->element[element];

	return diff_rules_find(c->rules, from, &class->name, &e->name, !(e->flags & MI_FLAG_KEY));
}

int diff_content_value_rule(const struct diff_content *c, const struct diff_class *class, size_t element,
			    const Mitrace__Value *value)
{
	int rule = class->members[element].rule;

	while (rule >= 0 && !diff_rule_applies(&c->rules->list[rule], value))
		rule = next_rule(c, class->class, element, rule + 1);
	return rule;
}

int diff_content_option_rule(const struct diff_content *c, const Mitrace__Option *option)
{
	const ProtobufCBinaryData owner = diff_text("options");
	int rule = diff_rules_find(c->rules, 0, &owner, &option->name, false);

	while (rule >= 0 && (!option->value || !diff_rule_applies(&c->rules->list[rule], option->value)))
		rule = diff_rules_find(c->rules, rule + 1, &owner, &option->name, false);
	return rule;
}

/* ---- classes */

static uint64_t hash_message(struct diff_content *c, uint64_t h, const ProtobufCMessage *message);

uint64_t diff_content_class(struct diff_content *c, const Mitrace__Class *class)
{
	return hash_message(c, 1, &class->base);
}

/* Points in time are the only values that the built-in rule for them can apply to: most elements need not ask. */
static int first_rule(const struct diff_content *c, const Mitrace__Class *class, size_t element)
{
	const Mitrace__Element *e = class->element[element];
	int rule = next_rule(c, class, element, 0);

	while (rule >= 0 && c->rules->list[rule].timestamp && e->has_type && e->type != MI_DATETIME)
		rule = next_rule(c, class, element, rule + 1);
	return rule;
}

static int fill_class(struct diff_content *c, const Mitrace__Class *class, struct diff_class *ret)
{
	ret->class = class;
	ret->name = diff_hash_bytes(0, class->name.data, class->name.len);
	ret->nr = class->n_element;
	ret->members = calloc(ret->nr + 1, sizeof(*ret->members));
	if (!ret->members)
		return c->err = mtr_fail(-ENOMEM, "no memory for a class");
	for (size_t i = 0; i < ret->nr; i++) {
		const Mitrace__Element *element = class->element[i];

		ret->members[i].name = diff_hash_bytes(0, element->name.data, element->name.len);
		ret->members[i].key = element->flags & MI_FLAG_KEY;
		ret->members[i].rule = first_rule(c, class, i);
	}
	return 0;
}

const struct diff_class *diff_content_class_of(struct diff_content *c, const Mitrace__Instance *instance,
					       struct diff_class *inline_class)
{
	const Mitrace__Class *class = mtr_reader_class(c->reader, instance);
	struct diff_class *known;

	inline_class->members = NULL;
	if (!class)
		return NULL;
	if (instance->class_)
		return fill_class(c, class, inline_class) ? NULL : inline_class;
	known = mtr_id_map_get(&c->classes, instance->schema);
	if (known)
		return known;
	known = calloc(1, sizeof(*known));
	if (!known || fill_class(c, class, known) || mtr_id_map_set(&c->classes, instance->schema, known)) {
		if (known)
			diff_class_end(known);
		free(known);
		c->err = mtr_fail(-ENOMEM, "no memory for a class");
		return NULL;
	}
	known->whole = diff_content_class(c, class);
	return known;
}

/* ---- values */

static uint64_t hash_instance(struct diff_content *c, uint64_t h, const Mitrace__Instance *instance);

uint64_t diff_content_value(struct diff_content *c, const Mitrace__Value *value, const Mitrace__Element *element)
{
	uint64_t h = diff_mix(2, mtr_value_type(value, element));

	if (value->has_flags)
		h = diff_mix(h, value->flags & ~(uint32_t)MI_FLAG_NOT_MODIFIED);
	if (value->null)
		return diff_mix(h, 3);
	if (value->has_unsigned_)
		h = diff_mix(h, value->unsigned_);
	else if (value->has_signed_)
		h = diff_mix(h, (uint64_t)value->signed_);
	else if (value->has_string)
		h = diff_hash_bytes(h, value->string.data, value->string.len);
	else if (value->has_real32)
		h = diff_mix(h, value->real32);
	else if (value->has_real64)
		h = diff_mix(h, value->real64);
	else if (value->datetime)
		h = hash_message(c, h, &value->datetime->base);
	else if (value->instance)
		h = hash_instance(c, h, value->instance);
	else if (value->array)
		h = hash_message(c, h, &value->array->base);
	else
		h = diff_mix(h, 4);
	return value->redacted || value->cut ? diff_mix(h, value->cut + 1) : h;
}

uint64_t diff_content_mark(struct diff_content *c, int rule, const Mitrace__Value *value,
			   const Mitrace__Element *element)
{
	const struct diff_rule *r = &c->rules->list[rule];
	uint64_t h = diff_mix(12, (uint64_t)rule);
	char digits[24];
	int size;

	if (r->kind != DIFF_IDENTIFIER)
		return diff_content_value(c, value, element) >> 12;
	if (r->scope)
		h = diff_hash_bytes(13, r->scope, strlen(r->scope));
	if (value->has_unsigned_ || value->has_signed_) {
		size = value->has_signed_
			       ? snprintf(digits, sizeof(digits), "%lld", (long long)value->signed_)
			       : snprintf(digits, sizeof(digits), "%llu", (unsigned long long)value->unsigned_);
		return diff_hash_bytes(h, digits, (size_t)size) >> 12;
	}
	if (value->has_string)
		return diff_hash_bytes(h, value->string.data, value->string.len) >> 12;
	return diff_mix(h, diff_content_value(c, value, element)) >> 12;
}

static uint64_t hash_instance(struct diff_content *c, uint64_t h, const Mitrace__Instance *instance)
{
	struct diff_class inline_class;
	const struct diff_class *class = diff_content_class_of(c, instance, &inline_class);

	h = diff_mix(h, (uint64_t)instance->null | (uint64_t)instance->too_deep << 1);
	if (class)
		h = diff_mix(h, class->name);
	if (instance->has_namespace_name)
		h = diff_hash_bytes(h, instance->namespace_name.data, instance->namespace_name.len);
	for (size_t i = 0; i < instance->n_value; i++) {
		const Mitrace__Value *value = instance->value[i];
		const struct diff_member *member = class && i < class->nr ? &class->members[i] : NULL;
		int rule = member ? diff_content_value_rule(c, class, i, value) : DIFF_NO_RULE;
		size_t before = c->nr_marks;
		uint64_t hash;

		if (rule >= 0) {
			hash = diff_content_mark(c, rule, value, class->class->element[i]);
			c->nr_marks = before; /* what is within goes with it */
			mark(c, rule, hash);
			hash = diff_mix((uint64_t)rule, mtr_value_type(value, class->class->element[i]));
		} else {
			hash = diff_content_value(c, value, member ? class->class->element[i] : NULL);
		}
		h = diff_mix(h, member ? member->name : i);
		h = diff_mix(h, hash);
	}
	diff_class_end(&inline_class);
	return h;
}

uint64_t diff_content_key(struct diff_content *c, const Mitrace__Instance *instance, bool marked)
{
	struct diff_class inline_class;
	const struct diff_class *class = diff_content_class_of(c, instance, &inline_class);
	uint64_t h = class ? class->name : 0;
	size_t before = c->nr_marks;

	for (size_t i = 0; class && i < instance->n_value && i < class->nr; i++) {
		if (class->members[i].key && (marked || diff_content_value_rule(c, class, i, instance->value[i]) < 0))
			h = diff_mix(h, diff_content_value(c, instance->value[i], class->class->element[i]));
	}
	c->nr_marks = before;
	diff_class_end(&inline_class);
	return h;
}

/* ---- everything else */

static uint64_t hash_one(struct diff_content *c, uint64_t h, const ProtobufCFieldDescriptor *field, const void *member)
{
	const ProtobufCBinaryData *data = member;
	const ProtobufCMessage *inner;
	uint32_t word;
	uint64_t wide;

	switch (field->type) {
	case PROTOBUF_C_TYPE_BYTES:
		return diff_hash_bytes(h, data->data, data->len);
	case PROTOBUF_C_TYPE_MESSAGE:
		inner = *(const ProtobufCMessage *const *)member;
		if (inner->descriptor == &mitrace__instance__descriptor)
			return hash_instance(c, h, (const Mitrace__Instance *)inner);
		if (inner->descriptor == &mitrace__value__descriptor)
			return diff_mix(h, diff_content_value(c, (const Mitrace__Value *)inner, NULL));
		return hash_message(c, h, inner);
	default:
		if (mtr_field_size(field) == 8) {
			memcpy(&wide, member, 8);
			return diff_mix(h, wide);
		}
		memcpy(&word, member, 4);
		return diff_mix(h, word);
	}
}

static uint64_t hash_option(struct diff_content *c, uint64_t h, const Mitrace__Option *option)
{
	int rule = diff_content_option_rule(c, option);

	h = diff_hash_bytes(h, option->name.data, option->name.len);
	h = diff_mix(h, option->flags);
	if (rule >= 0) {
		mark(c, rule, option->value ? diff_content_mark(c, rule, option->value, NULL) : 0);
		return diff_mix(h, (uint64_t)rule);
	}
	return option->value ? diff_mix(h, diff_content_value(c, option->value, NULL)) : h;
}

static uint64_t hash_field(struct diff_content *c, uint64_t h, const ProtobufCMessage *message, unsigned number)
{
	const ProtobufCFieldDescriptor *field = &message->descriptor->fields[number];
	size_t count = mtr_field_count(message, field);
	const char *member = (const char *)message + field->offset;

	if (!count)
		return h;
	h = diff_mix(h, field->id);
	if (field->label != PROTOBUF_C_LABEL_REPEATED)
		return hash_one(c, h, field, member);
	member = *(const char *const *)(const void *)member;
	h = diff_mix(h, count);
	for (size_t i = 0; i < count; i++)
		h = hash_one(c, h, field, member + i * mtr_field_size(field));
	return h;
}

static uint64_t hash_message(struct diff_content *c, uint64_t h, const ProtobufCMessage *message)
{
	if (message->descriptor == &mitrace__option__descriptor)
		return hash_option(c, h, (const Mitrace__Option *)message);
	for (unsigned i = 0; i < message->descriptor->n_fields; i++) {
		if (mtr_field_count(message, &message->descriptor->fields[i]) &&
		    !diff_content_skips(message->descriptor, &message->descriptor->fields[i]))
			h = hash_field(c, h, message, i);
	}
	return h;
}

uint64_t diff_content_body(struct diff_content *c, const ProtobufCMessage *body)
{
	uint64_t h = diff_mix(5, (uint64_t)(body->descriptor == &mitrace__callback__descriptor));

	for (unsigned i = 0; i < body->descriptor->n_fields; i++) {
		const ProtobufCFieldDescriptor *field = &body->descriptor->fields[i];
		const ProtobufCBinaryData *text = NULL;
		int rule;

		if (!mtr_field_count(body, field) || diff_content_skips(body->descriptor, field))
			continue;
		if (field->type == PROTOBUF_C_TYPE_BYTES)
			text = (const ProtobufCBinaryData *)(const void *)((const char *)body + field->offset);
		rule = diff_content_field_rule(c, body, i, text);
		if (rule >= 0) {
			size_t before = c->nr_marks;
			uint64_t hash = hash_field(c, 0, body, i);

			c->nr_marks = before; /* what is within goes with it */
			mark(c, rule, hash);
		} else {
			h = hash_field(c, h, body, i);
		}
	}
	return h;
}
