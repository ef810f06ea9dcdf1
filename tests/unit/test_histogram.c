/* Quantiles within the stated error of the exact ones, whatever the numbers; parts merged are the whole. */
#include <stdlib.h>
#include <string.h>

#include "histogram.h"
#include "unit.h"

enum {
	NUMBERS = 20000
};

static const double fractions[] = {0, 0.01, 0.25, 0.5, 0.75, 0.95, 0.99, 0.999, 1};
static uint64_t numbers[NUMBERS];

/* Spread over all powers of two, with many that are small. */
static void make_numbers(unsigned seed)
{
	uint64_t x = seed;

	for (unsigned i = 0; i < NUMBERS; i++) {
		x = x * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
		numbers[i] = (x >> 3) >> (x >> 40) % 61;
	}
}

static int ascending(const void *a, const void *b)
{
	uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;

	return left < right ? -1 : left > right;
}

static uint64_t exact(double fraction)
{
	size_t rank = (size_t)(fraction * NUMBERS + 0.999999);

	return numbers[rank ? rank - 1 : 0];
}

static void check_quantiles(const struct mtr_histogram *h)
{
	qsort(numbers, NUMBERS, sizeof(*numbers), ascending);
	for (size_t i = 0; i < sizeof(fractions) / sizeof(*fractions); i++) {
		double got = (double)mtr_histogram_quantile(h, fractions[i]), want = (double)exact(fractions[i]);

		if (got < want * (1 - 1.0 / 64) - 0.5 || got > want * (1 + 1.0 / 64) + 0.5)
			fail_msg("quantile %g is %.0f, exactly %.0f", fractions[i], got, want);
	}
	assert_true(h->min == numbers[0] && h->max == numbers[NUMBERS - 1]);
	assert_int_equal(h->count, NUMBERS);
}

static void test_quantiles_are_within_the_stated_error(void **state)
{
	(void)state;
	for (unsigned seed = 1; seed <= 5; seed++) {
		struct mtr_histogram h = {0};

		make_numbers(seed);
		for (unsigned i = 0; i < NUMBERS; i++)
			assert_int_equal(mtr_histogram_add(&h, numbers[i]), 0);
		check_quantiles(&h);
		mtr_histogram_end(&h);
	}
}

static void test_parts_merged_are_the_whole(void **state)
{
	struct mtr_histogram whole = {0}, parts[3] = {{0}, {0}, {0}}, empty = {0};
	struct mtr_histogram_bucket a, b;
	unsigned at_a = 0, at_b = 0;

	(void)state;
	make_numbers(7);
	for (unsigned i = 0; i < NUMBERS; i++) {
		assert_int_equal(mtr_histogram_add(&whole, numbers[i]), 0);
		assert_int_equal(mtr_histogram_add(&parts[i % 3], numbers[i]), 0);
	}
	for (unsigned i = 1; i < 3; i++)
		assert_int_equal(mtr_histogram_merge(&parts[0], &parts[i]), 0);
	assert_int_equal(mtr_histogram_merge(&parts[0], &empty), 0);
	while (mtr_histogram_next(&whole, &at_a, &a)) {
		assert_true(mtr_histogram_next(&parts[0], &at_b, &b));
		assert_memory_equal(&a, &b, sizeof(a));
	}
	assert_false(mtr_histogram_next(&parts[0], &at_b, &b));
	assert_true(whole.sum == parts[0].sum);
	check_quantiles(&parts[0]);
	for (unsigned i = 0; i < 3; i++)
		mtr_histogram_end(&parts[i]);
	mtr_histogram_end(&whole);
}

static void test_buckets_follow_each_other_without_gap_or_overlap(void **state)
{
	struct mtr_histogram h = {0};
	struct mtr_histogram_bucket bucket;
	uint64_t next = 0;
	unsigned at = 0, nr = 0;

	(void)state;
	for (unsigned i = 0; i < 32; i++)
		assert_int_equal(mtr_histogram_add(&h, i), 0);
	for (unsigned shift = 0; shift < 59; shift++) {
		for (uint64_t i = 32; i < 64; i++)
			assert_int_equal(mtr_histogram_add(&h, i << shift), 0);
	}
	while (mtr_histogram_next(&h, &at, &bucket)) {
		assert_true(bucket.low == next);
		assert_int_equal(bucket.count, 1);
		next = bucket.high + 1;
		nr++;
	}
	assert_true(next == 0); /* up to the largest number there is */
	assert_int_equal(nr, MTR_HISTOGRAM_ROW * MTR_HISTOGRAM_ROWS);
	assert_int_equal(mtr_histogram_add(&h, UINT64_MAX), 0);
	assert_true(mtr_histogram_quantile(&h, 1) <= h.max);
	assert_true(h.sum == UINT64_MAX);
	mtr_histogram_end(&h);
}

static void test_an_empty_one_answers_nothing(void **state)
{
	struct mtr_histogram h = {0};
	struct mtr_histogram_bucket bucket;
	unsigned at = 0;

	(void)state;
	assert_int_equal(mtr_histogram_quantile(&h, 0.5), 0);
	assert_false(mtr_histogram_next(&h, &at, &bucket));
	mtr_histogram_end(&h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_quantiles_are_within_the_stated_error),
		cmocka_unit_test(test_parts_merged_are_the_whole),
		cmocka_unit_test(test_buckets_follow_each_other_without_gap_or_overlap),
		cmocka_unit_test(test_an_empty_one_answers_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
