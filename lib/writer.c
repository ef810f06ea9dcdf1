/*
 * The writer: rings into frames, and when to sleep.
 *
 * It looks at the rings when it is woken (first event after a silence, a ring half full, a producer that waits) and
 * after at most MTR_FLUSH_MS while there is traffic. After a silence of that length it sleeps without limit.
 */
#include <signal.h>
#include <string.h>
#include <time.h>

#include "end_packet.h"
#include "futex.h"
#include "mitrace_fields.h"
#include "recorder_parts.h"
#include "signal_guard.h"

enum {
	NS_PER_MS = 1000000
};

static uint64_t monotonic_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

void mtr_writer_kick(struct mtr_recorder *recorder)
{
	if (atomic_exchange(&recorder->sleep, MTR_WRITER_RUNS) != MTR_WRITER_RUNS)
		mtr_futex_wake(&recorder->sleep);
}

/* No more numbers. Who comes first says which was the last. */
static void close_counter(struct mtr_recorder *recorder)
{
	uint64_t seq = atomic_fetch_or(&recorder->shared->seq, MTR_SEQ_CLOSED);

	if (!(seq & MTR_SEQ_CLOSED))
		atomic_store(&recorder->shared->end_seq, seq);
}

static bool is_closed(const struct mtr_recorder *recorder)
{
	return atomic_load(&recorder->shared->seq) & MTR_SEQ_CLOSED;
}

/* The number that the next event gets, or would have got. */
static uint64_t next_number(const struct mtr_recorder *recorder)
{
	uint64_t seq = atomic_load(&recorder->shared->seq);

	if (seq & MTR_SEQ_CLOSED)
		do
			seq = atomic_load(&recorder->shared->end_seq);
		while (!seq);
	return seq;
}

void mtr_recorder_fail(struct mtr_recorder *recorder, int err)
{
	int32_t none = 0;
	uint32_t i, nr = atomic_load_explicit(&recorder->nr_rings, memory_order_acquire);

	atomic_compare_exchange_strong(&recorder->error, &none, err);
	close_counter(recorder);
	atomic_store(&recorder->ended, 1);
	for (i = 0; i < nr; i++) {
		if (!recorder->rings[i])
			continue;
		atomic_fetch_add(&recorder->rings[i]->space, 1);
		mtr_futex_wake(&recorder->rings[i]->space);
	}
	mtr_writer_kick(recorder);
}

/* ---- frames into the file */

/*
 * After a frame is in the file: first what it reaches up to, then the room of its records. Who reads the spool never
 * finds a record gone that is not in the trace.
 */
static void release_written(struct mtr_recorder *recorder)
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
		release_written(recorder);
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
	uint64_t limit = next_number(recorder);
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

static void note_lost(struct mtr_recorder *recorder, uint64_t seq)
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
			note_lost(recorder, record->seq);
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
	uint64_t now = monotonic_ns(), claim;

	if (!ring)
		return;
	claim = atomic_load_explicit(&ring->piece->claim, memory_order_acquire);
	if (ring->stuck_claim != claim || ring->stuck_head != ring->source.end) {
		ring->stuck_claim = claim;
		ring->stuck_head = ring->source.end;
		ring->stuck_since = now;
	} else if (now - ring->stuck_since >= (uint64_t)MTR_STUCK_MS * NS_PER_MS) {
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

static bool anyone_waits(const struct mtr_recorder *recorder)
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

	if (mtr_frame_writer_raw(recorder->emitter.frames) >= MTR_FRAME_RAW_WORTH || anyone_waits(recorder))
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
		release_written(recorder); /* definitions that were known already made room */
	else if (flush || is_pressing(recorder))
		err = cut_frame(&recorder->emitter);
	else if (!recorder->deadline)
		recorder->deadline = monotonic_ns() + (uint64_t)MTR_FLUSH_MS * NS_PER_MS;
	return err;
}

/* ---- the end */

