/* Starting an operation: its record, its two events, and whether its handle may be read. */
#include "start.h"

#include "callbacks.h"
#include "operation_record.h"
#include "shim_encode.h"

/* The callback that decides whether an operation is asynchronous. */
static bool is_asynchronous(uint32_t function, const MI_OperationCallbacks *callbacks)
{
	if (!callbacks)
		return false;
	switch (function) {
	case MTR_FUNCTION_MI_Session_Subscribe:
		return callbacks->indicationResult;
	case MTR_FUNCTION_MI_Session_GetClass:
	case MTR_FUNCTION_MI_Session_EnumerateClasses:
		return callbacks->classResult;
	default:
		return callbacks->instanceResult;
	}
}

/* The members of a callback table after its context, as addresses. */
enum {
	CALLBACKS = 8
};
_Static_assert(sizeof(MI_OperationCallbacks) == (1 + CALLBACKS) * sizeof(shim_function), "context and functions");

static void encode_callbacks(struct mtr_encoder *e, const MI_OperationCallbacks *callbacks)
{
	const shim_function *functions = (const shim_function *)&callbacks->promptUser;
	uint32_t set = 0;

	for (unsigned i = 0; i < CALLBACKS; i++)
		set |= functions[i] ? 1u << i : 0;
	mtr_encode_uint(e, MTR_CALL_CALLBACKS, set);
	shim_encode_addresses(e, MTR_CALL_CALLBACK_CODE, functions, CALLBACKS);
	mtr_encode_uint(e, MTR_CALL_CALLBACK_CONTEXT, shim_context_identity(callbacks->callbackContext));
}

static void encode_flag(struct mtr_encoder *e, unsigned field, enum shim_flag flag)
{
	if (flag != SHIM_FLAG_ABSENT)
		mtr_encode_bool(e, field, flag == SHIM_FLAG_TRUE);
}

static void encode_begin(struct mtr_encoder *e, const void *args)
{
	const struct shim_start *start = args;

	mtr_encode_uint(e, MTR_CALL_OPERATION, start->record->id);
	mtr_encode_uint(e, MTR_CALL_FLAGS, start->flags);
	mtr_encode_name(e, MTR_CALL_NAMESPACE_NAME, start->namespace_name);
	mtr_encode_name(e, MTR_CALL_CLASS_NAME, start->class_name);
	mtr_encode_name(e, MTR_CALL_METHOD_NAME, start->method_name);
	mtr_encode_name(e, MTR_CALL_QUERY_DIALECT, start->query_dialect);
	mtr_encode_text(e, MTR_CALL_QUERY_EXPRESSION, start->query_expression);
	mtr_encode_instance(e, MTR_CALL_INSTANCE, start->instance);
	mtr_encode_instance(e, MTR_CALL_PARAMETERS, start->parameters);
	mtr_encode_name(e, MTR_CALL_ASSOCIATION_CLASS, start->association_class);
	mtr_encode_name(e, MTR_CALL_RESULT_CLASS, start->result_class);
	mtr_encode_name(e, MTR_CALL_ROLE, start->role);
	mtr_encode_name(e, MTR_CALL_RESULT_ROLE, start->result_role);
	encode_flag(e, MTR_CALL_KEYS_ONLY, start->keys_only);
	encode_flag(e, MTR_CALL_CLASS_NAMES_ONLY, start->class_names_only);
	mtr_encode_operation_options(e, MTR_CALL_OPERATION_OPTIONS, start->options);
	mtr_encode_delivery_options(e, MTR_CALL_DELIVERY_OPTIONS, start->delivery_options);
	if (start->callbacks)
		encode_callbacks(e, start->callbacks);
	shim_encode_null_outputs(e, shim_null_bit(start->operation, 0));
}

void shim_start_begin_at(struct shim_start *start, const struct shim_site *site, const MI_Session *session,
			 MI_OperationCallbacks **callbacks, const MI_Operation *operation, uintptr_t address)
{
	struct shim_operation *record;

	start->record = NULL;
	if (!shim_call_enter_at(&start->call, site, start->function, session, address))
		return;
	record = shim_operation_new(start->call.target.id, is_asynchronous(start->function, *callbacks), *callbacks,
				    operation);
	if (!record)
		return;
	start->record = record;
	start->callbacks = *callbacks ? &record->client : NULL;
	start->operation = operation;
	shim_callbacks_fill(record);
	shim_call_begin(&start->call, encode_begin, start);
	if (*callbacks)
		*callbacks = &record->ours;
}

/* What came of it: the operation's number, and its handle where that may be read. */
struct started {
	uint64_t id;
	struct shim_out out;
};

static void encode_end(struct mtr_encoder *e, const void *args)
{
	const struct started *started = args;

	mtr_encode_uint(e, MTR_CALL_OPERATION, started->id);
	shim_encode_out(e, &started->out);
}

/* A synchronous start has returned: nobody else has the client's operation yet. */
static struct shim_out read_handle(struct shim_operation *record, const MI_Operation *operation)
{
	struct shim_out out = {.kind = SHIM_OPERATION, .handle = (const void *)operation};

	if (operation && operation->ft) {
		out.table = shim_table_seen(SHIM_OPERATION, operation->ft, MTR_TABLE_TABLE_FAILED);
		shim_operation_bind(record, operation);
	} else {
		shim_operation_closed(record); /* there is nothing to close it with */
	}
	return out;
}

void shim_start_end(struct shim_start *start)
{
	struct shim_operation *record = start->record;
	struct started started = {0};

	if (!record)
		return;
	shim_call_returned(&start->call);
	started.id = record->id;
	if (!record->asynchronous)
		started.out = read_handle(record, start->operation);
	shim_call_end_void(&start->call, encode_end, &started);
	shim_operation_put(record);
}
