/* Results: order, threads, acknowledgement, cancel and close. */
#include <stdlib.h>

#include "logging_client.h"
#include "objects.h"
#include "scripted_backend.h"
#include "unit.h"

static struct client client;

static void results_come_one_after_the_other_on_the_dispatchers_thread(void **state)
{
	MI_Operation operations[3];

	(void)state;
	client_open(&client);
	for (unsigned i = 0; i < 3; i++)
		client_enumerate(&client, 0, &operations[i]);
	for (int n = 0; n < 20; n++)
		for (unsigned i = 0; i < 3; i++)
			script_post(script_op(i + 1), n, n < 19, MI_RESULT_OK);
	client_call(&client, 59);
	for (unsigned i = 0; i < 60; i++) {
		assert_true(pthread_equal(client.calls[i].thread, client.calls[0].thread));
		assert_false(pthread_equal(client.calls[i].thread, pthread_self()));
		assert_null(client.calls[i].acknowledge);
	}
	for (unsigned i = 0; i < 3; i++) {
		int next = 0;

		for (unsigned k = 0; k < 60; k++) {
			if (client.calls[k].handle.reserved2 != operations[i].reserved2)
				continue;
			assert_int_equal(client.calls[k].number, next++);
			assert_int_equal(client.calls[k].more, next < 20);
			assert_int_equal(client.calls[k].handle.reserved1, operations[i].reserved1);
			assert_ptr_equal(client.calls[k].handle.ft, operations[i].ft);
		}
		assert_int_equal(next, 20);
		MI_Operation_Close(&operations[i]);
	}
	assert_int_equal(client.most_inside, 1);
	client_close(&client);
	assert_int_equal(script.acknowledged, 60);
}

static void a_result_waits_for_the_acknowledgement_of_the_one_before(void **state)
{
	MI_Operation operation, copy;

	(void)state;
	client_open(&client);
	client_enumerate(&client, MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS, &operation);
	copy = operation;
	for (int n = 0; n < 3; n++)
		script_post(script_op(1), n, n < 2, MI_RESULT_OK);
	for (unsigned n = 0; n < 3; n++) {
		const struct call *call = client_call(&client, n);

		assert_non_null(call->acknowledge);
		assert_int_equal(client_calls(&client), n + 1);
		assert_int_equal(script_read(&script.acknowledged), n);
		assert_int_equal(call->acknowledge(&copy), MI_RESULT_OK);
		assert_int_equal(script.cookie, n);
	}
	/* Twice, on nothing, and too late. */
	assert_int_equal(client.calls[0].acknowledge(&copy), MI_RESULT_INVALID_PARAMETER);
	assert_int_equal(client.calls[0].acknowledge(NULL), MI_RESULT_INVALID_PARAMETER);
	MI_Operation_Close(&operation);
	assert_int_equal(client.calls[0].acknowledge(&copy), MI_RESULT_INVALID_PARAMETER);
	client_close(&client);
}

static void be_busy_until_one_is_finished(struct client *c, const struct call *call)
{
	(void)c;
	if (call->number == 2)
		script_wait(&script.finished, 1);
}

static void closing_what_is_over_needs_no_thread_of_ours(void **state)
{
	MI_Operation over, busy;

	(void)state;
	client_open(&client);
	client.hook = be_busy_until_one_is_finished;
	client_enumerate(&client, 0, &over);
	client_enumerate(&client, 0, &busy);
	script_post(script_op(1), 1, false, MI_RESULT_OK);
	client_call(&client, 0);
	script_post(script_op(2), 2, false, MI_RESULT_OK);
	client_call(&client, 1);
	assert_int_equal(MI_Operation_Close(&over), MI_RESULT_OK);
	assert_int_equal(script_read(&script.finished), 1);
	assert_int_equal(MI_Operation_Close(&busy), MI_RESULT_OK);
	client_close(&client);
}

