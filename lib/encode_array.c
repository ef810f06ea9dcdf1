/*
 * Array messages. Numbers are packed, octets are bytes, strings remember which of them were NULL.
 *
 * Whole elements are cut by the cap, never parts of one, so that what is there is what was there.
 */
#include "encode_parts.h"

#include "mitrace_fields.h"

/* Elements of @size bytes that the cap lets pass. */
static uint32_t keep(struct mtr_encoder *e, uint32_t count, size_t size)
{
	size_t kept = e->env->cap / size;

	if (kept >= count)
		return count;
	e->cut += (count - kept) * (uint64_t)size;
	return (uint32_t)kept;
}

/* A number as it goes into a varint. Inlined where @scalar is a constant, so that nothing is chosen per element. */
static inline __attribute__((always_inline)) uint64_t load_number(MI_Uint32 scalar, const uint8_t *p)
{
	MI_Value v;

	switch (scalar) {
	case MI_BOOLEAN:
	case MI_UINT8:
		return *p;
	case MI_SINT8:
		return mtr_zigzag((int8_t)*p);
	case MI_UINT16:
	case MI_CHAR16:
		memcpy(&v, p, 2);
		return v.uint16;
	case MI_SINT16:
		memcpy(&v, p, 2);
		return mtr_zigzag(v.sint16);
	case MI_UINT32:
		memcpy(&v, p, 4);
		return v.uint32;
	case MI_SINT32:
		memcpy(&v, p, 4);
		return mtr_zigzag(v.sint32);
	case MI_UINT64:
		memcpy(&v, p, 8);
		return v.uint64;
	default: /* MI_SINT64 */
		memcpy(&v, p, 8);
		return mtr_zigzag(v.sint64);
	}
}

static bool is_signed(MI_Uint32 scalar)
{
	return scalar == MI_SINT8 || scalar == MI_SINT16 || scalar == MI_SINT32 || scalar == MI_SINT64;
}

static inline __attribute__((always_inline)) void emit_varints(struct mtr_encoder *e, MI_Uint32 scalar,
							       const uint8_t *data, uint32_t count)
{
	const size_t size = mtr_value_size[scalar];
	uint32_t i;

	for (i = 0; i < count && mtr_encode_room(e, MTR_VARINT_MAX); i++)
		e->cur = mtr_put_varint(e->cur, load_number(scalar, data + i * size));
}

static void emit_numbers(struct mtr_encoder *e, MI_Uint32 scalar, const uint8_t *data, uint32_t count)
{
	size_t mark = mtr_emit_open(e, is_signed(scalar) ? MTR_ARRAY_SIGNED : MTR_ARRAY_UNSIGNED);

	switch (scalar) {
	case MI_BOOLEAN:
		emit_varints(e, MI_BOOLEAN, data, count);
		break;
	case MI_SINT8:
		emit_varints(e, MI_SINT8, data, count);
		break;
	case MI_UINT16:
	case MI_CHAR16:
		emit_varints(e, MI_UINT16, data, count);
		break;
	case MI_SINT16:
		emit_varints(e, MI_SINT16, data, count);
		break;
	case MI_UINT32:
		emit_varints(e, MI_UINT32, data, count);
		break;
	case MI_SINT32:
		emit_varints(e, MI_SINT32, data, count);
		break;
	case MI_UINT64:
		emit_varints(e, MI_UINT64, data, count);
		break;
	default: /* MI_SINT64 */
		emit_varints(e, MI_SINT64, data, count);
	}
	mtr_emit_close(e, mark);
}

static void emit_reals(struct mtr_encoder *e, MI_Uint32 scalar, const uint8_t *data, uint32_t count)
{
	size_t size = mtr_value_size[scalar];
	uint64_t bits64;
	uint32_t bits32, i;

	if (!mtr_emit_head(e, size == 4 ? MTR_ARRAY_REAL32 : MTR_ARRAY_REAL64, count * size))
		return;
	for (i = 0; i < count; i++) {
		if (size == sizeof(bits32)) {
			memcpy(&bits32, data + i * size, size);
			e->cur = mtr_put_fixed32(e->cur, bits32);
		} else {
			memcpy(&bits64, data + i * size, size);
			e->cur = mtr_put_fixed64(e->cur, bits64);
		}
	}
}

static void emit_datetimes(struct mtr_encoder *e, const uint8_t *data, uint32_t count)
{
	uint32_t i;

	for (i = 0; i < count && mtr_encode_room(e, MTR_ENCODER_SLACK); i++)
		e->cur = mtr_put_datetime(e->cur, MTR_ARRAY_DATETIME, data + i * sizeof(MI_Datetime));
}

/* Which of the first @count strings are NULL pointers. */
static void emit_null_at(struct mtr_encoder *e, const char *const *strings, uint32_t count)
{
	size_t mark = mtr_emit_open(e, MTR_ARRAY_NULL_AT);
	uint32_t i;

	for (i = 0; i < count; i++)
		if (!strings[i] && mtr_encode_room(e, MTR_VARINT32_MAX))
			e->cur = mtr_put_varint(e->cur, i);
	mtr_emit_close(e, mark);
}

