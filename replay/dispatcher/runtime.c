/* Threads of the dispatcher and the counts that start and end them. */
#include "runtime.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "application.h"
#include "handle.h"

/*
 * A lane is never freed, only its thread ends: who has just queued a job may still be about to wake a lane whose last
 * application is being closed on another thread.
 */
struct lane {
	struct lane *next; /* this and the next three under runtime.lock */
	int number;
	bool running;
	pthread_t thread;
	sem_t work;           /* one post per job, urgent or not, and one to stop; more do no harm */
	pthread_mutex_t lock; /* owns first, last, stop */
	struct dispatch_job *first, **last;
	bool stop;
	_Atomic(struct dispatch_job *) urgent;
};

static struct lane main_lane;

static struct {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	unsigned users;     /* applications that have had sessions */
	struct lane *lanes; /* all there ever were, the main one last */

	unsigned apps;
	bool switching; /* somebody is opening or closing the backend */

	atomic_uint generation;
} runtime = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

static struct dispatch_backend_instance backend;

static void get_backend(void)
{
	backend = dispatch_backend_get();
}

const struct dispatch_backend_instance *dispatch_runtime_backend(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, get_backend);
	return &backend;
}

/* --- fork --------------------------------------------------------------------------------------------------- */

static void init_lane(struct lane *lane, int number)
{
	lane->number = number;
	lane->running = false;
	sem_init(&lane->work, 0, 0);
	pthread_mutex_init(&lane->lock, NULL);
	lane->first = NULL;
	lane->last = &lane->first;
	atomic_store(&lane->urgent, NULL);
}

/* In the child there is one thread and no lane; what the others held is lost to the parent's life. */
static void after_fork(void)
{
	pthread_mutex_init(&runtime.lock, NULL);
	pthread_cond_init(&runtime.changed, NULL);
	runtime.users = 0;
	runtime.switching = false;
	for (struct lane *lane = runtime.lanes; lane; lane = lane->next)
		init_lane(lane, lane->number);
	atomic_fetch_add(&runtime.generation, 1);
	dispatch_handle_after_fork();
	dispatch_app_after_fork();
}

static void init_runtime(void)
{
	init_lane(&main_lane, DISPATCH_LANE_MAIN);
	runtime.lanes = &main_lane;
	pthread_atfork(NULL, NULL, after_fork);
}

unsigned dispatch_runtime_generation(void)
{
	return atomic_load(&runtime.generation);
}

/* --- the backend's life ------------------------------------------------------------------------------------- */

/* No lock is held while the backend is called: others wait for switching to end. runtime.lock is held. */
static void begin_switch(void)
{
	while (runtime.switching)
		pthread_cond_wait(&runtime.changed, &runtime.lock);
}

MI_Result dispatch_runtime_app_opened(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	const struct dispatch_backend_instance *b = dispatch_runtime_backend();
	MI_Result result = MI_RESULT_OK;

	pthread_once(&once, init_runtime);
	pthread_mutex_lock(&runtime.lock);
	begin_switch();
	if (runtime.apps++ == 0 && b->backend->open) {
		runtime.switching = true;
		pthread_mutex_unlock(&runtime.lock);
		result = b->backend->open(b->self);
		pthread_mutex_lock(&runtime.lock);
		if (result != MI_RESULT_OK)
			runtime.apps--;
		runtime.switching = false;
		pthread_cond_broadcast(&runtime.changed);
	}
	pthread_mutex_unlock(&runtime.lock);
	return result;
}

void dispatch_runtime_app_closed(void)
{
	const struct dispatch_backend_instance *b = dispatch_runtime_backend();

	pthread_mutex_lock(&runtime.lock);
	begin_switch();
	if (--runtime.apps == 0 && b->backend->close) {
		runtime.switching = true;
		pthread_mutex_unlock(&runtime.lock);
		b->backend->close(b->self);
		pthread_mutex_lock(&runtime.lock);
		runtime.switching = false;
		pthread_cond_broadcast(&runtime.changed);
	}
	pthread_mutex_unlock(&runtime.lock);
}

