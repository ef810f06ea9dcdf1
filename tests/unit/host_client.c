/* A client of hostmi, for tests. */
#include "host_client.h"

#include <stdio.h>
#include <strings.h>
#include <time.h>

#include "objects.h"
#include "unit.h"
#include "values.h"

/* --- callbacks ---------------------------------------------------------------------------------------------------- */

static void note_text(struct host_client *client, const char *kind, const char *text)
{
	pthread_mutex_lock(&client->lock);
	if (client->nr_texts < MAX_TEXTS)
		snprintf(client->texts[client->nr_texts++], sizeof(client->texts[0]), "%s%s", kind, text);
	if (client->cancel_after && client->nr_texts == client->cancel_after)
		MI_Operation_Cancel(&client->operation, MI_REASON_NONE);
	pthread_mutex_unlock(&client->lock);
}

static void note_result(struct host_client *client, bool has_object, MI_Boolean more, MI_Result result,
			const MI_Char *message, const MI_Instance *details)
{
	if (!more && has_object && result != MI_RESULT_OK)
		client->more_was_right = false;
	if (more && !has_object)
		client->more_was_right = false;
	if (more)
		return;
	client->details_code = details ? (MI_Uint32)host_number(details, "OMI_Code") : 0;
	snprintf(client->message, sizeof(client->message), "%s", message ? message : "");
	pthread_mutex_lock(&client->lock);
	client->result = result;
	client->done = true;
	pthread_cond_broadcast(&client->changed);
	pthread_mutex_unlock(&client->lock);
}

static void on_instance(MI_Operation *operation, void *context, const MI_Instance *instance, MI_Boolean more,
			MI_Result result, const MI_Char *message, const MI_Instance *details,
			MI_Result (*acknowledge)(MI_Operation *operation))
{
	struct host_client *client = context;

	(void)operation;
	(void)acknowledge;
	if (instance && client->nr_instances < MAX_RESULTS)
		dispatch_instance_clone(instance, &client->instances[client->nr_instances++]);
	note_result(client, instance != NULL, more, result, message, details);
}

static void on_indication(MI_Operation *operation, void *context, const MI_Instance *instance, const MI_Char *bookmark,
			  const MI_Char *machine, MI_Boolean more, MI_Result result, const MI_Char *message,
			  const MI_Instance *details, MI_Result (*acknowledge)(MI_Operation *operation))
{
	struct host_client *client = context;

	(void)bookmark;
	(void)machine;
	if (more) {
		pthread_mutex_lock(&client->lock);
		if (client->nr_instances < MAX_RESULTS)
			dispatch_instance_clone(instance, &client->instances[client->nr_instances++]);
		pthread_cond_broadcast(&client->changed);
		pthread_mutex_unlock(&client->lock);
		return;
	}
	on_instance(operation, context, instance, more, result, message, details, acknowledge);
}

static void on_class(MI_Operation *operation, void *context, const MI_Class *class, MI_Boolean more, MI_Result result,
		     const MI_Char *message, const MI_Instance *details,
		     MI_Result (*acknowledge)(MI_Operation *operation))
{
	struct host_client *client = context;

	(void)operation;
	(void)acknowledge;
	if (class && client->nr_classes < MAX_RESULTS)
		dispatch_class_clone(class, &client->classes[client->nr_classes++]);
	note_result(client, class != NULL, more, result, message, details);
}

static void on_prompt(MI_Operation *operation, void *context, const MI_Char *message, MI_PromptType type,
		      MI_Result (*answer)(MI_Operation *operation, MI_OperationCallback_ResponseType response))
{
	struct host_client *client = context;

	(void)type;
	note_text(client, "prompt: ", message);
	if (answer)
		answer(operation, client->answer);
}

static void on_error(MI_Operation *operation, void *context, MI_Instance *error,
		     MI_Result (*answer)(MI_Operation *operation, MI_OperationCallback_ResponseType response))
{
	struct host_client *client = context;

	note_text(client, "error: ", host_string(error, "Message"));
	if (answer)
		answer(operation, client->answer);
}

static void on_message(MI_Operation *operation, void *context, MI_Uint32 channel, const MI_Char *message)
{
	static const char *const channels[] = {"warning: ", "verbose: ", "debug: "};

	(void)operation;
	note_text(context, channel < 3 ? channels[channel] : "? ", message);
}

static void on_progress(MI_Operation *operation, void *context, const MI_Char *activity, const MI_Char *current,
			const MI_Char *status, MI_Uint32 percentage, MI_Uint32 seconds)
{
	char text[32];

	(void)operation;
	(void)current;
	(void)status;
	(void)seconds;
	snprintf(text, sizeof(text), "%u%% ", percentage);
	note_text(context, text, activity);
}

