/*
 * Every callback of an operation: the client gets what the library passed, and what is recorded says so under the right
 * names. Expectations are written by hand, one test per callback.
 */
#include "shim_client.h"
#include "unit.h"

static MI_Result answer_prompt(MI_Operation *handle, MI_OperationCallback_ResponseType response)
{
	(void)handle;
	(void)response;
	return MI_RESULT_TYPE_MISMATCH;
}

static MI_Result answer_error(MI_Operation *handle, MI_OperationCallback_ResponseType response)
{
	(void)handle;
	(void)response;
	return MI_RESULT_INVALID_QUERY;
}

/* A callback was recorded with its return. */
static const Mitrace__Callback *expect_callback(Mitrace__CallbackKind kind, uint64_t id)
{
	assert_int_equal(kit_events(), 2);
	KIT_NUMBER(kit_callback_begin(0), kind, kind);
	KIT_NUMBER(kit_callback_end(1), kind, kind);
	KIT_NUMBER(kit_callback_begin(0), operation, id);
	KIT_NUMBER(kit_callback_end(1), operation, id);
	assert_int_equal(kit_event(1)->parent, kit_event(0)->seq);
	assert_true(kit_callback_begin(0)->has_session);
	KIT_NUMBER(kit_callback_begin(0), handle, MITRACE__HANDLE_RELATION__RELATION_OTHER);
	return kit_callback_begin(0);
}

static void instanceResult(void **state)
{
	struct kit_instance instance = kit_instance("result"), details = kit_instance("details");
	const MI_Char message[] = "a message";
	uint64_t id = kit_start(kit_callbacks);
	const Mitrace__Callback *begin;

	(void)state;
	kit_given.instanceResult(&kit_inner, kit_given.callbackContext, &instance.instance, MI_TRUE,
				 MI_RESULT_ALREADY_EXISTS, message, &details.instance, NULL);
	KIT_GOT(&kit_inner, &kit_client, &instance.instance, KIT_ADDRESS(MI_TRUE),
		KIT_ADDRESS(MI_RESULT_ALREADY_EXISTS), message, &details.instance);
	assert_null(kit_client.acknowledge);
	begin = expect_callback(MITRACE__CALLBACK_KIND__MI_OperationCallbacks_instanceResult, id);
	kit_which(begin->instance, "result");
	KIT_NUMBER(begin, more_results, 1);
	KIT_NUMBER(begin, result, MI_RESULT_ALREADY_EXISTS);
	KIT_TEXT(begin, error_message, "a message");
	kit_which(begin->error_details, "details");
	KIT_NUMBER(begin, answerable, 0);
}

static void indicationResult(void **state)
{
	struct kit_instance instance = kit_instance("result"), details = kit_instance("details");
	const MI_Char message[] = "a message", bookmark[] = "a bookmark", machine[] = "a machine";
	uint64_t id = kit_start(kit_callbacks);
	const Mitrace__Callback *begin;

	(void)state;
	kit_given.indicationResult(&kit_inner, kit_given.callbackContext, &instance.instance, bookmark, machine,
				   MI_TRUE, MI_RESULT_ALREADY_EXISTS, message, &details.instance, kit_acknowledge);
	KIT_GOT(&kit_inner, &kit_client, &instance.instance, bookmark, machine, KIT_ADDRESS(MI_TRUE),
		KIT_ADDRESS(MI_RESULT_ALREADY_EXISTS), message, &details.instance);
	assert_non_null(kit_client.acknowledge);
	begin = expect_callback(MITRACE__CALLBACK_KIND__MI_OperationCallbacks_indicationResult, id);
	kit_which(begin->instance, "result");
	KIT_TEXT(begin, bookmark, "a bookmark");
	KIT_TEXT(begin, machine_id, "a machine");
	KIT_NUMBER(begin, more_results, 1);
	KIT_NUMBER(begin, result, MI_RESULT_ALREADY_EXISTS);
	KIT_TEXT(begin, error_message, "a message");
	kit_which(begin->error_details, "details");
	KIT_NUMBER(begin, answerable, 1);
}

