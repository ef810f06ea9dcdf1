/* Between a request and the operation that serves it. */
#ifndef MICLI_RUN_H
#define MICLI_RUN_H

#include "micli.h"

/* Starts the operation the verb stands for. */
void micli_start(MI_Session *session, const struct micli_request *request, MI_OperationOptions *options,
		 MI_OperationCallbacks *callbacks, MI_Operation *operation);

/*
 * Starts it, waits for its end, prints its results. Returns its result; OK when --limit ended it.
 * @ret_owed: a result may have been overtaken, and its acknowledgement lost.
 */
MI_Result micli_run_operation(MI_Session *session, const struct micli_request *request, MI_OperationOptions *options,
			      bool *ret_owed);

/*
 * What ^C and micli_request_stop() call from now on, on a thread of its own; NULL: nothing. Waits for a call in progress,
 * so that after micli_set_stop(NULL, NULL) nobody uses @data any more.
 */
void micli_set_stop(void (*stop)(void *data), void *data);
void micli_request_stop(void);
/* Requests it then, and says so; 0: not at all. */
void micli_stop_after(long seconds);
bool micli_timed_out(void);

#endif