/* Acknowledges inside the callback: the next result must not come before it has returned. */
/* As in the stock library, whose acknowledgement looks at the place alone. */
static void a_stale_handle_acknowledges_for_who_has_its_place(void **state)
{
	acknowledge_fn acknowledge;
	MI_Operation old, next;

	(void)state;
	client_open(&client);
	client_enumerate(&client, MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS, &old);
	script_post(script_op(1), 1, false, MI_RESULT_OK);
	acknowledge = client_call(&client, 0)->acknowledge;
	assert_int_equal(acknowledge(&old), MI_RESULT_OK);
	assert_int_equal(MI_Operation_Close(&old), MI_RESULT_OK);
	script_wait(&script.finished, 1);
	assert_int_equal(acknowledge(&old), MI_RESULT_INVALID_PARAMETER);
	client_enumerate(&client, MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS, &next);
	assert_int_equal(next.reserved2, old.reserved2);
	script_post(script_op(2), 2, true, MI_RESULT_OK);
	script_post(script_op(2), 3, false, MI_RESULT_OK);
	assert_int_equal(client_call(&client, 1)->number, 2);
	assert_int_equal(acknowledge(&old), MI_RESULT_OK);
	assert_int_equal(client_call(&client, 2)->number, 3);
	assert_int_equal(acknowledge(&next), MI_RESULT_OK);
	assert_int_equal(MI_Operation_Cancel(&old, MI_REASON_NONE), MI_RESULT_INVALID_PARAMETER);
	assert_int_equal(MI_Operation_Close(&old), MI_RESULT_INVALID_PARAMETER);
	assert_int_equal(MI_Operation_Close(&next), MI_RESULT_OK);
	client_close(&client);
}

static void acknowledge_and_linger(struct client *c, const struct call *call)
{
	MI_Operation copy = call->handle;

	assert_int_equal(call->acknowledge(&copy), MI_RESULT_OK);
	assert_int_equal(c->inside, 1);
}

static void an_acknowledgement_inside_the_callback_starts_no_second_one(void **state)
{
	MI_Operation operation;

	(void)state;
	client_open(&client);
	client.hook = acknowledge_and_linger;
	client_enumerate(&client, MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS, &operation);
	for (int n = 0; n < 50; n++)
		script_post_in(script_op(1), n % 3, n, n < 49, MI_RESULT_OK);
	client_call(&client, 49);
	assert_int_equal(client.most_inside, 1);
	MI_Operation_Close(&operation);
	client_close(&client);
}

static void lanes_are_threads_of_their_own(void **state)
{
	MI_Operation operation;

	(void)state;
	client_open(&client);
	client_enumerate(&client, 0, &operation);
	for (int n = 0; n < 6; n++)
		script_post_in(script_op(1), n % 3, n, n < 5, MI_RESULT_OK);
	client_call(&client, 5);
	for (int n = 0; n < 6; n++) {
		assert_int_equal(client.calls[n].number, n);
		assert_true(pthread_equal(client.calls[n].thread, client.calls[n % 3].thread));
	}
	assert_false(pthread_equal(client.calls[0].thread, client.calls[1].thread));
	assert_false(pthread_equal(client.calls[1].thread, client.calls[2].thread));
	MI_Operation_Close(&operation);
	client_close(&client);
}

static void talk_all(struct dispatch_op *op)
{
	MI_Value value = {.string = (MI_Char *)"text"};

	dispatch_post(op, &(struct dispatch_event){
				  .kind = DISPATCH_WRITE_MESSAGE,
				  .channel = MI_WRITEMESSAGE_CHANNEL_DEBUG,
				  .message = "working",
			  });
	dispatch_post(op, &(struct dispatch_event){
				  .kind = DISPATCH_WRITE_PROGRESS,
				  .activity = "a",
				  .status_description = "s",
				  .percentage = 40,
				  .seconds_remaining = 9,
			  });
	dispatch_post(op, &(struct dispatch_event){
				  .kind = DISPATCH_STREAMED_PARAMETER,
				  .cookie = 77,
				  .parameter_name = "Out",
				  .parameter_type = MI_STRING,
				  .parameter_value = &value,
			  });
}

