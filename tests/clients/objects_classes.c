/* Classes: a declared one, what is read from it, and instances made of it. */
#include <stdint.h>

#include "objects_client.h"

static const MI_Char *const class_text = "the class";
static const MI_Uint32 default_id = 42;
static const MI_Char *const default_list[] = {"one", "<two>"};
static const MI_ConstStringA default_list_value = {default_list, 2};
static const MI_Boolean yes = MI_TRUE;
static const MI_Qualifier description = {"Description", MI_STRING, MI_FLAG_TRANSLATABLE | MI_FLAG_ENABLEOVERRIDE,
					 &class_text};
static const MI_Qualifier key = {"Key", MI_BOOLEAN, MI_FLAG_DISABLEOVERRIDE | MI_FLAG_TOSUBCLASS, &yes};
static const MI_Qualifier values = {"ValueMap", MI_STRINGA, MI_FLAG_RESTRICTED, &default_list_value};
static const MI_Qualifier *const class_qualifiers[] = {&description, &values};
static const MI_Qualifier *const id_qualifiers[] = {&key};
static const MI_Qualifier *const in_qualifiers[] = {&description};

static const MI_PropertyDecl id = {MI_FLAG_PROPERTY | MI_FLAG_KEY,
				   'i' << 16 | 'd' << 8 | 2,
				   "Id",
				   id_qualifiers,
				   1,
				   MI_UINT32,
				   NULL,
				   0,
				   offsetof(struct client_declared, Id),
				   "Client_Super",
				   "Client_Super",
				   &default_id};
static const MI_PropertyDecl text = {MI_FLAG_PROPERTY | MI_FLAG_READONLY,
				     't' << 16 | 't' << 8 | 4,
				     "Text",
				     NULL,
				     0,
				     MI_STRING,
				     NULL,
				     0,
				     offsetof(struct client_declared, Text),
				     "Client_Declared",
				     "Client_Declared",
				     NULL};
static const MI_PropertyDecl list = {MI_FLAG_PROPERTY,
				     'l' << 16 | 't' << 8 | 4,
				     "List",
				     NULL,
				     0,
				     MI_STRINGA,
				     NULL,
				     5,
				     offsetof(struct client_declared, List),
				     "Client_Declared",
				     "Client_Declared",
				     &default_list_value};
static const MI_PropertyDecl other = {MI_FLAG_PROPERTY,
				      'o' << 16 | 'r' << 8 | 5,
				      "Other",
				      NULL,
				      0,
				      MI_REFERENCE,
				      "Client_Super",
				      0,
				      offsetof(struct client_declared, Other),
				      "Client_Declared",
				      "Client_Declared",
				      NULL};
static const MI_PropertyDecl part = {MI_FLAG_PROPERTY,
				     'p' << 16 | 't' << 8 | 4,
				     "Part",
				     NULL,
				     0,
				     MI_INSTANCE,
				     "Client_Part",
				     0,
				     offsetof(struct client_declared, Part),
				     "Client_Declared",
				     "Client_Declared",
				     NULL};
static const MI_PropertyDecl *const properties[] = {&id, &text, &list, &other, &part};

static const MI_ParameterDecl result = {
	MI_FLAG_OUT, 'm' << 16 | 'n' << 8 | 8, "MIReturn", NULL, 0, MI_UINT32, NULL, 0, 0};
static const MI_ParameterDecl in = {
	MI_FLAG_IN | MI_FLAG_PARAMETER, 'i' << 16 | 'n' << 8 | 2, "In", in_qualifiers, 1, MI_STRINGA, NULL, 3, 0};
static const MI_ParameterDecl out = {
	MI_FLAG_OUT | MI_FLAG_PARAMETER, 'o' << 16 | 't' << 8 | 3, "Out", NULL, 0, MI_REFERENCE, "Client_Super", 0, 0};
static const MI_ParameterDecl *const parameters[] = {&result, &in, &out};
static const MI_MethodDecl do_it = {MI_FLAG_METHOD | MI_FLAG_STATIC,
				    'd' << 16 | 't' << 8 | 4,
				    "DoIt",
				    in_qualifiers,
				    1,
				    parameters,
				    3,
				    64,
				    MI_UINT32,
				    "Client_Declared",
				    "Client_Declared",
				    NULL,
				    NULL};
static const MI_MethodDecl *const methods[] = {&do_it};

static const MI_ClassDecl super = {.flags = MI_FLAG_CLASS | MI_FLAG_ABSTRACT,
				   .code = 'c' << 16 | 'r' << 8 | 12,
				   .name = "Client_Super",
				   .properties = properties,
				   .numProperties = 1,
				   .size = offsetof(struct client_declared, Text)};
const MI_ClassDecl client_declared_class = {.flags = MI_FLAG_CLASS | MI_FLAG_ASSOCIATION,
					    .code = 'c' << 16 | 'd' << 8 | 15,
					    .name = "Client_Declared",
					    .qualifiers = class_qualifiers,
					    .numQualifiers = 2,
					    .properties = properties,
					    .numProperties = 5,
					    .size = sizeof(struct client_declared),
					    .superClass = "Client_Super",
					    .superClassDecl = &super,
					    .methods = methods,
					    .numMethods = 1};

