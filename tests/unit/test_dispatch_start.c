/* Starting operations: what the client's handle holds when, what is refused and how, what the backend is told. */
#include <stdlib.h>

#include "logging_client.h"
#include "objects.h"
#include "scripted_backend.h"
#include "unit.h"

static struct client client;

/* --- what cannot be started -------------------------------------------------------------------------------------- */

static void a_missing_operation_fails_with_a_temporary_one(void **state)
{
	const struct call *call;

	(void)state;
	client_open(&client);
	client_enumerate(&client, MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS, NULL);
	assert_int_equal(client_calls(&client), 1);
	call = &client.calls[0];
	assert_true(pthread_equal(call->thread, pthread_self()));
	assert_int_equal(call->result, MI_RESULT_INVALID_PARAMETER);
	assert_int_equal(call->handle.reserved1, MI_RESULT_INVALID_PARAMETER);
	assert_int_equal(call->handle.reserved2, 0);
	assert_null(call->acknowledge);
	/* Without callback and operation there is nobody to tell. */
	MI_Session_EnumerateInstances(&client.session, 0, NULL, NULL, "X", MI_FALSE, NULL, NULL);
	client_close(&client);
	assert_int_equal(script.started, 0);
}

static void check_failed_handle(MI_Operation *operation, MI_Result code)
{
	const MI_Instance *instance = (void *)1, *details = (void *)1;
	const MI_Class *class = (void *)1;
	const MI_Char *message = "x", *bookmark = "x", *machine = "x";
	MI_Boolean more = MI_TRUE;
	MI_Session session;
	MI_Result result;

	assert_int_equal(MI_Operation_GetInstance(operation, &instance, &more, &result, &message, &details),
			 MI_RESULT_OK);
	assert_int_equal(result, code);
	assert_false(more);
	assert_null(instance);
	assert_null(message);
	assert_null(details);
	assert_int_equal(MI_Operation_GetIndication(operation, &instance, &bookmark, &machine, &more, &result, &message,
						    &details),
			 MI_RESULT_OK);
	assert_int_equal(result, code);
	assert_null(bookmark);
	assert_null(machine);
	assert_int_equal(MI_Operation_GetClass(operation, &class, &more, &result, &message, &details), MI_RESULT_OK);
	assert_int_equal(result, code);
	assert_null(class);
	assert_int_equal(MI_Operation_Cancel(operation, MI_REASON_NONE), MI_RESULT_FAILED);
	assert_int_equal(MI_Operation_GetSession(operation, &session), MI_RESULT_FAILED);
	assert_int_equal(session.reserved1, operation->reserved1);
	assert_int_equal(session.reserved2, operation->reserved2);
	assert_non_null(session.ft->GetInstance);
	assert_int_equal(MI_Operation_Close(operation), MI_RESULT_OK);
	assert_int_equal(operation->reserved1, 0);
	assert_null(operation->ft);
}

static void a_missing_instance_fails_inline_with_the_clients_own_operation(void **state)
{
	MI_Operation operation;

	(void)state;
	client_open(&client);
	MI_Session_GetInstance(&client.session, MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS, NULL, "root/test", NULL,
			       &client.callbacks, &operation);
	assert_int_equal(client_calls(&client), 1);
	assert_ptr_equal(client.calls[0].pointer, &operation);
	assert_null(client.calls[0].acknowledge);
	assert_int_equal(client.calls[0].result, MI_RESULT_INVALID_PARAMETER);
	assert_int_equal(operation.reserved1, client.session.reserved1);
	assert_int_equal(operation.reserved2, client.session.reserved2);
	check_failed_handle(&operation, MI_RESULT_INVALID_PARAMETER);
	MI_Session_Invoke(&client.session, 0, NULL, "root/test", "X", NULL, NULL, NULL, &client.callbacks, &operation);
	assert_int_equal(client.calls[1].result, MI_RESULT_INVALID_PARAMETER);
	MI_Operation_Close(&operation);
	client_close(&client);
	assert_int_equal(script.started, 0);
}

