/*
 * What callbacks do while operations are replayed into them: answers, acknowledgements, cancels, operations of their own.
 * It is compared with what the recorded client did.
 */
#include <errno.h>
#include <pthread.h>
#include <string.h>

#include "reinject_kit.h"
#include "unit.h"

/* Of the deliveries: what the run told. */
static struct told {
	struct mitrace_replay_delivery all[64];
	unsigned count;
} told;

static void tell(void *context, const struct mitrace_replay_delivery *delivery)
{
	assert_ptr_equal(context, &told);
	told.all[told.count++] = *delivery;
}

static struct mitrace_replay_options telling(void)
{
	memset(&told, 0, sizeof(told));
	return (struct mitrace_replay_options){
		.size = sizeof(struct mitrace_replay_options), .delivered = tell, .context = &told};
}

static void answers_are_compared(void **state)
{
	struct mitrace_replay_options options = telling();
	struct mitrace_replay *replay;

	(void)state;
	reinject_reset();
	reinject_begin();
	reinject_start(1, "MSFT_Disk");
	reinject_ask(1, 1);
	reinject_result(1, 1, false);
	replay = reinject_open();
	reinject_run_same(replay, &options);
	assert_int_equal(told.count, 2);
	assert_true(told.all[0].asked && told.all[0].question && told.all[0].inside);
	assert_int_equal(told.all[0].answer, 1);
	assert_int_equal(told.all[0].recorded_answer, 1);
	assert_false(told.all[1].question);
	assert_true(told.all[0].seq < told.all[1].seq && told.all[1].began >= told.all[0].began);
	reinject_seen.answer = MI_OperationCallback_ResponseType_No;
	assert_int_equal(mitrace_replay_run(replay, &reinject_callbacks, NULL), MITRACE_REPLAY_DIVERGED);
	assert_string_equal(reinject_the_difference(replay).recorded, "Yes");
	assert_string_equal(reinject_the_difference(replay).observed, "No");
	reinject_close(replay);
}

static void build_manual(unsigned results)
{
	reinject_begin();
	reinject_call(MITRACE__FUNCTION__MI_Session_EnumerateInstances, 1, MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS, 0, 0,
		      "MSFT_Disk");
	for (unsigned i = 0; i < results; i++) {
		reinject_result(1, (int)i, i + 1 < results);
		reinject_call(MITRACE__FUNCTION__MI_Operation_ResultAcknowledgement, 1, 0, 0, 0, NULL);
	}
}

static void *acknowledge_later(void *context)
{
	unsigned *count = context;

	for (unsigned i = 0; i < *count; i++) {
		while (sem_wait(&reinject_seen.waits) && errno == EINTR)
			continue;
		assert_int_equal(reinject_seen.acknowledge(&reinject_seen.held), MI_RESULT_OK);
	}
	return NULL;
}

static void acknowledgements_may_come_later_from_another_thread(void **state)
{
	struct mitrace_replay_options options = telling();
	struct mitrace_replay *replay;
	unsigned count = 5;
	pthread_t thread;

	(void)state;
	reinject_reset();
	build_manual(count);
	replay = reinject_open();
	reinject_seen.hold = true;
	assert_int_equal(pthread_create(&thread, NULL, acknowledge_later, &count), 0);
	reinject_run_same(replay, &options);
	pthread_join(thread, NULL);
	assert_int_equal(reinject_seen.count, 5);
	assert_int_equal(told.count, 5);
	for (unsigned i = 0; i < 5; i++)
		assert_true(told.all[i].asked && told.all[i].settled > 0);
	reinject_close(replay);
}

static void a_missing_acknowledgement_stalls_and_is_named(void **state)
{
	struct mitrace_replay_options options = {.size = sizeof(options), .stall = 50000000};
	struct mitrace_replay *replay;

	(void)state;
	for (unsigned results = 1; results <= 2; results++) { /* the last one, and one before it */
		reinject_reset();
		build_manual(results);
		replay = reinject_open();
		reinject_seen.hold = true;
		assert_int_equal(mitrace_replay_run(replay, &reinject_callbacks, &options), MITRACE_REPLAY_STALLED);
		assert_non_null(strstr(reinject_the_difference(replay).observed, "acknowledgement"));
		reinject_seen.hold = false;
		reinject_run_same(replay, &options);
		reinject_close(replay);
	}
}

static void what_the_recorded_client_cancelled_outside_is_cancelled(void **state)
{
	struct mitrace_replay *replay;

	(void)state;
	reinject_reset();
	reinject_begin();
	reinject_start(1, "MSFT_Disk");
	reinject_result(1, 0, true);
	reinject_result(1, 1, true);
	reinject_call(MITRACE__FUNCTION__MI_Operation_Cancel, 1, 0, 0, 0, NULL);
	reinject_result(1, -1, false);
	reinject_start(2, "MSFT_Never"); /* nothing comes before its cancel */
	reinject_call(MITRACE__FUNCTION__MI_Operation_Close, 2, 0, 0, 0, NULL);
	reinject_result(2, -1, false);
	reinject_start(3, "MSFT_Open"); /* the recording ends in it */
	reinject_result(3, 5, true);
	replay = reinject_open();
	reinject_run_same(replay, NULL);
	assert_int_equal(reinject_seen.finals, 3);
	reinject_close(replay);
}

