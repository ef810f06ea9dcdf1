/* Short texts in registers, byte by byte against the plain way. Each lies in memory of its own, which a sanitizer watches. */
#include "short_text.h"

#include <stdlib.h>

#include "unit.h"

static char *own(const char *bytes, size_t size)
{
	char *memory = malloc(size);

	memcpy(memory, bytes, size);
	return memory;
}

static void every_byte_is_compared(void **state)
{
	size_t size, at;

	(void)state;
	for (size = 1; size <= MTR_SHORT_TEXT_MAX; size++) {
		char *a = own("The quick brown fox jumps over it", size), *b = own(a, size);

		assert_true(mtr_same_short(a, b, size));
		for (at = 0; at < size; at++) {
			b[at] ^= 0x20;
			assert_false(mtr_same_short(a, b, size));
			b[at] ^= 0x20;
		}
		free(a);
		free(b);
	}
}

static void every_byte_is_copied_and_no_other(void **state)
{
	static const char text[] = "The quick brown fox jumps over the lazy dog";
	uint8_t to[sizeof(text) + 1];
	size_t size;

	(void)state;
	for (size = 0; size < sizeof(text); size++) {
		char *from = own(text, size);

		memset(to, 0xc3, sizeof(to));
		mtr_copy_short(to, from, size);
		assert_memory_equal(to, text, size);
		assert_int_equal(to[size], 0xc3);
		free(from);
	}
}

#ifdef __SSE2__
static bool is_plain(const char *text, size_t size)
{
	char *exact = own(text, size);
	bool plain = mtr_short_text_is_plain(exact, size);

	free(exact);
	return plain;
}

static void a_mark_is_found_wherever_it_stands(void **state)
{
	static const char *const marks[] = {":", "=", "@", "\"", "'", "--", " -", "Be", "Ba"};
	char text[MTR_SHORT_TEXT_MAX];
	size_t size, at, i, len;

	(void)state;
	for (size = 1; size <= MTR_SHORT_TEXT_MAX; size++) {
		for (i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
			len = strlen(marks[i]);
			for (at = 0; at + len <= size; at++) {
				memset(text, 'x', size);
				memcpy(text + at, marks[i], len);
				if (is_plain(text, size))
					fail_msg("%s at %zu of %zu", marks[i], at, size);
			}
		}
	}
}

/* Not called plain would be right, too, but slow: these are common. */
static void what_only_looks_like_a_mark_is_plain(void **state)
{
	char text[MTR_SHORT_TEXT_MAX];
	size_t size, at;

	(void)state;
	for (size = 3; size <= MTR_SHORT_TEXT_MAX; size++) {
		for (at = 1; at < size; at++) {
			memset(text, 'x', size);
			text[at] = '-';
			if (!is_plain(text, size))
				fail_msg("a dash at %zu of %zu", at, size);
			text[at] = 'B';
			if (!is_plain(text, size))
				fail_msg("a B at %zu of %zu", at, size);
		}
	}
}
#endif

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_byte_is_compared),
		cmocka_unit_test(every_byte_is_copied_and_no_other),
#ifdef __SSE2__
		cmocka_unit_test(a_mark_is_found_wherever_it_stands),
		cmocka_unit_test(what_only_looks_like_a_mark_is_plain),
#endif
	};

	return cmocka_run_group_tests_name("short_text", tests, NULL, NULL);
}
