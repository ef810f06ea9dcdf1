/* Classes: qualifiers, properties, methods and parameters by name. Those that instances refer to are compared once. */
#include <errno.h>
#include <stdlib.h>
#include <strings.h>

#include <mi/mi.h>

#include "diff_compare.h"
#include "diff_hash.h"
#include "fail.h"
#include "mi_names.h"
#include "text_value.h"
#include "utf8.h"

enum {
	TEXT_LIMIT = 400,
	SUPER_MAX = 32, /* super classes of super classes that are looked into */
};

static bool same_text(const ProtobufCBinaryData *a, const ProtobufCBinaryData *b)
{
	return a->len == b->len && (!a->len || strncasecmp((const char *)a->data, (const char *)b->data, a->len) == 0);
}

static int say_text(struct diff_compare *c, enum diff_severity severity, const ProtobufCBinaryData *a,
		    const ProtobufCBinaryData *b, const char *name)
{
	size_t before;
	int err;

	if (same_text(a, b))
		return 0;
	before = diff_path_enter(c, name, strlen(name));
	c->texts[0].size = c->texts[1].size = 0;
	mtr_text_quote(&c->texts[0], a, TEXT_LIMIT);
	mtr_text_quote(&c->texts[1], b, TEXT_LIMIT);
	err = diff_say_texts(c, severity, DIFF_DECLARATION);
	diff_path_back(c, before);
	return err;
}

static int say_type(struct diff_compare *c, uint32_t a, uint32_t b)
{
	const uint32_t types[2] = {a, b};

	if (a == b)
		return 0;
	for (int side = 0; side < 2; side++) {
		const char *name = mtr_mof_type(types[side]);

		c->texts[side].size = 0;
		mtr_out_text(&c->texts[side], name ? name : "no type");
		mtr_out_text(&c->texts[side], name && types[side] & MI_ARRAY ? "[]" : "");
	}
	return diff_say_texts(c, DIFF_BREAKING, DIFF_TYPE);
}

/* A key that is none any more, or the other way round, breaks whoever names instances. */
static int say_flags(struct diff_compare *c, uint32_t a, uint32_t b)
{
	enum diff_severity severity = (a ^ b) & MI_FLAG_KEY ? DIFF_BREAKING : DIFF_NOTABLE;

	if (a == b)
		return 0;
	c->texts[0].size = c->texts[1].size = 0;
	mtr_mi_write_bits(&c->texts[0], MTR_MI_FLAG, a);
	mtr_mi_write_bits(&c->texts[1], MTR_MI_FLAG, b);
	return diff_say_texts(c, severity, DIFF_FLAGS);
}

/* ---- lists by name */

/* Entries of a list, each a message whose name is a bytes field at @offset. */
struct named {
	void *const *list;
	size_t nr, offset;
};

static const ProtobufCBinaryData *name_of(const struct named *n, size_t i)
{
	return (const ProtobufCBinaryData *)(const void *)((const char *)n->list[i] + n->offset);
}

static size_t find_named(const struct named *n, const ProtobufCBinaryData *name, size_t likely)
{
	if (likely < n->nr && same_text(name_of(n, likely), name))
		return likely;
	for (size_t i = 0; i < n->nr; i++) {
		if (same_text(name_of(n, i), name))
			return i;
	}
	return SIZE_MAX;
}

/* What to do with entries of a list. */
struct list_rule {
	int (*compare)(struct diff_compare *c, const void *a, const void *b);
	enum diff_kind added, removed;
	enum diff_severity added_severity, removed_severity;
	const char *before; /* of the name in the path; "" */
};

static int say_entry(struct diff_compare *c, const struct list_rule *rule, int side, const ProtobufCBinaryData *name)
{
	c->texts[0].size = 0;
	mtr_out_plain_bytes(&c->texts[0], name->data, name->len);
	mtr_out_char(&c->texts[0], 0);
	if (side)
		return diff_say(c, rule->added_severity, rule->added, NULL, c->texts[0].data);
	return diff_say(c, rule->removed_severity, rule->removed, c->texts[0].data, NULL);
}

