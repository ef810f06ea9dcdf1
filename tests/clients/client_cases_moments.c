/* When callbacks come, and when operations are closed and cancelled. */
#include "client_cases.h"

#include <stdlib.h>

static MI_Application application;
static MI_Session session;
static struct client_op op;

static void open_all(const char *script)
{
	client_script(script);
	client_open(&application, &session);
	client_op_init(&op, "op1", CLIENT_ALL);
}

/* The library fills in the handle before it calls back, whenever that is. */
static bool say_filled(struct client_op *self, MI_Operation *operation, bool more)
{
	(void)more;
	client_say("handle is filled in: %d", self->handle.reserved2 == operation->reserved2 &&
						      self->handle.reserved1 == operation->reserved1 &&
						      self->handle.ft == operation->ft);
	return true;
}

void case_inside_the_call(void)
{
	struct client_op failing;

	open_all("op1: in message=0 result result last\nop2: in progress bare=1\nop3: in result io last");
	op.on_result = say_filled;
	client_start(&op, &session, 0);
	client_finish(&op);
	client_op_init(&failing, "op2", CLIENT_ALL);
	client_start(&failing, &session, MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS);
	client_op_wait_final(&failing);
	client_acknowledge(&failing, &failing.handle);
	CALL(MI_Operation_Close(&failing.handle));
	client_op_init(&op, "op3", CLIENT_ALL);
	client_start(&op, &session, 0);
	client_finish(&op);
	client_close(&application, &session);
}

void case_before_the_start_returns(void)
{
	struct client_op partly;

	open_all("op1: early message=0 result last\nop2: early result third result");
	op.on_result = say_filled;
	client_start(&op, &session, 0);
	client_say("final before the start returned: %u", op.finals);
	CALL(MI_Operation_Close(&op.handle));
	client_op_init(&partly, "op2", CLIENT_ALL);
	client_start(&partly, &session, 0);
	client_wait(&partly.results, 2);
	CALL(MI_Operation_Close(&partly.handle));
	client_op_wait_final(&partly);
	client_close(&application, &session);
}

/* Two threads call back about one operation, each while the other does. */
static unsigned met;

static void meet(struct client_op *self, MI_Operation *operation, const char *kind)
{
	(void)self;
	(void)operation;
	(void)kind;
	client_count(&met);
	client_wait(&met, 2);
}

static bool meet_in_result(struct client_op *self, MI_Operation *operation, bool more)
{
	if (more)
		meet(self, operation, "");
	return true;
}

void case_at_the_same_time(void)
{
	open_all("op1: io result third ungated message=1 io last");
	op.on_other = meet;
	op.on_result = meet_in_result;
	client_start(&op, &session, 0);
	client_finish(&op);
	client_close(&application, &session);
}

/* Close answers OK, and results go on until the final one. */
void case_after_close(void)
{
	open_all("op1: io result closed message=1 result third final=1");
	client_start(&op, &session, 0);
	client_wait(&op.results, 1);
	CALL(MI_Operation_Close(&op.handle));
	client_op_wait_final(&op);
	CALL(MI_Operation_Cancel(&op.handle, MI_REASON_NONE));
	client_close(&application, &session);
}

static bool close_in_final(struct client_op *self, MI_Operation *operation, bool more)
{
	if (!more)
		CALL(MI_Operation_Close(operation));
	(void)self;
	return true;
}

void case_close_in_callback(void)
{
	open_all("op1: io result last\nop2: io result last");
	op.on_result = close_in_final;
	client_start(&op, &session, 0);
	client_op_wait_final(&op);
	client_op_init(&op, "op2", CLIENT_INSTANCE);
	op.on_result = close_in_final;
	op.acknowledge_here = true;
	client_start(&op, &session, MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS);
	client_op_wait_final(&op);
	client_close(&application, &session);
}

