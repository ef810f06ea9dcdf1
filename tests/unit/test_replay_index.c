/* The scan finds sessions, operations and their steps, and every packet again. */
#include "unit.h"

#include <string.h>

#include "replay_trace.h"

static void operations_have_their_results_in_order_and_the_last_one_is_final(void **state)
{
	struct trace_build build = {0};
	struct replay_trace t;

	(void)state;
	build_sample(&build, 3, 5);
	replay_trace_open(&t, &build);
	assert_int_equal(t.index.nr_sessions, 1);
	assert_false(t.index.sessions[0].failed);
	assert_int_equal(t.index.nr_ops, 3);
	assert_true(t.index.finished);
	for (unsigned i = 0; i < 3; i++) {
		const struct recorded_op *op = &t.index.ops[i];
		unsigned given = 0;

		assert_true(op->final);
		assert_false(op->failed_start);
		assert_int_equal(op->session, 0);
		assert_true(op->key == t.index.ops[0].key);
		for (unsigned j = 0; j < op->steps.count; j++) {
			if (!replay_step_delivers(&op->steps.at[j]))
				continue;
			given++;
			assert_int_equal(op->steps.at[j].final, given == 5);
			assert_int_equal(op->steps.at[j].kind, REPLAY_STEP_CALLBACK);
		}
		assert_int_equal(given, 5);
	}
	replay_trace_close(&t);
	build_end(&build);
}

/* The number in the n-th result of an operation. */
static uint64_t number_of(struct replay_trace *t, unsigned op, unsigned n)
{
	const struct replay_steps *steps = &t->index.ops[op].steps;
	const Mitrace__Packet *packet;
	struct mtr_arena arena;
	uint64_t number = UINT64_MAX;

	mtr_arena_begin(&arena, 1 << 20);
	for (unsigned i = 0; i < steps->count; i++) {
		if (!replay_step_delivers(&steps->at[i]) || n--)
			continue;
		assert_int_equal(replay_store_get(t->store, replay_step_place(&steps->at[i]), &arena, &packet), 0);
		assert_non_null(replay_store_class(t->store, packet->callback_begin->instance));
		number = packet->callback_begin->instance->value[1]->unsigned_;
	}
	mtr_arena_end(&arena);
	return number;
}

static void packets_are_found_again_in_any_order_with_more_frames_than_are_kept(void **state)
{
	struct trace_build build = {0};
	struct replay_trace t;

	(void)state;
	build_sample(&build, 100, 7);
	replay_trace_open(&t, &build);
	for (unsigned i = 0; i < 2000; i++) {
		unsigned op = i * 37 % 100, result = i * 5 % 7;

		assert_int_equal(number_of(&t, op, result), result);
	}
	replay_trace_close(&t);
	build_end(&build);
}

/* Begins a call inside the event @parent; returns its seq. */
static uint64_t begin_call_within(struct trace_build *build, Mitrace__Function function, uint64_t operation,
				  uint32_t thread, uint64_t parent)
{
	Mitrace__Packet packet;
	Mitrace__Call call = MITRACE__CALL__INIT;

	build_event(build, &packet, MITRACE__PACKET__BODY_CALL_BEGIN, thread, parent);
	packet.call_begin = &call;
	call.has_function = call.has_operation = call.has_callbacks = 1;
	call.function = function;
	call.operation = operation;
	call.callbacks = 0x10;
	build_packet(build, &packet);
	return build->seq;
}

static uint64_t begin_call(struct trace_build *build, Mitrace__Function function, uint64_t operation, uint32_t thread)
{
	return begin_call_within(build, function, operation, thread, 0);
}

static void end_call(struct trace_build *build, uint64_t begin, uint32_t thread)
{
	Mitrace__Packet packet;
	Mitrace__Call call = MITRACE__CALL__INIT;

	build_event(build, &packet, MITRACE__PACKET__BODY_CALL_END, thread, begin);
	packet.call_end = &call;
	build_packet(build, &packet);
}

static void give_result(struct trace_build *build, uint64_t operation, uint32_t thread, bool more, const char *message)
{
	Mitrace__Packet packet;
	Mitrace__Callback callback = MITRACE__CALLBACK__INIT;

	build_event(build, &packet, MITRACE__PACKET__BODY_CALLBACK_BEGIN, thread, 0);
	packet.callback_begin = &callback;
	callback.has_kind = callback.has_operation = callback.has_more_results = 1;
	callback.kind = MITRACE__CALLBACK_KIND__MI_OperationCallbacks_instanceResult;
	callback.operation = operation;
	callback.more_results = more;
	callback.has_error_message = message != NULL;
	if (message)
		callback.error_message = build_text(message);
	if (message && strlen(message) > 1000)
		build_chunked(build, &packet, 500);
	else
		build_packet(build, &packet);
}