static int compare_named(struct diff_compare *c, const struct named *a, const struct named *b,
			 const struct list_rule *rule)
{
	int err = 0;

	for (int side = 0; side < 2; side++) {
		const struct named *from = side ? b : a, *to = side ? a : b;

		for (size_t i = 0; i < from->nr && !err; i++) {
			const ProtobufCBinaryData *name = name_of(from, i);
			size_t j = find_named(to, name, i), before = c->path.size;

			if (rule->before[0])
				diff_path_enter(c, rule->before, strlen(rule->before));
			diff_path_enter(c, name->data, name->len);
			if (j == SIZE_MAX)
				err = say_entry(c, rule, side, name);
			else if (!side)
				err = rule->compare(c, a->list[i], b->list[j]);
			diff_path_back(c, before);
		}
	}
	return err;
}

#define NAMED(message, field, type)                                                         \
	{                                                                                   \
		(void *const *)(message)->field, (message)->n_##field, offsetof(type, name) \
	}

/* ---- qualifiers, properties, methods */

static int compare_value(struct diff_compare *c, const Mitrace__Value *a, const Mitrace__Value *b,
			 const Mitrace__Element *const elements[2], enum diff_kind kind)
{
	static const Mitrace__Value nothing = MITRACE__VALUE__INIT;
	const Mitrace__Value *const values[2] = {a ? a : &nothing, b ? b : &nothing};

	return a || b ? diff_compare_values(c, values, elements, kind) : 0;
}

static int compare_qualifier(struct diff_compare *c, const void *left, const void *right)
{
	const Mitrace__Qualifier *a = left, *b = right;
	Mitrace__Element as_element[2] = {MITRACE__ELEMENT__INIT, MITRACE__ELEMENT__INIT};
	const Mitrace__Element *const elements[2] = {&as_element[0], &as_element[1]};

	if (a->type != b->type)
		return say_type(c, a->type, b->type);
	as_element[0].has_type = as_element[1].has_type = 1;
	as_element[0].type = as_element[1].type = a->type;
	if (a->flavor != b->flavor || a->flags != b->flags) {
		c->texts[0].size = c->texts[1].size = 0;
		mtr_mi_write_bits(&c->texts[0], MTR_MI_FLAG, a->flavor | a->flags);
		mtr_mi_write_bits(&c->texts[1], MTR_MI_FLAG, b->flavor | b->flags);
		return diff_say_texts(c, DIFF_NOTABLE, DIFF_QUALIFIER);
	}
	return compare_value(c, a->value, b->value, elements, DIFF_QUALIFIER);
}

static const struct list_rule qualifier_rule = {compare_qualifier, DIFF_QUALIFIER, DIFF_QUALIFIER,
						DIFF_NOTABLE,      DIFF_NOTABLE,   "qualifier"};

static int compare_element(struct diff_compare *c, const void *left, const void *right)
{
	const Mitrace__Element *a = left, *b = right;
	const Mitrace__Element *const elements[2] = {a, b};
	const struct named qualifiers[2] = {NAMED(a, qualifier, Mitrace__Qualifier),
					    NAMED(b, qualifier, Mitrace__Qualifier)};
	int err = say_type(c, a->type, b->type);

	if (!err)
		err = say_flags(c, a->flags, b->flags);
	if (!err)
		err = say_text(c, DIFF_BREAKING, &a->class_name, &b->class_name, "class");
	if (!err && a->type == b->type)
		err = compare_value(c, a->value, b->value, elements, DIFF_DECLARATION);
	if (!err && a->subscript != b->subscript)
		err = diff_say(c, DIFF_NOTABLE, DIFF_DECLARATION, "another array size", "another array size");
	if (!err)
		err = say_text(c, DIFF_COSMETIC, &a->origin, &b->origin, "origin");
	return err ? err : compare_named(c, &qualifiers[0], &qualifiers[1], &qualifier_rule);
}

