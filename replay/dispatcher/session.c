/*
 * Sessions: opening connects nothing, closing waits for every operation.
 *
 * A close completes on one of three threads: the caller's, if no operation is left; the one that does the last step of
 * the last operation (its close, or the acknowledgement of its final result), be it a client's; or the dispatcher's.
 */
#include "session.h"

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include "application.h"
#include "handle.h"
#include "objects.h"
#include "operation.h"
#include "operation_start.h"
#include "runtime.h"

struct dispatch_session {
	struct dispatch_child child;
	struct dispatch_words words;
	MI_Application application; /* as the client passed it, table and all */
	MI_DestinationOptions options;
	MI_SessionCallbacks callbacks;
	void *data; /* the backend's */
	uid_t uid;
	gid_t gid;
	unsigned generation;

	pthread_mutex_t lock; /* owns all below */
	pthread_cond_t changed;
	struct dispatch_session_link *operations;
	bool closing; /* no new operations; completes when the last one is gone */
	bool closed;
	void (*completion)(void *context);
	void *completion_context;
};

static const MI_SessionFT session_ft_failed;

static struct dispatch_words words_of(const MI_Session *handle)
{
	return (struct dispatch_words){handle->reserved1, handle->reserved2};
}

/* --- for operations ------------------------------------------------------------------------------------------- */

struct dispatch_session *dispatch_session_get(const MI_Session *handle)
{
	return dispatch_handle_get(DISPATCH_HANDLE_SESSION, words_of(handle));
}

void dispatch_session_put(struct dispatch_session *session)
{
	dispatch_handle_put(session->words);
}

MI_Result dispatch_session_check_access(const struct dispatch_session *session)
{
	return getuid() == session->uid && getgid() == session->gid ? MI_RESULT_OK : MI_RESULT_ACCESS_DENIED;
}

MI_Session dispatch_session_handle(const struct dispatch_session *session)
{
	return (MI_Session){session->words.version, session->words.slot, &dispatch_session_ft};
}

void *dispatch_session_data(const struct dispatch_session *session)
{
	return session->data;
}

bool dispatch_session_add(struct dispatch_session *session, struct dispatch_session_link *link)
{
	bool ok;

	if (session->generation != dispatch_runtime_generation())
		return false;
	pthread_mutex_lock(&session->lock);
	ok = !session->closing;
	if (ok) {
		link->next = session->operations;
		link->link = &session->operations;
		if (link->next)
			link->next->link = &link->next;
		session->operations = link;
	}
	pthread_mutex_unlock(&session->lock);
	return ok;
}

/* All operations are gone. The reference that Close left behind is dropped here, or by the Close that waits. */
static void complete_close(struct dispatch_session *session)
{
	const struct dispatch_backend_instance *b = dispatch_runtime_backend();

	if (b->backend->close_session)
		b->backend->close_session(b->self, session->data);
	if (session->completion) {
		session->completion(session->completion_context);
		dispatch_session_put(session);
		return;
	}
	pthread_mutex_lock(&session->lock);
	session->closed = true;
	pthread_cond_broadcast(&session->changed);
	pthread_mutex_unlock(&session->lock);
}

void dispatch_session_remove(struct dispatch_session *session, struct dispatch_session_link *link)
{
	bool last;

	pthread_mutex_lock(&session->lock);
	*link->link = link->next;
	if (link->next)
		link->next->link = link->link;
	last = session->closing && !session->operations;
	pthread_mutex_unlock(&session->lock);
	if (last)
		complete_close(session);
}

/* --- open ----------------------------------------------------------------------------------------------------- */

void dispatch_session_write_message(struct dispatch_session *session, MI_Uint32 channel, const MI_Char *message)
{
	const MI_SessionCallbacks *callbacks = &session->callbacks;

	if (callbacks->writeMessage)
		callbacks->writeMessage(&session->application, callbacks->callbackContext, channel, message);
}

void dispatch_session_write_error(struct dispatch_session *session, MI_Instance *error)
{
	const MI_SessionCallbacks *callbacks = &session->callbacks;

	if (callbacks->writeError)
		callbacks->writeError(&session->application, callbacks->callbackContext, error);
}

