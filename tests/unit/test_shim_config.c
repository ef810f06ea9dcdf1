/* What the environment asks for, and what becomes of what makes no sense. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shim_config.h"
#include "unit.h"

static struct shim_config config;
static char folder[64];

static int setup(void **state)
{
	static const char *const names[] = {"MITRACE_FILE",  "MITRACE_SESSION", "MITRACE_FORCE",  "MITRACE_REDACT",
					    "MITRACE_KEY",   "MITRACE_ON_FULL", "MITRACE_LEVEL",  "MITRACE_RING",
					    "MITRACE_EVENT", "MITRACE_LOG",     "XDG_CONFIG_HOME"};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		unsetenv(names[i]);
	strcpy(folder, "/tmp/mitrace-config-XXXXXX");
	assert_non_null(mkdtemp(folder));
	assert_int_equal(chdir(folder), 0);
	setenv("HOME", folder, 1);
	setenv("MITRACE_LOG", "/dev/null", 1);
	setenv("MITRACE_FILE", "/x.mitrace", 1);
	memset(&config, 0, sizeof(config));
	return 0;
}

static int teardown(void **state)
{
	char command[128];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	return system(command);
}

static void without_a_file_nothing_is_asked_for(void **state)
{
	(void)state;
	unsetenv("MITRACE_FILE");
	shim_config_read(&config);
	assert_string_equal(config.file, "");
	setenv("MITRACE_FILE", "", 1);
	shim_config_read(&config);
	assert_string_equal(config.file, "");
}

static void the_file_is_where_the_client_is_now(void **state)
{
	char want[128];

	(void)state;
	setenv("MITRACE_FILE", "a/x.mitrace", 1);
	shim_config_read(&config);
	snprintf(want, sizeof(want), "%s/a/x.mitrace", folder);
	assert_string_equal(config.file, want);
}

static void a_file_with_too_long_a_name_is_none(void **state)
{
	static char name[PATH_MAX + 10];

	(void)state;
	memset(name, 'x', sizeof(name) - 1);
	setenv("MITRACE_FILE", name, 1);
	shim_config_read(&config);
	assert_string_equal(config.file, "");
}

static void what_is_said_is_taken(void **state)
{
	(void)state;
	setenv("MITRACE_SESSION", "run", 1);
	setenv("MITRACE_FORCE", "1", 1);
	setenv("MITRACE_REDACT", "credentials", 1);
	setenv("MITRACE_ON_FULL", "drop", 1);
	setenv("MITRACE_LEVEL", "3", 1);
	setenv("MITRACE_RING", "524288", 1);
	setenv("MITRACE_EVENT", "1000", 1);
	shim_config_read(&config);
	assert_string_equal(config.file, "/x.mitrace");
	assert_string_equal(config.session, "run");
	assert_true(config.force);
	assert_int_equal(config.redaction.policy, MTR_REDACTION_CREDENTIALS);
	assert_int_equal(config.on_full, MTR_ON_FULL_DROP);
	assert_int_equal(config.level, 3);
	assert_int_equal(config.ring_size, 524288);
	assert_int_equal(config.event_cap, 1000);
}

static void nonsense_leaves_the_default(void **state)
{
	(void)state;
	setenv("MITRACE_ON_FULL", "explode", 1);
	setenv("MITRACE_LEVEL", "3x", 1);
	setenv("MITRACE_RING", "-1", 1);
	setenv("MITRACE_EVENT", "99999999999999999999", 1);
	setenv("MITRACE_FORCE", "0", 1);
	shim_config_read(&config);
	assert_int_equal(config.on_full, MTR_ON_FULL_BLOCK);
	assert_int_equal(config.level, 0);
	assert_int_equal(config.ring_size, 0);
	assert_int_equal(config.event_cap, 0);
	assert_false(config.force);
}

static void a_ring_that_cannot_be_made_is_not_asked_for(void **state)
{
	(void)state;
	setenv("MITRACE_RING", "300000", 1);
	shim_config_read(&config);
	assert_int_equal(config.ring_size, 0);
	setenv("MITRACE_RING", "131072", 1);
	shim_config_read(&config);
	assert_int_equal(config.ring_size, 0);
}

static void a_policy_nobody_knows_is_the_strict_one(void **state)
{
	(void)state;
	setenv("MITRACE_REDACT", "non", 1);
	shim_config_read(&config);
	assert_int_equal(config.redaction.policy, MTR_REDACTION_STRICT);
}

static void the_key_is_the_users_and_made_at_need(void **state)
{
	struct shim_config again = {0};
	struct stat st;

	(void)state;
	shim_config_read(&config);
	assert_false(config.own_key);
	assert_int_equal(stat(".config/mitrace/key", &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	shim_config_read(&again);
	assert_memory_equal(config.redaction.key, again.redaction.key, MTR_REDACTION_KEY_SIZE);
}

static void without_a_key_file_tokens_are_this_processs_alone(void **state)
{
	struct shim_config again = {0};

	(void)state;
	setenv("MITRACE_KEY", "/dev/null/key", 1);
	shim_config_read(&config);
	assert_true(config.own_key);
	shim_config_read(&again);
	assert_memory_not_equal(config.redaction.key, again.redaction.key, MTR_REDACTION_KEY_SIZE);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(without_a_file_nothing_is_asked_for),
		TEST(the_file_is_where_the_client_is_now),
		TEST(a_file_with_too_long_a_name_is_none),
		TEST(what_is_said_is_taken),
		TEST(nonsense_leaves_the_default),
		TEST(a_ring_that_cannot_be_made_is_not_asked_for),
		TEST(a_policy_nobody_knows_is_the_strict_one),
		TEST(the_key_is_the_users_and_made_at_need),
		TEST(without_a_key_file_tokens_are_this_processs_alone),
	};

	return cmocka_run_group_tests_name("shim_config", tests, NULL, NULL);
}
