/*
 * Copies of libmi that nobody led us to: whatever loaded object exports mi_clientFT_V1 has function tables, and what
 * is called through them is recorded from then on, even though its MI_Application_InitializeV1 never came by us
 * (plug-ins that bind to their own first, programs with a libmi inside).
 */
#ifndef SHIM_SWEEP_H
#define SHIM_SWEEP_H

#include <stdbool.h>

/* A trace is asked for, and this is the shim that makes it. Known once the loader has initialised us. */
bool shim_sweep_armed(void);

/* Looks at the objects that came since the last look. Cheap when none did. Locks, but allocates nothing. */
void shim_sweep(void);

/* An object other than the program has a DT_RPATH, which it hands on to what is opened from it. */
bool shim_sweep_sees_rpath(void);

#endif
