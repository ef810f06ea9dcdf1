/* See fault.h. */
#include "fault.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "fail.h"
#include "mi_names.h"

enum {
	RESULTS_NAMED = 32, /* MI_Result values that have names */
};

static int wrong(const char *rule, const char *expected)
{
	return mtr_fail(-MTR_EUSAGE, "fault \"%s\": expected %s", rule, expected);
}

static bool parse_number(const char *text, uint64_t *ret)
{
	char *end;
	unsigned long long number;

	errno = 0;
	number = strtoull(text, &end, 10);
	if (errno || end == text || *end || *text == '-')
		return false;
	*ret = number;
	return true;
}

static bool parse_time(const char *text, uint64_t *ret)
{
	char *end;
	double number = strtod(text, &end);
	double unit = !strcmp(end, "ms") ? 1e6 : !strcmp(end, "us") ? 1e3 : !*end || !strcmp(end, "s") ? 1e9 : 0;

	if (end == text || unit == 0 || !(number >= 0 && number < 1e9))
		return false;
	*ret = (uint64_t)(number * unit);
	return true;
}

/* "ACCESS_DENIED", "MI_RESULT_ACCESS_DENIED" or "2". */
static bool parse_result(const char *text, uint32_t *ret)
{
	static const char prefix[] = "MI_RESULT_";
	uint64_t number;

	if (parse_number(text, &number) && number <= UINT32_MAX) {
		*ret = (uint32_t)number;
		return true;
	}
	if (!strncasecmp(text, prefix, sizeof(prefix) - 1))
		text += sizeof(prefix) - 1;
	for (uint32_t i = 0; i < RESULTS_NAMED; i++) {
		const char *name = mtr_mi_name(MTR_MI_RESULT, i);

		if (name && !strncmp(name, prefix, sizeof(prefix) - 1))
			name += sizeof(prefix) - 1;
		if (name && !strcasecmp(name, text)) {
			*ret = i;
			return true;
		}
	}
	return false;
}

static int parse_where(struct replay_fault *f, char *where)
{
	char *rest = where, *part;

	while ((part = strsep(&rest, ","))) {
		char *value = strchr(part, '=');

		if (!value)
			return wrong(f->rule, "op=, class= or nth= before the colon");
		*value++ = 0;
		if (!strcmp(part, "op"))
			f->op = value;
		else if (!strcmp(part, "class"))
			f->class = value;
		else if (strcmp(part, "nth") || !parse_number(value, &f->nth) || !f->nth)
			return wrong(f->rule, "op=, class= or nth= before the colon");
	}
	return 0;
}

static int parse_argument(struct replay_fault *f, char *value)
{
	switch (f->kind) {
	case REPLAY_FAULT_FAIL:
		return value && parse_result(value, &f->result) ? 0 : wrong(f->rule, "fail=RESULT");
	case REPLAY_FAULT_DELAY:
		return value && parse_time(value, &f->delay) ? 0 : wrong(f->rule, "delay=TIME such as 500ms");
	case REPLAY_FAULT_PROMPT:
		f->text = value;
		return value ? 0 : wrong(f->rule, "prompt=TEXT");
	case REPLAY_FAULT_SET:
		f->name = value;
		value = value ? strchr(value, '=') : NULL;
		if (!value)
			return wrong(f->rule, "set=NAME=VALUE");
		*value = 0;
		f->text = value + 1;
		return 0;
	default:
		return value ? wrong(f->rule, "nothing after =") : 0;
	}
}

static int parse_what(struct replay_fault *f, char *what)
{
	static const char *const names[] = {"fail",      "cut",  "hang",   "no-final", "delay",
					    "duplicate", "swap", "prompt", "set"};
	char *value, *at = strrchr(what, '@');
	size_t i;

	/* A text may have an @ of its own, which no number follows. */
	f->every = !at || !parse_number(at + 1, &f->after);
	if (!f->every)
		*at = 0;
	value = strchr(what, '=');
	if (value)
		*value++ = 0;
	for (i = 0; i < sizeof(names) / sizeof(names[0]) && strcmp(names[i], what); i++)
		;
	if (i == sizeof(names) / sizeof(names[0]))
		return wrong(f->rule, "fail, cut, hang, no-final, delay, duplicate, swap, prompt or set");
	f->kind = (enum replay_fault_kind)i;
	if (f->kind != REPLAY_FAULT_DELAY && f->kind != REPLAY_FAULT_SET)
		f->every = false;
	return parse_argument(f, value);
}

/* The colon that ends WHERE: one that comes before any word of WHAT, whose arguments may have colons. */
static char *find_colon(char *rule)
{
	static const char *const filters[] = {"op=", "class=", "nth="};

	for (size_t i = 0; i < sizeof(filters) / sizeof(filters[0]); i++)
		if (!strncmp(rule, filters[i], strlen(filters[i])))
			return strchr(rule, ':');
	return NULL;
}

