/*
 * A library that calls back for an operation after its final result, which it must not: the client is called as it would
 * be without us, and no other operation is hurt.
 */
#include "shim_client.h"
#include "unit.h"

enum {
	MANY = 200
};

static void start(void *context)
{
	kit_start((MI_OperationCallbacks){.callbackContext = context, .instanceResult = kit_callbacks.instanceResult});
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
	first = kit_given;
	bring_final(&first);
	start(&young);
	bring_final(&first);
	assert_int_equal(kit_client.calls, 2);
	assert_ptr_equal(kit_client.got[1], &old);
	bring_final(&kit_given);
	assert_ptr_equal(kit_client.got[1], &young);
}

static void a_second_final_result_gives_no_record_back_twice(void **state)
{
	static const void *contexts[MANY];
	int client;

	(void)state;
	start(&client);
	bring_final(&kit_given);
	bring_final(&kit_given);
	for (int i = 0; i < MANY; i++) {
		start(&client);
		bring_final(&kit_given);
	}
	for (int i = 0; i < MANY; i++) {
		start(&client);
		contexts[i] = kit_given.callbackContext;
		for (int j = 0; j < i; j++)
			assert_ptr_not_equal(contexts[i], contexts[j]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_second_final_result_reaches_the_client_it_is_for, kit_client_begin),
		cmocka_unit_test_setup(a_second_final_result_gives_no_record_back_twice, kit_client_begin),
	};

	return cmocka_run_group_tests_name("shim_late", tests, kit_begin, kit_reset);
}
