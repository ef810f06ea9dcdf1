/* The eight callbacks of an operation. */
#include "callbacks.h"

#include "callback.h"
#include "encode_wire.h"
#include "operation_record.h"
#include "responders.h"

/* A callback of an operation while it runs: keeps the operation's record. */
struct visit {
	struct shim_callback callback;
	struct shim_operation *record;
	uint32_t relation; /* MTR_HANDLE_RELATION_ */
	bool answerable, held;
};

static uint32_t relation_of(const struct shim_operation *record, const MI_Operation *operation)
{
	if (!operation)
		return MTR_HANDLE_RELATION_RELATION_NULL;
	return operation == atomic_load_explicit(&record->client_handle, memory_order_relaxed)
		       ? MTR_HANDLE_RELATION_RELATION_CLIENTS
		       : MTR_HANDLE_RELATION_RELATION_OTHER;
}

/* A table of failed starts shows up here first, and the handle's words in any case. */
static __attribute__((noinline, cold)) void see_table(struct shim_operation *record, const MI_Operation *operation)
{
	shim_table_seen(SHIM_OPERATION, operation->ft, MTR_TABLE_TABLE_FAILED);
	shim_operation_bind(record, operation);
	atomic_store_explicit(&record->table, operation->ft, memory_order_relaxed);
}

static inline void visit_enter(struct visit *visit, void *context, uint32_t kind, const MI_Operation *operation,
			       bool answerable, uintptr_t address)
{
	struct shim_operation *record = context;

	shim_callback_enter(&visit->callback, kind, address);
	visit->record = record;
	visit->callback.objects = &record->objects;
	visit->relation = relation_of(record, operation);
	visit->answerable = answerable;
	if (operation && operation->ft != atomic_load_explicit(&record->table, memory_order_relaxed))
		see_table(record, operation);
}

/* The record must outlive the client's function: the library's right to call back may end in the meantime. */
static void visit_hold(struct visit *visit)
{
	visit->held = shim_operation_get(visit->record);
}

static void visit_release(const struct visit *visit)
{
	if (visit->held)
		shim_operation_put(visit->record);
}

static void visit_leave(struct visit *visit)
{
	shim_callback_end(&visit->callback);
	visit_release(visit);
}

/* Answerable is 10, handle 25: fields go in the order of their numbers. */
static inline void encode_answerable(struct mtr_encoder *e, const struct visit *visit)
{
	mtr_emit_uint(e, MTR_CALLBACK_ANSWERABLE, visit->answerable);
}

static inline void encode_handle(struct mtr_encoder *e, const struct visit *visit)
{
	mtr_emit_uint(e, MTR_CALLBACK_HANDLE, visit->relation);
}

/* ---------------------------------------------------------------- results */

struct result {
	struct visit visit;
	const MI_Instance *instance;
	const MI_Class *class;
	const MI_Char *bookmark, *machine_id;
	MI_Boolean more;
	MI_Result code;
	const MI_Char *message;
	const MI_Instance *details;
};

static void encode_full_result(struct mtr_encoder *e, const struct result *result)
{
	mtr_encode_bool(e, MTR_CALLBACK_MORE_RESULTS, result->more);
	mtr_encode_uint(e, MTR_CALLBACK_RESULT, (uint32_t)result->code);
	mtr_encode_text(e, MTR_CALLBACK_ERROR_MESSAGE, result->message);
	mtr_encode_instance(e, MTR_CALLBACK_ERROR_DETAILS, result->details);
	encode_answerable(e, &result->visit);
	mtr_encode_class(e, MTR_CALLBACK_CLASS, result->class);
	mtr_encode_name(e, MTR_CALLBACK_BOOKMARK, result->bookmark);
	mtr_encode_name(e, MTR_CALLBACK_MACHINE_ID, result->machine_id);
	encode_handle(e, &result->visit);
}

