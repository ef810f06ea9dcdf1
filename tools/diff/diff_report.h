/*
 * The differences found: what every output is made from. Differences belong to groups: an operation or call with its
 * counterpart, or a class.
 */
#ifndef DIFF_REPORT_H
#define DIFF_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text_out.h"

enum diff_severity {
	DIFF_COSMETIC,
	DIFF_NOTABLE,
	DIFF_BREAKING,
	DIFF_SEVERITIES,
};

/* Rows: constant, name in reports. */
/* clang-format off */
#define DIFF_KINDS(X)                                    \
	X(DIFF_OPERATION_ADDED, "operation-added")       \
	X(DIFF_OPERATION_REMOVED, "operation-removed")   \
	X(DIFF_OPERATION_MOVED, "operation-moved")       \
	X(DIFF_CALL_ADDED, "call-added")                 \
	X(DIFF_CALL_REMOVED, "call-removed")             \
	X(DIFF_ARGUMENT, "argument")                     \
	X(DIFF_OPTION, "option")                         \
	X(DIFF_FLAGS, "flags")                           \
	X(DIFF_RESULT, "result")                         \
	X(DIFF_MESSAGE, "message")                       \
	X(DIFF_ERROR_DETAILS, "error-details")           \
	X(DIFF_INSTANCE_ADDED, "instance-added")         \
	X(DIFF_INSTANCE_REMOVED, "instance-removed")     \
	X(DIFF_ORDER, "order")                           \
	X(DIFF_VALUE, "value")                           \
	X(DIFF_NULL, "null")                             \
	X(DIFF_TYPE, "type")                             \
	X(DIFF_PROPERTY_ADDED, "property-added")         \
	X(DIFF_PROPERTY_REMOVED, "property-removed")     \
	X(DIFF_METHOD_ADDED, "method-added")             \
	X(DIFF_METHOD_REMOVED, "method-removed")         \
	X(DIFF_PARAMETER_ADDED, "parameter-added")       \
	X(DIFF_PARAMETER_REMOVED, "parameter-removed")   \
	X(DIFF_QUALIFIER, "qualifier")                   \
	X(DIFF_DECLARATION, "declaration")               \
	X(DIFF_CLASS_ADDED, "class-added")               \
	X(DIFF_CLASS_REMOVED, "class-removed")           \
	X(DIFF_CALLBACK_ADDED, "callback-added")         \
	X(DIFF_CALLBACK_REMOVED, "callback-removed")     \
	X(DIFF_CALLBACK_ORDER, "callback-order")         \
	X(DIFF_PROTOCOL, "protocol")                     \
	X(DIFF_ANSWER, "answer")                         \
	X(DIFF_ACKNOWLEDGEMENT, "acknowledgement")       \
	X(DIFF_COUNT, "count")                           \
	X(DIFF_UNFINISHED, "unfinished")                 \
	X(DIFF_IDENTITY, "identity")                     \
	X(DIFF_TIME, "time")
/* clang-format on */

enum diff_kind {
#define DIFF_KIND_CONSTANT(constant, name) constant,
	DIFF_KINDS(DIFF_KIND_CONSTANT)
#undef DIFF_KIND_CONSTANT
};

struct diff_group {
	char *label;      /* MI_Session_GetInstance root/cimv2 CIM_Process.Handle="1" */
	uint64_t seqs[2]; /* event of each side; 0: none */
};

struct diff_entry {
	enum diff_severity severity;
	enum diff_kind kind;
	uint32_t group;
	uint64_t seqs[2];     /* event the difference is in; 0: none */
	char *part;           /* callback or call within the group; NULL: the group's own */
	char *path;           /* of the value: "WorkingSetSize"; "" */
	char *texts[2];       /* NULL: not there */
	uint64_t fingerprint; /* the same in every run that finds this difference */
	bool accepted;        /* the baseline has it */
};

enum {
	DIFF_ENTRIES_MAX = 200000, /* kept; more are only counted */
};

struct diff_report {
	struct diff_group *groups;
	struct diff_entry *entries;
	size_t nr_groups, room_groups, nr_entries, room_entries;
	uint64_t counts[DIFF_SEVERITIES]; /* of all differences that were not accepted */
	uint64_t left_out;                /* differences beyond those kept */
	uint64_t accepted;
};

/* What is being said of one difference. */
struct diff_finding {
	enum diff_severity severity;
	enum diff_kind kind;
	uint64_t seqs[2];
	const char *part, *path; /* NULL: none */
	const char *texts[2];    /* NULL: not there */
};

/* Begins a group; @label is copied. 0 or -ENOMEM (worded). */
int diff_report_group(struct diff_report *report, const char *label, uint64_t seq_a, uint64_t seq_b);
/* Adds a difference to the last group; texts are copied. 0 or -ENOMEM (worded). */
int diff_report_add(struct diff_report *report, const struct diff_finding *finding);
void diff_report_end(struct diff_report *report);

const char *diff_severity_name(enum diff_severity severity);
const char *diff_kind_name(enum diff_kind kind);
/* False: there is no such name. */
bool diff_severity_parse(const char *name, enum diff_severity *ret);
/* Differences in all, accepted ones not counted. */
uint64_t diff_report_total(const struct diff_report *report);

#endif
