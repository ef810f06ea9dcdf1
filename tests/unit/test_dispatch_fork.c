/* Clients that fork. */
#include <sys/wait.h>
#include <unistd.h>

#include "logging_client.h"
#include "scripted_backend.h"
#include "unit.h"

static struct client client;

/* The child of a fork has none of the library's threads: its inherited session refuses, a new one works. */
static int child_of_fork(void)
{
	MI_OperationCallbacks callbacks = client_results_only(&client);
	MI_Application application;
	MI_Operation operation;
	MI_Session session;

	client.nr_calls = 0;
	MI_Session_EnumerateInstances(&client.session, 0, NULL, NULL, "X", MI_FALSE, &callbacks, &operation);
	if (client.nr_calls != 1 || client.calls[0].result == MI_RESULT_OK)
		return 1;
	if (MI_Application_Initialize(0, NULL, NULL, &application) != MI_RESULT_OK ||
	    MI_Application_NewSession(&application, NULL, NULL, NULL, NULL, NULL, &session) != MI_RESULT_OK)
		return 2;
	MI_Session_EnumerateInstances(&session, 0, NULL, NULL, "X", MI_FALSE, &callbacks, &operation);
	if (client_call(&client, 1)->result != MI_RESULT_OK)
		return 3;
	MI_Operation_Close(&operation);
	MI_Session_Close(&session, NULL, NULL);
	return MI_Application_Close(&application) == MI_RESULT_OK ? 0 : 4;
}

static void a_forked_child_can_open_its_own(void **state)
{
	MI_Operation operation;
	int status;
	pid_t pid;

	(void)state;
	client_open(&client);
	script.on_start = script_end;
	/* The dispatcher's thread is at rest then; a sanitizer's locks are not safe while one starts. */
	client_enumerate(&client, 0, &operation);
	client_call(&client, 0);
	MI_Operation_Close(&operation);
	script_wait(&script.finished, 1);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		alarm(20);
		_exit(child_of_fork());
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	client_close(&client);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_forked_child_can_open_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