static bool close_in_first(struct client_op *self, MI_Operation *operation, bool more)
{
	(void)operation;
	(void)more;
	if (self->results == 0)
		CALL(MI_Operation_Close(&self->handle));
	return true;
}

void case_close_in_first_callback(void)
{
	open_all("op1: io result result result last");
	op.on_result = close_in_first;
	client_start(&op, &session, 0);
	client_op_wait_final(&op);
	client_say_operation("op1", &op.handle);
	client_close(&application, &session);
}

void case_close_before_start_returns(void)
{
	open_all("op1: early result last\nop2: early last");
	op.on_result = close_in_final;
	client_start(&op, &session, 0);
	client_say("final before the start returned: %u", op.finals);
	client_op_init(&op, "op2", CLIENT_INSTANCE);
	op.on_result = close_in_final;
	client_start(&op, &session, 0);
	client_close(&application, &session);
}

void case_close_inside_the_call(void)
{
	open_all("op1: in last\nop2: fail=1");
	op.on_result = close_in_final;
	client_start(&op, &session, 0);
	client_say_operation("op1", &op.handle);
	client_op_init(&op, "op2", CLIENT_INSTANCE);
	op.on_result = close_in_final;
	client_start(&op, &session, 0);
	client_say_operation("op2", &op.handle);
	client_close(&application, &session);
}

void case_close_twice(void)
{
	MI_Application copy;

	open_all("op1: io last\nop2: io last");
	client_start(&op, &session, 0);
	client_finish(&op);
	CALL(MI_Operation_Close(&op.handle));
	CALL(MI_Operation_Close(&op.copy));
	client_say_operation("op1", &op.handle);
	CALL(MI_Session_Close(&session, NULL, NULL));
	CALL(MI_Session_Close(&session, NULL, NULL));
	copy = application;
	CALL(MI_Application_Close(&application));
	NATIVE(MI_Application_Close(&application)); /* it has no table any more */
	CALL(MI_Application_Close(&copy));
}

/* What libpsrpclient does: the struct with the handle and the callbacks is gone when the callback returns. */
static unsigned freed;

static bool close_and_free(struct client_op *self, MI_Operation *operation, bool more)
{
	(void)operation;
	if (more)
		return true;
	CALL(MI_Operation_Close(&self->handle));
	memset(self, 0xee, sizeof(*self));
	free(self);
	client_count(&freed);
	return false;
}

static void start_freed(const char *name)
{
	struct client_op *self = malloc(sizeof(*self));

	client_op_init(self, name, CLIENT_INSTANCE);
	self->on_result = close_and_free;
	CALL_VOID(MI_Session_GetInstance(&session, 0, NULL, "ns", NULL, &self->callbacks, &self->handle));
}

void case_close_and_free_in_callback(void)
{
	static const char *const names[] = {"op1", "op2", "op3", "op4"};

	open_all("op1: in last\nop2: early result last\nop3: io result last\nop4: fail=7");
	for (unsigned i = 0; i < 4; i++) {
		start_freed(names[i]);
		client_wait(&freed, i + 1);
	}
	client_close(&application, &session);
}

/* It also starts the next operation there, in the same structs. */
static bool restart(struct client_op *self, MI_Operation *operation, bool more)
{
	(void)operation;
	if (more || self->data == NULL)
		return true;
	self->data = NULL;
	CALL(MI_Operation_Close(&self->handle));
	CALL_VOID(MI_Session_GetInstance(&session, 0, NULL, "again", NULL, &self->callbacks, &self->handle));
	return true;
}

void case_restart_in_callback(void)
{
	open_all("op1: io result last\nop2: io last\nop3: in last\nop4: in last");
	op.on_result = restart;
	op.data = &op;
	client_start(&op, &session, 0);
	client_wait(&op.finals, 2);
	CALL(MI_Operation_Close(&op.handle));
	client_op_init(&op, "op3", CLIENT_INSTANCE);
	op.on_result = restart;
	op.data = &op;
	client_start(&op, &session, 0);
	client_wait(&op.finals, 2);
	CALL(MI_Operation_Close(&op.handle));
	client_close(&application, &session);
}

