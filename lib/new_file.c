/*
 * O_TMPFILE where the file system has it. Elsewhere the name is taken away at once, and since a file without one cannot
 * get one back, its bytes are copied when it is published. Signals wait while there is a name that is not the last one.
 */
#include "new_file.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "fail.h"

enum {
	COPY_SIZE = 1 << 16
};

static void hold_signals(sigset_t *ret_before)
{
	sigset_t all;

	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, ret_before);
}

static void let_signals(const sigset_t *before)
{
	pthread_sigmask(SIG_SETMASK, before, NULL);
}

int mtr_new_file_create(struct mtr_held_file *file, const char *path)
{
	char beside[PATH_MAX];
	sigset_t before;
	int err;

	file->fd = -1;
	if ((size_t)snprintf(beside, sizeof(beside), "%s.%ld.new", path, (long)getpid()) >= sizeof(beside))
		return mtr_fail(-ENAMETOOLONG, "%s: cannot create: %s", path, strerror(ENAMETOOLONG));
	hold_signals(&before);
	err = mtr_held_file_create(file, beside, true);
	if (!err)
		mtr_held_file_unlink(file); /* it has a name only where unnamed files cannot be made */
	let_signals(&before);
	return err ? mtr_fail(err, "%s: cannot create: %s", path, strerror(-err)) : 0;
}

static int write_all(int fd, const char *data, ssize_t size)
{
	while (size > 0) {
		ssize_t written = write(fd, data, (size_t)size);

		if (written < 0 && errno != EINTR)
			return -errno;
		if (written > 0) {
			data += written;
			size -= written;
		}
	}
	return 0;
}

int mtr_new_file_copy(const struct mtr_held_file *file, int to)
{
	static char buffer[COPY_SIZE];
	off_t at = 0;
	ssize_t got;
	int err = 0;

	while (!err && (got = pread(file->fd, buffer, sizeof(buffer), at)) != 0) {
		if (got < 0) {
			err = errno == EINTR ? 0 : -errno;
			continue;
		}
		err = write_all(to, buffer, got);
		at += got;
	}
	return err;
}

/* The bytes of the file, as a file of the name it was made under. */
static int copy(const struct mtr_held_file *file)
{
	int fd = open(file->path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	int err = fd < 0 ? -errno : mtr_new_file_copy(file, fd);

	if (fd < 0)
		return err;
	if (close(fd) && !err)
		err = -errno;
	if (err)
		unlink(file->path);
	return err;
}

/* The name it was made under, for a moment. */
static int give_name(struct mtr_held_file *file)
{
	int err = mtr_held_file_publish(file);

	return err && err != -EEXIST ? copy(file) : err;
}

static int move(const char *from, const char *to, bool replace)
{
	if (replace)
		return rename(from, to) ? -errno : 0;
	if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
		return 0;
	if (errno != EINVAL && errno != ENOSYS)
		return -errno;
	if (link(from, to))
		return -errno;
	unlink(from);
	return 0;
}

int mtr_new_file_publish(struct mtr_held_file *file, const char *path, bool replace)
{
	sigset_t before;
	int err;

	hold_signals(&before);
	err = give_name(file);
	if (!err) {
		err = move(file->path, path, replace);
		if (err)
			unlink(file->path);
	}
	let_signals(&before);
	return err ? mtr_fail(err, "%s: cannot create: %s", path, strerror(-err)) : 0;
}
