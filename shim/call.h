/*
 * The bracket around a call of the client's: begin event, the real call, end event.
 *
 *	struct shim_call call;
 *
 *	if (!shim_call_enter(&call, site, MTR_FUNCTION_MI_Operation_Cancel, operation))
 *		return site->table->original.operation.Cancel(operation, reason);
 *	shim_call_begin(&call, encode_reason, &reason);
 *	result = site->table->original.operation.Cancel(operation, reason);
 *	return shim_call_end(&call, result, NULL, NULL);
 *
 * errno is the client's and the library's: it goes through unchanged on both sides.
 */
#ifndef SHIM_CALL_H
#define SHIM_CALL_H

#include <stdbool.h>

#include <mi/mi.h>

#include "encoder.h"
#include "identity.h"
#include "mitrace_fields.h"
#include "patch.h"

struct shim_thread;

/* Writes fields of a Call or a Callback; see mtr_encode_fn. */
typedef void (*shim_encode_fn)(struct mtr_encoder *e, const void *args);

struct shim_call {
	struct shim_thread *thread; /* NULL: nothing is recorded */
	const struct shim_library *library;
	const void *caller;
	enum shim_kind kind; /* of the handle called upon */
	struct shim_identity target;
	uint32_t function;   /* MTR_FUNCTION_ */
	uint32_t generation; /* of the recording that has the begin event */
	unsigned frame;
	uintptr_t address; /* of the wrapper's stack frame */
	uint64_t time;
	uint64_t seq; /* of the begin event; 0: not recorded */
	int saved_errno;
};

/*
 * True when the call is the client's and there is somewhere to record it: then begin and end must follow.
 * @handle: the slot's first argument, whatever its kind; may be NULL.
 */
bool shim_call_enter_at(struct shim_call *call, const struct shim_site *site, uint32_t function, const void *handle,
			uintptr_t address);
#define shim_call_enter(call, site, function, handle) \
	shim_call_enter_at(call, site, function, handle, (uintptr_t)__builtin_frame_address(0))

/* The same for a function that stands in no table (InitializeV1; acknowledgements and answers). */
bool shim_call_enter_free(struct shim_call *call, const void *caller, uint32_t function, uintptr_t address);

/* @encode writes what went in; may be NULL. */
void shim_call_begin(struct shim_call *call, shim_encode_fn encode, const void *args);

/* To be called right after the real call: notes time and errno, ends the frame. Whoever has to read what came out does so next. */
void shim_call_returned(struct shim_call *call);

/* The end event, after shim_call_returned(). @encode writes what came out besides the result; may be NULL. */
void shim_call_end_void(struct shim_call *call, shim_encode_fn encode, const void *args);
MI_Result shim_call_end(struct shim_call *call, MI_Result result, shim_encode_fn encode, const void *args);

/* The identity of a handle: NULL, empty, or by its words (and by its address, when its table is one of a failed start). */
struct shim_identity shim_handle_find(enum shim_kind kind, const void *handle);
/* Bit @bit when @pointer is NULL: for Call.null_outputs. */
static inline uint32_t shim_null_bit(const void *pointer, unsigned bit)
{
	return pointer ? 0 : 1u << bit;
}
/* Written only where there is one, as most clients pass all. */
static inline void shim_encode_null_outputs(struct mtr_encoder *e, uint32_t bits)
{
	if (bits)
		mtr_encode_uint(e, MTR_CALL_NULL_OUTPUTS, bits);
}

/* A handle that comes back from a call. */
struct shim_out {
	enum shim_kind kind;
	const struct shim_handle *handle; /* the client's memory; NULL when it passed none */
	struct shim_identity identity;
	uint32_t table;
};

/* What the client got: patches its table at first sight and looks up what the handle stands for. */
struct shim_out shim_out_read(enum shim_kind kind, const void *handle);
/* The same for an object that has just been made: it gets a number of its own, unless the call failed. @record: to be kept with it. */
struct shim_out shim_out_open(enum shim_kind kind, const void *handle, MI_Result result, uint32_t record);
/* Fields of an end event. @args: a struct shim_out. */
void shim_encode_out(struct mtr_encoder *e, const void *args);
/* Fields of a begin event whose only output is @args. */
void shim_encode_wanted(struct mtr_encoder *e, const void *args);

/* What a handle is known by; all zero for NULL. */
struct shim_key shim_handle_key(enum shim_kind kind, const void *handle);

#endif
