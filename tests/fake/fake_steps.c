/* Taking the steps of an operation's plan: which is next, may it be taken, and the callback it is. */
#include "fake.h"

#include <errno.h>
#include <string.h>

#include "fake_log.h"

static bool is_result(const struct fake_step *step)
{
	return step->act <= FAKE_STARTED;
}

static bool is_final(const struct fake_step *step)
{
	return step->act == FAKE_LAST || step->act == FAKE_FINAL || step->act == FAKE_BARE;
}

/* The step that comes next, and how many there are before the one after it; NULL when there is none. */
static const struct fake_step *current(const struct fake_operation *operation, unsigned *ret_next)
{
	static const struct fake_step stopped = {
		.act = FAKE_BARE, .code = MI_RESULT_FAILED, .lane = FAKE_IO, .object = "bare"};
	const struct fake_plan *plan = operation->plan;
	unsigned next = operation->next;

	if (operation->final) {
		*ret_next = next + 1;
		return next < plan->nr_steps && plan->steps[next].beyond ? &plan->steps[next] : NULL;
	}
	while (operation->cancelled && !operation->past_stop && next < plan->nr_steps &&
	       !plan->steps[next].after_close && !plan->steps[next].after_cancel)
		next++;
	if (next < plan->nr_steps) {
		*ret_next = next + 1;
		return &plan->steps[next];
	}
	*ret_next = next;
	return operation->cancelled && !plan->hang ? &stopped : NULL;
}

/* Whatever thread it is to be taken on. */
static bool may_be_taken(const struct fake_operation *operation, const struct fake_step *step)
{
	if ((step->after_close && !operation->closed) || (step->after_cancel && !operation->cancelled))
		return false;
	if (step->ungated)
		return true;
	if (operation->running)
		return false;
	return operation->cancelled || (!operation->unacknowledged && !operation->unanswered);
}

bool fake_step_ready(const struct fake_operation *operation, enum fake_lane lane)
{
	const struct fake_step *step;
	enum fake_lane where;
	unsigned next;

	if (!operation->used || operation->released)
		return false;
	step = current(operation, &next);
	if (!step || (operation->synchronous && is_result(step)))
		return false;
	/* What was meant for the caller and could not be had in time comes from our thread. */
	where = step->lane == FAKE_CALLER && operation->returned ? FAKE_IO : step->lane;
	if (where != lane || (lane != FAKE_CALLER && !step->early && !operation->returned))
		return false;
	return may_be_taken(operation, step);
}

/* ---------------------------------------------------------------- results */

static bool is_class_kind(enum fake_kind kind)
{
	return kind == FAKE_GET_CLASS || kind == FAKE_ENUMERATE_CLASSES;
}

static void make_result(struct fake_operation *operation, const struct fake_step *step, struct fake_result *result,
			struct fake_objects *objects)
{
	memset(objects, 0, sizeof(*objects));
	memset(result, 0, sizeof(*result));
	result->more = !is_final(step);
	if (step->act == FAKE_RESULT || step->act == FAKE_LAST) {
		operation->results++;
		if (is_class_kind(operation->kind))
			objects->class_object = fake_class_of(step);
		else
			objects->instance = fake_instance_of(step, operation->results);
		if (operation->kind == FAKE_SUBSCRIBE) {
			result->bookmark = "bookmark of it";
			result->machine_id = "machine of it";
		}
	}
	if (is_final(step))
		result->code = step->code;
	if (step->act == FAKE_FINAL && step->code) {
		result->message = "what went wrong";
		objects->details = fake_error_of(result->code, "details of what went wrong");
	}
	result->instance = objects->instance;
	result->class_object = objects->class_object;
	result->details = objects->details;
}

static void log_callback(const struct fake_operation *operation, const char *what)
{
	struct fake_line line;

	fake_line_begin(&line, "op%u/cb", operation->number);
	fake_put(&line, "%s on=%s", what, fake_lane_name ? fake_lane_name : "client");
	fake_line_end(&line);
}

/* What the client left in errno. */
static void log_return(const struct fake_operation *operation, const char *what)
{
	int left = errno;
	struct fake_line line;

	fake_line_begin(&line, "op%u/cb", operation->number);
	fake_put(&line, "%s returned errno=%d", what, left);
	fake_line_end(&line);
}

