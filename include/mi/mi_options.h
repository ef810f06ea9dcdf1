/*
 * MI client API: options of destinations, operations and subscriptions, and the credentials they carry.
 *
 * An options object is a bag of named strings, numbers, intervals and credentials. The client owns its handle and
 * deletes it; the library keeps what it needs of it when a session or an operation starts, so an options object may
 * be deleted right after that call. One options object must not be used by two threads at a time.
 */
#ifndef MI_OPTIONS_H
#define MI_OPTIONS_H

#include <mi/mi_value.h>

typedef struct _MI_DestinationOptionsFT MI_DestinationOptionsFT;
typedef struct _MI_OperationOptionsFT MI_OperationOptionsFT;
typedef struct _MI_SubscriptionDeliveryOptionsFT MI_SubscriptionDeliveryOptionsFT;

typedef struct _MI_UsernamePasswordCreds {
	const MI_Char *domain;
	const MI_Char *username;
	const MI_Char *password;
} MI_UsernamePasswordCreds;

/* authenticationType, one of MI_AUTH_TYPE_, decides which member of the union is meant. Copied by AddCredentials. */
typedef struct _MI_UserCredentials {
	const MI_Char *authenticationType;
	union {
		MI_UsernamePasswordCreds usernamePassword;
		const MI_Char *certificateThumbprint;
	} credentials;
} MI_UserCredentials;

struct _MI_DestinationOptionsFT {
	/* 0 */ void (*Delete)(MI_DestinationOptions *options);
	/* 1 */ MI_Result (*SetString)(MI_DestinationOptions *options, const MI_Char *optionName, const MI_Char *value,
				       MI_Uint32 flags);
	/* 2 */ MI_Result (*SetNumber)(MI_DestinationOptions *options, const MI_Char *optionName, MI_Uint32 value,
				       MI_Uint32 flags);
	/* 3 */ MI_Result (*AddCredentials)(MI_DestinationOptions *options, const MI_Char *optionName,
					    const MI_UserCredentials *credentials, MI_Uint32 flags);
	/* 4 */ MI_Result (*GetString)(const MI_DestinationOptions *options, const MI_Char *optionName,
				       const MI_Char **value, MI_Uint32 *index, MI_Uint32 *flags);
	/* 5 */ MI_Result (*GetNumber)(const MI_DestinationOptions *options, const MI_Char *optionName,
				       MI_Uint32 *value, MI_Uint32 *index, MI_Uint32 *flags);
	/* 6 */ MI_Result (*GetOptionCount)(const MI_DestinationOptions *options, MI_Uint32 *count);
	/* 7 */ MI_Result (*GetOptionAt)(const MI_DestinationOptions *options, MI_Uint32 index,
					 const MI_Char **optionName, MI_Value *value, MI_Type *type, MI_Uint32 *flags);
	/* 8 */ MI_Result (*GetOption)(const MI_DestinationOptions *options, const MI_Char *optionName, MI_Value *value,
				       MI_Type *type, MI_Uint32 *index, MI_Uint32 *flags);
	/* 9 */ MI_Result (*GetCredentialsCount)(const MI_DestinationOptions *options, MI_Uint32 *count);
	/* 10 */ MI_Result (*GetCredentialsAt)(const MI_DestinationOptions *options, MI_Uint32 index,
					       const MI_Char **optionName, MI_UserCredentials *credentials,
					       MI_Uint32 *flags);
	/* 11 */ MI_Result (*GetCredentialsPasswordAt)(const MI_DestinationOptions *options, MI_Uint32 index,
						       const MI_Char **optionName, MI_Char *password,
						       MI_Uint32 bufferLength, MI_Uint32 *passwordLength,
						       MI_Uint32 *flags);
	/* 12 */ MI_Result (*Clone)(const MI_DestinationOptions *self, MI_DestinationOptions *newDestinationOptions);
	/* 13 */ MI_Result (*SetInterval)(MI_DestinationOptions *options, const MI_Char *optionName,
					  const MI_Interval *value, MI_Uint32 flags);
	/* 14 */ MI_Result (*GetInterval)(const MI_DestinationOptions *options, const MI_Char *optionName,
					  MI_Interval *value, MI_Uint32 *index, MI_Uint32 *flags);
};

struct _MI_DestinationOptions {
	MI_Uint64 reserved1;
	ptrdiff_t reserved2;
	const MI_DestinationOptionsFT *ft;
};

