/* From handle words to numbers: opening, closing, words that come back, many at once, and many threads. */
#include <pthread.h>
#include <stdatomic.h>

#include "identity.h"
#include "mitrace_fields.h"
#include "unit.h"

static struct shim_key key(uint64_t reserved1, uint64_t reserved2)
{
	return (struct shim_key){.reserved1 = reserved1, .reserved2 = reserved2};
}

static struct shim_identity find(struct shim_key k)
{
	return shim_identity_find(SHIM_OPERATION, &k);
}

static uint64_t open_one(struct shim_key k, uint32_t record)
{
	uint64_t id = shim_identity_new(SHIM_OPERATION);

	shim_identity_open(SHIM_OPERATION, &k, id, record);
	return id;
}

static void a_handle_is_known_by_its_words(void **state)
{
	uint64_t id = open_one(key(1, 0x1000), 7);

	(void)state;
	assert_int_equal(find(key(1, 0x1000)).id, id);
	assert_int_equal(find(key(1, 0x1000)).record, 7);
	assert_int_equal(find(key(1, 0x1000)).state, MTR_HANDLE_STATE_HANDLE_KNOWN);
	assert_int_equal(find(key(2, 0x1000)).state, MTR_HANDLE_STATE_HANDLE_UNKNOWN);
	assert_int_equal(find(key(0, 0)).state, MTR_HANDLE_STATE_HANDLE_EMPTY);
}

static void kinds_do_not_mix(void **state)
{
	struct shim_key k = key(2, 0x2000);

	(void)state;
	open_one(k, 0);
	assert_int_equal(shim_identity_find(SHIM_SESSION, &k).state, MTR_HANDLE_STATE_HANDLE_UNKNOWN);
}

static void a_closed_handle_is_remembered_as_closed(void **state)
{
	struct shim_key k = key(3, 0x3000);
	uint64_t id = open_one(k, 0);

	(void)state;
	shim_identity_close(SHIM_OPERATION, &k, id, false);
	assert_int_equal(find(k).state, MTR_HANDLE_STATE_HANDLE_CLOSED);
	assert_int_equal(find(k).id, id);
}

/* Whether a client uses a handle too late must not depend on which words the library gave it. */
static void the_handles_closed_last_are_remembered(void **state)
{
	enum {
		CLOSED = 20000,
		LAST = 200
	};

	(void)state;
	for (uint64_t i = 0; i < CLOSED; i++) {
		struct shim_key k = key(1 + i / 7, 0x7f0000000000 + 0x150 * i);

		uint64_t id = shim_identity_new(SHIM_HOSTED_PROVIDER);

		shim_identity_open(SHIM_HOSTED_PROVIDER, &k, id, 0);
		shim_identity_close(SHIM_HOSTED_PROVIDER, &k, id, false);
		if (i < LAST)
			continue;
		k = key(1 + (i - LAST) / 7, 0x7f0000000000 + 0x150 * (i - LAST));
		assert_int_equal(shim_identity_find(SHIM_HOSTED_PROVIDER, &k).state, MTR_HANDLE_STATE_HANDLE_CLOSED);
	}
}

static void words_that_come_back_are_another_object(void **state)
{
	struct shim_key k = key(4, 0x4000);
	uint64_t first = open_one(k, 0), second;

	(void)state;
	shim_identity_close(SHIM_OPERATION, &k, first, false);
	second = open_one(k, 0);
	assert_int_not_equal(first, second);
	assert_int_equal(find(k).id, second);
	/* The first one's close comes late: the second stays open. */
	shim_identity_close(SHIM_OPERATION, &k, first, false);
	assert_int_equal(find(k).state, MTR_HANDLE_STATE_HANDLE_KNOWN);
}

static void an_address_tells_equal_words_apart(void **state)
{
	struct shim_key one = key(5, 0x5000), two = one;
	uint64_t first, second;

	(void)state;
	one.address = 0x10;
	two.address = 0x20;
	first = open_one(one, 0);
	second = open_one(two, 0);
	assert_int_equal(find(one).id, first);
	assert_int_equal(find(two).id, second);
}

