/* Classes built, copied and counted, and what is read from them. */
#include <pthread.h>

#include "objects.h"
#include "unit.h"

static MI_Value string_value(const char *string)
{
	return (MI_Value){.string = (MI_Char *)(uintptr_t)string};
}

/* Two properties, a method with two parameters, qualifiers on everything. */
static MI_Class *build(const MI_Class *parent)
{
	MI_Value text = string_value("text"), yes = {.boolean = MI_TRUE}, forty_two = {.uint16 = 42};
	struct dispatch_qualifier_info description = {.name = "Description", .type = MI_STRING, .value = &text};
	struct dispatch_qualifier_info key = {
		.name = "Key", .type = MI_BOOLEAN, .flavor = MI_FLAG_TOSUBCLASS, .value = &yes};
	struct dispatch_class_builder *b =
		dispatch_class_builder_new(&(struct dispatch_class_info){.name = "My_Class",
									 .flags = MI_FLAG_CLASS,
									 .super_class = "My_Super",
									 .parent = parent,
									 .namespace_name = "root/test",
									 .server_name = "here"});
	MI_Class *class;
	MI_Uint32 index;

	index = dispatch_class_builder_property(
		b, &(struct dispatch_property_info){.name = "Id",
						    .type = MI_UINT16,
						    .flags = MI_FLAG_PROPERTY | MI_FLAG_KEY,
						    .origin = "My_Super",
						    .propagator = "My_Class",
						    .value = &forty_two});
	dispatch_class_builder_qualifier(b, DISPATCH_ON_PROPERTY, index, &key);
	index = dispatch_class_builder_property(b, &(struct dispatch_property_info){.name = "Other",
										    .type = MI_REFERENCE,
										    .flags = MI_FLAG_PROPERTY,
										    .class_name = "Referenced",
										    .subscript = 7});
	assert_int_equal(index, 1);
	index = dispatch_class_builder_method(b, &(struct dispatch_method_info){.name = "Do",
										.return_type = MI_UINT32,
										.flags = MI_FLAG_STATIC,
										.origin = "O",
										.propagator = "P"});
	dispatch_class_builder_qualifier(b, DISPATCH_ON_METHOD, index, &description);
	dispatch_class_builder_qualifier(b, DISPATCH_ON_RETURN, index, &key);
	dispatch_class_builder_parameter(
		b, &(struct dispatch_parameter_info){.name = "In", .type = MI_STRING, .flags = MI_FLAG_IN});
	index = dispatch_class_builder_parameter(b, &(struct dispatch_parameter_info){.name = "Out",
										      .type = MI_INSTANCEA,
										      .flags = MI_FLAG_OUT,
										      .class_name = "Emb",
										      .subscript = 3});
	dispatch_class_builder_qualifier(b, DISPATCH_ON_PARAMETER, index, &description);
	dispatch_class_builder_qualifier(b, DISPATCH_ON_CLASS, 0, &description);
	dispatch_class_builder_qualifier(b, DISPATCH_ON_CLASS, 0, &key);
	dispatch_class_builder_qualifier(b, DISPATCH_ON_CLASS, 0, &description);
	assert_int_equal(dispatch_class_builder_finish(b, &class), MI_RESULT_OK);
	return class;
}

static void check_names(const MI_Class *class)
{
	const MI_Char *text;
	MI_Uint32 count;

	assert_int_equal(MI_Class_GetClassName(class, &text), MI_RESULT_OK);
	assert_string_equal(text, "My_Class");
	assert_int_equal(MI_Class_GetNameSpace(class, &text), MI_RESULT_OK);
	assert_string_equal(text, "root/test");
	assert_int_equal(MI_Class_GetServerName(class, &text), MI_RESULT_OK);
	assert_string_equal(text, "here");
	assert_int_equal(MI_Class_GetParentClassName(class, &text), MI_RESULT_OK);
	assert_string_equal(text, "My_Super");
	assert_int_equal(MI_Class_GetElementCount(class, &count), MI_RESULT_OK);
	assert_int_equal(count, 2);
	assert_int_equal(MI_Class_GetMethodCount(class, &count), MI_RESULT_OK);
	assert_int_equal(count, 1);
}

