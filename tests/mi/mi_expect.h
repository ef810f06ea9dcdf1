/*
 * What the tests of the MI wrappers have in common: arguments that are all different, so that two of them swapped are
 * noticed, and the comparison with what a fake slot wrote down.
 */
#ifndef MI_EXPECT_H
#define MI_EXPECT_H

#include "mi_fakes.h"
#include "unit.h"

/* Places to point to, for whatever type; a wrapper that writes through one harms nobody. */
static _Alignas(16) unsigned char expect_room[16][128];
#define ROOM(n) ((void *)expect_room[n])

/* A result that no wrapper makes up by itself. */
#define RESULT_OF_SLOT MI_RESULT_QUERY_LANGUAGE_NOT_SUPPORTED

static void expect_words(size_t index, const char *slot, size_t first, size_t nr_words, const uint64_t *words)
{
	const struct fake_call *call = fake_at(index);

	assert_string_equal(call->slot, slot);
	assert_int_equal(call->nr_args, first + nr_words);
	for (size_t i = 0; i < nr_words; i++) {
		if (call->args[first + i] != words[i])
			fail_msg("%s: argument %zu is %#llx instead of %#llx", slot, first + i,
				 (unsigned long long)call->args[first + i], (unsigned long long)words[i]);
	}
}

/* MI_object_slot() passes its arguments to the slot as they are, and the slot's result back. */
#define SAME(object, slot, ...)                                                      \
	do {                                                                         \
		const uint64_t words[] = {FAKE_WORDS(__VA_ARGS__)};                  \
		fake_reset();                                                        \
		fake_result = RESULT_OF_SLOT;                                        \
		assert_int_equal(MI_##object##_##slot(__VA_ARGS__), RESULT_OF_SLOT); \
		assert_int_equal(fake_count(), 1);                                   \
		expect_words(0, #object "." #slot, 0, MI_COUNT(words), words);       \
	} while (0)

/* The same for a slot without a result. */
#define SAME_VOID(object, slot, ...)                                           \
	do {                                                                   \
		const uint64_t words[] = {FAKE_WORDS(__VA_ARGS__)};            \
		fake_reset();                                                  \
		MI_##object##_##slot(__VA_ARGS__);                             \
		assert_int_equal(fake_count(), 1);                             \
		expect_words(0, #object "." #slot, 0, MI_COUNT(words), words); \
	} while (0)

#endif /* MI_EXPECT_H */
