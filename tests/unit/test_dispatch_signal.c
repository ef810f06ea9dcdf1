/* Clients that cancel from a signal handler, whatever the thread was doing at that moment. */
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>

#include "logging_client.h"
#include "scripted_backend.h"
#include "unit.h"

enum {
	ROUNDS = 300
};

static struct client client;
static MI_Operation target; /* a handler may see it half written: then it names nothing */
static atomic_uint handled;

static void cancel_target(int number)
{
	MI_Operation copy = target;

	(void)number;
	if (copy.ft)
		MI_Operation_Cancel(&copy, MI_REASON_NONE);
	atomic_fetch_add(&handled, 1);
}

struct kicker {
	pthread_t victim;
	atomic_bool stop;
};

/* One signal after the other: the next one when the one before was handled. */
static void *kick(void *context)
{
	struct kicker *kicker = context;
	unsigned seen = atomic_load(&handled);

	while (!atomic_load(&kicker->stop)) {
		pthread_kill(kicker->victim, SIGUSR1);
		while (atomic_load(&handled) == seen && !atomic_load(&kicker->stop))
			sched_yield();
		seen = atomic_load(&handled);
	}
	return NULL;
}

static void run_one(unsigned round)
{
	const MI_Instance *instance;
	MI_Operation operation;
	MI_Boolean more = MI_TRUE;
	MI_Result result;

	MI_Session_EnumerateInstances(&client.session, 0, NULL, "n", "X", MI_FALSE, NULL, &operation);
	target = operation;
	script_post(script_op(round), 1, true, MI_RESULT_OK);
	while (more)
		assert_int_equal(MI_Operation_GetInstance(&operation, &instance, &more, &result, NULL, NULL),
				 MI_RESULT_OK);
	assert_int_equal(result, MI_RESULT_FAILED);
	assert_int_equal(MI_Operation_Close(&operation), MI_RESULT_OK);
}

/* Every operation ends because of a signal, and none of them meets a lock that the thread holds already. */
static void a_cancel_in_a_signal_handler_never_waits(void **state)
{
	struct sigaction action = {.sa_handler = cancel_target, .sa_flags = SA_RESTART};
	struct kicker kicker = {.victim = pthread_self()};
	pthread_t thread;

	(void)state;
	client_open(&client);
	assert_int_equal(sigaction(SIGUSR1, &action, NULL), 0);
	assert_int_equal(pthread_create(&thread, NULL, kick, &kicker), 0);
	for (unsigned round = 1; round <= ROUNDS; round++)
		run_one(round);
	atomic_store(&kicker.stop, true);
	pthread_join(thread, NULL);
	signal(SIGUSR1, SIG_IGN);
	assert_true(atomic_load(&handled) >= ROUNDS);
	client_close(&client);
	assert_int_equal(script.cancelled, ROUNDS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_cancel_in_a_signal_handler_never_waits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
