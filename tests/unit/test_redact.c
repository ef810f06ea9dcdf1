/* Tokens, the key file, arguments and environment. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fail.h"
#include "redact.h"
#include "unit.h"

static const uint8_t key[MTR_REDACTION_KEY_SIZE] = "0123456789abcdef";
static struct mtr_redaction redaction;
static char directory[] = "/tmp/mitrace-test-XXXXXX";
static char path[64];

static void equal_values_have_equal_tokens_under_one_key_only(void **state)
{
	static const uint8_t other_key[MTR_REDACTION_KEY_SIZE] = "0123456789abcdeg";
	char a[MTR_TOKEN_SIZE], b[MTR_TOKEN_SIZE];
	struct mtr_redaction other;

	(void)state;
	mtr_redaction_init(&other, MTR_REDACTION_SECRETS, other_key);
	mtr_redaction_token(&redaction, "hunter2", 7, a);
	mtr_redaction_token(&redaction, "hunter2", 7, b);
	assert_memory_equal(a, b, sizeof(a));
	mtr_redaction_token(&redaction, "hunter3", 7, b);
	assert_memory_not_equal(a, b, sizeof(a));
	mtr_redaction_token(&other, "hunter2", 7, b);
	assert_memory_not_equal(a, b, sizeof(a));
	assert_string_not_equal(redaction.key_id, other.key_id);
	assert_int_equal(strlen(redaction.key_id), MTR_REDACTION_KEY_ID_SIZE);
}

static void a_token_tells_the_class_of_length(void **state)
{
	static const struct {
		size_t len;
		char letter;
	} classes[] = {{1, 'A'},  {7, 'A'},  {8, 'B'},   {15, 'B'}, {16, 'C'},
		       {63, 'C'}, {64, 'D'}, {255, 'D'}, {256, 'E'}};
	char token[MTR_TOKEN_SIZE], value[256] = "";
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(classes) / sizeof(classes[0]); i++) {
		mtr_redaction_token(&redaction, value, classes[i].len, token);
		assert_true(mtr_redaction_is_token(token, sizeof(token)));
		assert_int_equal(token[13], classes[i].letter);
	}
}

static void a_token_is_never_made_of_a_token(void **state)
{
	char token[MTR_TOKEN_SIZE], again[MTR_TOKEN_SIZE], near[MTR_TOKEN_SIZE];

	(void)state;
	mtr_redaction_token(&redaction, "x", 1, token);
	mtr_redaction_token(&redaction, token, sizeof(token), again);
	assert_memory_equal(token, again, sizeof(token));

	memcpy(near, token, sizeof(near));
	near[20] = 'G';
	assert_false(mtr_redaction_is_token(near, sizeof(near)));
	assert_false(mtr_redaction_is_token(token, sizeof(token) - 1));
	mtr_redaction_token(&redaction, near, sizeof(near), again);
	assert_memory_not_equal(near, again, sizeof(near));
}

static void policies_have_names(void **state)
{
	enum mtr_redaction_policy policy = MTR_REDACTION_STRICT;
	int i;

	(void)state;
	for (i = MTR_REDACTION_CREDENTIALS; i <= MTR_REDACTION_STRICT; i++) {
		assert_int_equal(mtr_redaction_policy_parse(mtr_redaction_policy_name(i), &policy), 0);
		assert_int_equal(policy, i);
	}
	assert_int_equal(mtr_redaction_policy_parse("none", &policy), -MTR_EUSAGE);
	assert_non_null(strstr(mtr_fail_text(), "'none'"));
	assert_int_equal(policy, MTR_REDACTION_STRICT);
}

static void arguments_keep_option_names_and_lose_values(void **state)
{
	static const struct {
		const char *argument, *kept, *value;
	} rows[] = {
		{"--hostname=box", "--hostname=", "box"},
		{"--verbose", "--verbose", ""},
		{"-u", "-u", ""},
		{"-psecret", "-p", "secret"},
		{"bob", "", "bob"},
		{"", "", ""},
		{"-", "-", ""},
		{"--", "--", ""},
		{"--x y", "--x", " y"},
		{"a=b", "", "a=b"},
		{"-=x", "", "-=x"},
	};
	char expected[200], out[200];
	size_t i, size;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		size_t kept = strlen(rows[i].kept);

		memcpy(expected, rows[i].kept, kept);
		if (*rows[i].value)
			mtr_redaction_token(&redaction, rows[i].value, strlen(rows[i].value), expected + kept);
		size = mtr_redaction_argument(&redaction, rows[i].argument, out, sizeof(out));
		assert_int_equal(size, kept + (*rows[i].value ? MTR_TOKEN_SIZE : 0));
		assert_memory_equal(out, expected, size);
	}
}

static void only_listed_variables_are_shown(void **state)
{
	(void)state;
	assert_true(mtr_redaction_environment_allowed("LANG=C"));
	assert_true(mtr_redaction_environment_allowed("LC_ALL=C"));
	assert_true(mtr_redaction_environment_allowed("MITRACE_FILE=x.mitrace"));
	assert_true(mtr_redaction_environment_allowed("LD_PRELOAD=x"));
	assert_false(mtr_redaction_environment_allowed("MITRACE_TOKEN=x"));
	assert_false(mtr_redaction_environment_allowed("OMI_PASSWORD=x"));
	assert_false(mtr_redaction_environment_allowed("SSH_AUTH_SOCK=x"));
	assert_false(mtr_redaction_environment_allowed("AWS_SECRET_ACCESS_KEY=x"));
	assert_false(mtr_redaction_environment_allowed("PATHOLOGY=x"));
	assert_false(mtr_redaction_environment_allowed("LANG"));
	assert_false(mtr_redaction_environment_allowed("=x"));
	assert_false(mtr_redaction_environment_allowed(""));
}

static void the_key_is_made_once_and_private(void **state)
{
	struct mtr_redaction first, second;
	struct stat st;

	(void)state;
	umask(0);
	assert_int_equal(mtr_redaction_load(path, MTR_REDACTION_STRICT, &first), 0);
	assert_int_equal(first.policy, MTR_REDACTION_STRICT);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_int_equal(mtr_redaction_load(path, MTR_REDACTION_SECRETS, &second), 0);
	assert_memory_equal(first.key, second.key, sizeof(first.key));
	assert_string_equal(first.key_id, second.key_id);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mtr_redaction_load(path, MTR_REDACTION_SECRETS, &second), 0);
	assert_memory_not_equal(first.key, second.key, sizeof(first.key));
	/* the key is nowhere else */
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(directory), 0);
	assert_int_equal(mkdir(directory, 0700), 0);
}

