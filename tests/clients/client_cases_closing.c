/* Closing sessions and applications, several of them, and nested use. */
#include "client_cases.h"

static MI_Application application;
static MI_Session session;
static struct client_op op;
static unsigned completed;

static void open_all(const char *script)
{
	client_script(script);
	client_open(&application, &session);
	client_op_init(&op, "op1", CLIENT_ALL);
}

void case_session_close_idle(void)
{
	open_all("op1: io last");
	CALL(MI_Session_Close(&session, &completed, client_completion));
	client_say("completed: %u", completed);
	CALL(MI_Session_Close(&session, &completed, client_completion));
	client_say_session("session", &session);
	CALL(MI_Application_Close(&application));
}

static void *run_session_close(void *argument)
{
	client_stream_set("closer");
	CALL(MI_Session_Close(argument, NULL, NULL));
	return NULL;
}

/* Without a completion callback it blocks until the operation is closed, here by another thread. */
void case_session_close_waits(void)
{
	pthread_t closer;

	open_all("op1: io result cancelled last");
	client_start(&op, &session, 0);
	client_wait(&op.results, 1);
	pthread_create(&closer, NULL, run_session_close, &session);
	client_wait_log("Session.Close waits");
	client_finish(&op);
	pthread_join(closer, NULL);
	CALL(MI_Application_Close(&application));
}

void case_session_close_completion_threads(void)
{
	MI_Session second;

	client_script("session1: completion=io\nsession2: completion=third");
	client_open(&application, &session);
	CALL(MI_Application_NewSession(&application, NULL, NULL, NULL, NULL, NULL, &second));
	CALL(MI_Session_Close(&session, &completed, client_completion));
	client_wait(&completed, 1);
	CALL(MI_Session_Close(&second, &completed, client_completion));
	client_wait(&completed, 2);
	CALL(MI_Application_Close(&application));
}

/* Whoever closes the last operation, completes the session. */
void case_session_close_by_last_close(void)
{
	struct client_op second;

	open_all("op1: tidy io last\nop2: tidy io last");
	client_op_init(&second, "op2", CLIENT_ALL);
	client_start(&op, &session, 0);
	client_start(&second, &session, 0);
	client_op_wait_final(&op);
	client_op_wait_final(&second);
	CALL(MI_Session_Close(&session, &completed, client_completion));
	CALL(MI_Operation_Close(&second.handle));
	client_say("completed: %u", completed);
	CALL(MI_Operation_Close(&op.handle));
	client_say("completed: %u", completed);
	CALL(MI_Application_Close(&application));
}

static bool close_all_in_final(struct client_op *self, MI_Operation *operation, bool more)
{
	(void)self;
	if (more)
		return true;
	CALL(MI_Operation_Close(operation));
	CALL(MI_Session_Close(&session, &completed, client_completion));
	return true;
}

void case_session_close_in_callback(void)
{
	open_all("op1: io result last");
	op.on_result = close_all_in_final;
	client_start(&op, &session, 0);
	client_wait(&completed, 1);
	CALL(MI_Application_Close(&application));
}

/* It cancels what runs, and starts nothing more. */
void case_session_close_running(void)
{
	struct client_op late;

	open_all("session1: completion=third\nop1: io result cancelled final=1\nop2: io last");
	client_start(&op, &session, 0);
	client_wait(&op.results, 1);
	CALL(MI_Session_Close(&session, &completed, client_completion));
	client_op_init(&late, "op2", CLIENT_ALL);
	client_start(&late, &session, 0);
	CALL(MI_Operation_Close(&late.handle));
	client_op_wait_final(&op);
	CALL(MI_Operation_Close(&op.handle));
	client_wait(&completed, 1);
	CALL(MI_Application_Close(&application));
}

static void *run_application_close(void *argument)
{
	client_stream_set("closer");
	CALL(MI_Application_Close(argument));
	return NULL;
}

