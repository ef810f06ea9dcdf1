/* See live_request.h. The encoder writes it and the reader's unpacking reads it back: one normal form for both sides. */
#include "live_request.h"

#include <errno.h>

#include "encoder.h"
#include "fail.h"
#include "mitrace_fields.h"
#include "unpack.h"

enum {
	FIRST_SIZE = 16 << 10, /* tried first */
	LAST_SIZE = 256 << 20, /* given up beyond */
};

/* MTR_FUNCTION_ of each enum dispatch_kind. */
static const uint32_t functions[] = {
	[DISPATCH_GET_INSTANCE] = MTR_FUNCTION_MI_Session_GetInstance,
	[DISPATCH_MODIFY_INSTANCE] = MTR_FUNCTION_MI_Session_ModifyInstance,
	[DISPATCH_CREATE_INSTANCE] = MTR_FUNCTION_MI_Session_CreateInstance,
	[DISPATCH_DELETE_INSTANCE] = MTR_FUNCTION_MI_Session_DeleteInstance,
	[DISPATCH_INVOKE] = MTR_FUNCTION_MI_Session_Invoke,
	[DISPATCH_ENUMERATE_INSTANCES] = MTR_FUNCTION_MI_Session_EnumerateInstances,
	[DISPATCH_QUERY_INSTANCES] = MTR_FUNCTION_MI_Session_QueryInstances,
	[DISPATCH_ASSOCIATOR_INSTANCES] = MTR_FUNCTION_MI_Session_AssociatorInstances,
	[DISPATCH_REFERENCE_INSTANCES] = MTR_FUNCTION_MI_Session_ReferenceInstances,
	[DISPATCH_SUBSCRIBE] = MTR_FUNCTION_MI_Session_Subscribe,
	[DISPATCH_GET_CLASS] = MTR_FUNCTION_MI_Session_GetClass,
	[DISPATCH_ENUMERATE_CLASSES] = MTR_FUNCTION_MI_Session_EnumerateClasses,
	[DISPATCH_TEST_CONNECTION] = MTR_FUNCTION_MI_Session_TestConnection,
};

static bool takes_keys_only(enum dispatch_kind kind)
{
	return kind == DISPATCH_ENUMERATE_INSTANCES || kind == DISPATCH_ASSOCIATOR_INSTANCES ||
	       kind == DISPATCH_REFERENCE_INSTANCES;
}

static void encode_start(struct mtr_encoder *e, const void *of)
{
	const struct dispatch_request *r = of;

	mtr_encode_uint(e, MTR_CALL_FUNCTION, functions[r->kind]);
	mtr_encode_uint(e, MTR_CALL_FLAGS, r->flags);
	mtr_encode_name(e, MTR_CALL_NAMESPACE_NAME, r->namespace_name);
	mtr_encode_name(e, MTR_CALL_CLASS_NAME, r->class_name);
	mtr_encode_name(e, MTR_CALL_METHOD_NAME, r->method_name);
	mtr_encode_name(e, MTR_CALL_QUERY_DIALECT, r->dialect);
	mtr_encode_text(e, MTR_CALL_QUERY_EXPRESSION, r->expression);
	mtr_encode_instance(e, MTR_CALL_INSTANCE, r->instance);
	mtr_encode_instance(e, MTR_CALL_PARAMETERS, r->parameters);
	mtr_encode_name(e, MTR_CALL_ASSOCIATION_CLASS, r->association_class);
	mtr_encode_name(e, MTR_CALL_RESULT_CLASS, r->result_class);
	mtr_encode_name(e, MTR_CALL_ROLE, r->role);
	mtr_encode_name(e, MTR_CALL_RESULT_ROLE, r->result_role);
	if (takes_keys_only(r->kind))
		mtr_encode_bool(e, MTR_CALL_KEYS_ONLY, r->keys_only);
	if (r->kind == DISPATCH_ENUMERATE_CLASSES)
		mtr_encode_bool(e, MTR_CALL_CLASS_NAMES_ONLY, r->class_names_only);
	mtr_encode_operation_options(e, MTR_CALL_OPERATION_OPTIONS, r->options);
	mtr_encode_delivery_options(e, MTR_CALL_DELIVERY_OPTIONS, r->delivery_options);
}

static void encode_session(struct mtr_encoder *e, const void *of)
{
	const struct dispatch_session_request *r = of;

	mtr_encode_uint(e, MTR_CALL_FUNCTION, MTR_FUNCTION_MI_Application_NewSession);
	mtr_encode_name(e, MTR_CALL_PROTOCOL, r->protocol);
	mtr_encode_text(e, MTR_CALL_DESTINATION, r->destination);
	if (r->options_given)
		mtr_encode_destination_options(e, MTR_CALL_DESTINATION_OPTIONS, r->options);
}

/* Encodes in memory of the arena that grows until it is enough, and unpacks. */
static int through(const struct mtr_redaction *redaction, void (*encode)(struct mtr_encoder *e, const void *of),
		   const void *of, struct mtr_arena *arena, const Mitrace__Call **ret)
{
	struct mtr_encoder_env env = {.redaction = redaction, .schemas = NULL, .cap = SIZE_MAX};
	ProtobufCMessage *message = NULL;
	struct mtr_encoder e;
	int err;

	for (size_t size = FIRST_SIZE;; size *= 4) {
		void *memory = size <= LAST_SIZE ? mtr_arena_alloc(arena, size) : NULL;

		if (!memory)
			return mtr_fail(-ENOMEM, "out of memory for a request");
		mtr_encoder_begin(&e, memory, size, &env);
		encode(&e, of);
		if (!mtr_encoder_overflowed(&e))
			break;
	}
	err = mtr_unpack(&mitrace__call__descriptor, e.start, mtr_encoder_size(&e), arena, &message);
	if (err)
		return mtr_fail(err, "a request cannot be read back");
	*ret = (const Mitrace__Call *)message;
	return 0;
}

int replay_live_start(const struct mtr_redaction *redaction, const struct dispatch_request *request,
		      struct mtr_arena *arena, const Mitrace__Call **ret)
{
	return through(redaction, encode_start, request, arena, ret);
}

int replay_live_session(const struct mtr_redaction *redaction, const struct dispatch_session_request *request,
			struct mtr_arena *arena, const Mitrace__Call **ret)
{
	return through(redaction, encode_session, request, arena, ret);
}
