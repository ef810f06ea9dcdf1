/*
 * CIM-XML to values: see xml_reading.h.
 */
#include <errno.h>
#include <locale.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "batch.h"
#include "value.h"
#include "xml_reading.h"
#include "xml_value.h"

/* A number longer than this is none. */
#define NUMBER_LIMIT 64

MI_Result dispatch_xml_read_type(struct dispatch_xml_reading *r, const struct dispatch_xml_element *element,
				 MI_Type *ret)
{
	const MI_Char *name;
	MI_Result result = dispatch_xml_need(r, element, "TYPE", &name);

	if (result != MI_RESULT_OK)
		return result;
	for (unsigned type = 0; type < MI_ARRAY; type++) {
		if (type == MI_REFERENCE || strcmp(dispatch_xml_type_name(type), name) != 0)
			continue;
		*ret = (MI_Type)type;
		return MI_RESULT_OK;
	}
	return dispatch_xml_refuse(r, MI_RESULT_INVALID_PARAMETER, "%s: no type is called '%.40s'", element->name,
				   name);
}

/* --- scalars ------------------------------------------------------------------------------------------------ */

static bool is_blank(const MI_Char *text)
{
	return text[strspn(text, " \t\r\n")] == '\0';
}

/* Decimal, or hexadecimal with 0x. Stock libmi writes the former. */
static int base_of(const MI_Char *text)
{
	return text[0] == '0' && (text[1] == 'x' || text[1] == 'X') ? 16 : 10;
}

static bool read_signed(const MI_Char *text, unsigned bits, MI_Sint64 *ret)
{
	const int64_t limit = INT64_MAX >> (64 - bits);
	long long number;
	MI_Char *end;

	errno = 0;
	number = strtoll(text, &end, base_of(text + (*text == '-')));
	*ret = number;
	return end != text && is_blank(end) && !errno && number <= limit && number >= -limit - 1;
}

static bool read_unsigned(const MI_Char *text, unsigned bits, MI_Uint64 *ret)
{
	const uint64_t limit = UINT64_MAX >> (64 - bits);
	unsigned long long number;
	MI_Char *end;

	errno = 0;
	number = strtoull(text, &end, base_of(text));
	*ret = number;
	return end != text && is_blank(end) && !errno && number <= limit && !strchr(text, '-');
}

/* The serializer writes in the client's locale, with a comma in some: a point is read, and such a comma. */
static bool read_real(const MI_Char *text, double *ret)
{
	MI_Char *comma = strchr(text, ','), *end, copy[NUMBER_LIMIT];
	const locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);

	if (!plain || strlen(text) >= sizeof(copy))
		return false;
	strcpy(copy, text);
	if (comma)
		copy[comma - text] = '.';
	*ret = strtod_l(copy, &end, plain);
	freelocale(plain);
	return end != copy && is_blank(end);
}

static bool read_boolean(const MI_Char *text, MI_Boolean *ret)
{
	*ret = strcasecmp(text, "true") == 0;
	return *ret || strcasecmp(text, "false") == 0;
}

/* Any 16 bits, be they a character or not: what UTF-8 makes of them, in up to three bytes. */
static bool read_char16(const MI_Char *text, size_t length, MI_Char16 *ret)
{
	const unsigned char *c = (const unsigned char *)text;

	if (length == 1)
		*ret = c[0];
	else if (length == 2 && (c[0] & 0xe0) == 0xc0)
		*ret = (MI_Char16)((c[0] & 0x1f) << 6 | (c[1] & 0x3f));
	else if (length == 3 && (c[0] & 0xf0) == 0xe0)
		*ret = (MI_Char16)((c[0] & 0x0f) << 12 | (c[1] & 0x3f) << 6 | (c[2] & 0x3f));
	else
		return false;
	return true;
}

