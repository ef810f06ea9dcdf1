/* End and Drop, by hand: the recorder does not carry protobuf-c. */
#include "end_packet.h"

#include <string.h>

#include "encode_wire.h"
#include "mitrace_fields.h"

static uint8_t *put_bytes(uint8_t *p, unsigned field, const void *data, size_t size)
{
	p = mtr_put_varint(mtr_put_tag(p, field, MTR_WIRE_BYTES), size);
	memcpy(p, data, size);
	return p + size;
}

static uint8_t *put_lost(uint8_t *p, const struct mtr_end *end)
{
	uint8_t numbers[MTR_END_LOST_MAX * MTR_VARINT_MAX], *n = numbers;
	uint32_t i;

	for (i = 0; i < end->nr_lost && i < MTR_END_LOST_MAX; i++)
		n = mtr_put_varint(n, end->lost[i]);
	return n == numbers ? p : put_bytes(p, MTR_END_UNFINISHED, numbers, (size_t)(n - numbers));
}

size_t mtr_end_body(const struct mtr_end *end, uint8_t *out)
{
	uint8_t content[MTR_END_BODY_MAX - 8], *p = content;

	p = mtr_put_uint(p, MTR_END_REASON, end->reason);
	p = mtr_put_uint(p, MTR_END_EVENTS, end->events);
	p = mtr_put_uint(p, MTR_END_NEXT_SEQ, end->next_seq);
	p = mtr_put_uint(p, MTR_END_DROPPED, end->dropped);
	if (end->message)
		p = put_bytes(p, MTR_END_MESSAGE, end->message, strnlen(end->message, MTR_END_MESSAGE_MAX));
	p = put_lost(p, end);
	p = mtr_put_uint(p, MTR_END_BLOCKED, end->blocked);
	return (size_t)(put_bytes(out, MTR_PACKET_END, content, (size_t)(p - content)) - out);
}

uint8_t *mtr_put_drop(uint8_t *out, uint64_t count, uint64_t time)
{
	uint8_t content[2 * (1 + MTR_VARINT_MAX)], *p = content;

	p = mtr_put_uint(p, MTR_DROP_COUNT, count);
	p = mtr_put_uint(p, MTR_DROP_FIRST_TIME, time);
	return put_bytes(out, MTR_PACKET_DROP, content, (size_t)(p - content));
}
