/* Findings as text for people and as JSON for programs (docs/lint.md). */
#ifndef LINT_OUTPUT_H
#define LINT_OUTPUT_H

#include <stdio.h>

#include "lint.h"

struct lint_view {
	const struct lint *lint; /* findings sorted */
	char **paths;
	bool colour;
};

/* 0 or worded. */
int lint_write_text(const struct lint_view *view, FILE *file);
int lint_write_json(const struct lint_view *view, FILE *file);
/* What rules there are, and whether they are on. */
int lint_write_rules_text(const struct lint *lint, FILE *file);
int lint_write_rules_json(const struct lint *lint, FILE *file);

#endif
