/* Telling the client's calls from the library's own, and writing both ends of the former. */
#include "call.h"

#include <errno.h>

#include "library.h"
#include "operation_record.h"
#include "shim_record.h"
#include "shim_thread.h"

static bool within(const struct shim_range *range, const void *address)
{
	return (uintptr_t)address >= range->start && (uintptr_t)address < range->end;
}

/*
 * The library calls itself through its tables, and so may what it has loaded (transports). Code of its own object is
 * told by where it stands; where the client is linked into the same one, by its being in the middle of a call. Other
 * code that calls in the middle of a call is a transport's, with handles of its own making, or a signal handler of the
 * client's, with handles that we know.
 */
static bool is_internal(const struct shim_call *call)
{
	if (!shim_frames_in_call(call->thread))
		return false;
	return call->target.state != MTR_HANDLE_STATE_HANDLE_KNOWN || within(&call->library->text, call->caller);
}

bool shim_call_enter_at(struct shim_call *call, const struct shim_site *site, uint32_t function, const void *handle,
			uintptr_t address)
{
	const struct shim_library *library = site->table->library;

	if (!library->shared && within(&library->text, site->caller))
		return false;
	if (!atomic_load_explicit(&library->settled, memory_order_acquire))
		shim_library_settle(library);
	call->saved_errno = errno;
	call->time = shim_now();
	call->thread = shim_thread_get();
	if (!call->thread)
		return false;
	call->library = library;
	call->caller = site->caller;
	call->function = function;
	call->address = address;
	call->kind = site->table->kind;
	shim_frames_trim(call->thread, address);
	call->target = shim_handle_find(call->kind, handle);
	return !is_internal(call);
}

bool shim_call_enter_free(struct shim_call *call, const void *caller, uint32_t function, uintptr_t address)
{
	call->saved_errno = errno;
	call->time = shim_now();
	call->thread = shim_thread_get();
	if (!call->thread)
		return false;
	call->library = NULL;
	call->caller = caller;
	call->function = function;
	call->address = address;
	call->kind = SHIM_KINDS;
	call->target = (struct shim_identity){0};
	shim_frames_trim(call->thread, address);
	return true;
}

struct body {
	const struct shim_call *call;
	shim_encode_fn encode;
	const void *args;
	uint64_t callback;
	const MI_Result *result;
};

static const unsigned object_fields[SHIM_KINDS] = {MTR_CALL_APPLICATION, MTR_CALL_SESSION, MTR_CALL_OPERATION,
						   MTR_CALL_HOSTED_PROVIDER};

static void encode_target(struct mtr_encoder *e, const struct shim_call *call)
{
	if (call->kind == SHIM_KINDS)
		return;
	if (call->target.id)
		mtr_encode_uint(e, object_fields[call->kind], call->target.id);
	if (call->target.state != MTR_HANDLE_STATE_HANDLE_KNOWN)
		mtr_encode_uint(e, MTR_CALL_HANDLE_STATE, call->target.state);
}

static void encode_begin(struct mtr_encoder *e, const void *context)
{
	const struct body *body = context;
	const struct shim_call *call = body->call;
	size_t mark = mtr_encode_open(e, MTR_PACKET_CALL_BEGIN);

	mtr_encode_uint(e, MTR_CALL_FUNCTION, call->function);
	encode_target(e, call);
	if (body->encode)
		body->encode(e, body->args);
	mtr_encode_uint(e, MTR_CALL_CALLER, (uintptr_t)call->caller);
	if (call->library)
		mtr_encode_uint(e, MTR_CALL_LIBRARY, call->library->module);
	if (body->callback)
		mtr_encode_uint(e, MTR_CALL_INSIDE_CALLBACK, body->callback);
	mtr_encode_close(e, mark);
}

static void encode_end(struct mtr_encoder *e, const void *context)
{
	const struct body *body = context;
	size_t mark = mtr_encode_open(e, MTR_PACKET_CALL_END);

	mtr_encode_uint(e, MTR_CALL_FUNCTION, body->call->function);
	if (body->result)
		mtr_encode_uint(e, MTR_CALL_RESULT, (uint32_t)*body->result);
	if (body->encode)
		body->encode(e, body->args);
	mtr_encode_close(e, mark);
}

void shim_call_begin(struct shim_call *call, shim_encode_fn encode, const void *args)
{
	struct shim_thread *thread = call->thread;
	struct body body = {.call = call, .encode = encode, .args = args};
	struct mtr_event event = {.time = call->time, .encode = encode_begin, .context = &body};

	call->generation = thread->generation;
	/* The frame is open while the event is made: what the encoder asks of the library is no call of the client's. */
	call->frame = shim_frame_push(thread, call->address, false);
	event.parent = shim_frames_parent(thread, call->frame);
	body.callback = shim_frames_callback(thread, call->frame);
	call->seq = mtr_event_write(thread->ring, &event);
	shim_frame_set_seq(thread, call->frame, call->seq);
	errno = call->saved_errno;
}

