/* Results and questions that another thread settles just while their callback returns. */
#include "logging_client.h"
#include "scripted_backend.h"
#include "unit.h"

static struct client client;
static struct {
	pthread_t thread;
	const struct call *call;
	MI_Operation handle;
	unsigned begun; /* the backend is being told; script_wait() for it */
} settling;

static void *settle(void *context)
{
	const struct call *call = settling.call;

	(void)context;
	if (call->answer)
		assert_int_equal(call->answer(&settling.handle, MI_OperationCallback_ResponseType_Yes), MI_RESULT_OK);
	else
		assert_int_equal(call->acknowledge(&settling.handle), MI_RESULT_OK);
	return NULL;
}

/* The first callback returns once the other thread is in the middle of settling it. */
static void settle_elsewhere(struct client *c, const struct call *call)
{
	(void)c;
	if (settling.call)
		return;
	settling.call = call;
	settling.handle = call->handle;
	assert_int_equal(pthread_create(&settling.thread, NULL, settle, NULL), 0);
	script_wait(&settling.begun, 1);
}

/* In the middle of settling: the dispatcher's thread calls back for another operation, so it is done with the first callback. */
static void linger(void)
{
	if (settling.begun)
		return;
	pthread_mutex_lock(&script.lock);
	settling.begun = 1;
	pthread_cond_broadcast(&script.changed);
	pthread_mutex_unlock(&script.lock);
	client_call(&client, 1);
}

static void linger_acknowledged(struct dispatch_op *op, uint64_t cookie)
{
	(void)op;
	(void)cookie;
	linger();
}

static void linger_answered(struct dispatch_op *op, uint64_t cookie, MI_OperationCallback_ResponseType answer)
{
	(void)op;
	(void)cookie;
	(void)answer;
	linger();
}

/* Two operations; of the first, @event is posted, which another thread settles meanwhile. */
static void run(const struct dispatch_event *event)
{
	MI_Operation operations[2];

	memset(&settling, 0, sizeof(settling));
	client_open(&client);
	script.on_acknowledged = linger_acknowledged;
	script.on_answered = linger_answered;
	client.hook = settle_elsewhere;
	for (unsigned i = 0; i < 2; i++)
		MI_Session_EnumerateInstances(&client.session, i ? 0 : MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS, NULL, "n",
					      "X", MI_FALSE, &client.callbacks, &operations[i]);
	if (event)
		dispatch_post(script_op(1), event);
	else
		script_post(script_op(1), 1, true, MI_RESULT_OK);
	script_post(script_op(2), 2, false, MI_RESULT_OK);
	client_call(&client, 1);
	assert_int_equal(pthread_join(settling.thread, NULL), 0);
	script_post(script_op(1), 3, false, MI_RESULT_OK);
	assert_int_equal(client_call(&client, 2)->number, 3);
	assert_int_equal(client.calls[2].acknowledge(&settling.handle), MI_RESULT_OK);
	for (unsigned i = 0; i < 2; i++)
		assert_int_equal(MI_Operation_Close(&operations[i]), MI_RESULT_OK);
	client_close(&client);
}

static void a_result_may_be_acknowledged_while_its_callback_returns(void **state)
{
	(void)state;
	run(NULL);
}

static void a_streamed_parameter_may_be_acknowledged_while_its_callback_returns(void **state)
{
	MI_Value value = {.string = (MI_Char *)"value"};

	(void)state;
	run(&(struct dispatch_event){.kind = DISPATCH_STREAMED_PARAMETER,
				     .parameter_name = "P",
				     .parameter_type = MI_STRING,
				     .parameter_value = &value});
}

static void a_question_may_be_answered_while_its_callback_returns(void **state)
{
	(void)state;
	run(&(struct dispatch_event){.kind = DISPATCH_PROMPT_USER, .message = "really?"});
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_result_may_be_acknowledged_while_its_callback_returns),
		cmocka_unit_test(a_streamed_parameter_may_be_acknowledged_while_its_callback_returns),
		cmocka_unit_test(a_question_may_be_answered_while_its_callback_returns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
