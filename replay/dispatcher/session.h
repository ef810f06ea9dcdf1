/* Sessions, as their operations see them. */
#ifndef DISPATCH_SESSION_H
#define DISPATCH_SESSION_H

#include "backend.h"

/* What a session's close waits for; embedded in operations. */
struct dispatch_session_link {
	struct dispatch_session_link *next, **link; /* under the session's lock */
};

/* MI_Application_NewSession */
MI_Result dispatch_NewSession(MI_Application *application, const MI_Char *protocol, const MI_Char *destination,
			      MI_DestinationOptions *options, MI_SessionCallbacks *callbacks,
			      MI_Instance **extendedError, MI_Session *session);

/* The open session behind a handle, in use until put; NULL when there is none. */
struct dispatch_session *dispatch_session_get(const MI_Session *handle);
void dispatch_session_put(struct dispatch_session *session);

/* Only the user who opened a session may use it. MI_RESULT_OK or MI_RESULT_ACCESS_DENIED. */
MI_Result dispatch_session_check_access(const struct dispatch_session *session);

/* The handle as the client has it, and the backend's data. */
MI_Session dispatch_session_handle(const struct dispatch_session *session);
void *dispatch_session_data(const struct dispatch_session *session);

/* A new operation; false when the session is being closed, or belongs to a process this one was forked from. */
bool dispatch_session_add(struct dispatch_session *session, struct dispatch_session_link *link);
/*
 * The last step of an operation's life. Completes a close that waited for it, on this thread: the session may be gone
 * after it.
 */
void dispatch_session_remove(struct dispatch_session *session, struct dispatch_session_link *link);

/* In handles. */
extern const MI_SessionFT dispatch_session_ft;
/* In mi_clientFT_V1. */
extern const MI_SessionFT dispatch_client_session_ft;

#endif
