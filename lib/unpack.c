/*
 * Driven by the generated descriptors. One pass; when the first entry of a repeated field is met, the
 * rest of the message is looked through to count its entries, so that the array is allocated
 * once at its size. Every length is compared with what is left before it is used.
 */
#include "unpack.h"

#include <endian.h>
#include <stdbool.h>
#include <string.h>

#include "fail.h"
#include "fields.h"

enum wire_type {
	WIRE_VARINT = 0,
	WIRE_FIXED64 = 1,
	WIRE_BYTES = 2,
	WIRE_FIXED32 = 5,
};

struct input {
	const uint8_t *cur, *end;
};

static int unpack_fields(ProtobufCMessage *message, struct input in, struct mtr_arena *arena, unsigned depth);

/* By value, so that a caller's position can stay in registers. */
struct varint {
	uint64_t value;
	const uint8_t *next; /* NULL: malformed */
};

/* Two bytes and more. */
static __attribute__((noinline)) struct varint read_long_varint(const uint8_t *p, const uint8_t *end)
{
	struct varint ret = {0, NULL};
	unsigned shift;

	for (shift = 0; shift < 70 && p < end; shift += 7) {
		uint8_t byte = *p++;

		/* The tenth byte has one bit to give. */
		ret.value |= shift < 63 || byte < 2 ? (uint64_t)(byte & 0x7f) << shift : (uint64_t)(byte & 1) << 63;
		if (byte < 0x80) {
			ret.next = p;
			break;
		}
	}
	return ret;
}

static inline bool read_varint(struct input *in, uint64_t *ret)
{
	struct varint varint;

	if (in->cur < in->end && *in->cur < 0x80) {
		*ret = *in->cur++;
		return true;
	}
	varint = read_long_varint(in->cur, in->end);
	if (!varint.next)
		return false;
	*ret = varint.value;
	in->cur = varint.next;
	return true;
}

static inline bool read_fixed32(struct input *in, uint64_t *ret)
{
	uint32_t value;

	if (in->end - in->cur < 4)
		return false;
	memcpy(&value, in->cur, 4);
	in->cur += 4;
	*ret = le32toh(value);
	return true;
}

static inline bool read_fixed64(struct input *in, uint64_t *ret)
{
	uint64_t value;

	if (in->end - in->cur < 8)
		return false;
	memcpy(&value, in->cur, 8);
	in->cur += 8;
	*ret = le64toh(value);
	return true;
}

/* Reads the payload that follows a tag. */
static inline bool read_payload(struct input *in, unsigned wire_type, uint64_t *ret_value, struct input *ret_bytes)
{
	switch (wire_type) {
	case WIRE_VARINT:
		return read_varint(in, ret_value);
	case WIRE_FIXED64:
		return read_fixed64(in, ret_value);
	case WIRE_FIXED32:
		return read_fixed32(in, ret_value);
	case WIRE_BYTES:
		if (!read_varint(in, ret_value) || *ret_value > (uint64_t)(in->end - in->cur))
			return false;
		ret_bytes->cur = in->cur;
		ret_bytes->end = in->cur + *ret_value;
		in->cur = ret_bytes->end;
		return true;
	default:
		return false;
	}
}

static inline bool read_tag(struct input *in, uint64_t *ret_tag)
{
	/* Field numbers go up to 2^29 - 1; 0 is none. */
	return read_varint(in, ret_tag) && *ret_tag <= UINT32_MAX && *ret_tag >> 3 != 0;
}

static inline unsigned natural_wire_type(ProtobufCType type)
{
	static const uint8_t types[] = {
		[PROTOBUF_C_TYPE_SFIXED32] = WIRE_FIXED32, [PROTOBUF_C_TYPE_FIXED32] = WIRE_FIXED32,
		[PROTOBUF_C_TYPE_FLOAT] = WIRE_FIXED32,    [PROTOBUF_C_TYPE_SFIXED64] = WIRE_FIXED64,
		[PROTOBUF_C_TYPE_FIXED64] = WIRE_FIXED64,  [PROTOBUF_C_TYPE_DOUBLE] = WIRE_FIXED64,
		[PROTOBUF_C_TYPE_STRING] = WIRE_BYTES,     [PROTOBUF_C_TYPE_BYTES] = WIRE_BYTES,
		[PROTOBUF_C_TYPE_MESSAGE] = WIRE_BYTES,
	};

	return types[type];
}

