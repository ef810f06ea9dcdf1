/* Deserializers: what is read, where classes come from, and how names are handed out. */
#include <stdlib.h>
#include <string.h>

#include "objects.h"
#include "unit.h"
#include "xml_kit.h"

/* Flags of serializers: an instance's class, and all its qualifiers. */
#define WITH_CLASS 0x801

static const MI_DeserializerFT *const ft = &dispatch_deserializer_ft;

static const char animal_text[] =
	"<CLASS NAME=\"Animal\"><QUALIFIER NAME=\"Abstract\" TYPE=\"boolean\"><VALUE>true</VALUE></QUALIFIER>"
	"<PROPERTY NAME=\"Name\" TYPE=\"string\"><QUALIFIER NAME=\"Key\" TYPE=\"boolean\" OVERRIDABLE=\"false\">"
	"<VALUE>true</VALUE></QUALIFIER></PROPERTY>"
	"<PROPERTY.ARRAY NAME=\"Sizes\" TYPE=\"uint16\" "
	"ARRAYSIZE=\"4\"><VALUE.ARRAY><VALUE>1</VALUE><VALUE>65535</VALUE>"
	"</VALUE.ARRAY></PROPERTY.ARRAY>"
	"<PROPERTY.REFERENCE NAME=\"Home\" REFERENCECLASS=\"House\"/>"
	"<METHOD NAME=\"Feed\" TYPE=\"sint8\"><QUALIFIER NAME=\"static\" "
	"TYPE=\"boolean\"><VALUE>true</VALUE></QUALIFIER>"
	"<PARAMETER.ARRAY NAME=\"What\" TYPE=\"string\"><QUALIFIER NAME=\"IN\" TYPE=\"boolean\"><VALUE>TRUE</VALUE>"
	"</QUALIFIER></PARAMETER.ARRAY><PARAMETER.REFERENCE NAME=\"Who\" REFERENCECLASS=\"Person\"/></METHOD></CLASS>";

static MI_Class *animal(void)
{
	MI_Result result;
	MI_Class *class = xml_kit_class(animal_text, NULL, &result);

	assert_int_equal(result, MI_RESULT_OK);
	return class;
}

static void a_class_has_what_its_document_says(void **state)
{
	MI_Class *class = animal();
	const MI_ClassDecl *d = class->classDecl;
	const MI_Uint16A *sizes = d->properties[1]->value;

	(void)state;
	assert_string_equal(d->name, "Animal");
	assert_int_equal(d->flags, MI_FLAG_CLASS | MI_FLAG_ABSTRACT);
	assert_null(d->superClass);
	assert_int_equal(d->numProperties, 3);
	assert_string_equal(d->properties[0]->name, "Name");
	assert_int_equal(d->properties[0]->flags, MI_FLAG_PROPERTY | MI_FLAG_KEY);
	assert_int_equal(d->properties[0]->type, MI_STRING);
	assert_int_equal(d->properties[0]->numQualifiers, 1);
	assert_int_equal(d->properties[0]->qualifiers[0]->flavor, MI_FLAG_DISABLEOVERRIDE | MI_FLAG_TOSUBCLASS);
	assert_string_equal(d->properties[0]->origin, "Animal");
	assert_string_equal(d->properties[0]->propagator, "Animal");
	assert_int_equal(d->properties[1]->type, MI_UINT16A);
	assert_int_equal(d->properties[1]->subscript, 4);
	assert_int_equal(sizes->size, 2);
	assert_int_equal(sizes->data[1], 65535);
	assert_int_equal(d->properties[2]->type, MI_REFERENCE);
	assert_string_equal(d->properties[2]->className, "House");
	assert_int_equal(d->numMethods, 1);
	assert_int_equal(d->methods[0]->flags, MI_FLAG_METHOD | MI_FLAG_STATIC);
	assert_int_equal(d->methods[0]->returnType, MI_SINT8);
	assert_int_equal(d->methods[0]->numParameters, 3); /* the return value is one */
	assert_int_equal(d->methods[0]->parameters[1]->type, MI_STRINGA);
	assert_int_equal(d->methods[0]->parameters[1]->flags, MI_FLAG_PARAMETER | MI_FLAG_IN);
	assert_int_equal(d->methods[0]->parameters[2]->type, MI_REFERENCE);
	dispatch_class_free(class);
}

