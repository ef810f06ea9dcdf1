/*
 * Eight threads with operations of all kinds at a time, through one session or one session each; results are
 * acknowledged, and operations cancelled and closed, by other threads than their own. probe_threads one|many
 */
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "probe.h"

enum {
	THREADS = 8,
	ROUNDS = 200
};

/* A result that waits for somebody to acknowledge it. */
struct letter {
	MI_Operation operation;
	MI_Result (*acknowledge)(MI_Operation *operation);
};

struct worker {
	pthread_t thread;
	struct probe probe;
	_Atomic(struct letter *) box;
	unsigned results;
};

static struct worker workers[THREADS];

static void on_result(MI_Operation *operation, void *context, const MI_Instance *instance, MI_Boolean more,
		      MI_Result code, const MI_Char *message, const MI_Instance *details,
		      MI_Result (*acknowledge)(MI_Operation *operation))
{
	struct worker *worker = context, *next = &workers[(worker - workers + 1) % THREADS];
	struct letter *letter;

	(void)instance;
	(void)more;
	(void)code;
	(void)message;
	(void)details;
	worker->results++;
	if (!acknowledge)
		return;
	letter = malloc(sizeof(*letter));
	CHECK(letter);
	*letter = (struct letter){*operation, acknowledge};
	letter = atomic_exchange(&next->box, letter);
	if (letter) {
		/* The other one has not looked: then it is ours to answer. */
		letter->acknowledge(&letter->operation);
		free(letter);
	}
}

static void answer_letter(struct worker *worker)
{
	struct letter *letter = atomic_exchange(&worker->box, NULL);

	if (!letter)
		return;
	letter->acknowledge(&letter->operation);
	MI_Operation_Cancel(&letter->operation, MI_REASON_NONE);
	free(letter);
}

static void *work(void *context)
{
	struct worker *worker = context;

	for (int i = 0; i < ROUNDS; i++) {
		probe_enumerate(&worker->probe, "2");
		probe_enumerate_async(&worker->probe, "3", 0, on_result, worker);
		probe_enumerate_async(&worker->probe, "2", MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS, on_result, worker);
		answer_letter(worker);
	}
	return NULL;
}

int main(int argc, char **argv)
{
	int many = argc > 1 && strcmp(argv[1], "many") == 0;
	struct probe shared;

	probe_open(&shared, "threads");
	for (int i = 0; i < THREADS; i++) {
		workers[i].probe = shared;
		if (many)
			CHECK(MI_Application_NewSession(&shared.application, NULL, NULL, NULL, NULL, NULL,
							&workers[i].probe.session) == MI_RESULT_OK);
	}
	for (int i = 0; i < THREADS; i++)
		CHECK(pthread_create(&workers[i].thread, NULL, work, &workers[i]) == 0);
	for (int i = 0; i < THREADS; i++) {
		CHECK(pthread_join(workers[i].thread, NULL) == 0);
		CHECK(workers[i].results == 5 * ROUNDS);
	}
	for (int i = 0; i < THREADS; i++) {
		answer_letter(&workers[i]);
		if (many)
			CHECK(MI_Session_Close(&workers[i].probe.session, NULL, NULL) == MI_RESULT_OK);
	}
	probe_close(&shared);
	return 0;
}
