/*
 * Each kind of change that can be made to a trace is made in several places; `diff` must find each with its kind and
 * severity, and next to nothing else.
 */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <mi/mi.h>

#include "diff_compare.h"
#include "scenario.h"
#include "track.h"
#include "unpack.h"

enum {
	SEEDS = 10,
	ROUNDS = 4,
	RESULTS = 6,
	DROPPED_MAX = 4096,
	INSTANCE = MITRACE__CALLBACK_KIND__MI_OperationCallbacks_instanceResult,
};

static char directory[] = "/tmp/mitrace-mutations.XXXXXX";
static char base_path[64], other_path[64];
static const struct command command = {.name = "diff"};

/* ---- what is changed */

static Mitrace__Callback *callback_of(Mitrace__Packet *p, int kind)
{
	return p->body_case == MITRACE__PACKET__BODY_CALLBACK_BEGIN && (int)p->callback_begin->kind == kind
		       ? p->callback_begin
		       : NULL;
}

static Mitrace__Call *begin_of(Mitrace__Packet *p, int function)
{
	return p->body_case == MITRACE__PACKET__BODY_CALL_BEGIN && (int)p->call_begin->function == function
		       ? p->call_begin
		       : NULL;
}

static Mitrace__Call *start_of(Mitrace__Packet *p)
{
	return p->body_case == MITRACE__PACKET__BODY_CALL_BEGIN &&
			       mtr_function_starts_operation((int32_t)p->call_begin->function)
		       ? p->call_begin
		       : NULL;
}

static Mitrace__Instance *result_of(Mitrace__Packet *p)
{
	Mitrace__Callback *callback = callback_of(p, INSTANCE);

	return callback ? callback->instance : NULL;
}

static Mitrace__Class *class_of(Mitrace__Packet *p)
{
	Mitrace__Callback *callback = callback_of(p, MITRACE__CALLBACK_KIND__MI_OperationCallbacks_classResult);

	return callback ? callback->class_ : NULL;
}

static ProtobufCBinaryData words(const char *text)
{
	return (ProtobufCBinaryData){strlen(text), (uint8_t *)(uintptr_t)text};
}

/* Each changes the packet if it is of its kind, and says so; *keep = false drops it with all that hangs on it. */
typedef bool (*change_fn)(Mitrace__Packet *p, bool *keep);

#define CHANGE(name, type, object, what)                 \
	static bool name(Mitrace__Packet *p, bool *keep) \
	{                                                \
		type *o = object;                        \
		(void)keep;                              \
		if (!o)                                  \
			return false;                    \
		what;                                    \
		return true;                             \
	}

/* clang-format off */
CHANGE(result, Mitrace__Callback, callback_of(p, INSTANCE), o->has_result = 1; o->result = MI_RESULT_NOT_FOUND)
CHANGE(number, Mitrace__Instance, result_of(p), o->value[2]->unsigned_ += 17)
CHANGE(string, Mitrace__Instance, result_of(p), o->value[1]->string = words("another"))
CHANGE(array, Mitrace__Instance, result_of(p), o->value[7]->array->string[1] = words("other"))
CHANGE(array_size, Mitrace__Instance, result_of(p), o->value[7]->array->n_string = o->value[7]->array->size = 1)
CHANGE(signed_number, Mitrace__Instance, result_of(p), o->value[6]->signed_ = -1)
CHANGE(from_null, Mitrace__Instance, result_of(p),
       o->value[5]->has_null = o->value[5]->null = 0; o->value[5]->has_string = 1; o->value[5]->string = words("Model"))
CHANGE(to_null, Mitrace__Instance, result_of(p),
       o->value[4]->has_null = o->value[4]->null = 1; o->value[4]->has_string = 0)