static void other_callbacks_get_the_operations_own_handle_and_results_a_copy(void **state)
{
	MI_Operation operation, *stable;

	(void)state;
	client_open(&client);
	client_enumerate(&client, MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS, &operation);
	talk_all(script_op(1));
	script_post(script_op(1), 1, false, MI_RESULT_OK);
	assert_int_equal(client_call(&client, 2)->what, CALLED_STREAMED);
	assert_string_equal(client.calls[0].text, "working");
	assert_int_equal(client.calls[0].channel, MI_WRITEMESSAGE_CHANNEL_DEBUG);
	assert_string_equal(client.calls[1].text, "a/-/s/9");
	assert_int_equal(client.calls[1].channel, 40);
	assert_string_equal(client.calls[2].text, "Out=text");
	stable = client.calls[0].pointer;
	assert_ptr_not_equal(stable, &operation);
	for (unsigned i = 0; i < 3; i++) {
		assert_ptr_equal(client.calls[i].pointer, stable);
		assert_memory_equal(&client.calls[i].handle, &operation, sizeof(operation));
	}
	assert_int_equal(client.calls[2].acknowledge(stable), MI_RESULT_OK);
	assert_int_equal(script.cookie, 77);
	assert_int_equal(client_call(&client, 3)->what, CALLED_INSTANCE);
	assert_ptr_not_equal(client.calls[3].pointer, stable);
	assert_ptr_not_equal(client.calls[3].acknowledge, client.calls[2].acknowledge);
	/* The streamed parameter's function does not settle the result. */
	assert_int_equal(client.calls[2].acknowledge(&operation), MI_RESULT_INVALID_PARAMETER);
	assert_int_equal(client.calls[3].acknowledge(&operation), MI_RESULT_OK);
	MI_Operation_Close(&operation);
	client_close(&client);
}

static void events_without_a_callback_are_passed_over(void **state)
{
	MI_OperationCallbacks callbacks;
	MI_Operation operation;

	(void)state;
	client_open(&client);
	callbacks = client_results_only(&client);
	MI_Session_EnumerateInstances(&client.session, 0, NULL, "n", "X", MI_FALSE, &callbacks, &operation);
	talk_all(script_op(1));
	script_post(script_op(1), 1, false, MI_RESULT_OK);
	assert_int_equal(client_call(&client, 0)->number, 1);
	MI_Operation_Close(&operation);
	client_close(&client);
	assert_int_equal(client.nr_calls, 1);
}

static void indications_and_classes_go_to_their_callbacks(void **state)
{
	MI_Operation subscription, classes;
	struct dispatch_event indication = {
		.kind = DISPATCH_RESULT_INDICATION,
		.more = MI_TRUE,
		.bookmark = "mark",
		.machine_id = "here",
	};

	(void)state;
	client_open(&client);
	MI_Session_Subscribe(&client.session, 0, NULL, "n", "WQL", "q", NULL, &client.callbacks, &subscription);
	dispatch_post(script_op(1), &indication);
	assert_int_equal(client_call(&client, 0)->what, CALLED_INDICATION);
	assert_string_equal(client.calls[0].text, "mark here");
	MI_Session_GetClass(&client.session, 0, NULL, "n", "c", &client.callbacks, &classes);
	script_post(script_op(2), -1, false, MI_RESULT_INVALID_CLASS);
	assert_int_equal(client_call(&client, 1)->what, CALLED_CLASS);
	assert_int_equal(client.calls[1].result, MI_RESULT_INVALID_CLASS);
	assert_int_equal(MI_Operation_Close(&classes), MI_RESULT_OK);
	assert_int_equal(MI_Operation_Close(&subscription), MI_RESULT_OK);
	assert_int_equal(client_call(&client, 2)->what, CALLED_INDICATION);
	assert_false(client.calls[2].more);
	client_close(&client);
}

/* --- cancel and close -------------------------------------------------------------------------------------------- */

static void cancel_is_told_once_and_ends_in_a_final_result(void **state)
{
	MI_Operation operation;

	(void)state;
	client_open(&client);
	client_enumerate(&client, 0, &operation);
	assert_int_equal(MI_Operation_Cancel(&operation, MI_REASON_TIMEOUT), MI_RESULT_OK);
	assert_int_equal(MI_Operation_Cancel(&operation, MI_REASON_SHUTDOWN), MI_RESULT_OK);
	assert_int_equal(client_call(&client, 0)->result, MI_RESULT_FAILED);
	assert_false(client.calls[0].more);
	assert_int_equal(script.reason, MI_REASON_TIMEOUT);
	assert_int_equal(MI_Operation_Close(&operation), MI_RESULT_OK);
	client_close(&client);
	assert_int_equal(script.cancelled, 1);
	assert_int_equal(client.nr_calls, 1);
}

