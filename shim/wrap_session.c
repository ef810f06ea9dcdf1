/* The slots of sessions that start nothing: Close and GetApplication. */
#include "call.h"
#include "callbacks.h"
#include "shim_encode.h"
#include "wrap.h"

struct close {
	shim_completion_fn completion;
	void *context;
};

static void encode_close(struct mtr_encoder *e, const void *args)
{
	const struct close *close = args;
	shim_function function = (shim_function)close->completion;

	if (!function)
		return;
	mtr_encode_uint(e, MTR_CALL_CALLBACKS, 1);
	shim_encode_addresses(e, MTR_CALL_CALLBACK_CODE, &function, 1);
	mtr_encode_uint(e, MTR_CALL_CALLBACK_CONTEXT, shim_context_identity(close->context));
}

MI_Result shim_Session_Close(const struct shim_site *site, MI_Session *session, void *completionContext,
			     void (*completionCallback)(void *))
{
	struct close close = {completionCallback, completionContext};
	struct shim_completion *completion = NULL;
	struct shim_call call;
	struct shim_key key;
	MI_Result result;

	if (!shim_call_enter(&call, site, MTR_FUNCTION_MI_Session_Close, session))
		return site->table->original.session.Close(session, completionContext, completionCallback);
	key = shim_handle_key(SHIM_SESSION, session);
	shim_call_begin(&call, encode_close, &close);
	if (completionCallback)
		completion = shim_completion_new(completionCallback, completionContext, &call.target);
	if (completion) {
		completion->close = call.seq;
		completionContext = completion;
		completionCallback = shim_completion_call;
	}
	result = site->table->original.session.Close(session, completionContext, completionCallback);
	shim_call_returned(&call);
	if (result == MI_RESULT_OK) {
		shim_identity_close(SHIM_SESSION, &key, call.target.id, false);
		if (!completion && call.target.state == MTR_HANDLE_STATE_HANDLE_KNOWN)
			shim_session_callbacks_free(call.target.record);
	}
	return shim_call_end(&call, result, NULL, NULL);
}

MI_Result shim_Session_GetApplication(const struct shim_site *site, MI_Session *session, MI_Application *application)
{
	struct shim_call call;
	struct shim_out out;
	MI_Result result;

	if (!shim_call_enter(&call, site, MTR_FUNCTION_MI_Session_GetApplication, session))
		return site->table->original.session.GetApplication(session, application);
	shim_call_begin(&call, shim_encode_wanted, application);
	result = site->table->original.session.GetApplication(session, application);
	shim_call_returned(&call);
	out = shim_out_read(SHIM_APPLICATION, application);
	return shim_call_end(&call, result, shim_encode_out, &out);
}
