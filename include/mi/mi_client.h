/*
 * MI client API: applications, sessions, operations, hosted providers and serializers.
 *
 * The binary layout, each table in slot order; the functions are described at their wrappers in mi_session_inline.h
 * and mi_client_inline.h.
 * A handle is a small value: the client provides the memory, the library fills it in, and a copy of it is as good as
 * the original. The reserved words belong to the library and name the object together.
 */
#ifndef MI_CLIENT_H
#define MI_CLIENT_H

#include <mi/mi_callbacks.h>
#include <mi/mi_options.h>

typedef struct _MI_ApplicationFT MI_ApplicationFT;
typedef struct _MI_SessionFT MI_SessionFT;
typedef struct _MI_OperationFT MI_OperationFT;
typedef struct _MI_HostedProviderFT MI_HostedProviderFT;
typedef struct _MI_SerializerFT MI_SerializerFT;
typedef struct _MI_DeserializerFT MI_DeserializerFT;
typedef struct _MI_UtilitiesFT MI_UtilitiesFT;
typedef struct _MI_ClientFT_V1 MI_ClientFT_V1;

/* The entry point of a provider module, for MI_Application_NewHostedProvider(). */
typedef MI_Module *(*MI_MainFunction)(MI_Server *server);

struct _MI_ApplicationFT {
	/* 0 */ MI_Result (*Close)(MI_Application *application);
	/* 1 */ MI_Result (*NewSession)(MI_Application *application, const MI_Char *protocol,
					const MI_Char *destination, MI_DestinationOptions *options,
					MI_SessionCallbacks *callbacks, MI_Instance **extendedError,
					MI_Session *session);
	/* 2 */ MI_Result (*NewHostedProvider)(MI_Application *application, const MI_Char *namespaceName,
					       const MI_Char *providerName, MI_MainFunction mi_Main,
					       MI_Instance **extendedError, MI_HostedProvider *provider);
	/* 3 */ MI_Result (*NewInstance)(MI_Application *application, const MI_Char *className,
					 const MI_ClassDecl *classRTTI, MI_Instance **instance);
	/* 4 */ MI_Result (*NewDestinationOptions)(MI_Application *application, MI_DestinationOptions *options);
	/* 5 */ MI_Result (*NewOperationOptions)(MI_Application *application, MI_Boolean customOptionsMustUnderstand,
						 MI_OperationOptions *options);
	/* 6 */ MI_Result (*NewSubscriptionDeliveryOptions)(MI_Application *application,
							    MI_SubscriptionDeliveryType deliveryType,
							    MI_SubscriptionDeliveryOptions *deliveryOptions);
	/* 7 */ MI_Result (*NewSerializer)(MI_Application *application, MI_Uint32 flags, MI_Char *format,
					   MI_Serializer *serializer);
	/* 8 */ MI_Result (*NewDeserializer)(MI_Application *application, MI_Uint32 flags, MI_Char *format,
					     MI_Deserializer *deserializer);
	/* 9 */ MI_Result (*NewInstanceFromClass)(MI_Application *application, const MI_Char *className,
						  const MI_Class *classObject, MI_Instance **instance);
	/* 10 */ MI_Result (*NewClass)(MI_Application *application, const MI_ClassDecl *classDecl,
				       const MI_Char *namespaceName, const MI_Char *serverName, MI_Class **classObject);
};

struct _MI_Application {
	MI_Uint64 reserved1;
	ptrdiff_t reserved2;
	const MI_ApplicationFT *ft;
};

