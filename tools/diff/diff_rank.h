/* Two samples compared by ranks: no assumption about the shape of their distributions, and outliers do not decide. */
#ifndef DIFF_RANK_H
#define DIFF_RANK_H

#include <stddef.h>

struct diff_ranks {
	double medians[2];
	double p;         /* of Mann and Whitney's test, two-sided; 1 with fewer than DIFF_RANK_MIN values a side */
	double shift;     /* Hodges and Lehmann's estimate: how much larger the second sample is */
	double low, high; /* its 95 % confidence interval */
};

enum {
	DIFF_RANK_MIN = 5, /* values a side below which nothing is said: the test could not tell anything */
};

/* Sorts both samples. 0 or -ENOMEM (worded); neither may be empty. */
int diff_rank_compare(double *a, size_t nr_a, double *b, size_t nr_b, struct diff_ranks *ret);

#endif
