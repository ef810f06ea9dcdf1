/*
 * Every callback, and every function that the library hands to callbacks: the client gets what the library passed, and
 * what is recorded says so under the right names. Expectations are written by hand, one test per callback.
 */
#include <setjmp.h>
#include <string.h>

#include "operation_record.h"
#include "shim_kit.h"
#include "unit.h"

static MI_Application application;
static MI_Session session;
static MI_Operation operation; /* the client's own */

/* What the library was given, to call back with; what the client got. */
static MI_OperationCallbacks given;
static MI_Operation inner; /* the library's copy of the handle */
static void *client_context;
static const void *got[10];
static int client_calls;
static MI_Result (*got_acknowledge)(MI_Operation *operation);
static MI_Result (*got_answer)(MI_Operation *operation, MI_OperationCallback_ResponseType response);

static int setup(void **state)
{
	kit_reset(state);
	kit_open(&application, &session);
	client_context = &client_calls;
	client_calls = 0;
	memset(got, 0, sizeof(got));
	got_acknowledge = NULL;
	got_answer = NULL;
	return 0;
}

static MI_Result acknowledge(MI_Operation *handle)
{
	(void)handle;
	return MI_RESULT_ALREADY_EXISTS;
}

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

/* ---------------------------------------------------------------- the client's callbacks */

static void client_instance(MI_Operation *handle, void *context, const MI_Instance *instance, MI_Boolean more,
			    MI_Result code, const MI_Char *message, const MI_Instance *details,
			    MI_Result (*ack)(MI_Operation *operation))
{
	const void *args[] = {handle,  context, instance, (void *)(uintptr_t)more, (void *)(uintptr_t)code,
			      message, details};

	memcpy(got, args, sizeof(args));
	got_acknowledge = ack;
	client_calls++;
}

static void client_indication(MI_Operation *handle, void *context, const MI_Instance *instance, const MI_Char *bookmark,
			      const MI_Char *machine, MI_Boolean more, MI_Result code, const MI_Char *message,
			      const MI_Instance *details, MI_Result (*ack)(MI_Operation *operation))
{
	const void *args[] = {
		handle,  context, instance, bookmark, machine, (void *)(uintptr_t)more, (void *)(uintptr_t)code,
		message, details};

	memcpy(got, args, sizeof(args));
	got_acknowledge = ack;
	client_calls++;
}

static void client_class(MI_Operation *handle, void *context, const MI_Class *class, MI_Boolean more, MI_Result code,
			 const MI_Char *message, const MI_Instance *details, MI_Result (*ack)(MI_Operation *operation))
{
	const void *args[] = {handle,  context, class, (void *)(uintptr_t)more, (void *)(uintptr_t)code,
			      message, details};

	memcpy(got, args, sizeof(args));
	got_acknowledge = ack;
	client_calls++;
}

static void client_parameter(MI_Operation *handle, void *context, const MI_Char *name, MI_Type type,
			     const MI_Value *value, MI_Result (*ack)(MI_Operation *operation))
{
	const void *args[] = {handle, context, name, (void *)(uintptr_t)type, value};

	memcpy(got, args, sizeof(args));
	got_acknowledge = ack;
	client_calls++;
}

static void client_message(MI_Operation *handle, void *context, MI_Uint32 channel, const MI_Char *text)
{
	const void *args[] = {handle, context, (void *)(uintptr_t)channel, text};

	memcpy(got, args, sizeof(args));
	client_calls++;
}

static void client_progress(MI_Operation *handle, void *context, const MI_Char *activity, const MI_Char *current,
			    const MI_Char *status, MI_Uint32 percentage, MI_Uint32 seconds)
{
	const void *args[] = {
		handle, context, activity, current, status, (void *)(uintptr_t)percentage, (void *)(uintptr_t)seconds};

	memcpy(got, args, sizeof(args));
	client_calls++;
}

