/* Options of the three kinds, their defaults and their credentials. */
#include <stdint.h>

#include "objects_client.h"

/* All options and credentials of one object, whatever its kind. */
#define PRINT_OPTIONS(options)                                                                                  \
	do {                                                                                                    \
		MI_Uint32 print_count = 0, print_index, print_flags = 0;                                        \
		const MI_Char *print_name = NULL;                                                               \
		MI_Value print_read;                                                                            \
		MI_Type print_type;                                                                             \
                                                                                                                \
		CALL((options)->ft->GetOptionCount(options, &print_count));                                     \
		for (print_index = 0; print_index < print_count; print_index++) {                               \
			print_flags = 99;                                                                       \
			(options)->ft->GetOptionAt(options, print_index, &print_name, &print_read, &print_type, \
						   &print_flags);                                               \
			printf("  %s type %u flags %u ", print_name, print_type, print_flags);                  \
			print_value(print_type, &print_read);                                                   \
			putchar('\n');                                                                          \
		}                                                                                               \
	} while (0)

static void credentials_in(MI_DestinationOptions *options, const char *name, const char *type, const char *user,
			   const char *password)
{
	MI_UserCredentials credentials = {.authenticationType = type};

	credentials.credentials.usernamePassword.username = user;
	credentials.credentials.usernamePassword.password = password;
	printf("add %s %s -> %u\n", name ? name : "(null)", type ? type : "(null)",
	       options->ft->AddCredentials(options, name, &credentials, 0));
}

static void print_credentials(const MI_DestinationOptions *options)
{
	MI_Uint32 i, count = 99;

	CALL(options->ft->GetCredentialsCount(options, &count));
	for (i = 0; i <= count; i++) {
		MI_Uint32 length = 99, flags = 99;
		MI_UserCredentials read;
		const MI_Char *name = NULL;
		MI_Char buffer[8] = "";
		MI_Result got = options->ft->GetCredentialsAt(options, i, &name, &read, &flags);

		printf("credentials %u -> %u", i, got);
		if (got == MI_RESULT_OK)
			printf(" %s %s %s %s", name, read.authenticationType,
			       read.credentials.usernamePassword.username ? read.credentials.usernamePassword.username
									  : "(null)",
			       read.credentials.usernamePassword.password ? read.credentials.usernamePassword.password
									  : "(null)");
		putchar('\n');
		got = options->ft->GetCredentialsPasswordAt(options, i, &name, NULL, 0, &length, &flags);
		printf("  length -> %u %u\n", got, length);
		got = options->ft->GetCredentialsPasswordAt(options, i, &name, buffer, 2, &length, &flags);
		printf("  too short -> %u %u\n", got, length);
		got = options->ft->GetCredentialsPasswordAt(options, i, &name, buffer, sizeof(buffer), &length, &flags);
		printf("  password -> %u %u \"%s\"\n", got, length, buffer);
	}
}

