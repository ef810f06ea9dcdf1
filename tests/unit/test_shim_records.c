/*
 * What an operation leads to after its callbacks: acknowledgements that name what they answer, and the record that lives
 * as long as the library may call back with it.
 */
#include <setjmp.h>
#include <string.h>

#include "operation_record.h"
#include "shim_client.h"
#include "unit.h"

/* ---------------------------------------------------------------- acknowledgement */

static void acknowledgements_name_the_result_they_answer(void **state)
{
	uint64_t id = kit_start(kit_callbacks);
	MI_Operation copy = kit_inner;

	(void)state;
	kit_given.instanceResult(&kit_inner, kit_given.callbackContext, NULL, MI_TRUE, MI_RESULT_OK, NULL, NULL,
				 kit_acknowledge);
	assert_int_equal(kit_client.acknowledge(&copy), MI_RESULT_ALREADY_EXISTS);
	KIT_NUMBER(kit_call_begin(2), function, MITRACE__FUNCTION__MI_Operation_ResultAcknowledgement);
	KIT_NUMBER(kit_call_begin(2), operation, id);
	KIT_NUMBER(kit_call_begin(2), answers, kit_event(0)->seq);
	KIT_NUMBER(kit_call_end(3), result, MI_RESULT_ALREADY_EXISTS);
	/* A second one is forwarded and answers nothing. */
	assert_int_equal(kit_client.acknowledge(&copy), MI_RESULT_ALREADY_EXISTS);
	KIT_NUMBER(kit_call_begin(4), operation, id);
	assert_false(kit_call_begin(4)->has_answers);
}

static void results_that_wait_are_acknowledged_in_order(void **state)
{
	(void)state;
	kit_start(kit_callbacks);
	kit_given.instanceResult(&kit_inner, kit_given.callbackContext, NULL, MI_TRUE, MI_RESULT_OK, NULL, NULL,
				 kit_acknowledge);
	kit_given.instanceResult(&kit_inner, kit_given.callbackContext, NULL, MI_FALSE, MI_RESULT_FAILED, NULL, NULL,
				 kit_acknowledge);
	kit_client.acknowledge(&kit_inner);
	KIT_NUMBER(kit_call_begin(4), answers, kit_event(0)->seq);
	kit_client.acknowledge(&kit_inner);
	KIT_NUMBER(kit_call_begin(6), answers, kit_event(2)->seq);
}

static void an_acknowledgement_without_a_handle_is_forwarded(void **state)
{
	(void)state;
	kit_start(kit_callbacks);
	kit_given.instanceResult(&kit_inner, kit_given.callbackContext, NULL, MI_TRUE, MI_RESULT_OK, NULL, NULL,
				 kit_acknowledge);
	assert_int_equal(kit_client.acknowledge(NULL), MI_RESULT_ALREADY_EXISTS);
	KIT_NUMBER(kit_call_begin(2), handle_state, MITRACE__HANDLE_STATE__HANDLE_NULL);
	assert_false(kit_call_begin(2)->has_answers);
}

/* ---------------------------------------------------------------- how long records live */

/* The record of the operation under way: what the library has as its context. */
static bool record_is_free(const void *context)
{
	const struct shim_operation *record = context;

	return atomic_load(&record->id) == 0;
}

static void a_record_lives_until_the_final_result_has_returned(void **state)
{
	(void)state;
	kit_start(kit_callbacks);
	kit_given.instanceResult(&kit_inner, kit_given.callbackContext, NULL, MI_TRUE, MI_RESULT_OK, NULL, NULL, NULL);
	assert_false(record_is_free(kit_given.callbackContext));
	kit_client.operation.ft->Close(&kit_client.operation);
	assert_false(record_is_free(kit_given.callbackContext));
	kit_given.instanceResult(&kit_inner, kit_given.callbackContext, NULL, MI_FALSE, MI_RESULT_FAILED, NULL, NULL,
				 NULL);
	assert_int_equal(kit_client.calls, 2);
	assert_true(record_is_free(kit_given.callbackContext));
}

static void a_record_lives_until_the_final_result_is_acknowledged(void **state)
{
	(void)state;
	kit_start(kit_callbacks);
	kit_given.instanceResult(&kit_inner, kit_given.callbackContext, NULL, MI_FALSE, MI_RESULT_OK, NULL, NULL,
				 kit_acknowledge);
	assert_false(record_is_free(kit_given.callbackContext));
	kit_client.acknowledge(&kit_inner);
	assert_true(record_is_free(kit_given.callbackContext));
}

static void close_in_callback(MI_Operation *handle, void *context, const MI_Instance *instance, MI_Boolean more,
			      MI_Result code, const MI_Char *message, const MI_Instance *details,
			      MI_Result (*ack)(MI_Operation *operation))
{
	(void)context;
	(void)instance;
	(void)more;
	(void)code;
	(void)message;
	(void)details;
	if (ack)
		ack(handle);
	kit_client.operation.ft->Close(&kit_client.operation);
	memset(&kit_client.operation, 0xdd, sizeof(kit_client.operation)); /* as if freed */
	kit_client.calls++;
}