static void client_prompt(MI_Operation *handle, void *context, const MI_Char *text, MI_PromptType type,
			  MI_Result (*answer)(MI_Operation *operation, MI_OperationCallback_ResponseType response))
{
	const void *args[] = {handle, context, text, (void *)(uintptr_t)type};

	memcpy(got, args, sizeof(args));
	got_answer = answer;
	client_calls++;
}

static void client_error(MI_Operation *handle, void *context, MI_Instance *instance,
			 MI_Result (*answer)(MI_Operation *operation, MI_OperationCallback_ResponseType response))
{
	const void *args[] = {handle, context, instance};

	memcpy(got, args, sizeof(args));
	got_answer = answer;
	client_calls++;
}

static MI_OperationCallbacks all_callbacks(void)
{
	return (MI_OperationCallbacks){client_context,    client_prompt,   client_error,
				       client_message,    client_progress, client_instance,
				       client_indication, client_class,    client_parameter};
}

/* The library keeps a copy of the callbacks, and fills in the client's handle. */
static MI_Result take_callbacks(const struct kit_call *call)
{
	const MI_OperationCallbacks *callbacks = (const void *)(uintptr_t)call->args[call->nr_args - 2];
	MI_Operation *handle = (void *)(uintptr_t)call->args[call->nr_args - 1];

	given = callbacks ? *callbacks : (MI_OperationCallbacks)MI_OPERATIONCALLBACKS_NULL;
	if (handle) {
		kit_fill(handle, &kit_operation_ft);
		inner = *handle;
	}
	return MI_RESULT_OK;
}

/* Starts an operation with these callbacks. Returns its number. */
static uint64_t start(MI_OperationCallbacks callbacks)
{
	uint64_t id;

	kit_hook = take_callbacks;
	session.ft->EnumerateInstances(&session, 0, NULL, NULL, NULL, MI_FALSE, &callbacks, &operation);
	id = kit_call_begin(0)->operation;
	kit_reset(NULL);
	return id;
}

#define GOT(...)                                              \
	do {                                                  \
		const void *want[] = {__VA_ARGS__};           \
                                                              \
		assert_int_equal(client_calls, 1);            \
		assert_memory_equal(got, want, sizeof(want)); \
	} while (0)

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

#define NUMBER(n) ((void *)(uintptr_t)(n))

static void instanceResult(void **state)
{
	struct kit_instance instance = kit_instance("result"), details = kit_instance("details");
	const MI_Char message[] = "a message";
	uint64_t id = start(all_callbacks());
	const Mitrace__Callback *begin;

	(void)state;
	given.instanceResult(&inner, given.callbackContext, &instance.instance, MI_TRUE, MI_RESULT_ALREADY_EXISTS,
			     message, &details.instance, NULL);
	GOT(&inner, client_context, &instance.instance, NUMBER(MI_TRUE), NUMBER(MI_RESULT_ALREADY_EXISTS), message,
	    &details.instance);
	assert_null(got_acknowledge);
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
	uint64_t id = start(all_callbacks());
	const Mitrace__Callback *begin;

	(void)state;
	given.indicationResult(&inner, given.callbackContext, &instance.instance, bookmark, machine, MI_TRUE,
			       MI_RESULT_ALREADY_EXISTS, message, &details.instance, acknowledge);
	GOT(&inner, client_context, &instance.instance, bookmark, machine, NUMBER(MI_TRUE),
	    NUMBER(MI_RESULT_ALREADY_EXISTS), message, &details.instance);
	assert_non_null(got_acknowledge);
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
	uint64_t id = start(all_callbacks());
	const Mitrace__Callback *begin;

	(void)state;
	given.classResult(&inner, given.callbackContext, &kit_class, MI_FALSE, MI_RESULT_FAILED, message,
			  &details.instance, NULL);
	GOT(&inner, client_context, &kit_class, NUMBER(MI_FALSE), NUMBER(MI_RESULT_FAILED), message, &details.instance);
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
	uint64_t id = start(all_callbacks());
	const Mitrace__Callback *begin;

	(void)state;
	given.streamedParameterResult(&inner, given.callbackContext, name, MI_UINT32, &value, NULL);
	GOT(&inner, client_context, name, NUMBER(MI_UINT32), &value);
	begin = expect_callback(MITRACE__CALLBACK_KIND__MI_OperationCallbacks_streamedParameterResult, id);
	KIT_TEXT(begin, parameter_name, "a parameter");
	KIT_NUMBER(begin, parameter_type, MI_UINT32);
	assert_non_null(begin->parameter_value);
	KIT_NUMBER(begin->parameter_value, unsigned_, 99);
}

