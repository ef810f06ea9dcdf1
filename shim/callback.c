/* Writing both ends of a callback. */
#include "callback.h"

#include <errno.h>

#include "shim_record.h"
#include "shim_thread.h"

struct body {
	const struct shim_callback *callback;
	shim_encode_fn encode;
	const void *args;
};

static void encode_objects(struct mtr_encoder *e, const struct shim_callback *callback)
{
	mtr_encode_uint(e, MTR_CALLBACK_KIND, callback->kind);
	if (callback->operation)
		mtr_encode_uint(e, MTR_CALLBACK_OPERATION, callback->operation);
}

static void encode_begin(struct mtr_encoder *e, const void *context)
{
	const struct body *body = context;
	size_t mark = mtr_encode_open(e, MTR_PACKET_CALLBACK_BEGIN);

	encode_objects(e, body->callback);
	if (body->callback->session)
		mtr_encode_uint(e, MTR_CALLBACK_SESSION, body->callback->session);
	if (body->callback->application)
		mtr_encode_uint(e, MTR_CALLBACK_APPLICATION, body->callback->application);
	body->encode(e, body->args);
	mtr_encode_close(e, mark);
}

static void encode_end(struct mtr_encoder *e, const void *context)
{
	const struct body *body = context;
	size_t mark = mtr_encode_open(e, MTR_PACKET_CALLBACK_END);

	encode_objects(e, body->callback);
	mtr_encode_close(e, mark);
}

void shim_callback_enter(struct shim_callback *callback, uint32_t kind, uintptr_t address)
{
	*callback = (struct shim_callback){.kind = kind, .address = address, .saved_errno = errno};
	callback->time = shim_now();
	callback->thread = shim_thread_get();
	if (!callback->thread)
		return;
	callback->generation = callback->thread->generation;
	shim_frames_trim(callback->thread, address);
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
		shim_frame_pop(thread, callback->frame);
		callback->frame = shim_frame_push(thread, callback->address, true);
		shim_frame_set_seq(thread, callback->frame, callback->seq);
	}
	errno = callback->saved_errno;
}

void shim_callback_end(struct shim_callback *callback)
{
	struct body body = {.callback = callback};
	struct mtr_event event = {.parent = callback->seq, .encode = encode_end, .context = &body};
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
