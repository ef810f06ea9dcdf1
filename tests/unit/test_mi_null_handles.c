/*
 * What the wrappers of mi.h do without a library: with a NULL handle, and with a zeroed one that has no table. Clients
 * rely on it after a failed start.
 */
#include <mi/mi.h>

#include "unit.h"

#include <string.h>

static const MI_Application no_application;
static const MI_Session no_session;
static const MI_Operation no_operation;
static const MI_HostedProvider no_provider;
static const MI_DestinationOptions no_destination;
static const MI_OperationOptions no_options;
static const MI_SubscriptionDeliveryOptions no_subscription;
static const MI_Instance no_instance;
static const MI_Class no_class;
static const MI_ParameterSet no_parameters;
static const MI_QualifierSet no_qualifiers;
static const MI_PropertySet no_properties;
static const MI_Filter no_filter;

/* Memory for out arguments of whatever type, never to be written to unless a test says so. */
static _Alignas(16) unsigned char room[128];
#define OUT ((void *)room)

static void fill_room(void)
{
	memset(room, 0xa5, sizeof(room));
}

/* The first bytes of the room are zero, the others as they were. */
static void expect_zeroed(size_t bytes)
{
	for (size_t i = 0; i < sizeof(room); i++)
		assert_int_equal(room[i], i < bytes ? 0 : 0xa5);
}