static void writeMessage(void **state)
{
	const MI_Char text[] = "a message";
	uint64_t id = start(all_callbacks());
	const Mitrace__Callback *begin;

	(void)state;
	given.writeMessage(&inner, given.callbackContext, 3, text);
	GOT(&inner, client_context, NUMBER(3), text);
	begin = expect_callback(MITRACE__CALLBACK_KIND__MI_OperationCallbacks_writeMessage, id);
	KIT_NUMBER(begin, channel, 3);
	KIT_TEXT(begin, message, "a message");
}

static void writeProgress(void **state)
{
	const MI_Char activity[] = "an activity", current[] = "an operation", status[] = "a status";
	uint64_t id = start(all_callbacks());
	const Mitrace__Callback *begin;

	(void)state;
	given.writeProgress(&inner, given.callbackContext, activity, current, status, 42, 4711);
	GOT(&inner, client_context, activity, current, status, NUMBER(42), NUMBER(4711));
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
	uint64_t id = start(all_callbacks()), question;
	const Mitrace__Callback *begin;
	MI_Operation copy = inner;

	(void)state;
	given.promptUser(&inner, given.callbackContext, text, MI_PROMPTTYPE_CRITICAL, answer_prompt);
	GOT(&inner, client_context, text, NUMBER(MI_PROMPTTYPE_CRITICAL));
	begin = expect_callback(MITRACE__CALLBACK_KIND__MI_OperationCallbacks_promptUser, id);
	KIT_TEXT(begin, message, "a question");
	KIT_NUMBER(begin, prompt_type, MI_PROMPTTYPE_CRITICAL);
	KIT_NUMBER(begin, answerable, 1);
	question = kit_event(0)->seq;

	assert_int_equal(got_answer(&copy, MI_OperationCallback_ResponseType_YesToAll), MI_RESULT_TYPE_MISMATCH);
	KIT_NUMBER(kit_call_begin(2), function, MITRACE__FUNCTION__MI_Operation_PromptUserResult);
	KIT_NUMBER(kit_call_begin(2), operation, id);
	KIT_NUMBER(kit_call_begin(2), response, MI_OperationCallback_ResponseType_YesToAll);
	KIT_NUMBER(kit_call_begin(2), answers, question);
	KIT_NUMBER(kit_call_end(3), result, MI_RESULT_TYPE_MISMATCH);
}

static void writeError(void **state)
{
	struct kit_instance error = kit_instance("an error");
	uint64_t id = start(all_callbacks());
	const Mitrace__Callback *begin;

	(void)state;
	given.writeError(&inner, given.callbackContext, &error.instance, answer_error);
	GOT(&inner, client_context, &error.instance);
	begin = expect_callback(MITRACE__CALLBACK_KIND__MI_OperationCallbacks_writeError, id);
	kit_which(begin->instance, "an error");
	KIT_NUMBER(begin, answerable, 1);

	assert_int_equal(got_answer(&inner, MI_OperationCallback_ResponseType_No), MI_RESULT_INVALID_QUERY);
	KIT_NUMBER(kit_call_begin(2), function, MITRACE__FUNCTION__MI_Operation_WriteErrorResult);
	KIT_NUMBER(kit_call_begin(2), response, MI_OperationCallback_ResponseType_No);
	KIT_NUMBER(kit_call_begin(2), answers, kit_event(0)->seq);
	KIT_NUMBER(kit_call_end(3), result, MI_RESULT_INVALID_QUERY);
}

