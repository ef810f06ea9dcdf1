/* The slots of applications: sessions, and the local objects that applications make. */
#include "call.h"
#include "callbacks.h"
#include "shim_encode.h"
#include "wrap.h"

MI_Result shim_Application_Close(const struct shim_site *site, MI_Application *application)
{
	struct shim_call call;
	struct shim_key key;
	MI_Result result;

	if (!shim_call_enter(&call, site, MTR_FUNCTION_MI_Application_Close, application))
		return site->table->original.application.Close(application);
	key = shim_handle_key(SHIM_APPLICATION, application); /* the library zeroes the handle */
	shim_call_begin(&call, NULL, NULL);
	result = site->table->original.application.Close(application);
	shim_call_returned(&call);
	if (result == MI_RESULT_OK)
		shim_identity_close(SHIM_APPLICATION, &key, call.target.id, false);
	return shim_call_end(&call, result, NULL, NULL);
}

/* ---------------------------------------------------------------- NewSession, NewHostedProvider */

struct new_session {
	const MI_Char *protocol, *destination;
	const MI_DestinationOptions *options;
	const MI_SessionCallbacks *callbacks;
	uint32_t null_outputs;
};

static void encode_new_session(struct mtr_encoder *e, const void *args)
{
	const struct new_session *new = args;

	mtr_encode_name(e, MTR_CALL_PROTOCOL, new->protocol);
	mtr_encode_text(e, MTR_CALL_DESTINATION, new->destination);
	mtr_encode_destination_options(e, MTR_CALL_DESTINATION_OPTIONS, new->options);
	if (new->callbacks) {
		const shim_function functions[] = {(shim_function) new->callbacks->writeMessage,
						   (shim_function) new->callbacks->writeError};

		mtr_encode_uint(e, MTR_CALL_CALLBACKS, (functions[0] ? 1u : 0) | (functions[1] ? 2u : 0));
		shim_encode_addresses(e, MTR_CALL_CALLBACK_CODE, functions, 2);
		mtr_encode_uint(e, MTR_CALL_CALLBACK_CONTEXT, shim_context_identity(new->callbacks->callbackContext));
	}
	shim_encode_null_outputs(e, new->null_outputs);
}

/* A new handle, and the error that may come instead. */
struct made {
	struct shim_out out;
	MI_Instance **extended_error; /* NULL: not wanted */
};

static void encode_made(struct mtr_encoder *e, const void *args)
{
	const struct made *made = args;

	shim_encode_out(e, &made->out);
	if (made->extended_error)
		mtr_encode_instance(e, MTR_CALL_EXTENDED_ERROR, *made->extended_error);
}

MI_Result shim_Application_NewSession(const struct shim_site *site, MI_Application *application,
				      const MI_Char *protocol, const MI_Char *destination,
				      MI_DestinationOptions *options, MI_SessionCallbacks *callbacks,
				      MI_Instance **extendedError, MI_Session *session)
{
	struct new_session new = {protocol, destination, options, callbacks,
				  shim_null_bit(extendedError, 0) | shim_null_bit(session, 1)};
	struct made made = {.extended_error = extendedError};
	struct shim_session_callbacks *record = NULL;
	struct shim_call call;
	MI_Result result;

	if (!shim_call_enter(&call, site, MTR_FUNCTION_MI_Application_NewSession, application))
		return site->table->original.application.NewSession(application, protocol, destination, options,
								    callbacks, extendedError, session);
	shim_call_begin(&call, encode_new_session, &new);
	if (callbacks)
		record = shim_session_callbacks_new(callbacks, call.target.id);
	result = site->table->original.application.NewSession(application, protocol, destination, options,
							      record ? &record->ours : callbacks, extendedError,
							      session);
	shim_call_returned(&call);
	made.out = shim_out_open(SHIM_SESSION, session, result, record ? record->pooled.number : 0);
	if (record && !made.out.identity.id)
		shim_session_callbacks_free(record->pooled.number);
	return shim_call_end(&call, result, encode_made, &made);
}

struct new_hosted_provider {
	const MI_Char *namespace_name, *provider_name;
	uint32_t null_outputs;
};

static void encode_new_hosted_provider(struct mtr_encoder *e, const void *args)
{
	const struct new_hosted_provider *new = args;

	mtr_encode_name(e, MTR_CALL_NAMESPACE_NAME, new->namespace_name);
	mtr_encode_name(e, MTR_CALL_PROVIDER_NAME, new->provider_name);
	shim_encode_null_outputs(e, new->null_outputs);
}

