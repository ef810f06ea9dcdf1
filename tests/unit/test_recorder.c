/* recorder.h: what goes in comes out, in order, whatever the sizes, threads and limits. */
#include "recorder.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "encoder.h"
#include "event_clock.h"
#include "fail.h"
#include "mitrace_fields.h"
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

static void an_event_that_is_there_already_comes_out_the_same(void **state)
{
	/* callback_end { kind: 5 operation: 300 }, and what may lie behind it. */
	static const uint8_t body[MTR_SMALL_EVENT] = {0x4a, 5, 0x08, 5, 0x10, 0xac, 2, 0xff, 0xff};
	const Mitrace__Packet *packet;
	struct mtr_event event = {.context = body, .size = 7};
	struct fixture f;
	struct loaded loaded;
	struct mtr_ring *ring;
	unsigned i;

	(void)state;
	fixture_begin(&f, NULL);
	fixture_open(&f, true);
	ring = mtr_ring_acquire(f.recorder, 1, "main");
	assert_int_equal(write_text(ring, "begin"), 1);
	for (i = 0; i < 40; i++) {
		event.parent = i;
		event.time = mtr_event_clock_ns();
		assert_int_equal(mtr_event_write(ring, &event), 2 + i);
	}
	fixture_stop(&f);
	load_trace(f.trace, &loaded);
	assert_int_equal(check_order(&loaded), 41);
	for (i = 0; i < 40; i++) {
		packet = loaded.trace->packet[3 + i];
		assert_int_equal(packet->body_case, MITRACE__PACKET__BODY_CALLBACK_END);
		assert_int_equal(packet->callback_end->kind, 5);
		assert_int_equal(packet->callback_end->operation, 300);
		assert_int_equal(packet->parent, i);
		assert_true(packet->has_time && packet->overhead > 0);
	}
	unload_trace(&loaded);
	fixture_end(&f);
}

/* ---- many threads */

enum {
	MANY_THREADS = 8,
	MANY_EVENTS = 5000
};

static void *produce(void *context)
{
	struct producer *p = context;
	struct mtr_ring *ring = mtr_ring_acquire(p->f->recorder, 1000 + p->id, "producer");
	char text[2048];
	unsigned i;

	for (i = 0; i < p->events; i++) {
		int len = snprintf(text, sizeof(text), "%u:%u:", p->id, i);

		memset(text + len, 'x', (p->pad * i) % 1500);
		text[(size_t)len + (p->pad * i) % 1500] = 0;
		write_text(ring, text);
	}
	mtr_ring_release(ring);
	return NULL;
}

/* Numbers without a gap, and the events of each thread in the order it wrote them. */
static void check_producers(const struct loaded *loaded, unsigned nr, unsigned events)
{
	unsigned next[64] = {0}, id, number;
	size_t i;

	assert_true(nr <= 64);
	assert_int_equal(check_order(loaded), (uint64_t)nr * events);
	for (i = 0; i < loaded->trace->n_packet; i++) {
		const char *text = packet_text(loaded->trace->packet[i]);

		if (!text)
			continue;
		assert_int_equal(sscanf(text, "%u:%u:", &id, &number), 2);
		assert_true(id < nr);
		assert_int_equal(number, next[id]++);
	}
	for (i = 0; i < nr; i++)
		assert_int_equal(next[i], events);
}

static void file_order_is_sequence_order_with_many_threads(void **state)
{
	struct producer producers[MANY_THREADS];
	struct fixture f;
	struct loaded loaded;

	(void)state;
	fixture_begin(&f, NULL);
	f.config.ring_size = 4 * 65536; /* wraps many times, producers wait for the writer */
	fixture_open(&f, true);
	start_producers(producers, MANY_THREADS, (struct producer){.f = &f, .events = MANY_EVENTS, .pad = 37}, produce);
	join_producers(producers, MANY_THREADS);
	fixture_stop(&f);
	load_trace(f.trace, &loaded);
	check_producers(&loaded, MANY_THREADS, MANY_EVENTS);
	assert_int_equal(loaded_end(&loaded)->events, MANY_THREADS * MANY_EVENTS);
	assert_int_equal(loaded_end(&loaded)->next_seq, MANY_THREADS * MANY_EVENTS + 1);
	assert_int_equal(loaded_end(&loaded)->n_unfinished, 0);
	assert_int_equal(run("zstd -tq '%s' && zstd -lq '%s' >/dev/null", f.trace, f.trace), 0);
	unload_trace(&loaded);
	fixture_end(&f);
}

