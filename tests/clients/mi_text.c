/* Deterministic text of MI objects. */
#include "mi_text.h"

#include <ctype.h>

void text_string(FILE *out, const MI_Char *string)
{
	if (!string) {
		fputs("(null)", out);
		return;
	}
	fputc('"', out);
	for (; *string; string++) {
		unsigned char c = (unsigned char)*string;

		if (isprint(c) && c != '"' && c != '\\')
			fputc(c, out);
		else
			fprintf(out, "\\x%02x", c);
	}
	fputc('"', out);
}

static void text_datetime(FILE *out, const MI_Datetime *value)
{
	const MI_Timestamp *t = &value->u.timestamp;
	const MI_Interval *i = &value->u.interval;

	if (value->isTimestamp)
		fprintf(out, "%u-%u-%u,%u:%u:%u.%06u%+d", t->year, t->month, t->day, t->hour, t->minute, t->second,
			t->microseconds, t->utc);
	else
		fprintf(out, "%ud%u:%u:%u.%06u", i->days, i->hours, i->minutes, i->seconds, i->microseconds);
}

static void text_scalar(FILE *out, const MI_Value *value, MI_Type type)
{
	switch (type) {
	case MI_BOOLEAN:
		fputs(value->boolean ? "true" : "false", out);
		break;
	case MI_UINT8:
		fprintf(out, "%u", value->uint8);
		break;
	case MI_SINT8:
		fprintf(out, "%d", value->sint8);
		break;
	case MI_UINT16:
	case MI_CHAR16:
		fprintf(out, "%u", value->uint16);
		break;
	case MI_SINT16:
		fprintf(out, "%d", value->sint16);
		break;
	case MI_UINT32:
		fprintf(out, "%u", value->uint32);
		break;
	case MI_SINT32:
		fprintf(out, "%d", value->sint32);
		break;
	case MI_UINT64:
		fprintf(out, "%llu", value->uint64);
		break;
	case MI_SINT64:
		fprintf(out, "%lld", value->sint64);
		break;
	case MI_REAL32:
		fprintf(out, "%a", (double)value->real32);
		break;
	case MI_REAL64:
		fprintf(out, "%a", value->real64);
		break;
	case MI_DATETIME:
		text_datetime(out, &value->datetime);
		break;
	case MI_STRING:
		text_string(out, value->string);
		break;
	default:
		text_instance(out, value->instance);
	}
}

/* How many bytes an element of an array has. */
static size_t scalar_size(MI_Type type)
{
	static const size_t sizes[] = {
		sizeof(MI_Boolean),  sizeof(MI_Uint8),  sizeof(MI_Sint8),      sizeof(MI_Uint16),
		sizeof(MI_Sint16),   sizeof(MI_Uint32), sizeof(MI_Sint32),     sizeof(MI_Uint64),
		sizeof(MI_Sint64),   sizeof(MI_Real32), sizeof(MI_Real64),     sizeof(MI_Char16),
		sizeof(MI_Datetime), sizeof(MI_Char *), sizeof(MI_Instance *), sizeof(MI_Instance *),
	};

	return sizes[type];
}

void text_value(FILE *out, const MI_Value *value, MI_Type type)
{
	if (!value) {
		fputs("(null)", out);
		return;
	}
	if ((unsigned)type > MI_INSTANCEA) {
		fprintf(out, "type %d", type);
		return;
	}
	if (!(type & MI_ARRAY)) {
		text_scalar(out, value, type);
		return;
	}
	fputc('[', out);
	for (MI_Uint32 i = 0; i < value->array.size; i++) {
		size_t size = scalar_size(type & ~MI_ARRAY);
		MI_Value element;

		memset(&element, 0, sizeof(element));
		memcpy(&element, (const char *)value->array.data + i * size, size);
		fputs(i ? " " : "", out);
		text_scalar(out, &element, type & ~MI_ARRAY);
	}
	fputc(']', out);
}

void text_instance(FILE *out, const MI_Instance *instance)
{
	const MI_Char *class_name = NULL, *namespace_name = NULL, *server_name = NULL;
	MI_Uint32 count = 0;

	if (!instance) {
		fputs("(null)", out);
		return;
	}
	MI_Instance_GetClassName(instance, &class_name);
	MI_Instance_GetNameSpace(instance, &namespace_name);
	MI_Instance_GetServerName(instance, &server_name);
	MI_Instance_GetElementCount(instance, &count);
	fprintf(out, "%s@", class_name ? class_name : "(null)");
	text_string(out, server_name);
	fputc(':', out);
	text_string(out, namespace_name);
	fputc('{', out);
	for (MI_Uint32 i = 0; i < count; i++) {
		const MI_Char *name = NULL;
		MI_Uint32 flags = 0;
		MI_Value value;
		MI_Type type;

		if (MI_Instance_GetElementAt(instance, i, &name, &value, &type, &flags) != MI_RESULT_OK)
			continue;
		fprintf(out, "%s%s:%d:%x=", i ? ", " : "", name, type, flags);
		text_value(out, flags & MI_FLAG_NULL ? NULL : &value, type);
	}
	fputc('}', out);
}

/* ---------------------------------------------------------------- classes */

