/*
 * What is known to differ from run to run. A rule names values by a path, CLASS.PROPERTY or EVENT.field, both as
 * shell patterns without regard to case, and what to do with them:
 *
 *	ignore      CIM_OperatingSystem.Free*           the value may differ
 *	ignore      *.* timestamp                       ... if it is a point in time
 *	ignore      *.Description "up * seconds"        ... if both values match the pattern
 *	identifier  CIM_Process.Handle pid              the value may be another one, but the same for the same thing throughout;
 *	                                                rules that name the same scope (pid) speak of the same things
 *	instances   CIM_Process                         instances of the class may come, go and change places
 *	instances   CIM_Process values                  ... and what they say besides their keys may differ
 *
 * The first rule that matches decides. docs/diff.md describes the file.
 */
#ifndef DIFF_NOISE_H
#define DIFF_NOISE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "mitrace.pb-c.h"

enum diff_rule_kind {
	DIFF_IGNORE,
	DIFF_IDENTIFIER,
	DIFF_INSTANCES,
};

enum {
	DIFF_RULES_MAX = 4000,
	DIFF_NO_RULE = -1,
};

struct diff_rule {
	enum diff_rule_kind kind;
	char *owner, *member; /* patterns; member is NULL for DIFF_INSTANCES without "values", "*" with it */
	bool timestamp;       /* only points in time */
	char *scope;          /* of identifiers; NULL: the rule's own */
	char *value;          /* pattern on a string; NULL: any value */
	char *origin;         /* "built-in", or FILE:LINE */
	uint64_t suppressed;  /* differences that went to its account */
};

struct diff_rules {
	struct diff_rule *list;
	int nr, room;
};

/* The built-in marks. 0 or worded. */
int diff_rules_add_builtin(struct diff_rules *rules);
/* Rules of a file, ahead of all that are there. 0 or worded, with file and line. */
int diff_rules_read(struct diff_rules *rules, const char *path);
/* Adds one at the end; texts are copied. @member: as in struct diff_rule. -ENOMEM. */
int diff_rules_add(struct diff_rules *rules, enum diff_rule_kind kind, const char *owner, const char *member,
		   const char *origin);
void diff_rules_end(struct diff_rules *rules);
/* One line as diff_rules_read() takes it. */
void diff_rule_write(const struct diff_rule *rule, FILE *out);

/*
 * The first rule from number @from on that may apply to a value: its number, or DIFF_NO_RULE. Whether it applies to the
 * value at hand diff_rule_applies() tells. @property: of an instance, and no key; DIFF_INSTANCES are for these. Names are
 * not terminated.
 */
int diff_rules_find(const struct diff_rules *rules, int from, const ProtobufCBinaryData *owner,
		    const ProtobufCBinaryData *member, bool property);
bool diff_rule_applies(const struct diff_rule *rule, const Mitrace__Value *value);
/* The rule that lets instances of a class come and go. */
int diff_rules_find_instances(const struct diff_rules *rules, const ProtobufCBinaryData *class_name);

static inline ProtobufCBinaryData diff_text(const char *text)
{
	return (ProtobufCBinaryData){__builtin_strlen(text), (uint8_t *)(uintptr_t)text};
}

#endif
