/*
 * Handles of operations that never started. There is nothing behind them: the table itself says what went wrong, and
 * the words are the session's, so that asking for the session still works.
 */
#include "operation_failed.h"

static MI_Result failed_Close(MI_Operation *operation)
{
	if (operation)
		memset(operation, 0, sizeof(*operation));
	return MI_RESULT_OK;
}

static MI_Result failed_Cancel(MI_Operation *operation, MI_CancellationReason reason)
{
	(void)operation;
	(void)reason;
	return MI_RESULT_FAILED;
}

/* Fails and answers all the same. */
static MI_Result failed_GetSession(MI_Operation *operation, MI_Session *session)
{
	if (session && operation)
		*session = (MI_Session){operation->reserved1, operation->reserved2, &dispatch_session_ft};
	else if (session)
		memset(session, 0, sizeof(*session));
	return MI_RESULT_FAILED;
}

static MI_Result no_more(MI_Result code, MI_Boolean *more, MI_Result *result, const MI_Char **message,
			 const MI_Instance **details)
{
	if (more)
		*more = MI_FALSE;
	if (result)
		*result = code;
	if (message)
		*message = NULL;
	if (details)
		*details = NULL;
	return MI_RESULT_OK;
}

static MI_Result no_instance(MI_Result code, const MI_Instance **instance, MI_Boolean *more, MI_Result *result,
			     const MI_Char **message, const MI_Instance **details)
{
	if (instance)
		*instance = NULL;
	return no_more(code, more, result, message, details);
}

static MI_Result no_class(MI_Result code, const MI_Class **class, MI_Boolean *more, MI_Result *result,
			  const MI_Char **message, const MI_Instance **details)
{
	if (class)
		*class = NULL;
	return no_more(code, more, result, message, details);
}

static void no_bookmark(const MI_Char **bookmark, const MI_Char **machine)
{
	if (bookmark)
		*bookmark = NULL;
	if (machine)
		*machine = NULL;
}

/* One table for each failure that keeps its code; all others are MI_RESULT_FAILED to the getters. */
#define FAILED_TABLE(name, code)                                                                                       \
	static MI_Result name##_GetInstance(MI_Operation *operation, const MI_Instance **instance, MI_Boolean *more,   \
					    MI_Result *result, const MI_Char **message, const MI_Instance **details)   \
	{                                                                                                              \
		(void)operation;                                                                                       \
		return no_instance(code, instance, more, result, message, details);                                    \
	}                                                                                                              \
	static MI_Result name##_GetIndication(MI_Operation *operation, const MI_Instance **instance,                   \
					      const MI_Char **bookmark, const MI_Char **machine, MI_Boolean *more,     \
					      MI_Result *result, const MI_Char **message, const MI_Instance **details) \
	{                                                                                                              \
		(void)operation;                                                                                       \
		no_bookmark(bookmark, machine);                                                                        \
		return no_instance(code, instance, more, result, message, details);                                    \
	}                                                                                                              \
	static MI_Result name##_GetClass(MI_Operation *operation, const MI_Class **class, MI_Boolean *more,            \
					 MI_Result *result, const MI_Char **message, const MI_Instance **details)      \
	{                                                                                                              \
		(void)operation;                                                                                       \
		return no_class(code, class, more, result, message, details);                                          \
	}                                                                                                              \
	static const MI_OperationFT name##_ft = {failed_Close,       failed_Cancel,        failed_GetSession,          \
						 name##_GetInstance, name##_GetIndication, name##_GetClass};

FAILED_TABLE(failed, MI_RESULT_FAILED)
FAILED_TABLE(out_of_memory, MI_RESULT_SERVER_LIMITS_EXCEEDED)
FAILED_TABLE(invalid_parameter, MI_RESULT_INVALID_PARAMETER)
FAILED_TABLE(not_supported, MI_RESULT_NOT_SUPPORTED)
FAILED_TABLE(access_denied, MI_RESULT_ACCESS_DENIED)

static const MI_OperationFT *table_for(MI_Result result)
{
	switch (result) {
	case MI_RESULT_SERVER_LIMITS_EXCEEDED:
		return &out_of_memory_ft;
	case MI_RESULT_INVALID_PARAMETER:
		return &invalid_parameter_ft;
	case MI_RESULT_NOT_SUPPORTED:
		return &not_supported_ft;
	case MI_RESULT_ACCESS_DENIED:
		return &access_denied_ft;
	default:
		return &failed_ft;
	}
}

static void call_back(enum dispatch_result_kind gives, MI_Result result, const MI_OperationCallbacks *cb,
		      MI_Operation *operation)
{
	if (gives == DISPATCH_GIVES_INSTANCES && cb->instanceResult)
		cb->instanceResult(operation, cb->callbackContext, NULL, MI_FALSE, result, NULL, NULL, NULL);
	if (gives == DISPATCH_GIVES_INDICATIONS && cb->indicationResult)
		cb->indicationResult(operation, cb->callbackContext, NULL, NULL, NULL, MI_FALSE, result, NULL, NULL,
				     NULL);
	if (gives == DISPATCH_GIVES_CLASSES && cb->classResult)
		cb->classResult(operation, cb->callbackContext, NULL, MI_FALSE, result, NULL, NULL, NULL);
}

void dispatch_op_fail(enum dispatch_result_kind gives, MI_Result result, const MI_Session *session,
		      const MI_OperationCallbacks *callbacks, MI_Operation *operation)
{
	MI_Operation temporary = {result, 0, &failed_ft};

	if (operation) {
		operation->reserved1 = session ? session->reserved1 : 0;
		operation->reserved2 = session ? session->reserved2 : 0;
		operation->ft = table_for(result);
	}
	if (callbacks)
		call_back(gives, result, callbacks, operation ? operation : &temporary);
}