static void a_stale_session_fails_each_operation_through_its_own_callback(void **state)
{
	static const enum called expected[] = {
		CALLED_INSTANCE, CALLED_INSTANCE, CALLED_INDICATION, CALLED_CLASS, CALLED_CLASS, CALLED_INSTANCE,
	};
	MI_Operation operation;
	MI_Session stale;

	(void)state;
	client_open(&client);
	stale = client.session;
	assert_int_equal(MI_Session_Close(&client.session, NULL, NULL), MI_RESULT_OK);
	MI_Session_EnumerateInstances(&stale, 0, NULL, NULL, "X", MI_FALSE, &client.callbacks, &operation);
	check_failed_handle(&operation, MI_RESULT_INVALID_PARAMETER);
	MI_Session_QueryInstances(&stale, 0, NULL, NULL, "WQL", "q", &client.callbacks, &operation);
	MI_Session_Subscribe(&stale, 0, NULL, NULL, "WQL", "q", NULL, &client.callbacks, &operation);
	MI_Session_GetClass(&stale, 0, NULL, NULL, "X", &client.callbacks, &operation);
	MI_Session_EnumerateClasses(&stale, 0, NULL, NULL, "X", MI_FALSE, &client.callbacks, &operation);
	MI_Session_TestConnection(&stale, 0, &client.callbacks, &operation);
	assert_int_equal(client_calls(&client), 6);
	for (unsigned i = 0; i < 6; i++) {
		assert_int_equal(client.calls[i].what, expected[i]);
		assert_int_equal(client.calls[i].result, MI_RESULT_INVALID_PARAMETER);
		assert_ptr_equal(client.calls[i].pointer, &operation);
	}
	assert_int_equal(MI_Application_Close(&client.application), MI_RESULT_OK);
	assert_int_equal(script.started, 0);
}

/* --- what can ---------------------------------------------------------------------------------------------------- */

static MI_Operation *filled;

static void handle_is_filled(struct dispatch_op *op, const struct dispatch_request *request)
{
	assert_non_null(filled->ft);
	assert_true(filled->reserved1 && filled->reserved2);
	script_post_in(op, DISPATCH_LANE_CALLER, -1, false, MI_RESULT_FAILED);
	(void)request;
}

static void the_handle_is_filled_before_the_backend_hears_of_it(void **state)
{
	MI_Operation operation;

	(void)state;
	client_open(&client);
	filled = &operation;
	script.on_start = handle_is_filled;
	client_enumerate(&client, 0, &operation);
	assert_int_equal(client_calls(&client), 1);
	assert_true(pthread_equal(client.calls[0].thread, pthread_self()));
	assert_ptr_not_equal(client.calls[0].pointer, &operation);
	assert_memory_equal(&client.calls[0].handle, &operation, sizeof(operation));
	MI_Operation_Close(&operation);
	client_close(&client);
}

/* As a client does whose operation ends before the starting call returns: close it and free the memory it lies in. */
static void close_and_free(struct client *c, const struct call *call)
{
	MI_Operation copy = call->handle;

	(void)c;
	assert_int_equal(MI_Operation_Close(&copy), MI_RESULT_OK);
	free(filled);
}

static void the_client_may_free_its_operation_before_the_start_returns(void **state)
{
	(void)state;
	client_open(&client);
	filled = malloc(sizeof(*filled));
	script.on_start = handle_is_filled;
	client.hook = close_and_free;
	client_enumerate(&client, 0, filled);
	assert_int_equal(client_calls(&client), 1);
	client_close(&client);
}

static struct dispatch_request seen;

/* Everything is still there when the client has freed and overwritten what it passed. */
static void check_invoke(struct dispatch_op *op, const struct dispatch_request *request)
{
	seen = *request;
	(void)op;
}

