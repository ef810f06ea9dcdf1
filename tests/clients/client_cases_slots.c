/* Every slot and every callback, each argument different from all others. */
#include "client_cases.h"

#include <stdint.h>

/* ---------------------------------------------------------------- getters */

static void say_result(MI_Boolean more, MI_Result result, const MI_Char *message, const MI_Instance *details)
{
	client_say("more=%u result=%u message=%s", more, result, message ? message : "(null)");
	client_say_instance("details", details);
}

MI_Boolean client_get_instance(MI_Operation *operation)
{
	const MI_Instance *instance = NULL, *details = NULL;
	const MI_Char *message = NULL;
	MI_Boolean more = MI_FALSE;
	MI_Result result = MI_RESULT_OK;

	CALL(MI_Operation_GetInstance(operation, &instance, &more, &result, &message, &details));
	client_say_instance("instance", instance);
	say_result(more, result, message, details);
	return more;
}

MI_Boolean client_get_indication(MI_Operation *operation)
{
	const MI_Char *message = NULL, *bookmark = NULL, *machine = NULL;
	const MI_Instance *instance = NULL, *details = NULL;
	MI_Boolean more = MI_FALSE;
	MI_Result result = MI_RESULT_OK;

	CALL(MI_Operation_GetIndication(operation, &instance, &bookmark, &machine, &more, &result, &message, &details));
	client_say_instance("instance", instance);
	client_say("bookmark=%s machine=%s", bookmark ? bookmark : "(null)", machine ? machine : "(null)");
	say_result(more, result, message, details);
	return more;
}

MI_Boolean client_get_class(MI_Operation *operation)
{
	const MI_Instance *details = NULL;
	const MI_Class *class_object = NULL;
	const MI_Char *message = NULL;
	MI_Boolean more = MI_FALSE;
	MI_Result result = MI_RESULT_OK;

	CALL(MI_Operation_GetClass(operation, &class_object, &more, &result, &message, &details));
	client_say_class("class", class_object);
	say_result(more, result, message, details);
	return more;
}

void client_fetch(MI_Operation *operation)
{
	while (client_get_instance(operation))
		;
}

/* ---------------------------------------------------------------- the starts */

static MI_Instance *make_instance(MI_Application *application, const char *class_name, const char *key)
{
	MI_Instance *instance = NULL;
	MI_Value value;

	CALL(MI_Application_NewInstance(application, class_name, NULL, &instance));
	value.string = (MI_Char *)(uintptr_t)key; /* copied */
	NATIVE(MI_Instance_AddElement(instance, "Key", &value, MI_STRING, MI_FLAG_KEY));
	return instance;
}

/* All 13, in slot order. @ops: 13 of them, synchronous ones without callbacks. */
static void start_all(MI_Application *application, MI_Session *session, struct client_op *ops, bool asynchronous)
{
	MI_OperationCallbacks *callbacks[13];
	MI_Instance *a = make_instance(application, "Class_A", "a"), *b = make_instance(application, "Class_B", "b");

	for (int i = 0; i < 13; i++)
		callbacks[i] = asynchronous ? &ops[i].callbacks : NULL;
	CALL_VOID(MI_Session_GetInstance(session, 0x02, NULL, "ns/get", a, callbacks[0], &ops[0].handle));
	CALL_VOID(MI_Session_ModifyInstance(session, 0x04, NULL, "ns/modify", b, callbacks[1], &ops[1].handle));
	CALL_VOID(MI_Session_CreateInstance(session, 0x08, NULL, "ns/create", a, callbacks[2], &ops[2].handle));
	CALL_VOID(MI_Session_DeleteInstance(session, 0x40, NULL, "ns/delete", b, callbacks[3], &ops[3].handle));
	CALL_VOID(MI_Session_Invoke(session, 0x80, NULL, "ns/invoke", "Invoke_Class", "Invoke_Method", a, b,
				    callbacks[4], &ops[4].handle));
	CALL_VOID(MI_Session_EnumerateInstances(session, 0x180, NULL, "ns/enumerate", "Enumerate_Class", MI_TRUE,
						callbacks[5], &ops[5].handle));
	CALL_VOID(MI_Session_QueryInstances(session, 0x200, NULL, "ns/query", "Dialect", "select * from Query",
					    callbacks[6], &ops[6].handle));
	CALL_VOID(MI_Session_AssociatorInstances(session, 0x400, NULL, "ns/associators", a, "Assoc_Class",
						 "Result_Class", "Role", "ResultRole", MI_TRUE, callbacks[7],
						 &ops[7].handle));
	CALL_VOID(MI_Session_ReferenceInstances(session, 0x800, NULL, "ns/references", b, "Result_Class", "Role",
						MI_FALSE, callbacks[8], &ops[8].handle));
	CALL_VOID(MI_Session_Subscribe(session, 0x02, NULL, "ns/subscribe", "Filter_Dialect", "select * from Event",
				       NULL, callbacks[9], &ops[9].handle));
	CALL_VOID(MI_Session_GetClass(session, 0x04, NULL, "ns/getclass", "Get_Class", callbacks[10], &ops[10].handle));
	CALL_VOID(MI_Session_EnumerateClasses(session, 0x08, NULL, "ns/classes", "Enumerate_Classes", MI_TRUE,
					      callbacks[11], &ops[11].handle));
	CALL_VOID(MI_Session_TestConnection(session, 0x40, callbacks[12], &ops[12].handle));
	NATIVE(MI_Instance_Delete(a));
	NATIVE(MI_Instance_Delete(b));
}