CHANGE(to_empty, Mitrace__Instance, result_of(p), o->value[4]->string.len = 0)
CHANGE(value_type, Mitrace__Instance, result_of(p),
       o->value[3]->has_type = 1; o->value[3]->type = MI_STRING; o->value[3]->has_unsigned_ = 0;
       o->value[3]->has_string = 1; o->value[3]->string = words("3"))
CHANGE(no_instance, Mitrace__Callback, result_of(p) && callback_of(p, INSTANCE)->more_results ? callback_of(p, INSTANCE) : NULL,
       *keep = false)
CHANGE(failure, Mitrace__Callback, result_of(p) && !callback_of(p, INSTANCE)->more_results ? callback_of(p, INSTANCE) : NULL,
       o->instance = NULL; o->has_result = 1; o->result = MI_RESULT_FAILED)
CHANGE(no_operation, Mitrace__Call, start_of(p), *keep = false)
CHANGE(class_name, Mitrace__Call, begin_of(p, MITRACE__FUNCTION__MI_Session_EnumerateInstances), o->class_name = words("Test_Tape"))
CHANGE(namespace, Mitrace__Call, start_of(p), o->namespace_name = words("root/other"))
CHANGE(flags, Mitrace__Call, start_of(p), o->flags |= 0x10)
CHANGE(option, Mitrace__Call, start_of(p), o->operation_options->option[0]->value->unsigned_ = 31)
CHANGE(no_option, Mitrace__Call, start_of(p), o->operation_options->n_option = 0)
CHANGE(callbacks, Mitrace__Call, start_of(p) && start_of(p)->has_callbacks ? start_of(p) : NULL, o->callbacks = 0x7f)
CHANGE(query, Mitrace__Call, begin_of(p, MITRACE__FUNCTION__MI_Session_QueryInstances), o->query_expression = words("select 1"))
CHANGE(parameter, Mitrace__Call, begin_of(p, MITRACE__FUNCTION__MI_Session_Invoke), o->parameters->value[1]->string = words("label"))
CHANGE(key, Mitrace__Call, begin_of(p, MITRACE__FUNCTION__MI_Session_GetInstance), o->instance->value[0]->unsigned_ = 4711)
CHANGE(method, Mitrace__Call, begin_of(p, MITRACE__FUNCTION__MI_Session_Invoke), o->method_name = words("Erase"))
CHANGE(destination, Mitrace__Call, begin_of(p, MITRACE__FUNCTION__MI_Application_NewSession), o->destination = words("elsewhere"))
CHANGE(error_message, Mitrace__Callback, callback_of(p, INSTANCE) && callback_of(p, INSTANCE)->has_error_message ? callback_of(p, INSTANCE) : NULL,
       o->error_message = words("No."))
CHANGE(error_details, Mitrace__Callback, callback_of(p, INSTANCE) && callback_of(p, INSTANCE)->error_details ? callback_of(p, INSTANCE) : NULL,
       o->error_details->value[1]->string = words("detail"))
CHANGE(no_details, Mitrace__Callback, callback_of(p, INSTANCE) && callback_of(p, INSTANCE)->error_details ? callback_of(p, INSTANCE) : NULL,
       o->error_details = NULL)
