/*
 * Starting operations. The client's handle is filled in before the backend hears of the operation, since callbacks may
 * come, and the client may close and free the operation, before the starting call returns: nothing of the client's is
 * touched after that point. What cannot be started fails inline, see operation_failed.h.
 */
#include "operation_start.h"

#include <stdlib.h>

#include "operation.h"
#include "operation_failed.h"
#include "request.h"

/* What all starting calls share. */
struct start {
	MI_Session *session;
	MI_OperationCallbacks *callbacks;
	MI_Operation *operation;
	struct dispatch_request request;
	bool incomplete; /* an argument is missing without which the operation makes no sense */
};

static enum dispatch_result_kind result_kind(enum dispatch_kind kind)
{
	switch (kind) {
	case DISPATCH_SUBSCRIBE:
		return DISPATCH_GIVES_INDICATIONS;
	case DISPATCH_GET_CLASS:
	case DISPATCH_ENUMERATE_CLASSES:
		return DISPATCH_GIVES_CLASSES;
	default:
		return DISPATCH_GIVES_INSTANCES;
	}
}

/* The one result callback that counts. */
static bool has_result_callback(enum dispatch_result_kind gives, const MI_OperationCallbacks *cb)
{
	return (gives == DISPATCH_GIVES_INSTANCES && cb->instanceResult) ||
	       (gives == DISPATCH_GIVES_INDICATIONS && cb->indicationResult) ||
	       (gives == DISPATCH_GIVES_CLASSES && cb->classResult);
}

static unsigned callback_bits(const MI_OperationCallbacks *cb)
{
	return (cb->promptUser ? 1u << 0 : 0) | (cb->writeError ? 1u << 1 : 0) | (cb->writeMessage ? 1u << 2 : 0) |
	       (cb->writeProgress ? 1u << 3 : 0) | (cb->instanceResult ? 1u << 4 : 0) |
	       (cb->indicationResult ? 1u << 5 : 0) | (cb->classResult ? 1u << 6 : 0) |
	       (cb->streamedParameterResult ? 1u << 7 : 0);
}

/* How the client wants to be asked. Options of the wrong type are refused, missing ones leave the defaults. */
static MI_Result read_modes(struct dispatch_op *op)
{
	const MI_OperationOptions *options = op->request.options;
	MI_CallbackMode mode;
	MI_Boolean answer;
	MI_Result result;

	if (!options)
		return MI_RESULT_OK;
	result = MI_OperationOptions_GetWriteErrorMode(options, &mode);
	if (result == MI_RESULT_OK)
		op->error_mode = mode;
	else if (result != MI_RESULT_NO_SUCH_PROPERTY)
		return MI_RESULT_INVALID_PARAMETER;
	result = MI_OperationOptions_GetPromptUserRegularMode(options, &mode, &answer);
	if (result == MI_RESULT_OK) {
		op->prompt_mode = mode;
		op->prompt_answer = answer;
	} else if (result != MI_RESULT_NO_SUCH_PROPERTY) {
		return MI_RESULT_INVALID_PARAMETER;
	}
	return MI_RESULT_OK;
}

static void free_op(struct dispatch_op *op)
{
	dispatch_request_free(op->copies);
	dispatch_op_fini(op);
	free(op);
}

/* The handle is closed and the final result settled. */
static void destroy(void *object)
{
	const struct dispatch_backend_instance *b = dispatch_runtime_backend();
	struct dispatch_op *op = object;

	if (op->known) {
		if (b->backend->finished)
			b->backend->finished(b->self, op);
		dispatch_session_remove(op->session, &op->link);
	}
	free_op(op);
}

static MI_Result new_op(const struct start *s, struct dispatch_session *session, struct dispatch_op **ret_op)
{
	struct dispatch_op *op = calloc(1, sizeof(*op));
	MI_Result result;

	if (!op)
		return MI_RESULT_SERVER_LIMITS_EXCEEDED;
	dispatch_op_init(op);
	op->session = session;
	op->gives = result_kind(s->request.kind);
	if (s->callbacks)
		op->callbacks = *s->callbacks;
	op->synchronous = !has_result_callback(op->gives, &op->callbacks);
	op->manual_ack = s->request.flags & MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS;
	result = dispatch_request_copy(&s->request, &op->request, &op->copies);
	if (result == MI_RESULT_OK)
		result = read_modes(op);
	if (result != MI_RESULT_OK) {
		free_op(op);
		return result;
	}
	op->request.callbacks = callback_bits(&op->callbacks);
	op->request.synchronous = op->synchronous;
	*ret_op = op;
	return MI_RESULT_OK;
}

