/*
 * MI client API: applications, hosted providers, operations under way and serializers.
 *
 * Each function calls the slot of its name in the handle's table. Handles may be used by any number of threads, except
 * that nothing may be called with a handle while or after it is closed.
 *
 * Without a handle or a table a call never reaches a library: handles and pointers that it should have filled in are
 * zeroed, and the result is MI_RESULT_INVALID_PARAMETER.
 */
#ifndef MI_CLIENT_INLINE_H
#define MI_CLIENT_INLINE_H

#include <mi/mi_client.h>

/* --- MI_Application --- */

/*
 * End the use of the library. Cancels what still runs, and blocks until the client has closed every session of the
 * application, so never call it in a callback. Zeroes the handle.
 */
MI_INLINE MI_Result MI_Application_Close(MI_Application *application)
{
	if (!application || !application->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return application->ft->Close(application);
}

/*
 * Prepare to talk to a destination; nothing is connected yet. protocol names a transport, NULL for the default. A NULL
 * destination is this machine, without the network; a string, even "localhost", is reached through it. options and
 * callbacks may be NULL and are copied. *extendedError, where it is not NULL, is an instance the caller deletes. After
 * a failure *session is good for MI_Session_Close() only. MI_RESULT_NOT_FOUND for a protocol that does not exist.
 */
MI_INLINE MI_Result MI_Application_NewSession(MI_Application *application, const MI_Char *protocol,
					      const MI_Char *destination, MI_DestinationOptions *options,
					      MI_SessionCallbacks *callbacks, MI_Instance **extendedError,
					      MI_Session *session)
{
	if (application && application->ft)
		return application->ft->NewSession(application, protocol, destination, options, callbacks,
						   extendedError, session);
	if (session)
		memset(session, 0, sizeof(*session));
	return MI_RESULT_INVALID_PARAMETER;
}

/*
 * Run a provider inside this process, to be closed. providerName names the registration, mi_Main is the provider's
 * entry point. Not every transport supports it.
 */
MI_INLINE MI_Result MI_Application_NewHostedProvider(MI_Application *application, const MI_Char *namespaceName,
						     const MI_Char *providerName, MI_MainFunction mi_Main,
						     MI_Instance **extendedError, MI_HostedProvider *hostedProvider)
{
	if (application && application->ft)
		return application->ft->NewHostedProvider(application, namespaceName, providerName, mi_Main,
							  extendedError, hostedProvider);
	if (hostedProvider)
		memset(hostedProvider, 0, sizeof(*hostedProvider));
	return MI_RESULT_INVALID_PARAMETER;
}

/*
 * A new instance, the caller's to delete; it may outlive the application. With classRTTI it has the declared elements,
 * all NULL, and the declaration must outlive it. Without, it is dynamic and starts empty.
 */
MI_INLINE MI_Result MI_Application_NewInstance(MI_Application *application, const MI_Char *className,
					       const MI_ClassDecl *classRTTI, MI_Instance **instance)
{
	if (application && application->ft)
		return application->ft->NewInstance(application, className, classRTTI, instance);
	if (instance)
		*instance = NULL;
	return MI_RESULT_INVALID_PARAMETER;
}

/* A new instance to carry the parameters of a method. */
MI_INLINE MI_Result MI_Application_NewParameterSet(MI_Application *application, const MI_ClassDecl *classRTTI,
						   MI_Instance **instance)
{
	if (application && application->ft)
		return application->ft->NewInstance(application, MI_T("Parameters"), classRTTI, instance);
	if (instance)
		*instance = NULL;
	return MI_RESULT_INVALID_PARAMETER;
}

/* A new instance with the elements of a class that was received, the caller's to delete. */
MI_INLINE MI_Result MI_Application_NewInstanceFromClass(MI_Application *application, const MI_Char *className,
							const MI_Class *classObject, MI_Instance **instance)
{
	if (application && application->ft)
		return application->ft->NewInstanceFromClass(application, className, classObject, instance);
	if (instance)
		*instance = NULL;
	return MI_RESULT_INVALID_PARAMETER;
}

/* Options for MI_Application_NewSession(), to be deleted. */
MI_INLINE MI_Result MI_Application_NewDestinationOptions(MI_Application *application, MI_DestinationOptions *options)
{
	if (application && application->ft)
		return application->ft->NewDestinationOptions(application, options);
	if (options)
		memset(options, 0, sizeof(*options));
	return MI_RESULT_INVALID_PARAMETER;
}

/*
 * Options for the operations of a session, to be deleted. mustUnderstand asks the server to refuse custom options that
 * it does not know.
 */
MI_INLINE MI_Result MI_Application_NewOperationOptions(MI_Application *application, MI_Boolean mustUnderstand,
						       MI_OperationOptions *options)
{
	if (application && application->ft)
		return application->ft->NewOperationOptions(application, mustUnderstand, options);
	if (options)
		memset(options, 0, sizeof(*options));
	return MI_RESULT_INVALID_PARAMETER;
}

/* Options for MI_Session_Subscribe(), to be deleted. */
MI_INLINE MI_Result MI_Application_NewSubscriptionDeliveryOptions(MI_Application *application,
								  MI_SubscriptionDeliveryType deliveryType,
								  MI_SubscriptionDeliveryOptions *deliveryOptions)
{
	if (application && application->ft)
		return application->ft->NewSubscriptionDeliveryOptions(application, deliveryType, deliveryOptions);
	if (deliveryOptions)
		memset(deliveryOptions, 0, sizeof(*deliveryOptions));
	return MI_RESULT_INVALID_PARAMETER;
}

/*
 * A serializer for a format ("MI_XML", "MI_MOF_CIMV2_EXTV1"), to be closed. flags must be 0. MI_RESULT_NOT_SUPPORTED
 * for other formats.
 */
MI_INLINE MI_Result MI_Application_NewSerializer(MI_Application *application, MI_Uint32 flags, MI_Char *format,
						 MI_Serializer *serializer)
{
	if (application && application->ft)
		return application->ft->NewSerializer(application, flags, format, serializer);
	if (serializer)
		memset(serializer, 0, sizeof(*serializer));
	return MI_RESULT_INVALID_PARAMETER;
}

/* A deserializer for a format, to be closed; as MI_Application_NewSerializer(). */
MI_INLINE MI_Result MI_Application_NewDeserializer(MI_Application *application, MI_Uint32 flags, MI_Char *format,
						   MI_Deserializer *deserializer)
{
	if (application && application->ft)
		return application->ft->NewDeserializer(application, flags, format, deserializer);
	if (deserializer)
		memset(deserializer, 0, sizeof(*deserializer));
	return MI_RESULT_INVALID_PARAMETER;
}

/* --- MI_HostedProvider --- */

/* Unload the provider. */
MI_INLINE MI_Result MI_HostedProvider_Close(MI_HostedProvider *hostedProvider)
{
	if (!hostedProvider || !hostedProvider->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return hostedProvider->ft->Close(hostedProvider);
}

/* A copy of the handle of the application it belongs to; not to be closed a second time. */
MI_INLINE MI_Result MI_HostedProvider_GetApplication(MI_HostedProvider *hostedProvider, MI_Application *application)
{
	if (hostedProvider && hostedProvider->ft)
		return hostedProvider->ft->GetApplication(hostedProvider, application);
	if (application)
		memset(application, 0, sizeof(*application));
	return MI_RESULT_INVALID_PARAMETER;
}

/* --- MI_Operation --- */

/*
 * Wait for the next result of an operation that was started without instanceResult. What it gives out is the library's
 * and good until the next call or MI_Operation_Close(). All out arguments but instance may be NULL. The return value
 * is that of the fetching; *result is that of the operation, final when *moreResults is MI_FALSE. Never call it in a
 * callback.
 */
MI_INLINE MI_Result MI_Operation_GetInstance(MI_Operation *operation, const MI_Instance **instance,
					     MI_Boolean *moreResults, MI_Result *result, const MI_Char **errorMessage,
					     const MI_Instance **completionDetails)
{
	if (operation && operation->ft)
		return operation->ft->GetInstance(operation, instance, moreResults, result, errorMessage,
						  completionDetails);
	if (result)
		*result = MI_RESULT_INVALID_PARAMETER;
	if (moreResults)
		*moreResults = MI_FALSE;
	return MI_RESULT_INVALID_PARAMETER;
}

/* MI_Operation_GetInstance() for subscriptions; *bookmark and *machineID may be NULL. */
MI_INLINE MI_Result MI_Operation_GetIndication(MI_Operation *operation, const MI_Instance **instance,
					       const MI_Char **bookmark, const MI_Char **machineID,
					       MI_Boolean *moreResults, MI_Result *result, const MI_Char **errorMessage,
					       const MI_Instance **completionDetails)
{
	if (operation && operation->ft)
		return operation->ft->GetIndication(operation, instance, bookmark, machineID, moreResults, result,
						    errorMessage, completionDetails);
	if (result)
		*result = MI_RESULT_INVALID_PARAMETER;
	if (moreResults)
		*moreResults = MI_FALSE;
	return MI_RESULT_INVALID_PARAMETER;
}

/* MI_Operation_GetInstance() for operations about classes. */
MI_INLINE MI_Result MI_Operation_GetClass(MI_Operation *operation, const MI_Class **classResult,
					  MI_Boolean *moreResults, MI_Result *result, const MI_Char **errorMessage,
					  const MI_Instance **completionDetails)
{
	if (operation && operation->ft)
		return operation->ft->GetClass(operation, classResult, moreResults, result, errorMessage,
					       completionDetails);
	if (result)
		*result = MI_RESULT_INVALID_PARAMETER;
	if (moreResults)
		*moreResults = MI_FALSE;
	return MI_RESULT_INVALID_PARAMETER;
}

/*
 * Release an operation; every operation must be closed, also one that failed. One that still runs is cancelled, and
 * its final callback comes even after this has returned. Allowed in the operation's own callbacks. Without callbacks
 * it blocks until the final result has been fetched.
 */
MI_INLINE MI_Result MI_Operation_Close(MI_Operation *operation)
{
	if (!operation || !operation->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return operation->ft->Close(operation);
}

/*
 * Ask for an early end. More results may come before the final one; results are to be acknowledged as ever. Allowed in
 * callbacks.
 */
MI_INLINE MI_Result MI_Operation_Cancel(MI_Operation *operation, MI_CancellationReason reason)
{
	if (!operation || !operation->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return operation->ft->Cancel(operation, reason);
}

/* A copy of the handle of the session; not to be closed a second time. The caller's struct is zeroed first. */
MI_INLINE MI_Result MI_Operation_GetSession(MI_Operation *operation, MI_Session *session)
{
	if (session)
		memset(session, 0, sizeof(*session));
	if (!operation || !operation->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return operation->ft->GetSession(operation, session);
}

/* --- Serializers --- */

/*
 * These names stand for slots of mi_clientFT_V1, so they can be called and have their address taken, but a client that
 * uses one must link with a library. The serializer is used by one thread at a time.
 *
 * SerializeClass and SerializeInstance write into clientBuffer; when it is too short the result is MI_RESULT_FAILED and
 * *clientBufferNeeded the number of bytes needed. The deserializing calls read one object from the beginning of
 * serializedBuffer, set *serializedBufferRead to the bytes it took, and give out objects the caller deletes;
 * *cimErrorDetails is NULL or an instance the caller deletes. The GetClassName calls fill a buffer whose length in
 * characters is in and out.
 */
#define MI_Serializer_Close                      (mi_clientFT->serializerFT->Close)
#define MI_Serializer_SerializeClass             (mi_clientFT->serializerFT->SerializeClass)
#define MI_Serializer_SerializeInstance          (mi_clientFT->serializerFT->SerializeInstance)
#define MI_Deserializer_Close                    (mi_clientFT->deserializerFT->Close)
#define MI_Deserializer_DeserializeClass         (mi_clientFT->deserializerFT->DeserializeClass)
#define MI_Deserializer_Class_GetClassName       (mi_clientFT->deserializerFT->Class_GetClassName)
#define MI_Deserializer_Class_GetParentClassName (mi_clientFT->deserializerFT->Class_GetParentClassName)
#define MI_Deserializer_DeserializeInstance      (mi_clientFT->deserializerFT->DeserializeInstance)
#define MI_Deserializer_Instance_GetClassName    (mi_clientFT->deserializerFT->Instance_GetClassName)

/* --- Utilities --- */

/* The category of an error code; errorType is one of MI_RESULT_TYPE_. */
#define MI_Utilities_MapErrorToMiErrorCategory (mi_clientFT->utilitiesFT->MapErrorToMiErrorCategory)

/* An error code as an OMI_Error instance in *cimError, the caller's to delete. errorMessage may be NULL. */
#define MI_Utilities_CimErrorFromErrorCode (mi_clientFT->utilitiesFT->CimErrorFromErrorCode)

#endif /* MI_CLIENT_INLINE_H */