static void a_cancel_stands_between_what_came_before_and_after_it(void **state)
{
	static const enum replay_step_kind want[] = {REPLAY_STEP_STARTED, REPLAY_STEP_CALLBACK, REPLAY_STEP_CANCEL,
						     REPLAY_STEP_CALLBACK};
	struct trace_build build = {0};
	struct replay_trace t;
	uint64_t begin;

	(void)state;
	build_begin(&build);
	build_header(&build);
	begin = begin_call(&build, MITRACE__FUNCTION__MI_Session_EnumerateInstances, 1, 1);
	end_call(&build, begin, 1);
	give_result(&build, 1, 2, true, NULL);
	begin_call(&build, MITRACE__FUNCTION__MI_Operation_Close, 1, 1);
	give_result(&build, 1, 2, false, NULL);
	begin_call(&build, MITRACE__FUNCTION__MI_Operation_Close, 1, 1);
	build_frame(&build);
	replay_trace_open(&t, &build);
	assert_int_equal(t.index.ops[0].steps.count, 4);
	for (unsigned i = 0; i < 4; i++)
		assert_int_equal(t.index.ops[0].steps.at[i].kind, want[i]);
	replay_trace_close(&t);
	build_end(&build);
}

static void threads_that_ran_side_by_side_have_lanes_of_their_own_and_successors_share_one(void **state)
{
	struct trace_build build = {0};
	struct replay_trace t;

	(void)state;
	build_begin(&build);
	build_header(&build);
	for (uint64_t op = 1; op <= 3; op++)
		end_call(&build, begin_call(&build, MITRACE__FUNCTION__MI_Session_EnumerateInstances, op, 1), 1);
	give_result(&build, 1, 2, true, NULL);
	give_result(&build, 2, 3, true, NULL);
	give_result(&build, 1, 2, false, NULL);
	give_result(&build, 2, 3, false, NULL);
	give_result(&build, 3, 4, false, NULL);
	build_frame(&build);
	replay_trace_open(&t, &build);
	for (unsigned op = 0; op < 3; op++) {
		const struct replay_steps *steps = &t.index.ops[op].steps;

		assert_int_equal(replay_index_lane(&t.index, steps->at[steps->count - 1].thread), op == 1 ? 1 : 0);
	}
	replay_trace_close(&t);
	build_end(&build);
}

static void what_came_inside_the_starting_call_is_told_apart(void **state)
{
	struct trace_build build = {0};
	struct replay_trace t;
	uint64_t begin;

	(void)state;
	build_begin(&build);
	build_header(&build);
	begin = begin_call(&build, MITRACE__FUNCTION__MI_Session_EnumerateInstances, 1, 1);
	give_result(&build, 1, 1, true, NULL);
	give_result(&build, 1, 2, true, NULL);
	end_call(&build, begin, 1);
	give_result(&build, 1, 1, false, NULL);
	build_frame(&build);
	replay_trace_open(&t, &build);
	assert_int_equal(t.index.ops[0].steps.at[0].thread, REPLAY_THREAD_CALLER);
	assert_true(t.index.ops[0].steps.at[1].thread != REPLAY_THREAD_CALLER);
	assert_true(t.index.ops[0].steps.at[3].thread != REPLAY_THREAD_CALLER);
	replay_trace_close(&t);
	build_end(&build);
}

/* Inside the starting call, with the client's own handle and nothing to acknowledge; answers the recording. */
static void give_within_start(struct trace_build *build, uint64_t operation, bool more, uint32_t result)
{
	Mitrace__Packet packet;
	Mitrace__Callback callback = MITRACE__CALLBACK__INIT;

	build_event(build, &packet, MITRACE__PACKET__BODY_CALLBACK_BEGIN, 1, 0);
	packet.callback_begin = &callback;
	callback.has_kind = callback.has_operation = callback.has_more_results = callback.has_handle = 1;
	callback.has_result = 1;
	callback.kind = MITRACE__CALLBACK_KIND__MI_OperationCallbacks_instanceResult;
	callback.operation = operation;
	callback.more_results = more;
	callback.result = result;
	callback.handle = MITRACE__HANDLE_RELATION__RELATION_CLIENTS;
	build_packet(build, &packet);
}