static void classResult(void **state)
{
	struct kit_instance details = kit_instance("details");
	const MI_Char message[] = "a message";
	uint64_t id = kit_start(kit_callbacks);
	const Mitrace__Callback *begin;

	(void)state;
	kit_given.classResult(&kit_inner, kit_given.callbackContext, &kit_class, MI_FALSE, MI_RESULT_FAILED, message,
			      &details.instance, NULL);
	KIT_GOT(&kit_inner, &kit_client, &kit_class, KIT_ADDRESS(MI_FALSE), KIT_ADDRESS(MI_RESULT_FAILED), message,
		&details.instance);
	begin = expect_callback(MITRACE__CALLBACK_KIND__MI_OperationCallbacks_classResult, id);
	assert_non_null(begin->class_);
	KIT_TEXT(begin->class_, name, "Kit");
	KIT_NUMBER(begin, more_results, 0);
	KIT_NUMBER(begin, result, MI_RESULT_FAILED);
	KIT_TEXT(begin, error_message, "a message");
	kit_which(begin->error_details, "details");
}

static void streamedParameterResult(void **state)
{
	const MI_Char name[] = "a parameter";
	const MI_Value value = {.uint32 = 99};
	uint64_t id = kit_start(kit_callbacks);
	const Mitrace__Callback *begin;

	(void)state;
	kit_given.streamedParameterResult(&kit_inner, kit_given.callbackContext, name, MI_UINT32, &value, NULL);
	KIT_GOT(&kit_inner, &kit_client, name, KIT_ADDRESS(MI_UINT32), &value);
	begin = expect_callback(MITRACE__CALLBACK_KIND__MI_OperationCallbacks_streamedParameterResult, id);
	KIT_TEXT(begin, parameter_name, "a parameter");
	KIT_NUMBER(begin, parameter_type, MI_UINT32);
	assert_non_null(begin->parameter_value);
	KIT_NUMBER(begin->parameter_value, unsigned_, 99);
}

static void writeMessage(void **state)
{
	const MI_Char text[] = "a message";
	uint64_t id = kit_start(kit_callbacks);
	const Mitrace__Callback *begin;

	(void)state;
	kit_given.writeMessage(&kit_inner, kit_given.callbackContext, 3, text);
	KIT_GOT(&kit_inner, &kit_client, KIT_ADDRESS(3), text);
	begin = expect_callback(MITRACE__CALLBACK_KIND__MI_OperationCallbacks_writeMessage, id);
	KIT_NUMBER(begin, channel, 3);
	KIT_TEXT(begin, message, "a message");
}

static void writeProgress(void **state)
{
	const MI_Char activity[] = "an activity", current[] = "an operation", status[] = "a status";
	uint64_t id = kit_start(kit_callbacks);
	const Mitrace__Callback *begin;

	(void)state;
	kit_given.writeProgress(&kit_inner, kit_given.callbackContext, activity, current, status, 42, 4711);
	KIT_GOT(&kit_inner, &kit_client, activity, current, status, KIT_ADDRESS(42), KIT_ADDRESS(4711));
	begin = expect_callback(MITRACE__CALLBACK_KIND__MI_OperationCallbacks_writeProgress, id);
	KIT_TEXT(begin, activity, "an activity");
	KIT_TEXT(begin, current_operation, "an operation");
	KIT_TEXT(begin, status_description, "a status");
	KIT_NUMBER(begin, percentage, 42);
	KIT_NUMBER(begin, seconds_remaining, 4711);
}

static void promptUser(void **state)
{
	const MI_Char text[] = "a question";
	uint64_t id = kit_start(kit_callbacks), question;
	const Mitrace__Callback *begin;
	MI_Operation copy = kit_inner;

	(void)state;
	kit_given.promptUser(&kit_inner, kit_given.callbackContext, text, MI_PROMPTTYPE_CRITICAL, answer_prompt);
	KIT_GOT(&kit_inner, &kit_client, text, KIT_ADDRESS(MI_PROMPTTYPE_CRITICAL));
	begin = expect_callback(MITRACE__CALLBACK_KIND__MI_OperationCallbacks_promptUser, id);
	KIT_TEXT(begin, message, "a question");
	KIT_NUMBER(begin, prompt_type, MI_PROMPTTYPE_CRITICAL);
	KIT_NUMBER(begin, answerable, 1);
	question = kit_event(0)->seq;

	assert_int_equal(kit_client.answer(&copy, MI_OperationCallback_ResponseType_YesToAll), MI_RESULT_TYPE_MISMATCH);
	KIT_NUMBER(kit_call_begin(2), function, MITRACE__FUNCTION__MI_Operation_PromptUserResult);
	KIT_NUMBER(kit_call_begin(2), operation, id);
	KIT_NUMBER(kit_call_begin(2), response, MI_OperationCallback_ResponseType_YesToAll);
	KIT_NUMBER(kit_call_begin(2), answers, question);
	KIT_NUMBER(kit_call_end(3), result, MI_RESULT_TYPE_MISMATCH);
}

