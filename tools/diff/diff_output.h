/* What a comparison found, for people and for programs. */
#ifndef DIFF_OUTPUT_H
#define DIFF_OUTPUT_H

#include <stdbool.h>
#include <stdio.h>

#include "diff_noise.h"
#include "diff_report.h"
#include "diff_time.h"

struct diff_outcome {
	const char *paths[2];
	uint64_t events[2], lost[2];
	uint64_t units, parts; /* compared with a counterpart */
	const struct diff_rules *rules;
	const struct diff_report *report;
	enum diff_severity fail_on;
	const char *baseline;           /* file; NULL: none */
	const struct diff_times *times; /* NULL: not asked for */
	uint64_t stale;                 /* its entries that did not occur */
};

/* Summary first, then the differences group by group. @stat: one line for each kind instead. 0 or worded. */
int diff_write_text(const struct diff_outcome *outcome, bool colour, bool stat, FILE *out);
/* One JSON object; docs/diff.md has its schema. */
int diff_write_json(const struct diff_outcome *outcome, FILE *out);
/* A test case for each group with differences, failed when one reaches fail_on; for CI. */
int diff_write_junit(const struct diff_outcome *outcome, FILE *out);
/* For a pull request. */
int diff_write_markdown(const struct diff_outcome *outcome, FILE *out);

#endif