/*
 * Makes the operation known: gives it a handle, then to its session, whose close may find and cancel it at once. Of its
 * references, one is the open handle's, one the running operation's, and one the caller's.
 */
static MI_Result make_op(const struct start *s, struct dispatch_session *session, struct dispatch_op **ret_op)
{
	MI_Result result = dispatch_session_check_access(session);
	struct dispatch_words words;
	struct dispatch_op *op;

	if (result == MI_RESULT_OK)
		result = new_op(s, session, &op);
	if (result != MI_RESULT_OK)
		return result;
	if (!dispatch_handle_open(DISPATCH_HANDLE_OPERATION, op, destroy, &words)) {
		free_op(op);
		return MI_RESULT_SERVER_LIMITS_EXCEEDED;
	}
	op->handle = (MI_Operation){words.version, words.slot, &dispatch_operation_ft};
	dispatch_handle_ref(words);
	op->known = dispatch_session_add(session, &op->link);
	if (!op->known) {
		dispatch_handle_shut(words);
		dispatch_op_put(op);
		return MI_RESULT_INVALID_PARAMETER;
	}
	dispatch_handle_ref(words);
	*ret_op = op;
	return MI_RESULT_OK;
}

/* The backend has the last word on whether the arguments will do. */
static MI_Result admit(const struct start *s, struct dispatch_session *session)
{
	const struct dispatch_backend_instance *b = dispatch_runtime_backend();
	MI_Result proposed = s->incomplete ? MI_RESULT_INVALID_PARAMETER : MI_RESULT_OK;

	if (!b->backend->admit)
		return proposed;
	return b->backend->admit(b->self, dispatch_session_data(session), &s->request, proposed);
}

static void start_op(const struct start *s)
{
	const struct dispatch_backend_instance *b = dispatch_runtime_backend();
	struct dispatch_session *session = NULL;
	MI_Result result = MI_RESULT_INVALID_PARAMETER;
	struct dispatch_op *op = NULL;

	if (s->operation)
		memset(s->operation, 0, sizeof(*s->operation));
	if (s->operation && s->session)
		session = dispatch_session_get(s->session);
	if (session)
		result = admit(s, session);
	if (session && result == MI_RESULT_OK)
		result = make_op(s, session, &op);
	if (result != MI_RESULT_OK) {
		if (session)
			dispatch_session_put(session);
		dispatch_op_fail(result_kind(s->request.kind), result, s->session, s->callbacks, s->operation);
		return;
	}
	*s->operation = op->handle;
	b->backend->start(b->self, dispatch_session_data(session), op, &op->request);
	dispatch_op_started(op);
	dispatch_op_put(op);
	dispatch_session_put(session);
}

/* --- the slots ------------------------------------------------------------------------------------------------ */

/* The start of a request; s is what the slot fills in further. */
#define START(request_kind)                                                                      \
	{                                                                                        \
		.session = session, .callbacks = callbacks, .operation = operation, .request = { \
			.kind = request_kind,                                                    \
			.flags = flags,                                                          \
		}                                                                                \
	}

static void with_options(struct start *s, const MI_OperationOptions *options, const MI_Char *namespace_name)
{
	s->request.options = options && options->ft ? options : NULL;
	s->request.namespace_name = namespace_name;
}

static void start_about_instance(struct start *s, const MI_OperationOptions *options, const MI_Char *namespace_name,
				 const MI_Instance *instance)
{
	with_options(s, options, namespace_name);
	s->request.instance = instance;
	s->incomplete = !instance;
	start_op(s);
}

void dispatch_GetInstance(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options,
			  const MI_Char *namespaceName, const MI_Instance *inboundInstance,
			  MI_OperationCallbacks *callbacks, MI_Operation *operation)
{
	struct start s = START(DISPATCH_GET_INSTANCE);

	start_about_instance(&s, options, namespaceName, inboundInstance);
}

void dispatch_ModifyInstance(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options,
			     const MI_Char *namespaceName, const MI_Instance *inboundInstance,
			     MI_OperationCallbacks *callbacks, MI_Operation *operation)
{
	struct start s = START(DISPATCH_MODIFY_INSTANCE);

	start_about_instance(&s, options, namespaceName, inboundInstance);
}

void dispatch_CreateInstance(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options,
			     const MI_Char *namespaceName, const MI_Instance *inboundInstance,
			     MI_OperationCallbacks *callbacks, MI_Operation *operation)
{
	struct start s = START(DISPATCH_CREATE_INSTANCE);

	start_about_instance(&s, options, namespaceName, inboundInstance);
}

