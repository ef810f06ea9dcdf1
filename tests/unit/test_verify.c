/* mtr_verify() finds what is missing, and nothing where nothing is. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "trace_build.h"
#include "unit.h"
#include "verify.h"

struct findings {
	char text[4096];
};

static void collect(void *context, const struct mtr_finding *finding)
{
	struct findings *findings = context;
	size_t used = strlen(findings->text);

	snprintf(findings->text + used, sizeof(findings->text) - used, "%s: %s\n", finding->loss ? "loss" : "remark",
		 finding->text);
}

static struct mtr_verify verify(const void *data, size_t size, struct findings *findings)
{
	char path[] = "/tmp/mitrace-test-XXXXXX";
	struct mtr_verify result;
	int fd = mkstemp(path);

	assert_int_equal(write(fd, data, size), size);
	close(fd);
	findings->text[0] = 0;
	assert_int_equal(mtr_verify(path, collect, findings, &result), 0);
	unlink(path);
	return result;
}

static void test_a_whole_trace_is_complete(void **state)
{
	struct findings findings;
	struct trace_build build;
	struct mtr_verify result;

	(void)state;
	build_sample(&build, 3, 4);
	result = verify(build.data, build.size, &findings);
	assert_string_equal(findings.text, "");
	assert_true(result.complete);
	assert_int_equal(result.events, build.seq);
	assert_int_equal(result.missing, 0);
	build_end(&build);
}

static void test_a_damaged_frame_is_missing_events(void **state)
{
	struct findings findings;
	struct trace_build build;
	struct mtr_verify result;

	(void)state;
	build_sample(&build, 3, 4);
	build.data[build.frames[2] + 30] ^= 1;
	result = verify(build.data, build.size, &findings);
	assert_false(result.complete);
	assert_int_equal(result.missing, 12);
	assert_int_equal(result.events, build.seq - 12);
	assert_int_equal(result.stats.damaged_parts, 1);
	assert_non_null(strstr(findings.text, "loss: events 15 to 26 are missing\n"));
	assert_non_null(strstr(findings.text, "loss: the end tells of 38 events, 26 are there\n"));
	build_end(&build);
}

static void test_a_trace_without_its_end_is_not_complete(void **state)
{
	struct findings findings;
	struct trace_build build;
	struct mtr_verify result;

	(void)state;
	build_sample(&build, 3, 4);
	result = verify(build.data, build.frames[4], &findings);
	assert_false(result.complete);
	assert_non_null(strstr(findings.text, "loss: the trace has no end"));
	result = verify(build.data, build.frames[4] - 5, &findings);
	assert_false(result.complete);
	assert_true(result.stats.torn);
	assert_non_null(strstr(findings.text, "the file ends within a frame"));
	build_end(&build);
}

static void test_drops_cuts_lost_classes_and_calls_in_flight_are_told(void **state)
{
	Mitrace__Packet packet = MITRACE__PACKET__INIT;
	Mitrace__Drop drop = MITRACE__DROP__INIT;
	Mitrace__Call call = MITRACE__CALL__INIT;
	Mitrace__Instance instance = MITRACE__INSTANCE__INIT;
	struct findings findings;
	struct trace_build build;
	struct mtr_verify result;

	(void)state;
	build_begin(&build);
	build_header(&build);
	packet.body_case = MITRACE__PACKET__BODY_DROP;
	packet.drop = &drop;
	drop.has_count = 1;
	drop.count = 3;
	build_packet(&build, &packet);
	build_event(&build, &packet, MITRACE__PACKET__BODY_CALL_BEGIN, 1, 0);
	packet.call_begin = &call;
	packet.has_cut = 1;
	packet.cut = 99;
	call.has_function = 1;
	call.function = MITRACE__FUNCTION__MI_Session_Close;
	call.instance = &instance;
	instance.has_schema = 1;
	instance.schema = 77;
	build_packet(&build, &packet);
	build_frame(&build);
	build_finish(&build);
	result = verify(build.data, build.size, &findings);
	assert_false(result.complete);
	assert_int_equal(result.dropped, 3);
	assert_int_equal(result.cut_events, 1);
	assert_int_equal(result.lost_classes, 1);
	assert_int_equal(result.in_flight, 1);
	assert_non_null(strstr(findings.text, "loss: 3 events were dropped"));
	assert_non_null(strstr(findings.text, "loss: event 1: 99 bytes"));
	assert_non_null(strstr(findings.text, "loss: event 1: the class of 1 instances is missing"));
	assert_non_null(strstr(findings.text, "remark: event 1: MI_Session_Close had not returned at the end"));
	build_end(&build);
}

static void test_numbers_that_threads_took_and_never_used_are_no_loss(void **state)
{
	Mitrace__Packet packet = MITRACE__PACKET__INIT;
	Mitrace__Call call = MITRACE__CALL__INIT;
	Mitrace__End end = MITRACE__END__INIT;
	uint64_t unfinished[] = {2};
	struct findings findings;
	struct trace_build build;
	struct mtr_verify result;
	int i;

	(void)state;
	build_begin(&build);
	build_header(&build);
	for (i = 0; i < 2; i++, build.seq++) {
		build_event(&build, &packet, MITRACE__PACKET__BODY_CALL_END, 1, 99);
		packet.call_end = &call;
		build_packet(&build, &packet);
	}
	mitrace__packet__init(&packet);
	packet.body_case = MITRACE__PACKET__BODY_END;
	packet.end = &end;
	end.has_events = end.has_next_seq = 1;
	end.events = 2;
	end.next_seq = 4;
	end.n_unfinished = 1;
	end.unfinished = unfinished;
	build_packet(&build, &packet);
	build_frame(&build);
	result = verify(build.data, build.size, &findings);
	assert_string_equal(findings.text,
			    "remark: event 2 was begun and never completed: its thread did not come back\n");
	assert_true(result.complete);
	build_end(&build);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_whole_trace_is_complete),
		cmocka_unit_test(test_a_damaged_frame_is_missing_events),
		cmocka_unit_test(test_a_trace_without_its_end_is_not_complete),
		cmocka_unit_test(test_drops_cuts_lost_classes_and_calls_in_flight_are_told),
		cmocka_unit_test(test_numbers_that_threads_took_and_never_used_are_no_loss),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
