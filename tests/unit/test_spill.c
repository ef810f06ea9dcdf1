/* Texts come back as they went in, from memory and from the file. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "spill.h"
#include "unit.h"

enum {
	TEXTS = 3,
	PIECES = 3000,
	PIECE = 4000
}; /* 36 MB */

static void fill(char *piece, int text, int number)
{
	memset(piece, 'a' + (text * 7 + number) % 26, PIECE);
	snprintf(piece, PIECE, "%d.%d", text, number);
}

struct expected {
	int text, next;
};

/* Pieces may come joined, but whole and in order. */
static void check(void *context, const char *data, size_t size)
{
	struct expected *expected = context;
	char piece[PIECE];

	assert_int_equal(size % PIECE, 0);
	for (; size; size -= PIECE, data += PIECE) {
		fill(piece, expected->text, expected->next++);
		assert_memory_equal(data, piece, PIECE);
	}
}

static void test_texts_larger_than_memory_come_back_in_order(void **state)
{
	struct mtr_spill_text texts[TEXTS] = {{0}};
	struct mtr_spill spill = {0};
	char piece[PIECE];
	int i, text;

	(void)state;
	for (i = 0; i < PIECES; i++) {
		for (text = 0; text < TEXTS; text++) {
			fill(piece, text, i);
			mtr_spill_append(&spill, &texts[text], piece, PIECE);
		}
		assert_true(spill.in_memory < 18 << 20);
	}
	assert_non_null(spill.file);
	for (text = 0; text < TEXTS; text++) {
		struct expected expected = {.text = text};

		mtr_spill_take(&spill, &texts[text], check, &expected);
		assert_int_equal(expected.next, PIECES);
	}
	assert_int_equal(spill.err, 0);
	assert_int_equal(spill.in_memory, 0);
	mtr_spill_end(&spill);
}

static void test_small_texts_need_no_file(void **state)
{
	struct mtr_spill_text text = {0};
	struct mtr_spill spill = {0};
	struct expected expected = {0};
	char piece[PIECE];

	(void)state;
	fill(piece, 0, 0);
	mtr_spill_append(&spill, &text, piece, PIECE);
	assert_null(spill.file);
	mtr_spill_take(&spill, &text, check, &expected);
	assert_int_equal(expected.next, 1);
	mtr_spill_take(&spill, &text, check, &expected); /* it is empty now */
	assert_int_equal(expected.next, 1);
	mtr_spill_end(&spill);
}

/* Many small texts: those that do not grow any more leave the memory, too. */
static void test_small_texts_leave_the_memory_when_there_are_many(void **state)
{
	enum {
		MANY = 20000
	};
	struct mtr_spill_text *texts = calloc(MANY, sizeof(*texts));
	struct mtr_spill spill = {0};
	char piece[PIECE];
	int i;

	(void)state;
	assert_non_null(texts);
	for (i = 0; i < MANY; i++) {
		fill(piece, i % TEXTS, 0);
		mtr_spill_append(&spill, &texts[i], piece, PIECE);
		assert_true(spill.in_memory < 18 << 20);
	}
	for (i = 0; i < MANY; i++) {
		struct expected expected = {.text = i % TEXTS};

		mtr_spill_take(&spill, &texts[i], check, &expected);
		assert_int_equal(expected.next, 1);
	}
	assert_int_equal(spill.in_memory, 0);
	assert_null(spill.oldest);
	mtr_spill_end(&spill);
	free(texts);
}

/* From memory and from the file, behind what is in either. */
static void test_moved_texts_stand_behind_each_other(void **state)
{
	struct mtr_spill_text from = {0}, to = {0};
	struct mtr_spill spill = {0};
	struct expected expected = {0};
	char piece[PIECE];
	int i, next = 0;

	(void)state;
	for (int round = 0; round < 6; round++) {
		int to_pieces = round % 2 ? PIECES : 1, from_pieces = round % 3 ? 2 : PIECES;

		for (i = 0; i < to_pieces + from_pieces; i++) {
			fill(piece, 0, next++);
			mtr_spill_append(&spill, i < to_pieces ? &to : &from, piece, PIECE);
		}
		mtr_spill_move(&spill, &to, &from);
		assert_int_equal(from.nr + from.tail.size, 0);
	}
	assert_non_null(spill.file);
	mtr_spill_take(&spill, &to, check, &expected);
	assert_int_equal(expected.next, next);
	assert_int_equal(spill.in_memory, 0);
	mtr_spill_end(&spill);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_texts_larger_than_memory_come_back_in_order),
		cmocka_unit_test(test_small_texts_need_no_file),
		cmocka_unit_test(test_small_texts_leave_the_memory_when_there_are_many),
		cmocka_unit_test(test_moved_texts_stand_behind_each_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
