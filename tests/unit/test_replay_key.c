/* Two requests are the same when they ask the same, and what differs is named. */
#include "unit.h"

#include <stdio.h>
#include <string.h>

#include <mi/mi.h>

#include "request_key.h"

static struct mtr_arena arena;

static ProtobufCBinaryData bytes(const char *text)
{
	return (ProtobufCBinaryData){strlen(text), (uint8_t *)(uintptr_t)text};
}

#define SET(message, field, value) ((message)->has_##field = 1, (message)->field = (value))

/* An instance { A (key) = "a", B = 2, C = true } with its class inline. */
struct thing {
	Mitrace__Instance instance;
	Mitrace__Class class;
	Mitrace__Element elements[3], *element_list[3];
	Mitrace__Value values[3], *value_list[3];
};

static void make_thing(struct thing *t)
{
	static const char *const names[] = {"A", "B", "C"};
	static const uint32_t types[] = {MI_STRING, MI_UINT32, MI_BOOLEAN};

	mitrace__instance__init(&t->instance);
	mitrace__class__init(&t->class);
	t->instance.class_ = &t->class;
	SET(&t->class, name, bytes("Thing"));
	t->class.n_element = t->instance.n_value = 3;
	t->class.element = t->element_list;
	t->instance.value = t->value_list;
	for (unsigned i = 0; i < 3; i++) {
		mitrace__element__init(&t->elements[i]);
		mitrace__value__init(&t->values[i]);
		t->element_list[i] = &t->elements[i];
		t->value_list[i] = &t->values[i];
		SET(&t->elements[i], name, bytes(names[i]));
		SET(&t->elements[i], type, types[i]);
		SET(&t->elements[i], flags, i ? MI_FLAG_PROPERTY : MI_FLAG_PROPERTY | MI_FLAG_KEY);
	}
	SET(&t->values[0], string, bytes("a"));
	SET(&t->values[1], unsigned_, 2);
	SET(&t->values[2], unsigned_, 1);
}

/* A request that has everything a request can have. */
struct request {
	Mitrace__Call call;
	struct replay_route route;
	struct thing instance, parameters;
	Mitrace__Options options;
	Mitrace__Option option, manner, *option_list[2];
	Mitrace__Value option_value, manner_value;
};

static void make_request(struct request *r, Mitrace__Function function)
{
	mitrace__call__init(&r->call);
	r->call.function = function;
	r->route = (struct replay_route){true, true, bytes("WSMAN"), bytes("host")};
	make_thing(&r->instance);
	make_thing(&r->parameters);
	r->call.instance = &r->instance.instance;
	r->call.parameters = &r->parameters.instance;
	SET(&r->call, flags, MI_OPERATIONFLAGS_FULL_RTTI);
	SET(&r->call, namespace_name, bytes("root/x"));
	SET(&r->call, class_name, bytes("Class"));
	SET(&r->call, method_name, bytes("Method"));
	SET(&r->call, query_dialect, bytes("WQL"));
	SET(&r->call, query_expression, bytes("select * from X"));
	SET(&r->call, association_class, bytes("Between"));
	SET(&r->call, result_class, bytes("Result"));
	SET(&r->call, role, bytes("from"));
	SET(&r->call, result_role, bytes("to"));
	SET(&r->call, keys_only, false);
	SET(&r->call, class_names_only, false);
	mitrace__options__init(&r->options);
	mitrace__option__init(&r->option);
	mitrace__option__init(&r->manner);
	mitrace__value__init(&r->option_value);
	mitrace__value__init(&r->manner_value);
	SET(&r->option, name, bytes("custom"));
	SET(&r->manner, name, bytes("__MI_OPERATIONOPTIONS_TIMEOUT"));
	r->option.value = &r->option_value;
	r->manner.value = &r->manner_value;
	SET(&r->option_value, unsigned_, 7);
	SET(&r->option_value, type, MI_UINT32);
	SET(&r->manner_value, unsigned_, 7);
	r->option_list[0] = &r->option;
	r->option_list[1] = &r->manner;
	r->options.n_option = 2;
	r->options.option = r->option_list;
	r->call.operation_options = &r->options;
}

static struct replay_key key_of(const struct request *r)
{
	struct replay_key key;

