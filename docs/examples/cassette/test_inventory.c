/*
 * A test of the callbacks in inventory.c that needs no server. Its cassette, inventory.mitrace, is recorded from the real
 * program when it is not there, which needs a server once; then it is kept beside the test and replayed.
 *
 *	cc inventory.c inventory_main.c -lmi -o inventory
 *	cc inventory.c test_inventory.c $(pkg-config --cflags --libs mitrace-reinject cmocka) -o test_inventory
 *	./test_inventory
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <mitrace/replay.h>

#include "inventory.h"

static int open_cassette(void **state)
{
	static const char *const command[] = {"./inventory", NULL};

	if (!mitrace_replay_open_or_record("inventory.mitrace", command, (struct mitrace_replay **)state))
		return 0;
	print_error("%s\n", mitrace_replay_error());
	return -1;
}

static int close_cassette(void **state)
{
	mitrace_replay_close(*state);
	return 0;
}

/* Fails the test with what was not as in the recording. */
static void play(struct mitrace_replay *cassette, struct inventory *inventory, const char *faults)
{
	struct mitrace_replay_options options = {.size = sizeof(options), .faults = faults};
	MI_OperationCallbacks callbacks = inventory_callbacks(inventory);
	struct mitrace_replay_difference d;
	int outcome = mitrace_replay_run(cassette, &callbacks, &options);

	for (size_t i = 0; i < mitrace_replay_differences(cassette); i++)
		if (!mitrace_replay_difference(cassette, i, &d))
			print_error("event %llu: %s: recorded %s, now %s\n", (unsigned long long)d.seq, d.what,
				    d.recorded ? d.recorded : "nothing", d.observed ? d.observed : "nothing");
	if (outcome < 0)
		print_error("%s\n", mitrace_replay_error());
	assert_int_equal(outcome, MITRACE_REPLAY_SAME);
}

static void every_process_is_counted_and_the_largest_one_found(void **state)
{
	struct inventory inventory = {0};
	struct mitrace_replay_operation operation;

	play(*state, &inventory, NULL);
	assert_true(inventory.done);
	assert_int_equal(inventory.result, MI_RESULT_OK);
	assert_true(inventory.count > 1);
	assert_true(inventory.most > 0);
	assert_string_not_equal(inventory.largest, "");
	assert_int_equal(mitrace_replay_get(*state, 0, &operation), 0);
	assert_true(inventory.count >= operation.events - 1);
}

static void a_server_that_breaks_off_is_noticed(void **state)
{
	struct inventory inventory = {0};

	play(*state, &inventory, "fail=ACCESS_DENIED@1");
	assert_true(inventory.done);
	assert_int_equal(inventory.result, MI_RESULT_ACCESS_DENIED);
	assert_int_equal(inventory.count, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_process_is_counted_and_the_largest_one_found),
		cmocka_unit_test(a_server_that_breaks_off_is_noticed),
	};

	return cmocka_run_group_tests(tests, open_cassette, close_cassette);
}
