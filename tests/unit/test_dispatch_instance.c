/* Instances as clients see them, through their table, and as base code sees them, in memory. */
#include <stdio.h>

#include "objects.h"
#include "unit.h"

static MI_Instance *new_dynamic(const char *name)
{
	MI_Instance *instance = NULL;

	assert_int_equal(dispatch_instance_new(name, NULL, &instance), MI_RESULT_OK);
	assert_non_null(instance);
	return instance;
}

static void add_uint32(MI_Instance *instance, const char *name, MI_Uint32 number, MI_Uint32 flags)
{
	MI_Value value = {.uint32 = number};

	assert_int_equal(MI_Instance_AddElement(instance, name, &value, MI_UINT32, flags), MI_RESULT_OK);
}

static MI_Uint32 get_uint32(const MI_Instance *instance, const char *name)
{
	MI_Value value;

	assert_int_equal(MI_Instance_GetElement(instance, name, &value, NULL, NULL, NULL), MI_RESULT_OK);
	return value.uint32;
}

static MI_Uint32 flags_of(const MI_Instance *instance, const char *name)
{
	MI_Uint32 flags;

	assert_int_equal(MI_Instance_GetElement(instance, name, NULL, NULL, &flags, NULL), MI_RESULT_OK);
	return flags;
}

static MI_Value string_value(const char *string)
{
	return (MI_Value){.string = (MI_Char *)(uintptr_t)string};
}

static void a_dynamic_instance_is_a_handle_before_a_body_laid_out_as_libmis(void **state)
{
	MI_Instance *instance = new_dynamic("Some_Class");
	struct mtr_mi_instance *handle = (struct mtr_mi_instance *)instance, *body = handle->self;
	struct mtr_mi_instance_head *head = (struct mtr_mi_instance_head *)body - 1;

	(void)state;
	add_uint32(instance, "a", 5, MI_FLAG_KEY);
	assert_ptr_not_equal(handle, body);
	assert_ptr_equal(body->self, body);
	assert_ptr_equal(handle->ft, &dispatch_instance_ft);
	assert_ptr_equal(handle->classDecl, body->classDecl);
	assert_ptr_equal(handle->batch, body->batch);
	assert_true(body->releaseBatch);
	assert_int_equal(head->magic, MTR_MI_INSTANCE_HEAD_MAGIC);
	assert_int_equal(head->refs, 1);
	assert_string_equal(body->classDecl->name, "Some_Class");
	assert_int_equal(body->classDecl->code, 's' << 16 | 's' << 8 | 10);
	assert_int_equal(body->classDecl->flags, MI_FLAG_CLASS);
	assert_int_equal(body->classDecl->size, 64 + 40);
	assert_ptr_equal(body->classDecl->owningClass, MTR_MI_OWNING_CLASS_DYNAMIC);
	assert_int_equal(body->classDecl->properties[0]->offset, 64);
	assert_int_equal(*(MI_Uint32 *)((char *)body + 64), 5);
	assert_int_equal(((char *)body)[64 + 4], 1); /* exists */
	assert_int_equal(((char *)body)[64 + 5], 0); /* flags */
	dispatch_instance_free(instance);
}

static void elements_are_found_by_name_without_case_and_by_index(void **state)
{
	MI_Instance *instance = new_dynamic("X");
	const MI_Char *name;
	MI_Uint32 index, count;
	MI_Type type;
	MI_Value value;

	(void)state;
	add_uint32(instance, "First", 1, 0);
	add_uint32(instance, "Second", 2, 0);
	assert_int_equal(MI_Instance_GetElement(instance, "SECOND", &value, &type, NULL, &index), MI_RESULT_OK);
	assert_int_equal(index, 1);
	assert_int_equal(type, MI_UINT32);
	assert_int_equal(value.uint32, 2);
	assert_int_equal(MI_Instance_GetElementAt(instance, 0, &name, &value, NULL, NULL), MI_RESULT_OK);
	assert_string_equal(name, "First");
	assert_int_equal(MI_Instance_GetElementCount(instance, &count), MI_RESULT_OK);
	assert_int_equal(count, 2);
	assert_int_equal(MI_Instance_GetElementAt(instance, 2, &name, &value, NULL, NULL), MI_RESULT_INVALID_PARAMETER);
	assert_int_equal(MI_Instance_GetElement(instance, "third", &value, NULL, NULL, NULL),
			 MI_RESULT_NO_SUCH_PROPERTY);
	assert_int_equal(MI_Instance_GetElement(instance, "", &value, NULL, NULL, NULL), MI_RESULT_NO_SUCH_PROPERTY);
	dispatch_instance_free(instance);
}

