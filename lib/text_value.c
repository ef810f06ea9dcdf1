/* One function per kind of value; which member holds it is asked of the value, not of the type. */
#include "text_value.h"

#include <mi/mi.h>

#include "null_at.h"
#include "utf8.h"

static void quote_byte(struct mtr_out *out, uint8_t byte)
{
	static const char escaped[] = "\"\\\n\t\r", letters[] = "\"\\ntr";
	const char *at = byte ? strchr(escaped, byte) : NULL;

	if (at) {
		mtr_out_char(out, '\\');
		mtr_out_char(out, letters[at - escaped]);
	} else if (byte >= ' ' && byte < 0x7f) {
		mtr_out_char(out, (char)byte);
	} else {
		mtr_out_printf(out, "\\x%02x", byte);
	}
}

/* Bytes from @at on that need no escape. */
static size_t plain_run(const uint8_t *data, size_t size)
{
	size_t at = 0;

	while (at < size && data[at] >= ' ' && data[at] < 0x7f && data[at] != '"' && data[at] != '\\')
		at++;
	return at;
}

static void write_escaped(struct mtr_out *out, const ProtobufCBinaryData *data, size_t size)
{
	size_t at = 0;

	while (at < size) {
		size_t run = plain_run(data->data + at, size - at), step;

		mtr_out_bytes(out, data->data + at, run);
		at += run;
		if (at == size)
			break;
		step = data->data[at] < 0x80 ? 0 : mtr_utf8_printable(data->data + at, data->len - at);
		if (step) {
			mtr_out_bytes(out, data->data + at, step);
			at += step;
		} else {
			quote_byte(out, data->data[at++]);
		}
	}
}

void mtr_text_name(struct mtr_out *out, const ProtobufCBinaryData *name)
{
	write_escaped(out, name, name->len);
}

void mtr_text_quote(struct mtr_out *out, const ProtobufCBinaryData *data, size_t limit)
{
	size_t size = limit && data->len > limit ? limit : data->len;

	mtr_out_char(out, '"');
	write_escaped(out, data, size);
	mtr_out_char(out, '"');
	if (size < data->len) {
		mtr_out_text(out, "...(");
		mtr_out_uint(out, data->len);
		mtr_out_char(out, ')');
	}
}

uint32_t mtr_value_type(const Mitrace__Value *value, const Mitrace__Element *element)
{
	if (value->has_type)
		return value->type;
	return element && element->has_type ? element->type : UINT32_MAX;
}

uint32_t mtr_value_flags(const Mitrace__Value *value, const Mitrace__Element *element)
{
	uint32_t flags = value->has_flags ? value->flags : element ? element->flags : 0;

	return value->null && !value->has_flags ? flags | MI_FLAG_NULL : flags;
}

static void write_datetime(struct mtr_out *out, const Mitrace__Datetime *d)
{
	if (d->is_timestamp)
		mtr_out_printf(out, "\"%04u%02u%02u%02u%02u%02u.%06u%+04d\"", d->year, d->month, d->day, d->hour,
			       d->minute, d->second, d->microseconds, d->utc);
	else
		mtr_out_printf(out, "\"%08u%02u%02u%02u.%06u:000\"", d->days, d->hour, d->minute, d->second,
			       d->microseconds);
}

static void write_unsigned(struct mtr_out *out, uint64_t value, uint32_t type)
{
	if ((type & 15) == MI_BOOLEAN && value < 2)
		mtr_out_text(out, value ? "true" : "false");
	else if ((type & 15) == MI_CHAR16 && type < 32 && value >= ' ' && value < 0x7f && value != '\'' &&
		 value != '\\')
		mtr_out_printf(out, "'%c'", (char)value);
	else
		mtr_out_uint(out, value);
}

static void write_real32(struct mtr_out *out, uint32_t bits)
{
	char text[MTR_REAL_MAX];
	float value;

	memcpy(&value, &bits, 4);
	mtr_real_text((double)value, true, text);
	mtr_out_text(out, text);
}

static void write_real64(struct mtr_out *out, uint64_t bits)
{
	char text[MTR_REAL_MAX];
	double value;

	memcpy(&value, &bits, 8);
	mtr_real_text(value, false, text);
	mtr_out_text(out, text);
}

