/* Handles: two words that name an object while it lives, and nothing afterwards. */
#include "handle.h"
#include "unit.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

static atomic_uint destroyed;

static void destroy(void *object)
{
	(void)object;
	atomic_fetch_add(&destroyed, 1);
}

static struct dispatch_words open_handle(void *object)
{
	struct dispatch_words words;

	assert_true(dispatch_handle_open(DISPATCH_HANDLE_OPERATION, object, destroy, &words));
	return words;
}

static void close_handle(struct dispatch_words words)
{
	assert_non_null(dispatch_handle_get(DISPATCH_HANDLE_OPERATION, words));
	assert_true(dispatch_handle_shut(words));
	dispatch_handle_put(words);
}

static void an_open_handle_leads_to_its_object(void **state)
{
	int object;
	struct dispatch_words words = open_handle(&object);

	(void)state;
	assert_true(words.version != 0 && words.slot != 0);
	assert_ptr_equal(dispatch_handle_get(DISPATCH_HANDLE_OPERATION, words), &object);
	dispatch_handle_put(words);
	assert_null(dispatch_handle_get(DISPATCH_HANDLE_SESSION, words));
	close_handle(words);
}

static void a_slot_comes_back_with_the_next_version(void **state)
{
	int object;
	struct dispatch_words first = open_handle(&object), second;

	(void)state;
	close_handle(first);
	second = open_handle(&object);
	assert_int_equal(second.slot, first.slot);
	assert_int_equal(second.version, first.version + 1);
	assert_null(dispatch_handle_get(DISPATCH_HANDLE_OPERATION, first));
	assert_null(dispatch_handle_get_shut(DISPATCH_HANDLE_OPERATION, first));
	assert_ptr_equal(dispatch_handle_get_occupant(DISPATCH_HANDLE_OPERATION, first.slot), &object);
	dispatch_handle_put(second);
	assert_null(dispatch_handle_get_occupant(DISPATCH_HANDLE_SESSION, first.slot));
	assert_true(dispatch_handle_is_stale(first));
	assert_false(dispatch_handle_is_stale(second));
	close_handle(second);
	assert_null(dispatch_handle_get_occupant(DISPATCH_HANDLE_OPERATION, second.slot));
	assert_null(dispatch_handle_get_occupant(DISPATCH_HANDLE_OPERATION, second.slot + 1));
	assert_true(dispatch_handle_is_stale(second));
	assert_false(dispatch_handle_is_stale((struct dispatch_words){0, second.slot}));
	assert_false(dispatch_handle_is_stale((struct dispatch_words){second.version + 1, second.slot}));
}

static void a_shut_handle_leads_nowhere_but_for_who_settles_events(void **state)
{
	int object;
	struct dispatch_words words = open_handle(&object);
	unsigned before = atomic_load(&destroyed);

	(void)state;
	dispatch_handle_ref(words);
	assert_true(dispatch_handle_shut(words));
	assert_false(dispatch_handle_shut(words));
	assert_null(dispatch_handle_get(DISPATCH_HANDLE_OPERATION, words));
	assert_ptr_equal(dispatch_handle_get_shut(DISPATCH_HANDLE_OPERATION, words), &object);
	dispatch_handle_put(words);
	assert_int_equal(atomic_load(&destroyed), before);
	dispatch_handle_put(words);
	assert_int_equal(atomic_load(&destroyed), before + 1);
}

static void nonsense_is_refused(void **state)
{
	static const ptrdiff_t slots[] = {0, -16, 1, 15, 17, 0x7fffffffffffff0, (ptrdiff_t)1 << 40, 16 << 22};

	(void)state;
	for (size_t i = 0; i < sizeof(slots) / sizeof(slots[0]); i++)
		for (MI_Uint64 version = 0; version < 3; version++)
			assert_null(dispatch_handle_get(DISPATCH_HANDLE_OPERATION,
							(struct dispatch_words){version, slots[i]}));
}

static void a_hundred_thousand_objects_have_different_handles(void **state)
{
	enum {
		NR = 100000
	};
	struct dispatch_words *words = malloc(NR * sizeof(*words));
	char *objects = malloc(NR);

	(void)state;
	assert_non_null(words);
	for (unsigned i = 0; i < NR; i++)
		words[i] = open_handle(objects + i);
	for (unsigned i = 0; i < NR; i++) {
		assert_ptr_equal(dispatch_handle_get(DISPATCH_HANDLE_OPERATION, words[i]), objects + i);
		dispatch_handle_put(words[i]);
		close_handle(words[i]);
	}
	free(objects);
	free(words);
}

struct race {
	_Atomic(MI_Uint64) version; /* of the newest handle; 0 ends the race */
	_Atomic(ptrdiff_t) slot;
	atomic_uint found;
	atomic_int live; /* what the object is while its handle may be got */
};

/* Whatever a get answers must be alive until it is put. */
static void *get_all_the_time(void *context)
{
	struct race *race = context;
	MI_Uint64 version;

	while ((version = atomic_load(&race->version))) {
		struct dispatch_words words = {version, atomic_load(&race->slot)};
		atomic_int *object = dispatch_handle_get_shut(DISPATCH_HANDLE_OPERATION, words);

		if (!object)
			continue;
		if (atomic_load(object) != 1)
			abort();
		atomic_fetch_add(&race->found, 1);
		dispatch_handle_put(words);
	}
	return NULL;
}

static void end_life(void *object)
{
	atomic_store((atomic_int *)object, 0);
	free(object);
}

static void an_object_lives_while_another_thread_has_it(void **state)
{
	struct race race = {0};
	pthread_t threads[2];

	(void)state;
	atomic_store(&race.version, 1);
	for (int i = 0; i < 2; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, get_all_the_time, &race), 0);
	for (unsigned i = 0; i < 20000 || !atomic_load(&race.found); i++) {
		atomic_int *object = malloc(sizeof(*object));
		struct dispatch_words words;

		atomic_init(object, 1);
		assert_true(dispatch_handle_open(DISPATCH_HANDLE_OPERATION, object, end_life, &words));
		atomic_store(&race.slot, words.slot);
		atomic_store(&race.version, words.version);
		dispatch_handle_ref(words);
		dispatch_handle_shut(words);
		dispatch_handle_put(words);
	}
	atomic_store(&race.version, 0);
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_open_handle_leads_to_its_object),
		cmocka_unit_test(a_slot_comes_back_with_the_next_version),
		cmocka_unit_test(a_shut_handle_leads_nowhere_but_for_who_settles_events),
		cmocka_unit_test(nonsense_is_refused),
		cmocka_unit_test(a_hundred_thousand_objects_have_different_handles),
		cmocka_unit_test(an_object_lives_while_another_thread_has_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
