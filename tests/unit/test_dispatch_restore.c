/* Restored instances are what they were, instances within them too. */
#include "unit.h"

#include <mi/mi.h>
#include <stdio.h>

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

static void an_instance_made_like_another_has_its_elements_and_shares_nothing(void **state)
{
	MI_Char own[] = MI_T("of its own");
	MI_Value text = {.string = own}, got;
	MI_Instance *model = make_inner(MI_FLAG_INDICATION), *like;
	MI_Uint32 flags;
	MI_Type type;

	(void)state;
	assert_int_equal(dispatch_instance_restore_like(model, &like), MI_RESULT_OK);
	dispatch_instance_free(model);
	assert_int_equal(dispatch_instance_restore_over(like, 0, &text, MI_STRING, MI_FLAG_READONLY), MI_RESULT_OK);
	assert_int_equal(dispatch_instance_restore_over(like, 1, NULL, MI_UINT8, MI_FLAG_NULL | MI_FLAG_NOT_MODIFIED),
			 MI_RESULT_OK);
	assert_int_equal(dispatch_instance_restore_over(like, 2, NULL, MI_UINT8, 0), MI_RESULT_INVALID_PARAMETER);
	assert_int_equal(class_flags(like), MI_FLAG_INDICATION);
	assert_string_equal(like->classDecl->name, "Inner");
	assert_int_equal(MI_Instance_GetElement(like, "Modified", &got, &type, &flags, NULL), MI_RESULT_OK);
	assert_string_equal(got.string, "of its own");
	assert_int_equal(type, MI_STRING);
	assert_int_equal(flags, MI_FLAG_READONLY);
	assert_int_equal(MI_Instance_GetElement(like, "Unmodified", NULL, &type, &flags, NULL), MI_RESULT_OK);
	assert_int_equal(type, MI_UINT8);
	assert_int_equal(flags, MI_FLAG_NULL | MI_FLAG_NOT_MODIFIED);
	dispatch_instance_free(like);
}

static void an_instance_made_like_another_grows_alone(void **state)
{
	MI_Value value = {.uint32 = 7};
	MI_Instance *model = make_inner(MI_FLAG_CLASS), *like;
	MI_Uint32 count;
	char name[8];

	(void)state;
	assert_int_equal(dispatch_instance_restore_like(model, &like), MI_RESULT_OK);
	for (int i = 0; i < 70; i++) {
		snprintf(name, sizeof(name), "P%d", i);
		assert_int_equal(MI_Instance_AddElement(like, name, &value, MI_UINT32, 0), MI_RESULT_OK);
	}
	assert_int_equal(MI_Instance_GetElementCount(like, &count), MI_RESULT_OK);
	assert_int_equal(count, 72);
	assert_int_equal(MI_Instance_GetElementCount(model, &count), MI_RESULT_OK);
	assert_int_equal(count, 2);
	check_inner(model, MI_FLAG_CLASS);
	dispatch_instance_free(model);
	dispatch_instance_free(like);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_instance_within_a_restored_one_keeps_its_class_flags_and_states),
		cmocka_unit_test(instances_in_a_restored_array_keep_theirs_each),
		cmocka_unit_test(an_instance_made_like_another_has_its_elements_and_shares_nothing),
		cmocka_unit_test(an_instance_made_like_another_grows_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
