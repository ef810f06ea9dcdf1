/* Rings come, serve one thread after the other, and go. Cold: locks, maps and allocates on disk. */
#include "ring.h"

#include <errno.h>
#include <string.h>

#include "encode_wire.h"
#include "fail.h"
#include "mitrace_fields.h"
#include "pages.h"
#include "recorder_parts.h"
#include "signal_guard.h"

enum {
	NAME_MAX_BYTES = 32,  /* of a thread's name; Linux has 15 */
	FREE_KEPT = 4,        /* rings without a thread that keep their blocks */
	RINGS_OF_A_SIZE = 16, /* then rings get smaller: many threads seldom are all busy */
};

int mtr_ring_new(struct mtr_recorder *recorder, uint64_t size, bool spare, struct mtr_ring **ret)
{
	struct mtr_ring *ring = mtr_pages_map(sizeof(*ring));
	int err;

	if (!ring)
		return mtr_fail(-ENOMEM, "no memory for a ring");
	err = mtr_spool_add(&recorder->spool, MTR_PIECE_RING, size, &ring->piece);
	if (err)
		goto fail;
	ring->recorder = recorder;
	ring->data = (uint8_t *)ring->piece + MTR_SPOOL_PAGE;
	ring->size = size;
	ring->file_offset = mtr_spool_last_data(&recorder->spool, ring->piece);
	ring->watermark = size / 2;
	ring->index = ring->piece->index;
	ring->spare = spare;
	ring->env.redaction = recorder->redaction;
	ring->env.cap = recorder->event_cap;
	ring->source.data = ring->data;
	ring->source.mask = size - 1;
	if (!spare) {
		err = -ENOMEM;
		ring->env.schemas = mtr_schema_cache_new();
		if (!ring->env.schemas)
			goto fail;
	}
	recorder->rings[ring->index] = ring;
	recorder->sources[ring->index] = &ring->source;
	mtr_spool_publish(&recorder->spool);
	atomic_store_explicit(&recorder->nr_rings, ring->index + 1, memory_order_release);
	*ret = ring;
	return 0;
fail:
	mtr_ring_free(ring);
	return err;
}

void mtr_ring_free(struct mtr_ring *ring)
{
	if (!ring)
		return;
	mtr_schema_cache_free(ring->env.schemas);
	mtr_pages_unmap(ring->scratch, ring->scratch_size);
	mtr_spool_unmap(ring->piece);
	mtr_pages_unmap(ring, sizeof(*ring));
}

static bool is_empty(const struct mtr_ring *ring)
{
	return atomic_load_explicit(&ring->piece->tail, memory_order_acquire) == ring->head;
}

void mtr_ring_shrink(struct mtr_recorder *recorder)
{
	struct mtr_ring *ring;
	unsigned kept = 0;

	pthread_mutex_lock(&recorder->lock);
	for (ring = recorder->free_rings; ring; ring = ring->next_free) {
		if (ring->hollow || kept++ < FREE_KEPT || !is_empty(ring))
			continue;
		ring->hollow = !mtr_held_file_punch(&recorder->spool.file, ring->file_offset, ring->size);
	}
	pthread_mutex_unlock(&recorder->lock);
}

static int fill_hollow(struct mtr_recorder *recorder, struct mtr_ring *ring)
{
	int err = ring->hollow ? mtr_held_file_allocate(&recorder->spool.file, ring->file_offset, ring->size) : 0;

	if (!err)
		ring->hollow = false;
	return err;
}

/*
 * A ring that nobody uses and that has room at once. What its last thread left in it is still to be written.
 * *ret NULL: there is none.
 */
static int take_free(struct mtr_recorder *recorder, struct mtr_ring **ret)
{
	struct mtr_ring **link = &recorder->free_rings;
	int err = 0;

	*ret = NULL;
	while (*link && !mtr_ring_reserve(*link, false))
		link = &(*link)->next_free;
	if (!*link)
		return 0;
	err = fill_hollow(recorder, *link);
	if (err)
		return err;
	*ret = *link;
	*link = (*ret)->next_free;
	(*ret)->next_free = NULL;
	return 0;
}

static uint64_t size_for_next(const struct mtr_recorder *recorder)
{
	uint64_t size = recorder->ring_size;
	uint32_t before;

	for (before = RINGS_OF_A_SIZE; before <= recorder->nr_rings && size > MTR_RING_SIZE_MIN;
	     before += RINGS_OF_A_SIZE)
		size /= 2;
	return size;
}

static void write_thread(struct mtr_ring *ring, uint32_t tid, const char *name)
{
	struct mtr_record record = {
		.kind = MTR_RECORD_THREAD,
		.home = (uint16_t)ring->index,
		.thread = ring->thread,
		.seq = atomic_load_explicit(&ring->recorder->shared->seq, memory_order_relaxed) & ~MTR_SEQ_CLOSED,
	};
	size_t len = name ? strnlen(name, NAME_MAX_BYTES) : 0;
	uint8_t content[2 * (1 + MTR_VARINT_MAX) + 2 + NAME_MAX_BYTES], *p = content, *body = mtr_ring_body(ring);

	p = mtr_put_uint(p, MTR_THREAD_ID, ring->thread);
	p = mtr_put_uint(p, MTR_THREAD_TID, tid);
	if (name) {
		p = mtr_put_varint(mtr_put_tag(p, MTR_THREAD_NAME, MTR_WIRE_BYTES), len);
		memcpy(p, name, len);
		p += len;
	}
	body = mtr_put_varint(mtr_put_tag(body, MTR_PACKET_THREAD_INFO, MTR_WIRE_BYTES), (uint64_t)(p - content));
	memcpy(body, content, (size_t)(p - content));
	mtr_ring_commit(ring, &record, (size_t)(body - mtr_ring_body(ring)) + (size_t)(p - content), NULL);
}

struct mtr_ring *mtr_ring_acquire(struct mtr_recorder *recorder, uint32_t tid, const char *name)
{
	struct mtr_signal_guard guard;
	struct mtr_ring *ring;
	int err;

	if (!mtr_recorder_alive(recorder) || atomic_load(&recorder->ended))
		return NULL;
	mtr_signal_guard_begin(&guard);
	pthread_mutex_lock(&recorder->lock);
	err = take_free(recorder, &ring);
	if (!err && !ring)
		err = mtr_ring_new(recorder, size_for_next(recorder), false, &ring);
	if (!err) {
		ring->thread = ++recorder->nr_threads;
		write_thread(ring, tid, name);
	}
	pthread_mutex_unlock(&recorder->lock);
	/* A thread whose events cannot be recorded would be a silent hole. */
	if (err)
		mtr_recorder_fail(recorder, err);
	mtr_signal_guard_end(&guard);
	return err ? NULL : ring;
}

void mtr_ring_release(struct mtr_ring *ring)
{
	struct mtr_signal_guard guard;
	struct mtr_recorder *recorder;

	if (!ring || !mtr_recorder_alive(ring->recorder))
		return;
	recorder = ring->recorder;
	mtr_signal_guard_begin(&guard);
	/* The thread may have been cancelled in the middle of an event. */
	mtr_ring_unclaim(ring);
	ring->busy_frame = NULL;
	pthread_mutex_lock(&recorder->lock);
	ring->next_free = recorder->free_rings;
	recorder->free_rings = ring;
	pthread_mutex_unlock(&recorder->lock);
	mtr_signal_guard_end(&guard);
}