static void a_class_has_what_its_parent_has(void **state)
{
	MI_Class *parent = animal(), *dog;
	const MI_ClassDecl *d;
	MI_Result result;

	(void)state;
	dog = xml_kit_class(
		"<CLASS NAME=\"Dog\" SUPERCLASS=\"animal\"><PROPERTY NAME=\"Barks\" TYPE=\"boolean\"/>"
		"<PROPERTY.ARRAY NAME=\"sizes\" TYPE=\"uint16\"/><METHOD NAME=\"Run\" TYPE=\"uint32\"/></CLASS>",
		parent, &result);
	assert_non_null(dog);
	d = dog->classDecl;
	assert_ptr_equal(d->superClassDecl, parent->classDecl);
	assert_int_equal(d->numProperties, 4);
	assert_string_equal(d->properties[0]->name, "Name");
	assert_int_equal(d->properties[0]->flags, MI_FLAG_PROPERTY | MI_FLAG_KEY);
	assert_int_equal(d->properties[0]->numQualifiers, 1);
	assert_string_equal(d->properties[0]->propagator, "Animal");
	assert_string_equal(d->properties[1]->name, "sizes"); /* overridden: in its old place, without a default */
	assert_null(d->properties[1]->value);
	assert_string_equal(d->properties[1]->origin, "Animal");
	assert_string_equal(d->properties[1]->propagator, "Dog");
	assert_string_equal(d->properties[3]->name, "Barks");
	assert_int_equal(d->numMethods, 2);
	assert_string_equal(d->methods[0]->name, "Feed");
	assert_int_equal(d->methods[0]->numParameters, 3);
	assert_string_equal(d->methods[1]->name, "Run");
	dispatch_class_free(parent);
	dispatch_class_free(dog);
}

static void a_class_without_its_parent_keeps_the_name(void **state)
{
	MI_Class *class;
	MI_Result result;

	(void)state;
	class = xml_kit_class("<CLASS NAME=\"Dog\" SUPERCLASS=\"Animal\"/>", NULL, &result);
	assert_string_equal(class->classDecl->superClass, "Animal");
	assert_null(class->classDecl->superClassDecl);
	dispatch_class_free(class);
}

/* --- instances ------------------------------------------------------------------------------------------------ */

static void an_instance_has_what_its_document_says(void **state)
{
	MI_Class *class = animal();
	MI_Instance *instance;
	MI_Value value;
	MI_Uint32 flags;
	MI_Result result;

	(void)state;
	instance = xml_kit_instance(
		"<?xml version=\"1.0\"?><!-- a dog --><INSTANCE CLASSNAME='Animal' >\r\n"
		"<PROPERTY NAME = \"name\" TYPE=\"string\" MODIFIED=\"TRUE\"><VALUE>a&lt;b&#10;\xc3\xbc&#27;"
		"<![CDATA[<&]]>\r\nc</VALUE></PROPERTY>"
		"<PROPERTY.ARRAY NAME=\"Sizes\" TYPE=\"uint16\"></PROPERTY.ARRAY></INSTANCE>",
		class, &result);
	assert_non_null(instance);
	assert_int_equal(MI_Instance_GetElement(instance, "Name", &value, NULL, &flags, NULL), MI_RESULT_OK);
	assert_string_equal(value.string, "a<b\n\xc3\xbc\x1b<&\nc");
	assert_int_equal(flags & (MI_FLAG_NULL | MI_FLAG_NOT_MODIFIED), 0);
	assert_int_equal(MI_Instance_GetElement(instance, "Sizes", &value, NULL, &flags, NULL), MI_RESULT_OK);
	assert_int_equal(flags & (MI_Uint32)(MI_FLAG_NULL | MI_FLAG_NOT_MODIFIED), MI_FLAG_NULL | MI_FLAG_NOT_MODIFIED);
	dispatch_instance_free(instance);
	dispatch_class_free(class);
}

