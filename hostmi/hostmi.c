/*
 * hostmi: an MI library whose objects are this Linux machine. Routes requests to classes; the dispatcher does the rest.
 */
#include "host_schema.h"
#include "host_session.h"
#include "reply.h"
#include "requests.h"
#include "running.h"

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

static MI_Result host_open_session(void *self, const struct dispatch_session_request *request, void **ret_session,
				   MI_Instance **ret_error)
{
	(void)self;
	(void)ret_session;
	(void)ret_error;
	return hostmi_open_session(request);
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

static const struct {
	enum dispatch_kind kind;
	void (*start)(struct dispatch_op *op, const struct dispatch_request *request);
} starters[] = {
	{DISPATCH_GET_INSTANCE, hostmi_start_get},
	{DISPATCH_MODIFY_INSTANCE, hostmi_start_modify},
	{DISPATCH_CREATE_INSTANCE, hostmi_start_create},
	{DISPATCH_DELETE_INSTANCE, hostmi_start_delete},
	{DISPATCH_INVOKE, hostmi_start_invoke},
	{DISPATCH_ENUMERATE_INSTANCES, hostmi_start_enumerate},
	{DISPATCH_QUERY_INSTANCES, hostmi_start_query},
	{DISPATCH_ASSOCIATOR_INSTANCES, hostmi_start_associators},
	{DISPATCH_REFERENCE_INSTANCES, hostmi_start_references},
	{DISPATCH_SUBSCRIBE, hostmi_start_subscribe},
	{DISPATCH_GET_CLASS, hostmi_start_get_class},
	{DISPATCH_ENUMERATE_CLASSES, hostmi_start_enumerate_classes},
};

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
	for (unsigned i = 0; i < HOSTMI_COUNT(starters); i++)
		if (starters[i].kind == request->kind)
			starters[i].start(op, request);
}

static void host_drained(void *self, struct dispatch_op *op)
{
	struct hostmi_running *running = dispatch_op_data(op);

	(void)self;
	if (running && running->more)
		running->more(running, op);
}

/* What the stock library's clients see: the code of a plain failure, and no words. */
static void host_cancel(void *self, struct dispatch_op *op, MI_CancellationReason reason)
{
	struct hostmi_running *running = dispatch_op_data(op);

	(void)self;
	(void)reason;
	if (running && running->cancel)
		running->cancel(running, op);
	else
		hostmi_end(op, MI_RESULT_FAILED);
}

static void host_answered(void *self, struct dispatch_op *op, uint64_t cookie, MI_OperationCallback_ResponseType answer)
{
	struct hostmi_running *running = dispatch_op_data(op);

	(void)self;
	(void)cookie;
	if (running && running->answered)
		running->answered(running, answer);
}

static void host_finished(void *self, struct dispatch_op *op)
{
	struct hostmi_running *running = dispatch_op_data(op);

	(void)self;
	if (running)
		running->free(running);
}

/* Stock libmi does not; here it is a way to look at what was written. */
static bool host_reads_xml(void *self)
{
	(void)self;
	return true;
}

static const struct dispatch_backend host_backend = {
	.name = "hostmi",
	.open = host_open,
	.close = host_close,
	.open_session = host_open_session,
	.start = host_start,
	.drained = host_drained,
	.cancel = host_cancel,
	.answered = host_answered,
	.finished = host_finished,
	.reads_xml = host_reads_xml,
};

struct dispatch_backend_instance dispatch_backend_get(void)
{
	return (struct dispatch_backend_instance){&host_backend, NULL};
}
