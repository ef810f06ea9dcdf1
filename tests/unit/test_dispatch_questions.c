/* Prompts and errors that may go on: who is asked, who answers, and with what. */
#include "logging_client.h"
#include "objects.h"
#include "scripted_backend.h"
#include "unit.h"

static struct client client;

enum {
	NOT_SET = -1
};

/* Starts an operation whose options hold the modes, where they are set. */
static struct dispatch_op *start(int prompt_mode, MI_Boolean prompt_answer, int error_mode, MI_Operation *operation)
{
	MI_OperationOptions options;

	assert_int_equal(MI_Application_NewOperationOptions(&client.application, MI_FALSE, &options), MI_RESULT_OK);
	if (prompt_mode != NOT_SET)
		MI_OperationOptions_SetPromptUserRegularMode(&options, (MI_CallbackMode)prompt_mode, prompt_answer);
	if (error_mode != NOT_SET)
		MI_OperationOptions_SetWriteErrorMode(&options, (MI_CallbackMode)error_mode);
	MI_Session_EnumerateInstances(&client.session, 0, &options, "n", "X", MI_FALSE, &client.callbacks, operation);
	MI_OperationOptions_Delete(&options);
	return script_op(script_read(&script.started));
}

static void prompt(struct dispatch_op *op, MI_PromptType type)
{
	dispatch_post(op, &(struct dispatch_event){
				  .kind = DISPATCH_PROMPT_USER,
				  .cookie = 11,
				  .prompt_type = type,
				  .message = "really?",
			  });
}

static void error(struct dispatch_op *op)
{
	struct dispatch_event event = {.kind = DISPATCH_WRITE_ERROR, .cookie = 12};

	assert_int_equal(dispatch_instance_new("Error", NULL, &event.instance), MI_RESULT_OK);
	dispatch_post(op, &event);
}

/* What happens to one question. */
struct expectation {
	int prompt_mode;
	MI_Boolean prompt_answer;
	MI_PromptType type;
	bool called, asked;
	MI_OperationCallback_ResponseType automatic; /* where not asked */
};

static void check_prompt(const struct expectation *e)
{
	unsigned calls = client_calls(&client), answers = script_read(&script.answered);
	MI_Operation operation, copy;
	struct dispatch_op *op = start(e->prompt_mode, e->prompt_answer, NOT_SET, &operation);

	prompt(op, e->type);
	if (e->called) {
		const struct call *call = client_call(&client, calls);

		assert_int_equal(call->what, CALLED_PROMPT);
		assert_int_equal(call->channel, e->type);
		assert_string_equal(call->text, "really?");
		assert_int_equal(call->answer != NULL, e->asked);
		if (e->asked) {
			assert_int_equal(script_read(&script.answered), answers);
			copy = call->handle;
			assert_int_equal(call->answer(&copy, MI_OperationCallback_ResponseType_NoToAll), MI_RESULT_OK);
			assert_int_equal(call->answer(&copy, MI_OperationCallback_ResponseType_Yes), MI_RESULT_OK);
		}
	}
	script_wait(&script.answered, answers + 1);
	assert_int_equal(script.answer, e->asked ? MI_OperationCallback_ResponseType_NoToAll : e->automatic);
	assert_int_equal(script.cookie, 11);
	script_post(op, -1, false, MI_RESULT_OK);
	assert_int_equal(client_call(&client, calls + e->called)->what, CALLED_INSTANCE);
	MI_Operation_Close(&operation);
}