static void text_qualifiers(FILE *out, const MI_QualifierSet *set)
{
	MI_Uint32 count = 0;

	MI_QualifierSet_GetQualifierCount(set, &count);
	for (MI_Uint32 i = 0; i < count; i++) {
		const MI_Char *name = NULL;
		MI_Uint32 flags = 0;
		MI_Value value;
		MI_Type type;

		if (MI_QualifierSet_GetQualifierAt(set, i, &name, &type, &flags, &value) != MI_RESULT_OK)
			continue;
		fprintf(out, "[%s:%d:%x=", name, type, flags);
		text_value(out, &value, type);
		fputc(']', out);
	}
}

static void text_parameters(FILE *out, const MI_ParameterSet *set)
{
	MI_Uint32 count = 0;

	MI_ParameterSet_GetParameterCount(set, &count);
	fputc('(', out);
	for (MI_Uint32 i = 0; i < count; i++) {
		MI_QualifierSet qualifiers;
		MI_Char *reference = NULL;
		const MI_Char *name = NULL;
		MI_Type type;

		if (MI_ParameterSet_GetParameterAt(set, i, &name, &type, &reference, &qualifiers) != MI_RESULT_OK)
			continue;
		fprintf(out, "%s%s:%d ", i ? ", " : "", name, type);
		text_string(out, reference);
		text_qualifiers(out, &qualifiers);
	}
	fputc(')', out);
}

static void text_elements(FILE *out, const MI_Class *class_object)
{
	MI_Uint32 count = 0;

	MI_Class_GetElementCount(class_object, &count);
	for (MI_Uint32 i = 0; i < count; i++) {
		MI_QualifierSet qualifiers;
		MI_Boolean exists = MI_FALSE;
		const MI_Char *name = NULL;
		MI_Char *reference = NULL;
		MI_Uint32 flags = 0;
		MI_Value value;
		MI_Type type;

		if (MI_Class_GetElementAt(class_object, i, &name, &value, &exists, &type, &reference, &qualifiers,
					  &flags) != MI_RESULT_OK)
			continue;
		fprintf(out, "%s%s:%d:%x ", i ? ", " : "", name, type, flags);
		text_string(out, reference);
		text_qualifiers(out, &qualifiers);
		fputc('=', out);
		text_value(out, exists ? &value : NULL, type);
	}
}

static void text_methods(FILE *out, const MI_Class *class_object)
{
	MI_Uint32 count = 0;

	MI_Class_GetMethodCount(class_object, &count);
	for (MI_Uint32 i = 0; i < count; i++) {
		MI_QualifierSet qualifiers;
		MI_ParameterSet parameters;
		const MI_Char *name = NULL;

		if (MI_Class_GetMethodAt(class_object, i, &name, &qualifiers, &parameters) != MI_RESULT_OK)
			continue;
		fprintf(out, "; %s", name);
		text_qualifiers(out, &qualifiers);
		text_parameters(out, &parameters);
	}
}

void text_class(FILE *out, const MI_Class *class_object)
{
	const MI_Char *name = NULL, *namespace_name = NULL, *server_name = NULL, *parent = NULL;
	MI_QualifierSet qualifiers;

	if (!class_object) {
		fputs("(null)", out);
		return;
	}
	MI_Class_GetClassName(class_object, &name);
	MI_Class_GetNameSpace(class_object, &namespace_name);
	MI_Class_GetServerName(class_object, &server_name);
	MI_Class_GetParentClassName(class_object, &parent);
	fprintf(out, "class %s@", name ? name : "(null)");
	text_string(out, server_name);
	fputc(':', out);
	text_string(out, namespace_name);
	fputc('<', out);
	text_string(out, parent);
	if (MI_Class_GetClassQualifierSet(class_object, &qualifiers) == MI_RESULT_OK)
		text_qualifiers(out, &qualifiers);
	fputc('{', out);
	text_elements(out, class_object);
	text_methods(out, class_object);
	fputc('}', out);
}

/* ---------------------------------------------------------------- options */

/* The three kinds of options have getters of the same form. */
#define TEXT_OPTIONS(Kind, function)                                                                           \
	void function(FILE *out, const MI_##Kind *options)                                                     \
	{                                                                                                      \
		MI_Uint32 count = 0;                                                                           \
                                                                                                               \
		if (!options) {                                                                                \
			fputs("(null)", out);                                                                  \
			return;                                                                                \
		}                                                                                              \
		fprintf(out, "%llu:{", options->reserved1);                                                    \
		MI_##Kind##_GetOptionCount(options, &count);                                                   \
		for (MI_Uint32 i = 0; i < count; i++) {                                                        \
			const MI_Char *name = NULL;                                                            \
			MI_Uint32 flags = 0;                                                                   \
			MI_Value value;                                                                        \
			MI_Type type;                                                                          \
                                                                                                               \
			if (MI_##Kind##_GetOptionAt(options, i, &name, &value, &type, &flags) != MI_RESULT_OK) \
				continue;                                                                      \
			fprintf(out, "%s%s:%d:%x=", i ? ", " : "", name, type, flags);                         \
			text_value(out, &value, type);                                                         \
		}                                                                                              \
		fputc('}', out);                                                                               \
	}

TEXT_OPTIONS(OperationOptions, text_operation_options)
TEXT_OPTIONS(DestinationOptions, text_destination_options)
TEXT_OPTIONS(SubscriptionDeliveryOptions, text_delivery_options)
