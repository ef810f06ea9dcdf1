/* Handles that are NULL, empty, old, copied, or nobody's. */
#include "client_cases.h"

static MI_Application application;
static MI_Session session;
static struct client_op op;

static void open_all(const char *script)
{
	client_script(script);
	client_open(&application, &session);
	client_op_init(&op, "op1", CLIENT_INSTANCE);
	client_start(&op, &session, 0);
	client_op_wait_final(&op);
}

static void close_all(void)
{
	CALL(MI_Operation_Close(&op.handle));
	client_close(&application, &session);
}

/* Calls slots of the working tables with these handles. All of them are refused. */
static void use(MI_Application *a, MI_Session *s, MI_Operation *o)
{
	const MI_ApplicationFT *application_ft = application.ft;
	const MI_SessionFT *session_ft = session.ft;
	const MI_OperationFT *operation_ft = op.handle.ft;
	MI_Session new_session = MI_SESSION_NULL;
	struct client_op refused;
	unsigned completed = 0;

	client_op_init(&refused, "refused", CLIENT_INSTANCE);
	CALL_AS("MI_Application_NewSession", application_ft->NewSession(a, "P", "D", NULL, NULL, NULL, &new_session));
	client_say_session("new session", &new_session);
	CALL_AS("MI_Session_GetApplication", session_ft->GetApplication(s, NULL));
	CALL_AS_VOID("MI_Session_GetInstance",
		     session_ft->GetInstance(s, 0, NULL, "ns", NULL, &refused.callbacks, &refused.handle));
	client_say_operation("refused", &refused.handle);
	CALL(MI_Operation_Close(&refused.handle));
	CALL_AS("MI_Session_Close", session_ft->Close(s, &completed, client_completion));
	CALL_AS("MI_Operation_Cancel", operation_ft->Cancel(o, MI_REASON_SHUTDOWN));
	CALL_AS("MI_Operation_GetInstance", operation_ft->GetInstance(o, NULL, NULL, NULL, NULL, NULL));
	CALL_AS("MI_Operation_GetSession", operation_ft->GetSession(o, &new_session));
	CALL_AS("MI_Operation_Close", operation_ft->Close(o));
	CALL_AS("MI_Application_Close", application_ft->Close(a));
}

void case_handles_null(void)
{
	open_all("op1: io last");
	use(NULL, NULL, NULL);
	close_all();
}

void case_handles_zeroed(void)
{
	MI_Application a = {0, 0, NULL};
	MI_Session s = {0, 0, NULL};
	MI_Operation o = {0, 0, NULL};

	open_all("op1: io last");
	a.ft = application.ft;
	s.ft = session.ft;
	o.ft = op.handle.ft;
	use(&a, &s, &o);
	close_all();
}

void case_handles_stale(void)
{
	MI_Application a;
	MI_Session s;
	MI_Operation o;

	open_all("op1: io last");
	a = application;
	s = session;
	o = op.handle;
	close_all();
	/* Another of each, so that there are tables to call through and neighbours to be mistaken for. */
	client_open(&application, &session);
	client_op_init(&op, "op3", CLIENT_INSTANCE);
	client_start(&op, &session, 0);
	client_op_wait_final(&op);
	a.reserved2 += 1; /* its own place was taken again, and an application's handle has no version to tell */
	use(&a, &s, &o);
	close_all();
}

void case_handles_copied(void)
{
	MI_Application a;
	MI_Session s, of_operation;
	MI_Operation o, synchronous;

	client_script("op1: io result cancelled result final=1\nop2: io result last");
	client_open(&application, &session);
	a = application;
	s = session;
	client_op_init(&op, "op1", CLIENT_INSTANCE);
	client_start(&op, &s, 0);
	o = op.handle;
	client_wait(&op.results, 1);
	memset(&s, 0, sizeof(s));
	memset(&op.handle, 0xee, sizeof(op.handle));
	CALL(MI_Operation_GetSession(&o, &of_operation));
	CALL(MI_Operation_Cancel(&o, MI_REASON_NONE));
	client_op_wait_final(&op);
	CALL(MI_Operation_Close(&op.copy)); /* what the callback was given */
	CALL_VOID(MI_Session_GetInstance(&of_operation, 0, NULL, NULL, NULL, NULL, &synchronous));
	o = synchronous;
	memset(&synchronous, 0, sizeof(synchronous));
	client_fetch(&o);
	CALL(MI_Operation_Close(&o));
	CALL(MI_Session_Close(&of_operation, NULL, NULL));
	CALL(MI_Session_Close(&session, NULL, NULL));
	CALL(MI_Application_Close(&a));
	client_say_application("copy", &a);
	CALL(MI_Application_Close(&application));
}

