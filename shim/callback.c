/* Writing both ends of a callback. */
#include "callback.h"

#include "encode_wire.h"

void shim_objects_fill(struct shim_objects *objects, uint64_t operation, uint64_t session, uint64_t application)
{
	uint8_t *p = objects->fields;

	if (operation)
		p = mtr_put_uint(p, MTR_CALLBACK_OPERATION, operation);
	objects->in_end = (uint8_t)(p - objects->fields);
	if (session)
		p = mtr_put_uint(p, MTR_CALLBACK_SESSION, session);
	if (application)
		p = mtr_put_uint(p, MTR_CALLBACK_APPLICATION, application);
	objects->size = (uint8_t)(p - objects->fields);
}

struct body {
	const struct shim_callback *callback;
	shim_encode_fn encode;
	const void *args;
};

/* Kind and objects, at most 2 and sizeof(fields) bytes: all of these are copied, as that is less than to count them. */
static inline uint8_t *put_objects(uint8_t *p, const struct shim_callback *callback, uint8_t size)
{
	p = mtr_put_uint(p, MTR_CALLBACK_KIND, callback->kind & 0x7f);
	memcpy(p, callback->objects.fields, sizeof(callback->objects.fields));
	return p + size;
}

static void encode_begin(struct mtr_encoder *e, const void *context)
{
	const struct body *body = context;
	size_t mark = mtr_encode_open_event(e, MTR_PACKET_CALLBACK_BEGIN);

	if (mtr_encode_room(e, MTR_ENCODER_SLACK))
		e->cur = put_objects(e->cur, body->callback, body->callback->objects.size);
	body->encode(e, body->args);
	mtr_encode_close_event(e, mark);
}

_Static_assert(4 + sizeof(((struct shim_objects *)NULL)->fields) <= MTR_SMALL_EVENT, "a return is a small event");

/* A callback_end. Returns its size. */
static inline size_t put_end(uint8_t body[MTR_SMALL_EVENT], const struct shim_callback *callback)
{
	uint8_t *length = mtr_put_tag(body, MTR_PACKET_CALLBACK_END, MTR_WIRE_BYTES);
	uint8_t *end = put_objects(length + 1, callback, callback->objects.in_end);

	*length = (uint8_t)(end - length - 1);
	return (size_t)(end - body);
}

void shim_callback_begin(struct shim_callback *callback, shim_encode_fn encode, const void *args)
{
	struct body body = {.callback = callback, .encode = encode, .args = args};
	struct mtr_event event = {.time = callback->time, .encode = encode_begin, .context = &body};
	struct shim_thread *thread = callback->thread;

	if (thread) {
		/* In the client's hands only once its function runs: until then the frame is one of ours. */
		callback->frame = shim_frame_push(thread, callback->address, false);
		event.parent = shim_frames_parent(thread, callback->frame);
		callback->seq = mtr_event_write(thread->ring, &event);
		thread->nr_frames = callback->frame < SHIM_FRAMES_MAX ? callback->frame + 1 : callback->frame;
		shim_frame_to_client(thread, callback->frame, callback->seq);
	}
	errno = callback->saved_errno;
}

void shim_callback_end(struct shim_callback *callback)
{
	uint8_t body[MTR_SMALL_EVENT];
	struct mtr_event event = {.parent = callback->seq, .context = body};
	int saved = errno;

	if (!callback->thread)
		return;
	/* A child that was forked inside the callback has no begin event to go with this end. */
	if (callback->generation == shim_record_generation()) {
		event.time = shim_now();
		event.size = put_end(body, callback);
		mtr_event_write(callback->thread->ring, &event);
	}
	shim_frame_pop(callback->thread, callback->frame);
	errno = saved;
}