/* The same of a result that is an instance and all right: single bytes, but for the last tag. */
static inline uint8_t *put_good_result(uint8_t *p, const struct result *result)
{
	p = mtr_put_uint(p, MTR_CALLBACK_MORE_RESULTS, result->more & 1);
	p = mtr_put_uint(p, MTR_CALLBACK_RESULT, 0);
	p = mtr_put_uint(p, MTR_CALLBACK_ANSWERABLE, result->visit.answerable & 1);
	return mtr_put_uint(p, MTR_CALLBACK_HANDLE, result->visit.relation & 0x7f);
}

static bool is_good_instance(const struct result *result)
{
	return result->code == MI_RESULT_OK && result->more <= 1 && !result->message && !result->details &&
	       !result->class && !result->bookmark && !result->machine_id;
}

static void encode_result(struct mtr_encoder *e, const void *args)
{
	const struct result *result = args;
	size_t mark = shim_callback_open(e, &result->visit.callback);

	mtr_encode_instance(e, MTR_CALLBACK_INSTANCE, result->instance);
	if (!is_good_instance(result))
		encode_full_result(e, result);
	else if (mtr_encode_room(e, MTR_ENCODER_SLACK))
		e->cur = put_good_result(e->cur, result);
	mtr_encode_close_event(e, mark);
}

/* Behind a result that more are to follow, nothing of the record is looked at: no need to hold it. */
static void result_begin(struct result *result)
{
	if (!result->more)
		visit_hold(&result->visit);
	shim_callback_begin_event(&result->visit.callback, encode_result, result);
	if (result->visit.answerable)
		shim_operation_delivered(result->visit.record, result->visit.callback.seq);
}

static void result_end(struct result *result)
{
	shim_callback_end(&result->visit.callback);
	if (result->more)
		return;
	if (result->visit.held)
		shim_operation_final_returned(result->visit.record);
	visit_release(&result->visit);
}

static void on_instance(MI_Operation *operation, void *context, const MI_Instance *instance, MI_Boolean more,
			MI_Result code, const MI_Char *message, const MI_Instance *details,
			shim_acknowledge_fn acknowledge)
{
	struct result result = {
		.instance = instance, .more = more, .code = code, .message = message, .details = details};
	const MI_OperationCallbacks *client = &((struct shim_operation *)context)->client;

	visit_enter(&result.visit, context, MTR_CALLBACK_KIND_MI_OperationCallbacks_instanceResult, operation,
		    acknowledge, (uintptr_t)__builtin_frame_address(0));
	result_begin(&result);
	client->instanceResult(operation, client->callbackContext, instance, more, code, message, details,
			       shim_responder_acknowledgement(acknowledge));
	result_end(&result);
}

static void on_indication(MI_Operation *operation, void *context, const MI_Instance *instance, const MI_Char *bookmark,
			  const MI_Char *machine_id, MI_Boolean more, MI_Result code, const MI_Char *message,
			  const MI_Instance *details, shim_acknowledge_fn acknowledge)
{
	struct result result = {.instance = instance,
				.bookmark = bookmark,
				.machine_id = machine_id,
				.more = more,
				.code = code,
				.message = message,
				.details = details};
	const MI_OperationCallbacks *client = &((struct shim_operation *)context)->client;

	visit_enter(&result.visit, context, MTR_CALLBACK_KIND_MI_OperationCallbacks_indicationResult, operation,
		    acknowledge, (uintptr_t)__builtin_frame_address(0));
	result_begin(&result);
	client->indicationResult(operation, client->callbackContext, instance, bookmark, machine_id, more, code,
				 message, details, shim_responder_acknowledgement(acknowledge));
	result_end(&result);
}

static void on_class(MI_Operation *operation, void *context, const MI_Class *class, MI_Boolean more, MI_Result code,
		     const MI_Char *message, const MI_Instance *details, shim_acknowledge_fn acknowledge)
{
	struct result result = {.class = class, .more = more, .code = code, .message = message, .details = details};
	const MI_OperationCallbacks *client = &((struct shim_operation *)context)->client;

	visit_enter(&result.visit, context, MTR_CALLBACK_KIND_MI_OperationCallbacks_classResult, operation, acknowledge,
		    (uintptr_t)__builtin_frame_address(0));
	result_begin(&result);
	client->classResult(operation, client->callbackContext, class, more, code, message, details,
			    shim_responder_acknowledgement(acknowledge));
	result_end(&result);
}