static void what_was_cancelled_in_a_callback_is_left_to_it(void **state)
{
	static const struct reinject_inside cancel = {MITRACE__FUNCTION__MI_Operation_Cancel, 1, 0, NULL};
	struct mitrace_replay *replay;

	(void)state;
	reinject_reset();
	reinject_begin();
	reinject_start(1, "MSFT_Disk");
	reinject_callback(1, 2, MITRACE__CALLBACK_KIND__MI_OperationCallbacks_instanceResult, 3, true, cancel);
	reinject_result(1, -1, false);
	replay = reinject_open();
	/* Often: the cancel may be seen before it has been carried out, or after. */
	for (int round = 0; round < 300; round++) {
		reinject_reset();
		reinject_seen.cancel_at = 3;
		reinject_run_same(replay, NULL);
	}
	reinject_reset();
	assert_int_equal(mitrace_replay_run(replay, &reinject_callbacks, NULL), MITRACE_REPLAY_DIVERGED);
	assert_string_equal(reinject_the_difference(replay).what, "a callback cancelled or closed the operation");
	assert_null(reinject_the_difference(replay).observed);
	reinject_close(replay);
}

static void a_cancel_that_was_not_recorded_is_a_difference(void **state)
{
	struct mitrace_replay *replay;

	(void)state;
	reinject_reset();
	reinject_begin();
	reinject_start(1, "MSFT_Disk");
	for (int i = 0; i < 100; i++)
		reinject_result(1, i, i < 99);
	replay = reinject_open();
	reinject_seen.cancel_at = 0;
	assert_int_equal(mitrace_replay_run(replay, &reinject_callbacks, NULL), MITRACE_REPLAY_DIVERGED);
	assert_string_equal(reinject_the_difference(replay).what, "the client cancelled or closed the operation");
	assert_true(reinject_seen.count < 100);
	reinject_close(replay);
}

static void operations_started_in_callbacks_are_answered_from_the_trace(void **state)
{
	static const struct reinject_inside nested = {MITRACE__FUNCTION__MI_Session_EnumerateInstances, 2, 0,
						      "MSFT_Part"};
	struct mitrace_replay_operation operation;
	struct mitrace_replay *replay;

	(void)state;
	reinject_begin();
	reinject_start(1, "MSFT_Disk");
	reinject_callback(1, 2, MITRACE__CALLBACK_KIND__MI_OperationCallbacks_instanceResult, 3, false, nested);
	reinject_result(2, 1, true);
	reinject_result(2, 2, false);
	replay = reinject_open();
	assert_int_equal(mitrace_replay_get(replay, 1, &operation), 0);
	assert_false(operation.chosen);
	assert_true(operation.within);
	reinject_reset();
	reinject_seen.start = "MSFT_Part";
	reinject_run_same(replay, NULL);
	assert_int_equal(reinject_seen.messages, 2);
	reinject_reset();
	assert_int_equal(mitrace_replay_run(replay, &reinject_callbacks, NULL), MITRACE_REPLAY_DIVERGED);
	assert_string_equal(reinject_the_difference(replay).what, "a callback started an operation");
	assert_non_null(strstr(reinject_the_difference(replay).recorded, "MSFT_Part"));
	/* By itself it is run. */
	reinject_reset();
	assert_int_equal(mitrace_replay_choose(replay, "class=MSFT_Part"), 1);
	reinject_run_same(replay, NULL);
	assert_int_equal(reinject_seen.count, 2);
	reinject_close(replay);
}

static void what_callbacks_ask_and_was_not_recorded_is_a_difference(void **state)
{
	struct mitrace_replay_difference difference;
	struct mitrace_replay *replay;

	(void)state;
	reinject_reset();
	reinject_begin();
	reinject_start(1, "MSFT_Disk");
	reinject_result(1, 1, false);
	replay = reinject_open();
	reinject_seen.start = "MSFT_Other";
	assert_int_equal(mitrace_replay_run(replay, &reinject_callbacks, NULL), MITRACE_REPLAY_DIVERGED);
	difference = reinject_the_difference(replay);
	assert_string_equal(difference.what, "a callback asked for what was not recorded");
	assert_non_null(strstr(difference.observed, "MSFT_Other"));
	assert_int_equal(reinject_seen.code, MI_RESULT_FAILED);
	reinject_close(replay);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers_are_compared),
		cmocka_unit_test(acknowledgements_may_come_later_from_another_thread),
		cmocka_unit_test(a_missing_acknowledgement_stalls_and_is_named),
		cmocka_unit_test(what_the_recorded_client_cancelled_outside_is_cancelled),
		cmocka_unit_test(what_was_cancelled_in_a_callback_is_left_to_it),
		cmocka_unit_test(a_cancel_that_was_not_recorded_is_a_difference),
		cmocka_unit_test(operations_started_in_callbacks_are_answered_from_the_trace),
		cmocka_unit_test(what_callbacks_ask_and_was_not_recorded_is_a_difference),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
