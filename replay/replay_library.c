/*
 * libmitrace-replay: a libmi that serves its client from a trace. The trace is opened once, when the client first comes
 * to MI; a process that never does leaves no sign of us.
 */
#include "replay_engine.h"

struct dispatch_backend_instance dispatch_backend_get(void)
{
	static struct replay replay;

	replay_open(&replay);
	return (struct dispatch_backend_instance){&replay_trace_backend, &replay};
}
