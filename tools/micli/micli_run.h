/* Between a request and the operation that serves it. */
#ifndef MICLI_RUN_H
#define MICLI_RUN_H

#include "micli.h"

/* Starts the operation the verb stands for. */
void micli_start(MI_Session *session, const struct micli_request *request, MI_OperationOptions *options,
		 MI_OperationCallbacks *callbacks, MI_Operation *operation);

/* Starts it, waits for its end, prints its results. */
MI_Result micli_run_operation(MI_Session *session, const struct micli_request *request, MI_OperationOptions *options);

#endif