static void cancel_after_the_final_result_is_accepted_and_ignored(void **state)
{
	MI_Operation operation;

	(void)state;
	client_open(&client);
	script.on_start = script_end;
	client_enumerate(&client, 0, &operation);
	client_call(&client, 0);
	assert_int_equal(MI_Operation_Cancel(&operation, MI_REASON_NONE), MI_RESULT_OK);
	assert_int_equal(MI_Operation_Close(&operation), MI_RESULT_OK);
	client_close(&client);
	assert_int_equal(script.cancelled, 0);
	assert_int_equal(client.nr_calls, 1);
}

/* Holds the final result of a cancelled operation back. */
static void nothing(struct dispatch_op *op)
{
	(void)op;
}

static void the_final_result_comes_after_close_has_returned(void **state)
{
	MI_Operation operation, copy;
	const MI_Instance *instance;

	(void)state;
	client_open(&client);
	script.on_cancel = nothing;
	client_enumerate(&client, 0, &operation);
	copy = operation;
	assert_int_equal(MI_Operation_Close(&operation), MI_RESULT_OK);
	assert_non_null(operation.ft); /* the struct is left alone */
	assert_int_equal(MI_Operation_Close(&operation), MI_RESULT_INVALID_PARAMETER);
	assert_int_equal(MI_Operation_Cancel(&copy, MI_REASON_NONE), MI_RESULT_INVALID_PARAMETER);
	assert_int_equal(MI_Operation_GetInstance(&copy, &instance, NULL, NULL, NULL, NULL),
			 MI_RESULT_INVALID_PARAMETER);
	script_wait(&script.cancelled, 1);
	assert_int_equal(client_calls(&client), 0);
	script_post(script_op(1), -1, false, MI_RESULT_FAILED);
	assert_int_equal(client_call(&client, 0)->result, MI_RESULT_FAILED);
	assert_memory_equal(&client.calls[0].handle, &copy, sizeof(copy));
	client_close(&client);
}

static void close_in_callback(struct client *c, const struct call *call)
{
	MI_Operation copy = call->handle;

	(void)c;
	if (call->more)
		assert_int_equal(MI_Operation_Close(&copy), MI_RESULT_OK);
}

static void an_operation_can_be_closed_in_its_first_callback(void **state)
{
	MI_Operation operation;

	(void)state;
	client_open(&client);
	client.hook = close_in_callback;
	client_enumerate(&client, 0, &operation);
	script_post(script_op(1), 1, true, MI_RESULT_OK);
	assert_int_equal(client_call(&client, 1)->result, MI_RESULT_FAILED);
	client_close(&client);
	assert_int_equal(client.nr_calls, 2);
}

static void the_final_result_overtakes_what_a_closing_client_does_not_acknowledge(void **state)
{
	MI_Operation operation, copy;

	(void)state;
	client_open(&client);
	client_enumerate(&client, MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS, &operation);
	copy = operation;
	for (int n = 0; n < 3; n++)
		script_post(script_op(1), n, true, MI_RESULT_OK);
	assert_int_equal(client_call(&client, 0)->number, 0);
	assert_int_equal(MI_Operation_Close(&operation), MI_RESULT_OK);
	assert_false(client_call(&client, 1)->more);
	assert_int_equal(client.calls[1].result, MI_RESULT_FAILED);
	assert_int_equal(client.calls[1].acknowledge(&copy), MI_RESULT_OK);
	client_close(&client);
	assert_int_equal(client.nr_calls, 2);
}

static void what_was_overtaken_may_be_acknowledged_once(void **state)
{
	MI_Operation operation, copy;

	(void)state;
	client_open(&client);
	client_enumerate(&client, MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS, &operation);
	copy = operation;
	script_post(script_op(1), 1, true, MI_RESULT_OK);
	client_call(&client, 0);
	MI_Operation_Cancel(&operation, MI_REASON_NONE);
	/* The first one counts for the final result: a client that acknowledges but that gets on. */
	assert_int_equal(client_call(&client, 1)->acknowledge(&copy), MI_RESULT_OK);
	assert_int_equal(script.cookie, UINT64_MAX);
	assert_int_equal(client.calls[0].acknowledge(&copy), MI_RESULT_OK);
	assert_int_equal(client.calls[0].acknowledge(&copy), MI_RESULT_INVALID_PARAMETER);
	MI_Operation_Close(&operation);
	client_close(&client);
}

