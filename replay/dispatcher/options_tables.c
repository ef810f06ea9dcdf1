/*
 * The three kinds of options: their tables, their defaults, their constructors.
 */
#include <stdatomic.h>

#include "objects.h"
#include "options.h"

/* What stock libmi's configuration switches off: SSL 2 and 3, TLS 1.0 and 1.1, compression. */
#define STOCK_SSL_OPTIONS 0x2f

static _Atomic MI_Uint32 default_ssl_options = STOCK_SSL_OPTIONS;

_Static_assert(sizeof(MI_DestinationOptions) == sizeof(struct dispatch_options_handle), "one layout for all options");
_Static_assert(sizeof(MI_OperationOptions) == sizeof(struct dispatch_options_handle), "one layout for all options");
_Static_assert(sizeof(MI_SubscriptionDeliveryOptions) == sizeof(struct dispatch_options_handle),
	       "one layout for all options");

#define HANDLE(options)       ((struct dispatch_options_handle *)(options))
#define CONST_HANDLE(options) ((const struct dispatch_options_handle *)(options))

/* The slots that all three tables have, for handles of @type. */
#define DEFINE_COMMON_SLOTS(prefix, type)                                                                          \
	static MI_Result prefix##_SetString(type *options, const MI_Char *optionName, const MI_Char *value,        \
					    MI_Uint32 flags)                                                       \
	{                                                                                                          \
		return dispatch_options_set_string(HANDLE(options), optionName, value, flags);                     \
	}                                                                                                          \
	static MI_Result prefix##_SetNumber(type *options, const MI_Char *optionName, MI_Uint32 value,             \
					    MI_Uint32 flags)                                                       \
	{                                                                                                          \
		return dispatch_options_set_number(HANDLE(options), optionName, value, flags);                     \
	}                                                                                                          \
	static MI_Result prefix##_SetInterval(type *options, const MI_Char *optionName, const MI_Interval *value,  \
					      MI_Uint32 flags)                                                     \
	{                                                                                                          \
		return dispatch_options_set_interval(HANDLE(options), optionName, value, flags);                   \
	}                                                                                                          \
	static MI_Result prefix##_GetString(const type *options, const MI_Char *optionName, const MI_Char **value, \
					    MI_Uint32 *index, MI_Uint32 *flags)                                    \
	{                                                                                                          \
		return dispatch_options_get_string(CONST_HANDLE(options), optionName, value, index, flags);        \
	}                                                                                                          \
	static MI_Result prefix##_GetNumber(const type *options, const MI_Char *optionName, MI_Uint32 *value,      \
					    MI_Uint32 *index, MI_Uint32 *flags)                                    \
	{                                                                                                          \
		return dispatch_options_get_number(CONST_HANDLE(options), optionName, value, index, flags);        \
	}                                                                                                          \
	static MI_Result prefix##_GetInterval(const type *options, const MI_Char *optionName, MI_Interval *value,  \
					      MI_Uint32 *index, MI_Uint32 *flags)                                  \
	{                                                                                                          \
		return dispatch_options_get_interval(CONST_HANDLE(options), optionName, value, index, flags);      \
	}                                                                                                          \
	static MI_Result prefix##_GetOptionCount(const type *options, MI_Uint32 *count)                            \
	{                                                                                                          \
		return dispatch_options_get_count(CONST_HANDLE(options), count);                                   \
	}                                                                                                          \
	static MI_Result prefix##_GetOptionAt(const type *options, MI_Uint32 index, const MI_Char **optionName,    \
					      MI_Value *value, MI_Type *valueType, MI_Uint32 *flags)               \
	{                                                                                                          \
		return dispatch_options_get_at(CONST_HANDLE(options), index, optionName, value, valueType, flags); \
	}                                                                                                          \
	static MI_Result prefix##_GetOption(const type *options, const MI_Char *optionName, MI_Value *value,       \
					    MI_Type *valueType, MI_Uint32 *index, MI_Uint32 *flags)                \
	{                                                                                                          \
		return dispatch_options_get(CONST_HANDLE(options), optionName, value, valueType, index, flags);    \
	}                                                                                                          \
	static MI_Result prefix##_Clone(const type *self, type *newOptions)                                        \
	{                                                                                                          \
		return dispatch_options_clone(CONST_HANDLE(self), HANDLE(newOptions));                             \
	}

