/* See schedule.h: a binary heap and a thread that waits for its top. */
#include "schedule.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>

#include "fail.h"

struct job {
	uint64_t due, number;
	void (*run)(void *context);
	void *context;
};

struct replay_schedule {
	pthread_mutex_t lock; /* owns all below */
	pthread_cond_t changed;
	struct job *jobs; /* heap */
	size_t count, room;
	uint64_t numbers;
	bool running, stop;
	pthread_t thread;
};

uint64_t replay_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * UINT64_C(1000000000) + (uint64_t)now.tv_nsec;
}

int replay_schedule_new(struct replay_schedule **ret)
{
	struct replay_schedule *s = calloc(1, sizeof(*s));
	pthread_condattr_t attributes;

	if (!s)
		return mtr_fail(-ENOMEM, "out of memory");
	pthread_mutex_init(&s->lock, NULL);
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&s->changed, &attributes);
	pthread_condattr_destroy(&attributes);
	*ret = s;
	return 0;
}

static bool before(const struct job *a, const struct job *b)
{
	return a->due != b->due ? a->due < b->due : a->number < b->number;
}

static void swap(struct job *a, struct job *b)
{
	struct job c = *a;

	*a = *b;
	*b = c;
}

static struct job pop(struct replay_schedule *s)
{
	struct job top = s->jobs[0];
	size_t at = 0;

	s->jobs[0] = s->jobs[--s->count];
	for (;;) {
		size_t least = at;

		for (size_t child = 2 * at + 1; child <= 2 * at + 2; child++)
			if (child < s->count && before(&s->jobs[child], &s->jobs[least]))
				least = child;
		if (least == at)
			return top;
		swap(&s->jobs[at], &s->jobs[least]);
		at = least;
	}
}

static bool push(struct replay_schedule *s, struct job job)
{
	size_t at = s->count;

	if (s->count == s->room) {
		size_t room = s->room ? s->room * 2 : 64;
		struct job *jobs = reallocarray(s->jobs, room, sizeof(*jobs));

		if (!jobs)
			return false;
		s->jobs = jobs;
		s->room = room;
	}
	s->jobs[s->count++] = job;
	while (at && before(&s->jobs[at], &s->jobs[(at - 1) / 2])) {
		swap(&s->jobs[at], &s->jobs[(at - 1) / 2]);
		at = (at - 1) / 2;
	}
	return true;
}

static void *run_jobs(void *context)
{
	struct replay_schedule *s = context;

	pthread_mutex_lock(&s->lock);
	while (!s->stop) {
		struct timespec until;

		if (!s->count) {
			pthread_cond_wait(&s->changed, &s->lock);
		} else if (s->jobs[0].due > replay_now()) {
			until.tv_sec = (time_t)(s->jobs[0].due / UINT64_C(1000000000));
			until.tv_nsec = (long)(s->jobs[0].due % UINT64_C(1000000000));
			pthread_cond_timedwait(&s->changed, &s->lock, &until);
		} else {
			struct job job = pop(s);

			pthread_mutex_unlock(&s->lock);
			job.run(job.context);
			pthread_mutex_lock(&s->lock);
		}
	}
	pthread_mutex_unlock(&s->lock);
	return NULL;
}

/* The client's signals are the client's threads' business. */
static bool start_thread(struct replay_schedule *s)
{
	sigset_t all, before_us;
	int err;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before_us);
	err = pthread_create(&s->thread, NULL, run_jobs, s);
	pthread_sigmask(SIG_SETMASK, &before_us, NULL);
	return !err;
}

void replay_schedule_free(struct replay_schedule *s)
{
	if (!s)
		return;
	pthread_mutex_lock(&s->lock);
	s->stop = true;
	pthread_cond_signal(&s->changed);
	pthread_mutex_unlock(&s->lock);
	if (s->running)
		pthread_join(s->thread, NULL);
	while (s->count) {
		struct job job = pop(s);

		job.run(job.context);
	}
	pthread_cond_destroy(&s->changed);
	pthread_mutex_destroy(&s->lock);
	free(s->jobs);
	free(s);
}

bool replay_schedule_at(struct replay_schedule *s, uint64_t due, void (*run)(void *context), void *context)
{
	struct job job = {.due = due, .run = run, .context = context};
	bool taken;

	pthread_mutex_lock(&s->lock);
	job.number = s->numbers++;
	if (!s->running && !s->stop)
		s->running = start_thread(s);
	taken = s->running && !s->stop && push(s, job);
	pthread_cond_signal(&s->changed);
	pthread_mutex_unlock(&s->lock);
	return taken;
}
