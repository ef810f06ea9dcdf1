/* Faults with handles, closing, starting and fetching. */
#include <sys/wait.h>
#include <unistd.h>

#include "lint_faults.h"

#define application fault_application
#define session     fault_session
#define op          fault_op

void fault_use_after_close(bool fault)
{
	fault_open("op1: io last");
	client_start(&op, &session, 0);
	client_op_wait_final(&op);
	if (!fault)
		CALL(MI_Operation_Cancel(&op.handle, MI_REASON_NONE));
	CALL(MI_Operation_Close(&op.handle));
	if (fault)
		CALL(MI_Operation_Cancel(&op.handle, MI_REASON_NONE));
	fault_close();
}

void fault_closed_twice(bool fault)
{
	fault_open("op1: io last");
	client_start(&op, &session, 0);
	client_finish(&op);
	if (fault)
		CALL(MI_Operation_Close(&op.handle));
	fault_close();
}

void fault_bad_handle(bool fault)
{
	fault_open("op1: io last");
	client_start(&op, &session, 0);
	client_op_wait_final(&op);
	CALL_AS("MI_Operation_Cancel", op.handle.ft->Cancel(fault ? NULL : &op.handle, MI_REASON_NONE));
	client_finish(&op);
	fault_close();
}

/* The child's operation gets no result if it is on the parent's session. */
void fault_used_after_fork(bool fault)
{
	pid_t child;

	fault_open("op*: io last");
	child = fork();
	if (child == 0) {
		if (!fault)
			client_open(&application, &session);
		client_start(&op, &session, 0);
		if (!fault) {
			client_finish(&op);
			fault_close();
		}
		_exit(0);
	}
	waitpid(child, NULL, 0);
	client_start(&op, &session, 0);
	client_finish(&op);
	fault_close();
}

/* ---------------------------------------------------------------- closing */

void fault_session_closed_with_operations(bool fault)
{
	unsigned completed = 0;

	fault_open("op1: io last");
	client_start(&op, &session, 0);
	client_op_wait_final(&op);
	if (!fault)
		CALL(MI_Operation_Close(&op.handle));
	CALL(MI_Session_Close(&session, &completed, client_completion));
	if (fault)
		CALL(MI_Operation_Close(&op.handle));
	client_wait(&completed, 1);
	CALL(MI_Application_Close(&application));
}

static void close_application(void)
{
	CALL(MI_Application_Close(&application));
}

void fault_application_closed_with_sessions(bool fault)
{
	pthread_t closer;

	fault_open("");
	if (!fault) {
		fault_close();
		return;
	}
	closer = fault_thread(close_application);
	client_wait_log("Application.Close waits");
	CALL(MI_Session_Close(&session, NULL, NULL));
	pthread_join(closer, NULL);
}

void fault_operation_never_closed(bool fault)
{
	fault_open("op1: io last");
	client_start(&op, &session, 0);
	client_op_wait_final(&op);
	if (fault)
		return;
	CALL(MI_Operation_Close(&op.handle));
	fault_close();
}

void fault_session_never_closed(bool fault)
{
	fault_open("");
	if (!fault)
		fault_close();
}

void fault_application_never_closed(bool fault)
{
	fault_open("");
	if (fault)
		CALL(MI_Session_Close(&session, NULL, NULL));
	else
		fault_close();
}

/* ---------------------------------------------------------------- fetching */

static MI_Operation fetched;

/* Close waits for the final result, which nobody gets. */
void fault_results_ignored(bool fault)
{
	fault_open("op1: io result result last");
	fault_start_fetched(&fetched);
	fault_get_instance(&fetched);
	if (fault)
		fault_leave_when("Operation.Close waits");
	else
		fault_fetch(&fetched);
	CALL(MI_Operation_Close(&fetched));
	fault_close();
}

void fault_start_failure_ignored(bool fault)
{
	fault_open("op1: fail=4");
	fault_start_fetched(&fetched);
	if (!fault)
		fault_get_instance(&fetched);
	CALL(MI_Operation_Close(&fetched));
	fault_close();
}

void fault_wrong_getter(bool fault)
{
	const MI_Class *class_object = NULL;

	fault_open("op1: io result last");
	fault_start_fetched(&fetched);
	if (fault)
		CALL(MI_Operation_GetClass(&fetched, &class_object, NULL, NULL, NULL, NULL));
	fault_fetch(&fetched);
	CALL(MI_Operation_Close(&fetched));
	fault_close();
}

void fault_wrong_result_callback(bool fault)
{
	fault_open("op1: io result last");
	client_op_init(&op, "op1", fault ? CLIENT_CLASS : CLIENT_PROMPT);
	client_start(&op, &session, 0);
	fault_fetch(&op.handle);
	CALL(MI_Operation_Close(&op.handle));
	fault_close();
}

void fault_repeated_query(bool fault)
{
	static const char *const classes[] = {"Fake_Small", "Fake_Large"};

	fault_open("op*: io last");
	for (unsigned i = 0; i < 30; i++) {
		MI_Session_EnumerateInstances(&session, 0, NULL, "root/fake", classes[fault ? 0 : i % 2], MI_FALSE,
					      NULL, &fetched);
		fault_fetch(&fetched);
		MI_Operation_Close(&fetched);
	}
	fault_close();
}
