/*
 * A libmi that has nothing to do: its enumerations call back in a loop, on the thread that starts them, with instances
 * that lie ready. What a client under it costs is what the client and its recorder cost.
 *
 *	class S, M, L or X, namespace "1000"            1000 results, the same 16 instances in turn
 *	class S, M, L or X, namespace "distinct:1000"   1000 results, each an instance of its own
 *	class S, M, L or X, namespace "paced:1000"      1000 results, 2 ms apart
 *
 * Instances carry the dispatcher's table, or that of the library that BENCH_LIBMI names.
 */
#include <dlfcn.h>
#include <mi/mi.h>
#include <mi/mi_extended.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "objects.h"
#include "workloads.h"

static const MI_ApplicationFT application_ft;
static const MI_SessionFT session_ft;
static const MI_OperationFT operation_ft;

static struct workload workloads[WORKLOADS];
static const MI_InstanceFT *instance_ft = &dispatch_instance_ft;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static _Atomic MI_Uint64 next_handle = 1;

/* The table of another library's instances. */
static const MI_InstanceFT *table_of(const char *libmi)
{
	MI_Application application = MI_APPLICATION_NULL;
	MI_Result (*initialize)(MI_Uint32, const MI_Char *, MI_Instance **, MI_Application *) = NULL;
	MI_Instance *instance = NULL;
	void *library = dlopen(libmi, RTLD_NOW | RTLD_LOCAL);

	if (library)
		*(void **)&initialize = dlsym(library, "MI_Application_InitializeV1");
	if (!initialize || initialize(0, "bench", NULL, &application) != MI_RESULT_OK ||
	    application.ft->NewInstance(&application, "Any", NULL, &instance) != MI_RESULT_OK) {
		fprintf(stderr, "bench: %s is no libmi: %s\n", libmi, library ? "no application" : dlerror());
		exit(2);
	}
	return instance->ft;
}

static void prepare(void)
{
	const char *libmi = getenv("BENCH_LIBMI");

	if (libmi && *libmi)
		instance_ft = table_of(libmi);
	workloads_make(kit_new(1), instance_ft, workloads);
}

static MI_Result close_application(MI_Application *application)
{
	(void)application;
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
	*session = (MI_Session){atomic_fetch_add(&next_handle, 1), 0, &session_ft};
	return MI_RESULT_OK;
}

static MI_Result close_session(MI_Session *session, void *context, void (*completed)(void *))
{
	(void)session;
	if (completed)
		completed(context);
	return MI_RESULT_OK;
}

static MI_Result close_operation(MI_Operation *operation)
{
	(void)operation;
	return MI_RESULT_OK;
}

static void deliver(const MI_OperationCallbacks *callbacks, MI_Operation *operation, const MI_Instance *instance,
		    bool more)
{
	callbacks->instanceResult(operation, callbacks->callbackContext, instance, more, MI_RESULT_OK, NULL, NULL,
				  NULL);
}

static void deliver_distinct(const MI_OperationCallbacks *callbacks, MI_Operation *operation, unsigned k,
			     unsigned long count)
{
	struct kit *kit;
	unsigned long i;

	for (i = 0; i < count; i++) {
		kit = kit_new(i);
		deliver(callbacks, operation, workload_instance(kit, instance_ft, k, (unsigned)i), true);
		kit_free(kit);
	}
}

static void enumerate(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options, const MI_Char *namespace_name,
		      const MI_Char *class_name, MI_Boolean keys_only, MI_OperationCallbacks *callbacks,
		      MI_Operation *operation)
{
	const char *distinct = strstr(namespace_name, "distinct:"), *paced = strstr(namespace_name, "paced:");
	const char *number = distinct || paced ? strchr(namespace_name, ':') + 1 : namespace_name;
	unsigned long count = strtoul(number, NULL, 10), i;
	unsigned k = 0;

	(void)session;
	(void)flags;
	(void)options;
	(void)keys_only;
	pthread_once(&once, prepare);
	*operation = (MI_Operation){atomic_fetch_add(&next_handle, 1), 0, &operation_ft};
	while (k < WORKLOADS - 1 && strcmp(class_name, workloads[k].name) != 0)
		k++;
	if (distinct)
		deliver_distinct(callbacks, operation, k, count);
	else
		for (i = 0; i < count; i++) {
			if (paced)
				nanosleep(&(struct timespec){0, 2000000}, NULL);
			deliver(callbacks, operation, workloads[k].instances[i % WORKLOAD_INSTANCES], true);
		}
	deliver(callbacks, operation, NULL, false);
}

static const MI_ApplicationFT application_ft = {.Close = close_application, .NewSession = new_session};
static const MI_SessionFT session_ft = {.Close = close_session, .EnumerateInstances = enumerate};
static const MI_OperationFT operation_ft = {.Close = close_operation};

static const MI_ClientFT_V1 client_ft = {
	.applicationFT = &application_ft,
	.sessionFT = &session_ft,
	.operationFT = &operation_ft,
};
const MI_ClientFT_V1 *mi_clientFT_V1 = &client_ft;

MI_Result MI_Application_InitializeV1(MI_Uint32 flags, const MI_Char *id, MI_Instance **error,
				      MI_Application *application)
{
	(void)flags;
	(void)id;
	if (error)
		*error = NULL;
	*application = (MI_Application){1, 0, &application_ft};
	return MI_RESULT_OK;
}
