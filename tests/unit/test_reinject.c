/* The public API that replays operations into callbacks, against traces made by hand. */
#include <errno.h>
#include <mitrace/replay.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "trace_build.h"
#include "unit.h"

/* --- traces ------------------------------------------------------------------------------------------------------ */

static struct trace_build build;
static char path[64];

static void begin_trace(void)
{
	memset(&build, 0, sizeof(build));
	build_begin(&build);
	build_header(&build);
	build_schema(&build, 1, "MSFT_Disk");
}

static struct mitrace_replay *open_trace(void)
{
	struct mitrace_replay *replay = NULL;
	int fd;

	build_frame(&build);
	build_finish(&build);
	snprintf(path, sizeof(path), "/tmp/reinject.XXXXXX");
	fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, build.data, build.size), build.size);
	close(fd);
	build_end(&build);
	if (mitrace_replay_open(path, &replay))
		fail_msg("%s", mitrace_replay_error());
	return replay;
}

static void close_trace(struct mitrace_replay *replay)
{
	mitrace_replay_close(replay);
	unlink(path);
}

/* A call, begun inside @parent, that returns at once. Answers its seq. */
static uint64_t call_with(Mitrace__Function function, uint64_t operation, uint32_t flags, uint32_t response,
			  uint64_t parent, const char *class_name)
{
	Mitrace__Packet packet;
	Mitrace__Call call = MITRACE__CALL__INIT, end = MITRACE__CALL__INIT;
	uint64_t begin;

	build_event(&build, &packet, MITRACE__PACKET__BODY_CALL_BEGIN, parent ? 2 : 1, parent);
	begin = build.seq;
	packet.call_begin = &call;
	call.has_function = call.has_operation = call.has_callbacks = call.has_flags = call.has_response = 1;
	call.function = function;
	call.operation = operation;
	call.callbacks = 0x10;
	call.flags = flags;
	call.response = response;
	call.has_namespace_name = call.has_class_name = call.has_keys_only = class_name != NULL;
	call.namespace_name = build_text("root/cimv2");
	call.class_name = build_text(class_name ? class_name : "");
	build_packet(&build, &packet);
	build_event(&build, &packet, MITRACE__PACKET__BODY_CALL_END, parent ? 2 : 1, begin);
	packet.call_end = &end;
	build_packet(&build, &packet);
	return begin;
}

static uint64_t start(uint64_t operation, const char *class_name)
{
	return call_with(MITRACE__FUNCTION__MI_Session_EnumerateInstances, operation, 0, 0, 0, class_name);
}

static void end_callback(const Mitrace__Callback *callback, uint64_t begin, uint32_t thread)
{
	Mitrace__Packet packet;
	Mitrace__Callback end = MITRACE__CALLBACK__INIT;

	build_event(&build, &packet, MITRACE__PACKET__BODY_CALLBACK_END, thread, begin);
	packet.callback_end = &end;
	end.has_kind = end.has_operation = 1;
	end.kind = callback->kind;
	end.operation = callback->operation;
	build_packet(&build, &packet);
}

/* What stands inside a callback. */
struct inside {
	Mitrace__Function function; /* 0: nothing */
	uint64_t operation;
	uint32_t response;
	const char *class_name;
};

static uint64_t callback(uint64_t operation, uint32_t thread, Mitrace__CallbackKind kind, int number, bool more,
			 struct inside inside)
{
	Mitrace__Packet packet;
	Mitrace__Callback callback = MITRACE__CALLBACK__INIT;
	Mitrace__Instance instance = MITRACE__INSTANCE__INIT;
	Mitrace__Value values[2] = {MITRACE__VALUE__INIT, MITRACE__VALUE__INIT}, *list[] = {values, values + 1};
	uint64_t begin;

	build_event(&build, &packet, MITRACE__PACKET__BODY_CALLBACK_BEGIN, thread, 0);
	begin = build.seq;
	packet.callback_begin = &callback;
	callback.has_kind = callback.has_operation = callback.has_more_results = callback.has_result = 1;
	callback.kind = kind;
	callback.operation = operation;
	callback.more_results = more;
	callback.has_answerable = callback.answerable = 1;
	callback.has_message = 1;
	callback.message = build_text("Shall I?");
	instance.has_schema = instance.schema = 1;
	instance.n_value = 2;
	instance.value = list;
	values[0].has_string = 1;
	values[0].string = build_text("disk");
	values[1].has_unsigned_ = 1;
	values[1].unsigned_ = (uint64_t)number;
	callback.instance = number >= 0 ? &instance : NULL;
	build_packet(&build, &packet);
	if (inside.function)
		call_with(inside.function, inside.operation, 0, inside.response, begin, inside.class_name);
	end_callback(&callback, begin, thread);
	return begin;
}

