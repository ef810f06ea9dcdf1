/* Blocks all signals for a while, and swallows the SIGXFSZ that came of it. */
#include "signal_guard.h"

#include <errno.h>
#include <time.h>

static bool limit_signal_pending(void)
{
	sigset_t pending;

	return !sigpending(&pending) && sigismember(&pending, SIGXFSZ) == 1;
}

void mtr_signal_guard_begin(struct mtr_signal_guard *guard)
{
	sigset_t all;
	int saved = errno;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &guard->mask);
	guard->was_pending = limit_signal_pending();
	errno = saved;
}

void mtr_signal_guard_end(const struct mtr_signal_guard *guard)
{
	const struct timespec now = {0, 0};
	int saved = errno;
	sigset_t limit;

	sigemptyset(&limit);
	sigaddset(&limit, SIGXFSZ);
	if (!guard->was_pending && limit_signal_pending())
		sigtimedwait(&limit, NULL, &now);
	pthread_sigmask(SIG_SETMASK, &guard->mask, NULL);
	errno = saved;
}
