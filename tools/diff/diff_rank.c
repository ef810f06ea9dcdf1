/*
 * H. B. Mann, D. R. Whitney, "On a test of whether one of two random variables is stochastically larger than the other"
 * (1947), with the normal approximation corrected for ties and continuity; J. L. Hodges, E. L. Lehmann, "Estimates of
 * location based on rank tests" (1963). Large samples are thinned to evenly spaced quantiles for the second, which looks at
 * all pairs.
 */
#include "diff_rank.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "fail.h"

enum {
	THINNED = 400, /* values of a side that are paired with those of the other */
};

static int by_value(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return left < right ? -1 : left > right;
}

static double median(const double *values, size_t nr)
{
	return nr % 2 ? values[nr / 2] : (values[nr / 2 - 1] + values[nr / 2]) / 2;
}

/* U of the second sample, counting ties half; *ret_ties: sum of t^3 - t over runs of equal values. */
static double count_above(const double *a, size_t nr_a, const double *b, size_t nr_b, double *ret_ties)
{
	size_t i = 0, j = 0;
	double u = 0;

	*ret_ties = 0;
	while (i < nr_a || j < nr_b) {
		double value = j == nr_b || (i < nr_a && a[i] <= b[j]) ? a[i] : b[j];
		size_t from_i = i, from_j = j;
		double tied;

		while (i < nr_a && a[i] == value)
			i++;
		while (j < nr_b && b[j] == value)
			j++;
		u += (double)(j - from_j) * ((double)from_i + (double)(i - from_i) / 2);
		tied = (double)(i - from_i + j - from_j);
		*ret_ties += tied * tied * tied - tied;
	}
	return u;
}

static double deviation(double nr_a, double nr_b, double ties)
{
	double nr = nr_a + nr_b;

	return sqrt(nr_a * nr_b / 12 * (nr + 1 - (nr > 1 ? ties / (nr * (nr - 1)) : 0)));
}

static double mann_whitney(const double *a, size_t nr_a, const double *b, size_t nr_b)
{
	double ties, u = count_above(a, nr_a, b, nr_b, &ties), mean = (double)nr_a * (double)nr_b / 2;
	double sd = deviation((double)nr_a, (double)nr_b, ties), distance = fabs(u - mean) - 0.5;

	if (nr_a < DIFF_RANK_MIN || nr_b < DIFF_RANK_MIN || sd <= 0 || distance <= 0)
		return 1;
	return erfc(distance / sd / sqrt(2));
}

static size_t thin(const double *values, size_t nr, double *ret)
{
	size_t kept = nr < THINNED ? nr : THINNED;

	for (size_t i = 0; i < kept; i++)
		ret[i] = values[nr <= THINNED ? i : (2 * i + 1) * nr / (2 * kept)];
	return kept;
}

/* The interval has the differences between which U would not be rejected. */
static int hodges_lehmann(const double *a, size_t nr_a, const double *b, size_t nr_b, struct diff_ranks *ret)
{
	double thin_a[THINNED], thin_b[THINNED], cut;
	size_t kept_a = thin(a, nr_a, thin_a), kept_b = thin(b, nr_b, thin_b), nr = kept_a * kept_b, at = 0, low;
	double *differences = malloc(nr * sizeof(*differences));

	if (!differences)
		return mtr_fail(-ENOMEM, "no memory to compare times");
	for (size_t i = 0; i < kept_a; i++) {
		for (size_t j = 0; j < kept_b; j++)
			differences[at++] = thin_b[j] - thin_a[i];
	}
	qsort(differences, nr, sizeof(*differences), by_value);
	ret->shift = median(differences, nr);
	cut = (double)nr / 2 - 1.96 * deviation((double)kept_a, (double)kept_b, 0);
	low = cut > 0 ? (size_t)cut : 0;
	ret->low = differences[low];
	ret->high = differences[nr - 1 - low];
	free(differences);
	return 0;
}

int diff_rank_compare(double *a, size_t nr_a, double *b, size_t nr_b, struct diff_ranks *ret)
{
	qsort(a, nr_a, sizeof(*a), by_value);
	qsort(b, nr_b, sizeof(*b), by_value);
	ret->medians[0] = median(a, nr_a);
	ret->medians[1] = median(b, nr_b);
	ret->p = mann_whitney(a, nr_a, b, nr_b);
	return hodges_lehmann(a, nr_a, b, nr_b, ret);
}