static void a_recorder_without_a_writer_thread_loses_nothing(void **state)
{
	struct producer producers[2];
	struct fixture f;
	struct loaded loaded;

	(void)state;
	fixture_begin(&f, NULL);
	f.config.ring_size = 4 * 65536;
	fixture_open(&f, false);
	start_producers(producers, 2, (struct producer){.f = &f, .events = MANY_EVENTS, .pad = 37}, produce);
	join_producers(producers, 2);
	fixture_stop(&f);
	load_trace(f.trace, &loaded);
	check_producers(&loaded, 2, MANY_EVENTS);
	unload_trace(&loaded);
	fixture_end(&f);
}

/* Threads that start, write and end, a few at a time: their rings are used again, nothing grows, nothing is lost. */
static void ten_thousand_short_threads_lose_nothing_and_leave_nothing(void **state)
{
	enum {
		ROUNDS = 2500,
		AT_ONCE = 4,
		EACH = 2
	};
	struct producer producers[AT_ONCE];
	struct fixture f;
	struct loaded loaded;
	struct stat before, after;
	unsigned i;

	(void)state;
	fixture_begin(&f, NULL);
	f.config.ring_size = 8 * 65536;
	fixture_open(&f, true);
	for (i = 0; i < ROUNDS; i++) {
		start_producers(producers, AT_ONCE, (struct producer){.f = &f, .events = EACH}, produce);
		join_producers(producers, AT_ONCE);
		if (i == 10)
			assert_int_equal(stat(f.spool, &before), 0);
	}
	assert_int_equal(stat(f.spool, &after), 0);
	assert_true(after.st_size <= before.st_size + 3 * (8 * 65536 + 4096));
	fixture_stop(&f);
	load_trace(f.trace, &loaded);
	assert_int_equal(check_order(&loaded), ROUNDS * AT_ONCE * EACH);
	unload_trace(&loaded);
	fixture_end(&f);
}

static void rings_of_threads_that_are_gone_give_their_disk_space_back(void **state)
{
	enum {
		THREADS = 40,
		AGAIN = 12
	};
	const struct timespec moment = {0, 5000000};
	struct mtr_ring *rings[THREADS];
	struct fixture f;
	struct loaded loaded;
	struct stat full, st;
	unsigned i, tries = 0;

	(void)state;
	fixture_begin(&f, NULL);
	fixture_open(&f, true);
	for (i = 0; i < THREADS; i++) {
		rings[i] = mtr_ring_acquire(f.recorder, i, "many");
		assert_true(write_text(rings[i], "an event") > 0);
	}
	assert_int_equal(stat(f.spool, &full), 0);
	for (i = 0; i < THREADS; i++)
		mtr_ring_release(rings[i]);
	/* Once the writer has nothing to do. */
	do {
		nanosleep(&moment, NULL);
		assert_int_equal(stat(f.spool, &st), 0);
		assert_true(tries++ < 5000);
	} while (st.st_blocks > full.st_blocks / 2);
	for (i = 0; i < AGAIN; i++) {
		rings[i] = mtr_ring_acquire(f.recorder, 100 + i, "again");
		assert_true(write_text(rings[i], "an event") > 0);
	}
	fixture_stop(&f);
	load_trace(f.trace, &loaded);
	assert_int_equal(check_order(&loaded), THREADS + AGAIN);
	unload_trace(&loaded);
	fixture_end(&f);
}

/* ---- large events */

/* Puts the chunks of event @seq together and unpacks what they make. */
static Mitrace__Packet *join_chunks(const struct loaded *loaded, uint64_t seq)
{
	Mitrace__Packet *whole;
	uint8_t *data = NULL;
	size_t size = 0, i;
	unsigned index = 0;
	bool last = false;

	for (i = 0; i < loaded->trace->n_packet; i++) {
		const Mitrace__Packet *packet = loaded->trace->packet[i];

		if (packet->seq != seq || packet->body_case != MITRACE__PACKET__BODY_CHUNK)
			continue;
		assert_int_equal(packet->chunk->index, index++);
		assert_false(last);
		last = packet->chunk->last;
		data = realloc(data, size + packet->chunk->data.len);
		memcpy(data + size, packet->chunk->data.data, packet->chunk->data.len);
		size += packet->chunk->data.len;
	}
	assert_true(last);
	whole = mitrace__packet__unpack(NULL, size, data);
	assert_non_null(whole);
	free(data);
	return whole;
}