void fake_result_call(const MI_OperationCallbacks *callbacks, enum fake_kind kind, MI_Operation *operation,
		      const struct fake_result *result, MI_Result (*acknowledge)(MI_Operation *operation))
{
	void *context = callbacks->callbackContext;

	errno = FAKE_ERRNO_CALLBACK;
	if (is_class_kind(kind))
		callbacks->classResult(operation, context, result->class_object, result->more, result->code,
				       result->message, result->details, acknowledge);
	else if (kind == FAKE_SUBSCRIBE)
		callbacks->indicationResult(operation, context, result->instance, result->bookmark, result->machine_id,
					    result->more, result->code, result->message, result->details, acknowledge);
	else
		callbacks->instanceResult(operation, context, result->instance, result->more, result->code,
					  result->message, result->details, acknowledge);
}

typedef MI_Result (*acknowledge_fn)(MI_Operation *operation);

static acknowledge_fn acknowledgement(const struct fake_operation *operation, const struct fake_step *step)
{
	switch (step->ack) {
	case FAKE_ACK_YES:
		return fake_acknowledge;
	case FAKE_ACK_OTHER:
		return fake_acknowledge_2;
	case FAKE_ACK_NO:
		return NULL;
	default:
		return operation->flags & MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS ? fake_acknowledge : NULL;
	}
}

/* The operation a callback points to; @copy is room for one. */
static MI_Operation *pointer_of(struct fake_operation *operation, const struct fake_step *step, MI_Operation *copy)
{
	enum fake_pointer usual = is_result(step) ? FAKE_POINTER_COPY : FAKE_POINTER_INTERNAL;

	*copy = operation->handle;
	switch (step->pointer == FAKE_POINTER_USUAL ? usual : step->pointer) {
	case FAKE_POINTER_INTERNAL:
		return &operation->handle;
	case FAKE_POINTER_CLIENT:
		return operation->client;
	case FAKE_POINTER_NONE:
		return NULL;
	default:
		return copy;
	}
}

static void deliver_result(struct fake_operation *operation, const struct fake_step *step)
{
	acknowledge_fn acknowledge = acknowledgement(operation, step);
	struct fake_objects objects;
	struct fake_result result;
	MI_Operation copy, *handle = pointer_of(operation, step, &copy);

	make_result(operation, step, &result, &objects);
	if (acknowledge) {
		operation->lost |= operation->plan->forgetful && operation->unacknowledged;
		operation->unacknowledged = operation->plan->forgetful ? 1 : operation->unacknowledged + 1;
		operation->held[operation->nr_held++] = objects;
	}
	if (is_final(step)) {
		operation->final = true;
		operation->final_code = result.code;
	}
	pthread_mutex_unlock(&fake.lock);
	log_callback(operation, "result");
	fake_result_call(&operation->callbacks, operation->kind, handle, &result, acknowledge);
	log_return(operation, "result");
	pthread_mutex_lock(&fake.lock);
	if (!acknowledge) {
		MI_Instance_Delete(objects.instance);
		MI_Instance_Delete(objects.details);
		MI_Class_Delete(objects.class_object);
	} else if (!operation->unacknowledged) {
		fake_held_free(operation);
	}
}

bool fake_result_ready(const struct fake_operation *operation)
{
	const struct fake_step *step;
	unsigned next;

	if (operation->final)
		return true;
	step = current(operation, &next);
	return step && is_result(step) && may_be_taken(operation, step);
}

bool fake_result_wants_client(const struct fake_operation *operation)
{
	const struct fake_step *step;
	unsigned next;

	step = current(operation, &next);
	return !step || (step->after_close && !operation->closed) || (step->after_cancel && !operation->cancelled);
}

void fake_result_take(struct fake_operation *operation, struct fake_result *ret)
{
	struct fake_objects objects;
	const struct fake_step *step;
	unsigned next;

	if (operation->final) {
		*ret = (struct fake_result){.code = operation->final_code};
		return;
	}
	step = current(operation, &next);
	operation->next = next;
	operation->past_stop |= step->after_close || step->after_cancel;
	make_result(operation, step, ret, &objects);
	operation->held[operation->nr_held++] = objects;
	if (is_final(step)) {
		operation->final = true;
		operation->final_code = ret->code;
	}
	pthread_cond_broadcast(&fake.changed);
}

