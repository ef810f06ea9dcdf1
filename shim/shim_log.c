/* One line, once. */
#include "shim_log.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char log_path[PATH_MAX]; /* written before the first thread records */

void shim_log_to(const char *path)
{
	snprintf(log_path, sizeof(log_path), "%s", path ? path : "");
}

static bool may_write(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && (S_ISCHR(st.st_mode) || S_ISFIFO(st.st_mode) || S_ISREG(st.st_mode));
}

static void put(const char *line, size_t len)
{
	int fd = STDERR_FILENO;

	if (log_path[0])
		fd = open(log_path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	/* There is nowhere to tell that telling failed. */
	if (fd >= 0 && may_write(fd) && write(fd, line, len) < 0)
		errno = 0;
	if (log_path[0] && fd >= 0)
		close(fd);
}

void shim_log_once(const char *format, ...)
{
	static _Atomic bool said;
	int saved = errno, len, more;
	char line[1024];
	va_list args;

	if (atomic_exchange(&said, true))
		return;
	len = snprintf(line, sizeof(line), "mitrace[%d]: ", (int)getpid());
	va_start(args, format);
	more = vsnprintf(line + len, sizeof(line) - (size_t)len - 1, format, args);
	va_end(args);
	if (more > 0) {
		len = (int)strnlen(line, sizeof(line) - 2);
		line[len++] = '\n';
		put(line, (size_t)len);
	}
	errno = saved;
}
