/* mtr_fail(): words stay with the thread, the code comes back, errno is kept. */
#include "fail.h"
#include "unit.h"

#include <errno.h>
#include <string.h>

static void fail_returns_the_code_and_keeps_errno(void **state)
{
	(void)state;
	errno = ENOSPC;
	assert_int_equal(mtr_fail(-EINVAL, "%s: offset %d", "x.mitrace", 12), -EINVAL);
	assert_int_equal(errno, ENOSPC);
	assert_string_equal(mtr_fail_text(), "x.mitrace: offset 12");
}

static void long_words_are_cut_not_overrun(void **state)
{
	char text[2000];

	(void)state;
	memset(text, 'a', sizeof(text) - 1);
	text[sizeof(text) - 1] = 0;
	mtr_fail(-EINVAL, "%s", text);
	assert_true(strlen(mtr_fail_text()) < sizeof(text) - 1);
	assert_true(strlen(mtr_fail_text()) > 200);
}

static void names_exist_for_own_codes_and_errno(void **state)
{
	(void)state;
	assert_string_equal(mtr_fail_name(-MTR_EFORMAT), "not a mitrace trace");
	assert_string_equal(mtr_fail_name(-ENOENT), strerror(ENOENT));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fail_returns_the_code_and_keeps_errno),
		cmocka_unit_test(long_words_are_cut_not_overrun),
		cmocka_unit_test(names_exist_for_own_codes_and_errno),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