/* ---------------------------------------------------------------- which callbacks are set */

static void members_that_the_client_left_null_stay_null(void **state)
{
	MI_OperationCallbacks callbacks = {client_context, NULL,         NULL, client_message, NULL, NULL,
					   NULL,           client_class, NULL};

	(void)state;
	start(callbacks);
	assert_null(given.promptUser);
	assert_null(given.writeError);
	assert_non_null(given.writeMessage);
	assert_null(given.writeProgress);
	assert_null(given.instanceResult);
	assert_null(given.indicationResult);
	assert_non_null(given.classResult);
	assert_null(given.streamedParameterResult);
}

static void the_start_says_which_callbacks_were_set(void **state)
{
	MI_OperationCallbacks callbacks = {client_context, NULL,         NULL, client_message, NULL, NULL,
					   NULL,           client_class, NULL};

	(void)state;
	kit_hook = take_callbacks;
	session.ft->GetClass(&session, 0, NULL, NULL, NULL, &callbacks, &operation);
	KIT_NUMBER(kit_call_begin(0), callbacks, 1u << 2 | 1u << 6);
	assert_int_equal(kit_call_begin(0)->n_callback_code, 2);
	assert_int_equal(kit_call_begin(0)->callback_code[0], (uintptr_t)client_message);
	assert_int_equal(kit_call_begin(0)->callback_code[1], (uintptr_t)client_class);
	assert_true(kit_call_begin(0)->has_callback_context);
	assert_int_not_equal(kit_call_begin(0)->callback_context, (uintptr_t)client_context);
}

static void an_asynchronous_start_does_not_read_the_handle(void **state)
{
	MI_OperationCallbacks callbacks = all_callbacks();

	(void)state;
	kit_hook = take_callbacks;
	session.ft->EnumerateInstances(&session, 0, NULL, NULL, NULL, MI_FALSE, &callbacks, &operation);
	assert_true(kit_call_end(1)->has_operation);
	assert_false(kit_call_end(1)->has_reserved1);
	assert_false(kit_call_end(1)->has_table);
}

/* Only the result callback that fits decides: these starts are synchronous, the handle may be read. */
static void another_kind_of_result_callback_makes_no_asynchronous_start(void **state)
{
	MI_OperationCallbacks callbacks = MI_OPERATIONCALLBACKS_NULL;

	(void)state;
	kit_hook = take_callbacks;
	callbacks.instanceResult = client_instance;
	session.ft->GetClass(&session, 0, NULL, NULL, NULL, &callbacks, &operation);
	assert_true(kit_call_end(1)->has_reserved1);
	session.ft->Subscribe(&session, 0, NULL, NULL, NULL, NULL, NULL, &callbacks, &operation);
	assert_true(kit_call_end(3)->has_reserved1);
	session.ft->GetInstance(&session, 0, NULL, NULL, NULL, &callbacks, &operation);
	assert_false(kit_call_end(5)->has_reserved1);
	callbacks = (MI_OperationCallbacks){.classResult = client_class};
	session.ft->EnumerateClasses(&session, 0, NULL, NULL, NULL, MI_FALSE, &callbacks, &operation);
	assert_false(kit_call_end(7)->has_reserved1);
	callbacks = (MI_OperationCallbacks){.indicationResult = client_indication};
	session.ft->Subscribe(&session, 0, NULL, NULL, NULL, NULL, NULL, &callbacks, &operation);
	assert_false(kit_call_end(9)->has_reserved1);
}

/* ---------------------------------------------------------------- handles in callbacks */