static void check_elements(const MI_Class *class)
{
	const struct mtr_mi_class_ft *ft = (const struct mtr_mi_class_ft *)class->ft;
	MI_Char *reference, *origin, *propagator;
	MI_Uint32 flags, index, subscript, offset;
	MI_QualifierSet qualifiers;
	const MI_Char *name;
	MI_Boolean exists;
	MI_Value value;
	MI_Type type;

	assert_int_equal(
		MI_Class_GetElement(class, "id", &value, &exists, &type, &reference, &qualifiers, &flags, &index),
		MI_RESULT_OK);
	assert_int_equal(value.uint16, 42);
	assert_true(exists);
	assert_int_equal(type, MI_UINT16);
	assert_null(reference);
	assert_int_equal(flags, MI_FLAG_PROPERTY | MI_FLAG_KEY);
	assert_int_equal(index, 0);
	assert_int_equal(MI_QualifierSet_GetQualifier(&qualifiers, "KEY", &type, &flags, &value, &index), MI_RESULT_OK);
	assert_int_equal(type, MI_BOOLEAN);
	assert_int_equal(flags, MI_FLAG_TOSUBCLASS);
	assert_true(value.boolean);
	assert_int_equal(ft->GetElementAtExt(class, 1, &name, &value, &exists, &type, &subscript, &offset, &reference,
					     &origin, &propagator, &qualifiers, &flags),
			 MI_RESULT_OK);
	assert_string_equal(name, "Other");
	assert_false(exists);
	assert_string_equal(reference, "Referenced");
	assert_int_equal(subscript, 7);
	assert_int_equal(offset, 64 + 40);
	assert_null(origin);
	assert_int_equal(ft->GetElementAtExt(class, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, &origin, &propagator,
					     NULL, NULL),
			 MI_RESULT_OK);
	assert_string_equal(origin, "My_Super");
	assert_string_equal(propagator, "My_Class");
	assert_int_equal(MI_Class_GetElementAt(class, 2, &name, NULL, NULL, NULL, NULL, NULL, NULL),
			 MI_RESULT_NO_SUCH_PROPERTY);
	assert_int_equal(MI_Class_GetElement(class, "none", NULL, NULL, NULL, NULL, NULL, NULL, NULL),
			 MI_RESULT_NO_SUCH_PROPERTY);
}

static void check_class_qualifiers(const MI_Class *class)
{
	MI_QualifierSet qualifiers;
	const MI_Char *name;
	MI_Uint32 count, flags, index;
	MI_Value value;
	MI_Type type;

	assert_int_equal(MI_Class_GetClassQualifierSet(class, &qualifiers), MI_RESULT_OK);
	assert_int_equal(MI_QualifierSet_GetQualifierCount(&qualifiers, &count), MI_RESULT_OK);
	assert_int_equal(count, 3);
	assert_int_equal(MI_QualifierSet_GetQualifierAt(&qualifiers, 2, &name, &type, &flags, &value), MI_RESULT_OK);
	assert_string_equal(name, "Description");
	assert_string_equal(value.string, "text");
	assert_int_equal(MI_QualifierSet_GetQualifierAt(&qualifiers, 3, &name, &type, &flags, &value),
			 MI_RESULT_NOT_FOUND);
	assert_int_equal(MI_QualifierSet_GetQualifier(&qualifiers, "None", &type, &flags, &value, &index),
			 MI_RESULT_NOT_FOUND);
	assert_int_equal(MI_QualifierSet_GetQualifier(&qualifiers, "Key", &type, &flags, &value, NULL),
			 MI_RESULT_INVALID_PARAMETER);
}

