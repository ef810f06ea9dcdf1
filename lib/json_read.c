/* Jansson parses, the descriptors say what may stand where. The mirror of json_write.c. */
#include "json_read.h"

#include <ctype.h>
#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "arena.h"
#include "base64.h"
#include "fail.h"
#include "fields.h"
#include "mitrace.pb-c.h"
#include "pack.h"
#include "reading_hook.h"
#include "unpack.h"

enum {
	LINE_MAX_SIZE = 64 << 20,
	LINES_A_LOOK = 256, /* how often it is told how far it is */
	PACKET_MEMORY = 64 << 20,
};

/* Where a failure is. */
struct import {
	const char *name;
	uint64_t line;
	struct mtr_arena arena;
};

static int bad(const struct import *import, const char *field, const char *what)
{
	return mtr_fail(-MTR_EFORMAT, "%s:%llu: '%s' %s", import->name, (unsigned long long)import->line, field, what);
}

static int no_memory(const struct import *import)
{
	return mtr_fail(-MTR_ELIMIT, "%s:%llu: the packet needs more than %d MiB", import->name,
			(unsigned long long)import->line, PACKET_MEMORY >> 20);
}

/* ---- numbers */

/* Decimal digits, all of them, within 64 bits. */
static bool parse_digits(const char *text, uint64_t *ret)
{
	char *end;

	if (!isdigit((unsigned char)*text))
		return false;
	errno = 0;
	*ret = strtoull(text, &end, 10);
	return !errno && !*end;
}

/* Magnitude and sign of an integer, given as a number or as a string. */
static bool integer(const json_t *value, bool *ret_negative, uint64_t *ret)
{
	json_int_t number = json_integer_value(value);
	const char *text = json_string_value(value);

	if (json_is_integer(value)) {
		*ret_negative = number < 0;
		*ret = number < 0 ? UINT64_C(0) - (uint64_t)number : (uint64_t)number;
		return true;
	}
	*ret_negative = text && *text == '-';
	return text && strlen(text) == json_string_length(value) && parse_digits(text + *ret_negative, ret);
}

static int read_unsigned(const struct import *import, const ProtobufCFieldDescriptor *field, const json_t *value,
			 uint64_t most, uint64_t *ret)
{
	bool negative;

	if (!integer(value, &negative, ret) || (negative && *ret) || *ret > most)
		return bad(import, field->name, "is no number of its range");
	return 0;
}

static int read_signed(const struct import *import, const ProtobufCFieldDescriptor *field, const json_t *value,
		       uint64_t most, int64_t *ret)
{
	uint64_t magnitude;
	bool negative;

	if (!integer(value, &negative, &magnitude) || magnitude > most + negative)
		return bad(import, field->name, "is no number of its range");
	*ret = (int64_t)(negative ? UINT64_C(0) - magnitude : magnitude);
	return 0;
}

/* "0x" and exactly @digits digits. */
static bool parse_bits(const json_t *value, size_t digits, uint64_t *ret)
{
	const char *text = json_string_value(value);
	char *end;

	if (!text || strlen(text) != digits + 2 || strncmp(text, "0x", 2) != 0 || !isxdigit((unsigned char)text[2]))
		return false;
	*ret = strtoull(text + 2, &end, 16);
	return !*end;
}

static int read_real(const struct import *import, const ProtobufCFieldDescriptor *field, const json_t *value,
		     void *member)
{
	bool is_float = field->type == PROTOBUF_C_TYPE_FIXED32;
	double number = json_number_value(value);
	float narrow = (float)number;
	uint64_t bits;
	uint32_t word;

	if (json_is_number(value) && is_float && isfinite(narrow)) {
		memcpy(member, &narrow, 4);
	} else if (json_is_number(value) && !is_float) {
		memcpy(member, &number, 8);
	} else if (parse_bits(value, is_float ? 8 : 16, &bits)) {
		word = (uint32_t)bits;
		memcpy(member, is_float ? (void *)&word : (void *)&bits, is_float ? 4 : 8);
	} else {
		return bad(import, field->name, "is neither a number of its range nor bits in hexadecimal");
	}
	return 0;
}

/* ---- other values */

