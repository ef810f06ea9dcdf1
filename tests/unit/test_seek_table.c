/* seek_table.h: what is written is read back, is what zstd's seekable format says, and nothing else is believed. */
#include "seek_table.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "fail.h"
#include "unit.h"

enum {
	ENTRIES = 1000
};

struct written {
	struct mtr_seek_table table;
	uint8_t *bytes;
	size_t size;
	uint64_t frames; /* bytes before the table */
};

static void write_table(struct written *w)
{
	unsigned i;

	memset(w, 0, sizeof(*w));
	for (i = 0; i < ENTRIES; i++) {
		const struct mtr_seek_entry entry = {
			.size = 100 + i,
			.raw_size = i ? 1000 + i : 0,
			.nr_events = i % 3,
			.first_seq = i % 3 ? 10 * i : 0,
			.first_time = i % 3 ? UINT64_C(5000000000) * i : 0,
		};

		assert_int_equal(mtr_seek_table_add(&w->table, &entry), 0);
		w->frames += entry.size;
	}
	w->size = mtr_seek_table_size(&w->table);
	w->bytes = malloc(w->size);
	assert_non_null(w->bytes);
	mtr_seek_table_write(&w->table, w->bytes);
}

static void free_written(struct written *w)
{
	mtr_seek_table_free(&w->table);
	free(w->bytes);
}

static void a_table_is_read_back_as_it_was(void **state)
{
	struct mtr_seek_table table;
	struct written w;
	size_t need = 0;

	(void)state;
	write_table(&w);
	assert_int_equal(mtr_seek_table_read(w.bytes, w.size, w.frames + w.size, &table, &need), 0);
	assert_int_equal(need, w.size);
	assert_int_equal(table.nr, ENTRIES);
	assert_memory_equal(table.entries, w.table.entries, ENTRIES * sizeof(*table.entries));
	mtr_seek_table_free(&table);
	free_written(&w);
}

static void too_few_bytes_say_how_many_it_takes(void **state)
{
	struct mtr_seek_table table;
	struct written w;
	size_t need = 0;

	(void)state;
	write_table(&w);
	assert_int_equal(mtr_seek_table_read(w.bytes + w.size - 64, 64, w.frames + w.size, &table, &need), -EAGAIN);
	assert_int_equal(need, w.size);
	free_written(&w);
}

static uint32_t get32(const uint8_t *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/* By the specification of the seekable format alone, without our reader. */
static void the_last_frame_is_a_seek_table_of_zstds(void **state)
{
	struct written w;
	const uint8_t *end, *entry;
	uint64_t sum = 0;
	uint32_t nr, i;

	(void)state;
	write_table(&w);
	end = w.bytes + w.size;
	assert_int_equal(get32(end - 4), 0x8F92EAB1);
	assert_int_equal(end[-5], 0);
	nr = get32(end - 9);
	assert_int_equal(nr, ENTRIES + 1); /* the index frame too */
	entry = end - 9 - 8 * nr;
	assert_int_equal(get32(entry - 8), 0x184D2A5E);
	assert_int_equal(get32(entry - 4), 8 * nr + 9);
	for (i = 0; i < nr; i++)
		sum += get32(entry + 8 * i);
	/* Every byte before the table's own frame. */
	assert_int_equal(sum, w.frames + (uint64_t)(entry - 8 - w.bytes));
	assert_int_equal(get32(entry + 8 * (nr - 1) + 4), 0);
	free_written(&w);
}

static void a_table_that_does_not_fit_its_file_is_refused(void **state)
{
	struct mtr_seek_table table;
	struct written w;
	size_t need, i;
	int refused = 0, got;

	(void)state;
	write_table(&w);
	assert_int_equal(mtr_seek_table_read(w.bytes, w.size, w.frames + w.size + 1, &table, &need), -MTR_EDAMAGED);
	assert_int_equal(mtr_seek_table_read(w.bytes, w.size, 5, &table, &need), -MTR_EDAMAGED);
	assert_int_equal(mtr_seek_table_read(w.bytes, 5, w.frames + w.size, &table, &need), -MTR_EMISSING);
	/* Any byte changed: refused, or a table whose frames still add up. */
	for (i = 0; i < w.size; i += 7) {
		w.bytes[i] ^= 0x41;
		got = mtr_seek_table_read(w.bytes, w.size, w.frames + w.size, &table, &need);
		if (got)
			refused++;
		else
			mtr_seek_table_free(&table);
		w.bytes[i] ^= 0x41;
	}
	assert_true(refused > 100);
	free_written(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_table_is_read_back_as_it_was),
		cmocka_unit_test(too_few_bytes_say_how_many_it_takes),
		cmocka_unit_test(the_last_frame_is_a_seek_table_of_zstds),
		cmocka_unit_test(a_table_that_does_not_fit_its_file_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
