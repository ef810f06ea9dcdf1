/* Events larger than a packet: encoded into scratch memory, committed as chunks of one number. */
#include <string.h>

#include "encode_wire.h"
#include "mitrace_fields.h"
#include "pages.h"
#include "ring_parts.h"

enum {
	CHUNK_HEAD_MAX = 32,                            /* tags and numbers of a Chunk */
	CHUNK_DATA_MAX = MTR_BODY_MAX - CHUNK_HEAD_MAX, /* bytes of the packet in one chunk */
	SCRATCH_KEPT = 4 << 20,                         /* a larger one is given back after its event */
	CAP_MIN = 64, /* bytes of a string below which cutting shorter does not help */
};

bool mtr_ring_grow_scratch(struct mtr_ring *ring, size_t size)
{
	uint8_t *grown;

	if (size <= ring->scratch_size)
		return true;
	/* Its contents are of no use: what did not fit is encoded again. */
	grown = mtr_pages_map(size);
	if (!grown)
		return false;
	mtr_pages_unmap(ring->scratch, ring->scratch_size);
	ring->scratch = grown;
	ring->scratch_size = size;
	return true;
}

/* Encodes into scratch memory, with shorter and shorter pieces when the event is above the cap. */
static bool encode_large(struct mtr_ring *ring, const struct mtr_event *event, struct mtr_encoder *e)
{
	size_t limit = ring->recorder->event_cap + 2 * MTR_ENVELOPE_MAX;
	struct mtr_encoder_env env = ring->env;
	size_t size = ring->scratch_size > MTR_SCRATCH_MIN ? ring->scratch_size : MTR_SCRATCH_MIN;

	while (env.cap >= CAP_MIN) {
		if (size > limit)
			size = limit;
		if (!mtr_ring_grow_scratch(ring, size))
			return false;
		mtr_encoder_begin(e, ring->scratch + MTR_ENVELOPE_MAX, size - 2 * MTR_ENVELOPE_MAX, &env);
		event->encode(e, event->context);
		if (!mtr_encoder_overflowed(e))
			return true;
		if (size == limit)
			env.cap /= 4;
		else
			size *= 2;
	}
	return false;
}

/* The envelope around the body in scratch memory: the packet that is to be cut into chunks. */
static uint8_t *wrap_large(const struct mtr_ring *ring, const struct mtr_record *record, uint8_t *body, size_t size,
			   size_t *ret_size)
{
	struct mtr_record_view view = {.record = *record, .body = body};
	struct mtr_packet packet;

	view.record.kind = MTR_RECORD_EVENT;
	mtr_packet_build(&packet, &view, ring->recorder->shared->clock_base);
	memcpy(body - packet.prefix_size, packet.prefix, packet.prefix_size);
	memcpy(body + size, packet.suffix, packet.suffix_size);
	*ret_size = packet.prefix_size + size + packet.suffix_size;
	return body - packet.prefix_size;
}

static void write_chunk(struct mtr_ring *ring, struct mtr_record *record, const uint8_t *data, size_t size,
			const uint32_t *schemas)
{
	bool last = record->flags & MTR_RECORD_LAST;
	size_t inner = 1 + mtr_varint_size(record->parent) + (last ? 2 : 0) + 1 + mtr_varint_size(size) + size;
	uint8_t *p = mtr_ring_body(ring);

	p = mtr_put_varint(mtr_put_tag(p, MTR_PACKET_CHUNK, MTR_WIRE_BYTES), inner);
	p = mtr_put_uint(p, MTR_CHUNK_INDEX, record->parent);
	if (last)
		p = mtr_put_uint(p, MTR_CHUNK_LAST, 1);
	p = mtr_put_varint(mtr_put_tag(p, MTR_CHUNK_DATA, MTR_WIRE_BYTES), size);
	memcpy(p, data, size);
	mtr_ring_commit(ring, record, (size_t)(p + size - mtr_ring_body(ring)), schemas);
}

/* A claim on exactly this number lets every lower one be written, so waiting for room here ends. */
static bool write_chunks(struct mtr_ring *ring, struct mtr_record *record, const struct mtr_encoder *e, bool wait)
{
	size_t left;
	const uint8_t *data = wrap_large(ring, record, e->start, mtr_encoder_size(e), &left);

	record->kind = MTR_RECORD_CHUNK;
	record->flags = MTR_RECORD_FIRST;
	record->nr_schemas = (uint8_t)e->nr_schemas;
	for (record->parent = 0; left; record->parent++) {
		size_t size = left < CHUNK_DATA_MAX ? left : CHUNK_DATA_MAX;

		if (!mtr_ring_reserve(ring, wait))
			return false;
		left -= size;
		record->flags |= left ? 0 : MTR_RECORD_LAST;
		write_chunk(ring, record, data, size, e->schemas);
		record->flags = 0;
		record->nr_schemas = 0;
		data += size;
		mtr_ring_wake_writer(ring);
	}
	return true;
}

/* Without waiting, all chunks must fit at once. */
static bool chunks_fit(struct mtr_ring *ring, size_t size)
{
	uint64_t chunks = size / CHUNK_DATA_MAX + 2;

	mtr_ring_look_for_room(ring);
	return mtr_ring_room(ring) >= chunks * MTR_RECORD_MAX;
}

uint64_t mtr_ring_write_large(struct mtr_ring *ring, const struct mtr_event *event, struct mtr_record *record,
			      bool wait)
{
	uint64_t seq = 0, owner = ring->owner;
	struct mtr_encoder e;

	if (!encode_large(ring, event, &e) || !mtr_ring_write_schemas(ring, &e, wait) ||
	    (!wait && !chunks_fit(ring, mtr_encoder_size(&e))))
		return mtr_ring_drop(ring, event);
	record->cut = e.cut;
	record->overhead = mtr_ring_overhead(event->time);
	if (ring->owner != owner)
		return mtr_ring_drop(ring, event);
	record->seq = mtr_ring_take_number(ring);
	if (record->seq) {
		seq = write_chunks(ring, record, &e, wait) ? record->seq : 0;
		mtr_ring_unclaim(ring);
		mtr_ring_wake_writer(ring);
	}
	if (ring->scratch_size > SCRATCH_KEPT) {
		mtr_pages_unmap(ring->scratch, ring->scratch_size);
		ring->scratch = NULL;
		ring->scratch_size = 0;
	}
	return seq;
}
