/*
 * The slots of operations: Close, Cancel, GetSession and the three getters of the synchronous mode.
 *
 * Close and Cancel may be called by signal handlers, and in the middle of anything.
 */
#include "call.h"
#include "operation_record.h"
#include "wrap.h"

MI_Result shim_Operation_Close(const struct shim_site *site, MI_Operation *operation)
{
	struct shim_operation *record;
	struct shim_key key;
	struct shim_call call;
	MI_Result result;

	if (!shim_call_enter(&call, site, MTR_FUNCTION_MI_Operation_Close, operation))
		return site->table->original.operation.Close(operation);
	key = shim_handle_key(SHIM_OPERATION, operation);
	record = shim_operation_of(&call.target);
	shim_call_begin(&call, NULL, NULL);
	result = site->table->original.operation.Close(operation);
	shim_call_returned(&call);
	if (result == MI_RESULT_OK)
		shim_identity_close(SHIM_OPERATION, &key, call.target.id, record);
	if (record) {
		if (result == MI_RESULT_OK)
			shim_operation_closed(record);
		shim_operation_put(record);
	}
	return shim_call_end(&call, result, NULL, NULL);
}

static void encode_reason(struct mtr_encoder *e, const void *args)
{
	const MI_CancellationReason *reason = args;

	mtr_encode_uint(e, MTR_CALL_REASON, (uint32_t)*reason);
}

MI_Result shim_Operation_Cancel(const struct shim_site *site, MI_Operation *operation, MI_CancellationReason reason)
{
	struct shim_call call;
	MI_Result result;

	if (!shim_call_enter(&call, site, MTR_FUNCTION_MI_Operation_Cancel, operation))
		return site->table->original.operation.Cancel(operation, reason);
	shim_call_begin(&call, encode_reason, &reason);
	result = site->table->original.operation.Cancel(operation, reason);
	shim_call_returned(&call);
	return shim_call_end(&call, result, NULL, NULL);
}

MI_Result shim_Operation_GetSession(const struct shim_site *site, MI_Operation *operation, MI_Session *session)
{
	struct shim_call call;
	struct shim_out out;
	MI_Result result;

	if (!shim_call_enter(&call, site, MTR_FUNCTION_MI_Operation_GetSession, operation))
		return site->table->original.operation.GetSession(operation, session);
	shim_call_begin(&call, shim_encode_wanted, session);
	result = site->table->original.operation.GetSession(operation, session);
	shim_call_returned(&call);
	out = shim_out_read(SHIM_SESSION, session);
	return shim_call_end(&call, result, shim_encode_out, &out);
}

/* ---------------------------------------------------------------- getters */

/* Where the client wants the parts of a result; any may be NULL, those a getter has not are. */
struct getter {
	const MI_Instance **instance;
	const MI_Class **class;
	const MI_Char **bookmark, **machine_id;
	MI_Boolean *more;
	MI_Result *result;
	const MI_Char **message;
	const MI_Instance **details;
	uint32_t null_outputs; /* in the order of the getter's arguments */
};

static void encode_getter(struct mtr_encoder *e, const void *args)
{
	const struct getter *getter = args;

	shim_encode_null_outputs(e, getter->null_outputs);
}

static void encode_result(struct mtr_encoder *e, const void *args)
{
	const struct getter *getter = args;

	if (getter->instance)
		mtr_encode_instance(e, MTR_CALL_INSTANCE, *getter->instance);
	if (getter->class)
		mtr_encode_class(e, MTR_CALL_CLASS, *getter->class);
	if (getter->bookmark)
		mtr_encode_name(e, MTR_CALL_BOOKMARK, *getter->bookmark);
	if (getter->machine_id)
		mtr_encode_name(e, MTR_CALL_MACHINE_ID, *getter->machine_id);
	if (getter->more)
		mtr_encode_bool(e, MTR_CALL_MORE_RESULTS, *getter->more);
	if (getter->result)
		mtr_encode_uint(e, MTR_CALL_OPERATION_RESULT, (uint32_t)*getter->result);
	if (getter->message)
		mtr_encode_text(e, MTR_CALL_ERROR_MESSAGE, *getter->message);
	if (getter->details)
		mtr_encode_instance(e, MTR_CALL_ERROR_DETAILS, *getter->details);
}

