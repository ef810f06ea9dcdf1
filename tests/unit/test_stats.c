/* Statistics of traces whose every time is known. */
#include <stdlib.h>
#include <string.h>

#include "fail.h"
#include "stats_output.h"
#include "trace_build.h"
#include "unit.h"

/* Events at times of the test's choosing, each with 1 ns of the recorder's own unless it says otherwise. */
struct maker {
	struct trace_build build;
	uint64_t overhead;
};

static void put(struct maker *m, Mitrace__Packet *packet, uint64_t time)
{
	packet->time = time;
	packet->overhead = m->overhead;
	build_packet(&m->build, packet);
}

static uint64_t call(struct maker *m, uint64_t time, Mitrace__Function function, const char *class_name,
		     uint64_t operation, uint64_t answers)
{
	Mitrace__Call call = MITRACE__CALL__INIT;
	Mitrace__Packet packet;

	build_event(&m->build, &packet, MITRACE__PACKET__BODY_CALL_BEGIN, 1, 0);
	packet.call_begin = &call;
	call.has_function = 1;
	call.function = function;
	call.has_operation = operation != 0;
	call.operation = operation;
	call.has_session = 1;
	call.session = 1;
	call.has_answers = answers != 0;
	call.answers = answers;
	call.has_callbacks = class_name != NULL;
	call.callbacks = 1u << 4;
	if (class_name) {
		call.has_class_name = 1;
		call.class_name = build_text(class_name);
	}
	put(m, &packet, time);
	return packet.seq;
}

static void call_end(struct maker *m, uint64_t time, Mitrace__Function function, uint64_t begin, int64_t result)
{
	Mitrace__Call call = MITRACE__CALL__INIT;
	Mitrace__Packet packet;

	build_event(&m->build, &packet, MITRACE__PACKET__BODY_CALL_END, 1, begin);
	packet.call_end = &call;
	call.has_function = 1;
	call.function = function;
	call.has_result = result >= 0;
	call.result = (uint32_t)result;
	put(m, &packet, time);
}

static uint64_t result(struct maker *m, uint64_t time, uint64_t operation, bool more, uint32_t code)
{
	Mitrace__Callback callback = MITRACE__CALLBACK__INIT;
	Mitrace__Instance instance = MITRACE__INSTANCE__INIT;
	Mitrace__Packet packet;

	build_event(&m->build, &packet, MITRACE__PACKET__BODY_CALLBACK_BEGIN, 2, 0);
	packet.callback_begin = &callback;
	callback.has_kind = callback.has_operation = callback.has_answerable = callback.has_more_results = 1;
	callback.kind = MITRACE__CALLBACK_KIND__MI_OperationCallbacks_instanceResult;
	callback.operation = operation;
	callback.answerable = 1;
	callback.more_results = more;
	callback.has_result = 1;
	callback.result = code;
	callback.instance = code ? NULL : &instance;
	put(m, &packet, time);
	return packet.seq;
}

static void result_end(struct maker *m, uint64_t time, uint64_t begin)
{
	Mitrace__Callback callback = MITRACE__CALLBACK__INIT;
	Mitrace__Packet packet;

	build_event(&m->build, &packet, MITRACE__PACKET__BODY_CALLBACK_END, 2, begin);
	packet.callback_end = &callback;
	put(m, &packet, time);
}

/* Two results of an enumeration, the second one final with @code, and its close. Times are multiples of @unit. */
static void enumerate(struct maker *m, uint64_t op, const char *class_name, uint64_t unit, uint32_t code)
{
	const Mitrace__Function start = MITRACE__FUNCTION__MI_Session_EnumerateInstances;
	const Mitrace__Function ack = MITRACE__FUNCTION__MI_Operation_ResultAcknowledgement;
	const Mitrace__Function close = MITRACE__FUNCTION__MI_Operation_Close;
	uint64_t begin = call(m, unit, start, class_name, op, 0), first, second, answer;

	call_end(m, 2 * unit, start, begin, -1);
	first = result(m, 11 * unit, op, true, 0);
	result_end(m, 14 * unit, first);
	answer = call(m, 20 * unit, ack, NULL, op, first);
	call_end(m, 20 * unit + 1, ack, answer, 0);
	second = result(m, 25 * unit, op, false, code);
	answer = call(m, 26 * unit, ack, NULL, op, second);
	call_end(m, 26 * unit + 1, ack, answer, 0);
	result_end(m, 32 * unit, second);
	begin = call(m, 40 * unit, close, NULL, op, 0);
	call_end(m, 41 * unit, close, begin, 0);
}

static void begin_trace(struct maker *m)
{
	build_begin(&m->build);
	build_header(&m->build);
}