	assert_int_equal(replay_key_of_call(&r->call, NULL, &r->route, true, &arena, &key), 0);
	return key;
}

/* --- one change at a time -------------------------------------------------------------------------------------- */

static struct {
	unsigned count;
	char name[128];
} found;

static void note(void *context, const struct replay_field *recorded, const struct replay_field *requested)
{
	(void)context;
	found.count++;
	snprintf(found.name, sizeof(found.name), "%s", (recorded ? recorded : requested)->name);
}

static void expect_difference(const struct request *changed, Mitrace__Function function, const char *name)
{
	struct request base;
	struct replay_key recorded, requested;

	make_request(&base, function);
	recorded = key_of(&base);
	requested = key_of(changed);
	found.count = 0;
	assert_int_equal(replay_key_compare(&recorded, &requested, note, NULL), 1);
	assert_int_equal(found.count, 1);
	assert_string_equal(found.name, name);
	assert_true(recorded.hash != requested.hash);
}

/* In the statement, r is the request. */
#define CHANGE(function, statement, name)              \
	do {                                           \
		make_request(&r, function);            \
		statement;                             \
		expect_difference(&r, function, name); \
	} while (0)

static void every_single_change_of_a_request_is_found_and_named(void **state)
{
	struct request r;
	int changes = 0;

	(void)state;
	for (int f = MITRACE__FUNCTION__MI_Session_GetInstance; f <= MITRACE__FUNCTION__MI_Session_TestConnection;
	     f++) {
		mtr_arena_reset(&arena);
		CHANGE(f, r.call.namespace_name = bytes("root/y"), "namespace");
		CHANGE(f, r.call.has_namespace_name = 0, "namespace");
		CHANGE(f, r.call.class_name = bytes("Klass"), "class");
		CHANGE(f, r.call.method_name = bytes("Other"), "method");
		CHANGE(f, r.call.query_dialect = bytes("CQL"), "dialect");
		CHANGE(f, r.call.query_expression = bytes("select * from Y"), "query");
		CHANGE(f, r.call.query_expression = bytes("SELECT * from X"), "query");
		CHANGE(f, r.call.association_class = bytes("x"), "associationClass");
		CHANGE(f, r.call.result_class = bytes("x"), "resultClass");
		CHANGE(f, r.call.role = bytes("x"), "role");
		CHANGE(f, r.call.result_role = bytes("x"), "resultRole");
		CHANGE(f, r.call.keys_only = true, "keysOnly");
		CHANGE(f, r.call.class_names_only = true, "classNamesOnly");
		CHANGE(f, r.call.flags = MI_OPERATIONFLAGS_BASIC_RTTI, "flags");
		CHANGE(f, r.route.protocol = bytes("SOCKETS"), "protocol");
		CHANGE(f, r.route.destination = bytes("other"), "destination");
		CHANGE(f, r.option_value.unsigned_ = 8, "option custom");
		CHANGE(f, r.option_value.type = MI_UINT16, "option custom");
		CHANGE(f, r.instance.values[0].string = bytes("b"), "instance.A");
		CHANGE(f, r.instance.class.name = bytes("Thingy"), "instance");
		CHANGE(f, r.parameters.values[1].unsigned_ = 3, "parameters.B");
		CHANGE(f, SET(&r.parameters.values[1], null, true), "parameters.B");
		changes++;
	}
	assert_int_equal(changes, 13);
}

/* --- what is no change ------------------------------------------------------------------------------------------ */

static void expect_same(const struct request *changed, Mitrace__Function function)
{
	struct request base;
	struct replay_key a, b;

	make_request(&base, function);
	a = key_of(&base);
	b = key_of(changed);
	assert_int_equal(replay_key_compare(&a, &b, NULL, NULL), 0);
	assert_true(a.hash == b.hash);
}

static void how_results_are_wanted_makes_no_difference(void **state)
{
	const Mitrace__Function f = MITRACE__FUNCTION__MI_Session_Invoke;
	struct request r;

	(void)state;
	make_request(&r, f);
	r.call.flags |= MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS;
	SET(&r.call, callbacks, 0xff);
	r.manner_value.unsigned_ = 99;
	expect_same(&r, f);
}

