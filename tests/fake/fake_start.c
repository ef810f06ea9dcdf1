/* The session's slots that start operations. */
#include "fake.h"

#include <string.h>

#include "fake_log.h"

/* What all starts have; the rest is logged by the slot itself. */
struct start {
	struct fake_line line;
	enum fake_kind kind;
	MI_Session *session;
	MI_Uint32 flags;
	const MI_Char *namespace_name;
	MI_OperationOptions *options;
	MI_OperationCallbacks *callbacks;
	MI_Operation *operation;
	unsigned number;
};

static void begin(struct start *start, const char *what)
{
	pthread_mutex_lock(&fake.lock);
	start->number = ++fake.nr_operations;
	pthread_mutex_unlock(&fake.lock);
	fake_line_begin(&start->line, "op%u/call", start->number);
	fake_line_call(&start->line, what);
	fake_put(&start->line, "flags=0x%x", start->flags);
	fake_put_operation_options(&start->line, start->options);
}

/* True when the callback that makes this kind of operation asynchronous is there. */
static bool is_asynchronous(enum fake_kind kind, const MI_OperationCallbacks *callbacks)
{
	if (!callbacks)
		return false;
	switch (kind) {
	case FAKE_SUBSCRIBE:
		return callbacks->indicationResult;
	case FAKE_GET_CLASS:
	case FAKE_ENUMERATE_CLASSES:
		return callbacks->classResult;
	default:
		return callbacks->instanceResult;
	}
}

/* What keeps the operation from being started at all, or MI_RESULT_OK. */
static MI_Result obstacle(const struct start *start, const struct fake_plan *plan)
{
	const struct fake_session *session;
	MI_Result result = plan->fail;

	pthread_mutex_lock(&fake.lock);
	session = fake_session_find(start->session);
	if (!session || session->closing || !start->operation)
		result = MI_RESULT_INVALID_PARAMETER;
	pthread_mutex_unlock(&fake.lock);
	return result;
}

/* An operation's handle has the words of its session then, and a table for its code. */
static void refuse(const struct start *start, MI_Result code)
{
	MI_Operation temporary = {code, 0, fake_failed_ft(MI_RESULT_FAILED)};
	MI_Operation *handle = start->operation;

	if (handle) {
		handle->reserved1 = start->session ? start->session->reserved1 : 0;
		handle->reserved2 = start->session ? start->session->reserved2 : 0;
		handle->ft = fake_failed_ft(code);
	}
	if (is_asynchronous(start->kind, start->callbacks))
		fake_result_call(start->callbacks, start->kind, handle ? handle : &temporary,
				 &(struct fake_result){.code = code}, NULL);
}

/* The stock library asks the client's own handles, through whatever table they have. */
static void ask_handles(const struct start *start)
{
	MI_Application application;
	MI_Session session = *start->session;
	MI_Uint32 value, index, flags;

	fake_internal++;
	session.ft->GetApplication(&session, &application);
	if (start->options && start->options->ft)
		start->options->ft->GetNumber(start->options, "__MI_OPERATIONOPTIONS_PROMPTUSERMODE", &value, &index,
					      &flags);
	fake_internal--;
}

static struct fake_operation *occupy(const struct fake_plan *plan)
{
	struct fake_operation *operation = NULL;

	if (plan->recycle) {
		for (unsigned i = 1; i < FAKE_OBJECTS_MAX && !operation; i++) {
			if (fake.operations[i].used && fake.operations[i].number == plan->recycle)
				operation = &fake.operations[i];
		}
		while (operation && !operation->released)
			pthread_cond_wait(&fake.changed, &fake.lock);
	}
	/* Otherwise one that was never used, so that runs are alike; or at last any. */
	for (unsigned i = 1; i < FAKE_OBJECTS_MAX && !operation; i++) {
		if (!fake.operations[i].used)
			operation = &fake.operations[i];
	}
	for (unsigned i = 1; i < FAKE_OBJECTS_MAX && !operation; i++) {
		if (fake.operations[i].released)
			operation = &fake.operations[i];
	}
	return operation;
}

static struct fake_operation *make(const struct start *start, const struct fake_plan *plan)
{
	struct fake_operation *operation;
	struct fake_session *session;
	MI_Uint64 version;

	pthread_mutex_lock(&fake.lock);
	operation = occupy(plan);
	session = fake_session_find(start->session);
	version = operation->version + 1;
	*operation = (struct fake_operation){.version = version,
					     .used = true,
					     .number = start->number,
					     .session = (unsigned)(session - fake.sessions),
					     .kind = start->kind,
					     .flags = start->flags,
					     .synchronous = !is_asynchronous(start->kind, start->callbacks),
					     .client = start->operation,
					     .parent = *start->session,
					     .plan = plan};
	operation->handle =
		(MI_Operation){version, FAKE_OPERATION_BASE + (operation - fake.operations), &fake_operation_ft};
	if (start->callbacks)
		operation->callbacks = *start->callbacks;
	session->operations++;
	*start->operation = operation->handle;
	return operation;
}