static int read_bytes(struct import *import, const ProtobufCFieldDescriptor *field, const json_t *value,
		      ProtobufCBinaryData *ret)
{
	const json_t *coded = json_object_get(value, "base64");
	const json_t *source = coded && json_object_size(value) == 1 ? coded : value;
	const char *text = json_string_value(source);
	size_t size = json_string_length(source);
	ssize_t decoded;

	if (!text)
		return bad(import, field->name, "is neither a string nor {\"base64\": string}");
	ret->data = mtr_arena_alloc(&import->arena, size + 1);
	if (!ret->data)
		return no_memory(import);
	if (source == value) {
		memcpy(ret->data, text, size);
		ret->len = size;
		return 0;
	}
	decoded = mtr_base64_read(text, size, ret->data);
	ret->len = decoded < 0 ? 0 : (size_t)decoded;
	return decoded < 0 ? bad(import, field->name, "has malformed base64") : 0;
}

static int read_enum(const struct import *import, const ProtobufCFieldDescriptor *field, const json_t *value, int *ret)
{
	const ProtobufCEnumValue *named = NULL;
	int64_t number = 0;
	int err = 0;

	if (json_is_string(value))
		named = protobuf_c_enum_descriptor_get_value_by_name(field->descriptor, json_string_value(value));
	else
		err = read_signed(import, field, value, INT32_MAX, &number);
	if (!err && json_is_string(value) && !named)
		return bad(import, field->name, "has a name that is not known");
	*ret = named ? named->value : (int)number;
	return err;
}

static int read_message(struct import *import, const ProtobufCMessageDescriptor *type, const char *name,
			const json_t *value, unsigned depth, ProtobufCMessage **ret);

static int read_value(struct import *import, const ProtobufCFieldDescriptor *field, const json_t *value, void *member,
		      unsigned depth)
{
	uint64_t number = 0;
	int64_t whole = 0;
	uint32_t word;
	int err;

	switch (field->type) {
	case PROTOBUF_C_TYPE_MESSAGE:
		return read_message(import, field->descriptor, field->name, value, depth + 1, member);
	case PROTOBUF_C_TYPE_BYTES:
		return read_bytes(import, field, value, member);
	case PROTOBUF_C_TYPE_ENUM:
		return read_enum(import, field, value, member);
	case PROTOBUF_C_TYPE_FIXED32:
	case PROTOBUF_C_TYPE_FIXED64:
		return read_real(import, field, value, member);
	case PROTOBUF_C_TYPE_BOOL:
		*(protobuf_c_boolean *)member = json_is_true(value);
		return json_is_boolean(value) ? 0 : bad(import, field->name, "is neither true nor false");
	case PROTOBUF_C_TYPE_UINT32:
		err = read_unsigned(import, field, value, UINT32_MAX, &number);
		word = (uint32_t)number;
		memcpy(member, &word, 4);
		return err;
	case PROTOBUF_C_TYPE_UINT64:
		return read_unsigned(import, field, value, UINT64_MAX, member);
	case PROTOBUF_C_TYPE_SINT32:
	case PROTOBUF_C_TYPE_INT32:
		err = read_signed(import, field, value, INT32_MAX, &whole);
		word = (uint32_t)whole;
		memcpy(member, &word, 4);
		return err;
	case PROTOBUF_C_TYPE_SINT64:
	case PROTOBUF_C_TYPE_INT64:
		return read_signed(import, field, value, INT64_MAX, member);
	default:
		return bad(import, field->name, "is of a type that no trace has");
	}
}

static int read_array(struct import *import, const ProtobufCFieldDescriptor *field, const json_t *value, char *message,
		      unsigned depth)
{
	size_t count = json_array_size(value), size = mtr_field_size(field), i;
	char *array;
	int err = 0;

	if (!json_is_array(value))
		return bad(import, field->name, "is no array");
	array = mtr_arena_alloc(&import->arena, count * size);
	if (!array)
		return no_memory(import);
	for (i = 0; i < count && !err; i++)
		err = read_value(import, field, json_array_get(value, i), array + i * size, depth);
	*(size_t *)(void *)(message + field->quantifier_offset) = count;
	*(void **)(void *)(message + field->offset) = array;
	return err;
}

static int read_field(struct import *import, const ProtobufCFieldDescriptor *field, const json_t *value, char *message,
		      unsigned depth)
{
	char *quantifier = message + field->quantifier_offset;

	if (field->label == PROTOBUF_C_LABEL_REPEATED)
		return read_array(import, field, value, message, depth);
	if (field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) {
		if (*(uint32_t *)(void *)quantifier)
			return bad(import, field->name, "stands beside another body");
		*(uint32_t *)(void *)quantifier = field->id;
	} else if (field->type != PROTOBUF_C_TYPE_MESSAGE) {
		*(protobuf_c_boolean *)quantifier = 1;
	}
	return read_value(import, field, value, message + field->offset, depth);
}

