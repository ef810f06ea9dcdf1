/*
 * The slots of applications, sessions and hosted providers that start no operation: what the library receives is what
 * the client passed, and what is recorded says so under the right names. The expectations are written by hand,
 * one test per slot, so that two arguments that change places are noticed.
 */
#include <string.h>

#include "shim_kit.h"
#include "unit.h"

static MI_Application application;
static MI_Session session;

/* Where out-pointers of tests point; only their addresses matter to the library of the kit. */
static MI_Instance *made_instance, *made_error;
static MI_Class *made_class;

static int setup(void **state)
{
	kit_reset(state);
	kit_open(&application, &session);
	return 0;
}

/* ---------------------------------------------------------------- applications */

static void InitializeV1(void **state)
{
	MI_Application another;

	(void)state;
	assert_int_equal(kit_initialize(5, "my id", &made_error, &another), MI_RESULT_OK);
	KIT_RECEIVED("InitializeV1", 5, kit_call(0)->args[1], KIT_WORD(&made_error), KIT_WORD(&another));
	kit_expect_pair(MITRACE__FUNCTION__MI_Application_InitializeV1, MI_RESULT_OK);
	KIT_NUMBER(kit_call_begin(0), flags, 5);
	KIT_TEXT(kit_call_begin(0), application_id, "my id");
	assert_false(kit_call_begin(0)->has_null_outputs);
	assert_false(kit_call_begin(0)->has_application);
	assert_true(kit_call_end(1)->has_application);
	KIT_NUMBER(kit_call_end(1), table, MITRACE__TABLE__TABLE_NORMAL);
	KIT_NUMBER(kit_call_end(1), reserved1, another.reserved1);
	KIT_NUMBER(kit_call_end(1), reserved2, (uint64_t)another.reserved2);
}

static void Application_Close(void **state)
{
	(void)state;
	assert_int_equal(MI_Application_Close(&application), MI_RESULT_OK);
	KIT_RECEIVED("Application_Close", KIT_WORD(&application));
	kit_expect_pair(MITRACE__FUNCTION__MI_Application_Close, MI_RESULT_OK);
	assert_true(kit_call_begin(0)->has_application);
	assert_false(kit_call_begin(0)->has_handle_state);
}

static MI_Result make_session(const struct kit_call *call)
{
	kit_fill((void *)(uintptr_t)call->args[6], &kit_session_ft);
	return MI_RESULT_OK;
}

static void Application_NewSession(void **state)
{
	const MI_Char protocol[] = "a protocol", destination[] = "a destination";
	MI_DestinationOptions options = MI_DESTINATIONOPTIONS_NULL;
	MI_Session another;

	(void)state;
	kit_hook = make_session;
	made_error = NULL;
	assert_int_equal(
		application.ft->NewSession(&application, protocol, destination, &options, NULL, &made_error, &another),
		MI_RESULT_OK);
	KIT_RECEIVED("Application_NewSession", KIT_WORD(&application), KIT_WORD(protocol), KIT_WORD(destination),
		     KIT_WORD(&options), 0, KIT_WORD(&made_error), KIT_WORD(&another));
	kit_expect_pair(MITRACE__FUNCTION__MI_Application_NewSession, MI_RESULT_OK);
	KIT_TEXT(kit_call_begin(0), protocol, "a protocol");
	KIT_TEXT(kit_call_begin(0), destination, "a destination");
	assert_false(kit_call_begin(0)->has_callbacks);
	assert_false(kit_call_begin(0)->has_null_outputs);
	assert_true(kit_call_end(1)->has_session);
	KIT_NUMBER(kit_call_end(1), table, MITRACE__TABLE__TABLE_NORMAL);
}

static MI_Result fail_with_error(const struct kit_call *call)
{
	static struct kit_instance error;

	error = kit_instance("the error");
	*(MI_Instance **)(uintptr_t)call->args[call->nr_args - 2] = &error.instance;
	memset((void *)(uintptr_t)call->args[call->nr_args - 1], 0, sizeof(MI_Session));
	return MI_RESULT_NOT_FOUND;
}

