/*
 * The smallest libmi that has something to record, deterministic and without system calls of its own.
 *
 * MI_Session_EnumerateInstances takes the number of results for its class name. With a result callback they come
 * inside the call; without, MI_Operation_GetInstance hands them out. The tables stand in the object's constant data,
 * sessions and operations have tables of their own that mi_clientFT_V1 does not lead to, and starting an operation
 * calls MI_Session_GetApplication through the session's table: all as the stock library does it.
 */
#include <stdatomic.h>
#include <stdlib.h>

#include <mi/mi.h>

struct result {
	MI_Instance instance;
	MI_ConstStringField name;
};

static MI_CONST MI_PropertyDecl name_decl = {
	.flags = MI_FLAG_PROPERTY | MI_FLAG_KEY,
	.code = 0x006e6504,
	.name = "Name",
	.type = MI_STRING,
	.offset = offsetof(struct result, name),
};
static MI_PropertyDecl MI_CONST *MI_CONST properties[] = {&name_decl};
static const MI_ClassDecl result_decl = {
	.flags = MI_FLAG_CLASS,
	.code = 0x00737407,
	.name = "Stub_Result",
	.properties = properties,
	.numProperties = 1,
	.size = sizeof(struct result),
};
static const struct result result = {.instance = {.classDecl = &result_decl}, .name = {"a result of the stub", 1, 0}};

static _Atomic MI_Uint64 words = 100;
static _Atomic ptrdiff_t nr_applications;

/* What is left to hand out; by the handle's second word, so that many threads can do so. */
enum {
	OPERATIONS_MAX = 1 << 16
};
static _Atomic int left[OPERATIONS_MAX];

static const MI_SessionFT session_ft;
static const MI_OperationFT operation_ft;
static const MI_ApplicationFT application_ft;

static MI_Result application_close(MI_Application *application)
{
	memset(application, 0, sizeof(*application));
	return MI_RESULT_OK;
}

static MI_Result new_session(MI_Application *application, const MI_Char *protocol, const MI_Char *destination,
			     MI_DestinationOptions *options, MI_SessionCallbacks *callbacks, MI_Instance **error,
			     MI_Session *session)
{
	(void)application;
	(void)protocol;
	(void)destination;
	(void)options;
	(void)callbacks;
	if (error)
		*error = NULL;
	*session = (MI_Session){++words, 0x5000, &session_ft};
	return MI_RESULT_OK;
}

static MI_Result session_close(MI_Session *session, void *context, void (*completion)(void *))
{
	(void)session;
	if (completion)
		completion(context);
	return MI_RESULT_OK;
}

static MI_Result get_application(MI_Session *session, MI_Application *application)
{
	(void)session;
	*application = (MI_Application){1, 0x4000 + nr_applications, &application_ft};
	return MI_RESULT_OK;
}

static MI_Result acknowledge(MI_Operation *operation)
{
	(void)operation;
	return MI_RESULT_OK;
}

static void enumerate(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options, const MI_Char *namespace_name,
		      const MI_Char *class_name, MI_Boolean keys_only, MI_OperationCallbacks *callbacks,
		      MI_Operation *operation)
{
	int nr = class_name ? atoi(class_name) : 0;
	MI_Uint64 number = ++words;
	MI_Application application;
	MI_Operation copy;

	(void)options;
	(void)namespace_name;
	(void)keys_only;
	session->ft->GetApplication(session, &application);
	*operation = (MI_Operation){number, 0x6000 + (ptrdiff_t)(number % OPERATIONS_MAX), &operation_ft};
	left[number % OPERATIONS_MAX] = nr;
	if (!callbacks || !callbacks->instanceResult)
		return;
	copy = *operation;
	while (nr-- > 0)
		callbacks->instanceResult(&copy, callbacks->callbackContext, &result.instance, nr > 0, MI_RESULT_OK,
					  NULL, NULL,
					  flags & MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS ? acknowledge : NULL);
}

static MI_Result operation_close(MI_Operation *operation)
{
	(void)operation;
	return MI_RESULT_OK;
}

static MI_Result operation_cancel(MI_Operation *operation, MI_CancellationReason reason)
{
	(void)operation;
	(void)reason;
	return MI_RESULT_OK;
}

static MI_Result get_instance(MI_Operation *operation, const MI_Instance **instance, MI_Boolean *more, MI_Result *code,
			      const MI_Char **message, const MI_Instance **details)
{
	int now = --left[operation->reserved1 % OPERATIONS_MAX];

	*instance = now >= 0 ? &result.instance : NULL;
	*more = now > 0;
	*code = MI_RESULT_OK;
	*message = NULL;
	*details = NULL;
	return MI_RESULT_OK;
}

static const MI_ApplicationFT application_ft = {.Close = application_close, .NewSession = new_session};
static const MI_SessionFT session_ft = {
	.Close = session_close,
	.GetApplication = get_application,
	.EnumerateInstances = enumerate,
};
static const MI_OperationFT operation_ft = {
	.Close = operation_close,
	.Cancel = operation_cancel,
	.GetInstance = get_instance,
};

/* Twins of the tables above, for those who come through mi_clientFT_V1. */
static const MI_SessionFT client_session_ft = {
	.Close = session_close,
	.GetApplication = get_application,
	.EnumerateInstances = enumerate,
};
static const MI_OperationFT client_operation_ft = {
	.Close = operation_close,
	.Cancel = operation_cancel,
	.GetInstance = get_instance,
};
static const MI_ClientFT_V1 client_ft = {
	.applicationFT = &application_ft,
	.sessionFT = &client_session_ft,
	.operationFT = &client_operation_ft,
};
MI_EXPORT const MI_ClientFT_V1 *mi_clientFT_V1 = &client_ft;

MI_EXPORT MI_Result MI_Application_InitializeV1(MI_Uint32 flags, const MI_Char *id, MI_Instance **error,
						MI_Application *application)
{
	(void)flags;
	(void)id;
	if (error)
		*error = NULL;
	*application = (MI_Application){1, 0x4000 + ++nr_applications, &application_ft};
	return MI_RESULT_OK;
}