static void a_callback_says_whose_handle_it_got(void **state)
{
	(void)state;
	start(all_callbacks());
	given.writeMessage(&operation, given.callbackContext, 0, NULL);
	KIT_NUMBER(kit_callback_begin(0), handle, MITRACE__HANDLE_RELATION__RELATION_CLIENTS);
	given.writeMessage(NULL, given.callbackContext, 0, NULL);
	KIT_NUMBER(kit_callback_begin(2), handle, MITRACE__HANDLE_RELATION__RELATION_NULL);
}

static void the_client_may_cancel_before_the_first_callback(void **state)
{
	uint64_t first = start(all_callbacks()), second;
	MI_Operation first_handle = operation, copy;
	MI_Operation *first_place = &operation;

	(void)state;
	KIT_NUMBER((operation.ft->Cancel(first_place, MI_REASON_NONE), kit_call_begin(0)), operation, first);
	kit_reset(NULL);
	/* From then on copies are known, too. */
	copy = first_handle;
	KIT_NUMBER((copy.ft->Cancel(&copy, MI_REASON_NONE), kit_call_begin(0)), operation, first);
	kit_reset(NULL);
	/* The client uses its struct again. */
	second = start(all_callbacks());
	assert_int_not_equal(first, second);
	KIT_NUMBER((operation.ft->Cancel(&operation, MI_REASON_NONE), kit_call_begin(0)), operation, second);
}

static void failed_starts_that_share_words_are_told_apart(void **state)
{
	MI_Operation one = {session.reserved1, session.reserved2, &kit_failed_ft}, two = one;
	uint64_t first, second;

	(void)state;
	session.ft->EnumerateInstances(&session, 0, NULL, NULL, NULL, MI_FALSE, NULL, &one);
	first = kit_call_end(1)->operation;
	KIT_NUMBER(kit_call_end(1), table, MITRACE__TABLE__TABLE_FAILED);
	session.ft->EnumerateInstances(&session, 0, NULL, NULL, NULL, MI_FALSE, NULL, &two);
	second = kit_call_end(3)->operation;
	one.ft->Close(&one);
	KIT_NUMBER(kit_call_begin(4), operation, first);
	two.ft->Close(&two);
	KIT_NUMBER(kit_call_begin(6), operation, second);
}

/* ---------------------------------------------------------------- acknowledgement */

static void acknowledgements_name_the_result_they_answer(void **state)
{
	uint64_t id = start(all_callbacks());
	MI_Operation copy = inner;

	(void)state;
	given.instanceResult(&inner, given.callbackContext, NULL, MI_TRUE, MI_RESULT_OK, NULL, NULL, acknowledge);
	assert_int_equal(got_acknowledge(&copy), MI_RESULT_ALREADY_EXISTS);
	KIT_NUMBER(kit_call_begin(2), function, MITRACE__FUNCTION__MI_Operation_ResultAcknowledgement);
	KIT_NUMBER(kit_call_begin(2), operation, id);
	KIT_NUMBER(kit_call_begin(2), answers, kit_event(0)->seq);
	KIT_NUMBER(kit_call_end(3), result, MI_RESULT_ALREADY_EXISTS);
	/* A second one is forwarded and answers nothing. */
	assert_int_equal(got_acknowledge(&copy), MI_RESULT_ALREADY_EXISTS);
	KIT_NUMBER(kit_call_begin(4), operation, id);
	assert_false(kit_call_begin(4)->has_answers);
}

static void results_that_wait_are_acknowledged_in_order(void **state)
{
	(void)state;
	start(all_callbacks());
	given.instanceResult(&inner, given.callbackContext, NULL, MI_TRUE, MI_RESULT_OK, NULL, NULL, acknowledge);
	given.instanceResult(&inner, given.callbackContext, NULL, MI_FALSE, MI_RESULT_FAILED, NULL, NULL, acknowledge);
	got_acknowledge(&inner);
	KIT_NUMBER(kit_call_begin(4), answers, kit_event(0)->seq);
	got_acknowledge(&inner);
	KIT_NUMBER(kit_call_begin(6), answers, kit_event(2)->seq);
}

