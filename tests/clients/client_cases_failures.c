/* What cannot be started, and the tables its handles have. */
#include "client_cases.h"

/* Every slot of a failure table. */
static void use_failed(MI_Operation *operation)
{
	MI_Session session = MI_SESSION_NULL;

	client_say_operation("failed", operation);
	client_get_instance(operation);
	client_get_indication(operation);
	client_get_class(operation);
	CALL(MI_Operation_Cancel(operation, MI_REASON_TIMEOUT));
	CALL(MI_Operation_GetSession(operation, &session));
	client_say_session("of failed", &session);
	CALL(MI_Operation_Close(operation));
	client_say_operation("closed", operation);
}

static const char failures[] = "op1: fail=1\nop2: fail=27\nop3: fail=4\nop4: fail=7\nop5: fail=2\nop6: fail=15\n"
			       "op7: io last";

void case_failure_tables(void)
{
	static const char *const names[] = {"op1", "op2", "op3", "op4", "op5", "op6", "op7"};
	MI_Application application;
	struct client_op ops[7];
	MI_Session session;

	client_script(failures);
	client_open(&application, &session);
	for (int i = 0; i < 7; i++) {
		client_op_init(&ops[i], names[i], CLIENT_ALL);
		/* No acknowledgement comes with a failed start, though one was asked for. */
		client_start(&ops[i], &session, i & 1 ? MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS : 0);
		client_op_wait_final(&ops[i]);
		if (i < 6)
			use_failed(&ops[i].handle);
		else
			CALL(MI_Operation_Close(&ops[i].handle));
	}
	/* The tables are known by now: again, so that nothing is met for the first time. */
	client_close(&application, &session);
}

void case_failure_tables_sync(void)
{
	MI_Application application;
	MI_Session session;

	client_script(failures);
	client_open(&application, &session);
	for (int i = 0; i < 7; i++) {
		MI_Operation operation, copy;

		CALL_VOID(MI_Session_GetInstance(&session, 0, NULL, "ns", NULL, NULL, &operation));
		copy = operation;
		if (i < 6)
			use_failed(&copy);
		else
			client_fetch(&operation);
		CALL(MI_Operation_Close(&operation));
	}
	client_close(&application, &session);
}

void case_failed_application(void)
{
	MI_Application application;
	MI_Instance *error = NULL;

	CALL(MI_Application_InitializeV1(1, "bad flags", &error, &application));
	client_say_application("application", &application);
	client_say("NewSession there: %d", application.ft->NewSession != NULL);
	CALL(MI_Application_Close(&application));
	CALL(MI_Application_InitializeV1(0, NULL, NULL, &application));
	client_say_application("application", &application);
	CALL(MI_Application_Close(&application));
	CALL(MI_Application_InitializeV1(0xffffffff, NULL, NULL, NULL));
}

void case_failed_session(void)
{
	MI_Session sessions[3];
	MI_Application application;
	unsigned completed = 0;

	client_script("session1: fail=6\nsession2: fail=2");
	CALL(MI_Application_InitializeV1(0, NULL, NULL, &application));
	for (int i = 0; i < 3; i++) {
		CALL(MI_Application_NewSession(&application, "P", "D", NULL, NULL, NULL, &sessions[i]));
		client_say_session("session", &sessions[i]);
		client_say("GetInstance there: %d", sessions[i].ft->GetInstance != NULL);
	}
	CALL(MI_Session_Close(&sessions[0], NULL, NULL));
	CALL(MI_Session_Close(&sessions[1], &completed, client_completion));
	CALL(MI_Session_Close(&sessions[2], NULL, NULL));
	CALL(MI_Application_NewSession(&application, "P", "D", NULL, NULL, NULL, NULL));
	CALL(MI_Application_Close(&application));
}

void case_null_operation(void)
{
	MI_Application application;
	struct client_op op;
	MI_Session session;

	client_open(&application, &session);
	client_op_init(&op, "op1", CLIENT_INSTANCE);
	CALL_VOID(MI_Session_EnumerateInstances(&session, 0, NULL, "ns", "C", MI_FALSE, &op.callbacks, NULL));
	CALL_VOID(MI_Session_EnumerateInstances(&session, 0, NULL, "ns", "C", MI_FALSE, NULL, NULL));
	client_op_init(&op, "op2", CLIENT_INDICATION);
	CALL_VOID(MI_Session_Subscribe(&session, 0, NULL, "ns", "WQL", "select", NULL, &op.callbacks, NULL));
	client_op_init(&op, "op3", CLIENT_CLASS);
	CALL_VOID(MI_Session_GetClass(&session, 0, NULL, "ns", "C", &op.callbacks, NULL));
	client_close(&application, &session);
}

static void say_slots(const char *name, const void *ft, size_t size)
{
	void *slots[32];
	unsigned set = 0;

	memcpy(slots, ft, size);
	for (size_t i = 0; i < size / sizeof(*slots); i++)
		set |= slots[i] ? 1u << i : 0;
	client_say("%s: table%u, slots 0x%x", name, client_table(ft), set);
}

/* Which slots are empty, and that tables stay where they are. */
void case_null_slots(void)
{
	MI_Application application, failed_application;
	MI_Session session, failed_session;
	MI_Operation operation, failed_operation;

	client_script("session2: fail=6\nop1: io last\nop2: fail=4");
	CALL(MI_Application_InitializeV1(7, NULL, NULL, &failed_application));
	client_open(&application, &session);
	CALL(MI_Application_NewSession(&application, NULL, NULL, NULL, NULL, NULL, &failed_session));
	CALL_VOID(MI_Session_GetInstance(&session, 0, NULL, NULL, NULL, NULL, &operation));
	CALL_VOID(MI_Session_GetInstance(&session, 0, NULL, NULL, NULL, NULL, &failed_operation));
	for (int i = 0; i < 2; i++) {
		say_slots("application", application.ft, sizeof(*application.ft));
		say_slots("failed application", failed_application.ft, sizeof(*application.ft));
		say_slots("session", session.ft, sizeof(*session.ft));
		say_slots("failed session", failed_session.ft, sizeof(*session.ft));
		say_slots("operation", operation.ft, sizeof(*operation.ft));
		say_slots("failed operation", failed_operation.ft, sizeof(*operation.ft));
		say_slots("client's application", mi_clientFT_V1->applicationFT, sizeof(*application.ft));
		say_slots("client's session", mi_clientFT_V1->sessionFT, sizeof(*session.ft));
		say_slots("client's operation", mi_clientFT_V1->operationFT, sizeof(*operation.ft));
		say_slots("client's hosted provider", mi_clientFT_V1->hostedProviderFT,
			  sizeof(*mi_clientFT_V1->hostedProviderFT));
		if (i == 0)
			client_fetch(&operation);
	}
	CALL(MI_Operation_Close(&operation));
	CALL(MI_Operation_Close(&failed_operation));
	CALL(MI_Session_Close(&failed_session, NULL, NULL));
	client_close(&application, &session);
}
