/* The clock of events against CLOCK_MONOTONIC. */
#include "event_clock.h"

#include <pthread.h>
#include <stdatomic.h>

#include "unit.h"

enum {
	NS_PER_MS = 1000000,
	TOLERANCE = 20000, /* ns; of a machine that runs other programs, too */
};

/* Between two readings of the one clock there is one of the other. How far is it outside? */
static uint64_t distance(void)
{
	uint64_t before = mtr_monotonic_ns(), now = mtr_event_clock_ns(), after = mtr_monotonic_ns();

	return now < before ? before - now : now > after ? now - after : 0;
}

static void it_is_the_monotonic_clock(void **state)
{
	uint64_t begin = mtr_monotonic_ns(), worst = 0, d;

	(void)state;
	/* Long enough for several lines, one after the other. */
	while (mtr_monotonic_ns() - begin < UINT64_C(900) * NS_PER_MS) {
		d = distance();
		if (d > worst)
			worst = d;
	}
	if (worst > TOLERANCE)
		fail_msg("%llu ns away", (unsigned long long)worst);
}

static void it_is_right_after_a_long_silence(void **state)
{
	const struct timespec silence = {0, 700 * NS_PER_MS};

	(void)state;
	mtr_event_clock_ns();
	nanosleep(&silence, NULL);
	assert_true(distance() <= TOLERANCE);
}

static _Atomic bool over;

static void *read_on(void *context)
{
	static char backwards[] = "backwards";
	uint64_t last = 0, now;

	(void)context;
	while (!atomic_load(&over)) {
		now = mtr_event_clock_ns();
		if (now < last)
			return backwards;
		last = now;
	}
	return NULL;
}

static void it_does_not_go_backwards_on_any_thread(void **state)
{
	const struct timespec while_they_read = {0, 800 * NS_PER_MS};
	pthread_t thread[4];
	void *result;
	unsigned i;

	(void)state;
	for (i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&thread[i], NULL, read_on, NULL), 0);
	nanosleep(&while_they_read, NULL);
	atomic_store(&over, true);
	for (i = 0; i < 4; i++) {
		pthread_join(thread[i], &result);
		assert_null(result);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_the_monotonic_clock),
		cmocka_unit_test(it_is_right_after_a_long_silence),
		cmocka_unit_test(it_does_not_go_backwards_on_any_thread),
	};

	mtr_event_clock_setup();
	print_message("the counter is %s\n", mtr_event_clock_is_fast() ? "used" : "not used");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
