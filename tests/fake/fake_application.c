/* The application's slots, hosted providers, and the two symbols of the library. */
#include "fake.h"

#include <string.h>

#include "fake_log.h"
#include "objects.h"

struct fake_state fake = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

struct fake_application *fake_application_find(const MI_Application *handle)
{
	ptrdiff_t slot = handle ? handle->reserved2 - FAKE_APPLICATION_BASE : -1;
	struct fake_application *application;

	if (slot < 0 || slot >= FAKE_OBJECTS_MAX || handle->reserved1 != 1)
		return NULL;
	application = &fake.applications[slot];
	return application->open ? application : NULL;
}

/* An application is named in the log by its slot: its handles have no version. */
static void begin(struct fake_line *line, const char *what, const MI_Application *application)
{
	fake_line_begin(line, "a%d/call", application ? (int)(application->reserved2 & 0xfff) : -1);
	fake_line_call(line, what);
}

static void log_result(const char *what, const MI_Application *application, MI_Result result)
{
	struct fake_line line;

	fake_line_begin(&line, "a%d/call", application ? (int)(application->reserved2 & 0xfff) : -1);
	fake_put(&line, "%s answers %u", what, result);
	fake_line_end(&line);
}

MI_EXPORT MI_Result MI_Application_InitializeV1(MI_Uint32 flags, const MI_Char *applicationID,
						MI_Instance **extendedError, MI_Application *application)
{
	MI_Application handle = {1, 0, &fake_application_ft};
	struct fake_line line;

	fake_line_begin(&line, "-/call");
	fake_line_call(&line, "InitializeV1");
	fake_put(&line, "flags=0x%x", flags);
	fake_put_string(&line, "applicationID", applicationID);
	fake_put_pointer(&line, "extendedError", extendedError);
	fake_put_pointer(&line, "application", application);
	fake_line_end(&line);
	if (extendedError)
		*extendedError = NULL;
	if (!application)
		return MI_RESULT_INVALID_PARAMETER;
	if (flags) {
		*application = (MI_Application){0, 0, &fake_application_oom_ft};
		return MI_RESULT_INVALID_PARAMETER;
	}
	pthread_mutex_lock(&fake.lock);
	for (unsigned i = 1; i < FAKE_OBJECTS_MAX && !handle.reserved2; i++) {
		if (fake.applications[i].open)
			continue;
		fake.applications[i] = (struct fake_application){.open = true};
		handle.reserved2 = FAKE_APPLICATION_BASE + i;
	}
	fake.open_applications++;
	pthread_mutex_unlock(&fake.lock);
	*application = handle;
	return MI_RESULT_OK;
}

/* Waits for the client to close what it opened, as the stock library does. */
static void wait_for_children(struct fake_application *self, const MI_Application *handle)
{
	bool said = false;

	while (self->sessions || self->hosted) {
		if (!said) {
			struct fake_line line;

			fake_line_begin(&line, "a%d/call", (int)(handle->reserved2 & 0xfff));
			fake_put(&line, "Application.Close waits");
			fake_line_end(&line);
			said = true;
		}
		pthread_cond_wait(&fake.changed, &fake.lock);
	}
}

static MI_Result fake_Application_Close(MI_Application *application)
{
	struct fake_application *self;
	struct fake_line line;
	MI_Application handle;

	begin(&line, "Application.Close", application);
	fake_line_end(&line);
	pthread_mutex_lock(&fake.lock);
	self = fake_application_find(application);
	if (!self || self->closing) {
		pthread_mutex_unlock(&fake.lock);
		log_result("Application.Close", application, MI_RESULT_INVALID_PARAMETER);
		return MI_RESULT_INVALID_PARAMETER;
	}
	handle = *application;
	memset(application, 0, sizeof(*application));
	self->closing = true;
	for (unsigned i = 0; i < FAKE_OBJECTS_MAX; i++) {
		struct fake_operation *operation = &fake.operations[i];

		if (operation->used && !operation->released &&
		    &fake.applications[fake.sessions[operation->session].application] == self)
			fake_operation_stop(operation, false);
	}
	wait_for_children(self, &handle);
	self->open = false;
	if (--fake.open_applications == 0)
		fake_lanes_stop();
	pthread_mutex_unlock(&fake.lock);
	log_result("Application.Close", &handle, MI_RESULT_OK);
	return MI_RESULT_OK;
}

