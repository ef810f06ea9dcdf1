/* What the results of the fake library are made of. */
#include "fake.h"

#include <string.h>

#include "objects.h"

static void add(MI_Instance *instance, const MI_Char *name, MI_Type type, const MI_Value *value, MI_Uint32 flags)
{
	MI_Instance_AddElement(instance, name, value, type, flags | (value ? 0 : MI_FLAG_NULL));
}

static MI_Instance *new_instance(const MI_Char *class_name)
{
	MI_Instance *instance = NULL;

	dispatch_instance_new(class_name, NULL, &instance);
	return instance;
}

/* The same result has the same contents in every run. */
static MI_Instance *small_instance(unsigned number)
{
	MI_Instance *instance = new_instance("Fake_Small");
	MI_Char name[] = "result 0";
	MI_Value value = {.string = name};

	name[sizeof(name) - 2] = (MI_Char)('0' + number % 10);
	add(instance, "Name", MI_STRING, &value, MI_FLAG_KEY);
	value.uint32 = 1000 + number;
	add(instance, "Number", MI_UINT32, &value, 0);
	add(instance, "Nothing", MI_STRING, NULL, 0);
	MI_Instance_SetNameSpace(instance, "root/fake");
	MI_Instance_SetServerName(instance, "fakehost");
	return instance;
}

static void add_scalars(MI_Instance *instance)
{
	MI_Char text[] = "text \"quoted\"\n\xff", empty[] = "";
	MI_Value value;

#define ADD(name, type, member, content)                 \
	do {                                             \
		memset(&value, 0, sizeof(value));        \
		value.member = content;                  \
		add(instance, name, type, &value, 0);    \
		add(instance, "no" name, type, NULL, 0); \
	} while (0)
	ADD("boolean", MI_BOOLEAN, boolean, MI_TRUE);
	ADD("uint8", MI_UINT8, uint8, 0xfe);
	ADD("sint8", MI_SINT8, sint8, -127);
	ADD("uint16", MI_UINT16, uint16, 0xfedc);
	ADD("sint16", MI_SINT16, sint16, -32767);
	ADD("uint32", MI_UINT32, uint32, 0xfedcba98u);
	ADD("sint32", MI_SINT32, sint32, -2147483647);
	ADD("uint64", MI_UINT64, uint64, 0xfedcba9876543210ull);
	ADD("sint64", MI_SINT64, sint64, -9223372036854775807ll);
	ADD("real32", MI_REAL32, real32, 1.5f);
	ADD("real64", MI_REAL64, real64, -2.25);
	ADD("char16", MI_CHAR16, char16, 0x20ac);
	ADD("string", MI_STRING, string, text);
	ADD("empty", MI_STRING, string, empty);
#undef ADD
}

static void add_arrays(MI_Instance *instance)
{
	MI_Boolean booleans[] = {MI_TRUE, MI_FALSE};
	MI_Uint8 octets[] = {0, 1, 255};
	MI_Sint64 numbers[] = {-1, 0, 1};
	MI_Real64 reals[] = {0.5, -0.0};
	MI_Char first[] = "first", second[] = "";
	MI_Char *strings[] = {first, second};
	MI_Value value;

#define ADD(name, type, contents)                                 \
	do {                                                      \
		memset(&value, 0, sizeof(value));                 \
		value.array.data = contents;                      \
		value.array.size = (MI_Uint32)MI_COUNT(contents); \
		add(instance, name, type, &value, 0);             \
	} while (0)
	ADD("booleans", MI_BOOLEANA, booleans);
	ADD("octets", MI_UINT8A, octets);
	ADD("numbers", MI_SINT64A, numbers);
	ADD("reals", MI_REAL64A, reals);
	ADD("strings", MI_STRINGA, strings);
#undef ADD
	memset(&value, 0, sizeof(value));
	add(instance, "nobody", MI_STRINGA, &value, 0);
}

