/* The public API that replays operations into callbacks, against traces made by hand. */
#include <pthread.h>
#include <string.h>

#include "reinject_kit.h"
#include "unit.h"

static void results_come_in_order_and_again_in_the_next_run(void **state)
{
	struct mitrace_replay_operation operation;
	struct mitrace_replay *replay;
	uint64_t begin;

	(void)state;
	reinject_begin();
	begin = reinject_start(7, "MSFT_Disk");
	for (int i = 0; i < 40; i++)
		reinject_result(7, i, i < 39);
	replay = reinject_open();
	assert_int_equal(mitrace_replay_count(replay), 1);
	assert_int_equal(mitrace_replay_get(replay, 0, &operation), 0);
	assert_true(operation.seq == begin && operation.id == 7 && operation.events == 40);
	assert_true(operation.complete && operation.chosen && !operation.refused && !operation.synchronous);
	assert_string_equal(operation.function, "MI_Session_EnumerateInstances");
	assert_non_null(strstr(operation.request, "MSFT_Disk"));
	assert_true(mitrace_replay_get(replay, 1, &operation) < 0);
	for (int round = 0; round < 3; round++) {
		reinject_reset();
		reinject_run_same(replay, NULL);
		assert_int_equal(reinject_seen.count, 40);
		assert_int_equal(reinject_seen.finals, 1);
		for (int i = 0; i < 40; i++)
			assert_int_equal(reinject_seen.numbers[i], i);
	}
	reinject_close(replay);
}

static void a_filter_chooses_operations(void **state)
{
	struct mitrace_replay *replay;

	(void)state;
	reinject_reset();
	reinject_begin();
	for (int i = 1; i <= 4; i++) {
		reinject_start((uint64_t)i, i % 2 ? "MSFT_Odd" : "MSFT_Even");
		reinject_result((uint64_t)i, i, false);
	}
	replay = reinject_open();
	assert_int_equal(mitrace_replay_choose(replay, "class=MSFT_E*"), 2);
	reinject_run_same(replay, NULL);
	assert_int_equal(reinject_seen.count, 2);
	assert_int_equal(reinject_seen.numbers[0] + reinject_seen.numbers[1], 6);
	assert_true(mitrace_replay_choose(replay, "colour=red") < 0);
	assert_non_null(strstr(mitrace_replay_error(), "colour"));
	assert_int_equal(mitrace_replay_choose(replay, "class=Nothing"), 0);
	assert_true(mitrace_replay_run(replay, &reinject_callbacks, NULL) < 0);
	assert_non_null(strstr(mitrace_replay_error(), "no operation to run is chosen"));
	assert_int_equal(mitrace_replay_choose(replay, NULL), 4);
	reinject_close(replay);
}

static void bad_arguments_are_told(void **state)
{
	MI_OperationCallbacks none = {.promptUser = reinject_callbacks.promptUser};
	struct mitrace_replay_options options = {.size = sizeof(options), .timing = "soon"};
	struct mitrace_replay *replay = NULL;

	(void)state;
	assert_true(mitrace_replay_open("/nowhere.mitrace", &replay) < 0);
	assert_non_null(strstr(mitrace_replay_error(), "/nowhere.mitrace"));
	assert_true(mitrace_replay_open("/proc/self/exe", &replay) < 0);
	assert_null(replay);
	reinject_begin();
	reinject_start(1, "MSFT_Disk");
	reinject_result(1, 1, false);
	replay = reinject_open();
	assert_true(mitrace_replay_run(replay, NULL, NULL) < 0);
	assert_true(mitrace_replay_run(replay, &none, NULL) < 0);
	assert_non_null(strstr(mitrace_replay_error(), "instanceResult"));
	assert_true(mitrace_replay_run(replay, &reinject_callbacks, &options) < 0);
	assert_non_null(strstr(mitrace_replay_error(), "timing=soon"));
	options.size = 0;
	assert_true(mitrace_replay_run(replay, &reinject_callbacks, &options) < 0);
	options = (struct mitrace_replay_options){.size = sizeof(options), .faults = "explode"};
	assert_true(mitrace_replay_run(replay, &reinject_callbacks, &options) < 0);
	reinject_close(replay);
}