static void destination_options(MI_Application *application)
{
	MI_DestinationOptions options = MI_DESTINATIONOPTIONS_NULL, copy = MI_DESTINATIONOPTIONS_NULL;
	MI_Interval interval = {.days = 1, .microseconds = 5}, read_interval;
	MI_Uint32 number = 99, index = 99, flags = 99;
	const MI_Char *string = NULL;
	MI_Value value;
	MI_Type type;

	CALL(MI_Application_NewDestinationOptions(application, NULL));
	CALL(MI_Application_NewDestinationOptions(application, &options));
	printf("reserved1 %llu reserved2 set %u\n", options.reserved1, options.reserved2 != 0);
	CALL(options.ft->SetString(&options, "Text", "one", 0));
	CALL(options.ft->SetString(&options, "TEXT", "two", 0));
	CALL(options.ft->SetString(&options, "Text", "one", 1));
	CALL(options.ft->SetString(&options, "Text", NULL, 0));
	CALL(options.ft->SetString(&options, NULL, "one", 0));
	CALL(options.ft->SetString(&options, "not legal", "one", 0));
	CALL(options.ft->SetNumber(&options, "Text", 5, 0));
	CALL(options.ft->SetNumber(&options, "Number", 5, 0));
	CALL(options.ft->SetNumber(&options, "Number", 6, 2));
	CALL(options.ft->SetInterval(&options, "Interval", &interval, 0));
	CALL(options.ft->SetInterval(&options, "Interval", NULL, 0));
	CALL(options.ft->SetNumber(&options, "__MI_OPERATIONOPTIONS_CHANNEL", 5, 1));
	PRINT_OPTIONS(&options);
	CALL(options.ft->GetString(&options, "tExT", &string, &index, &flags));
	printf("%s index %u flags %u\n", string, index, flags);
	CALL(options.ft->GetString(&options, "Number", &string, &index, &flags));
	CALL(options.ft->GetString(&options, "None", &string, &index, &flags));
	CALL(options.ft->GetString(&options, "Text", NULL, &index, &flags));
	CALL(options.ft->GetNumber(&options, "number", &number, NULL, NULL));
	printf("%u\n", number);
	CALL(options.ft->GetInterval(&options, "interval", &read_interval, &index, &flags));
	printf("%u %u\n", read_interval.days, read_interval.microseconds);
	CALL(options.ft->GetInterval(&options, "text", &read_interval, &index, &flags));
	CALL(options.ft->GetOption(&options, "text", &value, &type, &index, &flags));
	printf("type %u index %u\n", type, index);
	CALL(options.ft->GetOption(&options, "text", &value, NULL, &index, &flags));
	CALL(options.ft->GetOption(&options, "none", &value, &type, &index, &flags));
	CALL(options.ft->GetOptionAt(&options, 99, &string, &value, &type, &flags));
	CALL(options.ft->GetOptionCount(&options, NULL));
	CALL(options.ft->Clone(&options, NULL));
	CALL(MI_DestinationOptions_Clone(&options, &copy));
	MI_DestinationOptions_Delete(&options);
	printf("deleted: ft %u reserved2 %u\n", options.ft != NULL, options.reserved2 != 0);
	PRINT_OPTIONS(&copy);
	MI_DestinationOptions_Delete(&copy);
}

static void destination_credentials(MI_Application *application)
{
	MI_DestinationOptions options = MI_DESTINATIONOPTIONS_NULL, copy = MI_DESTINATIONOPTIONS_NULL;
	MI_UserCredentials certificate = {.authenticationType = MI_AUTH_TYPE_CLIENT_CERTS,
					  .credentials.certificateThumbprint = "00ff"};

	CALL(MI_Application_NewDestinationOptions(application, &options));
	print_credentials(&options);
	credentials_in(&options, "C", MI_AUTH_TYPE_BASIC, "user", "secret");
	credentials_in(&options, "c", "BASIC", "user", "secret");
	credentials_in(&options, "D", MI_AUTH_TYPE_NONE, NULL, NULL);
	credentials_in(&options, "C", MI_AUTH_TYPE_KERBEROS, "other", NULL);
	credentials_in(&options, "C", MI_AUTH_TYPE_DIGEST, "third", "");
	credentials_in(&options, "E", "Unheard", "user", "secret");
	credentials_in(&options, NULL, MI_AUTH_TYPE_BASIC, "user", "secret");
	credentials_in(&options, "no name", MI_AUTH_TYPE_BASIC, "user", "secret");
	CALL(options.ft->AddCredentials(&options, "D", &certificate, 0));
	CALL(options.ft->AddCredentials(&options, "D", &certificate, 4));
	CALL(options.ft->AddCredentials(&options, "D", NULL, 0));
	CALL(MI_DestinationOptions_Clone(&options, &copy));
	MI_DestinationOptions_Delete(&options);
	print_credentials(&copy);
	CALL(copy.ft->GetCredentialsCount(&copy, NULL));
	CALL(copy.ft->GetCredentialsAt(&copy, 0, NULL, NULL, NULL));
	MI_DestinationOptions_Delete(&copy);
}

static void print_channels(const MI_OperationOptions *options)
{
	MI_Uint32 channels[8] = {0}, count = 99, flags = 99, i;

	CALL(MI_OperationOptions_GetEnabledChannels(options, channels, 8, &count, &flags));
	for (i = 0; i < count && i < 8; i++)
		printf("  channel %u\n", channels[i]);
}