void case_application_close_waits(void)
{
	pthread_t closer;

	open_all("op1: io result cancelled last");
	client_start(&op, &session, 0);
	client_wait(&op.results, 1);
	pthread_create(&closer, NULL, run_application_close, &application);
	client_wait_log("Application.Close waits");
	client_finish(&op);
	CALL(MI_Session_Close(&session, NULL, NULL));
	pthread_join(closer, NULL);
	client_say_application("application", &application);
}

void case_two_applications(void)
{
	MI_Application second;
	MI_Session sessions[2];
	struct client_op other;

	open_all("op*: io result last");
	CALL(MI_Application_InitializeV1(0, "second", NULL, &second));
	client_say_application("second", &second);
	CALL(MI_Application_NewSession(&second, NULL, NULL, NULL, NULL, NULL, &sessions[0]));
	CALL(MI_Application_NewSession(&application, NULL, NULL, NULL, NULL, NULL, &sessions[1]));
	client_op_init(&other, "op2", CLIENT_ALL);
	client_start(&op, &sessions[0], 0);
	client_start(&other, &sessions[1], 0);
	client_finish(&op);
	client_finish(&other);
	CALL(MI_Session_Close(&sessions[0], NULL, NULL));
	CALL(MI_Application_Close(&second));
	CALL(MI_Session_Close(&sessions[1], NULL, NULL));
	client_close(&application, &session);
}

/*
 * Run by transparency_host, for two parts of a program that are linked with a library each: the other part does the
 * same while an operation of ours is open, so handles of both libraries have the same words at the same time.
 */
void case_two_libraries(void)
{
	open_all("op*: io result last");
	client_start(&op, &session, 0);
	client_op_wait_final(&op);
	client_say("the table is our library's: %d", application.ft == mi_clientFT_V1->applicationFT);
	if (client_meanwhile)
		client_meanwhile();
	CALL(MI_Operation_Close(&op.handle));
	client_op_init(&op, "op2", CLIENT_ALL);
	client_start(&op, &session, 0);
	client_finish(&op);
	client_close(&application, &session);
}

/* ---------------------------------------------------------------- nested use */

static bool nest(struct client_op *self, MI_Operation *operation, bool more)
{
	MI_Application inner;
	MI_Session inner_session;
	MI_OperationOptions options;

	(void)self;
	(void)operation;
	(void)more;
	CALL(MI_Application_InitializeV1(0, "nested", NULL, &inner));
	client_say_application("inner", &inner);
	CALL(MI_Application_NewOperationOptions(&inner, MI_FALSE, &options));
	NATIVE_VOID(MI_OperationOptions_Delete(&options));
	CALL(MI_Application_NewSession(&inner, NULL, NULL, NULL, NULL, NULL, &inner_session));
	CALL(MI_Session_Close(&inner_session, NULL, NULL));
	CALL(MI_Application_Close(&inner));
	return true;
}

/* omicli does that for every result it prints as XML. */
void case_nested_applications(void)
{
	open_all("op1: io result result last\nop2: in result last");
	op.on_result = nest;
	client_start(&op, &session, 0);
	client_finish(&op);
	client_op_init(&op, "op2", CLIENT_ALL);
	op.on_result = nest;
	client_start(&op, &session, 0);
	client_finish(&op);
	client_close(&application, &session);
}

static struct client_op inner_ops[2];

static bool start_inner(struct client_op *self, MI_Operation *operation, bool more)
{
	struct client_op *inner = self->data;

	(void)operation;
	if (more || !inner)
		return true;
	client_start(inner, &session, 0);
	return true;
}

/* An operation started in a callback of one that was started in a callback, all inside the first start. */
void case_nested_operations(void)
{
	open_all("op1: in result last\nop2: in last\nop3: in result io last");
	client_op_init(&inner_ops[0], "op2", CLIENT_INSTANCE);
	client_op_init(&inner_ops[1], "op3", CLIENT_INSTANCE);
	op.on_result = inner_ops[0].on_result = start_inner;
	op.data = &inner_ops[0];
	inner_ops[0].data = &inner_ops[1];
	client_start(&op, &session, 0);
	client_finish(&op);
	client_finish(&inner_ops[0]);
	client_finish(&inner_ops[1]);
	client_close(&application, &session);
}
