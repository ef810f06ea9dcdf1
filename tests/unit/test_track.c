/* What the tracker knows of an operation: its mode, when its last result came, how long it took, and what is kept for a user. */
#include <string.h>

#include "track.h"
#include "unit.h"

struct script {
	struct mtr_track *track;
	struct mtr_tracked tracked; /* of the last packet */
	uint64_t seq;
};

static Mitrace__Packet next_packet(struct script *s, Mitrace__Packet__BodyCase body, uint64_t parent)
{
	Mitrace__Packet packet = MITRACE__PACKET__INIT;

	packet.has_seq = packet.has_time = packet.has_thread = packet.has_overhead = packet.has_parent = 1;
	packet.seq = ++s->seq;
	packet.time = s->seq * 1000;
	packet.thread = 1;
	packet.overhead = 100;
	packet.parent = parent;
	packet.body_case = body;
	return packet;
}

static uint64_t begin(struct script *s, Mitrace__Function function, uint64_t operation, uint32_t callbacks,
		      uint64_t parent)
{
	Mitrace__Packet packet = next_packet(s, MITRACE__PACKET__BODY_CALL_BEGIN, parent);
	Mitrace__Call call = MITRACE__CALL__INIT;

	packet.call_begin = &call;
	call.function = function;
	call.operation = operation;
	call.callbacks = callbacks;
	assert_int_equal(mtr_track_packet(s->track, &packet, &s->tracked), 0);
	return packet.seq;
}

/* @more: as the getter says, -1: it was not asked. */
static void end(struct script *s, Mitrace__Function function, uint64_t parent, int more, bool object)
{
	Mitrace__Packet packet = next_packet(s, MITRACE__PACKET__BODY_CALL_END, parent);
	Mitrace__Instance instance = MITRACE__INSTANCE__INIT;
	Mitrace__Call call = MITRACE__CALL__INIT;

	packet.call_end = &call;
	call.function = function;
	call.has_more_results = more >= 0;
	call.more_results = more == 1;
	call.instance = object ? &instance : NULL;
	assert_int_equal(mtr_track_packet(s->track, &packet, &s->tracked), 0);
}

static uint64_t callback(struct script *s, uint64_t operation, bool more)
{
	Mitrace__Packet packet = next_packet(s, MITRACE__PACKET__BODY_CALLBACK_BEGIN, 0);
	Mitrace__Callback result = MITRACE__CALLBACK__INIT;

	packet.callback_begin = &result;
	result.kind = MITRACE__CALLBACK_KIND__MI_OperationCallbacks_instanceResult;
	result.operation = operation;
	result.more_results = more;
	assert_int_equal(mtr_track_packet(s->track, &packet, &s->tracked), 0);
	return packet.seq;
}

static void callback_end(struct script *s, uint64_t parent)
{
	Mitrace__Packet packet = next_packet(s, MITRACE__PACKET__BODY_CALLBACK_END, parent);
	Mitrace__Callback result = MITRACE__CALLBACK__INIT;

	packet.callback_end = &result;
	assert_int_equal(mtr_track_packet(s->track, &packet, &s->tracked), 0);
}

static void test_the_callback_for_its_own_kind_of_result_makes_an_operation_asynchronous(void **state)
{
	struct script s = {.track = NULL};

	(void)state;
	assert_int_equal(mtr_track_new(&s.track), 0);
	begin(&s, MITRACE__FUNCTION__MI_Session_GetClass, 1, 1u << 4, 0);
	assert_true(s.tracked.op->synchronous);
	begin(&s, MITRACE__FUNCTION__MI_Session_GetClass, 2, 1u << 6, 0);
	assert_false(s.tracked.op->synchronous);
	begin(&s, MITRACE__FUNCTION__MI_Session_Subscribe, 3, 1u << 4 | 1u << 6, 0);
	assert_true(s.tracked.op->synchronous);
	begin(&s, MITRACE__FUNCTION__MI_Session_Subscribe, 4, 1u << 5, 0);
	assert_false(s.tracked.op->synchronous);
	begin(&s, MITRACE__FUNCTION__MI_Session_Invoke, 5, 1u << 4, 0);
	assert_false(s.tracked.op->synchronous);
	mtr_track_free(s.track);
}

