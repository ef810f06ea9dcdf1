/* Many operations: at a time, one after the other, from several threads. */
#include <malloc.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "logging_client.h"
#include "objects.h"
#include "scripted_backend.h"
#include "unit.h"

static struct client client;

enum {
	IN_FLIGHT = 1000
};

static void a_thousand_operations_run_at_a_time(void **state)
{
	static MI_Operation operations[IN_FLIGHT];

	(void)state;
	client_open(&client);
	for (unsigned i = 0; i < IN_FLIGHT; i++)
		client_enumerate(&client, 0, &operations[i]);
	for (unsigned i = 0; i < IN_FLIGHT; i++) {
		struct dispatch_op *op = script_op(i + 1);

		script_post(op, (int)i, true, MI_RESULT_OK);
		script_post(op, (int)i, false, MI_RESULT_OK);
	}
	client_call(&client, 2 * IN_FLIGHT - 1);
	for (unsigned i = 0; i < IN_FLIGHT; i++)
		assert_int_equal(MI_Operation_Close(&operations[i]), MI_RESULT_OK);
	client_close(&client);
	assert_int_equal(script.finished, IN_FLIGHT);
}

static void closing_the_session_ends_a_thousand_operations(void **state)
{
	static MI_Operation operations[IN_FLIGHT];

	(void)state;
	client_open(&client);
	for (unsigned i = 0; i < IN_FLIGHT; i++)
		client_enumerate(&client, 0, &operations[i]);
	assert_int_equal(MI_Session_Close(&client.session, &client, client_closed), MI_RESULT_OK);
	client_call(&client, IN_FLIGHT - 1);
	for (unsigned i = 0; i < IN_FLIGHT; i++)
		assert_int_equal(MI_Operation_Close(&operations[i]), MI_RESULT_OK);
	assert_int_equal(client_call(&client, IN_FLIGHT)->what, CALLED_CLOSED);
	assert_int_equal(MI_Application_Close(&client.application), MI_RESULT_OK);
	assert_int_equal(script.cancelled, IN_FLIGHT);
}

/* --- memory ------------------------------------------------------------------------------------------------------ */

static void enumerate_and_end(struct dispatch_op *op, const struct dispatch_request *request)
{
	(void)request;
	script_post(op, 1, true, MI_RESULT_OK);
	script_post(op, 2, false, MI_RESULT_OK);
}

static void fetch_everything(void)
{
	const MI_Instance *instance;
	MI_Operation operation;
	MI_Boolean more = MI_TRUE;
	MI_Result result;

	MI_Session_EnumerateInstances(&client.session, 0, NULL, "n", "X", MI_FALSE, NULL, &operation);
	while (more)
		MI_Operation_GetInstance(&operation, &instance, &more, &result, NULL, NULL);
	MI_Operation_Close(&operation);
}

static void memory_does_not_grow_with_the_number_of_operations(void **state)
{
	size_t before, after;

	(void)state;
	client_open(&client);
	script.on_start = enumerate_and_end;
	for (unsigned i = 0; i < 1000; i++)
		fetch_everything();
	script_wait(&script.finished, 1000);
	before = mallinfo2().uordblks;
	for (unsigned i = 0; i < 20000; i++)
		fetch_everything();
	script_wait(&script.finished, 21000);
	after = mallinfo2().uordblks;
	client_close(&client);
	assert_true(after < before + 64 * 1024);
}

/* --- threads ----------------------------------------------------------------------------------------------------- */

enum {
	NR_CLIENTS = 4,
	ROUNDS = 300
};

struct waiter {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	unsigned finals;
	atomic_uint acknowledged;
};

static void count_and_acknowledge(MI_Operation *operation, void *context, const MI_Instance *instance, MI_Boolean more,
				  MI_Result result, const MI_Char *message, const MI_Instance *details,
				  MI_Result (*acknowledge)(MI_Operation *operation))
{
	struct waiter *waiter = context;

	(void)instance;
	(void)result;
	(void)message;
	(void)details;
	if (acknowledge && acknowledge(operation) == MI_RESULT_OK)
		atomic_fetch_add(&waiter->acknowledged, 1);
	if (more)
		return;
	pthread_mutex_lock(&waiter->lock);
	waiter->finals++;
	pthread_cond_signal(&waiter->changed);
	pthread_mutex_unlock(&waiter->lock);
}

static void post_some(struct dispatch_op *op, const struct dispatch_request *request)
{
	(void)request;
	for (int i = 0; i < 5; i++)
		script_post_in(op, i % 3, i, i < 4, MI_RESULT_OK);
}

/* Each client runs operations its own way: waits for the end, or cancels, or closes right away. */
static void *run_client(void *context)
{
	unsigned id = (unsigned)(uintptr_t)context;
	struct waiter waiter = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};
	MI_OperationCallbacks callbacks = {.callbackContext = &waiter, .instanceResult = count_and_acknowledge};
	MI_Session session;
	unsigned failures = 0;

	failures +=
		MI_Application_NewSession(&client.application, NULL, NULL, NULL, NULL, NULL, &session) != MI_RESULT_OK;
	for (unsigned i = 1; i <= ROUNDS; i++) {
		MI_Operation operation;

		MI_Session_EnumerateInstances(&session, i & 1, NULL, "n", "X", MI_FALSE, &callbacks, &operation);
		if ((i + id) % 3 == 0)
			failures += MI_Operation_Cancel(&operation, MI_REASON_NONE) != MI_RESULT_OK;
		if ((i + id) % 3 == 1)
			failures += MI_Operation_Close(&operation) != MI_RESULT_OK;
		pthread_mutex_lock(&waiter.lock);
		while (waiter.finals < i)
			pthread_cond_wait(&waiter.changed, &waiter.lock);
		pthread_mutex_unlock(&waiter.lock);
		if ((i + id) % 3 != 1)
			failures += MI_Operation_Close(&operation) != MI_RESULT_OK;
	}
	failures += MI_Session_Close(&session, NULL, NULL) != MI_RESULT_OK;
	return (void *)(uintptr_t)failures;
}

static void clients_on_many_threads_do_not_disturb_each_other(void **state)
{
	pthread_t threads[NR_CLIENTS];
	void *failures;

	(void)state;
	client_open(&client);
	script.on_start = post_some;
	for (unsigned i = 0; i < NR_CLIENTS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, run_client, (void *)(uintptr_t)i), 0);
	for (unsigned i = 0; i < NR_CLIENTS; i++) {
		assert_int_equal(pthread_join(threads[i], &failures), 0);
		assert_int_equal((uintptr_t)failures, 0);
	}
	client_close(&client);
	assert_int_equal(script.finished, NR_CLIENTS * ROUNDS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_thousand_operations_run_at_a_time),
		cmocka_unit_test(closing_the_session_ends_a_thousand_operations),
		cmocka_unit_test(memory_does_not_grow_with_the_number_of_operations),
		cmocka_unit_test(clients_on_many_threads_do_not_disturb_each_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
