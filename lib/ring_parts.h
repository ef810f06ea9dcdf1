/*
 * Steps that the files of the hot path share: inline, because every event takes them. Inside the recorder only.
 */
#ifndef MTR_RING_PARTS_H
#define MTR_RING_PARTS_H

#include "event_clock.h"
#include "recorder_parts.h"

static inline uint64_t mtr_ring_room(const struct mtr_ring *ring)
{
	return ring->size - (ring->head - ring->tail_seen);
}

static inline uint64_t mtr_ring_counter(const struct mtr_recorder *recorder)
{
	return atomic_load_explicit(&recorder->shared->seq, memory_order_relaxed) & ~MTR_SEQ_CLOSED;
}

/* The number of an event, the ring's claim narrowed to it. 0: the recording has ended, nothing is claimed. */
static inline uint64_t mtr_ring_take_number(struct mtr_ring *ring)
{
	struct mtr_spool_header *shared = ring->recorder->shared;
	uint64_t seq;

	mtr_ring_claim(ring, shared);
	seq = atomic_fetch_add(&shared->seq, 1);
	if (__builtin_expect(seq & MTR_SEQ_CLOSED, 0)) {
		mtr_ring_unclaim(ring);
		return 0;
	}
	atomic_store_explicit(&ring->piece->claim, seq, memory_order_relaxed);
	return seq;
}

/* After a commit: the writer must not sleep on while there is something to do. */
static inline void mtr_ring_wake_writer(struct mtr_ring *ring)
{
	/* Sequentially consistent, as the fetch_add before it: who goes idle stores this word, then loads the counter. */
	uint32_t sleep = atomic_load(&ring->recorder->sleep);

	if (sleep == MTR_WRITER_RUNS)
		return;
	if (sleep == MTR_WRITER_DOZES) {
		if (ring->head - ring->tail_seen < ring->watermark)
			return;
		ring->tail_seen = atomic_load_explicit(&ring->piece->tail, memory_order_acquire);
		if (ring->head - ring->tail_seen < ring->watermark)
			return;
	}
	mtr_writer_kick(ring->recorder);
}

static inline uint32_t mtr_ring_overhead(uint64_t begin)
{
	uint64_t now = mtr_event_clock_ns();

	if (now <= begin)
		return 0;
	return now - begin < UINT32_MAX ? (uint32_t)(now - begin) : UINT32_MAX;
}

/* Counts an event that is lost. Returns 0, for who returns its number. */
uint64_t mtr_ring_drop(struct mtr_ring *ring, const struct mtr_event *event);
/* There is room again: what was lost is told before what comes next. */
void mtr_ring_tell_drops(struct mtr_ring *ring, const struct mtr_ring *home);

/* The tail as it is now. True: there is room for a record. */
bool mtr_ring_look_for_room(struct mtr_ring *ring);

/* Definitions of the schemas that an encoded event uses and this ring has not had yet. False: no room. */
bool mtr_ring_write_schemas(struct mtr_ring *ring, const struct mtr_encoder *e, bool wait);

enum {
	MTR_SCRATCH_MIN = 4 * MTR_PACKET_MAX
};
/* Scratch memory of at least @size bytes; what was in it is lost when it grows. */
bool mtr_ring_grow_scratch(struct mtr_ring *ring, size_t size);

/*
 * An event that was too large for a packet: encoded again into scratch memory, committed in chunks. @record has all
 * but number, cut and overhead.
 */
uint64_t mtr_ring_write_large(struct mtr_ring *ring, const struct mtr_event *event, struct mtr_record *record,
			      bool wait);

#endif
