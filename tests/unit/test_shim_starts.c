/*
 * The 13 slots that start operations: what the library receives is what the client passed, and what is recorded says so
 * under the right names. Synchronous starts: no callbacks, so the handle that comes back is read.
 */
#include "shim_kit.h"
#include "unit.h"

static MI_Application application;
static MI_Session session;
static MI_Operation operation;

static int setup(void **state)
{
	kit_reset(state);
	kit_open(&application, &session);
	return 0;
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

#define START_WITH_INSTANCE(Slot)                                                                               \
	static void Session_##Slot(void **state)                                                                \
	{                                                                                                       \
		struct kit_instance instance = kit_instance("inbound");                                         \
		const MI_Char name[] = "a namespace";                                                           \
		const Mitrace__Call *begin;                                                                     \
                                                                                                                \
		(void)state;                                                                                    \
		kit_hook = kit_make_operation;                                                                  \
		session.ft->Slot(&session, 0x80, &no_options, name, &instance.instance, NULL, &operation);      \
		KIT_RECEIVED("Session_" #Slot, KIT_WORD(&session), 0x80, KIT_WORD(&no_options), KIT_WORD(name), \
			     KIT_WORD(&instance.instance), 0, KIT_WORD(&operation));                            \
		begin = expect_start(MITRACE__FUNCTION__MI_Session_##Slot);                                     \
		KIT_TEXT(begin, namespace_name, "a namespace");                                                 \
		kit_which(begin->instance, "inbound");                                                          \
		assert_false(begin->has_callbacks);                                                             \
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
	kit_hook = kit_make_operation;
	session.ft->Invoke(&session, 0x80, &no_options, namespace_name, class_name, method_name, &instance.instance,
			   &parameters.instance, NULL, &operation);
	KIT_RECEIVED("Session_Invoke", KIT_WORD(&session), 0x80, KIT_WORD(&no_options), KIT_WORD(namespace_name),
		     KIT_WORD(class_name), KIT_WORD(method_name), KIT_WORD(&instance.instance),
		     KIT_WORD(&parameters.instance), 0, KIT_WORD(&operation));
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
	kit_hook = kit_make_operation;
	session.ft->EnumerateInstances(&session, 0x80, NULL, namespace_name, class_name, MI_TRUE, NULL, &operation);
	KIT_RECEIVED("Session_EnumerateInstances", KIT_WORD(&session), 0x80, 0, KIT_WORD(namespace_name),
		     KIT_WORD(class_name), MI_TRUE, 0, KIT_WORD(&operation));
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
	kit_hook = kit_make_operation;
	session.ft->QueryInstances(&session, 0x80, NULL, namespace_name, dialect, expression, NULL, &operation);
	KIT_RECEIVED("Session_QueryInstances", KIT_WORD(&session), 0x80, 0, KIT_WORD(namespace_name), KIT_WORD(dialect),
		     KIT_WORD(expression), 0, KIT_WORD(&operation));
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
	kit_hook = kit_make_operation;
	session.ft->AssociatorInstances(&session, 0x80, NULL, namespace_name, &keys.instance, association, result, role,
					result_role, MI_TRUE, NULL, &operation);
	KIT_RECEIVED("Session_AssociatorInstances", KIT_WORD(&session), 0x80, 0, KIT_WORD(namespace_name),
		     KIT_WORD(&keys.instance), KIT_WORD(association), KIT_WORD(result), KIT_WORD(role),
		     KIT_WORD(result_role), MI_TRUE, 0, KIT_WORD(&operation));
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
	kit_hook = kit_make_operation;
	session.ft->ReferenceInstances(&session, 0x80, NULL, namespace_name, &keys.instance, result, role, MI_FALSE,
				       NULL, &operation);
	KIT_RECEIVED("Session_ReferenceInstances", KIT_WORD(&session), 0x80, 0, KIT_WORD(namespace_name),
		     KIT_WORD(&keys.instance), KIT_WORD(result), KIT_WORD(role), MI_FALSE, 0, KIT_WORD(&operation));
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
	kit_hook = kit_make_operation;
	session.ft->Subscribe(&session, 0x80, NULL, namespace_name, dialect, expression, &delivery, NULL, &operation);
	KIT_RECEIVED("Session_Subscribe", KIT_WORD(&session), 0x80, 0, KIT_WORD(namespace_name), KIT_WORD(dialect),
		     KIT_WORD(expression), KIT_WORD(&delivery), 0, KIT_WORD(&operation));
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
	kit_hook = kit_make_operation;
	session.ft->GetClass(&session, 0x80, NULL, namespace_name, class_name, NULL, &operation);
	KIT_RECEIVED("Session_GetClass", KIT_WORD(&session), 0x80, 0, KIT_WORD(namespace_name), KIT_WORD(class_name), 0,
		     KIT_WORD(&operation));
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
	kit_hook = kit_make_operation;
	session.ft->EnumerateClasses(&session, 0x80, NULL, namespace_name, class_name, MI_TRUE, NULL, &operation);
	KIT_RECEIVED("Session_EnumerateClasses", KIT_WORD(&session), 0x80, 0, KIT_WORD(namespace_name),
		     KIT_WORD(class_name), MI_TRUE, 0, KIT_WORD(&operation));
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
	kit_hook = kit_make_operation;
	session.ft->TestConnection(&session, 0x80, NULL, &operation);
	KIT_RECEIVED("Session_TestConnection", KIT_WORD(&session), 0x80, 0, KIT_WORD(&operation));
	begin = expect_start(MITRACE__FUNCTION__MI_Session_TestConnection);
	KIT_TEXT(begin, namespace_name, NULL);
}

#define TEST(name) cmocka_unit_test_setup(name, setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
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
	};

	return cmocka_run_group_tests_name("shim_starts", tests, kit_begin, kit_reset);
}
