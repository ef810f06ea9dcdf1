/* The three kinds of options through the wrappers a client uses. */
#include "objects.h"
#include "unit.h"

static MI_OperationOptions new_operation_options(void)
{
	MI_OperationOptions options;

	assert_int_equal(dispatch_operation_options_new(MI_FALSE, &options), MI_RESULT_OK);
	return options;
}

static MI_DestinationOptions new_destination_options(void)
{
	MI_DestinationOptions options;

	assert_int_equal(dispatch_destination_options_new(&options), MI_RESULT_OK);
	return options;
}

static void new_operation_options_have_three_channels(void **state)
{
	MI_OperationOptions options = new_operation_options();
	MI_Uint32 count, channels[4], flags = 9;
	const MI_Char *name;
	MI_Value value;
	MI_Type type;

	(void)state;
	assert_int_equal(options.reserved1, 0);
	assert_ptr_equal(options.ft, &dispatch_operation_options_ft);
	assert_int_equal(MI_OperationOptions_GetOptionCount(&options, &count), MI_RESULT_OK);
	assert_int_equal(count, 1);
	assert_int_equal(MI_OperationOptions_GetOptionAt(&options, 0, &name, &value, &type, &flags), MI_RESULT_OK);
	assert_string_equal(name, "__MI_OPERATIONOPTIONS_CHANNEL");
	assert_int_equal(type, MI_UINT32A);
	assert_int_equal(flags, 0);
	assert_int_equal(MI_OperationOptions_GetEnabledChannels(&options, channels, 4, &count, &flags), MI_RESULT_OK);
	assert_int_equal(count, 3);
	assert_int_equal(channels[0], MI_WRITEMESSAGE_CHANNEL_WARNING);
	assert_int_equal(channels[1], MI_WRITEMESSAGE_CHANNEL_VERBOSE);
	assert_int_equal(channels[2], MI_WRITEMESSAGE_CHANNEL_DEBUG);
	MI_OperationOptions_Delete(&options);
	assert_null(options.ft);
	assert_int_equal(options.reserved2, 0);
}

static void channels_are_enabled_and_disabled_once(void **state)
{
	MI_OperationOptions options = new_operation_options(), copy;
	MI_Uint32 count, channels[8];

	(void)state;
	assert_int_equal(MI_OperationOptions_EnableChannel(&options, 77), MI_RESULT_OK);
	assert_int_equal(MI_OperationOptions_EnableChannel(&options, 77), MI_RESULT_OK);
	assert_int_equal(MI_OperationOptions_DisableChannel(&options, 1), MI_RESULT_OK);
	assert_int_equal(MI_OperationOptions_DisableChannel(&options, 1), MI_RESULT_OK);
	assert_int_equal(MI_OperationOptions_Clone(&options, &copy), MI_RESULT_OK);
	MI_OperationOptions_Delete(&options);
	assert_int_equal(MI_OperationOptions_GetEnabledChannels(&copy, channels, 2, &count, NULL), MI_RESULT_FAILED);
	assert_int_equal(count, 3);
	assert_int_equal(MI_OperationOptions_GetEnabledChannels(&copy, NULL, 8, &count, NULL),
			 MI_RESULT_INVALID_PARAMETER);
	assert_int_equal(MI_OperationOptions_GetEnabledChannels(&copy, channels, 8, &count, NULL), MI_RESULT_OK);
	assert_int_equal(channels[0], 0);
	assert_int_equal(channels[1], 2);
	assert_int_equal(channels[2], 77);
	MI_OperationOptions_Delete(&copy);
}

static void channels_of_a_handle_with_another_table_are_plain_numbers(void **state)
{
	MI_OperationOptions options = new_operation_options();
	MI_OperationOptionsFT swapped = *options.ft;

	(void)state;
	options.ft = &swapped;
	assert_int_equal(MI_OperationOptions_EnableChannel(&options, 5), MI_RESULT_TYPE_MISMATCH);
	assert_int_equal(MI_OperationOptions_DisableChannel(&options, 0), MI_RESULT_INVALID_PARAMETER);
	MI_OperationOptions_Delete(&options);
}

