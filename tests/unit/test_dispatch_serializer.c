/* Serializers: what is written, and how short buffers are told. The whole format is compared by objects_client. */
#include <string.h>

#include "objects.h"
#include "unit.h"

static const MI_SerializerFT *const ft = &dispatch_serializer_ft;

static MI_Serializer new_serializer(void)
{
	MI_Serializer serializer = {7, 7};

	assert_int_equal(dispatch_serializer_new(0, "MI_XML", &serializer), MI_RESULT_OK);
	assert_int_equal(serializer.reserved1, 0);
	assert_int_equal(serializer.reserved2, 0);
	return serializer;
}

static MI_Instance *new_instance(const char *text)
{
	MI_Value value = {.string = (MI_Char *)(uintptr_t)text};
	MI_Instance *instance;

	assert_int_equal(dispatch_instance_new("C", NULL, &instance), MI_RESULT_OK);
	assert_int_equal(MI_Instance_AddElement(instance, "P", &value, MI_STRING, 0), MI_RESULT_OK);
	return instance;
}

static void an_instance_is_its_class_and_its_properties(void **state)
{
	static const char wanted[] = "<INSTANCE CLASSNAME=\"C\"><PROPERTY NAME=\"P\" TYPE=\"string\">"
				     "<VALUE>a&lt;b</VALUE></PROPERTY></INSTANCE>";
	MI_Serializer serializer = new_serializer();
	MI_Instance *instance = new_instance("a<b");
	MI_Uint8 buffer[256];
	MI_Uint32 needed;

	(void)state;
	assert_int_equal(ft->SerializeInstance(&serializer, 0, instance, buffer, sizeof(buffer), &needed),
			 MI_RESULT_OK);
	assert_int_equal(needed, strlen(wanted));
	assert_memory_equal(buffer, wanted, needed);
	dispatch_instance_free(instance);
}

static void a_short_buffer_is_told_how_long_it_should_be_and_not_overrun(void **state)
{
	MI_Serializer serializer = new_serializer();
	MI_Instance *instance = new_instance("text");
	MI_Uint32 needed, again, length;
	MI_Uint8 buffer[256];

	(void)state;
	assert_int_equal(ft->SerializeInstance(&serializer, 0, instance, NULL, 0, &needed), MI_RESULT_FAILED);
	for (length = 0; length < needed; length++) {
		memset(buffer, 0xee, sizeof(buffer));
		assert_int_equal(ft->SerializeInstance(&serializer, 0, instance, buffer, length, &again),
				 MI_RESULT_FAILED);
		assert_int_equal(again, needed);
		assert_int_equal(buffer[length], 0xee);
	}
	assert_int_equal(ft->SerializeInstance(&serializer, 0, instance, buffer, needed, &again), MI_RESULT_OK);
	dispatch_instance_free(instance);
}

static void text_inside_text_is_escaped_once_per_level(void **state)
{
	MI_Serializer serializer = new_serializer();
	MI_Instance *inner = new_instance("&"), *outer = new_instance("x");
	MI_Value value = {.instance = inner};
	MI_Uint8 buffer[1024] = {0};
	MI_Uint32 needed;

	(void)state;
	assert_int_equal(MI_Instance_AddElement(outer, "I", &value, MI_INSTANCE, 0), MI_RESULT_OK);
	assert_int_equal(ft->SerializeInstance(&serializer, 0, outer, buffer, sizeof(buffer) - 1, &needed),
			 MI_RESULT_OK);
	assert_non_null(strstr((char *)buffer, "EmbeddedObject=\"object\""));
	assert_non_null(strstr((char *)buffer, "<VALUE>&lt;INSTANCE CLASSNAME=&quot;C&quot;&gt;"));
	assert_non_null(strstr((char *)buffer, "&lt;VALUE&gt;&amp;amp;&lt;/VALUE&gt;"));
	dispatch_instance_free(outer);
	dispatch_instance_free(inner);
}

static void arrays_of_references_cannot_be_written(void **state)
{
	MI_Serializer serializer = new_serializer();
	MI_Instance *instance = new_instance("x");
	MI_Value value = {.referencea = {&instance, 1}};
	MI_Uint8 buffer[1024];
	MI_Uint32 needed;

	(void)state;
	assert_int_equal(MI_Instance_AddElement(instance, "R", &value, MI_REFERENCEA, 0), MI_RESULT_OK);
	assert_int_equal(ft->SerializeInstance(&serializer, 0, instance, buffer, sizeof(buffer), &needed),
			 MI_RESULT_NOT_SUPPORTED);
	dispatch_instance_free(instance);
}

static void only_one_format_is_known(void **state)
{
	MI_Serializer serializer;

	(void)state;
	assert_int_equal(dispatch_serializer_new(0, "mi_xml", &serializer), MI_RESULT_NOT_SUPPORTED);
	assert_int_equal(dispatch_serializer_new(1, "MI_XML", &serializer), MI_RESULT_INVALID_PARAMETER);
	assert_int_equal(dispatch_serializer_new(0, NULL, &serializer), MI_RESULT_INVALID_PARAMETER);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_instance_is_its_class_and_its_properties),
		cmocka_unit_test(a_short_buffer_is_told_how_long_it_should_be_and_not_overrun),
		cmocka_unit_test(text_inside_text_is_escaped_once_per_level),
		cmocka_unit_test(arrays_of_references_cannot_be_written),
		cmocka_unit_test(only_one_format_is_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
