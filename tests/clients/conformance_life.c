/* Cancelling, closing, restarting, subscribing; and what needs no server at all. */
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "conformance_cases.h"

static MI_Application application;
static MI_Session session;
static struct client_op op;

/* --- cancel and close ---------------------------------------------------------------------------------------------- */

static void cancel_at_once(struct client_op *o, MI_Operation *operation, const char *kind)
{
	(void)kind;
	if (o->others == 0)
		CALL(MI_Operation_Cancel(operation, MI_REASON_NONE));
}

/* In the callback for the first progress of a method that would take an hour. */
void conform_cancel_while_running(void)
{
	MI_Instance *parameters;

	conform_open(&application, &session);
	parameters = conform_parameter(&application, "Milliseconds", "3600000");
	client_op_init(&op, "wait", CLIENT_ALL);
	op.on_other = cancel_at_once;
	conform_invoke(&op, &session, 0, NULL, "Wait", parameters);
	client_finish(&op);
	NATIVE(MI_Instance_Delete(parameters));
	client_close(&application, &session);
}

void conform_cancel_after_the_end(void)
{
	conform_open(&application, &session);
	client_op_init(&op, "system", CLIENT_ALL);
	CALL_VOID(MI_Session_EnumerateInstances(&session, 0, NULL, CONFORM_NAMESPACE, "CIM_OperatingSystem", MI_FALSE,
						&op.callbacks, &op.handle));
	client_op_wait_final(&op);
	CALL(MI_Operation_Cancel(&op.handle, MI_REASON_SHUTDOWN));
	client_finish(&op);
	CALL(MI_Operation_Close(&op.handle));
	CALL(MI_Operation_Cancel(&op.handle, MI_REASON_NONE));
	client_close(&application, &session);
}

static bool close_last(struct client_op *o, MI_Operation *operation, bool more)
{
	(void)o;
	if (!more)
		CALL(MI_Operation_Close(operation));
	return true;
}

static void subscribe(const char *name, const char *query)
{
	client_op_init(&op, name, CLIENT_ALL);
	CALL_VOID(MI_Session_Subscribe(&session, 0, NULL, CONFORM_NAMESPACE, "WQL", query, NULL, &op.callbacks,
				       &op.handle));
}

void conform_close_in_final_callback(void)
{
	conform_open(&application, &session);
	client_op_init(&op, "class", CLIENT_ALL);
	op.on_result = close_last;
	CALL_VOID(MI_Session_GetClass(&session, 0, NULL, CONFORM_NAMESPACE, "MTR_Note", &op.callbacks, &op.handle));
	client_op_wait_final(&op);
	client_close(&application, &session);
}

/* The first result is never acknowledged; the close brings the final one all the same. */
void conform_close_without_acknowledging(void)
{
	conform_open(&application, &session);
	client_op_init(&op, "processes", CLIENT_ALL);
	CALL_VOID(MI_Session_EnumerateInstances(&session, MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS, NULL, CONFORM_NAMESPACE,
						"CIM_Process", MI_FALSE, &op.callbacks, &op.handle));
	client_wait(&op.results, 1);
	CALL(MI_Operation_Close(&op.handle));
	client_op_wait_final(&op);
	client_acknowledge(&op, &op.copy);
	client_close(&application, &session);
}

static unsigned rounds;

/* The next operation in the struct of the one that ends. */
static bool start_again(struct client_op *o, MI_Operation *operation, bool more)
{
	if (more)
		return true;
	CALL(MI_Operation_Close(operation));
	if (rounds++ < 3)
		CALL_VOID(MI_Session_EnumerateInstances(&session, 0, NULL, CONFORM_NAMESPACE, "CIM_OperatingSystem",
							MI_TRUE, &o->callbacks, &o->handle));
	return true;
}

void conform_restart_in_callback(void)
{
	conform_open(&application, &session);
	client_op_init(&op, "again", CLIENT_ALL);
	op.on_result = start_again;
	CALL_VOID(MI_Session_EnumerateInstances(&session, 0, NULL, CONFORM_NAMESPACE, "CIM_OperatingSystem", MI_TRUE,
						&op.callbacks, &op.handle));
	client_wait(&op.finals, 4);
	client_close(&application, &session);
}

static bool open_nested(struct client_op *o, MI_Operation *operation, bool more)
{
	MI_Application nested;
	MI_Session inner;

	(void)o;
	(void)operation;
	(void)more;
	CALL(MI_Application_InitializeV1(0, NULL, NULL, &nested));
	CALL(MI_Application_NewSession(&nested, NULL, NULL, NULL, NULL, NULL, &inner));
	CALL(MI_Session_Close(&inner, NULL, NULL));
	CALL(MI_Application_Close(&nested));
	return true;
}

