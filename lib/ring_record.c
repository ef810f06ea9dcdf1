/* What a ring can do for its producer: give room, commit, count what is lost. */
#include <errno.h>
#include <string.h>

#include "end_packet.h"
#include "futex.h"
#include "ring_parts.h"

enum {
	WAIT_MS = 100
}; /* a producer that waits looks for itself after this time */

/* ---- room */

bool mtr_ring_look_for_room(struct mtr_ring *ring)
{
	ring->tail_seen = atomic_load_explicit(&ring->piece->tail, memory_order_acquire);
	return mtr_ring_room(ring) >= MTR_RECORD_MAX;
}

/*
 * The writer stores tail and then looks at `waits`; the other order here, all of it sequentially consistent, so one
 * of the two sees the other.
 */
static bool wait_for_room(struct mtr_ring *ring)
{
	struct mtr_recorder *recorder = ring->recorder;
	bool room = false;

	atomic_fetch_add_explicit(&ring->piece->blocked, 1, memory_order_relaxed);
	atomic_store(&ring->waits, 1);
	while (!atomic_load_explicit(&recorder->ended, memory_order_acquire)) {
		uint32_t space = atomic_load(&ring->space);

		ring->tail_seen = atomic_load(&ring->piece->tail);
		room = mtr_ring_room(ring) >= MTR_RECORD_MAX;
		if (room)
			break;
		if (mtr_writer_assist(recorder))
			continue;
		mtr_writer_kick(recorder);
		mtr_futex_wait(&ring->space, space, WAIT_MS);
	}
	atomic_store(&ring->waits, 0);
	return room;
}

bool mtr_ring_reserve(struct mtr_ring *ring, bool wait)
{
	if (__builtin_expect(mtr_ring_room(ring) >= MTR_RECORD_MAX, 1))
		return true;
	return mtr_ring_look_for_room(ring) || (wait && wait_for_room(ring));
}

/* ---- records */

static size_t padded(size_t size, size_t to)
{
	return (size + to - 1) & ~(to - 1);
}

void mtr_ring_commit(struct mtr_ring *ring, struct mtr_record *record, size_t size, const uint32_t *schemas)
{
	uint8_t *body = mtr_ring_body(ring);
	size_t ids = sizeof(*schemas) * record->nr_schemas;

	record->body = (uint32_t)size;
	record->size = (uint32_t)padded(sizeof(*record) + padded(size, 4) + ids, 8);
	memcpy(body - sizeof(*record), record, sizeof(*record));
	if (ids)
		memcpy(body + padded(size, 4), schemas, ids);
	ring->head += record->size;
	atomic_store_explicit(&ring->piece->head, ring->head, memory_order_release);
}

/* ---- drops */

uint64_t mtr_ring_drop(struct mtr_ring *ring, const struct mtr_event *event)
{
	struct mtr_spool_piece *piece = ring->piece;

	if (atomic_load_explicit(&ring->recorder->ended, memory_order_relaxed))
		return 0;
	if (!atomic_fetch_add_explicit(&ring->untold, 1, memory_order_relaxed)) {
		ring->untold_seq = mtr_ring_counter(ring->recorder);
		atomic_store_explicit(&piece->dropped_time, event->time, memory_order_relaxed);
	}
	atomic_store_explicit(&piece->dropped, atomic_load_explicit(&piece->dropped, memory_order_relaxed) + 1,
			      memory_order_relaxed);
	return 0;
}

void mtr_ring_tell_drops(struct mtr_ring *ring, const struct mtr_ring *home)
{
	struct mtr_spool_piece *piece = ring->piece;
	uint64_t count = atomic_load_explicit(&ring->untold, memory_order_relaxed);
	struct mtr_record record = {
		.kind = MTR_RECORD_DROP,
		.home = (uint16_t)home->index,
		.thread = home->thread,
		.seq = ring->untold_seq,
		.time = atomic_load_explicit(&piece->dropped_time, memory_order_relaxed),
		.parent = count,
	};
	uint64_t base = ring->recorder->shared->clock_base;
	uint8_t *body = mtr_ring_body(ring);
	uint8_t *end = mtr_put_drop(body, count, record.time > base ? record.time - base : 0);

	mtr_ring_commit(ring, &record, (size_t)(end - body), NULL);
	atomic_store_explicit(&piece->dropped_written,
			      atomic_load_explicit(&piece->dropped_written, memory_order_relaxed) + count,
			      memory_order_relaxed);
	atomic_fetch_sub_explicit(&ring->untold, count, memory_order_relaxed);
}
