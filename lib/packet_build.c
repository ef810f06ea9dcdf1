/* Envelopes of packets. A field is written when it has something to say. */
#include "packet_build.h"

#include <string.h>

#include "encode_wire.h"
#include "mitrace_fields.h"

static uint8_t *put_unless_zero(uint8_t *p, unsigned field, uint64_t value)
{
	return value ? mtr_put_uint(p, field, value) : p;
}

static bool has_number(const struct mtr_record *record)
{
	return record->kind == MTR_RECORD_EVENT || record->kind == MTR_RECORD_CHUNK;
}

void mtr_packet_build(struct mtr_packet *packet, const struct mtr_record_view *view, uint64_t clock_base)
{
	const struct mtr_record *record = &view->record;
	uint8_t *p = packet->prefix;

	packet->suffix_size = 0;
	packet->body = view->body;
	packet->body_size = record->body;
	if (has_number(record))
		p = mtr_put_uint(p, MTR_PACKET_SEQ, record->seq);
	if (has_number(record) || record->kind == MTR_RECORD_DROP) {
		p = mtr_put_uint(p, MTR_PACKET_TIME, record->time > clock_base ? record->time - clock_base : 0);
		p = put_unless_zero(p, MTR_PACKET_THREAD, record->thread);
	}
	if (record->kind == MTR_RECORD_EVENT) {
		p = mtr_put_uint(p, MTR_PACKET_OVERHEAD, record->overhead);
		p = put_unless_zero(p, MTR_PACKET_PARENT, record->parent);
		packet->suffix_size =
			(uint32_t)(put_unless_zero(packet->suffix, MTR_PACKET_CUT, record->cut) - packet->suffix);
	}
	packet->prefix_size = (uint32_t)(p - packet->prefix);
}

void mtr_packet_wrap(struct mtr_packet *packet, const void *body, size_t size)
{
	packet->prefix_size = 0;
	packet->suffix_size = 0;
	packet->body = body;
	packet->body_size = (uint32_t)size;
}

uint8_t *mtr_packet_copy(const struct mtr_packet *packet, uint8_t *out)
{
	memcpy(out, packet->prefix, packet->prefix_size);
	out += packet->prefix_size;
	memcpy(out, packet->body, packet->body_size);
	out += packet->body_size;
	memcpy(out, packet->suffix, packet->suffix_size);
	return out + packet->suffix_size;
}
