/* Callback tables, the operations that callbacks point to, and options. */
#include "client_cases.h"

#include <stdlib.h>

static MI_Application application;
static MI_Session session;

/* The table is copied by the start: it may be changed, reused and freed at once. */
void case_callbacks_reused(void)
{
	static const char *const names[] = {"op1", "op2", "op3"};
	MI_OperationCallbacks *shared = malloc(sizeof(*shared));
	struct client_op ops[3];

	client_script("op*: io message=1 result last");
	client_open(&application, &session);
	for (int i = 0; i < 3; i++) {
		client_op_init(&ops[i], names[i], i == 1 ? CLIENT_INSTANCE : CLIENT_INSTANCE | CLIENT_MESSAGE);
		*shared = ops[i].callbacks;
		CALL_VOID(MI_Session_EnumerateInstances(&session, 0, NULL, "ns", "C", MI_TRUE, shared, &ops[i].handle));
		client_say("table still ours: %d", memcmp(shared, &ops[i].callbacks, sizeof(*shared)) == 0);
		memset(shared, 0xee, sizeof(*shared));
	}
	free(shared);
	for (int i = 0; i < 3; i++)
		client_finish(&ops[i]);
	client_close(&application, &session);
}

/* The callback that fits decides the mode, not that there is one. */
void case_callbacks_partial(void)
{
	struct client_op op;

	client_script("op*: io result last");
	client_open(&application, &session);
	client_op_init(&op, "op1", CLIENT_INSTANCE | CLIENT_INDICATION);
	CALL_VOID(MI_Session_GetClass(&session, 0, NULL, "ns", "C", &op.callbacks, &op.handle));
	while (client_get_class(&op.handle))
		;
	CALL(MI_Operation_Close(&op.handle));
	client_op_init(&op, "op2", CLIENT_CLASS | CLIENT_INDICATION);
	client_start(&op, &session, 0);
	client_fetch(&op.handle);
	CALL(MI_Operation_Close(&op.handle));
	client_op_init(&op, "op3", CLIENT_INSTANCE | CLIENT_CLASS);
	CALL_VOID(MI_Session_Subscribe(&session, 0, NULL, "ns", "WQL", "select", NULL, &op.callbacks, &op.handle));
	while (client_get_indication(&op.handle))
		;
	CALL(MI_Operation_Close(&op.handle));
	client_op_init(&op, "op4", CLIENT_CLASS);
	CALL_VOID(MI_Session_EnumerateClasses(&session, 0, NULL, "ns", NULL, MI_FALSE, &op.callbacks, &op.handle));
	client_finish(&op);
	client_op_init(&op, "op5", 0);
	CALL_VOID(MI_Session_GetClass(&session, 0, NULL, "ns", "C", &op.callbacks, &op.handle));
	client_get_class(&op.handle);
	client_get_class(&op.handle);
	CALL(MI_Operation_Close(&op.handle));
	client_close(&application, &session);
}

static void answer_no(struct client_op *op, MI_Operation *operation, const char *kind)
{
	if (op->answer && (strcmp(kind, "promptUser") == 0 || strcmp(kind, "writeError") == 0))
		client_answer(op, operation, MI_OperationCallback_ResponseType_NoToAll);
}

/* Mixed mode: results are fetched, what comes between is called back. */
void case_callbacks_only_extensions(void)
{
	struct client_op op;

	client_script("op1: io message=0 prompt=0 third progress io result error last");
	client_open(&application, &session);
	client_op_init(&op, "op1", CLIENT_ALL & ~CLIENT_RESULTS);
	op.on_other = answer_no;
	client_start(&op, &session, 0);
	client_fetch(&op.handle);
	CALL(MI_Operation_Close(&op.handle));
	client_close(&application, &session);
}

void case_callback_pointers(void)
{
	struct client_op op;

	client_script("op1: io copy result internal result client result copy message=1 client message=2 "
		      "internal progress last\n"
		      "op2: io nobody message=1 result third progress result last");
	client_open(&application, &session);
	client_op_init(&op, "op1", CLIENT_ALL);
	client_start(&op, &session, 0);
	client_finish(&op);
	client_op_init(&op, "op2", CLIENT_ALL);
	client_start(&op, &session, 0);
	client_finish(&op);
	client_close(&application, &session);
}

static unsigned without_context;