/* Stores a number read from the wire as the member's type. */
static inline void store_number(void *member, ProtobufCType type, uint64_t value)
{
	uint32_t word = (uint32_t)value;

	switch (type) {
	case PROTOBUF_C_TYPE_SINT32:
		word = (word >> 1) ^ (0u - (word & 1));
		memcpy(member, &word, 4);
		return;
	case PROTOBUF_C_TYPE_SINT64:
		value = (value >> 1) ^ (UINT64_C(0) - (value & 1));
		memcpy(member, &value, 8);
		return;
	case PROTOBUF_C_TYPE_INT64:
	case PROTOBUF_C_TYPE_UINT64:
	case PROTOBUF_C_TYPE_SFIXED64:
	case PROTOBUF_C_TYPE_FIXED64:
	case PROTOBUF_C_TYPE_DOUBLE:
		memcpy(member, &value, 8);
		return;
	case PROTOBUF_C_TYPE_BOOL:
		*(protobuf_c_boolean *)member = value != 0;
		return;
	default:
		memcpy(member, &word, 4);
		return;
	}
}

static inline int unpack_message(const ProtobufCMessageDescriptor *type, ProtobufCMessage **slot, struct input bytes,
				 struct mtr_arena *arena, unsigned depth)
{
	/* A field given twice is merged into what the first one gave. */
	if (!*slot) {
		ProtobufCMessage *message = mtr_arena_alloc(arena, type->sizeof_message);

		if (!message)
			return -MTR_ELIMIT;
		type->message_init(message);
		*slot = message;
	}
	return unpack_fields(*slot, bytes, arena, depth + 1);
}

/* Stores one value of any type; @bytes for the length delimited ones. */
static inline int store(const ProtobufCFieldDescriptor *field, void *member, uint64_t value, struct input bytes,
			struct mtr_arena *arena, unsigned depth)
{
	ProtobufCBinaryData *data = member;

	switch (field->type) {
	case PROTOBUF_C_TYPE_MESSAGE:
		return unpack_message(field->descriptor, member, bytes, arena, depth);
	case PROTOBUF_C_TYPE_BYTES:
		data->len = (size_t)(bytes.end - bytes.cur);
		data->data = (uint8_t *)bytes.cur; /* borrowed; the generated type knows no const */
		return 0;
	case PROTOBUF_C_TYPE_STRING:
		return -MTR_EDAMAGED;
	default:
		store_number(member, field->type, value);
		return 0;
	}
}

static inline bool is_packed(const ProtobufCFieldDescriptor *field, unsigned wire_type)
{
	return wire_type == WIRE_BYTES && natural_wire_type(field->type) != WIRE_BYTES;
}

static size_t count_packed(const ProtobufCFieldDescriptor *field, struct input bytes)
{
	size_t size = (size_t)(bytes.end - bytes.cur), count = 0;

	switch (natural_wire_type(field->type)) {
	case WIRE_FIXED32:
		return size / 4;
	case WIRE_FIXED64:
		return size / 8;
	default:
		for (; bytes.cur < bytes.end; bytes.cur++)
			count += *bytes.cur < 0x80;
		return count;
	}
}

/* Entries that follow each other, as a rule all there are, when the field's tag is one byte and they have a length. */
static size_t count_run(const ProtobufCFieldDescriptor *field, struct input *in)
{
	uint8_t tag = (uint8_t)(field->id << 3 | WIRE_BYTES);
	size_t count = 0;

	if (field->id > 15 || natural_wire_type(field->type) != WIRE_BYTES)
		return 0;
	while (in->end - in->cur > 1 && *in->cur == tag) {
		struct input next = {in->cur + 1, in->end};
		uint64_t size;

		if (!read_varint(&next, &size) || size > (uint64_t)(next.end - next.cur))
			break;
		in->cur = next.cur + size;
		count++;
	}
	return count;
}

/* How many entries of @field there are from here to the end of the message; malformed rests count as they can. */
static size_t count_entries(const ProtobufCFieldDescriptor *field, struct input in)
{
	struct input bytes = {NULL, NULL};
	uint64_t tag, value;
	size_t count = count_run(field, &in);

	while (in.cur < in.end && read_tag(&in, &tag) && read_payload(&in, tag & 7, &value, &bytes)) {
		if (tag >> 3 != field->id)
			continue;
		count += is_packed(field, tag & 7) ? count_packed(field, bytes) : 1;
	}
	return count;
}

/* Makes room for all entries from @rest on, behind those that are there. */
static int make_array(const ProtobufCFieldDescriptor *field, ProtobufCMessage *message, struct input rest,
		      struct mtr_arena *arena)
{
	size_t *count = (size_t *)((char *)message + field->quantifier_offset);
	void **array = (void **)((char *)message + field->offset);
	size_t more = count_entries(field, rest), size = mtr_field_size(field);
	void *grown;

	if (more > arena->limit / size || *count > arena->limit / size)
		return -MTR_ELIMIT;
	grown = mtr_arena_alloc(arena, (*count + more) * size);
	if (!grown)
		return -MTR_ELIMIT;
	if (*count)
		memcpy(grown, *array, *count * size);
	*array = grown;
	return 0;
}