static void collect(struct stats *stats, struct maker *m, struct mtr_filter *filter, uint32_t number)
{
	struct mtr_reader *reader = NULL;

	build_frame(&m->build);
	assert_int_equal(mtr_reader_open_memory(m->build.data, m->build.size, NULL, &reader), 0);
	assert_int_equal(stats_collect(stats, reader, filter, number), 0);
	mtr_reader_close(reader);
	mtr_filter_free(filter);
	build_end(&m->build);
}

static const struct stats_group *find(const struct stats *stats, Mitrace__Function function, const char *class_name)
{
	for (size_t i = 0; i < stats->groups.nr; i++) {
		const struct stats_group *group = stats->groups.list[i];

		if (group->key.function == (int32_t)function &&
		    strcmp(group->key.class_name ? group->key.class_name : "", class_name) == 0)
			return group;
	}
	fail_msg("no group of function %d and class %s", function, class_name);
	return NULL;
}

static void expect_time(const struct stats_group *group, enum stats_time what, uint64_t count, uint64_t min,
			uint64_t max)
{
	const struct mtr_histogram *h = &group->times[what];

	if (h->count != count || h->min != min || h->max != max)
		fail_msg("%s: %llu from %llu to %llu", stats_time_names[what], (unsigned long long)h->count,
			 (unsigned long long)h->min, (unsigned long long)h->max);
}

static const unsigned op_class = STATS_BY_OP | STATS_BY_CLASS;

static void test_each_time_is_from_where_to_where_it_is_said_to_be(void **state)
{
	struct stats stats = {.groups.by = op_class};
	const struct stats_group *group;
	struct maker m = {.overhead = 0};

	(void)state;
	begin_trace(&m);
	enumerate(&m, 1, "A", 1000, 0);
	collect(&stats, &m, NULL, 0);
	group = find(&stats, MITRACE__FUNCTION__MI_Session_EnumerateInstances, "A");
	expect_time(group, STATS_FIRST, 1, 10000, 10000);
	expect_time(group, STATS_NEXT, 1, 5000, 5000); /* from the acknowledgement, which is later than the return */
	expect_time(group, STATS_CALLBACK, 2, 3000, 7000);
	expect_time(group, STATS_ACKNOWLEDGE, 2, 1000, 9000);
	expect_time(group, STATS_TOTAL, 1, 24000, 24000);
	assert_int_equal(group->count, 1);
	assert_int_equal(group->results, 2);
	assert_int_equal(group->errors, 0);
	assert_true(group->bytes > 40 && group->bytes < 200);
	group = find(&stats, MITRACE__FUNCTION__MI_Operation_Close, "A");
	expect_time(group, STATS_TOTAL, 1, 1000, 1000);
	assert_int_equal(stats.events, 12);
	assert_int_equal(stats.span, 40000);
	stats_groups_end(&stats.groups);
}

/* The same, 100 ns of each event being the recorder's. */
static void test_the_recorders_own_time_is_taken_off(void **state)
{
	struct stats stats = {.groups.by = op_class};
	const struct stats_group *group;
	struct maker m = {.overhead = 100};

	(void)state;
	begin_trace(&m);
	enumerate(&m, 1, "A", 1000, 0);
	collect(&stats, &m, NULL, 0);
	group = find(&stats, MITRACE__FUNCTION__MI_Session_EnumerateInstances, "A");
	expect_time(group, STATS_FIRST, 1, 10000 - 200, 10000 - 200);     /* begin and end of the start */
	expect_time(group, STATS_NEXT, 1, 5000 - 200, 5000 - 200);        /* the acknowledgement */
	expect_time(group, STATS_CALLBACK, 2, 3000 - 100, 7000 - 100);    /* its begin */
	expect_time(group, STATS_ACKNOWLEDGE, 2, 1000 - 100, 9000 - 200); /* ... and its end */
	expect_time(group, STATS_TOTAL, 1, 24000 - 600, 24000 - 600);
	assert_int_equal(stats.overhead, 1200);
	stats_groups_end(&stats.groups);
}

static void test_groups_of_several_traces_are_put_together(void **state)
{
	struct stats stats = {.groups.by = op_class};
	const struct stats_group *group;
	struct maker m = {.overhead = 0};

	(void)state;
	for (unsigned trace = 0; trace < 3; trace++) {
		begin_trace(&m);
		enumerate(&m, 1, "A", 1000 * (trace + 1), trace == 1 ? 6 : 0);
		enumerate(&m, 2, trace == 2 ? "B" : "A", 500, trace == 2 ? 5 : 0);
		collect(&stats, &m, NULL, trace);
	}
	group = find(&stats, MITRACE__FUNCTION__MI_Session_EnumerateInstances, "A");
	assert_int_equal(group->count, 5);
	assert_int_equal(group->errors, 1);
	assert_int_equal(group->nr_codes, 2);
	expect_time(group, STATS_TOTAL, 5, 12000, 72000);
	group = find(&stats, MITRACE__FUNCTION__MI_Session_EnumerateInstances, "B");
	assert_int_equal(group->errors, 1);
	assert_int_equal(group->results, 1); /* the failure brought none */
	assert_int_equal(stats.operations, 6);
	assert_int_equal(stats.errors, 2);
	stats_groups_sort(&stats.groups, NULL);
	assert_true(stats.groups.list[0]->times[STATS_TOTAL].sum == 24000 * 6 + 12000 * 2);
	stats_groups_sort(&stats.groups, "errors");
	assert_string_equal(stats.groups.list[0]->key.class_name, "A");
	assert_string_equal(stats.groups.list[1]->key.class_name, "B");
	stats_groups_end(&stats.groups);
}

