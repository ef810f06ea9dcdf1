/* Opening a session with this machine. */
#ifndef HOSTMI_HOST_SESSION_H
#define HOSTMI_HOST_SESSION_H

#include "backend.h"

/*
 * Every transport leads here: there is one machine, asked as the user that the client runs as. What a client wanted otherwise, and
 * does not get, is told through its session callbacks. MI_RESULT_NOT_FOUND for transports no libmi has.
 */
MI_Result hostmi_open_session(const struct dispatch_session_request *request);

#endif