static bool step_is_early(const struct fake_operation *operation)
{
	return operation->next < operation->plan->nr_steps && operation->plan->steps[operation->next].early;
}

/* What happens before the start returns. Under the lock, which make() took. */
static void run_early_steps(struct fake_operation *operation, MI_Uint64 version)
{
	pthread_cond_broadcast(&fake.changed);
	while (fake_step_ready(operation, FAKE_CALLER))
		fake_step_run(operation);
	/* It may be over, and its place another's, by now. */
	while (operation->version == version && !operation->released && step_is_early(operation))
		pthread_cond_wait(&fake.changed, &fake.lock);
	while (operation->version == version && operation->running && operation->next > 0 &&
	       operation->plan->steps[operation->next - 1].early)
		pthread_cond_wait(&fake.changed, &fake.lock);
	if (operation->version == version) {
		operation->returned = true;
		fake_operation_settle(operation);
	}
	pthread_cond_broadcast(&fake.changed);
	pthread_mutex_unlock(&fake.lock);
}

static void start_operation(struct start *start)
{
	const struct fake_plan *plan = fake_plan_of(start->number, start->namespace_name);
	struct fake_operation *operation;
	MI_Result code;

	fake_put_callbacks(&start->line, start->callbacks);
	fake_put_pointer(&start->line, "operation", start->operation);
	fake_line_end(&start->line);
	if (start->operation)
		memset(start->operation, 0, sizeof(*start->operation));
	code = obstacle(start, plan);
	if (code != MI_RESULT_OK) {
		refuse(start, code);
		return;
	}
	ask_handles(start);
	operation = make(start, plan);
	run_early_steps(operation, operation->version);
}

#define START(KIND)                                            \
	struct start start = {.kind = KIND,                    \
			      .session = session,              \
			      .flags = flags,                  \
			      .namespace_name = namespaceName, \
			      .options = options,              \
			      .callbacks = callbacks,          \
			      .operation = operation}

