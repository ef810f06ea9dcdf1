/*
 * A library that calls back for an operation after its final result, which it must not: the client is called as it would
 * be without us, and no other operation is hurt.
 */
#include "operation_record.h"
#include "shim_kit.h"
#include "unit.h"

enum {
	MANY = 200
};

static MI_Application application;
static MI_Session session;
static void *seen; /* the client's context of the last callback */
static int calls;

/* What the library was given, to call back with. */
static MI_OperationCallbacks given;

static int setup(void **state)
{
	kit_reset(state);
	kit_open(&application, &session);
	seen = NULL;
	calls = 0;
	return 0;
}

static void client_instance(MI_Operation *handle, void *context, const MI_Instance *instance, MI_Boolean more,
			    MI_Result code, const MI_Char *message, const MI_Instance *details,
			    MI_Result (*acknowledge)(MI_Operation *operation))
{
	(void)handle, (void)instance, (void)more, (void)code, (void)message, (void)details, (void)acknowledge;
	seen = context;
	calls++;
}

static MI_Result take_callbacks(const struct kit_call *call)
{
	given = *(const MI_OperationCallbacks *)(uintptr_t)call->args[call->nr_args - 2];
	kit_fill((MI_Operation *)(uintptr_t)call->args[call->nr_args - 1], &kit_operation_ft);
	return MI_RESULT_OK;
}

static void start(void *context)
{
	MI_OperationCallbacks callbacks = {.callbackContext = context, .instanceResult = client_instance};
	MI_Operation operation;

	kit_hook = take_callbacks;
	session.ft->EnumerateInstances(&session, 0, NULL, NULL, NULL, MI_FALSE, &callbacks, &operation);
	kit_reset(NULL);
}

static void bring_final(const MI_OperationCallbacks *callbacks)
{
	MI_Operation handle = MI_OPERATION_NULL;

	kit_fill(&handle, &kit_operation_ft);
	callbacks->instanceResult(&handle, callbacks->callbackContext, NULL, MI_FALSE, MI_RESULT_OK, NULL, NULL, NULL);
	kit_reset(NULL);
}

static void a_second_final_result_reaches_the_client_it_is_for(void **state)
{
	MI_OperationCallbacks first;
	int old, young;

	(void)state;
	start(&old);
	first = given;
	bring_final(&first);
	start(&young);
	bring_final(&first);
	assert_int_equal(calls, 2);
	assert_ptr_equal(seen, &old);
	bring_final(&given);
	assert_ptr_equal(seen, &young);
}

static void a_second_final_result_gives_no_record_back_twice(void **state)
{
	static const void *contexts[MANY];
	int client;

	(void)state;
	start(&client);
	bring_final(&given);
	bring_final(&given);
	for (int i = 0; i < MANY; i++) {
		start(&client);
		bring_final(&given);
	}
	for (int i = 0; i < MANY; i++) {
		start(&client);
		contexts[i] = given.callbackContext;
		for (int j = 0; j < i; j++)
			assert_ptr_not_equal(contexts[i], contexts[j]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_second_final_result_reaches_the_client_it_is_for, setup),
		cmocka_unit_test_setup(a_second_final_result_gives_no_record_back_twice, setup),
	};

	return cmocka_run_group_tests_name("shim_late", tests, kit_begin, kit_reset);
}
