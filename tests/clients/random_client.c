/*
 * A client that does what a number says: random_client SEED fake|hostmi [THREADS]. With --plan it only prints what that is.
 *
 * It logs all it did and saw (client_log.h). The log, each stream by itself, and the canonical trace of a recording
 * depend on the seed and on what the library answers, and not on how threads take turns.
 */
#include <stdlib.h>

#include "random_client.h"

static struct random_plan plan;
static MI_Application application;
static MI_Session shared;

/* One of the client's threads. */
struct worker {
	const struct random_thread *plan;
	MI_Application application, *used_application;
	MI_Session session, *used_session;
	struct random_play *plays;
	pthread_t id;
};

static const char *protocol(void)
{
	return plan.library == RANDOM_FAKE ? "FAKE" : NULL;
}

static void open_own(struct worker *worker)
{
	worker->used_application = &application;
	worker->used_session = &shared;
	if (worker->plan->own_application) {
		CALL(MI_Application_InitializeV1(0, worker->plan->name, NULL, &worker->application));
		worker->used_application = &worker->application;
	}
	if (!worker->plan->own_session)
		return;
	CALL(MI_Application_NewSession(worker->used_application, protocol(), "localhost", NULL, NULL, NULL,
				       &worker->session));
	worker->used_session = &worker->session;
}

static void close_own(struct worker *worker)
{
	if (worker->plan->own_session)
		CALL(MI_Session_Close(&worker->session, NULL, NULL));
	if (worker->plan->own_application)
		CALL(MI_Application_Close(&worker->application));
}

/* One without operations completes at once, so it is known where. */
static void open_idle(struct worker *worker)
{
	unsigned completed = 0;
	MI_Session idle;

	CALL(MI_Application_NewSession(worker->used_application, protocol(), "idle", NULL, NULL, NULL, &idle));
	CALL(MI_Session_Close(&idle, &completed, client_completion));
	client_wait(&completed, 1);
}

/* An operation, and what was started in its first result. */
static void finish(struct worker *worker, unsigned i)
{
	random_play_finish(&worker->plays[i]);
	if (i + 1 < worker->plan->nr_ops && worker->plan->ops[i + 1].nested)
		random_play_finish(&worker->plays[i + 1]);
}

static void play_all(struct worker *worker)
{
	for (unsigned i = 0; i < worker->plan->nr_ops; i++) {
		random_play_init(&worker->plays[i], &worker->plan->ops[i], plan.library, worker->used_application,
				 worker->used_session);
		if (worker->plan->ops[i].nested)
			worker->plays[i - 1].nested = &worker->plays[i];
	}
	for (unsigned i = 0; i < worker->plan->nr_ops; i++) {
		if (worker->plan->ops[i].nested)
			continue;
		random_start(&worker->plays[i]);
		if (!worker->plan->at_once)
			finish(worker, i);
	}
	for (unsigned i = 0; worker->plan->at_once && i < worker->plan->nr_ops; i++)
		if (!worker->plan->ops[i].nested)
			finish(worker, i);
}

static void *run_worker(void *argument)
{
	struct worker *worker = argument;

	client_stream_set(worker->plan->name);
	open_own(worker);
	if (worker->plan->idle_session)
		open_idle(worker);
	play_all(worker);
	close_own(worker);
	return NULL;
}

/* The fake library is told by number of sessions: these are the second and third. */
static void open_special_sessions(void)
{
	MI_Instance *error = NULL;
	MI_Session session;

	if (plan.failing_session) {
		CALL(MI_Application_NewSession(&application, "FAKE", "special", NULL, NULL, &error, &session));
		client_say_instance("extended error", error);
		if (error)
			NATIVE(MI_Instance_Delete(error));
		CALL(MI_Session_Close(&session, NULL, NULL));
	}
	if (plan.talking_session) {
		CALL(MI_Application_NewSession(&application, "FAKE", "special", NULL, NULL, NULL, &session));
		CALL(MI_Session_Close(&session, NULL, NULL));
	}
}

static void run(void)
{
	struct worker workers[RANDOM_THREADS_MAX] = {0};

	CALL(MI_Application_InitializeV1(0, "random", NULL, &application));
	CALL(MI_Application_NewSession(&application, protocol(), "shared", NULL, NULL, NULL, &shared));
	open_special_sessions();
	for (unsigned i = 0; i < plan.nr_threads; i++) {
		workers[i].plan = &plan.threads[i];
		workers[i].plays = calloc(RANDOM_OPS_MAX, sizeof(*workers[i].plays));
		if (!workers[i].plays || pthread_create(&workers[i].id, NULL, run_worker, &workers[i]))
			abort();
	}
	for (unsigned i = 0; i < plan.nr_threads; i++)
		pthread_join(workers[i].id, NULL);
	CALL(MI_Session_Close(&shared, NULL, NULL));
	CALL(MI_Application_Close(&application));
	for (unsigned i = 0; i < plan.nr_threads; i++)
		free(workers[i].plays);
	client_say("end");
}

static void give_script(void)
{
	char *script = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&script, &size);

	random_plan_script(&plan, out);
	fclose(out);
	setenv("FAKE_MI_SCRIPT", script, 1);
	free(script);
}

int main(int argc, char **argv)
{
	bool fake = argc > 2 && strcmp(argv[2], "fake") == 0;

	if (argc < 3 || (!fake && strcmp(argv[2], "hostmi") != 0)) {
		fprintf(stderr, "usage: random_client SEED fake|hostmi [THREADS | --plan]\n");
		return 2;
	}
	random_plan_make((unsigned)strtoul(argv[1], NULL, 10), fake ? RANDOM_FAKE : RANDOM_HOSTMI,
			 argc > 3 ? (unsigned)strtoul(argv[3], NULL, 10) : 0, &plan);
	if (argc > 3 && strcmp(argv[3], "--plan") == 0) {
		random_plan_print(&plan, stdout);
		return 0;
	}
	if (fake)
		give_script();
	run();
	return 0;
}