/* The table of an application that could not be opened: Close alone. */
static MI_Result oom_Application_Close(MI_Application *application)
{
	struct fake_line line;

	begin(&line, "Application.Close(failed)", application);
	fake_line_end(&line);
	return MI_RESULT_INVALID_PARAMETER;
}

/* ---------------------------------------------------------------- sessions are made here */

static void call_session_callbacks(const struct fake_session_plan *plan, MI_SessionCallbacks *callbacks,
				   const MI_Application *application)
{
	MI_Application copy;
	MI_Instance *error;

	if (!callbacks || !application)
		return;
	copy = *application;
	if (plan->message && callbacks->writeMessage)
		callbacks->writeMessage(&copy, callbacks->callbackContext, plan->channel, "session message");
	if (plan->error && callbacks->writeError) {
		error = fake_error_of(MI_RESULT_FAILED, "session error");
		callbacks->writeError(&copy, callbacks->callbackContext, error);
		MI_Instance_Delete(error);
	}
}

static void log_new_session(const MI_Application *application, const MI_Char *protocol, const MI_Char *destination,
			    const MI_DestinationOptions *options, const MI_SessionCallbacks *callbacks,
			    const void *extended_error, const MI_Session *session)
{
	struct fake_line line;

	begin(&line, "Application.NewSession", application);
	fake_put_string(&line, "protocol", protocol);
	fake_put_string(&line, "destination", destination);
	fake_put_options(&line, options);
	if (callbacks)
		fake_put(&line, "callbacks={%s%s}", callbacks->writeMessage ? " writeMessage" : "",
			 callbacks->writeError ? " writeError" : "");
	fake_put_pointer(&line, "extendedError", extended_error);
	fake_put_pointer(&line, "session", session);
	fake_line_end(&line);
}

static MI_Result fake_Application_NewSession(MI_Application *application, const MI_Char *protocol,
					     const MI_Char *destination, MI_DestinationOptions *options,
					     MI_SessionCallbacks *callbacks, MI_Instance **extendedError,
					     MI_Session *session)
{
	const struct fake_session_plan *plan;
	MI_DestinationOptions copy = MI_DESTINATIONOPTIONS_NULL;
	struct fake_application *self;
	unsigned number;

	log_new_session(application, protocol, destination, options, callbacks, extendedError, session);
	if (extendedError)
		*extendedError = NULL;
	if (!session)
		return MI_RESULT_INVALID_PARAMETER;
	pthread_mutex_lock(&fake.lock);
	self = fake_application_find(application);
	number = ++fake.nr_sessions;
	pthread_mutex_unlock(&fake.lock);
	plan = fake_session_plan_of(number);
	call_session_callbacks(plan, callbacks, application);
	if (!self || plan->fail) {
		*session = (MI_Session){1, 0, &fake_session_oom_ft};
		if (extendedError && plan->error)
			*extendedError = fake_error_of(plan->fail, "no session");
		return self ? plan->fail : MI_RESULT_INVALID_PARAMETER;
	}
	/* The stock library makes its own options through the client's handle, and reads through it what was given. */
	fake_internal++;
	if (options && options->ft)
		options->ft->Clone(options, &copy);
	else
		application->ft->NewDestinationOptions(application, &copy);
	fake_internal--;
	fake_session_make(plan, number, application, &copy, session);
	return MI_RESULT_OK;
}

/* ---------------------------------------------------------------- hosted providers */

static struct fake_hosted *hosted_find(const MI_HostedProvider *handle)
{
	ptrdiff_t slot = handle ? handle->reserved2 - FAKE_HOSTED_BASE : -1;
	struct fake_hosted *hosted;

	if (slot < 0 || slot >= FAKE_OBJECTS_MAX)
		return NULL;
	hosted = &fake.hosted[slot];
	return hosted->open && hosted->version == handle->reserved1 ? hosted : NULL;
}

