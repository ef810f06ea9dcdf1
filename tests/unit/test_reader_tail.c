/* The reader on traces that are not finished: growing, or left behind by a process that died. */
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fail.h"
#include "reader.h"
#include "recorder_parts.h"
#include "trace_fixture.h"
#include "unit.h"
#include "verify.h"

static void fail_on_damage(void *context, const struct mtr_damage *damage)
{
	(void)context;
	fail_msg("damage at %llu: %s", (unsigned long long)damage->offset, damage->what);
}

static const struct mtr_reader_options strict = {.damaged = fail_on_damage};

/* Numbers must come without gaps and without repeats. Returns the last one. */
static uint64_t read_events(struct mtr_reader *reader, uint64_t expected)
{
	const Mitrace__Packet *packet;
	uint64_t seq = 0;
	int got;

	while ((got = mtr_reader_next(reader, &packet)) == 1) {
		if (!packet->has_seq)
			continue;
		assert_int_equal(packet->seq, seq + 1);
		seq = packet->seq;
		if (seq == expected)
			return seq;
	}
	assert_int_equal(got, 0);
	return seq;
}

static void what_is_only_in_the_spool_is_read_after_the_trace(void **state)
{
	struct mtr_reader *reader = NULL;
	struct mtr_reader_stats stats;
	struct mtr_ring *ring;
	struct fixture f;
	int i;

	(void)state;
	fixture_begin(&f, NULL);
	fixture_open(&f, false); /* no writer: nothing but the header gets into the trace */
	ring = mtr_ring_acquire(f.recorder, 4711, "main");
	for (i = 0; i < 100; i++)
		assert_int_equal(write_text(ring, "hello"), i + 1);
	assert_int_equal(mtr_reader_open(f.trace, &strict, &reader), 0);
	assert_int_equal(read_events(reader, 0), 100);
	mtr_reader_stats(reader, &stats);
	assert_true(stats.spool);
	assert_false(stats.finished);
	assert_false(stats.spool_missing);
	mtr_reader_close(reader);

	/* And again, from a number on. */
	assert_int_equal(mtr_reader_open(f.trace, &strict, &reader), 0);
	for (i = 0; i < 2; i++) {
		const Mitrace__Packet *packet;
		uint64_t last = 0;

		assert_int_equal(mtr_reader_seek_seq(reader, 90), 0);
		while (mtr_reader_next(reader, &packet) == 1)
			last = packet->has_seq ? packet->seq : last;
		assert_int_equal(last, 100);
	}
	mtr_reader_close(reader);

	/* The process dies and somebody removes the spool. */
	unlink(f.spool);
	assert_int_equal(mtr_reader_open(f.trace, &strict, &reader), 0);
	assert_int_equal(read_events(reader, 0), 0);
	mtr_reader_stats(reader, &stats);
	assert_false(stats.spool);
	assert_true(stats.spool_missing);
	mtr_reader_close(reader);
	fixture_end(&f);
}

/* The writer has written all that was committed when the process dies: the end is missing, and nothing else. */
static void a_spool_with_nothing_more_is_not_missed(void **state)
{
	struct mtr_verify verified;
	struct fixture f;

	(void)state;
	fixture_begin(&f, NULL);
	fixture_open(&f, false);
	assert_int_equal(write_text(mtr_ring_acquire(f.recorder, 4711, "main"), "hello"), 1);
	assert_int_equal(mtr_writer_pass(f.recorder, true), 0);
	assert_int_equal(mtr_verify(f.trace, NULL, NULL, &verified), 0);
	assert_int_equal(verified.events, 1);
	assert_false(verified.stats.spool);
	assert_true(verified.stats.spool_there);
	assert_true(verified.complete);
	fixture_end(&f);
}

static void a_finished_trace_misses_no_spool(void **state)
{
	struct mtr_reader *reader = NULL;
	struct mtr_reader_stats stats;
	struct fixture f;

	(void)state;
	fixture_begin(&f, NULL);
	fixture_open(&f, true);
	assert_int_equal(write_text(mtr_ring_acquire(f.recorder, 1, "main"), "hello"), 1);
	fixture_stop(&f);
	assert_int_equal(mtr_reader_open(f.trace, &strict, &reader), 0);
	assert_int_equal(read_events(reader, 0), 1);
	mtr_reader_stats(reader, &stats);
	assert_true(stats.finished);
	assert_false(stats.spool);
	assert_false(stats.spool_missing);
	mtr_reader_close(reader);
	fixture_end(&f);
}

enum {
	FOLLOWED = 20000
};

static void *write_many(void *context)
{
	struct fixture *f = context;
	struct mtr_ring *ring = mtr_ring_acquire(f->recorder, 1, "main");
	int i;

	for (i = 0; i < FOLLOWED; i++)
		assert_int_equal(write_text(ring, "an event that is followed while it is written"), i + 1);
	return NULL;
}

static void following_sees_every_event_once_and_ends_with_the_trace(void **state)
{
	struct mtr_reader_options follow = strict;
	struct mtr_reader *reader = NULL;
	const Mitrace__Packet *packet;
	pthread_t writer;
	struct fixture f;

	(void)state;
	follow.follow = true;
	fixture_begin(&f, NULL);
	fixture_open(&f, true);
	assert_int_equal(mtr_reader_open(f.trace, &follow, &reader), 0);
	assert_int_equal(pthread_create(&writer, NULL, write_many, &f), 0);
	assert_int_equal(read_events(reader, FOLLOWED), FOLLOWED);
	pthread_join(writer, NULL);
	fixture_stop(&f);
	while (mtr_reader_next(reader, &packet) == 1)
		assert_false(packet->has_seq);
	mtr_reader_close(reader);
	fixture_end(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_only_in_the_spool_is_read_after_the_trace),
		cmocka_unit_test(a_spool_with_nothing_more_is_not_missed),
		cmocka_unit_test(a_finished_trace_misses_no_spool),
		cmocka_unit_test(following_sees_every_event_once_and_ends_with_the_trace),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
