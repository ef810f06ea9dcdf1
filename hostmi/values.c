/* Properties by name. Requests' instances are the dispatcher's copies by now, so their tables are ours. */
#include "values.h"

#include <errno.h>
#include <stdlib.h>
#include <strings.h>
#include <time.h>

/* --- setting ---------------------------------------------------------------------------------------------------- */

static bool type_of(const MI_Instance *instance, const MI_Char *name, MI_Type *ret_type)
{
	return MI_Instance_GetElement(instance, name, NULL, ret_type, NULL, NULL) == MI_RESULT_OK;
}

static void set(MI_Instance *instance, const MI_Char *name, const MI_Value *value, MI_Type type)
{
	MI_Instance_SetElement(instance, name, value, type, 0);
}

void hostmi_set_string(MI_Instance *instance, const MI_Char *name, const MI_Char *value)
{
	if (value)
		set(instance, name, &(MI_Value){.string = (MI_Char *)value}, MI_STRING);
}

bool hostmi_number_value(int64_t number, MI_Type type, MI_Value *ret_value)
{
	switch (type) {
	case MI_BOOLEAN:
		ret_value->boolean = number != 0;
		return true;
	case MI_UINT8:
	case MI_SINT8:
		ret_value->uint8 = (MI_Uint8)number;
		return true;
	case MI_UINT16:
	case MI_SINT16:
	case MI_CHAR16:
		ret_value->uint16 = (MI_Uint16)number;
		return true;
	case MI_UINT32:
	case MI_SINT32:
		ret_value->uint32 = (MI_Uint32)number;
		return true;
	case MI_UINT64:
	case MI_SINT64:
		ret_value->sint64 = number;
		return true;
	default:
		return false;
	}
}

void hostmi_set_number(MI_Instance *instance, const MI_Char *name, int64_t number)
{
	MI_Value value;
	MI_Type type;

	if (type_of(instance, name, &type) && hostmi_number_value(number, type, &value))
		set(instance, name, &value, type);
}

void hostmi_set_boolean(MI_Instance *instance, const MI_Char *name, bool value)
{
	set(instance, name, &(MI_Value){.boolean = value}, MI_BOOLEAN);
}

void hostmi_set_time(MI_Instance *instance, const MI_Char *name, const struct timeval *time)
{
	MI_Value value = {.datetime = {.isTimestamp = 1}};
	MI_Timestamp *t = &value.datetime.u.timestamp;
	time_t seconds = time->tv_sec;
	struct tm tm;

	localtime_r(&seconds, &tm);
	t->year = (MI_Uint32)(tm.tm_year + 1900);
	t->month = (MI_Uint32)(tm.tm_mon + 1);
	t->day = (MI_Uint32)tm.tm_mday;
	t->hour = (MI_Uint32)tm.tm_hour;
	t->minute = (MI_Uint32)tm.tm_min;
	t->second = (MI_Uint32)tm.tm_sec;
	t->microseconds = (MI_Uint32)time->tv_usec;
	t->utc = (MI_Sint32)(tm.tm_gmtoff / 60);
	set(instance, name, &value, MI_DATETIME);
}

void hostmi_set_numbers16(MI_Instance *instance, const MI_Char *name, const MI_Uint16 *values, MI_Uint32 nr)
{
	set(instance, name, &(MI_Value){.uint16a = {(MI_Uint16 *)values, nr}}, MI_UINT16A);
}

void hostmi_set_strings(MI_Instance *instance, const MI_Char *name, const MI_Char *const *values, MI_Uint32 nr)
{
	set(instance, name, &(MI_Value){.stringa = {(MI_Char **)values, nr}}, MI_STRINGA);
}

void hostmi_set_reference(MI_Instance *instance, const MI_Char *name, const MI_Instance *reference)
{
	set(instance, name, &(MI_Value){.reference = (MI_Instance *)reference}, MI_REFERENCE);
}

/* --- reading ---------------------------------------------------------------------------------------------------- */

bool hostmi_find(const MI_Instance *instance, const MI_Char *name, MI_Value *ret_value, MI_Type *ret_type)
{
	MI_Uint32 flags;

	return instance && MI_Instance_GetElement(instance, name, ret_value, ret_type, &flags, NULL) == MI_RESULT_OK &&
	       !(flags & MI_FLAG_NULL);
}

