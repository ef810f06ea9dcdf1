/*
 * Objects when memory runs out: every allocation of a scenario fails once. Nothing may crash, leak or answer success
 * for what was not done.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "objects.h"
#include "unit.h"

/* Linked with --wrap: the objects' allocations come here. 0 never fails; else the n-th from now on does. */
static unsigned countdown;

void *__real_malloc(size_t size);
void *__real_calloc(size_t nr, size_t size);
char *__real_strdup(const char *string);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t nr, size_t size);
char *__wrap_strdup(const char *string);

static bool fails_now(void)
{
	return countdown && --countdown == 0;
}

void *__wrap_malloc(size_t size)
{
	return fails_now() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t nr, size_t size)
{
	return fails_now() ? NULL : __real_calloc(nr, size);
}

char *__wrap_strdup(const char *string)
{
	return fails_now() ? NULL : __real_strdup(string);
}

/*
 * Runs @scenario with its first, second, third ... allocation failing, until it no longer has so many. It answers
 * whether all it did went well, which must be so exactly when nothing failed.
 */
static void fail_each_allocation(bool (*scenario)(void))
{
	unsigned nth;
	bool went_well, failed;

	for (nth = 1; nth < 10000; nth++) {
		countdown = nth;
		went_well = scenario();
		failed = countdown == 0;
		countdown = 0;
		if (!failed) {
			assert_true(went_well);
			assert_true(nth > 1);
			return;
		}
		assert_false(went_well);
	}
	fail_msg("no end to the allocations");
}

static MI_Char long_text[2000];

static bool add(MI_Instance *instance, const char *name, MI_Type type, MI_Value value)
{
	return MI_Instance_AddElement(instance, name, &value, type, 0) == MI_RESULT_OK;
}

/* Grows, holds an instance and arrays, is cloned and made a class of. */
static bool use_instance(void)
{
	MI_Char *strings[] = {long_text, long_text};
	MI_Instance *instance = NULL, *inner = NULL, *copy = NULL;
	MI_Class *class = NULL;
	char name[8] = "n00";
	bool ok;
	int i;

	ok = dispatch_instance_new("Outer", NULL, &instance) == MI_RESULT_OK &&
	     dispatch_instance_new("Inner", NULL, &inner) == MI_RESULT_OK &&
	     MI_Instance_SetNameSpace(instance, long_text) == MI_RESULT_OK &&
	     MI_Instance_SetServerName(instance, "s") == MI_RESULT_OK;
	for (i = 0; ok && i < 40; i++) {
		name[1] = (char)('0' + i / 10);
		name[2] = (char)('0' + i % 10);
		ok = add(instance, name, MI_STRING, (MI_Value){.string = i % 9 ? name : long_text});
	}
	ok = ok && add(inner, "text", MI_STRING, (MI_Value){.string = long_text}) &&
	     add(instance, "inner", MI_INSTANCE, (MI_Value){.instance = inner}) &&
	     add(instance, "inners", MI_INSTANCEA, (MI_Value){.instancea = {&inner, 1}}) &&
	     add(instance, "strings", MI_STRINGA, (MI_Value){.stringa = {strings, 2}}) &&
	     MI_Instance_Clone(instance, &copy) == MI_RESULT_OK && MI_Instance_GetClass(copy, &class) == MI_RESULT_OK;
	dispatch_class_free(class);
	dispatch_instance_free(copy);
	dispatch_instance_free(inner);
	dispatch_instance_free(instance);
	return ok;
}

