/*
 * What rules find. The same fault at the same place in the code is listed a few times and counted beyond, so a loop
 * that misuses the API a million times takes little memory and one screen.
 */
#ifndef LINT_FINDING_H
#define LINT_FINDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "id_map.h"

struct lint;
struct lint_rule;
struct lint_event;
struct lint_op;
struct lint_wait;
struct lint_object;
struct lint_frame;
struct mtr_op;

enum {
	LINT_RELATED_MAX = 3,
	LINT_FINDINGS_MAX = 20000, /* listed in all */
};

/* An event that has to do with it, and how: "start", "close" ... */
struct lint_related {
	const char *what; /* static */
	uint64_t seq;
};

struct lint_finding {
	const struct lint_rule *rule;
	uint32_t trace;
	bool asked;
	uint64_t seq; /* the event it is about */
	struct lint_related related[LINT_RELATED_MAX];
	unsigned nr_related;
	uint32_t thread;
	uint64_t operation, session, application; /* 0: none */
	uint64_t address;                         /* in the client's code; 0: not known */
	bool of_callback;                         /* the address is that of a callback, not of a call's return */
	char *place;                              /* the address by name, or NULL */
	char *subject;                            /* function and class of the operation, or the function; or NULL */
	char *text;                               /* what happened, a sentence without full stop */
};

/* All findings of one rule at one place in one trace. */
struct lint_place {
	const struct lint_rule *rule;
	uint32_t trace;
	uint64_t address;
	uint64_t count, listed;
};

struct lint_findings {
	struct lint_finding *list;
	size_t nr, room;
	struct lint_place *places;
	size_t nr_places, room_places;
	struct mtr_id_map by_place; /* hash to index + 1 */
	uint64_t limit;             /* listed at each place; 0: all */
};

/* Findings about an event, an operation as a whole, a callback that waits, an object, a callback that was left. */
struct lint_finding lint_about_event(const struct lint_event *event);
struct lint_finding lint_about_op(const struct lint_op *op, const struct mtr_op *tracked);
struct lint_finding lint_about_wait(const struct lint_op *op, const struct mtr_op *tracked,
				    const struct lint_wait *wait);
struct lint_finding lint_about_object(const struct lint_object *object);
struct lint_finding lint_about_frame(const struct lint_event *event, const struct lint_frame *frame);

/* Adds an event that has to do with it; 0 is left out. */
void lint_relate(struct lint_finding *finding, const char *what, uint64_t seq);

/*
 * Reports; the finding's texts are made here. @tracked: the operation it is about, or NULL. Findings that the filter does not
 * ask for are dropped. Failures are kept in lint->err.
 */
void lint_report(struct lint *lint, const struct lint_rule *rule, struct lint_finding *finding,
		 const struct mtr_op *tracked, const char *format, ...) __attribute__((format(printf, 5, 6)));

/* Takes back what rules found in a trace that need its end (see lint_rule). */
void lint_findings_take_back(struct lint_findings *findings, uint32_t trace);
/* By severity, rule, trace and event. */
void lint_findings_sort(struct lint_findings *findings);
/* How many of a severity, listed or not. */
uint64_t lint_findings_count(const struct lint_findings *findings, int severity);
/* How many of a rule. */
uint64_t lint_findings_of(const struct lint_findings *findings, const struct lint_rule *rule);
void lint_findings_end(struct lint_findings *findings);

#endif
