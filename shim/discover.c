/*
 * Which function tables does a library have?
 *
 * Those that mi_clientFT_V1 leads to are not all: the tables that session and operation handles carry are twins of
 * them, which no exported symbol names, and in the stock library TestConnection is NULL in one and set in the other.
 * Twins hold the same functions, so they are found by their contents, in the initialised data of the same object.
 */
#include <string.h>

#include "library.h"
#include "mitrace_fields.h"
#include "patch.h"

enum {
	CANDIDATES_MAX = 8
};

/* What is searched is another object's memory, whatever lies there and whoever writes to it meanwhile. */
#define FOREIGN __attribute__((no_sanitize("address", "thread")))

/* Equal where both are set, and nowhere different. At least the first slot, Close, must be set in both. */
FOREIGN static bool twins(const shim_function *a, const shim_function *b, unsigned nr)
{
	if (!a[0] || a[0] != b[0])
		return false;
	for (unsigned i = 1; i < nr; i++) {
		if (a[i] != b[i] && a[i] && b[i])
			return false;
	}
	/* A table of an error has Close alone; one slot in common makes no twin. */
	return nr < 2 || a[1] == b[1];
}

FOREIGN static unsigned find_twins(const struct shim_library *library, const shim_function *model, unsigned nr,
				   const void *ret[CANDIDATES_MAX])
{
	unsigned found = 0;

	for (unsigned i = 0; i < library->nr_data; i++) {
		uintptr_t at = (library->data[i].start + sizeof(void *) - 1) & ~(sizeof(void *) - 1);

		for (; at + nr * sizeof(*model) <= library->data[i].end && found < CANDIDATES_MAX;
		     at += sizeof(void *)) {
			if (twins((const shim_function *)at, model, nr))
				ret[found++] = (const void *)at;
		}
	}
	return found;
}

static void discover_kind(const struct shim_library *library, enum shim_kind kind, const void *model)
{
	shim_function slots[SHIM_SLOTS_MAX];
	const void *tables[CANDIDATES_MAX];
	unsigned nr = shim_slots_of(kind), found;

	if (!model)
		return;
	memcpy(slots, model, nr * sizeof(*slots)); /* the model is about to be patched itself */
	found = find_twins(library, slots, nr, tables);
	for (unsigned i = 0; i < found; i++)
		shim_patch_table(library, kind, tables[i], MTR_TABLE_TABLE_NORMAL);
}

void shim_discover_tables(const struct shim_library *library)
{
	const MI_ClientFT_V1 *client = library->client_ft;

	if (!client)
		return;
	discover_kind(library, SHIM_APPLICATION, client->applicationFT);
	discover_kind(library, SHIM_SESSION, client->sessionFT);
	discover_kind(library, SHIM_OPERATION, client->operationFT);
	discover_kind(library, SHIM_HOSTED_PROVIDER, client->hostedProviderFT);
}