const MI_Char *hostmi_get_string(const MI_Instance *instance, const MI_Char *name)
{
	MI_Value value;
	MI_Type type;

	return hostmi_find(instance, name, &value, &type) && type == MI_STRING ? value.string : NULL;
}

const MI_Instance *hostmi_get_instance(const MI_Instance *instance, const MI_Char *name)
{
	MI_Value value;
	MI_Type type;

	if (!hostmi_find(instance, name, &value, &type) || (type != MI_REFERENCE && type != MI_INSTANCE))
		return NULL;
	return value.instance;
}

bool hostmi_value_number(const MI_Value *value, MI_Type type, int64_t *ret_number)
{
	switch (type) {
	case MI_BOOLEAN:
		*ret_number = value->boolean != 0;
		return true;
	case MI_UINT8:
		*ret_number = value->uint8;
		return true;
	case MI_SINT8:
		*ret_number = value->sint8;
		return true;
	case MI_UINT16:
	case MI_CHAR16:
		*ret_number = value->uint16;
		return true;
	case MI_SINT16:
		*ret_number = value->sint16;
		return true;
	case MI_UINT32:
		*ret_number = value->uint32;
		return true;
	case MI_SINT32:
		*ret_number = value->sint32;
		return true;
	case MI_UINT64:
	case MI_SINT64:
		*ret_number = value->sint64;
		return true;
	default:
		return false;
	}
}

/* A whole string that is a decimal number. */
static bool parse_number(const MI_Char *text, int64_t *ret_number)
{
	char *end;

	errno = 0;
	*ret_number = strtoll(text, &end, 10);
	return !errno && end != text && !*end;
}

bool hostmi_get_number(const MI_Instance *instance, const MI_Char *name, int64_t *ret_number)
{
	MI_Value value;
	MI_Type type;

	if (!hostmi_find(instance, name, &value, &type))
		return false;
	if (type == MI_STRING)
		return parse_number(value.string, ret_number);
	return hostmi_value_number(&value, type, ret_number);
}

/* --- keys ------------------------------------------------------------------------------------------------------- */

static bool same_instance(const MI_Instance *a, const MI_Instance *b)
{
	const MI_Char *name_a, *name_b;
	unsigned given;

	return a && b && MI_Instance_GetClassName(a, &name_a) == MI_RESULT_OK &&
	       MI_Instance_GetClassName(b, &name_b) == MI_RESULT_OK && !strcasecmp(name_a, name_b) &&
	       hostmi_keys_match(a, b, &given) && given > 0;
}

static bool same_value(const MI_Value *a, MI_Type type_a, const MI_Value *b, MI_Type type_b)
{
	int64_t number_a, number_b;

	if (type_a == MI_STRING && type_b == MI_STRING)
		return !strcmp(a->string, b->string);
	if ((type_a == MI_REFERENCE || type_a == MI_INSTANCE) && (type_b == MI_REFERENCE || type_b == MI_INSTANCE))
		return same_instance(a->instance, b->instance);
	if (type_a == MI_STRING)
		return hostmi_value_number(b, type_b, &number_b) && parse_number(a->string, &number_a) &&
		       number_a == number_b;
	return hostmi_value_number(a, type_a, &number_a) && hostmi_value_number(b, type_b, &number_b) &&
	       number_a == number_b;
}

bool hostmi_keys_match(const MI_Instance *keys, const MI_Instance *instance, unsigned *ret_given)
{
	MI_Uint32 count = 0;

	*ret_given = 0;
	MI_Instance_GetElementCount(instance, &count);
	for (MI_Uint32 i = 0; i < count; i++) {
		const MI_Char *name;
		MI_Value value, wanted;
		MI_Type type, wanted_type;
		MI_Uint32 flags;

		if (MI_Instance_GetElementAt(instance, i, &name, &value, &type, &flags) != MI_RESULT_OK ||
		    !(flags & MI_FLAG_KEY) || !hostmi_find(keys, name, &wanted, &wanted_type))
			continue;
		++*ret_given;
		if ((flags & MI_FLAG_NULL) || !same_value(&wanted, wanted_type, &value, type))
			return false;
	}
	return true;
}
