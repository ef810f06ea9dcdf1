/* Base64 and UTF-8: what is taken, what is not. */
#include <string.h>

#include "base64.h"
#include "random_message.h"
#include "unit.h"
#include "utf8.h"

static void test_base64_gives_back_what_went_in(void **state)
{
	struct random_state rnd;
	size_t size, i;

	(void)state;
	random_begin(&rnd);
	for (size = 0; size < 100; size++) {
		uint8_t bytes[100], back[100];
		struct mtr_out text;

		for (i = 0; i < size; i++)
			bytes[i] = (uint8_t)random_next(&rnd);
		mtr_out_begin(&text, NULL);
		mtr_base64_write(&text, bytes, size);
		assert_int_equal(text.size, (size + 2) / 3 * 4);
		assert_int_equal(mtr_base64_read(text.size ? text.data : "", text.size, back), size);
		assert_memory_equal(back, bytes, size);
		mtr_out_end(&text);
	}
}

static void test_base64_that_nobody_writes_is_refused(void **state)
{
	static const char *const bad[] = {
		"A", "AB=", "A===", "AB=C", "AB C", "QQ==QQ==", "QR==", "QUJ=", "QQ=A", "====", "\xff\xff\xff\xff"};
	uint8_t back[16];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		if (mtr_base64_read(bad[i], strlen(bad[i]), back) != -1)
			fail_msg("'%s' was taken", bad[i]);
	}
}

static void test_utf8_is_what_the_standard_says(void **state)
{
	static const struct {
		const char *text;
		size_t length;
	} cases[] = {
		{"a", 1},
		{"\x7f", 1},
		{"\x80", 0},
		{"\xc2\x80", 2},
		{"\xc1\xbf", 0},
		{"\xc2", 0},
		{"\xc2\x20", 0},
		{"\xe0\xa0\x80", 3},
		{"\xe0\x9f\xbf", 0},
		{"\xed\x9f\xbf", 3},
		{"\xed\xa0\x80", 0},
		{"\xef\xbf\xbf", 3},
		{"\xe2\x82", 0},
		{"\xf0\x90\x80\x80", 4},
		{"\xf0\x8f\xbf\xbf", 0},
		{"\xf4\x8f\xbf\xbf", 4},
		{"\xf4\x90\x80\x80", 0},
		{"\xf5\x80\x80\x80", 0},
		{"\xf0\x9f\x99", 0},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_int_equal(mtr_utf8_sequence(cases[i].text, strlen(cases[i].text)), cases[i].length);
}

static void test_what_a_terminal_acts_upon_is_not_printable(void **state)
{
	static const struct {
		const char *text;
		size_t length;
	} cases[] = {
		{" ", 1},
		{"~", 1},
		{"\x1b", 0},
		{"\n", 0},
		{"\x7f", 0},
		{"\xc2\x80", 0},
		{"\xc2\x9b", 0},
		{"\xc2\x9f", 0},
		{"\xc2\xa0", 2},
		{"\xd8\x9b", 2},
		{"\xd8\x9c", 0},
		{"\xd8\x9d", 2},
		{"\xd7\x90", 2}, /* Hebrew goes its own way by itself */
		{"\xe2\x80\x8d", 3},
		{"\xe2\x80\x8e", 0},
		{"\xe2\x80\x8f", 0},
		{"\xe2\x80\x90", 3},
		{"\xe2\x80\xa7", 3},
		{"\xe2\x80\xa8", 0},
		{"\xe2\x80\xae", 0},
		{"\xe2\x80\xaf", 3},
		{"\xe2\x81\xa6", 0},
		{"\xe2\x81\xa9", 0},
		{"\xef\xbb\xbf", 0},
		{"\xf0\x9f\x99\x82", 4},
		{"\xff", 0},
	};
	char text[] = "a\x1b\xc2\x9b\xc3\xa9\n\xff";

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_int_equal(mtr_utf8_printable(cases[i].text, strlen(cases[i].text)), cases[i].length);
	mtr_utf8_mask(text);
	assert_string_equal(text, "a???\xc3\xa9??");
}

static void test_foreign_text_is_escaped_byte_by_byte(void **state)
{
	static const char text[] = "a\0b\x1b[\xc2\x9b\xe2\x82\xac\\\xff";
	struct mtr_out out;

	(void)state;
	mtr_out_begin(&out, NULL);
	mtr_out_plain_bytes(&out, text, sizeof(text) - 1);
	mtr_out_char(&out, 0);
	assert_string_equal(out.data, "a\\x00b\\x1b[\\xc2\\x9b\xe2\x82\xac\\\\xff");
	mtr_out_end(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_base64_gives_back_what_went_in),
		cmocka_unit_test(test_base64_that_nobody_writes_is_refused),
		cmocka_unit_test(test_utf8_is_what_the_standard_says),
		cmocka_unit_test(test_what_a_terminal_acts_upon_is_not_printable),
		cmocka_unit_test(test_foreign_text_is_escaped_byte_by_byte),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
