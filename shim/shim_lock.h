/*
 * A lock for what is done once: attaching libraries, patching, starting the recorder.
 *
 * It knows its owner, so that a signal handler that comes in the middle of such work finds out instead of waiting for
 * itself. It lives in memory that fork() clears. Never held while the library or the client is called.
 */
#ifndef SHIM_LOCK_H
#define SHIM_LOCK_H

#include <linux/futex.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <sys/syscall.h>
#include <unistd.h>

struct shim_lock {
	_Atomic int owner; /* tid, 0: free */
};

/* False: this very thread has it already. */
static inline bool shim_lock_take(struct shim_lock *lock)
{
	int self = (int)syscall(SYS_gettid), owner = 0;

	while (!atomic_compare_exchange_strong_explicit(&lock->owner, &owner, self, memory_order_acquire,
							memory_order_relaxed)) {
		if (owner == self)
			return false;
		syscall(SYS_futex, &lock->owner, FUTEX_WAIT, owner, NULL, NULL, 0);
		owner = 0;
	}
	return true;
}

static inline void shim_lock_drop(struct shim_lock *lock)
{
	atomic_store_explicit(&lock->owner, 0, memory_order_release);
	syscall(SYS_futex, &lock->owner, FUTEX_WAKE, 1, NULL, NULL, 0);
}

#endif
