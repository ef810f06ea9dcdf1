/* The operation's slots, and when an operation is over. */
#include "fake.h"

#include <stdlib.h>
#include <string.h>

#include "fake_log.h"

struct fake_operation *fake_operation_find_slot(const MI_Operation *handle)
{
	ptrdiff_t slot = handle ? handle->reserved2 - FAKE_OPERATION_BASE : -1;

	if (slot < 0 || slot >= FAKE_OBJECTS_MAX || !fake.operations[slot].used)
		return NULL;
	return &fake.operations[slot];
}

struct fake_operation *fake_operation_find(const MI_Operation *handle)
{
	struct fake_operation *operation = fake_operation_find_slot(handle);

	return operation && !operation->closed && operation->version == handle->reserved1 ? operation : NULL;
}

/* ---------------------------------------------------------------- the end */

void fake_held_free(struct fake_operation *operation)
{
	for (unsigned i = 0; i < operation->nr_held; i++) {
		MI_Instance_Delete(operation->held[i].instance);
		MI_Instance_Delete(operation->held[i].details);
		MI_Class_Delete(operation->held[i].class_object);
	}
	operation->nr_held = 0;
}

void fake_operation_settle(struct fake_operation *operation)
{
	struct fake_session *session = &fake.sessions[operation->session];

	if (operation->released || !operation->closed || !operation->final || operation->unacknowledged ||
	    operation->lost || operation->running || !operation->returned)
		return;
	operation->released = true;
	fake_held_free(operation);
	session->operations--;
	pthread_cond_broadcast(&fake.changed);
	fake_session_settle(session);
}

void fake_operation_stop(struct fake_operation *operation, bool close)
{
	operation->lost |= operation->plan->forgetful && operation->synchronous && !close && operation->nr_held &&
			   !operation->final;
	operation->cancelled = true;
	operation->closed |= close;
	pthread_cond_broadcast(&fake.changed);
}

/* ---------------------------------------------------------------- slots */

/* The number of the operation that a handle stands or stood for, and how the handle looks. */
static void begin(struct fake_line *line, const char *what, const MI_Operation *handle)
{
	const struct fake_operation *operation;
	unsigned number;
	bool same;

	pthread_mutex_lock(&fake.lock);
	operation = fake_operation_find_slot(handle);
	number = operation ? operation->number : 0;
	same = operation && operation->client == handle;
	pthread_mutex_unlock(&fake.lock);
	fake_line_begin(line, "op%u/call", number);
	fake_line_call(line, what);
	if (handle)
		fake_put(line, "handle=%s,%llx,%lx", same ? "client's" : "other", handle->reserved1,
			 (unsigned long)handle->reserved2);
	else
		fake_put(line, "handle=null");
}

static void log_wait(const struct fake_operation *operation, const char *what)
{
	struct fake_line line;

	fake_line_begin(&line, "op%u/call", operation->number);
	fake_put(&line, "%s waits", what);
	fake_line_end(&line);
}

static MI_Result fake_Operation_Close(MI_Operation *operation)
{
	struct fake_operation *self;
	struct fake_line line;
	bool said = false;

	begin(&line, "Operation.Close", operation);
	fake_line_end(&line);
	pthread_mutex_lock(&fake.lock);
	self = fake_operation_find(operation);
	if (self) {
		fake_operation_stop(self, true);
		/* Somebody must fetch the last result. */
		while (self->synchronous && !self->final) {
			if (!said)
				log_wait(self, "Operation.Close");
			said = true;
			pthread_cond_wait(&fake.changed, &fake.lock);
		}
		while (self->plan->tidy && self->running)
			pthread_cond_wait(&fake.changed, &fake.lock);
		if (self->synchronous)
			self->unacknowledged = 0;
		fake_operation_settle(self);
	}
	pthread_mutex_unlock(&fake.lock);
	return self ? MI_RESULT_OK : MI_RESULT_INVALID_PARAMETER;
}

