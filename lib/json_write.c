/* One walk over the descriptors; no field is known by name. */
#include "json_write.h"

#include <math.h>

#include "base64.h"
#include "fields.h"
#include "utf8.h"

/* The largest integer up to which every reader of JSON keeps all digits. */
#define EXACT_MAX ((UINT64_C(1) << 53) - 1)

static bool is_text(const uint8_t *data, size_t size)
{
	size_t at = 0;

	while (at < size) {
		size_t step = mtr_utf8_sequence(data + at, size - at);

		if (!step || data[at] == 0x7f || (data[at] < ' ' && !strchr("\t\n\r", data[at])) || !data[at])
			return false;
		at += step;
	}
	return true;
}

/* A character that cannot stand for itself as the escape @ret. Returns its length; 0: it needs none. */
static size_t escape(const uint8_t *data, size_t size, char ret[8])
{
	static const char marked[] = "\"\\\n\t\r", letters[] = "\"\\ntr";
	const char *at = data[0] < 0x80 ? strchr(marked, data[0]) : NULL;
	size_t step = mtr_utf8_sequence(data, size);

	if (at)
		snprintf(ret, 8, "\\%c", letters[at - marked]);
	else if (step == 1 || mtr_utf8_printable(data, size))
		return 0;
	else
		snprintf(ret, 8, "\\u%04x", mtr_utf8_character(data, step));
	return step;
}

static void write_text(struct mtr_out *out, const uint8_t *data, size_t size)
{
	size_t start = 0, at = 0;
	char escaped[8];

	mtr_out_char(out, '"');
	while (at < size) {
		size_t step = escape(data + at, size - at, escaped);

		if (step) {
			mtr_out_bytes(out, data + start, at - start);
			mtr_out_text(out, escaped);
			start = at + step;
		}
		at += step ? step : 1;
	}
	mtr_out_bytes(out, data + start, size - start);
	mtr_out_char(out, '"');
}

void mtr_json_bytes(struct mtr_out *out, const void *data, size_t size)
{
	if (is_text(data, size)) {
		write_text(out, data, size);
		return;
	}
	mtr_out_text(out, "{\"base64\":\"");
	mtr_base64_write(out, data, size);
	mtr_out_text(out, "\"}");
}

static void write_uint(struct mtr_out *out, uint64_t value)
{
	if (value > EXACT_MAX)
		mtr_out_char(out, '"');
	mtr_out_uint(out, value);
	if (value > EXACT_MAX)
		mtr_out_char(out, '"');
}

static void write_int(struct mtr_out *out, int64_t value)
{
	if (value < 0 && value >= -(int64_t)EXACT_MAX)
		mtr_out_int(out, value);
	else if (value >= 0)
		write_uint(out, (uint64_t)value);
	else
		mtr_out_printf(out, "\"%lld\"", (long long)value);
}

/* A point or an exponent tells it from an integer. */
static void write_real(struct mtr_out *out, double value, bool is_float)
{
	char text[MTR_REAL_MAX];

	mtr_real_text(value, is_float, text);
	mtr_out_text(out, text);
	if (!strpbrk(text, ".e"))
		mtr_out_text(out, ".0");
}

static void write_bits32(struct mtr_out *out, uint32_t bits)
{
	float value;

	memcpy(&value, &bits, 4);
	if (isfinite(value)) {
		write_real(out, (double)value, true);
		return;
	}
	mtr_out_char(out, '"');
	mtr_out_hex(out, bits, 8);
	mtr_out_char(out, '"');
}

static void write_bits64(struct mtr_out *out, uint64_t bits)
{
	double value;

	memcpy(&value, &bits, 8);
	if (isfinite(value)) {
		write_real(out, value, false);
		return;
	}
	mtr_out_char(out, '"');
	mtr_out_hex(out, bits, 16);
	mtr_out_char(out, '"');
}

static void write_enum(struct mtr_out *out, const ProtobufCEnumDescriptor *type, int value)
{
	const ProtobufCEnumValue *named = protobuf_c_enum_descriptor_get_value(type, value);

	if (!named) {
		mtr_out_int(out, value);
		return;
	}
	mtr_out_char(out, '"');
	mtr_out_text(out, named->name);
	mtr_out_char(out, '"');
}