static void on_instance(MI_Operation *operation, void *context, const MI_Instance *instance, MI_Boolean more,
			MI_Result code, const MI_Char *message, const MI_Instance *details,
			MI_Result (*acknowledge)(MI_Operation *operation))
{
	const char *stream = client_stream_set("op");

	(void)instance;
	client_say("callback instanceResult context=%s more=%u code=%u message=%d details=%d acknowledge=%d %llx",
		   context ? "set" : "null", more, code, message != NULL, details != NULL, acknowledge != NULL,
		   operation->reserved1);
	client_stream_set(stream);
	client_count(&without_context);
}

void case_context_null(void)
{
	MI_OperationCallbacks callbacks = MI_OPERATIONCALLBACKS_NULL;
	MI_Operation operation;

	client_script("op1: io result last");
	client_open(&application, &session);
	callbacks.instanceResult = on_instance;
	CALL_VOID(MI_Session_GetInstance(&session, 0, NULL, "ns", NULL, &callbacks, &operation));
	client_wait(&without_context, 2);
	CALL(MI_Operation_Close(&operation));
	client_close(&application, &session);
}

/* ---------------------------------------------------------------- options */

void case_options_deleted_early(void)
{
	MI_Interval timeout = {0, 0, 1, 30, 0, 0, 0, 0};
	MI_DestinationOptions destination, destination_copy;
	MI_OperationOptions options, copy;
	MI_Char text[] = "custom value";
	MI_Value value = {.string = text};
	struct client_op op;

	client_script("op1: io last\nop2: io last");
	CALL(MI_Application_InitializeV1(0, NULL, NULL, &application));
	CALL(MI_Application_NewDestinationOptions(&application, &destination));
	NATIVE(MI_DestinationOptions_SetUILocale(&destination, "en-us"));
	NATIVE(MI_DestinationOptions_SetNumber(&destination, "number", 4711));
	NATIVE(MI_DestinationOptions_Clone(&destination, &destination_copy));
	NATIVE_VOID(MI_DestinationOptions_Delete(&destination));
	CALL(MI_Application_NewSession(&application, "P", "D", &destination_copy, NULL, NULL, &session));
	NATIVE_VOID(MI_DestinationOptions_Delete(&destination_copy));
	CALL(MI_Application_NewOperationOptions(&application, MI_TRUE, &options));
	NATIVE(MI_OperationOptions_SetTimeout(&options, &timeout));
	NATIVE(MI_OperationOptions_SetNumber(&options, "number", 42, 0));
	NATIVE(MI_OperationOptions_SetCustomOption(&options, "custom", MI_STRING, &value, MI_TRUE));
	NATIVE(MI_OperationOptions_Clone(&options, &copy));
	client_op_init(&op, "op1", CLIENT_INSTANCE);
	CALL_VOID(MI_Session_GetInstance(&session, 0, &options, "ns", NULL, &op.callbacks, &op.handle));
	NATIVE_VOID(MI_OperationOptions_Delete(&options));
	client_finish(&op);
	client_op_init(&op, "op2", CLIENT_INSTANCE);
	CALL_VOID(MI_Session_GetInstance(&session, 0, &copy, "ns", NULL, &op.callbacks, &op.handle));
	client_finish(&op);
	client_close(&application, &session);
	/* Options need no application. */
	NATIVE(MI_OperationOptions_SetNumber(&copy, "late", 1, 0));
	NATIVE_VOID(MI_OperationOptions_Delete(&copy));
}

/* Channels are options that the library keeps by itself: it compares the address of the options' table. */
void case_options_channels(void)
{
	MI_OperationOptions options;
	MI_Uint32 channels[8] = {0}, count = 0;
	struct client_op op;

	client_script("op1: io message=1 last");
	client_open(&application, &session);
	CALL(MI_Application_NewOperationOptions(&application, MI_FALSE, &options));
	client_say("table is the client's: %d", options.ft == mi_clientFT_V1->operationOptionsFT);
	NATIVE(MI_OperationOptions_DisableChannel(&options, 1));
	NATIVE(MI_OperationOptions_EnableChannel(&options, 9));
	NATIVE(MI_OperationOptions_GetEnabledChannels(&options, channels, MI_COUNT(channels), &count, NULL));
	client_say("%u channels: %u %u %u", count, channels[0], channels[1], channels[2]);
	client_op_init(&op, "op1", CLIENT_INSTANCE | CLIENT_MESSAGE);
	CALL_VOID(MI_Session_GetInstance(&session, 0, &options, "ns", NULL, &op.callbacks, &op.handle));
	NATIVE_VOID(MI_OperationOptions_Delete(&options));
	client_finish(&op);
	client_close(&application, &session);
}

