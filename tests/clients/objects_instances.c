/* Instances: the slots of the instance table, and what base code sees in memory. */
#include <stdint.h>

#include "objects_client.h"

static MI_Value string_value(const char *string)
{
	return (MI_Value){.string = (MI_Char *)(uintptr_t)string};
}

/* One value of every scalar type. */
static MI_Value sample(MI_Type type, MI_Instance *instance)
{
	MI_Value value;

	memset(&value, 0, sizeof(value));
	switch (type) {
	case MI_BOOLEAN:
		value.boolean = MI_TRUE;
		break;
	case MI_REAL32:
		value.real32 = 0.1f;
		break;
	case MI_REAL64:
		value.real64 = -0.1;
		break;
	case MI_DATETIME:
		value.datetime = (MI_Datetime){1, .u.timestamp = {2024, 2, 29, 23, 59, 60, 999999, -720}};
		break;
	case MI_STRING:
		value.string = (MI_Char *)(uintptr_t) "text";
		break;
	case MI_REFERENCE:
	case MI_INSTANCE:
		value.instance = instance;
		break;
	default:
		value.uint64 = UINT64_C(0x8091a2b3c4d5e6f7);
	}
	return value;
}

static void every_type(MI_Application *application)
{
	MI_Instance *instance = NULL, *inner = NULL, *copy = NULL;
	MI_Uint32 type, n;
	char name[16];

	CALL(MI_Application_NewInstance(application, "Every_Type", NULL, &instance));
	CALL(MI_Application_NewInstance(application, "Inner", NULL, &inner));
	MI_Instance_AddElement(inner, "n", &(MI_Value){.uint32 = 7}, MI_UINT32, MI_FLAG_KEY);
	for (type = 0; type < 16; type++) {
		MI_Value value = sample((MI_Type)type, inner), array = {.array = {&value, 1}},
			 empty = {.array = {NULL, 0}};

		snprintf(name, sizeof(name), "s%u", type);
		printf("add %u -> %u\n", type, MI_Instance_AddElement(instance, name, &value, (MI_Type)type, 0));
		snprintf(name, sizeof(name), "a%u", type);
		printf("add %u -> %u\n", type + 16,
		       MI_Instance_AddElement(instance, name, &array, (MI_Type)(type + 16), MI_FLAG_PROPERTY));
		snprintf(name, sizeof(name), "e%u", type);
		printf("add empty %u -> %u\n", type + 16,
		       MI_Instance_AddElement(instance, name, &empty, (MI_Type)(type + 16), 0));
		array.array.size = 0;
		snprintf(name, sizeof(name), "z%u", type);
		printf("add data without elements %u -> %u\n", type + 16,
		       MI_Instance_AddElement(instance, name, &array, (MI_Type)(type + 16), 0));
		snprintf(name, sizeof(name), "n%u", type);
		printf("add null %u -> %u\n", type,
		       MI_Instance_AddElement(instance, name, &value, (MI_Type)type, MI_FLAG_NULL));
		snprintf(name, sizeof(name), "b%u", type);
		printf("add without value %u -> %u\n", type,
		       MI_Instance_AddElement(instance, name, NULL, (MI_Type)type, 0));
	}
	CALL(MI_Instance_Delete(inner));
	print_instance("every type", instance);
	CALL(MI_Instance_Clone(instance, &copy));
	CALL(MI_Instance_Delete(instance));
	print_instance("its clone", copy);
	for (n = 0; n < 96; n += 7)
		printf("clear %u -> %u\n", n, MI_Instance_ClearElementAt(copy, n));
	print_instance("with some cleared", copy);
	CALL(MI_Instance_Delete(copy));
}