MI_Result shim_Application_NewHostedProvider(const struct shim_site *site, MI_Application *application,
					     const MI_Char *namespaceName, const MI_Char *providerName,
					     MI_MainFunction mi_Main, MI_Instance **extendedError,
					     MI_HostedProvider *provider)
{
	struct new_hosted_provider new = {namespaceName, providerName,
					  shim_null_bit(extendedError, 0) | shim_null_bit(provider, 1)};
	struct made made = {.extended_error = extendedError};
	struct shim_call call;
	MI_Result result;

	if (!shim_call_enter(&call, site, MTR_FUNCTION_MI_Application_NewHostedProvider, application))
		return site->table->original.application.NewHostedProvider(application, namespaceName, providerName,
									   mi_Main, extendedError, provider);
	shim_call_begin(&call, encode_new_hosted_provider, &new);
	result = site->table->original.application.NewHostedProvider(application, namespaceName, providerName, mi_Main,
								     extendedError, provider);
	shim_call_returned(&call);
	made.out = shim_out_open(SHIM_HOSTED_PROVIDER, provider, result, 0);
	return shim_call_end(&call, result, encode_made, &made);
}

/* ---------------------------------------------------------------- instances and classes */

struct new_object {
	const MI_Char *class_name, *namespace_name, *server_name;
	const MI_ClassDecl *declaration;
	const MI_Class *class;
	const void *output;
};

static void encode_new_object(struct mtr_encoder *e, const void *args)
{
	const struct new_object *new = args;
	/* A declaration is what a class is for the encoder, which calls none of its functions. */
	const MI_Class declared = {.classDecl = new->declaration};

	mtr_encode_name(e, MTR_CALL_CLASS_NAME, new->class_name);
	mtr_encode_name(e, MTR_CALL_NAMESPACE_NAME, new->namespace_name);
	mtr_encode_text(e, MTR_CALL_DESTINATION, new->server_name);
	if (new->class)
		mtr_encode_class(e, MTR_CALL_CLASS, new->class);
	else if (new->declaration)
		mtr_encode_class(e, MTR_CALL_CLASS, &declared);
	shim_encode_null_outputs(e, shim_null_bit(new->output, 0));
}

MI_Result shim_Application_NewInstance(const struct shim_site *site, MI_Application *application,
				       const MI_Char *className, const MI_ClassDecl *classRTTI, MI_Instance **instance)
{
	struct new_object new = {.class_name = className, .declaration = classRTTI, .output = instance};
	struct shim_call call;
	MI_Result result;

	if (!shim_call_enter(&call, site, MTR_FUNCTION_MI_Application_NewInstance, application))
		return site->table->original.application.NewInstance(application, className, classRTTI, instance);
	shim_call_begin(&call, encode_new_object, &new);
	result = site->table->original.application.NewInstance(application, className, classRTTI, instance);
	shim_call_returned(&call);
	return shim_call_end(&call, result, NULL, NULL);
}

MI_Result shim_Application_NewInstanceFromClass(const struct shim_site *site, MI_Application *application,
						const MI_Char *className, const MI_Class *classObject,
						MI_Instance **instance)
{
	struct new_object new = {.class_name = className, .class = classObject, .output = instance};
	struct shim_call call;
	MI_Result result;

	if (!shim_call_enter(&call, site, MTR_FUNCTION_MI_Application_NewInstanceFromClass, application))
		return site->table->original.application.NewInstanceFromClass(application, className, classObject,
									      instance);
	shim_call_begin(&call, encode_new_object, &new);
	result = site->table->original.application.NewInstanceFromClass(application, className, classObject, instance);
	shim_call_returned(&call);
	return shim_call_end(&call, result, NULL, NULL);
}

MI_Result shim_Application_NewClass(const struct shim_site *site, MI_Application *application,
				    const MI_ClassDecl *classDecl, const MI_Char *namespaceName,
				    const MI_Char *serverName, MI_Class **classObject)
{
	struct new_object new = {.declaration = classDecl,
				 .namespace_name = namespaceName,
				 .server_name = serverName,
				 .output = classObject};
	struct shim_call call;
	MI_Result result;

	if (!shim_call_enter(&call, site, MTR_FUNCTION_MI_Application_NewClass, application))
		return site->table->original.application.NewClass(application, classDecl, namespaceName, serverName,
								  classObject);
	shim_call_begin(&call, encode_new_object, &new);
	result = site->table->original.application.NewClass(application, classDecl, namespaceName, serverName,
							    classObject);
	shim_call_returned(&call);
	return shim_call_end(&call, result, NULL, NULL);
}

/* ---------------------------------------------------------------- options */

static void encode_default_destination_options(struct mtr_encoder *e, const void *args)
{
	mtr_encode_destination_options(e, MTR_CALL_DESTINATION_OPTIONS, args);
}

MI_Result shim_Application_NewDestinationOptions(const struct shim_site *site, MI_Application *application,
						 MI_DestinationOptions *options)
{
	struct shim_call call;
	MI_Result result;

	if (!shim_call_enter(&call, site, MTR_FUNCTION_MI_Application_NewDestinationOptions, application))
		return site->table->original.application.NewDestinationOptions(application, options);
	shim_call_begin(&call, shim_encode_wanted, options);
	result = site->table->original.application.NewDestinationOptions(application, options);
	shim_call_returned(&call);
	return shim_call_end(&call, result, result == MI_RESULT_OK ? encode_default_destination_options : NULL,
			     options);
}

