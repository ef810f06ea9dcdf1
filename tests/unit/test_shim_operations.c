/*
 * The slots of operations: what the library receives is what the client passed, and what is recorded says so under the
 * right names.
 */
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

static void Operation_Close(void **state)
{
	(void)state;
	start_operation();
	kit_hook = kit_answer_7;
	assert_int_equal(operation.ft->Close(&operation), MI_RESULT_NOT_SUPPORTED);
	KIT_RECEIVED("Operation_Close", KIT_WORD(&operation));
	kit_expect_pair(MITRACE__FUNCTION__MI_Operation_Close, MI_RESULT_NOT_SUPPORTED);
	assert_true(kit_call_begin(0)->has_operation);
}

static void Operation_Cancel(void **state)
{
	(void)state;
	start_operation();
	assert_int_equal(operation.ft->Cancel(&operation, MI_REASON_SHUTDOWN), MI_RESULT_OK);
	KIT_RECEIVED("Operation_Cancel", KIT_WORD(&operation), MI_REASON_SHUTDOWN);
	kit_expect_pair(MITRACE__FUNCTION__MI_Operation_Cancel, MI_RESULT_OK);
	KIT_NUMBER(kit_call_begin(0), reason, MI_REASON_SHUTDOWN);
}

static MI_Result return_session(const struct kit_call *call)
{
	*(MI_Session *)(uintptr_t)call->args[1] = session;
	return MI_RESULT_OK;
}

static void Operation_GetSession(void **state)
{
	MI_Session copy;

	(void)state;
	start_operation();
	kit_hook = return_session;
	assert_int_equal(operation.ft->GetSession(&operation, &copy), MI_RESULT_OK);
	KIT_RECEIVED("Operation_GetSession", KIT_WORD(&operation), KIT_WORD(&copy));
	kit_expect_pair(MITRACE__FUNCTION__MI_Operation_GetSession, MI_RESULT_OK);
	assert_true(kit_call_end(1)->has_session);
}

/* What a getter gives back. */
static struct kit_instance got_instance, got_details;

static MI_Result fill_instance(const struct kit_call *call)
{
	got_instance = kit_instance("result");
	got_details = kit_instance("details");
	*(const MI_Instance **)(uintptr_t)call->args[1] = &got_instance.instance;
	*(MI_Boolean *)(uintptr_t)call->args[2] = MI_TRUE;
	*(MI_Result *)(uintptr_t)call->args[3] = MI_RESULT_ALREADY_EXISTS;
	*(const MI_Char **)(uintptr_t)call->args[4] = "a message";
	*(const MI_Instance **)(uintptr_t)call->args[5] = &got_details.instance;
	return MI_RESULT_OK;
}

static void Operation_GetInstance(void **state)
{
	const MI_Instance *instance, *details;
	const MI_Char *message;
	MI_Boolean more;
	MI_Result result;

	(void)state;
	start_operation();
	kit_hook = fill_instance;
	assert_int_equal(operation.ft->GetInstance(&operation, &instance, &more, &result, &message, &details),
			 MI_RESULT_OK);
	KIT_RECEIVED("Operation_GetInstance", KIT_WORD(&operation), KIT_WORD(&instance), KIT_WORD(&more),
		     KIT_WORD(&result), KIT_WORD(&message), KIT_WORD(&details));
	kit_expect_pair(MITRACE__FUNCTION__MI_Operation_GetInstance, MI_RESULT_OK);
	kit_which(kit_call_end(1)->instance, "result");
	KIT_NUMBER(kit_call_end(1), more_results, 1);
	KIT_NUMBER(kit_call_end(1), operation_result, MI_RESULT_ALREADY_EXISTS);
	KIT_TEXT(kit_call_end(1), error_message, "a message");
	kit_which(kit_call_end(1)->error_details, "details");
}

static MI_Result fill_indication(const struct kit_call *call)
{
	got_instance = kit_instance("result");
	got_details = kit_instance("details");
	*(const MI_Instance **)(uintptr_t)call->args[1] = &got_instance.instance;
	*(const MI_Char **)(uintptr_t)call->args[2] = "a bookmark";
	*(const MI_Char **)(uintptr_t)call->args[3] = "a machine";
	*(MI_Boolean *)(uintptr_t)call->args[4] = MI_TRUE;
	*(MI_Result *)(uintptr_t)call->args[5] = MI_RESULT_ALREADY_EXISTS;
	*(const MI_Char **)(uintptr_t)call->args[6] = "a message";
	*(const MI_Instance **)(uintptr_t)call->args[7] = &got_details.instance;
	return MI_RESULT_OK;
}