static void check_long_event(size_t size, bool wait)
{
	char *text = long_text(size);
	Mitrace__Packet *whole;
	struct mtr_ring *ring;
	struct fixture f;
	struct loaded loaded;

	fixture_begin(&f, NULL);
	f.config.ring_size = 4 * 65536;
	f.config.on_full = wait ? MTR_ON_FULL_BLOCK : MTR_ON_FULL_DROP;
	fixture_open(&f, true);
	ring = mtr_ring_acquire(f.recorder, 1, "large");
	assert_int_equal(write_text(ring, "before"), 1);
	assert_int_equal(write_text(ring, text), 2);
	assert_int_equal(write_text(ring, "after"), 3);
	fixture_stop(&f);
	load_trace(f.trace, &loaded);
	assert_int_equal(check_order(&loaded), 3);
	whole = join_chunks(&loaded, 2);
	assert_int_equal(whole->seq, 2);
	assert_true(whole->has_time && whole->has_overhead && !whole->has_cut);
	assert_int_equal(whole->call_begin->class_name.len, size);
	assert_memory_equal(whole->call_begin->class_name.data, text, size);
	assert_int_equal(run("zstd -tq '%s'", f.trace), 0);
	mitrace__packet__free_unpacked(whole, NULL);
	unload_trace(&loaded);
	fixture_end(&f);
	free(text);
}

static void an_event_larger_than_a_packet_comes_in_chunks(void **state)
{
	(void)state;
	check_long_event(70000, true);
}

static void an_event_larger_than_its_ring_and_a_frame_arrives(void **state)
{
	(void)state;
	check_long_event(3000000, true);
}

static void a_large_event_that_fits_its_ring_needs_no_waiting(void **state)
{
	(void)state;
	check_long_event(70000, false);
}

static void an_event_above_the_cap_is_cut_and_says_so(void **state)
{
	enum {
		SIZE = 2000000,
		CAP = 300000
	};
	char *text = long_text(SIZE);
	Mitrace__Packet *whole;
	struct fixture f;
	struct loaded loaded;

	(void)state;
	fixture_begin(&f, NULL);
	f.config.event_cap = CAP;
	fixture_open(&f, true);
	assert_int_equal(write_text(mtr_ring_acquire(f.recorder, 1, "large"), text), 1);
	fixture_stop(&f);
	load_trace(f.trace, &loaded);
	whole = join_chunks(&loaded, 1);
	assert_true(whole->has_cut);
	assert_int_equal(whole->cut, SIZE - whole->call_begin->class_name.len);
	assert_true(whole->call_begin->class_name.len <= CAP);
	assert_memory_equal(whole->call_begin->class_name.data, text, whole->call_begin->class_name.len);
	mitrace__packet__free_unpacked(whole, NULL);
	unload_trace(&loaded);
	fixture_end(&f);
	free(text);
}

static void *produce_large(void *context)
{
	struct producer *p = context;
	struct mtr_ring *ring = mtr_ring_acquire(p->f->recorder, 1000 + p->id, "large");
	unsigned i;

	for (i = 0; i < p->events; i++) {
		char *text = long_text(i % 3 ? 50 : 100000 + 90000 * (i % 5));

		assert_true(write_text(ring, text) > 0);
		free(text);
	}
	mtr_ring_release(ring);
	return NULL;
}

static void threads_that_all_write_large_events_do_not_stop_each_other(void **state)
{
	enum {
		THREADS = 4,
		EVENTS = 60
	};
	struct producer producers[THREADS];
	struct fixture f;
	struct loaded loaded;

	(void)state;
	fixture_begin(&f, NULL);
	f.config.ring_size = 4 * 65536;
	fixture_open(&f, true);
	start_producers(producers, THREADS, (struct producer){.f = &f, .events = EVENTS}, produce_large);
	join_producers(producers, THREADS);
	fixture_stop(&f);
	load_trace(f.trace, &loaded);
	assert_int_equal(check_order(&loaded), THREADS * EVENTS);
	unload_trace(&loaded);
	fixture_end(&f);
}

/* ---- full rings */

static void what_is_dropped_is_counted_where_it_was_lost(void **state)
{
	struct fixture f;
	struct loaded loaded;
	struct mtr_ring *ring;
	uint64_t written = 0, dropped = 0, told = 0, i;
	bool told_between = false;

	(void)state;
	fixture_begin(&f, NULL);
	f.config.ring_size = 4 * 65536;
	f.config.on_full = MTR_ON_FULL_DROP;
	fixture_open(&f, false); /* nobody empties the ring */
	ring = mtr_ring_acquire(f.recorder, 1, "full");
	for (i = 0; i < 10000; i++) {
		uint64_t seq = write_text(ring, "this event takes some of the room that there is in the ring");

		written += seq != 0;
		dropped += seq == 0;
	}
	assert_true(written > 100 && dropped > 100);
	fixture_stop(&f);
	load_trace(f.trace, &loaded);
	assert_int_equal(check_order(&loaded), written);
	for (i = 0; i < loaded.trace->n_packet; i++) {
		const Mitrace__Packet *packet = loaded.trace->packet[i];

		if (packet->body_case != MITRACE__PACKET__BODY_DROP)
			continue;
		told += packet->drop->count;
		told_between = i > 2;
		assert_true(packet->drop->has_first_time);
	}
	assert_true(told_between);
	assert_int_equal(told, dropped);
	assert_int_equal(loaded_end(&loaded)->dropped, dropped);
	unload_trace(&loaded);
	fixture_end(&f);
}

