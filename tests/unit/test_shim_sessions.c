/* Callbacks of sessions, and the completion of their closing. */
#include <string.h>

#include "shim_client.h"
#include "unit.h"

static MI_SessionCallbacks given_session;
static void (*given_completion)(void *context);
static void *given_context;

static void session_message(MI_Application *handle, void *context, MI_Uint32 channel, const MI_Char *text)
{
	const void *args[] = {handle, context, (void *)(uintptr_t)channel, text};

	memcpy(kit_client.got, args, sizeof(args));
	kit_client.calls++;
}

static void session_error(MI_Application *handle, void *context, MI_Instance *instance)
{
	const void *args[] = {handle, context, instance};

	memcpy(kit_client.got, args, sizeof(args));
	kit_client.calls++;
}

static struct kit_instance session_trouble;

static MI_Result tell_application(const struct kit_call *call)
{
	given_session = *(const MI_SessionCallbacks *)(uintptr_t)call->args[4];
	if (given_session.writeMessage)
		given_session.writeMessage(&kit_client.application, given_session.callbackContext, 2, "a message");
	if (given_session.writeError)
		given_session.writeError(&kit_client.application, given_session.callbackContext,
					 &session_trouble.instance);
	return MI_RESULT_NOT_FOUND;
}

static void session_writeMessage(void **state)
{
	MI_SessionCallbacks callbacks = {&kit_client, session_message, NULL};
	MI_Session another;

	(void)state;
	kit_hook = tell_application;
	kit_client.application.ft->NewSession(&kit_client.application, NULL, NULL, NULL, &callbacks, NULL, &another);
	assert_int_equal(kit_client.calls, 1);
	assert_ptr_equal(kit_client.got[0], &kit_client.application);
	assert_ptr_equal(kit_client.got[1], &kit_client);
	assert_ptr_equal(kit_client.got[2], KIT_ADDRESS(2));
	assert_string_equal(kit_client.got[3], "a message");
	assert_null(given_session.writeError);
	KIT_NUMBER(kit_call_begin(0), callbacks, 1);
	KIT_NUMBER(kit_callback_begin(1), kind, MITRACE__CALLBACK_KIND__MI_SessionCallbacks_writeMessage);
	KIT_NUMBER(kit_callback_begin(1), application, kit_call_begin(0)->application);
	KIT_NUMBER(kit_callback_begin(1), channel, 2);
	KIT_TEXT(kit_callback_begin(1), message, "a message");
}

static void session_writeError(void **state)
{
	MI_SessionCallbacks callbacks = {&kit_client, NULL, session_error};
	MI_Session another;

	(void)state;
	session_trouble = kit_instance("trouble");
	kit_hook = tell_application;
	kit_client.application.ft->NewSession(&kit_client.application, NULL, NULL, NULL, &callbacks, NULL, &another);
	KIT_GOT(&kit_client.application, &kit_client, &session_trouble.instance);
	KIT_NUMBER(kit_call_begin(0), callbacks, 2);
	KIT_NUMBER(kit_callback_begin(1), kind, MITRACE__CALLBACK_KIND__MI_SessionCallbacks_writeError);
	kit_which(kit_callback_begin(1)->instance, "trouble");
}

static MI_Result keep_callbacks(const struct kit_call *call)
{
	if (strcmp(call->slot, "Application_NewSession") == 0) {
		given_session = *(const MI_SessionCallbacks *)(uintptr_t)call->args[4];
		kit_fill((void *)(uintptr_t)call->args[6], &kit_session_ft);
	}
	return MI_RESULT_OK;
}

/* What the library has as context is used again for the next session, but not before this one is closed. */
static void session_callbacks_live_as_long_as_the_session(void **state)
{
	MI_SessionCallbacks callbacks = {&kit_client, session_message, NULL};
	MI_Session first, second, third;
	void *first_context, *second_context;

	(void)state;
	kit_hook = keep_callbacks;
	kit_client.application.ft->NewSession(&kit_client.application, NULL, NULL, NULL, &callbacks, NULL, &first);
	first_context = given_session.callbackContext;
	kit_client.application.ft->NewSession(&kit_client.application, NULL, NULL, NULL, &callbacks, NULL, &second);
	second_context = given_session.callbackContext;
	assert_ptr_not_equal(first_context, second_context);
	first.ft->Close(&first, NULL, NULL);
	kit_client.application.ft->NewSession(&kit_client.application, NULL, NULL, NULL, &callbacks, NULL, &third);
	assert_ptr_equal(given_session.callbackContext, first_context);
}

static void completed(void *context)
{
	kit_client.got[0] = context;
	kit_client.calls++;
}

static MI_Result take_completion(const struct kit_call *call)
{
	given_context = (void *)(uintptr_t)call->args[1];
	given_completion = (void (*)(void *))(uintptr_t)call->args[2];
	return MI_RESULT_OK;
}

static void completion_of_a_close(void **state)
{
	(void)state;
	kit_hook = take_completion;
	assert_int_equal(kit_client.session.ft->Close(&kit_client.session, &kit_client, completed), MI_RESULT_OK);
	assert_int_equal(kit_client.calls, 0);
	given_completion(given_context);
	KIT_GOT(&kit_client);
	KIT_NUMBER(kit_call_begin(0), callbacks, 1);
	KIT_NUMBER(kit_callback_begin(2), kind, MITRACE__CALLBACK_KIND__MI_Session_Close_completion);
	KIT_NUMBER(kit_callback_begin(2), session, kit_call_begin(0)->session);
	KIT_NUMBER(kit_callback_begin(2), completes, kit_event(0)->seq);
	KIT_NUMBER(kit_callback_end(3), kind, MITRACE__CALLBACK_KIND__MI_Session_Close_completion);
}

static MI_Result complete_inside(const struct kit_call *call)
{
	take_completion(call);
	given_completion(given_context);
	return MI_RESULT_OK;
}

static void completion_inside_the_close(void **state)
{
	(void)state;
	kit_hook = complete_inside;
	kit_client.session.ft->Close(&kit_client.session, &kit_client, completed);
	assert_int_equal(kit_client.calls, 1);
	assert_int_equal(kit_events(), 4);
	KIT_NUMBER(kit_callback_begin(1), completes, kit_event(0)->seq);
	assert_int_equal(kit_event(1)->parent, kit_event(0)->seq);
}

#define TEST(name) cmocka_unit_test_setup(name, kit_client_begin)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(session_writeMessage),
		TEST(session_writeError),
		TEST(session_callbacks_live_as_long_as_the_session),
		TEST(completion_of_a_close),
		TEST(completion_inside_the_close),
	};

	return cmocka_run_group_tests_name("shim_sessions", tests, kit_begin, kit_reset);
}
