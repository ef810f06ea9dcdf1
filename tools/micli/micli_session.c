/* Session, options and the call for each verb. */
#include "micli_run.h"

#include <errno.h>
#include <semaphore.h>
#include <string.h>
#include <time.h>

enum {
	CLOSE_SECONDS = 2
};

static MI_Result set_credentials(const struct micli_request *request, MI_DestinationOptions *options)
{
	MI_UserCredentials credentials = {0};

	credentials.authenticationType = request->authentication ? request->authentication : MI_AUTH_TYPE_BASIC;
	credentials.credentials.usernamePassword.domain = request->hostname ? request->hostname : "localhost";
	credentials.credentials.usernamePassword.username = request->user;
	credentials.credentials.usernamePassword.password = request->password ? request->password : "";
	return MI_DestinationOptions_AddDestinationCredentials(options, &credentials);
}

/*
 * Always both: where no transport is set stock libmi speaks TLS, and a port for HTTP does not answer to that.
 * http: what is in the messages is encrypted, which takes a negotiated authentication.
 */
static MI_Result set_encryption(const char *encryption, MI_DestinationOptions *options)
{
	bool https = strcmp(encryption, "https") == 0;
	MI_Result result = MI_DestinationOptions_SetTransport(options, https ? MI_DESTINATIONOPTIONS_TRANSPORT_HTTPS
									     : MI_DESTINATIONOPTIONS_TRANSPORT_HTTP);

	if (result != MI_RESULT_OK)
		return result;
	return MI_DestinationOptions_SetPacketPrivacy(options, strcmp(encryption, "none") != 0);
}

static MI_Result fill_destination(const struct micli_request *request, MI_DestinationOptions *options)
{
	MI_Result result = MI_DestinationOptions_SetUILocale(options, "en-us");

	if (result == MI_RESULT_OK && request->user)
		result = set_credentials(request, options);
	if (result == MI_RESULT_OK && request->port)
		result = MI_DestinationOptions_SetDestinationPort(options, (MI_Uint32)request->port);
	if (result == MI_RESULT_OK && request->hostname)
		result = set_encryption(request->encryption, options);
	return result;
}

static MI_Uint32 operation_flags(const struct micli_request *request)
{
	MI_Uint32 flags = 0;

	if (request->manual_ack)
		flags |= MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS;
	if (request->shallow)
		flags |= MI_OPERATIONFLAGS_POLYMORPHISM_SHALLOW;
	return flags;
}

void micli_start(MI_Session *session, const struct micli_request *r, MI_OperationOptions *options,
		 MI_OperationCallbacks *callbacks, MI_Operation *operation)
{
	MI_Uint32 flags = operation_flags(r);

	switch (r->verb) {
	case MICLI_NOOP:
		MI_Session_TestConnection(session, flags, callbacks, operation);
		break;
	case MICLI_GET_INSTANCE:
		MI_Session_GetInstance(session, flags, options, r->namespace_name, r->instance, callbacks, operation);
		break;
	case MICLI_CREATE_INSTANCE:
		MI_Session_CreateInstance(session, flags, options, r->namespace_name, r->instance, callbacks,
					  operation);
		break;
	case MICLI_MODIFY_INSTANCE:
		MI_Session_ModifyInstance(session, flags, options, r->namespace_name, r->instance, callbacks,
					  operation);
		break;
	case MICLI_DELETE_INSTANCE:
		MI_Session_DeleteInstance(session, flags, options, r->namespace_name, r->instance, callbacks,
					  operation);
		break;
	case MICLI_ENUMERATE_INSTANCES:
		MI_Session_EnumerateInstances(session, flags, options, r->namespace_name, r->class_name, r->keys_only,
					      callbacks, operation);
		break;
	case MICLI_INVOKE:
		MI_Session_Invoke(session, flags, options, r->namespace_name, r->class_name, r->method_name,
				  r->instance, r->parameters, callbacks, operation);
		break;
	case MICLI_QUERY:
		MI_Session_QueryInstances(session, flags, options, r->namespace_name, r->dialect, r->query, callbacks,
					  operation);
		break;
	case MICLI_ASSOCIATORS:
		MI_Session_AssociatorInstances(session, flags, options, r->namespace_name, r->instance,
					       r->association_class, r->result_class, r->role, r->result_role,
					       r->keys_only, callbacks, operation);
		break;
	case MICLI_REFERENCES:
		MI_Session_ReferenceInstances(session, flags, options, r->namespace_name, r->instance, r->result_class,
					      r->role, r->keys_only, callbacks, operation);
		break;
	case MICLI_GET_CLASS:
		MI_Session_GetClass(session, flags, options, r->namespace_name, r->class_name, callbacks, operation);
		break;
	case MICLI_ENUMERATE_CLASSES:
		MI_Session_EnumerateClasses(session, flags, options, r->namespace_name, r->class_name, r->names_only,
					    callbacks, operation);
		break;
	case MICLI_SUBSCRIBE:
		MI_Session_Subscribe(session, flags, options, r->namespace_name, r->dialect, r->query, NULL, callbacks,
				     operation);
		break;
	}
}

