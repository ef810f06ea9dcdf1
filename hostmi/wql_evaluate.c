/* Evaluates queries on instances. Truth has three values: a comparison with NULL is neither true nor false. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "host_schema.h"
#include "objects.h"
#include "reply.h"
#include "values.h"
#include "wql_lexer.h"
#include "wql_tree.h"

enum truth {
	NO,
	YES,
	UNKNOWN,
};

/* What an operand is worth. */
struct worth {
	enum {
		NOTHING, /* NULL, or of a type that cannot be compared */
		TEXT,
		INTEGER,
		UNSIGNED, /* above the largest signed one */
		REAL,
		BOOLEAN,
		TIME,
	} kind;
	const char *text;
	int64_t integer; /* of TIME, microseconds */
	MI_Uint64 large;
	double real;
};

/* --- operands --------------------------------------------------------------------------------------------------- */

/* Days since 1970 of a date, by the proleptic Gregorian calendar. */
static MI_Sint64 days_of(MI_Sint64 year, unsigned month, unsigned day)
{
	MI_Sint64 y = month <= 2 ? year - 1 : year, era = (y >= 0 ? y : y - 399) / 400;
	unsigned in_era = (unsigned)(y - era * 400);
	unsigned in_year = (153 * (month + (month > 2 ? -3u : 9u)) + 2) / 5 + day - 1;

	return era * 146097 + (MI_Sint64)(in_era * 365 + in_era / 4 - in_era / 100 + in_year) - 719468;
}

static MI_Sint64 microseconds_of(const MI_Datetime *datetime)
{
	const MI_Timestamp *t = &datetime->u.timestamp;
	const MI_Interval *i = &datetime->u.interval;
	MI_Sint64 seconds;

	if (!datetime->isTimestamp)
		return (((i->days * 24LL + i->hours) * 60 + i->minutes) * 60 + i->seconds) * 1000000LL +
		       i->microseconds;
	seconds = ((days_of(t->year, t->month, t->day) * 24 + t->hour) * 60 + t->minute - t->utc) * 60LL + t->second;
	return seconds * 1000000LL + t->microseconds;
}

bool wql_parse_time(const char *text, MI_Sint64 *ret_microseconds)
{
	MI_Datetime d = {.isTimestamp = 1};
	MI_Timestamp *t = &d.u.timestamp;
	char sign = '+';
	int utc = 0;
	int nr = sscanf(text, "%4u%2u%2u%2u%2u%2u.%6u%c%3d", &t->year, &t->month, &t->day, &t->hour, &t->minute,
			&t->second, &t->microseconds, &sign, &utc);

	if ((nr != 9 && nr != 6 && nr != 3) || t->month < 1 || t->month > 12)
		return false;
	t->utc = sign == '-' ? -utc : utc;
	*ret_microseconds = microseconds_of(&d);
	return true;
}

static struct worth worth_of_value(const MI_Value *value, MI_Type type)
{
	struct worth worth = {.kind = NOTHING};

	if (type == MI_STRING) {
		worth.kind = TEXT;
		worth.text = value->string;
	} else if (type == MI_REAL32 || type == MI_REAL64) {
		worth.kind = REAL;
		worth.real = type == MI_REAL32 ? (double)value->real32 : value->real64;
	} else if (type == MI_DATETIME) {
		worth.kind = TIME;
		worth.integer = microseconds_of(&value->datetime);
	} else if (type == MI_UINT64 && value->uint64 >> 63) {
		worth.kind = UNSIGNED;
		worth.large = value->uint64;
	} else if (hostmi_value_number(value, type, &worth.integer)) {
		worth.kind = type == MI_BOOLEAN ? BOOLEAN : INTEGER;
	}
	return worth;
}

/* The instance that holds the property, and its name there. __this is the instance itself. */
static const MI_Instance *owner_of(const struct wql_node *node, const MI_Instance *instance, const char **ret_name)
{
	*ret_name = node->member ? node->member : node->text;
	if (!node->member)
		return instance;
	return strcasecmp(node->text, "__this") ? hostmi_get_instance(instance, node->text) : instance;
}

static struct worth worth_of(const struct wql_node *node, const MI_Instance *instance)
{
	const char *name;
	const MI_Instance *owner;
	MI_Value value;
	MI_Type type;

	switch (node->kind) {
	case WQL_TEXT:
		return (struct worth){.kind = TEXT, .text = node->text};
	case WQL_INTEGER:
		return (struct worth){.kind = INTEGER, .integer = node->integer};
	case WQL_REAL:
		return (struct worth){.kind = REAL, .real = node->real};
	case WQL_BOOLEAN:
		return (struct worth){.kind = BOOLEAN, .integer = node->integer};
	case WQL_NULL:
		return (struct worth){.kind = NOTHING};
	default:
		owner = owner_of(node, instance, &name);
		if (!hostmi_find(owner, name, &value, &type))
			return (struct worth){.kind = NOTHING};
		return worth_of_value(&value, type);
	}
}

/* --- comparisons ------------------------------------------------------------------------------------------------ */

