/* The reader on traces that are whole, torn, damaged, chunked, seekable and hostile. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <zstd.h>

#include "fail.h"
#include "reader.h"
#include "trace_build.h"
#include "unit.h"

enum {
	FRAMES = 12,
	RESULTS = 10,
	EVENTS_PER_FRAME = 4 + 2 * RESULTS
};

struct counts {
	uint64_t events, first_seq, last_seq, gaps, packets;
	uint64_t damaged;
	uint64_t damage_offset;
	int err;
	struct mtr_reader_stats stats;
};

static void on_damage(void *context, const struct mtr_damage *damage)
{
	struct counts *counts = context;

	assert_non_null(damage->what);
	if (!counts->damaged++)
		counts->damage_offset = damage->offset;
}

static void count_rest(struct mtr_reader *reader, struct counts *counts)
{
	const Mitrace__Packet *packet;
	int got;

	while ((got = mtr_reader_next(reader, &packet)) == 1) {
		counts->packets++;
		if (!packet->has_seq)
			continue;
		if (!counts->events++)
			counts->first_seq = packet->seq;
		else
			counts->gaps += packet->seq != counts->last_seq + 1;
		counts->last_seq = packet->seq;
	}
	counts->err = got;
	mtr_reader_stats(reader, &counts->stats);
}

static struct counts read_all(const void *data, size_t size)
{
	struct counts counts = {0};
	const struct mtr_reader_options options = {.damaged = on_damage, .context = &counts};
	struct mtr_reader *reader = NULL;

	counts.err = mtr_reader_open_memory(data, size, &options, &reader);
	if (!counts.err)
		count_rest(reader, &counts);
	mtr_reader_close(reader);
	return counts;
}

static void test_a_whole_trace_is_read_to_its_end(void **state)
{
	struct trace_build build;
	struct counts counts;

	(void)state;
	build_sample(&build, FRAMES, RESULTS);
	counts = read_all(build.data, build.size);
	assert_int_equal(counts.err, 0);
	assert_int_equal(counts.events, 2 + FRAMES * EVENTS_PER_FRAME);
	assert_int_equal(counts.last_seq, counts.events);
	assert_int_equal(counts.gaps, 0);
	assert_int_equal(counts.packets, counts.events + FRAMES + 2);
	assert_int_equal(counts.damaged, 0);
	assert_true(counts.stats.finished);
	assert_false(counts.stats.torn);
	assert_int_equal(counts.stats.frames, FRAMES + 2);
	build_end(&build);
}

static void test_a_trace_is_read_from_a_pipe_as_from_a_file(void **state)
{
	char path[] = "/tmp/mitrace-test-XXXXXX";
	struct trace_build build;
	struct counts counts = {0};
	struct mtr_reader *reader = NULL;
	int fd = mkstemp(path), saved = dup(STDIN_FILENO), ends[2];

	(void)state;
	build_sample(&build, 2, RESULTS);
	assert_int_equal(write(fd, build.data, build.size), build.size);
	close(fd);
	assert_int_equal(mtr_reader_open(path, NULL, &reader), 0);
	count_rest(reader, &counts);
	assert_int_equal(counts.events, 2 + 2 * EVENTS_PER_FRAME);
	mtr_reader_close(reader);
	unlink(path);

	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], build.data, build.size), build.size); /* fits the pipe */
	close(ends[1]);
	dup2(ends[0], STDIN_FILENO);
	close(ends[0]);
	memset(&counts, 0, sizeof(counts));
	assert_int_equal(mtr_reader_open("-", NULL, &reader), 0);
	assert_int_equal(mtr_reader_seek_seq(reader, 5), -ESPIPE);
	count_rest(reader, &counts);
	assert_int_equal(counts.events, 2 + 2 * EVENTS_PER_FRAME);
	assert_int_equal(counts.damaged, 0);
	mtr_reader_close(reader);
	dup2(saved, STDIN_FILENO);
	close(saved);
	build_end(&build);
}

