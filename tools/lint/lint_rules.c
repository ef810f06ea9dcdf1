/* The list of rules, and names. */
#include "lint_rule.h"

#include <stddef.h>
#include <string.h>

const char *const lint_severity_names[LINT_SEVERITIES + 1] = {"note", "warning", "error", NULL};

const struct lint_rule *const lint_rules[] = {
#define RULE(name) &lint_##name,
#include "lint_rules.def"
#undef RULE
	NULL,
};

_Static_assert(sizeof(lint_rules) / sizeof(*lint_rules) <= LINT_RULES_MAX, "LINT_RULES_MAX");

const struct lint_rule *lint_rule_find(const char *id, unsigned *ret_number)
{
	for (unsigned i = 0; lint_rules[i]; i++) {
		if (strcmp(lint_rules[i]->id, id) == 0) {
			*ret_number = i;
			return lint_rules[i];
		}
	}
	return NULL;
}