static void adding_refuses_what_stock_libmi_refuses(void **state)
{
	MI_Instance *instance = new_dynamic("X");
	MI_Value value = {.uint32 = 1};

	(void)state;
	add_uint32(instance, "Name", 1, 0);
	assert_int_equal(MI_Instance_AddElement(instance, "nAME", &value, MI_UINT32, 0), MI_RESULT_ALREADY_EXISTS);
	assert_int_equal(MI_Instance_AddElement(instance, "1st", &value, MI_UINT32, 0), MI_RESULT_INVALID_PARAMETER);
	assert_int_equal(MI_Instance_AddElement(instance, "a b", &value, MI_UINT32, 0), MI_RESULT_INVALID_PARAMETER);
	assert_int_equal(MI_Instance_AddElement(instance, "", &value, MI_UINT32, 0), MI_RESULT_INVALID_PARAMETER);
	assert_int_equal(MI_Instance_AddElement(instance, NULL, &value, MI_UINT32, 0), MI_RESULT_INVALID_PARAMETER);
	assert_int_equal(MI_Instance_AddElement(instance, "t", &value, (MI_Type)32, 0), MI_RESULT_INVALID_PARAMETER);
	dispatch_instance_free(instance);
	assert_int_equal(dispatch_instance_new("not legal", NULL, &instance), MI_RESULT_INVALID_PARAMETER);
	assert_null(instance);
	assert_int_equal(dispatch_instance_new(NULL, NULL, &instance), MI_RESULT_INVALID_PARAMETER);
}

static void setting_checks_type_index_and_arrays(void **state)
{
	MI_Instance *instance = new_dynamic("X");
	MI_Char *with_null[] = {(MI_Char *)(uintptr_t) "a", NULL};
	MI_Value value = {.uint32 = 9}, strings = {.stringa = {with_null, 2}}, none = {.stringa = {with_null, 0}};

	(void)state;
	add_uint32(instance, "n", 1, 0);
	assert_int_equal(MI_Instance_AddElement(instance, "s", NULL, MI_STRINGA, MI_FLAG_NULL), MI_RESULT_OK);
	assert_int_equal(MI_Instance_SetElement(instance, "n", &value, MI_UINT64, 0), MI_RESULT_TYPE_MISMATCH);
	assert_int_equal(MI_Instance_SetElementAt(instance, 7, &value, MI_UINT32, 0), MI_RESULT_FAILED);
	assert_int_equal(MI_Instance_ClearElementAt(instance, 7), MI_RESULT_FAILED);
	assert_int_equal(MI_Instance_ClearElement(instance, "x"), MI_RESULT_NO_SUCH_PROPERTY);
	assert_int_equal(MI_Instance_SetElement(instance, "x", &value, MI_UINT32, 0), MI_RESULT_NO_SUCH_PROPERTY);
	assert_int_equal(MI_Instance_SetElement(instance, "s", &strings, MI_STRINGA, 0), MI_RESULT_FAILED);
	assert_int_equal(MI_Instance_SetElement(instance, "s", &none, MI_STRINGA, 0), MI_RESULT_FAILED);
	assert_int_equal(MI_Instance_SetElement(instance, "s", &strings, MI_STRINGA, MI_FLAG_BORROW), MI_RESULT_OK);
	assert_int_equal(MI_Instance_SetElement(instance, "n", &value, MI_UINT32, 0), MI_RESULT_OK);
	assert_int_equal(get_uint32(instance, "n"), 9);
	dispatch_instance_free(instance);
}