static const char *const op_names[] = {"op1", "op2", "op3",  "op4",  "op5",  "op6", "op7",
				       "op8", "op9", "op10", "op11", "op12", "op13"};

void case_slots_async(void)
{
	MI_Application application;
	MI_Session session, again;
	struct client_op ops[13];

	client_script("op*: io result last");
	client_open(&application, &session);
	for (int i = 0; i < 13; i++)
		client_op_init(&ops[i], op_names[i], CLIENT_ALL);
	start_all(&application, &session, ops, true);
	for (int i = 0; i < 13; i++) {
		client_op_wait_final(&ops[i]);
		CALL(MI_Operation_GetSession(&ops[i].handle, &again));
		client_say_session("of operation", &again);
		CALL(MI_Operation_Cancel(&ops[i].handle, (MI_CancellationReason)(i % 4)));
		CALL(MI_Operation_Close(&ops[i].handle));
		client_say_operation(op_names[i], &ops[i].handle);
	}
	client_close(&application, &session);
}

void case_slots_sync(void)
{
	MI_Application application;
	MI_Session session;
	struct client_op ops[13];
	const MI_Instance *instance;
	MI_Operation operation;

	client_script("op*: io result last\nop14: io result final=6");
	client_open(&application, &session);
	for (int i = 0; i < 13; i++)
		client_op_init(&ops[i], op_names[i], 0);
	start_all(&application, &session, ops, false);
	for (int i = 0; i < 13; i++) {
		client_say_operation(op_names[i], &ops[i].handle);
		for (MI_Boolean more = MI_TRUE; more;) {
			if (i == 9)
				more = client_get_indication(&ops[i].handle);
			else if (i == 10 || i == 11)
				more = client_get_class(&ops[i].handle);
			else
				more = client_get_instance(&ops[i].handle);
		}
		/* The wrong getter, and one more after the last. */
		if (i == 9)
			client_get_class(&ops[i].handle);
		else
			client_get_indication(&ops[i].handle);
		client_get_instance(&ops[i].handle);
		CALL(MI_Operation_Close(&ops[i].handle));
	}
	/* Only what must be there, and a failure with text and details. */
	CALL_VOID(MI_Session_EnumerateInstances(&session, 0, NULL, NULL, NULL, MI_FALSE, NULL, &operation));
	CALL(MI_Operation_GetInstance(&operation, &instance, NULL, NULL, NULL, NULL));
	client_say_instance("instance", instance);
	client_get_instance(&operation);
	CALL(MI_Operation_Close(&operation));
	client_close(&application, &session);
}

/* ---------------------------------------------------------------- the application's */

static MI_Module *provider_main(MI_Server *server)
{
	(void)server;
	return NULL;
}

static void make_objects(MI_Application *application)
{
	static const MI_ClassDecl declaration = {
		.flags = MI_FLAG_CLASS, .name = "Declared", .size = sizeof(MI_Instance)};
	MI_Instance *instance = NULL, *from_class = NULL;
	MI_Class *class_object = NULL;

	CALL(MI_Application_NewInstance(application, "Class_Name", NULL, &instance));
	client_say_instance("instance", instance);
	NATIVE(MI_Instance_Delete(instance));
	CALL_AS("MI_Application_NewClass",
		application->ft->NewClass(application, &declaration, "class/namespace", "class server", &class_object));
	client_say_class("class", class_object);
	CALL(MI_Application_NewInstanceFromClass(application, "From_Class", class_object, &from_class));
	client_say_instance("from class", from_class);
	NATIVE(MI_Instance_Delete(from_class));
	NATIVE(MI_Class_Delete(class_object));
	CALL(MI_Application_NewInstance(application, "With_Declaration", &declaration, &instance));
	client_say_instance("declared", instance);
	NATIVE(MI_Instance_Delete(instance));
}