static void Application_NewSession_that_fails(void **state)
{
	MI_Session another;

	(void)state;
	kit_hook = fail_with_error;
	assert_int_equal(application.ft->NewSession(&application, NULL, NULL, NULL, NULL, &made_error, &another),
			 MI_RESULT_NOT_FOUND);
	kit_expect_pair(MITRACE__FUNCTION__MI_Application_NewSession, MI_RESULT_NOT_FOUND);
	KIT_TEXT(kit_call_begin(0), protocol, NULL);
	KIT_TEXT(kit_call_begin(0), destination, NULL);
	assert_false(kit_call_end(1)->has_session);
	KIT_NUMBER(kit_call_end(1), table, MITRACE__TABLE__TABLE_NULL);
	kit_which(kit_call_end(1)->extended_error, "the error");
}

static MI_Module *no_module(MI_Server *server)
{
	(void)server;
	return NULL;
}

static MI_Result make_provider(const struct kit_call *call)
{
	kit_fill((void *)(uintptr_t)call->args[5], &kit_hosted_provider_ft);
	return MI_RESULT_OK;
}

static void Application_NewHostedProvider(void **state)
{
	const MI_Char namespace_name[] = "a namespace", provider_name[] = "a provider";
	MI_HostedProvider provider;

	(void)state;
	kit_hook = make_provider;
	assert_int_equal(application.ft->NewHostedProvider(&application, namespace_name, provider_name, no_module, NULL,
							   &provider),
			 MI_RESULT_OK);
	KIT_RECEIVED("Application_NewHostedProvider", KIT_WORD(&application), KIT_WORD(namespace_name),
		     KIT_WORD(provider_name), KIT_WORD(no_module), 0, KIT_WORD(&provider));
	kit_expect_pair(MITRACE__FUNCTION__MI_Application_NewHostedProvider, MI_RESULT_OK);
	KIT_TEXT(kit_call_begin(0), namespace_name, "a namespace");
	KIT_TEXT(kit_call_begin(0), provider_name, "a provider");
	KIT_NUMBER(kit_call_begin(0), null_outputs, 1);
	assert_true(kit_call_end(1)->has_hosted_provider);
}

static void Application_NewInstance(void **state)
{
	const MI_Char class_name[] = "a class";

	(void)state;
	kit_hook = kit_answer_7;
	assert_int_equal(application.ft->NewInstance(&application, class_name, &kit_class_decl, &made_instance),
			 MI_RESULT_NOT_SUPPORTED);
	KIT_RECEIVED("Application_NewInstance", KIT_WORD(&application), KIT_WORD(class_name), KIT_WORD(&kit_class_decl),
		     KIT_WORD(&made_instance));
	kit_expect_pair(MITRACE__FUNCTION__MI_Application_NewInstance, MI_RESULT_NOT_SUPPORTED);
	KIT_TEXT(kit_call_begin(0), class_name, "a class");
	assert_non_null(kit_call_begin(0)->class_);
	KIT_TEXT(kit_call_begin(0)->class_, name, "Kit");
}

static void Application_NewInstanceFromClass(void **state)
{
	const MI_Char class_name[] = "a class";

	(void)state;
	assert_int_equal(application.ft->NewInstanceFromClass(&application, class_name, &kit_class, &made_instance),
			 MI_RESULT_OK);
	KIT_RECEIVED("Application_NewInstanceFromClass", KIT_WORD(&application), KIT_WORD(class_name),
		     KIT_WORD(&kit_class), KIT_WORD(&made_instance));
	kit_expect_pair(MITRACE__FUNCTION__MI_Application_NewInstanceFromClass, MI_RESULT_OK);
	KIT_TEXT(kit_call_begin(0), class_name, "a class");
	assert_non_null(kit_call_begin(0)->class_);
	KIT_TEXT(kit_call_begin(0)->class_, name, "Kit");
}

