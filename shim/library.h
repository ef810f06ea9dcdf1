/*
 * The copies of libmi in this process.
 *
 * A process may have several: that of the executable, those of plugins, static ones inside other objects. Each is known
 * by the object that its MI_Application_InitializeV1 lies in, has tables of its own, and stays loaded once it was seen.
 */
#ifndef SHIM_LIBRARY_H
#define SHIM_LIBRARY_H

#include <link.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <mi/mi.h>

#include "identity.h"

enum {
	SHIM_LIBRARIES_MAX = 16,
	SHIM_SEGMENTS_MAX = 8
};

struct shim_range {
	uintptr_t start, end;
};

struct shim_library {
	uintptr_t base;          /* load bias, identifies the object */
	_Atomic uint32_t module; /* Module.id; 0: not settled */
	_Atomic bool settled;    /* stays loaded, and is in the trace */
	_Atomic bool shared;     /* the object may hold code of the client's: a caller inside it says little */
	struct shim_range text;
	struct shim_range relro;                   /* read-only after relocation; empty: none */
	struct shim_range data[SHIM_SEGMENTS_MAX]; /* initialised parts of segments without code */
	bool constant[SHIM_SEGMENTS_MAX]; /* such a segment is read-only from the start, as in fixed programs */
	unsigned nr_data;
	const MI_ClientFT_V1 *client_ft; /* NULL: not exported */
};

/*
 * The library that @function (an MI_Application_InitializeV1, or anything else inside) belongs to. At first sight its
 * tables are found and patched. @caller: code of the client that is about to use it. NULL when there are too many.
 */
const struct shim_library *shim_library_attach(const void *function, const void *caller);

/*
 * The same for an object that exports mi_clientFT_V1, from within dl_iterate_phdr(): for one whose entry point nobody
 * came by. It may be unloaded before it is used. Nothing is allocated. False: it is no libmi, or not relocated yet.
 */
bool shim_library_adopt(const struct dl_phdr_info *info);
/* Of what was adopted and never used: forgets what @is_loaded says has gone. From within dl_iterate_phdr(), too. */
void shim_library_forget(bool (*is_loaded)(uintptr_t base, const void *context), const void *context);
/* An adopted library is about to be used: keeps it loaded, writes it to the trace. Asks the loader; errno is kept. */
void shim_library_settle(const struct shim_library *library);

/* The library whose object has initialised data at @address; NULL: none that was attached. Lock-free. */
const struct shim_library *shim_library_of_data(const void *address);
/* How many were attached, and the one at @index. */
unsigned shim_library_count(void);
const struct shim_library *shim_library_at(unsigned index);

/* discover.c: finds the library's tables and patches them. */
void shim_discover_tables(const struct shim_library *library);

#endif