static uint64_t result(uint64_t operation, int number, bool more)
{
	return callback(operation, 2, MITRACE__CALLBACK_KIND__MI_OperationCallbacks_instanceResult, number, more,
			(struct inside){0});
}

static void ask(uint64_t operation, uint32_t response)
{
	callback(operation, 2, MITRACE__CALLBACK_KIND__MI_OperationCallbacks_promptUser, -1, true,
		 (struct inside){MITRACE__FUNCTION__MI_Operation_PromptUserResult, operation, response, NULL});
}

/* --- callbacks --------------------------------------------------------------------------------------------------- */

static struct seen {
	pthread_mutex_t lock;
	int numbers[64], count;
	unsigned finals, messages;
	MI_Result code;
	pthread_t threads[64];
	MI_OperationCallback_ResponseType answer; /* to every question */
	bool hold;                                /* acknowledgements are kept for later */
	MI_Result (*acknowledge)(MI_Operation *);
	MI_Operation held;
	sem_t waits;
	int cancel_at;     /* number of the result in whose callback the operation is cancelled; -1 */
	const char *start; /* class to enumerate in the callback of the last result */
	MI_Operation started;
} seen;

static void reset(void)
{
	memset(&seen, 0, sizeof(seen));
	pthread_mutex_init(&seen.lock, NULL);
	sem_init(&seen.waits, 0, 0);
	seen.answer = MI_OperationCallback_ResponseType_Yes;
	seen.cancel_at = -1;
}

static void on_nested(MI_Operation *operation, void *context, const MI_Instance *instance, MI_Boolean more,
		      MI_Result code, const MI_Char *message, const MI_Instance *details,
		      MI_Result (*acknowledge)(MI_Operation *))
{
	(void)context;
	(void)message;
	(void)details;
	(void)acknowledge;
	pthread_mutex_lock(&seen.lock);
	if (instance)
		seen.messages++;
	seen.code = code;
	pthread_mutex_unlock(&seen.lock);
	if (!more)
		MI_Operation_Close(operation);
}

static void start_nested(MI_Operation *operation)
{
	static MI_OperationCallbacks nested = {.instanceResult = on_nested};
	MI_Session session;

	assert_int_equal(MI_Operation_GetSession(operation, &session), MI_RESULT_OK);
	MI_Session_EnumerateInstances(&session, 0, NULL, "root/cimv2", seen.start, MI_FALSE, &nested, &seen.started);
}

static void on_instance(MI_Operation *operation, void *context, const MI_Instance *instance, MI_Boolean more,
			MI_Result code, const MI_Char *message, const MI_Instance *details,
			MI_Result (*acknowledge)(MI_Operation *))
{
	MI_Value value = {0};
	int number = -1;

	(void)message;
	(void)details;
	assert_ptr_equal(context, &seen);
	if (instance && MI_Instance_GetElement(instance, "Number", &value, NULL, NULL, NULL) == MI_RESULT_OK)
		number = (int)value.uint32;
	pthread_mutex_lock(&seen.lock);
	seen.threads[seen.count] = pthread_self();
	seen.numbers[seen.count++] = number;
	seen.finals += !more;
	seen.code = code;
	pthread_mutex_unlock(&seen.lock);
	if (number == seen.cancel_at && number >= 0)
		MI_Operation_Cancel(operation, MI_REASON_NONE);
	if (!more && seen.start)
		start_nested(operation);
	if (!acknowledge)
		return;
	if (!seen.hold) {
		acknowledge(operation);
		return;
	}
	seen.acknowledge = acknowledge;
	seen.held = *operation;
	sem_post(&seen.waits);
}

static void on_prompt(MI_Operation *operation, void *context, const MI_Char *message, MI_PromptType type,
		      MI_Result (*answer)(MI_Operation *, MI_OperationCallback_ResponseType))
{
	(void)context;
	(void)type;
	assert_string_equal(message, "Shall I?");
	assert_non_null(answer);
	answer(operation, seen.answer);
}

