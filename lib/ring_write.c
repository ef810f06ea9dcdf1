/*
 * Writing an event: the path every hook takes. Once a thread is warm there is no lock, no allocation and no system
 * call on it, except the wake-up of a writer that sleeps and, in block mode, the wait for room.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "encode_wire.h"
#include "mitrace_fields.h"
#include "ring_parts.h"

enum {
	NESTED_BELIEVED = 16, /* events within one event, until it is looked whether that one still exists */
	CACHE_LINE = 64,
	FETCH_AHEAD = 1024,
	SMALL_MEASURED = 16, /* of so many events without an encoder the time is taken once */
};

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
	record.seq = mtr_ring_counter(ring->recorder);
	mtr_ring_commit(ring, &record, (size_t)(p - mtr_ring_body(ring)), NULL);
	ring->known[id / 8] |= (uint8_t)(1 << id % 8);
	return true;
}

bool mtr_ring_write_schemas(struct mtr_ring *ring, const struct mtr_encoder *e, bool wait)
{
	uint32_t i;

	for (i = 0; i < e->nr_schemas; i++)
		if (!has_schema(ring, e->schemas[i]) && !write_schema(ring, e->schemas[i], wait))
			return false;
	return true;
}

/* The encoded event stands where the definitions must go: aside, and back behind them. */
static bool define_schemas(struct mtr_ring *ring, const struct mtr_encoder *e, bool wait)
{
	size_t size = mtr_encoder_size(e);

	if (!mtr_ring_grow_scratch(ring, MTR_SCRATCH_MIN))
		return false;
	memcpy(ring->scratch, e->start, size);
	if (!mtr_ring_write_schemas(ring, e, wait) || !mtr_ring_reserve(ring, wait))
		return false;
	memcpy(mtr_ring_body(ring), ring->scratch, size);
	return true;
}

/* ---- events */

/* Whether an event that finds no room waits for it: never in the middle of another one. */
static bool waits(const struct mtr_ring *ring)
{
	return !ring->spare && ring->recorder->on_full == MTR_ON_FULL_BLOCK;
}

static __attribute__((noinline, cold)) uint64_t write_large(struct mtr_ring *ring, const struct mtr_ring *home,
							    const struct mtr_event *event)
{
	struct mtr_record record = {
		.kind = MTR_RECORD_EVENT,
		.home = (uint16_t)home->index,
		.thread = home->thread,
		.time = event->time,
		.parent = event->parent,
	};

	return mtr_ring_write_large(ring, event, &record, waits(ring));
}

/* Room for the event, and for what has to be told before it. False: there is none. */
static __attribute__((noinline, cold)) bool make_ready(struct mtr_ring *ring, const struct mtr_ring *home)
{
	bool wait = waits(ring);

	if (!mtr_ring_reserve(ring, wait))
		return false;
	if (!atomic_load_explicit(&ring->untold, memory_order_relaxed))
		return true;
	mtr_ring_tell_drops(ring, home);
	return mtr_ring_reserve(ring, wait);
}

static inline bool is_ready(const struct mtr_ring *ring)
{
	return mtr_ring_room(ring) >= MTR_RECORD_MAX && !atomic_load_explicit(&ring->untold, memory_order_relaxed);
}

/*
 * The writer has read what the ring's memory held before, so that memory is in another core's cache, or in none: a good
 * part of what an event costs. Asked for some events before it is written, it is there by then.
 */
static inline void fetch_ahead(const struct mtr_ring *ring, size_t size)
{
#ifdef __x86_64__
	const uint8_t *line = mtr_ring_body(ring) + FETCH_AHEAD, *end = line + size;

	/* Does nothing on processors that do not know it, and never faults. */
	for (; line < end; line += CACHE_LINE)
		__asm__ volatile("prefetchw %0" : : "m"(*line));
#else
	(void)ring;
	(void)size;
#endif
}

/* What is known of an event once its body stands in the ring. */
struct content {
	size_t size;
	const uint32_t *schemas;
	uint32_t nr_schemas;
	uint32_t overhead;
	uint64_t cut;
};

