/* Rules are few and matched once per class, so a list is enough. */
#include "diff_noise.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "fail.h"

enum {
	NAME_SIZE = 256, /* names longer than this match by their beginning */
	LINE_SIZE = 4096,
};

/* Volatile wherever it occurs. The list is short on purpose: whatever it hides, a user does not see. */
static const struct {
	enum diff_rule_kind kind;
	const char *owner, *member;
	bool timestamp;
	const char *scope;
} builtin[] = {
	{DIFF_IGNORE, "*", "*", true, NULL}, /* points in time: intervals are values */
	{DIFF_IGNORE, "*", "*uptime", false, NULL},
	{DIFF_IGNORE, "*", "free*memory", false, NULL},
	{DIFF_IGNORE, "*", "freespace*", false, NULL},
	{DIFF_IGNORE, "*", "availablespace", false, NULL},
	{DIFF_IGNORE, "*filesystem", "numberoffiles", false, NULL},
	{DIFF_IGNORE, "*", "numberofprocesses", false, NULL},
	{DIFF_IGNORE, "*", "numberofusers", false, NULL},
	{DIFF_IGNORE, "*", "kernelmodetime", false, NULL},
	{DIFF_IGNORE, "*", "usermodetime", false, NULL},
	{DIFF_IGNORE, "*", "workingsetsize", false, NULL},
	{DIFF_IGNORE, "*", "loadpercentage", false, NULL},
	{DIFF_IGNORE, "*", "sequencenumber", false, NULL},
	{DIFF_IDENTIFIER, "*", "processid", false, "pid"},
	{DIFF_IDENTIFIER, "*", "parentprocessid", false, "pid"},
	{DIFF_IDENTIFIER, "*process", "handle", false, "pid"},
	{DIFF_IDENTIFIER, "*", "indicationidentifier", false, NULL},
	{DIFF_IDENTIFIER, "*", "activityid", false, NULL},
	{DIFF_IDENTIFIER, "*", "correlationid", false, NULL},
	{DIFF_IGNORE, "*", "machine_id", false, NULL},
	{DIFF_IGNORE, "*", "bookmark", false, NULL},
};

static const char *const kind_names[] = {"ignore", "identifier", "instances"};

static int no_memory(void)
{
	return mtr_fail(-ENOMEM, "no memory for noise rules");
}

static void free_rule(struct diff_rule *rule)
{
	free(rule->owner);
	free(rule->member);
	free(rule->scope);
	free(rule->value);
	free(rule->origin);
}

static int insert(struct diff_rules *rules, int at, const struct diff_rule *rule)
{
	if (rules->nr >= DIFF_RULES_MAX)
		return mtr_fail(-MTR_ELIMIT, "more than %d noise rules", DIFF_RULES_MAX);
	if (rules->nr == rules->room) {
		int room = rules->room ? rules->room * 2 : 64;
		struct diff_rule *list = realloc(rules->list, (size_t)room * sizeof(*list));

		if (!list)
			return no_memory();
		rules->list = list;
		rules->room = room;
	}
	memmove(rules->list + at + 1, rules->list + at, (size_t)(rules->nr - at) * sizeof(*rule));
	rules->list[at] = *rule;
	rules->nr++;
	return 0;
}

static int add_copy(struct diff_rules *rules, int at, const struct diff_rule *like)
{
	struct diff_rule rule = {.kind = like->kind, .timestamp = like->timestamp};
	int err;

	rule.owner = strdup(like->owner);
	rule.member = like->member ? strdup(like->member) : NULL;
	rule.scope = like->scope ? strdup(like->scope) : NULL;
	rule.value = like->value ? strdup(like->value) : NULL;
	rule.origin = strdup(like->origin);
	if (!rule.owner || !rule.origin || (like->member && !rule.member) || (like->value && !rule.value) ||
	    (like->scope && !rule.scope))
		err = no_memory();
	else
		err = insert(rules, at, &rule);
	if (err)
		free_rule(&rule);
	return err;
}

int diff_rules_add(struct diff_rules *rules, enum diff_rule_kind kind, const char *owner, const char *member,
		   const char *origin)
{
	const struct diff_rule rule = {.kind = kind,
				       .owner = (char *)(uintptr_t)owner,
				       .member = (char *)(uintptr_t)member,
				       .origin = (char *)(uintptr_t)origin};

	return add_copy(rules, rules->nr, &rule);
}

int diff_rules_add_builtin(struct diff_rules *rules)
{
	int err = 0;

	for (size_t i = 0; i < sizeof(builtin) / sizeof(*builtin) && !err; i++) {
		const struct diff_rule rule = {.kind = builtin[i].kind,
					       .owner = (char *)(uintptr_t)builtin[i].owner,
					       .member = (char *)(uintptr_t)builtin[i].member,
					       .scope = (char *)(uintptr_t)builtin[i].scope,
					       .timestamp = builtin[i].timestamp,
					       .origin = (char *)(uintptr_t) "built-in"};

		err = add_copy(rules, rules->nr, &rule);
	}
	return err;
}

void diff_rules_end(struct diff_rules *rules)
{
	for (int i = 0; i < rules->nr; i++)
		free_rule(&rules->list[i]);
	free(rules->list);
	*rules = (struct diff_rules){NULL, 0, 0};
}

/* ---- the file */