/* A serializer is 16 bytes: what lies behind it is not the library's, nor a recorder's. */
static void make_serializers(MI_Application *application)
{
	struct {
		MI_Serializer serializer;
		MI_Uint64 behind;
	} one = {{0, 0}, 0x1234};
	struct {
		MI_Deserializer deserializer;
		MI_Uint64 behind;
	} two = {{0, 0}, 0x5678};
	MI_Char format[] = "a format", other[] = "other format";

	CALL(MI_Application_NewSerializer(application, 11, format, &one.serializer));
	client_say("serializer={%llx,%lx} behind=%llx", one.serializer.reserved1,
		   (unsigned long)one.serializer.reserved2, one.behind);
	CALL(MI_Application_NewDeserializer(application, 22, other, &two.deserializer));
	client_say("deserializer={%llx,%lx} behind=%llx", two.deserializer.reserved1,
		   (unsigned long)two.deserializer.reserved2, two.behind);
}

void case_slots_serializers(void)
{
	MI_Application application;

	CALL(MI_Application_InitializeV1(0, NULL, NULL, &application));
	make_serializers(&application);
	CALL(MI_Application_Close(&application));
}

void case_slots_application(void)
{
	MI_SubscriptionDeliveryOptions delivery;
	MI_DestinationOptions destination;
	MI_OperationOptions options;
	MI_Application application, again;
	MI_HostedProvider provider;
	MI_Instance *error = NULL;
	MI_Session session;

	CALL(MI_Application_InitializeV1(0, "application id", &error, &application));
	client_say_instance("extended error", error);
	client_say_application("application", &application);
	make_objects(&application);
	CALL(MI_Application_NewDestinationOptions(&application, &destination));
	NATIVE(MI_DestinationOptions_SetString(&destination, "name", "value"));
	CALL(MI_Application_NewOperationOptions(&application, MI_TRUE, &options));
	CALL(MI_Application_NewSubscriptionDeliveryOptions(&application, MI_SubscriptionDeliveryType_Push, &delivery));
	CALL(MI_Application_NewSession(&application, "protocol", "destination", &destination, NULL, &error, &session));
	client_say_instance("extended error", error);
	CALL(MI_Session_GetApplication(&session, &again));
	client_say_application("of session", &again);
	CALL(MI_Application_NewHostedProvider(&application, "provider/namespace", "provider name", provider_main,
					      &error, &provider));
	client_say("provider={%llx,%lx,table%u}", provider.reserved1, (unsigned long)provider.reserved2,
		   client_table(provider.ft));
	CALL(MI_HostedProvider_GetApplication(&provider, &again));
	client_say_application("of provider", &again);
	CALL(MI_HostedProvider_Close(&provider));
	CALL(MI_HostedProvider_Close(&provider));
	NATIVE_VOID(MI_DestinationOptions_Delete(&destination));
	NATIVE_VOID(MI_OperationOptions_Delete(&options));
	NATIVE(MI_SubscriptionDeliveryOptions_Delete(&delivery));
	client_close(&application, &session);
}

/* The tables of mi_clientFT_V1 are not those of handles. Calls through either are calls. */
void case_slots_by_client_table(void)
{
	MI_Application application, again;
	const MI_SessionFT *session_ft;
	const MI_OperationFT *operation_ft;
	struct client_op op;
	MI_Session session, of_operation;

	client_script("op1: io last");
	client_open(&application, &session);
	session_ft = mi_clientFT_V1->sessionFT;
	operation_ft = mi_clientFT_V1->operationFT;
	client_say("application table is the handle's: %d", mi_clientFT_V1->applicationFT == application.ft);
	client_say("session table is the handle's: %d", session_ft == session.ft);
	client_say("TestConnection there: %d, in the handle's: %d", session_ft->TestConnection != NULL,
		   session.ft->TestConnection != NULL);
	client_op_init(&op, "op1", CLIENT_INSTANCE);
	CALL_AS("MI_Session_GetApplication", session_ft->GetApplication(&session, &again));
	CALL_AS_VOID("MI_Session_QueryInstances",
		     session_ft->QueryInstances(&session, 0, NULL, "ns", "WQL", "select", &op.callbacks, &op.handle));
	client_op_wait_final(&op);
	client_say("operation table is the handle's: %d", operation_ft == op.handle.ft);
	CALL_AS("MI_Operation_GetSession", operation_ft->GetSession(&op.handle, &of_operation));
	CALL_AS("MI_Operation_Close", operation_ft->Close(&op.handle));
	CALL_AS("MI_Session_Close", session_ft->Close(&session, NULL, NULL));
	CALL(MI_Application_Close(&application));
}

/* ---------------------------------------------------------------- callbacks */

