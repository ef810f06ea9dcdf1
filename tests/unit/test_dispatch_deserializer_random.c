/*
 * Objects with anything in them, written, read back and written again: the same text, to the byte. XML_SEED=N and
 * XML_ROUNDS=N for others than the first few.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "objects.h"
#include "unit.h"
#include "xml_kit.h"

#define ALL_OF_IT 0xf01

static uint64_t random_state;

static uint64_t below(uint64_t limit)
{
	random_state = random_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (random_state >> 33) % limit;
}

/* What was made for the round, freed after it. */
static struct {
	void *blocks[4096];
	MI_Instance *instances[256];
	unsigned nr_blocks, nr_instances;
} made;

static void *get(size_t size)
{
	void *block = calloc(1, size ? size : 1);

	assert_non_null(block);
	assert_in_range(made.nr_blocks, 0, MI_COUNT(made.blocks) - 1);
	made.blocks[made.nr_blocks++] = block;
	return block;
}

static void forget(void)
{
	while (made.nr_instances)
		dispatch_instance_free(made.instances[--made.nr_instances]);
	while (made.nr_blocks)
		free(made.blocks[--made.nr_blocks]);
}

static MI_Char *any_string(void)
{
	static const char *const parts[] = {
		"a",    "Z",  " ",    "<",    ">",   "&",    "\"",   "'",        "\n",           "\r",
		"\r\n", "\t", "\x1b", "\x01", "]]>", "&lt;", "&#7;", "\xc3\xbc", "\xe2\x82\xac", "\xf0\x9f\x90\x98",
		"\xff"};
	unsigned count = (unsigned)below(8);
	MI_Char *text = get(count * 6 + 1);

	while (count--)
		strcat(text, parts[below(MI_COUNT(parts))]);
	return text;
}

static MI_Char *a_name(const char *stem, unsigned number)
{
	MI_Char *name = get(32);

	snprintf(name, 32, "%s_%u", stem, number);
	return name;
}

static MI_Datetime any_datetime(void)
{
	MI_Datetime d = {.isTimestamp = (MI_Uint32)below(2)};

	if (d.isTimestamp)
		d.u.timestamp =
			(MI_Timestamp){(MI_Uint32)below(10000),   (MI_Uint32)below(13),        (MI_Uint32)below(32),
				       (MI_Uint32)below(24),      (MI_Uint32)below(60),        (MI_Uint32)below(60),
				       (MI_Uint32)below(1000000), (MI_Sint32)below(1999) - 999};
	else
		d.u.interval = (MI_Interval){.days = (MI_Uint32)below(100000000),
					     .hours = (MI_Uint32)below(24),
					     .minutes = (MI_Uint32)below(60),
					     .seconds = (MI_Uint32)below(60),
					     .microseconds = (MI_Uint32)below(1000000)};
	return d;
}

static MI_Instance *any_instance(unsigned depth);

static MI_Value any_scalar(MI_Type type, unsigned depth)
{
	MI_Value value;
	uint64_t bits = below(3) ? below(UINT64_MAX >> 33) << below(33) : 0 - below(3);

	memset(&value, 0, sizeof(value));
	if (type == MI_STRING)
		value.string = any_string();
	else if (type == MI_DATETIME)
		value.datetime = any_datetime();
	else if (type == MI_INSTANCE || type == MI_REFERENCE)
		value.instance = any_instance(depth);
	else if (type == MI_REAL32)
		value.real32 = (MI_Real32)((double)(int64_t)bits * 1e-3);
	else if (type == MI_REAL64)
		value.real64 = (double)(int64_t)bits * 1e-30;
	else
		value.uint64 = type == MI_BOOLEAN ? bits & 1 : bits;
	/* Libmi writes characters alike at every depth: inside an embedded instance, these would be markup. */
	if (type == MI_CHAR16 && (value.char16 == '<' || value.char16 == '&'))
		value.char16 = 0;
	return value;
}

/* The elements of an array lie one behind the other, with the size of their type. */
static size_t size_of(MI_Type type)
{
	static const unsigned char sizes[] = {1, 1, 1, 2, 2, 4, 4, 8, 8, 4, 8, 2, sizeof(MI_Datetime), 8, 8, 8};

	return sizes[type & 15];
}

