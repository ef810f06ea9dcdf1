/* The key file: made once, read by everybody of one user. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fail.h"
#include "redact.h"

enum {
	HEX_SIZE = 2 * MTR_REDACTION_KEY_SIZE,
	FILE_SIZE = HEX_SIZE + 1, /* a newline at its end */
};

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

static bool parse_key(const char *text, uint8_t key[MTR_REDACTION_KEY_SIZE])
{
	int high, low;
	size_t i;

	for (i = 0; i < MTR_REDACTION_KEY_SIZE; i++) {
		high = digit(text[2 * i]);
		low = digit(text[2 * i + 1]);
		if (high < 0 || low < 0)
			return false;
		key[i] = (uint8_t)(high << 4 | low);
	}
	return text[HEX_SIZE] == '\n';
}

static int check_owner(int fd, const char *path)
{
	struct stat st;

	if (fstat(fd, &st))
		return mtr_fail(-errno, "%s: %s", path, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return mtr_fail(-MTR_EFORMAT, "%s is not a regular file, so it is no redaction key", path);
	if (st.st_uid != geteuid())
		return mtr_fail(-EACCES, "%s: the redaction key belongs to user %u, not to this one", path,
				(unsigned)st.st_uid);
	if (st.st_mode & (S_IRWXG | S_IRWXO))
		return mtr_fail(-EACCES, "%s: others may read the redaction key (mode %04o): chmod 600 it", path,
				(unsigned)(st.st_mode & 07777));
	return 0;
}

static int read_key(const char *path, uint8_t key[MTR_REDACTION_KEY_SIZE])
{
	char text[FILE_SIZE + 1];
	ssize_t got;
	int err, fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

	if (fd < 0)
		return mtr_fail(-errno, "%s: cannot open the redaction key: %s", path, strerror(errno));
	err = check_owner(fd, path);
	if (!err) {
		got = read(fd, text, sizeof(text));
		if (got < 0)
			err = mtr_fail(-errno, "%s: cannot read the redaction key: %s", path, strerror(errno));
		else if (got != FILE_SIZE || !parse_key(text, key))
			err = mtr_fail(-MTR_EFORMAT,
				       "%s is no redaction key (%d hex digits and a newline): "
				       "remove it to have a new one made",
				       path, HEX_SIZE);
	}
	close(fd);
	return err;
}

static int write_key(int fd, const char *path)
{
	uint8_t key[MTR_REDACTION_KEY_SIZE];
	char text[FILE_SIZE + 1];
	size_t i;

	if (getrandom(key, sizeof(key), 0) != (ssize_t)sizeof(key))
		return mtr_fail(-errno, "no random bytes for %s: %s", path, strerror(errno));
	for (i = 0; i < sizeof(key); i++)
		snprintf(text + 2 * i, 3, "%02x", key[i]);
	text[HEX_SIZE] = '\n';
	if (write(fd, text, FILE_SIZE) != FILE_SIZE || fsync(fd))
		return mtr_fail(errno ? -errno : -EIO, "%s: cannot write the redaction key: %s", path, strerror(errno));
	return 0;
}

/*
 * Written beside its place and linked into it when it is whole: a reader never meets half a key, and of several
 * makers one wins. 0 also when another one did.
 */
static int make_key(const char *path)
{
	char temporary[PATH_MAX];
	int err, fd;

	if (snprintf(temporary, sizeof(temporary), "%s.%d.new", path, (int)gettid()) >= (int)sizeof(temporary))
		return mtr_fail(-ENAMETOOLONG, "%s: the path of the redaction key is too long", path);
	unlink(temporary); /* left behind by a thread of the same number that died here */
	fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return mtr_fail(-errno, "%s: cannot make the redaction key: %s", temporary, strerror(errno));
	err = write_key(fd, temporary);
	if (!err && link(temporary, path) && errno != EEXIST)
		err = mtr_fail(-errno, "%s: cannot make the redaction key: %s", path, strerror(errno));
	close(fd);
	unlink(temporary);
	return err;
}

int mtr_redaction_load(const char *key_path, enum mtr_redaction_policy policy, struct mtr_redaction *ret)
{
	uint8_t key[MTR_REDACTION_KEY_SIZE];
	int err = read_key(key_path, key);

	if (err == -ENOENT) {
		err = make_key(key_path);
		if (!err)
			err = read_key(key_path, key);
	}
	if (err)
		return err;
	mtr_redaction_init(ret, policy, key);
	return 0;
}