static void new_destination_options_carry_the_ssl_default(void **state)
{
	MI_DestinationOptions options = new_destination_options();
	MI_Uint32 value, count, index = 9;

	(void)state;
	assert_int_equal(MI_DestinationOptions_GetOptionCount(&options, &count), MI_RESULT_OK);
	assert_int_equal(count, 1);
	assert_int_equal(options.ft->GetNumber(&options, "__MI_DESTINATIONOPTIONS_SSL_OPTIONS", &value, &index, NULL),
			 MI_RESULT_OK);
	assert_int_equal(value, 0x2f);
	assert_int_equal(index, 0);
	MI_DestinationOptions_Delete(&options);
	dispatch_destination_options_default_ssl(0);
	options = new_destination_options();
	dispatch_destination_options_default_ssl(0x2f);
	assert_int_equal(MI_DestinationOptions_GetOptionCount(&options, &count), MI_RESULT_OK);
	assert_int_equal(count, 0);
	MI_DestinationOptions_Delete(&options);
}

static void values_keep_their_type_and_index(void **state)
{
	MI_DestinationOptions options = new_destination_options();
	MI_Interval interval = {.minutes = 2}, read_interval;
	MI_Uint32 number, index, flags = 9;
	const MI_Char *string;
	MI_Value value;
	MI_Type type;

	(void)state;
	assert_int_equal(options.ft->SetString(&options, "name", "one", 0), MI_RESULT_OK);
	assert_int_equal(options.ft->SetNumber(&options, "number", 5, 0), MI_RESULT_OK);
	assert_int_equal(options.ft->SetInterval(&options, "interval", &interval, 0), MI_RESULT_OK);
	assert_int_equal(options.ft->SetString(&options, "NAME", "two", 0), MI_RESULT_OK);
	assert_int_equal(options.ft->GetString(&options, "Name", &string, &index, &flags), MI_RESULT_OK);
	assert_string_equal(string, "two");
	assert_int_equal(index, 1);
	assert_int_equal(flags, 0);
	assert_int_equal(options.ft->GetInterval(&options, "interval", &read_interval, &index, NULL), MI_RESULT_OK);
	assert_int_equal(read_interval.minutes, 2);
	assert_int_equal(options.ft->GetOption(&options, "interval", &value, &type, NULL, NULL), MI_RESULT_OK);
	assert_int_equal(type, MI_DATETIME);
	assert_int_equal(value.datetime.isTimestamp, 0);
	assert_int_equal(options.ft->SetNumber(&options, "name", 1, 0), MI_RESULT_TYPE_MISMATCH);
	assert_int_equal(options.ft->GetNumber(&options, "name", &number, NULL, NULL), MI_RESULT_TYPE_MISMATCH);
	assert_int_equal(options.ft->GetNumber(&options, "none", &number, NULL, NULL), MI_RESULT_NO_SUCH_PROPERTY);
	MI_DestinationOptions_Delete(&options);
}

static void wrong_arguments_get_the_stock_answer(void **state)
{
	MI_DestinationOptions options = new_destination_options(), zero = {0, 0, NULL};
	const MI_DestinationOptionsFT *ft = options.ft;
	const MI_Char *string;
	MI_Uint32 count;
	MI_Value value;
	MI_Type type;

	(void)state;
	assert_int_equal(ft->SetString(&options, "a", NULL, 0), MI_RESULT_INVALID_PARAMETER);
	assert_int_equal(ft->SetString(&options, "a", "b", 1), MI_RESULT_INVALID_PARAMETER);
	assert_int_equal(ft->SetString(&options, "not legal", "b", 0), MI_RESULT_INVALID_PARAMETER);
	assert_int_equal(ft->SetString(&zero, "a", "b", 0), MI_RESULT_INVALID_PARAMETER);
	assert_int_equal(ft->SetNumber(&options, NULL, 1, 0), MI_RESULT_INVALID_PARAMETER);
	assert_int_equal(ft->SetInterval(&options, "a", NULL, 0), MI_RESULT_INVALID_PARAMETER);
	assert_int_equal(ft->GetOptionCount(&zero, &count), MI_RESULT_INVALID_PARAMETER);
	assert_int_equal(ft->GetOptionAt(&options, 99, &string, &value, &type, NULL), MI_RESULT_INVALID_PARAMETER);
	assert_int_equal(ft->GetOption(&options, "a", &value, NULL, NULL, NULL), MI_RESULT_INVALID_PARAMETER);
	assert_int_equal(ft->Clone(&options, NULL), MI_RESULT_INVALID_PARAMETER);
	ft->Delete(&zero);
	ft->Delete(&options);
	assert_int_equal(dispatch_destination_options_new(NULL), MI_RESULT_INVALID_PARAMETER);
}