static int order(double a, double b)
{
	return (a > b) - (a < b);
}

static double as_real(const struct worth *worth)
{
	if (worth->kind == REAL)
		return worth->real;
	return worth->kind == UNSIGNED ? (double)worth->large : (double)worth->integer;
}

static bool is_number(const struct worth *worth)
{
	return worth->kind == INTEGER || worth->kind == UNSIGNED || worth->kind == REAL;
}

static int compare_numbers(const struct worth *a, const struct worth *b)
{
	if (a->kind == INTEGER && b->kind == INTEGER)
		return (a->integer > b->integer) - (a->integer < b->integer);
	if (a->kind == UNSIGNED && b->kind == UNSIGNED)
		return (a->large > b->large) - (a->large < b->large);
	if (a->kind != REAL && b->kind != REAL) /* one is larger than the other can be */
		return a->kind == UNSIGNED ? 1 : -1;
	return order(as_real(a), as_real(b));
}

/* The number that a text is; false when it is none. */
static bool number_in(const char *text, struct worth *ret_number)
{
	struct wql_token token;

	if (!wql_number_in(text, &token))
		return false;
	*ret_number = (struct worth){
		.kind = token.kind == WQL_TOKEN_INTEGER ? INTEGER : REAL, .integer = token.integer, .real = token.real};
	return true;
}

/* False when the two cannot be compared. */
static bool compare(const struct worth *a, const struct worth *b, int *ret_order)
{
	struct worth number;
	MI_Sint64 time;

	if (is_number(a) && b->kind == TEXT && number_in(b->text, &number))
		b = &number;
	if (is_number(a) && is_number(b)) {
		*ret_order = compare_numbers(a, b);
		return true;
	}
	if (a->kind == TEXT && b->kind == TEXT) {
		*ret_order = strcasecmp(a->text, b->text);
		return true;
	}
	if (a->kind == b->kind && (a->kind == BOOLEAN || a->kind == TIME)) {
		*ret_order = (a->integer > b->integer) - (a->integer < b->integer);
		return true;
	}
	if (a->kind == TIME && b->kind == TEXT && wql_parse_time(b->text, &time)) {
		*ret_order = (a->integer > time) - (a->integer < time);
		return true;
	}
	if (a->kind == TEXT && (b->kind == TIME || is_number(b)) && compare(b, a, ret_order)) {
		*ret_order = -*ret_order;
		return true;
	}
	return false;
}

/* Does @c belong to the set between the brackets? *ret_end is behind the closing one; without one there is no set. */
static bool in_set(char c, const char *set, const char **ret_end)
{
	bool negated = *set == '^', found = false;
	const char *at = set + negated;

	do {
		if (!*at)
			return false;
		if (at[1] == '-' && at[2] && at[2] != ']') {
			found |= tolower((unsigned char)c) >= tolower((unsigned char)at[0]) &&
				 tolower((unsigned char)c) <= tolower((unsigned char)at[2]);
			at += 3;
		} else {
			found |= tolower((unsigned char)c) == tolower((unsigned char)*at);
			at++;
		}
	} while (*at != ']');
	*ret_end = at + 1;
	return found != negated;
}

/* How many bytes the character at @text has, in UTF-8; one where it is no UTF-8. */
static size_t character_size(const char *text)
{
	unsigned char lead = (unsigned char)*text;
	size_t size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;

	for (size_t i = 1; i < size; i++)
		if (((unsigned char)text[i] & 0xc0) != 0x80)
			return 1;
	return size;
}

/* How many bytes of the text fit one pattern character other than %; 0 when it does not fit. */
static size_t fits_one(const char *text, const char *pattern, const char **ret_next)
{
	*ret_next = pattern + 1;
	if (*pattern == '_')
		return character_size(text);
	if (*pattern == '[' && strchr(pattern, ']'))
		return in_set(*text, pattern + 1, ret_next) ? character_size(text) : 0;
	return tolower((unsigned char)*text) == tolower((unsigned char)*pattern);
}

/* Goes back to the last % only, so a hostile pattern costs no more than the product of the lengths. */
bool hostmi_like(const char *text, const char *pattern)
{
	const char *retry_text = NULL, *retry_pattern = NULL, *next;
	size_t size;

	while (*text) {
		if (*pattern == '%') {
			retry_pattern = ++pattern;
			retry_text = text;
		} else if (*pattern && (size = fits_one(text, pattern, &next))) {
			pattern = next;
			text += size;
		} else if (retry_pattern) {
			pattern = retry_pattern;
			text = ++retry_text;
		} else {
			return false;
		}
	}
	while (*pattern == '%')
		pattern++;
	return !*pattern;
}

static enum truth evaluate_comparison(const struct wql_node *node, const MI_Instance *instance)
{
	struct worth left = worth_of(node->left, instance), right = worth_of(node->right, instance);
	int result;