void case_handles_foreign(void)
{
	MI_Application a;
	MI_Session s;
	MI_Operation o;

	open_all("op1: io last");
	a = application;
	s = session;
	o = op.handle;
	a.reserved1 += 5;
	s.reserved1 += 5;
	o.reserved1 += 5;
	use(&a, &s, &o);
	a.reserved2 = s.reserved2 = o.reserved2 = 0x1111;
	use(&a, &s, &o);
	close_all();
}

/*
 * The library gives the place of an operation that is over to the next one, and counts up the version. A second one has
 * the library's thread before the first is closed, so that this thread is then done with the first.
 */
void case_handles_recycled(void)
{
	struct client_op second, next, last;
	MI_Operation old;

	open_all("op1: io last\nop2: io last\nop3: recycle=1 io result last\nop4: recycle=3 io last");
	client_op_init(&second, "op2", CLIENT_INSTANCE);
	client_start(&second, &session, 0);
	client_op_wait_final(&second);
	old = op.handle;
	CALL(MI_Operation_Close(&op.handle));
	client_op_init(&next, "op3", CLIENT_INSTANCE);
	client_start(&next, &session, MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS);
	client_wait(&next.results, 1);
	client_say("same place: %d, next version: %d", next.handle.reserved2 == old.reserved2,
		   next.handle.reserved1 == old.reserved1 + 1);
	CALL(MI_Operation_Cancel(&old, MI_REASON_NONE));
	CALL(MI_Operation_Close(&old));
	/* Acknowledgements look at the place only: with the old handle it is the new operation's. */
	client_acknowledge(&next, &old);
	client_op_wait_final(&next);
	client_acknowledge(&next, &next.copy);
	CALL(MI_Operation_Close(&next.handle));
	client_op_init(&last, "op4", CLIENT_INSTANCE);
	client_start(&last, &session, 0);
	client_finish(&last);
	CALL(MI_Operation_Close(&second.handle));
	client_close(&application, &session);
}

/* These never reach a library: the header's own functions answer. */
void case_handles_without_table(void)
{
	MI_Application none = MI_APPLICATION_NULL;
	MI_Session no_session = MI_SESSION_NULL;
	MI_Operation no_operation = MI_OPERATION_NULL;
	struct client_op refused;
	unsigned completed = 0;

	open_all("op1: io last");
	client_op_init(&refused, "refused", CLIENT_ALL);
	NATIVE(MI_Application_NewSession(&none, NULL, NULL, NULL, NULL, NULL, &no_session));
	NATIVE_VOID(MI_Session_GetInstance(&no_session, 0, NULL, NULL, NULL, &refused.callbacks, &no_operation));
	NATIVE_VOID(
		MI_Session_Subscribe(&no_session, 0, NULL, NULL, NULL, NULL, NULL, &refused.callbacks, &no_operation));
	NATIVE_VOID(MI_Session_GetClass(NULL, 0, NULL, NULL, NULL, &refused.callbacks, &no_operation));
	NATIVE(MI_Operation_Cancel(&no_operation, MI_REASON_NONE));
	NATIVE(MI_Operation_Close(NULL));
	NATIVE(MI_Session_Close(&no_session, &completed, client_completion));
	NATIVE(MI_Application_Close(&none));
	close_all();
}

/* An application's handle has no version: the next one has the words of the one before. */
void case_application_again(void)
{
	MI_Application before;

	for (int i = 0; i < 3; i++) {
		open_all("op*: io last");
		if (i > 0)
			client_say("same words: %d", application.reserved2 == before.reserved2);
		before = application;
		close_all();
	}
}
