/* Files that appear when they are whole, where unnamed files can be made and where they cannot. */
#include "new_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unit.h"

static bool no_unnamed_files;
static char folder[64], path[96];

/* As file systems without O_TMPFILE answer, and those that make no link from /proc either. */
int __real_open(const char *name, int flags, ...);
int __wrap_open(const char *name, int flags, ...);
int __wrap_open(const char *name, int flags, ...)
{
	va_list args;
	mode_t mode;

	if (no_unnamed_files && (flags & O_TMPFILE) == O_TMPFILE) {
		errno = EOPNOTSUPP;
		return -1;
	}
	va_start(args, flags);
	mode = flags & O_CREAT || (flags & O_TMPFILE) == O_TMPFILE ? va_arg(args, mode_t) : 0;
	va_end(args);
	return __real_open(name, flags, mode);
}

static int begin(void **state)
{
	(void)state;
	strcpy(folder, "/tmp/mitrace-new-file-XXXXXX");
	if (!mkdtemp(folder))
		return -1;
	snprintf(path, sizeof(path), "%s/x", folder);
	return 0;
}

static int end(void **state)
{
	(void)state;
	unlink(path);
	return rmdir(folder); /* fails the test when anything is left */
}

static unsigned names(void)
{
	DIR *dir = opendir(folder);
	unsigned nr = 0;

	assert_non_null(dir);
	while (readdir(dir))
		nr++;
	closedir(dir);
	return nr - 2;
}

static void put(const char *text)
{
	FILE *file = fopen(path, "we");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static void expect(const char *text)
{
	char buffer[64];
	FILE *file = fopen(path, "re");

	assert_non_null(file);
	assert_non_null(fgets(buffer, sizeof(buffer), file));
	assert_string_equal(buffer, text);
	assert_null(fgets(buffer, sizeof(buffer), file));
	fclose(file);
}

static void make(struct mtr_held_file *file, const char *text)
{
	assert_int_equal(mtr_new_file_create(file, path), 0);
	assert_int_equal(mtr_held_file_write(file, text, strlen(text), 0), 0);
}

static void it_has_no_name_until_it_is_published(void **state)
{
	struct mtr_held_file file;
	struct stat st;

	no_unnamed_files = *state != NULL;
	make(&file, "new");
	assert_int_equal(names(), 0);
	assert_int_equal(mtr_new_file_publish(&file, path, false), 0);
	assert_int_equal(names(), 1);
	mtr_held_file_close(&file);
	expect("new");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
}

static void what_is_closed_unpublished_is_gone(void **state)
{
	struct mtr_held_file file;

	no_unnamed_files = *state != NULL;
	make(&file, "new");
	mtr_held_file_close(&file);
	assert_int_equal(names(), 0);
}

static void an_existing_file_is_left_alone(void **state)
{
	struct mtr_held_file file;

	no_unnamed_files = *state != NULL;
	make(&file, "new");
	put("old");
	assert_int_equal(mtr_new_file_publish(&file, path, false), -EEXIST);
	mtr_held_file_close(&file);
	assert_int_equal(names(), 1);
	expect("old");
}

static void an_existing_file_is_replaced_where_asked(void **state)
{
	struct mtr_held_file file;

	no_unnamed_files = *state != NULL;
	put("old");
	make(&file, "new");
	expect("old");
	assert_int_equal(mtr_new_file_publish(&file, path, true), 0);
	mtr_held_file_close(&file);
	assert_int_equal(names(), 1);
	expect("new");
}

#define BOTH_WAYS(test)                                                   \
	cmocka_unit_test_prestate_setup_teardown(test, begin, end, NULL), \
		cmocka_unit_test_prestate_setup_teardown(test, begin, end, path)

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH_WAYS(it_has_no_name_until_it_is_published),
		BOTH_WAYS(what_is_closed_unpublished_is_gone),
		BOTH_WAYS(an_existing_file_is_left_alone),
		BOTH_WAYS(an_existing_file_is_replaced_where_asked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
