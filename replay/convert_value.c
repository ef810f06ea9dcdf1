/* Recorded values to MI_Value. See convert.h. */
#include <string.h>

#include "convert.h"
#include "null_at.h"
#include "objects.h"

const MI_Char *replay_convert_text(const struct replay_convert *c, bool there, const ProtobufCBinaryData *text)
{
	char *copy = there ? mtr_arena_alloc(c->arena, text->len + 1) : NULL;

	if (!copy)
		return NULL;
	if (text->len)
		memcpy(copy, text->data, text->len);
	copy[text->len] = 0;
	return copy;
}

static MI_Datetime datetime_of(const Mitrace__Datetime *d)
{
	MI_Datetime v = {.isTimestamp = d->is_timestamp};

	if (d->is_timestamp) {
		v.u.timestamp = (MI_Timestamp){.year = d->year,
					       .month = d->month,
					       .day = d->day,
					       .hour = d->hour,
					       .minute = d->minute,
					       .second = d->second,
					       .microseconds = d->microseconds,
					       .utc = d->utc};
	} else {
		v.u.interval = (MI_Interval){.days = d->days,
					     .hours = d->hour,
					     .minutes = d->minute,
					     .seconds = d->second,
					     .microseconds = d->microseconds};
	}
	return v;
}

static MI_Result scalar(const struct replay_convert *c, const Mitrace__Value *value, MI_Type type, MI_Value *v)
{
	switch (type) {
	case MI_BOOLEAN:
		v->boolean = (MI_Boolean)value->unsigned_;
		break;
	case MI_UINT8:
		v->uint8 = (MI_Uint8)value->unsigned_;
		break;
	case MI_UINT16:
		v->uint16 = (MI_Uint16)value->unsigned_;
		break;
	case MI_CHAR16:
		v->char16 = (MI_Char16)value->unsigned_;
		break;
	case MI_UINT32:
		v->uint32 = (MI_Uint32)value->unsigned_;
		break;
	case MI_UINT64:
		v->uint64 = value->unsigned_;
		break;
	case MI_SINT8:
		v->sint8 = (MI_Sint8)value->signed_;
		break;
	case MI_SINT16:
		v->sint16 = (MI_Sint16)value->signed_;
		break;
	case MI_SINT32:
		v->sint32 = (MI_Sint32)value->signed_;
		break;
	case MI_SINT64:
		v->sint64 = value->signed_;
		break;
	case MI_REAL32:
		memcpy(&v->real32, &value->real32, sizeof(v->real32));
		break;
	case MI_REAL64:
		memcpy(&v->real64, &value->real64, sizeof(v->real64));
		break;
	case MI_DATETIME:
		if (value->datetime)
			v->datetime = datetime_of(value->datetime);
		break;
	case MI_STRING:
		v->string = (MI_Char *)replay_convert_text(c, value->has_string, &value->string);
		if (value->has_string && !v->string)
			return MI_RESULT_SERVER_LIMITS_EXCEEDED;
		break;
	case MI_REFERENCE:
	case MI_INSTANCE:
		return replay_convert_instance(c, value->instance, &v->instance);
	default:
		return MI_RESULT_INVALID_PARAMETER;
	}
	return MI_RESULT_OK;
}

/* Bytes of one element of an array of this type. */
static size_t element_size(MI_Type type)
{
	static const uint8_t sizes[] = {1, 1, 1, 2, 2, 4, 4, 8, 8, 4, 8, 2, sizeof(MI_Datetime), 8, 8, 8};

	return sizes[type & 15];
}

static uint64_t unsigned_at(const Mitrace__Array *a, size_t i)
{
	return i < a->n_unsigned_ ? a->unsigned_[i] : 0;
}

static int64_t signed_at(const Mitrace__Array *a, size_t i)
{
	return i < a->n_signed_ ? a->signed_[i] : 0;
}

/* Copies @count numbers from the wider type they are recorded in. The machine is little-endian, as MI's layout here is. */
static void copy_numbers(uint8_t *to, const Mitrace__Array *a, MI_Type type, size_t count)
{
	size_t size = element_size(type);
	bool is_signed = type == MI_SINT8A || type == MI_SINT16A || type == MI_SINT32A || type == MI_SINT64A;

	for (size_t i = 0; i < count; i++) {
		uint64_t bits = is_signed ? (uint64_t)signed_at(a, i) : unsigned_at(a, i);

		memcpy(to + i * size, &bits, size);
	}
}

