/* Two runs that did the same have one canonical form, whatever turns their threads took. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "canonical.h"
#include "trace_build.h"
#include "unit.h"

/* What differs between runs. */
struct run {
	uint64_t session, operations[2]; /* numbers the recorder gave */
	uint32_t client, io;             /* threads */
	uint64_t base;                   /* time, and addresses */
	uint64_t schema;
	bool callbacks_first; /* results come before the start has returned */
	bool interleaved;     /* results of the second operation come between those of the first */
	uint32_t values[2];   /* what the results say */
	bool late_final;      /* the last result comes after the operation was closed, and that handle was used again */
};

static uint64_t start_in(struct trace_build *b, const struct run *run, int op, uint32_t thread, uint64_t parent)
{
	Mitrace__Packet packet;
	Mitrace__Call call = MITRACE__CALL__INIT;

	build_event(b, &packet, MITRACE__PACKET__BODY_CALL_BEGIN, thread, parent);
	packet.call_begin = &call;
	call.has_function = call.has_session = call.has_operation = call.has_class_name = call.has_callbacks = 1;
	call.has_caller = 1;
	call.caller = run->base + 17;
	call.function = MITRACE__FUNCTION__MI_Session_EnumerateInstances;
	call.session = run->session;
	call.operation = run->operations[op];
	call.class_name = build_text("MSFT_Disk");
	call.callbacks = 0x10;
	build_packet(b, &packet);
	return b->seq;
}

static uint64_t start(struct trace_build *b, const struct run *run, int op)
{
	return start_in(b, run, op, run->client, 0);
}

static void returned(struct trace_build *b, const struct run *run, Mitrace__Function function, uint64_t begin,
		     uint32_t thread)
{
	Mitrace__Packet packet;
	Mitrace__Call call = MITRACE__CALL__INIT;

	build_event(b, &packet, MITRACE__PACKET__BODY_CALL_END, thread, begin);
	packet.call_end = &call;
	call.has_function = 1;
	call.function = function;
	call.has_reserved1 = 1;
	call.reserved1 = run->base + 99;
	build_packet(b, &packet);
}

static void result(struct trace_build *b, const struct run *run, int op, bool more)
{
	Mitrace__Packet packet;
	Mitrace__Callback callback = MITRACE__CALLBACK__INIT, end = MITRACE__CALLBACK__INIT;
	Mitrace__Instance instance = MITRACE__INSTANCE__INIT;
	Mitrace__Value value = MITRACE__VALUE__INIT, *values[] = {&value};
	uint64_t begin;

	build_event(b, &packet, MITRACE__PACKET__BODY_CALLBACK_BEGIN, run->io, 0);
	begin = b->seq;
	packet.callback_begin = &callback;
	callback.has_kind = callback.has_operation = callback.has_more_results = callback.has_answerable = 1;
	callback.kind = MITRACE__CALLBACK_KIND__MI_OperationCallbacks_instanceResult;
	callback.operation = run->operations[op];
	callback.more_results = more;
	callback.answerable = 1;
	callback.instance = &instance;
	instance.has_schema = 1;
	instance.schema = run->schema;
	instance.n_value = 1;
	instance.value = values;
	value.has_unsigned_ = 1;
	value.unsigned_ = run->values[op];
	build_packet(b, &packet);
	{
		Mitrace__Call call = MITRACE__CALL__INIT;

		build_event(b, &packet, MITRACE__PACKET__BODY_CALL_BEGIN, run->io, begin);
		packet.call_begin = &call;
		call.has_function = call.has_operation = call.has_answers = 1;
		call.function = MITRACE__FUNCTION__MI_Operation_ResultAcknowledgement;
		call.operation = run->operations[op];
		call.answers = begin;
		build_packet(b, &packet);
		returned(b, run, call.function, b->seq, run->io);
	}
	build_event(b, &packet, MITRACE__PACKET__BODY_CALLBACK_END, run->io, begin);
	packet.callback_end = &end;
	build_packet(b, &packet);
}

static void use(struct trace_build *b, const struct run *run, int op, Mitrace__Function function,
		Mitrace__HandleState state)
{
	Mitrace__Packet packet;
	Mitrace__Call call = MITRACE__CALL__INIT;

	build_event(b, &packet, MITRACE__PACKET__BODY_CALL_BEGIN, run->client, 0);
	packet.call_begin = &call;
	call.has_function = call.has_operation = 1;
	call.has_handle_state = state != MITRACE__HANDLE_STATE__HANDLE_KNOWN;
	call.function = function;
	call.operation = run->operations[op];
	call.handle_state = state;
	build_packet(b, &packet);
	returned(b, run, call.function, b->seq, run->client);
}