/* ---------------------------------------------------------------- what comes between results */

static void deliver_question(struct fake_operation *operation, const struct fake_step *step, MI_Operation *handle)
{
	const MI_OperationCallbacks *callbacks = &operation->callbacks;
	MI_Instance *error;

	errno = FAKE_ERRNO_CALLBACK;
	if (step->act == FAKE_PROMPT) {
		callbacks->promptUser(handle, callbacks->callbackContext, "may I?", (MI_PromptType)step->code,
				      step->answerable ? fake_answer_prompt : NULL);
		return;
	}
	error = fake_error_of(MI_RESULT_NOT_FOUND, "an error to go on after");
	errno = FAKE_ERRNO_CALLBACK;
	callbacks->writeError(handle, callbacks->callbackContext, error, step->answerable ? fake_answer_error : NULL);
	MI_Instance_Delete(error);
}

static void deliver_parameter(struct fake_operation *operation, MI_Operation *handle, acknowledge_fn acknowledge)
{
	const MI_OperationCallbacks *callbacks = &operation->callbacks;
	MI_Uint16 numbers[] = {11, 22, 33};
	MI_Value value;

	memset(&value, 0, sizeof(value));
	value.uint16a.data = numbers;
	value.uint16a.size = MI_COUNT(numbers);
	errno = FAKE_ERRNO_CALLBACK;
	callbacks->streamedParameterResult(handle, callbacks->callbackContext, "stream", MI_UINT16A, &value,
					   acknowledge);
}

/* True when the client has a callback for it; those it has not set are passed over. */
static bool has_callback(const struct fake_operation *operation, const struct fake_step *step)
{
	const MI_OperationCallbacks *callbacks = &operation->callbacks;

	switch (step->act) {
	case FAKE_PROMPT:
		return callbacks->promptUser;
	case FAKE_ERROR:
		return callbacks->writeError;
	case FAKE_MESSAGE:
		return callbacks->writeMessage;
	case FAKE_PROGRESS:
		return callbacks->writeProgress;
	default:
		return callbacks->streamedParameterResult;
	}
}

static void deliver_other(struct fake_operation *operation, const struct fake_step *step)
{
	static const char *const names[] = {[FAKE_PROMPT] = "promptUser",
					    [FAKE_ERROR] = "writeError",
					    [FAKE_MESSAGE] = "writeMessage",
					    [FAKE_PROGRESS] = "writeProgress",
					    [FAKE_PARAMETER] = "streamedParameterResult"};
	const MI_OperationCallbacks *callbacks = &operation->callbacks;
	MI_Operation copy, *handle = pointer_of(operation, step, &copy);
	acknowledge_fn acknowledge = step->act == FAKE_PARAMETER ? acknowledgement(operation, step) : NULL;

	if (!has_callback(operation, step))
		return;
	operation->unanswered |= step->answerable && (step->act == FAKE_PROMPT || step->act == FAKE_ERROR);
	operation->unacknowledged += acknowledge ? 1 : 0;
	pthread_mutex_unlock(&fake.lock);
	log_callback(operation, names[step->act]);
	errno = FAKE_ERRNO_CALLBACK;
	switch (step->act) {
	case FAKE_MESSAGE:
		callbacks->writeMessage(handle, callbacks->callbackContext, step->code, "a message");
		break;
	case FAKE_PROGRESS:
		callbacks->writeProgress(handle, callbacks->callbackContext, "activity", "current", NULL, 12, 34);
		break;
	case FAKE_PARAMETER:
		deliver_parameter(operation, handle, acknowledge);
		break;
	default:
		deliver_question(operation, step, handle);
	}
	log_return(operation, names[step->act]);
	pthread_mutex_lock(&fake.lock);
}

void fake_step_run(struct fake_operation *operation)
{
	const struct fake_step *step;
	unsigned next;

	step = current(operation, &next);
	operation->next = next;
	operation->past_stop |= step->after_close || step->after_cancel;
	operation->running++;
	pthread_cond_broadcast(&fake.changed); /* the step after it may be another thread's, and ungated */
	if (is_result(step))
		deliver_result(operation, step);
	else
		deliver_other(operation, step);
	operation->running--;
	pthread_cond_broadcast(&fake.changed);
	fake_operation_settle(operation);
}