/* Those that only the two kinds with credentials have. */
#define DEFINE_CREDENTIAL_SLOTS(prefix, type)                                                                        \
	static MI_Result prefix##_AddCredentials(type *options, const MI_Char *optionName,                           \
						 const MI_UserCredentials *credentials, MI_Uint32 flags)             \
	{                                                                                                            \
		return dispatch_options_add_credentials(HANDLE(options), optionName, credentials, flags);            \
	}                                                                                                            \
	static MI_Result prefix##_GetCredentialsCount(const type *options, MI_Uint32 *count)                         \
	{                                                                                                            \
		return dispatch_options_get_credentials_count(CONST_HANDLE(options), count);                         \
	}                                                                                                            \
	static MI_Result prefix##_GetCredentialsAt(const type *options, MI_Uint32 index, const MI_Char **optionName, \
						   MI_UserCredentials *credentials, MI_Uint32 *flags)                \
	{                                                                                                            \
		return dispatch_options_get_credentials_at(CONST_HANDLE(options), index, optionName, credentials,    \
							   flags);                                                   \
	}                                                                                                            \
	static MI_Result prefix##_GetCredentialsPasswordAt(                                                          \
		const type *options, MI_Uint32 index, const MI_Char **optionName, MI_Char *password,                 \
		MI_Uint32 bufferLength, MI_Uint32 *passwordLength, MI_Uint32 *flags)                                 \
	{                                                                                                            \
		return dispatch_options_get_password_at(CONST_HANDLE(options), index, optionName, password,          \
							bufferLength, passwordLength, flags);                        \
	}

DEFINE_COMMON_SLOTS(destination, MI_DestinationOptions)
DEFINE_CREDENTIAL_SLOTS(destination, MI_DestinationOptions)
DEFINE_COMMON_SLOTS(operation, MI_OperationOptions)
DEFINE_COMMON_SLOTS(subscription, MI_SubscriptionDeliveryOptions)
DEFINE_CREDENTIAL_SLOTS(subscription, MI_SubscriptionDeliveryOptions)

static void destination_Delete(MI_DestinationOptions *options)
{
	dispatch_options_delete(HANDLE(options));
}

const MI_DestinationOptionsFT dispatch_destination_options_ft = {
	.Delete = destination_Delete,
	.SetString = destination_SetString,
	.SetNumber = destination_SetNumber,
	.AddCredentials = destination_AddCredentials,
	.GetString = destination_GetString,
	.GetNumber = destination_GetNumber,
	.GetOptionCount = destination_GetOptionCount,
	.GetOptionAt = destination_GetOptionAt,
	.GetOption = destination_GetOption,
	.GetCredentialsCount = destination_GetCredentialsCount,
	.GetCredentialsAt = destination_GetCredentialsAt,
	.GetCredentialsPasswordAt = destination_GetCredentialsPasswordAt,
	.Clone = destination_Clone,
	.SetInterval = destination_SetInterval,
	.GetInterval = destination_GetInterval,
};

static void operation_Delete(MI_OperationOptions *options)
{
	dispatch_options_delete(HANDLE(options));
}

static MI_Result operation_SetCustomOption(MI_OperationOptions *options, const MI_Char *optionName, MI_Type valueType,
					   const MI_Value *value, MI_Boolean mustComply, MI_Uint32 flags)
{
	return dispatch_options_set_custom(HANDLE(options), optionName, valueType, value, mustComply, flags);
}

static MI_Result operation_GetEnabledChannels(const MI_OperationOptions *options, const MI_Char *optionName,
					      MI_Uint32 *channels, MI_Uint32 bufferLength, MI_Uint32 *channelCount,
					      MI_Uint32 *flags)
{
	return dispatch_options_get_channels(CONST_HANDLE(options), optionName, channels, bufferLength, channelCount,
					     flags);
}

const MI_OperationOptionsFT dispatch_operation_options_ft = {
	.Delete = operation_Delete,
	.SetString = operation_SetString,
	.SetNumber = operation_SetNumber,
	.SetCustomOption = operation_SetCustomOption,
	.GetString = operation_GetString,
	.GetNumber = operation_GetNumber,
	.GetOptionCount = operation_GetOptionCount,
	.GetOptionAt = operation_GetOptionAt,
	.GetOption = operation_GetOption,
	.GetEnabledChannels = operation_GetEnabledChannels,
	.Clone = operation_Clone,
	.SetInterval = operation_SetInterval,
	.GetInterval = operation_GetInterval,
};

static MI_Result subscription_Delete(MI_SubscriptionDeliveryOptions *self)
{
	return dispatch_options_delete(HANDLE(self));
}

static MI_Result subscription_SetDateTime(MI_SubscriptionDeliveryOptions *options, const MI_Char *optionName,
					  const MI_Datetime *value, MI_Uint32 flags)
{
	return dispatch_options_set_datetime(HANDLE(options), optionName, value, flags);
}

