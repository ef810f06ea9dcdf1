/* recorder.h: what goes in comes out, in order, whatever the sizes, threads and limits. */
#include "recorder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fail.h"
#include "spool.h"
#include "trace_fixture.h"
#include "unit.h"

static void an_empty_recording_is_a_finished_trace(void **state)
{
	struct fixture f;
	struct loaded loaded;

	(void)state;
	fixture_begin(&f, NULL);
	fixture_open(&f, true);
	assert_int_equal(access(f.spool, F_OK), 0);
	fixture_stop(&f);
	assert_int_equal(access(f.spool, F_OK), -1);
	load_trace(f.trace, &loaded);
	assert_int_equal(loaded.trace->n_packet, 2);
	assert_int_equal(loaded.trace->packet[0]->body_case, MITRACE__PACKET__BODY_HEADER);
	assert_non_null(loaded_end(&loaded));
	assert_int_equal(loaded_end(&loaded)->events, 0);
	assert_int_equal(run("zstd -tq '%s'", f.trace), 0);
	unload_trace(&loaded);
	fixture_end(&f);
}

static void an_event_comes_out_as_it_went_in(void **state)
{
	const Mitrace__Packet *packet;
	struct fixture f;
	struct loaded loaded;
	struct mtr_ring *ring;

	(void)state;
	fixture_begin(&f, NULL);
	fixture_open(&f, true);
	ring = mtr_ring_acquire(f.recorder, 4711, "main");
	assert_non_null(ring);
	assert_int_equal(write_text(ring, "hello"), 1);
	fixture_stop(&f);
	load_trace(f.trace, &loaded);
	assert_int_equal(loaded.trace->n_packet, 4);
	packet = loaded.trace->packet[1];
	assert_int_equal(packet->body_case, MITRACE__PACKET__BODY_THREAD_INFO);
	assert_int_equal(packet->thread_info->tid, 4711);
	assert_memory_equal(packet->thread_info->name.data, "main", 4);
	assert_false(packet->has_seq);
	packet = loaded.trace->packet[2];
	assert_string_equal(packet_text(packet), "hello");
	assert_int_equal(packet->seq, 1);
	assert_int_equal(packet->thread, loaded.trace->packet[1]->thread_info->id);
	assert_true(packet->has_time && packet->has_overhead);
	assert_false(packet->has_parent || packet->has_cut);
	unload_trace(&loaded);
	fixture_end(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_recording_is_a_finished_trace),
		cmocka_unit_test(an_event_comes_out_as_it_went_in),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