	if (node->kind == WQL_LIKE) {
		if (left.kind != TEXT || right.kind != TEXT)
			return UNKNOWN;
		return hostmi_like(left.text, right.text) ? YES : NO;
	}
	if (!compare(&left, &right, &result))
		return UNKNOWN;
	switch (node->kind) {
	case WQL_EQUAL:
		return result == 0 ? YES : NO;
	case WQL_NOT_EQUAL:
		return result != 0 ? YES : NO;
	case WQL_LESS:
		return result < 0 ? YES : NO;
	case WQL_LESS_EQUAL:
		return result <= 0 ? YES : NO;
	case WQL_GREATER:
		return result > 0 ? YES : NO;
	default:
		return result >= 0 ? YES : NO;
	}
}

static enum truth evaluate_is_a(const struct wql_node *node, const MI_Instance *instance)
{
	const struct hostmi_class *wanted = hostmi_schema_find(node->text);
	const MI_Instance *owner = instance;
	const MI_Char *name;

	if (strcasecmp(node->left->text, "__this"))
		owner = hostmi_get_instance(instance, node->left->text);
	if (!owner || MI_Instance_GetClassName(owner, &name) != MI_RESULT_OK)
		return UNKNOWN;
	return wanted && hostmi_schema_is_a(hostmi_schema_find(name), wanted) ? YES : NO;
}

static enum truth evaluate_is_null(const struct wql_node *node, const MI_Instance *instance)
{
	const char *name;
	const MI_Instance *owner;
	MI_Value value;
	MI_Type type;

	if (node->left->kind != WQL_PROPERTY)
		return node->left->kind == WQL_NULL ? YES : NO;
	owner = owner_of(node->left, instance, &name);
	return hostmi_find(owner, name, &value, &type) ? NO : YES;
}

static enum truth evaluate(const struct wql_node *node, const MI_Instance *instance)
{
	enum truth left, right;

	switch (node->kind) {
	case WQL_AND:
		left = evaluate(node->left, instance);
		right = left == NO ? NO : evaluate(node->right, instance);
		return left == NO || right == NO ? NO : left == UNKNOWN || right == UNKNOWN ? UNKNOWN : YES;
	case WQL_OR:
		left = evaluate(node->left, instance);
		right = left == YES ? YES : evaluate(node->right, instance);
		return left == YES || right == YES ? YES : left == UNKNOWN || right == UNKNOWN ? UNKNOWN : NO;
	case WQL_NOT:
		left = evaluate(node->left, instance);
		return left == UNKNOWN ? UNKNOWN : left == YES ? NO : YES;
	case WQL_IS_NULL:
		return evaluate_is_null(node, instance);
	case WQL_IS_A:
		return evaluate_is_a(node, instance);
	default:
		return evaluate_comparison(node, instance);
	}
}

bool hostmi_query_matches(const struct hostmi_query *query, const MI_Instance *instance)
{
	return !query->where || evaluate(query->where, instance) == YES;
}

/* --- properties ------------------------------------------------------------------------------------------------- */

static MI_Result add_selected(MI_Instance *projection, const MI_Instance *instance, const char *name)
{
	const MI_Char *real_name;
	MI_Uint32 flags, index;
	MI_Value value;
	MI_Type type;

	if (MI_Instance_GetElement(instance, name, NULL, NULL, NULL, &index) != MI_RESULT_OK ||
	    MI_Instance_GetElement(projection, name, NULL, NULL, NULL, NULL) == MI_RESULT_OK)
		return MI_RESULT_OK; /* a subclass's lack, or selected twice */
	MI_Instance_GetElementAt(instance, index, &real_name, &value, &type, &flags);
	return MI_Instance_AddElement(projection, real_name, flags & MI_FLAG_NULL ? NULL : &value, type,
				      flags & (MI_FLAG_KEY | MI_FLAG_READONLY | MI_FLAG_NULL));
}

MI_Result hostmi_query_project(const struct hostmi_query *query, const MI_Instance *instance,
			       MI_Instance **ret_projection)
{
	const MI_Char *name, *namespace = NULL;
	MI_Instance *projection;
	MI_Result result;

	MI_Instance_GetClassName(instance, &name);
	MI_Instance_GetNameSpace(instance, &namespace);
	result = dispatch_instance_new(name, NULL, &projection);
	if (result != MI_RESULT_OK)
		return result;
	if (namespace)
		MI_Instance_SetNameSpace(projection, namespace);
	for (unsigned i = 0; i < query->nr_properties && result == MI_RESULT_OK; i++)
		result = add_selected(projection, instance, query->properties[i]);
	if (result != MI_RESULT_OK) {
		dispatch_instance_free(projection);
		return result;
	}
	*ret_projection = projection;
	return MI_RESULT_OK;
}

static const char *find_isa(const struct wql_node *node, const char *property)
{
	const char *found;

	if (!node)
		return NULL;
	if (node->kind == WQL_IS_A && !strcasecmp(node->left->text, property))
		return node->text;
	if (node->kind != WQL_AND)
		return NULL;
	found = find_isa(node->left, property);
	return found ? found : find_isa(node->right, property);
}

const char *hostmi_query_isa(const struct hostmi_query *query, const char *property)
{
	return find_isa(query->where, property);
}