static void names_compare_without_regard_to_case_and_namespaces_to_slashes(void **state)
{
	const Mitrace__Function f = MITRACE__FUNCTION__MI_Session_EnumerateInstances;
	struct request r;

	(void)state;
	make_request(&r, f);
	r.call.namespace_name = bytes("ROOT\\X");
	r.call.class_name = bytes("CLASS");
	r.instance.elements[0].name = bytes("a");
	expect_same(&r, f);
}

static void an_instance_that_names_an_object_is_its_keys_and_one_that_is_written_is_all_of_it(void **state)
{
	struct request r;

	(void)state;
	make_request(&r, MITRACE__FUNCTION__MI_Session_GetInstance);
	r.instance.values[1].unsigned_ = 3;
	expect_same(&r, MITRACE__FUNCTION__MI_Session_GetInstance);
	CHANGE(MITRACE__FUNCTION__MI_Session_ModifyInstance, r.instance.values[1].unsigned_ = 3, "instance.B");
	CHANGE(MITRACE__FUNCTION__MI_Session_CreateInstance, r.instance.values[2].unsigned_ = 0, "instance.C");
}

static void the_order_of_elements_makes_no_difference(void **state)
{
	const Mitrace__Function f = MITRACE__FUNCTION__MI_Session_Invoke;
	struct request r;

	(void)state;
	make_request(&r, f);
	r.parameters.element_list[0] = &r.parameters.elements[2];
	r.parameters.element_list[2] = &r.parameters.elements[0];
	r.parameters.value_list[0] = &r.parameters.values[2];
	r.parameters.value_list[2] = &r.parameters.values[0];
	expect_same(&r, f);
}

static void the_loose_hash_is_that_of_the_question_alone(void **state)
{
	struct request a, b;

	(void)state;
	make_request(&a, MITRACE__FUNCTION__MI_Session_GetClass);
	make_request(&b, MITRACE__FUNCTION__MI_Session_GetClass);
	b.route.destination = bytes("elsewhere");
	b.call.flags = 0;
	b.option_value.unsigned_ = 1;
	assert_true(key_of(&a).hash != key_of(&b).hash);
	assert_true(key_of(&a).loose == key_of(&b).loose);
	b.call.class_name = bytes("Another");
	assert_true(key_of(&a).loose != key_of(&b).loose);
}

static void tokens_of_another_key_compare_by_their_length_class(void **state)
{
	struct request a, b;
	struct replay_key x, y;

	(void)state;
	make_request(&a, MITRACE__FUNCTION__MI_Session_GetClass);
	make_request(&b, MITRACE__FUNCTION__MI_Session_GetClass);
	a.call.class_name = bytes("mtr-redacted-C-0123456789abcdef0123456789abcdef");
	b.call.class_name = bytes("mtr-redacted-C-fedcba9876543210fedcba9876543210");
	assert_true(key_of(&a).hash != key_of(&b).hash);
	replay_key_of_call(&a.call, NULL, &a.route, false, &arena, &x);
	replay_key_of_call(&b.call, NULL, &b.route, false, &arena, &y);
	assert_true(x.hash == y.hash);
	b.call.class_name = bytes("mtr-redacted-D-fedcba9876543210fedcba9876543210");
	replay_key_of_call(&b.call, NULL, &b.route, false, &arena, &y);
	assert_true(x.hash != y.hash);
}

static int begin(void **state)
{
	(void)state;
	mtr_arena_begin(&arena, 64 << 20);
	return 0;
}

static int end(void **state)
{
	(void)state;
	mtr_arena_end(&arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_single_change_of_a_request_is_found_and_named),
		cmocka_unit_test(how_results_are_wanted_makes_no_difference),
		cmocka_unit_test(names_compare_without_regard_to_case_and_namespaces_to_slashes),
		cmocka_unit_test(an_instance_that_names_an_object_is_its_keys_and_one_that_is_written_is_all_of_it),
		cmocka_unit_test(the_order_of_elements_makes_no_difference),
		cmocka_unit_test(the_loose_hash_is_that_of_the_question_alone),
		cmocka_unit_test(tokens_of_another_key_compare_by_their_length_class),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
