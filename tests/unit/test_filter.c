/* Filters: what they take, what they refuse, and what they let through. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fail.h"
#include "filter.h"
#include "trace_build.h"
#include "unit.h"

enum {
	FRAMES = 4,
	RESULTS = 3
};

static struct trace_build build;

static int set_up(void **state)
{
	(void)state;
	build_sample(&build, FRAMES, RESULTS);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	build_end(&build);
	return 0;
}

/* Numbers of the events that match, "3 4 7". */
static char *matches(enum mtr_filter_kind kind, const char *text)
{
	struct mtr_filter *filter = NULL;
	struct mtr_reader *reader = NULL;
	const Mitrace__Packet *packet;
	static char numbers[1024];

	numbers[0] = 0;
	assert_int_equal(mtr_filter_new(&filter), 0);
	if (mtr_filter_add(filter, kind, text))
		fail_msg("%s: %s", text, mtr_fail_text());
	assert_int_equal(mtr_reader_open_memory(build.data, build.size, NULL, &reader), 0);
	while (mtr_reader_next(reader, &packet) == 1) {
		bool match = mtr_filter_match(filter, packet);

		assert_true(match || packet->has_seq); /* what is no event is never filtered out */
		if (match && packet->has_seq)
			sprintf(numbers + strlen(numbers), "%d ", (int)packet->seq);
	}
	mtr_reader_close(reader);
	mtr_filter_free(filter);
	return numbers;
}

static void test_ranges_include_both_ends(void **state)
{
	(void)state;
	assert_string_equal(matches(MTR_FILTER_SEQ, "3-5"), "3 4 5 ");
	assert_string_equal(matches(MTR_FILTER_SEQ, "-2"), "1 2 ");
	assert_string_equal(matches(MTR_FILTER_SEQ, "41-"), "41 42 ");
	assert_string_equal(matches(MTR_FILTER_SEQ, "7,1,40-41"), "1 7 40 41 ");
}

static void test_times_have_units(void **state)
{
	(void)state;
	/* Event n is at n microseconds. */
	assert_string_equal(matches(MTR_FILTER_TIME, "3us-5us"), "3 4 5 ");
	assert_string_equal(matches(MTR_FILTER_TIME, "0.0000025s-0.004ms"), "3 4 ");
	assert_string_equal(matches(MTR_FILTER_TIME, "41000ns-1m"), "41 42 ");
	assert_string_equal(matches(MTR_FILTER_TIME, "-0.000002"), "1 2 ");
}

static void test_an_event_belongs_to_its_operation_session_and_class(void **state)
{
	/* Operation 2: start 13 and 14, results 15 to 20, close 21 and 22. */
	static const char second[] = "13 14 15 16 17 18 19 20 21 22 ";

	(void)state;
	assert_string_equal(matches(MTR_FILTER_OP, "2"), second);
	assert_int_equal(strlen(matches(MTR_FILTER_CLASS, "msft_*")), strlen(matches(MTR_FILTER_OP, "1-4")));
	assert_string_equal(matches(MTR_FILTER_CLASS, "CIM_*"), "");
	assert_int_equal(strlen(matches(MTR_FILTER_SESSION, "1")), strlen(matches(MTR_FILTER_SEQ, "2-")));
	assert_string_equal(matches(MTR_FILTER_SESSION, "2"), "");
}

static void test_operations_can_be_named(void **state)
{
	(void)state;
	assert_string_equal(matches(MTR_FILTER_OP, "NewSession"), "1 2 ");
	assert_string_equal(matches(MTR_FILTER_OP, "mi_application_newsession"), "1 2 ");
	assert_int_equal(strlen(matches(MTR_FILTER_OP, "EnumerateInstances")), strlen(matches(MTR_FILTER_SEQ, "3-")));
	assert_string_equal(matches(MTR_FILTER_OP, "Invoke"), "");
}

static void test_threads_are_told_apart(void **state)
{
	(void)state;
	assert_int_equal(strlen(matches(MTR_FILTER_THREAD, "1")) + strlen(matches(MTR_FILTER_THREAD, "2")),
			 strlen(matches(MTR_FILTER_SEQ, "1-")));
	assert_string_equal(matches(MTR_FILTER_THREAD, "3"), "");
}