/* --- lanes -------------------------------------------------------------------------------------------------- */

static void run_urgent(struct lane *lane)
{
	struct dispatch_job *job = atomic_exchange(&lane->urgent, NULL);

	while (job) {
		struct dispatch_job *next = job->next;

		job->run(job);
		job = next;
	}
}

/* The next job; *ret_stop when there will be none. */
static struct dispatch_job *next_job(struct lane *lane, bool *ret_stop)
{
	struct dispatch_job *job;

	pthread_mutex_lock(&lane->lock);
	job = lane->first;
	if (job) {
		lane->first = job->next;
		if (!lane->first)
			lane->last = &lane->first;
	}
	*ret_stop = !job && lane->stop;
	pthread_mutex_unlock(&lane->lock);
	return job;
}

static void *lane_main(void *context)
{
	struct lane *lane = context;
	bool stop = false;

	while (!stop) {
		struct dispatch_job *job;

		while (sem_wait(&lane->work) && errno == EINTR)
			;
		run_urgent(lane);
		job = next_job(lane, &stop);
		if (job)
			job->run(job);
	}
	return NULL;
}

/*
 * The client's signals are for the client's threads; those that a thread brings upon itself, in a callback too, are its own.
 * runtime.lock is held.
 */
static bool start_lane(struct lane *lane)
{
	static const int own[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS};
	sigset_t mask, before;

	lane->stop = false;
	sigfillset(&mask);
	for (unsigned i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		sigdelset(&mask, own[i]);
	pthread_sigmask(SIG_SETMASK, &mask, &before);
	lane->running = pthread_create(&lane->thread, NULL, lane_main, lane) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return lane->running;
}

bool dispatch_runtime_acquire(void)
{
	bool ok;

	pthread_mutex_lock(&runtime.lock);
	ok = runtime.users > 0 || start_lane(&main_lane);
	runtime.users += ok;
	pthread_mutex_unlock(&runtime.lock);
	return ok;
}

static void stop_lane(struct lane *lane)
{
	pthread_mutex_lock(&lane->lock);
	lane->stop = true;
	pthread_mutex_unlock(&lane->lock);
	sem_post(&lane->work);
	pthread_join(lane->thread, NULL);
	lane->running = false;
}

/* The lock is kept while threads are joined: an application that opens a session now must find them ended. */
void dispatch_runtime_release(void)
{
	pthread_mutex_lock(&runtime.lock);
	if (--runtime.users == 0)
		for (struct lane *lane = runtime.lanes; lane; lane = lane->next)
			if (lane->running)
				stop_lane(lane);
	pthread_mutex_unlock(&runtime.lock);
}

static struct lane *add_lane(int number)
{
	struct lane *lane = calloc(1, sizeof(*lane));

	if (!lane)
		return NULL;
	init_lane(lane, number);
	lane->next = runtime.lanes;
	runtime.lanes = lane;
	return lane;
}

static struct lane *find_lane(int number)
{
	struct lane *lane;

	if (number <= DISPATCH_LANE_MAIN)
		return &main_lane;
	pthread_mutex_lock(&runtime.lock);
	for (lane = runtime.lanes; lane && lane->number != number; lane = lane->next)
		;
	if (!lane)
		lane = add_lane(number);
	if (!lane || (!lane->running && !start_lane(lane)))
		lane = &main_lane;
	pthread_mutex_unlock(&runtime.lock);
	return lane;
}

void dispatch_lane_push(int number, struct dispatch_job *job)
{
	struct lane *lane = find_lane(number);

	job->next = NULL;
	pthread_mutex_lock(&lane->lock);
	*lane->last = job;
	lane->last = &job->next;
	pthread_mutex_unlock(&lane->lock);
	sem_post(&lane->work);
}

void dispatch_lane_push_urgent(struct dispatch_job *job)
{
	job->next = atomic_load(&main_lane.urgent);
	while (!atomic_compare_exchange_weak(&main_lane.urgent, &job->next, job))
		;
	sem_post(&main_lane.work);
}