static MI_Result fake_Operation_Cancel(MI_Operation *operation, MI_CancellationReason reason)
{
	struct fake_operation *self;
	struct fake_line line;

	begin(&line, "Operation.Cancel", operation);
	fake_put(&line, "reason=%d", reason);
	fake_line_end(&line);
	pthread_mutex_lock(&fake.lock);
	self = fake_operation_find(operation);
	if (self)
		fake_operation_stop(self, false);
	pthread_mutex_unlock(&fake.lock);
	return self ? MI_RESULT_OK : MI_RESULT_INVALID_PARAMETER;
}

static MI_Result fake_Operation_GetSession(MI_Operation *operation, MI_Session *session)
{
	struct fake_operation *self;
	struct fake_line line;

	begin(&line, "Operation.GetSession", operation);
	fake_put_pointer(&line, "session", session);
	fake_line_end(&line);
	pthread_mutex_lock(&fake.lock);
	self = fake_operation_find(operation);
	if (session)
		*session = self ? self->parent : (MI_Session)MI_SESSION_NULL;
	pthread_mutex_unlock(&fake.lock);
	return self && session ? MI_RESULT_OK : MI_RESULT_INVALID_PARAMETER;
}

/* ---------------------------------------------------------------- getters */

/* Where the client wants what; members of other getters are NULL. */
struct wanted {
	bool indication;
	const MI_Instance **instance;
	const MI_Class **class_object;
	const MI_Char **bookmark, **machine_id;
	MI_Boolean *more;
	MI_Result *result;
	const MI_Char **message;
	const MI_Instance **details;
};

static void log_wanted(struct fake_line *line, const struct wanted *wanted)
{
	const void *const pointers[] = {wanted->instance, wanted->class_object, wanted->bookmark, wanted->machine_id,
					wanted->more,     wanted->result,       wanted->message,  wanted->details};
	static const char *const names[] = {"instance", "class",  "bookmark", "machineID",
					    "more",     "result", "message",  "details"};

	for (unsigned i = 0; i < MI_COUNT(names); i++) {
		if (pointers[i])
			fake_put(line, "%s", names[i]);
	}
	fake_line_end(line);
}

static void give(const struct wanted *wanted, const struct fake_result *result)
{
	if (wanted->instance)
		*wanted->instance = result->instance;
	if (wanted->class_object)
		*wanted->class_object = result->class_object;
	if (wanted->bookmark)
		*wanted->bookmark = result->bookmark;
	if (wanted->machine_id)
		*wanted->machine_id = result->machine_id;
	if (wanted->more)
		*wanted->more = result->more;
	if (wanted->result)
		*wanted->result = result->code;
	if (wanted->message)
		*wanted->message = result->message;
	if (wanted->details)
		*wanted->details = result->details;
}

static bool kind_fits(enum fake_kind kind, const struct wanted *wanted)
{
	switch (kind) {
	case FAKE_GET_CLASS:
	case FAKE_ENUMERATE_CLASSES:
		return wanted->class_object;
	case FAKE_SUBSCRIBE:
		return wanted->indication && wanted->instance;
	default:
		return !wanted->indication && wanted->instance;
	}
}

static MI_Result get(const MI_Operation *handle, const struct wanted *wanted)
{
	struct fake_result result = {.code = MI_RESULT_INVALID_PARAMETER};
	MI_Result ret = MI_RESULT_INVALID_PARAMETER;
	struct fake_operation *self;
	bool said = false;

	pthread_mutex_lock(&fake.lock);
	self = fake_operation_find(handle);
	if (self && self->synchronous && kind_fits(self->kind, wanted)) {
		self->unacknowledged = 0; /* the result before, if any */
		fake_held_free(self);
		pthread_cond_broadcast(&fake.changed);
		while (!fake_result_ready(self)) {
			if (!said && fake_result_wants_client(self)) {
				log_wait(self, "getter");
				said = true;
			}
			pthread_cond_wait(&fake.changed, &fake.lock);
		}
		fake_result_take(self, &result);
		ret = MI_RESULT_OK;
	}
	give(wanted, &result);
	pthread_mutex_unlock(&fake.lock);
	return ret;
}

