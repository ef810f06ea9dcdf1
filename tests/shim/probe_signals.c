/*
 * Signals that call MI in the middle of everything, also of an event being written, and end by exit() in a handler.
 * What belongs to the client stays as it was: errno, the mask, the disposition of SIGPIPE, descriptors.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include "probe.h"

static MI_Operation cancelled; /* what handlers cancel, like a client that was interrupted at the keyboard */
static volatile sig_atomic_t cancels;

static void on_alarm(int number)
{
	(void)number;
	errno = 77;
	MI_Operation_Cancel(&cancelled, MI_REASON_NONE);
	cancels++;
}

static void on_last_alarm(int number)
{
	(void)number;
	MI_Operation_Cancel(&cancelled, MI_REASON_SHUTDOWN);
	exit(42);
}

static void set_timer(int microseconds, void (*handler)(int))
{
	struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};
	struct itimerval timer = {{0, microseconds}, {0, microseconds}};

	CHECK(sigaction(SIGALRM, &action, NULL) == 0);
	CHECK(setitimer(ITIMER_REAL, &timer, NULL) == 0);
}

/* Which of the low descriptors, those that clients count on, are open. */
enum {
	LOW = 256
};
static void descriptors(unsigned char ret[LOW])
{
	for (int fd = 0; fd < LOW; fd++)
		ret[fd] = fcntl(fd, F_GETFD) >= 0;
}

int main(int argc, char **argv)
{
	unsigned char before[LOW], after[LOW];
	struct sigaction pipe_before, pipe_after;
	sigset_t mask_before, mask_after;
	struct probe probe;

	descriptors(before);
	sigaction(SIGPIPE, NULL, &pipe_before);
	pthread_sigmask(SIG_SETMASK, NULL, &mask_before);
	errno = 4242;
	probe_open(&probe, "signals");
	CHECK(errno == 4242);
	MI_Session_EnumerateInstances(&probe.session, 0, NULL, NULL, "0", MI_FALSE, NULL, &cancelled);
	sigaction(SIGPIPE, NULL, &pipe_after);
	pthread_sigmask(SIG_SETMASK, NULL, &mask_after);
	CHECK(pipe_before.sa_handler == pipe_after.sa_handler);
	for (int number = 1; number < NSIG; number++)
		CHECK(sigismember(&mask_before, number) == sigismember(&mask_after, number));
	descriptors(after);
	CHECK(memcmp(before, after, sizeof(before)) == 0);

	if (argc > 1 && strcmp(argv[1], "exit") == 0) {
		set_timer(20000, on_last_alarm);
		for (;;)
			probe_enumerate(&probe, "5");
	}
	set_timer(100, on_alarm);
	while (cancels < 800)
		probe_enumerate(&probe, "5");
	set_timer(0, SIG_IGN);
	probe_close(&probe);
	printf("%d\n", (int)cancels);
	return 0;
}
