/*
 * Every slot: what the library receives is what the client passed, and what is recorded says so under the right names.
 * The expectations are written by hand, one test per slot, so that two arguments that change places are noticed.
 */
#include <errno.h>
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

#define WORD(value) ((uint64_t)(uintptr_t)(value))

/* The library got exactly these arguments, once. */
#define RECEIVED(name, ...)                                                   \
	do {                                                                  \
		const uint64_t words[] = {__VA_ARGS__};                       \
                                                                              \
		assert_int_equal(kit_calls(), 1);                             \
		assert_string_equal(kit_call(0)->slot, name);                 \
		assert_int_equal(kit_call(0)->nr_args, MI_COUNT(words));      \
		assert_memory_equal(kit_call(0)->args, words, sizeof(words)); \
	} while (0)

/* Begin and end were recorded, of this function, the one as the other's parent, with this result. */
static void expect_pair(Mitrace__Function function, MI_Result result)
{
	assert_int_equal(kit_events(), 2);
	KIT_NUMBER(kit_call_begin(0), function, function);
	KIT_NUMBER(kit_call_end(1), function, function);
	KIT_NUMBER(kit_call_end(1), result, result);
	assert_int_equal(kit_event(1)->parent, kit_event(0)->seq);
	assert_true(kit_call_begin(0)->has_caller);
	assert_true(kit_call_begin(0)->has_library);
}

static MI_Result answer_7(const struct kit_call *call)
{
	(void)call;
	return MI_RESULT_NOT_SUPPORTED;
}

/* ---------------------------------------------------------------- applications */

static void InitializeV1(void **state)
{
	MI_Application another;

	(void)state;
	assert_int_equal(kit_initialize(5, "my id", &made_error, &another), MI_RESULT_OK);
	RECEIVED("InitializeV1", 5, kit_call(0)->args[1], WORD(&made_error), WORD(&another));
	expect_pair(MITRACE__FUNCTION__MI_Application_InitializeV1, MI_RESULT_OK);
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
	RECEIVED("Application_Close", WORD(&application));
	expect_pair(MITRACE__FUNCTION__MI_Application_Close, MI_RESULT_OK);
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
	RECEIVED("Application_NewSession", WORD(&application), WORD(protocol), WORD(destination), WORD(&options), 0,
		 WORD(&made_error), WORD(&another));
	expect_pair(MITRACE__FUNCTION__MI_Application_NewSession, MI_RESULT_OK);
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
	expect_pair(MITRACE__FUNCTION__MI_Application_NewSession, MI_RESULT_NOT_FOUND);
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
	RECEIVED("Application_NewHostedProvider", WORD(&application), WORD(namespace_name), WORD(provider_name),
		 WORD(no_module), 0, WORD(&provider));
	expect_pair(MITRACE__FUNCTION__MI_Application_NewHostedProvider, MI_RESULT_OK);
	KIT_TEXT(kit_call_begin(0), namespace_name, "a namespace");
	KIT_TEXT(kit_call_begin(0), provider_name, "a provider");
	KIT_NUMBER(kit_call_begin(0), null_outputs, 1);
	assert_true(kit_call_end(1)->has_hosted_provider);
}

static void Application_NewInstance(void **state)
{
	const MI_Char class_name[] = "a class";

	(void)state;
	kit_hook = answer_7;
	assert_int_equal(application.ft->NewInstance(&application, class_name, &kit_class_decl, &made_instance),
			 MI_RESULT_NOT_SUPPORTED);
	RECEIVED("Application_NewInstance", WORD(&application), WORD(class_name), WORD(&kit_class_decl),
		 WORD(&made_instance));
	expect_pair(MITRACE__FUNCTION__MI_Application_NewInstance, MI_RESULT_NOT_SUPPORTED);
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
	RECEIVED("Application_NewInstanceFromClass", WORD(&application), WORD(class_name), WORD(&kit_class),
		 WORD(&made_instance));
	expect_pair(MITRACE__FUNCTION__MI_Application_NewInstanceFromClass, MI_RESULT_OK);
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
	RECEIVED("Application_NewClass", WORD(&application), WORD(&kit_class_decl), WORD(namespace_name),
		 WORD(server_name), WORD(&made_class));
	expect_pair(MITRACE__FUNCTION__MI_Application_NewClass, MI_RESULT_OK);
	KIT_TEXT(kit_call_begin(0), namespace_name, "a namespace");
	KIT_TEXT(kit_call_begin(0), destination, "a server");
	KIT_TEXT(kit_call_begin(0)->class_, name, "Kit");
}

