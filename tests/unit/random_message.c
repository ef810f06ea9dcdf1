/* A splitmix generator and a walk over descriptors. */
#include "random_message.h"

#include <assert.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

void random_begin(struct random_state *random)
{
	const char *given = getenv("MITRACE_SEED");

	random->state = given ? strtoull(given, NULL, 0) : (uint64_t)time(NULL) * 1000003u;
	printf("MITRACE_SEED=%llu\n", (unsigned long long)random->state);
}

uint64_t random_next(struct random_state *random)
{
	uint64_t z = random->state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

uint64_t random_below(struct random_state *random, uint64_t bound)
{
	return random_next(random) % bound;
}

/* Numbers of all sizes, the edges more often than chance has them. */
static uint64_t any_number(struct random_state *random)
{
	switch (random_below(random, 8)) {
	case 0:
		return 0;
	case 1:
		return UINT64_MAX;
	case 2:
		return UINT64_C(1) << random_below(random, 64);
	case 3:
		return (UINT64_C(1) << random_below(random, 64)) - 1;
	default:
		return random_next(random) >> random_below(random, 64);
	}
}

static void any_bytes(struct random_state *random, struct mtr_arena *arena, ProtobufCBinaryData *ret)
{
	static const char *const texts[] = {"",
					    "root/cimv2",
					    "a \"quoted\" \\ text\n",
					    "gr\xc3\xbc\xc3\x9f",
					    "\xff\xfe",
					    "nul\0inside",
					    "\xf0\x9f\x99\x82",
					    "\xed\xa0\x80",
					    "tab\tand\001control"};
	static const size_t sizes[] = {0, 10, 18, 7, 2, 10, 4, 3, 15};
	size_t i = (size_t)random_below(random, 12), size = (size_t)random_below(random, 300);

	if (i < sizeof(sizes) / sizeof(*sizes)) {
		ret->len = sizes[i];
		ret->data = mtr_arena_copy(arena, texts[i], sizes[i]);
		return;
	}
	ret->len = size;
	ret->data = mtr_arena_alloc(arena, size);
	while (size)
		ret->data[--size] = (uint8_t)random_next(random);
}

static size_t value_size(ProtobufCType type)
{
	switch (type) {
	case PROTOBUF_C_TYPE_SINT64:
	case PROTOBUF_C_TYPE_UINT64:
	case PROTOBUF_C_TYPE_FIXED64:
		return 8;
	case PROTOBUF_C_TYPE_BYTES:
		return sizeof(ProtobufCBinaryData);
	case PROTOBUF_C_TYPE_MESSAGE:
		return sizeof(void *);
	default:
		return 4;
	}
}

static void any_value(struct random_state *random, const ProtobufCFieldDescriptor *field, void *member,
		      struct mtr_arena *arena, unsigned depth)
{
	uint64_t number = any_number(random);
	const ProtobufCEnumDescriptor *names = field->descriptor;

	switch (field->type) {
	case PROTOBUF_C_TYPE_MESSAGE:
		*(ProtobufCMessage **)member = random_message(random, field->descriptor, arena, depth - 1);
		return;
	case PROTOBUF_C_TYPE_BYTES:
		any_bytes(random, arena, member);
		return;
	case PROTOBUF_C_TYPE_BOOL:
		*(protobuf_c_boolean *)member = number & 1;
		return;
	case PROTOBUF_C_TYPE_ENUM:
		*(int *)member = names->values[number % names->n_values].value;
		return;
	default:
		memcpy(member, &number, value_size(field->type));
	}
}

static void any_array(struct random_state *random, const ProtobufCFieldDescriptor *field, char *message,
		      struct mtr_arena *arena, unsigned depth)
{
	size_t count = (size_t)random_below(random, 5), size = value_size(field->type), i;
	char *array = mtr_arena_alloc(arena, count * size);

	for (i = 0; i < count; i++)
		any_value(random, field, array + i * size, arena, depth);
	*(size_t *)(message + field->quantifier_offset) = count;
	*(void **)(message + field->offset) = count ? array : NULL;
}

ProtobufCMessage *random_message(struct random_state *random, const ProtobufCMessageDescriptor *type,
				 struct mtr_arena *arena, unsigned depth)
{
	char *message = mtr_arena_alloc(arena, type->sizeof_message);
	unsigned i;

	assert(message);
	type->message_init((ProtobufCMessage *)message);
	for (i = 0; i < type->n_fields; i++) {
		const ProtobufCFieldDescriptor *field = &type->fields[i];
		bool oneof = field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF;

		if (random_below(random, 3) == 0 || (field->type == PROTOBUF_C_TYPE_MESSAGE && depth == 0))
			continue;
		if (field->label == PROTOBUF_C_LABEL_REPEATED) {
			any_array(random, field, message, arena, depth);
			continue;
		}
		if (oneof && *(uint32_t *)(message + field->quantifier_offset))
			continue;
		if (oneof)
			*(uint32_t *)(message + field->quantifier_offset) = field->id;
		else if (field->quantifier_offset)
			*(protobuf_c_boolean *)(message + field->quantifier_offset) = 1;
		any_value(random, field, message + field->offset, arena, depth);
	}
	return (ProtobufCMessage *)message;
}