static void test_an_operation_counts_as_a_whole_where_its_start_is_asked_for(void **state)
{
	struct stats stats = {.groups.by = op_class};
	struct mtr_filter *filter = NULL;
	const struct stats_group *group;
	struct maker m = {.overhead = 0};

	(void)state;
	assert_int_equal(mtr_filter_new(&filter), 0);
	assert_int_equal(mtr_filter_add(filter, MTR_FILTER_SEQ, "1"), 0);
	begin_trace(&m);
	enumerate(&m, 1, "A", 1000, 0);
	enumerate(&m, 2, "B", 1000, 0);
	collect(&stats, &m, filter, 0);
	assert_int_equal(stats.groups.nr, 1);
	group = find(&stats, MITRACE__FUNCTION__MI_Session_EnumerateInstances, "A");
	assert_int_equal(group->results, 2);
	expect_time(group, STATS_TOTAL, 1, 24000, 24000);
	stats_groups_end(&stats.groups);
}

static void test_what_has_no_end_is_told(void **state)
{
	struct stats stats = {.groups.by = op_class};
	const struct stats_group *group;
	struct maker m = {.overhead = 0};

	(void)state;
	begin_trace(&m);
	call(&m, 1000, MITRACE__FUNCTION__MI_Session_EnumerateInstances, "A", 1, 0);
	call(&m, 2000, MITRACE__FUNCTION__MI_Operation_Cancel, NULL, 1, 0);
	call(&m, 3000, MITRACE__FUNCTION__MI_Operation_Cancel, NULL, 1, 0);
	collect(&stats, &m, NULL, 0);
	group = find(&stats, MITRACE__FUNCTION__MI_Session_EnumerateInstances, "A");
	assert_int_equal(group->unfinished, 1);
	assert_int_equal(group->cancelled, 1);
	assert_int_equal(group->times[STATS_TOTAL].count, 0);
	stats_groups_end(&stats.groups);
}

static void test_too_many_groups_become_one(void **state)
{
	struct stats stats = {.groups.by = op_class};
	struct maker m = {.overhead = 0};
	const struct stats_group *last;
	char name[32];

	(void)state;
	begin_trace(&m);
	for (unsigned i = 0; i < 3 * STATS_GROUPS_MAX; i++) {
		snprintf(name, sizeof(name), "C%u", i);
		call(&m, i, MITRACE__FUNCTION__MI_Session_EnumerateInstances, name, i + 1, 0);
	}
	collect(&stats, &m, NULL, 0);
	assert_int_equal(stats.groups.nr, STATS_GROUPS_MAX + 1);
	stats_groups_sort(&stats.groups, "count");
	last = stats.groups.list[STATS_GROUPS_MAX]; /* though there are most of them */
	assert_true(last->others);
	assert_int_equal(last->count, 2 * STATS_GROUPS_MAX);
	stats_groups_end(&stats.groups);
}

static void test_what_to_group_by_is_read_or_refused(void **state)
{
	unsigned by = 0;

	(void)state;
	assert_int_equal(stats_by_parse("class,thread", &by), 0);
	assert_int_equal(by, STATS_BY_CLASS | STATS_BY_THREAD);
	assert_int_equal(stats_by_parse("class,", &by), -MTR_EUSAGE);
	assert_int_equal(stats_by_parse("Op", &by), -MTR_EUSAGE);
	assert_non_null(strstr(mtr_fail_text(), "'Op' is none of"));
	assert_int_equal(by, STATS_BY_CLASS | STATS_BY_THREAD);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_time_is_from_where_to_where_it_is_said_to_be),
		cmocka_unit_test(test_the_recorders_own_time_is_taken_off),
		cmocka_unit_test(test_groups_of_several_traces_are_put_together),
		cmocka_unit_test(test_an_operation_counts_as_a_whole_where_its_start_is_asked_for),
		cmocka_unit_test(test_what_has_no_end_is_told),
		cmocka_unit_test(test_too_many_groups_become_one),
		cmocka_unit_test(test_what_to_group_by_is_read_or_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
