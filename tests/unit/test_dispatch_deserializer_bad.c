/* What deserializers are given and should not be: refused with a reason, and never worse. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "objects.h"
#include "unit.h"
#include "xml_kit.h"

static const char thing_text[] =
	"<CLASS NAME=\"Thing\"><PROPERTY NAME=\"N\" TYPE=\"uint8\"/><PROPERTY NAME=\"T\" TYPE=\"datetime\"/>"
	"<PROPERTY NAME=\"C\" TYPE=\"char16\"/><PROPERTY NAME=\"S\" TYPE=\"string\"/><PROPERTY NAME=\"I\" "
	"TYPE=\"string\">"
	"<QUALIFIER NAME=\"EmbeddedObject\" TYPE=\"boolean\"><VALUE>true</VALUE></QUALIFIER></PROPERTY>"
	"<PROPERTY.REFERENCE NAME=\"R\"/></CLASS>";

static void bad_classes_are_refused_with_a_reason(void **state)
{
	static const struct {
		const char *text, *why;
	} bad[] = {
		{"", "at byte 0: there is no element"},
		{"CLASS", "at byte 0: there is no element"},
		{"<CLASS", "it ends within a tag"},
		{"<CLASS NAME=\"X\" /", "a tag does not end"},
		{"<CLASS NAME=\"X\">", "it ends within an element"},
		{"<CLASS NAME=\"X\"></CLAS>", "an end tag that is not the open element's"},
		{"<CLASS NAME=\"X></CLASS>", "the value of an attribute has no end"},
		{"<CLASS NAME=X></CLASS>", "the value of an attribute has no quote"},
		{"<CLASS NAME></CLASS>", "an attribute without a value"},
		{"<CLASS NAME=\"&amp\"/>", "no character that is known by this name"},
		{"<CLASS NAME=\"&#x110000;\"/>", "no character has this number"},
		{"<CLASS NAME=\"&#-1;\"/>", "no character has this number"},
		{"<CLASS NAME=\"X\"><![CDATA[</CLASS>", "a section of character data does not end"},
		{"<!DOCTYPE a [<!ENTITY b \"c\">]><CLASS NAME=\"X\"/>", "a document type with declarations of its own"},
		{"<!-- <CLASS NAME=\"X\"/>", "a comment or an instruction does not end"},
		{"<\xff\xfe/>", "where a CLASS should be"},
		{"<CLASS/>", "CLASS: attribute NAME is missing"},
		{"<CLASS NAME=\"\"/>", "CLASS: attribute NAME is missing"},
		{"<INSTANCE CLASSNAME=\"X\"/>", "INSTANCE where a CLASS should be"},
		{"<CLASS NAME=\"X\"><PROPERTY TYPE=\"string\"/></CLASS>", "PROPERTY: attribute NAME is missing"},
		{"<CLASS NAME=\"X\"><PROPERTY NAME=\"P\"/></CLASS>", "PROPERTY: attribute TYPE is missing"},
		{"<CLASS NAME=\"X\"><PROPERTY NAME=\"P\" TYPE=\"int\"/></CLASS>", "PROPERTY: no type is called 'int'"},
		{"<CLASS NAME=\"X\"><METHOD NAME=\"M\" TYPE=\"unused\"/></CLASS>",
		 "METHOD: no type is called 'unused'"},
		{"<CLASS NAME=\"X\"><PROPERTY NAME=\"P\" TYPE=\"uint8\"><VALUE>256</VALUE></PROPERTY></CLASS>",
		 "'256' is no uint8"},
		{"<CLASS NAME=\"X\"><PROPERTY.ARRAY NAME=\"P\" TYPE=\"uint8\"><VALUE.ARRAY><NIL/></VALUE.ARRAY>"
		 "</PROPERTY.ARRAY></CLASS>",
		 "VALUE.ARRAY: NIL in it"},
	};
	MI_Result result;

	(void)state;
	for (size_t i = 0; i < MI_COUNT(bad); i++) {
		assert_null(xml_kit_class(bad[i].text, NULL, &result));
		assert_int_equal(result, MI_RESULT_INVALID_PARAMETER);
		if (!strstr(xml_kit_message, bad[i].why))
			fail_msg("%s: '%s', not '%s'", bad[i].text, xml_kit_message, bad[i].why);
	}
}

static void bad_values_are_refused_with_a_reason(void **state)
{
	static const struct {
		const char *property, *why;
		MI_Result result;
	} bad[] = {
		{"<PROPERTY NAME=\"X\" TYPE=\"uint8\"/>", "class Thing has no property X", MI_RESULT_NO_SUCH_PROPERTY},
		{"<PROPERTY NAME=\"N\" TYPE=\"uint16\"/>", "of type uint16", MI_RESULT_TYPE_MISMATCH},
		{"<PROPERTY.ARRAY NAME=\"N\" TYPE=\"uint8\"/>", "is a PROPERTY.ARRAY", MI_RESULT_TYPE_MISMATCH},
		{"<PROPERTY NAME=\"N\"><VALUE>-1</VALUE></PROPERTY>", "'-1' is no uint8", 0},
		{"<PROPERTY NAME=\"N\"><VALUE></VALUE></PROPERTY>", "'' is no uint8", 0},
		{"<PROPERTY NAME=\"N\"><VALUE>1 2</VALUE></PROPERTY>", "'1 2' is no uint8", 0},
		{"<PROPERTY NAME=\"N\"><VALUE>99999999999999999999999</VALUE></PROPERTY>", "is no uint8", 0},
		{"<PROPERTY NAME=\"T\"><VALUE>20240101</VALUE></PROPERTY>", "'20240101' is no datetime", 0},
		{"<PROPERTY NAME=\"T\"><VALUE>20240101000000.000000*000</VALUE></PROPERTY>", "is no datetime", 0},
		{"<PROPERTY NAME=\"T\"><VALUE>00000001000000.000000:001</VALUE></PROPERTY>", "is no datetime", 0},
		{"<PROPERTY NAME=\"C\"><VALUE>ab</VALUE></PROPERTY>", "'ab' is no char16", 0},
		{"<PROPERTY NAME=\"C\"><VALUE>&#x10000;</VALUE></PROPERTY>", "is no char16", 0},
		{"<PROPERTY NAME=\"S\"><VALUE>a&#0;b</VALUE></PROPERTY>", "a string with a zero in it", 0},
		{"<PROPERTY NAME=\"I\"><VALUE>nothing</VALUE></PROPERTY>",
		 "an embedded instance, at its byte 0: there is no element", 0},
		{"<PROPERTY NAME=\"I\"><VALUE>&lt;INSTANCE CLASSNAME=&quot;Y&quot;/></VALUE></PROPERTY>",
		 "class Y of the instance is not known", 0},
		{"<PROPERTY NAME=\"I\"><VALUE>&lt;CLASS NAME=&quot;Y&quot;/></VALUE></PROPERTY>",
		 "CLASS where an INSTANCE should be", 0},
		{"<PROPERTY.REFERENCE NAME=\"R\"><VALUE.REFERENCE/></PROPERTY.REFERENCE>", "no INSTANCENAME in it", 0},
		{"<PROPERTY.REFERENCE NAME=\"R\"><VALUE.REFERENCE><INSTANCENAME CLASSNAME=\"Y\"><KEYVALUE>1</KEYVALUE>"
		 "</INSTANCENAME></VALUE.REFERENCE></PROPERTY.REFERENCE>",
		 "a KEYVALUE without a name, and no class with one key to tell it", 0},
		{"<PROPERTY.REFERENCE NAME=\"R\"><VALUE.REFERENCE><INSTANCENAME CLASSNAME=\"Y\"><KEYBINDING "
		 "NAME=\"K\"/>"
		 "</INSTANCENAME></VALUE.REFERENCE></PROPERTY.REFERENCE>",
		 "key K has no value", 0},
		{"<KEYBINDING/>", "INSTANCE: KEYBINDING in it", 0},
	};
	MI_Result result;
	MI_Class *class = xml_kit_class(thing_text, NULL, &result);
	char text[1024];

	(void)state;
	for (size_t i = 0; i < MI_COUNT(bad); i++) {
		snprintf(text, sizeof(text), "<INSTANCE CLASSNAME=\"Thing\">%s</INSTANCE>", bad[i].property);
		assert_null(xml_kit_instance(text, class, &result));
		assert_int_equal(result, bad[i].result ? bad[i].result : MI_RESULT_INVALID_PARAMETER);
		if (!strstr(xml_kit_message, bad[i].why))
			fail_msg("%s: '%s', not '%s'", text, xml_kit_message, bad[i].why);
	}
	dispatch_class_free(class);
}

static void a_parent_that_is_not_the_superclass_is_refused(void **state)
{
	MI_Result result;
	MI_Class *thing = xml_kit_class(thing_text, NULL, &result);

	(void)state;
	assert_null(xml_kit_class("<CLASS NAME=\"X\" SUPERCLASS=\"Other\"/>", thing, &result));
	assert_non_null(strstr(xml_kit_message, "is class Thing, and SUPERCLASS says Other"));
	assert_null(xml_kit_class("<CLASS NAME=\"X\"/>", thing, &result));
	assert_non_null(strstr(xml_kit_message, "SUPERCLASS says nothing"));
	dispatch_class_free(thing);
}

/* --- without end ---------------------------------------------------------------------------------------------- */