/* What `show` adds to a field, for people: its name and "_symbol". */
static bool is_comment(const ProtobufCMessageDescriptor *type, const char *key)
{
	const char *end = strstr(key, "_symbol");
	char field[64];

	if (!end || end[strlen("_symbol")] || (size_t)(end - key) >= sizeof(field))
		return false;
	snprintf(field, sizeof(field), "%.*s", (int)(end - key), key);
	return protobuf_c_message_descriptor_get_field_by_name(type, field) != NULL;
}

static int read_message(struct import *import, const ProtobufCMessageDescriptor *type, const char *name,
			const json_t *value, unsigned depth, ProtobufCMessage **ret)
{
	ProtobufCMessage *message;
	json_t *object = (json_t *)value; /* jansson's iterators know no const */
	void *at;
	int err = 0;

	if (!json_is_object(value))
		return bad(import, name, "is no object");
	if (depth > MTR_UNPACK_DEPTH_MAX)
		return bad(import, name, "is nested too deep");
	message = mtr_arena_alloc(&import->arena, type->sizeof_message);
	if (!message)
		return no_memory(import);
	type->message_init(message);
	for (at = json_object_iter(object); at && !err; at = json_object_iter_next(object, at)) {
		const char *key = json_object_iter_key(at);
		const ProtobufCFieldDescriptor *field = protobuf_c_message_descriptor_get_field_by_name(type, key);

		if (!field && is_comment(type, key))
			continue;
		err = field ? read_field(import, field, json_object_iter_value(at), (char *)message, depth)
			    : bad(import, key, "is no member of what it stands in");
	}
	if (!err)
		*ret = message;
	return err;
}

/* ---- lines */

static int import_line(struct import *import, const char *line, size_t size, struct mtr_pack *pack)
{
	ProtobufCMessage *packet = NULL;
	json_error_t error;
	json_t *value;
	int err;

	value = json_loadb(line, size, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);
	if (!value)
		return mtr_fail(-MTR_EFORMAT, "%s:%llu:%d: %s", import->name, (unsigned long long)import->line,
				error.column, error.text);
	mtr_arena_reset(&import->arena);
	err = read_message(import, &mitrace__packet__descriptor, "line", value, 0, &packet);
	json_decref(value);
	if (!err)
		err = mtr_pack_put(pack, (const Mitrace__Packet *)packet);
	return err;
}

static bool is_blank(const char *line, size_t size)
{
	while (size && isspace((unsigned char)line[size - 1]))
		size--;
	return !size;
}

/* @read: bytes so far. */
static void tell_progress(const struct import *import, FILE *in, uint64_t read)
{
	mtr_reading_hook_fn hook = import->line % LINES_A_LOOK ? NULL : mtr_reading_hook_get();
	struct stat st;

	if (hook)
		hook(import->name, read, fstat(fileno(in), &st) == 0 && S_ISREG(st.st_mode) ? (uint64_t)st.st_size : 0);
}

static int import_lines(struct import *import, FILE *in, struct mtr_pack *pack)
{
	char *line = NULL;
	size_t capacity = 0;
	uint64_t read = 0;
	ssize_t size;
	int err = 0, failure;

	while (!err && (size = getline(&line, &capacity, in)) > 0) {
		import->line++;
		read += (uint64_t)size;
		tell_progress(import, in, read);
		if (size > LINE_MAX_SIZE)
			err = bad(import, "line", "is longer than a packet can be");
		else if (!is_blank(line, (size_t)size))
			err = import_line(import, line, (size_t)size, pack);
	}
	failure = errno;
	if (!err && ferror(in))
		err = mtr_fail(-EIO, "%s: cannot read: %s", import->name, strerror(failure));
	free(line);
	return err;
}

int mtr_import_json(FILE *in, const char *in_name, const char *out_path, bool force)
{
	const struct mtr_pack_options options = {.force = force};
	struct import import = {.name = in_name};
	struct mtr_pack *pack = NULL;
	int err = mtr_pack_open(out_path, &options, &pack);

	mtr_arena_begin(&import.arena, PACKET_MEMORY);
	if (!err)
		err = import_lines(&import, in, pack);
	if (!err)
		err = mtr_pack_finish(pack, NULL);
	mtr_pack_free(pack);
	mtr_arena_end(&import.arena);
	return err;
}
