/* Made in memory first, so that a failure while it is made touches nothing. */
#include "whole_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fail.h"
#include "new_file.h"
#include "seek_table.h"

static int write_all(int fd, const char *data, size_t size, const char *path)
{
	while (size) {
		ssize_t written = write(fd, data, size);

		if (written < 0 && errno != EINTR)
			return mtr_fail(-errno, "cannot write %s: %s", path, strerror(errno));
		if (written > 0) {
			data += written;
			size -= (size_t)written;
		}
	}
	return 0;
}

/* Into what is no file: a pipe, /dev/stdout, /dev/null. */
static int write_into(const char *path, const char *data, size_t size)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	int err = fd < 0 ? mtr_fail(-errno, "cannot write %s: %s", path, strerror(errno))
			 : write_all(fd, data, size, path);

	if (fd >= 0 && close(fd) && !err)
		err = mtr_fail(-errno, "cannot write %s: %s", path, strerror(errno));
	return err;
}

static mode_t new_mode(void)
{
	mode_t mask = umask(0);

	umask(mask);
	return 0666 & ~mask;
}

static int replace(const char *path, const char *data, size_t size, mode_t mode)
{
	struct mtr_held_file file;
	int err = mtr_new_file_create(&file, path), fd;

	if (err)
		return err;
	fd = mtr_held_file_get(&file);
	err = fd < 0 ? mtr_fail(fd, "cannot write %s: %s", path, strerror(-fd)) : write_all(fd, data, size, path);
	if (!err && fchmod(fd, mode))
		err = mtr_fail(-errno, "cannot write %s: %s", path, strerror(errno));
	if (!err)
		err = mtr_new_file_publish(&file, path, true);
	mtr_held_file_close(&file);
	return err;
}

/* By its first bytes; a file that cannot be read is none. */
static bool is_trace(const char *path)
{
	uint8_t expected[MTR_SKIPPABLE_HEADER + MTR_HEAD_SIZE], head[sizeof(expected)];
	const size_t size = MTR_SKIPPABLE_HEADER + sizeof(MTR_HEAD_MAGIC);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool same;

	mtr_seek_head_write(expected);
	same = fd >= 0 && read(fd, head, size) == (ssize_t)size && memcmp(head, expected, size) == 0;
	if (fd >= 0)
		close(fd);
	return same;
}

static int publish(const char *path, const char *data, size_t size)
{
	struct stat st;
	char *real;
	int err;

	if (stat(path, &st))
		return replace(path, data, size, new_mode());
	if (!S_ISREG(st.st_mode))
		return write_into(path, data, size);
	if (is_trace(path))
		return mtr_fail(-EEXIST, "%s is a trace and is left alone; name another file", path);
	real = realpath(path, NULL);
	err = real ? replace(real, data, size, st.st_mode & 0777)
		   : mtr_fail(-errno, "cannot write %s: %s", path, strerror(errno));
	free(real);
	return err;
}

int whole_file_write(const char *path, int (*write)(const void *context, FILE *out), const void *context)
{
	char *data = NULL;
	size_t size = 0;
	FILE *memory;
	int err;

	if (strcmp(path, "-") == 0)
		return write(context, stdout);
	memory = open_memstream(&data, &size);
	err = memory ? write(context, memory) : mtr_fail(-ENOMEM, "no memory to write %s", path);
	if (memory && fclose(memory) && !err)
		err = mtr_fail(-ENOMEM, "no memory to write %s", path);
	if (!err)
		err = publish(path, data, size);
	free(data);
	return err;
}