static void Application_NewDestinationOptions(void **state)
{
	MI_DestinationOptions options = MI_DESTINATIONOPTIONS_NULL;

	(void)state;
	assert_int_equal(application.ft->NewDestinationOptions(&application, &options), MI_RESULT_OK);
	RECEIVED("Application_NewDestinationOptions", WORD(&application), WORD(&options));
	expect_pair(MITRACE__FUNCTION__MI_Application_NewDestinationOptions, MI_RESULT_OK);
}

static void Application_NewOperationOptions(void **state)
{
	MI_OperationOptions options = MI_OPERATIONOPTIONS_NULL;

	(void)state;
	assert_int_equal(application.ft->NewOperationOptions(&application, MI_TRUE, &options), MI_RESULT_OK);
	RECEIVED("Application_NewOperationOptions", WORD(&application), MI_TRUE, WORD(&options));
	expect_pair(MITRACE__FUNCTION__MI_Application_NewOperationOptions, MI_RESULT_OK);
	KIT_NUMBER(kit_call_begin(0), must_understand, 1);
}

static void Application_NewSubscriptionDeliveryOptions(void **state)
{
	(void)state;
	kit_hook = answer_7;
	assert_int_equal(
		application.ft->NewSubscriptionDeliveryOptions(&application, MI_SubscriptionDeliveryType_Push, NULL),
		MI_RESULT_NOT_SUPPORTED);
	RECEIVED("Application_NewSubscriptionDeliveryOptions", WORD(&application), MI_SubscriptionDeliveryType_Push, 0);
	expect_pair(MITRACE__FUNCTION__MI_Application_NewSubscriptionDeliveryOptions, MI_RESULT_NOT_SUPPORTED);
	KIT_NUMBER(kit_call_begin(0), flags, MI_SubscriptionDeliveryType_Push);
	KIT_NUMBER(kit_call_begin(0), null_outputs, 1);
}

static void Application_NewSerializer(void **state)
{
	MI_Char format[] = "a format";
	MI_Serializer serializer;

	(void)state;
	assert_int_equal(application.ft->NewSerializer(&application, 6, format, &serializer), MI_RESULT_OK);
	RECEIVED("Application_NewSerializer", WORD(&application), 6, WORD(format), WORD(&serializer));
	expect_pair(MITRACE__FUNCTION__MI_Application_NewSerializer, MI_RESULT_OK);
	KIT_NUMBER(kit_call_begin(0), flags, 6);
	KIT_TEXT(kit_call_begin(0), format, "a format");
}

static void Application_NewDeserializer(void **state)
{
	MI_Char format[] = "a format";
	MI_Deserializer deserializer;

	(void)state;
	assert_int_equal(application.ft->NewDeserializer(&application, 6, format, &deserializer), MI_RESULT_OK);
	RECEIVED("Application_NewDeserializer", WORD(&application), 6, WORD(format), WORD(&deserializer));
	expect_pair(MITRACE__FUNCTION__MI_Application_NewDeserializer, MI_RESULT_OK);
	KIT_NUMBER(kit_call_begin(0), flags, 6);
	KIT_TEXT(kit_call_begin(0), format, "a format");
}

/* ---------------------------------------------------------------- sessions */

static void Session_Close(void **state)
{
	(void)state;
	kit_hook = answer_7;
	assert_int_equal(session.ft->Close(&session, &made_error, NULL), MI_RESULT_NOT_SUPPORTED);
	RECEIVED("Session_Close", WORD(&session), WORD(&made_error), 0);
	expect_pair(MITRACE__FUNCTION__MI_Session_Close, MI_RESULT_NOT_SUPPORTED);
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
	RECEIVED("Session_GetApplication", WORD(&session), WORD(&copy));
	expect_pair(MITRACE__FUNCTION__MI_Session_GetApplication, MI_RESULT_OK);
	assert_true(kit_call_begin(0)->has_session);
	assert_true(kit_call_end(1)->has_application);
}

