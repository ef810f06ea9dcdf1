/* Instances and classes in the manner of MOF. */
#include <inttypes.h>

#include "micli.h"

static void print_instance(FILE *out, const MI_Instance *instance, bool nulls, int depth);

static void indent(FILE *out, int depth)
{
	for (int i = 0; i < depth; i++)
		fputs("    ", out);
}

static void print_string(FILE *out, const MI_Char *text)
{
	if (!text) {
		fputs("NULL", out);
		return;
	}
	fputc('"', out);
	for (; *text; text++) {
		switch (*text) {
		case '"':
		case '\\':
			fprintf(out, "\\%c", *text);
			break;
		case '\n':
			fputs("\\n", out);
			break;
		case '\r':
			fputs("\\r", out);
			break;
		case '\t':
			fputs("\\t", out);
			break;
		default:
			if ((unsigned char)*text < 0x20)
				fprintf(out, "\\x%04X", (unsigned char)*text);
			else
				fputc(*text, out);
		}
	}
	fputc('"', out);
}

static void print_datetime(FILE *out, const MI_Datetime *d)
{
	if (d->isTimestamp) {
		const MI_Timestamp *t = &d->u.timestamp;

		fprintf(out, "%04u%02u%02u%02u%02u%02u.%06u%+04d", t->year, t->month, t->day, t->hour, t->minute,
			t->second, t->microseconds, t->utc);
	} else {
		const MI_Interval *i = &d->u.interval;

		fprintf(out, "%08u%02u%02u%02u.%06u:000", i->days, i->hours, i->minutes, i->seconds, i->microseconds);
	}
}

static void print_scalar(FILE *out, const MI_Value *value, MI_Type type, bool nulls, int depth)
{
	switch (type) {
	case MI_BOOLEAN:
		fputs(value->boolean ? "TRUE" : "FALSE", out);
		break;
	case MI_UINT8:
		fprintf(out, "%" PRIu8, value->uint8);
		break;
	case MI_SINT8:
		fprintf(out, "%" PRId8, value->sint8);
		break;
	case MI_UINT16:
		fprintf(out, "%" PRIu16, value->uint16);
		break;
	case MI_SINT16:
		fprintf(out, "%" PRId16, value->sint16);
		break;
	case MI_UINT32:
		fprintf(out, "%" PRIu32, value->uint32);
		break;
	case MI_SINT32:
		fprintf(out, "%" PRId32, value->sint32);
		break;
	case MI_UINT64:
		fprintf(out, "%" PRIu64, (uint64_t)value->uint64);
		break;
	case MI_SINT64:
		fprintf(out, "%" PRId64, (int64_t)value->sint64);
		break;
	case MI_REAL32:
		fprintf(out, "%.9g", (double)value->real32);
		break;
	case MI_REAL64:
		fprintf(out, "%.17g", value->real64);
		break;
	case MI_CHAR16:
		fprintf(out, "'\\x%04X'", value->char16);
		break;
	case MI_DATETIME:
		print_datetime(out, &value->datetime);
		break;
	case MI_STRING:
		print_string(out, value->string);
		break;
	case MI_REFERENCE:
	case MI_INSTANCE:
		if (value->instance) {
			fputc('\n', out);
			indent(out, depth);
			print_instance(out, value->instance, nulls, depth);
		} else {
			fputs("NULL", out);
		}
		break;
	default:
		fprintf(out, "(type %u)", (unsigned)type);
	}
}

/* Element @i of an array, as a value of its own. */
static MI_Value element_at(const MI_Value *array, MI_Type type, MI_Uint32 i)
{
	MI_Value value = {0};

	switch (type) {
	case MI_BOOLEANA:
		value.boolean = array->booleana.data[i];
		break;
	case MI_UINT8A:
		value.uint8 = array->uint8a.data[i];
		break;
	case MI_SINT8A:
		value.sint8 = array->sint8a.data[i];
		break;
	case MI_UINT16A:
		value.uint16 = array->uint16a.data[i];
		break;
	case MI_SINT16A:
		value.sint16 = array->sint16a.data[i];
		break;
	case MI_UINT32A:
		value.uint32 = array->uint32a.data[i];
		break;
	case MI_SINT32A:
		value.sint32 = array->sint32a.data[i];
		break;
	case MI_UINT64A:
		value.uint64 = array->uint64a.data[i];
		break;
	case MI_SINT64A:
		value.sint64 = array->sint64a.data[i];
		break;
	case MI_REAL32A:
		value.real32 = array->real32a.data[i];
		break;
	case MI_REAL64A:
		value.real64 = array->real64a.data[i];
		break;
	case MI_CHAR16A:
		value.char16 = array->char16a.data[i];
		break;
	case MI_DATETIMEA:
		value.datetime = array->datetimea.data[i];
		break;
	case MI_STRINGA:
		value.string = array->stringa.data[i];
		break;
	case MI_REFERENCEA:
	case MI_INSTANCEA:
		value.instance = array->instancea.data[i];
		break;
	default:
		break;
	}
	return value;
}

static void print_value(FILE *out, const MI_Value *value, MI_Type type, bool nulls, int depth)
{
	MI_Type scalar = (MI_Type)(type & ~MI_ARRAY);

	if (!(type & MI_ARRAY)) {
		print_scalar(out, value, type, nulls, depth);
		return;
	}
	fputc('{', out);
	for (MI_Uint32 i = 0; i < value->booleana.size; i++) {
		MI_Value element = element_at(value, type, i);

		if (i)
			fputs(", ", out);
		print_scalar(out, &element, scalar, nulls, depth);
	}
	fputc('}', out);
}