static void only_an_error_that_comes_first_inside_the_starting_call_is_a_refusal(void **state)
{
	struct trace_build build = {0};
	struct replay_trace t;
	uint64_t begin;

	(void)state;
	build_begin(&build);
	build_header(&build);
	for (uint64_t op = 1; op <= 4; op++) {
		begin = begin_call(&build, MITRACE__FUNCTION__MI_Session_EnumerateInstances, op, 1);
		if (op <= 2)
			give_within_start(&build, op, true, 0);
		give_within_start(&build, op, false, op % 2 ? 0 : 4);
		end_call(&build, begin, 1);
	}
	build_frame(&build);
	replay_trace_open(&t, &build);
	for (unsigned op = 0; op < 4; op++) {
		assert_true(t.index.ops[op].final);
		assert_int_equal(t.index.ops[op].failed_start, op == 3);
	}
	replay_trace_close(&t);
	build_end(&build);
}

static void what_the_client_did_inside_a_callback_is_told_apart(void **state)
{
	struct trace_build build = {0};
	struct replay_trace t;
	uint64_t begin, callback;

	(void)state;
	build_begin(&build);
	build_header(&build);
	end_call(&build, begin_call(&build, MITRACE__FUNCTION__MI_Session_EnumerateInstances, 1, 1), 1);
	give_result(&build, 1, 2, true, NULL);
	callback = build.seq;
	begin = begin_call_within(&build, MITRACE__FUNCTION__MI_Session_EnumerateInstances, 2, 2, callback);
	begin_call_within(&build, MITRACE__FUNCTION__MI_Operation_Cancel, 1, 2, callback);
	end_call(&build, begin, 2);
	begin_call(&build, MITRACE__FUNCTION__MI_Operation_Cancel, 2, 1);
	build_frame(&build);
	replay_trace_open(&t, &build);
	assert_int_equal(t.index.ops[0].within, REPLAY_NO_OP);
	assert_int_equal(t.index.ops[1].within, 0);
	assert_true(t.index.ops[0].steps.at[2].inside);
	assert_false(t.index.ops[1].steps.at[1].inside);
	assert_true(t.index.ops[1].last_seq == build.seq);
	replay_trace_close(&t);
	build_end(&build);
}

static void a_packet_in_chunks_is_put_together_again_and_its_tokens_are_counted(void **state)
{
	struct trace_build build = {0};
	const Mitrace__Packet *packet;
	struct replay_trace t;
	struct mtr_arena arena;
	static char message[5000];

	(void)state;
	memset(message, 'x', sizeof(message) - 1);
	memcpy(message + 100, "mtr-redacted-C-0123456789abcdef0123456789abcdef", 47);
	memcpy(message + 700, "mtr-redacted-C-0123456789abcdef0123456789abcdef", 47);
	build_begin(&build);
	build_header(&build);
	end_call(&build, begin_call(&build, MITRACE__FUNCTION__MI_Session_EnumerateInstances, 1, 1), 1);
	give_result(&build, 1, 2, false, message);
	build_frame(&build);
	replay_trace_open(&t, &build);
	assert_int_equal(t.index.ops[0].redacted, 2);
	mtr_arena_begin(&arena, 1 << 20);
	assert_int_equal(replay_store_get(t.store, replay_step_place(&t.index.ops[0].steps.at[1]), &arena, &packet), 0);
	assert_int_equal(packet->callback_begin->error_message.len, sizeof(message) - 1);
	assert_memory_equal(packet->callback_begin->error_message.data, message, sizeof(message) - 1);
	mtr_arena_end(&arena);
	replay_trace_close(&t);
	build_end(&build);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(operations_have_their_results_in_order_and_the_last_one_is_final),
		cmocka_unit_test(packets_are_found_again_in_any_order_with_more_frames_than_are_kept),
		cmocka_unit_test(a_cancel_stands_between_what_came_before_and_after_it),
		cmocka_unit_test(threads_that_ran_side_by_side_have_lanes_of_their_own_and_successors_share_one),
		cmocka_unit_test(what_came_inside_the_starting_call_is_told_apart),
		cmocka_unit_test(only_an_error_that_comes_first_inside_the_starting_call_is_a_refusal),
		cmocka_unit_test(what_the_client_did_inside_a_callback_is_told_apart),
		cmocka_unit_test(a_packet_in_chunks_is_put_together_again_and_its_tokens_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