/* mtr_ring_commit() for what is committed all the time: the record is written where it stands. */
static inline void commit_event(struct mtr_ring *ring, const struct mtr_ring *home, const struct mtr_event *event,
				const struct content *content, uint64_t seq)
{
	uint8_t *start = mtr_ring_body(ring);
	struct mtr_record *record = (struct mtr_record *)(start - sizeof(*record));
	size_t body = (content->size + 3) & ~(size_t)3, ids = content->nr_schemas * sizeof(uint32_t);
	uint32_t i;

	for (i = 0; i < content->nr_schemas; i++)
		memcpy(start + body + i * sizeof(uint32_t), &content->schemas[i], sizeof(uint32_t));
	record->size = (uint32_t)((sizeof(*record) + body + ids + 7) & ~(size_t)7);
	record->kind = MTR_RECORD_EVENT;
	record->nr_schemas = (uint8_t)content->nr_schemas;
	record->home = (uint16_t)home->index;
	record->seq = seq;
	record->time = event->time;
	record->parent = event->parent;
	record->cut = content->cut;
	record->thread = home->thread;
	record->overhead = content->overhead;
	record->body = (uint32_t)content->size;
	record->flags = 0;
	ring->head += record->size;
	atomic_store_explicit(&ring->piece->head, ring->head, memory_order_release);
	fetch_ahead(ring, record->size);
}

/* The body is there: the event gets its number, unless the ring has been taken over from @owner meanwhile. */
static inline __attribute__((always_inline)) uint64_t number_event(struct mtr_ring *ring, const struct mtr_ring *home,
								   const struct mtr_event *event,
								   const struct content *content, uint64_t owner)
{
	uint64_t seq;

	if (__builtin_expect(ring->owner != owner, 0))
		return mtr_ring_drop(ring, event);
	seq = mtr_ring_take_number(ring);
	if (__builtin_expect(!seq, 0))
		return 0;
	commit_event(ring, home, event, content, seq);
	mtr_ring_unclaim(ring);
	mtr_ring_wake_writer(ring);
	return seq;
}

static inline __attribute__((always_inline)) uint64_t write_encoded(struct mtr_ring *ring, const struct mtr_ring *home,
								    const struct mtr_event *event, uint64_t owner)
{
	struct content content;
	struct mtr_encoder e;

	mtr_encoder_begin(&e, mtr_ring_body(ring), MTR_BODY_MAX, &ring->env);
	event->encode(&e, event->context);
	if (__builtin_expect(mtr_encoder_overflowed(&e), 0))
		return write_large(ring, home, event);
	if (__builtin_expect(!has_all_schemas(ring, &e), 0) && !define_schemas(ring, &e, waits(ring)))
		return mtr_ring_drop(ring, event);
	content.size = mtr_encoder_size(&e);
	content.schemas = e.schemas;
	content.nr_schemas = e.nr_schemas;
	content.cut = e.cut;
	content.overhead = mtr_ring_overhead(event->time);
	return number_event(ring, home, event, &content, owner);
}

/* One like the other, and hardly more to do than to look at the clock: so that is not looked at each time. */
static inline __attribute__((always_inline)) uint64_t write_small(struct mtr_ring *ring, const struct mtr_ring *home,
								  const struct mtr_event *event, uint64_t owner,
								  bool waited)
{
	struct content content = {.size = event->size};

	memcpy(mtr_ring_body(ring), event->context, MTR_SMALL_EVENT);
	content.overhead = ring->small_overhead;
	if (__builtin_expect(waited || ring->nr_small++ % SMALL_MEASURED == 0, 0)) {
		content.overhead = mtr_ring_overhead(event->time);
		if (!waited)
			ring->small_overhead = content.overhead;
	}
	return number_event(ring, home, event, &content, owner);
}

static inline __attribute__((always_inline)) uint64_t write_event(struct mtr_ring *ring, const struct mtr_ring *home,
								  const struct mtr_event *event)
{
	uint64_t owner = ring->owner;
	bool waited = false;

	if (__builtin_expect(atomic_load_explicit(&ring->recorder->ended, memory_order_relaxed), 0))
		return 0;
	if (__builtin_expect(!is_ready(ring), 0)) {
		waited = true;
		if (!make_ready(ring, home) || ring->owner != owner)
			return mtr_ring_drop(ring, event);
	}
	return event->encode ? write_encoded(ring, home, event, owner) : write_small(ring, home, event, owner, waited);
}

