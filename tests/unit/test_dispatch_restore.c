/* Restored instances are what they were, instances within them too. */
#include "unit.h"

#include <mi/mi.h>

#include "objects.h"

static MI_Uint32 class_flags(const MI_Instance *instance)
{
	return instance->classDecl->flags;
}

/* A dynamic instance with one modified and one unmodified element. */
static MI_Instance *make_inner(MI_Uint32 flags)
{
	MI_Value value = {.uint32 = 7};
	MI_Instance *inner;

	assert_int_equal(dispatch_instance_restore_new("Inner", flags, &inner), MI_RESULT_OK);
	assert_int_equal(dispatch_instance_restore_add(inner, "Modified", &value, MI_UINT32, MI_FLAG_KEY),
			 MI_RESULT_OK);
	assert_int_equal(dispatch_instance_restore_add(inner, "Unmodified", &value, MI_UINT32, MI_FLAG_NOT_MODIFIED),
			 MI_RESULT_OK);
	return inner;
}

static void check_inner(const MI_Instance *inner, MI_Uint32 flags)
{
	MI_Uint32 modified, unmodified;

	assert_int_equal(class_flags(inner), flags);
	assert_int_equal(MI_Instance_GetElement(inner, "Modified", NULL, NULL, &modified, NULL), MI_RESULT_OK);
	assert_int_equal(MI_Instance_GetElement(inner, "Unmodified", NULL, NULL, &unmodified, NULL), MI_RESULT_OK);
	assert_int_equal(modified, MI_FLAG_KEY);
	assert_int_equal(unmodified, MI_FLAG_NOT_MODIFIED);
}

static void an_instance_within_a_restored_one_keeps_its_class_flags_and_states(void **state)
{
	MI_Value value = {0}, got;
	MI_Instance *outer;

	(void)state;
	assert_int_equal(dispatch_instance_restore_new("Outer", MI_FLAG_CLASS, &outer), MI_RESULT_OK);
	value.instance = make_inner(MI_FLAG_CLASS);
	assert_int_equal(dispatch_instance_restore_add(outer, "In", &value, MI_INSTANCE, 0), MI_RESULT_OK);
	dispatch_instance_free(value.instance);
	assert_int_equal(MI_Instance_GetElement(outer, "In", &got, NULL, NULL, NULL), MI_RESULT_OK);
	check_inner(got.instance, MI_FLAG_CLASS);
	dispatch_instance_free(outer);
}

static void instances_in_a_restored_array_keep_theirs_each(void **state)
{
	MI_Instance *inner[2] = {make_inner(MI_FLAG_CLASS), make_inner(0)};
	MI_Value value = {.instancea = {inner, 2}}, got;
	MI_Instance *outer;

	(void)state;
	assert_int_equal(dispatch_instance_restore_new("Outer", 0, &outer), MI_RESULT_OK);
	assert_int_equal(dispatch_instance_restore_add(outer, "In", &value, MI_INSTANCEA, 0), MI_RESULT_OK);
	assert_int_equal(MI_Instance_GetElement(outer, "In", &got, NULL, NULL, NULL), MI_RESULT_OK);
	assert_int_equal(got.instancea.size, 2);
	check_inner(got.instancea.data[0], MI_FLAG_CLASS);
	check_inner(got.instancea.data[1], 0);
	dispatch_instance_free(inner[0]);
	dispatch_instance_free(inner[1]);
	dispatch_instance_free(outer);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_instance_within_a_restored_one_keeps_its_class_flags_and_states),
		cmocka_unit_test(instances_in_a_restored_array_keep_theirs_each),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