static MI_Result copy_strings(const struct replay_convert *c, const MI_Char **to, const Mitrace__Array *a, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		bool there = i < a->n_string && !mtr_is_null_at(a, i);

		to[i] = there ? replay_convert_text(c, true, &a->string[i]) : NULL;
		if (there && !to[i])
			return MI_RESULT_SERVER_LIMITS_EXCEEDED;
	}
	return MI_RESULT_OK;
}

static MI_Result copy_instances(const struct replay_convert *c, MI_Instance **to, const Mitrace__Array *a, size_t count)
{
	MI_Result result = MI_RESULT_OK;

	memset(to, 0, count * sizeof(*to));
	for (size_t i = 0; i < count && i < a->n_instance && result == MI_RESULT_OK; i++)
		if (!a->instance[i]->null)
			result = replay_convert_instance(c, a->instance[i], &to[i]);
	return result;
}

static MI_Result fill(const struct replay_convert *c, void *to, const Mitrace__Array *a, MI_Type type, size_t count)
{
	size_t size = element_size(type);
	const void *from = NULL;
	size_t there = 0;

	switch (type) {
	case MI_UINT8A:
		from = a->octets.data;
		there = a->octets.len;
		break;
	case MI_REAL32A:
		from = a->real32;
		there = a->n_real32;
		break;
	case MI_REAL64A:
		from = a->real64;
		there = a->n_real64;
		break;
	case MI_DATETIMEA:
		for (size_t i = 0; i < count && i < a->n_datetime; i++)
			((MI_Datetime *)to)[i] = datetime_of(a->datetime[i]);
		return MI_RESULT_OK;
	case MI_STRINGA:
		return copy_strings(c, to, a, count);
	case MI_REFERENCEA:
	case MI_INSTANCEA:
		return copy_instances(c, to, a, count);
	default:
		copy_numbers(to, a, type, count);
		return MI_RESULT_OK;
	}
	there = there < count ? there : count;
	if (there)
		memcpy(to, from, there * size);
	return MI_RESULT_OK;
}

/* How many elements the recording really has: a cut array has fewer than its size says. */
static size_t count_of(const Mitrace__Array *a, MI_Type type)
{
	switch (type) {
	case MI_UINT8A:
		return a->octets.len;
	case MI_SINT8A:
	case MI_SINT16A:
	case MI_SINT32A:
	case MI_SINT64A:
		return a->n_signed_;
	case MI_REAL32A:
		return a->n_real32;
	case MI_REAL64A:
		return a->n_real64;
	case MI_DATETIMEA:
		return a->n_datetime;
	case MI_STRINGA:
		return a->n_string;
	case MI_REFERENCEA:
	case MI_INSTANCEA:
		return a->n_instance;
	default:
		return a->n_unsigned_;
	}
}

static MI_Result array(const struct replay_convert *c, const Mitrace__Array *a, MI_Type type, MI_Value *v)
{
	size_t count = a ? count_of(a, type) : 0;
	size_t size = element_size(type);
	MI_Result result;
	void *data;

	if (!a || (!count && !a->empty_data))
		return MI_RESULT_OK;
	if (count > UINT32_MAX)
		return MI_RESULT_SERVER_LIMITS_EXCEEDED;
	data = mtr_arena_alloc(c->arena, count * size + 8);
	if (!data)
		return MI_RESULT_SERVER_LIMITS_EXCEEDED;
	memset(data, 0, count * size + 8);
	v->array.data = data;
	v->array.size = (MI_Uint32)count;
	result = fill(c, data, a, type, count);
	return result;
}

MI_Result replay_convert_value(const struct replay_convert *c, const Mitrace__Value *value, MI_Type type, MI_Value *ret)
{
	memset(ret, 0, sizeof(*ret));
	if (type > MI_INSTANCEA)
		return MI_RESULT_INVALID_PARAMETER;
	return type & MI_ARRAY ? array(c, value->array, type, ret) : scalar(c, value, type, ret);
}

void replay_convert_clear(MI_Value *value, MI_Type type)
{
	if (type == MI_INSTANCE || type == MI_REFERENCE)
		dispatch_instance_free(value->instance);
	if (type == MI_INSTANCEA || type == MI_REFERENCEA)
		for (MI_Uint32 i = 0; i < value->instancea.size; i++)
			dispatch_instance_free(value->instancea.data[i]);
}