static void flags_tell_the_declaration_and_the_state_of_the_field(void **state)
{
	MI_Instance *instance = new_dynamic("X");
	MI_Value value = string_value("text");

	(void)state;
	add_uint32(instance, "key", 1, MI_FLAG_KEY | MI_FLAG_PROPERTY);
	assert_int_equal(flags_of(instance, "key"), MI_FLAG_KEY | MI_FLAG_PROPERTY | MI_FLAG_NOT_MODIFIED);
	assert_int_equal(MI_Instance_AddElement(instance, "null", NULL, MI_STRING, MI_FLAG_NULL), MI_RESULT_OK);
	assert_int_equal(flags_of(instance, "null"), MI_FLAG_NULL | MI_FLAG_NOT_MODIFIED);
	assert_int_equal(MI_Instance_SetElement(instance, "null", &value, MI_STRING, 0), MI_RESULT_OK);
	assert_int_equal(flags_of(instance, "null"), MI_FLAG_NOT_MODIFIED);
	assert_int_equal(MI_Instance_AddElement(instance, "mine", &value, MI_STRING, MI_FLAG_BORROW), MI_RESULT_OK);
	assert_int_equal(flags_of(instance, "mine"), MI_FLAG_BORROW | MI_FLAG_NOT_MODIFIED);
	assert_int_equal(MI_Instance_ClearElement(instance, "key"), MI_RESULT_OK);
	assert_int_equal(flags_of(instance, "key"),
			 MI_FLAG_KEY | MI_FLAG_PROPERTY | MI_FLAG_NULL | MI_FLAG_NOT_MODIFIED);
	dispatch_instance_free(instance);
}

static void borrowed_values_are_kept_and_others_are_copied(void **state)
{
	MI_Instance *instance = new_dynamic("X");
	MI_Char text[] = "text";
	MI_Value value = {.string = text}, read;

	(void)state;
	assert_int_equal(MI_Instance_AddElement(instance, "kept", &value, MI_STRING, MI_FLAG_BORROW), MI_RESULT_OK);
	assert_int_equal(MI_Instance_AddElement(instance, "copied", &value, MI_STRING, 0), MI_RESULT_OK);
	MI_Instance_GetElement(instance, "kept", &read, NULL, NULL, NULL);
	assert_ptr_equal(read.string, text);
	MI_Instance_GetElement(instance, "copied", &read, NULL, NULL, NULL);
	assert_ptr_not_equal(read.string, text);
	assert_string_equal(read.string, "text");
	/* Its own value, set again, must survive. */
	assert_int_equal(MI_Instance_SetElement(instance, "copied", &read, MI_STRING, 0), MI_RESULT_OK);
	MI_Instance_GetElement(instance, "copied", &read, NULL, NULL, NULL);
	assert_string_equal(read.string, "text");
	dispatch_instance_free(instance);
}

static void an_array_without_data_is_empty_but_not_null(void **state)
{
	MI_Instance *instance = new_dynamic("X");
	MI_Value value = {.stringa = {NULL, 0}}, read;
	MI_Uint32 flags;

	(void)state;
	assert_int_equal(MI_Instance_AddElement(instance, "a", &value, MI_STRINGA, 0), MI_RESULT_OK);
	assert_int_equal(MI_Instance_GetElement(instance, "a", &read, NULL, &flags, NULL), MI_RESULT_OK);
	assert_int_equal(flags & MI_FLAG_NULL, 0);
	assert_int_equal(read.stringa.size, 0);
	value = string_value(NULL);
	assert_int_equal(MI_Instance_AddElement(instance, "s", &value, MI_STRING, 0), MI_RESULT_OK);
	assert_int_equal(flags_of(instance, "s") & MI_FLAG_NULL, MI_FLAG_NULL);
	dispatch_instance_free(instance);
}