static void Application_NewClass(void **state)
{
	const MI_Char namespace_name[] = "a namespace", server_name[] = "a server";

	(void)state;
	assert_int_equal(
		application.ft->NewClass(&application, &kit_class_decl, namespace_name, server_name, &made_class),
		MI_RESULT_OK);
	KIT_RECEIVED("Application_NewClass", KIT_WORD(&application), KIT_WORD(&kit_class_decl),
		     KIT_WORD(namespace_name), KIT_WORD(server_name), KIT_WORD(&made_class));
	kit_expect_pair(MITRACE__FUNCTION__MI_Application_NewClass, MI_RESULT_OK);
	KIT_TEXT(kit_call_begin(0), namespace_name, "a namespace");
	KIT_TEXT(kit_call_begin(0), destination, "a server");
	KIT_TEXT(kit_call_begin(0)->class_, name, "Kit");
}

static void Application_NewDestinationOptions(void **state)
{
	MI_DestinationOptions options = MI_DESTINATIONOPTIONS_NULL;

	(void)state;
	assert_int_equal(application.ft->NewDestinationOptions(&application, &options), MI_RESULT_OK);
	KIT_RECEIVED("Application_NewDestinationOptions", KIT_WORD(&application), KIT_WORD(&options));
	kit_expect_pair(MITRACE__FUNCTION__MI_Application_NewDestinationOptions, MI_RESULT_OK);
}

static void Application_NewOperationOptions(void **state)
{
	MI_OperationOptions options = MI_OPERATIONOPTIONS_NULL;

	(void)state;
	assert_int_equal(application.ft->NewOperationOptions(&application, MI_TRUE, &options), MI_RESULT_OK);
	KIT_RECEIVED("Application_NewOperationOptions", KIT_WORD(&application), MI_TRUE, KIT_WORD(&options));
	kit_expect_pair(MITRACE__FUNCTION__MI_Application_NewOperationOptions, MI_RESULT_OK);
	KIT_NUMBER(kit_call_begin(0), must_understand, 1);
}

static void Application_NewSubscriptionDeliveryOptions(void **state)
{
	(void)state;
	kit_hook = kit_answer_7;
	assert_int_equal(
		application.ft->NewSubscriptionDeliveryOptions(&application, MI_SubscriptionDeliveryType_Push, NULL),
		MI_RESULT_NOT_SUPPORTED);
	KIT_RECEIVED("Application_NewSubscriptionDeliveryOptions", KIT_WORD(&application),
		     MI_SubscriptionDeliveryType_Push, 0);
	kit_expect_pair(MITRACE__FUNCTION__MI_Application_NewSubscriptionDeliveryOptions, MI_RESULT_NOT_SUPPORTED);
	KIT_NUMBER(kit_call_begin(0), flags, MI_SubscriptionDeliveryType_Push);
	KIT_NUMBER(kit_call_begin(0), null_outputs, 1);
}

static void Application_NewSerializer(void **state)
{
	MI_Char format[] = "a format";
	MI_Serializer serializer;

	(void)state;
	assert_int_equal(application.ft->NewSerializer(&application, 6, format, &serializer), MI_RESULT_OK);
	KIT_RECEIVED("Application_NewSerializer", KIT_WORD(&application), 6, KIT_WORD(format), KIT_WORD(&serializer));
	kit_expect_pair(MITRACE__FUNCTION__MI_Application_NewSerializer, MI_RESULT_OK);
	KIT_NUMBER(kit_call_begin(0), flags, 6);
	KIT_TEXT(kit_call_begin(0), format, "a format");
}

static void Application_NewDeserializer(void **state)
{
	MI_Char format[] = "a format";
	MI_Deserializer deserializer;

	(void)state;
	assert_int_equal(application.ft->NewDeserializer(&application, 6, format, &deserializer), MI_RESULT_OK);
	KIT_RECEIVED("Application_NewDeserializer", KIT_WORD(&application), 6, KIT_WORD(format),
		     KIT_WORD(&deserializer));
	kit_expect_pair(MITRACE__FUNCTION__MI_Application_NewDeserializer, MI_RESULT_OK);
	KIT_NUMBER(kit_call_begin(0), flags, 6);
	KIT_TEXT(kit_call_begin(0), format, "a format");
}