static void operation_options(MI_Application *application)
{
	MI_OperationOptions options = MI_OPERATIONOPTIONS_NULL, copy = MI_OPERATIONOPTIONS_NULL;
	MI_Value custom = {.uint16 = 7};
	MI_Uint32 channels[2], count = 99;
	MI_OperationOptionsFT table;

	CALL(MI_Application_NewOperationOptions(application, MI_TRUE, &options));
	PRINT_OPTIONS(&options);
	print_channels(&options);
	CALL(MI_OperationOptions_DisableChannel(&options, 1));
	CALL(MI_OperationOptions_DisableChannel(&options, 1));
	CALL(MI_OperationOptions_EnableChannel(&options, 2));
	CALL(MI_OperationOptions_EnableChannel(&options, 77));
	CALL(options.ft->SetNumber(&options, "__MI_OPERATIONOPTIONS_CHANNEL", 78, 5));
	print_channels(&options);
	CALL(MI_OperationOptions_GetEnabledChannels(&options, channels, 2, &count, NULL));
	printf("%u\n", count);
	CALL(options.ft->GetEnabledChannels(&options, "none", channels, 2, &count, NULL));
	CALL(options.ft->GetEnabledChannels(&options, NULL, channels, 2, &count, NULL));
	CALL(options.ft->GetEnabledChannels(&options, "x", channels, 2, NULL, NULL));
	CALL(MI_OperationOptions_SetWriteErrorMode(&options, MI_CALLBACKMODE_INQUIRE));
	CALL(MI_OperationOptions_SetPromptUserMode(&options, MI_CALLBACKMODE_REPORT));
	CALL(MI_OperationOptions_SetPromptUserRegularMode(&options, MI_CALLBACKMODE_REPORT, MI_TRUE));
	CALL(MI_OperationOptions_SetTimeout(&options, &(MI_Interval){.seconds = 9}));
	CALL(options.ft->SetCustomOption(&options, "Custom", MI_UINT16, &custom, MI_TRUE, 0));
	CALL(options.ft->SetCustomOption(&options, "Custom", MI_UINT32, &custom, MI_FALSE, 0));
	CALL(options.ft->SetCustomOption(&options, "Custom", MI_UINT16, &custom, MI_FALSE, 0));
	CALL(options.ft->SetCustomOption(&options, "Custom", MI_UINT16, NULL, MI_FALSE, 0));
	CALL(options.ft->SetCustomOption(&options, "Custom", MI_UINT16, &custom, MI_FALSE, 1));
	CALL(MI_OperationOptions_Clone(&options, &copy));
	table = *options.ft;
	options.ft = &table;
	CALL(MI_OperationOptions_EnableChannel(&options, 3));
	CALL(MI_OperationOptions_DisableChannel(&options, 3));
	MI_OperationOptions_Delete(&options);
	PRINT_OPTIONS(&copy);
	print_channels(&copy);
	MI_OperationOptions_Delete(&copy);
}

static void delivery_options(MI_Application *application)
{
	MI_SubscriptionDeliveryOptions options = MI_SUBSCRIPTIONDELIVERYOPTIONS_NULL;
	MI_SubscriptionDeliveryOptions copy = MI_SUBSCRIPTIONDELIVERYOPTIONS_NULL;
	MI_Datetime time = {1, .u.timestamp = {2024, 1, 2, 3, 4, 5, 6, 60}}, read;
	MI_Interval interval = {.hours = 3};

	CALL(MI_Application_NewSubscriptionDeliveryOptions(application, (MI_SubscriptionDeliveryType)9, &options));
	PRINT_OPTIONS(&options);
	CALL(options.ft->SetDateTime(&options, "Time", &time, 0));
	CALL(options.ft->SetDateTime(&options, "Time", NULL, 0));
	CALL(options.ft->SetInterval(&options, "Span", &interval, 0));
	CALL(options.ft->GetDateTime(&options, "time", &read, NULL, NULL));
	CALL(options.ft->GetDateTime(&options, "span", &read, NULL, NULL));
	CALL(options.ft->GetInterval(&options, "time", &interval, NULL, NULL));
	CALL(options.ft->SetString(&options, "Text", "t", 0));
	CALL(options.ft->GetDateTime(&options, "text", &read, NULL, NULL));
	CALL(MI_SubscriptionDeliveryOptions_Clone(&options, &copy));
	CALL(options.ft->Delete(&options));
	CALL(copy.ft->Delete(&options));
	PRINT_OPTIONS(&copy);
	CALL(copy.ft->Delete(&copy));
}

void client_options(MI_Application *application)
{
	destination_options(application);
	destination_credentials(application);
	operation_options(application);
	delivery_options(application);
}
