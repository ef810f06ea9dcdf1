/*
 * Calls into the client, and the client's answers to them.
 *
 * Results come with a copy of the handle that is gone when the callback returns, all else with the one the operation
 * keeps: clients have come to depend on the difference. The functions a client settles events with are plain functions
 * of ours, called with any copy of the handle on any thread, also after the operation was closed.
 */
#include "operation.h"

/* --- what the client calls -------------------------------------------------------------------------------------- */

/*
 * The operation, if the calling user may use it, with a reference and its lock; else NULL and why. With a stale handle it is
 * the one that has its place now, as in the stock library: clients that live by that would wait for ever otherwise.
 */
static struct dispatch_op *lock_op(const MI_Operation *handle, MI_Result *ret_result)
{
	struct dispatch_op *op;

	*ret_result = MI_RESULT_INVALID_PARAMETER;
	if (!handle)
		return NULL;
	op = dispatch_handle_get_occupant(DISPATCH_HANDLE_OPERATION, handle->reserved2);
	if (!op)
		return NULL;
	*ret_result = dispatch_session_check_access(op->session);
	if (*ret_result != MI_RESULT_OK) {
		dispatch_op_put(op);
		return NULL;
	}
	pthread_mutex_lock(&op->lock);
	return op;
}

static void unlock_op(struct dispatch_op *op)
{
	pthread_mutex_unlock(&op->lock);
	dispatch_op_put(op);
}

/* What waits for the client, if it is of that kind. The lock is held. */
static struct dispatch_posted *asking(const struct dispatch_op *op, enum dispatch_event_kind kind)
{
	struct dispatch_posted *posted = op->current;

	return posted && posted->asks && posted->event.kind == kind ? posted : NULL;
}

/* What the final result has overtaken the client may still acknowledge, once; nothing waits for that. */
static bool acknowledge_overtaken(const struct dispatch_op *op, bool result)
{
	for (struct dispatch_posted *posted = op->overtaken; posted; posted = posted->next) {
		if (!posted->asks || posted->settled || dispatch_event_is_result(&posted->event) != result)
			continue;
		posted->settled = true;
		return true;
	}
	return false;
}

static MI_Result acknowledge_result(MI_Operation *operation)
{
	MI_Result result;
	struct dispatch_op *op = lock_op(operation, &result);

	if (!op)
		return result;
	if (op->current && op->current->asks && dispatch_event_is_result(&op->current->event))
		dispatch_op_settle(op, op->current);
	else if (!acknowledge_overtaken(op, true))
		result = MI_RESULT_INVALID_PARAMETER;
	unlock_op(op);
	return result;
}

static MI_Result acknowledge_streamed(MI_Operation *operation)
{
	MI_Result result;
	struct dispatch_op *op = lock_op(operation, &result);

	if (!op)
		return result;
	if (asking(op, DISPATCH_STREAMED_PARAMETER))
		dispatch_op_settle(op, op->current);
	else if (!acknowledge_overtaken(op, false))
		result = MI_RESULT_INVALID_PARAMETER;
	unlock_op(op);
	return result;
}

/* A second answer to the same question is accepted and ignored, also when the operation is over, be that known yet or not. */
static MI_Result answer(MI_Operation *operation, enum dispatch_event_kind kind,
			MI_OperationCallback_ResponseType response)
{
	MI_Result result;
	struct dispatch_op *op = lock_op(operation, &result);

	if (!op && operation &&
	    dispatch_handle_is_stale((struct dispatch_words){operation->reserved1, operation->reserved2}))
		return MI_RESULT_OK;
	if (!op)
		return result;
	if (asking(op, kind))
		dispatch_op_answer(op, op->current, response);
	unlock_op(op);
	return result;
}

static MI_Result answer_prompt(MI_Operation *operation, MI_OperationCallback_ResponseType response)
{
	return answer(operation, DISPATCH_PROMPT_USER, response);
}

