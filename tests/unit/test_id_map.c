/* The map against an array that knows the answers. */
#include <errno.h>
#include <stdlib.h>

#include "id_map.h"
#include "random_message.h"
#include "unit.h"

enum {
	IDS = 500,
	STEPS = 200000
};

static void test_a_map_holds_what_was_set_and_not_removed(void **state)
{
	static char values[IDS];
	void *expected[IDS] = {NULL};
	struct mtr_id_map map = {0};
	struct random_state rnd;
	size_t count = 0, at = 0, seen = 0;
	int i;

	(void)state;
	random_begin(&rnd);
	for (i = 0; i < STEPS; i++) {
		size_t k = (size_t)random_below(&rnd, IDS);
		uint64_t id = k + 1 + ((uint64_t)(k % 7) << 40); /* small ones, and some with high bits */

		if (random_below(&rnd, 2)) {
			count += expected[k] == NULL;
			expected[k] = &values[random_below(&rnd, IDS)];
			assert_int_equal(mtr_id_map_set(&map, id, expected[k]), 0);
		} else {
			assert_ptr_equal(mtr_id_map_get(&map, id), expected[k]);
			assert_ptr_equal(mtr_id_map_remove(&map, id), expected[k]);
			count -= expected[k] != NULL;
			expected[k] = NULL;
		}
		assert_ptr_equal(mtr_id_map_get(&map, id), expected[k]);
	}
	while (mtr_id_map_next(&map, &at))
		seen++;
	assert_int_equal(seen, count);
	assert_int_equal(map.count, count);
	mtr_id_map_end(&map);
}

static void test_zero_is_no_key_and_null_no_value(void **state)
{
	struct mtr_id_map map = {0};

	(void)state;
	assert_null(mtr_id_map_get(&map, 1));
	assert_null(mtr_id_map_remove(&map, 1));
	assert_int_equal(mtr_id_map_set(&map, 0, &map), -EINVAL);
	assert_int_equal(mtr_id_map_set(&map, 1, NULL), -EINVAL);
	assert_int_equal(mtr_id_map_set(&map, 1, &map), 0);
	assert_null(mtr_id_map_get(&map, 0));
	mtr_id_map_end(&map);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_map_holds_what_was_set_and_not_removed),
		cmocka_unit_test(test_zero_is_no_key_and_null_no_value),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