static MI_Operation early;

static void cancel_early(struct dispatch_op *op, const struct dispatch_request *request)
{
	(void)op;
	(void)request;
	assert_int_equal(MI_Operation_Cancel(&early, MI_REASON_NONE), MI_RESULT_OK);
	assert_true(dispatch_op_cancelled(op));
	/* A callback of another operation is behind the cancel in the queue, so this one would have been told. */
	script_post(script.ops[0], 1, true, MI_RESULT_OK);
	client_call(&client, 0);
	assert_int_equal(script_read(&script.cancelled), 0);
}

static void a_cancel_during_the_start_is_told_after_it(void **state)
{
	MI_Operation other;

	(void)state;
	client_open(&client);
	client_enumerate(&client, 0, &other);
	script.on_start = cancel_early;
	client_enumerate(&client, 0, &early);
	assert_int_equal(client_call(&client, 1)->result, MI_RESULT_FAILED);
	assert_int_equal(script_read(&script.cancelled), 1);
	MI_Operation_Close(&early);
	MI_Operation_Close(&other);
	client_close(&client);
}

/* --- flow -------------------------------------------------------------------------------------------------------- */

static void post_ten(struct dispatch_op *op)
{
	unsigned round = script_read(&script.drained);

	for (int n = 0; n < 10; n++)
		script_post(op, (int)round * 10 + n, round < 99 || n < 9, MI_RESULT_OK);
}

static void post_first_ten(struct dispatch_op *op, const struct dispatch_request *request)
{
	(void)request;
	for (int n = 0; n < 10; n++)
		script_post(op, n - 10, true, MI_RESULT_OK);
}

static void a_backend_is_asked_for_more_when_everything_is_taken(void **state)
{
	MI_Operation operation;

	(void)state;
	client_open(&client);
	script.on_start = post_first_ten;
	script.on_drained = post_ten;
	client_enumerate(&client, 0, &operation);
	client_call(&client, 1009);
	for (unsigned i = 10; i < 1010; i++)
		assert_int_equal(client.calls[i].number, i - 10);
	MI_Operation_Close(&operation);
	client_close(&client);
	assert_int_equal(script.drained, 100);
}

static void post_ten_for_the_caller(struct dispatch_op *op)
{
	unsigned round = script_read(&script.drained);

	for (int n = 0; n < 10; n++)
		script_post_in(op, DISPATCH_LANE_CALLER, (int)round * 10 + n, round < 9 || n < 9, MI_RESULT_OK);
}

static void begin_for_the_caller(struct dispatch_op *op, const struct dispatch_request *request)
{
	(void)request;
	script_post_in(op, DISPATCH_LANE_CALLER, -1, true, MI_RESULT_OK);
}

static void it_is_asked_inside_the_starting_call_too(void **state)
{
	MI_Operation operation;

	(void)state;
	client_open(&client);
	script.on_start = begin_for_the_caller;
	script.on_drained = post_ten_for_the_caller;
	client_enumerate(&client, 0, &operation);
	assert_int_equal(client_calls(&client), 101);
	for (unsigned i = 1; i < 101; i++) {
		assert_int_equal(client.calls[i].number, i - 1);
		assert_true(pthread_equal(client.calls[i].thread, pthread_self()));
	}
	MI_Operation_Close(&operation);
	client_close(&client);
	assert_int_equal(script.drained, 10);
}

struct producer {
	struct dispatch_op *op;
	unsigned posted;
	bool cancelled;
};

/* As a backend's own thread does: no more than four results wait at a time. */
static void *produce(void *context)
{
	struct producer *p = context;

	while (p->posted < 1000) {
		if (!dispatch_wait_room(p->op, 4)) {
			p->cancelled = true;
			break;
		}
		script_post(p->op, (int)p->posted, true, MI_RESULT_OK);
		p->posted++;
	}
	script_post(p->op, -1, false, p->cancelled ? MI_RESULT_FAILED : MI_RESULT_OK);
	return NULL;
}