static void a_thousand_elements_can_be_added_and_the_handle_stays(void **state)
{
	MI_Instance *instance = new_dynamic("X");
	struct mtr_mi_instance *handle = (struct mtr_mi_instance *)instance;
	char name[16];
	MI_Uint32 i;

	(void)state;
	for (i = 0; i < 1000; i++) {
		snprintf(name, sizeof(name), "e%u", i);
		add_uint32(instance, name, i, 0);
	}
	for (i = 0; i < 1000; i++) {
		snprintf(name, sizeof(name), "E%u", i);
		assert_int_equal(get_uint32(instance, name), i);
	}
	assert_int_equal(handle->classDecl->numProperties, 1000);
	assert_int_equal(handle->classDecl->size, 64 + 1000 * 40);
	dispatch_instance_free(instance);
}

static void a_clone_stands_alone_and_can_grow(void **state)
{
	MI_Instance *instance = new_dynamic("X"), *copy;
	const MI_Char *text;
	char name[16];
	MI_Uint32 i;

	(void)state;
	for (i = 0; i < 40; i++) {
		snprintf(name, sizeof(name), "e%u", i);
		add_uint32(instance, name, i, MI_FLAG_BORROW);
	}
	assert_int_equal(MI_Instance_SetNameSpace(instance, "root/a"), MI_RESULT_OK);
	assert_int_equal(MI_Instance_SetServerName(instance, "host"), MI_RESULT_OK);
	assert_int_equal(MI_Instance_Clone(instance, &copy), MI_RESULT_OK);
	assert_int_equal(MI_Instance_Delete(instance), MI_RESULT_OK);
	for (i = 40; i < 100; i++) {
		snprintf(name, sizeof(name), "e%u", i);
		add_uint32(copy, name, i, 0);
	}
	assert_int_equal(get_uint32(copy, "e39"), 39);
	assert_int_equal(get_uint32(copy, "e99"), 99);
	assert_int_equal(flags_of(copy, "e3"), MI_FLAG_BORROW | MI_FLAG_NOT_MODIFIED);
	assert_int_equal(MI_Instance_GetNameSpace(copy, &text), MI_RESULT_OK);
	assert_string_equal(text, "root/a");
	assert_int_equal(MI_Instance_GetServerName(copy, &text), MI_RESULT_OK);
	assert_string_equal(text, "host");
	assert_int_equal(MI_Instance_GetClassName(copy, &text), MI_RESULT_OK);
	assert_string_equal(text, "X");
	MI_Instance_Delete(copy);
}

static void names_are_set_in_handle_and_body_and_can_be_taken_away(void **state)
{
	MI_Instance *instance = new_dynamic("X");
	struct mtr_mi_instance *body = ((struct mtr_mi_instance *)instance)->self;

	(void)state;
	assert_int_equal(MI_Instance_SetNameSpace(instance, "one"), MI_RESULT_OK);
	assert_int_equal(MI_Instance_SetNameSpace(instance, "two"), MI_RESULT_OK);
	assert_string_equal(instance->nameSpace, "two");
	assert_ptr_equal(instance->nameSpace, body->nameSpace);
	assert_int_equal(instance->ft->SetNameSpace(instance, NULL), MI_RESULT_OK);
	assert_null(body->nameSpace);
	assert_null(instance->nameSpace);
	MI_Instance_Delete(instance);
}

static void embedded_instances_are_copied_and_freed_with_their_owner(void **state)
{
	MI_Instance *outer = new_dynamic("Outer"), *inner = new_dynamic("Inner"), *copy;
	MI_Instance *both[2];
	MI_Value value, read;

	(void)state;
	add_uint32(inner, "n", 3, 0);
	value.instance = inner;
	assert_int_equal(MI_Instance_AddElement(outer, "one", &value, MI_INSTANCE, 0), MI_RESULT_OK);
	both[0] = both[1] = inner;
	value.instancea.data = both;
	value.instancea.size = 2;
	assert_int_equal(MI_Instance_AddElement(outer, "two", &value, MI_REFERENCEA, 0), MI_RESULT_OK);
	MI_Instance_Delete(inner);
	assert_int_equal(MI_Instance_Clone(outer, &copy), MI_RESULT_OK);
	MI_Instance_Delete(outer);
	MI_Instance_GetElement(copy, "two", &read, NULL, NULL, NULL);
	assert_int_equal(get_uint32(read.referencea.data[1], "n"), 3);
	assert_int_equal(MI_Instance_ClearElement(copy, "one"), MI_RESULT_OK);
	MI_Instance_Delete(copy);
}

