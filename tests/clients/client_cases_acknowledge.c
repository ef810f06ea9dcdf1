/* Acknowledgements and answers: when, by whom, how often, with what handle. */
#include "client_cases.h"

static MI_Application application;
static MI_Session session;
static struct client_op op;

static void open_all(const char *script)
{
	client_script(script);
	client_open(&application, &session);
	client_op_init(&op, "op1", CLIENT_ALL);
}

void case_acknowledge_in_callback(void)
{
	open_all("op1: io result result param last");
	op.acknowledge_here = true;
	client_start(&op, &session, MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS);
	client_finish(&op);
	client_close(&application, &session);
}

static void acknowledge_each(void *argument)
{
	(void)argument;
	for (unsigned i = 1; i <= 3; i++) {
		client_wait(&op.results, i);
		client_acknowledge(&op, &op.copy);
	}
}

void case_acknowledge_on_another_thread(void)
{
	open_all("op1: io result result last");
	client_start(&op, &session, MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS);
	client_on_thread("acknowledger", acknowledge_each, NULL);
	client_finish(&op);
	client_close(&application, &session);
}

/* The operation is closed, and its session about to be, when the last result is acknowledged. */
void case_acknowledge_late(void)
{
	unsigned completed = 0;

	open_all("op1: tidy io result last");
	client_start(&op, &session, MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS);
	client_wait(&op.results, 1);
	client_acknowledge(&op, &op.copy);
	client_finish(&op);
	CALL(MI_Session_Close(&session, &completed, client_completion));
	client_say("completed before: %u", completed);
	client_acknowledge(&op, &op.handle);
	client_say("completed after: %u", completed);
	CALL(MI_Application_Close(&application));
}

/* The session never completes then. */
void case_acknowledge_never(void)
{
	unsigned completed = 0;

	open_all("op1: io result closed third bare=1");
	client_start(&op, &session, MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS);
	client_wait(&op.results, 1);
	CALL(MI_Operation_Close(&op.handle));
	client_op_wait_final(&op);
	CALL(MI_Session_Close(&session, &completed, client_completion));
	client_say("completed: %u", completed);
	client_wait_log("op1/cb@third result returned");
}

void case_acknowledge_twice(void)
{
	open_all("op1: io result last");
	client_start(&op, &session, MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS);
	client_wait(&op.results, 1);
	client_acknowledge(&op, &op.copy);
	client_op_wait_final(&op);
	client_acknowledge(&op, &op.copy);
	client_acknowledge(&op, &op.copy);
	client_acknowledge(&op, NULL);
	CALL(MI_Operation_Close(&op.handle));
	client_acknowledge(&op, &op.copy);
	client_close(&application, &session);
	client_acknowledge(&op, &op.copy);
}

void case_acknowledge_by_copy(void)
{
	MI_Operation copy;

	open_all("op1: io client result internal result copy last");
	client_start(&op, &session, MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS);
	for (unsigned i = 1; i <= 3; i++) {
		client_wait(&op.results, i);
		copy = op.handle;
		copy.ft = NULL; /* nobody looks at it */
		client_acknowledge(&op, &copy);
	}
	client_finish(&op);
	client_close(&application, &session);
}

/* Whether and which function comes is the library's to say, not the flags'. */
void case_acknowledge_functions(void)
{
	struct client_op second;
	client_acknowledge_fn first;

	open_all("op1: io ack result ack2 result noack result ack2 last\nop2: io ack2 result last");
	op.acknowledge_here = true;
	client_start(&op, &session, 0);
	client_finish(&op);
	client_op_init(&second, "op2", CLIENT_ALL);
	client_start(&second, &session, MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS);
	client_wait(&second.results, 1);
	first = second.acknowledge;
	client_acknowledge(&second, &second.copy);
	client_op_wait_final(&second);
	client_say("the same function: %d", first == second.acknowledge);
	client_acknowledge(&second, &second.copy);
	CALL(MI_Operation_Close(&second.handle));
	client_close(&application, &session);
}

/* ---------------------------------------------------------------- answers */

static void answer_yes(struct client_op *self, MI_Operation *operation, const char *kind)
{
	(void)kind;
	if (self->answer)
		client_answer(self, operation, MI_OperationCallback_ResponseType_Yes);
}

void case_answers_in_callback(void)
{
	open_all("op1: io prompt=0 prompt=1 error last");
	op.on_other = answer_yes;
	client_start(&op, &session, 0);
	client_finish(&op);
	client_close(&application, &session);
}

void case_answers_null_handle(void)
{
	open_all("op1: io prompt=0 error last");
	client_start(&op, &session, 0);
	for (unsigned i = 1; i <= 2; i++) {
		client_wait(&op.others, i);
		client_answer(&op, NULL, MI_OperationCallback_ResponseType_No);
		client_answer(&op, &op.copy, MI_OperationCallback_ResponseType_NoToAll);
	}
	client_finish(&op);
	client_close(&application, &session);
}

void case_answers_twice(void)
{
	client_answer_fn prompt;
	MI_Operation copy;

	open_all("op1: io prompt=0 error last");
	client_start(&op, &session, 0);
	client_wait(&op.others, 1);
	prompt = op.answer;
	copy = op.copy; /* which callbacks write to, and an answer too many may bring one early */
	client_answer(&op, &copy, MI_OperationCallback_ResponseType_Yes);
	CALL_AS("MI_Operation_PromptUserResult", prompt(&copy, MI_OperationCallback_ResponseType_No));
	client_wait(&op.others, 2);
	client_answer(&op, &copy, MI_OperationCallback_ResponseType_YesToAll);
	client_finish(&op);
	CALL_AS("MI_Operation_PromptUserResult", prompt(&op.copy, MI_OperationCallback_ResponseType_No));
	client_close(&application, &session);
}

static void answer_later(void *argument)
{
	(void)argument;
	for (unsigned i = 1; i <= 3; i++) {
		client_wait(&op.others, i);
		client_answer(&op, &op.copy, (MI_OperationCallback_ResponseType)i);
	}
}

void case_answers_on_another_thread(void)
{
	open_all("op1: io prompt=0 third prompt=1 io error last");
	client_start(&op, &session, 0);
	client_on_thread("answerer", answer_later, NULL);
	client_finish(&op);
	client_close(&application, &session);
}

void case_answers_without_function(void)
{
	open_all("op1: io nofn prompt=0 error fn prompt=1 last");
	op.on_other = answer_yes;
	client_start(&op, &session, 0);
	client_finish(&op);
	client_close(&application, &session);
}
