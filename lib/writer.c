/*
 * A pass of the writer: what is committed in the rings, merged by number, goes into frames, and the room is given back.
 */
#include <string.h>

#include "futex.h"
#include "writer_parts.h"

/* ---- frames into the file */

/*
 * After a frame is in the file: first what it reaches up to, then the room of its records. Who reads the spool never
 * finds a record gone that is not in the trace.
 */
void mtr_writer_release(struct mtr_recorder *recorder)
{
	struct mtr_spool_header *shared = recorder->shared;
	uint32_t i;

	atomic_store_explicit(&shared->written_size, mtr_frame_writer_size(recorder->emitter.frames),
			      memory_order_release);
	atomic_store_explicit(&shared->written_seq, recorder->emitter.seq, memory_order_release);
	for (i = 0; i < recorder->merge.nr; i++) {
		struct mtr_ring *ring = recorder->rings[i];
		struct mtr_spool_piece *piece;

		if (!ring)
			continue;
		piece = ring->piece;
		if (atomic_load_explicit(&piece->tail, memory_order_relaxed) == ring->source.pos)
			continue;
		if (piece->thread_id != ring->source.thread_id) {
			memcpy(piece->thread_body, ring->source.thread_body, sizeof(piece->thread_body));
			piece->thread_size = ring->source.thread_size;
			piece->thread_id = ring->source.thread_id;
		}
		atomic_store(&piece->tail, ring->source.pos);
		atomic_fetch_add(&ring->space, 1);
		if (atomic_load(&ring->waits))
			mtr_futex_wake(&ring->space);
	}
}

static int cut_frame(struct mtr_emitter *emitter)
{
	struct mtr_recorder *recorder = emitter->context;
	int err = mtr_frame_cut(emitter->frames);

	if (!err)
		mtr_writer_release(recorder);
	recorder->deadline = 0;
	return err;
}

static int add_knowledge_piece(struct mtr_recorder *recorder)
{
	struct mtr_spool_piece *piece = NULL;
	int err;

	pthread_mutex_lock(&recorder->lock);
	err = mtr_spool_add(&recorder->spool, MTR_PIECE_KNOWLEDGE, MTR_KNOWLEDGE_SIZE, &piece);
	if (!err) {
		mtr_spool_publish(&recorder->spool);
		atomic_store_explicit(&recorder->nr_rings, piece->index + 1, memory_order_release);
		recorder->knowledge[recorder->nr_knowledge++] = piece;
	}
	pthread_mutex_unlock(&recorder->lock);
	return err;
}

/* Definitions go into the spool too: folding must repeat those of which only the trace has the record. */
static const uint8_t *keep_definition(struct mtr_emitter *emitter, uint32_t id, const uint8_t *body, uint32_t size)
{
	struct mtr_recorder *recorder = emitter->context;
	const struct mtr_knowledge_entry entry = {size, id};
	uint64_t need = (sizeof(entry) + size + 7) & ~UINT64_C(7), used;
	struct mtr_spool_piece *piece = recorder->nr_knowledge ? recorder->knowledge[recorder->nr_knowledge - 1] : NULL;
	uint8_t *p;

	if (!piece || piece->data_size - atomic_load_explicit(&piece->head, memory_order_relaxed) < need) {
		if (recorder->nr_knowledge == MTR_KNOWLEDGE_PIECES || add_knowledge_piece(recorder))
			return NULL;
		piece = recorder->knowledge[recorder->nr_knowledge - 1];
	}
	used = atomic_load_explicit(&piece->head, memory_order_relaxed);
	p = (uint8_t *)piece + MTR_SPOOL_PAGE + used;
	memcpy(p, &entry, sizeof(entry));
	memcpy(p + sizeof(entry), body, size);
	atomic_store_explicit(&piece->head, used + need, memory_order_release);
	return p + sizeof(entry);
}

void mtr_writer_init(struct mtr_recorder *recorder)
{
	recorder->emitter.cut = cut_frame;
	recorder->emitter.keep = keep_definition;
	recorder->emitter.context = recorder;
}

/* ---- a pass */

/*
 * Takes stock: the counter first, then each claim, then each head (ring.h says why). Returns the number up to which
 * everything is committed and visible.
 */
static uint64_t take_stock(struct mtr_recorder *recorder)
{
	uint64_t limit = mtr_writer_next_number(recorder);
	uint32_t i, nr = atomic_load_explicit(&recorder->nr_rings, memory_order_acquire);

	recorder->pass_seq = limit;
	recorder->merge.nr = nr;
	recorder->emitter.nr_sources = nr;
	recorder->holder = NULL;
	for (i = 0; i < nr; i++) {
		struct mtr_ring *ring = recorder->rings[i];
		uint64_t claim;

		if (!ring)
			continue;
		claim = atomic_load_explicit(&ring->piece->claim, memory_order_acquire);
		if (claim && claim != ring->source.aside && claim < limit) {
			limit = claim;
			recorder->holder = ring;
		}
		ring->source.end = atomic_load_explicit(&ring->piece->head, memory_order_acquire);
	}
	return limit;
}

