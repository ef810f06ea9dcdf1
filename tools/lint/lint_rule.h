/*
 * A rule: what it is called, why it matters, what to do, and the check that finds it. Each is one const entry beside its
 * check; lint_rules.def lists them all.
 *
 * A check is called before the model takes in the event (lint_model.h), so it sees how things stood until then.
 */
#ifndef LINT_RULE_H
#define LINT_RULE_H

#include <stdbool.h>

struct lint;
struct lint_event;
struct lint_rule;

enum lint_severity {
	LINT_NOTE,
	LINT_WARNING,
	LINT_ERROR,
	LINT_SEVERITIES,
};
extern const char *const lint_severity_names[LINT_SEVERITIES + 1]; /* NULL at the end */

typedef void (*lint_check)(struct lint *lint, const struct lint_rule *rule, const struct lint_event *event);

struct lint_rule {
	const char *id;
	enum lint_severity severity;
	const char *summary; /* one line, no full stop */
	const char *why;     /* sentences */
	const char *fix;
	/* Says that something did not happen, or counts on having seen all: silent once events are missing. */
	bool needs_all;
	/* Says that something never happened: holds only where the process came to an ordinary end. */
	bool needs_end;
	lint_check call_begin, call_end, callback_begin, callback_end;
	lint_check left;        /* a callback was left without returning: event->frame */
	lint_check op_over;     /* nothing more comes of an operation: event->op */
	lint_check session_end; /* at the end of the trace, each session and application that is open */
	lint_check application_end;
};

/* NULL at the end. */
extern const struct lint_rule *const lint_rules[];
/* NULL: no rule is called so. */
const struct lint_rule *lint_rule_find(const char *id, unsigned *ret_number);

enum {
	LINT_RULES_MAX = 64,
};

#define RULE(name) extern const struct lint_rule lint_##name;
#include "lint_rules.def"
#undef RULE

#endif