static void a_producer_waits_for_room_and_stops_when_cancelled(void **state)
{
	struct producer p = {0};
	MI_Operation operation;
	pthread_t thread;

	(void)state;
	client_open(&client);
	script.on_cancel = nothing;
	client_enumerate(&client, MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS, &operation);
	p.op = script_op(1);
	assert_int_equal(pthread_create(&thread, NULL, produce, &p), 0);
	for (unsigned i = 0; i < 100; i++) {
		MI_Operation copy = client_call(&client, i)->handle;

		assert_int_equal(client.calls[i].number, i);
		assert_int_equal(client.calls[i].acknowledge(&copy), MI_RESULT_OK);
	}
	client_call(&client, 100);
	MI_Operation_Cancel(&operation, MI_REASON_NONE);
	assert_int_equal(pthread_join(thread, NULL), 0);
	assert_true(p.cancelled);
	assert_true(p.posted <= 101 + 4);
	assert_int_equal(client_call(&client, 101)->result, MI_RESULT_FAILED);
	assert_int_equal(client.calls[101].acknowledge(&operation), MI_RESULT_OK);
	MI_Operation_Close(&operation);
	client_close(&client);
}

static void what_is_posted_after_the_final_result_is_dropped(void **state)
{
	MI_Operation operation;

	(void)state;
	client_open(&client);
	client_enumerate(&client, MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS, &operation);
	script_post(script_op(1), 1, false, MI_RESULT_OK);
	client_call(&client, 0);
	script_post(script_op(1), 2, true, MI_RESULT_OK);
	script_post(script_op(1), 3, false, MI_RESULT_OK);
	assert_int_equal(client.calls[0].acknowledge(&operation), MI_RESULT_OK);
	MI_Operation_Close(&operation);
	client_close(&client);
	assert_int_equal(client.nr_calls, 1);
}

/* A client that chains operations in the struct and with the callbacks of the one before. */
static MI_Operation chained;

static void start_next(struct client *c, const struct call *call)
{
	if (call->more)
		return;
	assert_int_equal(MI_Operation_Close(&chained), MI_RESULT_OK);
	if (c->nr_calls < 10)
		client_enumerate(c, 0, &chained);
}

static void an_operation_can_be_started_in_the_struct_of_the_one_that_ends(void **state)
{
	(void)state;
	client_open(&client);
	script.on_start = script_end;
	client.hook = start_next;
	client_enumerate(&client, 0, &chained);
	client_call(&client, 9);
	client_close(&client);
	assert_int_equal(client.nr_calls, 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(results_come_one_after_the_other_on_the_dispatchers_thread),
		cmocka_unit_test(a_result_waits_for_the_acknowledgement_of_the_one_before),
		cmocka_unit_test(a_stale_handle_acknowledges_for_who_has_its_place),
		cmocka_unit_test(closing_what_is_over_needs_no_thread_of_ours),
		cmocka_unit_test(an_acknowledgement_inside_the_callback_starts_no_second_one),
		cmocka_unit_test(lanes_are_threads_of_their_own),
		cmocka_unit_test(other_callbacks_get_the_operations_own_handle_and_results_a_copy),
		cmocka_unit_test(events_without_a_callback_are_passed_over),
		cmocka_unit_test(indications_and_classes_go_to_their_callbacks),
		cmocka_unit_test(cancel_is_told_once_and_ends_in_a_final_result),
		cmocka_unit_test(cancel_after_the_final_result_is_accepted_and_ignored),
		cmocka_unit_test(the_final_result_comes_after_close_has_returned),
		cmocka_unit_test(an_operation_can_be_closed_in_its_first_callback),
		cmocka_unit_test(the_final_result_overtakes_what_a_closing_client_does_not_acknowledge),
		cmocka_unit_test(what_was_overtaken_may_be_acknowledged_once),
		cmocka_unit_test(a_cancel_during_the_start_is_told_after_it),
		cmocka_unit_test(it_is_asked_inside_the_starting_call_too),
		cmocka_unit_test(a_backend_is_asked_for_more_when_everything_is_taken),
		cmocka_unit_test(a_producer_waits_for_room_and_stops_when_cancelled),
		cmocka_unit_test(what_is_posted_after_the_final_result_is_dropped),
		cmocka_unit_test(an_operation_can_be_started_in_the_struct_of_the_one_that_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