static void print_qualifiers(const MI_QualifierSet *set)
{
	MI_Uint32 i, flags = 0, index = 99, count = 99;
	const MI_Char *name = NULL;
	MI_Type type = MI_BOOLEAN;
	MI_Value value;

	CALL(MI_QualifierSet_GetQualifierCount(set, &count));
	for (i = 0; i <= count; i++) {
		MI_Result got = MI_QualifierSet_GetQualifierAt(set, i, &name, &type, &flags, &value);

		printf("  qualifier %u -> %u", i, got);
		if (got == MI_RESULT_OK) {
			printf(" %s type %u flags 0x%x ", name, type, flags);
			print_value(type, &value);
		}
		putchar('\n');
	}
	CALL(MI_QualifierSet_GetQualifier(set, "DESCRIPTION", &type, &flags, &value, &index));
	CALL(MI_QualifierSet_GetQualifier(set, "None", &type, &flags, &value, &index));
	CALL(set->ft->GetQualifier(set, "Key", &type, &flags, &value, NULL));
	CALL(set->ft->GetQualifierAt(set, 0, NULL, &type, &flags, &value));
	CALL(set->ft->GetQualifierCount(set, NULL));
}

static void print_parameters(const MI_ParameterSet *set)
{
	const struct mtr_mi_parameter_set_ft *ft = (const struct mtr_mi_parameter_set_ft *)set->ft;
	MI_Uint32 i, count = 99, index = 99, subscript = 99, flags = 99;
	MI_QualifierSet qualifiers;
	const MI_Char *name = NULL;
	MI_Type type = MI_BOOLEAN;
	MI_Char *reference = NULL;

	CALL(MI_ParameterSet_GetMethodReturnType(set, &type, &qualifiers));
	printf("returns %u\n", type);
	CALL(MI_ParameterSet_GetParameterCount(set, &count));
	for (i = 0; i <= count; i++) {
		MI_Result got =
			ft->GetParameterAtExt(set, i, &name, &type, &subscript, &reference, &qualifiers, &flags);

		printf("  parameter %u -> %u", i, got);
		if (got == MI_RESULT_OK)
			printf(" %s type %u subscript %u of %s flags 0x%x", name, type, subscript,
			       reference ? reference : "(null)", flags);
		putchar('\n');
	}
	CALL(MI_ParameterSet_GetParameterAt(set, 7, &name, &type, &reference, &qualifiers));
	CALL(MI_ParameterSet_GetParameter(set, "OUT", &type, &reference, &qualifiers, &index));
	printf("index %u\n", index);
	CALL(MI_ParameterSet_GetParameter(set, "MIReturn", &type, &reference, &qualifiers, &index));
	CALL(set->ft->GetParameter(set, "Out", &type, &reference, &qualifiers, NULL));
	CALL(set->ft->GetParameterCount(set, NULL));
	CALL(set->ft->GetMethodReturnType(set, NULL, &qualifiers));
}

static void print_element(const MI_Class *class, MI_Uint32 index)
{
	const struct mtr_mi_class_ft *ft = (const struct mtr_mi_class_ft *)class->ft;
	MI_Char *reference = NULL, *origin = NULL, *propagator = NULL;
	MI_Uint32 subscript = 99, offset = 99, flags = 99;
	MI_QualifierSet qualifiers;
	const MI_Char *name = NULL;
	MI_Boolean exists = 9;
	MI_Type type = MI_BOOLEAN;
	MI_Value value;
	MI_Result got = ft->GetElementAtExt(class, index, &name, &value, &exists, &type, &subscript, &offset,
					    &reference, &origin, &propagator, &qualifiers, &flags);

	printf("element %u -> %u", index, got);
	if (got != MI_RESULT_OK) {
		putchar('\n');
		return;
	}
	printf(" %s type %u subscript %u of %s from %s by %s flags 0x%x default ", name, type, subscript,
	       reference ? reference : "(null)", origin ? origin : "(null)", propagator ? propagator : "(null)", flags);
	if (exists)
		print_value(type, &value);
	else
		printf("none");
	putchar('\n');
	print_qualifiers(&qualifiers);
}

