/*
 * Hash tables from handle words to numbers, one per kind of object.
 *
 * A table is a row of levels, each eight times as large as the one before and mapped when it is first needed. A key
 * may stand in any of the few slots after its hash in each level, so nothing ever moves, and a look-up that reads all
 * of those slots needs no lock: each slot has a count that is odd while it is written.
 */
#include "identity.h"

#include <stdatomic.h>
#include <stddef.h>
#include <sys/mman.h>

#include "mitrace_fields.h"

enum {
	LEVELS = 6,
	FIRST_LEVEL = 1024, /* slots */
	GROWTH = 8,
	WINDOW = 8, /* slots after its hash where a key may stand */
};

struct slot {
	_Atomic uint64_t count; /* odd: being written; 0: never used */
	_Atomic uint64_t reserved1, reserved2, address, library;
	_Atomic uint32_t record;
	_Atomic uint64_t
		entry; /* id and, in the lowest bits, enum slot_state: changes without the slot being written */
};

enum slot_state {
	OPEN,
	CLOSED,
	HELD,
	STATE_BITS = 2,
};

struct table {
	_Atomic(struct slot *) level[LEVELS];
	_Atomic uint64_t next_id;
};

static struct table tables[SHIM_KINDS];

static size_t level_size(unsigned level)
{
	size_t size = FIRST_LEVEL;

	while (level--)
		size *= GROWTH;
	return size;
}

static uint64_t hash(const struct shim_key *key)
{
	uint64_t h = key->reserved1 * 0x9e3779b97f4a7c15 ^ key->reserved2 ^ (uint64_t)key->address << 17 ^
		     (uint64_t)key->library << 5;

	h = (h ^ h >> 31) * 0xbf58476d1ce4e5b9;
	return h ^ h >> 29;
}

/* The slots of a level where @key may stand; NULL where the level does not exist yet. */
static struct slot *window(struct table *table, unsigned level, const struct shim_key *key)
{
	struct slot *slots = atomic_load_explicit(&table->level[level], memory_order_acquire);

	return slots ? slots + hash(key) % (level_size(level) - WINDOW) : NULL;
}

static bool add_level(struct table *table, unsigned level)
{
	struct slot *none = NULL, *slots;
	size_t size = level_size(level) * sizeof(*slots);

	slots = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (slots == MAP_FAILED)
		return false;
	if (!atomic_compare_exchange_strong(&table->level[level], &none, slots))
		munmap(slots, size);
	return true;
}

struct view {
	struct shim_key key;
	uint64_t count, entry;
	uint32_t record;
};

static uint64_t entry_of(uint64_t id, enum slot_state state)
{
	return id << STATE_BITS | state;
}

static enum slot_state state_of(uint64_t entry)
{
	return (enum slot_state)(entry & ((1u << STATE_BITS) - 1));
}

/* A consistent copy of a slot; false when it is empty or being written. */
static bool look(struct slot *slot, struct view *ret)
{
	ret->count = atomic_load_explicit(&slot->count, memory_order_acquire);
	if (!ret->count || ret->count & 1)
		return false;
	ret->key.reserved1 = atomic_load_explicit(&slot->reserved1, memory_order_acquire);
	ret->key.reserved2 = atomic_load_explicit(&slot->reserved2, memory_order_acquire);
	ret->key.address = atomic_load_explicit(&slot->address, memory_order_acquire);
	ret->key.library = atomic_load_explicit(&slot->library, memory_order_acquire);
	ret->record = atomic_load_explicit(&slot->record, memory_order_acquire);
	ret->entry = atomic_load_explicit(&slot->entry, memory_order_acquire);
	return atomic_load_explicit(&slot->count, memory_order_relaxed) == ret->count;
}

static bool same(const struct shim_key *a, const struct shim_key *b)
{
	return a->reserved1 == b->reserved1 && a->reserved2 == b->reserved2 && a->address == b->address &&
	       a->library == b->library;
}

static struct slot *find(struct table *table, const struct shim_key *key, struct view *ret)
{
	for (unsigned level = 0; level < LEVELS; level++) {
		struct slot *slot = window(table, level, key);

		if (!slot)
			break;
		for (unsigned i = 0; i < WINDOW; i++, slot++) {
			if (look(slot, ret) && same(&ret->key, key))
				return slot;
		}
	}
	return NULL;
}