static const MI_OperationCallbacks callbacks = {
	.callbackContext = &seen,
	.promptUser = on_prompt,
	.instanceResult = on_instance,
};

/* The only difference of the last run. */
static struct mitrace_replay_difference the_difference(const struct mitrace_replay *replay)
{
	struct mitrace_replay_difference difference;

	for (size_t i = 1; i < mitrace_replay_differences(replay); i++)
		if (!mitrace_replay_difference(replay, i, &difference))
			print_message("%s: %s, %s\n", difference.what, difference.recorded, difference.observed);
	assert_int_equal(mitrace_replay_differences(replay), 1);
	assert_int_equal(mitrace_replay_difference(replay, 0, &difference), 0);
	assert_true(mitrace_replay_difference(replay, 1, &difference) < 0);
	return difference;
}

static void run_same(struct mitrace_replay *replay, const struct mitrace_replay_options *options)
{
	struct mitrace_replay_difference difference;
	int got = mitrace_replay_run(replay, &callbacks, options);

	if (got < 0)
		fail_msg("%s", mitrace_replay_error());
	for (size_t i = 0; i < mitrace_replay_differences(replay); i++)
		if (!mitrace_replay_difference(replay, i, &difference))
			print_message("%s: %s, %s\n", difference.what, difference.recorded, difference.observed);
	assert_int_equal(got, MITRACE_REPLAY_SAME);
}

/* --- tests ------------------------------------------------------------------------------------------------------- */

static void results_come_in_order_and_again_in_the_next_run(void **state)
{
	struct mitrace_replay_operation operation;
	struct mitrace_replay *replay;
	uint64_t begin;

	(void)state;
	begin_trace();
	begin = start(7, "MSFT_Disk");
	for (int i = 0; i < 40; i++)
		result(7, i, i < 39);
	replay = open_trace();
	assert_int_equal(mitrace_replay_count(replay), 1);
	assert_int_equal(mitrace_replay_get(replay, 0, &operation), 0);
	assert_true(operation.seq == begin && operation.id == 7 && operation.events == 40);
	assert_true(operation.complete && operation.chosen && !operation.refused && !operation.synchronous);
	assert_string_equal(operation.function, "MI_Session_EnumerateInstances");
	assert_non_null(strstr(operation.request, "MSFT_Disk"));
	assert_true(mitrace_replay_get(replay, 1, &operation) < 0);
	for (int round = 0; round < 3; round++) {
		reset();
		run_same(replay, NULL);
		assert_int_equal(seen.count, 40);
		assert_int_equal(seen.finals, 1);
		for (int i = 0; i < 40; i++)
			assert_int_equal(seen.numbers[i], i);
	}
	close_trace(replay);
}

static void a_filter_chooses_operations(void **state)
{
	struct mitrace_replay *replay;

	(void)state;
	reset();
	begin_trace();
	for (int i = 1; i <= 4; i++) {
		start((uint64_t)i, i % 2 ? "MSFT_Odd" : "MSFT_Even");
		result((uint64_t)i, i, false);
	}
	replay = open_trace();
	assert_int_equal(mitrace_replay_choose(replay, "class=MSFT_E*"), 2);
	run_same(replay, NULL);
	assert_int_equal(seen.count, 2);
	assert_int_equal(seen.numbers[0] + seen.numbers[1], 6);
	assert_true(mitrace_replay_choose(replay, "colour=red") < 0);
	assert_non_null(strstr(mitrace_replay_error(), "colour"));
	assert_int_equal(mitrace_replay_choose(replay, "class=Nothing"), 0);
	assert_true(mitrace_replay_run(replay, &callbacks, NULL) < 0);
	assert_non_null(strstr(mitrace_replay_error(), "no operation to run is chosen"));
	assert_int_equal(mitrace_replay_choose(replay, NULL), 4);
	close_trace(replay);
}