static void drops_are_told_before_the_next_event_of_their_thread(void **state)
{
	struct fixture f;
	struct loaded loaded;
	struct mtr_ring *ring;
	pthread_t writer;
	size_t i;

	(void)state;
	fixture_begin(&f, NULL);
	f.config.ring_size = 4 * 65536;
	f.config.on_full = MTR_ON_FULL_DROP;
	fixture_open(&f, false);
	ring = mtr_ring_acquire(f.recorder, 1, "full");
	while (write_text(ring, "this event takes some of the room that there is in the ring"))
		;
	/* Now somebody empties it. */
	assert_int_equal(pthread_create(&writer, NULL, fixture_writer, f.recorder), 0);
	while (!write_text(ring, "again"))
		sched_yield();
	assert_true(mtr_recorder_stop(f.recorder, -1));
	pthread_join(writer, NULL);
	mtr_recorder_free(f.recorder);
	load_trace(f.trace, &loaded);
	check_order(&loaded);
	for (i = 0; i < loaded.trace->n_packet; i++) {
		const char *text = packet_text(loaded.trace->packet[i]);

		if (text && !strcmp(text, "again"))
			break;
	}
	assert_true(i < loaded.trace->n_packet);
	assert_int_equal(loaded.trace->packet[i - 1]->body_case, MITRACE__PACKET__BODY_DROP);
	unload_trace(&loaded);
	fixture_end(&f);
}

/* ---- modules */

static void a_module_comes_before_the_events_after_it(void **state)
{
	static const struct mtr_module module = {
		.id = 7, .path = "/lib/x.so", .build_id = "0123", .build_id_size = 4, .start = 1, .end = 2};
	struct fixture f;
	struct loaded loaded;
	struct mtr_ring *ring;
	size_t i;

	(void)state;
	fixture_begin(&f, NULL);
	fixture_open(&f, false);
	ring = mtr_ring_acquire(f.recorder, 1, "main");
	assert_int_equal(write_text(ring, "before"), 1);
	mtr_recorder_add_module(f.recorder, &module);
	assert_int_equal(write_text(ring, "after"), 2);
	for (i = 0; i < 5000; i++) /* more than its ring holds, with no writer yet */
		mtr_recorder_add_module(f.recorder, &module);
	fixture_stop(&f);
	load_trace(f.trace, &loaded);
	for (i = 0; i < loaded.trace->n_packet; i++)
		if (loaded.trace->packet[i]->body_case == MITRACE__PACKET__BODY_MODULE)
			break;
	assert_true(i + 1 < loaded.trace->n_packet);
	assert_string_equal(packet_text(loaded.trace->packet[i - 1]), "before");
	assert_string_equal(packet_text(loaded.trace->packet[i + 1]), "after");
	assert_int_equal(loaded.trace->packet[i]->module->id, 7);
	assert_int_equal(loaded.trace->n_packet, 5 + 5001);
	unload_trace(&loaded);
	fixture_end(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_recording_is_a_finished_trace),
		cmocka_unit_test(an_event_comes_out_as_it_went_in),
		cmocka_unit_test(an_event_that_is_there_already_comes_out_the_same),
		cmocka_unit_test(file_order_is_sequence_order_with_many_threads),
		cmocka_unit_test(a_recorder_without_a_writer_thread_loses_nothing),
		cmocka_unit_test(ten_thousand_short_threads_lose_nothing_and_leave_nothing),
		cmocka_unit_test(rings_of_threads_that_are_gone_give_their_disk_space_back),
		cmocka_unit_test(an_event_larger_than_a_packet_comes_in_chunks),
		cmocka_unit_test(an_event_larger_than_its_ring_and_a_frame_arrives),
		cmocka_unit_test(a_large_event_that_fits_its_ring_needs_no_waiting),
		cmocka_unit_test(an_event_above_the_cap_is_cut_and_says_so),
		cmocka_unit_test(threads_that_all_write_large_events_do_not_stop_each_other),
		cmocka_unit_test(what_is_dropped_is_counted_where_it_was_lost),
		cmocka_unit_test(drops_are_told_before_the_next_event_of_their_thread),
		cmocka_unit_test(a_module_comes_before_the_events_after_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
