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

#include <errno.h>
#include <stdint.h>

#include "call.h"
#include "shim_record.h"
#include "shim_thread.h"

/* Fields that name what a callback is of, as they stand in its events: written once, copied from then on. */
struct shim_objects {
	uint8_t size;
	uint8_t in_end; /* of these bytes, what the event of the return has too: the operation */
	uint8_t fields[3 * 11];
};

/* By number; 0: none. */
void shim_objects_fill(struct shim_objects *objects, uint64_t operation, uint64_t session, uint64_t application);

struct shim_callback {
	struct shim_thread *thread; /* NULL: nothing is recorded */
	uint32_t kind;              /* MTR_CALLBACK_KIND_ */
	uint32_t generation;
	struct shim_objects objects; /* to be set before shim_callback_begin() */
	unsigned frame;
	uintptr_t address;
	uint64_t time;
	uint64_t seq; /* of the begin event; 0: not recorded */
	int saved_errno;
};

/* Notes the time and the thread. @address: __builtin_frame_address(0) of the function that the library called. */
static inline void shim_callback_enter(struct shim_callback *callback, uint32_t kind, uintptr_t address)
{
	callback->saved_errno = errno;
	callback->time = shim_now();
	callback->kind = kind;
	callback->address = address;
	callback->seq = 0;
	callback->thread = shim_thread_get();
	if (!callback->thread)
		return;
	callback->generation = callback->thread->generation;
	shim_frames_trim(callback->thread, address);
}

void shim_callback_begin(struct shim_callback *callback, shim_encode_fn encode, const void *args);
void shim_callback_end(struct shim_callback *callback);

#endif
