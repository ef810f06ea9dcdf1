/* The public API, as the shared library exports it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <mitrace/trace.h>

#include "trace_build.h"
#include "unit.h"

enum {
	FRAMES = 3,
	RESULTS = 4
};

static char path[64];

/* Puts the trace into the file, and frees it. */
static void write_trace(struct trace_build *build, FILE *file)
{
	fwrite(build->data, 1, build->size, file);
	fclose(file);
	build_end(build);
}

static int set_up(void **state)
{
	struct trace_build build;

	(void)state;
	strcpy(path, "/tmp/mitrace-test-XXXXXX");
	build_sample(&build, FRAMES, RESULTS);
	write_trace(&build, fdopen(mkstemp(path), "w"));
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	unlink(path);
	return 0;
}

static void test_events_come_one_after_the_other(void **state)
{
	const struct mitrace_event *event;
	struct mitrace_trace *trace = NULL;
	struct mitrace_header header;
	uint64_t seq = 0;

	(void)state;
	assert_int_equal(mitrace_open(path, &trace), 0);
	mitrace_get_header(trace, &header);
	assert_int_equal(header.version_major, 1);
	assert_memory_equal(header.program.data, "/usr/bin/client", header.program.size);
	while (mitrace_next(trace, &event) == 1)
		assert_int_equal(event->seq, ++seq);
	assert_int_equal(seq, 2 + FRAMES * (4 + 2 * RESULTS));
	assert_true(mitrace_is_finished(trace));
	assert_int_equal(mitrace_damaged_parts(trace), 0);
	mitrace_close(trace);
}

static void test_a_result_is_told_as_number_and_name(void **state)
{
	Mitrace__Call call = MITRACE__CALL__INIT;
	const struct mitrace_event *event;
	struct mitrace_trace *trace = NULL;
	struct trace_build build = {0};
	Mitrace__Packet packet;

	(void)state;
	build_begin(&build);
	build_header(&build);
	build_event(&build, &packet, MITRACE__PACKET__BODY_CALL_BEGIN, 1, 0);
	packet.call_begin = &call;
	build_packet(&build, &packet);
	build_event(&build, &packet, MITRACE__PACKET__BODY_CALL_END, 1, 1);
	call.has_result = 1;
	call.result = 2;
	packet.call_end = &call;
	build_packet(&build, &packet);
	build_frame(&build);
	build_finish(&build);
	write_trace(&build, fopen(path, "w"));
	assert_int_equal(mitrace_open(path, &trace), 0);
	assert_int_equal(mitrace_next(trace, &event), 1);
	assert_false(event->has_result);
	assert_null(event->result_name);
	assert_int_equal(mitrace_next(trace, &event), 1);
	assert_true(event->has_result);
	assert_int_equal(event->result, 2);
	assert_string_equal(event->result_name, "MI_RESULT_ACCESS_DENIED");
	mitrace_close(trace);
}

static void test_an_event_tells_what_it_belongs_to_and_holds(void **state)
{
	const struct mitrace_event *event;
	struct mitrace_trace *trace = NULL;
	struct mitrace_element element;

	(void)state;
	assert_int_equal(mitrace_open(path, &trace), 0);
	assert_int_equal(mitrace_seek_seq(trace, 7), 0);
	assert_int_equal(mitrace_next(trace, &event), 1);
	assert_int_equal(event->seq, 7);
	assert_int_equal(event->kind, MITRACE_CALLBACK_BEGIN);
	assert_string_equal(event->name, "MI_OperationCallbacks_instanceResult");
	assert_int_equal(event->operation, 1);
	assert_int_equal(event->session, 1);
	assert_true(event->has_result && event->more_results);
	assert_string_equal(event->result_name, "MI_RESULT_OK");
	assert_int_equal(mitrace_instance_count(event->instance), 2);
	assert_memory_equal(mitrace_instance_class_name(trace, event->instance).data, "MSFT_Disk", 9);
	assert_int_equal(mitrace_instance_element(trace, event->instance, 0, 0, &element), 0);
	assert_memory_equal(element.name.data, "Name", 4);
	assert_int_equal(element.kind, MITRACE_STRING);
	assert_memory_equal(element.value.string.data, "disk", 4);
	assert_int_equal(mitrace_instance_element(trace, event->instance, 1, 0, &element), 0);
	assert_int_equal(element.kind, MITRACE_UNSIGNED);
	assert_int_equal(element.value.unsigned_value, 1);
	assert_true(mitrace_instance_element(trace, event->instance, 2, 0, &element) < 0);
	assert_true(mitrace_instance_element(trace, event->instance, 0, 1, &element) < 0);
	assert_non_null(strstr(mitrace_event_json(trace), "{\"seq\":7,\"time\":7000,"));
	assert_int_equal(mitrace_next(trace, &event), 1);
	assert_int_equal(event->kind, MITRACE_CALLBACK_END);
	assert_int_equal(event->parent, 7);
	assert_int_equal(event->duration, 900); /* 1000 less the recorder's 100 */
	mitrace_close(trace);
}

static void test_seeking_by_time_gives_the_first_event_from_then_on(void **state)
{
	const struct mitrace_event *event;
	struct mitrace_trace *trace = NULL;

	(void)state;
	assert_int_equal(mitrace_open(path, &trace), 0);
	assert_int_equal(mitrace_seek_time(trace, 9500), 0);
	assert_int_equal(mitrace_next(trace, &event), 1);
	assert_int_equal(event->time, 10000);
	mitrace_close(trace);
}

static void test_failures_are_worded(void **state)
{
	struct mitrace_trace *trace = NULL;

	(void)state;
	assert_true(mitrace_open("/nonexistent/x.mitrace", &trace) < 0);
	assert_non_null(strstr(mitrace_error(), "/nonexistent/x.mitrace"));
	assert_null(trace);
	mitrace_close(NULL);
	assert_true(strlen(mitrace_version()) >= 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_events_come_one_after_the_other, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_a_result_is_told_as_number_and_name, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_an_event_tells_what_it_belongs_to_and_holds, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_seeking_by_time_gives_the_first_event_from_then_on, set_up,
						tear_down),
		cmocka_unit_test(test_failures_are_worded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