static void print_instance(FILE *out, const MI_Instance *instance, bool nulls, int depth)
{
	const MI_Char *name = NULL;
	MI_Uint32 count = 0;

	MI_Instance_GetClassName(instance, &name);
	MI_Instance_GetElementCount(instance, &count);
	fprintf(out, "instance of %s\n", name ? name : "(no name)");
	indent(out, depth);
	fputs("{\n", out);
	for (MI_Uint32 i = 0; i < count; i++) {
		MI_Value value;
		MI_Type type;
		MI_Uint32 flags;

		if (MI_Instance_GetElementAt(instance, i, &name, &value, &type, &flags) != MI_RESULT_OK)
			continue;
		if ((flags & MI_FLAG_NULL) && !nulls)
			continue;
		indent(out, depth + 1);
		fprintf(out, "%s%s = ", flags & MI_FLAG_KEY ? "[Key] " : "", name);
		if (flags & MI_FLAG_NULL)
			fputs("NULL", out);
		else
			print_value(out, &value, type, nulls, depth + 1);
		fputs(";\n", out);
	}
	indent(out, depth);
	fputc('}', out);
}

void micli_print_instance(FILE *out, const MI_Instance *instance, bool nulls)
{
	print_instance(out, instance, nulls, 0);
	fputc('\n', out);
}

void micli_print_value(FILE *out, const MI_Value *value, MI_Type type)
{
	print_value(out, value, type, true, 0);
}

static void print_qualifiers(FILE *out, const MI_QualifierSet *set, int depth)
{
	MI_Uint32 count = 0;

	MI_QualifierSet_GetQualifierCount(set, &count);
	if (!count)
		return;
	indent(out, depth);
	fputc('[', out);
	for (MI_Uint32 i = 0; i < count; i++) {
		const MI_Char *name;
		MI_Type type;
		MI_Uint32 flags;
		MI_Value value;

		if (MI_QualifierSet_GetQualifierAt(set, i, &name, &type, &flags, &value) != MI_RESULT_OK)
			continue;
		fprintf(out, "%s%s(", i ? ", " : "", name);
		print_value(out, &value, type, true, depth);
		fputc(')', out);
	}
	fputs("]\n", out);
}

static void print_property(FILE *out, const MI_Class *class, MI_Uint32 i)
{
	MI_QualifierSet qualifiers;
	MI_Boolean has_value;
	MI_Char *reference = NULL;
	const MI_Char *name;
	MI_Uint32 flags;
	MI_Value value;
	MI_Type type;

	if (MI_Class_GetElementAt(class, i, &name, &value, &has_value, &type, &reference, &qualifiers, &flags) !=
	    MI_RESULT_OK)
		return;
	print_qualifiers(out, &qualifiers, 1);
	indent(out, 1);
	fprintf(out, "%s%s %s%s", flags & MI_FLAG_KEY ? "[Key] " : "", reference ? reference : micli_type_name(type),
		name, type & MI_ARRAY ? "[]" : "");
	if (has_value) {
		fputs(" = ", out);
		print_value(out, &value, type, true, 1);
	}
	fputs(";\n", out);
}

static void print_method(FILE *out, const MI_Class *class, MI_Uint32 i)
{
	MI_QualifierSet qualifiers, return_qualifiers;
	MI_ParameterSet parameters;
	MI_Type return_type = MI_UINT32;
	const MI_Char *name;
	MI_Uint32 count = 0;

	if (MI_Class_GetMethodAt(class, i, &name, &qualifiers, &parameters) != MI_RESULT_OK)
		return;
	MI_ParameterSet_GetMethodReturnType(&parameters, &return_type, &return_qualifiers);
	MI_ParameterSet_GetParameterCount(&parameters, &count);
	print_qualifiers(out, &qualifiers, 1);
	indent(out, 1);
	fprintf(out, "%s %s(", micli_type_name(return_type), name);
	for (MI_Uint32 j = 0; j < count; j++) {
		MI_QualifierSet parameter_qualifiers;
		MI_Char *reference = NULL;
		const MI_Char *parameter;
		MI_Type type;

		if (MI_ParameterSet_GetParameterAt(&parameters, j, &parameter, &type, &reference,
						   &parameter_qualifiers) != MI_RESULT_OK)
			continue;
		fputs(j ? ",\n" : "\n", out);
		print_qualifiers(out, &parameter_qualifiers, 2);
		indent(out, 2);
		fprintf(out, "%s %s%s", reference ? reference : micli_type_name(type), parameter,
			type & MI_ARRAY ? "[]" : "");
	}
	fputs(");\n", out);
}

void micli_print_class(FILE *out, const MI_Class *class)
{
	const MI_Char *name = NULL, *parent = NULL;
	MI_QualifierSet qualifiers;
	MI_Uint32 properties = 0, methods = 0;

	MI_Class_GetClassName(class, &name);
	MI_Class_GetParentClassName(class, &parent);
	MI_Class_GetElementCount(class, &properties);
	MI_Class_GetMethodCount(class, &methods);
	if (MI_Class_GetClassQualifierSet(class, &qualifiers) == MI_RESULT_OK)
		print_qualifiers(out, &qualifiers, 0);
	fprintf(out, "class %s%s%s\n{\n", name ? name : "(no name)", parent ? " : " : "", parent ? parent : "");
	for (MI_Uint32 i = 0; i < properties; i++)
		print_property(out, class, i);
	for (MI_Uint32 i = 0; i < methods; i++)
		print_method(out, class, i);
	fputs("};\n", out);
}