static void test_what_is_no_trace_is_refused(void **state)
{
	static const char text[] = "This is a text of some length, and not a trace at all.";
	uint8_t packed[256];
	size_t size = ZSTD_compress(packed, sizeof(packed), text, sizeof(text), 1);
	struct mtr_reader *reader = NULL;

	(void)state;
	assert_int_equal(mtr_reader_open_memory(text, sizeof(text), NULL, &reader), -MTR_EFORMAT);
	assert_int_equal(mtr_reader_open_memory(packed, size, NULL, &reader), -MTR_EFORMAT);
	assert_int_equal(mtr_reader_open_memory("", 0, NULL, &reader), -MTR_EFORMAT);
	assert_int_equal(mtr_reader_open("/nonexistent/x.mitrace", NULL, &reader), -ENOENT);
	assert_non_null(strstr(mtr_fail_text(), "/nonexistent/x.mitrace"));
	assert_int_equal(mtr_reader_open("/tmp", NULL, &reader), -EISDIR);
	assert_null(reader);
}

static void refuse_header(Mitrace__Header *header)
{
	Mitrace__Packet packet = MITRACE__PACKET__INIT;
	struct mtr_reader *reader = NULL;
	struct trace_build build;

	packet.body_case = MITRACE__PACKET__BODY_HEADER;
	packet.header = header;
	header->has_reader_version = 1;
	header->reader_version = build_text("7.8.9");
	build_begin(&build);
	build_packet(&build, &packet);
	build_frame(&build);
	assert_int_equal(mtr_reader_open_memory(build.data, build.size, NULL, &reader), -MTR_EVERSION);
	assert_non_null(strstr(mtr_fail_text(), "7.8.9"));
	build_end(&build);
}

static void test_an_unknown_required_feature_is_refused_with_the_version_needed(void **state)
{
	Mitrace__Header feature = MITRACE__HEADER__INIT, major = MITRACE__HEADER__INIT;
	uint32_t number = 4711;

	(void)state;
	feature.n_required_feature = 1;
	feature.required_feature = &number;
	refuse_header(&feature);
	major.has_version_major = 1;
	major.version_major = 2;
	refuse_header(&major);
}

static void test_unknown_optional_features_and_bodies_are_read_past(void **state)
{
	/* A Packet {seq 1, field 999 {..}} */
	static const uint8_t unknown[] = {0x0a, 7, 0x08, 1, 0xba, 0x3e, 2, 8, 1};
	Mitrace__Packet packet = MITRACE__PACKET__INIT;
	Mitrace__Header header = MITRACE__HEADER__INIT;
	uint32_t number = 4711;
	struct trace_build build;
	struct counts counts;

	(void)state;
	packet.body_case = MITRACE__PACKET__BODY_HEADER;
	packet.header = &header;
	header.n_optional_feature = 1;
	header.optional_feature = &number;
	build_begin(&build);
	build_packet(&build, &packet);
	build_raw(&build, unknown, sizeof(unknown));
	build_frame(&build);
	counts = read_all(build.data, build.size);
	assert_int_equal(counts.err, 0);
	assert_int_equal(counts.events, 1);
	assert_int_equal(counts.damaged, 0);
	build_end(&build);
}

static void test_schemas_stay_and_repeats_are_told(void **state)
{
	struct mtr_reader *reader = NULL;
	const Mitrace__Packet *packet;
	const Mitrace__Class *class = NULL;
	struct trace_build build;
	int schemas = 0, repeated = 0;

	(void)state;
	build_sample(&build, FRAMES, RESULTS);
	assert_int_equal(mtr_reader_open_memory(build.data, build.size, NULL, &reader), 0);
	while (mtr_reader_next(reader, &packet) == 1) {
		if (packet->body_case == MITRACE__PACKET__BODY_SCHEMA) {
			schemas++;
			repeated += mtr_reader_repeated(reader);
			class = class ? class : mtr_reader_schema(reader, 1);
		} else {
			assert_false(mtr_reader_repeated(reader));
		}
	}
	assert_int_equal(schemas, FRAMES);
	assert_int_equal(repeated, FRAMES - 1);
	assert_ptr_equal(class, mtr_reader_schema(reader, 1));
	assert_memory_equal(class->name.data, "MSFT_Disk", 9);
	assert_null(mtr_reader_schema(reader, 2));
	mtr_reader_close(reader);
	build_end(&build);
}

