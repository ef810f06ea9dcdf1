/* Numbers by first use, for few and for many, near each other and far apart. */
#include "fail.h"
#include "numbering.h"
#include "unit.h"

static uint64_t number_of(struct mtr_numbering *n, uint64_t id)
{
	uint64_t number;

	assert_int_equal(mtr_numbering_get(n, id, &number), 0);
	return number;
}

static void numbers_are_given_by_first_use(void **state)
{
	struct mtr_numbering n = {.last = 0};

	(void)state;
	assert_int_equal(number_of(&n, 700), 1);
	assert_int_equal(number_of(&n, 3), 2);
	assert_int_equal(number_of(&n, 700), 1);
	assert_int_equal(number_of(&n, 0), 0);
	assert_int_equal(number_of(&n, UINT64_MAX), 3);
	assert_null(n.pages);
	mtr_numbering_end(&n);
}

/* In an order that goes through the whole file again and again. */
static uint64_t scattered(uint64_t i, uint64_t count)
{
	return i * 7919 % count + 1;
}

static void many_numbers_are_kept_in_a_file(void **state)
{
	enum {
		COUNT = 1000003
	};
	struct mtr_numbering n = {.last = 0};

	(void)state;
	for (uint64_t i = 0; i < COUNT; i++)
		assert_int_equal(number_of(&n, scattered(i, COUNT)), i + 1);
	assert_non_null(n.pages);
	assert_null(n.few.slots);
	for (uint64_t i = 0; i < COUNT; i++)
		assert_int_equal(number_of(&n, scattered(i, COUNT)), i + 1);
	assert_int_equal(number_of(&n, COUNT + 5), COUNT + 1);
	mtr_numbering_end(&n);
}

/* As merging makes them: every 256th. */
static void numbers_of_merged_traces_are_spread(void **state)
{
	struct mtr_numbering n = {.last = 0};

	(void)state;
	for (uint64_t i = 0; i < 200000; i++)
		assert_int_equal(number_of(&n, i * 256 + 17), i + 1);
	assert_int_equal(number_of(&n, 199999 * 256 + 17), 200000);
	mtr_numbering_end(&n);
}

static void numbers_that_no_recorder_gives_do_not_fill_the_disk(void **state)
{
	struct mtr_numbering n = {.last = 0};
	uint64_t number, i, id = 1;
	int err = 0;

	(void)state;
	for (i = 0; i < 1000000 && !err; i++, id += UINT64_C(0x10000001))
		err = mtr_numbering_get(&n, id, &number);
	assert_int_equal(err, -MTR_ELIMIT);
	assert_true(n.holes < 200000);
	assert_int_equal(mtr_numbering_get(&n, UINT64_MAX, &number), -MTR_ELIMIT);
	mtr_numbering_end(&n);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_given_by_first_use),
		cmocka_unit_test(many_numbers_are_kept_in_a_file),
		cmocka_unit_test(numbers_of_merged_traces_are_spread),
		cmocka_unit_test(numbers_that_no_recorder_gives_do_not_fill_the_disk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
