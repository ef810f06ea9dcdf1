/*
 * The wrappers of mi.h call the slot they are named after with their arguments in the right order. Options have a test
 * of their own.
 */
#include "mi_expect.h"

static MI_Application application = {1, 2, &fake_application_ft};
static MI_Session session = {3, 4, &fake_session_ft};
static MI_Operation operation = {5, 6, &fake_operation_ft};
static MI_HostedProvider provider = {7, 8, &fake_hosted_provider_ft};
static MI_Instance instance = {&fake_instance_ft, NULL, NULL, NULL, {0}};
static MI_Class class_object = {&fake_class_ft, NULL, NULL, NULL, {0}};
static MI_ParameterSet parameters = {0, 0, &fake_parameter_set_ft};
static MI_QualifierSet qualifiers = {0, 0, &fake_qualifier_set_ft};
static MI_PropertySet properties = {&fake_property_set_ft, {0}};
static MI_Filter filter = {&fake_filter_ft, {0}};

static const MI_ClientFT_V1 client_ft = {
	.serializerFT = &fake_serializer_ft,
	.deserializerFT = &fake_deserializer_ft,
	.utilitiesFT = &fake_utilities_ft,
};

/* The library's symbol: here the test is the library. */
const MI_ClientFT_V1 *mi_clientFT_V1 = &client_ft;

static void nothing(void *context)
{
	(void)context;
}

static MI_Module *no_module(MI_Server *server)
{
	(void)server;
	return NULL;
}

static MI_Result no_class(void *context, const MI_Char *server_name, const MI_Char *namespace_name,
			  const MI_Char *class_name, MI_Class **requested)
{
	(void)context;
	(void)server_name;
	(void)namespace_name;
	(void)class_name;
	(void)requested;
	return MI_RESULT_NOT_FOUND;
}

static void application_wrappers_pass_everything(void **state)
{
	(void)state;
	SAME(Application, Close, &application);
	SAME(Application, NewSession, &application, ROOM(1), ROOM(2), ROOM(3), ROOM(4), ROOM(5), ROOM(6));
	SAME(Application, NewHostedProvider, &application, ROOM(1), ROOM(2), no_module, ROOM(4), ROOM(5));
	SAME(Application, NewInstance, &application, ROOM(1), ROOM(2), ROOM(3));
	SAME(Application, NewDestinationOptions, &application, ROOM(1));
	SAME(Application, NewOperationOptions, &application, 77, ROOM(2));
	SAME(Application, NewSubscriptionDeliveryOptions, &application, MI_SubscriptionDeliveryType_Push, ROOM(2));
	SAME(Application, NewSerializer, &application, 77, ROOM(2), ROOM(3));
	SAME(Application, NewDeserializer, &application, 77, ROOM(2), ROOM(3));
	SAME(Application, NewInstanceFromClass, &application, ROOM(1), ROOM(2), ROOM(3));
}

static void a_parameter_set_is_an_instance_of_the_class_parameters(void **state)
{
	(void)state;
	fake_reset();
	fake_result = RESULT_OF_SLOT;
	assert_int_equal(MI_Application_NewParameterSet(&application, ROOM(2), ROOM(3)), RESULT_OF_SLOT);
	assert_int_equal(fake_count(), 1);
	assert_string_equal(fake_at(0)->slot, "Application.NewInstance");
	assert_ptr_equal((void *)fake_at(0)->args[0], &application);
	assert_string_equal((const char *)fake_at(0)->args[1], "Parameters");
	assert_ptr_equal((void *)fake_at(0)->args[2], ROOM(2));
	assert_ptr_equal((void *)fake_at(0)->args[3], ROOM(3));
}