static void test_chunks_are_put_together_across_frames(void **state)
{
	struct mtr_reader *reader = NULL;
	const Mitrace__Packet *packet;
	Mitrace__Call call = MITRACE__CALL__INIT;
	Mitrace__Packet large;
	struct trace_build build;
	char text[5000];

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = 0;
	build_begin(&build);
	build_header(&build);
	build_event(&build, &large, MITRACE__PACKET__BODY_CALL_BEGIN, 1, 0);
	large.call_begin = &call;
	call.has_destination = 1;
	call.destination = build_text(text);
	build_chunked(&build, &large, 700);
	build_frame(&build);
	assert_int_equal(mtr_reader_open_memory(build.data, build.size, NULL, &reader), 0);
	assert_int_equal(mtr_reader_next(reader, &packet), 1);
	assert_int_equal(mtr_reader_next(reader, &packet), 1);
	assert_int_equal(packet->body_case, MITRACE__PACKET__BODY_CALL_BEGIN);
	assert_int_equal(packet->call_begin->destination.len, sizeof(text) - 1);
	assert_memory_equal(packet->call_begin->destination.data, text, sizeof(text) - 1);
	assert_int_equal(mtr_reader_next(reader, &packet), 0);
	mtr_reader_close(reader);
	build_end(&build);
}

static void test_an_event_whose_chunks_are_incomplete_is_reported(void **state)
{
	Mitrace__Call call = MITRACE__CALL__INIT;
	Mitrace__Packet large;
	struct trace_build build;
	struct counts counts;
	char text[3000];

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = 0;
	build_begin(&build);
	build_header(&build);
	build_event(&build, &large, MITRACE__PACKET__BODY_CALL_BEGIN, 1, 0);
	large.call_begin = &call;
	call.has_destination = 1;
	call.destination = build_text(text);
	build_chunked(&build, &large, 1000);
	build.raw_size -= 500; /* cuts into the last chunk */
	build_frame(&build);
	counts = read_all(build.data, build.size);
	assert_int_equal(counts.err, 0);
	assert_int_equal(counts.events, 0);
	assert_true(counts.damaged > 0);
	build_end(&build);
}

/* Index of the data frame a byte lies in; -1: none. */
static int frame_of(const struct trace_build *build, size_t offset)
{
	int i = (int)build->nr_frames - 1;

	while (i >= 0 && build->frames[i] > offset)
		i--;
	return i;
}

static void test_every_flipped_bit_costs_at_most_one_frame_and_is_reported(void **state)
{
	struct trace_build build;
	struct counts whole;
	size_t at;
	int bit;

	(void)state;
	build_sample(&build, 4, 3);
	whole = read_all(build.data, build.size);
	for (at = 0; at < build.size; at++) {
		for (bit = 0; bit < 8; bit++) {
			struct counts counts;
			uint64_t lost;

			build.data[at] ^= (uint8_t)(1u << bit);
			counts = read_all(build.data, build.size);
			build.data[at] ^= (uint8_t)(1u << bit);
			assert_int_equal(counts.err, 0);
			lost = whole.events - counts.events;
			assert_true(lost <= 2 + 4 + 2 * 3);
			assert_true(counts.gaps <= 1);
			if (counts.packets == whole.packets)
				continue;
			assert_true(counts.damaged > 0);
			assert_int_equal(counts.damage_offset,
					 frame_of(&build, at) < 0 ? 0 : build.frames[frame_of(&build, at)]);
		}
	}
	build_end(&build);
}

static void test_every_truncation_keeps_all_whole_frames(void **state)
{
	struct trace_build build;
	size_t size;

	(void)state;
	build_sample(&build, 4, 3);
	for (size = build.frames[1]; size < build.size; size++) {
		struct counts counts = read_all(build.data, size);
		uint64_t frames = (uint64_t)frame_of(&build, size);

		assert_int_equal(counts.err, 0);
		assert_int_equal(counts.stats.frames, frames);
		assert_false(counts.stats.finished);
		assert_int_equal(counts.stats.torn, build.frames[frames] != size);
		assert_int_equal(counts.damaged, build.frames[frames] != size);
	}
	build_end(&build);
}

