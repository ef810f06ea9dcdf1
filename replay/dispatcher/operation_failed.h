/* Operations that could not be started. */
#ifndef DISPATCH_OPERATION_FAILED_H
#define DISPATCH_OPERATION_FAILED_H

#include "operation.h"

/*
 * Tells the client, on its own thread: fills in a handle that answers the failure to all getters, and calls the result
 * callback with the client's own operation (or a temporary one where it gave none) and no acknowledgement function.
 * @session is what the client passed; all but @gives may be NULL.
 */
void dispatch_op_fail(enum dispatch_result_kind gives, MI_Result result, const MI_Session *session,
		      const MI_OperationCallbacks *callbacks, MI_Operation *operation);

#endif