static void an_acknowledgement_without_a_handle_is_forwarded(void **state)
{
	(void)state;
	start(all_callbacks());
	given.instanceResult(&inner, given.callbackContext, NULL, MI_TRUE, MI_RESULT_OK, NULL, NULL, acknowledge);
	assert_int_equal(got_acknowledge(NULL), MI_RESULT_ALREADY_EXISTS);
	KIT_NUMBER(kit_call_begin(2), handle_state, MITRACE__HANDLE_STATE__HANDLE_NULL);
	assert_false(kit_call_begin(2)->has_answers);
}

/* ---------------------------------------------------------------- how long records live */

/* The record of the operation under way: what the library has as its context. */
static bool record_is_free(const void *context)
{
	const struct shim_operation *record = context;

	return atomic_load(&record->id) == 0;
}

static void a_record_lives_until_the_final_result_has_returned(void **state)
{
	(void)state;
	start(all_callbacks());
	given.instanceResult(&inner, given.callbackContext, NULL, MI_TRUE, MI_RESULT_OK, NULL, NULL, NULL);
	assert_false(record_is_free(given.callbackContext));
	operation.ft->Close(&operation);
	assert_false(record_is_free(given.callbackContext));
	given.instanceResult(&inner, given.callbackContext, NULL, MI_FALSE, MI_RESULT_FAILED, NULL, NULL, NULL);
	assert_int_equal(client_calls, 2);
	assert_true(record_is_free(given.callbackContext));
}

static void a_record_lives_until_the_final_result_is_acknowledged(void **state)
{
	(void)state;
	start(all_callbacks());
	given.instanceResult(&inner, given.callbackContext, NULL, MI_FALSE, MI_RESULT_OK, NULL, NULL, acknowledge);
	assert_false(record_is_free(given.callbackContext));
	got_acknowledge(&inner);
	assert_true(record_is_free(given.callbackContext));
}

static void close_in_callback(MI_Operation *handle, void *context, const MI_Instance *instance, MI_Boolean more,
			      MI_Result code, const MI_Char *message, const MI_Instance *details,
			      MI_Result (*ack)(MI_Operation *operation))
{
	(void)context;
	(void)instance;
	(void)more;
	(void)code;
	(void)message;
	(void)details;
	if (ack)
		ack(handle);
	operation.ft->Close(&operation);
	memset(&operation, 0xdd, sizeof(operation)); /* as if freed */
	client_calls++;
}

static void a_final_result_may_close_and_free_the_operation(void **state)
{
	MI_OperationCallbacks callbacks = {.instanceResult = close_in_callback};

	(void)state;
	start(callbacks);
	given.instanceResult(&inner, given.callbackContext, NULL, MI_FALSE, MI_RESULT_OK, NULL, NULL, acknowledge);
	assert_int_equal(client_calls, 1);
	assert_true(record_is_free(given.callbackContext));
	assert_int_equal(kit_events(), 6);
}

/* A start that fails calls back inside itself, with the client's own handle. */
static MI_Result fail_inside(const struct kit_call *call)
{
	MI_Operation *handle = (void *)(uintptr_t)call->args[call->nr_args - 1];

	if (strcmp(call->slot, "Session_EnumerateInstances") != 0)
		return MI_RESULT_OK;
	take_callbacks(call);
	*handle = (MI_Operation){session.reserved1, session.reserved2, &kit_failed_ft};
	given.instanceResult(handle, given.callbackContext, NULL, MI_FALSE, MI_RESULT_INVALID_PARAMETER, NULL, NULL,
			     NULL);
	return MI_RESULT_OK;
}