/* ---------------------------------------------------------------- cancel */

static bool cancel_in_first(struct client_op *self, MI_Operation *operation, bool more)
{
	(void)more;
	if (self->results == 0)
		CALL(MI_Operation_Cancel(operation, MI_REASON_NONE));
	return true;
}

static void cancel(void *argument)
{
	CALL(MI_Operation_Cancel(argument, MI_REASON_SERVICESTOP));
}

void case_cancel_states(void)
{
	open_all("op1: hang cancelled bare=1\n"       /* before any result */
		 "op2: io result cancelled final=1\n" /* between results, on another thread */
		 "op3: io result result last\n"       /* in a callback */
		 "op4: io last\n"                     /* after the final result, and closed */
		 "op5: in result cancelled last\n"    /* inside the start */
		 "op6: early result cancelled last"); /* before the start has returned */
	client_start(&op, &session, 0);
	CALL(MI_Operation_Cancel(&op.handle, MI_REASON_NONE));
	CALL(MI_Operation_Cancel(&op.handle, MI_REASON_TIMEOUT));
	client_finish(&op);
	client_op_init(&op, "op2", CLIENT_INSTANCE);
	client_start(&op, &session, 0);
	client_wait(&op.results, 1);
	client_on_thread("canceller", cancel, &op.copy);
	client_finish(&op);
	client_op_init(&op, "op3", CLIENT_INSTANCE);
	op.on_result = cancel_in_first;
	client_start(&op, &session, 0);
	client_finish(&op);
	client_op_init(&op, "op4", CLIENT_INSTANCE);
	client_start(&op, &session, 0);
	client_op_wait_final(&op);
	CALL(MI_Operation_Cancel(&op.handle, MI_REASON_SHUTDOWN));
	CALL(MI_Operation_Close(&op.handle));
	CALL(MI_Operation_Cancel(&op.handle, MI_REASON_NONE));
	for (int i = 0; i < 2; i++) {
		client_op_init(&op, i ? "op6" : "op5", CLIENT_INSTANCE);
		op.on_result = cancel_in_first;
		client_start(&op, &session, 0);
		client_finish(&op);
	}
	client_close(&application, &session);
}

void case_sync_cancel(void)
{
	MI_Operation operation;

	open_all("op1: io result result cancelled result final=1\nop2: io result result");
	CALL_VOID(MI_Session_GetInstance(&session, 0, NULL, NULL, NULL, NULL, &operation));
	client_get_instance(&operation);
	client_get_instance(&operation);
	CALL(MI_Operation_Cancel(&operation, MI_REASON_NONE));
	client_fetch(&operation);
	CALL(MI_Operation_Close(&operation));
	CALL_VOID(MI_Session_GetInstance(&session, 0, NULL, NULL, NULL, NULL, &operation));
	CALL(MI_Operation_Cancel(&operation, MI_REASON_NONE));
	client_fetch(&operation);
	CALL(MI_Operation_Close(&operation));
	client_close(&application, &session);
}

/* Close of an operation whose results are fetched waits until the last one was, by a getter that was called before. */
static void *run_getter(void *argument)
{
	client_stream_set("getter");
	client_get_instance(argument);
	return NULL;
}

void case_sync_close_waits(void)
{
	MI_Operation operation;
	pthread_t getter;

	open_all("op1: io result closed bare=1");
	CALL_VOID(MI_Session_GetInstance(&session, 0, NULL, NULL, NULL, NULL, &operation));
	client_get_instance(&operation);
	pthread_create(&getter, NULL, run_getter, &operation);
	client_wait_log("op1/call getter waits");
	CALL(MI_Operation_Close(&operation));
	pthread_join(getter, NULL);
	client_close(&application, &session);
}
