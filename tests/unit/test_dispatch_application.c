/* Applications: what opening and closing one does, and what a close waits for. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>

#include "logging_client.h"
#include "scripted_backend.h"
#include "unit.h"

static struct client client;

static void *end_at_once(void *context)
{
	return context;
}

/* A sanitizer's own thread starts with the first of ours. */
static void start_a_thread(void)
{
	pthread_t thread;

	assert_int_equal(pthread_create(&thread, NULL, end_at_once, NULL), 0);
	pthread_join(thread, NULL);
}

/* Threads of this process. */
static unsigned nr_threads(void)
{
	DIR *dir = opendir("/proc/self/task");
	struct dirent *entry;
	unsigned nr = 0;

	assert_non_null(dir);
	while ((entry = readdir(dir)))
		nr += entry->d_name[0] != '.';
	closedir(dir);
	return nr;
}

static void flags_are_refused_and_leave_a_handle_that_can_only_be_closed(void **state)
{
	MI_Application application;
	MI_Instance *error = (MI_Instance *)1;

	(void)state;
	script_reset();
	memset(&application, 0xff, sizeof(application));
	assert_int_equal(MI_Application_Initialize(1, NULL, &error, &application), MI_RESULT_INVALID_PARAMETER);
	assert_null(error);
	assert_int_equal(application.reserved1, 0);
	assert_int_equal(application.reserved2, 0);
	assert_non_null(application.ft->Close);
	assert_null(application.ft->NewSession);
	assert_int_equal(MI_Application_Close(&application), MI_RESULT_INVALID_PARAMETER);
	assert_int_equal(MI_Application_Initialize(0, NULL, NULL, NULL), MI_RESULT_INVALID_PARAMETER);
	assert_int_equal(script.opened, 0);
}

static void a_backend_that_does_not_open_fails_the_call(void **state)
{
	MI_Application application;

	(void)state;
	script_reset();
	script.open_result = MI_RESULT_SERVER_IS_SHUTTING_DOWN;
	assert_int_equal(MI_Application_Initialize(0, NULL, NULL, &application), MI_RESULT_SERVER_IS_SHUTTING_DOWN);
	assert_null(application.ft->NewSession);
	assert_int_equal(script.closed, 0);
}

static void close_zeroes_the_handle_and_refuses_copies_of_it(void **state)
{
	MI_Application application, copy, another;
	MI_Session session;

	(void)state;
	script_reset();
	assert_int_equal(MI_Application_Initialize(0, "me", NULL, &application), MI_RESULT_OK);
	assert_int_equal(application.reserved1, 1);
	assert_true(application.reserved2 != 0);
	copy = application;
	assert_int_equal(MI_Application_Close(&application), MI_RESULT_OK);
	assert_int_equal(application.reserved1, 0);
	assert_int_equal(application.reserved2, 0);
	assert_null(application.ft);
	assert_int_equal(MI_Application_Close(&application), MI_RESULT_INVALID_PARAMETER);
	assert_int_equal(MI_Application_Initialize(0, NULL, NULL, &another), MI_RESULT_OK);
	assert_int_equal(MI_Application_Close(&copy), MI_RESULT_INVALID_PARAMETER);
	assert_int_equal(copy.ft->NewSession(&copy, NULL, NULL, NULL, NULL, NULL, &session),
			 MI_RESULT_INVALID_PARAMETER);
	assert_int_equal(MI_Application_Close(&another), MI_RESULT_OK);
	assert_int_equal(script.opened, 2);
	assert_int_equal(script.closed, 2);
}

static void the_thread_starts_with_the_first_session_and_ends_with_the_last_application(void **state)
{
	MI_Application first, second;
	MI_Session sessions[2];
	unsigned before;

	(void)state;
	script_reset();
	start_a_thread();
	before = nr_threads();
	assert_int_equal(MI_Application_Initialize(0, NULL, NULL, &first), MI_RESULT_OK);
	assert_int_equal(MI_Application_Initialize(0, NULL, NULL, &second), MI_RESULT_OK);
	assert_int_equal(nr_threads(), before);
	assert_int_equal(MI_Application_NewSession(&first, NULL, NULL, NULL, NULL, NULL, &sessions[0]), MI_RESULT_OK);
	assert_int_equal(nr_threads(), before + 1);
	assert_int_equal(MI_Application_NewSession(&second, NULL, NULL, NULL, NULL, NULL, &sessions[1]), MI_RESULT_OK);
	assert_int_equal(nr_threads(), before + 1);
	MI_Session_Close(&sessions[0], NULL, NULL);
	MI_Session_Close(&sessions[1], NULL, NULL);
	assert_int_equal(nr_threads(), before + 1);
	assert_int_equal(MI_Application_Close(&first), MI_RESULT_OK);
	assert_int_equal(nr_threads(), before + 1);
	assert_int_equal(MI_Application_Close(&second), MI_RESULT_OK);
	assert_int_equal(nr_threads(), before);
	assert_int_equal(script.opened, 1);
	assert_int_equal(script.closed, 1);
}

static void *close_application(void *context)
{
	return (void *)(uintptr_t)MI_Application_Close(context);
}

