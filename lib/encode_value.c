/* Value messages: one value of any MI type, with the flags that differ from its declaration. */
#include "encode_fast.h"

/* clang-format off */
const uint8_t mtr_value_size[MTR_MI_TYPES] = {
	[MI_BOOLEAN] = 1,   [MI_UINT8] = 1,     [MI_SINT8] = 1,     [MI_UINT16] = 2,
	[MI_SINT16] = 2,    [MI_UINT32] = 4,    [MI_SINT32] = 4,    [MI_UINT64] = 8,
	[MI_SINT64] = 8,    [MI_REAL32] = 4,    [MI_REAL64] = 8,    [MI_CHAR16] = 2,
	[MI_DATETIME] = 36, [MI_STRING] = 8,    [MI_REFERENCE] = 8, [MI_INSTANCE] = 8,
	[MI_BOOLEANA] = 16, [MI_UINT8A] = 16,   [MI_SINT8A] = 16,   [MI_UINT16A] = 16,
	[MI_SINT16A] = 16,  [MI_UINT32A] = 16,  [MI_SINT32A] = 16,  [MI_UINT64A] = 16,
	[MI_SINT64A] = 16,  [MI_REAL32A] = 16,  [MI_REAL64A] = 16,  [MI_CHAR16A] = 16,
	[MI_DATETIMEA] = 16, [MI_STRINGA] = 16, [MI_REFERENCEA] = 16, [MI_INSTANCEA] = 16,
};
/* clang-format on */

static uint8_t *put_timestamp(uint8_t *p, const MI_Timestamp *t)
{
	p = mtr_put_uint(p, MTR_DATETIME_YEAR, t->year);
	p = mtr_put_uint(p, MTR_DATETIME_MONTH, t->month);
	p = mtr_put_uint(p, MTR_DATETIME_DAY, t->day);
	p = mtr_put_uint(p, MTR_DATETIME_HOUR, t->hour);
	p = mtr_put_uint(p, MTR_DATETIME_MINUTE, t->minute);
	p = mtr_put_uint(p, MTR_DATETIME_SECOND, t->second);
	p = mtr_put_uint(p, MTR_DATETIME_MICROSECONDS, t->microseconds);
	return mtr_put_uint(p, MTR_DATETIME_UTC, mtr_zigzag(t->utc));
}

static uint8_t *put_interval(uint8_t *p, const MI_Interval *i)
{
	p = mtr_put_uint(p, MTR_DATETIME_HOUR, i->hours);
	p = mtr_put_uint(p, MTR_DATETIME_MINUTE, i->minutes);
	p = mtr_put_uint(p, MTR_DATETIME_SECOND, i->seconds);
	p = mtr_put_uint(p, MTR_DATETIME_MICROSECONDS, i->microseconds);
	return mtr_put_uint(p, MTR_DATETIME_DAYS, i->days);
}

/* At most 63 bytes with tag and length. */
uint8_t *mtr_put_datetime(uint8_t *p, unsigned field, const void *value)
{
	MI_Datetime d;
	uint8_t *length;

	memcpy(&d, value, sizeof(d));
	length = mtr_put_tag(p, field, MTR_WIRE_BYTES);
	p = mtr_put_uint(length + 1, MTR_DATETIME_IS_TIMESTAMP, d.isTimestamp);
	p = d.isTimestamp ? put_timestamp(p, &d.u.timestamp) : put_interval(p, &d.u.interval);
	*length = (uint8_t)(p - length - 1);
	return p;
}

static inline uint8_t *put_head(uint8_t *p, MI_Uint32 type, const struct mtr_value_head *head)
{
	if (head->flags_set)
		p = mtr_put_uint(p, MTR_VALUE_FLAGS, head->flags);
	else if (head->null)
		p = mtr_put_uint(p, MTR_VALUE_NULL, 1);
	if (head->type_set)
		p = mtr_put_uint(p, MTR_VALUE_TYPE, type);
	return p;
}

/* All of a Value but what lies behind pointers. */
static void emit_flat(struct mtr_encoder *e, unsigned field, MI_Uint32 type, const void *value,
		      const struct mtr_value_head *head)
{
	uint8_t *length = mtr_put_tag(e->cur, field, MTR_WIRE_BYTES);
	uint8_t *p = put_head(length + 1, type, head);

	if (!head->null && type < MTR_MI_TYPES)
		p = type == MI_DATETIME ? mtr_put_datetime(p, MTR_VALUE_DATETIME, value)
					: mtr_put_number(p, type, value);
	*length = (uint8_t)(p - length - 1);
	e->cur = p;
}

static void emit_string(struct mtr_encoder *e, const char *string, const struct mtr_value_head *head)
{
	uint64_t cut = 0;
	bool redacted;

	if (!string)
		return;
	redacted = mtr_emit_string(e, MTR_VALUE_STRING, string, strlen(string), head->treatment, &cut);
	if (redacted)
		mtr_emit_uint(e, MTR_VALUE_REDACTED, 1);
	if (cut)
		mtr_emit_uint(e, MTR_VALUE_CUT, cut);
}

static void emit_array(struct mtr_encoder *e, MI_Uint32 type, const void *value, const struct mtr_value_head *head)
{
	size_t mark = mtr_emit_open(e, MTR_VALUE_ARRAY);
	bool redacted = false;
	uint32_t cut;
	MI_Array array;

	memcpy(&array, value, sizeof(array));
	cut = mtr_emit_array(e, type, &array, head, &redacted);
	mtr_emit_close(e, mark);
	if (redacted)
		mtr_emit_uint(e, MTR_VALUE_REDACTED, 1);
	if (cut)
		mtr_emit_uint(e, MTR_VALUE_CUT, cut);
}

/* A Value whose size shows at its end only. */
static void emit_deep(struct mtr_encoder *e, unsigned field, MI_Uint32 type, const void *value,
		      const struct mtr_value_head *head)
{
	size_t mark = mtr_emit_open(e, field);
	void *pointer;

	e->cur = put_head(e->cur, type, head);
	memcpy(&pointer, value, sizeof(pointer));
	if (type == MI_STRING) {
		emit_string(e, pointer, head);
	} else if (type & MI_ARRAY) {
		emit_array(e, type, value, head);
	} else {
		e->secret += head->secret;
		mtr_encode_instance(e, MTR_VALUE_INSTANCE, pointer);
		e->secret -= head->secret;
	}
	mtr_emit_close(e, mark);
}

void mtr_emit_value(struct mtr_encoder *e, unsigned field, MI_Uint32 type, const void *value,
		    const struct mtr_value_head *head)
{
	if (!mtr_encode_room(e, MTR_ENCODER_SLACK))
		return;
	if (head->null || type <= MI_DATETIME || type >= MTR_MI_TYPES)
		emit_flat(e, field, type, value, head);
	else
		emit_deep(e, field, type, value, head);
}

void mtr_encode_value(struct mtr_encoder *e, unsigned field, const MI_Char *name, MI_Type type, MI_Uint32 flags,
		      const MI_Value *value)
{
	struct mtr_value_head head = {
		.flags = value ? flags : flags | MI_FLAG_NULL,
		.flags_set = flags & ~(MI_Uint32)MI_FLAG_NULL,
		.null = (flags & MI_FLAG_NULL) || !value,
		.type_set = true,
	};

	mtr_treat(e, name && mtr_redaction_secret_name(name, strlen(name)), &head);
	mtr_emit_value(e, field, type, value, &head);
}