static MI_Result answer_error(MI_Operation *operation, MI_OperationCallback_ResponseType response)
{
	return answer(operation, DISPATCH_WRITE_ERROR, response);
}

/* --- what the backend is told ------------------------------------------------------------------------------------ */

void dispatch_op_announce(struct dispatch_op *op, uint64_t cookie)
{
	const struct dispatch_backend_instance *b = dispatch_runtime_backend();

	if (b->backend->delivering)
		b->backend->delivering(b->self, op, cookie);
}

/* The callback has returned. */
static void conclude(struct dispatch_op *op, uint64_t cookie)
{
	const struct dispatch_backend_instance *b = dispatch_runtime_backend();

	if (b->backend->delivered)
		b->backend->delivered(b->self, op, cookie);
}

/* --- what we call ----------------------------------------------------------------------------------------------- */

/*
 * The callback has returned, or there was none: settles the event in the client's name unless the client does it.
 * Takes and drops the lock.
 */
static void end_callback(struct dispatch_op *op, struct dispatch_posted *posted)
{
	pthread_mutex_lock(&op->lock);
	posted->returned = true;
	if (posted->settled)
		dispatch_posted_free(posted);
	else if (!posted->asks)
		dispatch_op_settle(op, posted);
	pthread_mutex_unlock(&op->lock);
}

/* The same with an answer. */
static void end_question(struct dispatch_op *op, struct dispatch_posted *posted,
			 MI_OperationCallback_ResponseType response)
{
	pthread_mutex_lock(&op->lock);
	posted->returned = true;
	if (posted->settled)
		dispatch_posted_free(posted);
	else if (!posted->asks)
		dispatch_op_answer(op, posted, response);
	pthread_mutex_unlock(&op->lock);
}

/*
 * Before its callback is called: the client will settle the event. It may do so from now on, and on any thread, where it
 * settles one more often than it was asked to.
 */
static void ask(struct dispatch_op *op, struct dispatch_posted *posted, bool asks)
{
	if (!asks)
		return;
	pthread_mutex_lock(&op->lock);
	posted->asks = true;
	pthread_mutex_unlock(&op->lock);
}

static void call_result(struct dispatch_op *op, const struct dispatch_event *e, bool manual)
{
	const MI_OperationCallbacks *cb = &op->callbacks;
	MI_Operation copy = op->handle;
	MI_Result (*ack)(MI_Operation * operation) = manual ? acknowledge_result : NULL;

	switch (op->gives) {
	case DISPATCH_GIVES_INSTANCES:
		cb->instanceResult(&copy, cb->callbackContext, e->instance, e->more, e->result, e->error_message,
				   e->error_details, ack);
		break;
	case DISPATCH_GIVES_INDICATIONS:
		cb->indicationResult(&copy, cb->callbackContext, e->instance, e->bookmark, e->machine_id, e->more,
				     e->result, e->error_message, e->error_details, ack);
		break;
	case DISPATCH_GIVES_CLASSES:
		cb->classResult(&copy, cb->callbackContext, e->class, e->more, e->result, e->error_message,
				e->error_details, ack);
		break;
	}
}

static void deliver_result(struct dispatch_op *op, struct dispatch_posted *posted)
{
	if (op->synchronous) {
		pthread_mutex_lock(&op->lock);
		posted->returned = true;
		pthread_cond_broadcast(&op->changed);
		pthread_mutex_unlock(&op->lock);
		return;
	}
	ask(op, posted, op->manual_ack);
	dispatch_op_announce(op, posted->event.cookie);
	call_result(op, &posted->event, op->manual_ack);
	conclude(op, posted->event.cookie);
	end_callback(op, posted);
}

