/*
 * Golden traces, good and bad, of every version that was released: they read as they always did, and no flipped bit and
 * no truncation of them does more harm than it must.
 */
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fail.h"
#include "golden_read.h"
#include "reader.h"
#include "unit.h"

static char *load(const char *path, size_t *ret_size)
{
	FILE *file = fopen(path, "r");
	char *data;
	long size;

	if (!file)
		fail_msg("%s is missing", path);
	fseek(file, 0, SEEK_END);
	size = ftell(file);
	rewind(file);
	data = calloc(1, (size_t)size + 1);
	assert_int_equal(fread(data, 1, (size_t)size, file), size);
	fclose(file);
	*ret_size = (size_t)size;
	return data;
}

/* Calls @test with each golden trace; its expected text beside it. Returns how many there are. */
static int for_each(void (*test)(const char *path, char *data, size_t size, const char *expected))
{
	struct dirent **entries, **versions;
	int nr_versions = scandir(GOLDEN_DIR, &versions, NULL, alphasort), v, nr = 0;

	for (v = 0; v < nr_versions; v++) {
		char folder[512];
		int n, i;

		snprintf(folder, sizeof(folder), "%s/%s", GOLDEN_DIR, versions[v]->d_name);
		n = versions[v]->d_name[0] == '.' ? 0 : scandir(folder, &entries, NULL, alphasort);
		for (i = 0; i < n; i++) {
			char path[1024], *data, *expected, *dot = strstr(entries[i]->d_name, ".mitrace");
			size_t size, expected_size;

			if (dot) {
				snprintf(path, sizeof(path), "%s/%.*s.expected", folder,
					 (int)(dot - entries[i]->d_name), entries[i]->d_name);
				expected = load(path, &expected_size);
				snprintf(path, sizeof(path), "%s/%s", folder, entries[i]->d_name);
				data = load(path, &size);
				test(path, data, size, expected);
				free(data);
				free(expected);
				nr++;
			}
			free(entries[i]);
		}
		if (n > 0)
			free(entries);
		free(versions[v]);
	}
	free(versions);
	return nr;
}

static void compare(const char *path, char *data, size_t size, const char *expected)
{
	char *text = golden_read(data, size);

	if (strcmp(text, expected) != 0)
		fail_msg("%s reads otherwise than expected:\n%s", path, text);
	free(text);
}

static void test_golden_traces_read_as_ever(void **state)
{
	(void)state;
	assert_true(for_each(compare) >= 10);
}

struct outcome {
	int opened;
	uint64_t events, frames, damaged, damaged_bytes, gaps;
	bool torn;
	uint64_t at;  /* a byte of the file */
	bool covered; /* a report of damage has it between its ends */
};

static void on_damage(void *context, const struct mtr_damage *damage)
{
	struct outcome *outcome = context;

	assert_non_null(damage->what);
	outcome->damaged++;
	outcome->covered |=
		damage->offset <= outcome->at && (!damage->size || outcome->at < damage->offset + damage->size);
}

/* @at: where the data was changed. */
static struct outcome read_all(const void *data, size_t size, size_t at)
{
	struct outcome outcome = {.at = at};
	const struct mtr_reader_options options = {.damaged = on_damage, .context = &outcome};
	struct mtr_reader_stats stats;
	struct mtr_reader *reader = NULL;
	const Mitrace__Packet *packet;
	uint64_t last = 0;
	int got;

	outcome.opened = mtr_reader_open_memory(data, size, &options, &reader);
	if (outcome.opened)
		return outcome;
	while ((got = mtr_reader_next(reader, &packet)) == 1) {
		if (!packet->has_seq)
			continue;
		outcome.events++;
		outcome.gaps += last && packet->seq != last + 1;
		last = packet->seq;
	}
	assert_true(got == 0 || got == -MTR_EDAMAGED);
	mtr_reader_stats(reader, &stats);
	outcome.frames = stats.frames;
	outcome.damaged_bytes = stats.damaged_bytes;
	outcome.torn = stats.torn;
	mtr_reader_close(reader);
	return outcome;
}

static void flip(const char *path, char *data, size_t size, const char *expected)
{
	struct outcome whole = read_all(data, size, size);
	size_t bit;

	(void)expected;
	if (whole.opened)
		return;
	for (bit = 0; bit < size * 8; bit++) {
		struct outcome damaged;

		data[bit / 8] ^= (char)(1 << bit % 8);
		damaged = read_all(data, size, bit / 8);
		data[bit / 8] ^= (char)(1 << bit % 8);
		/* Without its header, which an earlier fault took, a trace can lose what says that it is one. */
		if (damaged.opened && whole.damaged)
			continue;
		assert_int_equal(damaged.opened, 0);
		if (damaged.events < whole.events && !damaged.covered)
			fail_msg("%s: bit %zu costs %d events, and no report is of its place", path, bit,
				 (int)(whole.events - damaged.events));
		if (damaged.frames + 1 < whole.frames || damaged.gaps > whole.gaps + 1 ||
		    (damaged.frames < whole.frames && damaged.damaged <= whole.damaged &&
		     damaged.damaged_bytes <= whole.damaged_bytes &&
		     !damaged.torn)) /* beside another fault it is told with that */
			fail_msg("%s: bit %zu costs %d frames of %d, %d damaged parts", path, bit,
				 (int)(whole.frames - damaged.frames), (int)whole.frames, (int)damaged.damaged);
	}
}

static void test_a_flipped_bit_costs_one_frame_at_most_and_is_reported(void **state)
{
	(void)state;
	for_each(flip);
}

static void cut(const char *path, char *data, size_t size, const char *expected)
{
	struct outcome before = {0};
	size_t at;

	(void)expected;
	for (at = 0; at < size; at++) {
		char *exact = malloc(at ? at : 1); /* so that a sanitizer sees every byte too many */
		struct outcome outcome;

		memcpy(exact, data, at);
		outcome = read_all(exact, at, at);
		free(exact);
		if (outcome.opened)
			continue;
		if (outcome.events < before.events || outcome.frames < before.frames)
			fail_msg("%s: %zu bytes give less than %zu", path, at, at - 1);
		if (outcome.torn && !outcome.damaged)
			fail_msg("%s: of %zu bytes the last frame is torn, and no report says so", path, at);
		before = outcome;
	}
}

static void test_a_truncated_trace_keeps_what_is_whole(void **state)
{
	(void)state;
	for_each(cut);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_golden_traces_read_as_ever),
		cmocka_unit_test(test_a_flipped_bit_costs_one_frame_at_most_and_is_reported),
		cmocka_unit_test(test_a_truncated_trace_keeps_what_is_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