static void prompts_follow_their_mode(void **state)
{
	const MI_OperationCallback_ResponseType no = MI_OperationCallback_ResponseType_No,
						yes = MI_OperationCallback_ResponseType_Yes;
	const struct expectation expectations[] = {
		{NOT_SET, 0, MI_PROMPTTYPE_NORMAL, true, true, no},
		{NOT_SET, 0, MI_PROMPTTYPE_CRITICAL, true, true, no},
		{MI_CALLBACKMODE_REPORT, MI_TRUE, MI_PROMPTTYPE_NORMAL, true, false, yes},
		{MI_CALLBACKMODE_REPORT, MI_FALSE, MI_PROMPTTYPE_NORMAL, true, false, no},
		{MI_CALLBACKMODE_REPORT, MI_TRUE, MI_PROMPTTYPE_CRITICAL, true, true, no},
		{MI_CALLBACKMODE_IGNORE, MI_TRUE, MI_PROMPTTYPE_NORMAL, false, false, yes},
		{MI_CALLBACKMODE_IGNORE, MI_FALSE, MI_PROMPTTYPE_NORMAL, false, false, no},
		{MI_CALLBACKMODE_IGNORE, MI_TRUE, MI_PROMPTTYPE_CRITICAL, true, true, no},
		{MI_CALLBACKMODE_INQUIRE, MI_FALSE, MI_PROMPTTYPE_NORMAL, true, true, no},
		{MI_CALLBACKMODE_INQUIRE, MI_FALSE, MI_PROMPTTYPE_CRITICAL, true, true, no},
	};

	(void)state;
	client_open(&client);
	for (size_t i = 0; i < sizeof(expectations) / sizeof(expectations[0]); i++)
		check_prompt(&expectations[i]);
	client_close(&client);
}

static void check_error(int mode, bool asked)
{
	unsigned calls = client_calls(&client), answers = script_read(&script.answered);
	MI_Operation operation, copy;
	struct dispatch_op *op = start(NOT_SET, MI_FALSE, mode, &operation);
	const struct call *call;

	error(op);
	call = client_call(&client, calls);
	assert_int_equal(call->what, CALLED_ERROR);
	assert_int_equal(call->answer != NULL, asked);
	if (asked) {
		copy = call->handle;
		assert_int_equal(call->answer(&copy, MI_OperationCallback_ResponseType_No), MI_RESULT_OK);
	}
	script_wait(&script.answered, answers + 1);
	assert_int_equal(script.answer,
			 asked ? MI_OperationCallback_ResponseType_No : MI_OperationCallback_ResponseType_Yes);
	script_post(op, -1, false, MI_RESULT_OK);
	client_call(&client, calls + 1);
	MI_Operation_Close(&operation);
}

static void errors_are_reported_unless_the_client_wants_to_be_asked(void **state)
{
	(void)state;
	client_open(&client);
	check_error(NOT_SET, false);
	check_error(MI_CALLBACKMODE_REPORT, false);
	check_error(MI_CALLBACKMODE_INQUIRE, true);
	check_error(MI_CALLBACKMODE_IGNORE, true);
	client_close(&client);
}

static void yes_to_all_errors_stops_the_asking(void **state)
{
	MI_Operation operation;
	struct dispatch_op *op;

	(void)state;
	client_open(&client);
	op = start(NOT_SET, MI_FALSE, MI_CALLBACKMODE_INQUIRE, &operation);
	error(op);
	error(op);
	assert_int_equal(client_call(&client, 0)->answer(&operation, MI_OperationCallback_ResponseType_YesToAll),
			 MI_RESULT_OK);
	assert_null(client_call(&client, 1)->answer);
	script_wait(&script.answered, 2);
	assert_int_equal(script.answer, MI_OperationCallback_ResponseType_Yes);
	script_post(op, -1, false, MI_RESULT_OK);
	client_call(&client, 2);
	MI_Operation_Close(&operation);
	client_close(&client);
}

static void without_callbacks_the_modes_answer_and_critical_questions_are_denied(void **state)
{
	MI_OperationCallbacks callbacks;
	MI_Operation operation;
	struct dispatch_op *op;

	(void)state;
	client_open(&client);
	callbacks = client_results_only(&client);
	MI_Session_EnumerateInstances(&client.session, 0, NULL, "n", "X", MI_FALSE, &callbacks, &operation);
	op = script_op(1);
	prompt(op, MI_PROMPTTYPE_NORMAL);
	script_wait(&script.answered, 1);
	assert_int_equal(script.answer, MI_OperationCallback_ResponseType_Yes);
	prompt(op, MI_PROMPTTYPE_CRITICAL);
	script_wait(&script.answered, 2);
	assert_int_equal(script.answer, MI_OperationCallback_ResponseType_No);
	error(op);
	script_wait(&script.answered, 3);
	assert_int_equal(script.answer, MI_OperationCallback_ResponseType_Yes);
	script_post(op, -1, false, MI_RESULT_OK);
	client_call(&client, 0);
	MI_Operation_Close(&operation);
	client_close(&client);
	assert_int_equal(client.nr_calls, 1);
}

