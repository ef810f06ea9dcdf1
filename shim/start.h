/*
 * Starting an operation: what the 13 functions of a session that do so have in common.
 *
 *	struct shim_start start = {.function = MTR_FUNCTION_..., what the function was given};
 *
 *	shim_start_begin(&start, site, session, &callbacks, operation);
 *	site->table->original.session.GetClass(session, flags, ..., callbacks, operation);
 *	shim_start_end(&start);
 */
#ifndef SHIM_START_H
#define SHIM_START_H

#include "call.h"

struct shim_operation;

/* An argument of type MI_Boolean, where a function has it. */
enum shim_flag {
	SHIM_FLAG_ABSENT,
	SHIM_FLAG_FALSE,
	SHIM_FLAG_TRUE
};
#define SHIM_FLAG(boolean) ((boolean) ? SHIM_FLAG_TRUE : SHIM_FLAG_FALSE)

struct shim_start {
	/* Filled in by the caller; what the function has no argument for stays NULL. */
	uint32_t function; /* MTR_FUNCTION_ */
	MI_Uint32 flags;
	const MI_OperationOptions *options;
	const MI_SubscriptionDeliveryOptions *delivery_options;
	const MI_Char *namespace_name, *class_name, *method_name;
	const MI_Char *query_dialect, *query_expression;
	const MI_Char *association_class, *result_class, *role, *result_role;
	const MI_Instance *instance, *parameters;
	enum shim_flag keys_only, class_names_only;

	/* Ours. */
	struct shim_call call;
	struct shim_operation *record; /* NULL: nothing is recorded */
	const MI_OperationCallbacks *callbacks;
	const MI_Operation *operation; /* of the client's; not to be read after an asynchronous start */
};

/* Writes the begin event and replaces *@callbacks by ours. Does nothing when the call is not to be recorded. */
void shim_start_begin_at(struct shim_start *start, const struct shim_site *site, const MI_Session *session,
			 MI_OperationCallbacks **callbacks, const MI_Operation *operation, uintptr_t address);
#define shim_start_begin(start, site, session, callbacks, operation) \
	shim_start_begin_at(start, site, session, callbacks, operation, (uintptr_t)__builtin_frame_address(0))
void shim_start_end(struct shim_start *start);

#endif