static void test_bytes_between_frames_are_passed_over(void **state)
{
	struct trace_build build;
	struct counts counts, whole;
	uint8_t *data;
	size_t at;

	(void)state;
	build_sample(&build, 4, 3);
	whole = read_all(build.data, build.size);
	at = build.frames[2];
	data = calloc(1, build.size + 1000);
	memcpy(data, build.data, at);
	memset(data + at, 0x28, 1000); /* the first byte of the magic number, many times */
	memcpy(data + at + 1000, build.data + at, build.size - at);
	counts = read_all(data, build.size + 1000);
	assert_int_equal(counts.err, 0);
	assert_int_equal(counts.events, whole.events);
	assert_int_equal(counts.damaged, 1);
	assert_int_equal(counts.damage_offset, at);
	assert_int_equal(counts.stats.damaged_bytes, 1000);
	free(data);
	build_end(&build);
}

static void test_seeking_finds_the_frame_of_every_event(void **state)
{
	struct mtr_reader *reader = NULL;
	struct trace_build build;
	uint64_t seq, last;

	(void)state;
	build_sample(&build, 100, 400);
	last = build.seq;
	assert_true(build.size > 200000); /* more than is walked */
	assert_int_equal(mtr_reader_open_memory(build.data, build.size, NULL, &reader), 0);
	for (seq = 1; seq <= last; seq += 397) {
		struct counts counts = {0};
		const Mitrace__Packet *packet;

		assert_int_equal(mtr_reader_seek_seq(reader, seq), 0);
		do {
			assert_int_equal(mtr_reader_next(reader, &packet), 1);
			counts.events += packet->has_seq;
		} while (!packet->has_seq || packet->seq < seq);
		assert_int_equal(packet->seq, seq);
		assert_true(counts.events <= 2 + 4 + 2 * 400);
		assert_int_equal(mtr_reader_seek_time(reader, seq * 1000), 0);
		do {
			assert_int_equal(mtr_reader_next(reader, &packet), 1);
		} while (!packet->has_time || packet->time < seq * 1000);
		assert_int_equal(packet->time, seq * 1000);
	}
	assert_int_equal(mtr_reader_seek_seq(reader, UINT64_MAX), 0);
	{
		struct counts counts = {0};

		count_rest(reader, &counts);
		assert_int_equal(counts.last_seq, last);
		assert_true(counts.stats.finished);
	}
	mtr_reader_close(reader);
	build_end(&build);
}

static void test_frames_that_claim_too_much_are_not_believed(void **state)
{
	/* Content size 2^40, then a raw block of 2 MiB - 1, then nothing. */
	static const uint8_t huge[] = {0x28, 0xb5, 0x2f, 0xfd, 0xe4, 0,    0,    0, 0, 0,
				       0,    1,    0,    0,    0xf9, 0xff, 0xff, 0, 0, 0};
	struct trace_build build;
	struct counts counts;

	(void)state;
	build_begin(&build);
	build_header(&build);
	build_frame(&build);
	build.data = realloc(build.data, build.size + sizeof(huge));
	memcpy(build.data + build.size, huge, sizeof(huge));
	counts = read_all(build.data, build.size + sizeof(huge));
	assert_int_equal(counts.err, 0);
	assert_int_equal(counts.damaged, 1);
	assert_int_equal(counts.damage_offset, build.size);
	build_end(&build);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_whole_trace_is_read_to_its_end),
		cmocka_unit_test(test_a_trace_is_read_from_a_pipe_as_from_a_file),
		cmocka_unit_test(test_what_is_no_trace_is_refused),
		cmocka_unit_test(test_an_unknown_required_feature_is_refused_with_the_version_needed),
		cmocka_unit_test(test_unknown_optional_features_and_bodies_are_read_past),
		cmocka_unit_test(test_schemas_stay_and_repeats_are_told),
		cmocka_unit_test(test_chunks_are_put_together_across_frames),
		cmocka_unit_test(test_an_event_whose_chunks_are_incomplete_is_reported),
		cmocka_unit_test(test_every_flipped_bit_costs_at_most_one_frame_and_is_reported),
		cmocka_unit_test(test_every_truncation_keeps_all_whole_frames),
		cmocka_unit_test(test_bytes_between_frames_are_passed_over),
		cmocka_unit_test(test_seeking_finds_the_frame_of_every_event),
		cmocka_unit_test(test_frames_that_claim_too_much_are_not_believed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
