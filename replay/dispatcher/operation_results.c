/*
 * What a client does with an operation's handle: close, cancel, and fetch results itself.
 *
 * A fetched result belongs to the client until it fetches the next one or closes, which acknowledges it. Closing
 * cancels; an operation whose results are fetched is closed only when its final result was, by this thread or another.
 */
#include "operation.h"

/* The operation, if it is open and the calling user may use it, with a reference; else NULL and why. */
static struct dispatch_op *get_op(const MI_Operation *handle, MI_Result *ret_result)
{
	struct dispatch_op *op;

	*ret_result = MI_RESULT_INVALID_PARAMETER;
	if (!handle)
		return NULL;
	op = dispatch_handle_get(DISPATCH_HANDLE_OPERATION,
				 (struct dispatch_words){handle->reserved1, handle->reserved2});
	if (!op)
		return NULL;
	*ret_result = dispatch_session_check_access(op->session);
	if (*ret_result == MI_RESULT_OK)
		return op;
	dispatch_op_put(op);
	return NULL;
}

static void wait_until_fetched(struct dispatch_op *op)
{
	pthread_mutex_lock(&op->lock);
	while (!op->final_fetched)
		pthread_cond_wait(&op->changed, &op->lock);
	if (op->fetched)
		dispatch_op_settle(op, op->current);
	pthread_mutex_unlock(&op->lock);
}

static MI_Result operation_Close(MI_Operation *operation)
{
	MI_Result result;
	struct dispatch_op *op = get_op(operation, &result);

	if (!op)
		return result;
	dispatch_op_cancel(op, MI_REASON_NONE);
	if (op->synchronous)
		wait_until_fetched(op);
	dispatch_handle_shut(dispatch_op_words(op));
	dispatch_op_put(op);
	return MI_RESULT_OK;
}

static MI_Result operation_Cancel(MI_Operation *operation, MI_CancellationReason reason)
{
	MI_Result result;
	struct dispatch_op *op = get_op(operation, &result);

	if (!op)
		return result;
	dispatch_op_cancel(op, reason);
	dispatch_op_put(op);
	return MI_RESULT_OK;
}

static MI_Result operation_GetSession(MI_Operation *operation, MI_Session *session)
{
	MI_Result result;
	struct dispatch_op *op;

	if (session)
		memset(session, 0, sizeof(*session));
	if (!session)
		return MI_RESULT_INVALID_PARAMETER;
	op = get_op(operation, &result);
	if (!op)
		return result;
	*session = dispatch_session_handle(op->session);
	dispatch_op_put(op);
	return MI_RESULT_OK;
}

/* Where a getter's answers go; members the function does not have, or the client does not want, are NULL. */
struct outs {
	const MI_Instance **instance;
	const MI_Class **class;
	const MI_Char **bookmark, **machine_id;
	MI_Boolean *more;
	MI_Result *result;
	const MI_Char **message;
	const MI_Instance **details;
};

static void put_result(const struct outs *outs, MI_Result result)
{
	if (outs->result)
		*outs->result = result;
}

static void put_event(const struct outs *outs, const struct dispatch_event *e)
{
	if (outs->instance)
		*outs->instance = e->instance;
	if (outs->class)
		*outs->class = e->class;
	if (outs->bookmark)
		*outs->bookmark = e->bookmark;
	if (outs->machine_id)
		*outs->machine_id = e->machine_id;
	if (outs->more)
		*outs->more = e->more;
	if (outs->message)
		*outs->message = e->error_message;
	if (outs->details)
		*outs->details = e->error_details;
	put_result(outs, e->result);
}

/* Is there a result to take? The lock is held. */
static bool result_waits(const struct dispatch_op *op)
{
	return op->current && op->current->returned && !op->fetched && dispatch_event_is_result(&op->current->event);
}

/* Gives back the result the client has, waits for the next one and hands it out. */
static void fetch(struct dispatch_op *op, const struct outs *outs)
{
	uint64_t cookie = 0;
	bool got = false;

	pthread_mutex_lock(&op->lock);
	if (op->fetched && !op->final_fetched)
		dispatch_op_settle(op, op->current);
	while (!op->final_fetched && !result_waits(op))
		pthread_cond_wait(&op->changed, &op->lock);
	if (op->final_fetched) {
		put_result(outs, op->final_result);
	} else {
		put_event(outs, &op->current->event);
		cookie = op->current->event.cookie;
		got = true;
		op->fetched = true;
		if (op->current->final) {
			op->final_fetched = true;
			op->final_result = op->current->event.result;
			pthread_cond_broadcast(&op->changed);
		}
	}
	pthread_mutex_unlock(&op->lock);
	if (got)
		dispatch_op_announce(op, cookie);
}

static MI_Result get_result(MI_Operation *operation, enum dispatch_result_kind kind, const struct outs *outs)
{
	MI_Result result = MI_RESULT_INVALID_PARAMETER;
	struct dispatch_op *op;

	if (!operation || (!outs->instance && !outs->class)) {
		put_result(outs, result);
		return result;
	}
	put_event(outs, &(struct dispatch_event){.kind = DISPATCH_RESULT_INSTANCE});
	op = get_op(operation, &result);
	if (op) {
		if (op->synchronous && op->gives == kind)
			fetch(op, outs);
		else
			result = MI_RESULT_INVALID_PARAMETER;
		dispatch_op_put(op);
	}
	if (result != MI_RESULT_OK)
		put_result(outs, result);
	return result;
}

static MI_Result operation_GetInstance(MI_Operation *operation, const MI_Instance **instance, MI_Boolean *moreResults,
				       MI_Result *result, const MI_Char **errorMessage,
				       const MI_Instance **completionDetails)
{
	return get_result(operation, DISPATCH_GIVES_INSTANCES,
			  &(struct outs){.instance = instance,
					 .more = moreResults,
					 .result = result,
					 .message = errorMessage,
					 .details = completionDetails});
}

static MI_Result operation_GetIndication(MI_Operation *operation, const MI_Instance **instance,
					 const MI_Char **bookmark, const MI_Char **machineID, MI_Boolean *moreResults,
					 MI_Result *result, const MI_Char **errorMessage,
					 const MI_Instance **completionDetails)
{
	return get_result(operation, DISPATCH_GIVES_INDICATIONS,
			  &(struct outs){.instance = instance,
					 .bookmark = bookmark,
					 .machine_id = machineID,
					 .more = moreResults,
					 .result = result,
					 .message = errorMessage,
					 .details = completionDetails});
}

static MI_Result operation_GetClass(MI_Operation *operation, const MI_Class **classResult, MI_Boolean *moreResults,
				    MI_Result *result, const MI_Char **errorMessage,
				    const MI_Instance **completionDetails)
{
	return get_result(operation, DISPATCH_GIVES_CLASSES,
			  &(struct outs){.class = classResult,
					 .more = moreResults,
					 .result = result,
					 .message = errorMessage,
					 .details = completionDetails});
}

/* clang-format off */
#define OPERATION_SLOTS \
	operation_Close, \
	operation_Cancel, \
	operation_GetSession, \
	operation_GetInstance, \
	operation_GetIndication, \
	operation_GetClass
/* clang-format on */

const MI_OperationFT dispatch_operation_ft = {OPERATION_SLOTS};
const MI_OperationFT dispatch_client_operation_ft = {OPERATION_SLOTS};