static const struct list_rule property_rule = {compare_element, DIFF_PROPERTY_ADDED, DIFF_PROPERTY_REMOVED,
					       DIFF_NOTABLE,    DIFF_BREAKING,       ""};
static const struct list_rule parameter_rule = {compare_element, DIFF_PARAMETER_ADDED, DIFF_PARAMETER_REMOVED,
						DIFF_NOTABLE,    DIFF_BREAKING,        "parameter"};

static int compare_method(struct diff_compare *c, const void *left, const void *right)
{
	const Mitrace__Method *a = left, *b = right;
	const struct named qualifiers[2] = {NAMED(a, qualifier, Mitrace__Qualifier),
					    NAMED(b, qualifier, Mitrace__Qualifier)};
	const struct named parameters[2] = {NAMED(a, parameter, Mitrace__Element),
					    NAMED(b, parameter, Mitrace__Element)};
	int err = say_type(c, a->return_type, b->return_type);

	if (!err)
		err = say_flags(c, a->flags, b->flags);
	if (!err)
		err = compare_named(c, &qualifiers[0], &qualifiers[1], &qualifier_rule);
	return err ? err : compare_named(c, &parameters[0], &parameters[1], &parameter_rule);
}

static const struct list_rule method_rule = {compare_method, DIFF_METHOD_ADDED, DIFF_METHOD_REMOVED,
					     DIFF_NOTABLE,   DIFF_BREAKING,     "method"};

int diff_compare_class(struct diff_compare *c, const Mitrace__Class *a, const Mitrace__Class *b)
{
	const struct named qualifiers[2] = {NAMED(a, qualifier, Mitrace__Qualifier),
					    NAMED(b, qualifier, Mitrace__Qualifier)};
	const struct named elements[2] = {NAMED(a, element, Mitrace__Element), NAMED(b, element, Mitrace__Element)};
	const struct named methods[2] = {NAMED(a, method, Mitrace__Method), NAMED(b, method, Mitrace__Method)};
	int err = say_text(c, DIFF_BREAKING, &a->name, &b->name, "name");

	if (!err)
		err = say_text(c, DIFF_NOTABLE, &a->super_class_name, &b->super_class_name, "super class");
	if (!err)
		err = say_text(c, DIFF_NOTABLE, &a->namespace_name, &b->namespace_name, "namespace");
	if (!err)
		err = say_flags(c, a->flags, b->flags);
	if (!err)
		err = compare_named(c, &qualifiers[0], &qualifiers[1], &qualifier_rule);
	if (!err)
		err = compare_named(c, &elements[0], &elements[1], &property_rule);
	if (!err)
		err = compare_named(c, &methods[0], &methods[1], &method_rule);
	if (!err && a->super_class && b->super_class && c->depth < SUPER_MAX) {
		c->depth++;
		err = diff_compare_class(c, a->super_class, b->super_class);
		c->depth--;
	}
	return err;
}

/* ---- all classes of a trace */

struct class_list {
	const struct diff_class **list;
	size_t nr;
};

static int by_name_and_content(const void *a, const void *b)
{
	const struct diff_class *const *left = a, *const *right = b;

	if ((*left)->name != (*right)->name)
		return (*left)->name < (*right)->name ? -1 : 1;
	return (*left)->whole < (*right)->whole ? -1 : (*left)->whole > (*right)->whole;
}

/* Every class once; a class that instances carry in several forms has several entries. */
static int list_classes(const struct diff_tree *t, struct class_list *ret)
{
	const struct diff_class *class;
	size_t at = 0, kept = 0;

	ret->nr = 0;
	ret->list = calloc(t->content.classes.count + 1, sizeof(*ret->list));
	if (!ret->list)
		return mtr_fail(-ENOMEM, "no memory to compare classes");
	while ((class = mtr_id_map_next(&t->content.classes, &at)))
		ret->list[ret->nr++] = class;
	if (ret->nr)
		qsort(ret->list, ret->nr, sizeof(*ret->list), by_name_and_content);
	for (size_t i = 0; i < ret->nr; i++) {
		if (!kept || by_name_and_content(&ret->list[kept - 1], &ret->list[i]) != 0)
			ret->list[kept++] = ret->list[i];
	}
	ret->nr = kept;
	return 0;
}