static void writeError(void **state)
{
	struct kit_instance error = kit_instance("an error");
	uint64_t id = kit_start(kit_callbacks);
	const Mitrace__Callback *begin;

	(void)state;
	kit_given.writeError(&kit_inner, kit_given.callbackContext, &error.instance, answer_error);
	KIT_GOT(&kit_inner, &kit_client, &error.instance);
	begin = expect_callback(MITRACE__CALLBACK_KIND__MI_OperationCallbacks_writeError, id);
	kit_which(begin->instance, "an error");
	KIT_NUMBER(begin, answerable, 1);

	assert_int_equal(kit_client.answer(&kit_inner, MI_OperationCallback_ResponseType_No), MI_RESULT_INVALID_QUERY);
	KIT_NUMBER(kit_call_begin(2), function, MITRACE__FUNCTION__MI_Operation_WriteErrorResult);
	KIT_NUMBER(kit_call_begin(2), response, MI_OperationCallback_ResponseType_No);
	KIT_NUMBER(kit_call_begin(2), answers, kit_event(0)->seq);
	KIT_NUMBER(kit_call_end(3), result, MI_RESULT_INVALID_QUERY);
}

/* ---------------------------------------------------------------- which callbacks are set */

static void members_that_the_client_left_null_stay_null(void **state)
{
	MI_OperationCallbacks callbacks = {
		&kit_client, NULL, NULL, kit_callbacks.writeMessage, NULL, NULL, NULL, kit_callbacks.classResult, NULL};

	(void)state;
	kit_start(callbacks);
	assert_null(kit_given.promptUser);
	assert_null(kit_given.writeError);
	assert_non_null(kit_given.writeMessage);
	assert_null(kit_given.writeProgress);
	assert_null(kit_given.instanceResult);
	assert_null(kit_given.indicationResult);
	assert_non_null(kit_given.classResult);
	assert_null(kit_given.streamedParameterResult);
}

static void the_start_says_which_callbacks_were_set(void **state)
{
	MI_OperationCallbacks callbacks = {
		&kit_client, NULL, NULL, kit_callbacks.writeMessage, NULL, NULL, NULL, kit_callbacks.classResult, NULL};

	(void)state;
	kit_hook = kit_take_callbacks;
	kit_client.session.ft->GetClass(&kit_client.session, 0, NULL, NULL, NULL, &callbacks, &kit_client.operation);
	KIT_NUMBER(kit_call_begin(0), callbacks, 1u << 2 | 1u << 6);
	assert_int_equal(kit_call_begin(0)->n_callback_code, 2);
	assert_int_equal(kit_call_begin(0)->callback_code[0], (uintptr_t)kit_callbacks.writeMessage);
	assert_int_equal(kit_call_begin(0)->callback_code[1], (uintptr_t)kit_callbacks.classResult);
	assert_true(kit_call_begin(0)->has_callback_context);
	assert_int_not_equal(kit_call_begin(0)->callback_context, (uintptr_t)&kit_client);
}

static void an_asynchronous_start_does_not_read_the_handle(void **state)
{
	MI_OperationCallbacks callbacks = kit_callbacks;

	(void)state;
	kit_hook = kit_take_callbacks;
	kit_client.session.ft->EnumerateInstances(&kit_client.session, 0, NULL, NULL, NULL, MI_FALSE, &callbacks,
						  &kit_client.operation);
	assert_true(kit_call_end(1)->has_operation);
	assert_false(kit_call_end(1)->has_reserved1);
	assert_false(kit_call_end(1)->has_table);
}