/* An event in the middle of an event of the same thread: a signal handler made a call. */
static __attribute__((noinline, cold)) uint64_t write_spare(struct mtr_ring *home, const struct mtr_event *event)
{
	struct mtr_recorder *recorder = home->recorder;
	uint64_t seq;
	int i;

	for (i = 0; i < MTR_SPARE_RINGS; i++) {
		struct mtr_ring *spare = recorder->spare[i];

		if (atomic_exchange_explicit(&spare->taken, 1, memory_order_acquire))
			continue;
		seq = write_event(spare, home, event);
		atomic_store_explicit(&spare->taken, 0, memory_order_release);
		return seq;
	}
	/* Counted where nobody else counts: the interrupted thread's own ring. */
	return mtr_ring_drop(home, event);
}

/* What a call that writes leaves in its frame while it does. A frame that is gone is written over sooner or later. */
static bool mark_is_there(const struct mtr_ring *ring)
{
	uint64_t found[MTR_MARK_WORDS];
	const struct iovec to = {found, sizeof(found)};
	const struct iovec from = {(void *)(uintptr_t)ring->mark, sizeof(found)};
	int i, saved = errno;
	ssize_t n;

	/* The stack itself may be gone; this fails then, where reading it would end the client. */
	n = process_vm_readv(getpid(), &to, 1, &from, 1, 0);
	errno = saved;
	if (n != (ssize_t)sizeof(found))
		return false;
	for (i = 0; i < MTR_MARK_WORDS; i++)
		if (found[i] != ring->owner)
			return false;
	return true;
}

/*
 * A call that was left by longjmp() or an exception out of a signal handler never comes back to say that it is done. It
 * stands deeper in the stack than we do, if this is the stack it was on. Where that does not tell, its mark does.
 */
static __attribute__((noinline, cold)) bool was_abandoned(struct mtr_ring *ring, const void *here)
{
	stack_t stack;

	if (++ring->nested % NESTED_BELIEVED == 0 && !mark_is_there(ring))
		return true;
	return (uintptr_t)here >= (uintptr_t)ring->busy_frame && !sigaltstack(NULL, &stack) &&
	       !(stack.ss_flags & SS_ONSTACK);
}

/*
 * Should the owner come back all the same, it finds that it is not the owner any more and drops its event; until
 * then it writes to memory that nobody looks at: the filler, and scratch memory that is left to it.
 */
static __attribute__((noinline, cold)) void take_over(struct mtr_ring *ring)
{
	struct mtr_record filler = {
		.kind = MTR_RECORD_FILLER, .home = (uint16_t)ring->index, .seq = mtr_ring_counter(ring->recorder)};

	mtr_ring_unclaim(ring);
	atomic_store(&ring->waits, 0);
	ring->scratch = NULL;
	ring->scratch_size = 0;
	if (mtr_ring_reserve(ring, false))
		mtr_ring_commit(ring, &filler, MTR_BODY_MAX, NULL);
}

/* Into memory, and not only as far as the compiler sees a reader. */
static inline void set_mark(uint64_t *mark, uint64_t value)
{
	int i;

	for (i = 0; i < MTR_MARK_WORDS; i++)
		mark[i] = value;
	__asm__ volatile("" : : "r"(mark) : "memory");
}

uint64_t mtr_event_write(struct mtr_ring *ring, const struct mtr_event *event)
{
	const void *here = __builtin_frame_address(0);
	uint64_t mark[MTR_MARK_WORDS];
	uint64_t seq, owner;

	if (!ring || !mtr_recorder_alive(ring->recorder))
		return 0;
	if (__builtin_expect(ring->busy_frame != NULL, 0)) {
		if (!was_abandoned(ring, here))
			return write_spare(ring, event);
		take_over(ring);
	}
	owner = ++ring->serial;
	set_mark(mark, owner);
	ring->owner = owner;
	ring->mark = mark;
	ring->nested = 0;
	ring->busy_frame = here;
	atomic_signal_fence(memory_order_seq_cst);
	seq = write_event(ring, ring, event);
	atomic_signal_fence(memory_order_seq_cst);
	if (ring->owner == owner)
		ring->busy_frame = NULL;
	return seq;
}