static void free_session(struct dispatch_session *session)
{
	if (session->options.ft)
		session->options.ft->Delete(&session->options);
	pthread_cond_destroy(&session->changed);
	pthread_mutex_destroy(&session->lock);
	free(session);
}

static void destroy(void *object)
{
	struct dispatch_session *session = object;

	/* The options' table may be the client's own: the application must not be gone while it is called. */
	if (session->options.ft)
		session->options.ft->Delete(&session->options);
	session->options.ft = NULL;
	dispatch_app_remove(&session->child);
	free_session(session);
}

/* Operations are cancelled one by one without the lock: cancelling may lead into the backend and the client. */
static void cancel_operations(struct dispatch_session *session)
{
	struct dispatch_session_link **held;
	size_t nr = 0, room = 0;

	pthread_mutex_lock(&session->lock);
	for (struct dispatch_session_link *link = session->operations; link; link = link->next)
		room++;
	held = calloc(room ? room : 1, sizeof(*held));
	for (struct dispatch_session_link *link = session->operations; held && link; link = link->next)
		if (dispatch_op_hold(link))
			held[nr++] = link;
	pthread_mutex_unlock(&session->lock);
	for (size_t i = 0; i < nr; i++)
		dispatch_op_cancel_held(held[i], MI_REASON_NONE);
	free(held);
}

static void child_cancel(struct dispatch_child *child)
{
	cancel_operations((struct dispatch_session *)child);
}

static bool child_hold(struct dispatch_child *child)
{
	struct dispatch_session *session = (struct dispatch_session *)child;

	return dispatch_handle_get_shut(DISPATCH_HANDLE_SESSION, session->words) != NULL;
}

static void child_release(struct dispatch_child *child)
{
	dispatch_session_put((struct dispatch_session *)child);
}

static struct dispatch_session *new_session(const MI_Application *application, const MI_DestinationOptions *options,
					    const MI_SessionCallbacks *callbacks, MI_Result *ret_result)
{
	struct dispatch_session *session = calloc(1, sizeof(*session));

	*ret_result = MI_RESULT_FAILED;
	if (!session)
		return NULL;
	pthread_mutex_init(&session->lock, NULL);
	pthread_cond_init(&session->changed, NULL);
	session->child.cancel = child_cancel;
	session->child.hold = child_hold;
	session->child.release = child_release;
	session->application = *application;
	if (callbacks)
		session->callbacks = *callbacks;
	session->uid = getuid();
	session->gid = getgid();
	session->generation = dispatch_runtime_generation();
	*ret_result = dispatch_destination_options_dup(options, &session->options);
	if (*ret_result == MI_RESULT_OK)
		return session;
	free_session(session);
	return NULL;
}

static unsigned callback_bits(const MI_SessionCallbacks *callbacks)
{
	return (callbacks->writeMessage ? 1u : 0) | (callbacks->writeError ? 2u : 0);
}

/* Lets the backend open the session, then makes it the application's. On failure the session is freed. */
static MI_Result open_session(struct dispatch_app *app, struct dispatch_session *session,
			      const struct dispatch_session_request *request, MI_Instance **ret_error)
{
	const struct dispatch_backend_instance *b = dispatch_runtime_backend();
	MI_Result result = MI_RESULT_OK;

	if (b->backend->open_session)
		result = b->backend->open_session(b->self, request, &session->data, ret_error);
	if (result != MI_RESULT_OK)
		goto fail;
	if (!dispatch_app_use_runtime(app) ||
	    !dispatch_handle_open(DISPATCH_HANDLE_SESSION, session, destroy, &session->words)) {
		if (b->backend->close_session)
			b->backend->close_session(b->self, session->data);
		result = MI_RESULT_FAILED;
		goto fail;
	}
	dispatch_app_add(app, &session->child);
	return MI_RESULT_OK;
fail:
	free_session(session);
	return result;
}