/* Takes the next word off *@line; NULL at its end or at a comment. */
static char *next_word(char **line)
{
	char *word = *line + strspn(*line, " \t\r\n");
	size_t size = strcspn(word, " \t\r\n");

	if (!*word || *word == '#')
		return NULL;
	*line = word + size;
	if (**line)
		*(*line)++ = 0;
	return word;
}

/* What follows the path: nothing, "timestamp", or a pattern in quotes. */
static bool parse_condition(char *rest, struct diff_rule *rule)
{
	char *end;

	rest += strspn(rest, " \t\r\n");
	if (*rest == '"') {
		end = strrchr(++rest, '"');
		if (!end || strspn(end + 1, " \t\r\n") != strlen(end + 1))
			return false;
		*end = 0;
		rule->value = rest;
		return true;
	}
	rest = next_word(&rest);
	if (rule->kind == DIFF_IDENTIFIER) {
		rule->scope = rest;
		return true;
	}
	rule->timestamp = rest != NULL;
	return !rest || strcmp(rest, "timestamp") == 0;
}

/* What follows the class of instances: nothing, or "values". */
static bool parse_values(char **line, struct diff_rule *rule)
{
	static char all[] = "*";
	const char *word = next_word(line);

	if (!word)
		return true;
	rule->member = all;
	return strcmp(word, "values") == 0 && !next_word(line);
}

/* False: not a rule. A line without one has a NULL owner. */
static bool parse_line(char *line, struct diff_rule *rule)
{
	char *kind = next_word(&line), *path;
	size_t i;

	if (!kind)
		return true;
	for (i = 0; i < 3 && strcmp(kind, kind_names[i]) != 0; i++)
		;
	path = i < 3 ? next_word(&line) : NULL;
	if (!path)
		return false;
	rule->kind = (enum diff_rule_kind)i;
	rule->owner = path;
	if (rule->kind == DIFF_INSTANCES)
		return parse_values(&line, rule);
	rule->member = strchr(path, '.');
	if (!rule->member)
		return false;
	*rule->member++ = 0;
	return parse_condition(line, rule);
}

int diff_rules_read(struct diff_rules *rules, const char *path)
{
	FILE *file = fopen(path, "re");
	char line[LINE_SIZE], origin[LINE_SIZE];
	int at = 0, number = 0, err = 0;

	if (!file)
		return mtr_fail(-errno, "cannot read %s: %s", path, strerror(errno));
	while (!err && fgets(line, sizeof(line), file)) {
		struct diff_rule rule = {.origin = origin};

		snprintf(origin, sizeof(origin), "%s:%d", path, ++number);
		if (!strchr(line, '\n') && !feof(file))
			err = mtr_fail(-MTR_EUSAGE, "%s: the line is longer than %d bytes", origin, LINE_SIZE - 2);
		else if (!parse_line(line, &rule))
			err = mtr_fail(-MTR_EUSAGE,
				       "%s: not a noise rule: expected 'ignore OWNER.MEMBER', 'identifier "
				       "OWNER.MEMBER' or 'instances CLASS [values]'",
				       origin);
		else if (rule.owner)
			err = add_copy(rules, at++, &rule);
	}
	if (!err && ferror(file))
		err = mtr_fail(-EIO, "cannot read %s", path);
	fclose(file);
	return err;
}

void diff_rule_write(const struct diff_rule *rule, FILE *out)
{
	fprintf(out, "%-11s %s", kind_names[rule->kind], rule->owner);
	if (rule->member && rule->kind == DIFF_INSTANCES)
		fputs(" values", out);
	else if (rule->member)
		fprintf(out, ".%s", rule->member);
	if (rule->timestamp)
		fputs(" timestamp", out);
	if (rule->scope)
		fprintf(out, " %s", rule->scope);
	if (rule->value)
		fprintf(out, " \"%s\"", rule->value);
}

/* ---- matching */

static bool matches(const char *pattern, const ProtobufCBinaryData *text)
{
	char name[NAME_SIZE];
	size_t size = text->len < sizeof(name) ? text->len : sizeof(name) - 1;

	if (pattern[0] == '*' && !pattern[1])
		return true;
	if (size)
		memcpy(name, text->data, size);
	name[size] = 0;
	return fnmatch(pattern, name, FNM_CASEFOLD) == 0;
}

int diff_rules_find(const struct diff_rules *rules, int from, const ProtobufCBinaryData *owner,
		    const ProtobufCBinaryData *member, bool property)
{
	for (int i = from; i < rules->nr; i++) {
		const struct diff_rule *rule = &rules->list[i];

		if (rule->kind == DIFF_INSTANCES && !property)
			continue;
		if (rule->member && matches(rule->member, member) && matches(rule->owner, owner))
			return i;
	}
	return DIFF_NO_RULE;
}

int diff_rules_find_instances(const struct diff_rules *rules, const ProtobufCBinaryData *class_name)
{
	for (int i = 0; i < rules->nr; i++) {
		if (rules->list[i].kind == DIFF_INSTANCES && matches(rules->list[i].owner, class_name))
			return i;
	}
	return DIFF_NO_RULE;
}

bool diff_rule_applies(const struct diff_rule *rule, const Mitrace__Value *value)
{
	if (rule->timestamp)
		return value && value->datetime && value->datetime->is_timestamp;
	if (rule->value)
		return value && value->has_string && matches(rule->value, &value->string);
	return true;
}
