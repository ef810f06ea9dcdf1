/*
 * The option wrappers of mi.h call the slot they stand for with their arguments in the right order, and the ones with
 * a name of their own use the reserved option name of the ABI.
 */
#include "mi_expect.h"

static MI_DestinationOptions destination = {1, 2, &fake_destination_options_ft};
static MI_OperationOptions operation = {3, 4, &fake_operation_options_ft};
static MI_SubscriptionDeliveryOptions subscription = {5, 6, &fake_subscription_delivery_options_ft};

static void expect_option(size_t index, const char *slot, const void *options, const char *name, size_t nr_words,
			  const uint64_t *words)
{
	const struct fake_call *call = fake_at(index);

	expect_words(index, slot, 2, nr_words, words);
	assert_ptr_equal((void *)call->args[0], options);
	assert_string_equal((const char *)call->args[1], name);
}

/* The call reaches the slot with the options, the option name, and these further arguments. */
#define OPTION(call, slot, options, name, ...)                                 \
	do {                                                                   \
		const uint64_t words[] = {FAKE_WORDS(__VA_ARGS__)};            \
		fake_reset();                                                  \
		fake_result = RESULT_OF_SLOT;                                  \
		assert_int_equal(call, RESULT_OF_SLOT);                        \
		assert_int_equal(fake_count(), 1);                             \
		expect_option(0, slot, options, name, MI_COUNT(words), words); \
	} while (0)