void shim_call_returned(struct shim_call *call)
{
	call->saved_errno = errno;
	call->time = shim_now();
}

static void write_end(struct shim_call *call, const MI_Result *result, shim_encode_fn encode, const void *args)
{
	struct body body = {.call = call, .encode = encode, .args = args, .result = result};
	struct mtr_event event = {.time = call->time, .parent = call->seq, .encode = encode_end, .context = &body};

	/* A child that was forked inside the call has no begin event to go with this end. */
	if (call->generation == shim_record_generation())
		mtr_event_write(call->thread->ring, &event);
	shim_frame_pop(call->thread, call->frame);
	errno = call->saved_errno;
}

void shim_call_end_void(struct shim_call *call, shim_encode_fn encode, const void *args)
{
	write_end(call, NULL, encode, args);
}

MI_Result shim_call_end(struct shim_call *call, MI_Result result, shim_encode_fn encode, const void *args)
{
	write_end(call, &result, encode, args);
	return result;
}

struct shim_key shim_handle_key(enum shim_kind kind, const void *pointer)
{
	const struct shim_handle *handle = pointer;
	const struct shim_table *table;
	struct shim_key key = {0};

	if (!handle)
		return key;
	key.reserved1 = handle->reserved1;
	key.reserved2 = handle->reserved2;
	table = shim_table_at(kind, handle->ft);
	if (!table) {
		/* A copy that lost its table, which acknowledgements and answers do not need, is the only library's. */
		if (shim_library_count() == 1)
			key.library = shim_library_at(0)->base;
		return key;
	}
	key.library = table->library->base;
	if (kind == SHIM_OPERATION && table->meaning == MTR_TABLE_TABLE_FAILED)
		key.address = (uintptr_t)handle;
	return key;
}

struct shim_identity shim_handle_find(enum shim_kind kind, const void *handle)
{
	struct shim_identity identity = {.state = MTR_HANDLE_STATE_HANDLE_NULL};
	struct shim_key key;

	if (!handle)
		return identity;
	key = shim_handle_key(kind, handle);
	identity = shim_identity_find(kind, &key);
	if (identity.state == MTR_HANDLE_STATE_HANDLE_UNKNOWN && kind == SHIM_OPERATION)
		identity = shim_operation_guess(handle);
	return identity;
}

struct shim_out shim_out_read(enum shim_kind kind, const void *handle)
{
	struct shim_out out = {.kind = kind, .handle = handle};

	if (!handle)
		return out;
	out.table = shim_table_seen(kind, out.handle->ft,
				    kind == SHIM_OPERATION ? MTR_TABLE_TABLE_FAILED : MTR_TABLE_TABLE_NORMAL);
	out.identity = shim_handle_find(kind, handle);
	return out;
}

struct shim_out shim_out_open(enum shim_kind kind, const void *handle, MI_Result result, uint32_t record)
{
	struct shim_out out = {.kind = kind, .handle = handle};
	struct shim_key key;

	if (!handle)
		return out;
	out.table = shim_table_seen(kind, out.handle->ft,
				    result == MI_RESULT_OK ? MTR_TABLE_TABLE_NORMAL : MTR_TABLE_TABLE_FAILED);
	if (result != MI_RESULT_OK)
		return out;
	out.identity.id = shim_identity_new(kind);
	key = shim_handle_key(kind, handle);
	shim_identity_open(kind, &key, out.identity.id, record);
	return out;
}

void shim_encode_out(struct mtr_encoder *e, const void *args)
{
	const struct shim_out *out = args;

	if (!out->handle)
		return;
	if (out->identity.id)
		mtr_encode_uint(e, object_fields[out->kind], out->identity.id);
	mtr_encode_uint(e, MTR_CALL_TABLE, out->table);
	/* Without a table of the library's the client's struct may hold anything: none of our business. */
	if (out->table != MTR_TABLE_TABLE_NORMAL && out->table != MTR_TABLE_TABLE_FAILED)
		return;
	mtr_encode_uint(e, MTR_CALL_RESERVED1, out->handle->reserved1);
	mtr_encode_uint(e, MTR_CALL_RESERVED2, out->handle->reserved2);
}

void shim_encode_wanted(struct mtr_encoder *e, const void *args)
{
	shim_encode_null_outputs(e, shim_null_bit(args, 0));
}
