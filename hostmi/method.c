/* Runs methods on threads of their own. */
#include "method.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "objects.h"
#include "reply.h"
#include "requests.h"
#include "running.h"

/* A producer waits when that many events are not yet taken. */
enum {
	MAX_WAITING = 32
};

struct hostmi_call {
	struct hostmi_running running;
	struct dispatch_op *op;
	const struct hostmi_method *method;
	pthread_t thread;
	MI_Instance *out; /* the method's thread's, as are the next two */
	bool failed;      /* worded, and posted instead of out */
	bool no_memory;

	pthread_mutex_t lock; /* owns all below */
	pthread_cond_t changed;
	bool cancelled;
	bool answered;
	MI_OperationCallback_ResponseType answer;
};

/* --- for methods ------------------------------------------------------------------------------------------------ */

const MI_Instance *hostmi_call_parameters(const struct hostmi_call *call)
{
	return dispatch_op_request(call->op)->parameters;
}

bool hostmi_call_cancelled(const struct hostmi_call *call)
{
	return dispatch_op_cancelled(call->op);
}

bool hostmi_call_sleep(struct hostmi_call *call, unsigned milliseconds)
{
	struct timespec until;
	int err = 0;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += milliseconds / 1000;
	until.tv_nsec += milliseconds % 1000 * 1000000L;
	if (until.tv_nsec >= 1000000000L) {
		until.tv_sec++;
		until.tv_nsec -= 1000000000L;
	}
	pthread_mutex_lock(&call->lock);
	while (!call->cancelled && err != ETIMEDOUT)
		err = pthread_cond_timedwait(&call->changed, &call->lock, &until);
	pthread_mutex_unlock(&call->lock);
	return !hostmi_call_cancelled(call);
}

/* Nothing more is posted when it is cancelled. */
static void post(struct hostmi_call *call, const struct dispatch_event *event)
{
	if (dispatch_wait_room(call->op, MAX_WAITING))
		dispatch_post(call->op, event);
	else
		dispatch_instance_free(event->instance);
}

/* Without options, or when they do not say, all channels are on. */
static bool channel_enabled(const struct hostmi_call *call, MI_Uint32 channel)
{
	const MI_OperationOptions *options = dispatch_op_request(call->op)->options;
	MI_Uint32 channels[64], count = 0;

	if (!options || MI_OperationOptions_GetEnabledChannels(options, channels, HOSTMI_COUNT(channels), &count,
							       NULL) != MI_RESULT_OK)
		return true;
	for (MI_Uint32 i = 0; i < count && i < HOSTMI_COUNT(channels); i++)
		if (channels[i] == channel)
			return true;
	return false;
}

void hostmi_call_message(struct hostmi_call *call, MI_Uint32 channel, const char *format, ...)
{
	char text[1024];
	va_list args;

	if (!channel_enabled(call, channel))
		return;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	post(call, &(struct dispatch_event){.kind = DISPATCH_WRITE_MESSAGE, .channel = channel, .message = text});
}

void hostmi_call_progress(struct hostmi_call *call, const char *activity, const char *current, const char *status,
			  MI_Uint32 percentage, MI_Uint32 seconds_remaining)
{
	post(call, &(struct dispatch_event){
			   .kind = DISPATCH_WRITE_PROGRESS,
			   .activity = activity,
			   .current_operation = current,
			   .status_description = status,
			   .percentage = percentage,
			   .seconds_remaining = seconds_remaining,
		   });
}

void hostmi_call_stream(struct hostmi_call *call, const char *name, const MI_Value *value, MI_Type type)
{
	post(call, &(struct dispatch_event){
			   .kind = DISPATCH_STREAMED_PARAMETER,
			   .parameter_name = name,
			   .parameter_value = value,
			   .parameter_type = type,
		   });
}

/* Posts a question and waits for its answer. */
static bool ask(struct hostmi_call *call, const struct dispatch_event *question)
{
	bool yes;

	pthread_mutex_lock(&call->lock);
	call->answered = false;
	pthread_mutex_unlock(&call->lock);
	post(call, question);
	pthread_mutex_lock(&call->lock);
	while (!call->answered && !call->cancelled)
		pthread_cond_wait(&call->changed, &call->lock);
	yes = call->answered && (call->answer == MI_OperationCallback_ResponseType_Yes ||
				 call->answer == MI_OperationCallback_ResponseType_YesToAll);
	pthread_mutex_unlock(&call->lock);
	return yes;
}