void conform_nested_application(void)
{
	conform_open(&application, &session);
	client_op_init(&op, "outer", CLIENT_ALL);
	op.on_result = open_nested;
	CALL_VOID(MI_Session_GetClass(&session, 0, NULL, CONFORM_NAMESPACE, "MTR_Note", &op.callbacks, &op.handle));
	client_finish(&op);
	client_close(&application, &session);
}

void conform_two_sessions(void)
{
	struct client_op first, second;
	MI_Session other;

	conform_open(&application, &session);
	CALL(MI_Application_NewSession(&application, NULL, "localhost", NULL, NULL, NULL, &other));
	client_op_init(&first, "first", CLIENT_ALL);
	client_op_init(&second, "second", CLIENT_ALL);
	CALL_VOID(MI_Session_EnumerateInstances(&session, 0, NULL, CONFORM_NAMESPACE, "CIM_Process", MI_TRUE,
						&first.callbacks, &first.handle));
	CALL_VOID(MI_Session_EnumerateInstances(&other, 0, NULL, CONFORM_NAMESPACE, "CIM_FileSystem", MI_TRUE,
						&second.callbacks, &second.handle));
	client_finish(&first);
	client_finish(&second);
	CALL(MI_Session_Close(&other, NULL, NULL));
	client_close(&application, &session);
}

/* Until the library's thread is done with every callback it has made so far: it makes another one. */
static void wait_for_callbacks(MI_Session *other)
{
	struct client_op next;

	client_op_init(&next, "next", CLIENT_ALL);
	CALL_VOID(MI_Session_TestConnection(other, 0, &next.callbacks, &next.handle));
	client_finish(&next);
}

/* The session's close cancels the subscription, and completes when its operation is closed. */
void conform_session_close_waits(void)
{
	unsigned completions = 0;
	MI_Session other;

	conform_open(&application, &session);
	CALL(MI_Application_NewSession(&application, NULL, NULL, NULL, NULL, NULL, &other));
	subscribe("never", "select * from CIM_InstCreation where SourceInstance isa CIM_Process and "
			   "SourceInstance.Handle = '0'");
	CALL(MI_Session_Close(&session, &completions, client_completion));
	client_op_wait_final(&op);
	wait_for_callbacks(&other);
	CALL(MI_Operation_Close(&op.handle));
	client_wait(&completions, 1);
	CALL(MI_Session_Close(&session, &completions, client_completion));
	CALL(MI_Session_Close(&other, NULL, NULL));
	CALL(MI_Application_Close(&application));
}

/* --- subscriptions ------------------------------------------------------------------------------------------------- */

/* A process to be told of. It has its name from the start, and under any checker. */
static pid_t start_child(void)
{
	pid_t pid;

	prctl(PR_SET_NAME, "conform-child");
	pid = fork();

	if (pid == 0) {
		for (;;)
			pause();
	}
	return pid;
}

/* Live, the child is what is told of. Replayed, what was recorded comes whatever happens. */
void conform_subscribe(void)
{
	pid_t pid;

	conform_open(&application, &session);
	subscribe("creation", "select * from CIM_InstCreation within 0.02 where SourceInstance isa CIM_Process and "
			      "SourceInstance.Name = 'conform-child'");
	pid = start_child();
	client_wait(&op.results, 1);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	CALL(MI_Operation_Cancel(&op.handle, MI_REASON_NONE));
	client_finish(&op);
	client_close(&application, &session);
}

/* The child is there before the subscription, so its end is told for certain. */
void conform_subscribe_fetched(void)
{
	pid_t pid = start_child();

	conform_open(&application, &session);
	CALL_VOID(MI_Session_Subscribe(&session, 0, NULL, CONFORM_NAMESPACE, "WQL",
				       "select SourceInstance from CIM_InstDeletion within 0.02 where SourceInstance "
				       "isa CIM_Process and SourceInstance.Name = 'conform-child'",
				       NULL, NULL, &op.handle));
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	conform_fetch_indication(&op.handle);
	CALL(MI_Operation_Cancel(&op.handle, MI_REASON_NONE));
	conform_fetch_all(&op.handle, conform_fetch_indication);
	client_close(&application, &session);
}

/* --- without a server ---------------------------------------------------------------------------------------------- */

void conform_application_twice(void)
{
	MI_Application first, second, copy;

	CALL(MI_Application_InitializeV1(0, "first", NULL, &first));
	CALL(MI_Application_InitializeV1(0, NULL, NULL, &second));
	copy = first;
	CALL(MI_Application_Close(&first));
	client_say("%d %d", first.ft == NULL, copy.ft != NULL);
	CALL(MI_Application_Close(&second));
	CALL(MI_Application_Close(&second));
}