static MI_Result subscription_GetDateTime(const MI_SubscriptionDeliveryOptions *options, const MI_Char *optionName,
					  MI_Datetime *value, MI_Uint32 *index, MI_Uint32 *flags)
{
	return dispatch_options_get_datetime(CONST_HANDLE(options), optionName, value, index, flags);
}

const MI_SubscriptionDeliveryOptionsFT dispatch_subscription_options_ft = {
	.SetString = subscription_SetString,
	.SetNumber = subscription_SetNumber,
	.SetDateTime = subscription_SetDateTime,
	.SetInterval = subscription_SetInterval,
	.AddCredentials = subscription_AddCredentials,
	.Delete = subscription_Delete,
	.GetString = subscription_GetString,
	.GetNumber = subscription_GetNumber,
	.GetDateTime = subscription_GetDateTime,
	.GetInterval = subscription_GetInterval,
	.GetOptionCount = subscription_GetOptionCount,
	.GetOptionAt = subscription_GetOptionAt,
	.GetOption = subscription_GetOption,
	.GetCredentialsCount = subscription_GetCredentialsCount,
	.GetCredentialsAt = subscription_GetCredentialsAt,
	.GetCredentialsPasswordAt = subscription_GetCredentialsPasswordAt,
	.Clone = subscription_Clone,
};

void dispatch_destination_options_default_ssl(MI_Uint32 ssl_options)
{
	atomic_store_explicit(&default_ssl_options, ssl_options, memory_order_relaxed);
}

MI_Result dispatch_destination_options_new(MI_DestinationOptions *ret_options)
{
	MI_Uint32 ssl_options = atomic_load_explicit(&default_ssl_options, memory_order_relaxed);
	MI_Result result;

	if (!ret_options)
		return MI_RESULT_INVALID_PARAMETER;
	result = dispatch_options_new(&dispatch_destination_options_ft, HANDLE(ret_options));
	if (result == MI_RESULT_OK && ssl_options)
		result = MI_DestinationOptions_SetSslOptions(ret_options, ssl_options);
	return result;
}

MI_Result dispatch_operation_options_new(MI_Boolean must_understand, MI_OperationOptions *ret_options)
{
	MI_Uint32 channel;
	MI_Result result;

	(void)must_understand; /* stock libmi keeps it nowhere either */
	if (!ret_options)
		return MI_RESULT_INVALID_PARAMETER;
	result = dispatch_options_new(&dispatch_operation_options_ft, HANDLE(ret_options));
	for (channel = MI_WRITEMESSAGE_CHANNEL_WARNING; channel <= MI_WRITEMESSAGE_CHANNEL_DEBUG; channel++)
		if (result == MI_RESULT_OK)
			result = MI_OperationOptions_EnableChannel(ret_options, channel);
	return result;
}

MI_Result dispatch_subscription_options_new(MI_SubscriptionDeliveryType type,
					    MI_SubscriptionDeliveryOptions *ret_options)
{
	(void)type; /* stock libmi keeps it nowhere either */
	if (!ret_options)
		return MI_RESULT_INVALID_PARAMETER;
	return dispatch_options_new(&dispatch_subscription_options_ft, HANDLE(ret_options));
}

MI_Result dispatch_destination_options_dup(const MI_DestinationOptions *options, MI_DestinationOptions *ret_copy)
{
	if (!options || !options->ft || !options->reserved2)
		return dispatch_destination_options_new(ret_copy);
	return dispatch_options_clone(CONST_HANDLE(options), HANDLE(ret_copy));
}

MI_Result dispatch_operation_options_dup(const MI_OperationOptions *options, MI_OperationOptions *ret_copy)
{
	if (!options || !options->ft || !options->reserved2)
		return dispatch_operation_options_new(MI_FALSE, ret_copy);
	return dispatch_options_clone(CONST_HANDLE(options), HANDLE(ret_copy));
}

MI_Result dispatch_subscription_options_dup(const MI_SubscriptionDeliveryOptions *options,
					    MI_SubscriptionDeliveryOptions *ret_copy)
{
	if (!options || !options->ft || !options->reserved2)
		return dispatch_subscription_options_new(MI_SubscriptionDeliveryType_Pull, ret_copy);
	return dispatch_options_clone(CONST_HANDLE(options), HANDLE(ret_copy));
}

MI_Uint32 dispatch_operation_options_number(const MI_OperationOptions *options, const MI_Char *name,
					    MI_Uint32 default_value)
{
	MI_Uint32 value;

	if (!options || dispatch_options_get_number(CONST_HANDLE(options), name, &value, NULL, NULL) != MI_RESULT_OK)
		return default_value;
	return value;
}
