/*
 * Writing an event: the path every hook takes. Once a thread is warm there is no lock, no allocation and no system
 * call on it, except the wake-up of a writer that sleeps and, in block mode, the wait for room.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <time.h>

#include "encode_wire.h"
#include "end_packet.h"
#include "futex.h"
#include "mitrace_fields.h"
#include "pages.h"
#include "recorder_parts.h"
#include "signal_guard.h"

enum {
	CHUNK_HEAD_MAX = 32,                            /* tags and numbers of a Chunk */
	CHUNK_DATA_MAX = MTR_BODY_MAX - CHUNK_HEAD_MAX, /* bytes of the packet in one chunk */
	SCRATCH_MIN = 4 * MTR_PACKET_MAX,
	SCRATCH_KEPT = 4 << 20, /* a larger one is given back after its event */
	CAP_MIN = 64,           /* bytes of a string below which cutting shorter does not help */
	NESTED_MAX = 16,        /* events within one event that are believed */
	WAIT_MS = 100,          /* a producer that waits looks for itself after this time */
};

static uint64_t monotonic_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* ---- room */

static uint64_t room_in(const struct mtr_ring *ring)
{
	return ring->size - (ring->head - ring->tail_seen);
}

static bool look_for_room(struct mtr_ring *ring)
{
	ring->tail_seen = atomic_load_explicit(&ring->piece->tail, memory_order_acquire);
	return room_in(ring) >= MTR_RECORD_MAX;
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
		room = room_in(ring) >= MTR_RECORD_MAX;
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
	if (__builtin_expect(room_in(ring) >= MTR_RECORD_MAX, 1))
		return true;
	return look_for_room(ring) || (wait && wait_for_room(ring));
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

static uint64_t counter(const struct mtr_recorder *recorder)
{
	return atomic_load_explicit(&recorder->shared->seq, memory_order_relaxed) & ~MTR_SEQ_CLOSED;
}

/* The number of an event, the ring's claim narrowed to it. 0: the recording has ended, nothing is claimed. */
static uint64_t take_number(struct mtr_ring *ring)
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
static void wake_writer(struct mtr_ring *ring)
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

static uint32_t overhead_since(uint64_t begin)
{
	uint64_t now = monotonic_ns();

	if (now <= begin)
		return 0;
	return now - begin < UINT32_MAX ? (uint32_t)(now - begin) : UINT32_MAX;
}

/* ---- drops */

static uint64_t drop(struct mtr_ring *ring, const struct mtr_event *event)
{
	struct mtr_spool_piece *piece = ring->piece;

	if (atomic_load_explicit(&ring->recorder->ended, memory_order_relaxed))
		return 0;
	if (!atomic_fetch_add_explicit(&ring->untold, 1, memory_order_relaxed)) {
		ring->untold_seq = counter(ring->recorder);
		atomic_store_explicit(&piece->dropped_time, event->time, memory_order_relaxed);
	}
	atomic_store_explicit(&piece->dropped, atomic_load_explicit(&piece->dropped, memory_order_relaxed) + 1,
			      memory_order_relaxed);
	return 0;
}

/* There is room again: what was lost is told before what comes next. */
static void tell_drops(struct mtr_ring *ring, const struct mtr_ring *home)
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

/* ---- schemas */

static bool has_schema(const struct mtr_ring *ring, uint32_t id)
{
	return ring->known[id / 8] & 1 << id % 8;
}

static bool has_all_schemas(const struct mtr_ring *ring, const struct mtr_encoder *e)
{
	uint32_t i;

	for (i = 0; i < e->nr_schemas; i++)
		if (!has_schema(ring, e->schemas[i]))
			return false;
	return true;
}

static bool write_schema(struct mtr_ring *ring, uint32_t id, bool wait)
{
	struct mtr_record record = {.kind = MTR_RECORD_SCHEMA, .home = (uint16_t)ring->index, .parent = id};
	struct mtr_schema_definition definition;
	uint8_t *p;
	size_t size;

	if (mtr_schema_get(id, &definition))
		return true; /* nothing to define it with: the reader says so */
	if (!mtr_ring_reserve(ring, wait))
		return false;
	size = 1 + mtr_varint_size(id) + 1 + mtr_varint_size(definition.size) + definition.size + 2 +
	       MTR_SCHEMA_HASH_SIZE;
	p = mtr_ring_body(ring);
	p = mtr_put_varint(mtr_put_tag(p, MTR_PACKET_SCHEMA, MTR_WIRE_BYTES), size);
	p = mtr_put_uint(p, MTR_SCHEMA_ID, id);
	p = mtr_put_varint(mtr_put_tag(p, MTR_SCHEMA_CLASS, MTR_WIRE_BYTES), definition.size);
	memcpy(p, definition.bytes, definition.size);
	p = mtr_put_varint(mtr_put_tag(p + definition.size, MTR_SCHEMA_HASH, MTR_WIRE_BYTES), MTR_SCHEMA_HASH_SIZE);
	memcpy(p, definition.hash, MTR_SCHEMA_HASH_SIZE);
	p += MTR_SCHEMA_HASH_SIZE;
	record.seq = counter(ring->recorder);
	mtr_ring_commit(ring, &record, (size_t)(p - mtr_ring_body(ring)), NULL);
	ring->known[id / 8] |= (uint8_t)(1 << id % 8);
	return true;
}

/* Definitions of the schemas that an encoded event uses and this ring has not had yet. */
static bool write_schemas(struct mtr_ring *ring, const struct mtr_encoder *e, bool wait)
{
	uint32_t i;

	for (i = 0; i < e->nr_schemas; i++)
		if (!has_schema(ring, e->schemas[i]) && !write_schema(ring, e->schemas[i], wait))
			return false;
	return true;
}

static bool grow_scratch(struct mtr_ring *ring, size_t size)
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

/* The encoded event stands where the definitions must go: aside, and back behind them. */
static bool define_schemas(struct mtr_ring *ring, const struct mtr_encoder *e, bool wait)
{
	size_t size = mtr_encoder_size(e);

	if (!grow_scratch(ring, SCRATCH_MIN))
		return false;
	memcpy(ring->scratch, e->start, size);
	if (!write_schemas(ring, e, wait) || !mtr_ring_reserve(ring, wait))
		return false;
	memcpy(mtr_ring_body(ring), ring->scratch, size);
	return true;
}

/* ---- events larger than a packet */

/* Encodes into scratch memory, with shorter and shorter pieces when the event is above the cap. */
static bool encode_large(struct mtr_ring *ring, const struct mtr_event *event, struct mtr_encoder *e)
{
	size_t limit = ring->recorder->event_cap + 2 * MTR_ENVELOPE_MAX;
	struct mtr_encoder_env env = ring->env;
	size_t size = ring->scratch_size > SCRATCH_MIN ? ring->scratch_size : SCRATCH_MIN;

	while (env.cap >= CAP_MIN) {
		if (size > limit)
			size = limit;
		if (!grow_scratch(ring, size))
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
		wake_writer(ring);
	}
	return true;
}

/* Without waiting, all chunks must fit at once. */
static bool chunks_fit(struct mtr_ring *ring, size_t size)
{
	uint64_t chunks = size / CHUNK_DATA_MAX + 2;

	look_for_room(ring);
	return room_in(ring) >= chunks * MTR_RECORD_MAX;
}

static uint64_t write_large(struct mtr_ring *ring, const struct mtr_event *event, struct mtr_record *record, bool wait)
{
	uint64_t seq = 0, owner = ring->owner;
	struct mtr_encoder e;

	if (!encode_large(ring, event, &e) || !write_schemas(ring, &e, wait) ||
	    (!wait && !chunks_fit(ring, mtr_encoder_size(&e))))
		return drop(ring, event);
	record->cut = e.cut;
	record->overhead = overhead_since(event->time);
	if (ring->owner != owner)
		return drop(ring, event);
	record->seq = take_number(ring);
	if (record->seq) {
		seq = write_chunks(ring, record, &e, wait) ? record->seq : 0;
		mtr_ring_unclaim(ring);
		wake_writer(ring);
	}
	if (ring->scratch_size > SCRATCH_KEPT) {
		mtr_pages_unmap(ring->scratch, ring->scratch_size);
		ring->scratch = NULL;
		ring->scratch_size = 0;
	}
	return seq;
}

/* ---- events */

static uint64_t write_event(struct mtr_ring *ring, const struct mtr_ring *home, const struct mtr_event *event,
			    bool wait)
{
	struct mtr_record record = {
		.kind = MTR_RECORD_EVENT,
		.home = (uint16_t)home->index,
		.thread = home->thread,
		.time = event->time,
		.parent = event->parent,
	};
	uint64_t owner = ring->owner;
	struct mtr_encoder e;

	if (__builtin_expect(atomic_load_explicit(&ring->recorder->ended, memory_order_relaxed), 0))
		return 0;
	if (!mtr_ring_reserve(ring, wait))
		return drop(ring, event);
	if (__builtin_expect(atomic_load_explicit(&ring->untold, memory_order_relaxed) != 0, 0)) {
		tell_drops(ring, home);
		if (!mtr_ring_reserve(ring, wait))
			return drop(ring, event);
	}
	mtr_encoder_begin(&e, mtr_ring_body(ring), MTR_BODY_MAX, &ring->env);
	event->encode(&e, event->context);
	if (__builtin_expect(mtr_encoder_overflowed(&e), 0))
		return write_large(ring, event, &record, wait);
	if (__builtin_expect(!has_all_schemas(ring, &e), 0) && !define_schemas(ring, &e, wait))
		return drop(ring, event);
	record.nr_schemas = (uint8_t)e.nr_schemas;
	record.cut = e.cut;
	record.overhead = overhead_since(event->time);
	if (__builtin_expect(ring->owner != owner, 0))
		return drop(ring, event);
	record.seq = take_number(ring);
	if (!record.seq)
		return 0;
	mtr_ring_commit(ring, &record, mtr_encoder_size(&e), e.schemas);
	mtr_ring_unclaim(ring);
	wake_writer(ring);
	return record.seq;
}

/* An event in the middle of an event of the same thread: a signal handler made a call. */
static uint64_t write_spare(struct mtr_ring *home, const struct mtr_event *event)
{
	struct mtr_recorder *recorder = home->recorder;
	uint64_t seq;
	int i;

	for (i = 0; i < MTR_SPARE_RINGS; i++) {
		struct mtr_ring *spare = recorder->spare[i];

		if (atomic_exchange_explicit(&spare->taken, 1, memory_order_acquire))
			continue;
		seq = write_event(spare, home, event, false);
		atomic_store_explicit(&spare->taken, 0, memory_order_release);
		return seq;
	}
	/* Counted where nobody else counts: the interrupted thread's own ring. */
	return drop(home, event);
}

/*
 * A call that was left by longjmp() or an exception out of a signal handler never comes back to say that it is done. It
 * stands deeper in the stack than we do, if this is the stack it was on; or so many events came since that it hardly is
 * still there.
 */
static bool was_abandoned(struct mtr_ring *ring, const void *here)
{
	stack_t stack;

	if (++ring->nested > NESTED_MAX)
		return true;
	return (uintptr_t)here >= (uintptr_t)ring->busy_frame && !sigaltstack(NULL, &stack) &&
	       !(stack.ss_flags & SS_ONSTACK);
}

/*
 * Should the owner come back all the same, it finds that it is not the owner any more and drops its event; until
 * then it writes to memory that nobody looks at: the filler, and scratch memory that is left to it.
 */
static void take_over(struct mtr_ring *ring)
{
	struct mtr_record filler = {
		.kind = MTR_RECORD_FILLER, .home = (uint16_t)ring->index, .seq = counter(ring->recorder)};

	mtr_ring_unclaim(ring);
	atomic_store(&ring->waits, 0);
	ring->scratch = NULL;
	ring->scratch_size = 0;
	if (mtr_ring_reserve(ring, false))
		mtr_ring_commit(ring, &filler, MTR_BODY_MAX, NULL);
}

uint64_t mtr_event_write(struct mtr_ring *ring, const struct mtr_event *event)
{
	const void *here = __builtin_frame_address(0);
	uint64_t seq, owner;

	if (!ring || !mtr_recorder_alive(ring->recorder))
		return 0;
	if (__builtin_expect(ring->busy_frame != NULL, 0)) {
		if (!was_abandoned(ring, here))
			return write_spare(ring, event);
		take_over(ring);
	}
	owner = ++ring->serial;
	ring->owner = owner;
	ring->nested = 0;
	ring->busy_frame = here;
	atomic_signal_fence(memory_order_seq_cst);
	seq = write_event(ring, ring, event, ring->recorder->on_full == MTR_ON_FULL_BLOCK);
	atomic_signal_fence(memory_order_seq_cst);
	if (ring->owner == owner)
		ring->busy_frame = NULL;
	return seq;
}
