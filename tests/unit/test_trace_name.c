/* Names of traces: patterns, files that are in the way, other processes of the same run. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "header.h"
#include "trace_fixture.h"
#include "trace_name.h"
#include "unit.h"

static struct shim_config config;
static struct shim_name name;
static char folder[] = "/tmp/mitrace-name-XXXXXX", where[64];

static int setup(void **state)
{
	(void)state;
	strcpy(where, folder);
	assert_non_null(mkdtemp(where));
	assert_int_equal(chdir(where), 0);
	memset(&config, 0, sizeof(config));
	strcpy(config.file, "x.mitrace");
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	return run("rm -rf %s", where);
}

static void put_file(const char *path, const char *content)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(content, file);
	assert_int_equal(fclose(file), 0);
}

/* A finished trace, of the run @session. */
static void put_trace(const char *path, const char *session)
{
	static uint8_t header_bytes[SHIM_HEADER_MAX];
	struct shim_config of_trace = {0};
	struct shim_header header = {.config = &of_trace};
	struct fixture f;

	fixture_begin(&f, NULL);
	strcpy(of_trace.session, session);
	of_trace.redaction = f.redaction;
	header.path = f.trace;
	f.config.header = header_bytes;
	f.config.header_size = shim_header_write(&header, header_bytes, sizeof(header_bytes));
	assert_true(f.config.header_size > 0);
	fixture_open(&f, false);
	fixture_stop(&f);
	assert_int_equal(run("cp %s %s", f.trace, path), 0);
	fixture_end(&f);
}

static void the_pattern_is_expanded(void **state)
{
	char want[128];

	(void)state;
	strcpy(config.file, "a%%b-%p-%e.mitrace");
	assert_true(shim_name_first(&name, &config, false));
	snprintf(want, sizeof(want), "a%%b-%d-test_trace_name.mitrace", (int)getpid());
	assert_string_equal(name.path, want);
}

static void a_name_without_suffix_gets_one(void **state)
{
	(void)state;
	strcpy(config.file, "plain");
	assert_true(shim_name_first(&name, &config, false));
	assert_string_equal(name.path, "plain.mitrace");
}

static void a_child_has_its_process_id_in_the_name(void **state)
{
	char want[64];

	(void)state;
	assert_true(shim_name_first(&name, &config, true));
	snprintf(want, sizeof(want), "x.%d.mitrace", (int)getpid());
	assert_string_equal(name.path, want);
	strcpy(config.file, "x-%p.mitrace");
	assert_true(shim_name_first(&name, &config, true));
	snprintf(want, sizeof(want), "x-%d.mitrace", (int)getpid());
	assert_string_equal(name.path, want);
}

static void the_next_free_number_is_taken(void **state)
{
	(void)state;
	put_file("x.mitrace", "in the way");
	assert_true(shim_name_first(&name, &config, false));
	assert_true(shim_name_next(&name));
	assert_string_equal(name.path, "x.1.mitrace");
	assert_true(shim_name_next(&name));
	assert_string_equal(name.path, "x.2.mitrace");
	assert_int_equal(access("x.mitrace", F_OK), 0);
}

static void force_replaces_a_trace(void **state)
{
	(void)state;
	put_trace("x.mitrace", "");
	config.force = true;
	assert_true(shim_name_first(&name, &config, false));
	assert_true(shim_name_next(&name));
	assert_string_equal(name.path, "x.mitrace");
	assert_int_not_equal(access("x.mitrace", F_OK), 0);
}

static void force_replaces_nothing_but_a_trace(void **state)
{
	(void)state;
	put_file("x.mitrace", "a diary");
	config.force = true;
	assert_true(shim_name_first(&name, &config, false));
	assert_true(shim_name_next(&name));
	assert_string_equal(name.path, "x.1.mitrace");
	assert_int_equal(access("x.mitrace", F_OK), 0);
}

static void force_does_not_replace_what_is_being_recorded(void **state)
{
	(void)state;
	put_trace("x.mitrace", "");
	put_file("x.mitrace.spool", "");
	config.force = true;
	assert_true(shim_name_first(&name, &config, false));
	assert_true(shim_name_next(&name));
	assert_string_equal(name.path, "x.1.mitrace");
}

static void force_follows_no_link(void **state)
{
	(void)state;
	put_trace("real.mitrace", "");
	assert_int_equal(symlink("real.mitrace", "x.mitrace"), 0);
	config.force = true;
	assert_true(shim_name_first(&name, &config, false));
	assert_true(shim_name_next(&name));
	assert_string_equal(name.path, "x.1.mitrace");
	assert_int_equal(access("real.mitrace", F_OK), 0);
}

static void other_processes_of_the_run_have_their_process_id_in_the_name(void **state)
{
	char want[64];

	(void)state;
	put_trace("x.mitrace", "run-1");
	strcpy(config.session, "run-1");
	config.force = true; /* replaces no trace of the same run */
	assert_true(shim_name_first(&name, &config, false));
	assert_true(shim_name_next(&name));
	snprintf(want, sizeof(want), "x.%d.mitrace", (int)getpid());
	assert_string_equal(name.path, want);
	assert_true(shim_name_next(&name));
	snprintf(want, sizeof(want), "x.%d.1.mitrace", (int)getpid());
	assert_string_equal(name.path, want);
}

static void a_trace_of_another_run_is_only_in_the_way(void **state)
{
	(void)state;
	put_trace("x.mitrace", "run-1");
	strcpy(config.session, "run-11");
	assert_true(shim_name_first(&name, &config, false));
	assert_true(shim_name_next(&name));
	assert_string_equal(name.path, "x.1.mitrace");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_pattern_is_expanded),
		TEST(a_name_without_suffix_gets_one),
		TEST(a_child_has_its_process_id_in_the_name),
		TEST(the_next_free_number_is_taken),
		TEST(force_replaces_a_trace),
		TEST(force_replaces_nothing_but_a_trace),
		TEST(force_does_not_replace_what_is_being_recorded),
		TEST(force_follows_no_link),
		TEST(other_processes_of_the_run_have_their_process_id_in_the_name),
		TEST(a_trace_of_another_run_is_only_in_the_way),
	};

	return cmocka_run_group_tests_name("trace_name", tests, NULL, NULL);
}
