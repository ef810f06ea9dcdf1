/*
 * The function tables that are wrapped, one row per slot, in slot order.
 *
 *	X(n, Kind, Slot, return type, (parameters), (arguments))
 *
 * n goes through to X untouched. Kind and Slot are MI's own names: the row of MI_Session_Close is (n, Session, Close,
 * ...), its slot is MI_SessionFT.Close, and what handles it is shim_Session_Close() in one of the wrap_ files.
 */
#ifndef SHIM_SLOTS_H
#define SHIM_SLOTS_H

/* clang-format off */

#define SHIM_APPLICATION_SLOTS(X, n) \
	X(n, Application, Close, MI_Result, \
	  (MI_Application *application), (application)) \
	X(n, Application, NewSession, MI_Result, \
	  (MI_Application *application, const MI_Char *protocol, const MI_Char *destination, \
	   MI_DestinationOptions *options, MI_SessionCallbacks *callbacks, MI_Instance **extendedError, \
	   MI_Session *session), \
	  (application, protocol, destination, options, callbacks, extendedError, session)) \
	X(n, Application, NewHostedProvider, MI_Result, \
	  (MI_Application *application, const MI_Char *namespaceName, const MI_Char *providerName, \
	   MI_MainFunction mi_Main, MI_Instance **extendedError, MI_HostedProvider *provider), \
	  (application, namespaceName, providerName, mi_Main, extendedError, provider)) \
	X(n, Application, NewInstance, MI_Result, \
	  (MI_Application *application, const MI_Char *className, const MI_ClassDecl *classRTTI, \
	   MI_Instance **instance), \
	  (application, className, classRTTI, instance)) \
	X(n, Application, NewDestinationOptions, MI_Result, \
	  (MI_Application *application, MI_DestinationOptions *options), (application, options)) \
	X(n, Application, NewOperationOptions, MI_Result, \
	  (MI_Application *application, MI_Boolean mustUnderstand, MI_OperationOptions *options), \
	  (application, mustUnderstand, options)) \
	X(n, Application, NewSubscriptionDeliveryOptions, MI_Result, \
	  (MI_Application *application, MI_SubscriptionDeliveryType deliveryType, \
	   MI_SubscriptionDeliveryOptions *deliveryOptions), \
	  (application, deliveryType, deliveryOptions)) \
	X(n, Application, NewSerializer, MI_Result, \
	  (MI_Application *application, MI_Uint32 flags, MI_Char *format, MI_Serializer *serializer), \
	  (application, flags, format, serializer)) \
	X(n, Application, NewDeserializer, MI_Result, \
	  (MI_Application *application, MI_Uint32 flags, MI_Char *format, MI_Deserializer *deserializer), \
	  (application, flags, format, deserializer)) \
	X(n, Application, NewInstanceFromClass, MI_Result, \
	  (MI_Application *application, const MI_Char *className, const MI_Class *classObject, \
	   MI_Instance **instance), \
	  (application, className, classObject, instance)) \
	X(n, Application, NewClass, MI_Result, \
	  (MI_Application *application, const MI_ClassDecl *classDecl, const MI_Char *namespaceName, \
	   const MI_Char *serverName, MI_Class **classObject), \
	  (application, classDecl, namespaceName, serverName, classObject))