#define INSTANCE_START(Name, KIND)                                                           \
	static void Name(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options, \
			 const MI_Char *namespaceName, const MI_Instance *inboundInstance,   \
			 MI_OperationCallbacks *callbacks, MI_Operation *operation)          \
	{                                                                                    \
		START(KIND);                                                                 \
                                                                                             \
		begin(&start, "Session." #Name);                                             \
		fake_put_string(&start.line, "namespace", namespaceName);                    \
		fake_put_instance(&start.line, "instance", inboundInstance);                 \
		start_operation(&start);                                                     \
	}
INSTANCE_START(GetInstance, FAKE_GET_INSTANCE)
INSTANCE_START(ModifyInstance, FAKE_MODIFY_INSTANCE)
INSTANCE_START(CreateInstance, FAKE_CREATE_INSTANCE)
INSTANCE_START(DeleteInstance, FAKE_DELETE_INSTANCE)

static void Invoke(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options, const MI_Char *namespaceName,
		   const MI_Char *className, const MI_Char *methodName, const MI_Instance *inboundInstance,
		   const MI_Instance *inboundProperties, MI_OperationCallbacks *callbacks, MI_Operation *operation)
{
	START(FAKE_INVOKE);

	begin(&start, "Session.Invoke");
	fake_put_string(&start.line, "namespace", namespaceName);
	fake_put_string(&start.line, "class", className);
	fake_put_string(&start.line, "method", methodName);
	fake_put_instance(&start.line, "instance", inboundInstance);
	fake_put_instance(&start.line, "parameters", inboundProperties);
	start_operation(&start);
}

static void EnumerateInstances(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options,
			       const MI_Char *namespaceName, const MI_Char *className, MI_Boolean keysOnly,
			       MI_OperationCallbacks *callbacks, MI_Operation *operation)
{
	START(FAKE_ENUMERATE_INSTANCES);

	begin(&start, "Session.EnumerateInstances");
	fake_put_string(&start.line, "namespace", namespaceName);
	fake_put_string(&start.line, "class", className);
	fake_put(&start.line, "keysOnly=%u", keysOnly);
	start_operation(&start);
}

static void QueryInstances(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options,
			   const MI_Char *namespaceName, const MI_Char *queryDialect, const MI_Char *queryExpression,
			   MI_OperationCallbacks *callbacks, MI_Operation *operation)
{
	START(FAKE_QUERY_INSTANCES);

	begin(&start, "Session.QueryInstances");
	fake_put_string(&start.line, "namespace", namespaceName);
	fake_put_string(&start.line, "dialect", queryDialect);
	fake_put_string(&start.line, "expression", queryExpression);
	start_operation(&start);
}

static void AssociatorInstances(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options,
				const MI_Char *namespaceName, const MI_Instance *instanceKeys,
				const MI_Char *assocClass, const MI_Char *resultClass, const MI_Char *role,
				const MI_Char *resultRole, MI_Boolean keysOnly, MI_OperationCallbacks *callbacks,
				MI_Operation *operation)
{
	START(FAKE_ASSOCIATOR_INSTANCES);

	begin(&start, "Session.AssociatorInstances");
	fake_put_string(&start.line, "namespace", namespaceName);
	fake_put_instance(&start.line, "instance", instanceKeys);
	fake_put_string(&start.line, "assocClass", assocClass);
	fake_put_string(&start.line, "resultClass", resultClass);
	fake_put_string(&start.line, "role", role);
	fake_put_string(&start.line, "resultRole", resultRole);
	fake_put(&start.line, "keysOnly=%u", keysOnly);
	start_operation(&start);
}

static void ReferenceInstances(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options,
			       const MI_Char *namespaceName, const MI_Instance *instanceKeys,
			       const MI_Char *resultClass, const MI_Char *role, MI_Boolean keysOnly,
			       MI_OperationCallbacks *callbacks, MI_Operation *operation)
{
	START(FAKE_REFERENCE_INSTANCES);

	begin(&start, "Session.ReferenceInstances");
	fake_put_string(&start.line, "namespace", namespaceName);
	fake_put_instance(&start.line, "instance", instanceKeys);
	fake_put_string(&start.line, "resultClass", resultClass);
	fake_put_string(&start.line, "role", role);
	fake_put(&start.line, "keysOnly=%u", keysOnly);
	start_operation(&start);
}

static void Subscribe(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options, const MI_Char *namespaceName,
		      const MI_Char *queryDialect, const MI_Char *queryExpression,
		      const MI_SubscriptionDeliveryOptions *deliverOptions, MI_OperationCallbacks *callbacks,
		      MI_Operation *operation)
{
	START(FAKE_SUBSCRIBE);

	begin(&start, "Session.Subscribe");
	fake_put_string(&start.line, "namespace", namespaceName);
	fake_put_string(&start.line, "dialect", queryDialect);
	fake_put_string(&start.line, "expression", queryExpression);
	fake_put_delivery_options(&start.line, deliverOptions);
	start_operation(&start);
}

static void GetClass(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options, const MI_Char *namespaceName,
		     const MI_Char *className, MI_OperationCallbacks *callbacks, MI_Operation *operation)
{
	START(FAKE_GET_CLASS);

	begin(&start, "Session.GetClass");
	fake_put_string(&start.line, "namespace", namespaceName);
	fake_put_string(&start.line, "class", className);
	start_operation(&start);
}

static void EnumerateClasses(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options,
			     const MI_Char *namespaceName, const MI_Char *className, MI_Boolean classNamesOnly,
			     MI_OperationCallbacks *callbacks, MI_Operation *operation)
{
	START(FAKE_ENUMERATE_CLASSES);

	begin(&start, "Session.EnumerateClasses");
	fake_put_string(&start.line, "namespace", namespaceName);
	fake_put_string(&start.line, "class", className);
	fake_put(&start.line, "classNamesOnly=%u", classNamesOnly);
	start_operation(&start);
}

static void TestConnection(MI_Session *session, MI_Uint32 flags, MI_OperationCallbacks *callbacks,
			   MI_Operation *operation)
{
	MI_OperationOptions *options = NULL;
	const MI_Char *namespaceName = NULL;
	START(FAKE_TEST_CONNECTION);

	begin(&start, "Session.TestConnection");
	start_operation(&start);
}

/* Of session handles. */
const MI_SessionFT fake_session_ft = {
	fake_Session_Close,
	fake_Session_GetApplication,
	GetInstance,
	ModifyInstance,
	CreateInstance,
	DeleteInstance,
	Invoke,
	EnumerateInstances,
	QueryInstances,
	AssociatorInstances,
	ReferenceInstances,
	Subscribe,
	GetClass,
	EnumerateClasses,
	TestConnection,
};
/* Of mi_clientFT_V1: another table, and as in the stock library its last slot is empty. */
const MI_SessionFT fake_session_client_ft = {
	fake_Session_Close,
	fake_Session_GetApplication,
	GetInstance,
	ModifyInstance,
	CreateInstance,
	DeleteInstance,
	Invoke,
	EnumerateInstances,
	QueryInstances,
	AssociatorInstances,
	ReferenceInstances,
	Subscribe,
	GetClass,
	EnumerateClasses,
	NULL,
};