static void check_method(const MI_Class *class)
{
	const struct mtr_mi_class_ft *ft = (const struct mtr_mi_class_ft *)class->ft;
	const struct mtr_mi_parameter_set_ft *parameter_ft;
	MI_QualifierSet qualifiers;
	MI_ParameterSet parameters;
	MI_Char *reference, *origin, *propagator;
	MI_Uint32 count, index, flags, subscript;
	const MI_Char *name;
	MI_Type type;

	assert_int_equal(MI_Class_GetMethod(class, "DO", &qualifiers, &parameters, &index), MI_RESULT_OK);
	assert_int_equal(index, 0);
	assert_int_equal(MI_QualifierSet_GetQualifierCount(&qualifiers, &count), MI_RESULT_OK);
	assert_int_equal(count, 1);
	assert_int_equal(MI_ParameterSet_GetMethodReturnType(&parameters, &type, &qualifiers), MI_RESULT_OK);
	assert_int_equal(type, MI_UINT32);
	assert_int_equal(MI_QualifierSet_GetQualifierCount(&qualifiers, &count), MI_RESULT_OK);
	assert_int_equal(count, 1);
	assert_int_equal(MI_ParameterSet_GetParameterCount(&parameters, &count), MI_RESULT_OK);
	assert_int_equal(count, 2);
	assert_int_equal(MI_ParameterSet_GetParameterAt(&parameters, 0, &name, &type, &reference, &qualifiers),
			 MI_RESULT_OK);
	assert_string_equal(name, "In");
	assert_null(reference);
	assert_int_equal(MI_ParameterSet_GetParameterAt(&parameters, 2, &name, &type, &reference, &qualifiers),
			 MI_RESULT_NOT_FOUND);
	assert_int_equal(parameters.ft->GetParameterAt(&parameters, 0xffffffff, &name, &type, &reference, &qualifiers),
			 MI_RESULT_NOT_FOUND);
	assert_int_equal(MI_ParameterSet_GetParameter(&parameters, "out", &type, &reference, &qualifiers, &index),
			 MI_RESULT_OK);
	assert_int_equal(index, 1);
	assert_int_equal(type, MI_INSTANCEA);
	assert_string_equal(reference, "Emb");
	assert_int_equal(MI_ParameterSet_GetParameter(&parameters, "MIReturn", &type, &reference, &qualifiers, &index),
			 MI_RESULT_NOT_FOUND);
	parameter_ft = (const struct mtr_mi_parameter_set_ft *)parameters.ft;
	assert_int_equal(parameter_ft->GetParameterAtExt(&parameters, 1, &name, &type, &subscript, &reference,
							 &qualifiers, &flags),
			 MI_RESULT_OK);
	assert_int_equal(subscript, 3);
	assert_int_equal(flags, MI_FLAG_OUT);
	assert_int_equal(ft->GetMethodAtExt(class, 0, &name, &origin, &propagator, NULL, NULL, &flags), MI_RESULT_OK);
	assert_string_equal(origin, "O");
	assert_string_equal(propagator, "P");
	assert_int_equal(flags, MI_FLAG_STATIC);
	assert_int_equal(MI_Class_GetMethodAt(class, 1, &name, NULL, NULL), MI_RESULT_METHOD_NOT_FOUND);
	assert_int_equal(MI_Class_GetMethod(class, "none", NULL, NULL, NULL), MI_RESULT_METHOD_NOT_FOUND);
}

static void check_all(const MI_Class *class)
{
	check_names(class);
	check_elements(class);
	check_class_qualifiers(class);
	check_method(class);
}

static void what_was_built_can_be_read_back(void **state)
{
	MI_Class *class = build(NULL);

	(void)state;
	check_all(class);
	assert_ptr_equal(class->classDecl->owningClass, class);
	MI_Class_Delete(class);
}

static void a_new_class_of_a_declaration_is_a_deep_copy(void **state)
{
	MI_Class *class = build(NULL), *copy;

	(void)state;
	assert_int_equal(dispatch_class_new(class->classDecl, "root/test", "here", &copy), MI_RESULT_OK);
	assert_ptr_not_equal(copy->classDecl, class->classDecl);
	MI_Class_Delete(class);
	check_all(copy);
	assert_ptr_equal(copy->classDecl->owningClass, copy);
	MI_Class_Delete(copy);
	assert_int_equal(dispatch_class_new(NULL, NULL, NULL, &copy), MI_RESULT_INVALID_PARAMETER);
}

