/* Instances property by property, values with their types and NULLs apart. */
#include <errno.h>
#include <stdlib.h>
#include <strings.h>

#include <mi/mi.h>

#include "diff_compare.h"
#include "fail.h"
#include "mi_names.h"
#include "text_value.h"

enum {
	TEXT_LIMIT = 400,
	DEPTH_MAX = 32, /* of instances within instances that are looked into */
};

static bool same_name(const ProtobufCBinaryData *a, const ProtobufCBinaryData *b)
{
	return a->len == b->len && (!a->len || strncasecmp((const char *)a->data, (const char *)b->data, a->len) == 0);
}

static void write_value(struct diff_compare *c, int side, const Mitrace__Value *value, const Mitrace__Element *element)
{
	c->texts[side].size = 0;
	mtr_text_value(&c->texts[side], c->trees[side]->reader, value, element, TEXT_LIMIT);
}

static void write_type(struct mtr_out *out, const Mitrace__Value *value, const Mitrace__Element *element)
{
	uint32_t type = mtr_value_type(value, element);
	const char *name = mtr_mof_type(type);

	out->size = 0;
	mtr_out_text(out, name ? name : "no type");
	if (name && type & MI_ARRAY)
		mtr_out_text(out, "[]");
}

static uint64_t hash_value(struct diff_compare *c, int side, const Mitrace__Value *value,
			   const Mitrace__Element *element)
{
	struct diff_content *content = &c->trees[side]->content;
	size_t before = content->nr_marks;
	uint64_t hash = diff_content_value(content, value, element);

	content->nr_marks = before;
	return hash;
}

static int compare_arrays(struct diff_compare *c, const Mitrace__Value *const values[2],
			  const Mitrace__Element *const elements[2], enum diff_kind kind)
{
	const Mitrace__Array *a = values[0]->array, *b = values[1]->array;
	char name[24];
	int err = 0;

	if (!a->n_instance || a->n_instance != b->n_instance) {
		write_value(c, 0, values[0], elements[0]);
		write_value(c, 1, values[1], elements[1]);
		return diff_say_texts(c, DIFF_NOTABLE, kind);
	}
	for (size_t i = 0; i < a->n_instance && !err; i++) {
		int size = snprintf(name, sizeof(name), "%zu", i);
		size_t before = diff_path_enter(c, name, (size_t)size);

		err = diff_compare_instances(c, a->instance[i], b->instance[i], kind);
		diff_path_back(c, before);
	}
	return err;
}

int diff_compare_values(struct diff_compare *c, const Mitrace__Value *const values[2],
			const Mitrace__Element *const elements[2], enum diff_kind kind)
{
	const Mitrace__Value *a = values[0], *b = values[1];

	if (mtr_value_type(a, elements[0]) != mtr_value_type(b, elements[1])) {
		write_type(&c->texts[0], a, elements[0]);
		write_type(&c->texts[1], b, elements[1]);
		return diff_say_texts(c, DIFF_BREAKING, DIFF_TYPE);
	}
	if (hash_value(c, 0, a, elements[0]) == hash_value(c, 1, b, elements[1]))
		return 0;
	if (a->instance && b->instance)
		return diff_compare_instances(c, a->instance, b->instance, kind);
	if (a->array && b->array)
		return compare_arrays(c, values, elements, kind);
	write_value(c, 0, a, elements[0]);
	write_value(c, 1, b, elements[1]);
	if (a->null != b->null)
		return diff_say_texts(c, DIFF_NOTABLE, DIFF_NULL);
	if (c->texts[0].size == c->texts[1].size &&
	    (!c->texts[0].size || memcmp(c->texts[0].data, c->texts[1].data, c->texts[0].size) == 0)) {
		mtr_out_text(&c->texts[0], " with flags ");
		mtr_out_hex(&c->texts[0], mtr_value_flags(a, elements[0]), 1);
		mtr_out_text(&c->texts[1], " with flags ");
		mtr_out_hex(&c->texts[1], mtr_value_flags(b, elements[1]), 1);
	}
	return diff_say_texts(c, DIFF_NOTABLE, kind);
}

/* ---- instances */

struct sides {
	const Mitrace__Instance *instances[2];
	const struct diff_class *classes[2];
	struct diff_class inlines[2];
	bool interned; /* both: what differs in their classes is told of the classes, once */
};

static size_t find_member(const struct diff_class *class, const Mitrace__Instance *instance,
			  const ProtobufCBinaryData *name, size_t likely)
{
	size_t nr = class->nr < instance->n_value ? class->nr : instance->n_value;

	if (likely < nr && same_name(&class->class->element[likely]->name, name))
		return likely;
	for (size_t i = 0; i < nr; i++) {
		if (same_name(&class->class->element[i]->name, name))
			return i;
	}
	return SIZE_MAX;
}

