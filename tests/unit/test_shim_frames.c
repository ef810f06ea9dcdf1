/* Frames of calls and callbacks on a thread: nesting, and what is cut off by leaving them the hard way. */
#include <signal.h>
#include <stdlib.h>

#include "shim_thread.h"
#include "unit.h"

/* The stack grows down: an inner frame has a smaller address. */
enum {
	OUTER = 1000,
	INNER = 900,
	INNERMOST = 800
};

static void parents_are_the_innermost_events(void **state)
{
	struct shim_thread thread = {0};
	unsigned call = shim_frame_push(&thread, OUTER, false), callback;

	(void)state;
	assert_int_equal(shim_frames_parent(&thread, call), 0);
	shim_frame_set_seq(&thread, call, 10);
	callback = shim_frame_push(&thread, INNER, true);
	assert_int_equal(shim_frames_parent(&thread, callback), 10);
	shim_frame_set_seq(&thread, callback, 20);
	call = shim_frame_push(&thread, INNERMOST, false);
	assert_int_equal(shim_frames_parent(&thread, call), 20);
	assert_int_equal(shim_frames_callback(&thread, call), 20);
	shim_frame_pop(&thread, call);
	shim_frame_pop(&thread, callback);
	assert_int_equal(shim_frames_parent(&thread, thread.nr_frames), 10);
}

static void an_event_that_was_dropped_encloses_nothing(void **state)
{
	struct shim_thread thread = {0};
	unsigned frame;

	(void)state;
	shim_frame_set_seq(&thread, shim_frame_push(&thread, OUTER, false), 10);
	shim_frame_push(&thread, INNER, true);
	frame = shim_frame_push(&thread, INNERMOST, false);
	assert_int_equal(shim_frames_parent(&thread, frame), 10);
}

static void only_a_call_as_innermost_frame_is_a_call(void **state)
{
	struct shim_thread thread = {0};

	(void)state;
	assert_false(shim_frames_in_call(&thread));
	shim_frame_push(&thread, OUTER, false);
	assert_true(shim_frames_in_call(&thread));
	shim_frame_push(&thread, INNER, true);
	assert_false(shim_frames_in_call(&thread));
}

static void frames_that_were_jumped_over_are_dropped(void **state)
{
	struct shim_thread thread = {0};

	(void)state;
	shim_frame_push(&thread, OUTER, false);
	shim_frame_push(&thread, INNER, true);
	shim_frame_push(&thread, INNERMOST, false);
	shim_frames_trim(&thread, INNERMOST - 1);
	assert_int_equal(thread.nr_frames, 3);
	shim_frames_trim(&thread, INNERMOST + 1);
	assert_int_equal(thread.nr_frames, 2);
	shim_frames_trim(&thread, OUTER + 1);
	assert_int_equal(thread.nr_frames, 0);
}

static void ending_a_frame_ends_those_within(void **state)
{
	struct shim_thread thread = {0};
	unsigned outer = shim_frame_push(&thread, OUTER, false);

	(void)state;
	shim_frame_push(&thread, INNER, true);
	shim_frame_push(&thread, INNERMOST, false);
	shim_frame_pop(&thread, outer);
	assert_int_equal(thread.nr_frames, 0);
}

static void more_frames_than_there_is_room_for_are_not_remembered(void **state)
{
	static struct shim_thread thread;
	unsigned frame;

	(void)state;
	for (unsigned i = 0; i < SHIM_FRAMES_MAX; i++)
		assert_int_equal(shim_frame_push(&thread, 10000 - i, i & 1), i);
	frame = shim_frame_push(&thread, 100, false);
	assert_int_equal(frame, SHIM_FRAMES_MAX);
	shim_frame_set_seq(&thread, frame, 5);
	shim_frame_pop(&thread, frame);
	assert_int_equal(thread.nr_frames, SHIM_FRAMES_MAX);
}

static struct shim_thread interrupted;

static void handler(int signal)
{
	(void)signal;
	shim_frames_trim(&interrupted, (uintptr_t)__builtin_frame_address(0));
}

/* Its stack is somewhere else, above or below: that says nothing of the frames of the normal one. */
static void a_handler_on_a_stack_of_its_own_drops_nothing(void **state)
{
	stack_t stack = {.ss_size = 1 << 16};
	struct sigaction action = {.sa_handler = handler, .sa_flags = SA_ONSTACK};

	(void)state;
	stack.ss_sp = malloc(stack.ss_size);
	assert_int_equal(sigaltstack(&stack, NULL), 0);
	assert_int_equal(sigaction(SIGUSR1, &action, NULL), 0);
	shim_frame_push(&interrupted, 1, false); /* below every address */
	raise(SIGUSR1);
	assert_int_equal(interrupted.nr_frames, 1);
	stack.ss_flags = SS_DISABLE;
	sigaltstack(&stack, NULL);
	free(stack.ss_sp);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parents_are_the_innermost_events),
		cmocka_unit_test(an_event_that_was_dropped_encloses_nothing),
		cmocka_unit_test(only_a_call_as_innermost_frame_is_a_call),
		cmocka_unit_test(frames_that_were_jumped_over_are_dropped),
		cmocka_unit_test(ending_a_frame_ends_those_within),
		cmocka_unit_test(more_frames_than_there_is_room_for_are_not_remembered),
		cmocka_unit_test(a_handler_on_a_stack_of_its_own_drops_nothing),
	};

	return cmocka_run_group_tests_name("shim_frames", tests, NULL, NULL);
}
