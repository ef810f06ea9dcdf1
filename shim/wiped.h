/*
 * What a forked child must not inherit: a page that the kernel clears in it, however the child was made.
 *
 * Locks that another thread held at the fork are free in the child, and the number of the recording is 0, which says
 * that there is none yet. Kernels before 4.14 cannot clear pages on fork: nothing is recorded there.
 */
#ifndef SHIM_WIPED_H
#define SHIM_WIPED_H

#include <stdatomic.h>
#include <stdint.h>

#include "shim_lock.h"

struct shim_wiped {
	_Atomic uint32_t generation; /* of the recording that runs; 0: none in this process */
	struct shim_lock record, library, patch, module;
};

/* NULL before shim_wiped_get() was first called. */
extern _Atomic(struct shim_wiped *) shim_wiped __attribute__((visibility("hidden")));

/* Makes the page the first time. NULL when that fails. */
struct shim_wiped *shim_wiped_get(void);

#endif