static void custom_options_are_instances_of_value_and_must_understand(void **state)
{
	MI_OperationOptions options = new_operation_options(), copy;
	MI_Value value = {.uint16 = 7}, read, inner;
	MI_Type type;

	(void)state;
	assert_int_equal(options.ft->SetCustomOption(&options, "mine", MI_UINT16, &value, MI_TRUE, 0), MI_RESULT_OK);
	value.uint16 = 8;
	assert_int_equal(options.ft->SetCustomOption(&options, "mine", MI_UINT16, &value, MI_FALSE, 0), MI_RESULT_OK);
	assert_int_equal(options.ft->SetCustomOption(&options, "mine", MI_UINT32, &value, MI_FALSE, 0),
			 MI_RESULT_TYPE_MISMATCH);
	assert_int_equal(options.ft->SetString(&options, "text", "t", 0), MI_RESULT_OK);
	assert_int_equal(options.ft->SetCustomOption(&options, "text", MI_UINT32, &value, MI_FALSE, 0),
			 MI_RESULT_INVALID_PARAMETER);
	assert_int_equal(MI_OperationOptions_Clone(&options, &copy), MI_RESULT_OK);
	MI_OperationOptions_Delete(&options);
	assert_int_equal(copy.ft->GetOption(&copy, "mine", &read, &type, NULL, NULL), MI_RESULT_OK);
	assert_int_equal(type, MI_INSTANCE);
	assert_int_equal(MI_Instance_GetElement(read.instance, "value", &inner, &type, NULL, NULL), MI_RESULT_OK);
	assert_int_equal(inner.uint16, 8);
	assert_int_equal(MI_Instance_GetElement(read.instance, "mustUnderstand", &inner, &type, NULL, NULL),
			 MI_RESULT_OK);
	assert_false(inner.boolean);
	MI_OperationOptions_Delete(&copy);
}

static MI_UserCredentials password_credentials(const char *type, const char *user, const char *password)
{
	MI_UserCredentials credentials = {.authenticationType = type};

	credentials.credentials.usernamePassword.domain = "domain";
	credentials.credentials.usernamePassword.username = user;
	credentials.credentials.usernamePassword.password = password;
	return credentials;
}

