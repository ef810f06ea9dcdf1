/*
 * The slots of sessions that start operations; all 13 do the same thing with other arguments.
 *
 * The begin event comes before the real call, since a start that fails calls back inside it; and after the real call
 * the client's operation is left alone unless the start was synchronous.
 */
#include "start.h"
#include "wrap.h"

void shim_Session_GetInstance(const struct shim_site *site, MI_Session *session, MI_Uint32 flags,
			      MI_OperationOptions *options, const MI_Char *namespaceName,
			      const MI_Instance *inboundInstance, MI_OperationCallbacks *callbacks,
			      MI_Operation *operation)
{
	struct shim_start start = {.function = MTR_FUNCTION_MI_Session_GetInstance,
				   .flags = flags,
				   .options = options,
				   .namespace_name = namespaceName,
				   .instance = inboundInstance};

	shim_start_begin(&start, site, session, &callbacks, operation);
	site->table->original.session.GetInstance(session, flags, options, namespaceName, inboundInstance, callbacks,
						  operation);
	shim_start_end(&start);
}

void shim_Session_ModifyInstance(const struct shim_site *site, MI_Session *session, MI_Uint32 flags,
				 MI_OperationOptions *options, const MI_Char *namespaceName,
				 const MI_Instance *inboundInstance, MI_OperationCallbacks *callbacks,
				 MI_Operation *operation)
{
	struct shim_start start = {.function = MTR_FUNCTION_MI_Session_ModifyInstance,
				   .flags = flags,
				   .options = options,
				   .namespace_name = namespaceName,
				   .instance = inboundInstance};

	shim_start_begin(&start, site, session, &callbacks, operation);
	site->table->original.session.ModifyInstance(session, flags, options, namespaceName, inboundInstance, callbacks,
						     operation);
	shim_start_end(&start);
}

void shim_Session_CreateInstance(const struct shim_site *site, MI_Session *session, MI_Uint32 flags,
				 MI_OperationOptions *options, const MI_Char *namespaceName,
				 const MI_Instance *inboundInstance, MI_OperationCallbacks *callbacks,
				 MI_Operation *operation)
{
	struct shim_start start = {.function = MTR_FUNCTION_MI_Session_CreateInstance,
				   .flags = flags,
				   .options = options,
				   .namespace_name = namespaceName,
				   .instance = inboundInstance};

	shim_start_begin(&start, site, session, &callbacks, operation);
	site->table->original.session.CreateInstance(session, flags, options, namespaceName, inboundInstance, callbacks,
						     operation);
	shim_start_end(&start);
}

void shim_Session_DeleteInstance(const struct shim_site *site, MI_Session *session, MI_Uint32 flags,
				 MI_OperationOptions *options, const MI_Char *namespaceName,
				 const MI_Instance *inboundInstance, MI_OperationCallbacks *callbacks,
				 MI_Operation *operation)
{
	struct shim_start start = {.function = MTR_FUNCTION_MI_Session_DeleteInstance,
				   .flags = flags,
				   .options = options,
				   .namespace_name = namespaceName,
				   .instance = inboundInstance};

	shim_start_begin(&start, site, session, &callbacks, operation);
	site->table->original.session.DeleteInstance(session, flags, options, namespaceName, inboundInstance, callbacks,
						     operation);
	shim_start_end(&start);
}

void shim_Session_Invoke(const struct shim_site *site, MI_Session *session, MI_Uint32 flags,
			 MI_OperationOptions *options, const MI_Char *namespaceName, const MI_Char *className,
			 const MI_Char *methodName, const MI_Instance *inboundInstance,
			 const MI_Instance *inboundProperties, MI_OperationCallbacks *callbacks,
			 MI_Operation *operation)
{
	struct shim_start start = {.function = MTR_FUNCTION_MI_Session_Invoke,
				   .flags = flags,
				   .options = options,
				   .namespace_name = namespaceName,
				   .class_name = className,
				   .method_name = methodName,
				   .instance = inboundInstance,
				   .parameters = inboundProperties};

	shim_start_begin(&start, site, session, &callbacks, operation);
	site->table->original.session.Invoke(session, flags, options, namespaceName, className, methodName,
					     inboundInstance, inboundProperties, callbacks, operation);
	shim_start_end(&start);
}

void shim_Session_EnumerateInstances(const struct shim_site *site, MI_Session *session, MI_Uint32 flags,
				     MI_OperationOptions *options, const MI_Char *namespaceName,
				     const MI_Char *className, MI_Boolean keysOnly, MI_OperationCallbacks *callbacks,
				     MI_Operation *operation)
{
	struct shim_start start = {.function = MTR_FUNCTION_MI_Session_EnumerateInstances,
				   .flags = flags,
				   .options = options,
				   .namespace_name = namespaceName,
				   .class_name = className,
				   .keys_only = SHIM_FLAG(keysOnly)};

	shim_start_begin(&start, site, session, &callbacks, operation);
	site->table->original.session.EnumerateInstances(session, flags, options, namespaceName, className, keysOnly,
							 callbacks, operation);
	shim_start_end(&start);
}

void shim_Session_QueryInstances(const struct shim_site *site, MI_Session *session, MI_Uint32 flags,
				 MI_OperationOptions *options, const MI_Char *namespaceName,
				 const MI_Char *queryDialect, const MI_Char *queryExpression,
				 MI_OperationCallbacks *callbacks, MI_Operation *operation)
{
	struct shim_start start = {.function = MTR_FUNCTION_MI_Session_QueryInstances,
				   .flags = flags,
				   .options = options,
				   .namespace_name = namespaceName,
				   .query_dialect = queryDialect,
				   .query_expression = queryExpression};

	shim_start_begin(&start, site, session, &callbacks, operation);
	site->table->original.session.QueryInstances(session, flags, options, namespaceName, queryDialect,
						     queryExpression, callbacks, operation);
	shim_start_end(&start);
}