static void names_and_indices(MI_Application *application)
{
	MI_Value value = {.uint32 = 1}, text = string_value("text"), none = string_value(NULL), read;
	MI_Uint32 index = 99, flags = 99, count = 99;
	const MI_Char *name = NULL;
	MI_Instance *instance = NULL;
	MI_Type type = MI_BOOLEAN;

	CALL(MI_Application_NewInstance(application, "not legal", NULL, &instance));
	CALL(MI_Application_NewInstance(application, "9x", NULL, &instance));
	CALL(MI_Application_NewInstance(application, "", NULL, &instance));
	CALL(MI_Application_NewInstance(application, NULL, NULL, &instance));
	CALL(MI_Application_NewInstance(application, "Names", NULL, &instance));
	CALL(MI_Instance_AddElement(instance, "One", &value, MI_UINT32, MI_FLAG_KEY));
	CALL(MI_Instance_AddElement(instance, "oNE", &value, MI_UINT32, 0));
	CALL(MI_Instance_AddElement(instance, "_2", &text, MI_STRING, MI_FLAG_BORROW | MI_FLAG_PROPERTY));
	CALL(MI_Instance_AddElement(instance, "2", &text, MI_STRING, 0));
	CALL(MI_Instance_AddElement(instance, "a-b", &text, MI_STRING, 0));
	CALL(MI_Instance_AddElement(instance, "", &text, MI_STRING, 0));
	CALL(MI_Instance_AddElement(instance, "Adopted", &text, MI_STRING, MI_FLAG_ADOPT | MI_FLAG_NOT_MODIFIED));
	CALL(MI_Instance_AddElement(instance, "Nothing", &none, MI_STRING, 0));
	CALL(MI_Instance_SetElement(instance, "ONE", &value, MI_UINT64, 0));
	CALL(MI_Instance_SetElement(instance, "ONE", &value, MI_UINT32, MI_FLAG_NULL));
	CALL(MI_Instance_SetElement(instance, "Zero", &value, MI_UINT32, 0));
	CALL(MI_Instance_SetElementAt(instance, 1, &text, MI_STRING, 0));
	CALL(MI_Instance_SetElementAt(instance, 77, &text, MI_STRING, 0));
	CALL(MI_Instance_ClearElement(instance, "adopted"));
	CALL(MI_Instance_ClearElement(instance, "zero"));
	CALL(MI_Instance_ClearElementAt(instance, 77));
	CALL(MI_Instance_GetElement(instance, "_2", &read, &type, &flags, &index));
	printf("type %u flags 0x%x index %u %s\n", type, flags, index, read.string);
	CALL(MI_Instance_GetElement(instance, "", &read, &type, &flags, &index));
	CALL(MI_Instance_GetElement(instance, "Three", &read, &type, &flags, &index));
	CALL(MI_Instance_GetElement(instance, "One", NULL, NULL, NULL, NULL));
	CALL(MI_Instance_GetElementAt(instance, 4, &name, &read, &type, &flags));
	CALL(MI_Instance_GetElementAt(instance, 0, NULL, NULL, NULL, NULL));
	CALL(MI_Instance_GetElementCount(instance, &count));
	print_instance("names", instance);
	CALL(MI_Instance_SetNameSpace(instance, "root/one"));
	CALL(MI_Instance_SetNameSpace(instance, "root/two"));
	CALL(MI_Instance_SetServerName(instance, "server"));
	print_instance("placed", instance);
	CALL(instance->ft->SetNameSpace(instance, NULL));
	CALL(instance->ft->SetServerName(instance, NULL));
	print_instance("not placed", instance);
	CALL(MI_Instance_Destruct(instance));
}

static void null_arguments(MI_Application *application)
{
	MI_Instance *instance = NULL, *copy = NULL;
	const MI_InstanceFT *ft;
	MI_Class *class = NULL;
	MI_Boolean is = 9;

	CALL(MI_Application_NewInstance(application, "Nulls", NULL, NULL));
	CALL(MI_Application_NewInstance(application, "Nulls", NULL, &instance));
	ft = instance->ft;
	CALL(ft->Clone(instance, NULL));
	CALL(ft->IsA(instance, NULL, &is));
	CALL(ft->IsA(instance, &client_declared_class, NULL));
	CALL(ft->IsA(instance, &client_declared_class, &is));
	printf("is %u\n", is);
	CALL(ft->GetClassName(instance, NULL));
	CALL(ft->GetNameSpace(instance, NULL));
	CALL(ft->GetServerName(instance, NULL));
	CALL(ft->GetElementCount(instance, NULL));
	CALL(ft->AddElement(instance, NULL, NULL, MI_STRING, 0));
	CALL(ft->SetElement(instance, NULL, NULL, MI_STRING, 0));
	CALL(ft->GetElement(instance, NULL, NULL, NULL, NULL, NULL));
	CALL(ft->ClearElement(instance, NULL));
	CALL(ft->GetClass(instance, NULL));
	CALL(ft->GetClass(instance, &class));
	CALL(ft->Clone(instance, &copy));
	CALL(MI_Class_Delete(class));
	CALL(ft->Delete(copy));
	CALL(ft->Delete(instance));
}