static void test_kinds_must_all_match_and_alternatives_any(void **state)
{
	struct mtr_filter *filter = NULL;
	Mitrace__Packet packet;
	Mitrace__Call call = MITRACE__CALL__INIT;
	struct trace_build scratch = {0};

	(void)state;
	assert_int_equal(mtr_filter_new(&filter), 0);
	assert_true(mtr_filter_is_empty(filter));
	assert_true(mtr_filter_is_empty(NULL));
	assert_int_equal(mtr_filter_add(filter, MTR_FILTER_SEQ, "1-2"), 0);
	assert_int_equal(mtr_filter_add(filter, MTR_FILTER_SEQ, "4"), 0);
	assert_int_equal(mtr_filter_add(filter, MTR_FILTER_THREAD, "5"), 0);
	assert_false(mtr_filter_is_empty(filter));
	build_event(&scratch, &packet, MITRACE__PACKET__BODY_CALL_BEGIN, 5, 0);
	packet.call_begin = &call;
	assert_true(mtr_filter_match(filter, &packet));
	assert_true(mtr_filter_match(NULL, &packet));
	packet.thread = 6;
	assert_false(mtr_filter_match(filter, &packet));
	packet.thread = 5;
	packet.seq = 3;
	assert_false(mtr_filter_match(filter, &packet));
	packet.seq = 4;
	assert_true(mtr_filter_match(filter, &packet));
	assert_false(mtr_filter_is_past(filter, &packet));
	packet.seq = 5;
	assert_true(mtr_filter_is_past(filter, &packet));
	mtr_filter_free(filter);
}

/* An event may be a little older than those before it; nothing is, by more than a second. */
static void test_reading_ends_a_while_after_the_time_asked_for(void **state)
{
	Mitrace__Packet packet = MITRACE__PACKET__INIT;
	struct mtr_filter *filter;

	(void)state;
	assert_int_equal(mtr_filter_new(&filter), 0);
	assert_int_equal(mtr_filter_add(filter, MTR_FILTER_TIME, "1s-2s,5s"), 0);
	packet.has_seq = packet.has_time = 1;
	packet.seq = 9;
	packet.time = 5000000000 + MTR_TIME_SLACK;
	assert_false(mtr_filter_is_past(filter, &packet));
	packet.time++;
	assert_true(mtr_filter_is_past(filter, &packet));
	packet.has_seq = 0;
	assert_false(mtr_filter_is_past(filter, &packet));
	mtr_filter_free(filter);
	assert_int_equal(mtr_filter_new(&filter), 0);
	assert_int_equal(mtr_filter_add(filter, MTR_FILTER_TIME, "5s-"), 0);
	packet.has_seq = 1;
	packet.time = UINT64_MAX;
	assert_false(mtr_filter_is_past(filter, &packet));
	mtr_filter_free(filter);
}

static void test_what_makes_no_sense_is_refused_in_words(void **state)
{
	static const struct {
		enum mtr_filter_kind kind;
		const char *text, *says;
	} cases[] = {
		{MTR_FILTER_SEQ, "", "--seq: something is missing"},
		{MTR_FILTER_SEQ, "1,,2", "something is missing"},
		{MTR_FILTER_SEQ, "x", "--seq: 'x' is no range"},
		{MTR_FILTER_SEQ, "-", "is no range"},
		{MTR_FILTER_SEQ, "1-2-3", "is no range"},
		{MTR_FILTER_SEQ, "9-3", "ends before it begins"},
		{MTR_FILTER_SEQ, "99999999999999999999", "is no range"},
		{MTR_FILTER_TIME, "3h", "--time: '3h' is no range"},
		{MTR_FILTER_TIME, "3s-x", "is no range"},
		{MTR_FILTER_OP, "Dance", "--op: 'Dance' is neither a number nor a function"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct mtr_filter *filter = NULL;

		assert_int_equal(mtr_filter_new(&filter), 0);
		assert_int_equal(mtr_filter_add(filter, cases[i].kind, cases[i].text), -MTR_EUSAGE);
		if (!strstr(mtr_fail_text(), cases[i].says))
			fail_msg("'%s' gives: %s", cases[i].text, mtr_fail_text());
		mtr_filter_free(filter);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ranges_include_both_ends),
		cmocka_unit_test(test_times_have_units),
		cmocka_unit_test(test_an_event_belongs_to_its_operation_session_and_class),
		cmocka_unit_test(test_operations_can_be_named),
		cmocka_unit_test(test_threads_are_told_apart),
		cmocka_unit_test(test_kinds_must_all_match_and_alternatives_any),
		cmocka_unit_test(test_reading_ends_a_while_after_the_time_asked_for),
		cmocka_unit_test(test_what_makes_no_sense_is_refused_in_words),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