/* What was dropped at the very end, with nothing after it to be told before. */
static int emit_untold_drops(struct mtr_recorder *recorder, uint64_t *ret_blocked)
{
	uint64_t blocked = 0;
	uint32_t i;
	int err = 0;

	for (i = 0; i < recorder->merge.nr && !err; i++) {
		const struct mtr_ring *ring = recorder->rings[i];
		uint64_t untold;

		if (!ring)
			continue;
		blocked += atomic_load_explicit(&ring->piece->blocked, memory_order_relaxed);
		untold = atomic_load_explicit(&ring->piece->dropped, memory_order_relaxed) -
			 atomic_load_explicit(&ring->piece->dropped_written, memory_order_relaxed);
		err = mtr_emit_drop(&recorder->emitter, ring->source.thread_id, untold,
				    atomic_load_explicit(&ring->piece->dropped_time, memory_order_relaxed));
	}
	*ret_blocked = blocked;
	return err;
}

static int finish(struct mtr_recorder *recorder)
{
	struct mtr_end end = {
		.reason = MTR_END_REASON_END_EXIT,
		.next_seq = recorder->pass_seq,
		.lost = recorder->lost,
		.nr_lost = recorder->nr_lost,
	};
	uint8_t body[MTR_END_BODY_MAX];
	int err;

	note_lost(recorder, recorder->pass_seq);
	end.nr_lost = recorder->nr_lost;
	err = emit_untold_drops(recorder, &end.blocked);
	if (err)
		return err;
	end.events = recorder->emitter.events;
	end.dropped = recorder->emitter.dropped;
	err = mtr_frame_finish(recorder->emitter.frames, body, mtr_end_body(&end, body));
	if (err)
		return err;
	release_written(recorder);
	atomic_store(&recorder->shared->state, MTR_SPOOL_FINISHED);
	mtr_held_file_unlink(&recorder->spool.file);
	return 0;
}

/* The counter is closed, and all that was committed is in frames. */
static bool is_drained(const struct mtr_recorder *recorder)
{
	uint32_t i;

	if (!is_closed(recorder) || recorder->holder || recorder->merge.chunked)
		return false;
	for (i = 0; i < recorder->merge.nr; i++)
		if (recorder->rings[i] && recorder->rings[i]->source.pos != recorder->rings[i]->source.end)
			return false;
	return true;
}

/* The spool stays: it has what could not be written, and folding may succeed later. */
static void end_in_failure(struct mtr_recorder *recorder, int err)
{
	mtr_recorder_fail(recorder, err);
	atomic_store(&recorder->shared->error, atomic_load(&recorder->error));
	atomic_store(&recorder->shared->state, MTR_SPOOL_FAILED);
}

/* ---- the writer thread */

static bool everything_seen(const struct mtr_recorder *recorder)
{
	uint32_t i;

	/* Sequentially consistent against the producers' fetch_add: see wake_writer(). */
	if (next_number(recorder) != recorder->pass_seq || recorder->holder)
		return false;
	for (i = 0; i < recorder->merge.nr; i++) {
		const struct mtr_ring *ring = recorder->rings[i];

		if (ring && atomic_load_explicit(&ring->piece->head, memory_order_acquire) != ring->source.pos)
			return false;
	}
	return true;
}

/* @quiet: nothing has happened for a while. */
static void sleep_until_needed(struct mtr_recorder *recorder, bool quiet)
{
	uint32_t how = quiet ? MTR_WRITER_IDLE : MTR_WRITER_DOZES;
	int timeout = MTR_FLUSH_MS;

	atomic_store(&recorder->sleep, how);
	if (quiet && !everything_seen(recorder)) {
		how = MTR_WRITER_DOZES;
		atomic_store(&recorder->sleep, how);
	}
	if (recorder->deadline) {
		uint64_t now = monotonic_ns();

		timeout = recorder->deadline > now ? (int)((recorder->deadline - now) / NS_PER_MS) + 1 : 0;
	}
	if (anyone_waits(recorder))
		timeout = recorder->holder ? 1 : 0; /* only a thread between its number and its commit can help */
	if (!is_closed(recorder) && timeout)
		mtr_futex_wait(&recorder->sleep, how, how == MTR_WRITER_IDLE ? -1 : timeout);
	atomic_store(&recorder->sleep, MTR_WRITER_RUNS);
}

