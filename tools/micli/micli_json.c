/* Instances and classes as lines of JSON: for scripts. */
#include <inttypes.h>
#include <math.h>

#include "micli.h"

static void json_instance(FILE *out, const MI_Instance *instance);

static void json_string(FILE *out, const MI_Char *text)
{
	if (!text) {
		fputs("null", out);
		return;
	}
	fputc('"', out);
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c == '"' || c == '\\')
			fprintf(out, "\\%c", c);
		else if (c < 0x20)
			fprintf(out, "\\u%04x", c);
		else
			fputc(c, out);
	}
	fputc('"', out);
}

static void json_real(FILE *out, double value, int digits)
{
	if (isfinite(value))
		fprintf(out, "%.*g", digits, value);
	else
		fputs("null", out);
}

static void json_datetime(FILE *out, const MI_Datetime *d)
{
	if (d->isTimestamp) {
		const MI_Timestamp *t = &d->u.timestamp;

		fprintf(out, "\"%04u-%02u-%02uT%02u:%02u:%02u.%06u%+03d:%02d\"", t->year, t->month, t->day, t->hour,
			t->minute, t->second, t->microseconds, t->utc / 60,
			t->utc % 60 < 0 ? -(t->utc % 60) : t->utc % 60);
	} else {
		const MI_Interval *i = &d->u.interval;

		fprintf(out, "\"P%uDT%uH%uM%u.%06uS\"", i->days, i->hours, i->minutes, i->seconds, i->microseconds);
	}
}

/* Writes one scalar, given by address: a value of its own, or an element of an array. */
static void json_scalar(FILE *out, const void *at, MI_Type type)
{
	switch (type) {
	case MI_BOOLEAN:
		fputs(*(const MI_Boolean *)at ? "true" : "false", out);
		break;
	case MI_UINT8:
		fprintf(out, "%" PRIu8, *(const MI_Uint8 *)at);
		break;
	case MI_SINT8:
		fprintf(out, "%" PRId8, *(const MI_Sint8 *)at);
		break;
	case MI_UINT16:
	case MI_CHAR16:
		fprintf(out, "%" PRIu16, *(const MI_Uint16 *)at);
		break;
	case MI_SINT16:
		fprintf(out, "%" PRId16, *(const MI_Sint16 *)at);
		break;
	case MI_UINT32:
		fprintf(out, "%" PRIu32, *(const MI_Uint32 *)at);
		break;
	case MI_SINT32:
		fprintf(out, "%" PRId32, *(const MI_Sint32 *)at);
		break;
	case MI_UINT64:
		fprintf(out, "%" PRIu64, (uint64_t) * (const MI_Uint64 *)at);
		break;
	case MI_SINT64:
		fprintf(out, "%" PRId64, (int64_t) * (const MI_Sint64 *)at);
		break;
	case MI_REAL32:
		json_real(out, (double)*(const MI_Real32 *)at, 9);
		break;
	case MI_REAL64:
		json_real(out, *(const MI_Real64 *)at, 17);
		break;
	case MI_DATETIME:
		json_datetime(out, at);
		break;
	case MI_STRING:
		json_string(out, *(MI_Char *const *)at);
		break;
	case MI_REFERENCE:
	case MI_INSTANCE:
		json_instance(out, *(MI_Instance *const *)at);
		break;
	default:
		fputs("null", out);
	}
}

static size_t scalar_size(MI_Type type)
{
	static const unsigned char sizes[] = {1,
					      1,
					      1,
					      2,
					      2,
					      4,
					      4,
					      8,
					      8,
					      4,
					      8,
					      2,
					      sizeof(MI_Datetime),
					      sizeof(char *),
					      sizeof(void *),
					      sizeof(void *)};

	return (unsigned)type < sizeof(sizes) ? sizes[type] : 0;
}

static void json_value(FILE *out, const MI_Value *value, MI_Type type)
{
	MI_Type scalar = (MI_Type)(type & ~MI_ARRAY);

	if (!(type & MI_ARRAY)) {
		json_scalar(out, value, type);
		return;
	}
	fputc('[', out);
	for (MI_Uint32 i = 0; i < value->uint8a.size; i++) {
		if (i)
			fputc(',', out);
		json_scalar(out, value->uint8a.data + i * scalar_size(scalar), scalar);
	}
	fputc(']', out);
}

static void json_instance(FILE *out, const MI_Instance *instance)
{
	const MI_Char *name = NULL;
	MI_Uint32 count = 0;

	if (!instance) {
		fputs("null", out);
		return;
	}
	MI_Instance_GetClassName(instance, &name);
	MI_Instance_GetElementCount(instance, &count);
	fputs("{\"class\":", out);
	json_string(out, name);
	for (MI_Uint32 i = 0; i < count; i++) {
		MI_Uint32 flags;
		MI_Value value;
		MI_Type type;

		if (MI_Instance_GetElementAt(instance, i, &name, &value, &type, &flags) != MI_RESULT_OK)
			continue;
		fputc(',', out);
		json_string(out, name);
		fputc(':', out);
		if (flags & MI_FLAG_NULL)
			fputs("null", out);
		else
			json_value(out, &value, type);
	}
	fputc('}', out);
}

void micli_json_instance(FILE *out, const MI_Instance *instance)
{
	json_instance(out, instance);
	fputc('\n', out);
}

void micli_json_class(FILE *out, const MI_Class *class)
{
	const MI_Char *name = NULL, *parent = NULL;
	MI_Uint32 count = 0;

	MI_Class_GetClassName(class, &name);
	MI_Class_GetParentClassName(class, &parent);
	MI_Class_GetElementCount(class, &count);
	fputs("{\"class\":", out);
	json_string(out, name);
	fputs(",\"parent\":", out);
	json_string(out, parent);
	fputs(",\"properties\":{", out);
	for (MI_Uint32 i = 0; i < count; i++) {
		MI_QualifierSet qualifiers;
		MI_Boolean has_value;
		MI_Char *reference;
		MI_Uint32 flags;
		MI_Value value;
		MI_Type type;

		if (MI_Class_GetElementAt(class, i, &name, &value, &has_value, &type, &reference, &qualifiers,
					  &flags) != MI_RESULT_OK)
			continue;
		if (i)
			fputc(',', out);
		json_string(out, name);
		fprintf(out, ":\"%s%s\"", micli_type_name(type), type & MI_ARRAY ? "[]" : "");
	}
	fputs("}}\n", out);
}
