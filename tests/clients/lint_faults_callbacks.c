/* Faults in callbacks, and callbacks that are faults of the library. */
#include <setjmp.h>
#include <time.h>

#include "lint_faults.h"

#define application fault_application
#define session     fault_session
#define op          fault_op

static bool in_callback; /* the case's call is made in the final callback; else after it */

/* Runs op1 with what the case does at its end. */
static void run_op(bool fault, bool (*in_final)(struct client_op *self, MI_Operation *operation, bool more))
{
	in_callback = fault;
	op.on_result = in_final;
	client_start(&op, &session, 0);
	client_finish(&op);
}

static bool close_in_final(struct client_op *self, MI_Operation *operation, bool more)
{
	(void)self;
	if (!more)
		CALL(MI_Operation_Close(operation));
	return true;
}

void fault_closed_inside_start(bool fault)
{
	fault_open("op1: in final=1");
	op.on_result = fault ? close_in_final : NULL;
	client_start(&op, &session, 0);
	if (!fault)
		CALL(MI_Operation_Close(&op.handle));
	fault_close();
}

/* ---------------------------------------------------------------- calls that wait */

static MI_Session second;
static unsigned completed;

static bool close_second(struct client_op *self, MI_Operation *operation, bool more)
{
	(void)self;
	(void)operation;
	if (more)
		return true;
	if (in_callback)
		CALL(MI_Session_Close(&second, NULL, NULL));
	else
		CALL(MI_Session_Close(&second, &completed, client_completion));
	return true;
}

void fault_blocking_close_in_callback(bool fault)
{
	fault_open("op1: io last");
	CALL(MI_Application_NewSession(&application, NULL, NULL, NULL, NULL, NULL, &second));
	run_op(fault, close_second);
	if (!fault)
		client_wait(&completed, 1);
	fault_close();
}

static MI_Operation fetched;

static bool fetch_second(struct client_op *self, MI_Operation *operation, bool more)
{
	(void)self;
	(void)operation;
	if (!more && in_callback)
		fault_fetch(&fetched);
	return true;
}

/* The library's results to fetch are there already: the client gets away with it. */
void fault_getter_in_callback(bool fault)
{
	fault_open("op*: io last");
	fault_start_fetched(&fetched);
	client_op_init(&op, "op2", CLIENT_ALL);
	run_op(fault, fetch_second);
	if (!fault)
		fault_fetch(&fetched);
	CALL(MI_Operation_Close(&fetched));
	fault_close();
}

static bool close_application(struct client_op *self, MI_Operation *operation, bool more)
{
	(void)self;
	(void)operation;
	if (!more && in_callback)
		CALL(MI_Application_Close(&application));
	return true;
}

void fault_application_closed_in_callback(bool fault)
{
	fault_open("op1: io last");
	if (fault)
		fault_leave_when("Application.Close waits");
	run_op(fault, close_application);
	fault_close();
}

/* ---------------------------------------------------------------- callbacks */

/* The library's fault: a message after the final result, which is being kept for the client to acknowledge. */
void fault_callback_after_final(bool fault)
{
	fault_open(fault ? "op1: io last ungated beyond message=1" : "op1: io message=1 last");
	client_start(&op, &session, MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS);
	client_wait(&op.others, 1);
	client_op_wait_final(&op);
	client_acknowledge(&op, &op.copy);
	client_finish(&op);
	fault_close();
}

static jmp_buf back;

static bool jump(struct client_op *self, MI_Operation *operation, bool more)
{
	(void)self;
	(void)operation;
	(void)more;
	if (in_callback)
		longjmp(back, 1);
	return true;
}

void fault_callback_left(bool fault)
{
	fault_open("op1: in last\nop2: io last");
	in_callback = fault;
	op.on_result = jump;
	if (setjmp(back) == 0)
		client_start(&op, &session, 0);
	client_call_forget();
	client_stream_set("main");
	if (!fault)
		CALL(MI_Operation_Close(&op.handle));
	client_op_init(&op, "op2", CLIENT_ALL);
	client_start(&op, &session, 0);
	client_finish(&op);
	if (!fault)
		fault_close();
}

/* Work that takes longer than the test calls slow. */
static bool work(struct client_op *self, MI_Operation *operation, bool more)
{
	const struct timespec slow = {0, 400000000};

	(void)self;
	(void)operation;
	(void)more;
	if (in_callback)
		nanosleep(&slow, NULL);
	return true;
}

void fault_slow_callback(bool fault)
{
	fault_open("op1: io last");
	run_op(fault, work);
	fault_close();
}