static MI_Instance *house(void)
{
	MI_Value key = {.string = (MI_Char *)(uintptr_t) "red"};
	MI_Instance *instance;

	assert_int_equal(dispatch_instance_new("House", NULL, &instance), MI_RESULT_OK);
	assert_int_equal(MI_Instance_AddElement(instance, "Colour", &key, MI_STRING, MI_FLAG_KEY), MI_RESULT_OK);
	key.uint32 = 5;
	assert_int_equal(MI_Instance_AddElement(instance, "Number", &key, MI_UINT32, MI_FLAG_KEY), MI_RESULT_OK);
	return instance;
}

/* Written, read, and written again: the same, be its class known or not. */
static void references_keep_their_keys_and_their_place(void **state)
{
	MI_Class *class = animal();
	MI_Instance *instance, *read, *home = house();
	MI_Value value = {.reference = home};
	char *text, *again;
	MI_Result result;

	(void)state;
	assert_int_equal(dispatch_instance_new_from_class(NULL, class, &instance), MI_RESULT_OK);
	assert_int_equal(MI_Instance_SetNameSpace(home, "root/street"), MI_RESULT_OK);
	assert_int_equal(MI_Instance_SetServerName(home, "host"), MI_RESULT_OK);
	assert_int_equal(MI_Instance_SetElement(instance, "Home", &value, MI_REFERENCE, 0), MI_RESULT_OK);
	text = xml_kit_instance_text(instance, 0);
	assert_non_null(strstr(text, "<KEYBINDING NAME=\"Number\"><KEYVALUE VALUETYPE=\"numeric\" TYPE=\"uint32\">5<"));
	read = xml_kit_instance(text, class, &result);
	assert_non_null(read);
	assert_int_equal(MI_Instance_GetElement(read, "Home", &value, NULL, NULL, NULL), MI_RESULT_OK);
	assert_string_equal(value.reference->nameSpace, "root/street");
	assert_string_equal(value.reference->serverName, "host");
	again = xml_kit_instance_text(read, 0);
	assert_string_equal(again, text);
	free(again);
	free(text);
	text = xml_kit_instance_text(instance, WITH_CLASS);
	dispatch_instance_free(read);
	read = xml_kit_instance(text, NULL, &result);
	assert_non_null(read);
	again = xml_kit_instance_text(read, WITH_CLASS);
	assert_string_equal(again, text);
	free(again);
	free(text);
	dispatch_instance_free(read);
	dispatch_instance_free(home);
	dispatch_instance_free(instance);
	dispatch_class_free(class);
}

static void a_key_without_a_name_is_the_classs_only_one(void **state)
{
	static const char text[] =
		"<CIM CIMVERSION=\"2.6.0\" DTDVERSION=\"2.3.1\"><DECLARATION><DECLGROUP><LOCALNAMESPACEPATH><NAMESPACE "
		"NAME=\"a\"/>"
		"<NAMESPACE NAME=\"b\"/></LOCALNAMESPACEPATH>"
		"<VALUE.OBJECT><CLASS NAME=\"Pair\"><PROPERTY.REFERENCE NAME=\"One\"/></CLASS></VALUE.OBJECT>"
		"<VALUE.OBJECT><CLASS NAME=\"Thing\"><PROPERTY NAME=\"Id\" TYPE=\"sint16\"><QUALIFIER NAME=\"Key\" "
		"TYPE=\"boolean\">"
		"<VALUE>true</VALUE></QUALIFIER></PROPERTY></CLASS></VALUE.OBJECT>"
		"<VALUE.OBJECT><INSTANCE CLASSNAME=\"pair\"><PROPERTY.REFERENCE NAME=\"One\"><VALUE.REFERENCE>"
		"<INSTANCENAME CLASSNAME=\"Thing\"><KEYVALUE VALUETYPE=\"numeric\">-7</KEYVALUE></INSTANCENAME>"
		"</VALUE.REFERENCE></PROPERTY.REFERENCE></INSTANCE></VALUE.OBJECT></DECLGROUP></DECLARATION></CIM>";
	MI_Instance *instance;
	MI_Value value;
	MI_Result result;

	(void)state;
	instance = xml_kit_instance(text, NULL, &result);
	assert_non_null(instance);
	assert_string_equal(instance->nameSpace, "a/b");
	assert_int_equal(MI_Instance_GetElement(instance, "One", &value, NULL, NULL, NULL), MI_RESULT_OK);
	assert_string_equal(value.reference->nameSpace, "a/b");
	assert_int_equal(MI_Instance_GetElement(value.reference, "Id", &value, NULL, NULL, NULL), MI_RESULT_OK);
	assert_int_equal(value.sint16, -7);
	dispatch_instance_free(instance);
}

