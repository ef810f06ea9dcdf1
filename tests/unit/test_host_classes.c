/* hostmi's classes as classes: qualifiers, methods, inheritance, enumeration. */
#include "host_client.h"
#include "unit.h"

static struct host_client client;

static void get_class(const char *name)
{
	MI_Session_GetClass(&client.session, 0, NULL, "root/cimv2", name, host_callbacks(&client), &client.operation);
	host_wait(&client);
}

/* A property of the class got last, with its flags and qualifiers. */
static MI_Type property(const char *name, MI_Uint32 *ret_flags, MI_QualifierSet *ret_qualifiers)
{
	MI_Char *reference_class;
	MI_Boolean exists;
	MI_Uint32 index;
	MI_Value value;
	MI_Type type;

	assert_int_equal(MI_Class_GetElement(client.classes[0], name, &value, &exists, &type, &reference_class,
					     ret_qualifiers, ret_flags, &index),
			 MI_RESULT_OK);
	return type;
}

static void a_class_has_its_properties_and_those_it_inherits(void **state)
{
	MI_QualifierSet qualifiers;
	MI_Uint32 flags, index;
	const MI_Char *name;
	MI_Value value;
	MI_Type type;

	(void)state;
	host_open(&client);
	get_class("cim_process");
	assert_int_equal(client.nr_classes, 1);
	MI_Class_GetClassName(client.classes[0], &name);
	assert_string_equal(name, "CIM_Process");
	MI_Class_GetParentClassName(client.classes[0], &name);
	assert_string_equal(name, "CIM_EnabledLogicalElement");
	assert_int_equal(property("Handle", &flags, &qualifiers), MI_STRING);
	assert_true(flags & MI_FLAG_KEY);
	assert_int_equal(MI_QualifierSet_GetQualifier(&qualifiers, "Key", &type, &flags, &value, &index), MI_RESULT_OK);
	assert_int_equal(type, MI_BOOLEAN);
	assert_true(value.boolean);
	assert_int_equal(property("Caption", &flags, &qualifiers), MI_STRING);
	assert_false(flags & MI_FLAG_KEY);
	assert_int_equal(property("ExecutionState", &flags, &qualifiers), MI_UINT16);
	assert_int_equal(MI_QualifierSet_GetQualifier(&qualifiers, "Values", &type, &flags, &value, &index),
			 MI_RESULT_OK);
	assert_int_equal(type, MI_STRINGA);
	assert_string_equal(value.stringa.data[3], "Running");
	get_class("CIM_Nothing");
	assert_int_equal(client.result, MI_RESULT_INVALID_CLASS);
	assert_int_equal(client.nr_classes, 0);
	host_close(&client);
}

static void a_class_has_its_methods_with_parameters(void **state)
{
	MI_QualifierSet qualifiers;
	MI_ParameterSet parameters;
	MI_Char *reference_class;
	MI_Uint32 count, index, flags;
	const MI_Char *name;
	MI_Value value;
	MI_Type type;

	(void)state;
	host_open(&client);
	get_class("MTR_Workbench");
	assert_int_equal(MI_Class_GetMethod(client.classes[0], "ListDirectory", &qualifiers, &parameters, &index),
			 MI_RESULT_OK);
	assert_int_equal(MI_ParameterSet_GetMethodReturnType(&parameters, &type, &qualifiers), MI_RESULT_OK);
	assert_int_equal(type, MI_UINT32);
	MI_ParameterSet_GetParameterCount(&parameters, &count);
	assert_int_equal(count, 3);
	assert_int_equal(MI_ParameterSet_GetParameterAt(&parameters, 1, &name, &type, &reference_class, &qualifiers),
			 MI_RESULT_OK);
	assert_string_equal(name, "Names");
	assert_int_equal(type, MI_STRINGA);
	assert_int_equal(MI_QualifierSet_GetQualifier(&qualifiers, "Stream", &type, &flags, &value, &index),
			 MI_RESULT_OK);
	host_close(&client);
}

static void enumerate(const char *top, MI_Uint32 flags, MI_Boolean names_only)
{
	MI_Session_EnumerateClasses(&client.session, flags, NULL, "root/cimv2", top, names_only,
				    host_callbacks(&client), &client.operation);
	host_wait(&client);
}

static bool has(const char *wanted)
{
	const MI_Char *name;

	for (unsigned i = 0; i < client.nr_classes; i++) {
		MI_Class_GetClassName(client.classes[i], &name);
		if (!strcmp(name, wanted))
			return true;
	}
	return false;
}

static void classes_are_enumerated_below_one_deep_or_shallow(void **state)
{
	unsigned all;
	MI_Uint32 count;

	(void)state;
	host_open(&client);
	enumerate(NULL, 0, MI_FALSE);
	all = client.nr_classes;
	assert_true(has("CIM_Process") && has("CIM_ManagedElement") && has("MTR_Note"));
	enumerate(NULL, MI_OPERATIONFLAGS_POLYMORPHISM_SHALLOW, MI_FALSE);
	assert_true(has("CIM_ManagedElement") && !has("CIM_Process"));
	assert_true(client.nr_classes < all);
	enumerate("CIM_LogicalElement", 0, MI_FALSE);
	assert_true(has("CIM_Process") && !has("CIM_LogicalElement") && !has("CIM_ManagedElement"));
	enumerate("CIM_LogicalElement", MI_OPERATIONFLAGS_POLYMORPHISM_SHALLOW, MI_FALSE);
	assert_int_equal(client.nr_classes, 1);
	assert_true(has("CIM_EnabledLogicalElement"));
	enumerate("CIM_Process", 0, MI_FALSE);
	assert_int_equal(client.nr_classes, 0);
	assert_int_equal(client.result, MI_RESULT_OK);
	enumerate("CIM_Nothing", 0, MI_FALSE);
	assert_int_equal(client.result, MI_RESULT_INVALID_CLASS);
	enumerate(NULL, 0, MI_TRUE);
	assert_int_equal(client.nr_classes, all);
	for (unsigned i = 0; i < all; i++) {
		MI_Class_GetElementCount(client.classes[i], &count);
		assert_int_equal(count, 0);
	}
	host_close(&client);
}

/* Classes outlive the library that made them, as they do in the real one. */
static void a_class_can_be_kept_after_the_library_was_closed(void **state)
{
	const MI_Char *name;
	MI_Class *kept;

	(void)state;
	host_open(&client);
	get_class("CIM_Process");
	assert_int_equal(MI_Class_Clone(client.classes[0], &kept), MI_RESULT_OK);
	host_close(&client);
	MI_Class_GetClassName(kept, &name);
	assert_string_equal(name, "CIM_Process");
	MI_Class_Delete(kept);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_class_has_its_properties_and_those_it_inherits),
		cmocka_unit_test(a_class_has_its_methods_with_parameters),
		cmocka_unit_test(classes_are_enumerated_below_one_deep_or_shallow),
		cmocka_unit_test(a_class_can_be_kept_after_the_library_was_closed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
