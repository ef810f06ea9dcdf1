/*
 * The recording of this process: started by the first MI call, one trace file, one writer thread.
 */
#ifndef SHIM_RECORD_H
#define SHIM_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "event_clock.h"
#include "recorder.h"
#include "wiped.h"

/* True when the environment asks for a trace, and none has failed to come about. */
bool shim_record_wanted(void);

/*
 * The running recorder, started by the first call of the process (again in a forked child). NULL: recording is not
 * wanted, could not be started, or is being started below us on this very stack. Cold.
 */
struct mtr_recorder *shim_record_start(void);

/*
 * Changes when a thread's ring is no longer good: after fork(), and 0 before the first start. A word of memory that
 * fork() clears is behind it, so a child notices whatever way it was made.
 */
static inline uint32_t shim_record_generation(void)
{
	struct shim_wiped *wiped = atomic_load_explicit(&shim_wiped, memory_order_acquire);

	return wiped ? atomic_load_explicit(&wiped->generation, memory_order_acquire) : 0;
}

/* CLOCK_MONOTONIC, ns. */
static inline uint64_t shim_now(void)
{
	return mtr_event_clock_ns();
}

#endif
