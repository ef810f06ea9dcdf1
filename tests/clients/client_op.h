/*
 * An operation of a test client: its handle, callbacks that log all they get and then do what the case wants, and
 * waiting for what they bring.
 */
#ifndef CLIENT_OP_H
#define CLIENT_OP_H

#include <pthread.h>
#include <stdbool.h>

#include <mi/mi.h>

#include "client_log.h"

typedef MI_Result (*client_acknowledge_fn)(MI_Operation *operation);
typedef MI_Result (*client_answer_fn)(MI_Operation *operation, MI_OperationCallback_ResponseType response);

/* Members of MI_OperationCallbacks, bit 0 the first function. */
enum {
	CLIENT_PROMPT = 1 << 0,
	CLIENT_ERROR = 1 << 1,
	CLIENT_MESSAGE = 1 << 2,
	CLIENT_PROGRESS = 1 << 3,
	CLIENT_INSTANCE = 1 << 4,
	CLIENT_INDICATION = 1 << 5,
	CLIENT_CLASS = 1 << 6,
	CLIENT_PARAMETER = 1 << 7,
	CLIENT_RESULTS = CLIENT_INSTANCE | CLIENT_INDICATION | CLIENT_CLASS,
	CLIENT_ALL = 0xff,
};

struct client_op {
	const char *name;
	MI_Operation handle;
	MI_OperationCallbacks callbacks;

	/*
	 * What the case does in a callback, after it was logged. @operation is the callback's. May be NULL.
	 * on_result answers whether the struct is still there.
	 */
	bool (*on_result)(struct client_op *op, MI_Operation *operation, bool more);
	void (*on_other)(struct client_op *op, MI_Operation *operation, const char *kind);
	void *data;

	/* Of the callback before or around: may be called later. */
	client_acknowledge_fn acknowledge;
	client_answer_fn answer;
	bool question_is_prompt; /* what answer answers */
	MI_Operation copy;       /* of the callback's operation, if it had one */

	/* Under the clients' lock: client_wait(). */
	unsigned results, others, finals;
	bool acknowledge_here; /* in the callback, when there is a function for it */
};

/* @members: of the callbacks that are to be set. */
void client_op_init(struct client_op *op, const char *name, unsigned members);

/* Counters that threads wait for. */
void client_count(unsigned *counter);
void client_wait(const unsigned *counter, unsigned at_least);
void client_op_wait_final(struct client_op *op);
/* Until the fake library has written a line with @text to its log (FAKE_MI_LOG): that it waits, mostly. */
void client_wait_log(const char *text);

/* Acknowledges through @operation, logged. */
MI_Result client_acknowledge(struct client_op *op, MI_Operation *operation);
MI_Result client_answer(struct client_op *op, MI_Operation *operation, MI_OperationCallback_ResponseType response);

/* Opens what nearly every case needs. */
void client_open(MI_Application *application, MI_Session *session);
/* And closes it, waiting. */
void client_close(MI_Application *application, MI_Session *session);
/* EnumerateInstances with the operation's callbacks, all else plain. */
void client_start(struct client_op *op, MI_Session *session, MI_Uint32 flags);
/* Waits for the final result and closes. */
void client_finish(struct client_op *op);

/* Callbacks for MI_SessionCallbacks: log; the context is a string. */
void client_session_message(MI_Application *application, void *context, MI_Uint32 channel, const MI_Char *message);
void client_session_error(MI_Application *application, void *context, MI_Instance *instance);

/* A completion callback for MI_Session_Close: logs; counts in the unsigned that is its context. */
void client_completion(void *context);

/* Runs @run(argument) on a thread with a stream of that name and waits for its end. */
void client_on_thread(const char *name, void (*run)(void *argument), void *argument);

#endif
