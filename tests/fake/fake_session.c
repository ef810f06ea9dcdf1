/* The session's slots that start nothing. */
#include "fake.h"

#include <string.h>

#include "fake_log.h"

struct fake_session *fake_session_find(const MI_Session *handle)
{
	ptrdiff_t slot = handle ? handle->reserved2 - FAKE_SESSION_BASE : -1;
	struct fake_session *session;

	if (slot < 0 || slot >= FAKE_OBJECTS_MAX)
		return NULL;
	session = &fake.sessions[slot];
	return session->open && session->version == handle->reserved1 ? session : NULL;
}

void fake_session_make(const struct fake_session_plan *plan, unsigned number, const MI_Application *application,
		       const MI_DestinationOptions *options, MI_Session *ret)
{
	struct fake_session *session = NULL;
	MI_Uint64 version;

	pthread_mutex_lock(&fake.lock);
	for (unsigned i = 1; i < FAKE_OBJECTS_MAX && !session; i++) {
		if (!fake.sessions[i].open)
			session = &fake.sessions[i];
	}
	version = session->version + 1;
	*session = (struct fake_session){.version = version,
					 .open = true,
					 .number = number,
					 .application = (unsigned)(application->reserved2 - FAKE_APPLICATION_BASE),
					 .parent = *application,
					 .options = *options,
					 .plan = plan};
	fake.applications[session->application].sessions++;
	fake_lanes_start();
	*ret = (MI_Session){version, FAKE_SESSION_BASE + (session - fake.sessions), &fake_session_ft};
	pthread_mutex_unlock(&fake.lock);
}

static void begin(struct fake_line *line, const char *what, const MI_Session *session)
{
	struct fake_session *self;
	unsigned number;

	pthread_mutex_lock(&fake.lock);
	self = fake_session_find(session);
	number = self ? self->number : 0;
	pthread_mutex_unlock(&fake.lock);
	fake_line_begin(line, "s%u/call", number);
	fake_line_call(line, what);
}

MI_Result fake_Session_GetApplication(MI_Session *session, MI_Application *application)
{
	struct fake_session *self;
	struct fake_line line;

	begin(&line, "Session.GetApplication", session);
	fake_put_pointer(&line, "application", application);
	fake_line_end(&line);
	pthread_mutex_lock(&fake.lock);
	self = fake_session_find(session);
	if (application)
		*application = self ? self->parent : (MI_Application)MI_APPLICATION_NULL;
	pthread_mutex_unlock(&fake.lock);
	return self && application ? MI_RESULT_OK : MI_RESULT_INVALID_PARAMETER;
}

/* ---------------------------------------------------------------- close */

/* Nothing is left of the session: tells whoever waits, on this thread unless the script says another. */
static void complete(struct fake_session *session)
{
	void (*completion)(void *) = session->completion;
	void *context = session->completion_context;
	MI_DestinationOptions options = session->options;
	unsigned number = session->number;
	struct fake_line line;

	session->completion = NULL;
	session->completion_due = false;
	pthread_mutex_unlock(&fake.lock);
	/* Through the copy of the client's handle, whenever and on whatever thread. */
	fake_internal++;
	if (options.ft)
		options.ft->Delete(&options);
	fake_internal--;
	if (completion) {
		fake_line_begin(&line, "s%u/cb", number);
		fake_line_call(&line, "completion");
		fake_line_end(&line);
		completion(context);
	}
	pthread_mutex_lock(&fake.lock);
	session->done = true;
	session->open = false;
	fake.applications[session->application].sessions--;
	pthread_cond_broadcast(&fake.changed);
}

void fake_session_settle(struct fake_session *session)
{
	if (!session->closing || session->operations || session->done || session->completion_due)
		return;
	if (session->completion && session->plan->completion != FAKE_CALLER) {
		session->completion_due = true;
		pthread_cond_broadcast(&fake.changed);
		return;
	}
	complete(session);
}

void fake_session_complete(struct fake_session *session)
{
	complete(session);
}

static void wait_until_done(struct fake_session *session, MI_Uint64 version)
{
	struct fake_line line;

	if (session->done || session->version != version)
		return;
	fake_line_begin(&line, "s%u/call", session->number);
	fake_put(&line, "Session.Close waits");
	fake_line_end(&line);
	while (!session->done && session->version == version)
		pthread_cond_wait(&fake.changed, &fake.lock);
}

/* A handle that stands for no session: an empty one completes at once, an old one never does. */
static MI_Result refuse_close(const MI_Session *session, void *context, void (*completion)(void *context))
{
	if ((!session || session->reserved2 == 0) && completion)
		completion(context);
	return MI_RESULT_INVALID_PARAMETER;
}

MI_Result fake_Session_Close(MI_Session *session, void *context, void (*completion)(void *context))
{
	struct fake_session *self;
	struct fake_line line;

	begin(&line, "Session.Close", session);
	fake_put_pointer(&line, "completion", (const void *)(uintptr_t)completion);
	fake_line_end(&line);
	pthread_mutex_lock(&fake.lock);
	self = fake_session_find(session);
	if (!self || self->closing) {
		pthread_mutex_unlock(&fake.lock);
		return refuse_close(session, context, completion);
	}
	self->closing = true;
	self->completion = completion;
	self->completion_context = context;
	for (unsigned i = 0; i < FAKE_OBJECTS_MAX; i++) {
		struct fake_operation *operation = &fake.operations[i];

		if (operation->used && !operation->released && &fake.sessions[operation->session] == self)
			fake_operation_stop(operation, false);
	}
	fake_session_settle(self);
	if (!completion)
		wait_until_done(self, session->reserved1);
	pthread_mutex_unlock(&fake.lock);
	return MI_RESULT_OK;
}

/* The table of a session that could not be opened: Close alone. */
static MI_Result oom_Session_Close(MI_Session *session, void *context, void (*completion)(void *context))
{
	struct fake_line line;

	fake_line_begin(&line, "s0/call");
	fake_line_call(&line, "Session.Close(failed)");
	fake_put_pointer(&line, "completion", (const void *)(uintptr_t)completion);
	fake_line_end(&line);
	return refuse_close(session, context, completion);
}

const MI_SessionFT fake_session_oom_ft = {.Close = oom_Session_Close};
