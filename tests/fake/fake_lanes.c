/* The library's two threads: each takes whatever step or completion is ready for it. */
#include "fake.h"

#include <unistd.h>

#include "fake_log.h"

static struct fake_operation *ready_operation(enum fake_lane lane)
{
	struct fake_operation *first = NULL;

	for (unsigned i = 0; i < FAKE_OBJECTS_MAX; i++) {
		struct fake_operation *operation = &fake.operations[i];

		if (fake_step_ready(operation, lane) && (!first || operation->number < first->number))
			first = operation;
	}
	return first;
}

static struct fake_session *due_session(enum fake_lane lane)
{
	for (unsigned i = 0; i < FAKE_OBJECTS_MAX; i++) {
		struct fake_session *session = &fake.sessions[i];

		if (session->open && session->completion_due && session->plan->completion == lane)
			return session;
	}
	return NULL;
}

static void *run_lane(void *argument)
{
	enum fake_lane lane = (enum fake_lane)(uintptr_t)argument;

	fake_lane_name = lane == FAKE_IO ? "io" : "third";
	pthread_mutex_lock(&fake.lock);
	while (!fake.lanes_stop) {
		struct fake_operation *operation = ready_operation(lane);
		struct fake_session *session = operation ? NULL : due_session(lane);

		if (operation)
			fake_step_run(operation);
		else if (session)
			fake_session_complete(session);
		else
			pthread_cond_wait(&fake.changed, &fake.lock);
	}
	pthread_mutex_unlock(&fake.lock);
	return NULL;
}

/* A child gets the state as it was between two steps, and nobody who waits. */
static void before_fork(void)
{
	pthread_mutex_lock(&fake.lock);
}

static void after_fork_in_parent(void)
{
	pthread_mutex_unlock(&fake.lock);
}

static void after_fork_in_child(void)
{
	pthread_mutex_init(&fake.lock, NULL);
	pthread_cond_init(&fake.changed, NULL);
}

void fake_lanes_start(void)
{
	static bool prepared;

	if (fake.lanes_pid == getpid())
		return;
	if (!prepared)
		pthread_atfork(before_fork, after_fork_in_parent, after_fork_in_child);
	prepared = true;
	fake.lanes_stop = false;
	fake.lanes_pid = getpid();
	for (unsigned i = 0; i < FAKE_LANES; i++) {
		if (pthread_create(&fake.lanes[i], NULL, run_lane, (void *)(uintptr_t)i))
			_exit(96);
	}
}

void fake_lanes_stop(void)
{
	if (fake.lanes_pid != getpid() || fake_lane_name)
		return;
	fake.lanes_stop = true;
	fake.lanes_pid = 0;
	pthread_cond_broadcast(&fake.changed);
	pthread_mutex_unlock(&fake.lock);
	for (unsigned i = 0; i < FAKE_LANES; i++)
		pthread_join(fake.lanes[i], NULL);
	pthread_mutex_lock(&fake.lock);
}