void dispatch_DeleteInstance(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options,
			     const MI_Char *namespaceName, const MI_Instance *inboundInstance,
			     MI_OperationCallbacks *callbacks, MI_Operation *operation)
{
	struct start s = START(DISPATCH_DELETE_INSTANCE);

	start_about_instance(&s, options, namespaceName, inboundInstance);
}

void dispatch_Invoke(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options, const MI_Char *namespaceName,
		     const MI_Char *className, const MI_Char *methodName, const MI_Instance *inboundInstance,
		     const MI_Instance *inboundProperties, MI_OperationCallbacks *callbacks, MI_Operation *operation)
{
	struct start s = START(DISPATCH_INVOKE);

	with_options(&s, options, namespaceName);
	s.request.class_name = className;
	s.request.method_name = methodName;
	s.request.instance = inboundInstance;
	s.request.parameters = inboundProperties;
	s.incomplete = !methodName;
	start_op(&s);
}

void dispatch_EnumerateInstances(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options,
				 const MI_Char *namespaceName, const MI_Char *className, MI_Boolean keysOnly,
				 MI_OperationCallbacks *callbacks, MI_Operation *operation)
{
	struct start s = START(DISPATCH_ENUMERATE_INSTANCES);

	with_options(&s, options, namespaceName);
	s.request.class_name = className;
	s.request.keys_only = keysOnly;
	start_op(&s);
}

void dispatch_QueryInstances(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options,
			     const MI_Char *namespaceName, const MI_Char *queryDialect, const MI_Char *queryExpression,
			     MI_OperationCallbacks *callbacks, MI_Operation *operation)
{
	struct start s = START(DISPATCH_QUERY_INSTANCES);

	with_options(&s, options, namespaceName);
	s.request.dialect = queryDialect;
	s.request.expression = queryExpression;
	start_op(&s);
}

void dispatch_AssociatorInstances(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options,
				  const MI_Char *namespaceName, const MI_Instance *instanceKeys,
				  const MI_Char *assocClass, const MI_Char *resultClass, const MI_Char *role,
				  const MI_Char *resultRole, MI_Boolean keysOnly, MI_OperationCallbacks *callbacks,
				  MI_Operation *operation)
{
	struct start s = START(DISPATCH_ASSOCIATOR_INSTANCES);

	s.request.association_class = assocClass;
	s.request.result_class = resultClass;
	s.request.role = role;
	s.request.result_role = resultRole;
	s.request.keys_only = keysOnly;
	start_about_instance(&s, options, namespaceName, instanceKeys);
}

void dispatch_ReferenceInstances(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options,
				 const MI_Char *namespaceName, const MI_Instance *instanceKeys,
				 const MI_Char *resultClass, const MI_Char *role, MI_Boolean keysOnly,
				 MI_OperationCallbacks *callbacks, MI_Operation *operation)
{
	struct start s = START(DISPATCH_REFERENCE_INSTANCES);

	s.request.result_class = resultClass;
	s.request.role = role;
	s.request.keys_only = keysOnly;
	start_about_instance(&s, options, namespaceName, instanceKeys);
}

void dispatch_Subscribe(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options,
			const MI_Char *namespaceName, const MI_Char *queryDialect, const MI_Char *queryExpression,
			const MI_SubscriptionDeliveryOptions *deliverOptions, MI_OperationCallbacks *callbacks,
			MI_Operation *operation)
{
	struct start s = START(DISPATCH_SUBSCRIBE);

	with_options(&s, options, namespaceName);
	s.request.dialect = queryDialect;
	s.request.expression = queryExpression;
	s.request.delivery_options = deliverOptions && deliverOptions->ft ? deliverOptions : NULL;
	start_op(&s);
}

void dispatch_GetClass(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options, const MI_Char *namespaceName,
		       const MI_Char *className, MI_OperationCallbacks *callbacks, MI_Operation *operation)
{
	struct start s = START(DISPATCH_GET_CLASS);

	with_options(&s, options, namespaceName);
	s.request.class_name = className;
	start_op(&s);
}

void dispatch_EnumerateClasses(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options,
			       const MI_Char *namespaceName, const MI_Char *className, MI_Boolean classNamesOnly,
			       MI_OperationCallbacks *callbacks, MI_Operation *operation)
{
	struct start s = START(DISPATCH_ENUMERATE_CLASSES);

	with_options(&s, options, namespaceName);
	s.request.class_name = className;
	s.request.class_names_only = classNamesOnly;
	start_op(&s);
}

void dispatch_TestConnection(MI_Session *session, MI_Uint32 flags, MI_OperationCallbacks *callbacks,
			     MI_Operation *operation)
{
	struct start s = START(DISPATCH_TEST_CONNECTION);

	start_op(&s);
}