static void write_entry(struct mtr_out *out, const struct mtr_reader *reader, const Mitrace__Array *a, size_t i,
			uint32_t type, size_t limit)
{
	if (i < a->n_unsigned_)
		write_unsigned(out, a->unsigned_[i], type);
	else if (i < a->n_signed_)
		mtr_out_int(out, a->signed_[i]);
	else if (i < a->n_real32)
		write_real32(out, a->real32[i]);
	else if (i < a->n_real64)
		write_real64(out, a->real64[i]);
	else if (i < a->n_string && mtr_is_null_at(a, i))
		mtr_out_text(out, "NULL");
	else if (i < a->n_string)
		mtr_text_quote(out, &a->string[i], limit);
	else if (i < a->n_datetime)
		write_datetime(out, a->datetime[i]);
	else if (i < a->n_instance)
		mtr_text_instance_name(out, reader, a->instance[i], limit);
	else
		mtr_out_uint(out, a->octets.data[i]);
}

static size_t array_entries(const Mitrace__Array *a)
{
	const size_t counts[] = {a->n_unsigned_, a->n_signed_,  a->n_real32,   a->n_real64,
				 a->n_string,    a->n_datetime, a->n_instance, a->octets.len};
	size_t i, most = 0;

	for (i = 0; i < sizeof(counts) / sizeof(*counts); i++)
		most = counts[i] > most ? counts[i] : most;
	return most;
}

/* Entries of an array that are shown. */
static size_t shown_entries(const Mitrace__Array *a, size_t limit)
{
	size_t count = array_entries(a);

	return limit && count > limit / 8 ? limit / 8 : count;
}

static bool is_array_cut(const Mitrace__Array *a, size_t limit)
{
	size_t i;

	if (a->n_instance || shown_entries(a, limit) < array_entries(a))
		return true;
	for (i = 0; i < a->n_string && a->string[i].len <= limit; i++)
		;
	return i < a->n_string;
}

bool mtr_text_is_cut(const Mitrace__Value *value, size_t limit)
{
	if (value->array)
		return is_array_cut(value->array, limit);
	return value->instance || (value->has_string && value->string.len > limit);
}

static void write_array(struct mtr_out *out, const struct mtr_reader *reader, const Mitrace__Array *a, uint32_t type,
			size_t limit)
{
	size_t shown = shown_entries(a, limit), i;

	mtr_out_char(out, '{');
	for (i = 0; i < shown; i++) {
		if (i)
			mtr_out_text(out, ", ");
		write_entry(out, reader, a, i, type, limit);
	}
	if (shown < a->size) {
		mtr_out_text(out, shown ? ", ...(" : "...(");
		mtr_out_uint(out, a->size);
		mtr_out_char(out, ')');
	}
	mtr_out_char(out, '}');
}

void mtr_text_value(struct mtr_out *out, const struct mtr_reader *reader, const Mitrace__Value *value,
		    const Mitrace__Element *element, size_t limit)
{
	uint32_t type = mtr_value_type(value, element);

	if (value->has_unsigned_)
		write_unsigned(out, value->unsigned_, type);
	else if (value->has_signed_)
		mtr_out_int(out, value->signed_);
	else if (value->has_real32)
		write_real32(out, value->real32);
	else if (value->has_real64)
		write_real64(out, value->real64);
	else if (value->has_string)
		mtr_text_quote(out, &value->string, limit);
	else if (value->datetime)
		write_datetime(out, value->datetime);
	else if (value->instance)
		mtr_text_instance_name(out, reader, value->instance, limit);
	else if (value->array)
		write_array(out, reader, value->array, type, limit);
	else
		mtr_out_text(out, "NULL");
	if (value->has_cut)
		mtr_out_printf(out, " /* %llu more were not recorded */", (unsigned long long)value->cut);
}

void mtr_text_instance_name(struct mtr_out *out, const struct mtr_reader *reader, const Mitrace__Instance *instance,
			    size_t limit)
{
	const Mitrace__Class *class = mtr_reader_class(reader, instance);
	char before = '.';
	size_t i;

	if (instance->null) {
		mtr_out_text(out, "NULL");
		return;
	}
	if (!class) {
		mtr_out_text(out, "instance of a class the trace lost");
		return;
	}
	mtr_text_name(out, &class->name);
	for (i = 0; i < class->n_element && i < instance->n_value; i++) {
		const Mitrace__Element *element = class->element[i];

		if (!(element->flags & MI_FLAG_KEY))
			continue;
		mtr_out_char(out, before);
		mtr_text_name(out, &element->name);
		mtr_out_char(out, '=');
		mtr_text_value(out, reader, instance->value[i], element, limit);
		before = ',';
	}
}
