/* The walk and the tracker under it: nesting, durations, operations, and what is in flight at the end. */
#include <stdlib.h>
#include <string.h>

#include "trace_build.h"
#include "unit.h"
#include "walk.h"

struct seen {
	unsigned headers, schemas, begins, ends, callbacks, in_flight, unfinished, results;
	uint64_t duration, last_session;
	unsigned depth, indent;
};

static int on_header(void *context, const struct mtr_event_view *event)
{
	struct seen *seen = context;

	assert_int_equal(seen->begins, 0); /* first of all */
	assert_non_null(event->packet->header);
	seen->headers++;
	return 0;
}

static int on_schema(void *context, const struct mtr_event_view *event)
{
	(void)event;
	((struct seen *)context)->schemas++;
	return 0;
}

static int on_begin(void *context, const struct mtr_event_view *event)
{
	struct seen *seen = context;

	seen->begins++;
	seen->depth = event->tracked->open->depth;
	seen->indent = event->tracked->open->indent;
	return 0;
}

static int on_end(void *context, const struct mtr_event_view *event)
{
	struct seen *seen = context;

	seen->ends++;
	assert_true(event->tracked->ends);
	seen->duration = event->tracked->duration;
	return 0;
}

static int on_callback(void *context, const struct mtr_event_view *event)
{
	struct seen *seen = context;

	seen->callbacks++;
	seen->last_session = event->tracked->session;
	seen->indent = event->tracked->open->indent;
	if (event->tracked->op)
		seen->results = (unsigned)event->tracked->op->results;
	return 0;
}

static int on_in_flight(void *context, const struct mtr_open *open)
{
	(void)open;
	((struct seen *)context)->in_flight++;
	return 0;
}

static int on_unfinished(void *context, const struct mtr_op *op)
{
	(void)op;
	((struct seen *)context)->unfinished++;
	return 0;
}

static const struct mtr_walk_hooks hooks = {
	.header = on_header,
	.schema = on_schema,
	.call_begin = on_begin,
	.call_end = on_end,
	.callback_begin = on_callback,
	.in_flight = on_in_flight,
	.unfinished = on_unfinished,
};

static struct seen walk(const struct trace_build *build)
{
	struct mtr_reader *reader = NULL;
	struct seen seen = {0};

	assert_int_equal(mtr_reader_open_memory(build->data, build->size, NULL, &reader), 0);
	assert_int_equal(mtr_walk(reader, NULL, &hooks, &seen), 0);
	mtr_reader_close(reader);
	return seen;
}

static void test_a_whole_trace_leaves_nothing_in_flight(void **state)
{
	struct trace_build build;
	struct seen seen;

	(void)state;
	build_sample(&build, 3, 4);
	seen = walk(&build);
	assert_int_equal(seen.headers, 1);
	assert_int_equal(seen.schemas, 1); /* the repeats of later frames are not told */
	assert_int_equal(seen.begins, 1 + 3 * 2);
	assert_int_equal(seen.ends, seen.begins);
	assert_int_equal(seen.callbacks, 3 * 4);
	assert_int_equal(seen.results, 4);
	assert_int_equal(seen.last_session, 1); /* which the callback does not say itself */
	assert_int_equal(seen.indent, 0);
	assert_int_equal(seen.in_flight, 0);
	assert_int_equal(seen.unfinished, 0);
	build_end(&build);
}

static void build_call(struct trace_build *build, uint32_t thread, uint64_t parent, uint64_t operation)
{
	Mitrace__Packet packet;
	Mitrace__Call call = MITRACE__CALL__INIT;

	build_event(build, &packet, MITRACE__PACKET__BODY_CALL_BEGIN, thread, parent);
	packet.call_begin = &call;
	call.has_function = 1;
	call.function = MITRACE__FUNCTION__MI_Session_Invoke;
	call.has_operation = operation != 0;
	call.operation = operation;
	build_packet(build, &packet);
}

static void build_return(struct trace_build *build, uint32_t thread, uint64_t begin)
{
	Mitrace__Packet packet;
	Mitrace__Call call = MITRACE__CALL__INIT;

	build_event(build, &packet, MITRACE__PACKET__BODY_CALL_END, thread, begin);
	packet.call_end = &call;
	build_packet(build, &packet);
}

