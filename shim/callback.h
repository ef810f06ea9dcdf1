/*
 * The bracket around a callback into the client: event with the payload, the client's function, event of its return.
 *
 *	struct shim_callback cb;
 *
 *	shim_callback_begin(&cb, MTR_CALLBACK_KIND_..., encode_message, &message);
 *	record->client.writeMessage(operation, record->client.callbackContext, channel, text);
 *	shim_callback_end(&cb);
 *
 * The client's function runs in a frame of its own kind, so that what it calls is told from what the library calls.
 */
#ifndef SHIM_CALLBACK_H
#define SHIM_CALLBACK_H

#include <stdint.h>

#include "call.h"

struct shim_thread;

struct shim_callback {
	struct shim_thread *thread; /* NULL: nothing is recorded */
	uint32_t kind;              /* MTR_CALLBACK_KIND_ */
	uint32_t generation;
	uint64_t operation, session, application; /* 0: none */
	unsigned frame;
	uintptr_t address;
	uint64_t time;
	uint64_t seq; /* of the begin event; 0: not recorded */
	int saved_errno;
};

/* Notes the time and the thread. @address: __builtin_frame_address(0) of the function that the library called. */
void shim_callback_enter(struct shim_callback *callback, uint32_t kind, uintptr_t address);
void shim_callback_begin(struct shim_callback *callback, shim_encode_fn encode, const void *args);
void shim_callback_end(struct shim_callback *callback);

#endif
