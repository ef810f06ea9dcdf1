/*
 * MI client API: sessions and the operations they start.
 *
 * Each function calls the slot of its name in the session's table. A session may be used by any number of threads,
 * except that nothing may be called with it while or after it is closed.
 *
 * The operations share a form: flags are MI_OPERATIONFLAGS_ bits; options may be NULL and may be deleted after the
 * call, as may callbacks; *operation is filled in before the first callback and must be closed with
 * MI_Operation_Close(), whatever the outcome. All failures come as a result, some of them before the function returns.
 * With NULL callbacks, or without the one that fits, results are fetched with MI_Operation_GetInstance() and its like.
 *
 * Without a session or a table an operation never reaches a library: *operation is zeroed, and the client's own result
 * callback is called before the function returns, with a NULL operation and MI_RESULT_INVALID_PARAMETER as the final
 * result.
 */
#ifndef MI_SESSION_INLINE_H
#define MI_SESSION_INLINE_H

#include <mi/mi_client.h>

/* --- Operations that cannot be started --- */

MI_INLINE void mtr_mi_zero_operation(MI_Operation *operation)
{
	if (operation)
		memset(operation, 0, sizeof(*operation));
}

MI_INLINE void mtr_mi_refuse_instance_operation(const MI_OperationCallbacks *callbacks, MI_Operation *operation)
{
	mtr_mi_zero_operation(operation);
	if (callbacks && callbacks->instanceResult)
		callbacks->instanceResult(NULL, callbacks->callbackContext, NULL, MI_FALSE, MI_RESULT_INVALID_PARAMETER,
					  NULL, NULL, NULL);
}

MI_INLINE void mtr_mi_refuse_indication_operation(const MI_OperationCallbacks *callbacks, MI_Operation *operation)
{
	mtr_mi_zero_operation(operation);
	if (callbacks && callbacks->indicationResult)
		callbacks->indicationResult(NULL, callbacks->callbackContext, NULL, NULL, NULL, MI_FALSE,
					    MI_RESULT_INVALID_PARAMETER, NULL, NULL, NULL);
}

MI_INLINE void mtr_mi_refuse_class_operation(const MI_OperationCallbacks *callbacks, MI_Operation *operation)
{
	mtr_mi_zero_operation(operation);
	if (callbacks && callbacks->classResult)
		callbacks->classResult(NULL, callbacks->callbackContext, NULL, MI_FALSE, MI_RESULT_INVALID_PARAMETER,
				       NULL, NULL, NULL);
}

/* --- MI_Session --- */

/*
 * Close a session: cancel its operations, wait until the client has closed and acknowledged them, disconnect. Without
 * completionCallback it blocks until then, so never do that in a callback. With one it returns at once, and the
 * callback comes once, from any thread, perhaps before this returns. A handle without a library behind it counts as
 * closed: the callback is called at once, and the result is MI_RESULT_OK.
 */
MI_INLINE MI_Result MI_Session_Close(MI_Session *session, void *completionContext,
				     void (*completionCallback)(void *completionContext))
{
	if (session && session->ft)
		return session->ft->Close(session, completionContext, completionCallback);
	if (!completionCallback)
		return MI_RESULT_INVALID_PARAMETER;
	completionCallback(completionContext);
	return MI_RESULT_OK;
}

/* A copy of the handle of the application; not to be closed a second time. */
MI_INLINE MI_Result MI_Session_GetApplication(MI_Session *session, MI_Application *application)
{
	if (session && session->ft)
		return session->ft->GetApplication(session, application);
	if (application)
		memset(application, 0, sizeof(*application));
	return MI_RESULT_INVALID_PARAMETER;
}

/* Fetch one instance by its keys: inboundInstance has the class name and at least the key elements. */
MI_INLINE void MI_Session_GetInstance(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options,
				      const MI_Char *namespaceName, const MI_Instance *inboundInstance,
				      MI_OperationCallbacks *callbacks, MI_Operation *operation)
{
	if (session && session->ft)
		session->ft->GetInstance(session, flags, options, namespaceName, inboundInstance, callbacks, operation);
	else
		mtr_mi_refuse_instance_operation(callbacks, operation);
}

/* Change an instance: the keys name it, and elements that are not flagged MI_FLAG_NOT_MODIFIED are written. */
MI_INLINE void MI_Session_ModifyInstance(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options,
					 const MI_Char *namespaceName, const MI_Instance *inboundInstance,
					 MI_OperationCallbacks *callbacks, MI_Operation *operation)
{
	if (session && session->ft)
		session->ft->ModifyInstance(session, flags, options, namespaceName, inboundInstance, callbacks,
					    operation);
	else
		mtr_mi_refuse_instance_operation(callbacks, operation);
}

/* Create an instance. The result brings the new instance's keys. */
MI_INLINE void MI_Session_CreateInstance(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options,
					 const MI_Char *namespaceName, const MI_Instance *inboundInstance,
					 MI_OperationCallbacks *callbacks, MI_Operation *operation)
{
	if (session && session->ft)
		session->ft->CreateInstance(session, flags, options, namespaceName, inboundInstance, callbacks,
					    operation);
	else
		mtr_mi_refuse_instance_operation(callbacks, operation);
}

/* Delete the instance that has these keys. */
MI_INLINE void MI_Session_DeleteInstance(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options,
					 const MI_Char *namespaceName, const MI_Instance *inboundInstance,
					 MI_OperationCallbacks *callbacks, MI_Operation *operation)
{
	if (session && session->ft)
		session->ft->DeleteInstance(session, flags, options, namespaceName, inboundInstance, callbacks,
					    operation);
	else
		mtr_mi_refuse_instance_operation(callbacks, operation);
}