static void answer_yes(struct client_op *op, MI_Operation *operation, const char *kind)
{
	(void)kind;
	if (op->answer)
		client_answer(op, operation, MI_OperationCallback_ResponseType_Yes);
	op->answer = NULL;
}

void case_callbacks_of_operations(void)
{
	MI_Application application;
	MI_Session session;
	struct client_op ops[3];

	client_script("op1: io message=1 progress param prompt=0 prompt=1 error result last\n"
		      "op2: third message=7 result result final=4\n"
		      "op3: in object=bare result final=1001");
	client_open(&application, &session);
	for (int i = 0; i < 3; i++) {
		client_op_init(&ops[i], op_names[i], CLIENT_ALL);
		ops[i].on_other = answer_yes;
		ops[i].acknowledge_here = true;
	}
	CALL_VOID(MI_Session_Invoke(&session, MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS, NULL, "ns", "Class", "Method", NULL,
				    NULL, &ops[0].callbacks, &ops[0].handle));
	client_finish(&ops[0]);
	CALL_VOID(MI_Session_Subscribe(&session, 0, NULL, "ns", "WQL", "select", NULL, &ops[1].callbacks,
				       &ops[1].handle));
	client_finish(&ops[1]);
	CALL_VOID(MI_Session_GetClass(&session, 0, NULL, "ns", "Class", &ops[2].callbacks, &ops[2].handle));
	client_finish(&ops[2]);
	client_close(&application, &session);
}

void case_callbacks_of_sessions(void)
{
	static char context[] = "the context";
	MI_SessionCallbacks both = {context, client_session_message, client_session_error},
			    one = {context, client_session_message, NULL};
	MI_Instance *error = NULL;
	MI_Application application;
	MI_Session sessions[3];

	client_script("session1: message=2 error\nsession2: message=0 error\nsession3: fail=6 message=1 error");
	CALL(MI_Application_InitializeV1(0, NULL, NULL, &application));
	CALL(MI_Application_NewSession(&application, NULL, NULL, NULL, &both, NULL, &sessions[0]));
	memset(&both, 0, sizeof(both));
	CALL(MI_Application_NewSession(&application, NULL, "there", NULL, &one, &error, &sessions[1]));
	CALL(MI_Application_NewSession(&application, "NONE", "there", NULL, &one, &error, &sessions[2]));
	client_say_instance("extended error", error);
	NATIVE(MI_Instance_Delete(error));
	for (int i = 0; i < 3; i++) {
		client_say_session("session", &sessions[i]);
		CALL(MI_Session_Close(&sessions[i], NULL, NULL));
	}
	CALL(MI_Application_Close(&application));
}

void case_result_codes(void)
{
	static const unsigned codes[] = {0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12,   13,   14,
					 15, 16, 17, 20, 21, 22, 23, 24, 25, 26, 27, 28, 1000, 1004, 1005};
	char script[4096] = "";
	MI_Application application;
	MI_Session session;

	for (size_t i = 0; i < MI_COUNT(codes); i++)
		snprintf(script + strlen(script), sizeof(script) - strlen(script), "op%zu: io final=%u\n", i + 1,
			 codes[i]);
	strcat(script, "op*: io bare=0xdeadbeef\n");
	client_script(script);
	client_open(&application, &session);
	for (size_t i = 0; i <= MI_COUNT(codes); i++) {
		struct client_op op;

		client_op_init(&op, "op", CLIENT_INSTANCE);
		client_start(&op, &session, 0);
		client_finish(&op);
	}
	client_close(&application, &session);
}

/* Instances with everything in them, as results, as parameters, as errors. */
void case_payload(void)
{
	MI_Application application;
	MI_Session session;
	MI_Operation operation;
	const MI_Instance *instance = NULL;
	MI_Instance *copy = NULL;
	struct client_op op;

	client_script("op1: io object=all last\nop2: io object=all result object=bare last\nop3: in last");
	client_open(&application, &session);
	CALL_VOID(MI_Session_EnumerateInstances(&session, 0, NULL, "ns", "Class", MI_FALSE, NULL, &operation));
	CALL(MI_Operation_GetInstance(&operation, &instance, NULL, NULL, NULL, NULL));
	client_say_instance("instance", instance);
	NATIVE(MI_Instance_Clone(instance, &copy));
	CALL(MI_Operation_Close(&operation));
	client_op_init(&op, "op2", CLIENT_INSTANCE);
	client_start(&op, &session, 0);
	client_finish(&op);
	client_op_init(&op, "op3", CLIENT_INSTANCE);
	CALL_VOID(MI_Session_CreateInstance(&session, 0, NULL, "ns", copy, &op.callbacks, &op.handle));
	client_finish(&op);
	NATIVE(MI_Instance_Delete(copy));
	client_close(&application, &session);
}