/* --- classes of instances ------------------------------------------------------------------------------------- */

struct asked {
	unsigned times;
	char name[32], name_space[32];
	bool has_it;
};

static MI_Result class_needed(void *context, const MI_Char *server, const MI_Char *name_space, const MI_Char *name,
			      MI_Class **ret)
{
	struct asked *asked = context;

	(void)server;
	asked->times++;
	strncpy(asked->name, name, sizeof(asked->name) - 1);
	strncpy(asked->name_space, name_space ? name_space : "", sizeof(asked->name_space) - 1);
	if (!asked->has_it)
		return MI_RESULT_NOT_FOUND;
	*ret = animal(); /* the deserializer's from now on */
	return MI_RESULT_OK;
}

/* Once for each class, however many instances are of it. */
static void the_client_is_asked_for_a_class_that_is_not_there(void **state)
{
	MI_Uint8 text[] =
		"<INSTANCE CLASSNAME=\"Animal\"><PROPERTY NAME=\"Name\" TYPE=\"string\"><VALUE>x</VALUE></PROPERTY>"
		"<PROPERTY.REFERENCE NAME=\"Home\"><VALUE.REFERENCE><INSTANCENAME CLASSNAME=\"Animal\"><KEYVALUE>y"
		"</KEYVALUE></INSTANCENAME></VALUE.REFERENCE></PROPERTY.REFERENCE></INSTANCE>";
	MI_Deserializer deserializer = xml_kit_deserializer();
	struct asked asked = {.has_it = true};
	MI_Instance *instance, *details;

	(void)state;
	assert_int_equal(ft->DeserializeInstance(&deserializer, 0, text, sizeof(text), NULL, 0, class_needed, &asked,
						 NULL, &instance, &details),
			 MI_RESULT_OK);
	assert_null(details);
	assert_int_equal(asked.times, 1);
	assert_string_equal(asked.name, "Animal");
	dispatch_instance_free(instance);
	asked.has_it = false;
	assert_int_equal(ft->DeserializeInstance(&deserializer, 0, text, sizeof(text), NULL, 0, class_needed, &asked,
						 NULL, &instance, &details),
			 MI_RESULT_NOT_FOUND);
	assert_null(instance);
	dispatch_instance_free(details);
}

static void the_client_is_asked_for_a_parent(void **state)
{
	MI_Uint8 text[] = "<CLASS NAME=\"Dog\" SUPERCLASS=\"Animal\"/>";
	MI_Deserializer deserializer = xml_kit_deserializer();
	struct asked asked = {.has_it = true};
	MI_Class *class;

	(void)state;
	assert_int_equal(ft->DeserializeClass(&deserializer, 0, text, sizeof(text), NULL, "host", "root/x",
					      class_needed, &asked, NULL, &class, NULL),
			 MI_RESULT_OK);
	assert_string_equal(asked.name, "Animal");
	assert_string_equal(asked.name_space, "root/x");
	assert_string_equal(class->namespaceName, "root/x");
	assert_string_equal(class->serverName, "host");
	assert_int_equal(class->classDecl->numProperties, 3);
	dispatch_class_free(class);
}

/* --- names ---------------------------------------------------------------------------------------------------- */