static void Operation_GetIndication(void **state)
{
	const MI_Char *message, *bookmark, *machine;
	const MI_Instance *instance, *details;
	MI_Boolean more;
	MI_Result result;

	(void)state;
	start_operation();
	kit_hook = fill_indication;
	assert_int_equal(operation.ft->GetIndication(&operation, &instance, &bookmark, &machine, &more, &result,
						     &message, &details),
			 MI_RESULT_OK);
	KIT_RECEIVED("Operation_GetIndication", KIT_WORD(&operation), KIT_WORD(&instance), KIT_WORD(&bookmark),
		     KIT_WORD(&machine), KIT_WORD(&more), KIT_WORD(&result), KIT_WORD(&message), KIT_WORD(&details));
	kit_expect_pair(MITRACE__FUNCTION__MI_Operation_GetIndication, MI_RESULT_OK);
	kit_which(kit_call_end(1)->instance, "result");
	KIT_TEXT(kit_call_end(1), bookmark, "a bookmark");
	KIT_TEXT(kit_call_end(1), machine_id, "a machine");
	KIT_NUMBER(kit_call_end(1), more_results, 1);
	KIT_NUMBER(kit_call_end(1), operation_result, MI_RESULT_ALREADY_EXISTS);
	KIT_TEXT(kit_call_end(1), error_message, "a message");
	kit_which(kit_call_end(1)->error_details, "details");
}

static MI_Result fill_class(const struct kit_call *call)
{
	got_details = kit_instance("details");
	*(const MI_Class **)(uintptr_t)call->args[1] = &kit_class;
	*(MI_Boolean *)(uintptr_t)call->args[2] = MI_TRUE;
	*(MI_Result *)(uintptr_t)call->args[3] = MI_RESULT_ALREADY_EXISTS;
	*(const MI_Char **)(uintptr_t)call->args[4] = "a message";
	*(const MI_Instance **)(uintptr_t)call->args[5] = &got_details.instance;
	return MI_RESULT_OK;
}

static void Operation_GetClass(void **state)
{
	const MI_Instance *details;
	const MI_Char *message;
	const MI_Class *class;
	MI_Boolean more;
	MI_Result result;

	(void)state;
	start_operation();
	kit_hook = fill_class;
	assert_int_equal(operation.ft->GetClass(&operation, &class, &more, &result, &message, &details), MI_RESULT_OK);
	KIT_RECEIVED("Operation_GetClass", KIT_WORD(&operation), KIT_WORD(&class), KIT_WORD(&more), KIT_WORD(&result),
		     KIT_WORD(&message), KIT_WORD(&details));
	kit_expect_pair(MITRACE__FUNCTION__MI_Operation_GetClass, MI_RESULT_OK);
	assert_non_null(kit_call_end(1)->class_);
	KIT_TEXT(kit_call_end(1)->class_, name, "Kit");
	KIT_NUMBER(kit_call_end(1), more_results, 1);
	KIT_NUMBER(kit_call_end(1), operation_result, MI_RESULT_ALREADY_EXISTS);
	KIT_TEXT(kit_call_end(1), error_message, "a message");
	kit_which(kit_call_end(1)->error_details, "details");
}

static void getters_without_room_say_which(void **state)
{
	(void)state;
	start_operation();
	kit_hook = kit_answer_7;
	operation.ft->GetInstance(&operation, &(const MI_Instance *){NULL}, NULL, &(MI_Result){0}, NULL, NULL);
	KIT_NUMBER(kit_call_begin(0), null_outputs, 1u << 1 | 1u << 3 | 1u << 4);
	operation.ft->GetIndication(&operation, NULL, NULL, NULL, &(MI_Boolean){0}, NULL, NULL, NULL);
	KIT_NUMBER(kit_call_begin(2), null_outputs, 0x77);
	operation.ft->GetClass(&operation, NULL, NULL, NULL, NULL, NULL);
	KIT_NUMBER(kit_call_begin(4), null_outputs, 0x1f);
}

#define TEST(name) cmocka_unit_test_setup(name, setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(Operation_Close),
		TEST(Operation_Cancel),
		TEST(Operation_GetSession),
		TEST(Operation_GetInstance),
		TEST(Operation_GetIndication),
		TEST(Operation_GetClass),
		TEST(getters_without_room_say_which),
	};

	return cmocka_run_group_tests_name("shim_operations", tests, kit_begin, kit_reset);
}