struct new_options {
	MI_Boolean must_understand;
	MI_SubscriptionDeliveryType type;
	const void *output;
};

static void encode_new_operation_options(struct mtr_encoder *e, const void *args)
{
	const struct new_options *new = args;

	mtr_encode_bool(e, MTR_CALL_MUST_UNDERSTAND, new->must_understand);
	shim_encode_null_outputs(e, shim_null_bit(new->output, 0));
}

static void encode_default_operation_options(struct mtr_encoder *e, const void *args)
{
	mtr_encode_operation_options(e, MTR_CALL_OPERATION_OPTIONS, args);
}

MI_Result shim_Application_NewOperationOptions(const struct shim_site *site, MI_Application *application,
					       MI_Boolean mustUnderstand, MI_OperationOptions *options)
{
	struct new_options new = {.must_understand = mustUnderstand, .output = options};
	struct shim_call call;
	MI_Result result;

	if (!shim_call_enter(&call, site, MTR_FUNCTION_MI_Application_NewOperationOptions, application))
		return site->table->original.application.NewOperationOptions(application, mustUnderstand, options);
	shim_call_begin(&call, encode_new_operation_options, &new);
	result = site->table->original.application.NewOperationOptions(application, mustUnderstand, options);
	shim_call_returned(&call);
	return shim_call_end(&call, result, result == MI_RESULT_OK ? encode_default_operation_options : NULL, options);
}

static void encode_new_delivery_options(struct mtr_encoder *e, const void *args)
{
	const struct new_options *new = args;

	mtr_encode_uint(e, MTR_CALL_FLAGS, (uint32_t) new->type);
	shim_encode_null_outputs(e, shim_null_bit(new->output, 0));
}

static void encode_default_delivery_options(struct mtr_encoder *e, const void *args)
{
	mtr_encode_delivery_options(e, MTR_CALL_DELIVERY_OPTIONS, args);
}

MI_Result shim_Application_NewSubscriptionDeliveryOptions(const struct shim_site *site, MI_Application *application,
							  MI_SubscriptionDeliveryType deliveryType,
							  MI_SubscriptionDeliveryOptions *deliveryOptions)
{
	struct new_options new = {.type = deliveryType, .output = deliveryOptions};
	struct shim_call call;
	MI_Result result;

	if (!shim_call_enter(&call, site, MTR_FUNCTION_MI_Application_NewSubscriptionDeliveryOptions, application))
		return site->table->original.application.NewSubscriptionDeliveryOptions(application, deliveryType,
											deliveryOptions);
	shim_call_begin(&call, encode_new_delivery_options, &new);
	result = site->table->original.application.NewSubscriptionDeliveryOptions(application, deliveryType,
										  deliveryOptions);
	shim_call_returned(&call);
	return shim_call_end(&call, result, result == MI_RESULT_OK ? encode_default_delivery_options : NULL,
			     deliveryOptions);
}

/* ---------------------------------------------------------------- serializers */

struct new_serializer {
	MI_Uint32 flags;
	const MI_Char *format;
	const void *output;
};

static void encode_new_serializer(struct mtr_encoder *e, const void *args)
{
	const struct new_serializer *new = args;

	mtr_encode_uint(e, MTR_CALL_FLAGS, new->flags);
	mtr_encode_name(e, MTR_CALL_FORMAT, new->format);
	shim_encode_null_outputs(e, shim_null_bit(new->output, 0));
}

MI_Result shim_Application_NewSerializer(const struct shim_site *site, MI_Application *application, MI_Uint32 flags,
					 MI_Char *format, MI_Serializer *serializer)
{
	struct new_serializer new = {flags, format, serializer};
	struct shim_call call;
	MI_Result result;

	if (!shim_call_enter(&call, site, MTR_FUNCTION_MI_Application_NewSerializer, application))
		return site->table->original.application.NewSerializer(application, flags, format, serializer);
	shim_call_begin(&call, encode_new_serializer, &new);
	result = site->table->original.application.NewSerializer(application, flags, format, serializer);
	shim_call_returned(&call);
	return shim_call_end(&call, result, NULL, NULL);
}

MI_Result shim_Application_NewDeserializer(const struct shim_site *site, MI_Application *application, MI_Uint32 flags,
					   MI_Char *format, MI_Deserializer *deserializer)
{
	struct new_serializer new = {flags, format, deserializer};
	struct shim_call call;
	MI_Result result;

	if (!shim_call_enter(&call, site, MTR_FUNCTION_MI_Application_NewDeserializer, application))
		return site->table->original.application.NewDeserializer(application, flags, format, deserializer);
	shim_call_begin(&call, encode_new_serializer, &new);
	result = site->table->original.application.NewDeserializer(application, flags, format, deserializer);
	shim_call_returned(&call);
	return shim_call_end(&call, result, NULL, NULL);
}