static void session_wrappers_pass_everything(void **state)
{
	(void)state;
	SAME(Session, Close, &session, ROOM(1), nothing);
	SAME(Session, GetApplication, &session, ROOM(1));
	SAME_VOID(Session, GetInstance, &session, 77, ROOM(2), ROOM(3), ROOM(4), ROOM(5), ROOM(6));
	SAME_VOID(Session, ModifyInstance, &session, 77, ROOM(2), ROOM(3), ROOM(4), ROOM(5), ROOM(6));
	SAME_VOID(Session, CreateInstance, &session, 77, ROOM(2), ROOM(3), ROOM(4), ROOM(5), ROOM(6));
	SAME_VOID(Session, DeleteInstance, &session, 77, ROOM(2), ROOM(3), ROOM(4), ROOM(5), ROOM(6));
	SAME_VOID(Session, Invoke, &session, 77, ROOM(2), ROOM(3), ROOM(4), ROOM(5), ROOM(6), ROOM(7), ROOM(8),
		  ROOM(9));
	SAME_VOID(Session, EnumerateInstances, &session, 77, ROOM(2), ROOM(3), ROOM(4), 55, ROOM(6), ROOM(7));
	SAME_VOID(Session, QueryInstances, &session, 77, ROOM(2), ROOM(3), ROOM(4), ROOM(5), ROOM(6), ROOM(7));
	SAME_VOID(Session, AssociatorInstances, &session, 77, ROOM(2), ROOM(3), ROOM(4), ROOM(5), ROOM(6), ROOM(7),
		  ROOM(8), 55, ROOM(10), ROOM(11));
	SAME_VOID(Session, ReferenceInstances, &session, 77, ROOM(2), ROOM(3), ROOM(4), ROOM(5), ROOM(6), 55, ROOM(8),
		  ROOM(9));
	SAME_VOID(Session, Subscribe, &session, 77, ROOM(2), ROOM(3), ROOM(4), ROOM(5), ROOM(6), ROOM(7), ROOM(8));
	SAME_VOID(Session, GetClass, &session, 77, ROOM(2), ROOM(3), ROOM(4), ROOM(5), ROOM(6));
	SAME_VOID(Session, EnumerateClasses, &session, 77, ROOM(2), ROOM(3), ROOM(4), 55, ROOM(6), ROOM(7));
	SAME_VOID(Session, TestConnection, &session, 77, ROOM(2), ROOM(3));
}

static void operation_wrappers_pass_everything(void **state)
{
	(void)state;
	SAME(Operation, Close, &operation);
	SAME(Operation, Cancel, &operation, MI_REASON_SHUTDOWN);
	SAME(Operation, GetSession, &operation, ROOM(1));
	SAME(Operation, GetInstance, &operation, ROOM(1), ROOM(2), ROOM(3), ROOM(4), ROOM(5));
	SAME(Operation, GetIndication, &operation, ROOM(1), ROOM(2), ROOM(3), ROOM(4), ROOM(5), ROOM(6), ROOM(7));
	SAME(Operation, GetClass, &operation, ROOM(1), ROOM(2), ROOM(3), ROOM(4), ROOM(5));
}

static void hosted_provider_wrappers_pass_everything(void **state)
{
	(void)state;
	SAME(HostedProvider, Close, &provider);
	SAME(HostedProvider, GetApplication, &provider, ROOM(1));
}

static void serializer_names_stand_for_slots_of_the_client_table(void **state)
{
	(void)state;
	SAME(Serializer, Close, ROOM(1));
	SAME(Serializer, SerializeClass, ROOM(1), 77, ROOM(2), ROOM(3), 55, ROOM(5));
	SAME(Serializer, SerializeInstance, ROOM(1), 77, ROOM(2), ROOM(3), 55, ROOM(5));
	SAME(Deserializer, Close, ROOM(1));
	SAME(Deserializer, DeserializeClass, ROOM(1), 77, ROOM(2), 55, ROOM(4), ROOM(5), ROOM(6), no_class, ROOM(8),
	     ROOM(9), ROOM(10), ROOM(11));
	SAME(Deserializer, Class_GetClassName, ROOM(1), ROOM(2), 55, ROOM(3), ROOM(4), ROOM(5));
	SAME(Deserializer, Class_GetParentClassName, ROOM(1), ROOM(2), 55, ROOM(3), ROOM(4), ROOM(5));
	SAME(Deserializer, DeserializeInstance, ROOM(1), 77, ROOM(2), 55, ROOM(4), 33, no_class, ROOM(7), ROOM(8),
	     ROOM(9), ROOM(10));
	SAME(Deserializer, Instance_GetClassName, ROOM(1), ROOM(2), 55, ROOM(3), ROOM(4), ROOM(5));
}

static void utility_names_stand_for_slots_of_the_client_table(void **state)
{
	const uint64_t error_words[] = {FAKE_WORDS(ROOM(1), 77)};

	(void)state;
	SAME(Utilities, CimErrorFromErrorCode, 77, ROOM(1), ROOM(2), ROOM(3));
	fake_reset();
	assert_int_equal(MI_Utilities_MapErrorToMiErrorCategory(ROOM(1), 77), MI_ERRORCATEGORY_LIMITS_EXCEEDED);
	expect_words(0, "Utilities.MapErrorToMiErrorCategory", 0, MI_COUNT(error_words), error_words);
}

