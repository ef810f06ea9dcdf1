/* Queries: what is understood, what is refused and where, and what holds for an instance. */
#include "wql.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "host_schema.h"
#include "objects.h"
#include "unit.h"
#include "wql_tree.h"

/* The words of the last refusal, and a schema of three classes: see the end of this file. */
static char refusal[512];

/* --- parsing ------------------------------------------------------------------------------------------------------ */

static void check_refused(const char *text, const char *words)
{
	struct hostmi_query query;

	refusal[0] = 0;
	if (hostmi_query_parse(text, &query) != MI_RESULT_INVALID_QUERY)
		fail_msg("accepted: %s", text);
	assert_string_equal(refusal, words);
	hostmi_query_free(&query);
}

static void mistakes_are_told_with_their_position(void **state)
{
	(void)state;
	check_refused("", "position 1: 'select' is expected, but the query ends here");
	check_refused("update X", "position 1: 'select' is expected, not 'update'");
	check_refused("select * form X", "position 10: 'from' is expected, not 'form'");
	check_refused("select a, from X", "position 16: 'from' is expected, not 'X'");
	check_refused("select from X", "position 13: 'from' is expected, not 'X'");
	check_refused("select * from", "position 14: the name of a class is expected, but the query ends here");
	check_refused("select * from X where",
		      "position 22: a property or a value is expected, but the query ends here");
	check_refused("select * from X when a = 1", "position 17: 'where' or the end is expected, not 'when'");
	check_refused("select * from X where a 1", "position 25: a comparison is expected, not '1'");
	check_refused("select * from X where a = ",
		      "position 27: a property or a value is expected, but the query ends here");
	check_refused("select * from X where (a = 1", "position 29: ')' is expected, but the query ends here");
	check_refused("select * from X where a = 1 b = 2", "position 29: 'and', 'or' or the end is expected, not 'b'");
	check_refused("select * from X where a = 'b", "position 27: this text has no end");
	check_refused("select * from X where a is 5", "position 28: 'null' is expected, not '5'");
	check_refused("select * from X where 5 isa Y", "position 29: the name of a class is expected, not 'Y'");
	check_refused("select * from X within soon", "position 24: a number of seconds is expected, not 'soon'");
	check_refused("select * from X where a < null", "position 27: NULL is neither less nor greater than anything");
	check_refused("select * from X where null >= a", "position 23: NULL is neither less nor greater than anything");
	check_refused("select * from X;", "position 16: 'where' or the end is expected, not ';'");
}

static void nesting_and_length_have_bounds(void **state)
{
	struct hostmi_query query;
	char *text = malloc(1 << 20);
	size_t at;

	(void)state;
	at = (size_t)sprintf(text, "select * from X where ");
	memset(text + at, '(', 100000);
	text[at + 100000] = 0;
	assert_int_equal(hostmi_query_parse(text, &query), MI_RESULT_INVALID_QUERY);
	hostmi_query_free(&query);
	for (unsigned i = 0; i < 20000; i++)
		at += (size_t)sprintf(text + at, "%sa=1", i ? " and " : "");
	assert_int_equal(hostmi_query_parse(text, &query), MI_RESULT_INVALID_QUERY);
	hostmi_query_free(&query);
	free(text);
}

static void the_parts_of_a_query_are_found(void **state)
{
	struct hostmi_query query;

	(void)state;
	assert_int_equal(hostmi_query_parse("Select A , b From Thing Within 2.5 Where x = 1", &query), MI_RESULT_OK);
	assert_string_equal(query.class_name, "Thing");
	assert_int_equal(query.nr_properties, 2);
	assert_string_equal(query.properties[0], "A");
	assert_string_equal(query.properties[1], "b");
	assert_true(query.within == 2.5);
	assert_non_null(query.where);
	hostmi_query_free(&query);
	assert_int_equal(hostmi_query_parse("select * from Thing", &query), MI_RESULT_OK);
	assert_null(query.properties);
	assert_null(query.where);
	hostmi_query_free(&query);
}