/*
 * The end event of a getter. A getter that was refused before it looked at the operation may have left the client's
 * variables alone: what is in them then is not the library's, so only the result is kept.
 */
static MI_Result getter_end(struct shim_call *call, MI_Result result, const struct getter *getter)
{
	shim_call_returned(call);
	return shim_call_end(call, result, result == MI_RESULT_OK ? encode_result : NULL, getter);
}

MI_Result shim_Operation_GetInstance(const struct shim_site *site, MI_Operation *operation,
				     const MI_Instance **instance, MI_Boolean *moreResults, MI_Result *result,
				     const MI_Char **errorMessage, const MI_Instance **completionDetails)
{
	struct getter getter = {.instance = instance,
				.more = moreResults,
				.result = result,
				.message = errorMessage,
				.details = completionDetails};
	struct shim_call call;
	MI_Result ret;

	if (!shim_call_enter(&call, site, MTR_FUNCTION_MI_Operation_GetInstance, operation))
		return site->table->original.operation.GetInstance(operation, instance, moreResults, result,
								   errorMessage, completionDetails);
	getter.null_outputs = shim_null_bit(instance, 0) | shim_null_bit(moreResults, 1) | shim_null_bit(result, 2) |
			      shim_null_bit(errorMessage, 3) | shim_null_bit(completionDetails, 4);
	shim_call_begin(&call, encode_getter, &getter);
	ret = site->table->original.operation.GetInstance(operation, instance, moreResults, result, errorMessage,
							  completionDetails);
	return getter_end(&call, ret, &getter);
}

MI_Result shim_Operation_GetIndication(const struct shim_site *site, MI_Operation *operation,
				       const MI_Instance **instance, const MI_Char **bookmark,
				       const MI_Char **machineID, MI_Boolean *moreResults, MI_Result *result,
				       const MI_Char **errorMessage, const MI_Instance **completionDetails)
{
	struct getter getter = {.instance = instance,
				.bookmark = bookmark,
				.machine_id = machineID,
				.more = moreResults,
				.result = result,
				.message = errorMessage,
				.details = completionDetails};
	struct shim_call call;
	MI_Result ret;

	if (!shim_call_enter(&call, site, MTR_FUNCTION_MI_Operation_GetIndication, operation))
		return site->table->original.operation.GetIndication(
			operation, instance, bookmark, machineID, moreResults, result, errorMessage, completionDetails);
	getter.null_outputs = shim_null_bit(instance, 0) | shim_null_bit(bookmark, 1) | shim_null_bit(machineID, 2) |
			      shim_null_bit(moreResults, 3) | shim_null_bit(result, 4) |
			      shim_null_bit(errorMessage, 5) | shim_null_bit(completionDetails, 6);
	shim_call_begin(&call, encode_getter, &getter);
	ret = site->table->original.operation.GetIndication(operation, instance, bookmark, machineID, moreResults,
							    result, errorMessage, completionDetails);
	return getter_end(&call, ret, &getter);
}

MI_Result shim_Operation_GetClass(const struct shim_site *site, MI_Operation *operation, const MI_Class **classResult,
				  MI_Boolean *moreResults, MI_Result *result, const MI_Char **errorMessage,
				  const MI_Instance **completionDetails)
{
	struct getter getter = {.class = classResult,
				.more = moreResults,
				.result = result,
				.message = errorMessage,
				.details = completionDetails};
	struct shim_call call;
	MI_Result ret;

	if (!shim_call_enter(&call, site, MTR_FUNCTION_MI_Operation_GetClass, operation))
		return site->table->original.operation.GetClass(operation, classResult, moreResults, result,
								errorMessage, completionDetails);
	getter.null_outputs = shim_null_bit(classResult, 0) | shim_null_bit(moreResults, 1) | shim_null_bit(result, 2) |
			      shim_null_bit(errorMessage, 3) | shim_null_bit(completionDetails, 4);
	shim_call_begin(&call, encode_getter, &getter);
	ret = site->table->original.operation.GetClass(operation, classResult, moreResults, result, errorMessage,
						       completionDetails);
	return getter_end(&call, ret, &getter);
}
