/* Files that stay ours in a process that is not. */
#include "held_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fail.h"

enum {
	HIGH_FD = 1000, /* higher ones would make the kernel's table large */
	FD_MARGIN = 24, /* below the limit: what the client may reach for at the very end */
};

static int absolute_path(const char *path, char *ret, size_t size)
{
	size_t len = 0;

	if (path[0] != '/') {
		if (!getcwd(ret, size))
			return -errno;
		len = strlen(ret);
	}
	if ((size_t)snprintf(ret + len, size - len, len ? "/%s" : "%s", path) >= size - len)
		return -ENAMETOOLONG;
	return 0;
}

/* Moves a descriptor out of the range that programs number by hand. */
static int move_high(int fd)
{
	struct rlimit limit;
	int high, lowest = HIGH_FD;

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < HIGH_FD + FD_MARGIN)
		lowest = limit.rlim_cur > 2 * FD_MARGIN ? (int)limit.rlim_cur - FD_MARGIN : 3;
	high = fcntl(fd, F_DUPFD_CLOEXEC, lowest);
	if (high < 0)
		return fd;
	close(fd);
	return high;
}

static int adopt(struct mtr_held_file *file, int fd)
{
	struct stat st;

	if (fstat(fd, &st)) {
		int err = -errno;

		close(fd);
		return err;
	}
	file->fd = move_high(fd);
	file->dev = st.st_dev;
	file->ino = st.st_ino;
	return 0;
}

static int open_hidden(const char *path)
{
	char directory[PATH_MAX];
	char *slash;

	snprintf(directory, sizeof(directory), "%s", path);
	slash = strrchr(directory, '/');
	slash[slash == directory] = 0;
	return open(directory, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
}

int mtr_held_file_create(struct mtr_held_file *file, const char *path, bool hidden)
{
	int fd = -1, err;

	file->fd = -1;
	err = absolute_path(path, file->path, sizeof(file->path));
	if (err)
		return mtr_fail(err, "%s: cannot make an absolute path of it: %s", path, strerror(-err));
	if (hidden)
		fd = open_hidden(file->path);
	if (fd < 0)
		fd = open(file->path, O_CREAT | O_EXCL | O_RDWR | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return mtr_fail(-errno, "%s: cannot create: %s", path, strerror(errno));
	return adopt(file, fd);
}

int mtr_held_file_publish(struct mtr_held_file *file)
{
	char link_path[40];
	struct stat st;

	if (!lstat(file->path, &st) && st.st_dev == file->dev && st.st_ino == file->ino)
		return 0;
	snprintf(link_path, sizeof(link_path), "/proc/self/fd/%d", file->fd);
	if (linkat(AT_FDCWD, link_path, AT_FDCWD, file->path, AT_SYMLINK_FOLLOW))
		return mtr_fail(-errno, "%s: cannot create: %s", file->path, strerror(errno));
	return 0;
}

int mtr_held_file_open(struct mtr_held_file *file, const char *path)
{
	struct stat st;
	int fd, err;

	file->fd = -1;
	err = absolute_path(path, file->path, sizeof(file->path));
	if (err)
		return mtr_fail(err, "%s: cannot make an absolute path of it: %s", path, strerror(-err));
	fd = open(file->path, O_RDWR | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return mtr_fail(-errno, "%s: cannot open: %s", path, strerror(errno));
	if (fstat(fd, &st) || !S_ISREG(st.st_mode)) {
		close(fd);
		return mtr_fail(-MTR_EFORMAT, "%s: not a regular file", path);
	}
	return adopt(file, fd);
}

static bool is_ours(const struct mtr_held_file *file, int fd)
{
	struct stat st;

	return fd >= 0 && !fstat(fd, &st) && st.st_dev == file->dev && st.st_ino == file->ino;
}

void mtr_held_file_close(struct mtr_held_file *file)
{
	if (is_ours(file, file->fd))
		close(file->fd);
	file->fd = -1;
}

int mtr_held_file_get(struct mtr_held_file *file)
{
	int fd;

	if (is_ours(file, file->fd))
		return file->fd;
	/* The number belongs to the client now: it is not ours to close. */
	file->fd = -1;
	fd = open(file->path, O_RDWR | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return mtr_fail(-errno, "%s: descriptor was closed and it cannot be opened again: %s", file->path,
				strerror(errno));
	if (!is_ours(file, fd)) {
		close(fd);
		return mtr_fail(-ESTALE, "%s: descriptor was closed and another file has its name", file->path);
	}
	file->fd = move_high(fd);
	return file->fd;
}

int mtr_held_file_write(struct mtr_held_file *file, const void *data, size_t size, uint64_t offset)
{
	const char *p = data;

	while (size) {
		int fd = mtr_held_file_get(file);
		ssize_t n;

		if (fd < 0)
			return fd;
		n = pwrite(fd, p, size, (off_t)offset);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return mtr_fail(n ? -errno : -EIO, "%s: cannot write: %s", file->path,
					strerror(n ? errno : EIO));
		p += n;
		size -= (size_t)n;
		offset += (uint64_t)n;
	}
	return 0;
}

int mtr_held_file_allocate(struct mtr_held_file *file, uint64_t offset, uint64_t size)
{
	int fd = mtr_held_file_get(file);
	int err;

	if (fd < 0)
		return fd;
	do
		err = posix_fallocate(fd, (off_t)offset, (off_t)size);
	while (err == EINTR);
	return err ? mtr_fail(-err, "%s: cannot reserve %llu bytes: %s", file->path, (unsigned long long)size,
			      strerror(err))
		   : 0;
}

int mtr_held_file_punch(struct mtr_held_file *file, uint64_t offset, uint64_t size)
{
	int fd = mtr_held_file_get(file);

	if (fd < 0)
		return fd;
	return fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, (off_t)offset, (off_t)size) ? -errno : 0;
}

int mtr_held_file_truncate(struct mtr_held_file *file, uint64_t size)
{
	int fd = mtr_held_file_get(file);

	if (fd < 0)
		return fd;
	return ftruncate(fd, (off_t)size) ? mtr_fail(-errno, "%s: cannot truncate: %s", file->path, strerror(errno))
					  : 0;
}

int mtr_held_file_unlink(struct mtr_held_file *file)
{
	struct stat st;

	if (lstat(file->path, &st))
		return -errno;
	if (st.st_dev != file->dev || st.st_ino != file->ino)
		return -ESTALE;
	return unlink(file->path) ? -errno : 0;
}