/* Writes a slot unless somebody else has changed it since its count was @count. */
static bool write_slot(struct slot *slot, uint64_t count, const struct view *new)
{
	if (count & 1 || !atomic_compare_exchange_strong(&slot->count, &count, count + 1))
		return false;
	atomic_store_explicit(&slot->reserved1, new->key.reserved1, memory_order_release);
	atomic_store_explicit(&slot->reserved2, new->key.reserved2, memory_order_release);
	atomic_store_explicit(&slot->address, new->key.address, memory_order_release);
	atomic_store_explicit(&slot->library, new->key.library, memory_order_release);
	atomic_store_explicit(&slot->record, new->record, memory_order_release);
	atomic_store_explicit(&slot->entry, new->entry, memory_order_release);
	atomic_store_explicit(&slot->count, count + 2, memory_order_release);
	return true;
}

/* The slot of the window that may be had best: one never used, else that of the handle closed first. */
static struct slot *best_free(struct slot *slot, struct view *ret)
{
	struct slot *best = NULL;
	struct view view;

	for (unsigned i = 0; i < WINDOW; i++, slot++) {
		if (!atomic_load_explicit(&slot->count, memory_order_acquire)) {
			ret->count = 0;
			return slot;
		}
		/* Ids grow. */
		if (look(slot, &view) && state_of(view.entry) == CLOSED && (!best || view.entry < ret->entry)) {
			best = slot;
			*ret = view;
		}
	}
	return best;
}

/* Others may be faster, at most as often as there are slots to have. */
static bool take_free(struct slot *slot, const struct view *new)
{
	struct slot *best;
	struct view old;

	for (unsigned i = 0; i < WINDOW && (best = best_free(slot, &old)); i++)
		if (write_slot(best, old.count, new))
			return true;
	return false;
}

uint64_t shim_identity_new(enum shim_kind kind)
{
	return atomic_fetch_add_explicit(&tables[kind].next_id, 1, memory_order_relaxed) + 1;
}

void shim_identity_open(enum shim_kind kind, const struct shim_key *key, uint64_t id, uint32_t record)
{
	struct view new = {.key = *key, .entry = entry_of(id, OPEN), .record = record}, old;
	struct table *table = &tables[kind];
	struct slot *slot = find(table, key, &old);

	if (slot && write_slot(slot, old.count, &new))
		return;
	for (unsigned level = 0; level < LEVELS; level++) {
		if (!atomic_load_explicit(&table->level[level], memory_order_acquire) && !add_level(table, level))
			return;
		if (take_free(window(table, level, key), &new))
			return;
	}
}

/* From state @from to @to, if the key still stands for @id. */
static void change_state(enum shim_kind kind, const struct shim_key *key, uint64_t id, enum slot_state from,
			 enum slot_state to)
{
	struct view view;
	struct slot *slot = find(&tables[kind], key, &view);
	uint64_t expected = entry_of(id, from);

	/* An id never comes back, so the slot cannot be another's that looks the same. */
	if (slot)
		atomic_compare_exchange_strong(&slot->entry, &expected, entry_of(id, to));
}

void shim_identity_close(enum shim_kind kind, const struct shim_key *key, uint64_t id, bool hold)
{
	change_state(kind, key, id, OPEN, hold ? HELD : CLOSED);
}

void shim_identity_release(enum shim_kind kind, const struct shim_key *key, uint64_t id)
{
	change_state(kind, key, id, HELD, CLOSED);
}

struct shim_identity shim_identity_find(enum shim_kind kind, const struct shim_key *key)
{
	struct shim_identity identity = {.state = MTR_HANDLE_STATE_HANDLE_UNKNOWN};
	struct view view;

	if (!key->reserved1 && !key->reserved2) {
		identity.state = MTR_HANDLE_STATE_HANDLE_EMPTY;
	} else if (find(&tables[kind], key, &view)) {
		identity.state =
			state_of(view.entry) == OPEN ? MTR_HANDLE_STATE_HANDLE_KNOWN : MTR_HANDLE_STATE_HANDLE_CLOSED;
		identity.id = view.entry >> STATE_BITS;
		identity.record = view.record;
	}
	return identity;
}