static void events_without_a_callback_are_a_difference(void **state)
{
	MI_OperationCallbacks deaf = {.callbackContext = &reinject_seen,
				      .instanceResult = reinject_callbacks.instanceResult};
	struct mitrace_replay *replay;

	(void)state;
	reinject_reset();
	reinject_begin();
	reinject_start(1, "MSFT_Disk");
	reinject_callback(1, 2, MITRACE__CALLBACK_KIND__MI_OperationCallbacks_writeMessage, -1, true,
			  (struct reinject_inside){0});
	reinject_result(1, 1, false);
	replay = reinject_open();
	assert_int_equal(mitrace_replay_run(replay, &deaf, NULL), MITRACE_REPLAY_DIVERGED);
	assert_string_equal(reinject_the_difference(replay).what, "some events had no callback to go to");
	assert_string_equal(reinject_the_difference(replay).recorded, "2");
	assert_string_equal(reinject_the_difference(replay).observed, "1");
	reinject_close(replay);
}

static void operations_run_side_by_side_only_where_they_did(void **state)
{
	struct mitrace_replay *replay;

	(void)state;
	reinject_reset();
	reinject_begin();
	reinject_start(1, "MSFT_Disk");
	reinject_start(2, "MSFT_Disk");
	reinject_result(1, 1, true);
	reinject_callback(2, 3, MITRACE__CALLBACK_KIND__MI_OperationCallbacks_instanceResult, 2, true,
			  (struct reinject_inside){0});
	reinject_result(1, 3, false);
	reinject_callback(2, 3, MITRACE__CALLBACK_KIND__MI_OperationCallbacks_instanceResult, 4, false,
			  (struct reinject_inside){0});
	reinject_start(3, "MSFT_Disk");
	reinject_result(3, 5, false);
	replay = reinject_open();
	reinject_run_same(replay, NULL);
	assert_int_equal(reinject_seen.count, 5);
	assert_int_equal(reinject_seen.numbers[4], 5);
	for (int i = 0; i < 4; i++)
		for (int j = 0; j < 4; j++)
			assert_int_equal(!pthread_equal(reinject_seen.threads[i], reinject_seen.threads[j]),
					 reinject_seen.numbers[i] % 2 != reinject_seen.numbers[j] % 2);
	reinject_close(replay);
}

static void faults_go_to_callbacks_too(void **state)
{
	struct mitrace_replay_options options = {.size = sizeof(options),
						 .faults = "op=EnumerateInstances:fail=ACCESS_DENIED@1"};
	struct mitrace_replay *replay;

	(void)state;
	reinject_reset();
	reinject_begin();
	reinject_start(1, "MSFT_Disk");
	reinject_result(1, 1, true);
	reinject_result(1, 2, false);
	replay = reinject_open();
	reinject_run_same(replay, &options);
	assert_int_equal(reinject_seen.count, 2);
	assert_int_equal(reinject_seen.code, MI_RESULT_ACCESS_DENIED);
	reinject_close(replay);
}

static void *run_many(void *context)
{
	struct mitrace_replay *replay;
	char *file = context;

	if (mitrace_replay_open(file, &replay))
		return (void *)(uintptr_t) "cannot open";
	for (int i = 0; i < 20; i++) {
		if (mitrace_replay_run(replay, &reinject_nested, NULL) != MITRACE_REPLAY_SAME)
			return (void *)(uintptr_t) "differs";
	}
	mitrace_replay_close(replay);
	return NULL;
}

static void replays_run_beside_each_other(void **state)
{
	struct mitrace_replay *replay;
	pthread_t threads[4];
	void *wrong;

	(void)state;
	reinject_reset();
	reinject_begin();
	for (uint64_t op = 1; op <= 8; op++)
		reinject_start(op, "MSFT_Disk");
	for (uint64_t op = 1; op <= 8; op++) {
		reinject_result(op, 1, true);
		reinject_result(op, 2, false);
	}
	replay = reinject_open();
	for (int i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, run_many, reinject_path), 0);
	for (int i = 0; i < 4; i++) {
		pthread_join(threads[i], &wrong);
		if (wrong)
			fail_msg("%s", (char *)wrong);
	}
	reinject_close(replay);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(results_come_in_order_and_again_in_the_next_run),
		cmocka_unit_test(a_filter_chooses_operations),
		cmocka_unit_test(bad_arguments_are_told),
		cmocka_unit_test(events_without_a_callback_are_a_difference),
		cmocka_unit_test(operations_run_side_by_side_only_where_they_did),
		cmocka_unit_test(faults_go_to_callbacks_too),
		cmocka_unit_test(replays_run_beside_each_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