void mtr_writer_note_lost(struct mtr_recorder *recorder, uint64_t seq)
{
	uint64_t lost;

	for (lost = recorder->emitter.seq + 1; lost < seq && recorder->nr_lost < MTR_LOST_MAX; lost++)
		recorder->lost[recorder->nr_lost++] = lost;
}

static int emit_record(struct mtr_recorder *recorder, struct mtr_source *source, const struct mtr_record_view *view)
{
	const struct mtr_record *record = &view->record;

	if (record->kind == MTR_RECORD_EVENT || record->kind == MTR_RECORD_CHUNK) {
		/* From a thread that was given up on and came back after all: its place is taken. */
		if (record->seq <= recorder->emitter.seq)
			return 0;
		if (record->kind == MTR_RECORD_EVENT || record->flags & MTR_RECORD_FIRST)
			mtr_writer_note_lost(recorder, record->seq);
	}
	return mtr_emit(&recorder->emitter, source, view);
}

/* The thread that was writing an event in chunks has left it: its ring has no more of it, and no claim. */
static void check_chunks(struct mtr_recorder *recorder)
{
	struct mtr_source *chunked = recorder->merge.chunked;
	uint32_t i;

	for (i = 0; chunked && i < recorder->merge.nr; i++) {
		struct mtr_ring *ring = recorder->rings[i];

		if (!ring || &ring->source != chunked)
			continue;
		if (!atomic_load_explicit(&ring->piece->claim, memory_order_acquire) &&
		    atomic_load_explicit(&ring->piece->head, memory_order_acquire) == chunked->pos)
			mtr_merge_give_up_chunks(&recorder->merge);
	}
}

/* A claim that does not move for long belongs to a thread that will not come back: go on without it. */
static void check_holder(struct mtr_recorder *recorder)
{
	struct mtr_ring *ring = recorder->holder;
	uint64_t now = mtr_monotonic_ns(), claim;

	if (!ring)
		return;
	claim = atomic_load_explicit(&ring->piece->claim, memory_order_acquire);
	if (ring->stuck_claim != claim || ring->stuck_head != ring->source.end) {
		ring->stuck_claim = claim;
		ring->stuck_head = ring->source.end;
		ring->stuck_since = now;
	} else if (now - ring->stuck_since >= (uint64_t)MTR_STUCK_MS * MTR_NS_PER_MS) {
		ring->source.aside = claim;
		if (recorder->merge.chunked == &ring->source)
			mtr_merge_give_up_chunks(&recorder->merge);
	}
}

/* Its thread waits, and cannot go on before something of it is written. */
static bool is_waited_for(const struct mtr_ring *ring)
{
	return atomic_load(&ring->waits) &&
	       ring->size - (atomic_load(&ring->piece->head) - atomic_load(&ring->piece->tail)) < MTR_RECORD_MAX;
}

bool mtr_writer_is_waited_for(const struct mtr_recorder *recorder)
{
	uint32_t i;

	for (i = 0; i < recorder->merge.nr; i++)
		if (recorder->rings[i] && is_waited_for(recorder->rings[i]))
			return true;
	return false;
}

/* Gathered packets are worth a frame, or take room that a ring's thread could use. */
static bool is_pressing(const struct mtr_recorder *recorder)
{
	uint32_t i;

	if (mtr_frame_writer_raw(recorder->emitter.frames) >= MTR_FRAME_RAW_WORTH || mtr_writer_is_waited_for(recorder))
		return true;
	for (i = 0; i < recorder->merge.nr; i++) {
		const struct mtr_ring *ring = recorder->rings[i];

		if (ring &&
		    ring->source.pos - atomic_load_explicit(&ring->piece->tail, memory_order_relaxed) >= ring->size / 4)
			return true;
	}
	return false;
}

int mtr_writer_pass(struct mtr_recorder *recorder, bool flush)
{
	uint64_t limit = take_stock(recorder);
	struct mtr_record_view view;
	struct mtr_source *source;
	int got, err = 0;

	mtr_merge_begin(&recorder->merge);
	while (!err && (got = mtr_merge_next(&recorder->merge, limit, &view, &source)) != 0) {
		if (got < 0)
			continue; /* the client wrote over its ring */
		err = emit_record(recorder, source, &view);
		if (!err)
			mtr_merge_pop(&recorder->merge, &view, source);
	}
	if (err)
		return err;
	check_chunks(recorder);
	check_holder(recorder);
	if (!mtr_frame_writer_raw(recorder->emitter.frames))
		mtr_writer_release(recorder); /* definitions that were known already made room */
	else if (flush || is_pressing(recorder))
		err = cut_frame(&recorder->emitter);
	else if (!recorder->deadline)
		recorder->deadline = mtr_monotonic_ns() + (uint64_t)MTR_FLUSH_MS * MTR_NS_PER_MS;
	return err;
}
