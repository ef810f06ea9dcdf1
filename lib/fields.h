/* Fields of generated structs, by their descriptors: is it there, how many, how large. */
#ifndef MTR_FIELDS_H
#define MTR_FIELDS_H

#include <stddef.h>
#include <stdint.h>

#include <protobuf-c/protobuf-c.h>

/* Bytes one value takes in the struct or in a repeated field's array. */
static inline size_t mtr_field_size(const ProtobufCFieldDescriptor *field)
{
	switch (field->type) {
	case PROTOBUF_C_TYPE_SINT64:
	case PROTOBUF_C_TYPE_INT64:
	case PROTOBUF_C_TYPE_UINT64:
	case PROTOBUF_C_TYPE_SFIXED64:
	case PROTOBUF_C_TYPE_FIXED64:
	case PROTOBUF_C_TYPE_DOUBLE:
		return 8;
	case PROTOBUF_C_TYPE_BOOL:
		return sizeof(protobuf_c_boolean);
	case PROTOBUF_C_TYPE_BYTES:
		return sizeof(ProtobufCBinaryData);
	case PROTOBUF_C_TYPE_STRING:
	case PROTOBUF_C_TYPE_MESSAGE:
		return sizeof(void *);
	default:
		return 4;
	}
}

/* Values of a repeated field; 1 or 0 for one that is there or not. */
static inline size_t mtr_field_count(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
	const char *quantifier = (const char *)message + field->quantifier_offset;

	if (field->label == PROTOBUF_C_LABEL_REPEATED)
		return *(const size_t *)(const void *)quantifier;
	if (field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF)
		return *(const uint32_t *)(const void *)quantifier == field->id;
	if (field->type == PROTOBUF_C_TYPE_MESSAGE)
		return *(void *const *)(const void *)((const char *)message + field->offset) != NULL;
	return *(const protobuf_c_boolean *)quantifier != 0;
}

#endif