CHANGE(answer, Mitrace__Call, begin_of(p, MITRACE__FUNCTION__MI_Operation_PromptUserResult), o->response = MI_OperationCallback_ResponseType_No)
CHANGE(no_answer, Mitrace__Call, begin_of(p, MITRACE__FUNCTION__MI_Operation_PromptUserResult), *keep = false)
CHANGE(question, Mitrace__Callback, callback_of(p, MITRACE__CALLBACK_KIND__MI_OperationCallbacks_promptUser), o->message = words("Really?"))
CHANGE(no_question, Mitrace__Callback, callback_of(p, MITRACE__CALLBACK_KIND__MI_OperationCallbacks_promptUser), *keep = false)
CHANGE(message, Mitrace__Callback, callback_of(p, MITRACE__CALLBACK_KIND__MI_OperationCallbacks_writeMessage), o->message = words("Done"))
CHANGE(no_message, Mitrace__Callback, callback_of(p, MITRACE__CALLBACK_KIND__MI_OperationCallbacks_writeMessage), *keep = false)
CHANGE(progress, Mitrace__Callback, callback_of(p, MITRACE__CALLBACK_KIND__MI_OperationCallbacks_writeProgress), o->percentage = 99)
CHANGE(no_acknowledgement, Mitrace__Call, begin_of(p, MITRACE__FUNCTION__MI_Operation_ResultAcknowledgement), *keep = false)
CHANGE(late_acknowledgement, Mitrace__Call, begin_of(p, MITRACE__FUNCTION__MI_Operation_ResultAcknowledgement), o->inside_callback = 0)
CHANGE(final, Mitrace__Callback, callback_of(p, INSTANCE), o->more_results = !o->more_results)
CHANGE(no_close, Mitrace__Call, begin_of(p, MITRACE__FUNCTION__MI_Operation_Close), *keep = false)
CHANGE(qualifier, Mitrace__Class, class_of(p), o->qualifier[0]->value->string = words("2.0"))
CHANGE(no_qualifier, Mitrace__Class, class_of(p), o->n_qualifier = 0)
CHANGE(property_type, Mitrace__Class, class_of(p), o->element[2]->type = MI_SINT64)
CHANGE(no_property, Mitrace__Class, class_of(p), o->n_element--)
CHANGE(no_key, Mitrace__Class, class_of(p), o->element[0]->flags &= ~(uint32_t)MI_FLAG_KEY)
CHANGE(no_method, Mitrace__Class, class_of(p), o->n_method = 0)
CHANGE(no_parameter, Mitrace__Class, class_of(p), o->method[0]->n_parameter--)
CHANGE(parameter_type, Mitrace__Class, class_of(p), o->method[0]->parameter[1]->type = MI_STRING)
CHANGE(super_class, Mitrace__Class, class_of(p), o->has_super_class_name = 1; o->super_class_name = words("Test_Device"))
CHANGE(getter_result, Mitrace__Call, p->body_case == MITRACE__PACKET__BODY_CALL_END && p->call_end->has_operation_result ? p->call_end : NULL,
       o->operation_result = MI_RESULT_FAILED)
CHANGE(getter_value, Mitrace__Call, p->body_case == MITRACE__PACKET__BODY_CALL_END && p->call_end->instance ? p->call_end : NULL,
       o->instance->value[1]->string = words("else"))
CHANGE(close_result, Mitrace__Call, p->body_case == MITRACE__PACKET__BODY_CALL_END && p->call_end->function == MITRACE__FUNCTION__MI_Operation_Close ? p->call_end : NULL,
       o->result = MI_RESULT_FAILED)
CHANGE(no_return, Mitrace__Call, p->body_case == MITRACE__PACKET__BODY_CALL_END && p->call_end->function == MITRACE__FUNCTION__MI_Operation_Close ? p->call_end : NULL,
       *keep = false)
CHANGE(schema_qualifier, Mitrace__Schema, p->body_case == MITRACE__PACKET__BODY_SCHEMA ? p->schema : NULL,
       o->class_->has_super_class_name = 1; o->class_->super_class_name = words("Test_Base"))
CHANGE(schema_type, Mitrace__Schema, p->body_case == MITRACE__PACKET__BODY_SCHEMA ? p->schema : NULL, o->class_->element[3]->type = MI_UINT32)

#define ALSO(kind) (UINT64_C(1) << (kind))