/* ---------------------------------------------------------------- what comes between results */

struct parameter {
	struct visit visit;
	const MI_Char *name;
	MI_Type type;
	const MI_Value *value;
};

static void encode_parameter(struct mtr_encoder *e, const void *args)
{
	const struct parameter *parameter = args;

	encode_answerable(e, &parameter->visit);
	mtr_encode_name(e, MTR_CALLBACK_PARAMETER_NAME, parameter->name);
	mtr_encode_uint(e, MTR_CALLBACK_PARAMETER_TYPE, (uint32_t)parameter->type);
	if (parameter->value)
		mtr_encode_value(e, MTR_CALLBACK_PARAMETER_VALUE, parameter->name, parameter->type, 0,
				 parameter->value);
	encode_handle(e, &parameter->visit);
}

static void on_parameter(MI_Operation *operation, void *context, const MI_Char *name, MI_Type type,
			 const MI_Value *value, shim_acknowledge_fn acknowledge)
{
	struct parameter parameter = {.name = name, .type = type, .value = value};
	const MI_OperationCallbacks *client = &((struct shim_operation *)context)->client;

	visit_enter(&parameter.visit, context, MTR_CALLBACK_KIND_MI_OperationCallbacks_streamedParameterResult,
		    operation, acknowledge, (uintptr_t)__builtin_frame_address(0));
	visit_hold(&parameter.visit);
	shim_callback_begin(&parameter.visit.callback, encode_parameter, &parameter);
	if (acknowledge)
		shim_operation_delivered(parameter.visit.record, parameter.visit.callback.seq);
	client->streamedParameterResult(operation, client->callbackContext, name, type, value,
					shim_responder_acknowledgement(acknowledge));
	visit_leave(&parameter.visit);
}

struct message {
	struct visit visit;
	MI_Uint32 channel;
	const MI_Char *text;
};

static void encode_message(struct mtr_encoder *e, const void *args)
{
	const struct message *message = args;

	encode_answerable(e, &message->visit);
	mtr_encode_text(e, MTR_CALLBACK_MESSAGE, message->text);
	mtr_encode_uint(e, MTR_CALLBACK_CHANNEL, message->channel);
	encode_handle(e, &message->visit);
}

static void on_message(MI_Operation *operation, void *context, MI_Uint32 channel, const MI_Char *text)
{
	struct message message = {.channel = channel, .text = text};
	const MI_OperationCallbacks *client = &((struct shim_operation *)context)->client;

	visit_enter(&message.visit, context, MTR_CALLBACK_KIND_MI_OperationCallbacks_writeMessage, operation, false,
		    (uintptr_t)__builtin_frame_address(0));
	visit_hold(&message.visit);
	shim_callback_begin(&message.visit.callback, encode_message, &message);
	client->writeMessage(operation, client->callbackContext, channel, text);
	visit_leave(&message.visit);
}

struct progress {
	struct visit visit;
	const MI_Char *activity, *current_operation, *status;
	MI_Uint32 percentage, seconds;
};

static void encode_progress(struct mtr_encoder *e, const void *args)
{
	const struct progress *progress = args;

	encode_answerable(e, &progress->visit);
	mtr_encode_text(e, MTR_CALLBACK_ACTIVITY, progress->activity);
	mtr_encode_text(e, MTR_CALLBACK_CURRENT_OPERATION, progress->current_operation);
	mtr_encode_text(e, MTR_CALLBACK_STATUS_DESCRIPTION, progress->status);
	mtr_encode_uint(e, MTR_CALLBACK_PERCENTAGE, progress->percentage);
	mtr_encode_uint(e, MTR_CALLBACK_SECONDS_REMAINING, progress->seconds);
	encode_handle(e, &progress->visit);
}