static void close_cancels_what_runs_and_waits_for_the_sessions(void **state)
{
	MI_Operation operation;
	MI_Session other;
	MI_Application copy;
	pthread_t thread;
	void *result;

	(void)state;
	client_open(&client);
	copy = client.application;
	client_enumerate(&client, 0, &operation);
	assert_int_equal(pthread_create(&thread, NULL, close_application, &client.application), 0);
	client_call(&client, 0); /* the final result of the cancelled operation */
	assert_int_equal(script_read(&script.cancelled), 1);
	assert_int_equal(copy.ft->NewSession(&copy, NULL, NULL, NULL, NULL, NULL, &other), MI_RESULT_INVALID_PARAMETER);
	assert_int_equal(pthread_tryjoin_np(thread, &result), EBUSY);
	assert_int_equal(MI_Operation_Close(&operation), MI_RESULT_OK);
	assert_int_equal(pthread_tryjoin_np(thread, &result), EBUSY);
	assert_int_equal(script_read(&script.closed), 0);
	assert_int_equal(MI_Session_Close(&client.session, NULL, NULL), MI_RESULT_OK);
	assert_int_equal(pthread_join(thread, &result), 0);
	assert_int_equal((uintptr_t)result, MI_RESULT_OK);
	assert_int_equal(script_read(&script.closed), 1);
}

/* As a client does that opens a library of its own for each result it prints. */
static void open_and_close_inside(struct client *c, const struct call *call)
{
	MI_Application nested;
	MI_Session session;
	MI_Instance *instance;

	(void)c;
	(void)call;
	assert_int_equal(MI_Application_Initialize(0, NULL, NULL, &nested), MI_RESULT_OK);
	assert_int_equal(MI_Application_NewInstance(&nested, "X", NULL, &instance), MI_RESULT_OK);
	assert_int_equal(MI_Application_NewSession(&nested, NULL, NULL, NULL, NULL, NULL, &session), MI_RESULT_OK);
	assert_int_equal(MI_Session_Close(&session, NULL, NULL), MI_RESULT_OK);
	assert_int_equal(MI_Application_Close(&nested), MI_RESULT_OK);
	assert_int_equal(MI_Instance_Delete(instance), MI_RESULT_OK);
}

static void an_application_can_come_and_go_inside_a_callback(void **state)
{
	MI_Operation operation;
	struct dispatch_op *op;

	(void)state;
	client_open(&client);
	client.hook = open_and_close_inside;
	client_enumerate(&client, 0, &operation);
	op = script_op(1);
	script_post(op, 1, true, MI_RESULT_OK);
	script_post(op, 2, false, MI_RESULT_OK);
	assert_false(client_call(&client, 1)->more);
	MI_Operation_Close(&operation);
	client_close(&client);
	assert_int_equal(script.opened, 1);
}

static void factories_need_no_application_and_their_objects_outlive_it(void **state)
{
	MI_Application application, bogus = {7, 7, NULL};
	MI_OperationOptions options;
	MI_Instance *instance;
	MI_Uint32 nr;

	(void)state;
	script_reset();
	assert_int_equal(MI_Application_Initialize(0, NULL, NULL, &application), MI_RESULT_OK);
	bogus.ft = application.ft;
	assert_int_equal(MI_Application_NewInstance(&bogus, "X", NULL, &instance), MI_RESULT_OK);
	assert_int_equal(MI_Application_NewOperationOptions(&bogus, MI_FALSE, &options), MI_RESULT_OK);
	assert_int_equal(MI_Application_Close(&application), MI_RESULT_OK);
	assert_int_equal(MI_Instance_GetElementCount(instance, &nr), MI_RESULT_OK);
	assert_int_equal(MI_OperationOptions_SetNumber(&options, "n", 1, 0), MI_RESULT_OK);
	MI_OperationOptions_Delete(&options);
	MI_Instance_Delete(instance);
}

static void hosted_providers_are_refused_as_the_stock_library_does(void **state)
{
	MI_HostedProvider provider;
	MI_Instance *error = (MI_Instance *)1;

	(void)state;
	client_open(&client);
	memset(&provider, 0xff, sizeof(provider));
	assert_int_equal(MI_Application_NewHostedProvider(&client.application, "root/test", "p",
							  (MI_MainFunction)(uintptr_t)1, &error, &provider),
			 MI_RESULT_INVALID_PARAMETER);
	assert_null(error);
	assert_null(provider.ft);
	assert_int_equal(MI_Application_NewHostedProvider(&client.application, NULL, "p", (MI_MainFunction)(uintptr_t)1,
							  NULL, &provider),
			 MI_RESULT_INVALID_PARAMETER);
	client_close(&client);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(flags_are_refused_and_leave_a_handle_that_can_only_be_closed),
		cmocka_unit_test(a_backend_that_does_not_open_fails_the_call),
		cmocka_unit_test(close_zeroes_the_handle_and_refuses_copies_of_it),
		cmocka_unit_test(the_thread_starts_with_the_first_session_and_ends_with_the_last_application),
		cmocka_unit_test(close_cancels_what_runs_and_waits_for_the_sessions),
		cmocka_unit_test(an_application_can_come_and_go_inside_a_callback),
		cmocka_unit_test(factories_need_no_application_and_their_objects_outlive_it),
		cmocka_unit_test(hosted_providers_are_refused_as_the_stock_library_does),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
