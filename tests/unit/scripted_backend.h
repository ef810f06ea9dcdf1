/*
 * A backend for tests of the dispatcher: it keeps what it is told, and posts what the test says, when the test says.
 * Links in the backend of the process; reset it before each test.
 */
#ifndef SCRIPTED_BACKEND_H
#define SCRIPTED_BACKEND_H

#include <pthread.h>

#include "backend.h"

enum {
	SCRIPT_MAX_OPS = 2048
};

/* What the backend was told so far; under lock, changed is signalled. Read single numbers with script_read(). */
struct script {
	pthread_mutex_t lock;
	pthread_cond_t changed;

	unsigned opened, closed, sessions_opened, sessions_closed;
	struct dispatch_op *ops[SCRIPT_MAX_OPS]; /* in the order of start(); the oldest ones are overwritten */
	unsigned started, finished, cancelled, acknowledged, answered, drained;
	MI_CancellationReason reason;             /* of the last cancel */
	MI_OperationCallback_ResponseType answer; /* the last one */
	uint64_t cookie;                          /* of the last acknowledgement or answer */
	bool order_broken; /* something about an operation came before start() or after finished() */

	/* Behaviour; set while nothing runs. NULL: nothing happens but what is kept above. */
	MI_Result open_result, session_result;
	void (*on_open_session)(const struct dispatch_session_request *request, MI_Instance **ret_error);
	void (*on_start)(struct dispatch_op *op, const struct dispatch_request *request);
	void (*on_cancel)(struct dispatch_op *op);
	void (*on_drained)(struct dispatch_op *op);
	void (*on_acknowledged)(struct dispatch_op *op, uint64_t cookie);
	void (*on_answered)(struct dispatch_op *op, uint64_t cookie, MI_OperationCallback_ResponseType answer);
	void (*on_finished)(struct dispatch_op *op);
};

extern struct script script;

/* Forgets all; by default a cancelled operation ends with MI_RESULT_FAILED. */
void script_reset(void);
/* Waits until at least @nr operations have started and returns the last of these. */
struct dispatch_op *script_op(unsigned nr);
/* Waits until a number of the script is at least @value; fails the test after ten seconds. */
void script_wait(const unsigned *number, unsigned value);
unsigned script_read(const unsigned *number);

/* Posts a result: an instance of class Result with a property Number, or none when @number is negative. */
void script_post(struct dispatch_op *op, int number, bool more, MI_Result result);
/* The same in a lane. */
void script_post_in(struct dispatch_op *op, int lane, int number, bool more, MI_Result result);
/* Posts a final result, MI_RESULT_OK without an instance: for on_start. */
void script_end(struct dispatch_op *op, const struct dispatch_request *request);

#endif