static void on_progress(MI_Operation *operation, void *context, const MI_Char *activity,
			const MI_Char *current_operation, const MI_Char *status, MI_Uint32 percentage,
			MI_Uint32 seconds)
{
	struct progress progress = {.activity = activity,
				    .current_operation = current_operation,
				    .status = status,
				    .percentage = percentage,
				    .seconds = seconds};
	const MI_OperationCallbacks *client = &((struct shim_operation *)context)->client;

	visit_enter(&progress.visit, context, MTR_CALLBACK_KIND_MI_OperationCallbacks_writeProgress, operation, false,
		    (uintptr_t)__builtin_frame_address(0));
	visit_hold(&progress.visit);
	shim_callback_begin(&progress.visit.callback, encode_progress, &progress);
	client->writeProgress(operation, client->callbackContext, activity, current_operation, status, percentage,
			      seconds);
	visit_leave(&progress.visit);
}

struct question {
	struct visit visit;
	const MI_Char *text;
	MI_PromptType type;
};

static void encode_prompt(struct mtr_encoder *e, const void *args)
{
	const struct question *question = args;

	encode_answerable(e, &question->visit);
	mtr_encode_text(e, MTR_CALLBACK_MESSAGE, question->text);
	mtr_encode_uint(e, MTR_CALLBACK_PROMPT_TYPE, (uint32_t)question->type);
	encode_handle(e, &question->visit);
}

static void on_prompt(MI_Operation *operation, void *context, const MI_Char *text, MI_PromptType type,
		      shim_answer_fn answer)
{
	struct question question = {.text = text, .type = type};
	const MI_OperationCallbacks *client = &((struct shim_operation *)context)->client;

	visit_enter(&question.visit, context, MTR_CALLBACK_KIND_MI_OperationCallbacks_promptUser, operation, answer,
		    (uintptr_t)__builtin_frame_address(0));
	visit_hold(&question.visit);
	shim_callback_begin(&question.visit.callback, encode_prompt, &question);
	atomic_store(&question.visit.record->prompt, question.visit.callback.seq);
	client->promptUser(operation, client->callbackContext, text, type, shim_responder_prompt(answer));
	visit_leave(&question.visit);
}

struct error {
	struct visit visit;
	const MI_Instance *instance;
};

static void encode_error(struct mtr_encoder *e, const void *args)
{
	const struct error *error = args;

	mtr_encode_instance(e, MTR_CALLBACK_INSTANCE, error->instance);
	encode_answerable(e, &error->visit);
	encode_handle(e, &error->visit);
}

static void on_error(MI_Operation *operation, void *context, MI_Instance *instance, shim_answer_fn answer)
{
	struct error error = {.instance = instance};
	const MI_OperationCallbacks *client = &((struct shim_operation *)context)->client;

	visit_enter(&error.visit, context, MTR_CALLBACK_KIND_MI_OperationCallbacks_writeError, operation, answer,
		    (uintptr_t)__builtin_frame_address(0));
	visit_hold(&error.visit);
	shim_callback_begin(&error.visit.callback, encode_error, &error);
	atomic_store(&error.visit.record->error, error.visit.callback.seq);
	client->writeError(operation, client->callbackContext, instance, shim_responder_error(answer));
	visit_leave(&error.visit);
}

void shim_callbacks_fill(struct shim_operation *operation)
{
	const MI_OperationCallbacks *client = &operation->client;

	operation->ours = (MI_OperationCallbacks){
		.callbackContext = operation,
		.promptUser = client->promptUser ? on_prompt : NULL,
		.writeError = client->writeError ? on_error : NULL,
		.writeMessage = client->writeMessage ? on_message : NULL,
		.writeProgress = client->writeProgress ? on_progress : NULL,
		.instanceResult = client->instanceResult ? on_instance : NULL,
		.indicationResult = client->indicationResult ? on_indication : NULL,
		.classResult = client->classResult ? on_class : NULL,
		.streamedParameterResult = client->streamedParameterResult ? on_parameter : NULL,
	};
}