static void passwords_are_masked_but_can_be_asked_for(void **state)
{
	MI_UserCredentials given = password_credentials(MI_AUTH_TYPE_BASIC, "user", "secret"), read;
	MI_DestinationOptions options = new_destination_options(), copy;
	MI_Char buffer[16];
	MI_Uint32 count, length = 0;
	const MI_Char *name;

	(void)state;
	assert_int_equal(MI_DestinationOptions_AddDestinationCredentials(&options, &given), MI_RESULT_OK);
	assert_int_equal(MI_DestinationOptions_AddDestinationCredentials(&options, &given), MI_RESULT_FAILED);
	assert_int_equal(MI_DestinationOptions_Clone(&options, &copy), MI_RESULT_OK);
	MI_DestinationOptions_Delete(&options);
	assert_int_equal(copy.ft->GetCredentialsCount(&copy, &count), MI_RESULT_OK);
	assert_int_equal(count, 1);
	assert_int_equal(copy.ft->GetCredentialsAt(&copy, 0, &name, &read, NULL), MI_RESULT_OK);
	assert_string_equal(name, "__MI_DESTINATIONOPTIONS_DESTINATION_CREDENTIALS");
	assert_string_equal(read.authenticationType, "Basic");
	assert_string_equal(read.credentials.usernamePassword.username, "user");
	assert_string_equal(read.credentials.usernamePassword.password, "******");
	assert_int_equal(copy.ft->GetCredentialsPasswordAt(&copy, 0, &name, NULL, 0, &length, NULL), MI_RESULT_OK);
	assert_int_equal(length, 7);
	assert_int_equal(copy.ft->GetCredentialsPasswordAt(&copy, 0, &name, buffer, 6, &length, NULL),
			 MI_RESULT_FAILED);
	assert_int_equal(copy.ft->GetCredentialsPasswordAt(&copy, 0, &name, buffer, 7, &length, NULL), MI_RESULT_OK);
	assert_string_equal(buffer, "secret");
	assert_int_equal(copy.ft->GetCredentialsPasswordAt(&copy, 1, &name, buffer, 7, &length, NULL),
			 MI_RESULT_NO_SUCH_PROPERTY);
	MI_DestinationOptions_Delete(&copy);
}

static void credentials_are_checked_when_they_are_added(void **state)
{
	MI_UserCredentials no_user = password_credentials(MI_AUTH_TYPE_BASIC, NULL, "p");
	MI_UserCredentials unknown = password_credentials("Magic", "u", "p");
	MI_UserCredentials none = {.authenticationType = MI_AUTH_TYPE_NONE}, untyped = {.authenticationType = NULL};
	MI_UserCredentials certificate = {.authenticationType = MI_AUTH_TYPE_CLIENT_CERTS,
					  .credentials.certificateThumbprint = "00ff"},
			   read;
	MI_DestinationOptions options = new_destination_options();
	const MI_Char *name;
	MI_Char buffer[4];
	MI_Uint32 length;

	(void)state;
	assert_int_equal(options.ft->GetCredentialsAt(&options, 0, &name, &read, NULL), MI_RESULT_INVALID_PARAMETER);
	assert_int_equal(options.ft->AddCredentials(&options, "c", &no_user, 0), MI_RESULT_INVALID_PARAMETER);
	assert_int_equal(options.ft->AddCredentials(&options, "c", &unknown, 0), MI_RESULT_INVALID_PARAMETER);
	assert_int_equal(options.ft->AddCredentials(&options, "c", &untyped, 0), MI_RESULT_INVALID_PARAMETER);
	assert_int_equal(options.ft->AddCredentials(&options, "c", &none, 1), MI_RESULT_INVALID_PARAMETER);
	assert_int_equal(options.ft->AddCredentials(&options, NULL, &none, 0), MI_RESULT_INVALID_PARAMETER);
	assert_int_equal(options.ft->AddCredentials(&options, "c", &none, 0), MI_RESULT_OK);
	assert_int_equal(options.ft->AddCredentials(&options, "d", &none, 0), MI_RESULT_OK);
	assert_int_equal(options.ft->AddCredentials(&options, "C", &certificate, 0), MI_RESULT_OK);
	/* Those of one name stay together. */
	assert_int_equal(options.ft->GetCredentialsAt(&options, 1, &name, &read, NULL), MI_RESULT_OK);
	assert_string_equal(read.authenticationType, MI_AUTH_TYPE_CLIENT_CERTS);
	assert_string_equal(read.credentials.certificateThumbprint, "00ff");
	assert_int_equal(options.ft->GetCredentialsPasswordAt(&options, 1, &name, buffer, 4, &length, NULL),
			 MI_RESULT_INVALID_PARAMETER);
	MI_DestinationOptions_Delete(&options);
}

