/* Writing both ends of a callback. */
#include "callback.h"

#include "encode_wire.h"

_Static_assert(SHIM_OBJECTS_AT + 3 * (1 + MTR_VARINT_MAX) <= MTR_SMALL_EVENT, "a return is a small event");

void shim_objects_fill(struct shim_objects *objects, uint64_t operation, uint64_t session, uint64_t application)
{
	uint8_t *p = objects->bytes + SHIM_OBJECTS_AT;

	if (operation)
		p = mtr_put_uint(p, MTR_CALLBACK_OPERATION, operation);
	objects->end_size = (uint8_t)(p - objects->bytes);
	if (session)
		p = mtr_put_uint(p, MTR_CALLBACK_SESSION, session);
	if (application)
		p = mtr_put_uint(p, MTR_CALLBACK_APPLICATION, application);
	objects->begin_size = (uint8_t)(p - objects->bytes - SHIM_OBJECTS_KIND);
	p = mtr_put_tag(objects->bytes, MTR_PACKET_CALLBACK_END, MTR_WIRE_BYTES);
	*p++ = (uint8_t)(objects->end_size - SHIM_OBJECTS_KIND);
	mtr_put_uint(p, MTR_CALLBACK_KIND, 0);
}

struct body {
	const struct shim_callback *callback;
	shim_encode_fn encode;
	const void *args;
};

static void encode_begin(struct mtr_encoder *e, const void *context)
{
	const struct body *body = context;
	size_t mark = shim_callback_open(e, body->callback);

	body->encode(e, body->args);
	mtr_encode_close_event(e, mark);
}

void shim_callback_begin_event(struct shim_callback *callback, mtr_encode_fn encode, const void *context)
{
	struct mtr_event event = {.time = callback->time, .encode = encode, .context = context};
	struct shim_thread *thread = callback->thread;

	if (thread) {
		/* In the client's hands only once its function runs: until then the frame is one of ours. */
		callback->frame = shim_frame_push(thread, callback->address, false);
		event.parent = shim_frames_parent(thread, callback->frame);
		callback->seq = mtr_event_write(thread->ring, &event);
		thread->nr_frames = callback->frame < SHIM_FRAMES_MAX ? callback->frame + 1 : callback->frame;
		shim_frame_to_client(thread, callback->frame, callback->seq);
		callback->kept = *callback->objects;
		callback->kept.bytes[SHIM_OBJECTS_KIND + 1] = (uint8_t)callback->kind;
	}
	errno = callback->saved_errno;
}

void shim_callback_begin(struct shim_callback *callback, shim_encode_fn encode, const void *args)
{
	struct body body = {.callback = callback, .encode = encode, .args = args};

	shim_callback_begin_event(callback, encode_begin, &body);
}

void shim_callback_end(struct shim_callback *callback)
{
	const struct shim_objects *objects = &callback->kept;
	struct mtr_event event = {.parent = callback->seq, .context = objects->bytes, .size = objects->end_size};
	int saved = errno;

	if (!callback->thread)
		return;
	/* A child that was forked inside the callback has no begin event to go with this end. */
	if (callback->generation == shim_record_generation()) {
		event.time = shim_now();
		mtr_event_write(callback->thread->ring, &event);
	}
	shim_frame_pop(callback->thread, callback->frame);
	errno = saved;
}