static void a_null_argument_gets_the_stock_answer(void **state)
{
	MI_Instance *instance = new_dynamic("X");
	const MI_InstanceFT *ft = instance->ft;
	MI_Class *class;

	(void)state;
	assert_int_equal(ft->Clone(NULL, &instance), MI_RESULT_FAILED);
	assert_int_equal(ft->Clone(instance, NULL), MI_RESULT_FAILED);
	assert_int_equal(ft->Delete(NULL), MI_RESULT_INVALID_PARAMETER);
	assert_int_equal(ft->Destruct(NULL), MI_RESULT_INVALID_PARAMETER);
	assert_int_equal(ft->IsA(instance, NULL, NULL), MI_RESULT_INVALID_PARAMETER);
	assert_int_equal(ft->GetClassName(NULL, NULL), MI_RESULT_INVALID_PARAMETER);
	assert_int_equal(ft->GetClassName(instance, NULL), MI_RESULT_OK);
	assert_int_equal(ft->SetNameSpace(NULL, "a"), MI_RESULT_INVALID_PARAMETER);
	assert_int_equal(ft->GetElementCount(instance, NULL), MI_RESULT_OK);
	assert_int_equal(ft->GetElement(instance, NULL, NULL, NULL, NULL, NULL), MI_RESULT_INVALID_PARAMETER);
	assert_int_equal(ft->GetClass(NULL, &class), MI_RESULT_FAILED);
	assert_int_equal(ft->GetClass(instance, NULL), MI_RESULT_INVALID_PARAMETER);
	ft->Delete(instance);
}

static void a_restored_instance_answers_the_flags_it_was_given(void **state)
{
	MI_Instance *instance;
	MI_Value value = string_value("v");

	(void)state;
	assert_int_equal(dispatch_instance_restore_new("not legal", MI_FLAG_INDICATION, &instance), MI_RESULT_OK);
	assert_int_equal(instance->classDecl->flags, MI_FLAG_INDICATION);
	assert_int_equal(dispatch_instance_restore_add(instance, "1 odd name", &value, MI_STRING, 0x42001004),
			 MI_RESULT_OK);
	assert_int_equal(dispatch_instance_restore_add(instance, "b", NULL, MI_STRING, 0x62000004), MI_RESULT_OK);
	assert_int_equal(dispatch_instance_restore_add(instance, "c", &value, MI_STRING, 0x00000004), MI_RESULT_OK);
	assert_int_equal(flags_of(instance, "1 odd name"), 0x42001004);
	assert_int_equal(flags_of(instance, "b"), 0x62000004);
	assert_int_equal(flags_of(instance, "c"), 0x00000004);
	assert_int_equal(dispatch_instance_restore_at(instance, 2, NULL, MI_STRING, MI_FLAG_NULL), MI_RESULT_OK);
	assert_int_equal(flags_of(instance, "c"), MI_FLAG_NULL | 0x4);
	assert_int_equal(dispatch_instance_restore_at(instance, 3, NULL, MI_STRING, 0), MI_RESULT_INVALID_PARAMETER);
	assert_int_equal(dispatch_instance_restore_at(instance, 2, NULL, MI_UINT8, 0), MI_RESULT_TYPE_MISMATCH);
	dispatch_instance_free(instance);
}

struct declared {
	MI_Instance base;
	MI_Uint8Field small;
	MI_StringField text;
};

static const MI_PropertyDecl small_decl = {.flags = MI_FLAG_PROPERTY | MI_FLAG_KEY,
					   .code = 's' << 16 | 'l' << 8 | 5,
					   .name = "small",
					   .type = MI_UINT8,
					   .offset = offsetof(struct declared, small)};
static const MI_PropertyDecl text_decl = {.flags = MI_FLAG_PROPERTY,
					  .code = 't' << 16 | 't' << 8 | 4,
					  .name = "text",
					  .type = MI_STRING,
					  .offset = offsetof(struct declared, text)};