static void print_class(const MI_Class *class)
{
	const struct mtr_mi_class_ft *ft = (const struct mtr_mi_class_ft *)class->ft;
	MI_Char *origin = NULL, *propagator = NULL;
	MI_Uint32 i, count = 99, flags = 99, index = 99;
	MI_ParameterSet parameter_set;
	MI_QualifierSet qualifiers;
	const MI_Char *name = NULL;

	CALL(MI_Class_GetClassName(class, &name));
	print_string("class", name);
	CALL(MI_Class_GetNameSpace(class, &name));
	print_string("namespace", name);
	CALL(MI_Class_GetServerName(class, &name));
	print_string("server", name);
	CALL(MI_Class_GetParentClassName(class, &name));
	print_string("parent", name);
	CALL(ft->GetClassFlagsExt(class, &flags));
	printf("flags 0x%x\n", flags);
	CALL(MI_Class_GetClassQualifierSet(class, &qualifiers));
	print_qualifiers(&qualifiers);
	CALL(MI_Class_GetElementCount(class, &count));
	for (i = 0; i <= count; i++)
		print_element(class, i);
	CALL(MI_Class_GetElement(class, "LIST", NULL, NULL, NULL, NULL, NULL, NULL, &index));
	printf("index %u\n", index);
	CALL(MI_Class_GetElement(class, "none", NULL, NULL, NULL, NULL, NULL, NULL, NULL));
	CALL(MI_Class_GetMethodCount(class, &count));
	printf("methods %u\n", count);
	CALL(MI_Class_GetMethod(class, "none", &qualifiers, &parameter_set, &index));
	CALL(MI_Class_GetMethodAt(class, 9, &name, &qualifiers, &parameter_set));
	if (MI_Class_GetMethod(class, "DOIT", &qualifiers, &parameter_set, &index) != MI_RESULT_OK)
		return;
	CALL(ft->GetMethodAtExt(class, 0, &name, &origin, &propagator, NULL, NULL, &flags));
	printf("%s from %s by %s flags 0x%x\n", name, origin, propagator, flags);
	print_qualifiers(&qualifiers);
	print_parameters(&parameter_set);
}

static void parents(const MI_Class *class)
{
	const struct mtr_mi_class_ft *ft = (const struct mtr_mi_class_ft *)class->ft;
	MI_Class *parent = NULL, *copy = NULL, borrowed;
	const MI_Char *name = NULL;

	CALL(MI_Class_GetParentClass(class, &parent));
	CALL(MI_Class_GetClassName(parent, &name));
	print_string("parent", name);
	CALL(MI_Class_GetParentClass(parent, &copy));
	CALL(MI_Class_GetParentClassName(parent, &name));
	CALL(ft->GetParentClassExt(parent, &borrowed));
	CALL(ft->GetParentClassExt(class, &borrowed));
	CALL(MI_Class_GetClassName(&borrowed, &name));
	print_string("borrowed parent", name);
	CALL(MI_Class_Clone(&borrowed, &copy));
	printf("the same %u\n", copy == &borrowed);
	CALL(MI_Class_Delete(&borrowed));
	CALL(MI_Class_Delete(copy));
	CALL(MI_Class_Delete(parent));
}

static void instances_of(MI_Application *application, MI_Class *class)
{
	struct mtr_mi_class *counted = (struct mtr_mi_class *)class;
	MI_Instance *instance = NULL, *copy = NULL;
	MI_Value value = {.uint32 = 3};
	MI_Class *of_instance = NULL;
	MI_Boolean is = 9;

	CALL(MI_Application_NewInstanceFromClass(application, "ignored", class, &instance));
	printf("count %ld\n", (long)counted->refcount);
	CALL(MI_Instance_Clone(instance, &copy));
	printf("count %ld\n", (long)counted->refcount);
	printf("declaration is the class's %u\n", instance->classDecl == class->classDecl);
	CALL(MI_Instance_SetElement(copy, "Id", &value, MI_UINT32, 0));
	CALL(MI_Instance_IsA(copy, class->classDecl, &is));
	printf("is %u\n", is);
	CALL(MI_Instance_GetClass(copy, &of_instance));
	printf("its class is another %u\n", of_instance != class);
	CALL(MI_Class_Delete(of_instance));
	CALL(MI_Instance_Delete(instance));
	print_instance("of a class", copy);
	CALL(MI_Instance_Delete(copy));
	printf("count %ld\n", (long)counted->refcount);
	CALL(MI_Application_NewInstanceFromClass(application, "Made_Up", NULL, &instance));
	print_instance("of no class", instance);
	CALL(MI_Instance_Delete(instance));
}

void client_classes(MI_Application *application)
{
	MI_Class *class = NULL, *copy = NULL;

	CALL(application->ft->NewClass(application, NULL, NULL, NULL, &class));
	CALL(application->ft->NewClass(application, &client_declared_class, "root/here", "server", NULL));
	CALL(application->ft->NewClass(application, &client_declared_class, "root/here", "server", &class));
	print_class(class);
	CALL(MI_Class_Clone(class, &copy));
	printf("the same %u, count %ld\n", copy == class, (long)((struct mtr_mi_class *)class)->refcount);
	CALL(MI_Class_Delete(copy));
	CALL(class->ft->GetClassName(class, NULL));
	CALL(class->ft->GetElementCount(class, NULL));
	CALL(class->ft->GetElement(class, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL));
	CALL(class->ft->GetClassQualifierSet(class, NULL));
	CALL(class->ft->GetMethodCount(class, NULL));
	CALL(class->ft->GetMethodAt(class, 0, NULL, NULL, NULL));
	CALL(class->ft->GetMethod(class, NULL, NULL, NULL, NULL));
	CALL(class->ft->GetParentClass(class, NULL));
	CALL(class->ft->Clone(class, NULL));
	CALL(class->ft->Delete(NULL));
	parents(class);
	instances_of(application, class);
	CALL(MI_Class_Delete(class));
}