static void close_op(struct trace_build *b, const struct run *run, int op)
{
	use(b, run, op, MITRACE__FUNCTION__MI_Operation_Close, MITRACE__HANDLE_STATE__HANDLE_KNOWN);
}

static void cancel_closed(struct trace_build *b, const struct run *run, int op)
{
	use(b, run, op, MITRACE__FUNCTION__MI_Operation_Cancel, MITRACE__HANDLE_STATE__HANDLE_CLOSED);
}

/* A start that the library refused. */
static void start_failing(struct trace_build *b, const struct run *run, int op)
{
	Mitrace__Packet packet;
	Mitrace__Call call = MITRACE__CALL__INIT;
	uint64_t begin = start(b, run, op);

	build_event(b, &packet, MITRACE__PACKET__BODY_CALL_END, run->client, begin);
	packet.call_end = &call;
	call.has_function = call.has_table = call.has_operation = 1;
	call.function = MITRACE__FUNCTION__MI_Session_EnumerateInstances;
	call.table = MITRACE__TABLE__TABLE_FAILED;
	call.operation = run->operations[op];
	build_packet(b, &packet);
}

static char *read_canonical(struct trace_build *b)
{
	struct mtr_reader *reader = NULL;
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	build_frame(b);
	build_finish(b);
	assert_int_equal(mtr_reader_open_memory(b->data, b->size, NULL, &reader), 0);
	assert_int_equal(mtr_show_canonical(reader, NULL, out), 0);
	fclose(out);
	mtr_reader_close(reader);
	build_end(b);
	return text;
}

static void begin_trace(struct trace_build *b, const struct run *run)
{
	build_begin(b);
	build_header(b);
	build_schema(b, run->schema, "MSFT_Disk");
	b->time = run->base;
}

static char *canonical(const struct run *run)
{
	struct trace_build b;
	uint64_t first, second;

	begin_trace(&b, run);
	first = start(&b, run, 0);
	if (run->callbacks_first)
		result(&b, run, 0, true);
	returned(&b, run, MITRACE__FUNCTION__MI_Session_EnumerateInstances, first, run->client);
	if (!run->callbacks_first)
		result(&b, run, 0, true);
	second = start(&b, run, 1);
	if (!run->interleaved)
		result(&b, run, 0, false);
	result(&b, run, 1, true);
	returned(&b, run, MITRACE__FUNCTION__MI_Session_EnumerateInstances, second, run->client);
	if (run->interleaved)
		result(&b, run, 0, false);
	if (!run->late_final)
		result(&b, run, 1, false);
	close_op(&b, run, 0);
	close_op(&b, run, 1);
	cancel_closed(&b, run, 1);
	if (run->late_final)
		result(&b, run, 1, false);
	return read_canonical(&b);
}

static const struct run one = {1, {1, 2}, 1, 2, 1000, 1, false, false, {5, 6}, false};

static void test_equivalent_runs_are_the_same_byte_for_byte(void **state)
{
	static const struct run others[] = {
		{1, {1, 2}, 1, 2, 1000, 1, true, false, {5, 6}, false},
		{1, {1, 2}, 1, 2, 1000, 1, false, true, {5, 6}, false},
		{1, {1, 2}, 1, 2, 1000, 1, false, false, {5, 6}, true},
		{7, {90, 31}, 4, 1, 77777, 12, true, true, {5, 6}, true},
	};
	char *text = canonical(&one);
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(others) / sizeof(*others); i++) {
		char *other = canonical(&others[i]);

		assert_string_equal(text, other);
		free(other);
	}
	free(text);
}

static void test_what_differs_in_substance_differs(void **state)
{
	struct run other = one;
	char *text = canonical(&one), *changed;

	(void)state;
	other.values[1] = 7;
	changed = canonical(&other);
	assert_string_not_equal(text, changed);
	free(changed);
	free(text);
}

static void test_the_text_shows_operations_with_their_callbacks(void **state)
{
	static const char expected[] =
		"thread\n"
		"MI_Session_EnumerateInstances "
		"{\"session\":1,\"operation\":1,\"class_name\":\"MSFT_Disk\",\"callbacks\":16} = {}\n"
		"    > MI_OperationCallbacks_instanceResult {\"operation\":1,\"instance\":{\"class\":\"MSFT_Disk#";
	char *text = canonical(&one);

	(void)state;
	assert_memory_equal(text, expected, sizeof(expected) - 1);
	assert_non_null(strstr(text, "\n    MI_Operation_Close {\"operation\":1} = {}\n    2 acknowledged\n"));
	assert_non_null(strstr(text, "\nclass MSFT_Disk#"));
	assert_null(strstr(text, "caller"));
	assert_null(strstr(text, "\001"));
	free(text);
}