static void a_request_is_a_copy_of_what_the_client_passed(void **state)
{
	MI_Char namespace[] = "root/test", class[] = "Thing", method[] = "Do";
	MI_OperationCallbacks callbacks;
	MI_OperationOptions options;
	MI_Instance *instance, *parameters;
	MI_Operation operation;
	MI_Uint32 number;
	MI_Value value = {.uint32 = 7};

	(void)state;
	client_open(&client);
	callbacks = client.callbacks;
	script.on_start = check_invoke;
	MI_Application_NewInstance(&client.application, "Thing", NULL, &instance);
	MI_Application_NewInstance(&client.application, "Parameters", NULL, &parameters);
	MI_Instance_AddElement(parameters, "How", &value, MI_UINT32, 0);
	MI_Application_NewOperationOptions(&client.application, MI_FALSE, &options);
	MI_OperationOptions_SetNumber(&options, "speed", 3, 0);
	MI_Session_Invoke(&client.session, MI_OPERATIONFLAGS_FULL_RTTI, &options, namespace, class, method, instance,
			  parameters, &callbacks, &operation);
	memset(namespace, 'x', 4);
	memset(class, 'x', 4);
	memset(method, 'x', 2);
	memset(&callbacks, 0xff, sizeof(callbacks));
	MI_Instance_Delete(instance);
	MI_Instance_Delete(parameters);
	MI_OperationOptions_Delete(&options);

	assert_int_equal(seen.kind, DISPATCH_INVOKE);
	assert_int_equal(seen.flags, MI_OPERATIONFLAGS_FULL_RTTI);
	assert_string_equal(seen.namespace_name, "root/test");
	assert_string_equal(seen.class_name, "Thing");
	assert_string_equal(seen.method_name, "Do");
	assert_int_equal(seen.callbacks, 0xff);
	assert_false(seen.synchronous);
	assert_int_equal(MI_Instance_GetElement(seen.parameters, "How", &value, NULL, NULL, NULL), MI_RESULT_OK);
	assert_int_equal(value.uint32, 7);
	assert_non_null(seen.instance);
	assert_int_equal(MI_OperationOptions_GetNumber(seen.options, "speed", &number, NULL, NULL), MI_RESULT_OK);
	assert_int_equal(number, 3);
	script_post(script_op(1), 5, false, MI_RESULT_OK);
	assert_int_equal(client_call(&client, 0)->number, 5);
	MI_Operation_Close(&operation);
	client_close(&client);
}

static void every_operation_reaches_the_backend_as_what_it_is(void **state)
{
	MI_Operation operations[13];
	MI_Session *s = &client.session;
	MI_Instance *i;

	(void)state;
	client_open(&client);
	script.on_start = check_invoke;
	MI_Application_NewInstance(&client.application, "Thing", NULL, &i);
	MI_Session_GetInstance(s, 0, NULL, "n", i, &client.callbacks, &operations[0]);
	assert_int_equal(seen.kind, DISPATCH_GET_INSTANCE);
	MI_Session_ModifyInstance(s, 0, NULL, "n", i, &client.callbacks, &operations[1]);
	assert_int_equal(seen.kind, DISPATCH_MODIFY_INSTANCE);
	MI_Session_CreateInstance(s, 0, NULL, "n", i, &client.callbacks, &operations[2]);
	assert_int_equal(seen.kind, DISPATCH_CREATE_INSTANCE);
	MI_Session_DeleteInstance(s, 0, NULL, "n", i, &client.callbacks, &operations[3]);
	assert_int_equal(seen.kind, DISPATCH_DELETE_INSTANCE);
	MI_Session_Invoke(s, 0, NULL, "n", "c", "m", NULL, NULL, &client.callbacks, &operations[4]);
	assert_int_equal(seen.kind, DISPATCH_INVOKE);
	assert_null(seen.instance);
	MI_Session_EnumerateInstances(s, 0, NULL, "n", "c", MI_TRUE, &client.callbacks, &operations[5]);
	assert_int_equal(seen.kind, DISPATCH_ENUMERATE_INSTANCES);
	assert_true(seen.keys_only);
	MI_Session_QueryInstances(s, 0, NULL, "n", "WQL", "select", &client.callbacks, &operations[6]);
	assert_int_equal(seen.kind, DISPATCH_QUERY_INSTANCES);
	assert_string_equal(seen.dialect, "WQL");
	assert_string_equal(seen.expression, "select");
	MI_Session_AssociatorInstances(s, 0, NULL, "n", i, "ac", "rc", "ro", "rr", MI_TRUE, &client.callbacks,
				       &operations[7]);
	assert_int_equal(seen.kind, DISPATCH_ASSOCIATOR_INSTANCES);
	assert_string_equal(seen.association_class, "ac");
	assert_string_equal(seen.result_class, "rc");
	assert_string_equal(seen.role, "ro");
	assert_string_equal(seen.result_role, "rr");
	MI_Session_ReferenceInstances(s, 0, NULL, "n", i, "rc", "ro", MI_FALSE, &client.callbacks, &operations[8]);
	assert_int_equal(seen.kind, DISPATCH_REFERENCE_INSTANCES);
	assert_null(seen.association_class);
	assert_string_equal(seen.result_class, "rc");
	MI_Session_Subscribe(s, 0, NULL, "n", "WQL", "q", NULL, &client.callbacks, &operations[9]);
	assert_int_equal(seen.kind, DISPATCH_SUBSCRIBE);
	MI_Session_GetClass(s, 0, NULL, "n", "c", &client.callbacks, &operations[10]);
	assert_int_equal(seen.kind, DISPATCH_GET_CLASS);
	MI_Session_EnumerateClasses(s, 0, NULL, "n", NULL, MI_TRUE, &client.callbacks, &operations[11]);
	assert_int_equal(seen.kind, DISPATCH_ENUMERATE_CLASSES);
	assert_true(seen.class_names_only);
	assert_null(seen.class_name);
	MI_Session_TestConnection(s, 0, &client.callbacks, &operations[12]);
	assert_int_equal(seen.kind, DISPATCH_TEST_CONNECTION);
	assert_null(seen.namespace_name);
	assert_null(seen.options);
	MI_Instance_Delete(i);
	for (unsigned k = 0; k < 13; k++)
		assert_int_equal(MI_Operation_Close(&operations[k]), MI_RESULT_OK);
	client_close(&client);
	assert_int_equal(script.started, 13);
}