static void an_isa_counts_only_where_it_must_hold(void **state)
{
	static const struct {
		const char *where, *expected;
	} cases[] = {
		{"SourceInstance isa Car", "Car"},
		{"x = 1 and (y = 2 and sourceinstance isa 'Car')", "Car"},
		{"x = 1 or SourceInstance isa Car", NULL},
		{"not SourceInstance isa Car", NULL},
		{"Other isa Car", NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct hostmi_query query;
		char text[200];
		const char *found;

		snprintf(text, sizeof(text), "select * from X where %s", cases[i].where);
		assert_int_equal(hostmi_query_parse(text, &query), MI_RESULT_OK);
		found = hostmi_query_isa(&query, "SourceInstance");
		assert_int_equal(found != NULL, cases[i].expected != NULL);
		if (found)
			assert_string_equal(found, cases[i].expected);
		hostmi_query_free(&query);
	}
}

/* --- evaluating --------------------------------------------------------------------------------------------------- */

static void add(MI_Instance *instance, const char *name, const MI_Value *value, MI_Type type)
{
	assert_int_equal(MI_Instance_AddElement(instance, name, value, type, value ? 0 : MI_FLAG_NULL), MI_RESULT_OK);
}

/* A car with one property of each kind that can be compared. */
static MI_Instance *new_car(void)
{
	MI_Instance *car, *engine;
	MI_Value value = {.datetime = {.isTimestamp = 1}};

	value.datetime.u.timestamp = (MI_Timestamp){2024, 2, 29, 12, 30, 15, 500000, 60};
	assert_int_equal(dispatch_instance_new("Car", NULL, &car), MI_RESULT_OK);
	add(car, "Built", &value, MI_DATETIME);
	add(car, "Name", &(MI_Value){.string = (MI_Char *)"Herbie 53"}, MI_STRING);
	add(car, "Doors", &(MI_Value){.uint8 = 2}, MI_UINT8);
	add(car, "Debt", &(MI_Value){.sint64 = -7}, MI_SINT64);
	add(car, "Huge", &(MI_Value){.uint64 = 18446744073709551615ull}, MI_UINT64);
	add(car, "Weight", &(MI_Value){.real64 = 750.5}, MI_REAL64);
	add(car, "Rusty", &(MI_Value){.boolean = MI_TRUE}, MI_BOOLEAN);
	add(car, "Owner", NULL, MI_STRING);
	add(car, "Tags", &(MI_Value){.stringa = {NULL, 0}}, MI_STRINGA);
	assert_int_equal(dispatch_instance_new("Engine", NULL, &engine), MI_RESULT_OK);
	add(engine, "Power", &(MI_Value){.uint16 = 34}, MI_UINT16);
	add(car, "Motor", &(MI_Value){.instance = engine}, MI_INSTANCE);
	dispatch_instance_free(engine);
	return car;
}

static bool holds(const MI_Instance *instance, const char *where)
{
	struct hostmi_query query;
	char text[500];
	bool matches;

	snprintf(text, sizeof(text), "select * from Car where %s", where);
	if (hostmi_query_parse(text, &query) != MI_RESULT_OK)
		fail_msg("%s: %s", text, refusal);
	matches = hostmi_query_matches(&query, instance);
	hostmi_query_free(&query);
	return matches;
}

static void conditions_hold_or_do_not(void **state)
{
	static const char *const true_ones[] = {
		"Name = 'herbie 53'",
		"name = \"Herbie 53\"",
		"'Herbie 53' = Name",
		"Doors = 2",
		"Doors < 3 and Doors <= 2 and Doors > 1 and Doors >= 2 and Doors <> 3 and Doors != 3",
		"Debt = -7 and Debt < 0",
		"Huge > 9223372036854775807",
		"Huge > -1 and Debt < Huge",
		"Weight = 750.5 and Weight > 750 and Weight < 7.51e2",
		"Doors < Weight",
		"Rusty = true and not Rusty = FALSE",
		"Rusty <> false",
		"Owner is null and Name is not null",
		"Name like 'Her%' and Name like '%bie%' and Name like '_erbie [0-9]3' and Name like '%[^4]'",
		"not Name like 'x%'",
		"Built = '20240229123015.500000+060'",
		"Built = '20240229113015.500000+000'",
		"Built > '20240228' and Built < '20240301'",
		"Motor.Power = 34",
		"Motor isa Machine and Motor isa Engine and not Motor isa Car",
		"__this isa Car and __this.Doors = 2",
		"Doors = 1 or Doors = 2 and Rusty = true",
		"(Doors = 1 or Doors = 2) and not (Rusty = false or Name = 'x')",
		"Owner = 'x' or Doors = 2",
		"Name < 'i' and Name > 'h'",
		"Owner = null and null = Owner and not Owner <> NULL",
		"Name <> null and Name != Null and not Name = null",
		"null = null and not null <> null",
		"Tags <> null and Motor <> null",
		"Doors = '2' and '3' > Doors and Weight = '750.5' and Debt = '-7'",
	};
	static const char *const false_ones[] = {
		"Name = 'Herbie'",
		"Owner = 'x'",
		"not Owner = 'x'",
		"Owner <> 'x'",
		"Owner = 'x' and Doors = 2",
		"Doors = 'two'",
		"not Doors = 'two'",
		"Rusty = 1",
		"Tags = 'x'",
		"Motor.Nothing = 1",
		"Nothing.Power = 1",
		"Motor isa Nothing",
		"Owner isa Car",
		"Doors = 1 or Doors = 2 and Rusty = false",
		"(Doors = 1 or Doors = 2) and Rusty = false",
		"Built < '20240229'",
		"Built = 'yesterday'",
		"Huge = -1",
		"Name like 'Herbie'",
		"Doors like '2'",
		"Doors = ' 2'",
		"Doors = '2 '",
		"Doors = ''",
		"Name like null",
	};
	MI_Instance *car = new_car();

	(void)state;
	for (size_t i = 0; i < sizeof(true_ones) / sizeof(true_ones[0]); i++)
		if (!holds(car, true_ones[i]))
			fail_msg("should hold: %s", true_ones[i]);
	for (size_t i = 0; i < sizeof(false_ones) / sizeof(false_ones[0]); i++)
		if (holds(car, false_ones[i]))
			fail_msg("should not hold: %s", false_ones[i]);
	dispatch_instance_free(car);
}

static void patterns_fit_or_do_not(void **state)
{
	static const struct {
		const char *text, *pattern;
		bool fits;
	} cases[] = {
		{"", "", true},
		{"", "%", true},
		{"", "_", false},
		{"a", "", false},
		{"abc", "a%c", true},
		{"abc", "%%%", true},
		{"abc", "a_c", true},
		{"abc", "a_", false},
		{"aXbXc", "a%b%c", true},
		{"aab", "%ab", true},
		{"ABC", "abc", true},
		{"abc", "ab[a-d]", true},
		{"abc", "ab[^a-d]", false},
		{"a]c", "a[]]c", true},
		{"a-c", "a[a-]c", true},
		{"a[c", "a[c", true},
		{"M\xc3\xbcller", "M_ller", true},
		{"M\xc3\xbcller", "M[^u]ller", true},
		{"\xe2\x82\xac 5", "_ 5", true},
		{"\xe2\x82\xac", "__", false},
		{"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", "%a%a%a%a%a%a%a%a%a%c", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (hostmi_like(cases[i].text, cases[i].pattern) != cases[i].fits)
			fail_msg("'%s' like '%s'", cases[i].text, cases[i].pattern);
}

static void a_projection_has_what_was_selected_and_nothing_else(void **state)
{
	MI_Instance *car = new_car(), *projection;
	struct hostmi_query query;
	const MI_Char *name;
	MI_Uint32 count, flags;
	MI_Value value;
	MI_Type type;

	(void)state;
	assert_int_equal(hostmi_query_parse("select owner, DOORS, doors from Car", &query), MI_RESULT_OK);
	assert_int_equal(hostmi_query_project(&query, car, &projection), MI_RESULT_OK);
	MI_Instance_GetElementCount(projection, &count);
	assert_int_equal(count, 2);
	MI_Instance_GetElementAt(projection, 0, &name, &value, &type, &flags);
	assert_string_equal(name, "Owner");
	assert_true(flags & MI_FLAG_NULL);
	MI_Instance_GetElementAt(projection, 1, &name, &value, &type, &flags);
	assert_string_equal(name, "Doors");
	assert_int_equal(type, MI_UINT8);
	assert_int_equal(value.uint8, 2);
	MI_Instance_GetClassName(projection, &name);
	assert_string_equal(name, "Car");
	hostmi_query_free(&query);
	dispatch_instance_free(projection);
	dispatch_instance_free(car);
}

static void unknown_properties_are_refused(void **state)
{
	MI_Instance *car = new_car();
	struct hostmi_query query;

	(void)state;
	assert_int_equal(hostmi_query_parse("select Doors from Car where Motor.Anything = 1", &query), MI_RESULT_OK);
	assert_int_equal(hostmi_query_check(&query, car->classDecl), MI_RESULT_OK);
	hostmi_query_free(&query);
	assert_int_equal(hostmi_query_parse("select Wings from Car", &query), MI_RESULT_OK);
	assert_int_equal(hostmi_query_check(&query, car->classDecl), MI_RESULT_INVALID_QUERY);
	assert_string_equal(refusal, "class 'Car' has no property 'Wings'");
	hostmi_query_free(&query);
	assert_int_equal(hostmi_query_parse("select * from Car where Doors = 1 or not Wings = 2", &query),
			 MI_RESULT_OK);
	assert_int_equal(hostmi_query_check(&query, car->classDecl), MI_RESULT_INVALID_QUERY);
	assert_string_equal(refusal, "position 42: class 'Car' has no property 'Wings'");
	hostmi_query_free(&query);
	dispatch_instance_free(car);
}

static void comparisons_that_can_never_hold_are_refused(void **state)
{
	static const struct {
		const char *where, *words; /* NULL: accepted */
	} cases[] = {
		{"Name = 5", "position 27: Name is a text and 5 is a number: they cannot be compared"},
		{"5.5 = Name", "position 27: 5.5 is a number and Name is a text: they cannot be compared"},
		{"Doors = 'two'", "position 27: Doors is a number and 'two' is a text: they cannot be compared"},
		{"Doors = Name", "position 27: Doors is a number and Name is a text: they cannot be compared"},
		{"Rusty = 1", "position 27: Rusty is a boolean and 1 is a number: they cannot be compared"},
		{"Doors like '2'", "position 27: Doors is a number and '2' is a text: they cannot be compared by like"},
		{"Built > 'yesterday'",
		 "position 27: Built is a datetime and 'yesterday' is a text: they cannot be compared"},
		{"Tags = 'x'",
		 "position 27: Tags is an array or an instance and 'x' is a text: they cannot be compared"},
		{"Doors = 2 and (Rusty = true or Motor = 1)",
		 "position 58: Motor is an array or an instance and 1 is a number: they cannot be compared"},
		{"__this.Wings = 2", "position 27: class 'Car' has no property 'Wings'"},
		{"Doors = '2' and '2' = Doors and Weight < '1e3'", NULL},
		{"Built > '20240101' and Name like 'x%'", NULL},
		{"Motor.Power = 'x' and Motor.Anything like 'x'", NULL},
		{"Tags is null or Tags = null or Motor isa Engine", NULL},
		{"Doors < Weight and Name = Owner and __this.Doors = 2", NULL},
		{"1 = '1' and true = true", NULL},
	};
	MI_Instance *car = new_car();
	struct hostmi_query query;
	char text[200];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(text, sizeof(text), "select * from Car where   %s", cases[i].where);
		refusal[0] = 0;
		assert_int_equal(hostmi_query_parse(text, &query), MI_RESULT_OK);
		assert_int_equal(hostmi_query_check(&query, car->classDecl),
				 cases[i].words ? MI_RESULT_INVALID_QUERY : MI_RESULT_OK);
		assert_string_equal(refusal, cases[i].words ? cases[i].words : "");
		hostmi_query_free(&query);
	}
	dispatch_instance_free(car);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mistakes_are_told_with_their_position),
		cmocka_unit_test(nesting_and_length_have_bounds),
		cmocka_unit_test(the_parts_of_a_query_are_found),
		cmocka_unit_test(an_isa_counts_only_where_it_must_hold),
		cmocka_unit_test(conditions_hold_or_do_not),
		cmocka_unit_test(patterns_fit_or_do_not),
		cmocka_unit_test(a_projection_has_what_was_selected_and_nothing_else),
		cmocka_unit_test(unknown_properties_are_refused),
		cmocka_unit_test(comparisons_that_can_never_hold_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* --- what the modules under test use of the rest of hostmi ---------------------------------------------------------- */

MI_Result hostmi_refuse(MI_Result result, const char *format, ...) __attribute__((format(printf, 2, 3)));
MI_Result hostmi_refuse(MI_Result result, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(refusal, sizeof(refusal), format, args);
	va_end(args);
	return result;
}

/* Machine <- Engine, and Car. */
const struct hostmi_class *hostmi_schema_find(const MI_Char *name)
{
	static const struct hostmi_class machine = {0}, engine = {.super = &machine}, car = {0};

	if (!name)
		return NULL;
	return !strcasecmp(name, "Machine")  ? &machine
	       : !strcasecmp(name, "Engine") ? &engine
	       : !strcasecmp(name, "Car")    ? &car
					     : NULL;
}

bool hostmi_schema_is_a(const struct hostmi_class *class, const struct hostmi_class *ancestor)
{
	while (class && class != ancestor)
		class = class->super;
	return class != NULL;
}