static void on_streamed(MI_Operation *operation, void *context, const MI_Char *name, MI_Type type,
			const MI_Value *value, MI_Result (*acknowledge)(MI_Operation *operation))
{
	char text[64];

	(void)operation;
	(void)acknowledge;
	assert_int_equal(type, MI_STRINGA);
	snprintf(text, sizeof(text), "+%u", value->stringa.size);
	note_text(context, name, text);
}

/* --- operations --------------------------------------------------------------------------------------------------- */

void host_open(struct host_client *client)
{
	memset(client, 0, sizeof(*client));
	pthread_mutex_init(&client->lock, NULL);
	pthread_cond_init(&client->changed, NULL);
	assert_int_equal(MI_Application_Initialize(0, "test", NULL, &client->application), MI_RESULT_OK);
	assert_int_equal(
		MI_Application_NewSession(&client->application, NULL, NULL, NULL, NULL, NULL, &client->session),
		MI_RESULT_OK);
}

static void forget(struct host_client *client)
{
	while (client->nr_instances)
		dispatch_instance_free(client->instances[--client->nr_instances]);
	while (client->nr_classes)
		dispatch_class_free(client->classes[--client->nr_classes]);
}

void host_close(struct host_client *client)
{
	forget(client);
	assert_int_equal(MI_Session_Close(&client->session, NULL, NULL), MI_RESULT_OK);
	assert_int_equal(MI_Application_Close(&client->application), MI_RESULT_OK);
}

MI_OperationCallbacks *host_callbacks(struct host_client *client)
{
	static MI_OperationCallbacks callbacks = {
		.promptUser = on_prompt,
		.writeError = on_error,
		.writeMessage = on_message,
		.writeProgress = on_progress,
		.instanceResult = on_instance,
		.indicationResult = on_indication,
		.classResult = on_class,
		.streamedParameterResult = on_streamed,
	};

	forget(client);
	client->nr_texts = 0;
	client->done = false;
	client->more_was_right = true;
	callbacks.callbackContext = client;
	return &callbacks;
}

void host_wait(struct host_client *client)
{
	struct timespec deadline;
	int err = 0;

	clock_gettime(CLOCK_REALTIME, &deadline);
	deadline.tv_sec += 10;
	pthread_mutex_lock(&client->lock);
	while (!client->done && !err)
		err = pthread_cond_timedwait(&client->changed, &client->lock, &deadline);
	pthread_mutex_unlock(&client->lock);
	assert_int_equal(err, 0);
	assert_int_equal(MI_Operation_Close(&client->operation), MI_RESULT_OK);
	assert_true(client->more_was_right);
}

void host_enumerate(struct host_client *client, const char *class_name)
{
	MI_Session_EnumerateInstances(&client->session, 0, NULL, "root/cimv2", class_name, MI_FALSE,
				      host_callbacks(client), &client->operation);
	host_wait(client);
}

void host_query(struct host_client *client, const char *query)
{
	MI_Session_QueryInstances(&client->session, 0, NULL, "root/cimv2", "WQL", query, host_callbacks(client),
				  &client->operation);
	host_wait(client);
}

void host_get(struct host_client *client, const MI_Instance *keys)
{
	MI_Session_GetInstance(&client->session, 0, NULL, "root/cimv2", keys, host_callbacks(client),
			       &client->operation);
	host_wait(client);
}

void host_invoke(struct host_client *client, const char *method, const MI_Instance *parameters,
		 MI_OperationOptions *options)
{
	MI_Session_Invoke(&client->session, 0, options, "root/cimv2", "MTR_Workbench", method, NULL, parameters,
			  host_callbacks(client), &client->operation);
	host_wait(client);
}

/* --- instances ---------------------------------------------------------------------------------------------------- */

MI_Instance *host_instance(const char *class_name, ...)
{
	MI_Instance *instance;
	const char *name;
	va_list args;

	assert_int_equal(dispatch_instance_new(class_name, NULL, &instance), MI_RESULT_OK);
	va_start(args, class_name);
	while ((name = va_arg(args, const char *))) {
		MI_Value value = {.string = va_arg(args, char *)};

		assert_int_equal(MI_Instance_AddElement(instance, name, &value, MI_STRING, MI_FLAG_KEY), MI_RESULT_OK);
	}
	va_end(args);
	return instance;
}

const char *host_string(const MI_Instance *instance, const char *name)
{
	const MI_Char *value = hostmi_get_string(instance, name);

	return value ? value : "";
}

long long host_number(const MI_Instance *instance, const char *name)
{
	int64_t number;

	return hostmi_get_number(instance, name, &number) ? number : -1;
}

bool host_is_null(const MI_Instance *instance, const char *name)
{
	MI_Value value;
	MI_Type type;

	return !hostmi_find(instance, name, &value, &type);
}

unsigned host_count_texts(const struct host_client *client, const char *beginning)
{
	unsigned nr = 0;

	for (unsigned i = 0; i < client->nr_texts; i++)
		nr += !strncmp(client->texts[i], beginning, strlen(beginning));
	return nr;
}