/* GetClass with an instance callback only is an operation whose results are fetched. */
static void only_the_fitting_callback_makes_an_operation_asynchronous(void **state)
{
	MI_OperationCallbacks callbacks;
	MI_Operation operation;
	const MI_Class *class;
	MI_Result result;

	(void)state;
	client_open(&client);
	callbacks = client_results_only(&client);
	script.on_start = check_invoke;
	MI_Session_GetClass(&client.session, 0, NULL, "n", "c", &callbacks, &operation);
	assert_true(seen.synchronous);
	script_post(script_op(1), -1, false, MI_RESULT_NOT_FOUND);
	assert_int_equal(MI_Operation_GetClass(&operation, &class, NULL, &result, NULL, NULL), MI_RESULT_OK);
	assert_int_equal(result, MI_RESULT_NOT_FOUND);
	assert_int_equal(client_calls(&client), 0);
	MI_Operation_Close(&operation);
	client_close(&client);
}

static void the_session_table_without_handle_lacks_the_connection_test(void **state)
{
	(void)state;
	assert_null(mi_clientFT_V1->sessionFT->TestConnection);
	assert_non_null(mi_clientFT_V1->sessionFT->EnumerateClasses);
	client_open(&client);
	assert_ptr_not_equal(mi_clientFT_V1->sessionFT, client.session.ft);
	assert_ptr_equal(mi_clientFT_V1->applicationFT, client.application.ft);
	client_close(&client);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_missing_operation_fails_with_a_temporary_one),
		cmocka_unit_test(a_missing_instance_fails_inline_with_the_clients_own_operation),
		cmocka_unit_test(a_stale_session_fails_each_operation_through_its_own_callback),
		cmocka_unit_test(the_handle_is_filled_before_the_backend_hears_of_it),
		cmocka_unit_test(the_client_may_free_its_operation_before_the_start_returns),
		cmocka_unit_test(a_request_is_a_copy_of_what_the_client_passed),
		cmocka_unit_test(every_operation_reaches_the_backend_as_what_it_is),
		cmocka_unit_test(only_the_fitting_callback_makes_an_operation_asynchronous),
		cmocka_unit_test(the_session_table_without_handle_lacks_the_connection_test),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
