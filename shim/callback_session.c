/*
 * Callbacks of sessions: the two that NewSession is given, and the completion of MI_Session_Close.
 *
 * A completion is called at most once, before the close has returned or later, and never when the close was refused
 * for a session that is closed already. The record of such a one is not used again: a library that does call late must
 * still find it.
 */
#include "callbacks.h"

#include "callback.h"

static struct shim_pool session_pool = {.object_size = sizeof(struct shim_session_callbacks)};
static struct shim_pool completion_pool = {.object_size = sizeof(struct shim_completion)};

struct message {
	MI_Uint32 channel;
	const MI_Char *text;
};

static void encode_message(struct mtr_encoder *e, const void *args)
{
	const struct message *message = args;

	mtr_encode_uint(e, MTR_CALLBACK_CHANNEL, message->channel);
	mtr_encode_text(e, MTR_CALLBACK_MESSAGE, message->text);
}

static void on_message(MI_Application *application, void *context, MI_Uint32 channel, const MI_Char *text)
{
	struct shim_session_callbacks *record = context;
	struct message message = {.channel = channel, .text = text};
	struct shim_objects objects;
	struct shim_callback callback;

	shim_callback_enter(&callback, MTR_CALLBACK_KIND_MI_SessionCallbacks_writeMessage,
			    (uintptr_t)__builtin_frame_address(0));
	shim_objects_fill(&objects, 0, 0, record->application);
	callback.objects = &objects;
	shim_callback_begin(&callback, encode_message, &message);
	record->client.writeMessage(application, record->client.callbackContext, channel, text);
	shim_callback_end(&callback);
}

static void encode_error(struct mtr_encoder *e, const void *args)
{
	mtr_encode_instance(e, MTR_CALLBACK_INSTANCE, args);
}

static void on_error(MI_Application *application, void *context, MI_Instance *instance)
{
	struct shim_session_callbacks *record = context;
	struct shim_objects objects;
	struct shim_callback callback;

	shim_callback_enter(&callback, MTR_CALLBACK_KIND_MI_SessionCallbacks_writeError,
			    (uintptr_t)__builtin_frame_address(0));
	shim_objects_fill(&objects, 0, 0, record->application);
	callback.objects = &objects;
	shim_callback_begin(&callback, encode_error, instance);
	record->client.writeError(application, record->client.callbackContext, instance);
	shim_callback_end(&callback);
}

struct shim_session_callbacks *shim_session_callbacks_new(const MI_SessionCallbacks *client, uint64_t application)
{
	struct shim_session_callbacks *record = shim_pool_get(&session_pool);

	if (!record)
		return NULL;
	record->application = application;
	record->client = *client;
	record->ours = (MI_SessionCallbacks){
		.callbackContext = record,
		.writeMessage = client->writeMessage ? on_message : NULL,
		.writeError = client->writeError ? on_error : NULL,
	};
	return record;
}

void shim_session_callbacks_free(uint32_t number)
{
	if (number)
		shim_pool_put(&session_pool, shim_pool_at(&session_pool, number));
}

struct shim_completion *shim_completion_new(shim_completion_fn function, void *context,
					    const struct shim_identity *session)
{
	struct shim_completion *completion = shim_pool_get(&completion_pool);

	if (!completion)
		return NULL;
	completion->function = function;
	completion->context = context;
	completion->session = session->id;
	completion->close = 0;
	completion->callbacks = session->state == MTR_HANDLE_STATE_HANDLE_KNOWN ? session->record : 0;
	return completion;
}

static void encode_completion(struct mtr_encoder *e, const void *args)
{
	const struct shim_completion *completion = args;

	if (completion->close)
		mtr_encode_uint(e, MTR_CALLBACK_COMPLETES, completion->close);
}

void shim_completion_call(void *context)
{
	struct shim_completion completion = *(struct shim_completion *)context;
	struct shim_objects objects;
	struct shim_callback callback;

	shim_callback_enter(&callback, MTR_CALLBACK_KIND_MI_Session_Close_completion,
			    (uintptr_t)__builtin_frame_address(0));
	shim_objects_fill(&objects, 0, completion.session, 0);
	callback.objects = &objects;
	shim_pool_put(&completion_pool, context);
	shim_callback_begin(&callback, encode_completion, &completion);
	completion.function(completion.context);
	shim_callback_end(&callback);
	shim_session_callbacks_free(completion.callbacks);
}