/* The 13 operations return nothing: whatever happens is told by a result. */
struct _MI_SessionFT {
	/* 0 */ MI_Result (*Close)(MI_Session *session, void *completionContext,
				   void (*completionCallback)(void *completionContext));
	/* 1 */ MI_Result (*GetApplication)(MI_Session *session, MI_Application *application);
	/* 2 */ void (*GetInstance)(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options,
				    const MI_Char *namespaceName, const MI_Instance *inboundInstance,
				    MI_OperationCallbacks *callbacks, MI_Operation *operation);
	/* 3 */ void (*ModifyInstance)(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options,
				       const MI_Char *namespaceName, const MI_Instance *inboundInstance,
				       MI_OperationCallbacks *callbacks, MI_Operation *operation);
	/* 4 */ void (*CreateInstance)(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options,
				       const MI_Char *namespaceName, const MI_Instance *inboundInstance,
				       MI_OperationCallbacks *callbacks, MI_Operation *operation);
	/* 5 */ void (*DeleteInstance)(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options,
				       const MI_Char *namespaceName, const MI_Instance *inboundInstance,
				       MI_OperationCallbacks *callbacks, MI_Operation *operation);
	/* 6 */ void (*Invoke)(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options,
			       const MI_Char *namespaceName, const MI_Char *className, const MI_Char *methodName,
			       const MI_Instance *inboundInstance, const MI_Instance *inboundProperties,
			       MI_OperationCallbacks *callbacks, MI_Operation *operation);
	/* 7 */ void (*EnumerateInstances)(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options,
					   const MI_Char *namespaceName, const MI_Char *className, MI_Boolean keysOnly,
					   MI_OperationCallbacks *callbacks, MI_Operation *operation);
	/* 8 */ void (*QueryInstances)(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options,
				       const MI_Char *namespaceName, const MI_Char *queryDialect,
				       const MI_Char *queryExpression, MI_OperationCallbacks *callbacks,
				       MI_Operation *operation);
	/* 9 */ void (*AssociatorInstances)(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options,
					    const MI_Char *namespaceName, const MI_Instance *instanceKeys,
					    const MI_Char *assocClass, const MI_Char *resultClass, const MI_Char *role,
					    const MI_Char *resultRole, MI_Boolean keysOnly,
					    MI_OperationCallbacks *callbacks, MI_Operation *operation);
	/* 10 */ void (*ReferenceInstances)(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options,
					    const MI_Char *namespaceName, const MI_Instance *instanceKeys,
					    const MI_Char *resultClass, const MI_Char *role, MI_Boolean keysOnly,
					    MI_OperationCallbacks *callbacks, MI_Operation *operation);
	/* 11 */ void (*Subscribe)(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options,
				   const MI_Char *namespaceName, const MI_Char *queryDialect,
				   const MI_Char *queryExpression, const MI_SubscriptionDeliveryOptions *deliverOptions,
				   MI_OperationCallbacks *callbacks, MI_Operation *operation);
	/* 12 */ void (*GetClass)(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options,
				  const MI_Char *namespaceName, const MI_Char *className,
				  MI_OperationCallbacks *callbacks, MI_Operation *operation);
	/* 13 */ void (*EnumerateClasses)(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options,
					  const MI_Char *namespaceName, const MI_Char *className,
					  MI_Boolean classNamesOnly, MI_OperationCallbacks *callbacks,
					  MI_Operation *operation);
	/* 14 */ void (*TestConnection)(MI_Session *session, MI_Uint32 flags, MI_OperationCallbacks *callbacks,
					MI_Operation *operation);
};

struct _MI_Session {
	MI_Uint64 reserved1;
	ptrdiff_t reserved2;
	const MI_SessionFT *ft;
};

struct _MI_OperationFT {
	/* 0 */ MI_Result (*Close)(MI_Operation *operation);
	/* 1 */ MI_Result (*Cancel)(MI_Operation *operation, MI_CancellationReason reason);
	/* 2 */ MI_Result (*GetSession)(MI_Operation *operation, MI_Session *session);
	/* 3 */ MI_Result (*GetInstance)(MI_Operation *operation, const MI_Instance **instance, MI_Boolean *moreResults,
					 MI_Result *result, const MI_Char **errorMessage,
					 const MI_Instance **completionDetails);
	/* 4 */ MI_Result (*GetIndication)(MI_Operation *operation, const MI_Instance **instance,
					   const MI_Char **bookmark, const MI_Char **machineID, MI_Boolean *moreResults,
					   MI_Result *result, const MI_Char **errorMessage,
					   const MI_Instance **completionDetails);
	/* 5 */ MI_Result (*GetClass)(MI_Operation *operation, const MI_Class **classResult, MI_Boolean *moreResults,
				      MI_Result *result, const MI_Char **errorMessage,
				      const MI_Instance **completionDetails);
};

struct _MI_Operation {
	MI_Uint64 reserved1;
	ptrdiff_t reserved2;
	const MI_OperationFT *ft;
};

struct _MI_HostedProviderFT {
	/* 0 */ MI_Result (*Close)(MI_HostedProvider *hostedProvider);
	/* 1 */ MI_Result (*GetApplication)(MI_HostedProvider *hostedProvider, MI_Application *application);
};

struct _MI_HostedProvider {
	MI_Uint64 reserved1;
	ptrdiff_t reserved2;
	const MI_HostedProviderFT *ft;
};

/* Serializers carry no table: their functions are reached through mi_clientFT_V1. */
struct _MI_Serializer {
	MI_Uint64 reserved1;
	ptrdiff_t reserved2;
};

struct _MI_Deserializer {
	MI_Uint64 reserved1;
	ptrdiff_t reserved2;
};

/* clang-format off */
#define MI_APPLICATION_NULL { 0, 0, NULL }
#define MI_SESSION_NULL { 0, 0, NULL }
#define MI_OPERATION_NULL { 0, 0, NULL }
#define MI_HOSTEDPROVIDER_NULL { 0, 0, NULL }
/* clang-format on */

struct _MI_SerializerFT {
	/* 0 */ MI_Result (*Close)(MI_Serializer *serializer);
	/* 1 */ MI_Result (*SerializeClass)(MI_Serializer *serializer, MI_Uint32 flags, const MI_Class *classObject,
					    MI_Uint8 *clientBuffer, MI_Uint32 clientBufferLength,
					    MI_Uint32 *clientBufferNeeded);
	/* 2 */ MI_Result (*SerializeInstance)(MI_Serializer *serializer, MI_Uint32 flags,
					       const MI_Instance *instanceObject, MI_Uint8 *clientBuffer,
					       MI_Uint32 clientBufferLength, MI_Uint32 *clientBufferNeeded);
};

