/*
 * Protobuf wire primitives for the encoder's own files, inline: the innermost loop of recording.
 *
 * The mtr_put_* functions write without looking at the end of the buffer; mtr_encode_room() is asked before, once for
 * a group of them. The mtr_emit_* functions ask for themselves.
 */
#ifndef MTR_ENCODE_WIRE_H
#define MTR_ENCODE_WIRE_H

#include <string.h>

#include "encoder.h"

enum {
	MTR_WIRE_VARINT = 0,
	MTR_WIRE_FIXED64 = 1,
	MTR_WIRE_BYTES = 2,
	MTR_WIRE_FIXED32 = 5,
	MTR_VARINT32_MAX = 5,
	MTR_VARINT_MAX = 10,
};

/* The buffer is too small: whatever follows is dropped quickly. */
static inline void mtr_encode_overflow(struct mtr_encoder *e)
{
	e->overflowed = true;
	e->cur = e->end;
}

static inline bool mtr_encode_room(struct mtr_encoder *e, size_t size)
{
	if (__builtin_expect((size_t)(e->end - e->cur) >= size, 1))
		return true;
	mtr_encode_overflow(e);
	return false;
}

static inline size_t mtr_varint_size(uint64_t value)
{
	return (size_t)(70 - __builtin_clzll(value | 1)) / 7;
}

static inline uint64_t mtr_zigzag(int64_t value)
{
	return (uint64_t)value << 1 ^ (uint64_t)(value >> 63);
}

static inline uint8_t *mtr_put_varint(uint8_t *p, uint64_t value)
{
	while (value >= 0x80) {
		*p++ = (uint8_t)(value | 0x80);
		value >>= 7;
	}
	*p++ = (uint8_t)value;
	return p;
}

static inline uint8_t *mtr_put_tag(uint8_t *p, unsigned field, unsigned wire)
{
	return mtr_put_varint(p, field << 3 | wire);
}

static inline uint8_t *mtr_put_uint(uint8_t *p, unsigned field, uint64_t value)
{
	return mtr_put_varint(mtr_put_tag(p, field, MTR_WIRE_VARINT), value);
}

static inline uint8_t *mtr_put_fixed32(uint8_t *p, uint32_t value)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	value = __builtin_bswap32(value);
#endif
	memcpy(p, &value, sizeof(value));
	return p + sizeof(value);
}

static inline uint8_t *mtr_put_fixed64(uint8_t *p, uint64_t value)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	value = __builtin_bswap64(value);
#endif
	memcpy(p, &value, sizeof(value));
	return p + sizeof(value);
}

static inline void mtr_emit_uint(struct mtr_encoder *e, unsigned field, uint64_t value)
{
	if (mtr_encode_room(e, MTR_VARINT32_MAX + MTR_VARINT_MAX))
		e->cur = mtr_put_uint(e->cur, field, value);
}

/* Tag and length of a field of @size bytes, and room for these. False: there is none. */
static inline bool mtr_emit_head(struct mtr_encoder *e, unsigned field, size_t size)
{
	if (size > (size_t)(e->end - e->cur) || !mtr_encode_room(e, size + MTR_VARINT32_MAX + MTR_VARINT_MAX)) {
		mtr_encode_overflow(e);
		return false;
	}
	e->cur = mtr_put_varint(mtr_put_tag(e->cur, field, MTR_WIRE_BYTES), size);
	return true;
}

static inline void mtr_emit_bytes(struct mtr_encoder *e, unsigned field, const void *data, size_t size)
{
	if (mtr_emit_head(e, field, size) && size) {
		memcpy(e->cur, data, size);
		e->cur += size;
	}
}

/* Begins a nested message: @length_size bytes are kept free for its length. Returns where its content begins. */
static inline size_t mtr_emit_open_wide(struct mtr_encoder *e, unsigned field, unsigned length_size)
{
	if (mtr_encode_room(e, MTR_VARINT32_MAX + length_size)) {
		e->cur = mtr_put_tag(e->cur, field, MTR_WIRE_BYTES);
		e->cur += length_size;
	}
	return (size_t)(e->cur - e->start);
}

static inline size_t mtr_emit_open(struct mtr_encoder *e, unsigned field)
{
	return mtr_emit_open_wide(e, field, 1);
}

/* Moves the content to where it has to be. Returns how many bytes its length takes. */
unsigned mtr_emit_moved_close(struct mtr_encoder *e, size_t mark, unsigned length_size);

/* Ends it: the length is written, the content moved when it needs more or less than was kept free (1 or 2). */
static inline unsigned mtr_emit_close_wide(struct mtr_encoder *e, size_t mark, unsigned length_size)
{
	size_t size = (size_t)(e->cur - e->start) - mark;

	if (__builtin_expect(e->overflowed, 0))
		return length_size;
	if (size < 0x80 && length_size == 1) {
		e->start[mark - 1] = (uint8_t)size;
		return 1;
	}
	if (size >= 0x80 && size < 0x4000 && length_size == 2) {
		e->start[mark - 2] = (uint8_t)(size | 0x80);
		e->start[mark - 1] = (uint8_t)(size >> 7);
		return 2;
	}
	return mtr_emit_moved_close(e, mark, length_size);
}

static inline void mtr_emit_close(struct mtr_encoder *e, size_t mark)
{
	mtr_emit_close_wide(e, mark, 1);
}

#endif
