/* Rank statistics against values computed by hand, and verdicts on times. */
#include "unit.h"

#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "diff_time.h"
#include "scenario.h"

static const struct command command = {.name = "diff"};

static void the_test_agrees_with_a_worked_example(void **state)
{
	/* All of b above all of a: U = 25, mean 12.5, deviation sqrt(25 / 12 * 11) = 4.787, z = 2.507 */
	double a[] = {1, 2, 3, 4, 5}, b[] = {11, 12, 13, 14, 15};
	struct diff_ranks ranks;

	(void)state;
	assert_int_equal(0, diff_rank_compare(a, 5, b, 5, &ranks));
	assert_true(fabs(ranks.p - 0.01219) < 0.0001);
	assert_true(ranks.shift == 10 && ranks.medians[0] == 3 && ranks.medians[1] == 13);
	assert_true(ranks.low >= 6 && ranks.low < 10 && ranks.high > 10 && ranks.high <= 14);
}

static void equal_samples_and_ties_are_no_difference(void **state)
{
	double a[] = {1, 1, 2, 2, 3, 3}, b[] = {3, 2, 1, 1, 2, 3}, c[] = {7, 7, 7, 7, 7, 7}, d[] = {7, 7, 7, 7, 7, 7};
	struct diff_ranks ranks;

	(void)state;
	assert_int_equal(0, diff_rank_compare(a, 6, b, 6, &ranks));
	assert_true(ranks.p == 1 && ranks.shift == 0 && ranks.low <= 0 && ranks.high >= 0);
	assert_int_equal(0, diff_rank_compare(c, 6, d, 6, &ranks));
	assert_true(ranks.p == 1 && ranks.shift == 0);
}

static void a_few_values_prove_nothing(void **state)
{
	double a[] = {1, 2}, b[] = {100, 200};
	struct diff_ranks ranks;

	(void)state;
	assert_int_equal(0, diff_rank_compare(a, 2, b, 2, &ranks));
	assert_true(ranks.p == 1);
}

static void one_outlier_does_not_decide(void **state)
{
	double a[20], b[20];
	struct diff_ranks ranks;

	(void)state;
	for (int i = 0; i < 20; i++)
		a[i] = b[i] = i;
	b[19] = 1e9;
	assert_int_equal(0, diff_rank_compare(a, 20, b, 20, &ranks));
	assert_true(ranks.p > 0.5 && fabs(ranks.shift) < 2);
}

/* ---- times of traces */

static void take(struct diff_times *times, int side, uint64_t slowness)
{
	struct reading_settings reading = {NULL, NULL, NULL, NULL, NULL, NULL};
	struct scenario scenario = {.rounds = 12, .results = 4, .slowness = slowness};
	char path[] = "/tmp/mitrace-rank.XXXXXX";
	struct diff_rules rules = {NULL, 0, 0};
	struct diff_tree tree;
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	close(fd);
	unlink(path);
	assert_true(scenario_write(path, &scenario) > 0);
	assert_int_equal(0, diff_tree_load(&tree, &command, path, &reading, &rules));
	assert_int_equal(0, diff_times_take(times, side, &tree));
	diff_tree_end(&tree);
	unlink(path);
}

static size_t verdicts(struct diff_times *times, int verdict)
{
	const struct diff_time_floor floor = {10, 20000};
	struct diff_report report = {.nr_entries = 0};
	size_t nr = 0;

	assert_int_equal(0, diff_times_judge(times, &floor, &report));
	for (size_t i = 0; i < times->nr; i++)
		nr += times->groups[i].verdict == verdict;
	assert_true(verdict != 1 || report.nr_entries == nr);
	diff_report_end(&report);
	return nr;
}

static void slower_operations_are_told_with_two_traces_a_side(void **state)
{
	struct diff_times times = {.nr = 0};

	(void)state;
	take(&times, 0, 0);
	take(&times, 0, 100);
	take(&times, 1, 50000);
	take(&times, 1, 50100);
	assert_true(verdicts(&times, 1) >= 4);
	assert_int_equal(0, verdicts(&times, -1));
	diff_times_end(&times);
}

static void one_trace_a_side_is_never_judged(void **state)
{
	struct diff_times times = {.nr = 0};

	(void)state;
	take(&times, 0, 0);
	take(&times, 1, 50000);
	assert_int_equal(0, verdicts(&times, 1));
	diff_times_end(&times);
}

static void traces_that_overlap_are_not_told_apart(void **state)
{
	struct diff_times times = {.nr = 0};

	(void)state;
	take(&times, 0, 0);
	take(&times, 0, 60000);
	take(&times, 1, 50000);
	take(&times, 1, 50100);
	assert_int_equal(0, verdicts(&times, 1));
	diff_times_end(&times);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_test_agrees_with_a_worked_example),
		cmocka_unit_test(equal_samples_and_ties_are_no_difference),
		cmocka_unit_test(a_few_values_prove_nothing),
		cmocka_unit_test(one_outlier_does_not_decide),
		cmocka_unit_test(slower_operations_are_told_with_two_traces_a_side),
		cmocka_unit_test(one_trace_a_side_is_never_judged),
		cmocka_unit_test(traces_that_overlap_are_not_told_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