static void a_start_may_call_back_before_it_returns(void **state)
{
	MI_OperationCallbacks callbacks = {.instanceResult = close_in_callback};

	(void)state;
	kit_hook = fail_inside;
	session.ft->EnumerateInstances(&session, 0, NULL, NULL, NULL, MI_FALSE, &callbacks, &operation);
	assert_int_equal(client_calls, 1);
	assert_true(record_is_free(given.callbackContext));
	/* start { result { close } } */
	assert_int_equal(kit_events(), 6);
	KIT_NUMBER(kit_callback_begin(1), operation, kit_call_begin(0)->operation);
	KIT_NUMBER(kit_callback_begin(1), handle, MITRACE__HANDLE_RELATION__RELATION_CLIENTS);
	assert_int_equal(kit_event(1)->parent, kit_event(0)->seq);
	KIT_NUMBER(kit_call_begin(2), function, MITRACE__FUNCTION__MI_Operation_Close);
	KIT_NUMBER(kit_call_begin(2), operation, kit_call_begin(0)->operation);
	KIT_NUMBER(kit_call_begin(2), inside_callback, kit_event(1)->seq);
	assert_int_equal(kit_event(2)->parent, kit_event(1)->seq);
	assert_int_equal(kit_event(4)->parent, kit_event(1)->seq);
	assert_int_equal(kit_event(5)->parent, kit_event(0)->seq);
}

static void a_synchronous_operation_is_kept_until_it_is_closed(void **state)
{
	MI_OperationCallbacks callbacks = {.writeMessage = client_message};

	(void)state;
	start(callbacks);
	assert_false(record_is_free(given.callbackContext));
	given.writeMessage(&inner, given.callbackContext, 0, "text");
	assert_int_equal(client_calls, 1);
	operation.ft->Close(&operation);
	assert_true(record_is_free(given.callbackContext));
}

/* ---------------------------------------------------------------- leaving callbacks the hard way */

static jmp_buf way_out;

static void jump_out(MI_Operation *handle, void *context, MI_Uint32 channel, const MI_Char *text)
{
	(void)handle;
	(void)context;
	(void)channel;
	(void)text;
	longjmp(way_out, 1);
}

static MI_Result call_back_inside(const struct kit_call *call)
{
	if (strcmp(call->slot, "Session_EnumerateInstances") == 0) {
		take_callbacks(call);
		given.writeMessage(&inner, given.callbackContext, 0, NULL);
	}
	return MI_RESULT_OK;
}

static void longjmp_out_of_a_callback_leaves_nothing_stale(void **state)
{
	MI_OperationCallbacks callbacks = {.writeMessage = jump_out};

	(void)state;
	kit_hook = call_back_inside;
	if (!setjmp(way_out)) {
		session.ft->EnumerateInstances(&session, 0, NULL, NULL, NULL, MI_FALSE, &callbacks, &operation);
		fail();
	}
	assert_int_equal(kit_events(), 2);
	kit_session_ft.Close(&session, NULL, NULL);
	assert_int_equal(kit_events(), 4);
	assert_int_equal(kit_event(2)->parent, 0);
	assert_false(kit_call_begin(2)->has_inside_callback);
}

/* ---------------------------------------------------------------- sessions */

static MI_SessionCallbacks given_session;
static void (*given_completion)(void *context);
static void *given_context;

static void session_message(MI_Application *handle, void *context, MI_Uint32 channel, const MI_Char *text)
{
	const void *args[] = {handle, context, (void *)(uintptr_t)channel, text};

	memcpy(got, args, sizeof(args));
	client_calls++;
}

static void session_error(MI_Application *handle, void *context, MI_Instance *instance)
{
	const void *args[] = {handle, context, instance};

	memcpy(got, args, sizeof(args));
	client_calls++;
}

static struct kit_instance session_trouble;

static MI_Result tell_application(const struct kit_call *call)
{
	given_session = *(const MI_SessionCallbacks *)(uintptr_t)call->args[4];
	if (given_session.writeMessage)
		given_session.writeMessage(&application, given_session.callbackContext, 2, "a message");
	if (given_session.writeError)
		given_session.writeError(&application, given_session.callbackContext, &session_trouble.instance);
	return MI_RESULT_NOT_FOUND;
}