static void bad_arguments_are_told(void **state)
{
	static const MI_OperationCallbacks none = {.promptUser = on_prompt};
	struct mitrace_replay_options options = {.size = sizeof(options), .timing = "soon"};
	struct mitrace_replay *replay = NULL;

	(void)state;
	assert_true(mitrace_replay_open("/nowhere.mitrace", &replay) < 0);
	assert_non_null(strstr(mitrace_replay_error(), "/nowhere.mitrace"));
	assert_true(mitrace_replay_open("/proc/self/exe", &replay) < 0);
	assert_null(replay);
	begin_trace();
	start(1, "MSFT_Disk");
	result(1, 1, false);
	replay = open_trace();
	assert_true(mitrace_replay_run(replay, NULL, NULL) < 0);
	assert_true(mitrace_replay_run(replay, &none, NULL) < 0);
	assert_non_null(strstr(mitrace_replay_error(), "instanceResult"));
	assert_true(mitrace_replay_run(replay, &callbacks, &options) < 0);
	assert_non_null(strstr(mitrace_replay_error(), "timing=soon"));
	options.size = 0;
	assert_true(mitrace_replay_run(replay, &callbacks, &options) < 0);
	options = (struct mitrace_replay_options){.size = sizeof(options), .faults = "explode"};
	assert_true(mitrace_replay_run(replay, &callbacks, &options) < 0);
	close_trace(replay);
}

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
	reset();
	begin_trace();
	start(1, "MSFT_Disk");
	ask(1, 1);
	result(1, 1, false);
	replay = open_trace();
	run_same(replay, &options);
	assert_int_equal(told.count, 2);
	assert_true(told.all[0].asked && told.all[0].question && told.all[0].inside);
	assert_int_equal(told.all[0].answer, 1);
	assert_int_equal(told.all[0].recorded_answer, 1);
	assert_false(told.all[1].question);
	assert_true(told.all[0].seq < told.all[1].seq && told.all[1].began >= told.all[0].began);
	seen.answer = MI_OperationCallback_ResponseType_No;
	assert_int_equal(mitrace_replay_run(replay, &callbacks, NULL), MITRACE_REPLAY_DIVERGED);
	assert_string_equal(the_difference(replay).recorded, "Yes");
	assert_string_equal(the_difference(replay).observed, "No");
	close_trace(replay);
}

static void build_manual(unsigned results)
{
	begin_trace();
	call_with(MITRACE__FUNCTION__MI_Session_EnumerateInstances, 1, MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS, 0, 0,
		  "MSFT_Disk");
	for (unsigned i = 0; i < results; i++) {
		result(1, (int)i, i + 1 < results);
		call_with(MITRACE__FUNCTION__MI_Operation_ResultAcknowledgement, 1, 0, 0, 0, NULL);
	}
}

