/*
 * ^C stops the operation in progress, if there is one, else micli; the next ^C ends micli in any case. So does an alarm.
 *
 * One thread does it: a handler may not call MI, and who waits for results is busy. All others have the signals blocked,
 * the library's, too, since they inherit it: a system call of theirs is not interrupted.
 */
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

#include "micli_run.h"

static struct {
	sem_t requests;
	volatile sig_atomic_t interrupted; /* the stopping thread's */
	atomic_bool timed_out;
	pthread_mutex_t lock; /* held while something is stopped; guards what is below */
	void (*stop)(void *data);
	void *data;
} stopper = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void on_signal(int number)
{
	if (number == SIGINT)
		stopper.interrupted = 1;
	else
		stopper.timed_out = true;
	sem_post(&stopper.requests);
}

static sigset_t our_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGALRM);
	return set;
}

static void *stop_on_request(void *data)
{
	sigset_t set = our_signals();

	(void)data;
	pthread_sigmask(SIG_UNBLOCK, &set, NULL);
	for (;;) {
		while (sem_wait(&stopper.requests) != 0)
			;
		pthread_mutex_lock(&stopper.lock);
		if (stopper.stop)
			stopper.stop(stopper.data);
		else if (stopper.interrupted)
			raise(SIGINT);
		pthread_mutex_unlock(&stopper.lock);
	}
	return NULL;
}

int micli_catch_signals(void)
{
	struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESETHAND | SA_RESTART}, old;
	sigset_t set = our_signals();
	pthread_t thread;
	int err;

	sem_init(&stopper.requests, 0, 0);
	/* Who starts a job in the background may want ^C to pass it by. */
	if (sigaction(SIGINT, NULL, &old) == 0 && old.sa_handler != SIG_IGN)
		sigaction(SIGINT, &action, NULL);
	sigaction(SIGALRM, &action, NULL);
	/* Stock libmi writes to connections that the server may have closed. */
	signal(SIGPIPE, SIG_IGN);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	err = pthread_create(&thread, NULL, stop_on_request, NULL);
	if (!err)
		pthread_detach(thread);
	return err;
}

void micli_set_stop(void (*stop)(void *data), void *data)
{
	pthread_mutex_lock(&stopper.lock);
	stopper.stop = stop;
	stopper.data = data;
	pthread_mutex_unlock(&stopper.lock);
}

void micli_stop_after(long seconds)
{
	alarm((unsigned)seconds);
}

bool micli_timed_out(void)
{
	return stopper.timed_out;
}

void micli_request_stop(void)
{
	sem_post(&stopper.requests);
}