static const struct mutation {
	const char *name;
	change_fn change;
	enum diff_severity severity;
	enum diff_kind kind;
	bool reversed;  /* the changed trace is the old one */
	uint64_t also;  /* kinds that follow from it and are not spurious */
} mutations[] = {
	{"result", result, DIFF_BREAKING, DIFF_RESULT, false, 0},
	{"number", number, DIFF_NOTABLE, DIFF_VALUE, false, 0},
	{"string", string, DIFF_NOTABLE, DIFF_VALUE, false, 0},
	{"array", array, DIFF_NOTABLE, DIFF_VALUE, false, 0},
	{"array size", array_size, DIFF_NOTABLE, DIFF_VALUE, false, 0},
	{"signed number", signed_number, DIFF_NOTABLE, DIFF_VALUE, false, 0},
	{"from NULL", from_null, DIFF_NOTABLE, DIFF_NULL, false, 0},
	{"to NULL", to_null, DIFF_NOTABLE, DIFF_NULL, false, 0},
	{"to empty", to_empty, DIFF_NOTABLE, DIFF_VALUE, false, 0},
	{"type of a value", value_type, DIFF_BREAKING, DIFF_TYPE, false, 0},
	{"no instance", no_instance, DIFF_BREAKING, DIFF_INSTANCE_REMOVED, false, ALSO(DIFF_COUNT)},
	{"more instances", no_instance, DIFF_NOTABLE, DIFF_INSTANCE_ADDED, true, ALSO(DIFF_COUNT)},
	{"failure instead of the last result", failure, DIFF_BREAKING, DIFF_RESULT, false, ALSO(DIFF_INSTANCE_REMOVED) | ALSO(DIFF_COUNT)},
	{"no operation", no_operation, DIFF_BREAKING, DIFF_OPERATION_REMOVED, false, 0},
	{"more operations", no_operation, DIFF_NOTABLE, DIFF_OPERATION_ADDED, true, 0},
	{"class name", class_name, DIFF_NOTABLE, DIFF_ARGUMENT, false, 0},
	{"namespace", namespace, DIFF_NOTABLE, DIFF_ARGUMENT, false, 0},
	{"flags", flags, DIFF_NOTABLE, DIFF_FLAGS, false, 0},
	{"option", option, DIFF_NOTABLE, DIFF_OPTION, false, 0},
	{"no option", no_option, DIFF_NOTABLE, DIFF_OPTION, false, 0},
	{"callbacks", callbacks, DIFF_NOTABLE, DIFF_ARGUMENT, false, 0},
	{"query", query, DIFF_NOTABLE, DIFF_ARGUMENT, false, 0},
	{"parameter", parameter, DIFF_NOTABLE, DIFF_ARGUMENT, false, 0},
	{"key", key, DIFF_NOTABLE, DIFF_ARGUMENT, false, 0},
	{"method", method, DIFF_NOTABLE, DIFF_ARGUMENT, false, 0},
	{"destination", destination, DIFF_NOTABLE, DIFF_ARGUMENT, false, 0},
	{"error message", error_message, DIFF_NOTABLE, DIFF_MESSAGE, false, 0},
	{"error details", error_details, DIFF_NOTABLE, DIFF_ERROR_DETAILS, false, 0},
	{"no error details", no_details, DIFF_NOTABLE, DIFF_ERROR_DETAILS, false, 0},
	{"answer", answer, DIFF_NOTABLE, DIFF_ANSWER, false, 0},
	{"no answer", no_answer, DIFF_NOTABLE, DIFF_CALL_REMOVED, false, 0},
	{"question", question, DIFF_NOTABLE, DIFF_MESSAGE, false, 0},
	{"no question", no_question, DIFF_BREAKING, DIFF_CALLBACK_REMOVED, false, 0},
	{"more questions", no_question, DIFF_BREAKING, DIFF_CALLBACK_ADDED, true, 0},
	{"message", message, DIFF_NOTABLE, DIFF_MESSAGE, false, 0},
	{"no message", no_message, DIFF_NOTABLE, DIFF_CALLBACK_REMOVED, false, 0},
	{"progress", progress, DIFF_COSMETIC, DIFF_MESSAGE, false, 0},
	{"no acknowledgement", no_acknowledgement, DIFF_BREAKING, DIFF_ACKNOWLEDGEMENT, false, 0},
	{"late acknowledgement", late_acknowledgement, DIFF_NOTABLE, DIFF_ACKNOWLEDGEMENT, false, 0},
	{"final", final, DIFF_BREAKING, DIFF_PROTOCOL, false, 0},
	{"no close", no_close, DIFF_NOTABLE, DIFF_CALL_REMOVED, false, 0},
	{"qualifier", qualifier, DIFF_NOTABLE, DIFF_QUALIFIER, false, 0},
	{"no qualifier", no_qualifier, DIFF_NOTABLE, DIFF_QUALIFIER, false, 0},
	{"type of a property", property_type, DIFF_BREAKING, DIFF_TYPE, false, 0},
	{"no property", no_property, DIFF_BREAKING, DIFF_PROPERTY_REMOVED, false, 0},
	{"more properties", no_property, DIFF_NOTABLE, DIFF_PROPERTY_ADDED, true, 0},
	{"no key", no_key, DIFF_BREAKING, DIFF_FLAGS, false, 0},
	{"no method", no_method, DIFF_BREAKING, DIFF_METHOD_REMOVED, false, 0},
	{"no parameter", no_parameter, DIFF_BREAKING, DIFF_PARAMETER_REMOVED, false, 0},
	{"type of a parameter", parameter_type, DIFF_BREAKING, DIFF_TYPE, false, 0},
	{"super class", super_class, DIFF_NOTABLE, DIFF_DECLARATION, false, 0},
	{"result of a getter", getter_result, DIFF_BREAKING, DIFF_RESULT, false, 0},
	{"value of a getter", getter_value, DIFF_NOTABLE, DIFF_VALUE, false, 0},
	{"result of a close", close_result, DIFF_BREAKING, DIFF_RESULT, false, 0},
	{"no return", no_return, DIFF_BREAKING, DIFF_UNFINISHED, false, 0},
	{"class of instances", schema_qualifier, DIFF_NOTABLE, DIFF_DECLARATION, false, 0},
	{"type in the class of instances", schema_type, DIFF_BREAKING, DIFF_TYPE, false, 0},
};
/* clang-format on */