static void names_are_told_without_reading_it_all(void **state)
{
	MI_Uint8 class[] = "<CLASS NAME=\"Dog\" SUPERCLASS=\"Animal\"/>", orphan[] = "<CLASS NAME=\"Dog\"/>";
	MI_Uint8 instance[] = "<INSTANCE CLASSNAME=\"Dog\"/>";
	MI_Deserializer d = xml_kit_deserializer();
	MI_Uint32 length = 0;
	MI_Char name[8] = "?";

	(void)state;
	assert_int_equal(ft->Class_GetClassName(&d, class, sizeof(class), NULL, &length, NULL), MI_RESULT_FAILED);
	assert_int_equal(length, 4);
	length = 3;
	assert_int_equal(ft->Class_GetClassName(&d, class, sizeof(class), name, &length, NULL), MI_RESULT_FAILED);
	assert_string_equal(name, "?");
	assert_int_equal(ft->Class_GetClassName(&d, class, sizeof(class), name, &length, NULL), MI_RESULT_OK);
	assert_string_equal(name, "Dog");
	length = sizeof(name);
	assert_int_equal(ft->Class_GetParentClassName(&d, class, sizeof(class), name, &length, NULL), MI_RESULT_OK);
	assert_string_equal(name, "Animal");
	assert_int_equal(length, 7);
	assert_int_equal(ft->Class_GetParentClassName(&d, orphan, sizeof(orphan), name, &length, NULL),
			 MI_RESULT_INVALID_SUPERCLASS);
	length = sizeof(name);
	assert_int_equal(ft->Instance_GetClassName(&d, instance, sizeof(instance), name, &length, NULL), MI_RESULT_OK);
	assert_string_equal(name, "Dog");
	assert_int_equal(ft->Instance_GetClassName(&d, class, sizeof(class), name, &length, NULL),
			 MI_RESULT_INVALID_PARAMETER);
}

static void a_closed_or_foreign_deserializer_is_not_supported(void **state)
{
	MI_Deserializer d = xml_kit_deserializer(), zero = {0, 0};
	MI_Uint8 text[] = "<CLASS NAME=\"Dog\"/>";
	MI_Class *class;

	(void)state;
	assert_ptr_equal(d.reserved2, &dispatch_deserializer_ft);
	assert_int_equal(ft->Close(&d), MI_RESULT_OK);
	assert_int_equal(ft->Close(&d), MI_RESULT_NOT_SUPPORTED);
	assert_int_equal(ft->Close(&zero), MI_RESULT_NOT_SUPPORTED);
	assert_int_equal(
		ft->DeserializeClass(&zero, 0, text, sizeof(text), NULL, NULL, NULL, NULL, NULL, NULL, &class, NULL),
		MI_RESULT_NOT_SUPPORTED);
	xml_kit_reads = false;
	assert_int_equal(dispatch_deserializer_new(0, "MI_XML", &d), MI_RESULT_NOT_SUPPORTED);
	xml_kit_reads = true;
	assert_int_equal(dispatch_deserializer_new(0, "mi_xml", &d), MI_RESULT_NOT_SUPPORTED);
	assert_int_equal(dispatch_deserializer_new(1, "MI_XML", &d), MI_RESULT_INVALID_PARAMETER);
	assert_int_equal(dispatch_deserializer_new(0, NULL, &d), MI_RESULT_INVALID_PARAMETER);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_class_has_what_its_document_says),
		cmocka_unit_test(a_class_has_what_its_parent_has),
		cmocka_unit_test(a_class_without_its_parent_keeps_the_name),
		cmocka_unit_test(an_instance_has_what_its_document_says),
		cmocka_unit_test(references_keep_their_keys_and_their_place),
		cmocka_unit_test(a_key_without_a_name_is_the_classs_only_one),
		cmocka_unit_test(the_client_is_asked_for_a_class_that_is_not_there),
		cmocka_unit_test(the_client_is_asked_for_a_parent),
		cmocka_unit_test(names_are_told_without_reading_it_all),
		cmocka_unit_test(a_closed_or_foreign_deserializer_is_not_supported),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
