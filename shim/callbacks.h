/*
 * Our functions that the library calls in place of the client's.
 *
 * Each writes the payload, calls the client's function with what it got (functions to acknowledge or answer with
 * replaced by ours), and writes that it returned. The client may close and free its operation meanwhile, leave by
 * longjmp(), or end the process.
 */
#ifndef SHIM_CALLBACKS_H
#define SHIM_CALLBACKS_H

#include <mi/mi.h>

#include "identity.h"
#include "pool.h"

struct shim_operation;

/* Fills operation->ours: our function wherever operation->client has one, NULL where it has none. */
void shim_callbacks_fill(struct shim_operation *operation);

/* callback_session.c: the same for what NewSession and MI_Session_Close are given. */
struct shim_session_callbacks {
	struct shim_pooled pooled;
	uint64_t application;
	MI_SessionCallbacks client;
	MI_SessionCallbacks ours;
};

/* NULL without memory: the library gets the client's own then. */
struct shim_session_callbacks *shim_session_callbacks_new(const MI_SessionCallbacks *client, uint64_t application);
/* By number; 0: nothing. To be called when the session is closed, or did not come into being. */
void shim_session_callbacks_free(uint32_t number);

typedef void (*shim_completion_fn)(void *context);
struct shim_completion {
	struct shim_pooled pooled;
	shim_completion_fn function;
	void *context;
	uint64_t session;
	uint64_t close;     /* seq of the begin event of the MI_Session_Close */
	uint32_t callbacks; /* number of the session's struct shim_session_callbacks, to be freed after all */
};

/* @session: the session as its identity says, with its callbacks' record. */
struct shim_completion *shim_completion_new(shim_completion_fn function, void *context,
					    const struct shim_identity *session);
/* What to pass as completionCallback, with the record as its context. Frees the record when it is called. */
void shim_completion_call(void *completion);

#endif
