/* Clients that fetch results themselves. */
#include <errno.h>

#include "logging_client.h"
#include "objects.h"
#include "scripted_backend.h"
#include "unit.h"

static struct client client;

static struct dispatch_op *start(MI_Operation *operation)
{
	MI_Session_EnumerateInstances(&client.session, 0, NULL, "n", "X", MI_FALSE, NULL, operation);
	return script_op(script_read(&script.started));
}

static int number_of(const MI_Instance *instance)
{
	MI_Value value;

	assert_int_equal(MI_Instance_GetElement(instance, "Number", &value, NULL, NULL, NULL), MI_RESULT_OK);
	return value.sint32;
}

static void results_are_fetched_one_by_one_and_the_end_stays_the_end(void **state)
{
	const MI_Instance *instance, *details;
	const MI_Char *message;
	MI_Operation operation;
	MI_Boolean more;
	MI_Result result;
	struct dispatch_op *op;

	(void)state;
	client_open(&client);
	op = start(&operation);
	for (int n = 0; n < 3; n++)
		script_post(op, n, n < 2, n < 2 ? MI_RESULT_OK : MI_RESULT_ALREADY_EXISTS);
	for (int n = 0; n < 3; n++) {
		assert_int_equal(MI_Operation_GetInstance(&operation, &instance, &more, &result, &message, &details),
				 MI_RESULT_OK);
		assert_int_equal(number_of(instance), n);
		assert_int_equal(more, n < 2);
		/* A result is acknowledged when the next one is asked for. */
		assert_int_equal(script_read(&script.acknowledged), n);
	}
	assert_int_equal(result, MI_RESULT_ALREADY_EXISTS);
	for (int again = 0; again < 2; again++) {
		more = MI_TRUE;
		assert_int_equal(MI_Operation_GetInstance(&operation, &instance, &more, &result, &message, &details),
				 MI_RESULT_OK);
		assert_null(instance);
		assert_false(more);
		assert_int_equal(result, MI_RESULT_ALREADY_EXISTS);
	}
	assert_int_equal(MI_Operation_Close(&operation), MI_RESULT_OK);
	assert_int_equal(script_read(&script.acknowledged), 3);
	client_close(&client);
}

static void the_wrong_getter_is_refused_and_says_so_twice(void **state)
{
	const MI_Instance *instance = (void *)1;
	const MI_Class *class = (void *)1;
	MI_Operation operation, asynchronous;
	MI_Result result = MI_RESULT_OK;

	(void)state;
	client_open(&client);
	script_post(start(&operation), 1, false, MI_RESULT_OK);
	assert_int_equal(MI_Operation_GetClass(&operation, &class, NULL, &result, NULL, NULL),
			 MI_RESULT_INVALID_PARAMETER);
	assert_int_equal(result, MI_RESULT_INVALID_PARAMETER);
	assert_null(class);
	assert_int_equal(MI_Operation_GetIndication(&operation, &instance, NULL, NULL, NULL, NULL, NULL, NULL),
			 MI_RESULT_INVALID_PARAMETER);
	assert_int_equal(operation.ft->GetInstance(&operation, NULL, NULL, &result, NULL, NULL),
			 MI_RESULT_INVALID_PARAMETER);
	assert_int_equal(MI_Operation_GetInstance(&operation, &instance, NULL, NULL, NULL, NULL), MI_RESULT_OK);
	MI_Operation_Close(&operation);
	client_enumerate(&client, 0, &asynchronous);
	assert_int_equal(MI_Operation_GetInstance(&asynchronous, &instance, NULL, &result, NULL, NULL),
			 MI_RESULT_INVALID_PARAMETER);
	assert_int_equal(result, MI_RESULT_INVALID_PARAMETER);
	MI_Operation_Close(&asynchronous);
	client_close(&client);
}

static void *close_operation(void *context)
{
	return (void *)(uintptr_t)MI_Operation_Close(context);
}

static void close_waits_until_somebody_has_fetched_the_final_result(void **state)
{
	const MI_Instance *instance;
	MI_Operation operation;
	MI_Boolean more;
	MI_Result result;
	pthread_t thread;
	void *closed;

	(void)state;
	client_open(&client);
	script_post(start(&operation), 1, true, MI_RESULT_OK);
	assert_int_equal(pthread_create(&thread, NULL, close_operation, &operation), 0);
	script_wait(&script.cancelled, 1);
	assert_int_equal(pthread_tryjoin_np(thread, &closed), EBUSY);
	assert_int_equal(MI_Operation_GetInstance(&operation, &instance, &more, &result, NULL, NULL), MI_RESULT_OK);
	assert_true(more);
	assert_int_equal(pthread_tryjoin_np(thread, &closed), EBUSY);
	assert_int_equal(MI_Operation_GetInstance(&operation, &instance, &more, &result, NULL, NULL), MI_RESULT_OK);
	assert_false(more);
	assert_int_equal(result, MI_RESULT_FAILED);
	assert_int_equal(pthread_join(thread, &closed), 0);
	assert_int_equal((uintptr_t)closed, MI_RESULT_OK);
	client_close(&client);
}