static void a_clone_is_the_same_class_once_more(void **state)
{
	MI_Class *class = build(NULL), *copy;

	(void)state;
	assert_int_equal(MI_Class_Clone(class, &copy), MI_RESULT_OK);
	assert_ptr_equal(copy, class);
	assert_int_equal(((struct mtr_mi_class *)class)->refcount, 2);
	MI_Class_Delete(copy);
	check_all(class);
	MI_Class_Delete(class);
	dispatch_class_free(NULL);
}

static void *use_class(void *arg)
{
	MI_Class *class = arg, *copy;
	MI_Instance *instance;
	int i;

	for (i = 0; i < 500; i++) {
		if (dispatch_class_clone(class, &copy) != MI_RESULT_OK ||
		    dispatch_instance_new_from_class(NULL, copy, &instance) != MI_RESULT_OK)
			return NULL;
		dispatch_class_free(copy);
		dispatch_instance_free(instance);
	}
	return class;
}

static void threads_may_share_a_class(void **state)
{
	MI_Class *class = build(NULL);
	pthread_t threads[4];
	void *result;
	size_t i;

	(void)state;
	for (i = 0; i < MI_COUNT(threads); i++)
		assert_int_equal(pthread_create(&threads[i], NULL, use_class, class), 0);
	for (i = 0; i < MI_COUNT(threads); i++) {
		pthread_join(threads[i], &result);
		assert_ptr_equal(result, class);
	}
	assert_int_equal(((struct mtr_mi_class *)class)->refcount, 1);
	check_all(class);
	MI_Class_Delete(class);
}

static void an_instance_keeps_its_class_alive(void **state)
{
	MI_Class *class = build(NULL), *of_instance;
	MI_Instance *instance, *copy;
	MI_Value value = {.uint16 = 3}, read;

	(void)state;
	assert_int_equal(dispatch_instance_new_from_class("ignored", class, &instance), MI_RESULT_OK);
	assert_int_equal(((struct mtr_mi_class *)class)->refcount, 2);
	MI_Class_Delete(class);
	assert_int_equal(MI_Instance_SetElement(instance, "ID", &value, MI_UINT16, 0), MI_RESULT_OK);
	assert_int_equal(MI_Instance_Clone(instance, &copy), MI_RESULT_OK);
	assert_ptr_equal(copy->classDecl, instance->classDecl);
	MI_Instance_Delete(instance);
	MI_Instance_GetElement(copy, "Id", &read, NULL, NULL, NULL);
	assert_int_equal(read.uint16, 3);
	MI_Instance_SetNameSpace(copy, "root/test");
	MI_Instance_SetServerName(copy, "here");
	assert_int_equal(MI_Instance_GetClass(copy, &of_instance), MI_RESULT_OK);
	MI_Instance_Delete(copy);
	check_all(of_instance);
	MI_Class_Delete(of_instance);
}

static void an_embedded_instance_keeps_its_class_alive(void **state)
{
	MI_Class *class = build(NULL);
	MI_Instance *inner, *outer;
	MI_Value value;

	(void)state;
	assert_int_equal(dispatch_instance_new_from_class(NULL, class, &inner), MI_RESULT_OK);
	assert_int_equal(dispatch_instance_new("Outer", NULL, &outer), MI_RESULT_OK);
	value.instance = inner;
	assert_int_equal(MI_Instance_AddElement(outer, "e", &value, MI_INSTANCE, 0), MI_RESULT_OK);
	MI_Instance_Delete(inner);
	assert_int_equal(((struct mtr_mi_class *)class)->refcount, 2);
	MI_Instance_Delete(outer);
	assert_int_equal(((struct mtr_mi_class *)class)->refcount, 1);
	MI_Class_Delete(class);
}