/* The number in @count digits. */
static bool take_digits(const MI_Char **text, unsigned count, MI_Uint32 *ret)
{
	for (*ret = 0; count; count--, ++*text) {
		if (**text < '0' || **text > '9')
			return false;
		*ret = *ret * 10 + (MI_Uint32)(**text - '0');
	}
	return true;
}

static bool take_char(const MI_Char **text, MI_Char c)
{
	return *(*text)++ == c;
}

static bool read_interval(const MI_Char *text, MI_Interval *i)
{
	return take_digits(&text, 8, &i->days) && take_digits(&text, 2, &i->hours) &&
	       take_digits(&text, 2, &i->minutes) && take_digits(&text, 2, &i->seconds) && take_char(&text, '.') &&
	       take_digits(&text, 6, &i->microseconds) && strcmp(text, ":000") == 0;
}

static bool read_timestamp(const MI_Char *text, MI_Timestamp *t)
{
	MI_Uint32 offset;
	MI_Char sign;

	if (!take_digits(&text, 4, &t->year) || !take_digits(&text, 2, &t->month) || !take_digits(&text, 2, &t->day) ||
	    !take_digits(&text, 2, &t->hour) || !take_digits(&text, 2, &t->minute) ||
	    !take_digits(&text, 2, &t->second) || !take_char(&text, '.') || !take_digits(&text, 6, &t->microseconds))
		return false;
	sign = *text++;
	if ((sign != '+' && sign != '-') || !take_digits(&text, 3, &offset) || *text)
		return false;
	t->utc = sign == '-' ? -(MI_Sint32)offset : (MI_Sint32)offset;
	return true;
}

static bool read_datetime(const MI_Char *text, MI_Datetime *ret)
{
	ret->isTimestamp = !strchr(text, ':');
	return ret->isTimestamp ? read_timestamp(text, &ret->u.timestamp) : read_interval(text, &ret->u.interval);
}

/* Whatever needs no batch: numbers, truth and time. Fills in all of the value, so that no more than its type counts. */
static bool read_plain(const MI_Char *text, size_t length, MI_Type type, MI_Value *ret)
{
	static const unsigned char bits[MI_ARRAY] = {
		[MI_UINT8] = 8,   [MI_SINT8] = 8,   [MI_UINT16] = 16, [MI_SINT16] = 16,
		[MI_UINT32] = 32, [MI_SINT32] = 32, [MI_UINT64] = 64, [MI_SINT64] = 64};
	double real = 0;

	switch ((unsigned)type) {
	case MI_BOOLEAN:
		return read_boolean(text, &ret->boolean);
	case MI_SINT8:
	case MI_SINT16:
	case MI_SINT32:
	case MI_SINT64: /* the lower bytes are the smaller number */
		return read_signed(text, bits[type], &ret->sint64);
	case MI_UINT8:
	case MI_UINT16:
	case MI_UINT32:
	case MI_UINT64:
		return read_unsigned(text, bits[type], &ret->uint64);
	case MI_REAL32:
		if (!read_real(text, &real))
			return false;
		ret->real32 = (MI_Real32)real;
		return true;
	case MI_REAL64:
		return read_real(text, &ret->real64);
	case MI_CHAR16:
		return read_char16(text, length, &ret->char16);
	default:
		return read_datetime(text, &ret->datetime);
	}
}

/* A document of its own, that does not say where it lies. */
static MI_Result read_inner_document(struct dispatch_xml_reading *r, const MI_Char *text, size_t length,
				     MI_Instance **ret)
{
	const MI_Char *name_space = r->name_space, *server_name = r->server_name;
	struct dispatch_xml_document document;
	MI_Result result = dispatch_xml_parse(r->batch, text, length, &document);

	if (result != MI_RESULT_OK)
		return dispatch_xml_refuse(r, result, "an embedded instance, at its byte %zu: %s", document.read,
					   document.trouble ? document.trouble : "out of memory");
	r->name_space = r->server_name = NULL;
	result = dispatch_xml_read_instance(r, document.root, ret);
	r->name_space = name_space;
	r->server_name = server_name;
	return result == MI_RESULT_OK ? dispatch_xml_keep(r, *ret, NULL) : result;
}

