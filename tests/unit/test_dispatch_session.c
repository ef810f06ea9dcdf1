/* Sessions: opening, the three ways a close completes, and what it waits for. */
#include <errno.h>

#include "logging_client.h"
#include "objects.h"
#include "scripted_backend.h"
#include "unit.h"

static struct client client;

/* --- opening ---------------------------------------------------------------------------------------------------- */

static void refuse_with_words(const struct dispatch_session_request *request, MI_Instance **ret_error)
{
	assert_string_equal(request->protocol, "NOPE");
	*ret_error = dispatch_error_instance(MI_RESULT_NOT_FOUND, "no such protocol");
}

static void a_session_that_cannot_be_opened_can_only_be_closed(void **state)
{
	MI_Instance *error = NULL;
	MI_Session session;
	unsigned before;

	(void)state;
	client_open(&client);
	script.session_result = MI_RESULT_NOT_FOUND;
	script.on_open_session = refuse_with_words;
	assert_int_equal(MI_Application_NewSession(&client.application, "NOPE", NULL, NULL, NULL, &error, &session),
			 MI_RESULT_NOT_FOUND);
	assert_non_null(error);
	MI_Instance_Delete(error);
	assert_int_equal(session.reserved1, 1);
	assert_int_equal(session.reserved2, 0);
	assert_null(session.ft->GetApplication);
	assert_null(session.ft->TestConnection);
	before = client_calls(&client);
	assert_int_equal(MI_Session_Close(&session, &client, client_closed), MI_RESULT_INVALID_PARAMETER);
	assert_int_equal(client_calls(&client), before + 1);
	/* A client that does not want the error must not leak it. */
	assert_int_equal(MI_Application_NewSession(&client.application, "NOPE", NULL, NULL, NULL, NULL, &session),
			 MI_RESULT_NOT_FOUND);
	assert_int_equal(MI_Application_NewSession(&client.application, NULL, NULL, NULL, NULL, NULL, NULL),
			 MI_RESULT_INVALID_PARAMETER);
	client_close(&client);
}

static MI_Application *told_application;
static MI_Session *opening;
static unsigned told;

static void on_session_message(MI_Application *application, void *context, MI_Uint32 channel, const MI_Char *message)
{
	assert_ptr_equal(context, &client);
	assert_int_equal(channel, MI_WRITEMESSAGE_CHANNEL_VERBOSE);
	assert_string_equal(message, "hello");
	assert_null(opening->ft);
	told_application = application;
	told++;
}

static void on_session_error(MI_Application *application, void *context, MI_Instance *instance)
{
	assert_ptr_equal(context, &client);
	assert_ptr_equal(application, told_application);
	assert_non_null(instance);
	told++;
}

static void talk(const struct dispatch_session_request *request, MI_Instance **ret_error)
{
	MI_Instance *error = dispatch_error_instance(MI_RESULT_FAILED, "well");

	(void)ret_error;
	assert_int_equal(request->callbacks, 3);
	dispatch_session_write_message(request->session, MI_WRITEMESSAGE_CHANNEL_VERBOSE, "hello");
	dispatch_session_write_error(request->session, error);
	dispatch_instance_free(error);
}

static void session_callbacks_come_inside_newsession_before_the_handle(void **state)
{
	MI_SessionCallbacks callbacks = {&client, on_session_message, on_session_error};
	MI_Session session;

	(void)state;
	client_open(&client);
	opening = &session;
	told = 0;
	script.on_open_session = talk;
	assert_int_equal(MI_Application_NewSession(&client.application, NULL, "here", NULL, &callbacks, NULL, &session),
			 MI_RESULT_OK);
	assert_int_equal(told, 2);
	assert_ptr_not_equal(told_application, &client.application);
	MI_Session_Close(&session, NULL, NULL);
	client_close(&client);
}

static const MI_Char *seen_locale;

static void look_at_options(const struct dispatch_session_request *request, MI_Instance **ret_error)
{
	(void)ret_error;
	assert_true(request->options_given);
	assert_int_equal(MI_DestinationOptions_GetUILocale((MI_DestinationOptions *)request->options, &seen_locale),
			 MI_RESULT_OK);
	assert_string_equal(seen_locale, "de");
}

