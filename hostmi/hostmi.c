/*
 * hostmi: an MI library whose objects are this Linux machine. Routes requests to classes; the dispatcher does the rest.
 */
#include <stdlib.h>
#include <strings.h>

#include "enumeration.h"
#include "objects.h"
#include "reply.h"
#include "host_schema.h"
#include "values.h"

/* What a running operation needs until it is over. */
struct running {
	struct hostmi_enumeration *enumeration;
};

/* --- library and sessions --------------------------------------------------------------------------------------- */

static MI_Result host_open(void *self)
{
	(void)self;
	return hostmi_schema_open();
}

static void host_close(void *self)
{
	(void)self;
	hostmi_schema_close();
}

/* The transports clients ask a libmi for. All lead here: there is one machine. */
static MI_Result host_open_session(void *self, const struct dispatch_session_request *request, void **ret_session,
				   MI_Instance **ret_error)
{
	static const char *const known[] = {"OMI_SOCKETS", "MI_REMOTE_WSMAN", "WINRM", "LOCAL"};

	(void)self;
	(void)ret_session;
	(void)ret_error;
	if (!request->protocol)
		return MI_RESULT_OK;
	for (unsigned i = 0; i < HOSTMI_COUNT(known); i++)
		if (!strcasecmp(known[i], request->protocol))
			return MI_RESULT_OK;
	return MI_RESULT_NOT_FOUND;
}

/* --- requests --------------------------------------------------------------------------------------------------- */

static bool check_namespace(struct dispatch_op *op, const MI_Char *name)
{
	if (hostmi_schema_has_namespace(name))
		return true;
	hostmi_fail(op, MI_RESULT_INVALID_NAMESPACE, "there is no namespace '%s'; this machine has '%s'", name,
		    HOSTMI_NAMESPACE);
	return false;
}

static const struct hostmi_class *find_class(struct dispatch_op *op, const MI_Char *name)
{
	const struct hostmi_class *class = hostmi_schema_find(name);

	if (!name)
		hostmi_fail(op, MI_RESULT_INVALID_PARAMETER, "a class name is needed");
	else if (!class)
		hostmi_fail(op, MI_RESULT_INVALID_CLASS, "there is no class '%s' in namespace '%s'", name,
			    HOSTMI_NAMESPACE);
	return class;
}

static const struct hostmi_class *class_of_instance(struct dispatch_op *op, const MI_Instance *instance)
{
	const MI_Char *name = NULL;

	MI_Instance_GetClassName(instance, &name);
	return find_class(op, name);
}

/* Runs it from now on: more results are posted as the client takes them. */
static void run(struct dispatch_op *op, struct hostmi_enumeration *enumeration)
{
	struct running *running = calloc(1, sizeof(*running));

	if (!running) {
		hostmi_enumeration_free(enumeration);
		hostmi_end(op, MI_RESULT_SERVER_LIMITS_EXCEEDED);
		return;
	}
	running->enumeration = enumeration;
	dispatch_op_set_data(op, running);
	hostmi_enumeration_post(enumeration, op);
}

static MI_Result pass_keys(struct hostmi_filter *filter, MI_Instance **instance)
{
	(void)filter;
	hostmi_keep_keys(*instance);
	return MI_RESULT_OK;
}

static void free_nothing(struct hostmi_filter *filter)
{
	(void)filter;
}

static struct hostmi_filter keys_only = {pass_keys, free_nothing};

static void start_enumerate(struct dispatch_op *op, const struct dispatch_request *request)
{
	const struct hostmi_class *class = find_class(op, request->class_name);
	bool shallow = (request->flags & MI_OPERATIONFLAGS_POLYMORPHISM_DEEP_BASE_PROPS_ONLY) ==
		       MI_OPERATIONFLAGS_POLYMORPHISM_SHALLOW;
	struct hostmi_enumeration *enumeration;
	MI_Result result;

	if (!class)
		return;
	result = hostmi_enumerate(class, shallow, NULL, request->keys_only ? &keys_only : NULL, &enumeration);
	if (result == MI_RESULT_OK)
		run(op, enumeration);
	else
		hostmi_end(op, result);
}

/* The one instance with the given keys. */
static MI_Result find_instance(const struct hostmi_class *class, const MI_Instance *keys, MI_Instance **ret_instance)
{
	struct hostmi_enumeration *enumeration;
	MI_Instance *instance, *found = NULL;
	unsigned given = 0, nr = 0;
	MI_Result result = hostmi_enumerate(class, false, keys, NULL, &enumeration);

	if (result != MI_RESULT_OK)
		return result;
	while ((result = hostmi_enumeration_next(enumeration, &instance)) == MI_RESULT_OK && instance) {
		if (hostmi_keys_match(keys, instance, &given) && given && !nr++)
			found = instance;
		else
			dispatch_instance_free(instance);
	}
	hostmi_enumeration_free(enumeration);
	if (result == MI_RESULT_OK && nr == 1) {
		*ret_instance = found;
		return result;
	}
	dispatch_instance_free(found);
	if (result != MI_RESULT_OK)
		return result;
	if (nr > 1)
		return hostmi_refuse(MI_RESULT_INVALID_PARAMETER, "the keys given fit %u instances of '%s'", nr,
				     class->provider->name);
	return hostmi_refuse(MI_RESULT_NOT_FOUND, "there is no instance of '%s' with these keys",
			     class->provider->name);
}

static void start_get(struct dispatch_op *op, const struct dispatch_request *request)
{
	const struct hostmi_class *class = class_of_instance(op, request->instance);
	MI_Instance *instance = NULL;
	MI_Result result;

	if (!class)
		return;
	result = find_instance(class, request->instance, &instance);
	if (result == MI_RESULT_OK)
		hostmi_end_with(op, instance);
	else
		hostmi_fail_refused(op, result);
}

static void host_start(void *self, void *session, struct dispatch_op *op, const struct dispatch_request *request)
{
	(void)self;
	(void)session;
	if (request->kind == DISPATCH_TEST_CONNECTION) {
		hostmi_end(op, MI_RESULT_OK);
		return;
	}
	if (!check_namespace(op, request->namespace_name))
		return;
	switch (request->kind) {
	case DISPATCH_ENUMERATE_INSTANCES:
		start_enumerate(op, request);
		break;
	case DISPATCH_GET_INSTANCE:
		start_get(op, request);
		break;
	default:
		hostmi_fail(op, MI_RESULT_NOT_SUPPORTED, "this operation is not supported");
		break;
	}
}

static void host_drained(void *self, struct dispatch_op *op)
{
	struct running *running = dispatch_op_data(op);

	(void)self;
	if (running && running->enumeration)
		hostmi_enumeration_post(running->enumeration, op);
}

/* What the stock library's clients see: the code of a plain failure, and no words. */
static void host_cancel(void *self, struct dispatch_op *op, MI_CancellationReason reason)
{
	(void)self;
	(void)reason;
	hostmi_end(op, MI_RESULT_FAILED);
}

static void host_finished(void *self, struct dispatch_op *op)
{
	struct running *running = dispatch_op_data(op);

	(void)self;
	if (!running)
		return;
	hostmi_enumeration_free(running->enumeration);
	free(running);
}

static const struct dispatch_backend host_backend = {
	.name = "hostmi",
	.open = host_open,
	.close = host_close,
	.open_session = host_open_session,
	.start = host_start,
	.drained = host_drained,
	.cancel = host_cancel,
	.finished = host_finished,
};

struct dispatch_backend_instance dispatch_backend_get(void)
{
	return (struct dispatch_backend_instance){&host_backend, NULL};
}