static void a_final_result_may_close_and_free_the_operation(void **state)
{
	MI_OperationCallbacks callbacks = {.instanceResult = close_in_callback};

	(void)state;
	kit_start(callbacks);
	kit_given.instanceResult(&kit_inner, kit_given.callbackContext, NULL, MI_FALSE, MI_RESULT_OK, NULL, NULL,
				 kit_acknowledge);
	assert_int_equal(kit_client.calls, 1);
	assert_true(record_is_free(kit_given.callbackContext));
	assert_int_equal(kit_events(), 6);
}

/* A start that fails calls back inside itself, with the client's own handle. */
static MI_Result fail_inside(const struct kit_call *call)
{
	MI_Operation *handle = (void *)(uintptr_t)call->args[call->nr_args - 1];

	if (strcmp(call->slot, "Session_EnumerateInstances") != 0)
		return MI_RESULT_OK;
	kit_take_callbacks(call);
	*handle = (MI_Operation){kit_client.session.reserved1, kit_client.session.reserved2, &kit_failed_ft};
	kit_given.instanceResult(handle, kit_given.callbackContext, NULL, MI_FALSE, MI_RESULT_INVALID_PARAMETER, NULL,
				 NULL, NULL);
	return MI_RESULT_OK;
}

static void a_start_may_call_back_before_it_returns(void **state)
{
	MI_OperationCallbacks callbacks = {.instanceResult = close_in_callback};

	(void)state;
	kit_hook = fail_inside;
	kit_client.session.ft->EnumerateInstances(&kit_client.session, 0, NULL, NULL, NULL, MI_FALSE, &callbacks,
						  &kit_client.operation);
	assert_int_equal(kit_client.calls, 1);
	assert_true(record_is_free(kit_given.callbackContext));
	/* start { result { close } } */
	assert_int_equal(kit_events(), 6);
	KIT_NUMBER(kit_callback_begin(1), operation, kit_call_begin(0)->operation);
	KIT_NUMBER(kit_callback_begin(1), handle, MITRACE__HANDLE_RELATION__RELATION_CLIENTS);
	assert_int_equal(kit_event(1)->parent, kit_event(0)->seq);
	KIT_NUMBER(kit_call_begin(2), function, MITRACE__FUNCTION__MI_Operation_Close);
	KIT_NUMBER(kit_call_begin(2), operation, kit_call_begin(0)->operation);
	KIT_NUMBER(kit_call_begin(2), inside_callback, kit_event(1)->seq);
	assert_int_equal(kit_event(2)->parent, kit_event(1)->seq);
	assert_int_equal(kit_event(4)->parent, kit_event(1)->seq);
	assert_int_equal(kit_event(5)->parent, kit_event(0)->seq);
}

static void a_synchronous_operation_is_kept_until_it_is_closed(void **state)
{
	MI_OperationCallbacks callbacks = {.writeMessage = kit_callbacks.writeMessage};

	(void)state;
	kit_start(callbacks);
	assert_false(record_is_free(kit_given.callbackContext));
	kit_given.writeMessage(&kit_inner, kit_given.callbackContext, 0, "text");
	assert_int_equal(kit_client.calls, 1);
	kit_client.operation.ft->Close(&kit_client.operation);
	assert_true(record_is_free(kit_given.callbackContext));
}

/* ---------------------------------------------------------------- leaving callbacks the hard way */

static jmp_buf way_out;

static void jump_out(MI_Operation *handle, void *context, MI_Uint32 channel, const MI_Char *text)
{
	(void)handle;
	(void)context;
	(void)channel;
	(void)text;
	longjmp(way_out, 1);
}

static MI_Result call_back_inside(const struct kit_call *call)
{
	if (strcmp(call->slot, "Session_EnumerateInstances") == 0) {
		kit_take_callbacks(call);
		kit_given.writeMessage(&kit_inner, kit_given.callbackContext, 0, NULL);
	}
	return MI_RESULT_OK;
}

static void longjmp_out_of_a_callback_leaves_nothing_stale(void **state)
{
	MI_OperationCallbacks callbacks = {.writeMessage = jump_out};

	(void)state;
	kit_hook = call_back_inside;
	if (!setjmp(way_out)) {
		kit_client.session.ft->EnumerateInstances(&kit_client.session, 0, NULL, NULL, NULL, MI_FALSE,
							  &callbacks, &kit_client.operation);
		fail();
	}
	assert_int_equal(kit_events(), 2);
	kit_session_ft.Close(&kit_client.session, NULL, NULL);
	assert_int_equal(kit_events(), 4);
	assert_int_equal(kit_event(2)->parent, 0);
	assert_false(kit_call_begin(2)->has_inside_callback);
}

#define TEST(name) cmocka_unit_test_setup(name, kit_client_begin)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(acknowledgements_name_the_result_they_answer),
		TEST(results_that_wait_are_acknowledged_in_order),
		TEST(an_acknowledgement_without_a_handle_is_forwarded),
		TEST(a_record_lives_until_the_final_result_has_returned),
		TEST(a_record_lives_until_the_final_result_is_acknowledged),
		TEST(a_final_result_may_close_and_free_the_operation),
		TEST(a_start_may_call_back_before_it_returns),
		TEST(a_synchronous_operation_is_kept_until_it_is_closed),
		TEST(longjmp_out_of_a_callback_leaves_nothing_stale),
	};

	return cmocka_run_group_tests_name("shim_records", tests, kit_begin, kit_reset);
}