static MI_Value any_value(MI_Type type, unsigned depth)
{
	MI_Type scalar = (MI_Type)(type & ~(unsigned)MI_ARRAY);
	MI_Value value, element;

	if (!(type & MI_ARRAY))
		return any_scalar(type, depth);
	memset(&value, 0, sizeof(value));
	value.array.size = (MI_Uint32)below(4);
	value.array.data = get(value.array.size * size_of(scalar));
	for (MI_Uint32 i = 0; i < value.array.size; i++) {
		element = any_scalar(scalar, depth);
		memcpy((char *)value.array.data + i * size_of(scalar), &element, size_of(scalar));
	}
	return value;
}

/* Instances only where there is depth left for them; never arrays of references, which have no XML. */
static MI_Type any_type(unsigned depth)
{
	MI_Type type;

	do
		type = (MI_Type)below(32);
	while (type == MI_REFERENCEA ||
	       (!depth && (type == MI_INSTANCE || type == MI_INSTANCEA || type == MI_REFERENCE)));
	return type;
}

static void add_qualifiers(struct dispatch_class_builder *b, enum dispatch_qualified on, MI_Uint32 index)
{
	static const MI_Uint32 flavors[] = {0, MI_FLAG_ENABLEOVERRIDE, MI_FLAG_DISABLEOVERRIDE | MI_FLAG_RESTRICTED,
					    MI_FLAG_TOSUBCLASS | MI_FLAG_TRANSLATABLE};

	for (unsigned i = (unsigned)below(3); i > 0; i--) {
		MI_Type type = any_type(0);
		MI_Value value = any_value(type, 0);

		dispatch_class_builder_qualifier(
			b, on, index,
			&(struct dispatch_qualifier_info){.name = a_name("Q", i),
							  .type = type,
							  .flavor = flavors[below(MI_COUNT(flavors))],
							  .value = &value});
	}
}

static void add_property(struct dispatch_class_builder *b, const MI_Char *class_name, unsigned number, unsigned depth)
{
	MI_Type type = any_type(depth);
	MI_Value value = any_value(type, depth ? depth - 1 : 0);
	bool named = (type & 15) == MI_INSTANCE && below(2);

	dispatch_class_builder_property(
		b, &(struct dispatch_property_info){
			   .name = a_name("P", number),
			   .flags = MI_FLAG_PROPERTY | (below(4) ? 0 : MI_FLAG_READONLY) |
				    (!number && !(type & MI_ARRAY) && type != MI_INSTANCE ? MI_FLAG_KEY : 0),
			   .type = type,
			   .class_name = named ? a_name("C", (unsigned)below(5)) : NULL,
			   .subscript = type & MI_ARRAY ? (MI_Uint32)below(3) : 0,
			   .origin = class_name,
			   .propagator = class_name,
			   .value = below(3) || (type & 15) >= MI_REFERENCE ? NULL : &value});
	add_qualifiers(b, DISPATCH_ON_PROPERTY, number);
}

static void add_method(struct dispatch_class_builder *b, const MI_Char *class_name, unsigned number)
{
	MI_Uint32 method = dispatch_class_builder_method(
		b, &(struct dispatch_method_info){.name = a_name("M", number),
						  .flags = MI_FLAG_METHOD | (below(2) ? MI_FLAG_STATIC : 0),
						  .return_type = (MI_Type)below(MI_REFERENCE),
						  .origin = class_name,
						  .propagator = class_name});

	add_qualifiers(b, DISPATCH_ON_METHOD, method);
	for (unsigned i = (unsigned)below(4); i > 0; i--) {
		MI_Type type = below(5) ? any_type(1) : MI_REFERENCEA;
		MI_Uint32 index = dispatch_class_builder_parameter(
			b, &(struct dispatch_parameter_info){.name = a_name("A", i),
							     .flags = MI_FLAG_PARAMETER |
								      (below(2) ? MI_FLAG_IN : MI_FLAG_OUT),
							     .type = type,
							     .class_name = (type & 15) >= MI_REFERENCE ? "C_1" : NULL,
							     .subscript = type & MI_ARRAY ? (MI_Uint32)below(3) : 0});

		add_qualifiers(b, DISPATCH_ON_PARAMETER, index);
	}
}