static void kerberos_needs_no_user(void **state)
{
	MI_UserCredentials given = password_credentials(MI_AUTH_TYPE_KERBEROS, NULL, NULL), read;
	MI_DestinationOptions options = new_destination_options();
	MI_Uint32 length = 9;
	const MI_Char *name;

	(void)state;
	assert_int_equal(options.ft->AddCredentials(&options, "c", &given, 0), MI_RESULT_OK);
	assert_int_equal(options.ft->GetCredentialsAt(&options, 0, &name, &read, NULL), MI_RESULT_OK);
	assert_null(read.credentials.usernamePassword.username);
	assert_int_equal(options.ft->GetCredentialsPasswordAt(&options, 0, &name, NULL, 0, &length, NULL),
			 MI_RESULT_OK);
	assert_int_equal(length, 0);
	MI_DestinationOptions_Delete(&options);
}

static void delivery_options_hold_points_in_time(void **state)
{
	MI_SubscriptionDeliveryOptions options, copy;
	MI_Datetime now = {.isTimestamp = 1, .u.timestamp = {.year = 2024, .utc = -60}}, read;
	MI_Interval interval;
	MI_Uint32 count;

	(void)state;
	assert_int_equal(dispatch_subscription_options_new(MI_SubscriptionDeliveryType_Push, &options), MI_RESULT_OK);
	assert_int_equal(options.ft->GetOptionCount(&options, &count), MI_RESULT_OK);
	assert_int_equal(count, 0);
	assert_int_equal(options.ft->SetDateTime(&options, "when", &now, 0), MI_RESULT_OK);
	assert_int_equal(dispatch_subscription_options_dup(&options, &copy), MI_RESULT_OK);
	assert_int_equal(options.ft->Delete(&options), MI_RESULT_OK);
	assert_int_equal(dispatch_subscription_options_ft.Delete(&options), MI_RESULT_INVALID_PARAMETER);
	assert_int_equal(copy.ft->GetDateTime(&copy, "WHEN", &read, NULL, NULL), MI_RESULT_OK);
	assert_int_equal(read.u.timestamp.utc, -60);
	assert_int_equal(copy.ft->GetInterval(&copy, "when", &interval, NULL, NULL), MI_RESULT_TYPE_MISMATCH);
	copy.ft->Delete(&copy);
}

static void a_duplicate_of_nothing_has_the_defaults(void **state)
{
	MI_OperationOptions zero = {0, 0, NULL}, operation;
	MI_DestinationOptions destination;
	MI_Uint32 count;

	(void)state;
	assert_int_equal(dispatch_operation_options_dup(&zero, &operation), MI_RESULT_OK);
	assert_int_equal(operation.ft->GetOptionCount(&operation, &count), MI_RESULT_OK);
	assert_int_equal(count, 1);
	assert_int_equal(dispatch_operation_options_number(&operation, "__MI_X", 3), 3);
	assert_int_equal(operation.ft->SetNumber(&operation, "__MI_X", 1, 0), MI_RESULT_OK);
	assert_int_equal(dispatch_operation_options_number(&operation, "__MI_X", 3), 1);
	assert_int_equal(dispatch_operation_options_number(NULL, "__MI_X", 3), 3);
	operation.ft->Delete(&operation);
	assert_int_equal(dispatch_destination_options_dup(NULL, &destination), MI_RESULT_OK);
	destination.ft->Delete(&destination);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(new_operation_options_have_three_channels),
		cmocka_unit_test(channels_are_enabled_and_disabled_once),
		cmocka_unit_test(channels_of_a_handle_with_another_table_are_plain_numbers),
		cmocka_unit_test(new_destination_options_carry_the_ssl_default),
		cmocka_unit_test(values_keep_their_type_and_index),
		cmocka_unit_test(wrong_arguments_get_the_stock_answer),
		cmocka_unit_test(custom_options_are_instances_of_value_and_must_understand),
		cmocka_unit_test(passwords_are_masked_but_can_be_asked_for),
		cmocka_unit_test(credentials_are_checked_when_they_are_added),
		cmocka_unit_test(kerberos_needs_no_user),
		cmocka_unit_test(delivery_options_hold_points_in_time),
		cmocka_unit_test(a_duplicate_of_nothing_has_the_defaults),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
