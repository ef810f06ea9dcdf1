/* Whose handle, whose call, whose errno: what calls of all kinds have in common. */
#include <errno.h>
#include <string.h>

#include "shim_kit.h"
#include "unit.h"

static MI_Application application;
static MI_Session session;
static MI_Operation operation;

static int setup(void **state)
{
	kit_reset(state);
	kit_open(&application, &session);
	return 0;
}

static void start_operation(void)
{
	kit_hook = kit_make_operation;
	session.ft->EnumerateInstances(&session, 0, NULL, NULL, NULL, MI_FALSE, NULL, &operation);
	kit_reset(NULL);
}

static void handles_without_identity_are_told_apart(void **state)
{
	MI_Operation empty = {0, 0, &kit_operation_ft}, foreign = {77, 77, &kit_operation_ft}, copy;

	(void)state;
	start_operation();
	kit_operation_ft.Cancel(NULL, MI_REASON_NONE);
	KIT_NUMBER(kit_call_begin(0), handle_state, MITRACE__HANDLE_STATE__HANDLE_NULL);
	kit_operation_ft.Cancel(&empty, MI_REASON_NONE);
	KIT_NUMBER(kit_call_begin(2), handle_state, MITRACE__HANDLE_STATE__HANDLE_EMPTY);
	kit_operation_ft.Cancel(&foreign, MI_REASON_NONE);
	KIT_NUMBER(kit_call_begin(4), handle_state, MITRACE__HANDLE_STATE__HANDLE_UNKNOWN);
	copy = operation;
	kit_operation_ft.Cancel(&copy, MI_REASON_NONE);
	assert_false(kit_call_begin(6)->has_handle_state);
	assert_true(kit_call_begin(6)->has_operation);
	kit_operation_ft.Close(&copy);
	kit_operation_ft.Cancel(&operation, MI_REASON_NONE);
	KIT_NUMBER(kit_call_begin(10), handle_state, MITRACE__HANDLE_STATE__HANDLE_CLOSED);
	KIT_NUMBER(kit_call_begin(10), operation, kit_call_begin(6)->operation);
}

static void words_used_again_are_another_object(void **state)
{
	MI_Session again = session;
	uint64_t first;

	(void)state;
	session.ft->Close(&session, NULL, NULL);
	first = kit_call_begin(0)->session;
	kit_hook = NULL;
	/* The library makes a session with the very same words. */
	application.ft->NewSession(&application, NULL, NULL, NULL, NULL, NULL, &again);
	again.ft->Close(&again, NULL, NULL);
	assert_int_equal(kit_call_end(3)->session, kit_call_begin(4)->session);
	assert_int_not_equal(kit_call_begin(4)->session, first);
}

static MI_Result set_errno(const struct kit_call *call)
{
	(void)call;
	assert_int_equal(errno, 1234);
	errno = 4321;
	return MI_RESULT_OK;
}

static void errno_goes_through_both_ways(void **state)
{
	(void)state;
	start_operation();
	kit_hook = set_errno;
	errno = 1234;
	operation.ft->Cancel(&operation, MI_REASON_NONE);
	assert_int_equal(errno, 4321);
}

static MI_Result call_itself(const struct kit_call *call)
{
	MI_Application copy;

	if (strcmp(call->slot, "Session_TestConnection") == 0)
		session.ft->GetApplication(&session, &copy);
	return MI_RESULT_OK;
}

static void calls_of_the_library_of_itself_are_not_recorded(void **state)
{
	(void)state;
	kit_hook = call_itself;
	session.ft->TestConnection(&session, 0, NULL, NULL);
	assert_int_equal(kit_calls(), 2);
	assert_int_equal(kit_events(), 2);
}

static void a_struct_that_the_library_left_alone_is_not_recorded(void **state)
{
	MI_Application untouched = {0x5ec2e7, 0x5ec2e7, (const MI_ApplicationFT *)&untouched};

	(void)state;
	kit_hook = kit_answer_7;
	session.ft->GetApplication(&session, &untouched);
	assert_false(kit_call_end(1)->has_reserved1);
	assert_false(kit_call_end(1)->has_reserved2);
	assert_false(kit_call_end(1)->has_application);
}

static MI_Result initialize_again(const struct kit_call *call)
{
	MI_Application inner;

	if (strcmp(call->slot, "Session_TestConnection") == 0)
		kit_initialize(0, NULL, NULL, &inner);
	return MI_RESULT_OK;
}

static void a_library_that_initializes_itself_is_not_recorded(void **state)
{
	(void)state;
	kit_hook = initialize_again;
	session.ft->TestConnection(&session, 0, NULL, NULL);
	assert_int_equal(kit_calls(), 2);
	assert_int_equal(kit_events(), 2);
}

#define TEST(name) cmocka_unit_test_setup(name, setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(handles_without_identity_are_told_apart),
		TEST(words_used_again_are_another_object),
		TEST(errno_goes_through_both_ways),
		TEST(a_struct_that_the_library_left_alone_is_not_recorded),
		TEST(a_library_that_initializes_itself_is_not_recorded),
		TEST(calls_of_the_library_of_itself_are_not_recorded),
	};

	return cmocka_run_group_tests_name("shim_handles", tests, kit_begin, kit_reset);
}