void conform_failed_application(void)
{
	MI_Instance *error = NULL;

	CALL(MI_Application_InitializeV1(5, "flags", &error, &application));
	client_say("%d %llu %ld %d %d", error == NULL, application.reserved1, (long)application.reserved2,
		   application.ft->Close != NULL, application.ft->NewSession == NULL);
	CALL(MI_Application_Close(&application));
	CALL(MI_Application_InitializeV1(0, NULL, NULL, NULL));
}

void conform_failed_session(void)
{
	unsigned completions = 0;

	CALL(MI_Application_InitializeV1(0, NULL, NULL, &application));
	CALL(MI_Application_NewSession(&application, "NO_SUCH_PROTOCOL", NULL, NULL, NULL, NULL, &session));
	client_say("%llu %ld %d %d", session.reserved1, (long)session.reserved2, session.ft->Close != NULL,
		   session.ft->GetInstance == NULL);
	CALL(MI_Session_Close(&session, &completions, client_completion));
	CALL(MI_Application_NewSession(&application, NULL, NULL, NULL, NULL, NULL, NULL));
	CALL(MI_Application_Close(&application));
}

/* Every slot of a handle that never started. */
static void use_failed(void)
{
	MI_Session parent = MI_SESSION_NULL;

	conform_fetch_instance(&op.handle);
	conform_fetch_indication(&op.handle);
	conform_fetch_class(&op.handle);
	CALL(MI_Operation_Cancel(&op.handle, MI_REASON_NONE));
	CALL(MI_Operation_GetSession(&op.handle, &parent));
	client_say("same words %d %d", parent.reserved1 == op.handle.reserved1,
		   parent.reserved2 == op.handle.reserved2);
	CALL(MI_Operation_Close(&op.handle));
	client_say("%llu %ld %d", op.handle.reserved1, (long)op.handle.reserved2, op.handle.ft == NULL);
}

void conform_failed_starts(void)
{
	conform_open(&application, &session);
	client_op_init(&op, "no instance", CLIENT_ALL);
	CALL_VOID(MI_Session_GetInstance(&session, MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS, NULL, "n", NULL, &op.callbacks,
					 &op.handle));
	client_op_wait_final(&op);
	use_failed();
	client_op_init(&op, "no method", CLIENT_ALL);
	CALL_VOID(MI_Session_Invoke(&session, 0, NULL, "n", "c", NULL, NULL, NULL, &op.callbacks, &op.handle));
	client_op_wait_final(&op);
	use_failed();
	client_op_init(&op, "no operation", CLIENT_ALL);
	CALL_VOID(MI_Session_EnumerateInstances(&session, 0, NULL, "n", "c", MI_FALSE, &op.callbacks, NULL));
	client_op_wait_final(&op);
	client_close(&application, &session);
}

void conform_failed_starts_fetched(void)
{
	conform_open(&application, &session);
	CALL_VOID(MI_Session_DeleteInstance(&session, 0, NULL, "n", NULL, NULL, &op.handle));
	use_failed();
	CALL_VOID(MI_Session_EnumerateInstances(&session, 0, NULL, "n", "c", MI_FALSE, NULL, NULL));
	client_close(&application, &session);
}

void conform_stale_handles(void)
{
	unsigned completions = 0;
	MI_Application owner;
	MI_Session stale, zero;

	conform_open(&application, &session);
	stale = session;
	zero = session;
	zero.reserved1 = 0;
	zero.reserved2 = 0;
	CALL(MI_Session_Close(&session, NULL, NULL));
	CALL(MI_Session_Close(&stale, &completions, client_completion));
	CALL(MI_Session_Close(&zero, &completions, client_completion));
	CALL(MI_Session_GetApplication(&stale, &owner));
	client_op_init(&op, "stale", CLIENT_ALL);
	CALL_VOID(MI_Session_EnumerateInstances(&stale, 0, NULL, "n", "c", MI_FALSE, &op.callbacks, &op.handle));
	client_op_wait_final(&op);
	use_failed();
	CALL(MI_Application_Close(&application));
}

void conform_parents(void)
{
	MI_Application owner;

	conform_open(&application, &session);
	CALL(MI_Session_GetApplication(&session, &owner));
	client_say("same %d", memcmp(&owner, &application, sizeof(owner)) == 0);
	client_close(&application, &session);
}

static void open_elsewhere(const MI_Char *destination, MI_DestinationOptions *options, MI_SessionCallbacks *callbacks)
{
	CALL(MI_Application_NewSession(&application, NULL, destination, options, callbacks, NULL, &session));
	client_op_init(&op, "elsewhere", CLIENT_ALL);
	CALL_VOID(MI_Session_TestConnection(&session, 0, &op.callbacks, &op.handle));
	client_finish(&op);
	CALL(MI_Session_Close(&session, NULL, NULL));
}