/* The first operation is over before or after the handle of one that was refused is used. */
static char *canonical_with_refused(bool over_before)
{
	struct trace_build b;

	begin_trace(&b, &one);
	returned(&b, &one, MITRACE__FUNCTION__MI_Session_EnumerateInstances, start(&b, &one, 0), one.client);
	close_op(&b, &one, 0);
	if (over_before)
		result(&b, &one, 0, false);
	start_failing(&b, &one, 1);
	use(&b, &one, 1, MITRACE__FUNCTION__MI_Operation_GetInstance, MITRACE__HANDLE_STATE__HANDLE_KNOWN);
	if (!over_before)
		result(&b, &one, 0, false);
	close_op(&b, &one, 1);
	return read_canonical(&b);
}

static void test_what_is_done_with_a_refused_operation_stands_under_it_whenever_others_end(void **state)
{
	char *before = canonical_with_refused(true), *after = canonical_with_refused(false);

	(void)state;
	assert_string_equal(before, after);
	assert_non_null(strstr(before, "\n    MI_Operation_GetInstance "));
	free(before);
	free(after);
}

/* ---- many operations, started in each other's callbacks, that end in any order */

enum {
	TREE = 60,
	ORDERS = 40,
};

static struct run run_of(int op)
{
	struct run run = one;

	run.operations[0] = (uint64_t)op + 1;
	run.values[0] = (uint32_t)op;
	return run;
}

/* @parent: -1 by the client itself; otherwise in a callback of that operation. */
static void start_tree_op(struct trace_build *b, int op, int parent)
{
	struct run run = run_of(op);
	Mitrace__Packet packet;
	Mitrace__Callback callback = MITRACE__CALLBACK__INIT, end = MITRACE__CALLBACK__INIT;
	uint64_t begin = 0, call;

	if (parent >= 0) {
		build_event(b, &packet, MITRACE__PACKET__BODY_CALLBACK_BEGIN, run.io, 0);
		begin = b->seq;
		packet.callback_begin = &callback;
		callback.has_kind = callback.has_operation = 1;
		callback.kind = MITRACE__CALLBACK_KIND__MI_OperationCallbacks_writeMessage;
		callback.operation = (uint64_t)parent + 1;
		build_packet(b, &packet);
	}
	call = start_in(b, &run, 0, parent >= 0 ? run.io : run.client, begin);
	returned(b, &run, MITRACE__FUNCTION__MI_Session_EnumerateInstances, call, parent >= 0 ? run.io : run.client);
	if (parent >= 0) {
		build_event(b, &packet, MITRACE__PACKET__BODY_CALLBACK_END, run.io, begin);
		packet.callback_end = &end;
		build_packet(b, &packet);
	}
}

static unsigned next_random(unsigned *state)
{
	*state = *state * 1103515245 + 12345;
	return *state >> 16;
}

/* Operations end in the order that @seed says; 0: as they were started. */
static char *canonical_tree(unsigned seed)
{
	struct trace_build b;
	unsigned shape = 7, state = seed;
	int order[TREE], i;

	begin_trace(&b, &one);
	for (i = 0; i < TREE; i++) {
		unsigned parent = next_random(&shape) % (unsigned)(i + 1);

		start_tree_op(&b, i, next_random(&shape) % 3 ? (int)parent - 1 : i - 1);
		order[i] = i;
	}
	for (i = TREE - 1; i > 0 && seed; i--) {
		int at = (int)(next_random(&state) % (unsigned)(i + 1)), other = order[i];

		order[i] = order[at];
		order[at] = other;
	}
	for (i = 0; i < TREE; i++) {
		struct run run = run_of(order[i]);

		result(&b, &run, 0, false);
		close_op(&b, &run, 0);
	}
	return read_canonical(&b);
}

static void test_in_which_order_operations_end_does_not_matter(void **state)
{
	char *text = canonical_tree(0);
	const char *at = text;

	(void)state;
	for (int i = 0; i < TREE; i++) {
		at = strstr(at, "MI_Session_EnumerateInstances {");
		assert_non_null(at);
		at++;
	}
	for (unsigned seed = 1; seed <= ORDERS; seed++) {
		char *other = canonical_tree(seed);

		if (strcmp(text, other) != 0)
			fail_msg("seed %u: the text differs", seed);
		free(other);
	}
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_equivalent_runs_are_the_same_byte_for_byte),
		cmocka_unit_test(test_what_differs_in_substance_differs),
		cmocka_unit_test(test_what_is_done_with_a_refused_operation_stands_under_it_whenever_others_end),
		cmocka_unit_test(test_in_which_order_operations_end_does_not_matter),
		cmocka_unit_test(test_the_text_shows_operations_with_their_callbacks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