static void session_writeMessage(void **state)
{
	MI_SessionCallbacks callbacks = {client_context, session_message, NULL};
	MI_Session another;

	(void)state;
	kit_hook = tell_application;
	application.ft->NewSession(&application, NULL, NULL, NULL, &callbacks, NULL, &another);
	assert_int_equal(client_calls, 1);
	assert_ptr_equal(got[0], &application);
	assert_ptr_equal(got[1], client_context);
	assert_ptr_equal(got[2], NUMBER(2));
	assert_string_equal(got[3], "a message");
	assert_null(given_session.writeError);
	KIT_NUMBER(kit_call_begin(0), callbacks, 1);
	KIT_NUMBER(kit_callback_begin(1), kind, MITRACE__CALLBACK_KIND__MI_SessionCallbacks_writeMessage);
	KIT_NUMBER(kit_callback_begin(1), application, kit_call_begin(0)->application);
	KIT_NUMBER(kit_callback_begin(1), channel, 2);
	KIT_TEXT(kit_callback_begin(1), message, "a message");
}

static void session_writeError(void **state)
{
	MI_SessionCallbacks callbacks = {client_context, NULL, session_error};
	MI_Session another;

	(void)state;
	session_trouble = kit_instance("trouble");
	kit_hook = tell_application;
	application.ft->NewSession(&application, NULL, NULL, NULL, &callbacks, NULL, &another);
	GOT(&application, client_context, &session_trouble.instance);
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
	MI_SessionCallbacks callbacks = {client_context, session_message, NULL};
	MI_Session first, second, third;
	void *first_context, *second_context;

	(void)state;
	kit_hook = keep_callbacks;
	application.ft->NewSession(&application, NULL, NULL, NULL, &callbacks, NULL, &first);
	first_context = given_session.callbackContext;
	application.ft->NewSession(&application, NULL, NULL, NULL, &callbacks, NULL, &second);
	second_context = given_session.callbackContext;
	assert_ptr_not_equal(first_context, second_context);
	first.ft->Close(&first, NULL, NULL);
	application.ft->NewSession(&application, NULL, NULL, NULL, &callbacks, NULL, &third);
	assert_ptr_equal(given_session.callbackContext, first_context);
}

static void completed(void *context)
{
	got[0] = context;
	client_calls++;
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
	assert_int_equal(session.ft->Close(&session, client_context, completed), MI_RESULT_OK);
	assert_int_equal(client_calls, 0);
	given_completion(given_context);
	GOT(client_context);
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
	session.ft->Close(&session, client_context, completed);
	assert_int_equal(client_calls, 1);
	assert_int_equal(kit_events(), 4);
	KIT_NUMBER(kit_callback_begin(1), completes, kit_event(0)->seq);
	assert_int_equal(kit_event(1)->parent, kit_event(0)->seq);
}

#define TEST(name) cmocka_unit_test_setup(name, setup)

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
		TEST(acknowledgements_name_the_result_they_answer),
		TEST(results_that_wait_are_acknowledged_in_order),
		TEST(an_acknowledgement_without_a_handle_is_forwarded),
		TEST(a_record_lives_until_the_final_result_has_returned),
		TEST(a_record_lives_until_the_final_result_is_acknowledged),
		TEST(a_final_result_may_close_and_free_the_operation),
		TEST(a_start_may_call_back_before_it_returns),
		TEST(a_synchronous_operation_is_kept_until_it_is_closed),
		TEST(longjmp_out_of_a_callback_leaves_nothing_stale),
		TEST(session_writeMessage),
		TEST(session_writeError),
		TEST(session_callbacks_live_as_long_as_the_session),
		TEST(completion_of_a_close),
		TEST(completion_inside_the_close),
	};

	return cmocka_run_group_tests_name("shim_callbacks", tests, kit_begin, kit_reset);
}
