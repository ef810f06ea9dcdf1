/*
 * Differences that were looked at and accepted, in a text file: a fingerprint a line, and what it stands for behind it
 * for people. A fingerprint that stands there twice accepts two such differences.
 */
#ifndef DIFF_BASELINE_H
#define DIFF_BASELINE_H

#include <stdio.h>

#include "diff_report.h"

/* Marks the differences that the file @path accepts, and counts its entries that did not occur. 0 or worded. */
int diff_baseline_apply(const char *path, struct diff_report *report, uint64_t *ret_stale);
/* Writes a file that accepts all differences of the report: for diff_write_file(), @report is a struct diff_report. */
int diff_baseline_write(const void *report, FILE *out);

#endif
