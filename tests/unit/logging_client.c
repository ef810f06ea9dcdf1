/* A client whose callbacks log what they are told. */
#include "logging_client.h"

#include <stdio.h>
#include <time.h>

#include "scripted_backend.h"
#include "unit.h"

static int number_of(const MI_Instance *instance)
{
	MI_Value value;
	MI_Type type;

	if (!instance || MI_Instance_GetElement(instance, "Number", &value, &type, NULL, NULL) != MI_RESULT_OK)
		return -1;
	return value.sint32;
}

static void log_call(struct client *client, struct call *call, MI_Operation *operation)
{
	call->thread = pthread_self();
	call->pointer = operation;
	if (operation)
		call->handle = *operation;
	pthread_mutex_lock(&client->lock);
	assert_true(client->nr_calls < sizeof(client->calls) / sizeof(client->calls[0]));
	client->calls[client->nr_calls++] = *call;
	client->inside++;
	if (client->inside > client->most_inside)
		client->most_inside = client->inside;
	pthread_cond_broadcast(&client->changed);
	pthread_mutex_unlock(&client->lock);
	if (client->hook)
		client->hook(client, call);
	pthread_mutex_lock(&client->lock);
	client->inside--;
	pthread_mutex_unlock(&client->lock);
}

static void on_result(MI_Operation *operation, void *context, const MI_Instance *instance, MI_Boolean more,
		      MI_Result result, const MI_Char *message, const MI_Instance *details,
		      MI_Result (*acknowledge)(MI_Operation *operation))
{
	struct call call = {.what = CALLED_INSTANCE, .more = more, .result = result, .acknowledge = acknowledge};

	(void)details;
	call.number = number_of(instance);
	snprintf(call.text, sizeof(call.text), "%s", message ? message : "");
	log_call(context, &call, operation);
}

static void on_indication(MI_Operation *operation, void *context, const MI_Instance *instance, const MI_Char *bookmark,
			  const MI_Char *machine, MI_Boolean more, MI_Result result, const MI_Char *message,
			  const MI_Instance *details, MI_Result (*acknowledge)(MI_Operation *operation))
{
	struct call call = {.what = CALLED_INDICATION, .more = more, .result = result, .acknowledge = acknowledge};

	(void)message;
	(void)details;
	call.number = number_of(instance);
	snprintf(call.text, sizeof(call.text), "%s %s", bookmark ? bookmark : "-", machine ? machine : "-");
	log_call(context, &call, operation);
}

static void on_class(MI_Operation *operation, void *context, const MI_Class *class, MI_Boolean more, MI_Result result,
		     const MI_Char *message, const MI_Instance *details,
		     MI_Result (*acknowledge)(MI_Operation *operation))
{
	struct call call = {.what = CALLED_CLASS, .more = more, .result = result, .acknowledge = acknowledge};

	(void)message;
	(void)details;
	call.number = class ? 0 : -1;
	log_call(context, &call, operation);
}

static void on_prompt(MI_Operation *operation, void *context, const MI_Char *message, MI_PromptType type,
		      MI_Result (*answer)(MI_Operation *operation, MI_OperationCallback_ResponseType response))
{
	struct call call = {.what = CALLED_PROMPT, .channel = type, .answer = answer};

	snprintf(call.text, sizeof(call.text), "%s", message);
	log_call(context, &call, operation);
}

static void on_error(MI_Operation *operation, void *context, MI_Instance *instance,
		     MI_Result (*answer)(MI_Operation *operation, MI_OperationCallback_ResponseType response))
{
	struct call call = {.what = CALLED_ERROR, .answer = answer};

	call.number = number_of(instance);
	log_call(context, &call, operation);
}

static void on_message(MI_Operation *operation, void *context, MI_Uint32 channel, const MI_Char *message)
{
	struct call call = {.what = CALLED_MESSAGE, .channel = channel};

	snprintf(call.text, sizeof(call.text), "%s", message);
	log_call(context, &call, operation);
}

static void on_progress(MI_Operation *operation, void *context, const MI_Char *activity, const MI_Char *current,
			const MI_Char *status, MI_Uint32 percentage, MI_Uint32 seconds)
{
	struct call call = {.what = CALLED_PROGRESS, .channel = percentage};

	snprintf(call.text, sizeof(call.text), "%s/%s/%s/%u", activity ? activity : "-", current ? current : "-",
		 status ? status : "-", seconds);
	log_call(context, &call, operation);
}

static void on_streamed(MI_Operation *operation, void *context, const MI_Char *name, MI_Type type,
			const MI_Value *value, MI_Result (*acknowledge)(MI_Operation *operation))
{
	struct call call = {.what = CALLED_STREAMED, .channel = type, .acknowledge = acknowledge};

	snprintf(call.text, sizeof(call.text), "%s=%s", name, type == MI_STRING ? value->string : "?");
	log_call(context, &call, operation);
}

void client_closed(void *context)
{
	struct call call = {.what = CALLED_CLOSED};

	log_call(context, &call, NULL);
}

void client_open(struct client *client)
{
	script_reset();
	memset(client, 0, sizeof(*client));
	pthread_mutex_init(&client->lock, NULL);
	pthread_cond_init(&client->changed, NULL);
	client->callbacks = (MI_OperationCallbacks){
		.callbackContext = client,
		.promptUser = on_prompt,
		.writeError = on_error,
		.writeMessage = on_message,
		.writeProgress = on_progress,
		.instanceResult = on_result,
		.indicationResult = on_indication,
		.classResult = on_class,
		.streamedParameterResult = on_streamed,
	};
	assert_int_equal(MI_Application_Initialize(0, "test", NULL, &client->application), MI_RESULT_OK);
	assert_int_equal(
		MI_Application_NewSession(&client->application, NULL, NULL, NULL, NULL, NULL, &client->session),
		MI_RESULT_OK);
}

void client_close(struct client *client)
{
	assert_int_equal(MI_Session_Close(&client->session, NULL, NULL), MI_RESULT_OK);
	assert_int_equal(MI_Application_Close(&client->application), MI_RESULT_OK);
	assert_int_equal(script.finished, script.started);
	assert_int_equal(script.sessions_closed, script.sessions_opened);
	assert_int_equal(script.closed, script.opened);
	assert_false(script.order_broken);
	pthread_cond_destroy(&client->changed);
	pthread_mutex_destroy(&client->lock);
}

const struct call *client_call(struct client *client, unsigned index)
{
	struct timespec deadline;
	int err = 0;

	clock_gettime(CLOCK_REALTIME, &deadline);
	deadline.tv_sec += 10;
	pthread_mutex_lock(&client->lock);
	while (client->nr_calls <= index && !err)
		err = pthread_cond_timedwait(&client->changed, &client->lock, &deadline);
	pthread_mutex_unlock(&client->lock);
	assert_int_equal(err, 0);
	return &client->calls[index];
}

unsigned client_calls(struct client *client)
{
	unsigned nr;

	pthread_mutex_lock(&client->lock);
	nr = client->nr_calls;
	pthread_mutex_unlock(&client->lock);
	return nr;
}

MI_OperationCallbacks client_results_only(struct client *client)
{
	return (MI_OperationCallbacks){.callbackContext = client, .instanceResult = client->callbacks.instanceResult};
}

void client_enumerate(struct client *client, MI_Uint32 flags, MI_Operation *operation)
{
	MI_Session_EnumerateInstances(&client->session, flags, NULL, "root/test", "Result", MI_FALSE,
				      &client->callbacks, operation);
}
