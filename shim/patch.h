/*
 * Putting our entry points into a library's own function tables, in place.
 *
 * The table keeps its address and its place in read-only memory; only the slots change, each by one atomic store.
 * A slot that is NULL stays NULL. What stood in a slot is kept with the table's number, and the entry point that
 * replaces it knows that number: it never has to look at a handle to find out what it stands for.
 */
#ifndef SHIM_PATCH_H
#define SHIM_PATCH_H

#include <stdatomic.h>
#include <stdbool.h>

#include <mi/mi.h>

#include "identity.h"

enum {
	SHIM_TABLES_MAX = 32, /* of each kind; a table beyond that stays as it is */
	SHIM_SLOTS_MAX = 15,
};

typedef void (*shim_function)(void);

struct shim_library;

/* A table that was patched. Constant once its slots are. */
struct shim_table {
	_Atomic(const void *) address; /* NULL: its library has gone, the place is free */
	const struct shim_library *library;
	enum shim_kind kind;
	uint32_t meaning; /* MTR_TABLE_ */
	/* What the slots held before. */
	union {
		shim_function slot[SHIM_SLOTS_MAX];
		MI_ApplicationFT application;
		MI_SessionFT session;
		MI_OperationFT operation;
		MI_HostedProviderFT hosted_provider;
	} original;
};

extern struct shim_table shim_tables[SHIM_KINDS][SHIM_TABLES_MAX];

/* Where an entry point was called: the table it stands in, and the return address into the caller. */
struct shim_site {
	const struct shim_table *table;
	const void *caller;
};

/* entry_points.c: slots of a kind of table, and our functions for table number @number of that kind. */
unsigned shim_slots_of(enum shim_kind kind);
const shim_function *shim_entry_points(enum shim_kind kind, unsigned number);

/*
 * Patches @address unless that was done before. The table must lie in data of @library's object.
 * Cold: locks and calls the system. Failures are logged; the table then stays as it is.
 */
void shim_patch_table(const struct shim_library *library, enum shim_kind kind, const void *address, uint32_t meaning);

/* Its tables hold our entry points; false: there is another object in its place. */
bool shim_patch_stands(const struct shim_library *library);
/* The tables of a library that was unloaded before it was used: there are none any more. */
void shim_patch_forget(const struct shim_library *library);

/* The patched table at @address, or NULL. Lock-free. */
const struct shim_table *shim_table_at(enum shim_kind kind, const void *address);

/*
 * A table that came with a handle: patched at first sight, if it lies in data of a library we know.
 * @meaning: what to call it when it is new. Returns what it is, for Call.table; unknown when it was not patched.
 */
uint32_t shim_table_seen(enum shim_kind kind, const void *address, uint32_t meaning);

#endif