/* ---- making the change in one place */

struct mutator {
	change_fn change;
	uint64_t target; /* which of the packets it applies to */
	uint64_t met;
	uint64_t dropped[DROPPED_MAX]; /* events that are gone, with what hangs on them */
	size_t nr_dropped;
	uint64_t dropped_operation;
};

static bool is_dropped(const struct mutator *m, const Mitrace__Packet *p)
{
	uint64_t operation = p->body_case == MITRACE__PACKET__BODY_CALL_BEGIN       ? p->call_begin->operation
			     : p->body_case == MITRACE__PACKET__BODY_CALLBACK_BEGIN ? p->callback_begin->operation
										    : 0;

	if (m->dropped_operation && operation == m->dropped_operation)
		return true;
	for (size_t i = 0; i < m->nr_dropped; i++) {
		if (p->parent && p->parent == m->dropped[i])
			return true;
	}
	return false;
}

static void drop(struct mutator *m, const Mitrace__Packet *p)
{
	assert_true(m->nr_dropped < DROPPED_MAX);
	m->dropped[m->nr_dropped++] = p->seq;
}

static bool mutate(void *context, Mitrace__Packet *p, struct mtr_arena *arena)
{
	struct mutator *m = context;
	bool keep = true;

	(void)arena;
	if (is_dropped(m, p)) {
		drop(m, p);
		return false;
	}
	/* Whether it applies is asked of a packet that is changed in this place alone: all others are rebuilt as they were. */
	if (m->met <= m->target) {
		static uint8_t copy[1 << 16];
		ProtobufCMessage *again = NULL;
		struct mtr_arena memory;
		size_t size = mitrace__packet__pack(p, copy);

		assert_true(size < sizeof(copy));
		mtr_arena_begin(&memory, 1 << 20);
		assert_int_equal(0, mtr_unpack(&mitrace__packet__descriptor, copy, size, &memory, &again));
		if (m->change((Mitrace__Packet *)again, &keep) && m->met++ == m->target) {
			keep = true;
			m->change(p, &keep);
			if (!keep) {
				drop(m, p);
				m->dropped_operation = start_of(p) ? start_of(p)->operation : 0;
			}
		} else {
			keep = true;
		}
		mtr_arena_end(&memory);
	}
	return keep;
}