MI_Result dispatch_NewSession(MI_Application *application, const MI_Char *protocol, const MI_Char *destination,
			      MI_DestinationOptions *options, MI_SessionCallbacks *callbacks,
			      MI_Instance **extendedError, MI_Session *session)
{
	struct dispatch_app *app = dispatch_app_get(application);
	struct dispatch_session *new = NULL;
	MI_Instance *error = NULL;
	MI_Result result = MI_RESULT_INVALID_PARAMETER;

	if (!app)
		return result;
	if (extendedError)
		*extendedError = NULL;
	if (!session)
		goto out;
	memset(session, 0, sizeof(*session));
	new = new_session(application, options, callbacks, &result);
	if (new) {
		struct dispatch_session_request request = {
			.session = new,
			.protocol = protocol,
			.destination = destination,
			.options = &new->options,
			.options_given = options != NULL,
			.callbacks = callback_bits(&new->callbacks),
		};

		result = open_session(app, new, &request, &error);
	}
	if (result == MI_RESULT_OK)
		*session = dispatch_session_handle(new);
	else
		*session = (MI_Session){1, 0, &session_ft_failed};
out:
	dispatch_app_put(app);
	if (extendedError)
		*extendedError = error;
	else
		dispatch_instance_free(error);
	return result;
}

/* --- close ---------------------------------------------------------------------------------------------------- */

static void wait_closed(struct dispatch_session *session)
{
	pthread_mutex_lock(&session->lock);
	while (!session->closed)
		pthread_cond_wait(&session->changed, &session->lock);
	pthread_mutex_unlock(&session->lock);
	dispatch_session_put(session);
}

/* The handle is shut and the caller's reference is the close's own now. */
static void close_session(struct dispatch_session *session, void *context, void (*completion)(void *context))
{
	bool none;

	dispatch_handle_ref(session->words); /* cancelling may complete the close */
	pthread_mutex_lock(&session->lock);
	session->completion = completion;
	session->completion_context = context;
	session->closing = true;
	none = !session->operations;
	pthread_mutex_unlock(&session->lock);
	if (none)
		complete_close(session);
	else
		cancel_operations(session);
	if (!completion)
		wait_closed(session);
	dispatch_session_put(session);
}

static MI_Result session_Close(MI_Session *handle, void *completionContext,
			       void (*completionCallback)(void *completionContext))
{
	struct dispatch_session *session;
	MI_Result result;

	if (!handle || !handle->reserved2) {
		if (completionCallback)
			completionCallback(completionContext);
		return MI_RESULT_INVALID_PARAMETER;
	}
	session = dispatch_session_get(handle);
	if (!session)
		return MI_RESULT_INVALID_PARAMETER;
	result = dispatch_session_check_access(session);
	if (result == MI_RESULT_OK && dispatch_handle_shut(session->words))
		close_session(session, completionContext, completionCallback);
	else
		dispatch_session_put(session);
	return result;
}

static MI_Result session_GetApplication(MI_Session *handle, MI_Application *application)
{
	struct dispatch_session *session;

	if (application)
		memset(application, 0, sizeof(*application));
	if (!handle || !application)
		return MI_RESULT_INVALID_PARAMETER;
	session = dispatch_session_get(handle);
	if (!session)
		return MI_RESULT_INVALID_PARAMETER;
	*application = session->application;
	dispatch_session_put(session);
	return MI_RESULT_OK;
}

/* clang-format off */
#define SESSION_SLOTS \
	.Close = session_Close, \
	.GetApplication = session_GetApplication, \
	.GetInstance = dispatch_GetInstance, \
	.ModifyInstance = dispatch_ModifyInstance, \
	.CreateInstance = dispatch_CreateInstance, \
	.DeleteInstance = dispatch_DeleteInstance, \
	.Invoke = dispatch_Invoke, \
	.EnumerateInstances = dispatch_EnumerateInstances, \
	.QueryInstances = dispatch_QueryInstances, \
	.AssociatorInstances = dispatch_AssociatorInstances, \
	.ReferenceInstances = dispatch_ReferenceInstances, \
	.Subscribe = dispatch_Subscribe, \
	.GetClass = dispatch_GetClass, \
	.EnumerateClasses = dispatch_EnumerateClasses
/* clang-format on */

const MI_SessionFT dispatch_session_ft = {SESSION_SLOTS, .TestConnection = dispatch_TestConnection};
const MI_SessionFT dispatch_client_session_ft = {SESSION_SLOTS};

/* In a handle that NewSession failed to fill: there is nothing but Close, which refuses it. */
static const MI_SessionFT session_ft_failed = {.Close = session_Close};
