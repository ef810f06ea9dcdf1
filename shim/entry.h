/*
 * Where clients come in.
 *
 * MI_Application_InitializeV1 is the only function of libmi that clients import. Preloaded, the shim's definition
 * takes its place; the real one is looked up on behalf of the caller, since there may be several in a process.
 */
#ifndef SHIM_ENTRY_H
#define SHIM_ENTRY_H

#include <mi/mi.h>

typedef MI_Result (*shim_initialize_fn)(MI_Uint32 flags, const MI_Char *applicationID, MI_Instance **extendedError,
					MI_Application *application);

/* What @caller would have called without us; NULL when it is in no library. Asks the loader. */
shim_initialize_fn shim_find_initialize(const void *caller);

/* The call itself, for whatever way the client was led here: @real has been found, @caller is in the client's code. */
MI_Result shim_initialize(shim_initialize_fn real, const void *caller, MI_Uint32 flags, const MI_Char *applicationID,
			  MI_Instance **extendedError, MI_Application *application);

#endif