static int parse_rule(struct replay_fault *f, char *rule)
{
	char *colon = find_colon(rule);
	int err = 0;

	if (colon) {
		*colon = 0;
		err = parse_where(f, rule);
	}
	return err ? err : parse_what(f, colon ? colon + 1 : rule);
}

int replay_faults_parse(const char *text, struct replay_faults *ret)
{
	struct replay_faults faults = {0};
	size_t size = text ? strlen(text) + 1 : 0, most = 1;
	char *rest, *part, *words;
	int err = 0;

	*ret = faults;
	if (!text)
		return 0;
	for (const char *c = text; *c; c++)
		most += *c == '\n' || *c == ';';
	/* Once as given, for reports; once to be taken apart. */
	faults.memory = malloc(2 * size);
	faults.rules = calloc(most, sizeof(*faults.rules));
	if (!faults.memory || !faults.rules) {
		replay_faults_end(&faults);
		return mtr_fail(-ENOMEM, "out of memory");
	}
	rest = memcpy(faults.memory, text, size);
	memcpy(faults.memory + size, text, size);
	while (!err && (part = strsep(&rest, "\n;"))) {
		words = faults.memory + size + (part - faults.memory);
		words[strlen(part)] = 0;
		if (!*part || *part == '#')
			continue;
		faults.rules[faults.count].rule = part;
		err = parse_rule(&faults.rules[faults.count++], words);
	}
	if (err)
		replay_faults_end(&faults);
	else
		*ret = faults;
	return err;
}

void replay_faults_end(struct replay_faults *faults)
{
	free(faults->rules);
	free(faults->memory);
	*faults = (struct replay_faults){0};
}

/* Text of a field without its quotes, in @buf; "" when it is not there. */
static const char *bare_field(const struct replay_key *key, const char *name, char *buf, size_t size)
{
	*buf = 0;
	for (unsigned i = 0; i < key->count; i++) {
		const char *text = key->fields[i].text;
		size_t len = strlen(text);

		if (strcmp(key->fields[i].name, name))
			continue;
		if (len >= 2 && *text == '"') {
			text++;
			len -= 2;
		}
		len = len < size ? len : size - 1;
		memcpy(buf, text, len);
		buf[len] = 0;
		break;
	}
	return buf;
}

static bool applies(const struct replay_fault *f, const struct replay_key *key)
{
	char buf[256];

	if (f->op && fnmatch(f->op, bare_field(key, "operation", buf, sizeof(buf)), FNM_CASEFOLD))
		return false;
	if (!f->class)
		return true;
	if (!*bare_field(key, "class", buf, sizeof(buf)))
		bare_field(key, "instance", buf, sizeof(buf));
	return !fnmatch(f->class, buf, FNM_CASEFOLD);
}

unsigned replay_faults_for(struct replay_faults *faults, const struct replay_key *key,
			   const struct replay_fault **ret_rules, unsigned room)
{
	unsigned count = 0;

	for (size_t i = 0; i < faults->count && count < room; i++) {
		struct replay_fault *f = &faults->rules[i];

		if (applies(f, key) && (atomic_fetch_add(&f->matched, 1) + 1 == f->nth || !f->nth))
			ret_rules[count++] = f;
	}
	return count;
}

/* Integers of all sizes share their first bytes in the union, on the little-endian machines this runs on. */
static bool parse_value(const char *text, MI_Type type, MI_Value *ret)
{
	char *end;

	memset(ret, 0, sizeof(*ret));
	errno = 0;
	switch (type) {
	case MI_BOOLEAN:
		ret->boolean = !strcasecmp(text, "true");
		return ret->boolean || !strcasecmp(text, "false");
	case MI_STRING:
		ret->string = (MI_Char *)(uintptr_t)text;
		return true;
	case MI_REAL32:
		ret->real32 = strtof(text, &end);
		break;
	case MI_REAL64:
		ret->real64 = strtod(text, &end);
		break;
	case MI_SINT8:
	case MI_SINT16:
	case MI_SINT32:
	case MI_SINT64:
		ret->sint64 = strtoll(text, &end, 0);
		break;
	case MI_UINT8:
	case MI_UINT16:
	case MI_UINT32:
	case MI_UINT64:
	case MI_CHAR16:
		ret->uint64 = strtoull(text, &end, 0);
		break;
	default:
		return false;
	}
	return !errno && end != text && !*end;
}

MI_Result replay_fault_set_property(const struct replay_fault *f, MI_Instance *instance)
{
	MI_Uint32 flags, index;
	MI_Value value;
	MI_Type type;
	MI_Result result;

	if (!instance)
		return MI_RESULT_NO_SUCH_PROPERTY;
	result = MI_Instance_GetElement(instance, f->name, NULL, &type, &flags, &index);
	if (result != MI_RESULT_OK)
		return result;
	if (!strcasecmp(f->text, "NULL"))
		return MI_Instance_SetElementAt(instance, index, NULL, type, MI_FLAG_NULL);
	if (!parse_value(f->text, type, &value))
		return MI_RESULT_TYPE_MISMATCH;
	return MI_Instance_SetElementAt(instance, index, &value, type, 0);
}