static void classes_in_a_circle_are_refused(void **state)
{
	MI_Result result;

	(void)state;
	assert_null(xml_kit_instance(
		"<CIM><DECLARATION><DECLGROUP><VALUE.OBJECT><CLASS NAME=\"A\" SUPERCLASS=\"B\"/></VALUE.OBJECT>"
		"<VALUE.OBJECT><CLASS NAME=\"B\" SUPERCLASS=\"A\"/></VALUE.OBJECT><VALUE.OBJECT>"
		"<INSTANCE CLASSNAME=\"A\"/></VALUE.OBJECT></DECLGROUP></DECLARATION></CIM>",
		NULL, &result));
	assert_int_equal(result, MI_RESULT_SERVER_LIMITS_EXCEEDED);
	assert_non_null(strstr(xml_kit_message, "classes above each other"));
}

/* @count times @before, @middle, then as often @after. */
static char *nest(unsigned count, const char *before, const char *middle, const char *after)
{
	char *text = malloc(count * (strlen(before) + strlen(after)) + strlen(middle) + 1), *end = text;

	assert_non_null(text);
	for (unsigned i = 0; i < count; i++)
		end = stpcpy(end, before);
	end = stpcpy(end, middle);
	for (unsigned i = 0; i < count; i++)
		end = stpcpy(end, after);
	return text;
}