static int begin_class_group(struct diff_compare *c, const Mitrace__Class *class)
{
	char label[256];

	c->group_begun = true;
	c->path.size = 0;
	c->seqs[0] = c->seqs[1] = 0;
	c->at[0] = c->at[1] = DIFF_NONE;
	snprintf(label, sizeof(label), "class %.*s", (int)(class->name.len < 200 ? class->name.len : 200),
		 (const char *)class->name.data);
	mtr_utf8_mask(label);
	return diff_report_group(c->report, label, 0, 0);
}

/* The @nth of the forms that are not among the others; NULL: there are fewer. */
static const struct diff_class *nth_alone(const struct diff_class *const *forms, size_t nr,
					  const struct diff_class *const *others, size_t nr_others, size_t nth)
{
	for (size_t i = 0; i < nr; i++) {
		size_t j = 0;

		while (j < nr_others && others[j]->whole != forms[i]->whole)
			j++;
		if (j == nr_others && nth-- == 0)
			return forms[i];
	}
	return NULL;
}

/* Forms of one class. A form more or less is no news: which ones occur depends on what was asked for. */
static int compare_forms(struct diff_compare *c, const struct diff_class *const *a, size_t nr_a,
			 const struct diff_class *const *b, size_t nr_b)
{
	int err = 0;

	for (size_t nth = 0; !err; nth++) {
		const struct diff_class *left = nth_alone(a, nr_a, b, nr_b, nth);
		const struct diff_class *right = nth_alone(b, nr_b, a, nr_a, nth);

		if (!left || !right)
			break;
		err = begin_class_group(c, left->class);
		if (!err)
			err = diff_compare_class(c, left->class, right->class);
	}
	return err;
}

static int say_class(struct diff_compare *c, int side, const Mitrace__Class *class)
{
	char name[256];
	int err = begin_class_group(c, class);

	snprintf(name, sizeof(name), "%.*s", (int)(class->name.len < 200 ? class->name.len : 200),
		 (const char *)class->name.data);
	mtr_utf8_mask(name);
	if (err)
		return err;
	return diff_say(c, side ? DIFF_NOTABLE : DIFF_BREAKING, side ? DIFF_CLASS_ADDED : DIFF_CLASS_REMOVED,
			side ? NULL : name, side ? name : NULL);
}

static size_t count_forms(const struct class_list *l, size_t from)
{
	size_t to = from;

	while (to < l->nr && l->list[to]->name == l->list[from]->name)
		to++;
	return to - from;
}

int diff_compare_schemas(struct diff_compare *c)
{
	struct class_list a = {NULL, 0}, b = {NULL, 0};
	size_t i = 0, j = 0;
	int err = list_classes(c->trees[0], &a);

	if (!err)
		err = list_classes(c->trees[1], &b);
	while (!err && (i < a.nr || j < b.nr)) {
		size_t forms_a = i < a.nr ? count_forms(&a, i) : 0, forms_b = j < b.nr ? count_forms(&b, j) : 0;

		if (j == b.nr || (i < a.nr && a.list[i]->name < b.list[j]->name)) {
			err = say_class(c, 0, a.list[i]->class);
			i += forms_a;
		} else if (i == a.nr || b.list[j]->name < a.list[i]->name) {
			err = say_class(c, 1, b.list[j]->class);
			j += forms_b;
		} else {
			err = compare_forms(c, a.list + i, forms_a, b.list + j, forms_b);
			i += forms_a;
			j += forms_b;
		}
	}
	free(a.list);
	free(b.list);
	return err;
}
