/* Objects of a pool: apart from each other, used again, found by number, from many threads. */
#include <pthread.h>
#include <stdatomic.h>

#include "pool.h"
#include "unit.h"

struct object {
	struct shim_pooled pooled;
	_Atomic uintptr_t owner;
};

static void objects_do_not_overlap_and_are_found_by_number(void **state)
{
	static struct shim_pool pool = {.object_size = sizeof(struct object)};
	static struct object *objects[1000];

	(void)state;
	for (uintptr_t i = 0; i < 1000; i++) {
		objects[i] = shim_pool_get(&pool);
		assert_non_null(objects[i]);
		objects[i]->owner = i;
		assert_int_equal(objects[i]->pooled.number, i + 1);
	}
	assert_int_equal(shim_pool_count(&pool), 1000);
	for (uintptr_t i = 0; i < 1000; i++) {
		assert_int_equal(objects[i]->owner, i);
		assert_ptr_equal(shim_pool_at(&pool, objects[i]->pooled.number), objects[i]);
	}
}

static void what_is_put_back_is_used_before_anything_new(void **state)
{
	static struct shim_pool pool = {.object_size = sizeof(struct object)};
	struct object *one = shim_pool_get(&pool), *two = shim_pool_get(&pool);

	(void)state;
	shim_pool_put(&pool, one);
	assert_ptr_equal(shim_pool_get(&pool), one);
	shim_pool_put(&pool, two);
	shim_pool_put(&pool, one);
	assert_ptr_equal(shim_pool_get(&pool), one);
	assert_ptr_equal(shim_pool_get(&pool), two);
	assert_int_equal(shim_pool_count(&pool), 2);
}

static struct shim_pool shared = {.object_size = sizeof(struct object)};
static _Atomic int wrong;

static void *churn(void *number)
{
	for (int round = 0; round < 20000; round++) {
		struct object *held[3];

		for (int i = 0; i < 3; i++) {
			held[i] = shim_pool_get(&shared);
			if (atomic_exchange(&held[i]->owner, (uintptr_t)number) != 0)
				wrong++;
		}
		for (int i = 0; i < 3; i++) {
			if (atomic_exchange(&held[i]->owner, 0) != (uintptr_t)number)
				wrong++;
			shim_pool_put(&shared, held[i]);
		}
	}
	return NULL;
}

static void no_object_has_two_owners(void **state)
{
	pthread_t threads[8];

	(void)state;
	for (uintptr_t i = 0; i < 8; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, churn, (void *)(i + 1)), 0);
	for (int i = 0; i < 8; i++)
		pthread_join(threads[i], NULL);
	assert_int_equal(wrong, 0);
	assert_true(shim_pool_count(&shared) <= 24);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(objects_do_not_overlap_and_are_found_by_number),
		cmocka_unit_test(what_is_put_back_is_used_before_anything_new),
		cmocka_unit_test(no_object_has_two_owners),
	};

	return cmocka_run_group_tests_name("shim_pool", tests, NULL, NULL);
}