static MI_Result fake_Application_NewHostedProvider(MI_Application *application, const MI_Char *namespaceName,
						    const MI_Char *providerName, MI_MainFunction mi_Main,
						    MI_Instance **extendedError, MI_HostedProvider *provider)
{
	struct fake_application *self;
	struct fake_line line;
	struct fake_hosted *hosted = NULL;
	MI_Result result = MI_RESULT_INVALID_PARAMETER;

	begin(&line, "Application.NewHostedProvider", application);
	fake_put_string(&line, "namespace", namespaceName);
	fake_put_string(&line, "provider", providerName);
	fake_put(&line, "main=%s", mi_Main ? "set" : "null");
	fake_put_pointer(&line, "extendedError", extendedError);
	fake_line_end(&line);
	if (extendedError)
		*extendedError = NULL;
	pthread_mutex_lock(&fake.lock);
	self = fake_application_find(application);
	for (unsigned i = 1; self && i < FAKE_OBJECTS_MAX && !hosted; i++) {
		if (!fake.hosted[i].open)
			hosted = &fake.hosted[i];
	}
	if (hosted) {
		hosted->open = true;
		hosted->version++;
		hosted->parent = *application;
		hosted->application = (unsigned)(self - fake.applications);
		self->hosted++;
		*provider = (MI_HostedProvider){hosted->version, FAKE_HOSTED_BASE + (hosted - fake.hosted),
						&fake_hosted_ft};
		result = MI_RESULT_OK;
	}
	pthread_mutex_unlock(&fake.lock);
	return result;
}

static MI_Result fake_HostedProvider_Close(MI_HostedProvider *provider)
{
	struct fake_hosted *self;
	struct fake_line line;

	fake_line_begin(&line, "h%d/call", provider ? (int)(provider->reserved2 & 0xfff) : -1);
	fake_line_call(&line, "HostedProvider.Close");
	fake_line_end(&line);
	pthread_mutex_lock(&fake.lock);
	self = hosted_find(provider);
	if (self) {
		self->open = false;
		fake.applications[self->application].hosted--;
		pthread_cond_broadcast(&fake.changed);
	}
	pthread_mutex_unlock(&fake.lock);
	return self ? MI_RESULT_OK : MI_RESULT_INVALID_PARAMETER;
}

static MI_Result fake_HostedProvider_GetApplication(MI_HostedProvider *provider, MI_Application *application)
{
	struct fake_hosted *self;
	struct fake_line line;

	fake_line_begin(&line, "h%d/call", provider ? (int)(provider->reserved2 & 0xfff) : -1);
	fake_line_call(&line, "HostedProvider.GetApplication");
	fake_put_pointer(&line, "application", application);
	fake_line_end(&line);
	pthread_mutex_lock(&fake.lock);
	self = hosted_find(provider);
	if (self && application)
		*application = self->parent;
	pthread_mutex_unlock(&fake.lock);
	return self && application ? MI_RESULT_OK : MI_RESULT_INVALID_PARAMETER;
}

/* ---------------------------------------------------------------- objects that stand alone */

static MI_Result fake_Application_NewInstance(MI_Application *application, const MI_Char *className,
					      const MI_ClassDecl *classRTTI, MI_Instance **instance)
{
	struct fake_line line;
	MI_Result result;

	begin(&line, "Application.NewInstance", application);
	fake_put_string(&line, "class", className);
	fake_put_string(&line, "declaration", classRTTI ? classRTTI->name : NULL);
	fake_put_pointer(&line, "instance", instance);
	fake_line_end(&line);
	if (!instance)
		return MI_RESULT_INVALID_PARAMETER;
	result = dispatch_instance_new(className, classRTTI, instance);
	if (result == MI_RESULT_OK)
		fake_object_number_new(*instance);
	return result;
}

static MI_Result fake_Application_NewInstanceFromClass(MI_Application *application, const MI_Char *className,
						       const MI_Class *classObject, MI_Instance **instance)
{
	struct fake_line line;
	MI_Result result;

	begin(&line, "Application.NewInstanceFromClass", application);
	fake_put_string(&line, "class", className);
	fake_put_class(&line, "object", classObject);
	fake_line_end(&line);
	if (!instance)
		return MI_RESULT_INVALID_PARAMETER;
	result = dispatch_instance_new_from_class(className, classObject, instance);
	if (result == MI_RESULT_OK)
		fake_object_number_new(*instance);
	return result;
}

static MI_Result fake_Application_NewClass(MI_Application *application, const MI_ClassDecl *classDecl,
					   const MI_Char *namespaceName, const MI_Char *serverName,
					   MI_Class **classObject)
{
	struct fake_line line;
	MI_Result result;

	begin(&line, "Application.NewClass", application);
	fake_put_string(&line, "declaration", classDecl ? classDecl->name : NULL);
	fake_put_string(&line, "namespace", namespaceName);
	fake_put_string(&line, "server", serverName);
	fake_line_end(&line);
	if (!classDecl || !classObject)
		return MI_RESULT_INVALID_PARAMETER;
	result = dispatch_class_new(classDecl, namespaceName, serverName, classObject);
	if (result == MI_RESULT_OK)
		fake_object_number_new(*classObject);
	return result;
}

