/*
 * What the ways into the shim know of each other, so that a call is recorded once, whatever ways lead to it.
 *
 * The recorder lives in one place: the libmitrace-shim.so that is loaded first. The audit library (audit.c) and the
 * proxy (proxy.c) have none of their own; they find the functions below and send calls there. A second shim, loaded
 * from another path, only tells the first what is behind it.
 */
#ifndef SHIM_ROUTES_H
#define SHIM_ROUTES_H

#include <stdatomic.h>
#include <stdbool.h>

#include "entry.h"

enum {
	SHIM_ENTRIES = 16
};

/*
 * Functions that stand for one library's MI_Application_InitializeV1 each, mitrace_entry_0 to 15, and which. Whoever
 * hands out an entry writes its original first: dlsym() of ours, and the audit library, which does so before
 * the shim is relocated and therefore finds both by name.
 */
extern MI_EXPORT _Atomic(shim_initialize_fn) mitrace_originals[SHIM_ENTRIES];

/* The entry that stands for @original; @original itself when there are none left, or it needs none. Lock-free. */
shim_initialize_fn shim_entry_for(shim_initialize_fn original);
/* What @function stands for: itself, unless it is an entry. */
shim_initialize_fn shim_entry_original(shim_initialize_fn function);

/* Exported by a shim: the function that comes after its own in the global scope, or NULL. */
MI_EXPORT shim_initialize_fn mitrace_next(void);
/* Exported by the proxy: the function of the real library, or NULL. */
MI_EXPORT shim_initialize_fn mitrace_proxied(void);
/* Exported by a shim, for the proxy: the recorded call of @real; NULL: there is none, and the call fails. */
MI_EXPORT MI_Result mitrace_initialize(shim_initialize_fn real, const void *caller, MI_Uint32 flags,
				       const MI_Char *applicationID, MI_Instance **extendedError,
				       MI_Application *application);

/* Exported by a shim, for the proxy: it has opened a library. */
MI_EXPORT void mitrace_look(void);

/* What exports this is a shim; a proxy. */
#define SHIM_MARK  "mitrace_next"
#define PROXY_MARK "mitrace_proxied"

/* Another shim came first in this process: this one stands aside. Asks the loader. */
bool shim_is_second(void);

#endif