static void options_are_the_sessions_own_copy(void **state)
{
	MI_DestinationOptions options;
	MI_Session session;

	(void)state;
	client_open(&client);
	MI_Application_NewDestinationOptions(&client.application, &options);
	MI_DestinationOptions_SetUILocale(&options, "de");
	script.on_open_session = look_at_options;
	assert_int_equal(MI_Application_NewSession(&client.application, NULL, NULL, &options, NULL, NULL, &session),
			 MI_RESULT_OK);
	MI_DestinationOptions_Delete(&options);
	assert_string_equal(seen_locale, "de");
	MI_Session_Close(&session, NULL, NULL);
	client_close(&client);
}

static void getapplication_gives_back_the_handle_as_it_was_given(void **state)
{
	MI_ApplicationFT own_table;
	MI_Application copy, answer;
	MI_Session session;

	(void)state;
	client_open(&client);
	own_table = *client.application.ft;
	copy = client.application;
	copy.ft = &own_table;
	assert_int_equal(MI_Application_NewSession(&copy, NULL, NULL, NULL, NULL, NULL, &session), MI_RESULT_OK);
	assert_int_equal(MI_Session_GetApplication(&session, &answer), MI_RESULT_OK);
	assert_memory_equal(&answer, &copy, sizeof(answer));
	MI_Session_Close(&session, NULL, NULL);
	assert_int_equal(MI_Session_GetApplication(&session, &answer), MI_RESULT_INVALID_PARAMETER);
	assert_null(answer.ft);
	client_close(&client);
}

/* --- closing ---------------------------------------------------------------------------------------------------- */

static void zero_handles_complete_inline_and_stale_ones_never(void **state)
{
	MI_Session zero = MI_SESSION_NULL;

	(void)state;
	client_open(&client);
	zero.ft = client.session.ft;
	assert_int_equal(MI_Session_Close(&zero, &client, client_closed), MI_RESULT_INVALID_PARAMETER);
	assert_int_equal(client_calls(&client), 1);
	assert_int_equal(MI_Session_Close(&client.session, NULL, NULL), MI_RESULT_OK);
	assert_non_null(client.session.ft); /* the struct is left alone */
	assert_int_equal(MI_Session_Close(&client.session, &client, client_closed), MI_RESULT_INVALID_PARAMETER);
	assert_int_equal(client_calls(&client), 1);
	assert_int_equal(MI_Application_Close(&client.application), MI_RESULT_OK);
}

static void an_idle_session_completes_inside_its_close(void **state)
{
	(void)state;
	client_open(&client);
	assert_int_equal(MI_Session_Close(&client.session, &client, client_closed), MI_RESULT_OK);
	assert_int_equal(client_calls(&client), 1);
	assert_true(pthread_equal(client.calls[0].thread, pthread_self()));
	assert_int_equal(MI_Application_Close(&client.application), MI_RESULT_OK);
}

static void a_close_completes_on_the_thread_that_closes_the_last_operation(void **state)
{
	MI_Operation operation;

	(void)state;
	client_open(&client);
	client_enumerate(&client, 0, &operation);
	assert_int_equal(MI_Session_Close(&client.session, &client, client_closed), MI_RESULT_OK);
	assert_int_equal(client_call(&client, 0)->what, CALLED_INSTANCE);
	assert_int_equal(client_call(&client, 0)->result, MI_RESULT_FAILED);
	script_wait(&script.acknowledged, 1);
	assert_int_equal(client_calls(&client), 1);
	assert_int_equal(MI_Operation_Close(&operation), MI_RESULT_OK);
	assert_int_equal(client_call(&client, 1)->what, CALLED_CLOSED);
	assert_int_equal(MI_Application_Close(&client.application), MI_RESULT_OK);
	assert_int_equal(client.nr_calls, 2);
}