/*
 * Call a method of the class or, with inboundInstance, of that instance. inboundProperties carries the input
 * parameters and may be NULL. The result is an instance with MIReturn and the output parameters.
 */
MI_INLINE void MI_Session_Invoke(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options,
				 const MI_Char *namespaceName, const MI_Char *className, const MI_Char *methodName,
				 const MI_Instance *inboundInstance, const MI_Instance *inboundProperties,
				 MI_OperationCallbacks *callbacks, MI_Operation *operation)
{
	if (session && session->ft)
		session->ft->Invoke(session, flags, options, namespaceName, className, methodName, inboundInstance,
				    inboundProperties, callbacks, operation);
	else
		mtr_mi_refuse_instance_operation(callbacks, operation);
}

/* All instances of a class and of the classes derived from it, one result each. */
MI_INLINE void MI_Session_EnumerateInstances(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options,
					     const MI_Char *namespaceName, const MI_Char *className,
					     MI_Boolean keysOnly, MI_OperationCallbacks *callbacks,
					     MI_Operation *operation)
{
	if (session && session->ft)
		session->ft->EnumerateInstances(session, flags, options, namespaceName, className, keysOnly, callbacks,
						operation);
	else
		mtr_mi_refuse_instance_operation(callbacks, operation);
}

/* All instances that match a query in one of the MI_QUERY_DIALECT_ languages. */
MI_INLINE void MI_Session_QueryInstances(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options,
					 const MI_Char *namespaceName, const MI_Char *queryDialect,
					 const MI_Char *queryExpression, MI_OperationCallbacks *callbacks,
					 MI_Operation *operation)
{
	if (session && session->ft)
		session->ft->QueryInstances(session, flags, options, namespaceName, queryDialect, queryExpression,
					    callbacks, operation);
	else
		mtr_mi_refuse_instance_operation(callbacks, operation);
}

/* The instances at the other end of an association. Each of the four names narrows the search and may be NULL. */
MI_INLINE void MI_Session_AssociatorInstances(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options,
					      const MI_Char *namespaceName, const MI_Instance *instanceKey,
					      const MI_Char *assocClass, const MI_Char *resultClass,
					      const MI_Char *role, const MI_Char *resultRole, MI_Boolean keysOnly,
					      MI_OperationCallbacks *callbacks, MI_Operation *operation)
{
	if (session && session->ft)
		session->ft->AssociatorInstances(session, flags, options, namespaceName, instanceKey, assocClass,
						 resultClass, role, resultRole, keysOnly, callbacks, operation);
	else
		mtr_mi_refuse_instance_operation(callbacks, operation);
}

/* The association instances themselves. resultClass and role narrow the search and may be NULL. */
MI_INLINE void MI_Session_ReferenceInstances(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options,
					     const MI_Char *namespaceName, const MI_Instance *instanceKey,
					     const MI_Char *resultClass, const MI_Char *role, MI_Boolean keysOnly,
					     MI_OperationCallbacks *callbacks, MI_Operation *operation)
{
	if (session && session->ft)
		session->ft->ReferenceInstances(session, flags, options, namespaceName, instanceKey, resultClass, role,
						keysOnly, callbacks, operation);
	else
		mtr_mi_refuse_instance_operation(callbacks, operation);
}

/*
 * Receive indications that match a query until the operation is cancelled or closed. deliverOptions may be NULL;
 * without indicationResult they are fetched with MI_Operation_GetIndication().
 */
MI_INLINE void MI_Session_Subscribe(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options,
				    const MI_Char *namespaceName, const MI_Char *queryDialect,
				    const MI_Char *queryExpression,
				    const MI_SubscriptionDeliveryOptions *deliverOptions,
				    MI_OperationCallbacks *callbacks, MI_Operation *operation)
{
	if (session && session->ft)
		session->ft->Subscribe(session, flags, options, namespaceName, queryDialect, queryExpression,
				       deliverOptions, callbacks, operation);
	else
		mtr_mi_refuse_indication_operation(callbacks, operation);
}

/* Fetch the declaration of a class. Its callback is classResult. */
MI_INLINE void MI_Session_GetClass(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options,
				   const MI_Char *namespaceName, const MI_Char *className,
				   MI_OperationCallbacks *callbacks, MI_Operation *operation)
{
	if (session && session->ft)
		session->ft->GetClass(session, flags, options, namespaceName, className, callbacks, operation);
	else
		mtr_mi_refuse_class_operation(callbacks, operation);
}

/*
 * The classes derived from a class, or all of the namespace when className is NULL. Its callback is classResult. Stock
 * libraries crash here when the transport does not support it, as none of theirs does.
 */
MI_INLINE void MI_Session_EnumerateClasses(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options,
					   const MI_Char *namespaceName, const MI_Char *className,
					   MI_Boolean classNamesOnly, MI_OperationCallbacks *callbacks,
					   MI_Operation *operation)
{
	if (session && session->ft)
		session->ft->EnumerateClasses(session, flags, options, namespaceName, className, classNamesOnly,
					      callbacks, operation);
	else
		mtr_mi_refuse_class_operation(callbacks, operation);
}

/* Connect and see. The result brings an instance or none, and the result code. */
MI_INLINE void MI_Session_TestConnection(MI_Session *session, MI_Uint32 flags, MI_OperationCallbacks *callbacks,
					 MI_Operation *operation)
{
	if (session && session->ft)
		session->ft->TestConnection(session, flags, callbacks, operation);
	else
		mtr_mi_refuse_instance_operation(callbacks, operation);
}

#endif /* MI_SESSION_INLINE_H */