static MI_Result fake_Operation_GetInstance(MI_Operation *operation, const MI_Instance **instance,
					    MI_Boolean *moreResults, MI_Result *result, const MI_Char **errorMessage,
					    const MI_Instance **completionDetails)
{
	struct wanted wanted = {.instance = instance,
				.more = moreResults,
				.result = result,
				.message = errorMessage,
				.details = completionDetails};
	struct fake_line line;

	begin(&line, "Operation.GetInstance", operation);
	log_wanted(&line, &wanted);
	return get(operation, &wanted);
}

static MI_Result fake_Operation_GetIndication(MI_Operation *operation, const MI_Instance **instance,
					      const MI_Char **bookmark, const MI_Char **machineID,
					      MI_Boolean *moreResults, MI_Result *result, const MI_Char **errorMessage,
					      const MI_Instance **completionDetails)
{
	struct wanted wanted = {.indication = true,
				.instance = instance,
				.bookmark = bookmark,
				.machine_id = machineID,
				.more = moreResults,
				.result = result,
				.message = errorMessage,
				.details = completionDetails};
	struct fake_line line;

	begin(&line, "Operation.GetIndication", operation);
	log_wanted(&line, &wanted);
	return get(operation, &wanted);
}

static MI_Result fake_Operation_GetClass(MI_Operation *operation, const MI_Class **classResult, MI_Boolean *moreResults,
					 MI_Result *result, const MI_Char **errorMessage,
					 const MI_Instance **completionDetails)
{
	struct wanted wanted = {.class_object = classResult,
				.more = moreResults,
				.result = result,
				.message = errorMessage,
				.details = completionDetails};
	struct fake_line line;

	begin(&line, "Operation.GetClass", operation);
	log_wanted(&line, &wanted);
	return get(operation, &wanted);
}

/* ---------------------------------------------------------------- functions that callbacks are given */

static MI_Result acknowledge(MI_Operation *operation, const char *what)
{
	struct fake_operation *self;
	struct fake_line line;
	bool wanted;

	begin(&line, what, operation);
	fake_line_end(&line);
	pthread_mutex_lock(&fake.lock);
	self = fake_operation_find_slot(operation); /* whatever the version: as the stock library does */
	wanted = self && self->unacknowledged;
	if (self && !wanted && self->plan->forgetful)
		abort();
	if (wanted && --self->unacknowledged == 0) {
		if (!self->running)
			fake_held_free(self);
		pthread_cond_broadcast(&fake.changed);
		fake_operation_settle(self);
	}
	pthread_mutex_unlock(&fake.lock);
	return wanted ? MI_RESULT_OK : MI_RESULT_FAILED;
}

MI_Result fake_acknowledge(MI_Operation *operation)
{
	return acknowledge(operation, "acknowledge");
}

MI_Result fake_acknowledge_2(MI_Operation *operation)
{
	return acknowledge(operation, "acknowledge(2)");
}

static MI_Result answer(MI_Operation *operation, MI_OperationCallback_ResponseType response, const char *what)
{
	struct fake_operation *self;
	struct fake_line line;

	begin(&line, what, operation);
	fake_put(&line, "response=%d", response);
	fake_line_end(&line);
	pthread_mutex_lock(&fake.lock);
	self = fake_operation_find_slot(operation);
	if (self)
		self->unanswered = false;
	pthread_cond_broadcast(&fake.changed);
	pthread_mutex_unlock(&fake.lock);
	return self ? MI_RESULT_OK : MI_RESULT_INVALID_PARAMETER;
}

MI_Result fake_answer_prompt(MI_Operation *operation, MI_OperationCallback_ResponseType response)
{
	return answer(operation, response, "promptUserResult");
}

MI_Result fake_answer_error(MI_Operation *operation, MI_OperationCallback_ResponseType response)
{
	return answer(operation, response, "writeErrorResult");
}

#define FAKE_OPERATION_SLOTS                                                                                        \
	{                                                                                                           \
		fake_Operation_Close, fake_Operation_Cancel, fake_Operation_GetSession, fake_Operation_GetInstance, \
			fake_Operation_GetIndication, fake_Operation_GetClass                                       \
	}
const MI_OperationFT fake_operation_ft = FAKE_OPERATION_SLOTS;
const MI_OperationFT fake_operation_client_ft = FAKE_OPERATION_SLOTS;
