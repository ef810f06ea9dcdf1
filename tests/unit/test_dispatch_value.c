/* replay/dispatcher/value.h: sizes and deep copies of values. */
#include "objects.h"
#include "unit.h"
#include "value.h"

static void sizes_are_those_of_the_values(void **state)
{
	(void)state;
	assert_int_equal(dispatch_type_size(MI_BOOLEAN), 1);
	assert_int_equal(dispatch_type_size(MI_SINT16), 2);
	assert_int_equal(dispatch_type_size(MI_CHAR16), 2);
	assert_int_equal(dispatch_type_size(MI_REAL32), 4);
	assert_int_equal(dispatch_type_size(MI_REAL64), 8);
	assert_int_equal(dispatch_type_size(MI_DATETIME), 36);
	assert_int_equal(dispatch_type_size(MI_REFERENCE), 8);
	assert_int_equal(dispatch_type_size(MI_UINT8A), 16);
	assert_int_equal(dispatch_type_size(MI_INSTANCEA), 16);
}

static void scalars_are_copied_bit_by_bit(void **state)
{
	MI_Value value = {.uint64 = UINT64_C(0x7ff8000000000123)}; /* a not-a-number with a payload */
	MI_Value copy;

	(void)state;
	assert_int_equal(dispatch_value_copy(&value, MI_REAL64, &copy), MI_RESULT_OK);
	assert_true(copy.uint64 == value.uint64);
	dispatch_value_clear(&copy, MI_REAL64);
	assert_int_equal(copy.uint64, 0);
}

static void strings_and_their_arrays_are_copied_and_keep_their_nulls(void **state)
{
	MI_Char one[] = "one", empty[] = "";
	MI_Char *strings[] = {one, NULL, empty};
	MI_Value value = {.stringa = {strings, 3}};
	MI_Value copy, string = {.string = NULL};

	(void)state;
	assert_int_equal(dispatch_value_copy(&value, MI_STRINGA, &copy), MI_RESULT_OK);
	one[0] = 'X';
	strings[2] = one;
	assert_int_equal(copy.stringa.size, 3);
	assert_string_equal(copy.stringa.data[0], "one");
	assert_null(copy.stringa.data[1]);
	assert_string_equal(copy.stringa.data[2], "");
	dispatch_value_clear(&copy, MI_STRINGA);
	assert_int_equal(dispatch_value_copy(&string, MI_STRING, &copy), MI_RESULT_OK);
	assert_null(copy.string);
	dispatch_value_clear(&copy, MI_STRING);
}

static void arrays_are_copied(void **state)
{
	MI_Uint32 numbers[] = {1, 0xffffffff};
	MI_Value value = {.uint32a = {numbers, 2}};
	MI_Value copy;

	(void)state;
	assert_int_equal(dispatch_value_copy(&value, MI_UINT32A, &copy), MI_RESULT_OK);
	assert_ptr_not_equal(copy.uint32a.data, numbers);
	assert_int_equal(copy.uint32a.size, 2);
	assert_memory_equal(copy.uint32a.data, numbers, sizeof(numbers));
	dispatch_value_clear(&copy, MI_UINT32A);
}

static void instances_are_copied_with_what_is_in_them(void **state)
{
	MI_Instance *instance, *instances[2];
	MI_Value value = {.uint32 = 7}, array = {.instancea = {instances, 2}}, copy, read;

	(void)state;
	assert_int_equal(dispatch_instance_new("Inner", NULL, &instance), MI_RESULT_OK);
	assert_int_equal(instance->ft->AddElement(instance, "n", &value, MI_UINT32, 0), MI_RESULT_OK);
	instances[0] = instances[1] = instance;
	assert_int_equal(dispatch_value_copy(&array, MI_INSTANCEA, &copy), MI_RESULT_OK);
	dispatch_instance_free(instance);
	instance = copy.instancea.data[1];
	assert_int_equal(instance->ft->GetElement(instance, "n", &read, NULL, NULL, NULL), MI_RESULT_OK);
	assert_int_equal(read.uint32, 7);
	dispatch_value_clear(&copy, MI_INSTANCEA);
}

static void a_type_that_is_none_is_refused(void **state)
{
	MI_Value value = {.uint32 = 1}, copy;

	(void)state;
	assert_int_equal(dispatch_value_copy(&value, (MI_Type)32, &copy), MI_RESULT_INVALID_PARAMETER);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sizes_are_those_of_the_values),
		cmocka_unit_test(scalars_are_copied_bit_by_bit),
		cmocka_unit_test(strings_and_their_arrays_are_copied_and_keep_their_nulls),
		cmocka_unit_test(arrays_are_copied),
		cmocka_unit_test(instances_are_copied_with_what_is_in_them),
		cmocka_unit_test(a_type_that_is_none_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