/* What is told inside NewSession: not that machine, and not as that user. */
void conform_session_callbacks(void)
{
	static char context[] = "the context";
	MI_SessionCallbacks both = {context, client_session_message, client_session_error},
			    none = {context, NULL, NULL};
	MI_UserCredentials credentials = {
		.authenticationType = MI_AUTH_TYPE_BASIC,
		.credentials.usernamePassword = {.domain = "d", .username = "u", .password = "p"},
	};
	MI_DestinationOptions options;

	CALL(MI_Application_InitializeV1(0, NULL, NULL, &application));
	CALL(MI_Application_NewDestinationOptions(&application, &options));
	open_elsewhere("localhost", &options, &both);
	NATIVE(MI_DestinationOptions_AddDestinationCredentials(&options, &credentials));
	open_elsewhere("host.example", &options, &both);
	open_elsewhere("LocalHost", &options, &both);
	open_elsewhere("host.example", &options, &none);
	NATIVE_VOID(MI_DestinationOptions_Delete(&options));
	CALL(MI_Application_Close(&application));
}

static MI_Module *provider_main(MI_Server *server)
{
	(void)server;
	return NULL;
}

static void make_provider(void)
{
	MI_Instance *error = NULL;
	MI_HostedProvider provider;
	MI_Application owner;

	CALL(MI_Application_NewHostedProvider(&application, CONFORM_NAMESPACE, "provider", provider_main, &error,
					      &provider));
	client_say_instance("extended error", error);
	client_say("%llu %ld %d", provider.reserved1, (long)provider.reserved2, provider.ft != NULL);
	CALL(MI_HostedProvider_GetApplication(&provider, &owner));
	client_say("%d", owner.ft != NULL);
	CALL(MI_HostedProvider_Close(&provider));
}

static void make_class(void)
{
	static const MI_ClassDecl declaration = {
		.flags = MI_FLAG_CLASS, .name = "Declared", .size = sizeof(MI_Instance)};
	MI_Instance *instance = NULL;
	MI_Class *class_object = NULL;

	CALL_AS("MI_Application_NewClass",
		application.ft->NewClass(&application, &declaration, CONFORM_NAMESPACE, "server", &class_object));
	client_say_class("class", class_object);
	CALL(MI_Application_NewInstanceFromClass(&application, "Declared", class_object, &instance));
	client_say_instance("instance", instance);
	NATIVE(MI_Instance_Delete(instance));
	NATIVE(MI_Class_Delete(class_object));
}

/* What an application makes, but for sessions. */
void conform_application_slots(void)
{
	MI_SubscriptionDeliveryOptions delivery;
	MI_DestinationOptions destination;
	MI_Char xml[] = "MI_XML";
	MI_Serializer serializer = {0, 0};

	CALL(MI_Application_InitializeV1(0, NULL, NULL, &application));
	make_class();
	make_provider();
	CALL(MI_Application_NewDestinationOptions(&application, &destination));
	NATIVE_VOID(MI_DestinationOptions_Delete(&destination));
	CALL(MI_Application_NewSubscriptionDeliveryOptions(&application, MI_SubscriptionDeliveryType_Push, &delivery));
	NATIVE(MI_SubscriptionDeliveryOptions_Delete(&delivery));
	CALL(MI_Application_NewSerializer(&application, 0, xml, &serializer));
	NATIVE(MI_Serializer_Close(&serializer));
	CALL(MI_Application_Close(&application));
}

void conform_close_idle_session(void)
{
	unsigned completions = 0;

	conform_open(&application, &session);
	CALL(MI_Session_Close(&session, &completions, client_completion));
	client_wait(&completions, 1);
	CALL(MI_Application_Close(&application));
}

/* What an options object has from the start. */
void conform_options_defaults(void)
{
	MI_OperationOptions options;
	MI_Uint32 channels[8], count = 0, nr = 0;

	CALL(MI_Application_InitializeV1(0, NULL, NULL, &application));
	CALL(MI_Application_NewOperationOptions(&application, MI_TRUE, &options));
	NATIVE(options.ft->GetOptionCount(&options, &nr));
	client_say("%u options", nr);
	for (MI_Uint32 i = 0; i < nr; i++) {
		const MI_Char *name = NULL;
		MI_Uint32 flags = 0;
		MI_Value value;
		MI_Type type;

		NATIVE(options.ft->GetOptionAt(&options, i, &name, &value, &type, &flags));
		client_say("%s type=%d flags=%u", name, type, flags);
	}
	NATIVE(MI_OperationOptions_GetEnabledChannels(&options, channels, MI_COUNT(channels), &count, NULL));
	for (MI_Uint32 i = 0; i < count; i++)
		client_say("channel %u", channels[i]);
	NATIVE_VOID(MI_OperationOptions_Delete(&options));
	CALL(MI_Application_Close(&application));
}