/*
 * A deserializer asks the client for a class it has not been given. The client answers MI_RESULT_OK and a class which
 * it keeps alive until the deserializing call returns, or any other result when it does not know the class.
 */
typedef MI_Result (*MI_Deserializer_ClassObjectNeeded)(void *context, const MI_Char *serverName,
						       const MI_Char *namespaceName, const MI_Char *className,
						       MI_Class **requestedClassObject);

struct _MI_DeserializerFT {
	/* 0 */ MI_Result (*Close)(MI_Deserializer *deserializer);
	/* 1 */ MI_Result (*DeserializeClass)(MI_Deserializer *deserializer, MI_Uint32 flags,
					      MI_Uint8 *serializedBuffer, MI_Uint32 serializedBufferLength,
					      MI_Class *parentClass, const MI_Char *serverName,
					      const MI_Char *namespaceName,
					      MI_Deserializer_ClassObjectNeeded classObjectNeeded,
					      void *classObjectNeededContext, MI_Uint32 *serializedBufferRead,
					      MI_Class **classObject, MI_Instance **cimErrorDetails);
	/* 2 */ MI_Result (*Class_GetClassName)(MI_Deserializer *deserializer, MI_Uint8 *serializedBuffer,
						MI_Uint32 serializedBufferLength, MI_Char *className,
						MI_Uint32 *classNameLength, MI_Instance **cimErrorDetails);
	/* 3 */ MI_Result (*Class_GetParentClassName)(MI_Deserializer *deserializer, MI_Uint8 *serializedBuffer,
						      MI_Uint32 serializedBufferLength, MI_Char *parentClassName,
						      MI_Uint32 *parentClassNameLength, MI_Instance **cimErrorDetails);
	/* 4 */ MI_Result (*DeserializeInstance)(MI_Deserializer *deserializer, MI_Uint32 flags,
						 MI_Uint8 *serializedBuffer, MI_Uint32 serializedBufferLength,
						 MI_Class **classObjects, MI_Uint32 numberClassObjects,
						 MI_Deserializer_ClassObjectNeeded classObjectNeeded,
						 void *classObjectNeededContext, MI_Uint32 *serializedBufferRead,
						 MI_Instance **instanceObject, MI_Instance **cimErrorDetails);
	/* 5 */ MI_Result (*Instance_GetClassName)(MI_Deserializer *deserializer, MI_Uint8 *serializedBuffer,
						   MI_Uint32 serializedBufferLength, MI_Char *className,
						   MI_Uint32 *classNameLength, MI_Instance **cimErrorDetails);
};

struct _MI_UtilitiesFT {
	/* 0 */ MI_ErrorCategory (*MapErrorToMiErrorCategory)(const MI_Char *errorType, MI_Uint32 error);
	/* 1 */ MI_Result (*CimErrorFromErrorCode)(MI_Uint32 error, const MI_Char *errorType,
						   const MI_Char *errorMessage, MI_Instance **cimError);
};

/*
 * Everything a client may call without a handle. Its session, operation and hosted provider tables are not the ones
 * that handles carry, and TestConnection is NULL in the stock library's.
 */
struct _MI_ClientFT_V1 {
	const MI_ApplicationFT *applicationFT;
	const MI_SessionFT *sessionFT;
	const MI_OperationFT *operationFT;
	const MI_HostedProviderFT *hostedProviderFT;
	const MI_SerializerFT *serializerFT;
	const MI_DeserializerFT *deserializerFT;
	const MI_SubscriptionDeliveryOptionsFT *subscribeDeliveryOptionsFT;
	const MI_DestinationOptionsFT *destinationOptionsFT;
	const MI_OperationOptionsFT *operationOptionsFT;
	const MI_UtilitiesFT *utilitiesFT;
};

MTR_MI_C_BEGIN

/*
 * The two symbols of the library. A library that defines them includes this header, too, so the declarations must fit
 * both sides.
 */
extern MI_EXPORT const MI_ClientFT_V1 *mi_clientFT_V1;

/*
 * Open the library for this process; the first call of every client.
 *
 * flags must be 0. applicationID is a name for logs and is copied; may be NULL. extendedError may be NULL; if not,
 * *extendedError is set to NULL or to an instance that the caller deletes. application is overwritten and must be
 * closed with MI_Application_Close(), which may be done even when this call has failed. Safe from any thread.
 */
MI_EXPORT MI_Result MI_Application_InitializeV1(MI_Uint32 flags, const MI_Char *applicationID,
						MI_Instance **extendedError, MI_Application *application);

MTR_MI_C_END

/* Both API versions use the first version of the symbols. */
#define mi_clientFT               mi_clientFT_V1
#define MI_Application_Initialize MI_Application_InitializeV1

#endif /* MI_CLIENT_H */