/* The words "sesame" and "swordfish" are looked for in the trace and must not be there. */
void case_options_secrets(void)
{
	MI_UserCredentials password = {MI_AUTH_TYPE_BASIC, {{"domain", "user", "sesame-1"}}};
	MI_UserCredentials proxy = {MI_AUTH_TYPE_DIGEST, {{"sesame-domain", "sesame-user", "sesame-5"}}};
	MI_UserCredentials certificate = {.authenticationType = MI_AUTH_TYPE_CLIENT_CERTS,
					  .credentials.certificateThumbprint = "sesame-6"};
	MI_DestinationOptions destination;
	MI_Char buffer[64] = "";
	const MI_Char *name = NULL;
	MI_Uint32 length = 0, flags;
	MI_Instance *parameters;
	MI_Char secret[] = "swordfish-2";
	MI_Value value = {.string = secret};
	struct client_op op;

	client_script("op1: io last");
	CALL(MI_Application_InitializeV1(0, NULL, NULL, &application));
	CALL(MI_Application_NewDestinationOptions(&application, &destination));
	NATIVE(MI_DestinationOptions_AddDestinationCredentials(&destination, &password));
	NATIVE(MI_DestinationOptions_AddProxyCredentials(&destination, &proxy));
	NATIVE(MI_DestinationOptions_AddDestinationCredentials(&destination, &certificate));
	NATIVE(MI_DestinationOptions_SetPrivateKeyFile(&destination, "/keys/swordfish-7.pem"));
	NATIVE(MI_DestinationOptions_SetString(&destination, "__MI_PASSWORD", "swordfish-3"));
	CALL(MI_Application_NewSession(&application, "P", "D", &destination, NULL, NULL, &session));
	NATIVE(destination.ft->GetCredentialsPasswordAt(&destination, 0, &name, buffer, sizeof(buffer), &length,
							&flags));
	client_say("clear text is %s, %u long", buffer, length);
	NATIVE_VOID(MI_DestinationOptions_Delete(&destination));
	CALL(MI_Application_NewInstance(&application, "Parameters", NULL, &parameters));
	NATIVE(MI_Instance_AddElement(parameters, "NewPassword", &value, MI_STRING, 0));
	client_op_init(&op, "op1", CLIENT_INSTANCE);
	CALL_VOID(MI_Session_Invoke(&session, 0, NULL, "ns", "Class", "SetPassword", NULL, parameters, &op.callbacks,
				    &op.handle));
	client_finish(&op);
	NATIVE(MI_Instance_Delete(parameters));
	client_close(&application, &session);
}

void case_options_of_subscriptions(void)
{
	MI_UserCredentials credentials = {MI_AUTH_TYPE_BASIC, {{"domain", "user", "sesame-4"}}};
	MI_Interval heartbeat = {0, 0, 0, 5, 0, 0, 0, 0};
	MI_SubscriptionDeliveryOptions options;
	struct client_op op;

	client_script("op1: io result cancelled final=1");
	client_open(&application, &session);
	CALL(MI_Application_NewSubscriptionDeliveryOptions(&application, MI_SubscriptionDeliveryType_Pull, &options));
	NATIVE(MI_SubscriptionDeliveryOptions_SetString(&options, "string", "value", 0));
	NATIVE(MI_SubscriptionDeliveryOptions_SetNumber(&options, "number", 77, 0));
	NATIVE(MI_SubscriptionDeliveryOptions_SetInterval(&options, "interval", &heartbeat, 0));
	NATIVE(options.ft->AddCredentials(&options, "credentials", &credentials, 0));
	client_op_init(&op, "op1", CLIENT_INDICATION);
	CALL_VOID(MI_Session_Subscribe(&session, 0, NULL, "ns", "WQL", "select", &options, &op.callbacks, &op.handle));
	NATIVE(MI_SubscriptionDeliveryOptions_Delete(&options));
	client_wait(&op.results, 1);
	CALL(MI_Operation_Cancel(&op.handle, MI_REASON_NONE));
	client_finish(&op);
	client_close(&application, &session);
}
