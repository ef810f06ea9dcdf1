/* Tables: which were patched, and how to patch one. */
#include "patch.h"

#include <stdatomic.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "library.h"
#include "mitrace_fields.h"
#include "shim_log.h"
#include "wiped.h"

struct shim_table shim_tables[SHIM_KINDS][SHIM_TABLES_MAX];

/* Tables share pages, so all patching happens under one lock. */
static _Atomic unsigned nr_tables[SHIM_KINDS]; /* complete ones; written under it */

const struct shim_table *shim_table_at(enum shim_kind kind, const void *address)
{
	unsigned nr = address ? atomic_load_explicit(&nr_tables[kind], memory_order_acquire) : 0;

	for (unsigned i = 0; i < nr; i++) {
		if (atomic_load_explicit(&shim_tables[kind][i].address, memory_order_acquire) == address)
			return &shim_tables[kind][i];
	}
	return NULL;
}

/* Makes those pages of a table writable that are not, or puts them back as they were. */
static bool protect_range(const struct shim_range *range, const void *address, size_t size, bool writable)
{
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
	uintptr_t start = (uintptr_t)address & ~(page - 1), end = ((uintptr_t)address + size + page - 1) & ~(page - 1);

	if (start < (range->start & ~(page - 1)))
		start = range->start & ~(page - 1);
	if (end > ((range->end + page - 1) & ~(page - 1)))
		end = (range->end + page - 1) & ~(page - 1);
	if (start >= end)
		return true;
	return mprotect((void *)start, end - start, writable ? PROT_READ | PROT_WRITE : PROT_READ) == 0;
}

/* Data outside RELRO is writable already; a table may lie across its end. */
static bool protect(const struct shim_library *library, const void *address, size_t size, bool writable)
{
	if (!protect_range(&library->relro, address, size, writable))
		return false;
	for (unsigned i = 0; i < library->nr_data; i++) {
		if (library->constant[i] && !protect_range(&library->data[i], address, size, writable))
			return false;
	}
	return true;
}

static void store_slots(const void *address, const struct shim_table *table, const shim_function *entries, unsigned nr)
{
	_Atomic(shim_function) *slots = (_Atomic(shim_function) *)(uintptr_t)address;

	for (unsigned i = 0; i < nr; i++) {
		if (table->original.slot[i])
			atomic_store(&slots[i], entries[i]);
	}
}

/* A table that was copied from a patched one holds our entry points already, and they know their original. */
static bool holds_ours(enum shim_kind kind, const shim_function *slots, unsigned nr)
{
	for (unsigned number = 0; number < atomic_load(&nr_tables[kind]); number++) {
		const shim_function *ours = shim_entry_points(kind, number);

		for (unsigned i = 0; i < nr; i++) {
			if (slots[i] == ours[i])
				return true;
		}
	}
	return false;
}

/* A number for a table: of one that has gone, or a new one. */
static unsigned free_number(enum shim_kind kind)
{
	unsigned nr = atomic_load(&nr_tables[kind]);

	for (unsigned i = 0; i < nr; i++) {
		if (!atomic_load(&shim_tables[kind][i].address))
			return i;
	}
	return nr;
}

static void patch_locked(const struct shim_library *library, enum shim_kind kind, const void *address, uint32_t meaning)
{
	unsigned number = free_number(kind), nr = shim_slots_of(kind);
	size_t size = nr * sizeof(shim_function);
	struct shim_table *table;

	if (shim_table_at(kind, address) || holds_ours(kind, address, nr))
		return;
	if (number == SHIM_TABLES_MAX) {
		shim_log_once("more function tables than can be wrapped; calls through the others are not recorded");
		return;
	}
	table = &shim_tables[kind][number];
	table->library = library;
	table->kind = kind;
	table->meaning = meaning;
	memcpy(table->original.slot, address, size);
	if (!protect(library, address, size, true)) {
		shim_log_once("cannot make a function table writable; calls through it are not recorded");
		return;
	}
	/* Whoever meets an entry point in the table finds its original. */
	atomic_store_explicit(&table->address, address, memory_order_release);
	if (number == atomic_load(&nr_tables[kind]))
		atomic_store_explicit(&nr_tables[kind], number + 1, memory_order_release);
	store_slots(address, table, shim_entry_points(kind, number), nr);
	protect(library, address, size, false);
}

bool shim_patch_stands(const struct shim_library *library)
{
	for (unsigned kind = 0; kind < SHIM_KINDS; kind++) {
		for (unsigned i = 0; i < atomic_load(&nr_tables[kind]); i++) {
			const shim_function *address = atomic_load(&shim_tables[kind][i].address);

			if (shim_tables[kind][i].library == library && address &&
			    address[0] != shim_entry_points(kind, i)[0])
				return false;
		}
	}
	return true;
}

void shim_patch_forget(const struct shim_library *library)
{
	struct shim_wiped *wiped = shim_wiped_get();

	if (!wiped || !shim_lock_take(&wiped->patch))
		return;
	for (unsigned kind = 0; kind < SHIM_KINDS; kind++) {
		for (unsigned i = 0; i < atomic_load(&nr_tables[kind]); i++) {
			if (shim_tables[kind][i].library == library)
				atomic_store(&shim_tables[kind][i].address, NULL);
		}
	}
	shim_lock_drop(&wiped->patch);
}

void shim_patch_table(const struct shim_library *library, enum shim_kind kind, const void *address, uint32_t meaning)
{
	struct shim_wiped *wiped = shim_wiped_get();

	if (!wiped || !shim_lock_take(&wiped->patch))
		return; /* in a signal handler above a patch: the table's next sight will do */
	patch_locked(library, kind, address, meaning);
	shim_lock_drop(&wiped->patch);
}

uint32_t shim_table_seen(enum shim_kind kind, const void *address, uint32_t meaning)
{
	const struct shim_library *library;
	const struct shim_table *table;

	if (!address)
		return MTR_TABLE_TABLE_NULL;
	table = shim_table_at(kind, address);
	if (table)
		return table->meaning;
	library = shim_library_of_data(address);
	if (!library)
		return MTR_TABLE_TABLE_UNKNOWN;
	/* Without mi_clientFT_V1 nothing was discovered, and the working tables come this way as well. */
	shim_patch_table(library, kind, address, library->client_ft ? meaning : MTR_TABLE_TABLE_NORMAL);
	table = shim_table_at(kind, address);
	return table ? table->meaning : MTR_TABLE_TABLE_UNKNOWN;
}
