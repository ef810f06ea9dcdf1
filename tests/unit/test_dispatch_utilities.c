/* The utilities table, and the error instances of it. */
#include <errno.h>
#include <stdio.h>

#include "cim_name.h"
#include "objects.h"
#include "unit.h"

static const MI_UtilitiesFT *const ft = &dispatch_utilities_ft;

static MI_Uint32 number(const MI_Instance *error, const char *name)
{
	MI_Value value;
	MI_Type type;

	assert_int_equal(MI_Instance_GetElement(error, name, &value, &type, NULL, NULL), MI_RESULT_OK);
	return type == MI_UINT16 ? value.uint16 : value.uint32;
}

static const char *string(const MI_Instance *error, const char *name)
{
	MI_Value value;
	MI_Type type;

	assert_int_equal(MI_Instance_GetElement(error, name, &value, &type, NULL, NULL), MI_RESULT_OK);
	assert_int_equal(type, MI_STRING);
	return value.string;
}

static void an_error_has_nineteen_properties(void **state)
{
	MI_Instance *error = dispatch_error_instance(MI_RESULT_NOT_FOUND, "gone");
	MI_Uint32 count, flags;
	const MI_Char *name;

	(void)state;
	assert_int_equal(MI_Instance_GetClassName(error, &name), MI_RESULT_OK);
	assert_string_equal(name, "OMI_Error");
	assert_int_equal(MI_Instance_GetElementCount(error, &count), MI_RESULT_OK);
	assert_int_equal(count, 19);
	assert_int_equal(number(error, "OMI_Code"), 6);
	assert_int_equal(number(error, "CIMStatusCode"), 6);
	assert_int_equal(number(error, "OMI_Category"), MI_ERRORCATEGORY_OBJECT_NOT_FOUND);
	assert_int_equal(number(error, "PerceivedSeverity"), 7);
	assert_int_equal(number(error, "ProbableCause"), 0);
	assert_string_equal(string(error, "Message"), "gone");
	assert_string_equal(string(error, "MessageID"), "OMI:MI_Result:6");
	assert_string_equal(string(error, "OMI_Type"), "MI");
	assert_string_equal(string(error, "OwningEntity"), "OMI:CIMOM");
	assert_string_equal(string(error, "ProbableCauseDescription"), "Unknown");
	assert_int_equal(MI_Instance_GetElement(error, "MessageArguments", NULL, NULL, &flags, NULL), MI_RESULT_OK);
	assert_int_equal(flags & MI_FLAG_NULL, 0);
	assert_int_equal(MI_Instance_GetElement(error, "ErrorType", NULL, NULL, &flags, NULL), MI_RESULT_OK);
	assert_int_equal(flags & MI_FLAG_NULL, MI_FLAG_NULL);
	dispatch_instance_free(error);
}

static void the_codes_of_its_names_are_right(void **state)
{
	MI_Instance *error = dispatch_error_instance(MI_RESULT_FAILED, NULL);
	MI_Uint32 i;

	(void)state;
	for (i = 0; i < error->classDecl->numProperties; i++)
		assert_int_equal(error->classDecl->properties[i]->code,
				 dispatch_name_code(error->classDecl->properties[i]->name));
	assert_int_equal(error->classDecl->code, dispatch_name_code("OMI_Error"));
	assert_int_equal(error->classDecl->superClassDecl->code, dispatch_name_code("CIM_Error"));
	dispatch_instance_free(error);
}

static void without_a_message_the_results_own_words_are_one(void **state)
{
	MI_Instance *error = dispatch_error_instance(MI_RESULT_ACCESS_DENIED, NULL);

	(void)state;
	assert_string_equal(string(error, "Message"), string(error, "OMI_ErrorMessage"));
	assert_true(string(error, "Message")[0]);
	dispatch_instance_free(error);
}

static void errors_of_errno_and_winrm_say_so(void **state)
{
	MI_Instance *error;

	(void)state;
	assert_int_equal(ft->CimErrorFromErrorCode(EACCES, MI_RESULT_TYPE_ERRNO, NULL, &error), MI_RESULT_OK);
	assert_int_equal(number(error, "OMI_Code"), EACCES);
	assert_int_equal(number(error, "CIMStatusCode"), MI_RESULT_ACCESS_DENIED);
	assert_int_equal(number(error, "OMI_Category"), MI_ERRORCATEGORY_ACCESS_DENIED);
	assert_string_equal(string(error, "MessageID"), "CRT errno 13");
	assert_string_equal(string(error, "OMI_Type"), "ERRNO");
	dispatch_instance_free(error);
	assert_int_equal(ft->CimErrorFromErrorCode(5, MI_RESULT_TYPE_WINRM, "w", &error), MI_RESULT_OK);
	assert_int_equal(number(error, "CIMStatusCode"), MI_RESULT_FAILED);
	assert_string_equal(string(error, "MessageID"), "OMI:WINRM:5");
	assert_string_equal(string(error, "Message"), "w");
	dispatch_instance_free(error);
}

static void no_error_makes_no_instance(void **state)
{
	MI_Instance *error = (MI_Instance *)1;

	(void)state;
	assert_int_equal(ft->CimErrorFromErrorCode(0, MI_RESULT_TYPE_MI, "m", &error), MI_RESULT_OK);
	assert_null(error);
	error = (MI_Instance *)1;
	assert_int_equal(ft->CimErrorFromErrorCode(1, "other", "m", &error), MI_RESULT_INVALID_PARAMETER);
	assert_null(error);
	assert_int_equal(ft->CimErrorFromErrorCode(1, NULL, "m", &error), MI_RESULT_INVALID_PARAMETER);
	assert_int_equal(ft->CimErrorFromErrorCode(1, MI_RESULT_TYPE_MI, "m", NULL), MI_RESULT_OK);
}

static void categories_follow_numbering_and_number(void **state)
{
	(void)state;
	assert_int_equal(ft->MapErrorToMiErrorCategory(MI_RESULT_TYPE_MI, MI_RESULT_TYPE_MISMATCH),
			 MI_ERRORCATEGORY_INVALID_TYPE);
	assert_int_equal(ft->MapErrorToMiErrorCategory(MI_RESULT_TYPE_MI, MI_RESULT_PULL_CANNOT_BE_ABANDONED),
			 MI_ERRORCATEGORY_CLOS_EERROR);
	assert_int_equal(ft->MapErrorToMiErrorCategory(MI_RESULT_TYPE_MI, 12345), MI_ERRORCATEGORY_NOT_SPECIFIED);
	assert_int_equal(ft->MapErrorToMiErrorCategory(MI_RESULT_TYPE_ERRNO, ENOMEM), MI_ERRORCATEGORY_RESOURCE_BUSY);
	assert_int_equal(ft->MapErrorToMiErrorCategory(MI_RESULT_TYPE_WIN32, 2), MI_ERRORCATEGORY_NOT_SPECIFIED);
	assert_int_equal(ft->MapErrorToMiErrorCategory(NULL, 2), MI_ERRORCATEGORY_NOT_SPECIFIED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_error_has_nineteen_properties),
		cmocka_unit_test(the_codes_of_its_names_are_right),
		cmocka_unit_test(without_a_message_the_results_own_words_are_one),
		cmocka_unit_test(errors_of_errno_and_winrm_say_so),
		cmocka_unit_test(no_error_makes_no_instance),
		cmocka_unit_test(categories_follow_numbering_and_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
