/* Walks the fields of a protobuf message in wire form, trusting nothing. Small enough for the recorder to carry. */
#ifndef MTR_WIRE_GET_H
#define MTR_WIRE_GET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct mtr_wire {
	const uint8_t *cur, *end;
	bool damaged; /* set by the walk when it had to stop */
};

struct mtr_wire_value {
	uint32_t field;
	uint32_t type;       /* 0 varint, 1 fixed64, 2 bytes, 5 fixed32 */
	uint64_t number;     /* of a varint; size of bytes */
	const uint8_t *data; /* of bytes, fixed64, fixed32 */
};

static inline void mtr_wire_begin(struct mtr_wire *wire, const void *data, size_t size)
{
	wire->cur = data;
	wire->end = wire->cur + size;
	wire->damaged = false;
}

static inline bool mtr_wire_varint(struct mtr_wire *wire, uint64_t *ret)
{
	uint64_t value = 0;
	unsigned shift;

	for (shift = 0; shift < 64 && wire->cur < wire->end; shift += 7) {
		uint8_t byte = *wire->cur++;

		value |= (uint64_t)(byte & 0x7f) << shift;
		if (!(byte & 0x80)) {
			*ret = value;
			return true;
		}
	}
	wire->damaged = true;
	return false;
}

/* The next field; false at the end or where the bytes stop making sense (wire->damaged). */
static inline bool mtr_wire_get(struct mtr_wire *wire, struct mtr_wire_value *ret)
{
	uint64_t tag, size;

	if (wire->damaged || wire->cur == wire->end || !mtr_wire_varint(wire, &tag))
		return false;
	ret->field = (uint32_t)(tag >> 3);
	ret->type = tag & 7;
	ret->number = 0;
	ret->data = wire->cur;
	switch (ret->type) {
	case 0:
		return mtr_wire_varint(wire, &ret->number);
	case 1:
	case 5:
		size = ret->type == 1 ? 8 : 4;
		break;
	case 2:
		if (!mtr_wire_varint(wire, &size))
			return false;
		ret->number = size;
		ret->data = wire->cur;
		break;
	default:
		wire->damaged = true;
		return false;
	}
	if (size > (uint64_t)(wire->end - wire->cur)) {
		wire->damaged = true;
		return false;
	}
	wire->cur += size;
	return true;
}

/* First field @field of type bytes within a message; false: not there. */
static inline bool mtr_wire_find(const void *data, size_t size, uint32_t field, struct mtr_wire_value *ret)
{
	struct mtr_wire wire;

	mtr_wire_begin(&wire, data, size);
	while (mtr_wire_get(&wire, ret))
		if (ret->field == field)
			return true;
	return false;
}

#endif