/* Synchronous starts: no callbacks, so the handle that comes back is read. */
static MI_Operation operation;

static MI_Result make_operation(const struct kit_call *call)
{
	kit_fill((void *)(uintptr_t)call->args[call->nr_args - 1], &kit_operation_ft);
	return MI_RESULT_OK;
}

static const Mitrace__Call *expect_start(Mitrace__Function function)
{
	assert_int_equal(kit_events(), 2);
	KIT_NUMBER(kit_call_begin(0), function, function);
	KIT_NUMBER(kit_call_end(1), function, function);
	assert_false(kit_call_end(1)->has_result);
	assert_true(kit_call_begin(0)->has_session);
	assert_true(kit_call_begin(0)->has_operation);
	KIT_NUMBER(kit_call_end(1), operation, kit_call_begin(0)->operation);
	KIT_NUMBER(kit_call_end(1), table, MITRACE__TABLE__TABLE_NORMAL);
	KIT_NUMBER(kit_call_end(1), reserved1, operation.reserved1);
	KIT_NUMBER(kit_call_begin(0), flags, 0x80u);
	return kit_call_begin(0);
}

static MI_OperationOptions no_options = MI_OPERATIONOPTIONS_NULL;

#define START_WITH_INSTANCE(Slot)                                                                          \
	static void Session_##Slot(void **state)                                                           \
	{                                                                                                  \
		struct kit_instance instance = kit_instance("inbound");                                    \
		const MI_Char name[] = "a namespace";                                                      \
		const Mitrace__Call *begin;                                                                \
                                                                                                           \
		(void)state;                                                                               \
		kit_hook = make_operation;                                                                 \
		session.ft->Slot(&session, 0x80, &no_options, name, &instance.instance, NULL, &operation); \
		RECEIVED("Session_" #Slot, WORD(&session), 0x80, WORD(&no_options), WORD(name),            \
			 WORD(&instance.instance), 0, WORD(&operation));                                   \
		begin = expect_start(MITRACE__FUNCTION__MI_Session_##Slot);                                \
		KIT_TEXT(begin, namespace_name, "a namespace");                                            \
		kit_which(begin->instance, "inbound");                                                     \
		assert_false(begin->has_callbacks);                                                        \
	}
START_WITH_INSTANCE(GetInstance)
START_WITH_INSTANCE(ModifyInstance)
START_WITH_INSTANCE(CreateInstance)
START_WITH_INSTANCE(DeleteInstance)

static void Session_Invoke(void **state)
{
	const MI_Char namespace_name[] = "a namespace", class_name[] = "a class", method_name[] = "a method";
	struct kit_instance instance = kit_instance("inbound"), parameters = kit_instance("parameters");
	const Mitrace__Call *begin;

	(void)state;
	kit_hook = make_operation;
	session.ft->Invoke(&session, 0x80, &no_options, namespace_name, class_name, method_name, &instance.instance,
			   &parameters.instance, NULL, &operation);
	RECEIVED("Session_Invoke", WORD(&session), 0x80, WORD(&no_options), WORD(namespace_name), WORD(class_name),
		 WORD(method_name), WORD(&instance.instance), WORD(&parameters.instance), 0, WORD(&operation));
	begin = expect_start(MITRACE__FUNCTION__MI_Session_Invoke);
	KIT_TEXT(begin, namespace_name, "a namespace");
	KIT_TEXT(begin, class_name, "a class");
	KIT_TEXT(begin, method_name, "a method");
	kit_which(begin->instance, "inbound");
	kit_which(begin->parameters, "parameters");
}

static void Session_EnumerateInstances(void **state)
{
	const MI_Char namespace_name[] = "a namespace", class_name[] = "a class";
	const Mitrace__Call *begin;

	(void)state;
	kit_hook = make_operation;
	session.ft->EnumerateInstances(&session, 0x80, NULL, namespace_name, class_name, MI_TRUE, NULL, &operation);
	RECEIVED("Session_EnumerateInstances", WORD(&session), 0x80, 0, WORD(namespace_name), WORD(class_name), MI_TRUE,
		 0, WORD(&operation));
	begin = expect_start(MITRACE__FUNCTION__MI_Session_EnumerateInstances);
	KIT_TEXT(begin, namespace_name, "a namespace");
	KIT_TEXT(begin, class_name, "a class");
	KIT_NUMBER(begin, keys_only, 1);
	assert_false(begin->has_class_names_only);
}

static void Session_QueryInstances(void **state)
{
	const MI_Char namespace_name[] = "a namespace", dialect[] = "a dialect", expression[] = "an expression";
	const Mitrace__Call *begin;

	(void)state;
	kit_hook = make_operation;
	session.ft->QueryInstances(&session, 0x80, NULL, namespace_name, dialect, expression, NULL, &operation);
	RECEIVED("Session_QueryInstances", WORD(&session), 0x80, 0, WORD(namespace_name), WORD(dialect),
		 WORD(expression), 0, WORD(&operation));
	begin = expect_start(MITRACE__FUNCTION__MI_Session_QueryInstances);
	KIT_TEXT(begin, namespace_name, "a namespace");
	KIT_TEXT(begin, query_dialect, "a dialect");
	KIT_TEXT(begin, query_expression, "an expression");
}

static void Session_AssociatorInstances(void **state)
{
	const MI_Char namespace_name[] = "a namespace", association[] = "an association", result[] = "a result",
		      role[] = "a role", result_role[] = "a result role";
	struct kit_instance keys = kit_instance("keys");
	const Mitrace__Call *begin;

	(void)state;
	kit_hook = make_operation;
	session.ft->AssociatorInstances(&session, 0x80, NULL, namespace_name, &keys.instance, association, result, role,
					result_role, MI_TRUE, NULL, &operation);
	RECEIVED("Session_AssociatorInstances", WORD(&session), 0x80, 0, WORD(namespace_name), WORD(&keys.instance),
		 WORD(association), WORD(result), WORD(role), WORD(result_role), MI_TRUE, 0, WORD(&operation));
	begin = expect_start(MITRACE__FUNCTION__MI_Session_AssociatorInstances);
	KIT_TEXT(begin, namespace_name, "a namespace");
	kit_which(begin->instance, "keys");
	KIT_TEXT(begin, association_class, "an association");
	KIT_TEXT(begin, result_class, "a result");
	KIT_TEXT(begin, role, "a role");
	KIT_TEXT(begin, result_role, "a result role");
	KIT_NUMBER(begin, keys_only, 1);
}

static void Session_ReferenceInstances(void **state)
{
	const MI_Char namespace_name[] = "a namespace", result[] = "a result", role[] = "a role";
	struct kit_instance keys = kit_instance("keys");
	const Mitrace__Call *begin;

	(void)state;
	kit_hook = make_operation;
	session.ft->ReferenceInstances(&session, 0x80, NULL, namespace_name, &keys.instance, result, role, MI_FALSE,
				       NULL, &operation);
	RECEIVED("Session_ReferenceInstances", WORD(&session), 0x80, 0, WORD(namespace_name), WORD(&keys.instance),
		 WORD(result), WORD(role), MI_FALSE, 0, WORD(&operation));
	begin = expect_start(MITRACE__FUNCTION__MI_Session_ReferenceInstances);
	KIT_TEXT(begin, namespace_name, "a namespace");
	kit_which(begin->instance, "keys");
	KIT_TEXT(begin, result_class, "a result");
	KIT_TEXT(begin, role, "a role");
	KIT_TEXT(begin, association_class, NULL);
	KIT_NUMBER(begin, keys_only, 0);
}

static void Session_Subscribe(void **state)
{
	const MI_Char namespace_name[] = "a namespace", dialect[] = "a dialect", expression[] = "an expression";
	MI_SubscriptionDeliveryOptions delivery = MI_SUBSCRIPTIONDELIVERYOPTIONS_NULL;
	const Mitrace__Call *begin;

	(void)state;
	kit_hook = make_operation;
	session.ft->Subscribe(&session, 0x80, NULL, namespace_name, dialect, expression, &delivery, NULL, &operation);
	RECEIVED("Session_Subscribe", WORD(&session), 0x80, 0, WORD(namespace_name), WORD(dialect), WORD(expression),
		 WORD(&delivery), 0, WORD(&operation));
	begin = expect_start(MITRACE__FUNCTION__MI_Session_Subscribe);
	KIT_TEXT(begin, namespace_name, "a namespace");
	KIT_TEXT(begin, query_dialect, "a dialect");
	KIT_TEXT(begin, query_expression, "an expression");
}

static void Session_GetClass(void **state)
{
	const MI_Char namespace_name[] = "a namespace", class_name[] = "a class";
	const Mitrace__Call *begin;

	(void)state;
	kit_hook = make_operation;
	session.ft->GetClass(&session, 0x80, NULL, namespace_name, class_name, NULL, &operation);
	RECEIVED("Session_GetClass", WORD(&session), 0x80, 0, WORD(namespace_name), WORD(class_name), 0,
		 WORD(&operation));
	begin = expect_start(MITRACE__FUNCTION__MI_Session_GetClass);
	KIT_TEXT(begin, namespace_name, "a namespace");
	KIT_TEXT(begin, class_name, "a class");
	assert_false(begin->has_keys_only);
}

static void Session_EnumerateClasses(void **state)
{
	const MI_Char namespace_name[] = "a namespace", class_name[] = "a class";
	const Mitrace__Call *begin;

	(void)state;
	kit_hook = make_operation;
	session.ft->EnumerateClasses(&session, 0x80, NULL, namespace_name, class_name, MI_TRUE, NULL, &operation);
	RECEIVED("Session_EnumerateClasses", WORD(&session), 0x80, 0, WORD(namespace_name), WORD(class_name), MI_TRUE,
		 0, WORD(&operation));
	begin = expect_start(MITRACE__FUNCTION__MI_Session_EnumerateClasses);
	KIT_TEXT(begin, namespace_name, "a namespace");
	KIT_TEXT(begin, class_name, "a class");
	KIT_NUMBER(begin, class_names_only, 1);
	assert_false(begin->has_keys_only);
}

static void Session_TestConnection(void **state)
{
	const Mitrace__Call *begin;

	(void)state;
	kit_hook = make_operation;
	session.ft->TestConnection(&session, 0x80, NULL, &operation);
	RECEIVED("Session_TestConnection", WORD(&session), 0x80, 0, WORD(&operation));
	begin = expect_start(MITRACE__FUNCTION__MI_Session_TestConnection);
	KIT_TEXT(begin, namespace_name, NULL);
}

/* ---------------------------------------------------------------- operations */

static void start_operation(void)
{
	kit_hook = make_operation;
	session.ft->EnumerateInstances(&session, 0, NULL, NULL, NULL, MI_FALSE, NULL, &operation);
	kit_reset(NULL);
}

static void Operation_Close(void **state)
{
	(void)state;
	start_operation();
	kit_hook = answer_7;
	assert_int_equal(operation.ft->Close(&operation), MI_RESULT_NOT_SUPPORTED);
	RECEIVED("Operation_Close", WORD(&operation));
	expect_pair(MITRACE__FUNCTION__MI_Operation_Close, MI_RESULT_NOT_SUPPORTED);
	assert_true(kit_call_begin(0)->has_operation);
}

static void Operation_Cancel(void **state)
{
	(void)state;
	start_operation();
	assert_int_equal(operation.ft->Cancel(&operation, MI_REASON_SHUTDOWN), MI_RESULT_OK);
	RECEIVED("Operation_Cancel", WORD(&operation), MI_REASON_SHUTDOWN);
	expect_pair(MITRACE__FUNCTION__MI_Operation_Cancel, MI_RESULT_OK);
	KIT_NUMBER(kit_call_begin(0), reason, MI_REASON_SHUTDOWN);
}

static MI_Result return_session(const struct kit_call *call)
{
	*(MI_Session *)(uintptr_t)call->args[1] = session;
	return MI_RESULT_OK;
}

static void Operation_GetSession(void **state)
{
	MI_Session copy;

	(void)state;
	start_operation();
	kit_hook = return_session;
	assert_int_equal(operation.ft->GetSession(&operation, &copy), MI_RESULT_OK);
	RECEIVED("Operation_GetSession", WORD(&operation), WORD(&copy));
	expect_pair(MITRACE__FUNCTION__MI_Operation_GetSession, MI_RESULT_OK);
	assert_true(kit_call_end(1)->has_session);
}

/* What a getter gives back. */
static struct kit_instance got_instance, got_details;

static MI_Result fill_instance(const struct kit_call *call)
{
	got_instance = kit_instance("result");
	got_details = kit_instance("details");
	*(const MI_Instance **)(uintptr_t)call->args[1] = &got_instance.instance;
	*(MI_Boolean *)(uintptr_t)call->args[2] = MI_TRUE;
	*(MI_Result *)(uintptr_t)call->args[3] = MI_RESULT_ALREADY_EXISTS;
	*(const MI_Char **)(uintptr_t)call->args[4] = "a message";
	*(const MI_Instance **)(uintptr_t)call->args[5] = &got_details.instance;
	return MI_RESULT_OK;
}

static void Operation_GetInstance(void **state)
{
	const MI_Instance *instance, *details;
	const MI_Char *message;
	MI_Boolean more;
	MI_Result result;

	(void)state;
	start_operation();
	kit_hook = fill_instance;
	assert_int_equal(operation.ft->GetInstance(&operation, &instance, &more, &result, &message, &details),
			 MI_RESULT_OK);
	RECEIVED("Operation_GetInstance", WORD(&operation), WORD(&instance), WORD(&more), WORD(&result), WORD(&message),
		 WORD(&details));
	expect_pair(MITRACE__FUNCTION__MI_Operation_GetInstance, MI_RESULT_OK);
	kit_which(kit_call_end(1)->instance, "result");
	KIT_NUMBER(kit_call_end(1), more_results, 1);
	KIT_NUMBER(kit_call_end(1), operation_result, MI_RESULT_ALREADY_EXISTS);
	KIT_TEXT(kit_call_end(1), error_message, "a message");
	kit_which(kit_call_end(1)->error_details, "details");
}

static MI_Result fill_indication(const struct kit_call *call)
{
	got_instance = kit_instance("result");
	got_details = kit_instance("details");
	*(const MI_Instance **)(uintptr_t)call->args[1] = &got_instance.instance;
	*(const MI_Char **)(uintptr_t)call->args[2] = "a bookmark";
	*(const MI_Char **)(uintptr_t)call->args[3] = "a machine";
	*(MI_Boolean *)(uintptr_t)call->args[4] = MI_TRUE;
	*(MI_Result *)(uintptr_t)call->args[5] = MI_RESULT_ALREADY_EXISTS;
	*(const MI_Char **)(uintptr_t)call->args[6] = "a message";
	*(const MI_Instance **)(uintptr_t)call->args[7] = &got_details.instance;
	return MI_RESULT_OK;
}

static void Operation_GetIndication(void **state)
{
	const MI_Char *message, *bookmark, *machine;
	const MI_Instance *instance, *details;
	MI_Boolean more;
	MI_Result result;

	(void)state;
	start_operation();
	kit_hook = fill_indication;
	assert_int_equal(operation.ft->GetIndication(&operation, &instance, &bookmark, &machine, &more, &result,
						     &message, &details),
			 MI_RESULT_OK);
	RECEIVED("Operation_GetIndication", WORD(&operation), WORD(&instance), WORD(&bookmark), WORD(&machine),
		 WORD(&more), WORD(&result), WORD(&message), WORD(&details));
	expect_pair(MITRACE__FUNCTION__MI_Operation_GetIndication, MI_RESULT_OK);
	kit_which(kit_call_end(1)->instance, "result");
	KIT_TEXT(kit_call_end(1), bookmark, "a bookmark");
	KIT_TEXT(kit_call_end(1), machine_id, "a machine");
	KIT_NUMBER(kit_call_end(1), more_results, 1);
	KIT_NUMBER(kit_call_end(1), operation_result, MI_RESULT_ALREADY_EXISTS);
	KIT_TEXT(kit_call_end(1), error_message, "a message");
	kit_which(kit_call_end(1)->error_details, "details");
}

static MI_Result fill_class(const struct kit_call *call)
{
	got_details = kit_instance("details");
	*(const MI_Class **)(uintptr_t)call->args[1] = &kit_class;
	*(MI_Boolean *)(uintptr_t)call->args[2] = MI_TRUE;
	*(MI_Result *)(uintptr_t)call->args[3] = MI_RESULT_ALREADY_EXISTS;
	*(const MI_Char **)(uintptr_t)call->args[4] = "a message";
	*(const MI_Instance **)(uintptr_t)call->args[5] = &got_details.instance;
	return MI_RESULT_OK;
}

static void Operation_GetClass(void **state)
{
	const MI_Instance *details;
	const MI_Char *message;
	const MI_Class *class;
	MI_Boolean more;
	MI_Result result;

	(void)state;
	start_operation();
	kit_hook = fill_class;
	assert_int_equal(operation.ft->GetClass(&operation, &class, &more, &result, &message, &details), MI_RESULT_OK);
	RECEIVED("Operation_GetClass", WORD(&operation), WORD(&class), WORD(&more), WORD(&result), WORD(&message),
		 WORD(&details));
	expect_pair(MITRACE__FUNCTION__MI_Operation_GetClass, MI_RESULT_OK);
	assert_non_null(kit_call_end(1)->class_);
	KIT_TEXT(kit_call_end(1)->class_, name, "Kit");
	KIT_NUMBER(kit_call_end(1), more_results, 1);
	KIT_NUMBER(kit_call_end(1), operation_result, MI_RESULT_ALREADY_EXISTS);
	KIT_TEXT(kit_call_end(1), error_message, "a message");
	kit_which(kit_call_end(1)->error_details, "details");
}

static void getters_without_room_say_which(void **state)
{
	(void)state;
	start_operation();
	kit_hook = answer_7;
	operation.ft->GetInstance(&operation, &(const MI_Instance *){NULL}, NULL, &(MI_Result){0}, NULL, NULL);
	KIT_NUMBER(kit_call_begin(0), null_outputs, 1u << 1 | 1u << 3 | 1u << 4);
	operation.ft->GetIndication(&operation, NULL, NULL, NULL, &(MI_Boolean){0}, NULL, NULL, NULL);
	KIT_NUMBER(kit_call_begin(2), null_outputs, 0x77);
	operation.ft->GetClass(&operation, NULL, NULL, NULL, NULL, NULL);
	KIT_NUMBER(kit_call_begin(4), null_outputs, 0x1f);
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
	kit_hook = answer_7;
	assert_int_equal(provider.ft->Close(&provider), MI_RESULT_NOT_SUPPORTED);
	RECEIVED("HostedProvider_Close", WORD(&provider));
	expect_pair(MITRACE__FUNCTION__MI_HostedProvider_Close, MI_RESULT_NOT_SUPPORTED);
	assert_true(kit_call_begin(0)->has_hosted_provider);
}

static void HostedProvider_GetApplication(void **state)
{
	MI_HostedProvider provider = open_provider();
	MI_Application copy;

	(void)state;
	kit_hook = return_application;
	assert_int_equal(provider.ft->GetApplication(&provider, &copy), MI_RESULT_OK);
	RECEIVED("HostedProvider_GetApplication", WORD(&provider), WORD(&copy));
	expect_pair(MITRACE__FUNCTION__MI_HostedProvider_GetApplication, MI_RESULT_OK);
	assert_true(kit_call_end(1)->has_application);
}

/* ---------------------------------------------------------------- handles */

static void handles_without_identity_are_told_apart(void **state)
{
	MI_Operation empty = {0, 0, &kit_operation_ft}, foreign = {77, 77, &kit_operation_ft}, copy;

	(void)state;
	start_operation();
	kit_operation_ft.Cancel(NULL, MI_REASON_NONE);
	KIT_NUMBER(kit_call_begin(0), handle_state, MITRACE__HANDLE_STATE__HANDLE_NULL);
	kit_operation_ft.Cancel(&empty, MI_REASON_NONE);
	KIT_NUMBER(kit_call_begin(2), handle_state, MITRACE__HANDLE_STATE__HANDLE_EMPTY);
	kit_operation_ft.Cancel(&foreign, MI_REASON_NONE);
	KIT_NUMBER(kit_call_begin(4), handle_state, MITRACE__HANDLE_STATE__HANDLE_UNKNOWN);
	copy = operation;
	kit_operation_ft.Cancel(&copy, MI_REASON_NONE);
	assert_false(kit_call_begin(6)->has_handle_state);
	assert_true(kit_call_begin(6)->has_operation);
	kit_operation_ft.Close(&copy);
	kit_operation_ft.Cancel(&operation, MI_REASON_NONE);
	KIT_NUMBER(kit_call_begin(10), handle_state, MITRACE__HANDLE_STATE__HANDLE_CLOSED);
	KIT_NUMBER(kit_call_begin(10), operation, kit_call_begin(6)->operation);
}

static void words_used_again_are_another_object(void **state)
{
	MI_Session again = session;
	uint64_t first;

	(void)state;
	session.ft->Close(&session, NULL, NULL);
	first = kit_call_begin(0)->session;
	kit_hook = NULL;
	/* The library makes a session with the very same words. */
	application.ft->NewSession(&application, NULL, NULL, NULL, NULL, NULL, &again);
	again.ft->Close(&again, NULL, NULL);
	assert_int_equal(kit_call_end(3)->session, kit_call_begin(4)->session);
	assert_int_not_equal(kit_call_begin(4)->session, first);
}

static MI_Result set_errno(const struct kit_call *call)
{
	(void)call;
	assert_int_equal(errno, 1234);
	errno = 4321;
	return MI_RESULT_OK;
}

static void errno_goes_through_both_ways(void **state)
{
	(void)state;
	start_operation();
	kit_hook = set_errno;
	errno = 1234;
	operation.ft->Cancel(&operation, MI_REASON_NONE);
	assert_int_equal(errno, 4321);
}

static MI_Result call_itself(const struct kit_call *call)
{
	MI_Application copy;

	if (strcmp(call->slot, "Session_TestConnection") == 0)
		session.ft->GetApplication(&session, &copy);
	return MI_RESULT_OK;
}

static void calls_of_the_library_of_itself_are_not_recorded(void **state)
{
	(void)state;
	kit_hook = call_itself;
	session.ft->TestConnection(&session, 0, NULL, NULL);
	assert_int_equal(kit_calls(), 2);
	assert_int_equal(kit_events(), 2);
}

static void a_struct_that_the_library_left_alone_is_not_recorded(void **state)
{
	MI_Application untouched = {0x5ec2e7, 0x5ec2e7, (const MI_ApplicationFT *)&untouched};

	(void)state;
	kit_hook = answer_7;
	session.ft->GetApplication(&session, &untouched);
	assert_false(kit_call_end(1)->has_reserved1);
	assert_false(kit_call_end(1)->has_reserved2);
	assert_false(kit_call_end(1)->has_application);
}

static MI_Result initialize_again(const struct kit_call *call)
{
	MI_Application inner;

	if (strcmp(call->slot, "Session_TestConnection") == 0)
		kit_initialize(0, NULL, NULL, &inner);
	return MI_RESULT_OK;
}

static void a_library_that_initializes_itself_is_not_recorded(void **state)
{
	(void)state;
	kit_hook = initialize_again;
	session.ft->TestConnection(&session, 0, NULL, NULL);
	assert_int_equal(kit_calls(), 2);
	assert_int_equal(kit_events(), 2);
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
		TEST(Session_GetInstance),
		TEST(Session_ModifyInstance),
		TEST(Session_CreateInstance),
		TEST(Session_DeleteInstance),
		TEST(Session_Invoke),
		TEST(Session_EnumerateInstances),
		TEST(Session_QueryInstances),
		TEST(Session_AssociatorInstances),
		TEST(Session_ReferenceInstances),
		TEST(Session_Subscribe),
		TEST(Session_GetClass),
		TEST(Session_EnumerateClasses),
		TEST(Session_TestConnection),
		TEST(Operation_Close),
		TEST(Operation_Cancel),
		TEST(Operation_GetSession),
		TEST(Operation_GetInstance),
		TEST(Operation_GetIndication),
		TEST(Operation_GetClass),
		TEST(getters_without_room_say_which),
		TEST(HostedProvider_Close),
		TEST(HostedProvider_GetApplication),
		TEST(handles_without_identity_are_told_apart),
		TEST(words_used_again_are_another_object),
		TEST(errno_goes_through_both_ways),
		TEST(a_struct_that_the_library_left_alone_is_not_recorded),
		TEST(a_library_that_initializes_itself_is_not_recorded),
		TEST(calls_of_the_library_of_itself_are_not_recorded),
	};

	return cmocka_run_group_tests_name("shim_calls", tests, kit_begin, kit_reset);
}