struct _MI_OperationOptionsFT {
	/* 0 */ void (*Delete)(MI_OperationOptions *options);
	/* 1 */ MI_Result (*SetString)(MI_OperationOptions *options, const MI_Char *optionName, const MI_Char *value,
				       MI_Uint32 flags);
	/* 2 */ MI_Result (*SetNumber)(MI_OperationOptions *options, const MI_Char *optionName, MI_Uint32 value,
				       MI_Uint32 flags);
	/* 3 */ MI_Result (*SetCustomOption)(MI_OperationOptions *options, const MI_Char *optionName, MI_Type valueType,
					     const MI_Value *value, MI_Boolean mustComply, MI_Uint32 flags);
	/* 4 */ MI_Result (*GetString)(const MI_OperationOptions *options, const MI_Char *optionName,
				       const MI_Char **value, MI_Uint32 *index, MI_Uint32 *flags);
	/* 5 */ MI_Result (*GetNumber)(const MI_OperationOptions *options, const MI_Char *optionName, MI_Uint32 *value,
				       MI_Uint32 *index, MI_Uint32 *flags);
	/* 6 */ MI_Result (*GetOptionCount)(const MI_OperationOptions *options, MI_Uint32 *count);
	/* 7 */ MI_Result (*GetOptionAt)(const MI_OperationOptions *options, MI_Uint32 index,
					 const MI_Char **optionName, MI_Value *value, MI_Type *type, MI_Uint32 *flags);
	/* 8 */ MI_Result (*GetOption)(const MI_OperationOptions *options, const MI_Char *optionName, MI_Value *value,
				       MI_Type *type, MI_Uint32 *index, MI_Uint32 *flags);
	/* 9 */ MI_Result (*GetEnabledChannels)(const MI_OperationOptions *options, const MI_Char *optionName,
						MI_Uint32 *channels, MI_Uint32 bufferLength, MI_Uint32 *channelCount,
						MI_Uint32 *flags);
	/* 10 */ MI_Result (*Clone)(const MI_OperationOptions *self, MI_OperationOptions *newOperationOptions);
	/* 11 */ MI_Result (*SetInterval)(MI_OperationOptions *options, const MI_Char *optionName,
					  const MI_Interval *value, MI_Uint32 flags);
	/* 12 */ MI_Result (*GetInterval)(const MI_OperationOptions *options, const MI_Char *optionName,
					  MI_Interval *value, MI_Uint32 *index, MI_Uint32 *flags);
};

struct _MI_OperationOptions {
	MI_Uint64 reserved1;
	ptrdiff_t reserved2;
	const MI_OperationOptionsFT *ft;
};

struct _MI_SubscriptionDeliveryOptionsFT {
	/* 0 */ MI_Result (*SetString)(MI_SubscriptionDeliveryOptions *options, const MI_Char *optionName,
				       const MI_Char *value, MI_Uint32 flags);
	/* 1 */ MI_Result (*SetNumber)(MI_SubscriptionDeliveryOptions *options, const MI_Char *optionName,
				       MI_Uint32 value, MI_Uint32 flags);
	/* 2 */ MI_Result (*SetDateTime)(MI_SubscriptionDeliveryOptions *options, const MI_Char *optionName,
					 const MI_Datetime *value, MI_Uint32 flags);
	/* 3 */ MI_Result (*SetInterval)(MI_SubscriptionDeliveryOptions *options, const MI_Char *optionName,
					 const MI_Interval *value, MI_Uint32 flags);
	/* 4 */ MI_Result (*AddCredentials)(MI_SubscriptionDeliveryOptions *options, const MI_Char *optionName,
					    const MI_UserCredentials *credentials, MI_Uint32 flags);
	/* 5 */ MI_Result (*Delete)(MI_SubscriptionDeliveryOptions *self);
	/* 6 */ MI_Result (*GetString)(const MI_SubscriptionDeliveryOptions *options, const MI_Char *optionName,
				       const MI_Char **value, MI_Uint32 *index, MI_Uint32 *flags);
	/* 7 */ MI_Result (*GetNumber)(const MI_SubscriptionDeliveryOptions *options, const MI_Char *optionName,
				       MI_Uint32 *value, MI_Uint32 *index, MI_Uint32 *flags);
	/* 8 */ MI_Result (*GetDateTime)(const MI_SubscriptionDeliveryOptions *options, const MI_Char *optionName,
					 MI_Datetime *value, MI_Uint32 *index, MI_Uint32 *flags);
	/* 9 */ MI_Result (*GetInterval)(const MI_SubscriptionDeliveryOptions *options, const MI_Char *optionName,
					 MI_Interval *value, MI_Uint32 *index, MI_Uint32 *flags);
	/* 10 */ MI_Result (*GetOptionCount)(const MI_SubscriptionDeliveryOptions *options, MI_Uint32 *count);
	/* 11 */ MI_Result (*GetOptionAt)(const MI_SubscriptionDeliveryOptions *options, MI_Uint32 index,
					  const MI_Char **optionName, MI_Value *value, MI_Type *type, MI_Uint32 *flags);
	/* 12 */ MI_Result (*GetOption)(const MI_SubscriptionDeliveryOptions *options, const MI_Char *optionName,
					MI_Value *value, MI_Type *type, MI_Uint32 *index, MI_Uint32 *flags);
	/* 13 */ MI_Result (*GetCredentialsCount)(const MI_SubscriptionDeliveryOptions *options, MI_Uint32 *count);
	/* 14 */ MI_Result (*GetCredentialsAt)(const MI_SubscriptionDeliveryOptions *options, MI_Uint32 index,
					       const MI_Char **optionName, MI_UserCredentials *credentials,
					       MI_Uint32 *flags);
	/* 15 */ MI_Result (*GetCredentialsPasswordAt)(const MI_SubscriptionDeliveryOptions *options, MI_Uint32 index,
						       const MI_Char **optionName, MI_Char *password,
						       MI_Uint32 bufferLength, MI_Uint32 *passwordLength,
						       MI_Uint32 *flags);
	/* 16 */ MI_Result (*Clone)(const MI_SubscriptionDeliveryOptions *self,
				    MI_SubscriptionDeliveryOptions *newSubscriptionDeliveryOptions);
};

struct _MI_SubscriptionDeliveryOptions {
	MI_Uint64 reserved1;
	ptrdiff_t reserved2;
	const MI_SubscriptionDeliveryOptionsFT *ft;
};

/* clang-format off */
#define MI_DESTINATIONOPTIONS_NULL { 0, 0, NULL }
#define MI_OPERATIONOPTIONS_NULL { 0, 0, NULL }
#define MI_SUBSCRIPTIONDELIVERYOPTIONS_NULL { 0, 0, NULL }
/* clang-format on */

#endif /* MI_OPTIONS_H */
