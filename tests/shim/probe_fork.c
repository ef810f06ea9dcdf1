/*
 * Forks in all places: children that use MI, that do not, that are forked in a callback, and of a process with other
 * threads under way. probe_fork KIND
 */
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "probe.h"

static void wait_for(pid_t child)
{
	int status;

	CHECK(child > 0);
	CHECK(waitpid(child, &status, 0) == child);
	CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

/* The child uses MI anew, and the session it inherited. */
static void child_uses_mi(struct probe *inherited)
{
	pid_t child = fork();

	if (!child) {
		struct probe own;

		probe_open(&own, "child");
		probe_enumerate(&own, "2");
		probe_close(&own);
		probe_enumerate(inherited, "1");
		exit(0);
	}
	wait_for(child);
}

static void child_without_mi(void)
{
	pid_t child = fork();

	if (!child)
		exit(0);
	wait_for(child);
}

/* A child of a child, while the one in between does nothing with MI. */
static void grandchild(struct probe *probe)
{
	pid_t child = fork();

	if (!child) {
		child_uses_mi(probe);
		exit(0);
	}
	wait_for(child);
}

static void on_result(MI_Operation *operation, void *context, const MI_Instance *instance, MI_Boolean more,
		      MI_Result code, const MI_Char *message, const MI_Instance *details,
		      MI_Result (*acknowledge)(MI_Operation *operation))
{
	(void)operation;
	(void)instance;
	(void)more;
	(void)code;
	(void)message;
	(void)details;
	(void)acknowledge;
	child_uses_mi(context);
}

static _Atomic int stop;

static void *busy(void *context)
{
	while (!stop)
		probe_enumerate(context, "1");
	return NULL;
}

static void with_threads(struct probe *probe)
{
	pthread_t threads[4];

	for (int i = 0; i < 4; i++)
		CHECK(pthread_create(&threads[i], NULL, busy, probe) == 0);
	for (int i = 0; i < 10; i++)
		child_uses_mi(probe);
	stop = 1;
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
}

int main(int argc, char **argv)
{
	const char *kind = argc > 1 ? argv[1] : "";
	struct probe probe;

	probe_open(&probe, "parent");
	if (strcmp(kind, "uses") == 0)
		child_uses_mi(&probe);
	else if (strcmp(kind, "idle") == 0)
		child_without_mi();
	else if (strcmp(kind, "grandchild") == 0)
		grandchild(&probe);
	else if (strcmp(kind, "callback") == 0)
		probe_enumerate_async(&probe, "1", 0, on_result, &probe);
	else if (strcmp(kind, "threads") == 0)
		with_threads(&probe);
	else
		CHECK(!"a kind this probe knows");
	probe_enumerate(&probe, "3");
	probe_close(&probe);
	return 0;
}