static void a_document_may_be_deep_but_references_may_not(void **state)
{
	MI_Result result;
	MI_Class *class = xml_kit_class(thing_text, NULL, &result);
	char *deep = nest(100000, "<a>", "", "</a>"), *text;

	(void)state;
	assert_null(xml_kit_class(deep, NULL, &result));
	assert_int_equal(result, MI_RESULT_INVALID_PARAMETER);
	free(deep);
	deep = nest(1000, "<VALUE.REFERENCE><INSTANCENAME CLASSNAME=\"X\"><KEYBINDING NAME=\"K\">",
		    "<KEYVALUE>1</KEYVALUE>", "</KEYBINDING></INSTANCENAME></VALUE.REFERENCE>");
	text = malloc(strlen(deep) + 200);
	assert_non_null(text);
	sprintf(text, "<INSTANCE CLASSNAME=\"Thing\"><PROPERTY.REFERENCE NAME=\"R\">%s</PROPERTY.REFERENCE></INSTANCE>",
		deep);
	assert_null(xml_kit_instance(text, class, &result));
	assert_int_equal(result, MI_RESULT_SERVER_LIMITS_EXCEEDED);
	free(text);
	free(deep);
	dispatch_class_free(class);
}

/* --- damage --------------------------------------------------------------------------------------------------- */