static void *acknowledge_later(void *context)
{
	unsigned *count = context;

	for (unsigned i = 0; i < *count; i++) {
		while (sem_wait(&seen.waits) && errno == EINTR)
			continue;
		assert_int_equal(seen.acknowledge(&seen.held), MI_RESULT_OK);
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
	reset();
	build_manual(count);
	replay = open_trace();
	seen.hold = true;
	assert_int_equal(pthread_create(&thread, NULL, acknowledge_later, &count), 0);
	run_same(replay, &options);
	pthread_join(thread, NULL);
	assert_int_equal(seen.count, 5);
	assert_int_equal(told.count, 5);
	for (unsigned i = 0; i < 5; i++)
		assert_true(told.all[i].asked && told.all[i].settled > 0);
	close_trace(replay);
}

static void a_missing_acknowledgement_stalls_and_is_named(void **state)
{
	struct mitrace_replay_options options = {.size = sizeof(options), .stall = 50000000};
	struct mitrace_replay *replay;

	(void)state;
	for (unsigned results = 1; results <= 2; results++) { /* the last one, and one before it */
		reset();
		build_manual(results);
		replay = open_trace();
		seen.hold = true;
		assert_int_equal(mitrace_replay_run(replay, &callbacks, &options), MITRACE_REPLAY_STALLED);
		assert_non_null(strstr(the_difference(replay).observed, "acknowledgement"));
		seen.hold = false;
		run_same(replay, &options);
		close_trace(replay);
	}
}

static void what_the_recorded_client_cancelled_outside_is_cancelled(void **state)
{
	struct mitrace_replay *replay;

	(void)state;
	reset();
	begin_trace();
	start(1, "MSFT_Disk");
	result(1, 0, true);
	result(1, 1, true);
	call_with(MITRACE__FUNCTION__MI_Operation_Cancel, 1, 0, 0, 0, NULL);
	result(1, -1, false);
	start(2, "MSFT_Never"); /* nothing comes before its cancel */
	call_with(MITRACE__FUNCTION__MI_Operation_Close, 2, 0, 0, 0, NULL);
	result(2, -1, false);
	start(3, "MSFT_Open"); /* the recording ends in it */
	result(3, 5, true);
	replay = open_trace();
	run_same(replay, NULL);
	assert_int_equal(seen.finals, 3);
	close_trace(replay);
}

static void what_was_cancelled_in_a_callback_is_left_to_it(void **state)
{
	static const struct inside cancel = {MITRACE__FUNCTION__MI_Operation_Cancel, 1, 0, NULL};
	struct mitrace_replay *replay;

	(void)state;
	reset();
	begin_trace();
	start(1, "MSFT_Disk");
	callback(1, 2, MITRACE__CALLBACK_KIND__MI_OperationCallbacks_instanceResult, 3, true, cancel);
	result(1, -1, false);
	replay = open_trace();
	seen.cancel_at = 3;
	run_same(replay, NULL);
	seen.cancel_at = -1;
	assert_int_equal(mitrace_replay_run(replay, &callbacks, NULL), MITRACE_REPLAY_DIVERGED);
	assert_string_equal(the_difference(replay).what, "a callback cancelled or closed the operation");
	assert_null(the_difference(replay).observed);
	close_trace(replay);
}

static void a_cancel_that_was_not_recorded_is_a_difference(void **state)
{
	struct mitrace_replay *replay;

	(void)state;
	reset();
	begin_trace();
	start(1, "MSFT_Disk");
	for (int i = 0; i < 100; i++)
		result(1, i, i < 99);
	replay = open_trace();
	seen.cancel_at = 0;
	assert_int_equal(mitrace_replay_run(replay, &callbacks, NULL), MITRACE_REPLAY_DIVERGED);
	assert_string_equal(the_difference(replay).what, "the client cancelled or closed the operation");
	assert_true(seen.count < 100);
	close_trace(replay);
}

static void operations_started_in_callbacks_are_answered_from_the_trace(void **state)
{
	static const struct inside nested = {MITRACE__FUNCTION__MI_Session_EnumerateInstances, 2, 0, "MSFT_Part"};
	struct mitrace_replay_operation operation;
	struct mitrace_replay *replay;

	(void)state;
	begin_trace();
	start(1, "MSFT_Disk");
	callback(1, 2, MITRACE__CALLBACK_KIND__MI_OperationCallbacks_instanceResult, 3, false, nested);
	result(2, 1, true);
	result(2, 2, false);
	replay = open_trace();
	assert_int_equal(mitrace_replay_get(replay, 1, &operation), 0);
	assert_false(operation.chosen);
	assert_true(operation.within);
	reset();
	seen.start = "MSFT_Part";
	run_same(replay, NULL);
	assert_int_equal(seen.messages, 2);
	reset();
	assert_int_equal(mitrace_replay_run(replay, &callbacks, NULL), MITRACE_REPLAY_DIVERGED);
	assert_string_equal(the_difference(replay).what, "a callback started an operation");
	assert_non_null(strstr(the_difference(replay).recorded, "MSFT_Part"));
	/* By itself it is run. */
	reset();
	assert_int_equal(mitrace_replay_choose(replay, "class=MSFT_Part"), 1);
	run_same(replay, NULL);
	assert_int_equal(seen.count, 2);
	close_trace(replay);
}

static void what_callbacks_ask_and_was_not_recorded_is_a_difference(void **state)
{
	struct mitrace_replay_difference difference;
	struct mitrace_replay *replay;

	(void)state;
	reset();
	begin_trace();
	start(1, "MSFT_Disk");
	result(1, 1, false);
	replay = open_trace();
	seen.start = "MSFT_Other";
	assert_int_equal(mitrace_replay_run(replay, &callbacks, NULL), MITRACE_REPLAY_DIVERGED);
	difference = the_difference(replay);
	assert_string_equal(difference.what, "a callback asked for what was not recorded");
	assert_non_null(strstr(difference.observed, "MSFT_Other"));
	assert_int_equal(seen.code, MI_RESULT_FAILED);
	close_trace(replay);
}

static void events_without_a_callback_are_a_difference(void **state)
{
	static const MI_OperationCallbacks deaf = {.callbackContext = &seen, .instanceResult = on_instance};
	struct mitrace_replay *replay;

	(void)state;
	reset();
	begin_trace();
	start(1, "MSFT_Disk");
	callback(1, 2, MITRACE__CALLBACK_KIND__MI_OperationCallbacks_writeMessage, -1, true, (struct inside){0});
	result(1, 1, false);
	replay = open_trace();
	assert_int_equal(mitrace_replay_run(replay, &deaf, NULL), MITRACE_REPLAY_DIVERGED);
	assert_string_equal(the_difference(replay).what, "some events had no callback to go to");
	assert_string_equal(the_difference(replay).recorded, "2");
	assert_string_equal(the_difference(replay).observed, "1");
	close_trace(replay);
}

static void operations_run_side_by_side_only_where_they_did(void **state)
{
	struct mitrace_replay *replay;

	(void)state;
	reset();
	begin_trace();
	start(1, "MSFT_Disk");
	start(2, "MSFT_Disk");
	result(1, 1, true);
	callback(2, 3, MITRACE__CALLBACK_KIND__MI_OperationCallbacks_instanceResult, 2, true, (struct inside){0});
	result(1, 3, false);
	callback(2, 3, MITRACE__CALLBACK_KIND__MI_OperationCallbacks_instanceResult, 4, false, (struct inside){0});
	start(3, "MSFT_Disk");
	result(3, 5, false);
	replay = open_trace();
	run_same(replay, NULL);
	assert_int_equal(seen.count, 5);
	assert_int_equal(seen.numbers[4], 5);
	for (int i = 0; i < 4; i++)
		for (int j = 0; j < 4; j++)
			assert_int_equal(!pthread_equal(seen.threads[i], seen.threads[j]),
					 seen.numbers[i] % 2 != seen.numbers[j] % 2);
	close_trace(replay);
}

static void faults_go_to_callbacks_too(void **state)
{
	struct mitrace_replay_options options = {.size = sizeof(options),
						 .faults = "op=EnumerateInstances:fail=ACCESS_DENIED@1"};
	struct mitrace_replay *replay;

	(void)state;
	reset();
	begin_trace();
	start(1, "MSFT_Disk");
	result(1, 1, true);
	result(1, 2, false);
	replay = open_trace();
	run_same(replay, &options);
	assert_int_equal(seen.count, 2);
	assert_int_equal(seen.code, MI_RESULT_ACCESS_DENIED);
	close_trace(replay);
}

static void *run_many(void *context)
{
	struct mitrace_replay *replay;
	char *file = context;

	if (mitrace_replay_open(file, &replay))
		return (void *)(uintptr_t) "cannot open";
	for (int i = 0; i < 20; i++) {
		static MI_OperationCallbacks quiet = {.instanceResult = on_nested};

		if (mitrace_replay_run(replay, &quiet, NULL) != MITRACE_REPLAY_SAME)
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
	reset();
	begin_trace();
	for (uint64_t op = 1; op <= 8; op++)
		start(op, "MSFT_Disk");
	for (uint64_t op = 1; op <= 8; op++) {
		result(op, 1, true);
		result(op, 2, false);
	}
	replay = open_trace();
	for (int i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, run_many, path), 0);
	for (int i = 0; i < 4; i++) {
		pthread_join(threads[i], &wrong);
		if (wrong)
			fail_msg("%s", (char *)wrong);
	}
	close_trace(replay);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(results_come_in_order_and_again_in_the_next_run),
		cmocka_unit_test(a_filter_chooses_operations),
		cmocka_unit_test(bad_arguments_are_told),
		cmocka_unit_test(answers_are_compared),
		cmocka_unit_test(acknowledgements_may_come_later_from_another_thread),
		cmocka_unit_test(a_missing_acknowledgement_stalls_and_is_named),
		cmocka_unit_test(what_the_recorded_client_cancelled_outside_is_cancelled),
		cmocka_unit_test(what_was_cancelled_in_a_callback_is_left_to_it),
		cmocka_unit_test(a_cancel_that_was_not_recorded_is_a_difference),
		cmocka_unit_test(operations_started_in_callbacks_are_answered_from_the_trace),
		cmocka_unit_test(what_callbacks_ask_and_was_not_recorded_is_a_difference),
		cmocka_unit_test(events_without_a_callback_are_a_difference),
		cmocka_unit_test(operations_run_side_by_side_only_where_they_did),
		cmocka_unit_test(faults_go_to_callbacks_too),
		cmocka_unit_test(replays_run_beside_each_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