/* ---------------------------------------------------------------- sessions */

static void Session_Close(void **state)
{
	(void)state;
	kit_hook = kit_answer_7;
	assert_int_equal(session.ft->Close(&session, &made_error, NULL), MI_RESULT_NOT_SUPPORTED);
	KIT_RECEIVED("Session_Close", KIT_WORD(&session), KIT_WORD(&made_error), 0);
	kit_expect_pair(MITRACE__FUNCTION__MI_Session_Close, MI_RESULT_NOT_SUPPORTED);
	assert_true(kit_call_begin(0)->has_session);
	assert_false(kit_call_begin(0)->has_callbacks);
}

static MI_Result return_application(const struct kit_call *call)
{
	*(MI_Application *)(uintptr_t)call->args[1] = application;
	return MI_RESULT_OK;
}

static void Session_GetApplication(void **state)
{
	MI_Application copy;

	(void)state;
	kit_hook = return_application;
	assert_int_equal(session.ft->GetApplication(&session, &copy), MI_RESULT_OK);
	KIT_RECEIVED("Session_GetApplication", KIT_WORD(&session), KIT_WORD(&copy));
	kit_expect_pair(MITRACE__FUNCTION__MI_Session_GetApplication, MI_RESULT_OK);
	assert_true(kit_call_begin(0)->has_session);
	assert_true(kit_call_end(1)->has_application);
}

/* ---------------------------------------------------------------- hosted providers */

static MI_HostedProvider open_provider(void)
{
	MI_HostedProvider provider;

	kit_hook = make_provider;
	application.ft->NewHostedProvider(&application, NULL, NULL, no_module, NULL, &provider);
	kit_reset(NULL);
	return provider;
}

static void HostedProvider_Close(void **state)
{
	MI_HostedProvider provider = open_provider();

	(void)state;
	kit_hook = kit_answer_7;
	assert_int_equal(provider.ft->Close(&provider), MI_RESULT_NOT_SUPPORTED);
	KIT_RECEIVED("HostedProvider_Close", KIT_WORD(&provider));
	kit_expect_pair(MITRACE__FUNCTION__MI_HostedProvider_Close, MI_RESULT_NOT_SUPPORTED);
	assert_true(kit_call_begin(0)->has_hosted_provider);
}

static void HostedProvider_GetApplication(void **state)
{
	MI_HostedProvider provider = open_provider();
	MI_Application copy;

	(void)state;
	kit_hook = return_application;
	assert_int_equal(provider.ft->GetApplication(&provider, &copy), MI_RESULT_OK);
	KIT_RECEIVED("HostedProvider_GetApplication", KIT_WORD(&provider), KIT_WORD(&copy));
	kit_expect_pair(MITRACE__FUNCTION__MI_HostedProvider_GetApplication, MI_RESULT_OK);
	assert_true(kit_call_end(1)->has_application);
}

#define TEST(name) cmocka_unit_test_setup(name, setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(InitializeV1),
		TEST(Application_Close),
		TEST(Application_NewSession),
		TEST(Application_NewSession_that_fails),
		TEST(Application_NewHostedProvider),
		TEST(Application_NewInstance),
		TEST(Application_NewInstanceFromClass),
		TEST(Application_NewClass),
		TEST(Application_NewDestinationOptions),
		TEST(Application_NewOperationOptions),
		TEST(Application_NewSubscriptionDeliveryOptions),
		TEST(Application_NewSerializer),
		TEST(Application_NewDeserializer),
		TEST(Session_Close),
		TEST(Session_GetApplication),
		TEST(HostedProvider_Close),
		TEST(HostedProvider_GetApplication),
	};

	return cmocka_run_group_tests_name("shim_calls", tests, kit_begin, kit_reset);
}