static int compare_member(struct diff_compare *c, const struct sides *s, size_t i, size_t j, enum diff_kind kind)
{
	const Mitrace__Value *const values[2] = {s->instances[0]->value[i], s->instances[1]->value[j]};
	const Mitrace__Element *const elements[2] = {s->classes[0]->class->element[i],
						     s->classes[1]->class->element[j]};
	bool retyped = mtr_value_type(values[0], elements[0]) != mtr_value_type(values[1], elements[1]);
	int rule = diff_content_value_rule(&c->trees[0]->content, s->classes[0], i, values[0]);
	uint64_t marks[2];

	if (rule < 0)
		rule = diff_content_value_rule(&c->trees[1]->content, s->classes[1], j, values[1]);
	if (rule >= 0 && !retyped) { /* rules speak of values: another type is never noise */
		marks[0] = diff_content_mark(&c->trees[0]->content, rule, values[0], elements[0]);
		marks[1] = diff_content_mark(&c->trees[1]->content, rule, values[1], elements[1]);
		if (c->rules->list[rule].kind != DIFF_IDENTIFIER || diff_ids_agree(&c->ids, marks[0], marks[1]))
			return diff_compare_ruled(c, rule, marks[0], marks[1]);
		if (c->differs)
			c->differs(c->context, &s->classes[0]->class->name, &elements[0]->name, true);
		if (!diff_ids_tell(&c->ids, marks[0], marks[1]))
			return 0;
		write_value(c, 0, values[0], elements[0]);
		write_value(c, 1, values[1], elements[1]);
		mtr_out_text(&c->texts[1], ", another thing than elsewhere");
		return diff_say_texts(c, DIFF_NOTABLE, DIFF_IDENTITY);
	}
	if (c->differs && hash_value(c, 0, values[0], elements[0]) != hash_value(c, 1, values[1], elements[1]))
		c->differs(c->context, &s->classes[0]->class->name, &elements[0]->name, false);
	if (s->interned && !values[0]->has_type && !values[1]->has_type && retyped)
		return 0;
	return diff_compare_values(c, values, elements, kind);
}

static int say_member(struct diff_compare *c, const struct sides *s, int side, size_t i)
{
	const Mitrace__Value *value = s->instances[side]->value[i];

	if (s->interned)
		return 0;
	write_value(c, side, value, s->classes[side]->class->element[i]);
	mtr_out_char(&c->texts[side], 0);
	if (side)
		return diff_say(c, DIFF_NOTABLE, DIFF_PROPERTY_ADDED, NULL, c->texts[1].data);
	return diff_say(c, DIFF_BREAKING, DIFF_PROPERTY_REMOVED, c->texts[0].data, NULL);
}

static int compare_members(struct diff_compare *c, const struct sides *s, enum diff_kind kind)
{
	const Mitrace__Instance *a = s->instances[0], *b = s->instances[1];
	int err = 0;

	for (size_t i = 0; i < a->n_value && i < s->classes[0]->nr && !err; i++) {
		const ProtobufCBinaryData *name = &s->classes[0]->class->element[i]->name;
		size_t j = find_member(s->classes[1], b, name, i), before = diff_path_enter(c, name->data, name->len);

		err = j == SIZE_MAX ? say_member(c, s, 0, i) : compare_member(c, s, i, j, kind);
		diff_path_back(c, before);
	}
	for (size_t j = 0; j < b->n_value && j < s->classes[1]->nr && !err; j++) {
		const ProtobufCBinaryData *name = &s->classes[1]->class->element[j]->name;
		size_t before;

		if (find_member(s->classes[0], a, name, j) != SIZE_MAX)
			continue;
		before = diff_path_enter(c, name->data, name->len);
		err = say_member(c, s, 1, j);
		diff_path_back(c, before);
	}
	return err;
}

/* What an instance has beside its values. */
static int compare_frame(struct diff_compare *c, const struct sides *s)
{
	const Mitrace__Instance *a = s->instances[0], *b = s->instances[1];
	int err = 0;

	if (!same_name(&s->classes[0]->class->name, &s->classes[1]->class->name)) {
		for (int side = 0; side < 2; side++) {
			const ProtobufCBinaryData *name = &s->classes[side]->class->name;

			c->texts[side].size = 0;
			mtr_out_plain_bytes(&c->texts[side], name->data, name->len);
		}
		err = diff_say_texts(c, DIFF_BREAKING, DIFF_TYPE);
	}
	if (!err &&
	    (a->has_namespace_name != b->has_namespace_name || !same_name(&a->namespace_name, &b->namespace_name))) {
		c->texts[0].size = c->texts[1].size = 0;
		mtr_text_quote(&c->texts[0], &a->namespace_name, TEXT_LIMIT);
		mtr_text_quote(&c->texts[1], &b->namespace_name, TEXT_LIMIT);
		err = diff_say_texts(c, DIFF_NOTABLE, DIFF_VALUE);
	}
	if (!err && a->null != b->null)
		err = diff_say(c, DIFF_NOTABLE, DIFF_NULL, a->null ? "NULL" : "an instance",
			       b->null ? "NULL" : "an instance");
	return err;
}

int diff_compare_instances(struct diff_compare *c, const Mitrace__Instance *a, const Mitrace__Instance *b,
			   enum diff_kind kind)
{
	struct sides s = {.instances = {a, b}, .interned = a->schema && b->schema};
	int err = 0;

	if (c->depth == DEPTH_MAX)
		return 0;
	c->depth++;
	for (int side = 0; side < 2; side++)
		s.classes[side] = diff_content_class_of(&c->trees[side]->content, s.instances[side], &s.inlines[side]);
	if (s.classes[0] && s.classes[1]) {
		err = compare_frame(c, &s);
		if (!err)
			err = compare_members(c, &s, kind);
	} else if (!s.classes[0] != !s.classes[1]) {
		err = diff_say(c, DIFF_NOTABLE, kind, s.classes[0] ? "an instance" : "an instance of no known class",
			       s.classes[1] ? "an instance" : "an instance of no known class");
	}
	diff_class_end(&s.inlines[0]);
	diff_class_end(&s.inlines[1]);
	c->depth--;
	return err;
}