/* Passes until the recording is finished or has failed. The caller has set `writing`. */
static void write_until_end(struct mtr_recorder *recorder)
{
	uint64_t before = 0;
	int err = 0;

	while (!err) {
		bool closed = is_closed(recorder);
		bool due = recorder->deadline && monotonic_ns() >= recorder->deadline;

		err = mtr_writer_pass(recorder, closed || due);
		if (!err && atomic_load(&recorder->error))
			err = atomic_load(&recorder->error); /* of a thread that could not get a ring */
		if (err || (closed && is_drained(recorder)))
			break;
		if (closed) {
			mtr_futex_wait(&recorder->finished, 0, 1); /* a producer is between its number and its commit */
			continue;
		}
		sleep_until_needed(recorder, before == recorder->pass_seq && !recorder->deadline);
		before = recorder->pass_seq;
	}
	if (!err)
		err = finish(recorder);
	if (err)
		end_in_failure(recorder, err);
	atomic_store(&recorder->ended, 1);
	atomic_store(&recorder->finished, 1);
	mtr_futex_wake(&recorder->finished);
}

static bool begin_writing(struct mtr_recorder *recorder)
{
	return !atomic_exchange(&recorder->writing, 1);
}

static void end_writing(struct mtr_recorder *recorder)
{
	atomic_store(&recorder->writing, 0);
	mtr_futex_wake(&recorder->writing);
}

void mtr_recorder_run(struct mtr_recorder *recorder)
{
	while (!begin_writing(recorder))
		mtr_futex_wait(&recorder->writing, 1, MTR_FLUSH_MS);
	if (!atomic_load(&recorder->finished))
		write_until_end(recorder);
	end_writing(recorder);
}

bool mtr_writer_assist(struct mtr_recorder *recorder)
{
	struct mtr_signal_guard guard;
	int err;

	mtr_signal_guard_begin(&guard);
	if (!begin_writing(recorder)) {
		mtr_signal_guard_end(&guard);
		return false;
	}
	err = atomic_load(&recorder->finished) ? 0 : mtr_writer_pass(recorder, true);
	if (err)
		end_in_failure(recorder, err);
	end_writing(recorder);
	mtr_signal_guard_end(&guard);
	return true;
}

/* Without a writer thread the one who stops the recording is the writer. */
static void write_end_here(struct mtr_recorder *recorder)
{
	struct mtr_signal_guard guard;

	mtr_signal_guard_begin(&guard);
	if (begin_writing(recorder)) {
		if (!atomic_load(&recorder->finished))
			write_until_end(recorder);
		end_writing(recorder);
	}
	mtr_signal_guard_end(&guard);
}

bool mtr_recorder_stop(struct mtr_recorder *recorder, int timeout_ms)
{
	uint64_t deadline = monotonic_ns() + (uint64_t)(timeout_ms < 0 ? 0 : timeout_ms) * NS_PER_MS;

	if (!mtr_recorder_alive(recorder))
		return true;
	close_counter(recorder);
	mtr_writer_kick(recorder);
	write_end_here(recorder);
	while (!atomic_load(&recorder->finished)) {
		uint64_t now = monotonic_ns();

		if (timeout_ms >= 0 && now >= deadline)
			return false;
		mtr_futex_wait(&recorder->finished, 0,
			       timeout_ms < 0 ? MTR_FLUSH_MS : (int)((deadline - now) / NS_PER_MS) + 1);
	}
	return true;
}
