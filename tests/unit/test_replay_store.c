/* The store replay reads packets from: a trace together with what is in its spool, also while it is written. */
#include <pthread.h>
#include <string.h>

#include "trace_fixture.h"
#include "trace_store.h"
#include "unit.h"
#include "unpack.h"

enum {
	EVENTS = 60000
};

struct seen {
	struct replay_place places[EVENTS + 1]; /* by number */
	uint64_t last;
};

static int see(void *context, struct replay_store *store, const struct replay_scanned *packet)
{
	struct seen *seen = context;
	ProtobufCMessage *message = NULL;
	struct mtr_arena arena;

	(void)store;
	mtr_arena_begin(&arena, 1 << 20);
	assert_int_equal(mtr_unpack(&mitrace__packet__descriptor, packet->data, packet->size, &arena, &message), 0);
	if (((Mitrace__Packet *)message)->has_seq) {
		assert_int_equal(((Mitrace__Packet *)message)->seq, seen->last + 1);
		seen->places[++seen->last] = packet->place;
	}
	mtr_arena_end(&arena);
	return 0;
}

/* Opens the trace: every event up to the last one is there once, and found again. Returns how many there are. */
static uint64_t look(const struct fixture *f)
{
	static struct seen seen;
	struct replay_store *store = NULL;
	const Mitrace__Packet *packet;
	struct mtr_arena arena;

	seen.last = 0;
	assert_int_equal(replay_store_open(f->trace, see, &seen, &store), 0);
	assert_int_equal(replay_store_damage(store), 0);
	mtr_arena_begin(&arena, 1 << 20);
	for (uint64_t i = 1; i <= seen.last; i += 1 + i % 97) {
		uint64_t seq = i % 2 ? i : seen.last - i + 1;

		assert_int_equal(replay_store_get(store, seen.places[seq], &arena, &packet), 0);
		assert_int_equal(packet->seq, seq);
		mtr_arena_reset(&arena);
	}
	mtr_arena_end(&arena);
	replay_store_close(store);
	return seen.last;
}

static void what_is_only_in_the_spool_follows_the_trace(void **state)
{
	static char large[200000];
	struct mtr_ring *ring;
	struct fixture f;

	(void)state;
	memset(large, 'x', sizeof(large) - 1);
	fixture_begin(&f, NULL);
	fixture_open(&f, false); /* no writer: nothing but the header gets into the trace */
	ring = mtr_ring_acquire(f.recorder, 4711, "main");
	for (unsigned i = 0; i < 30; i++)
		write_text(ring, i % 7 == 3 ? large : "hello"); /* in chunks, some of them, and more than a frame */
	assert_int_equal(look(&f), 30);
	fixture_end(&f);
}

static void *write_many(void *context)
{
	struct fixture *f = context;
	struct mtr_ring *ring = mtr_ring_acquire(f->recorder, 1, "main");

	for (unsigned i = 0; i < EVENTS; i++)
		write_text(ring, "an event that is read while others are written");
	return NULL;
}

static void a_recording_that_goes_on_is_taken_as_far_as_it_has_come(void **state)
{
	uint64_t last = 0, now;
	pthread_t writer;
	struct fixture f;

	(void)state;
	fixture_begin(&f, NULL);
	fixture_open(&f, true);
	assert_int_equal(pthread_create(&writer, NULL, write_many, &f), 0);
	do {
		now = look(&f);
		assert_true(now >= last);
		last = now;
	} while (last < EVENTS);
	pthread_join(writer, NULL);
	fixture_stop(&f);
	assert_int_equal(look(&f), EVENTS);
	fixture_end(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_only_in_the_spool_follows_the_trace),
		cmocka_unit_test(a_recording_that_goes_on_is_taken_as_far_as_it_has_come),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
