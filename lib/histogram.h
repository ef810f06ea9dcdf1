/*
 * Numbers counted in buckets that are as wide as their values are large: 32 to each power of two, so a quantile is wrong by
 * 1/64 of its value (1.6 %) at most, however many numbers there are. Below 32 every number has a bucket of its own.
 * Least and largest number, count and sum are exact. Histograms of parts can be merged into that of the whole.
 *
 * Memory grows with the spread of the values, not with their count: 256 bytes for each power of two that occurs. One thread.
 */
#ifndef MTR_HISTOGRAM_H
#define MTR_HISTOGRAM_H

#include <stdbool.h>
#include <stdint.h>

enum {
	MTR_HISTOGRAM_BITS = 5,
	MTR_HISTOGRAM_ROW = 1 << MTR_HISTOGRAM_BITS, /* buckets to a power of two */
	MTR_HISTOGRAM_ROWS = 64 - MTR_HISTOGRAM_BITS + 1,
};

/* All zero is an empty one. */
struct mtr_histogram {
	uint64_t count, min, max;
	uint64_t sum; /* stays at its largest value when there is more */
	uint64_t *rows[MTR_HISTOGRAM_ROWS];
};

/* Numbers from @low to @high, both included. */
struct mtr_histogram_bucket {
	uint64_t low, high, count;
};

/* -ENOMEM (worded); the number is not counted then. */
int mtr_histogram_add(struct mtr_histogram *histogram, uint64_t value);
/* Counts all of @from in @into. -ENOMEM (worded), and @into is as it was. */
int mtr_histogram_merge(struct mtr_histogram *into, const struct mtr_histogram *from);
void mtr_histogram_end(struct mtr_histogram *histogram);

/* The number that @fraction (0 to 1) of all are not above; 0 when there are none. */
uint64_t mtr_histogram_quantile(const struct mtr_histogram *histogram, double fraction);
/* The next bucket with something in it, from *at = 0 on, in ascending order. */
bool mtr_histogram_next(const struct mtr_histogram *histogram, unsigned *at, struct mtr_histogram_bucket *ret);

#endif