static void libraries_may_use_the_same_words(void **state)
{
	struct shim_key one = key(6, 0x6000), two = one;
	uint64_t first, second;

	(void)state;
	one.library = 0x10000;
	two.library = 0x20000;
	first = open_one(one, 0);
	second = open_one(two, 0);
	assert_int_equal(find(one).id, first);
	assert_int_equal(find(two).id, second);
	shim_identity_close(SHIM_OPERATION, &one, first, false);
	assert_int_equal(find(two).state, MTR_HANDLE_STATE_HANDLE_KNOWN);
}

enum {
	MANY = 50000
};

static void none_is_forgotten_while_it_is_open(void **state)
{
	static uint64_t ids[MANY];

	(void)state;
	for (uint64_t i = 0; i < MANY; i++)
		ids[i] = open_one(key(i + 1, 0x700000), (uint32_t)i);
	for (uint64_t i = 0; i < MANY; i++)
		assert_int_equal(find(key(i + 1, 0x700000)).id, ids[i]);
	for (uint64_t i = 0; i < MANY; i++)
		shim_identity_close(SHIM_OPERATION, &(struct shim_key){i + 1, 0x700000, 0, 0}, ids[i], false);
}

static void a_held_handle_is_remembered_whatever_comes_after(void **state)
{
	struct shim_key k = key(8, 0x8000), other;
	uint64_t id = open_one(k, 0);

	(void)state;
	shim_identity_close(SHIM_OPERATION, &k, id, true);
	for (uint64_t i = 0; i < MANY; i++) {
		other = key(i + 1, 0x880000);
		shim_identity_close(SHIM_OPERATION, &other, open_one(other, 0), false);
	}
	assert_int_equal(find(k).state, MTR_HANDLE_STATE_HANDLE_CLOSED);
	assert_int_equal(find(k).id, id);
	shim_identity_release(SHIM_OPERATION, &k, id);
	assert_int_equal(find(k).state, MTR_HANDLE_STATE_HANDLE_CLOSED);
}

/* Threads open, find and close handles of their own, with words that the others use a little later. */
static _Atomic int wrong;

static void *churn(void *number)
{
	for (uint64_t round = 0; round < 20000; round++) {
		struct shim_key k = key(round % 50 + 1, 0x900000 + (uintptr_t)number);
		uint64_t id = open_one(k, 0);

		if (find(k).id != id || find(k).state != MTR_HANDLE_STATE_HANDLE_KNOWN)
			wrong++;
		shim_identity_close(SHIM_OPERATION, &k, id, false);
		if (find(k).state == MTR_HANDLE_STATE_HANDLE_KNOWN)
			wrong++;
	}
	return NULL;
}

static void threads_do_not_disturb_each_other(void **state)
{
	pthread_t threads[8];

	(void)state;
	for (uintptr_t i = 0; i < 8; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, churn, (void *)i), 0);
	for (int i = 0; i < 8; i++)
		pthread_join(threads[i], NULL);
	assert_int_equal(wrong, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_handle_is_known_by_its_words),
		cmocka_unit_test(kinds_do_not_mix),
		cmocka_unit_test(a_closed_handle_is_remembered_as_closed),
		cmocka_unit_test(the_handles_closed_last_are_remembered),
		cmocka_unit_test(words_that_come_back_are_another_object),
		cmocka_unit_test(an_address_tells_equal_words_apart),
		cmocka_unit_test(libraries_may_use_the_same_words),
		cmocka_unit_test(none_is_forgotten_while_it_is_open),
		cmocka_unit_test(a_held_handle_is_remembered_whatever_comes_after),
		cmocka_unit_test(threads_do_not_disturb_each_other),
	};

	return cmocka_run_group_tests_name("shim_identity", tests, NULL, NULL);
}
