/*
 * MI client API: the functions of the client's that the library calls.
 *
 * Threads: results come on a thread of the library's, one callback after the other for the whole process with the
 * stock library, but a request that fails at once may call back on the starting thread before the MI_Session_
 * function returns. A callback that blocks holds up every other operation.
 *
 * Lifetimes: the operation pointer is good inside the callback only (copy the struct to keep the handle) and may be
 * NULL when the request never reached a library. Instances, classes and strings are the library's; they live until
 * the callback returns or, with MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS, until the result is acknowledged.
 *
 * Acknowledgement: where resultAcknowledgement is not NULL, call it exactly once per result, now or later, from any
 * thread, with the operation or a copy of it. The next result waits for it. It is NULL in automatic mode, and in
 * manual mode too when an operation could not be started.
 *
 * Order: results come until moreResults is MI_FALSE; that one is final, carries resultCode and, on failure, maybe
 * errorString and errorDetails. The final one arrives even after MI_Operation_Close() has returned, so callbackContext
 * must live until then.
 */
#ifndef MI_CALLBACKS_H
#define MI_CALLBACKS_H

#include <mi/mi_object.h>

/*
 * A provider asks the user. Answer through promptUserResult, now or later, once; it is NULL where the operation's
 * options have answered already.
 */
typedef void (*MI_OperationCallback_PromptUser)(
	MI_Operation *operation, void *callbackContext, const MI_Char *message, MI_PromptType promptType,
	MI_Result (*promptUserResult)(MI_Operation *operation, MI_OperationCallback_ResponseType response));

/* A provider reports an error it can go on after. writeErrorResult is to be used as promptUserResult is. */
typedef void (*MI_OperationCallback_WriteError)(
	MI_Operation *operation, void *callbackContext, MI_Instance *instance,
	MI_Result (*writeErrorResult)(MI_Operation *operation, MI_OperationCallback_ResponseType response));

/* A message on one of the MI_WRITEMESSAGE_CHANNEL_ channels, or on one of the server's own. */
typedef void (*MI_OperationCallback_WriteMessage)(MI_Operation *operation, void *callbackContext, MI_Uint32 channel,
						  const MI_Char *message);

/* Progress of a long operation; each of the strings may be NULL. */
typedef void (*MI_OperationCallback_WriteProgress)(MI_Operation *operation, void *callbackContext,
						   const MI_Char *activity, const MI_Char *currentOperation,
						   const MI_Char *statusDescription, MI_Uint32 percentageComplete,
						   MI_Uint32 secondsRemaining);

/* A result of every operation that is about instances. instance is NULL when the final result brings none. */
typedef void (*MI_OperationCallback_Instance)(MI_Operation *operation, void *callbackContext,
					      const MI_Instance *instance, MI_Boolean moreResults, MI_Result resultCode,
					      const MI_Char *errorString, const MI_Instance *errorDetails,
					      MI_Result (*resultAcknowledgement)(MI_Operation *operation));

/* One piece of an output parameter that a method streams while it runs. */
typedef void (*MI_OperationCallback_StreamedParameter)(MI_Operation *operation, void *callbackContext,
						       const MI_Char *parameterName, MI_Type resultType,
						       const MI_Value *result,
						       MI_Result (*resultAcknowledgement)(MI_Operation *operation));

/* An indication of a subscription. bookmark and machineID may be NULL. */
typedef void (*MI_OperationCallback_Indication)(MI_Operation *operation, void *callbackContext,
						const MI_Instance *instance, const MI_Char *bookmark,
						const MI_Char *machineID, MI_Boolean moreResults, MI_Result resultCode,
						const MI_Char *errorString, const MI_Instance *errorDetails,
						MI_Result (*resultAcknowledgement)(MI_Operation *operation));

/* A result of an operation that is about classes. */
typedef void (*MI_OperationCallback_Class)(MI_Operation *operation, void *callbackContext, const MI_Class *classResult,
					   MI_Boolean moreResults, MI_Result resultCode, const MI_Char *errorString,
					   const MI_Instance *errorDetails,
					   MI_Result (*resultAcknowledgement)(MI_Operation *operation));

/*
 * The callbacks of one operation, all with the same context; any may be NULL. Copied when the operation starts. The
 * result callback that fits the operation decides its mode: without it, the client fetches results with
 * MI_Operation_GetInstance() and its like.
 */
typedef struct _MI_OperationCallbacks {
	void *callbackContext;
	MI_OperationCallback_PromptUser promptUser;
	MI_OperationCallback_WriteError writeError;
	MI_OperationCallback_WriteMessage writeMessage;
	MI_OperationCallback_WriteProgress writeProgress;
	MI_OperationCallback_Instance instanceResult;
	MI_OperationCallback_Indication indicationResult;
	MI_OperationCallback_Class classResult;
	MI_OperationCallback_StreamedParameter streamedParameterResult;
} MI_OperationCallbacks;

/* Called only inside MI_Application_NewSession(), on its thread, and before the session handle is filled in. */
typedef struct _MI_SessionCallbacks {
	void *callbackContext;
	void (*writeMessage)(MI_Application *application, void *callbackContext, MI_Uint32 channel,
			     const MI_Char *message);
	void (*writeError)(MI_Application *application, void *callbackContext, MI_Instance *instance);
} MI_SessionCallbacks;

/* clang-format off */
#define MI_OPERATIONCALLBACKS_NULL { NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL }
#define MI_SESSIONCALLBACKS_NULL { NULL, NULL, NULL }
/* clang-format on */

#endif /* MI_CALLBACKS_H */