/* The array has room: make_array() counted by the same rules. */
static inline int append(const ProtobufCFieldDescriptor *field, ProtobufCMessage *message, unsigned wire_type,
			 uint64_t value, struct input bytes, struct mtr_arena *arena, unsigned depth)
{
	size_t *count = (size_t *)((char *)message + field->quantifier_offset);
	char *array = *(char **)((char *)message + field->offset);
	size_t size = mtr_field_size(field);
	unsigned natural = natural_wire_type(field->type);

	if (!is_packed(field, wire_type)) {
		void *entry = array + *count * size;

		if (wire_type != natural)
			return -MTR_EDAMAGED;
		if (field->type == PROTOBUF_C_TYPE_MESSAGE)
			*(void **)entry = NULL;
		++*count;
		return store(field, entry, value, bytes, arena, depth);
	}
	while (bytes.cur < bytes.end) {
		if (!read_payload(&bytes, natural, &value, NULL))
			return -MTR_EDAMAGED;
		store_number(array + *count * size, field->type, value);
		++*count;
	}
	return 0;
}

/* Which member of a oneof is set; another one replaces what was there. */
static inline void choose(const ProtobufCFieldDescriptor *field, ProtobufCMessage *message)
{
	uint32_t *chosen = (uint32_t *)((char *)message + field->quantifier_offset);

	if (*chosen == field->id)
		return;
	*chosen = field->id;
	if (field->type == PROTOBUF_C_TYPE_MESSAGE)
		*(void **)((char *)message + field->offset) = NULL;
}

static inline const ProtobufCFieldDescriptor *find_field(const ProtobufCMessageDescriptor *type, uint64_t id)
{
	/* Numbers without gaps from 1 on are the rule. */
	if (id <= type->n_fields && type->fields[id - 1].id == id)
		return &type->fields[id - 1];
	return protobuf_c_message_descriptor_get_field(type, (unsigned)id);
}

static inline int unpack_singular(const ProtobufCFieldDescriptor *field, ProtobufCMessage *message, unsigned wire_type,
				  uint64_t value, struct input bytes, struct mtr_arena *arena, unsigned depth)
{
	if (wire_type != natural_wire_type(field->type))
		return -MTR_EDAMAGED;
	if (field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF)
		choose(field, message);
	else if (field->label == PROTOBUF_C_LABEL_OPTIONAL && field->quantifier_offset)
		*(protobuf_c_boolean *)((char *)message + field->quantifier_offset) = 1;
	return store(field, (char *)message + field->offset, value, bytes, arena, depth);
}

static int unpack_fields(ProtobufCMessage *message, struct input in, struct mtr_arena *arena, unsigned depth)
{
	const ProtobufCMessageDescriptor *type = message->descriptor;
	const ProtobufCFieldDescriptor *field = NULL;
	uint64_t counted = 0; /* bit n: the array of type->fields[n] has room for the rest */

	if (depth > MTR_UNPACK_DEPTH_MAX || type->n_fields > 64)
		return -MTR_ELIMIT;
	while (in.cur < in.end) {
		struct input rest = in, bytes = {NULL, NULL};
		uint64_t tag, value = 0;
		int err;

		if (!read_tag(&in, &tag) || !read_payload(&in, tag & 7, &value, &bytes))
			return -MTR_EDAMAGED;
		if (!field || field->id != tag >> 3)
			field = find_field(type, tag >> 3);
		if (!field)
			continue;
		if (field->label != PROTOBUF_C_LABEL_REPEATED) {
			err = unpack_singular(field, message, tag & 7, value, bytes, arena, depth);
		} else {
			uint64_t bit = UINT64_C(1) << ((field - type->fields) & 63);

			err = counted & bit ? 0 : make_array(field, message, rest, arena);
			counted |= bit;
			err = err ? err : append(field, message, tag & 7, value, bytes, arena, depth);
		}
		if (err)
			return err;
	}
	return 0;
}

int mtr_unpack(const ProtobufCMessageDescriptor *type, const void *data, size_t size, struct mtr_arena *arena,
	       ProtobufCMessage **ret)
{
	struct input in = {data, data ? (const uint8_t *)data + size : NULL};
	ProtobufCMessage *message = NULL;
	int err = unpack_message(type, &message, in, arena, 0);

	if (!err)
		*ret = message;
	return err;
}

int mtr_wire_next(const uint8_t **cur, const uint8_t *end, struct mtr_wire_field *ret)
{
	struct input in = {*cur, end}, bytes = {NULL, NULL};
	uint64_t tag;

	if (in.cur >= end)
		return 0;
	if (!read_tag(&in, &tag) || !read_payload(&in, tag & 7, &ret->value, &bytes))
		return -MTR_EDAMAGED;
	ret->wire_type = tag & 7;
	ret->data = bytes.cur;
	*cur = in.cur;
	return (int)(tag >> 3);
}