static uint32_t emit_strings(struct mtr_encoder *e, const char *const *strings, uint32_t count,
			     enum mtr_treatment treatment, bool *redacted)
{
	size_t used = 0, len;
	uint64_t none = 0; /* a string that passes here is never cut */
	bool nulls = false;
	uint32_t i, rest;

	for (i = 0; i < count && !e->overflowed; i++) {
		len = strings[i] ? strlen(strings[i]) : 0;
		if (len > e->env->cap - used)
			break;
		used += len;
		nulls |= !strings[i];
		*redacted |= mtr_emit_string(e, MTR_ARRAY_STRING, strings[i] ? strings[i] : "", len, treatment, &none);
	}
	for (rest = i; rest < count && !e->overflowed; rest++)
		e->cut += strings[rest] ? strlen(strings[rest]) : 0;
	if (nulls)
		emit_null_at(e, strings, i);
	return count - i;
}

static uint32_t emit_instances(struct mtr_encoder *e, const MI_Instance *const *instances, uint32_t count, bool secret)
{
	size_t start = mtr_encoder_size(e);
	size_t mark;
	uint32_t i;

	e->secret += secret;
	for (i = 0; i < count && !e->overflowed && mtr_encoder_size(e) - start < e->env->cap; i++) {
		if (instances[i]) {
			mtr_encode_instance(e, MTR_ARRAY_INSTANCE, instances[i]);
			continue;
		}
		mark = mtr_emit_open(e, MTR_ARRAY_INSTANCE);
		mtr_emit_uint(e, MTR_INSTANCE_NULL, 1);
		mtr_emit_close(e, mark);
	}
	e->secret -= secret;
	e->cut += (uint64_t)(count - i) * sizeof(MI_Instance);
	return count - i;
}

/* The characters of a token as elements of an array of numbers: characters are what a secret there is made of. */
static void emit_token(struct mtr_encoder *e, MI_Uint32 scalar, const uint8_t *data, uint32_t count)
{
	size_t size = mtr_value_size[scalar];
	char token[MTR_TOKEN_SIZE];
	size_t i, mark;
	bool already = count == MTR_TOKEN_SIZE;

	for (i = 0; already && i < MTR_TOKEN_SIZE; i++) {
		uint64_t c = load_number(scalar, data + i * size);

		already = (is_signed(scalar) ? c >> 1 : c) < 0x80;
		token[i] = (char)(is_signed(scalar) ? c >> 1 : c);
	}
	if (!already || !mtr_redaction_is_token(token, sizeof(token)))
		mtr_redaction_token(e->env->redaction, data, count * size, token);

	mtr_emit_uint(e, MTR_ARRAY_SIZE, MTR_TOKEN_SIZE);
	if (scalar == MI_UINT8) {
		mtr_emit_bytes(e, MTR_ARRAY_OCTETS, token, sizeof(token));
		return;
	}
	mark = mtr_emit_open(e, is_signed(scalar) ? MTR_ARRAY_SIGNED : MTR_ARRAY_UNSIGNED);
	for (i = 0; i < sizeof(token) && mtr_encode_room(e, MTR_VARINT_MAX); i++)
		e->cur = mtr_put_varint(e->cur, is_signed(scalar) ? mtr_zigzag(token[i]) : (uint8_t)token[i]);
	mtr_emit_close(e, mark);
}

/* Arrays that can spell a secret. Under `strict` those of characters and octets, under a secret name all integers. */
static bool is_secret(MI_Uint32 scalar, const struct mtr_value_head *head)
{
	if (head->treatment != MTR_TOKEN)
		return false;
	switch (scalar) {
	case MI_UINT8:
	case MI_SINT8:
	case MI_CHAR16:
		return true;
	case MI_UINT16:
	case MI_SINT16:
	case MI_UINT32:
	case MI_SINT32:
	case MI_UINT64:
	case MI_SINT64:
		return head->secret;
	default:
		return false;
	}
}

uint32_t mtr_emit_array(struct mtr_encoder *e, MI_Uint32 type, const MI_Array *array, const struct mtr_value_head *head,
			bool *redacted)
{
	MI_Uint32 scalar = type & ~(MI_Uint32)MI_ARRAY;
	uint32_t kept;

	if (array->size && array->data && is_secret(scalar, head)) {
		emit_token(e, scalar, array->data, array->size);
		*redacted = true;
		return 0;
	}
	mtr_emit_uint(e, MTR_ARRAY_SIZE, array->size);
	if (!array->data)
		return 0;
	if (!array->size) {
		mtr_emit_uint(e, MTR_ARRAY_EMPTY_DATA, 1);
		return 0;
	}
	if (scalar == MI_STRING)
		return emit_strings(e, array->data, array->size, head->treatment, redacted);
	if (scalar == MI_INSTANCE || scalar == MI_REFERENCE)
		return emit_instances(e, array->data, array->size, head->secret);

	kept = keep(e, array->size, mtr_value_size[scalar]);
	if (!kept)
		return array->size;
	if (scalar == MI_UINT8)
		mtr_emit_bytes(e, MTR_ARRAY_OCTETS, array->data, kept);
	else if (scalar == MI_REAL32 || scalar == MI_REAL64)
		emit_reals(e, scalar, array->data, kept);
	else if (scalar == MI_DATETIME)
		emit_datetimes(e, array->data, kept);
	else
		emit_numbers(e, scalar, array->data, kept);
	return array->size - kept;
}
