/*
 * Values as most of them are: there, not modified, flags as declared, nothing to hide or to cut. Inline, for the loop
 * over the elements of an instance; everything else goes to mtr_emit_value().
 */
#ifndef MTR_ENCODE_FAST_H
#define MTR_ENCODE_FAST_H

#include "encode_parts.h"
#include "mitrace_fields.h"

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

/* memcpy() of what is short as a rule. */
static inline void mtr_copy_short(uint8_t *to, const char *from, size_t size)
{
	uint64_t first, last;
	uint32_t head, tail;

	if (size > 32) {
		memcpy(to, from, size);
	} else if (size > 16) {
		memcpy(to, from, 16);
		memcpy(to + size - 16, from + size - 16, 16);
	} else if (size >= 8) {
		memcpy(&first, from, 8);
		memcpy(&last, from + size - 8, 8);
		memcpy(to, &first, 8);
		memcpy(to + size - 8, &last, 8);
	} else if (size >= 4) {
		memcpy(&head, from, 4);
		memcpy(&tail, from + size - 4, 4);
		memcpy(to, &head, 4);
		memcpy(to + size - 4, &tail, 4);
	} else {
		for (; size; size--)
			*to++ = (uint8_t)*from++;
	}
}

/* The value of a string alone. False: it is not as simple as that, and nothing is written. */
static inline bool mtr_emit_plain_string(struct mtr_encoder *e, unsigned field, const void *value,
					 enum mtr_treatment treatment)
{
	const char *string;
	size_t len;
	uint8_t *p;

	memcpy(&string, value, sizeof(string));
	if (!string || treatment == MTR_TOKEN)
		return false;
	len = strlen(string);
	if (len > 0x7f - 2 || len > e->env->cap)
		return false;
	if (treatment == MTR_SCAN && !mtr_redaction_text_is_plain(string, len))
		return false;
	if (!mtr_encode_room(e, len + MTR_ENCODER_SLACK))
		return true;
	p = mtr_put_tag(e->cur, field, MTR_WIRE_BYTES);
	*p++ = (uint8_t)(len + 2);
	p = mtr_put_tag(p, MTR_VALUE_STRING, MTR_WIRE_BYTES);
	*p++ = (uint8_t)len;
	mtr_copy_short(p, string, len);
	e->cur = p + len;
	return true;
}

/* A Value message of a string, number or time alone. False: it is something else, and nothing is written. */
static inline bool mtr_emit_plain_value(struct mtr_encoder *e, unsigned field, MI_Uint32 type, const void *value,
					enum mtr_treatment treatment)
{
	uint8_t *length, *p;

	if (type == MI_STRING)
		return mtr_emit_plain_string(e, field, value, treatment);
	if (type > MI_DATETIME)
		return false;
	if (!mtr_encode_room(e, MTR_ENCODER_SLACK))
		return true;
	length = mtr_put_tag(e->cur, field, MTR_WIRE_BYTES);
	if (type == MI_DATETIME)
		p = mtr_put_datetime(length + 1, MTR_VALUE_DATETIME, value);
	else
		p = mtr_put_number(length + 1, type, value);
	*length = (uint8_t)(p - length - 1);
	e->cur = p;
	return true;
}

/* A Value message that says NULL and nothing else. */
static inline void mtr_emit_plain_null(struct mtr_encoder *e, unsigned field)
{
	uint8_t *p;

	if (!mtr_encode_room(e, MTR_ENCODER_SLACK))
		return;
	p = mtr_put_tag(e->cur, field, MTR_WIRE_BYTES);
	*p++ = 2;
	e->cur = mtr_put_uint(p, MTR_VALUE_NULL, 1);
}

#endif
