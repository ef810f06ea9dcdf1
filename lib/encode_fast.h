/*
 * Values as most of them are: there, not modified, flags as declared, nothing to hide or to cut. Inline, for the loop
 * over the elements of an instance; everything else goes to mtr_emit_value().
 */
#ifndef MTR_ENCODE_FAST_H
#define MTR_ENCODE_FAST_H

#include "encode_parts.h"
#include "mitrace_fields.h"
#include "short_text.h"

/* A number as a field of a Value, without tag and length of that. At most 11 bytes. */
static inline uint8_t *mtr_put_number(uint8_t *p, MI_Uint32 type, const void *value)
{
	MI_Value v;

	switch (type) {
	case MI_BOOLEAN:
	case MI_UINT8:
		memcpy(&v, value, 1);
		return mtr_put_uint(p, MTR_VALUE_UNSIGNED, v.uint8);
	case MI_UINT16:
	case MI_CHAR16:
		memcpy(&v, value, 2);
		return mtr_put_uint(p, MTR_VALUE_UNSIGNED, v.uint16);
	case MI_UINT32:
		memcpy(&v, value, 4);
		return mtr_put_uint(p, MTR_VALUE_UNSIGNED, v.uint32);
	case MI_UINT64:
		memcpy(&v, value, 8);
		return mtr_put_uint(p, MTR_VALUE_UNSIGNED, v.uint64);
	case MI_SINT8:
		memcpy(&v, value, 1);
		return mtr_put_uint(p, MTR_VALUE_SIGNED, mtr_zigzag(v.sint8));
	case MI_SINT16:
		memcpy(&v, value, 2);
		return mtr_put_uint(p, MTR_VALUE_SIGNED, mtr_zigzag(v.sint16));
	case MI_SINT32:
		memcpy(&v, value, 4);
		return mtr_put_uint(p, MTR_VALUE_SIGNED, mtr_zigzag(v.sint32));
	case MI_SINT64:
		memcpy(&v, value, 8);
		return mtr_put_uint(p, MTR_VALUE_SIGNED, mtr_zigzag(v.sint64));
	case MI_REAL32:
		memcpy(&v, value, 4);
		return mtr_put_fixed32(mtr_put_tag(p, MTR_VALUE_REAL32, MTR_WIRE_FIXED32), v.uint32);
	default: /* MI_REAL64 */
		memcpy(&v, value, 8);
		return mtr_put_fixed64(mtr_put_tag(p, MTR_VALUE_REAL64, MTR_WIRE_FIXED64), v.uint64);
	}
}

/* What the functions below want to have at @p. */
enum {
	MTR_PLAIN_ROOM = 2 * MTR_ENCODER_SLACK
};

enum {
	MTR_TAG_OF_VALUE = MTR_INSTANCE_VALUE << 3 | MTR_WIRE_BYTES,
	MTR_TAG_OF_NULL = MTR_VALUE_NULL << 3 | MTR_WIRE_VARINT,
	MTR_TAG_OF_UNSIGNED = MTR_VALUE_UNSIGNED << 3 | MTR_WIRE_VARINT,
	MTR_TAG_OF_STRING = MTR_VALUE_STRING << 3 | MTR_WIRE_BYTES,
	MTR_PLAIN_STRING_MAX = 0x7f - 2, /* so that all lengths are one byte */
};

/* A Value message of an instance that says NULL and nothing else. */
static inline uint8_t *mtr_put_plain_null(uint8_t *p)
{
	return mtr_put_fixed32(p, MTR_TAG_OF_VALUE | 2 << 8 | MTR_TAG_OF_NULL << 16 | 1 << 24);
}

static inline uint8_t *mtr_put_plain_unsigned(uint8_t *p, uint64_t value)
{
	uint8_t *length = p + 1;

	if (value < 0x80)
		return mtr_put_fixed32(p,
				       MTR_TAG_OF_VALUE | 2 << 8 | MTR_TAG_OF_UNSIGNED << 16 | (uint32_t)value << 24);
	*p = MTR_TAG_OF_VALUE;
	p = mtr_put_uint(p + 2, MTR_VALUE_UNSIGNED, value);
	*length = (uint8_t)(p - length - 1);
	return p;
}

/* True when nothing of the text has to be hidden, as far as a quick look tells. */
static inline bool mtr_is_plain_text(const char *text, size_t len)
{
#ifdef __SSE2__
	if (len <= MTR_SHORT_TEXT_MAX)
		return !len || mtr_short_text_is_plain(text, len);
#endif
	return mtr_redaction_text_is_plain(text, len);
}

static inline __attribute__((always_inline)) uint8_t *mtr_put_plain_string(uint8_t *p, const void *value,
									   enum mtr_treatment treatment, size_t cap)
{
	const char *string;
	size_t len;

	memcpy(&string, value, sizeof(string));
	if (!string || treatment == MTR_TOKEN)
		return NULL;
	len = strlen(string);
	if (len > MTR_PLAIN_STRING_MAX || len > cap)
		return NULL;
	if (treatment == MTR_SCAN && !mtr_is_plain_text(string, len))
		return NULL;
	p = mtr_put_fixed32(p, MTR_TAG_OF_VALUE | (uint32_t)(len + 2) << 8 | MTR_TAG_OF_STRING << 16 |
				       (uint32_t)len << 24);
	mtr_copy_short(p, string, len);
	return p + len;
}

/*
 * A Value message of an instance that has a string, number or time alone. Returns its end; NULL when it is something
 * else, or not as simple as that: nothing is written then.
 */
static inline __attribute__((always_inline)) uint8_t *mtr_put_plain_value(uint8_t *p, MI_Uint32 type, const void *value,
									  enum mtr_treatment treatment, size_t cap)
{
	uint8_t *length = p + 1;
	MI_Value v;

	switch (type) {
	case MI_STRING:
		return mtr_put_plain_string(p, value, treatment, cap);
	case MI_BOOLEAN:
	case MI_UINT8:
		memcpy(&v, value, 1);
		return mtr_put_plain_unsigned(p, v.uint8);
	case MI_UINT16:
	case MI_CHAR16:
		memcpy(&v, value, 2);
		return mtr_put_plain_unsigned(p, v.uint16);
	case MI_UINT32:
		memcpy(&v, value, 4);
		return mtr_put_plain_unsigned(p, v.uint32);
	case MI_UINT64:
		memcpy(&v, value, 8);
		return mtr_put_plain_unsigned(p, v.uint64);
	case MI_DATETIME:
		p = mtr_put_datetime(p + 2, MTR_VALUE_DATETIME, value);
		break;
	default:
		if (type > MI_DATETIME)
			return NULL;
		p = mtr_put_number(p + 2, type, value);
	}
	length[-1] = MTR_TAG_OF_VALUE;
	length[0] = (uint8_t)(p - length - 1);
	return p;
}

#endif
