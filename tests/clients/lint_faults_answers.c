/* Faults with acknowledgements and answers. */
#include "lint_faults.h"

#define application fault_application
#define session     fault_session
#define op          fault_op

static void start_manual(struct client_op *which)
{
	client_start(which, &session, MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS);
}

static bool acknowledge_unless_last(struct client_op *self, MI_Operation *operation, bool more)
{
	if (more)
		client_acknowledge(self, operation);
	return true;
}

/* A session whose last result was not acknowledged never completes, so this client leaves all as it is. */
void fault_acknowledge_missing(bool fault)
{
	unsigned completed = 0;

	fault_open("op1: io result last");
	op.acknowledge_here = !fault;
	op.on_result = fault ? acknowledge_unless_last : NULL;
	start_manual(&op);
	client_finish(&op);
	if (!fault)
		fault_close();
	else
		CALL(MI_Session_Close(&session, &completed, client_completion));
}

void fault_acknowledge_twice(bool fault)
{
	fault_open("op1: io last");
	op.acknowledge_here = true;
	start_manual(&op);
	client_op_wait_final(&op);
	if (fault)
		client_acknowledge(&op, &op.copy);
	client_finish(&op);
	fault_close();
}

/* The function that came with another operation's result. */
void fault_acknowledge_unasked(bool fault)
{
	struct client_op other;

	fault_open("op1: io last\nop2: io last");
	op.acknowledge_here = true;
	start_manual(&op);
	client_finish(&op);
	client_op_init(&other, "op2", CLIENT_ALL);
	client_start(&other, &session, 0);
	client_op_wait_final(&other);
	other.acknowledge = op.acknowledge;
	if (fault)
		client_acknowledge(&other, &other.copy);
	client_finish(&other);
	fault_close();
}

void fault_acknowledge_late(bool fault)
{
	unsigned completed = 0;

	fault_open("op1: tidy io result last");
	start_manual(&op);
	client_wait(&op.results, 1);
	client_acknowledge(&op, &op.copy);
	client_op_wait_final(&op);
	if (!fault)
		client_acknowledge(&op, &op.copy);
	CALL(MI_Operation_Close(&op.handle));
	CALL(MI_Session_Close(&session, &completed, client_completion));
	if (fault)
		client_acknowledge(&op, &op.copy);
	client_wait(&completed, 1);
	CALL(MI_Application_Close(&application));
}

/* ---------------------------------------------------------------- answers */

void fault_answer_missing(bool fault)
{
	fault_open("op1: io prompt=0 cancelled final=1");
	client_start(&op, &session, 0);
	client_wait(&op.others, 1);
	if (!fault)
		client_answer(&op, &op.copy, MI_OperationCallback_ResponseType_No);
	CALL(MI_Operation_Cancel(&op.handle, MI_REASON_NONE));
	client_finish(&op);
	fault_close();
}

void fault_answer_twice(bool fault)
{
	fault_open("op1: io error last");
	client_start(&op, &session, 0);
	client_wait(&op.others, 1);
	client_answer(&op, &op.copy, MI_OperationCallback_ResponseType_Yes);
	if (fault)
		client_answer(&op, &op.copy, MI_OperationCallback_ResponseType_Yes);
	client_finish(&op);
	fault_close();
}

/* The function that came with another operation's prompt; the library did not give this one any. */
void fault_answer_unasked(bool fault)
{
	struct client_op other;

	fault_open("op1: io prompt=0 last\nop2: io nofn prompt=0 cancelled final=1");
	client_start(&op, &session, 0);
	client_wait(&op.others, 1);
	client_answer(&op, &op.copy, MI_OperationCallback_ResponseType_Yes);
	client_op_init(&other, "op2", CLIENT_ALL);
	client_start(&other, &session, 0);
	client_wait(&other.others, 1);
	other.answer = op.answer;
	if (fault)
		client_answer(&other, &other.copy, MI_OperationCallback_ResponseType_Yes);
	CALL(MI_Operation_Cancel(&other.handle, MI_REASON_NONE));
	client_finish(&other);
	client_finish(&op);
	fault_close();
}