static void instance_wrappers_pass_everything(void **state)
{
	(void)state;
	SAME(Instance, Clone, &instance, ROOM(1));
	SAME(Instance, Destruct, &instance);
	SAME(Instance, Delete, &instance);
	SAME(Instance, IsA, &instance, ROOM(1), ROOM(2));
	SAME(Instance, GetClassName, &instance, ROOM(1));
	SAME(Instance, SetNameSpace, &instance, ROOM(1));
	SAME(Instance, GetNameSpace, &instance, ROOM(1));
	SAME(Instance, GetElementCount, &instance, ROOM(1));
	SAME(Instance, AddElement, &instance, ROOM(1), ROOM(2), MI_UINT64A, 77);
	SAME(Instance, SetElement, &instance, ROOM(1), ROOM(2), MI_UINT64A, 77);
	SAME(Instance, SetElementAt, &instance, 55, ROOM(2), MI_UINT64A, 77);
	SAME(Instance, GetElement, &instance, ROOM(1), ROOM(2), ROOM(3), ROOM(4), ROOM(5));
	SAME(Instance, GetElementAt, &instance, 55, ROOM(2), ROOM(3), ROOM(4), ROOM(5));
	SAME(Instance, ClearElement, &instance, ROOM(1));
	SAME(Instance, ClearElementAt, &instance, 55);
	SAME(Instance, GetServerName, &instance, ROOM(1));
	SAME(Instance, SetServerName, &instance, ROOM(1));
	SAME(Instance, GetClass, &instance, ROOM(1));
}

static void class_wrappers_pass_everything(void **state)
{
	(void)state;
	SAME(Class, GetClassName, &class_object, ROOM(1));
	SAME(Class, GetNameSpace, &class_object, ROOM(1));
	SAME(Class, GetServerName, &class_object, ROOM(1));
	SAME(Class, GetElementCount, &class_object, ROOM(1));
	SAME(Class, GetElement, &class_object, ROOM(1), ROOM(2), ROOM(3), ROOM(4), ROOM(5), ROOM(6), ROOM(7), ROOM(8));
	SAME(Class, GetElementAt, &class_object, 55, ROOM(2), ROOM(3), ROOM(4), ROOM(5), ROOM(6), ROOM(7), ROOM(8));
	SAME(Class, GetClassQualifierSet, &class_object, ROOM(1));
	SAME(Class, GetMethodCount, &class_object, ROOM(1));
	SAME(Class, GetMethodAt, &class_object, 55, ROOM(2), ROOM(3), ROOM(4));
	SAME(Class, GetMethod, &class_object, ROOM(1), ROOM(2), ROOM(3), ROOM(4));
	SAME(Class, GetParentClassName, &class_object, ROOM(1));
	SAME(Class, GetParentClass, &class_object, ROOM(1));
	SAME(Class, Delete, &class_object);
	SAME(Class, Clone, &class_object, ROOM(1));
}

static void set_and_filter_wrappers_pass_everything(void **state)
{
	(void)state;
	SAME(ParameterSet, GetMethodReturnType, &parameters, ROOM(1), ROOM(2));
	SAME(ParameterSet, GetParameterCount, &parameters, ROOM(1));
	SAME(ParameterSet, GetParameterAt, &parameters, 55, ROOM(2), ROOM(3), ROOM(4), ROOM(5));
	SAME(ParameterSet, GetParameter, &parameters, ROOM(1), ROOM(2), ROOM(3), ROOM(4), ROOM(5));
	SAME(QualifierSet, GetQualifierCount, &qualifiers, ROOM(1));
	SAME(QualifierSet, GetQualifierAt, &qualifiers, 55, ROOM(2), ROOM(3), ROOM(4), ROOM(5));
	SAME(QualifierSet, GetQualifier, &qualifiers, ROOM(1), ROOM(2), ROOM(3), ROOM(4), ROOM(5));
	SAME(PropertySet, GetElementCount, &properties, ROOM(1));
	SAME(PropertySet, ContainsElement, &properties, ROOM(1), ROOM(2));
	SAME(PropertySet, AddElement, &properties, ROOM(1));
	SAME(PropertySet, GetElementAt, &properties, 55, ROOM(2));
	SAME(PropertySet, Clear, &properties);
	SAME(PropertySet, Destruct, &properties);
	SAME(PropertySet, Delete, &properties);
	SAME(PropertySet, Clone, &properties, ROOM(1));
	SAME(Filter, Evaluate, &filter, ROOM(1), ROOM(2));
	SAME(Filter, GetExpression, &filter, ROOM(1), ROOM(2));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(application_wrappers_pass_everything),
		cmocka_unit_test(a_parameter_set_is_an_instance_of_the_class_parameters),
		cmocka_unit_test(session_wrappers_pass_everything),
		cmocka_unit_test(operation_wrappers_pass_everything),
		cmocka_unit_test(hosted_provider_wrappers_pass_everything),
		cmocka_unit_test(serializer_names_stand_for_slots_of_the_client_table),
		cmocka_unit_test(utility_names_stand_for_slots_of_the_client_table),
		cmocka_unit_test(instance_wrappers_pass_everything),
		cmocka_unit_test(class_wrappers_pass_everything),
		cmocka_unit_test(set_and_filter_wrappers_pass_everything),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