static void a_close_completes_on_the_dispatchers_thread_after_the_final_result(void **state)
{
	MI_Operation operation;
	const struct call *final;

	(void)state;
	client_open(&client);
	client_enumerate(&client, 0, &operation);
	assert_int_equal(MI_Operation_Close(&operation), MI_RESULT_OK);
	assert_int_equal(MI_Session_Close(&client.session, &client, client_closed), MI_RESULT_OK);
	final = client_call(&client, 0);
	assert_int_equal(client_call(&client, 1)->what, CALLED_CLOSED);
	assert_true(pthread_equal(client_call(&client, 1)->thread, final->thread) ||
		    pthread_equal(client_call(&client, 1)->thread, pthread_self()));
	assert_int_equal(MI_Application_Close(&client.application), MI_RESULT_OK);
	assert_int_equal(client.nr_calls, 2);
}

static void *close_session(void *context)
{
	return (void *)(uintptr_t)MI_Session_Close(context, NULL, NULL);
}

static void a_close_without_callback_waits_for_the_last_acknowledgement(void **state)
{
	MI_Operation operation, copy;
	pthread_t thread;
	void *result;

	(void)state;
	client_open(&client);
	client_enumerate(&client, MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS, &operation);
	copy = operation;
	script_op(1);
	assert_int_equal(pthread_create(&thread, NULL, close_session, &client.session), 0);
	assert_int_equal(client_call(&client, 0)->result, MI_RESULT_FAILED);
	assert_int_equal(MI_Operation_Close(&operation), MI_RESULT_OK);
	assert_int_equal(pthread_tryjoin_np(thread, &result), EBUSY);
	assert_int_equal(script_read(&script.finished), 0);
	assert_int_equal(client.calls[0].acknowledge(&copy), MI_RESULT_OK);
	assert_int_equal(pthread_join(thread, &result), 0);
	assert_int_equal((uintptr_t)result, MI_RESULT_OK);
	assert_int_equal(MI_Application_Close(&client.application), MI_RESULT_OK);
}

/* In the completion the client may do what it likes with its own memory, and open another session. */
static void open_another(struct client *c, const struct call *call)
{
	if (call->what != CALLED_CLOSED || c->nr_calls > 1)
		return;
	assert_int_equal(MI_Application_NewSession(&c->application, NULL, NULL, NULL, NULL, NULL, &c->session),
			 MI_RESULT_OK);
}

static void another_session_can_be_opened_in_the_completion(void **state)
{
	MI_Session first;

	(void)state;
	client_open(&client);
	client.hook = open_another;
	first = client.session;
	assert_int_equal(MI_Session_Close(&first, &client, client_closed), MI_RESULT_OK);
	assert_int_equal(script_read(&script.sessions_opened), 2);
	client_close(&client);
}

static void nothing_starts_on_a_session_that_is_being_closed(void **state)
{
	MI_OperationCallbacks callbacks;
	MI_Operation running, refused;

	(void)state;
	client_open(&client);
	callbacks = client_results_only(&client);
	client_enumerate(&client, 0, &running);
	assert_int_equal(MI_Session_Close(&client.session, &client, client_closed), MI_RESULT_OK);
	client_call(&client, 0);
	MI_Session_EnumerateInstances(&client.session, 0, NULL, NULL, "X", MI_FALSE, &callbacks, &refused);
	assert_int_equal(client_calls(&client), 2);
	assert_int_equal(client.calls[1].result, MI_RESULT_INVALID_PARAMETER);
	MI_Operation_Close(&refused);
	MI_Operation_Close(&running);
	client_call(&client, 2);
	assert_int_equal(MI_Application_Close(&client.application), MI_RESULT_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_session_that_cannot_be_opened_can_only_be_closed),
		cmocka_unit_test(session_callbacks_come_inside_newsession_before_the_handle),
		cmocka_unit_test(options_are_the_sessions_own_copy),
		cmocka_unit_test(getapplication_gives_back_the_handle_as_it_was_given),
		cmocka_unit_test(zero_handles_complete_inline_and_stale_ones_never),
		cmocka_unit_test(an_idle_session_completes_inside_its_close),
		cmocka_unit_test(a_close_completes_on_the_thread_that_closes_the_last_operation),
		cmocka_unit_test(a_close_completes_on_the_dispatchers_thread_after_the_final_result),
		cmocka_unit_test(a_close_without_callback_waits_for_the_last_acknowledgement),
		cmocka_unit_test(another_session_can_be_opened_in_the_completion),
		cmocka_unit_test(nothing_starts_on_a_session_that_is_being_closed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