void shim_Session_AssociatorInstances(const struct shim_site *site, MI_Session *session, MI_Uint32 flags,
				      MI_OperationOptions *options, const MI_Char *namespaceName,
				      const MI_Instance *instanceKeys, const MI_Char *assocClass,
				      const MI_Char *resultClass, const MI_Char *role, const MI_Char *resultRole,
				      MI_Boolean keysOnly, MI_OperationCallbacks *callbacks, MI_Operation *operation)
{
	struct shim_start start = {.function = MTR_FUNCTION_MI_Session_AssociatorInstances,
				   .flags = flags,
				   .options = options,
				   .namespace_name = namespaceName,
				   .instance = instanceKeys,
				   .association_class = assocClass,
				   .result_class = resultClass,
				   .role = role,
				   .result_role = resultRole,
				   .keys_only = SHIM_FLAG(keysOnly)};

	shim_start_begin(&start, site, session, &callbacks, operation);
	site->table->original.session.AssociatorInstances(session, flags, options, namespaceName, instanceKeys,
							  assocClass, resultClass, role, resultRole, keysOnly,
							  callbacks, operation);
	shim_start_end(&start);
}

void shim_Session_ReferenceInstances(const struct shim_site *site, MI_Session *session, MI_Uint32 flags,
				     MI_OperationOptions *options, const MI_Char *namespaceName,
				     const MI_Instance *instanceKeys, const MI_Char *resultClass, const MI_Char *role,
				     MI_Boolean keysOnly, MI_OperationCallbacks *callbacks, MI_Operation *operation)
{
	struct shim_start start = {.function = MTR_FUNCTION_MI_Session_ReferenceInstances,
				   .flags = flags,
				   .options = options,
				   .namespace_name = namespaceName,
				   .instance = instanceKeys,
				   .result_class = resultClass,
				   .role = role,
				   .keys_only = SHIM_FLAG(keysOnly)};

	shim_start_begin(&start, site, session, &callbacks, operation);
	site->table->original.session.ReferenceInstances(session, flags, options, namespaceName, instanceKeys,
							 resultClass, role, keysOnly, callbacks, operation);
	shim_start_end(&start);
}

void shim_Session_Subscribe(const struct shim_site *site, MI_Session *session, MI_Uint32 flags,
			    MI_OperationOptions *options, const MI_Char *namespaceName, const MI_Char *queryDialect,
			    const MI_Char *queryExpression, const MI_SubscriptionDeliveryOptions *deliverOptions,
			    MI_OperationCallbacks *callbacks, MI_Operation *operation)
{
	struct shim_start start = {.function = MTR_FUNCTION_MI_Session_Subscribe,
				   .flags = flags,
				   .options = options,
				   .namespace_name = namespaceName,
				   .query_dialect = queryDialect,
				   .query_expression = queryExpression,
				   .delivery_options = deliverOptions};

	shim_start_begin(&start, site, session, &callbacks, operation);
	site->table->original.session.Subscribe(session, flags, options, namespaceName, queryDialect, queryExpression,
						deliverOptions, callbacks, operation);
	shim_start_end(&start);
}

void shim_Session_GetClass(const struct shim_site *site, MI_Session *session, MI_Uint32 flags,
			   MI_OperationOptions *options, const MI_Char *namespaceName, const MI_Char *className,
			   MI_OperationCallbacks *callbacks, MI_Operation *operation)
{
	struct shim_start start = {.function = MTR_FUNCTION_MI_Session_GetClass,
				   .flags = flags,
				   .options = options,
				   .namespace_name = namespaceName,
				   .class_name = className};

	shim_start_begin(&start, site, session, &callbacks, operation);
	site->table->original.session.GetClass(session, flags, options, namespaceName, className, callbacks, operation);
	shim_start_end(&start);
}

void shim_Session_EnumerateClasses(const struct shim_site *site, MI_Session *session, MI_Uint32 flags,
				   MI_OperationOptions *options, const MI_Char *namespaceName, const MI_Char *className,
				   MI_Boolean classNamesOnly, MI_OperationCallbacks *callbacks, MI_Operation *operation)
{
	struct shim_start start = {.function = MTR_FUNCTION_MI_Session_EnumerateClasses,
				   .flags = flags,
				   .options = options,
				   .namespace_name = namespaceName,
				   .class_name = className,
				   .class_names_only = SHIM_FLAG(classNamesOnly)};

	shim_start_begin(&start, site, session, &callbacks, operation);
	site->table->original.session.EnumerateClasses(session, flags, options, namespaceName, className,
						       classNamesOnly, callbacks, operation);
	shim_start_end(&start);
}

void shim_Session_TestConnection(const struct shim_site *site, MI_Session *session, MI_Uint32 flags,
				 MI_OperationCallbacks *callbacks, MI_Operation *operation)
{
	struct shim_start start = {.function = MTR_FUNCTION_MI_Session_TestConnection, .flags = flags};

	shim_start_begin(&start, site, session, &callbacks, operation);
	site->table->original.session.TestConnection(session, flags, callbacks, operation);
	shim_start_end(&start);
}
