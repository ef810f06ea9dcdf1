/*
 * A stretch of code on a thread of the client's that no signal reaches: handlers of the client's do not run in
 * it, and the SIGXFSZ that a write beyond the file size limit raises is taken back, so that it does not
 * kill the client for a file of ours.
 */
#ifndef MTR_SIGNAL_GUARD_H
#define MTR_SIGNAL_GUARD_H

#include <signal.h>
#include <stdbool.h>

struct mtr_signal_guard {
	sigset_t mask;
	bool was_pending; /* a SIGXFSZ of the client's own */
};

/* errno is kept by both. */
void mtr_signal_guard_begin(struct mtr_signal_guard *guard);
void mtr_signal_guard_end(const struct mtr_signal_guard *guard);

#endif