bool hostmi_call_prompt(struct hostmi_call *call, MI_PromptType type, const char *format, ...)
{
	char text[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	return ask(call, &(struct dispatch_event){.kind = DISPATCH_PROMPT_USER, .prompt_type = type, .message = text});
}

bool hostmi_call_error(struct hostmi_call *call, MI_Result result, const char *format, ...)
{
	char text[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	return ask(call, &(struct dispatch_event){
				 .kind = DISPATCH_WRITE_ERROR,
				 .instance = dispatch_error_instance(result, text),
			 });
}

void hostmi_call_out(struct hostmi_call *call, const char *name, const MI_Value *value, MI_Type type)
{
	if (MI_Instance_AddElement(call->out, name, value, type, MI_FLAG_OUT) != MI_RESULT_OK)
		call->no_memory = true;
}

void hostmi_call_return(struct hostmi_call *call, MI_Uint32 value)
{
	hostmi_call_out(call, "MIReturn", &(MI_Value){.uint32 = value}, MI_UINT32);
}

void hostmi_call_fail(struct hostmi_call *call, MI_Result result, const char *format, ...)
{
	char text[1024];
	va_list args;

	if (call->failed || hostmi_call_cancelled(call))
		return;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	call->failed = true;
	hostmi_fail(call->op, result, "%s", text);
}

/* --- running ---------------------------------------------------------------------------------------------------- */

/* The final result is the last thing the thread does with the operation. */
static void *run(void *context)
{
	struct hostmi_call *call = context;
	MI_Instance *out;

	call->method->run(call);
	if (call->failed)
		return NULL;
	out = call->out;
	call->out = NULL;
	if (hostmi_call_cancelled(call) || call->no_memory) {
		dispatch_instance_free(out);
		hostmi_end(call->op, call->no_memory ? MI_RESULT_SERVER_LIMITS_EXCEEDED : MI_RESULT_FAILED);
	} else {
		hostmi_end_with(call->op, out);
	}
	return NULL;
}

static void call_cancel(struct hostmi_running *running, struct dispatch_op *op)
{
	struct hostmi_call *call = (struct hostmi_call *)running;

	(void)op;
	pthread_mutex_lock(&call->lock);
	call->cancelled = true;
	pthread_cond_broadcast(&call->changed);
	pthread_mutex_unlock(&call->lock);
}

static void call_answered(struct hostmi_running *running, MI_OperationCallback_ResponseType answer)
{
	struct hostmi_call *call = (struct hostmi_call *)running;

	pthread_mutex_lock(&call->lock);
	call->answered = true;
	call->answer = answer;
	pthread_cond_broadcast(&call->changed);
	pthread_mutex_unlock(&call->lock);
}

static void free_call(struct hostmi_call *call)
{
	dispatch_instance_free(call->out);
	pthread_cond_destroy(&call->changed);
	pthread_mutex_destroy(&call->lock);
	free(call);
}

/* The thread has posted the final result, so it ends in no time. */
static void call_free(struct hostmi_running *running)
{
	struct hostmi_call *call = (struct hostmi_call *)running;

	pthread_join(call->thread, NULL);
	free_call(call);
}

static struct hostmi_call *new_call(struct dispatch_op *op, const struct hostmi_method *method)
{
	struct hostmi_call *call = calloc(1, sizeof(*call));
	pthread_condattr_t attr;

	if (!call)
		return NULL;
	call->running = (struct hostmi_running){.cancel = call_cancel, .answered = call_answered, .free = call_free};
	call->op = op;
	call->method = method;
	pthread_mutex_init(&call->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&call->changed, &attr);
	pthread_condattr_destroy(&attr);
	if (dispatch_instance_new(method->name, NULL, &call->out) == MI_RESULT_OK)
		return call;
	free_call(call);
	return NULL;
}

/* The client's signals are for the client's threads. The data is set first: the thread may end the operation at once. */
static void start_call(struct dispatch_op *op, const struct hostmi_method *method)
{
	struct hostmi_call *call = new_call(op, method);
	sigset_t all, before;
	int err;

	if (!call) {
		hostmi_end(op, MI_RESULT_SERVER_LIMITS_EXCEEDED);
		return;
	}
	dispatch_op_set_data(op, &call->running);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	err = pthread_create(&call->thread, NULL, run, call);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (err) {
		dispatch_op_set_data(op, NULL);
		free_call(call);
		hostmi_fail(op, MI_RESULT_SERVER_LIMITS_EXCEEDED, "no thread to run the method on");
	}
}

static bool has_parameter(const MI_Instance *parameters, const char *name)
{
	MI_Uint32 flags;

	return parameters && MI_Instance_GetElement(parameters, name, NULL, NULL, &flags, NULL) == MI_RESULT_OK &&
	       !(flags & MI_FLAG_NULL);
}

/* The first required parameter that is not there. */
static const char *missing_parameter(const struct hostmi_method *method, const MI_Instance *parameters)
{
	for (unsigned i = 0; i < method->nr_parameters; i++)
		if ((method->parameters[i].flags & MI_FLAG_REQUIRED) &&
		    !has_parameter(parameters, method->parameters[i].name))
			return method->parameters[i].name;
	return NULL;
}

/* The class is named, or the instance's. */
static const struct hostmi_class *class_of_request(struct dispatch_op *op, const struct dispatch_request *request)
{
	if (request->class_name || !request->instance)
		return hostmi_require_class(op, request->class_name);
	return hostmi_require_class_of(op, request->instance);
}

void hostmi_start_invoke(struct dispatch_op *op, const struct dispatch_request *request)
{
	const struct hostmi_class *class = class_of_request(op, request);
	const struct hostmi_method *method;
	const char *missing;

	if (!class)
		return;
	method = hostmi_schema_method(class, request->method_name);
	if (!method) {
		hostmi_fail(op, MI_RESULT_METHOD_NOT_FOUND, "class '%s' has no method '%s'", class->provider->name,
			    request->method_name);
		return;
	}
	missing = missing_parameter(method, request->parameters);
	if (missing)
		hostmi_fail(op, MI_RESULT_INVALID_PARAMETER, "parameter '%s' of method '%s' is missing", missing,
			    method->name);
	else
		start_call(op, method);
}