static void test_durations_leave_out_the_recorders_own_time(void **state)
{
	struct trace_build build;
	struct seen seen;

	(void)state;
	build_begin(&build);
	build_header(&build);
	build_call(&build, 1, 0, 0); /* 1 */
	build_call(&build, 2, 0, 0); /* 2, on another thread: does not count */
	build_call(&build, 1, 1, 0); /* 3, within 1 */
	build_return(&build, 1, 3);  /* 4 */
	build_return(&build, 1, 1);  /* 5 */
	build_frame(&build);
	seen = walk(&build);
	/* From 1 to 5 are 4000 ns; events 1, 3 and 4 cost 100 each. */
	assert_int_equal(seen.duration, 3700);
	assert_int_equal(seen.depth, 1);
	assert_int_equal(seen.in_flight, 1);
	build_end(&build);
}

static void test_operations_that_are_not_over_are_told(void **state)
{
	struct trace_build build;

	(void)state;
	build_begin(&build);
	build_header(&build);
	build_call(&build, 1, 0, 1);
	build_return(&build, 1, 1);
	build_frame(&build);
	assert_int_equal(walk(&build).unfinished, 1);
	assert_int_equal(walk(&build).in_flight, 0);
	build_end(&build);
}

static int stop(void *context, const struct mtr_event_view *event)
{
	(void)context;
	return event->packet->seq == 5 ? -4711 : 0;
}

static void test_what_a_hook_returns_ends_the_walk(void **state)
{
	const struct mtr_walk_hooks stopping = {.callback_begin = stop};
	struct mtr_reader *reader = NULL;
	struct trace_build build;

	(void)state;
	build_sample(&build, 3, 4);
	assert_int_equal(mtr_reader_open_memory(build.data, build.size, NULL, &reader), 0);
	assert_int_equal(mtr_walk(reader, NULL, &stopping, NULL), -4711);
	mtr_reader_close(reader);
	build_end(&build);
}

static void test_operations_that_never_end_take_bounded_memory(void **state)
{
	enum {
		OPERATIONS = 100000
	};
	struct trace_build build;
	struct seen seen;
	int i;

	(void)state;
	build_begin(&build);
	build_header(&build);
	for (i = 0; i < OPERATIONS; i++)
		build_call(&build, 1, 0, (uint64_t)i + 1);
	build_frame(&build);
	seen = walk(&build);
	assert_int_equal(seen.begins, OPERATIONS);
	assert_true(seen.in_flight < OPERATIONS / 2);
	assert_true(seen.unfinished < OPERATIONS / 2);
	build_end(&build);
}

static unsigned asked, not_asked, over;

static int on_any(void *context, const struct mtr_event_view *event)
{
	(void)context;
	*(event->asked ? &asked : &not_asked) += 1;
	return 0;
}

static void on_over(void *context, struct mtr_op *op)
{
	(void)context;
	(void)op;
	over++;
}

/* Who judges operations as a whole must see all of them, whatever part is asked about. */
static void test_a_sink_may_see_everything_and_be_told_what_was_asked_for(void **state)
{
	const struct mtr_walk_hooks every = {
		.call_begin = on_any, .callback_begin = on_any, .op_over = on_over, .everything = true};
	struct mtr_filter *filter = NULL;
	struct mtr_reader *reader = NULL;
	struct trace_build build;

	(void)state;
	asked = not_asked = over = 0;
	build_sample(&build, 3, 4);
	assert_int_equal(mtr_reader_open_memory(build.data, build.size, NULL, &reader), 0);
	assert_int_equal(mtr_filter_new(&filter), 0);
	assert_int_equal(mtr_filter_add(filter, MTR_FILTER_OP, "2"), 0);
	assert_int_equal(mtr_filter_add(filter, MTR_FILTER_SEQ, "-30"), 0);
	assert_int_equal(mtr_walk(reader, filter, &every, NULL), 0);
	assert_int_equal(asked, 2 + 4);
	assert_int_equal(asked + not_asked, 1 + 3 * (2 + 4));
	assert_int_equal(over, 3);
	mtr_filter_free(filter);
	mtr_reader_close(reader);
	build_end(&build);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_whole_trace_leaves_nothing_in_flight),
		cmocka_unit_test(test_durations_leave_out_the_recorders_own_time),
		cmocka_unit_test(test_operations_that_are_not_over_are_told),
		cmocka_unit_test(test_what_a_hook_returns_ends_the_walk),
		cmocka_unit_test(test_operations_that_never_end_take_bounded_memory),
		cmocka_unit_test(test_a_sink_may_see_everything_and_be_told_what_was_asked_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
