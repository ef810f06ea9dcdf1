/* The 13 operations of a session, as its table has them. */
#ifndef DISPATCH_OPERATION_START_H
#define DISPATCH_OPERATION_START_H

#include <mi/mi.h>

void dispatch_GetInstance(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options,
			  const MI_Char *namespaceName, const MI_Instance *inboundInstance,
			  MI_OperationCallbacks *callbacks, MI_Operation *operation);
void dispatch_ModifyInstance(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options,
			     const MI_Char *namespaceName, const MI_Instance *inboundInstance,
			     MI_OperationCallbacks *callbacks, MI_Operation *operation);
void dispatch_CreateInstance(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options,
			     const MI_Char *namespaceName, const MI_Instance *inboundInstance,
			     MI_OperationCallbacks *callbacks, MI_Operation *operation);
void dispatch_DeleteInstance(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options,
			     const MI_Char *namespaceName, const MI_Instance *inboundInstance,
			     MI_OperationCallbacks *callbacks, MI_Operation *operation);
void dispatch_Invoke(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options, const MI_Char *namespaceName,
		     const MI_Char *className, const MI_Char *methodName, const MI_Instance *inboundInstance,
		     const MI_Instance *inboundProperties, MI_OperationCallbacks *callbacks, MI_Operation *operation);
void dispatch_EnumerateInstances(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options,
				 const MI_Char *namespaceName, const MI_Char *className, MI_Boolean keysOnly,
				 MI_OperationCallbacks *callbacks, MI_Operation *operation);
void dispatch_QueryInstances(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options,
			     const MI_Char *namespaceName, const MI_Char *queryDialect, const MI_Char *queryExpression,
			     MI_OperationCallbacks *callbacks, MI_Operation *operation);
void dispatch_AssociatorInstances(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options,
				  const MI_Char *namespaceName, const MI_Instance *instanceKeys,
				  const MI_Char *assocClass, const MI_Char *resultClass, const MI_Char *role,
				  const MI_Char *resultRole, MI_Boolean keysOnly, MI_OperationCallbacks *callbacks,
				  MI_Operation *operation);
void dispatch_ReferenceInstances(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options,
				 const MI_Char *namespaceName, const MI_Instance *instanceKeys,
				 const MI_Char *resultClass, const MI_Char *role, MI_Boolean keysOnly,
				 MI_OperationCallbacks *callbacks, MI_Operation *operation);
void dispatch_Subscribe(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options,
			const MI_Char *namespaceName, const MI_Char *queryDialect, const MI_Char *queryExpression,
			const MI_SubscriptionDeliveryOptions *deliverOptions, MI_OperationCallbacks *callbacks,
			MI_Operation *operation);
void dispatch_GetClass(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options, const MI_Char *namespaceName,
		       const MI_Char *className, MI_OperationCallbacks *callbacks, MI_Operation *operation);
void dispatch_EnumerateClasses(MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options,
			       const MI_Char *namespaceName, const MI_Char *className, MI_Boolean classNamesOnly,
			       MI_OperationCallbacks *callbacks, MI_Operation *operation);
void dispatch_TestConnection(MI_Session *session, MI_Uint32 flags, MI_OperationCallbacks *callbacks,
			     MI_Operation *operation);

#endif