static void a_parent_is_kept_and_can_be_asked_for(void **state)
{
	struct dispatch_class_builder *b = dispatch_class_builder_new(
		&(struct dispatch_class_info){.name = "My_Super", .flags = MI_FLAG_CLASS | MI_FLAG_ABSTRACT});
	MI_Class *parent, *class, *asked, borrowed, *full;
	const struct mtr_mi_class_ft *ft;
	const MI_Char *name;
	MI_Uint32 flags;

	(void)state;
	assert_int_equal(dispatch_class_builder_finish(b, &parent), MI_RESULT_OK);
	class = build(parent);
	assert_int_equal(MI_Class_GetParentClass(class, &asked), MI_RESULT_OK);
	assert_ptr_equal(asked, parent);
	MI_Class_Delete(asked);
	assert_int_equal(MI_Class_GetParentClass(parent, &asked), MI_RESULT_INVALID_SUPERCLASS);
	assert_int_equal(MI_Class_GetParentClassName(parent, &name), MI_RESULT_INVALID_SUPERCLASS);
	MI_Class_Delete(parent);
	ft = (const struct mtr_mi_class_ft *)class->ft;
	assert_int_equal(ft->GetParentClassExt(class, &borrowed), MI_RESULT_OK);
	assert_int_equal(ft->GetClassFlagsExt(&borrowed, &flags), MI_RESULT_OK);
	assert_int_equal(flags, MI_FLAG_CLASS | MI_FLAG_ABSTRACT);
	assert_int_equal(MI_Class_Delete(&borrowed), MI_RESULT_OK);
	assert_int_equal(MI_Class_Clone(&borrowed, &full), MI_RESULT_OK);
	assert_ptr_not_equal(full, &borrowed);
	MI_Class_Delete(full);
	MI_Class_Delete(class);
}

static void a_null_argument_gets_the_stock_answer(void **state)
{
	MI_Class *class = build(NULL);
	const MI_ClassFT *ft = class->ft;
	const MI_Char *name;

	(void)state;
	assert_int_equal(ft->GetClassName(NULL, &name), MI_RESULT_INVALID_PARAMETER);
	assert_int_equal(ft->GetClassName(class, NULL), MI_RESULT_INVALID_PARAMETER);
	assert_int_equal(ft->GetElementCount(class, NULL), MI_RESULT_INVALID_PARAMETER);
	assert_int_equal(ft->GetMethodAt(class, 0, NULL, NULL, NULL), MI_RESULT_INVALID_PARAMETER);
	assert_int_equal(ft->GetClassQualifierSet(class, NULL), MI_RESULT_INVALID_PARAMETER);
	assert_int_equal(ft->Clone(class, NULL), MI_RESULT_INVALID_PARAMETER);
	assert_int_equal(ft->Delete(NULL), MI_RESULT_OK);
	assert_int_equal(ft->GetParentClass(class, NULL), MI_RESULT_INVALID_PARAMETER);
	ft->Delete(class);
}

static void mistakes_of_the_builder_are_told_in_the_end(void **state)
{
	struct dispatch_class_builder *b =
		dispatch_class_builder_new(&(struct dispatch_class_info){.name = "X", .flags = MI_FLAG_CLASS});
	MI_Class *class;

	(void)state;
	dispatch_class_builder_parameter(b, &(struct dispatch_parameter_info){.name = "p", .type = MI_STRING});
	dispatch_class_builder_property(b, &(struct dispatch_property_info){.name = "x", .type = MI_STRING});
	assert_int_equal(dispatch_class_builder_finish(b, &class), MI_RESULT_INVALID_PARAMETER);
	assert_null(class);
	b = dispatch_class_builder_new(&(struct dispatch_class_info){.name = "X"});
	dispatch_class_builder_property(b, &(struct dispatch_property_info){.name = "x", .type = (MI_Type)99});
	assert_int_equal(dispatch_class_builder_finish(b, &class), MI_RESULT_INVALID_PARAMETER);
	assert_int_equal(dispatch_class_builder_finish(NULL, &class), MI_RESULT_SERVER_LIMITS_EXCEEDED);
	dispatch_class_builder_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_built_can_be_read_back),
		cmocka_unit_test(a_new_class_of_a_declaration_is_a_deep_copy),
		cmocka_unit_test(a_clone_is_the_same_class_once_more),
		cmocka_unit_test(threads_may_share_a_class),
		cmocka_unit_test(an_instance_keeps_its_class_alive),
		cmocka_unit_test(an_embedded_instance_keeps_its_class_alive),
		cmocka_unit_test(a_parent_is_kept_and_can_be_asked_for),
		cmocka_unit_test(a_null_argument_gets_the_stock_answer),
		cmocka_unit_test(mistakes_of_the_builder_are_told_in_the_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
