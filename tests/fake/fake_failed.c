/*
 * Handles of operations that could not be started: five tables, one per code, whose functions know nothing but their
 * code. The handle's words are its session's.
 */
#include "fake.h"

#include <string.h>

#include "fake_log.h"

static void log_call(const char *what, const MI_Operation *operation, MI_Result code)
{
	struct fake_line line;

	fake_line_begin(&line, "failed/call");
	fake_line_call(&line, what);
	fake_put(&line, "table=%u", code);
	if (operation)
		fake_put(&line, "handle=%llx,%lx", operation->reserved1, (unsigned long)operation->reserved2);
	fake_line_end(&line);
}

static MI_Result failed_close(MI_Operation *operation, MI_Result code)
{
	log_call("Operation.Close", operation, code);
	memset(operation, 0, sizeof(*operation));
	return MI_RESULT_OK;
}

static MI_Result failed_cancel(MI_Operation *operation, MI_Result code)
{
	log_call("Operation.Cancel", operation, code);
	return MI_RESULT_FAILED;
}

/* Answers a failure and gives the session all the same. */
static MI_Result failed_session(MI_Operation *operation, MI_Session *session, MI_Result code)
{
	log_call("Operation.GetSession", operation, code);
	*session = (MI_Session){operation->reserved1, operation->reserved2, &fake_session_ft};
	return MI_RESULT_FAILED;
}

static MI_Result failed_result(MI_Boolean *more, MI_Result *result, const MI_Char **message,
			       const MI_Instance **details, MI_Result code)
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

#define TABLE(Name, code)                                                                                            \
	static MI_Result Name##_Close(MI_Operation *o)                                                               \
	{                                                                                                            \
		return failed_close(o, code);                                                                        \
	}                                                                                                            \
	static MI_Result Name##_Cancel(MI_Operation *o, MI_CancellationReason reason)                                \
	{                                                                                                            \
		(void)reason;                                                                                        \
		return failed_cancel(o, code);                                                                       \
	}                                                                                                            \
	static MI_Result Name##_GetSession(MI_Operation *o, MI_Session *s)                                           \
	{                                                                                                            \
		return failed_session(o, s, code);                                                                   \
	}                                                                                                            \
	static MI_Result Name##_GetInstance(MI_Operation *o, const MI_Instance **instance, MI_Boolean *more,         \
					    MI_Result *result, const MI_Char **message, const MI_Instance **details) \
	{                                                                                                            \
		log_call("Operation.GetInstance", o, code);                                                          \
		if (instance)                                                                                        \
			*instance = NULL;                                                                            \
		return failed_result(more, result, message, details, code);                                          \
	}                                                                                                            \
	static MI_Result Name##_GetIndication(MI_Operation *o, const MI_Instance **instance, const MI_Char **b,      \
					      const MI_Char **m, MI_Boolean *more, MI_Result *result,                \
					      const MI_Char **message, const MI_Instance **details)                  \
	{                                                                                                            \
		log_call("Operation.GetIndication", o, code);                                                        \
		*instance = NULL;                                                                                    \
		*b = *m = NULL;                                                                                      \
		return failed_result(more, result, message, details, code);                                          \
	}                                                                                                            \
	static MI_Result Name##_GetClass(MI_Operation *o, const MI_Class **c, MI_Boolean *more, MI_Result *result,   \
					 const MI_Char **message, const MI_Instance **details)                       \
	{                                                                                                            \
		log_call("Operation.GetClass", o, code);                                                             \
		*c = NULL;                                                                                           \
		return failed_result(more, result, message, details, code);                                          \
	}                                                                                                            \
	static const MI_OperationFT Name##_ft = {Name##_Close,       Name##_Cancel,        Name##_GetSession,        \
						 Name##_GetInstance, Name##_GetIndication, Name##_GetClass};
TABLE(failed, MI_RESULT_FAILED)
TABLE(oom, MI_RESULT_SERVER_LIMITS_EXCEEDED)
TABLE(invalid, MI_RESULT_INVALID_PARAMETER)
TABLE(not_supported, MI_RESULT_NOT_SUPPORTED)
TABLE(denied, MI_RESULT_ACCESS_DENIED)

const MI_OperationFT *fake_failed_ft(MI_Result code)
{
	switch (code) {
	case MI_RESULT_SERVER_LIMITS_EXCEEDED:
		return &oom_ft;
	case MI_RESULT_INVALID_PARAMETER:
		return &invalid_ft;
	case MI_RESULT_NOT_SUPPORTED:
		return &not_supported_ft;
	case MI_RESULT_ACCESS_DENIED:
		return &denied_ft;
	default:
		return &failed_ft;
	}
}