/* A class with a parent, an instance of it inside another one. */
static bool use_class(void)
{
	MI_Value text = {.string = long_text}, value;
	struct dispatch_class_builder *b = dispatch_class_builder_new(
		&(struct dispatch_class_info){.name = "Parent", .flags = MI_FLAG_CLASS, .namespace_name = long_text});
	MI_Class *parent = NULL, *class = NULL, *copy = NULL;
	MI_Instance *instance = NULL, *outer = NULL;
	bool ok = dispatch_class_builder_finish(b, &parent) == MI_RESULT_OK;

	if (!ok)
		return false;
	b = dispatch_class_builder_new(&(struct dispatch_class_info){
		.name = "Class", .flags = MI_FLAG_CLASS, .super_class = "Parent", .parent = parent});
	dispatch_class_builder_property(
		b, &(struct dispatch_property_info){.name = "p", .type = MI_STRING, .value = &text});
	dispatch_class_builder_method(b, &(struct dispatch_method_info){.name = "m", .return_type = MI_UINT8});
	dispatch_class_builder_parameter(b, &(struct dispatch_parameter_info){.name = "q", .type = MI_STRING});
	dispatch_class_builder_qualifier(
		b, DISPATCH_ON_CLASS, 0,
		&(struct dispatch_qualifier_info){.name = "x", .type = MI_STRING, .value = &text});
	ok = dispatch_class_builder_finish(b, &class) == MI_RESULT_OK &&
	     dispatch_class_new(class->classDecl, "n", "s", &copy) == MI_RESULT_OK &&
	     dispatch_instance_new_from_class(NULL, class, &instance) == MI_RESULT_OK &&
	     dispatch_instance_new("Outer", NULL, &outer) == MI_RESULT_OK;
	value.instance = instance;
	ok = ok && MI_Instance_AddElement(outer, "i", &value, MI_INSTANCE, 0) == MI_RESULT_OK;
	dispatch_instance_free(outer);
	dispatch_instance_free(instance);
	dispatch_class_free(copy);
	dispatch_class_free(class);
	dispatch_class_free(parent);
	return ok;
}

static bool use_options(void)
{
	MI_UserCredentials credentials = {.authenticationType = MI_AUTH_TYPE_BASIC,
					  .credentials.usernamePassword = {"domain", "user", "password"}};
	MI_DestinationOptions destination = MI_DESTINATIONOPTIONS_NULL, copy = MI_DESTINATIONOPTIONS_NULL;
	MI_OperationOptions operation = MI_OPERATIONOPTIONS_NULL, dup = MI_OPERATIONOPTIONS_NULL;
	MI_Value custom = {.string = long_text};
	bool ok = dispatch_destination_options_new(&destination) == MI_RESULT_OK &&
		  MI_DestinationOptions_AddDestinationCredentials(&destination, &credentials) == MI_RESULT_OK &&
		  MI_DestinationOptions_Clone(&destination, &copy) == MI_RESULT_OK &&
		  dispatch_operation_options_new(MI_FALSE, &operation) == MI_RESULT_OK &&
		  operation.ft->SetCustomOption(&operation, "c", MI_STRING, &custom, MI_TRUE, 0) == MI_RESULT_OK &&
		  operation.ft->SetString(&operation, "s", long_text, 0) == MI_RESULT_OK &&
		  dispatch_operation_options_dup(&operation, &dup) == MI_RESULT_OK;

	MI_DestinationOptions_Delete(&destination);
	MI_DestinationOptions_Delete(&copy);
	MI_OperationOptions_Delete(&operation);
	MI_OperationOptions_Delete(&dup);
	return ok;
}

static bool use_errors_and_values(void)
{
	MI_Char *strings[] = {long_text, NULL};
	MI_Value value = {.stringa = {strings, 2}}, array, copy;
	MI_Instance *error = dispatch_error_instance(MI_RESULT_FAILED, long_text);
	bool ok = error && dispatch_value_copy(&value, MI_STRINGA, &copy) == MI_RESULT_OK;

	if (ok)
		dispatch_value_clear(&copy, MI_STRINGA);
	array.instancea.data = &error;
	array.instancea.size = 1;
	ok = ok && dispatch_value_copy(&array, MI_INSTANCEA, &copy) == MI_RESULT_OK;
	if (ok)
		dispatch_value_clear(&copy, MI_INSTANCEA);
	dispatch_instance_free(error);
	return ok;
}

static void instances_survive_it(void **state)
{
	(void)state;
	fail_each_allocation(use_instance);
}

static void classes_survive_it(void **state)
{
	(void)state;
	fail_each_allocation(use_class);
}

static void options_survive_it(void **state)
{
	(void)state;
	fail_each_allocation(use_options);
}

static void errors_and_values_survive_it(void **state)
{
	(void)state;
	fail_each_allocation(use_errors_and_values);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(instances_survive_it),
		cmocka_unit_test(classes_survive_it),
		cmocka_unit_test(options_survive_it),
		cmocka_unit_test(errors_and_values_survive_it),
	};

	memset(long_text, 'x', sizeof(long_text) - 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