#define SHIM_SESSION_SLOTS(X, n) \
	X(n, Session, Close, MI_Result, \
	  (MI_Session *session, void *completionContext, void (*completionCallback)(void *)), \
	  (session, completionContext, completionCallback)) \
	X(n, Session, GetApplication, MI_Result, \
	  (MI_Session *session, MI_Application *application), (session, application)) \
	X(n, Session, GetInstance, void, \
	  (MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options, const MI_Char *namespaceName, \
	   const MI_Instance *inboundInstance, MI_OperationCallbacks *callbacks, MI_Operation *operation), \
	  (session, flags, options, namespaceName, inboundInstance, callbacks, operation)) \
	X(n, Session, ModifyInstance, void, \
	  (MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options, const MI_Char *namespaceName, \
	   const MI_Instance *inboundInstance, MI_OperationCallbacks *callbacks, MI_Operation *operation), \
	  (session, flags, options, namespaceName, inboundInstance, callbacks, operation)) \
	X(n, Session, CreateInstance, void, \
	  (MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options, const MI_Char *namespaceName, \
	   const MI_Instance *inboundInstance, MI_OperationCallbacks *callbacks, MI_Operation *operation), \
	  (session, flags, options, namespaceName, inboundInstance, callbacks, operation)) \
	X(n, Session, DeleteInstance, void, \
	  (MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options, const MI_Char *namespaceName, \
	   const MI_Instance *inboundInstance, MI_OperationCallbacks *callbacks, MI_Operation *operation), \
	  (session, flags, options, namespaceName, inboundInstance, callbacks, operation)) \
	X(n, Session, Invoke, void, \
	  (MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options, const MI_Char *namespaceName, \
	   const MI_Char *className, const MI_Char *methodName, const MI_Instance *inboundInstance, \
	   const MI_Instance *inboundProperties, MI_OperationCallbacks *callbacks, MI_Operation *operation), \
	  (session, flags, options, namespaceName, className, methodName, inboundInstance, inboundProperties, \
	   callbacks, operation)) \
	X(n, Session, EnumerateInstances, void, \
	  (MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options, const MI_Char *namespaceName, \
	   const MI_Char *className, MI_Boolean keysOnly, MI_OperationCallbacks *callbacks, \
	   MI_Operation *operation), \
	  (session, flags, options, namespaceName, className, keysOnly, callbacks, operation)) \
	X(n, Session, QueryInstances, void, \
	  (MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options, const MI_Char *namespaceName, \
	   const MI_Char *queryDialect, const MI_Char *queryExpression, MI_OperationCallbacks *callbacks, \
	   MI_Operation *operation), \
	  (session, flags, options, namespaceName, queryDialect, queryExpression, callbacks, operation)) \
	X(n, Session, AssociatorInstances, void, \
	  (MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options, const MI_Char *namespaceName, \
	   const MI_Instance *instanceKeys, const MI_Char *assocClass, const MI_Char *resultClass, \
	   const MI_Char *role, const MI_Char *resultRole, MI_Boolean keysOnly, MI_OperationCallbacks *callbacks, \
	   MI_Operation *operation), \
	  (session, flags, options, namespaceName, instanceKeys, assocClass, resultClass, role, resultRole, \
	   keysOnly, callbacks, operation)) \
	X(n, Session, ReferenceInstances, void, \
	  (MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options, const MI_Char *namespaceName, \
	   const MI_Instance *instanceKeys, const MI_Char *resultClass, const MI_Char *role, MI_Boolean keysOnly, \
	   MI_OperationCallbacks *callbacks, MI_Operation *operation), \
	  (session, flags, options, namespaceName, instanceKeys, resultClass, role, keysOnly, callbacks, \
	   operation)) \
	X(n, Session, Subscribe, void, \
	  (MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options, const MI_Char *namespaceName, \
	   const MI_Char *queryDialect, const MI_Char *queryExpression, \
	   const MI_SubscriptionDeliveryOptions *deliverOptions, MI_OperationCallbacks *callbacks, \
	   MI_Operation *operation), \
	  (session, flags, options, namespaceName, queryDialect, queryExpression, deliverOptions, callbacks, \
	   operation)) \
	X(n, Session, GetClass, void, \
	  (MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options, const MI_Char *namespaceName, \
	   const MI_Char *className, MI_OperationCallbacks *callbacks, MI_Operation *operation), \
	  (session, flags, options, namespaceName, className, callbacks, operation)) \
	X(n, Session, EnumerateClasses, void, \
	  (MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options, const MI_Char *namespaceName, \
	   const MI_Char *className, MI_Boolean classNamesOnly, MI_OperationCallbacks *callbacks, \
	   MI_Operation *operation), \
	  (session, flags, options, namespaceName, className, classNamesOnly, callbacks, operation)) \
	X(n, Session, TestConnection, void, \
	  (MI_Session *session, MI_Uint32 flags, MI_OperationCallbacks *callbacks, MI_Operation *operation), \
	  (session, flags, callbacks, operation))

#define SHIM_OPERATION_SLOTS(X, n) \
	X(n, Operation, Close, MI_Result, \
	  (MI_Operation *operation), (operation)) \
	X(n, Operation, Cancel, MI_Result, \
	  (MI_Operation *operation, MI_CancellationReason reason), (operation, reason)) \
	X(n, Operation, GetSession, MI_Result, \
	  (MI_Operation *operation, MI_Session *session), (operation, session)) \
	X(n, Operation, GetInstance, MI_Result, \
	  (MI_Operation *operation, const MI_Instance **instance, MI_Boolean *moreResults, MI_Result *result, \
	   const MI_Char **errorMessage, const MI_Instance **completionDetails), \
	  (operation, instance, moreResults, result, errorMessage, completionDetails)) \
	X(n, Operation, GetIndication, MI_Result, \
	  (MI_Operation *operation, const MI_Instance **instance, const MI_Char **bookmark, \
	   const MI_Char **machineID, MI_Boolean *moreResults, MI_Result *result, const MI_Char **errorMessage, \
	   const MI_Instance **completionDetails), \
	  (operation, instance, bookmark, machineID, moreResults, result, errorMessage, completionDetails)) \
	X(n, Operation, GetClass, MI_Result, \
	  (MI_Operation *operation, const MI_Class **classResult, MI_Boolean *moreResults, MI_Result *result, \
	   const MI_Char **errorMessage, const MI_Instance **completionDetails), \
	  (operation, classResult, moreResults, result, errorMessage, completionDetails))

#define SHIM_HOSTED_PROVIDER_SLOTS(X, n) \
	X(n, HostedProvider, Close, MI_Result, \
	  (MI_HostedProvider *hostedProvider), (hostedProvider)) \
	X(n, HostedProvider, GetApplication, MI_Result, \
	  (MI_HostedProvider *hostedProvider, MI_Application *application), (hostedProvider, application))

/* clang-format on */

/* The list between the parentheses of a row. */
#define SHIM_LIST(...) __VA_ARGS__

#endif