/* Refused with a NULL handle and with one without a table; this many bytes of the out argument become zero. */
#define REFUSES(handle, bytes, function, ...)                                                            \
	do {                                                                                             \
		__typeof__(handle) zeroed = handle;                                                      \
		fill_room();                                                                             \
		assert_int_equal(function(NULL, ##__VA_ARGS__), MI_RESULT_INVALID_PARAMETER);            \
		expect_zeroed(bytes);                                                                    \
		fill_room();                                                                             \
		assert_int_equal(function((void *)&zeroed, ##__VA_ARGS__), MI_RESULT_INVALID_PARAMETER); \
		expect_zeroed(bytes);                                                                    \
	} while (0)

static void application_calls_zero_the_handle_they_should_fill_in(void **state)
{
	(void)state;
	REFUSES(no_application, 0, MI_Application_Close);
	REFUSES(no_application, sizeof(MI_Session), MI_Application_NewSession, "WINRM", "host", NULL, NULL, NULL, OUT);
	REFUSES(no_application, sizeof(MI_HostedProvider), MI_Application_NewHostedProvider, "ns", "name", NULL, NULL,
		OUT);
	REFUSES(no_application, sizeof(MI_Instance *), MI_Application_NewInstance, "Class", NULL, OUT);
	REFUSES(no_application, sizeof(MI_Instance *), MI_Application_NewInstanceFromClass, "Class", NULL, OUT);
	REFUSES(no_application, sizeof(MI_Instance *), MI_Application_NewParameterSet, NULL, OUT);
	REFUSES(no_application, sizeof(MI_DestinationOptions), MI_Application_NewDestinationOptions, OUT);
	REFUSES(no_application, sizeof(MI_OperationOptions), MI_Application_NewOperationOptions, MI_TRUE, OUT);
	REFUSES(no_application, sizeof(MI_SubscriptionDeliveryOptions), MI_Application_NewSubscriptionDeliveryOptions,
		MI_SubscriptionDeliveryType_Pull, OUT);
	REFUSES(no_application, sizeof(MI_Serializer), MI_Application_NewSerializer, 0, NULL, OUT);
	REFUSES(no_application, sizeof(MI_Deserializer), MI_Application_NewDeserializer, 0, NULL, OUT);
	REFUSES(no_provider, 0, MI_HostedProvider_Close);
	REFUSES(no_provider, sizeof(MI_Application), MI_HostedProvider_GetApplication, OUT);
}

static void calls_accept_null_for_what_they_should_fill_in(void **state)
{
	(void)state;
	REFUSES(no_application, 0, MI_Application_NewSession, NULL, NULL, NULL, NULL, NULL, NULL);
	REFUSES(no_application, 0, MI_Application_NewHostedProvider, NULL, NULL, NULL, NULL, NULL);
	REFUSES(no_application, 0, MI_Application_NewInstance, NULL, NULL, NULL);
	REFUSES(no_application, 0, MI_Application_NewInstanceFromClass, NULL, NULL, NULL);
	REFUSES(no_application, 0, MI_Application_NewParameterSet, NULL, NULL);
	REFUSES(no_application, 0, MI_Application_NewDestinationOptions, NULL);
	REFUSES(no_application, 0, MI_Application_NewOperationOptions, MI_FALSE, NULL);
	REFUSES(no_application, 0, MI_Application_NewSubscriptionDeliveryOptions, MI_SubscriptionDeliveryType_Pull,
		NULL);
	REFUSES(no_application, 0, MI_Application_NewSerializer, 0, NULL, NULL);
	REFUSES(no_application, 0, MI_Application_NewDeserializer, 0, NULL, NULL);
	REFUSES(no_provider, 0, MI_HostedProvider_GetApplication, NULL);
	REFUSES(no_session, 0, MI_Session_GetApplication, NULL);
	REFUSES(no_operation, 0, MI_Operation_GetSession, NULL);
	REFUSES(no_operation, 0, MI_Operation_GetInstance, NULL, NULL, NULL, NULL, NULL);
	REFUSES(no_operation, 0, MI_Operation_GetIndication, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
	REFUSES(no_operation, 0, MI_Operation_GetClass, NULL, NULL, NULL, NULL, NULL);
}

static void count_completion(void *context)
{
	++*(int *)context;
}

static void closing_no_session_completes_at_once(void **state)
{
	MI_Session zeroed = no_session;
	int completions = 0;

	(void)state;
	assert_int_equal(MI_Session_Close(NULL, &completions, count_completion), MI_RESULT_OK);
	assert_int_equal(completions, 1);
	assert_int_equal(MI_Session_Close(&zeroed, &completions, count_completion), MI_RESULT_OK);
	assert_int_equal(completions, 2);
}

static void closing_no_session_without_a_callback_is_refused(void **state)
{
	(void)state;
	REFUSES(no_session, 0, MI_Session_Close, NULL, NULL);
	REFUSES(no_session, sizeof(MI_Application), MI_Session_GetApplication, OUT);
}

/* What the client's result callbacks were called with. */
struct seen {
	int instances;
	int indications;
	int classes;
};

static void see_instance(MI_Operation *operation, void *context, const MI_Instance *instance, MI_Boolean more,
			 MI_Result result, const MI_Char *text, const MI_Instance *details,
			 MI_Result (*acknowledge)(MI_Operation *))
{
	((struct seen *)context)->instances++;
	assert_true(!operation && !instance && !text && !details && !acknowledge);
	assert_int_equal(more, MI_FALSE);
	assert_int_equal(result, MI_RESULT_INVALID_PARAMETER);
}

static void see_indication(MI_Operation *operation, void *context, const MI_Instance *instance, const MI_Char *bookmark,
			   const MI_Char *machine, MI_Boolean more, MI_Result result, const MI_Char *text,
			   const MI_Instance *details, MI_Result (*acknowledge)(MI_Operation *))
{
	((struct seen *)context)->indications++;
	assert_true(!operation && !instance && !bookmark && !machine && !text && !details && !acknowledge);
	assert_int_equal(more, MI_FALSE);
	assert_int_equal(result, MI_RESULT_INVALID_PARAMETER);
}

static void see_class(MI_Operation *operation, void *context, const MI_Class *class_object, MI_Boolean more,
		      MI_Result result, const MI_Char *text, const MI_Instance *details,
		      MI_Result (*acknowledge)(MI_Operation *))
{
	((struct seen *)context)->classes++;
	assert_true(!operation && !class_object && !text && !details && !acknowledge);
	assert_int_equal(more, MI_FALSE);
	assert_int_equal(result, MI_RESULT_INVALID_PARAMETER);
}

/*
 * An operation that cannot start zeroes its handle and calls the one callback that fits, whatever else is set. Without
 * callbacks, without that one or without a place for the handle nothing else happens.
 */
#define CANNOT_START(kind, kinds, function, ...)                                       \
	do {                                                                           \
		struct seen seen = {0, 0, 0};                                          \
		MI_OperationCallbacks all = MI_OPERATIONCALLBACKS_NULL;                \
		MI_OperationCallbacks others;                                          \
		MI_Session zeroed = no_session;                                        \
		all.callbackContext = &seen;                                           \
		all.instanceResult = see_instance;                                     \
		all.indicationResult = see_indication;                                 \
		all.classResult = see_class;                                           \
		others = all;                                                          \
		others.kind##Result = NULL;                                            \
		fill_room();                                                           \
		function(NULL, __VA_ARGS__, &all, OUT);                                \
		expect_zeroed(sizeof(MI_Operation));                                   \
		function(&zeroed, __VA_ARGS__, &all, NULL);                            \
		function(NULL, __VA_ARGS__, &others, NULL);                            \
		assert_int_equal(seen.kinds, 2);                                       \
		assert_int_equal(seen.instances + seen.indications + seen.classes, 2); \
		fill_room();                                                           \
		function(&zeroed, __VA_ARGS__, NULL, OUT);                             \
		expect_zeroed(sizeof(MI_Operation));                                   \
	} while (0)

static void operations_without_a_session_answer_through_the_callback(void **state)
{
	(void)state;
	CANNOT_START(instance, instances, MI_Session_GetInstance, 0, NULL, "ns", NULL);
	CANNOT_START(instance, instances, MI_Session_ModifyInstance, 0, NULL, "ns", NULL);
	CANNOT_START(instance, instances, MI_Session_CreateInstance, 0, NULL, "ns", NULL);
	CANNOT_START(instance, instances, MI_Session_DeleteInstance, 0, NULL, "ns", NULL);
	CANNOT_START(instance, instances, MI_Session_Invoke, 0, NULL, "ns", "Class", "Method", NULL, NULL);
	CANNOT_START(instance, instances, MI_Session_EnumerateInstances, 0, NULL, "ns", "Class", MI_TRUE);
	CANNOT_START(instance, instances, MI_Session_QueryInstances, 0, NULL, "ns", "WQL", "select");
	CANNOT_START(instance, instances, MI_Session_AssociatorInstances, 0, NULL, "ns", NULL, "a", "b", "c", "d",
		     MI_TRUE);
	CANNOT_START(instance, instances, MI_Session_ReferenceInstances, 0, NULL, "ns", NULL, "a", "b", MI_TRUE);
	CANNOT_START(indication, indications, MI_Session_Subscribe, 0, NULL, "ns", "WQL", "select", NULL);
	CANNOT_START(class, classes, MI_Session_GetClass, 0, NULL, "ns", "Class");
	CANNOT_START(class, classes, MI_Session_EnumerateClasses, 0, NULL, "ns", "Class", MI_TRUE);
	CANNOT_START(instance, instances, MI_Session_TestConnection, 0);
}

static void fetching_from_no_operation_says_that_it_was_the_last(void **state)
{
	MI_Operation zeroed = no_operation;
	const MI_Instance *instance = OUT;
	const MI_Class *class_object = OUT;
	MI_Boolean more = MI_TRUE;
	MI_Result result = MI_RESULT_OK;

	(void)state;
	assert_int_equal(MI_Operation_GetInstance(&zeroed, &instance, &more, &result, NULL, NULL),
			 MI_RESULT_INVALID_PARAMETER);
	assert_int_equal(more, MI_FALSE);
	assert_int_equal(result, MI_RESULT_INVALID_PARAMETER);

	more = MI_TRUE;
	result = MI_RESULT_OK;
	assert_int_equal(MI_Operation_GetIndication(NULL, &instance, NULL, NULL, &more, &result, NULL, NULL),
			 MI_RESULT_INVALID_PARAMETER);
	assert_int_equal(more, MI_FALSE);
	assert_int_equal(result, MI_RESULT_INVALID_PARAMETER);

	more = MI_TRUE;
	result = MI_RESULT_OK;
	assert_int_equal(MI_Operation_GetClass(&zeroed, &class_object, &more, &result, NULL, NULL),
			 MI_RESULT_INVALID_PARAMETER);
	assert_int_equal(more, MI_FALSE);
	assert_int_equal(result, MI_RESULT_INVALID_PARAMETER);
	assert_ptr_equal(instance, OUT);
	assert_ptr_equal(class_object, OUT);
}

static void operation_calls_are_refused(void **state)
{
	(void)state;
	REFUSES(no_operation, 0, MI_Operation_Close);
	REFUSES(no_operation, 0, MI_Operation_Cancel, MI_REASON_NONE);
	REFUSES(no_operation, sizeof(MI_Session), MI_Operation_GetSession, OUT);
}

static void object_calls_are_refused_and_touch_nothing(void **state)
{
	(void)state;
	REFUSES(no_instance, 0, MI_Instance_Clone, OUT);
	REFUSES(no_instance, 0, MI_Instance_Destruct);
	REFUSES(no_instance, 0, MI_Instance_Delete);
	REFUSES(no_instance, 0, MI_Instance_IsA, NULL, OUT);
	REFUSES(no_instance, 0, MI_Instance_GetClassName, OUT);
	REFUSES(no_instance, 0, MI_Instance_SetNameSpace, "ns");
	REFUSES(no_instance, 0, MI_Instance_GetNameSpace, OUT);
	REFUSES(no_instance, 0, MI_Instance_GetElementCount, OUT);
	REFUSES(no_instance, 0, MI_Instance_AddElement, "name", NULL, MI_STRING, 0);
	REFUSES(no_instance, 0, MI_Instance_SetElement, "name", NULL, MI_STRING, 0);
	REFUSES(no_instance, 0, MI_Instance_SetElementAt, 0, NULL, MI_STRING, 0);
	REFUSES(no_instance, 0, MI_Instance_GetElement, "name", OUT, OUT, OUT, OUT);
	REFUSES(no_instance, 0, MI_Instance_GetElementAt, 0, OUT, OUT, OUT, OUT);
	REFUSES(no_instance, 0, MI_Instance_ClearElement, "name");
	REFUSES(no_instance, 0, MI_Instance_ClearElementAt, 0);
	REFUSES(no_instance, 0, MI_Instance_GetServerName, OUT);
	REFUSES(no_instance, 0, MI_Instance_SetServerName, "name");
	REFUSES(no_instance, 0, MI_Instance_GetClass, OUT);
	REFUSES(no_class, 0, MI_Class_GetClassName, OUT);
	REFUSES(no_class, 0, MI_Class_GetNameSpace, OUT);
	REFUSES(no_class, 0, MI_Class_GetServerName, OUT);
	REFUSES(no_class, 0, MI_Class_GetElementCount, OUT);
	REFUSES(no_class, 0, MI_Class_GetElement, "name", OUT, OUT, OUT, OUT, OUT, OUT, OUT);
	REFUSES(no_class, 0, MI_Class_GetElementAt, 0, OUT, OUT, OUT, OUT, OUT, OUT, OUT);
	REFUSES(no_class, 0, MI_Class_GetClassQualifierSet, OUT);
	REFUSES(no_class, 0, MI_Class_GetMethodCount, OUT);
	REFUSES(no_class, 0, MI_Class_GetMethodAt, 0, OUT, OUT, OUT);
	REFUSES(no_class, 0, MI_Class_GetMethod, "name", OUT, OUT, OUT);
	REFUSES(no_class, 0, MI_Class_GetParentClassName, OUT);
	REFUSES(no_class, 0, MI_Class_GetParentClass, OUT);
	REFUSES(no_class, 0, MI_Class_Delete);
	REFUSES(no_class, 0, MI_Class_Clone, OUT);
	REFUSES(no_parameters, 0, MI_ParameterSet_GetMethodReturnType, OUT, OUT);
	REFUSES(no_parameters, 0, MI_ParameterSet_GetParameterCount, OUT);
	REFUSES(no_parameters, 0, MI_ParameterSet_GetParameterAt, 0, OUT, OUT, OUT, OUT);
	REFUSES(no_parameters, 0, MI_ParameterSet_GetParameter, "name", OUT, OUT, OUT, OUT);
	REFUSES(no_qualifiers, 0, MI_QualifierSet_GetQualifierCount, OUT);
	REFUSES(no_qualifiers, 0, MI_QualifierSet_GetQualifierAt, 0, OUT, OUT, OUT, OUT);
	REFUSES(no_qualifiers, 0, MI_QualifierSet_GetQualifier, "name", OUT, OUT, OUT, OUT);
	REFUSES(no_properties, 0, MI_PropertySet_GetElementCount, OUT);
	REFUSES(no_properties, 0, MI_PropertySet_ContainsElement, "name", OUT);
	REFUSES(no_properties, 0, MI_PropertySet_AddElement, "name");
	REFUSES(no_properties, 0, MI_PropertySet_GetElementAt, 0, OUT);
	REFUSES(no_properties, 0, MI_PropertySet_Clear);
	REFUSES(no_properties, 0, MI_PropertySet_Destruct);
	REFUSES(no_properties, 0, MI_PropertySet_Delete);
	REFUSES(no_properties, 0, MI_PropertySet_Clone, OUT);
	REFUSES(no_filter, 0, MI_Filter_Evaluate, NULL, OUT);
	REFUSES(no_filter, 0, MI_Filter_GetExpression, OUT, OUT);
}

/* A setter and its getter, for options that take a pointer or a number of any kind. */
#define REFUSES_PAIR(handle, object, option, value)                   \
	do {                                                          \
		REFUSES(handle, 0, MI_##object##_Set##option, value); \
		REFUSES(handle, 0, MI_##object##_Get##option, OUT);   \
	} while (0)

static void destination_option_calls_are_refused_and_touch_nothing(void **state)
{
	MI_DestinationOptions without_table = no_destination;

	(void)state;
	MI_DestinationOptions_Delete(NULL);
	MI_DestinationOptions_Delete(&without_table);
	REFUSES(no_destination, 0, MI_DestinationOptions_Clone, OUT);
	REFUSES(no_destination, 0, MI_DestinationOptions_SetString, "name", "value");
	REFUSES(no_destination, 0, MI_DestinationOptions_GetString, "name", OUT, OUT);
	REFUSES(no_destination, 0, MI_DestinationOptions_SetNumber, "name", 1);
	REFUSES(no_destination, 0, MI_DestinationOptions_GetNumber, "name", OUT, OUT);
	REFUSES(no_destination, 0, MI_DestinationOptions_GetOptionCount, OUT);
	REFUSES(no_destination, 0, MI_DestinationOptions_GetOptionAt, 0, OUT, OUT, OUT, OUT);
	REFUSES(no_destination, 0, MI_DestinationOptions_GetOption, "name", OUT, OUT, OUT, OUT);
	REFUSES(no_destination, 0, MI_DestinationOptions_AddProxyCredentials, NULL);
	REFUSES(no_destination, 0, MI_DestinationOptions_AddDestinationCredentials, NULL);
	REFUSES(no_destination, 0, MI_DestinationOptions_GetCredentialsCount, OUT);
	REFUSES(no_destination, 0, MI_DestinationOptions_GetCredentialsAt, 0, OUT, OUT, OUT);
	REFUSES(no_destination, 0, MI_DestinationOptions_GetCredentialsPasswordAt, 0, OUT, OUT, 9, OUT, OUT);
	REFUSES_PAIR(no_destination, DestinationOptions, Timeout, NULL);
	REFUSES_PAIR(no_destination, DestinationOptions, CertCACheck, 1);
	REFUSES_PAIR(no_destination, DestinationOptions, CertCNCheck, 1);
	REFUSES_PAIR(no_destination, DestinationOptions, CertRevocationCheck, 1);
	REFUSES_PAIR(no_destination, DestinationOptions, PacketPrivacy, 1);
	REFUSES_PAIR(no_destination, DestinationOptions, PacketIntegrity, 1);
	REFUSES_PAIR(no_destination, DestinationOptions, PacketEncoding, "value");
	REFUSES_PAIR(no_destination, DestinationOptions, DataLocale, "value");
	REFUSES_PAIR(no_destination, DestinationOptions, UILocale, "value");
	REFUSES_PAIR(no_destination, DestinationOptions, MaxEnvelopeSize, 1);
	REFUSES_PAIR(no_destination, DestinationOptions, MaxElements, 1);
	REFUSES_PAIR(no_destination, DestinationOptions, EncodePortInSPN, 1);
	REFUSES_PAIR(no_destination, DestinationOptions, HttpUrlPrefix, "value");
	REFUSES_PAIR(no_destination, DestinationOptions, DestinationPort, 1);
	REFUSES_PAIR(no_destination, DestinationOptions, TrustedCertsDir, "value");
	REFUSES_PAIR(no_destination, DestinationOptions, CertFile, "value");
	REFUSES_PAIR(no_destination, DestinationOptions, PrivateKeyFile, "value");
	REFUSES_PAIR(no_destination, DestinationOptions, Transport, "value");
	REFUSES_PAIR(no_destination, DestinationOptions, ProxyType, "value");
	REFUSES_PAIR(no_destination, DestinationOptions, SslOptions, 1);
	REFUSES_PAIR(no_destination, DestinationOptions, ImpersonationType,
		     MI_DestinationOptions_ImpersonationType_Identify);
}

static void operation_option_calls_are_refused_and_touch_nothing(void **state)
{
	MI_OperationOptions without_table = no_options;

	(void)state;
	MI_OperationOptions_Delete(NULL);
	MI_OperationOptions_Delete(&without_table);
	REFUSES(no_options, 0, MI_OperationOptions_Clone, OUT);
	REFUSES(no_options, 0, MI_OperationOptions_SetString, "name", "value", 0);
	REFUSES(no_options, 0, MI_OperationOptions_GetString, "name", OUT, OUT, OUT);
	REFUSES(no_options, 0, MI_OperationOptions_SetNumber, "name", 1, 0);
	REFUSES(no_options, 0, MI_OperationOptions_GetNumber, "name", OUT, OUT, OUT);
	REFUSES(no_options, 0, MI_OperationOptions_SetCustomOption, "name", MI_STRING, NULL, MI_TRUE);
	REFUSES(no_options, 0, MI_OperationOptions_GetOptionCount, OUT);
	REFUSES(no_options, 0, MI_OperationOptions_GetOptionAt, 0, OUT, OUT, OUT, OUT);
	REFUSES(no_options, 0, MI_OperationOptions_GetOption, "name", OUT, OUT, OUT, OUT);
	REFUSES(no_options, 0, MI_OperationOptions_EnableChannel, 1);
	REFUSES(no_options, 0, MI_OperationOptions_DisableChannel, 1);
	REFUSES(no_options, 0, MI_OperationOptions_GetEnabledChannels, OUT, 9, OUT, OUT);
	REFUSES(no_options, 0, MI_OperationOptions_SetPromptUserRegularMode, MI_CALLBACKMODE_INQUIRE, MI_TRUE);
	REFUSES(no_options, 0, MI_OperationOptions_GetPromptUserRegularMode, OUT, OUT);
	REFUSES(no_options, 0, MI_OperationOptions_SetProviderArchitecture, MI_PROVIDER_ARCHITECTURE_64BIT, MI_TRUE);
	REFUSES(no_options, 0, MI_OperationOptions_GetProviderArchitecture, OUT, OUT);
	REFUSES_PAIR(no_options, OperationOptions, WriteErrorMode, MI_CALLBACKMODE_INQUIRE);
	REFUSES_PAIR(no_options, OperationOptions, PromptUserMode, MI_CALLBACKMODE_INQUIRE);
	REFUSES_PAIR(no_options, OperationOptions, Timeout, NULL);
	REFUSES_PAIR(no_options, OperationOptions, ResourceUriPrefix, "value");
	REFUSES_PAIR(no_options, OperationOptions, ResourceUri, "value");
	REFUSES_PAIR(no_options, OperationOptions, UseMachineID, 1);
}

static void subscription_option_calls_are_refused_and_touch_nothing(void **state)
{
	(void)state;
	REFUSES(no_subscription, 0, MI_SubscriptionDeliveryOptions_Delete);
	REFUSES(no_subscription, 0, MI_SubscriptionDeliveryOptions_Clone, OUT);
	REFUSES(no_subscription, 0, MI_SubscriptionDeliveryOptions_SetString, "name", "value", 0);
	REFUSES(no_subscription, 0, MI_SubscriptionDeliveryOptions_GetString, "name", OUT, OUT, OUT);
	REFUSES(no_subscription, 0, MI_SubscriptionDeliveryOptions_SetNumber, "name", 1, 0);
	REFUSES(no_subscription, 0, MI_SubscriptionDeliveryOptions_GetNumber, "name", OUT, OUT, OUT);
	REFUSES(no_subscription, 0, MI_SubscriptionDeliveryOptions_SetDateTime, "name", NULL, 0);
	REFUSES(no_subscription, 0, MI_SubscriptionDeliveryOptions_GetDateTime, "name", OUT, OUT, OUT);
	REFUSES(no_subscription, 0, MI_SubscriptionDeliveryOptions_SetInterval, "name", NULL, 0);
	REFUSES(no_subscription, 0, MI_SubscriptionDeliveryOptions_GetInterval, "name", OUT, OUT, OUT);
	REFUSES(no_subscription, 0, MI_SubscriptionDeliveryOptions_GetOptionCount, OUT);
	REFUSES(no_subscription, 0, MI_SubscriptionDeliveryOptions_GetOptionAt, 0, OUT, OUT, OUT, OUT);
	REFUSES(no_subscription, 0, MI_SubscriptionDeliveryOptions_GetOption, "name", OUT, OUT, OUT, OUT);
	REFUSES(no_subscription, 0, MI_SubscriptionDeliveryOptions_AddDeliveryCredentials, NULL);
	REFUSES(no_subscription, 0, MI_SubscriptionDeliveryOptions_GetCredentialsCount, OUT);
	REFUSES(no_subscription, 0, MI_SubscriptionDeliveryOptions_GetCredentialsAt, 0, OUT, OUT, OUT);
	REFUSES(no_subscription, 0, MI_SubscriptionDeliveryOptions_GetCredentialsPasswordAt, 0, OUT, OUT, 9, OUT, OUT);
	REFUSES_PAIR(no_subscription, SubscriptionDeliveryOptions, MaximumLatency, NULL);
	REFUSES_PAIR(no_subscription, SubscriptionDeliveryOptions, HeartbeatInterval, NULL);
	REFUSES_PAIR(no_subscription, SubscriptionDeliveryOptions, ExpirationTime, NULL);
	REFUSES_PAIR(no_subscription, SubscriptionDeliveryOptions, Bookmark, "value");
	REFUSES_PAIR(no_subscription, SubscriptionDeliveryOptions, DeliveryDestination, "value");
	REFUSES_PAIR(no_subscription, SubscriptionDeliveryOptions, DeliveryPortNumber, 1);
	REFUSES_PAIR(no_subscription, SubscriptionDeliveryOptions, DeliveryRetryInterval, NULL);
	REFUSES_PAIR(no_subscription, SubscriptionDeliveryOptions, DeliveryRetryAttempts, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(application_calls_zero_the_handle_they_should_fill_in),
		cmocka_unit_test(calls_accept_null_for_what_they_should_fill_in),
		cmocka_unit_test(closing_no_session_completes_at_once),
		cmocka_unit_test(closing_no_session_without_a_callback_is_refused),
		cmocka_unit_test(operations_without_a_session_answer_through_the_callback),
		cmocka_unit_test(fetching_from_no_operation_says_that_it_was_the_last),
		cmocka_unit_test(operation_calls_are_refused),
		cmocka_unit_test(object_calls_are_refused_and_touch_nothing),
		cmocka_unit_test(destination_option_calls_are_refused_and_touch_nothing),
		cmocka_unit_test(operation_option_calls_are_refused_and_touch_nothing),
		cmocka_unit_test(subscription_option_calls_are_refused_and_touch_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
