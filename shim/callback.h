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
#include "encode_event.h"
#include "shim_record.h"
#include "shim_thread.h"

/*
 * Fields that name what a callback is of, as they stand in its events: written once for an operation, copied from then
 * on. They lie as the event of the return has them, which is one of these and all of that.
 */
struct shim_objects {
	uint8_t end_size;   /* of that event */
	uint8_t begin_size; /* of kind and objects in the event of the callback */
	uint8_t bytes[MTR_SMALL_EVENT];
};

enum {
	SHIM_OBJECTS_KIND = 2, /* where the kind begins in them ... */
	SHIM_OBJECTS_AT = 4,   /* ... and the objects */
};

/* By number; 0: none. The kind is left open. */
void shim_objects_fill(struct shim_objects *objects, uint64_t operation, uint64_t session, uint64_t application);

struct shim_callback {
	struct shim_thread *thread; /* NULL: nothing is recorded */
	uint32_t kind;              /* MTR_CALLBACK_KIND_ */
	uint32_t generation;
	const struct shim_objects *objects; /* to be set before shim_callback_begin(), not looked at after it */
	struct shim_objects kept;           /* what the event of the return is made of */
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

/* Writes the event of the callback: @encode the whole body, between these two. */
void shim_callback_begin_event(struct shim_callback *callback, mtr_encode_fn encode, const void *context);

static inline size_t shim_callback_open(struct mtr_encoder *e, const struct shim_callback *callback)
{
	const struct shim_objects *objects = callback->objects;
	size_t mark = mtr_encode_open_event(e, MTR_PACKET_CALLBACK_BEGIN);

	if (mtr_encode_room(e, MTR_ENCODER_SLACK)) {
		/* All that there can be: less work than to count it. */
		memcpy(e->cur, objects->bytes + SHIM_OBJECTS_KIND, sizeof(objects->bytes) - SHIM_OBJECTS_KIND);
		e->cur[1] = (uint8_t)callback->kind;
		e->cur += objects->begin_size;
	}
	return mark;
}

/* The same, @encode writing what comes behind kind and objects. */
void shim_callback_begin(struct shim_callback *callback, shim_encode_fn encode, const void *args);
void shim_callback_end(struct shim_callback *callback);

#endif