static MI_Result fill_operation_options(const struct micli_request *request, MI_OperationOptions *options)
{
	MI_Interval timeout = {0};

	if (!request->timeout_seconds)
		return MI_RESULT_OK;
	timeout.days = (MI_Uint32)(request->timeout_seconds / 86400);
	timeout.hours = (MI_Uint32)(request->timeout_seconds / 3600 % 24);
	timeout.minutes = (MI_Uint32)(request->timeout_seconds / 60 % 60);
	timeout.seconds = (MI_Uint32)(request->timeout_seconds % 60);
	return MI_OperationOptions_SetTimeout(options, &timeout);
}

static MI_Result run_in_session(MI_Application *application, MI_Session *session, const struct micli_request *request,
				bool *ret_owed)
{
	MI_OperationOptions options = MI_OPERATIONOPTIONS_NULL;
	MI_Result result = MI_Application_NewOperationOptions(application, MI_FALSE, &options);

	if (result == MI_RESULT_OK)
		result = fill_operation_options(request, &options);
	if (result == MI_RESULT_OK)
		result = micli_run_operation(session, request, &options, ret_owed);
	else
		fprintf(stderr, "micli: operation options: %s\n", micli_result_name(result));
	MI_OperationOptions_Delete(&options);
	return result;
}

static void MI_CALL on_closed(void *context)
{
	sem_post(context);
}

/* @owed: stock libmi may wait for ever for an acknowledgement that it takes no more (see micli_run.c). False then. */
static bool close_session(MI_Session *session, bool owed)
{
	static sem_t closed; /* may still be posted when nobody waits any more */
	struct timespec until;
	int ret;

	if (!owed) {
		MI_Session_Close(session, NULL, NULL);
		return true;
	}
	sem_init(&closed, 0, 0);
	MI_Session_Close(session, &closed, on_closed);
	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += CLOSE_SECONDS;
	while ((ret = sem_timedwait(&closed, &until)) != 0 && errno == EINTR)
		;
	if (ret != 0)
		fputs("micli: the library does not close the session; ending without that\n", stderr);
	return ret == 0;
}

bool micli_run(MI_Application *application, const struct micli_request *request, MI_Result *ret_result)
{
	MI_DestinationOptions destination = MI_DESTINATIONOPTIONS_NULL;
	MI_Session session = MI_SESSION_NULL;
	MI_Instance *error = NULL;
	bool owed = false, closed = true;
	MI_Result result = MI_Application_NewDestinationOptions(application, &destination);

	if (result == MI_RESULT_OK)
		result = fill_destination(request, &destination);
	if (result != MI_RESULT_OK)
		fprintf(stderr, "micli: destination options: %s\n", micli_result_name(result));
	if (result == MI_RESULT_OK) {
		result = MI_Application_NewSession(application, request->protocol, request->hostname, &destination,
						   NULL, &error, &session);
		if (result != MI_RESULT_OK)
			fprintf(stderr, "micli: no session: %s\n", micli_result_name(result));
	}
	if (result == MI_RESULT_OK) {
		result = run_in_session(application, &session, request, &owed);
		closed = close_session(&session, owed);
	}
	MI_DestinationOptions_Delete(&destination);
	*ret_result = result;
	return closed;
}
