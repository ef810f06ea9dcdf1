/*
 * MI client API: options of a subscription, what MI_Session_Subscribe() is given.
 *
 * Each option with a name of its own is an ordinary option with a reserved name, so setter, getter and the calls by
 * name see the same. Where a comment stands above a setter, it goes for the getter that follows, too. A getter leaves
 * the caller's variable alone when it fails: MI_RESULT_NO_SUCH_PROPERTY when the option is not set. Without an object
 * or a table every function answers MI_RESULT_INVALID_PARAMETER and touches nothing.
 */
#ifndef MI_SUBSCRIPTION_INLINE_H
#define MI_SUBSCRIPTION_INLINE_H

#include <mi/mi_options.h>

/* --- Any option by name --- */

/* Free the options. */
MI_INLINE MI_Result MI_SubscriptionDeliveryOptions_Delete(MI_SubscriptionDeliveryOptions *self)
{
	if (!self || !self->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return self->ft->Delete(self);
}

/* A copy, to be deleted. */
MI_INLINE MI_Result MI_SubscriptionDeliveryOptions_Clone(const MI_SubscriptionDeliveryOptions *self,
							 MI_SubscriptionDeliveryOptions *newSubscriptionDeliveryOptions)
{
	if (!self || !self->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return self->ft->Clone(self, newSubscriptionDeliveryOptions);
}

/* Set or replace an option by name; name and value are copied. flags is 0. */
MI_INLINE MI_Result MI_SubscriptionDeliveryOptions_SetString(MI_SubscriptionDeliveryOptions *self,
							     const MI_Char *optionName, const MI_Char *value,
							     MI_Uint32 flags)
{
	if (!self || !self->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return self->ft->SetString(self, optionName, value, flags);
}

/* *value belongs to the options; index and flags may be NULL. MI_RESULT_NO_SUCH_PROPERTY when the option is not set. */
MI_INLINE MI_Result MI_SubscriptionDeliveryOptions_GetString(const MI_SubscriptionDeliveryOptions *self,
							     const MI_Char *optionName, const MI_Char **value,
							     MI_Uint32 *index, MI_Uint32 *flags)
{
	if (!self || !self->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return self->ft->GetString(self, optionName, value, index, flags);
}

MI_INLINE MI_Result MI_SubscriptionDeliveryOptions_SetNumber(MI_SubscriptionDeliveryOptions *self,
							     const MI_Char *optionName, MI_Uint32 value,
							     MI_Uint32 flags)
{
	if (!self || !self->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return self->ft->SetNumber(self, optionName, value, flags);
}

MI_INLINE MI_Result MI_SubscriptionDeliveryOptions_GetNumber(const MI_SubscriptionDeliveryOptions *self,
							     const MI_Char *optionName, MI_Uint32 *value,
							     MI_Uint32 *index, MI_Uint32 *flags)
{
	if (!self || !self->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return self->ft->GetNumber(self, optionName, value, index, flags);
}

MI_INLINE MI_Result MI_SubscriptionDeliveryOptions_SetDateTime(MI_SubscriptionDeliveryOptions *self,
							       const MI_Char *optionName, const MI_Datetime *value,
							       MI_Uint32 flags)
{
	if (!self || !self->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return self->ft->SetDateTime(self, optionName, value, flags);
}

MI_INLINE MI_Result MI_SubscriptionDeliveryOptions_GetDateTime(const MI_SubscriptionDeliveryOptions *self,
							       const MI_Char *optionName, MI_Datetime *value,
							       MI_Uint32 *index, MI_Uint32 *flags)
{
	if (!self || !self->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return self->ft->GetDateTime(self, optionName, value, index, flags);
}

MI_INLINE MI_Result MI_SubscriptionDeliveryOptions_SetInterval(MI_SubscriptionDeliveryOptions *self,
							       const MI_Char *optionName, const MI_Interval *value,
							       MI_Uint32 flags)
{
	if (!self || !self->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return self->ft->SetInterval(self, optionName, value, flags);
}

MI_INLINE MI_Result MI_SubscriptionDeliveryOptions_GetInterval(const MI_SubscriptionDeliveryOptions *self,
							       const MI_Char *optionName, MI_Interval *value,
							       MI_Uint32 *index, MI_Uint32 *flags)
{
	if (!self || !self->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return self->ft->GetInterval(self, optionName, value, index, flags);
}

/* Number of options that are set, credentials not included. */
MI_INLINE MI_Result MI_SubscriptionDeliveryOptions_GetOptionCount(const MI_SubscriptionDeliveryOptions *self,
								  MI_Uint32 *count)
{
	if (!self || !self->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return self->ft->GetOptionCount(self, count);
}

/* Read an option by index. What *optionName and *value point to belongs to the options. */
MI_INLINE MI_Result MI_SubscriptionDeliveryOptions_GetOptionAt(const MI_SubscriptionDeliveryOptions *self,
							       MI_Uint32 index, const MI_Char **optionName,
							       MI_Value *value, MI_Type *type, MI_Uint32 *flags)
{
	if (!self || !self->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return self->ft->GetOptionAt(self, index, optionName, value, type, flags);
}

/* Read an option by name; index and flags may be NULL. */
MI_INLINE MI_Result MI_SubscriptionDeliveryOptions_GetOption(const MI_SubscriptionDeliveryOptions *self,
							     const MI_Char *optionName, MI_Value *value, MI_Type *type,
							     MI_Uint32 *index, MI_Uint32 *flags)
{
	if (!self || !self->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return self->ft->GetOption(self, optionName, value, type, index, flags);
}

/* --- Credentials --- */

/* How the server logs in where it delivers to. Copied, password included. */
MI_INLINE MI_Result MI_SubscriptionDeliveryOptions_AddDeliveryCredentials(MI_SubscriptionDeliveryOptions *self,
									  const MI_UserCredentials *value)
{
	if (!self || !self->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return self->ft->AddCredentials(self, MI_T("__MI_SUBSCRIPTIONDELIVERYOPTIONS_ADD_DELIVERY_CREDENTIALS"), value,
					0);
}

/* Number of credentials. */
MI_INLINE MI_Result MI_SubscriptionDeliveryOptions_GetCredentialsCount(const MI_SubscriptionDeliveryOptions *self,
								       MI_Uint32 *count)
{
	if (!self || !self->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return self->ft->GetCredentialsCount(self, count);
}

/* Read credentials by index. A password comes as six asterisks; the strings belong to the options. */
MI_INLINE MI_Result MI_SubscriptionDeliveryOptions_GetCredentialsAt(const MI_SubscriptionDeliveryOptions *self,
								    MI_Uint32 index, const MI_Char **optionName,
								    MI_UserCredentials *credentials, MI_Uint32 *flags)
{
	if (!self || !self->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return self->ft->GetCredentialsAt(self, index, optionName, credentials, flags);
}

/* The password in clear text, as MI_DestinationOptions_GetCredentialsPasswordAt(). */
MI_INLINE MI_Result MI_SubscriptionDeliveryOptions_GetCredentialsPasswordAt(const MI_SubscriptionDeliveryOptions *self,
									    MI_Uint32 index, const MI_Char **optionName,
									    MI_Char *password, MI_Uint32 bufferLength,
									    MI_Uint32 *passwordLength, MI_Uint32 *flags)
{
	if (!self || !self->ft)
		return MI_RESULT_INVALID_PARAMETER;
	return self->ft->GetCredentialsPasswordAt(self, index, optionName, password, bufferLength, passwordLength,
						  flags);
}

/* --- Options with a name of their own --- */

/* How long the server may hold indications back to send several at once. */
MI_INLINE MI_Result MI_SubscriptionDeliveryOptions_SetMaximumLatency(MI_SubscriptionDeliveryOptions *self,
								     MI_Interval *value)
{
	return MI_SubscriptionDeliveryOptions_SetInterval(
		self, MI_T("__MI_SUBSCRIPTIONDELIVERYOPTIONS_SET_MAXIMUM_LATENCY"), value, 0);
}

MI_INLINE MI_Result MI_SubscriptionDeliveryOptions_GetMaximumLatency(const MI_SubscriptionDeliveryOptions *self,
								     MI_Interval *value)
{
	return MI_SubscriptionDeliveryOptions_GetInterval(
		self, MI_T("__MI_SUBSCRIPTIONDELIVERYOPTIONS_SET_MAXIMUM_LATENCY"), value, NULL, NULL);
}

/* How often the server shows that it is alive when there are no indications. */
MI_INLINE MI_Result MI_SubscriptionDeliveryOptions_SetHeartbeatInterval(MI_SubscriptionDeliveryOptions *self,
									MI_Interval *value)
{
	return MI_SubscriptionDeliveryOptions_SetInterval(
		self, MI_T("__MI_SUBSCRIPTIONDELIVERYOPTIONS_SET_HEARTBEAT_INTERVAL"), value, 0);
}

MI_INLINE MI_Result MI_SubscriptionDeliveryOptions_GetHeartbeatInterval(const MI_SubscriptionDeliveryOptions *self,
									MI_Interval *value)
{
	return MI_SubscriptionDeliveryOptions_GetInterval(
		self, MI_T("__MI_SUBSCRIPTIONDELIVERYOPTIONS_SET_HEARTBEAT_INTERVAL"), value, NULL, NULL);
}

/* When the subscription ends by itself, a point in time or a span. */
MI_INLINE MI_Result MI_SubscriptionDeliveryOptions_SetExpirationTime(MI_SubscriptionDeliveryOptions *self,
								     MI_Datetime *value)
{
	return MI_SubscriptionDeliveryOptions_SetDateTime(
		self, MI_T("__MI_SUBSCRIPTIONDELIVERYOPTIONS_SET_EXPIRATION_TIME"), value, 0);
}

MI_INLINE MI_Result MI_SubscriptionDeliveryOptions_GetExpirationTime(const MI_SubscriptionDeliveryOptions *self,
								     MI_Datetime *value)
{
	return MI_SubscriptionDeliveryOptions_GetDateTime(
		self, MI_T("__MI_SUBSCRIPTIONDELIVERYOPTIONS_SET_EXPIRATION_TIME"), value, NULL, NULL);
}

/* Where in the stream of indications to begin. */
MI_INLINE MI_Result MI_SubscriptionDeliveryOptions_SetBookmark(MI_SubscriptionDeliveryOptions *self,
							       const MI_Char *value)
{
	return MI_SubscriptionDeliveryOptions_SetString(self, MI_T("__MI_SUBSCRIPTIONDELIVERYOPTIONS_SET_BOOKMARK"),
							value, 0);
}

MI_INLINE MI_Result MI_SubscriptionDeliveryOptions_GetBookmark(const MI_SubscriptionDeliveryOptions *self,
							       const MI_Char **value)
{
	return MI_SubscriptionDeliveryOptions_GetString(self, MI_T("__MI_SUBSCRIPTIONDELIVERYOPTIONS_SET_BOOKMARK"),
							value, NULL, NULL);
}

/* Push delivery: the URL to deliver to. */
MI_INLINE MI_Result MI_SubscriptionDeliveryOptions_SetDeliveryDestination(MI_SubscriptionDeliveryOptions *self,
									  const MI_Char *value)
{
	return MI_SubscriptionDeliveryOptions_SetString(
		self, MI_T("__MI_SUBSCRIPTIONDELIVERYOPTIONS_SET_DELIVERY_DESTINATION"), value, 0);
}

MI_INLINE MI_Result MI_SubscriptionDeliveryOptions_GetDeliveryDestination(const MI_SubscriptionDeliveryOptions *self,
									  const MI_Char **value)
{
	return MI_SubscriptionDeliveryOptions_GetString(
		self, MI_T("__MI_SUBSCRIPTIONDELIVERYOPTIONS_SET_DELIVERY_DESTINATION"), value, NULL, NULL);
}

/* Push delivery: the port to deliver to. */
MI_INLINE MI_Result MI_SubscriptionDeliveryOptions_SetDeliveryPortNumber(MI_SubscriptionDeliveryOptions *self,
									 MI_Uint32 value)
{
	return MI_SubscriptionDeliveryOptions_SetNumber(
		self, MI_T("__MI_SUBSCRIPTIONDELIVERYOPTIONS_SET_DELIVERY_PORT_NUMBER"), value, 0);
}

MI_INLINE MI_Result MI_SubscriptionDeliveryOptions_GetDeliveryPortNumber(const MI_SubscriptionDeliveryOptions *self,
									 MI_Uint32 *value)
{
	return MI_SubscriptionDeliveryOptions_GetNumber(
		self, MI_T("__MI_SUBSCRIPTIONDELIVERYOPTIONS_SET_DELIVERY_PORT_NUMBER"), value, NULL, NULL);
}

/* How long to wait before a failed delivery is tried again. */
MI_INLINE MI_Result MI_SubscriptionDeliveryOptions_SetDeliveryRetryInterval(MI_SubscriptionDeliveryOptions *self,
									    const MI_Interval *value)
{
	return MI_SubscriptionDeliveryOptions_SetInterval(
		self, MI_T("__MI_SUBSCRIPTIONDELIVERYOPTIONS_SET_DELIVERY_RETRY_INTERVAL"), value, 0);
}

MI_INLINE MI_Result MI_SubscriptionDeliveryOptions_GetDeliveryRetryInterval(const MI_SubscriptionDeliveryOptions *self,
									    MI_Interval *value)
{
	return MI_SubscriptionDeliveryOptions_GetInterval(
		self, MI_T("__MI_SUBSCRIPTIONDELIVERYOPTIONS_SET_DELIVERY_RETRY_INTERVAL"), value, NULL, NULL);
}

/* How often a failed delivery is tried again. */
MI_INLINE MI_Result MI_SubscriptionDeliveryOptions_SetDeliveryRetryAttempts(MI_SubscriptionDeliveryOptions *self,
									    MI_Uint32 value)
{
	return MI_SubscriptionDeliveryOptions_SetNumber(
		self, MI_T("__MI_SUBSCRIPTIONDELIVERYOPTIONS_SET_DELIVERY_RETRY_ATTEMPTS"), value, 0);
}

MI_INLINE MI_Result MI_SubscriptionDeliveryOptions_GetDeliveryRetryAttempts(const MI_SubscriptionDeliveryOptions *self,
									    MI_Uint32 *value)
{
	return MI_SubscriptionDeliveryOptions_GetNumber(
		self, MI_T("__MI_SUBSCRIPTIONDELIVERYOPTIONS_SET_DELIVERY_RETRY_ATTEMPTS"), value, NULL, NULL);
}

/* Older names. */
#define MI_SubscriptionDeliveryOptions__SetExpirationTime MI_SubscriptionDeliveryOptions_SetExpirationTime
#define MI_SubscriptionDeliveryOptions__GetExpirationTime MI_SubscriptionDeliveryOptions_GetExpirationTime

#endif /* MI_SUBSCRIPTION_INLINE_H */