static void declared_classes(MI_Application *application)
{
	MI_Value number = {.uint32 = 5}, text = string_value("t");
	MI_Instance *instance = NULL, *copy = NULL;
	struct client_declared *typed;
	MI_Boolean is = 9;

	CALL(MI_Application_NewInstance(application, "ignored", &client_declared_class, &instance));
	typed = (struct client_declared *)instance;
	printf("self is itself %u\n", ((struct mtr_mi_instance *)instance)->self == (void *)instance);
	printf("declaration is shared %u\n", instance->classDecl == &client_declared_class);
	CALL(MI_Instance_SetElement(instance, "ID", &number, MI_UINT32, 0));
	CALL(MI_Instance_SetElementAt(instance, 1, &text, MI_STRING, 0));
	printf("%u %u %s %u\n", typed->Id.value, typed->Id.exists, typed->Text.value, typed->Text.flags);
	CALL(MI_Instance_AddElement(instance, "More", &number, MI_UINT32, 0));
	CALL(MI_Instance_IsA(instance, &client_declared_class, &is));
	printf("is %u\n", is);
	CALL(MI_Instance_IsA(instance, client_declared_class.superClassDecl, &is));
	printf("is %u\n", is);
	CALL(MI_Instance_Clone(instance, &copy));
	CALL(MI_Instance_Delete(instance));
	printf("declaration is shared %u\n", copy->classDecl == &client_declared_class);
	print_instance("declared", copy);
	CALL(MI_Instance_Delete(copy));
}

static void memory(MI_Application *application)
{
	const struct mtr_mi_instance *handle, *body;
	const struct mtr_mi_instance_head *head;
	MI_Instance *instance = NULL, *copy = NULL;
	MI_Value value = {.uint16 = 300};
	MI_Uint32 i;
	char name[16];

	CALL(MI_Application_NewInstance(application, "In_Memory", NULL, &instance));
	for (i = 0; i < 100; i++) {
		snprintf(name, sizeof(name), "Element%u", i);
		MI_Instance_AddElement(instance, name, &value, MI_UINT16, i);
	}
	handle = (const struct mtr_mi_instance *)instance;
	body = handle->self;
	head = (const struct mtr_mi_instance_head *)body - 1;
	printf("wrapped %u self %u head 0x%x refs %llu release %u\n", handle != body, body->self == body, head->magic,
	       head->refs, body->releaseBatch);
	printf("class %s code 0x%x flags 0x%x size %u properties %u dynamic %u\n", body->classDecl->name,
	       body->classDecl->code, body->classDecl->flags, body->classDecl->size, body->classDecl->numProperties,
	       body->classDecl->owningClass == MTR_MI_OWNING_CLASS_DYNAMIC);
	printf("property 99: code 0x%x flags 0x%x offset %u type %u\n", body->classDecl->properties[99]->code,
	       body->classDecl->properties[99]->flags, body->classDecl->properties[99]->offset,
	       body->classDecl->properties[99]->type);
	printf("field %u\n", *(const MI_Uint16 *)((const char *)body + body->classDecl->properties[99]->offset));
	CALL(MI_Instance_Clone(instance, &copy));
	body = ((const struct mtr_mi_instance *)copy)->self;
	printf("clone: wrapped %u class %s flags 0x%x size %u dynamic %u\n", (const void *)body != (const void *)copy,
	       body->classDecl->name, body->classDecl->flags, body->classDecl->size,
	       body->classDecl->owningClass == MTR_MI_OWNING_CLASS_DYNAMIC);
	CALL(MI_Instance_Delete(copy));
	CALL(MI_Instance_Delete(instance));
}

void client_instances(MI_Application *application)
{
	MI_Application bogus = *application;
	MI_Instance *instance = NULL;

	every_type(application);
	names_and_indices(application);
	null_arguments(application);
	declared_classes(application);
	memory(application);
	/* Factories do not look at the application. */
	bogus.reserved2 = 0x1234;
	CALL(bogus.ft->NewInstance(&bogus, "Orphan", NULL, &instance));
	CALL(MI_Instance_Delete(instance));
	CALL(bogus.ft->NewInstance(NULL, "Orphan", NULL, &instance));
	CALL(MI_Application_NewParameterSet(application, NULL, &instance));
	print_instance("parameters", instance);
	CALL(MI_Instance_Delete(instance));
}