/* Embedded instances are text. Nothing in it is an instance that is not there. */
static MI_Result read_embedded(struct dispatch_xml_reading *r, const MI_Char *text, size_t length, MI_Instance **ret)
{
	MI_Result result;

	if (is_blank(text))
		return MI_RESULT_OK;
	result = dispatch_xml_deeper(r);
	if (result != MI_RESULT_OK)
		return result;
	result = read_inner_document(r, text, length, ret);
	r->depth--;
	return result;
}

MI_Result dispatch_xml_read_scalar(struct dispatch_xml_reading *r, MI_Char *text, size_t length, MI_Type type,
				   MI_Value *ret)
{
	memset(ret, 0, sizeof(*ret));
	if (type == MI_INSTANCE)
		return read_embedded(r, text, length, &ret->instance);
	if (type != MI_STRING)
		return read_plain(text, length, type, ret)
			       ? MI_RESULT_OK
			       : dispatch_xml_refuse(r, MI_RESULT_INVALID_PARAMETER, "'%.60s' is no %s", text,
						     dispatch_xml_type_name(type));
	if (strlen(text) != length)
		return dispatch_xml_refuse(r, MI_RESULT_INVALID_PARAMETER, "a string with a zero in it");
	ret->string = text;
	return MI_RESULT_OK;
}

/* --- values ------------------------------------------------------------------------------------------------- */

static MI_Result read_array(struct dispatch_xml_reading *r, const struct dispatch_xml_element *element, MI_Type scalar,
			    MI_Array *ret)
{
	const size_t size = dispatch_type_size(scalar);
	MI_Result result = MI_RESULT_OK;
	MI_Uint32 count = 0;
	MI_Value value;

	for (const struct dispatch_xml_element *e = element->first; e; e = e->next)
		count++;
	ret->size = 0;
	ret->data = count ? dispatch_batch_zalloc(r->batch, count * size) : NULL;
	if (count && !ret->data)
		return MI_RESULT_SERVER_LIMITS_EXCEEDED;
	for (struct dispatch_xml_element *e = element->first; e && result == MI_RESULT_OK; e = e->next) {
		memset(&value, 0, sizeof(value));
		if (dispatch_xml_is(e, "VALUE"))
			result = dispatch_xml_read_scalar(r, e->text, e->length, scalar, &value);
		else if (!dispatch_xml_is(e, "VALUE.NULL"))
			result = dispatch_xml_refuse(r, MI_RESULT_INVALID_PARAMETER, "VALUE.ARRAY: %.40s in it",
						     e->name);
		memcpy((char *)ret->data + ret->size++ * size, &value, size);
	}
	return result;
}

/* The element that holds a value of the type. */
static const MI_Char *element_of(MI_Type type)
{
	return type & MI_ARRAY ? "VALUE.ARRAY" : type == MI_REFERENCE ? "VALUE.REFERENCE" : "VALUE";
}

MI_Result dispatch_xml_read_value(struct dispatch_xml_reading *r, const struct dispatch_xml_element *element,
				  MI_Type type, MI_Value *ret, bool *ret_exists)
{
	struct dispatch_xml_element *value = dispatch_xml_within(element, element_of(type));
	MI_Result result;

	memset(ret, 0, sizeof(*ret));
	*ret_exists = value != NULL;
	if (!value)
		return MI_RESULT_OK;
	if (type & MI_ARRAY)
		return read_array(r, value, (MI_Type)(type & ~MI_ARRAY), &ret->array);
	if (type != MI_REFERENCE)
		return dispatch_xml_read_scalar(r, value->text, value->length, type, ret);
	result = dispatch_xml_read_reference(r, value, &ret->reference);
	return result == MI_RESULT_OK ? dispatch_xml_keep(r, ret->reference, NULL) : result;
}