static void deliver_streamed(struct dispatch_op *op, struct dispatch_posted *posted)
{
	const struct dispatch_event *e = &posted->event;
	const MI_OperationCallbacks *cb = &op->callbacks;

	if (cb->streamedParameterResult) {
		ask(op, posted, op->manual_ack);
		dispatch_op_announce(op, e->cookie);
		cb->streamedParameterResult(&op->handle, cb->callbackContext, e->parameter_name, e->parameter_type,
					    e->parameter_value, op->manual_ack ? acknowledge_streamed : NULL);
		conclude(op, e->cookie);
	}
	end_callback(op, posted);
}

static bool asks(const struct dispatch_event *e, bool by_mode)
{
	return e->asking == DISPATCH_ASKS_BY_MODE ? by_mode : e->asking == DISPATCH_ASKS;
}

/* Critical questions are always asked; where that is impossible, the answer is no. */
static void deliver_prompt(struct dispatch_op *op, struct dispatch_posted *posted)
{
	const struct dispatch_event *e = &posted->event;
	const MI_OperationCallbacks *cb = &op->callbacks;
	bool critical = e->prompt_type == MI_PROMPTTYPE_CRITICAL;
	bool yes = op->prompt_answer && !critical;
	bool ignore = op->prompt_mode == MI_CALLBACKMODE_IGNORE && !critical;

	if (cb->promptUser && (!ignore || e->asking != DISPATCH_ASKS_BY_MODE)) {
		ask(op, posted, asks(e, critical || op->prompt_mode != MI_CALLBACKMODE_REPORT));
		dispatch_op_announce(op, e->cookie);
		cb->promptUser(&op->handle, cb->callbackContext, e->message, e->prompt_type,
			       posted->asks ? answer_prompt : NULL);
		conclude(op, e->cookie);
	}
	end_question(op, posted, yes ? MI_OperationCallback_ResponseType_Yes : MI_OperationCallback_ResponseType_No);
}

static void deliver_error(struct dispatch_op *op, struct dispatch_posted *posted)
{
	const MI_OperationCallbacks *cb = &op->callbacks;

	if (cb->writeError) {
		ask(op, posted, asks(&posted->event, op->error_mode != MI_CALLBACKMODE_REPORT));
		dispatch_op_announce(op, posted->event.cookie);
		cb->writeError(&op->handle, cb->callbackContext, posted->event.instance,
			       posted->asks ? answer_error : NULL);
		conclude(op, posted->event.cookie);
	}
	end_question(op, posted, MI_OperationCallback_ResponseType_Yes);
}

static void deliver_message(struct dispatch_op *op, struct dispatch_posted *posted)
{
	const struct dispatch_event *e = &posted->event;
	const MI_OperationCallbacks *cb = &op->callbacks;

	if (e->kind == DISPATCH_WRITE_MESSAGE && cb->writeMessage) {
		dispatch_op_announce(op, e->cookie);
		cb->writeMessage(&op->handle, cb->callbackContext, e->channel, e->message);
		conclude(op, e->cookie);
	}
	if (e->kind == DISPATCH_WRITE_PROGRESS && cb->writeProgress) {
		dispatch_op_announce(op, e->cookie);
		cb->writeProgress(&op->handle, cb->callbackContext, e->activity, e->current_operation,
				  e->status_description, e->percentage, e->seconds_remaining);
		conclude(op, e->cookie);
	}
	end_callback(op, posted);
}

void dispatch_op_deliver(struct dispatch_op *op, struct dispatch_posted *posted)
{
	switch (posted->event.kind) {
	case DISPATCH_RESULT_INSTANCE:
	case DISPATCH_RESULT_INDICATION:
	case DISPATCH_RESULT_CLASS:
		deliver_result(op, posted);
		break;
	case DISPATCH_STREAMED_PARAMETER:
		deliver_streamed(op, posted);
		break;
	case DISPATCH_PROMPT_USER:
		deliver_prompt(op, posted);
		break;
	case DISPATCH_WRITE_ERROR:
		deliver_error(op, posted);
		break;
	case DISPATCH_WRITE_MESSAGE:
	case DISPATCH_WRITE_PROGRESS:
		deliver_message(op, posted);
		break;
	}
}