/* The recorder's time inside the operation's own events delays it, and what is called within its callbacks, too. */
static void test_times_of_an_operation_leave_out_the_recorders_own(void **state)
{
	const struct mtr_op_time *time;
	struct script s = {.track = NULL};
	uint64_t start, first, inner;

	(void)state;
	assert_int_equal(mtr_track_new(&s.track), 0);
	start = begin(&s, MITRACE__FUNCTION__MI_Session_Invoke, 1, 1u << 4, 0); /* 1 */
	end(&s, MITRACE__FUNCTION__MI_Session_Invoke, start, -1, false);        /* 2 */
	first = callback(&s, 1, true);                                          /* 3: 2000, of it 200 ours */
	time = &s.tracked.op->time;
	assert_int_equal(mtr_op_time_first(time), 1800);
	inner = begin(&s, MITRACE__FUNCTION__MI_Application_NewOperationOptions, 0, 0, first); /* 4 */
	end(&s, MITRACE__FUNCTION__MI_Application_NewOperationOptions, inner, -1, false);      /* 5 */
	callback_end(&s, first);                                                               /* 6 */
	begin(&s, MITRACE__FUNCTION__MI_Application_NewOperationOptions, 0, 0, 0);             /* 7: elsewhere */
	callback(&s, 1, false); /* 8: 7000, of it 600 ours */
	assert_int_equal(mtr_op_time_first(time), 1800);
	assert_int_equal(mtr_op_time_total(time), 6400);
	assert_true(s.tracked.op->final);
	assert_int_equal(s.tracked.op->results, 2);
	mtr_track_free(s.track);
}

static void test_getters_bring_results_and_the_last_one(void **state)
{
	const Mitrace__Function get = MITRACE__FUNCTION__MI_Operation_GetInstance;
	struct script s = {.track = NULL};

	(void)state;
	assert_int_equal(mtr_track_new(&s.track), 0);
	begin(&s, MITRACE__FUNCTION__MI_Session_EnumerateInstances, 1, 0, 0);
	end(&s, get, begin(&s, get, 1, 0, 0), 1, true);
	assert_false(s.tracked.op->final);
	end(&s, get, begin(&s, get, 1, 0, 0), -1, true); /* not asked: an object, so there may be more */
	assert_false(s.tracked.op->final);
	end(&s, get, begin(&s, get, 1, 0, 0), -1, false);
	assert_true(s.tracked.op->final);
	assert_int_equal(s.tracked.op->results, 3);
	begin(&s, MITRACE__FUNCTION__MI_Session_GetInstance, 2, 0, 0);
	end(&s, get, begin(&s, get, 2, 0, 0), -1, true); /* one at most */
	assert_true(s.tracked.op->final);
	mtr_track_free(s.track);
}

static unsigned forgotten, with_mark;

static void forget(void *context, struct mtr_op *op)
{
	assert_ptr_equal(context, &forgotten);
	forgotten++;
	with_mark += *(unsigned *)op->data == 7;
}

static void test_what_is_kept_of_an_operation_is_handed_back_once(void **state)
{
	struct script s = {.track = NULL};

	(void)state;
	forgotten = with_mark = 0;
	assert_int_equal(mtr_track_new(&s.track), 0);
	mtr_track_keep(s.track, sizeof(unsigned), forget, &forgotten);
	for (unsigned op = 1; op <= 40000; op++) {
		begin(&s, MITRACE__FUNCTION__MI_Session_Invoke, op, 1u << 4, 0);
		assert_int_equal(*(unsigned *)s.tracked.op->data, 0);
		*(unsigned *)s.tracked.op->data = 7;
	}
	assert_in_range(forgotten, 1, 20000); /* too many at a time */
	mtr_track_forget_all(s.track);
	assert_int_equal(forgotten, 40000);
	assert_int_equal(with_mark, 40000);
	mtr_track_free(s.track);
	assert_int_equal(forgotten, 40000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_callback_for_its_own_kind_of_result_makes_an_operation_asynchronous),
		cmocka_unit_test(test_times_of_an_operation_leave_out_the_recorders_own),
		cmocka_unit_test(test_getters_bring_results_and_the_last_one),
		cmocka_unit_test(test_what_is_kept_of_an_operation_is_handed_back_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
