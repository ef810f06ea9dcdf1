/*
 * A client for tests of the dispatcher: one application and session, and callbacks that log what they are told.
 *
 * Every callback can wait at a gate, be it to look at the dispatcher meanwhile, and can call a function of the test's.
 */
#ifndef LOGGING_CLIENT_H
#define LOGGING_CLIENT_H

#include <pthread.h>
#include <stdbool.h>

#include <mi/mi.h>

enum called {
	CALLED_INSTANCE,
	CALLED_INDICATION,
	CALLED_CLASS,
	CALLED_PROMPT,
	CALLED_ERROR,
	CALLED_MESSAGE,
	CALLED_PROGRESS,
	CALLED_STREAMED,
	CALLED_CLOSED, /* a session's completion */
};

typedef MI_Result (*acknowledge_fn)(MI_Operation *operation);
typedef MI_Result (*answer_fn)(MI_Operation *operation, MI_OperationCallback_ResponseType response);

/* One callback as it came. */
struct call {
	enum called what;
	pthread_t thread;
	MI_Operation *pointer; /* as it came, and a copy of what it pointed to */
	MI_Operation handle;
	int number; /* property Number of the instance, -1 without */
	bool more;
	MI_Result result;
	acknowledge_fn acknowledge;
	answer_fn answer;
	unsigned channel;
	char text[64];
};

struct client {
	MI_Application application;
	MI_Session session;

	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct call calls[4096];
	unsigned nr_calls;
	int inside, most_inside; /* callbacks running at a time */

	/* Called in every callback, after it was logged. */
	void (*hook)(struct client *client, const struct call *call);
	MI_OperationCallbacks callbacks; /* all of them, with this client as context */
};

/* Resets the script and the client, opens application and session. */
void client_open(struct client *client);
/* Closes both, waiting. */
void client_close(struct client *client);

/* Waits for the call with that index; fails the test after ten seconds. */
const struct call *client_call(struct client *client, unsigned index);
unsigned client_calls(struct client *client);
/* Callbacks with all slots but instanceResult empty. */
MI_OperationCallbacks client_results_only(struct client *client);
/* Starts an enumeration with the client's callbacks. */
void client_enumerate(struct client *client, MI_Uint32 flags, MI_Operation *operation);
/* For MI_Session_Close: logs CALLED_CLOSED. */
void client_closed(void *context);

#endif