static MI_Result fake_Application_NewDestinationOptions(MI_Application *application, MI_DestinationOptions *options)
{
	struct fake_line line;

	begin(&line, "Application.NewDestinationOptions", application);
	fake_line_end(&line);
	return dispatch_destination_options_new(options);
}

static MI_Result fake_Application_NewOperationOptions(MI_Application *application,
						      MI_Boolean customOptionsMustUnderstand,
						      MI_OperationOptions *options)
{
	struct fake_line line;

	begin(&line, "Application.NewOperationOptions", application);
	fake_put(&line, "mustUnderstand=%u", customOptionsMustUnderstand);
	fake_line_end(&line);
	return dispatch_operation_options_new(customOptionsMustUnderstand, options);
}

static MI_Result fake_Application_NewSubscriptionDeliveryOptions(MI_Application *application,
								 MI_SubscriptionDeliveryType deliveryType,
								 MI_SubscriptionDeliveryOptions *deliveryOptions)
{
	struct fake_line line;

	begin(&line, "Application.NewSubscriptionDeliveryOptions", application);
	fake_put(&line, "type=%d", deliveryType);
	fake_line_end(&line);
	return dispatch_subscription_options_new(deliveryType, deliveryOptions);
}

/* Serializers are 16 bytes without a table. Ours can do nothing but be counted. */
static MI_Result fake_Application_NewSerializer(MI_Application *application, MI_Uint32 flags, MI_Char *format,
						MI_Serializer *serializer)
{
	struct fake_line line;

	begin(&line, "Application.NewSerializer", application);
	fake_put(&line, "flags=0x%x", flags);
	fake_put_string(&line, "format", format);
	fake_line_end(&line);
	*serializer = (MI_Serializer){0x5e, 0x71};
	return MI_RESULT_OK;
}

static MI_Result fake_Application_NewDeserializer(MI_Application *application, MI_Uint32 flags, MI_Char *format,
						  MI_Deserializer *deserializer)
{
	struct fake_line line;

	begin(&line, "Application.NewDeserializer", application);
	fake_put(&line, "flags=0x%x", flags);
	fake_put_string(&line, "format", format);
	fake_line_end(&line);
	*deserializer = (MI_Deserializer){0xde, 0x5e};
	return MI_RESULT_OK;
}

const MI_ApplicationFT fake_application_ft = {
	.Close = fake_Application_Close,
	.NewSession = fake_Application_NewSession,
	.NewHostedProvider = fake_Application_NewHostedProvider,
	.NewInstance = fake_Application_NewInstance,
	.NewDestinationOptions = fake_Application_NewDestinationOptions,
	.NewOperationOptions = fake_Application_NewOperationOptions,
	.NewSubscriptionDeliveryOptions = fake_Application_NewSubscriptionDeliveryOptions,
	.NewSerializer = fake_Application_NewSerializer,
	.NewDeserializer = fake_Application_NewDeserializer,
	.NewInstanceFromClass = fake_Application_NewInstanceFromClass,
	.NewClass = fake_Application_NewClass,
};
const MI_ApplicationFT fake_application_oom_ft = {.Close = oom_Application_Close};
const MI_HostedProviderFT fake_hosted_ft = {fake_HostedProvider_Close, fake_HostedProvider_GetApplication};
const MI_HostedProviderFT fake_hosted_client_ft = {fake_HostedProvider_Close, fake_HostedProvider_GetApplication};

static const MI_ClientFT_V1 client_ft = {
	.applicationFT = &fake_application_ft,
	.sessionFT = &fake_session_client_ft,
	.operationFT = &fake_operation_client_ft,
	.hostedProviderFT = &fake_hosted_client_ft,
	.destinationOptionsFT = &dispatch_destination_options_ft,
	.operationOptionsFT = &dispatch_operation_options_ft,
	.subscribeDeliveryOptionsFT = &dispatch_subscription_options_ft,
};
MI_EXPORT const MI_ClientFT_V1 *mi_clientFT_V1 = &client_ft;
