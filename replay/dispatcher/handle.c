/*
 * The slots behind handles. They lie in chunks that double in size and are never freed, so looking at a slot is safe
 * whatever the handle; only opening and freeing a slot takes a lock.
 */
#include "handle.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

enum {
	FIRST_CHUNK_BITS = 6,
	MAX_CHUNKS = 24,
	SLOT_WORD_SHIFT = 4, /* slot words look like aligned pointers and are never 0 */
};

/* In refs: the handle is open. */
#define ACTIVE 0x80000000u

struct slot {
	atomic_uint_least64_t version;
	atomic_uint refs;
	uint32_t next_free; /* number of the next free slot + 1; under table.lock */
	atomic_int kind;
	void *object;
	void (*destroy)(void *object);
};

static struct {
	pthread_mutex_t lock;
	_Atomic(struct slot *) chunks[MAX_CHUNKS];
	uint32_t nr_slots;   /* under lock */
	uint32_t first_free; /* number + 1; under lock */
} table = {.lock = PTHREAD_MUTEX_INITIALIZER};

static struct slot *slot_at(uint32_t number)
{
	uint32_t biased = number + (1u << FIRST_CHUNK_BITS);
	unsigned top = 31u - (unsigned)__builtin_clz(biased);
	struct slot *chunk = atomic_load_explicit(&table.chunks[top - FIRST_CHUNK_BITS], memory_order_acquire);

	return chunk ? &chunk[biased - (1u << top)] : NULL;
}

static ptrdiff_t word_of(uint32_t number)
{
	return ((ptrdiff_t)number + 1) << SLOT_WORD_SHIFT;
}

/* NULL where the word never was a slot. */
static struct slot *slot_of(ptrdiff_t word)
{
	size_t number = (size_t)word >> SLOT_WORD_SHIFT;

	if (word <= 0 || (word & ((1 << SLOT_WORD_SHIFT) - 1)) ||
	    number > ((size_t)1 << (FIRST_CHUNK_BITS + MAX_CHUNKS)) - (1u << FIRST_CHUNK_BITS))
		return NULL;
	return slot_at((uint32_t)number - 1);
}

/* Makes room for slot @number; table.lock is held. */
static bool grow(uint32_t number)
{
	uint32_t biased = number + (1u << FIRST_CHUNK_BITS);
	unsigned top = 31u - (unsigned)__builtin_clz(biased);
	struct slot *chunk;

	if (top - FIRST_CHUNK_BITS >= MAX_CHUNKS)
		return false;
	if (atomic_load_explicit(&table.chunks[top - FIRST_CHUNK_BITS], memory_order_relaxed))
		return true;
	chunk = calloc((size_t)1 << top, sizeof(*chunk));
	if (!chunk)
		return false;
	atomic_store_explicit(&table.chunks[top - FIRST_CHUNK_BITS], chunk, memory_order_release);
	return true;
}

static struct slot *take_slot(uint32_t *ret_number)
{
	struct slot *slot = NULL;

	pthread_mutex_lock(&table.lock);
	if (table.first_free) {
		*ret_number = table.first_free - 1;
		slot = slot_at(*ret_number);
		table.first_free = slot->next_free;
	} else if (grow(table.nr_slots)) {
		*ret_number = table.nr_slots++;
		slot = slot_at(*ret_number);
		atomic_store(&slot->version, 1);
	}
	pthread_mutex_unlock(&table.lock);
	return slot;
}

static void free_slot(struct slot *slot, uint32_t number)
{
	pthread_mutex_lock(&table.lock);
	slot->next_free = table.first_free;
	table.first_free = number + 1;
	pthread_mutex_unlock(&table.lock);
}

bool dispatch_handle_open(enum dispatch_handle_kind kind, void *object, void (*destroy)(void *object),
			  struct dispatch_words *ret_words)
{
	uint32_t number;
	struct slot *slot = take_slot(&number);

	if (!slot)
		return false;
	slot->object = object;
	slot->destroy = destroy;
	atomic_store(&slot->kind, (int)kind);
	ret_words->version = atomic_load(&slot->version);
	ret_words->slot = word_of(number);
	atomic_store(&slot->refs, ACTIVE | 1);
	return true;
}

/* Takes a reference unless there is none to share, or @needed bits of refs are clear. */
static void *get(enum dispatch_handle_kind kind, struct dispatch_words words, bool open_only)
{
	struct slot *slot = slot_of(words.slot);
	unsigned refs;

	if (!slot || atomic_load(&slot->version) != words.version)
		return NULL;
	refs = atomic_load(&slot->refs);
	do {
		if (!(refs & ~ACTIVE) || (open_only && !(refs & ACTIVE)))
			return NULL;
	} while (!atomic_compare_exchange_weak(&slot->refs, &refs, refs + 1));
	/* Between the first look and the reference the slot may have gone to another object. */
	if (atomic_load(&slot->version) != words.version || atomic_load(&slot->kind) != (int)kind) {
		words.version = atomic_load(&slot->version);
		dispatch_handle_put(words);
		return NULL;
	}
	return slot->object;
}

void *dispatch_handle_get(enum dispatch_handle_kind kind, struct dispatch_words words)
{
	return get(kind, words, true);
}

void *dispatch_handle_get_shut(enum dispatch_handle_kind kind, struct dispatch_words words)
{
	return get(kind, words, false);
}

void *dispatch_handle_get_occupant(enum dispatch_handle_kind kind, ptrdiff_t word)
{
	struct slot *slot = slot_of(word);

	return slot ? get(kind, (struct dispatch_words){atomic_load(&slot->version), word}, false) : NULL;
}

bool dispatch_handle_is_stale(struct dispatch_words words)
{
	struct slot *slot = slot_of(words.slot);

	return slot && words.version && words.version < atomic_load(&slot->version);
}

void dispatch_handle_ref(struct dispatch_words words)
{
	atomic_fetch_add(&slot_of(words.slot)->refs, 1);
}

void dispatch_handle_put(struct dispatch_words words)
{
	struct slot *slot = slot_of(words.slot);
	void (*destroy)(void *object) = slot->destroy;
	void *object = slot->object;

	if (atomic_fetch_sub(&slot->refs, 1) != 1)
		return;
	atomic_fetch_add(&slot->version, 1);
	free_slot(slot, (uint32_t)(words.slot >> SLOT_WORD_SHIFT) - 1);
	destroy(object);
}

bool dispatch_handle_shut(struct dispatch_words words)
{
	struct slot *slot = slot_of(words.slot);

	if (!(atomic_fetch_and(&slot->refs, ~ACTIVE) & ACTIVE))
		return false;
	dispatch_handle_put(words);
	return true;
}

void dispatch_handle_after_fork(void)
{
	pthread_mutex_init(&table.lock, NULL);
}