static void write_value(struct mtr_out *out, const ProtobufCFieldDescriptor *field, const void *member,
			const struct mtr_json_hook *hook)
{
	const ProtobufCBinaryData *data = member;

	switch (field->type) {
	case PROTOBUF_C_TYPE_MESSAGE:
		mtr_json_message_with(out, *(const ProtobufCMessage *const *)member, hook);
		return;
	case PROTOBUF_C_TYPE_BYTES:
		mtr_json_bytes(out, data->data, data->len);
		return;
	case PROTOBUF_C_TYPE_BOOL:
		mtr_out_text(out, *(const protobuf_c_boolean *)member ? "true" : "false");
		return;
	case PROTOBUF_C_TYPE_ENUM:
		write_enum(out, field->descriptor, *(const int *)member);
		return;
	case PROTOBUF_C_TYPE_FIXED32:
		write_bits32(out, *(const uint32_t *)member);
		return;
	case PROTOBUF_C_TYPE_FIXED64:
		write_bits64(out, *(const uint64_t *)member);
		return;
	case PROTOBUF_C_TYPE_UINT32:
		write_uint(out, *(const uint32_t *)member);
		return;
	case PROTOBUF_C_TYPE_UINT64:
		write_uint(out, *(const uint64_t *)member);
		return;
	case PROTOBUF_C_TYPE_SINT32:
	case PROTOBUF_C_TYPE_INT32:
		write_int(out, *(const int32_t *)member);
		return;
	default:
		write_int(out, *(const int64_t *)member);
		return;
	}
}

static void write_array(struct mtr_out *out, const ProtobufCFieldDescriptor *field, const ProtobufCMessage *message,
			size_t count, const struct mtr_json_hook *hook)
{
	const char *array = *(const char *const *)((const char *)message + field->offset);
	size_t size = mtr_field_size(field), i;

	mtr_out_char(out, '[');
	for (i = 0; i < count; i++) {
		if (i)
			mtr_out_char(out, ',');
		write_value(out, field, array + i * size, hook);
	}
	mtr_out_char(out, ']');
}

static void write_field(struct mtr_out *out, const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field,
			const char *before, const struct mtr_json_hook *hook)
{
	mtr_out_text(out, before);
	mtr_out_char(out, '"');
	mtr_out_text(out, field->name);
	mtr_out_bytes(out, "\":", 2);
	if (field->label == PROTOBUF_C_LABEL_REPEATED)
		write_array(out, field, message, mtr_field_count(message, field), hook);
	else
		write_value(out, field, (const char *)message + field->offset, hook);
}

void mtr_json_field(struct mtr_out *out, const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field,
		    const char *before)
{
	write_field(out, message, field, before, NULL);
}

void mtr_json_message_with(struct mtr_out *out, const ProtobufCMessage *message, const struct mtr_json_hook *hook)
{
	const ProtobufCMessageDescriptor *type = message->descriptor;
	const char *before = "{";
	unsigned i;

	for (i = 0; i < type->n_fields; i++) {
		const ProtobufCFieldDescriptor *field = &type->fields[i];
		size_t count = mtr_field_count(message, field);
		enum mtr_json_choice choice = MTR_JSON_AS_EVER;

		if (count && hook)
			choice = hook->field(hook->context, out, message, field, before);
		if (!count || choice == MTR_JSON_LEFT_OUT)
			continue;
		if (choice == MTR_JSON_AS_EVER)
			write_field(out, message, field, before, hook);
		before = ",";
	}
	mtr_out_text(out, *before == '{' ? "{}" : "}");
}

void mtr_json_message(struct mtr_out *out, const ProtobufCMessage *message)
{
	mtr_json_message_with(out, message, NULL);
}

static void write_line(struct mtr_out *out, const Mitrace__Packet *packet, const struct mtr_json_hook *hook)
{
	mtr_json_message_with(out, &packet->base, hook);
	mtr_out_char(out, '\n');
}

int mtr_show_json(struct mtr_reader *reader, struct mtr_filter *filter, const struct mtr_json_hook *hook, FILE *file)
{
	const Mitrace__Packet *packet;
	struct mtr_out out;
	bool first = true;
	int got, err;

	mtr_out_begin(&out, file);
	while ((got = mtr_reader_next(reader, &packet)) == 1 && !out.err && !mtr_filter_is_past(filter, packet)) {
		bool header = packet->body_case == MITRACE__PACKET__BODY_HEADER;

		if (mtr_filter_match(filter, packet) && !mtr_reader_repeated(reader) && (first || !header))
			write_line(&out, packet, hook);
		if (mtr_reader_follows(reader))
			mtr_out_flush(&out);
		got = first ? mtr_filter_seek(filter, reader) : 0;
		if (got)
			break;
		first = false;
	}
	err = mtr_out_end(&out);
	return got < 0 ? got : err;
}