/* Class names are never used twice in a document: numbers count up. */
static MI_Class *any_class(unsigned depth)
{
	static unsigned number;
	const MI_Char *name = a_name("Class", ++number);
	struct dispatch_class_builder *b = dispatch_class_builder_new(
		&(struct dispatch_class_info){.name = name,
					      .flags = MI_FLAG_CLASS | (below(3) ? 0 : MI_FLAG_ABSTRACT),
					      .super_class = below(3) ? NULL : a_name("Above", number)});
	MI_Class *class;

	add_qualifiers(b, DISPATCH_ON_CLASS, 0);
	for (unsigned i = 0, count = 1 + (unsigned)below(6); i < count; i++)
		add_property(b, name, i, depth);
	for (unsigned i = 0, count = (unsigned)below(3); i < count; i++)
		add_method(b, name, i);
	assert_int_equal(dispatch_class_builder_finish(b, &class), MI_RESULT_OK);
	return class;
}

static MI_Instance *any_instance(unsigned depth)
{
	MI_Class *class = any_class(depth ? depth - 1 : 0);
	const MI_ClassDecl *decl = class->classDecl;
	MI_Instance *instance;

	assert_int_equal(dispatch_instance_new_from_class(NULL, class, &instance), MI_RESULT_OK);
	assert_in_range(made.nr_instances, 0, MI_COUNT(made.instances) - 1);
	made.instances[made.nr_instances++] = instance;
	for (MI_Uint32 i = 0; i < decl->numProperties; i++) {
		MI_Type type = (MI_Type)decl->properties[i]->type;
		MI_Value value = any_value(type, depth ? depth - 1 : 0);

		if (below(4) || (decl->properties[i]->flags & MI_FLAG_KEY))
			assert_int_equal(dispatch_instance_restore_at(instance, i, &value, type,
								      below(2) ? 0 : MI_FLAG_NOT_MODIFIED),
					 MI_RESULT_OK);
	}
	dispatch_class_free(class);
	return instance;
}

static uint64_t setting(const char *name, uint64_t otherwise)
{
	const char *text = getenv(name);

	return text ? strtoull(text, NULL, 10) : otherwise;
}

static void start_round(uint64_t round)
{
	random_state = setting("XML_SEED", 1) + round;
	below(2);
}

static void same_text(uint64_t round, const char *first, const char *second)
{
	if (strcmp(first, second) != 0)
		fail_msg("XML_SEED=%llu XML_ROUNDS=1:\n%s\n%s", (unsigned long long)(setting("XML_SEED", 1) + round),
			 first, second);
}

static void classes_are_read_as_they_were_written(void **state)
{
	const uint64_t rounds = setting("XML_ROUNDS", 300);
	MI_Result result;

	(void)state;
	for (uint64_t round = 0; round < rounds; round++) {
		MI_Class *class, *read;
		char *text, *again;

		start_round(round);
		class = any_class(1);
		text = xml_kit_class_text(class, ALL_OF_IT);
		read = xml_kit_class(text, NULL, &result);
		if (!read)
			fail_msg("%s\n%s", xml_kit_message, text);
		again = xml_kit_class_text(read, ALL_OF_IT);
		same_text(round, text, again);
		free(again);
		free(text);
		dispatch_class_free(read);
		dispatch_class_free(class);
		forget();
	}
}

static void instances_are_read_as_they_were_written(void **state)
{
	const uint64_t rounds = setting("XML_ROUNDS", 300);
	MI_Result result;

	(void)state;
	for (uint64_t round = 0; round < rounds; round++) {
		MI_Instance *instance, *read;
		char *text, *again;

		start_round(round);
		instance = any_instance(2);
		text = xml_kit_instance_text(instance, ALL_OF_IT);
		read = xml_kit_instance(text, NULL, &result);
		if (!read)
			fail_msg("%s\n%s", xml_kit_message, text);
		again = xml_kit_instance_text(read, ALL_OF_IT);
		same_text(round, text, again);
		free(again);
		free(text);
		dispatch_instance_free(read);
		forget();
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(classes_are_read_as_they_were_written),
		cmocka_unit_test(instances_are_read_as_they_were_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