/* Only the result callback that fits decides: these starts are synchronous, the handle may be read. */
static void another_kind_of_result_callback_makes_no_asynchronous_start(void **state)
{
	MI_OperationCallbacks callbacks = MI_OPERATIONCALLBACKS_NULL;

	(void)state;
	kit_hook = kit_take_callbacks;
	callbacks.instanceResult = kit_callbacks.instanceResult;
	kit_client.session.ft->GetClass(&kit_client.session, 0, NULL, NULL, NULL, &callbacks, &kit_client.operation);
	assert_true(kit_call_end(1)->has_reserved1);
	kit_client.session.ft->Subscribe(&kit_client.session, 0, NULL, NULL, NULL, NULL, NULL, &callbacks,
					 &kit_client.operation);
	assert_true(kit_call_end(3)->has_reserved1);
	kit_client.session.ft->GetInstance(&kit_client.session, 0, NULL, NULL, NULL, &callbacks, &kit_client.operation);
	assert_false(kit_call_end(5)->has_reserved1);
	callbacks = (MI_OperationCallbacks){.classResult = kit_callbacks.classResult};
	kit_client.session.ft->EnumerateClasses(&kit_client.session, 0, NULL, NULL, NULL, MI_FALSE, &callbacks,
						&kit_client.operation);
	assert_false(kit_call_end(7)->has_reserved1);
	callbacks = (MI_OperationCallbacks){.indicationResult = kit_callbacks.indicationResult};
	kit_client.session.ft->Subscribe(&kit_client.session, 0, NULL, NULL, NULL, NULL, NULL, &callbacks,
					 &kit_client.operation);
	assert_false(kit_call_end(9)->has_reserved1);
}

/* ---------------------------------------------------------------- handles in callbacks */

static void a_callback_says_whose_handle_it_got(void **state)
{
	(void)state;
	kit_start(kit_callbacks);
	kit_given.writeMessage(&kit_client.operation, kit_given.callbackContext, 0, NULL);
	KIT_NUMBER(kit_callback_begin(0), handle, MITRACE__HANDLE_RELATION__RELATION_CLIENTS);
	kit_given.writeMessage(NULL, kit_given.callbackContext, 0, NULL);
	KIT_NUMBER(kit_callback_begin(2), handle, MITRACE__HANDLE_RELATION__RELATION_NULL);
}

static void the_client_may_cancel_before_the_first_callback(void **state)
{
	uint64_t first = kit_start(kit_callbacks), second;
	MI_Operation first_handle = kit_client.operation, copy;
	MI_Operation *first_place = &kit_client.operation;

	(void)state;
	KIT_NUMBER((kit_client.operation.ft->Cancel(first_place, MI_REASON_NONE), kit_call_begin(0)), operation, first);
	kit_reset(NULL);
	/* From then on copies are known, too. */
	copy = first_handle;
	KIT_NUMBER((copy.ft->Cancel(&copy, MI_REASON_NONE), kit_call_begin(0)), operation, first);
	kit_reset(NULL);
	/* The client uses its struct again. */
	second = kit_start(kit_callbacks);
	assert_int_not_equal(first, second);
	KIT_NUMBER((kit_client.operation.ft->Cancel(&kit_client.operation, MI_REASON_NONE), kit_call_begin(0)),
		   operation, second);
}

static void failed_starts_that_share_words_are_told_apart(void **state)
{
	MI_Operation one = {kit_client.session.reserved1, kit_client.session.reserved2, &kit_failed_ft}, two = one;
	uint64_t first, second;

	(void)state;
	kit_client.session.ft->EnumerateInstances(&kit_client.session, 0, NULL, NULL, NULL, MI_FALSE, NULL, &one);
	first = kit_call_end(1)->operation;
	KIT_NUMBER(kit_call_end(1), table, MITRACE__TABLE__TABLE_FAILED);
	kit_client.session.ft->EnumerateInstances(&kit_client.session, 0, NULL, NULL, NULL, MI_FALSE, NULL, &two);
	second = kit_call_end(3)->operation;
	one.ft->Close(&one);
	KIT_NUMBER(kit_call_begin(4), operation, first);
	two.ft->Close(&two);
	KIT_NUMBER(kit_call_begin(6), operation, second);
}

#define TEST(name) cmocka_unit_test_setup(name, kit_client_begin)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(instanceResult),
		TEST(indicationResult),
		TEST(classResult),
		TEST(streamedParameterResult),
		TEST(writeMessage),
		TEST(writeProgress),
		TEST(promptUser),
		TEST(writeError),
		TEST(members_that_the_client_left_null_stay_null),
		TEST(the_start_says_which_callbacks_were_set),
		TEST(an_asynchronous_start_does_not_read_the_handle),
		TEST(another_kind_of_result_callback_makes_no_asynchronous_start),
		TEST(a_callback_says_whose_handle_it_got),
		TEST(the_client_may_cancel_before_the_first_callback),
		TEST(failed_starts_that_share_words_are_told_apart),
	};

	return cmocka_run_group_tests_name("shim_callbacks", tests, kit_begin, kit_reset);
}