static const char whole[] =
	"<?xml version=\"1.0\"?><CIM "
	"CIMVERSION=\"2.6.0\"><DECLARATION><DECLGROUP><NAMESPACEPATH><HOST>h</HOST><LOCALNAMESPACEPATH>"
	"<NAMESPACE NAME=\"root\"/></LOCALNAMESPACEPATH></NAMESPACEPATH><VALUE.OBJECT><CLASS NAME=\"Thing\">"
	"<PROPERTY NAME=\"N\" TYPE=\"uint8\"><QUALIFIER NAME=\"key\" TYPE=\"boolean\"><VALUE>true</VALUE></QUALIFIER>"
	"<VALUE>7</VALUE></PROPERTY><PROPERTY.ARRAY NAME=\"A\" TYPE=\"real64\"/><PROPERTY NAME=\"T\" "
	"TYPE=\"datetime\"/>"
	"<PROPERTY NAME=\"C\" TYPE=\"char16\"/><PROPERTY NAME=\"I\" TYPE=\"string\"><QUALIFIER "
	"NAME=\"EmbeddedInstance\" "
	"TYPE=\"string\"><VALUE>Thing</VALUE></QUALIFIER></PROPERTY><PROPERTY.REFERENCE NAME=\"R\"/>"
	"<METHOD NAME=\"M\" TYPE=\"uint32\"><PARAMETER NAME=\"P\" "
	"TYPE=\"string\"/></METHOD></CLASS></VALUE.OBJECT><VALUE.OBJECT>"
	"<INSTANCE CLASSNAME=\"Thing\"><PROPERTY NAME=\"N\" TYPE=\"uint8\" "
	"MODIFIED=\"TRUE\"><VALUE>9</VALUE></PROPERTY>"
	"<PROPERTY.ARRAY NAME=\"A\" TYPE=\"real64\"><VALUE.ARRAY><VALUE>1.5e+00</VALUE><VALUE>-2</VALUE></VALUE.ARRAY>"
	"</PROPERTY.ARRAY><PROPERTY NAME=\"T\" TYPE=\"datetime\"><VALUE>20240203040506.000007-090</VALUE></PROPERTY>"
	"<PROPERTY NAME=\"C\" TYPE=\"char16\"><VALUE>&#55296;</VALUE></PROPERTY><PROPERTY NAME=\"I\" "
	"TYPE=\"string\"><VALUE>"
	"&lt;INSTANCE CLASSNAME=&quot;Thing&quot;&gt;&lt;/INSTANCE&gt;</VALUE></PROPERTY><PROPERTY.REFERENCE "
	"NAME=\"R\">"
	"<VALUE.REFERENCE><INSTANCENAME CLASSNAME=\"Thing\"><KEYVALUE VALUETYPE=\"numeric\" TYPE=\"uint8\">3</KEYVALUE>"
	"</INSTANCENAME></VALUE.REFERENCE></PROPERTY.REFERENCE></INSTANCE></VALUE.OBJECT></DECLGROUP></DECLARATION></"
	"CIM>";

/* In memory of just that size, so that a sanitizer sees what is read beyond it. */
static bool is_read(const char *text, size_t length)
{
	MI_Deserializer deserializer = xml_kit_deserializer();
	MI_Uint8 *bytes = malloc(length ? length : 1);
	MI_Instance *instance, *details;
	MI_Result result;

	assert_non_null(bytes);
	memcpy(bytes, text, length);
	result = dispatch_deserializer_ft.DeserializeInstance(&deserializer, 0, bytes, (MI_Uint32)length, NULL, 0, NULL,
							      NULL, NULL, &instance, &details);
	free(bytes);
	assert_int_equal(result == MI_RESULT_OK, instance != NULL);
	assert_int_equal(result != MI_RESULT_OK, details != NULL);
	dispatch_instance_free(instance);
	dispatch_instance_free(details);
	return result == MI_RESULT_OK;
}

static void no_part_of_a_document_is_taken_for_all_of_it(void **state)
{
	const size_t length = strlen(whole);

	(void)state;
	assert_true(is_read(whole, length));
	for (size_t part = 0; part < length; part++)
		assert_false(is_read(whole, part));
}

/* Whether damage is seen depends on where it is; it must do no harm. */
static void damage_does_no_harm(void **state)
{
	static const unsigned char bytes[] = {0, '<', '>', '&', '"', '/', ';', 0xff};
	const size_t length = strlen(whole);
	unsigned refused = 0;
	char damaged[sizeof(whole)];

	(void)state;
	memcpy(damaged, whole, sizeof(whole));
	for (size_t at = 0; at < length; at++) {
		for (unsigned bit = 0; bit < 8; bit++) {
			damaged[at] = (char)(whole[at] ^ 1 << bit);
			refused += !is_read(damaged, length);
		}
		for (size_t i = 0; i < sizeof(bytes); i++) {
			damaged[at] = (char)bytes[i];
			refused += !is_read(damaged, length);
		}
		damaged[at] = whole[at];
	}
	assert_in_range(refused, length, 16 * length);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bad_classes_are_refused_with_a_reason),
		cmocka_unit_test(bad_values_are_refused_with_a_reason),
		cmocka_unit_test(a_parent_that_is_not_the_superclass_is_refused),
		cmocka_unit_test(classes_in_a_circle_are_refused),
		cmocka_unit_test(a_document_may_be_deep_but_references_may_not),
		cmocka_unit_test(no_part_of_a_document_is_taken_for_all_of_it),
		cmocka_unit_test(damage_does_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
