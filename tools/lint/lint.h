/*
 * Misuse of the API found in traces, in one pass over each. Which rules there are: lint_rule.h; what they know of the client:
 * lint_model.h; what they found: lint_finding.h.
 */
#ifndef LINT_H
#define LINT_H

#include "diff_content.h"
#include "filter.h"
#include "lint_finding.h"
#include "lint_model.h"
#include "lint_rule.h"
#include "symbols.h"

struct lint_thresholds {
	uint64_t slow_callback, late_acknowledgement, loop_gap; /* ns */
	uint64_t loop_count;
};

/* How a trace ends. What could not be judged because of it is told apart from findings. */
struct lint_ending {
	bool ordinary;    /* the process ended by itself, and the recorder saw it */
	bool all;         /* no event is missing */
	uint64_t open[3]; /* operations, sessions, applications that were open */
	uint64_t inside;  /* event of a call that had not returned, of the oldest one that waits; 0: none */
	int32_t inside_function;
	uint32_t inside_thread;
};

struct lint {
	bool enabled[LINT_RULES_MAX];
	struct lint_thresholds thresholds;
	const char *symbol_folders; /* where debug files lie besides the usual places; NULL: nowhere */
	struct lint_findings findings;
	struct lint_ending *endings; /* one for each trace */
	uint32_t nr_endings;
	uint64_t events;

	/* Of the trace that is being read. */
	struct lint_model model;
	struct mtr_reader *reader;
	struct diff_content *content; /* to tell requests apart */
	struct mtr_symbols *symbols;
	uint32_t trace;
	int err;
};

/* All rules on, default thresholds. */
void lint_begin(struct lint *lint);
/* Turns rules on or off: their ids with commas, or "all". -MTR_EUSAGE, worded with @option. */
int lint_enable(struct lint *lint, const char *option, const char *list, bool on);
/* Judges a trace to its end; @filter chooses whose findings count, and may be NULL. 0 or worded. */
int lint_trace(struct lint *lint, struct mtr_reader *reader, struct mtr_filter *filter);
void lint_end(struct lint *lint);

/* For findings: the address by name, to be freed; NULL where it has none. */
char *lint_place_name(struct lint *lint, uint64_t address, bool of_callback);

#endif