/* ---- comparing */

static struct diff_report compare(const char *old, const char *new, const char *rules_path)
{
	struct reading_settings reading = {NULL, NULL, NULL, NULL, NULL, NULL};
	struct diff_rules rules = {NULL, 0, 0};
	struct diff_tree trees[2];
	struct diff_report report = {.nr_entries = 0};
	struct diff_compare c = {.trees = {&trees[0], &trees[1]}, .rules = &rules, .report = &report};

	assert_int_equal(0, diff_rules_add_builtin(&rules));
	if (rules_path)
		assert_int_equal(0, diff_rules_read(&rules, rules_path));
	assert_int_equal(0, diff_tree_load(&trees[0], &command, old, &reading, &rules));
	assert_int_equal(0, diff_tree_load(&trees[1], &command, new, &reading, &rules));
	assert_int_equal(0, diff_compare(&c));
	diff_compare_end(&c);
	diff_tree_end(&trees[0]);
	diff_tree_end(&trees[1]);
	diff_rules_end(&rules);
	return report;
}

static void print_report(const struct diff_report *r)
{
	for (size_t i = 0; i < r->nr_entries; i++)
		print_message("    %s %s: %s . %s: %s -> %s\n", diff_severity_name(r->entries[i].severity),
			      diff_kind_name(r->entries[i].kind), r->entries[i].part ? r->entries[i].part : "",
			      r->entries[i].path, r->entries[i].texts[0] ? r->entries[i].texts[0] : "-",
			      r->entries[i].texts[1] ? r->entries[i].texts[1] : "-");
}

struct tally {
	unsigned made, found, differences, spurious;
};

static void try_mutation(const struct mutation *mutation, uint64_t target, struct tally *tally)
{
	static struct mutator m;
	struct scenario s = {.rounds = ROUNDS, .results = RESULTS, .object_base = 500, .slowness = 77};
	struct diff_report report;
	unsigned found = 0, spurious = 0;

	m = (struct mutator){.change = mutation->change, .target = target};
	s.each = mutate;
	s.context = &m;
	assert_true(scenario_write(other_path, &s) > 0);
	assert_true(m.met > target);
	report = mutation->reversed ? compare(other_path, base_path, NULL) : compare(base_path, other_path, NULL);
	for (size_t i = 0; i < report.nr_entries; i++) {
		const struct diff_entry *entry = &report.entries[i];

		if (entry->kind == mutation->kind && entry->severity == mutation->severity)
			found++;
		else if (!(mutation->also & ALSO(entry->kind)))
			spurious++;
	}
	spurious += found > 1 ? found - 1 : 0;
	if (!found || spurious) {
		print_message("%s, place %u: found %u, spurious %u\n", mutation->name, (unsigned)target, found,
			      spurious);
		print_report(&report);
	}
	tally->made++;
	tally->found += found > 0;
	tally->spurious += spurious;
	tally->differences += (unsigned)report.nr_entries;
	diff_report_end(&report);
}

/* Number of places a mutation can be made in. */
static uint64_t count_places(const struct mutation *mutation)
{
	static struct mutator m;
	struct scenario s = {.rounds = ROUNDS, .results = RESULTS, .each = mutate, .context = &m};

	m = (struct mutator){.change = mutation->change, .target = UINT64_MAX};
	assert_true(scenario_write(other_path, &s) > 0);
	return m.met;
}

