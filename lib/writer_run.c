/*
 * When the writer looks at the rings, and how a recording ends.
 *
 * It looks when it is woken (first event after a silence, a ring half full, a producer that waits) and after at most
 * MTR_FLUSH_MS while there is traffic. After a silence of that length it sleeps without limit.
 */
#include "end_packet.h"
#include "fail.h"
#include "futex.h"
#include "mitrace_fields.h"
#include "signal_guard.h"
#include "writer_parts.h"

enum {
	STOP_WAIT_MS = 50
}; /* who stops a recording looks for himself after this time */

void mtr_writer_kick(struct mtr_recorder *recorder)
{
	if (atomic_exchange(&recorder->sleep, MTR_WRITER_RUNS) != MTR_WRITER_RUNS)
		mtr_futex_wake(&recorder->sleep);
}

void mtr_writer_close_counter(struct mtr_recorder *recorder)
{
	uint64_t seq = atomic_fetch_or(&recorder->shared->seq, MTR_SEQ_CLOSED);

	if (!(seq & MTR_SEQ_CLOSED))
		atomic_store(&recorder->shared->end_seq, seq);
}

void mtr_recorder_fail(struct mtr_recorder *recorder, int err)
{
	int32_t none = 0;
	uint32_t i, nr = atomic_load_explicit(&recorder->nr_rings, memory_order_acquire);

	atomic_compare_exchange_strong(&recorder->error, &none, err);
	mtr_writer_close_counter(recorder);
	atomic_store(&recorder->ended, 1);
	for (i = 0; i < nr; i++) {
		if (!recorder->rings[i])
			continue;
		atomic_fetch_add(&recorder->rings[i]->space, 1);
		mtr_futex_wake(&recorder->rings[i]->space);
	}
	mtr_writer_kick(recorder);
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

	mtr_writer_note_lost(recorder, recorder->pass_seq);
	end.nr_lost = recorder->nr_lost;
	err = emit_untold_drops(recorder, &end.blocked);
	if (err)
		return err;
	end.events = recorder->emitter.events;
	end.dropped = recorder->emitter.dropped;
	err = mtr_frame_finish(recorder->emitter.frames, body, mtr_end_body(&end, body));
	if (err)
		return err;
	mtr_writer_release(recorder);
	atomic_store(&recorder->shared->state, MTR_SPOOL_FINISHED);
	mtr_held_file_unlink(&recorder->spool.file);
	return 0;
}

/* The counter is closed, and all that was committed is in frames. */
static bool is_drained(const struct mtr_recorder *recorder)
{
	uint32_t i;

	if (!mtr_writer_closed(recorder) || recorder->holder || recorder->merge.chunked)
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
	if (mtr_writer_next_number(recorder) != recorder->pass_seq || recorder->holder)
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
	} else if (quiet) {
		mtr_ring_shrink(recorder);
	}
	if (recorder->deadline) {
		uint64_t now = mtr_monotonic_ns();

		timeout = recorder->deadline > now ? (int)((recorder->deadline - now) / MTR_NS_PER_MS) + 1 : 0;
	}
	if (mtr_writer_is_waited_for(recorder))
		timeout = recorder->holder ? 1 : 0; /* only a thread between its number and its commit can help */
	if (!mtr_writer_closed(recorder) && timeout)
		mtr_futex_wait(&recorder->sleep, how, how == MTR_WRITER_IDLE ? -1 : timeout);
	atomic_store(&recorder->sleep, MTR_WRITER_RUNS);
}

/* Passes until the recording is finished or has failed. The caller has set `writing`. */
static void write_until_end(struct mtr_recorder *recorder)
{
	uint64_t before = 0;
	int err = 0;

	while (!err) {
		bool closed = mtr_writer_closed(recorder);
		bool due = recorder->deadline && mtr_monotonic_ns() >= recorder->deadline;

		err = mtr_writer_pass(recorder, closed || due);
		if (!err && atomic_load(&recorder->error))
			err = mtr_fail(atomic_load(&recorder->error), "%s: no ring for a thread: %s",
				       recorder->spool.file.path, mtr_fail_name(atomic_load(&recorder->error)));
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
	uint64_t deadline = mtr_monotonic_ns() + (uint64_t)(timeout_ms < 0 ? 0 : timeout_ms) * MTR_NS_PER_MS;

	if (!mtr_recorder_alive(recorder))
		return true;
	mtr_writer_close_counter(recorder);
	mtr_writer_kick(recorder);
	for (;;) {
		uint64_t now;

		/* Tried again and again: who writes may be a producer that only made room for itself. */
		write_end_here(recorder);
		now = mtr_monotonic_ns();
		if (atomic_load(&recorder->finished))
			return true;
		if (timeout_ms >= 0 && now >= deadline)
			return false;
		mtr_futex_wait(&recorder->finished, 0,
			       timeout_ms >= 0 && deadline - now < STOP_WAIT_MS * MTR_NS_PER_MS
				       ? (int)((deadline - now) / MTR_NS_PER_MS) + 1
				       : STOP_WAIT_MS);
	}
}
