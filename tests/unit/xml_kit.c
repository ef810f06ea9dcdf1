#include "xml_kit.h"

#include <stdlib.h>
#include <string.h>

#include "backend.h"
#include "objects.h"
#include "unit.h"

bool xml_kit_reads = true;
char xml_kit_message[512];

static bool reads_xml(void *self)
{
	(void)self;
	return xml_kit_reads;
}

struct dispatch_backend_instance dispatch_backend_get(void)
{
	static const struct dispatch_backend backend = {.name = "reader", .reads_xml = reads_xml};

	return (struct dispatch_backend_instance){.backend = &backend};
}

MI_Deserializer xml_kit_deserializer(void)
{
	MI_Deserializer deserializer = {7, 7};

	assert_int_equal(dispatch_deserializer_new(0, "MI_XML", &deserializer), MI_RESULT_OK);
	return deserializer;
}

static char *text_of(const MI_Instance *instance, const MI_Class *class, MI_Uint32 flags)
{
	MI_Serializer serializer;
	MI_Uint32 length = 0;
	MI_Uint8 *text = NULL;
	MI_Result result;

	assert_int_equal(dispatch_serializer_new(0, "MI_XML", &serializer), MI_RESULT_OK);
	for (unsigned round = 0; round < 2; round++) {
		result = instance ? dispatch_serializer_ft.SerializeInstance(&serializer, flags, instance, text, length,
									     &length)
				  : dispatch_serializer_ft.SerializeClass(&serializer, flags, class, text, length,
									  &length);
		assert_int_equal(result, round ? MI_RESULT_OK : MI_RESULT_FAILED);
		if (!round)
			text = calloc(1, length + 1);
		assert_non_null(text);
	}
	return (char *)text;
}

char *xml_kit_instance_text(const MI_Instance *instance, MI_Uint32 flags)
{
	return text_of(instance, NULL, flags);
}

char *xml_kit_class_text(const MI_Class *class, MI_Uint32 flags)
{
	return text_of(NULL, class, flags);
}

/* A refusal has details; what else was answered has none. */
static void look_at_details(MI_Result result, MI_Instance *details)
{
	MI_Value message;

	xml_kit_message[0] = '\0';
	assert_int_equal(result != MI_RESULT_OK, details != NULL);
	if (!details)
		return;
	assert_int_equal(MI_Instance_GetElement(details, "Message", &message, NULL, NULL, NULL), MI_RESULT_OK);
	strncpy(xml_kit_message, message.string, sizeof(xml_kit_message) - 1);
	dispatch_instance_free(details);
}

/* Behind the text lies something else, as where one document follows another; it is not the reader's business. */
static MI_Uint8 *with_more(const char *text)
{
	MI_Uint8 *bytes = malloc(strlen(text) + 1);

	assert_non_null(bytes);
	memcpy(bytes, text, strlen(text));
	bytes[strlen(text)] = 'x';
	return bytes;
}

MI_Class *xml_kit_class(const char *text, MI_Class *parent, MI_Result *ret_result)
{
	MI_Deserializer deserializer = xml_kit_deserializer();
	MI_Uint8 *bytes = with_more(text);
	MI_Uint32 length = (MI_Uint32)strlen(text) + 1, read = 0;
	MI_Instance *details = NULL;
	MI_Class *class = NULL;

	*ret_result = dispatch_deserializer_ft.DeserializeClass(&deserializer, 0, bytes, length, parent, NULL, NULL,
								NULL, NULL, &read, &class, &details);
	free(bytes);
	look_at_details(*ret_result, details);
	assert_int_equal(*ret_result == MI_RESULT_OK, class != NULL);
	if (class)
		assert_int_equal(read, strlen(text));
	return class;
}

MI_Instance *xml_kit_instance(const char *text, MI_Class *class, MI_Result *ret_result)
{
	MI_Deserializer deserializer = xml_kit_deserializer();
	MI_Uint8 *bytes = with_more(text);
	MI_Uint32 length = (MI_Uint32)strlen(text) + 1, read = 0;
	MI_Instance *details = NULL, *instance = NULL;

	*ret_result = dispatch_deserializer_ft.DeserializeInstance(
		&deserializer, 0, bytes, length, &class, class ? 1 : 0, NULL, NULL, &read, &instance, &details);
	free(bytes);
	look_at_details(*ret_result, details);
	assert_int_equal(*ret_result == MI_RESULT_OK, instance != NULL);
	if (instance)
		assert_int_equal(read, strlen(text));
	return instance;
}