/* A setter and a getter that pass a pointer through. */
#define STRING(object, options, option, name)                                                                         \
	do {                                                                                                          \
		OPTION(MI_##object##_Set##option(options, ROOM(1)), #object ".SetString", options, name, ROOM(1), 0); \
		OPTION(MI_##object##_Get##option(options, ROOM(2)), #object ".GetString", options, name, ROOM(2), 0,  \
		       0);                                                                                            \
	} while (0)
#define INTERVAL(object, options, option, name)                                                                        \
	do {                                                                                                           \
		OPTION(MI_##object##_Set##option(options, ROOM(1)), #object ".SetInterval", options, name, ROOM(1),    \
		       0);                                                                                             \
		OPTION(MI_##object##_Get##option(options, ROOM(2)), #object ".GetInterval", options, name, ROOM(2), 0, \
		       0);                                                                                             \
	} while (0)
#define NUMBER(object, options, option, name)                                                                        \
	do {                                                                                                         \
		OPTION(MI_##object##_Set##option(options, 77), #object ".SetNumber", options, name, 77, 0);          \
		OPTION(MI_##object##_Get##option(options, ROOM(2)), #object ".GetNumber", options, name, ROOM(2), 0, \
		       0);                                                                                           \
	} while (0)

/* A setter and a getter of another type than the number that is stored. A failing getter leaves the variable alone. */
#define CONVERTED(type, object, options, option, name)                                                          \
	do {                                                                                                    \
		type out = (type)3;                                                                             \
		OPTION(MI_##object##_Set##option(options, (type)2), #object ".SetNumber", options, name, 2, 0); \
		fake_reset();                                                                                   \
		fake_number = 1;                                                                                \
		assert_int_equal(MI_##object##_Get##option(options, &out), MI_RESULT_OK);                       \
		assert_int_equal(out, 1);                                                                       \
		assert_int_equal(fake_count(), 1);                                                              \
		expect_getter(0, #object ".GetNumber", options, name);                                          \
		out = (type)3;                                                                                  \
		fake_reset();                                                                                   \
		fake_result = RESULT_OF_SLOT;                                                                   \
		assert_int_equal(MI_##object##_Get##option(options, &out), RESULT_OF_SLOT);                     \
		assert_int_equal(out, 3);                                                                       \
	} while (0)

/* Neither index nor flags are asked for. */
static void expect_getter(size_t index, const char *slot, const void *options, const char *name)
{
	const struct fake_call *call = fake_at(index);
	const uint64_t words[] = {call->args[2], 0, 0};

	expect_option(index, slot, options, name, MI_COUNT(words), words);
}

static void destination_options_pass_everything(void **state)
{
	const uint64_t set_string[] = {FAKE_WORDS(&destination, ROOM(1), ROOM(2), 0)};
	const uint64_t set_number[] = {FAKE_WORDS(&destination, ROOM(1), 77, 0)};
	const uint64_t get[] = {FAKE_WORDS(&destination, ROOM(1), ROOM(2), ROOM(3), 0)};

	(void)state;
	fake_reset();
	fake_result = RESULT_OF_SLOT;
	assert_int_equal(MI_DestinationOptions_SetString(&destination, ROOM(1), ROOM(2)), RESULT_OF_SLOT);
	assert_int_equal(MI_DestinationOptions_SetNumber(&destination, ROOM(1), 77), RESULT_OF_SLOT);
	assert_int_equal(MI_DestinationOptions_GetString(&destination, ROOM(1), ROOM(2), ROOM(3)), RESULT_OF_SLOT);
	assert_int_equal(MI_DestinationOptions_GetNumber(&destination, ROOM(1), ROOM(2), ROOM(3)), RESULT_OF_SLOT);
	expect_words(0, "DestinationOptions.SetString", 0, MI_COUNT(set_string), set_string);
	expect_words(1, "DestinationOptions.SetNumber", 0, MI_COUNT(set_number), set_number);
	expect_words(2, "DestinationOptions.GetString", 0, MI_COUNT(get), get);
	expect_words(3, "DestinationOptions.GetNumber", 0, MI_COUNT(get), get);

	SAME_VOID(DestinationOptions, Delete, &destination);
	SAME(DestinationOptions, Clone, &destination, ROOM(1));
	SAME(DestinationOptions, GetOptionCount, &destination, ROOM(1));
	SAME(DestinationOptions, GetOptionAt, &destination, 55, ROOM(2), ROOM(3), ROOM(4), ROOM(5));
	SAME(DestinationOptions, GetOption, &destination, ROOM(1), ROOM(2), ROOM(3), ROOM(4), ROOM(5));
	SAME(DestinationOptions, GetCredentialsCount, &destination, ROOM(1));
	SAME(DestinationOptions, GetCredentialsAt, &destination, 55, ROOM(2), ROOM(3), ROOM(4));
	SAME(DestinationOptions, GetCredentialsPasswordAt, &destination, 55, ROOM(2), ROOM(3), 77, ROOM(5), ROOM(6));
}

/* clang-format off */
static void destination_options_use_the_reserved_names(void **state)
{
	(void)state;
	INTERVAL(DestinationOptions, &destination, Timeout, "__MI_DESTINATIONOPTIONS_TIMEOUT");
	CONVERTED(MI_Boolean, DestinationOptions, &destination, CertCACheck, "__MI_DESTINATIONOPTIONS_CERT_CA_CHECK");
	CONVERTED(MI_Boolean, DestinationOptions, &destination, CertCNCheck, "__MI_DESTINATIONOPTIONS_CERT_CN_CHECK");
	CONVERTED(MI_Boolean, DestinationOptions, &destination, CertRevocationCheck, "__MI_DESTINATIONOPTIONS_CERT_REVOCATION_CHECK");
	CONVERTED(MI_Boolean, DestinationOptions, &destination, PacketPrivacy, "__MI_DESTINATIONOPTIONS_PACKET_PRIVACY");
	CONVERTED(MI_Boolean, DestinationOptions, &destination, PacketIntegrity, "__MI_DESTINATIONOPTIONS_PACKET_INTEGRITY");
	STRING(DestinationOptions, &destination, PacketEncoding, "__MI_DESTINATIONOPTIONS_PACKET_ENCODING");
	STRING(DestinationOptions, &destination, DataLocale, "__MI_DESTINATIONOPTIONS_DATA_LOCALE");
	STRING(DestinationOptions, &destination, UILocale, "__MI_DESTINATIONOPTIONS_UI_LOCALE");
	NUMBER(DestinationOptions, &destination, MaxEnvelopeSize, "__MI_DESTINATIONOPTIONS_MAX_ENVELOPE_SIZE");
	NUMBER(DestinationOptions, &destination, MaxElements, "__MI_DESTINATIONOPTIONS_MAX_ELEMENTS");
	CONVERTED(MI_Boolean, DestinationOptions, &destination, EncodePortInSPN, "__MI_DESTINATIONOPTIONS_ENCODE_PORT_IN_SPN");
	STRING(DestinationOptions, &destination, HttpUrlPrefix, "__MI_DESTINATIONOPTIONS_HTTP_URL_PREFIX");
	NUMBER(DestinationOptions, &destination, DestinationPort, "__MI_DESTINATIONOPTIONS_DESTINATION_PORT");
	STRING(DestinationOptions, &destination, TrustedCertsDir, "__MI_DESTINATIONOPTIONS_TRUSTED_CERTS_DIR");
	STRING(DestinationOptions, &destination, CertFile, "__MI_DESTINATIONOPTIONS_CERT_FILE");
	STRING(DestinationOptions, &destination, PrivateKeyFile, "__MI_DESTINATIONOPTIONS_PRIVATE_KEY_FILE");
	STRING(DestinationOptions, &destination, Transport, "__MI_DESTINATIONOPTIONS_TRANSPORT");
	STRING(DestinationOptions, &destination, ProxyType, "__MI_DESTINATIONOPTIONS_PROXY_TYPE");
	NUMBER(DestinationOptions, &destination, SslOptions, "__MI_DESTINATIONOPTIONS_SSL_OPTIONS");
	CONVERTED(MI_DestinationOptions_ImpersonationType, DestinationOptions, &destination, ImpersonationType, "__MI_DESTINATIONOPTIONS_IMPERSONATION_TYPE");
	OPTION(MI_DestinationOptions_AddProxyCredentials(&destination, ROOM(1)), "DestinationOptions.AddCredentials",
	       &destination, "__MI_DESTINATIONOPTIONS_PROXY_CREDENTIALS", ROOM(1), 0);
	OPTION(MI_DestinationOptions_AddDestinationCredentials(&destination, ROOM(1)), "DestinationOptions.AddCredentials",
	       &destination, "__MI_DESTINATIONOPTIONS_DESTINATION_CREDENTIALS", ROOM(1), 0);
}

static void operation_options_use_the_reserved_names(void **state)
{
	(void)state;
	CONVERTED(MI_CallbackMode, OperationOptions, &operation, WriteErrorMode, "__MI_OPERATIONOPTIONS_WRITEERRORMODE");
	CONVERTED(MI_CallbackMode, OperationOptions, &operation, PromptUserMode, "__MI_OPERATIONOPTIONS_PROMPTUSERMODE");
	INTERVAL(OperationOptions, &operation, Timeout, "__MI_OPERATIONOPTIONS_TIMEOUT");
	STRING(OperationOptions, &operation, ResourceUriPrefix, "__MI_OPERATIONOPTIONS_RESOURCE_URI_PREFIX");
	STRING(OperationOptions, &operation, ResourceUri, "__MI_OPERATIONOPTIONS_RESOURCE_URI");
	CONVERTED(MI_Boolean, OperationOptions, &operation, UseMachineID, "__MI_OPERATIONOPTIONS_USE_MACHINE_ID");
	OPTION(MI_OperationOptions_EnableChannel(&operation, 77), "OperationOptions.SetNumber", &operation,
	       "__MI_OPERATIONOPTIONS_CHANNEL", 77, 0);
	OPTION(MI_OperationOptions_DisableChannel(&operation, 77), "OperationOptions.SetNumber", &operation,
	       "__MI_OPERATIONOPTIONS_CHANNEL", 77, 1);
	OPTION(MI_OperationOptions_GetEnabledChannels(&operation, ROOM(1), 55, ROOM(3), ROOM(4)), "OperationOptions.GetEnabledChannels",
	       &operation, "__MI_OPERATIONOPTIONS_CHANNEL", ROOM(1), 55, ROOM(3), ROOM(4));
}

static void subscription_options_use_the_reserved_names(void **state)
{
	(void)state;
	INTERVAL(SubscriptionDeliveryOptions, &subscription, MaximumLatency, "__MI_SUBSCRIPTIONDELIVERYOPTIONS_SET_MAXIMUM_LATENCY");
	INTERVAL(SubscriptionDeliveryOptions, &subscription, HeartbeatInterval, "__MI_SUBSCRIPTIONDELIVERYOPTIONS_SET_HEARTBEAT_INTERVAL");
	STRING(SubscriptionDeliveryOptions, &subscription, Bookmark, "__MI_SUBSCRIPTIONDELIVERYOPTIONS_SET_BOOKMARK");
	STRING(SubscriptionDeliveryOptions, &subscription, DeliveryDestination, "__MI_SUBSCRIPTIONDELIVERYOPTIONS_SET_DELIVERY_DESTINATION");
	NUMBER(SubscriptionDeliveryOptions, &subscription, DeliveryPortNumber, "__MI_SUBSCRIPTIONDELIVERYOPTIONS_SET_DELIVERY_PORT_NUMBER");
	INTERVAL(SubscriptionDeliveryOptions, &subscription, DeliveryRetryInterval, "__MI_SUBSCRIPTIONDELIVERYOPTIONS_SET_DELIVERY_RETRY_INTERVAL");
	NUMBER(SubscriptionDeliveryOptions, &subscription, DeliveryRetryAttempts, "__MI_SUBSCRIPTIONDELIVERYOPTIONS_SET_DELIVERY_RETRY_ATTEMPTS");
	OPTION(MI_SubscriptionDeliveryOptions_SetExpirationTime(&subscription, ROOM(1)), "SubscriptionDeliveryOptions.SetDateTime",
	       &subscription, "__MI_SUBSCRIPTIONDELIVERYOPTIONS_SET_EXPIRATION_TIME", ROOM(1), 0);
	OPTION(MI_SubscriptionDeliveryOptions_GetExpirationTime(&subscription, ROOM(1)), "SubscriptionDeliveryOptions.GetDateTime",
	       &subscription, "__MI_SUBSCRIPTIONDELIVERYOPTIONS_SET_EXPIRATION_TIME", ROOM(1), 0, 0);
	OPTION(MI_SubscriptionDeliveryOptions_AddDeliveryCredentials(&subscription, ROOM(1)), "SubscriptionDeliveryOptions.AddCredentials",
	       &subscription, "__MI_SUBSCRIPTIONDELIVERYOPTIONS_ADD_DELIVERY_CREDENTIALS", ROOM(1), 0);
}
/* clang-format on */

static void operation_options_pass_everything(void **state)
{
	const uint64_t custom[] = {FAKE_WORDS(&operation, ROOM(1), MI_UINT64A, ROOM(3), 5, 0)};

	(void)state;
	SAME_VOID(OperationOptions, Delete, &operation);
	SAME(OperationOptions, Clone, &operation, ROOM(1));
	SAME(OperationOptions, SetString, &operation, ROOM(1), ROOM(2), 77);
	SAME(OperationOptions, GetString, &operation, ROOM(1), ROOM(2), ROOM(3), ROOM(4));
	SAME(OperationOptions, SetNumber, &operation, ROOM(1), 55, 77);
	SAME(OperationOptions, GetNumber, &operation, ROOM(1), ROOM(2), ROOM(3), ROOM(4));
	SAME(OperationOptions, GetOptionCount, &operation, ROOM(1));
	SAME(OperationOptions, GetOptionAt, &operation, 55, ROOM(2), ROOM(3), ROOM(4), ROOM(5));
	SAME(OperationOptions, GetOption, &operation, ROOM(1), ROOM(2), ROOM(3), ROOM(4), ROOM(5));
	fake_reset();
	fake_result = RESULT_OF_SLOT;
	assert_int_equal(MI_OperationOptions_SetCustomOption(&operation, ROOM(1), MI_UINT64A, ROOM(3), 5),
			 RESULT_OF_SLOT);
	expect_words(0, "OperationOptions.SetCustomOption", 0, MI_COUNT(custom), custom);
}

static void subscription_options_pass_everything(void **state)
{
	(void)state;
	SAME(SubscriptionDeliveryOptions, Delete, &subscription);
	SAME(SubscriptionDeliveryOptions, Clone, &subscription, ROOM(1));
	SAME(SubscriptionDeliveryOptions, SetString, &subscription, ROOM(1), ROOM(2), 77);
	SAME(SubscriptionDeliveryOptions, SetNumber, &subscription, ROOM(1), 55, 77);
	SAME(SubscriptionDeliveryOptions, SetDateTime, &subscription, ROOM(1), ROOM(2), 77);
	SAME(SubscriptionDeliveryOptions, SetInterval, &subscription, ROOM(1), ROOM(2), 77);
	SAME(SubscriptionDeliveryOptions, GetString, &subscription, ROOM(1), ROOM(2), ROOM(3), ROOM(4));
	SAME(SubscriptionDeliveryOptions, GetNumber, &subscription, ROOM(1), ROOM(2), ROOM(3), ROOM(4));
	SAME(SubscriptionDeliveryOptions, GetDateTime, &subscription, ROOM(1), ROOM(2), ROOM(3), ROOM(4));
	SAME(SubscriptionDeliveryOptions, GetInterval, &subscription, ROOM(1), ROOM(2), ROOM(3), ROOM(4));
	SAME(SubscriptionDeliveryOptions, GetOptionCount, &subscription, ROOM(1));
	SAME(SubscriptionDeliveryOptions, GetOptionAt, &subscription, 55, ROOM(2), ROOM(3), ROOM(4), ROOM(5));
	SAME(SubscriptionDeliveryOptions, GetOption, &subscription, ROOM(1), ROOM(2), ROOM(3), ROOM(4), ROOM(5));
	SAME(SubscriptionDeliveryOptions, GetCredentialsCount, &subscription, ROOM(1));
	SAME(SubscriptionDeliveryOptions, GetCredentialsAt, &subscription, 55, ROOM(2), ROOM(3), ROOM(4));
	SAME(SubscriptionDeliveryOptions, GetCredentialsPasswordAt, &subscription, 55, ROOM(2), ROOM(3), 77, ROOM(5),
	     ROOM(6));
}

static const char mode_name[] = "__MI_OPERATIONOPTIONS_PROMPTUSERMODE";
static const char answer_name[] = "__MI_OPERATIONOPTIONS_PROMPTUSERMODEREGULAR_ACKVALUE";
static const char architecture_name[] = "__MI_OPERATIONOPTIONS_PROVIDER_ARCHITECTURE";
static const char required_name[] = "__MI_OPERATIONOPTIONS_REQUIRED_ARCHITECTURE";

static void expect_two_numbers(const char *first_name, const char *second_name)
{
	const uint64_t first[] = {1, 0};
	const uint64_t second[] = {2, 0};

	assert_int_equal(fake_count(), 2);
	expect_option(0, "OperationOptions.SetNumber", &operation, first_name, MI_COUNT(first), first);
	expect_option(1, "OperationOptions.SetNumber", &operation, second_name, MI_COUNT(second), second);
}

static void double_options_are_set_one_after_the_other(void **state)
{
	(void)state;
	fake_reset();
	assert_int_equal(MI_OperationOptions_SetPromptUserRegularMode(&operation, MI_CALLBACKMODE_INQUIRE, 2),
			 MI_RESULT_OK);
	expect_two_numbers(mode_name, answer_name);

	fake_reset();
	assert_int_equal(MI_OperationOptions_SetProviderArchitecture(&operation, MI_PROVIDER_ARCHITECTURE_64BIT, 2),
			 MI_RESULT_OK);
	expect_two_numbers(architecture_name, required_name);
}

static void a_double_option_whose_first_half_fails_stops_there(void **state)
{
	MI_CallbackMode mode = MI_CALLBACKMODE_IGNORE;
	MI_ProviderArchitecture architecture = MI_PROVIDER_ARCHITECTURE_64BIT;
	MI_Boolean second = 3;

	(void)state;
	fake_reset();
	fake_result = RESULT_OF_SLOT;
	assert_int_equal(MI_OperationOptions_SetPromptUserRegularMode(&operation, mode, 2), RESULT_OF_SLOT);
	assert_int_equal(MI_OperationOptions_SetProviderArchitecture(&operation, architecture, 2), RESULT_OF_SLOT);
	assert_int_equal(MI_OperationOptions_GetPromptUserRegularMode(&operation, &mode, &second), RESULT_OF_SLOT);
	assert_int_equal(MI_OperationOptions_GetProviderArchitecture(&operation, &architecture, &second),
			 RESULT_OF_SLOT);
	assert_int_equal(fake_count(), 4);
	assert_int_equal(mode, MI_CALLBACKMODE_IGNORE);
	assert_int_equal(architecture, MI_PROVIDER_ARCHITECTURE_64BIT);
	assert_int_equal(second, 3);
}

static void double_options_are_read_one_after_the_other(void **state)
{
	MI_CallbackMode mode = MI_CALLBACKMODE_IGNORE;
	MI_ProviderArchitecture architecture = MI_PROVIDER_ARCHITECTURE_32BIT;
	MI_Boolean second = 3;

	(void)state;
	fake_reset();
	fake_number = 1;
	assert_int_equal(MI_OperationOptions_GetPromptUserRegularMode(&operation, &mode, &second), MI_RESULT_OK);
	expect_getter(0, "OperationOptions.GetNumber", &operation, mode_name);
	expect_getter(1, "OperationOptions.GetNumber", &operation, answer_name);
	assert_int_equal(mode, MI_CALLBACKMODE_INQUIRE);
	assert_int_equal(second, 2);

	second = 3;
	fake_reset();
	fake_number = 1;
	assert_int_equal(MI_OperationOptions_GetProviderArchitecture(&operation, &architecture, &second), MI_RESULT_OK);
	expect_getter(0, "OperationOptions.GetNumber", &operation, architecture_name);
	expect_getter(1, "OperationOptions.GetNumber", &operation, required_name);
	assert_int_equal(architecture, MI_PROVIDER_ARCHITECTURE_64BIT);
	assert_int_equal(second, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(destination_options_pass_everything),
		cmocka_unit_test(destination_options_use_the_reserved_names),
		cmocka_unit_test(operation_options_pass_everything),
		cmocka_unit_test(operation_options_use_the_reserved_names),
		cmocka_unit_test(subscription_options_pass_everything),
		cmocka_unit_test(subscription_options_use_the_reserved_names),
		cmocka_unit_test(double_options_are_set_one_after_the_other),
		cmocka_unit_test(a_double_option_whose_first_half_fails_stops_there),
		cmocka_unit_test(double_options_are_read_one_after_the_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