static void every_change_is_found_with_its_severity(void **state)
{
	struct tally tally = {0, 0, 0, 0};

	(void)state;
	for (size_t i = 0; i < sizeof(mutations) / sizeof(*mutations); i++) {
		uint64_t places = count_places(&mutations[i]);

		assert_true(places > 0);
		for (unsigned seed = 0; seed < SEEDS && seed < places; seed++)
			try_mutation(&mutations[i], (seed * UINT64_C(2654435761) + i) % places, &tally);
	}
	print_message("%u changes made, %u found, %u differences, %u spurious\n", tally.made, tally.found,
		      tally.differences, tally.spurious);
	assert_true(tally.made >= 300);
	assert_int_equal(tally.made, tally.found);
	assert_true(tally.spurious * 100 <= tally.differences);
}

static void numbers_of_objects_times_and_threads_do_not_count(void **state)
{
	struct scenario s = {.rounds = ROUNDS, .results = RESULTS, .object_base = 12345, .slowness = 5000};
	struct diff_report report;

	(void)state;
	assert_true(scenario_write(other_path, &s) > 0);
	report = compare(base_path, other_path, NULL);
	print_report(&report);
	assert_int_equal(0, report.nr_entries);
	diff_report_end(&report);
}

static void moved_results_are_cosmetic_and_said_once(void **state)
{
	struct scenario s = {.rounds = ROUNDS, .results = RESULTS, .reversed = 2};
	struct diff_report report;

	(void)state;
	assert_true(scenario_write(other_path, &s) > 0);
	report = compare(base_path, other_path, NULL);
	print_report(&report);
	assert_int_equal(1, report.nr_entries);
	assert_int_equal(DIFF_ORDER, report.entries[0].kind);
	assert_int_equal(DIFF_COSMETIC, report.entries[0].severity);
	diff_report_end(&report);
}

static void moved_operations_are_cosmetic(void **state)
{
	struct scenario s = {.rounds = ROUNDS, .results = RESULTS, .swapped = 3};
	struct diff_report report;

	(void)state;
	assert_true(scenario_write(other_path, &s) > 0);
	report = compare(base_path, other_path, NULL);
	print_report(&report);
	assert_int_equal(1, report.nr_entries);
	assert_int_equal(DIFF_OPERATION_MOVED, report.entries[0].kind);
	assert_int_equal(DIFF_COSMETIC, report.entries[0].severity);
	diff_report_end(&report);
}

/* ---- identifiers */

/* Numbers of disks are others, the same ones everywhere; the one of the @context-th result is mixed up. */
struct renaming {
	unsigned mixed_up, met;
};

static void rename_disk(Mitrace__Instance *instance, bool mixed_up)
{
	if (instance)
		instance->value[0]->unsigned_ = instance->value[0]->unsigned_ * 3 + (mixed_up ? 1000 : 7);
}

static bool rename_all(void *context, Mitrace__Packet *p, struct mtr_arena *arena)
{
	struct renaming *r = context;

	(void)arena;
	if (p->body_case == MITRACE__PACKET__BODY_CALLBACK_BEGIN) {
		rename_disk(p->callback_begin->instance, p->callback_begin->instance && ++r->met == r->mixed_up);
		rename_disk(p->callback_begin->error_details, false);
	} else if (p->body_case == MITRACE__PACKET__BODY_CALL_BEGIN) {
		rename_disk(p->call_begin->instance, false);
		rename_disk(p->call_begin->parameters, false);
	} else if (p->body_case == MITRACE__PACKET__BODY_CALL_END) {
		rename_disk(p->call_end->instance, false);
	}
	return true;
}

