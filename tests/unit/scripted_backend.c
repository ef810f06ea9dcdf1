/* A backend that does what a test says. */
#include "scripted_backend.h"

#include <time.h>

#include "objects.h"
#include "unit.h"

struct script script = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

static void count(unsigned *number)
{
	pthread_mutex_lock(&script.lock);
	++*number;
	pthread_cond_broadcast(&script.changed);
	pthread_mutex_unlock(&script.lock);
}

/* Was the operation told of, and not yet finished? */
static void check_order(struct dispatch_op *op)
{
	bool known = false;

	pthread_mutex_lock(&script.lock);
	for (unsigned i = 0; i < script.started && i < SCRIPT_MAX_OPS && !known; i++)
		known = script.ops[i] == op;
	script.order_broken |= !known;
	pthread_mutex_unlock(&script.lock);
}

static MI_Result open_backend(void *self)
{
	(void)self;
	count(&script.opened);
	return script.open_result;
}

static void close_backend(void *self)
{
	(void)self;
	count(&script.closed);
}

static MI_Result open_session(void *self, const struct dispatch_session_request *request, void **ret_session,
			      MI_Instance **ret_error)
{
	(void)self;
	*ret_session = &script;
	if (script.on_open_session)
		script.on_open_session(request, ret_error);
	if (script.session_result == MI_RESULT_OK)
		count(&script.sessions_opened);
	return script.session_result;
}

static void close_session(void *self, void *session)
{
	(void)self;
	assert_ptr_equal(session, &script);
	count(&script.sessions_closed);
}

static void start(void *self, void *session, struct dispatch_op *op, const struct dispatch_request *request)
{
	(void)self;
	assert_ptr_equal(session, &script);
	pthread_mutex_lock(&script.lock);
	script.ops[script.started % SCRIPT_MAX_OPS] = op;
	script.started++;
	pthread_cond_broadcast(&script.changed);
	pthread_mutex_unlock(&script.lock);
	if (script.on_start)
		script.on_start(op, request);
}

static void drained(void *self, struct dispatch_op *op)
{
	(void)self;
	check_order(op);
	if (script.on_drained)
		script.on_drained(op);
	count(&script.drained);
}

static void cancel(void *self, struct dispatch_op *op, MI_CancellationReason reason)
{
	(void)self;
	check_order(op);
	script.reason = reason;
	count(&script.cancelled);
	if (script.on_cancel)
		script.on_cancel(op);
	else
		script_post(op, -1, false, MI_RESULT_FAILED);
}

static void answered(void *self, struct dispatch_op *op, uint64_t cookie, MI_OperationCallback_ResponseType answer)
{
	(void)self;
	check_order(op);
	if (script.on_answered)
		script.on_answered(op, cookie, answer);
	pthread_mutex_lock(&script.lock);
	script.answer = answer;
	script.cookie = cookie;
	script.answered++;
	pthread_cond_broadcast(&script.changed);
	pthread_mutex_unlock(&script.lock);
}

static void acknowledged(void *self, struct dispatch_op *op, uint64_t cookie)
{
	(void)self;
	check_order(op);
	if (script.on_acknowledged)
		script.on_acknowledged(op, cookie);
	pthread_mutex_lock(&script.lock);
	script.cookie = cookie;
	script.acknowledged++;
	pthread_cond_broadcast(&script.changed);
	pthread_mutex_unlock(&script.lock);
}

static void finished(void *self, struct dispatch_op *op)
{
	(void)self;
	check_order(op);
	if (script.on_finished)
		script.on_finished(op);
	count(&script.finished);
}

static const struct dispatch_backend backend = {
	.name = "script",
	.open = open_backend,
	.close = close_backend,
	.open_session = open_session,
	.close_session = close_session,
	.start = start,
	.drained = drained,
	.cancel = cancel,
	.answered = answered,
	.acknowledged = acknowledged,
	.finished = finished,
};

struct dispatch_backend_instance dispatch_backend_get(void)
{
	return (struct dispatch_backend_instance){&backend, &script};
}

void script_reset(void)
{
	script = (struct script){.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};
}

void script_wait(const unsigned *number, unsigned value)
{
	struct timespec deadline;
	int err = 0;

	clock_gettime(CLOCK_REALTIME, &deadline);
	deadline.tv_sec += 10;
	pthread_mutex_lock(&script.lock);
	while (*number < value && !err)
		err = pthread_cond_timedwait(&script.changed, &script.lock, &deadline);
	pthread_mutex_unlock(&script.lock);
	assert_int_equal(err, 0);
}

unsigned script_read(const unsigned *number)
{
	unsigned value;

	pthread_mutex_lock(&script.lock);
	value = *number;
	pthread_mutex_unlock(&script.lock);
	return value;
}

struct dispatch_op *script_op(unsigned nr)
{
	script_wait(&script.started, nr);
	return script.ops[nr - 1];
}

void script_post_in(struct dispatch_op *op, int lane, int number, bool more, MI_Result result)
{
	struct dispatch_event event = {
		.kind = DISPATCH_RESULT_INSTANCE,
		.lane = lane,
		.cookie = (uint64_t)number,
		.more = more,
		.result = result,
	};
	MI_Value value = {.sint32 = number};

	if (number >= 0) {
		assert_int_equal(dispatch_instance_new("Result", NULL, &event.instance), MI_RESULT_OK);
		MI_Instance_AddElement(event.instance, "Number", &value, MI_SINT32, 0);
	}
	dispatch_post(op, &event);
}

void script_post(struct dispatch_op *op, int number, bool more, MI_Result result)
{
	script_post_in(op, DISPATCH_LANE_MAIN, number, more, result);
}

void script_end(struct dispatch_op *op, const struct dispatch_request *request)
{
	(void)request;
	script_post(op, -1, false, MI_RESULT_OK);
}