static void add_times(MI_Instance *instance)
{
	MI_Value value = {.datetime = {.isTimestamp = 1,
				       .u.timestamp = {.year = 2026,
						       .month = 11,
						       .day = 22,
						       .hour = 13,
						       .minute = 14,
						       .second = 15,
						       .microseconds = 16,
						       .utc = -330}}};

	add(instance, "timestamp", MI_DATETIME, &value, 0);
	memset(&value, 0, sizeof(value));
	value.datetime.u.interval = (MI_Interval){.days = 1, .hours = 2, .minutes = 3, .seconds = 4, .microseconds = 5};
	add(instance, "interval", MI_DATETIME, &value, 0);
}

static MI_Instance *all_instance(unsigned number)
{
	MI_Instance *instance = new_instance("Fake_All"), *inner = small_instance(number), *other = small_instance(9);
	MI_Instance *instances[] = {inner, other};
	MI_Value value = {.instance = inner};

	add_scalars(instance);
	add_arrays(instance);
	add_times(instance);
	add(instance, "inner", MI_INSTANCE, &value, 0);
	add(instance, "reference", MI_REFERENCE, &value, 0);
	memset(&value, 0, sizeof(value));
	value.instancea.data = instances;
	value.instancea.size = 2;
	add(instance, "inners", MI_INSTANCEA, &value, 0);
	MI_Instance_Delete(inner);
	MI_Instance_Delete(other);
	return instance;
}

MI_Instance *fake_instance_of(const struct fake_step *step, unsigned number)
{
	if (strcmp(step->object, "all") == 0)
		return all_instance(number);
	if (strcmp(step->object, "bare") == 0)
		return new_instance("Fake_Bare");
	return small_instance(number);
}

MI_Instance *fake_error_of(MI_Result code, const MI_Char *message)
{
	MI_Instance *instance = new_instance("Fake_Error");
	MI_Value value = {.uint32 = code};

	add(instance, "Code", MI_UINT32, &value, 0);
	value.string = (MI_Char *)(uintptr_t)message; /* copied */
	add(instance, "Message", MI_STRING, &value, 0);
	return instance;
}

MI_Class *fake_class_of(const struct fake_step *step)
{
	static const struct dispatch_class_info info = {.name = "Fake_Small",
							.flags = MI_FLAG_CLASS,
							.super_class = "Fake_Base",
							.namespace_name = "root/fake",
							.server_name = "fakehost"};
	struct dispatch_class_builder *builder = dispatch_class_builder_new(&info);
	MI_Char text[] = "default";
	MI_Value value = {.string = text};
	MI_Class *ret = NULL;
	MI_Uint32 index;

	if (strcmp(step->object, "bare") == 0)
		goto finish;
	index = dispatch_class_builder_property(
		builder, &(struct dispatch_property_info){.name = "Name",
							  .type = MI_STRING,
							  .flags = MI_FLAG_PROPERTY | MI_FLAG_KEY | MI_FLAG_READONLY,
							  .origin = "Fake_Base",
							  .propagator = "Fake_Base",
							  .value = &value});
	value.boolean = MI_TRUE;
	dispatch_class_builder_qualifier(
		builder, DISPATCH_ON_PROPERTY, index,
		&(struct dispatch_qualifier_info){"key", MI_BOOLEAN, MI_FLAG_DISABLEOVERRIDE, &value});
	dispatch_class_builder_property(builder, &(struct dispatch_property_info){.name = "Number",
										  .type = MI_UINT32,
										  .flags = MI_FLAG_PROPERTY,
										  .origin = "Fake_Small",
										  .propagator = "Fake_Small"});
	dispatch_class_builder_method(builder, &(struct dispatch_method_info){.name = "Count",
									      .flags = MI_FLAG_METHOD | MI_FLAG_STATIC,
									      .return_type = MI_UINT32,
									      .origin = "Fake_Small",
									      .propagator = "Fake_Small"});
	dispatch_class_builder_parameter(
		builder, &(struct dispatch_parameter_info){
				 .name = "limit", .flags = MI_FLAG_PARAMETER | MI_FLAG_IN, .type = MI_UINT32A});
finish:
	dispatch_class_builder_finish(builder, &ret);
	return ret;
}