static void renamed_identifiers_do_not_count_and_mixed_up_ones_do(void **state)
{
	struct renaming renaming = {0, 0};
	struct scenario s = {.rounds = ROUNDS, .results = RESULTS, .each = rename_all, .context = &renaming};
	char rules_path[64];
	struct diff_report report;
	FILE *rules;

	(void)state;
	snprintf(rules_path, sizeof(rules_path), "%s/rules", directory);
	rules = fopen(rules_path, "w");
	assert_non_null(rules);
	fputs("identifier test_*.Id disk # numbers of disks\n", rules);
	fclose(rules);
	assert_true(scenario_write(other_path, &s) > 0);
	report = compare(base_path, other_path, rules_path);
	print_report(&report);
	assert_int_equal(0, report.nr_entries);
	diff_report_end(&report);
	/* The result of GetInstance, whose disk was enumerated before, names another one. */
	renaming = (struct renaming){RESULTS + 1, 0};
	assert_true(scenario_write(other_path, &s) > 0);
	report = compare(base_path, other_path, rules_path);
	print_report(&report);
	assert_int_equal(1, report.nr_entries);
	assert_int_equal(DIFF_IDENTITY, report.entries[0].kind);
	diff_report_end(&report);
	unlink(rules_path);
}

/* ---- instances that come and go */

/* What differs when a change is made under a rule. */
static struct diff_report compare_changed(change_fn change, const char *rule)
{
	static struct mutator m;
	struct scenario s = {.rounds = ROUNDS, .results = RESULTS, .each = mutate, .context = &m};
	struct diff_report report;
	char rules_path[64];
	FILE *rules;

	snprintf(rules_path, sizeof(rules_path), "%s/rules", directory);
	rules = fopen(rules_path, "w");
	assert_non_null(rules);
	fputs(rule, rules);
	fclose(rules);
	m = (struct mutator){.change = change};
	assert_true(scenario_write(other_path, &s) > 0);
	assert_true(m.met > 0);
	report = compare(base_path, other_path, rules_path);
	print_report(&report);
	unlink(rules_path);
	return report;
}

static void values_of_instances_that_come_and_go_are_noise_but_types_and_keys_are_not(void **state)
{
	static const char rule[] = "instances test_* values\n";
	struct diff_report report = compare_changed(string, rule);

	(void)state;
	assert_int_equal(0, report.nr_entries);
	diff_report_end(&report);
	report = compare_changed(no_instance, rule);
	assert_int_equal(0, report.nr_entries);
	diff_report_end(&report);
	report = compare_changed(string, "instances test_*\n");
	assert_int_equal(1, report.nr_entries);
	diff_report_end(&report);
	report = compare_changed(value_type, rule);
	assert_int_equal(1, report.nr_entries);
	assert_int_equal(DIFF_TYPE, report.entries[0].kind);
	diff_report_end(&report);
	report = compare_changed(key, rule);
	assert_int_equal(1, report.nr_entries);
	assert_int_equal(DIFF_ARGUMENT, report.entries[0].kind);
	diff_report_end(&report);
}

static int begin(void **state)
{
	struct scenario s = {.rounds = ROUNDS, .results = RESULTS};

	(void)state;
	if (!mkdtemp(directory))
		return -1;
	snprintf(base_path, sizeof(base_path), "%s/base.mitrace", directory);
	snprintf(other_path, sizeof(other_path), "%s/other.mitrace", directory);
	return scenario_write(base_path, &s) ? 0 : -1;
}

static int end(void **state)
{
	(void)state;
	unlink(base_path);
	unlink(other_path);
	return rmdir(directory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_of_objects_times_and_threads_do_not_count),
		cmocka_unit_test(every_change_is_found_with_its_severity),
		cmocka_unit_test(moved_results_are_cosmetic_and_said_once),
		cmocka_unit_test(moved_operations_are_cosmetic),
		cmocka_unit_test(renamed_identifiers_do_not_count_and_mixed_up_ones_do),
		cmocka_unit_test(values_of_instances_that_come_and_go_are_noise_but_types_and_keys_are_not),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
