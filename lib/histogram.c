/* Row 0 has the numbers below 32, row n those from 32 << (n - 1) on, in steps of 1 << (n - 1). */
#include "histogram.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "fail.h"

static void place_of(uint64_t value, unsigned *ret_row, unsigned *ret_at)
{
	unsigned row = 0;

	if (value >= MTR_HISTOGRAM_ROW)
		row = 64 - (unsigned)__builtin_clzll(value) - MTR_HISTOGRAM_BITS;
	*ret_row = row;
	*ret_at = (unsigned)(row ? value >> (row - 1) : value) & (MTR_HISTOGRAM_ROW - 1);
}

static struct mtr_histogram_bucket bucket_of(const struct mtr_histogram *h, unsigned row, unsigned at)
{
	struct mtr_histogram_bucket bucket = {.low = at, .high = at, .count = h->rows[row][at]};

	if (row) {
		bucket.low = (uint64_t)(MTR_HISTOGRAM_ROW + at) << (row - 1);
		bucket.high = bucket.low + ((UINT64_C(1) << (row - 1)) - 1);
	}
	return bucket;
}

static int make_row(struct mtr_histogram *h, unsigned row)
{
	if (!h->rows[row])
		h->rows[row] = calloc(MTR_HISTOGRAM_ROW, sizeof(**h->rows));
	return h->rows[row] ? 0 : mtr_fail(-ENOMEM, "no memory for a histogram");
}

static uint64_t add_up(uint64_t a, uint64_t b)
{
	return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

/* Least, largest, count and sum of @b go into those of @a. */
static void add_totals(struct mtr_histogram *a, const struct mtr_histogram *b)
{
	a->min = !a->count || b->min < a->min ? b->min : a->min;
	a->max = b->max > a->max ? b->max : a->max;
	a->count += b->count;
	a->sum = add_up(a->sum, b->sum);
}

int mtr_histogram_add(struct mtr_histogram *h, uint64_t value)
{
	const struct mtr_histogram one = {.count = 1, .min = value, .max = value, .sum = value};
	unsigned row, at;
	int err;

	place_of(value, &row, &at);
	err = make_row(h, row);
	if (err)
		return err;
	h->rows[row][at]++;
	add_totals(h, &one);
	return 0;
}

int mtr_histogram_merge(struct mtr_histogram *into, const struct mtr_histogram *from)
{
	unsigned row, at;
	int err = 0;

	if (!from->count)
		return 0;
	for (row = 0; row < MTR_HISTOGRAM_ROWS && !err; row++)
		err = from->rows[row] ? make_row(into, row) : 0;
	if (err)
		return err;
	for (row = 0; row < MTR_HISTOGRAM_ROWS; row++) {
		for (at = 0; from->rows[row] && at < MTR_HISTOGRAM_ROW; at++)
			into->rows[row][at] += from->rows[row][at];
	}
	add_totals(into, from);
	return 0;
}

void mtr_histogram_end(struct mtr_histogram *h)
{
	for (unsigned row = 0; row < MTR_HISTOGRAM_ROWS; row++)
		free(h->rows[row]);
	memset(h, 0, sizeof(*h));
}

bool mtr_histogram_next(const struct mtr_histogram *h, unsigned *at, struct mtr_histogram_bucket *ret)
{
	for (; *at < MTR_HISTOGRAM_ROWS * MTR_HISTOGRAM_ROW; ++*at) {
		unsigned row = *at / MTR_HISTOGRAM_ROW, column = *at % MTR_HISTOGRAM_ROW;

		if (h->rows[row] && h->rows[row][column]) {
			*ret = bucket_of(h, row, column);
			++*at;
			return true;
		}
	}
	return false;
}

uint64_t mtr_histogram_quantile(const struct mtr_histogram *h, double fraction)
{
	double exact = fraction * (double)h->count;
	uint64_t rank = (uint64_t)exact, below = 0, middle;
	struct mtr_histogram_bucket bucket;
	unsigned at = 0;

	rank += (double)rank < exact || !rank;
	while (mtr_histogram_next(h, &at, &bucket)) {
		below += bucket.count;
		if (below < rank)
			continue;
		middle = bucket.low + (bucket.high - bucket.low) / 2;
		return middle < h->min ? h->min : middle > h->max ? h->max : middle;
	}
	return h->max;
}