static void a_key_others_can_read_is_refused(void **state)
{
	struct mtr_redaction r = {.key_id = "untouched"};

	(void)state;
	assert_int_equal(mtr_redaction_load(path, MTR_REDACTION_SECRETS, &redaction), 0);
	assert_int_equal(chmod(path, 0640), 0);
	assert_int_equal(mtr_redaction_load(path, MTR_REDACTION_SECRETS, &r), -EACCES);
	assert_non_null(strstr(mtr_fail_text(), path));
	assert_string_equal(r.key_id, "untouched");
	unlink(path);
}

static void a_key_of_another_user_is_refused(void **state)
{
	struct mtr_redaction r;

	(void)state;
	if (geteuid() != 0)
		skip(); /* only root can give files away */
	assert_int_equal(mtr_redaction_load(path, MTR_REDACTION_SECRETS, &r), 0);
	assert_int_equal(chown(path, 12345, (gid_t)-1), 0);
	assert_int_equal(mtr_redaction_load(path, MTR_REDACTION_SECRETS, &r), -EACCES);
	unlink(path);
}

static void what_is_no_key_is_refused_and_kept(void **state)
{
	static const char *const contents[] = {"", "abc", "0123456789abcdef0123456789abcdeX\n",
					       "0123456789abcdef0123456789abcdef",
					       "0123456789abcdef0123456789abcdef\n\n"};
	struct mtr_redaction r;
	struct stat st;
	size_t i;
	int fd;

	(void)state;
	for (i = 0; i < sizeof(contents) / sizeof(contents[0]); i++) {
		fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
		assert_int_equal(write(fd, contents[i], strlen(contents[i])), strlen(contents[i]));
		close(fd);
		assert_int_equal(mtr_redaction_load(path, MTR_REDACTION_SECRETS, &r), -MTR_EFORMAT);
		assert_int_equal(stat(path, &st), 0);
		assert_int_equal(st.st_size, strlen(contents[i]));
		unlink(path);
	}
}

static void links_and_missing_directories_are_refused(void **state)
{
	char target[80], deep[80];
	struct mtr_redaction r;

	(void)state;
	snprintf(target, sizeof(target), "%s.real", path);
	snprintf(deep, sizeof(deep), "%s/none/key", directory);
	assert_int_equal(mtr_redaction_load(target, MTR_REDACTION_SECRETS, &r), 0);
	assert_int_equal(symlink(target, path), 0);
	assert_int_equal(mtr_redaction_load(path, MTR_REDACTION_SECRETS, &r), -ELOOP);
	assert_int_equal(mtr_redaction_load(deep, MTR_REDACTION_SECRETS, &r), -ENOENT);
	assert_int_equal(mtr_redaction_load(directory, MTR_REDACTION_SECRETS, &r), -MTR_EFORMAT);
	unlink(path);
	unlink(target);
}

static void *load(void *ret)
{
	return (void *)(intptr_t)mtr_redaction_load(path, MTR_REDACTION_SECRETS, ret);
}

static void all_who_make_the_key_at_once_get_the_same(void **state)
{
	enum {
		THREADS = 8,
		ROUNDS = 20,
	};
	struct mtr_redaction r[THREADS];
	pthread_t threads[THREADS];
	void *err;
	int round, i;

	(void)state;
	for (round = 0; round < ROUNDS; round++) {
		for (i = 0; i < THREADS; i++)
			assert_int_equal(pthread_create(&threads[i], NULL, load, &r[i]), 0);
		for (i = 0; i < THREADS; i++) {
			pthread_join(threads[i], &err);
			assert_null(err);
		}
		for (i = 1; i < THREADS; i++)
			assert_memory_equal(r[0].key, r[i].key, sizeof(r[0].key));
		unlink(path);
	}
}

static int setup(void **state)
{
	(void)state;
	mtr_redaction_init(&redaction, MTR_REDACTION_SECRETS, key);
	if (!mkdtemp(directory))
		return -1;
	snprintf(path, sizeof(path), "%s/key", directory);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	unlink(path);
	return rmdir(directory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal_values_have_equal_tokens_under_one_key_only),
		cmocka_unit_test(a_token_tells_the_class_of_length),
		cmocka_unit_test(a_token_is_never_made_of_a_token),
		cmocka_unit_test(policies_have_names),
		cmocka_unit_test(arguments_keep_option_names_and_lose_values),
		cmocka_unit_test(only_listed_variables_are_shown),
		cmocka_unit_test(the_key_is_made_once_and_private),
		cmocka_unit_test(a_key_others_can_read_is_refused),
		cmocka_unit_test(a_key_of_another_user_is_refused),
		cmocka_unit_test(what_is_no_key_is_refused_and_kept),
		cmocka_unit_test(links_and_missing_directories_are_refused),
		cmocka_unit_test(all_who_make_the_key_at_once_get_the_same),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
