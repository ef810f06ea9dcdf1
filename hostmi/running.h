/* What an operation that goes on after its start is made of; embedded at the beginning of a request's own state. */
#ifndef HOSTMI_RUNNING_H
#define HOSTMI_RUNNING_H

#include "backend.h"

/* The operation's data (dispatch_op_data) is a pointer to this. All but free are optional. */
struct hostmi_running {
	/* The client has taken all that was posted. */
	void (*more)(struct hostmi_running *running, struct dispatch_op *op);
	/* The client does not want it any more: sees to a final result. Without it, the operation ends at once. */
	void (*cancel)(struct hostmi_running *running, struct dispatch_op *op);
	/* The client has answered a question. */
	void (*answered)(struct hostmi_running *running, MI_OperationCallback_ResponseType answer);
	/* The operation is over. */
	void (*free)(struct hostmi_running *running);
};

#endif