static void what_follows_waits_for_the_answer(void **state)
{
	MI_Operation operation;
	struct dispatch_op *op;

	(void)state;
	client_open(&client);
	op = start(NOT_SET, MI_FALSE, NOT_SET, &operation);
	prompt(op, MI_PROMPTTYPE_NORMAL);
	script_post(op, 1, false, MI_RESULT_OK);
	client_call(&client, 0);
	/* Another operation goes its way meanwhile, so the dispatcher is not merely slow. */
	script.on_start = script_end;
	start(NOT_SET, MI_FALSE, NOT_SET, &(MI_Operation){0});
	client_call(&client, 1);
	assert_int_equal(client_calls(&client), 2);
	assert_int_equal(client.calls[0].answer(&operation, MI_OperationCallback_ResponseType_Yes), MI_RESULT_OK);
	assert_int_equal(client_call(&client, 2)->number, 1);
	MI_Operation_Close(&client.calls[1].handle);
	MI_Operation_Close(&operation);
	client_close(&client);
}

static void a_cancelled_question_needs_no_answer(void **state)
{
	MI_Operation operation;
	struct dispatch_op *op;

	(void)state;
	client_open(&client);
	op = start(NOT_SET, MI_FALSE, NOT_SET, &operation);
	prompt(op, MI_PROMPTTYPE_CRITICAL);
	client_call(&client, 0);
	MI_Operation_Cancel(&operation, MI_REASON_NONE);
	assert_int_equal(client_call(&client, 1)->result, MI_RESULT_FAILED);
	assert_int_equal(client.calls[0].answer(&operation, MI_OperationCallback_ResponseType_Yes), MI_RESULT_OK);
	assert_int_equal(script_read(&script.answered), 0);
	MI_Operation_Close(&operation);
	client_close(&client);
}

/* Whether the operation is gone by then is chance. */
static void an_answer_that_comes_after_the_end_is_ignored(void **state)
{
	MI_Operation operation, copy;
	struct dispatch_op *op;
	answer_fn answer;

	(void)state;
	client_open(&client);
	op = start(NOT_SET, 0, NOT_SET, &operation);
	copy = operation;
	prompt(op, MI_PROMPTTYPE_NORMAL);
	answer = client_call(&client, 0)->answer;
	assert_int_equal(answer(&copy, MI_OperationCallback_ResponseType_Yes), MI_RESULT_OK);
	script_post(op, -1, false, MI_RESULT_OK);
	client_call(&client, 1);
	MI_Operation_Close(&operation);
	script_wait(&script.finished, 1);
	assert_int_equal(answer(&copy, MI_OperationCallback_ResponseType_No), MI_RESULT_OK);
	assert_int_equal(answer(NULL, MI_OperationCallback_ResponseType_No), MI_RESULT_INVALID_PARAMETER);
	copy.reserved1 += 100;
	assert_int_equal(answer(&copy, MI_OperationCallback_ResponseType_No), MI_RESULT_INVALID_PARAMETER);
	assert_int_equal(script_read(&script.answered), 1);
	client_close(&client);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(prompts_follow_their_mode),
		cmocka_unit_test(errors_are_reported_unless_the_client_wants_to_be_asked),
		cmocka_unit_test(yes_to_all_errors_stops_the_asking),
		cmocka_unit_test(without_callbacks_the_modes_answer_and_critical_questions_are_denied),
		cmocka_unit_test(what_follows_waits_for_the_answer),
		cmocka_unit_test(a_cancelled_question_needs_no_answer),
		cmocka_unit_test(an_answer_that_comes_after_the_end_is_ignored),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