static const MI_PropertyDecl *const declared_properties[] = {&small_decl, &text_decl};
static const MI_ClassDecl declared_super = {.flags = MI_FLAG_CLASS, .name = "Super"};
static const MI_ClassDecl declared_class = {.flags = MI_FLAG_CLASS,
					    .name = "Declared",
					    .properties = declared_properties,
					    .numProperties = 2,
					    .size = sizeof(struct declared),
					    .superClass = "Super",
					    .superClassDecl = &declared_super};

static void an_instance_of_a_declared_class_has_its_fields_where_the_declaration_says(void **state)
{
	MI_Value text = string_value("t"), number = {.uint8 = 200};
	MI_Instance *instance, *copy;
	struct declared *typed;
	MI_Boolean is;

	(void)state;
	assert_int_equal(dispatch_instance_new("ignored", &declared_class, &instance), MI_RESULT_OK);
	typed = (struct declared *)instance;
	assert_ptr_equal(((struct mtr_mi_instance *)instance)->self, instance);
	assert_ptr_equal(instance->classDecl, &declared_class);
	assert_int_equal(MI_Instance_SetElementAt(instance, 0, &number, MI_UINT8, 0), MI_RESULT_OK);
	assert_int_equal(MI_Instance_SetElement(instance, "TEXT", &text, MI_STRING, 0), MI_RESULT_OK);
	assert_int_equal(typed->small.value, 200);
	assert_true(typed->small.exists);
	assert_string_equal(typed->text.value, "t");
	assert_int_equal(MI_Instance_AddElement(instance, "more", &number, MI_UINT8, 0), MI_RESULT_FAILED);
	assert_int_equal(MI_Instance_IsA(instance, &declared_super, &is), MI_RESULT_OK);
	assert_true(is);
	assert_int_equal(MI_Instance_IsA(instance, &(MI_ClassDecl){.name = "Super"}, &is), MI_RESULT_OK);
	assert_false(is);
	assert_int_equal(MI_Instance_Clone(instance, &copy), MI_RESULT_OK);
	MI_Instance_Delete(instance);
	assert_ptr_equal(copy->classDecl, &declared_class);
	assert_string_equal(((struct declared *)copy)->text.value, "t");
	MI_Instance_Delete(copy);
}

static void an_instance_without_a_table_can_be_cloned(void **state)
{
	struct declared foreign = {.base = {.classDecl = &declared_class}};
	MI_Instance *copy;

	(void)state;
	foreign.text.value = (MI_Char *)(uintptr_t) "abc";
	foreign.text.exists = MI_TRUE;
	assert_int_equal(dispatch_instance_clone(&foreign.base, &copy), MI_RESULT_OK);
	assert_string_equal(((struct declared *)copy)->text.value, "abc");
	assert_false(((struct declared *)copy)->small.exists);
	dispatch_instance_free(copy);
	dispatch_instance_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_dynamic_instance_is_a_handle_before_a_body_laid_out_as_libmis),
		cmocka_unit_test(elements_are_found_by_name_without_case_and_by_index),
		cmocka_unit_test(adding_refuses_what_stock_libmi_refuses),
		cmocka_unit_test(setting_checks_type_index_and_arrays),
		cmocka_unit_test(flags_tell_the_declaration_and_the_state_of_the_field),
		cmocka_unit_test(borrowed_values_are_kept_and_others_are_copied),
		cmocka_unit_test(an_array_without_data_is_empty_but_not_null),
		cmocka_unit_test(a_thousand_elements_can_be_added_and_the_handle_stays),
		cmocka_unit_test(a_clone_stands_alone_and_can_grow),
		cmocka_unit_test(names_are_set_in_handle_and_body_and_can_be_taken_away),
		cmocka_unit_test(embedded_instances_are_copied_and_freed_with_their_owner),
		cmocka_unit_test(a_null_argument_gets_the_stock_answer),
		cmocka_unit_test(a_restored_instance_answers_the_flags_it_was_given),
		cmocka_unit_test(an_instance_of_a_declared_class_has_its_fields_where_the_declaration_says),
		cmocka_unit_test(an_instance_without_a_table_can_be_cloned),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
