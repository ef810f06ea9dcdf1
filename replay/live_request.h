/* What the client asks for, as the recorder would have written it. */
#ifndef REPLAY_LIVE_REQUEST_H
#define REPLAY_LIVE_REQUEST_H

#include "arena.h"
#include "backend.h"
#include "mitrace.pb-c.h"
#include "redact.h"

/* The begin event of the start, in the arena. 0, or a worded failure. */
int replay_live_start(const struct mtr_redaction *redaction, const struct dispatch_request *request,
		      struct mtr_arena *arena, const Mitrace__Call **ret);
/* The begin event of the NewSession. */
int replay_live_session(const struct mtr_redaction *redaction, const struct dispatch_session_request *request,
			struct mtr_arena *arena, const Mitrace__Call **ret);

#endif