/* The stock library sometimes loses an acknowledgement here, and the session never closes. */
static void a_cancel_between_two_fetches_loses_nothing(void **state)
{
	(void)state;
	client_open(&client);
	for (unsigned round = 0; round < 200; round++) {
		const MI_Instance *instance;
		MI_Operation operation;
		MI_Boolean more = MI_TRUE;
		MI_Result result;

		script_post(start(&operation), 1, true, MI_RESULT_OK);
		MI_Operation_GetInstance(&operation, &instance, &more, &result, NULL, NULL);
		assert_int_equal(MI_Operation_Cancel(&operation, MI_REASON_NONE), MI_RESULT_OK);
		if (round % 2)
			script_wait(&script.cancelled, round + 1);
		assert_int_equal(number_of(instance), 1); /* still the client's */
		while (more)
			MI_Operation_GetInstance(&operation, &instance, &more, &result, NULL, NULL);
		assert_int_equal(result, MI_RESULT_FAILED);
		MI_Operation_Close(&operation);
	}
	client_close(&client);
}

static void other_callbacks_work_while_the_client_waits_for_a_result(void **state)
{
	MI_OperationCallbacks callbacks;
	const MI_Instance *instance;
	MI_Operation operation;
	struct dispatch_op *op;
	MI_Result result;

	(void)state;
	client_open(&client);
	callbacks = client.callbacks;
	callbacks.instanceResult = NULL;
	MI_Session_Invoke(&client.session, 0, NULL, "n", "X", "m", NULL, NULL, &callbacks, &operation);
	op = script_op(1);
	dispatch_post(op, &(struct dispatch_event){.kind = DISPATCH_WRITE_MESSAGE, .message = "working"});
	script_post(op, 4, false, MI_RESULT_OK);
	assert_int_equal(MI_Operation_GetInstance(&operation, &instance, NULL, &result, NULL, NULL), MI_RESULT_OK);
	assert_int_equal(number_of(instance), 4);
	assert_int_equal(client_calls(&client), 1);
	assert_int_equal(client.calls[0].what, CALLED_MESSAGE);
	assert_false(pthread_equal(client.calls[0].thread, pthread_self()));
	MI_Operation_Close(&operation);
	client_close(&client);
}

static void indications_bring_their_bookmark(void **state)
{
	const MI_Instance *instance;
	const MI_Char *bookmark, *machine;
	MI_Operation operation;
	MI_Boolean more;

	(void)state;
	client_open(&client);
	MI_Session_Subscribe(&client.session, 0, NULL, "n", "WQL", "q", NULL, NULL, &operation);
	dispatch_post(script_op(1), &(struct dispatch_event){
					    .kind = DISPATCH_RESULT_INDICATION,
					    .more = MI_TRUE,
					    .bookmark = "b",
					    .machine_id = "m",
				    });
	assert_int_equal(
		MI_Operation_GetIndication(&operation, &instance, &bookmark, &machine, &more, NULL, NULL, NULL),
		MI_RESULT_OK);
	assert_string_equal(bookmark, "b");
	assert_string_equal(machine, "m");
	assert_true(more);
	MI_Operation_Cancel(&operation, MI_REASON_NONE);
	assert_int_equal(
		MI_Operation_GetIndication(&operation, &instance, &bookmark, &machine, &more, NULL, NULL, NULL),
		MI_RESULT_OK);
	assert_false(more);
	assert_null(bookmark);
	MI_Operation_Close(&operation);
	client_close(&client);
}

static void a_failure_inside_the_start_is_fetched_like_any_other(void **state)
{
	const MI_Instance *instance;
	MI_Operation operation;
	MI_Result result;

	(void)state;
	client_open(&client);
	script_post_in(start(&operation), DISPATCH_LANE_CALLER, -1, false, MI_RESULT_ACCESS_DENIED);
	assert_int_equal(MI_Operation_GetInstance(&operation, &instance, NULL, &result, NULL, NULL), MI_RESULT_OK);
	assert_int_equal(result, MI_RESULT_ACCESS_DENIED);
	MI_Operation_Close(&operation);
	client_close(&client);
}

static void getsession_gives_the_session_back(void **state)
{
	MI_Operation operation;
	MI_Session session;

	(void)state;
	client_open(&client);
	client_enumerate(&client, 0, &operation);
	assert_int_equal(MI_Operation_GetSession(&operation, &session), MI_RESULT_OK);
	assert_memory_equal(&session, &client.session, sizeof(session));
	assert_int_equal(operation.ft->GetSession(&operation, NULL), MI_RESULT_INVALID_PARAMETER);
	MI_Operation_Close(&operation);
	client_close(&client);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(results_are_fetched_one_by_one_and_the_end_stays_the_end),
		cmocka_unit_test(the_wrong_getter_is_refused_and_says_so_twice),
		cmocka_unit_test(close_waits_until_somebody_has_fetched_the_final_result),
		cmocka_unit_test(a_cancel_between_two_fetches_loses_nothing),
		cmocka_unit_test(other_callbacks_work_while_the_client_waits_for_a_result),
		cmocka_unit_test(indications_bring_their_bookmark),
		cmocka_unit_test(a_failure_inside_the_start_is_fetched_like_any_other),
		cmocka_unit_test(getsession_gives_the_session_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
