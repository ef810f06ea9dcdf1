/* Start times of processes from /proc. */
#include "process_id.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
	FIELD_STATE = 3,
	FIELD_THREADS = 20,
	FIELD_START = 22,
};

/* The text of /proc/PID/stat behind the command's name, whose brackets may hold anything: field 3 on. */
static const char *read_fields(pid_t pid, char *buf, size_t size)
{
	char path[40];
	ssize_t len;
	char *bracket;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return NULL;
	len = read(fd, buf, size - 1);
	close(fd);
	buf[len < 0 ? 0 : len] = 0;
	bracket = strrchr(buf, ')');
	return bracket && bracket[1] == ' ' ? bracket + 2 : NULL;
}

static const char *field(const char *fields, int number)
{
	for (number -= FIELD_STATE; number > 0 && fields; number--) {
		fields = strchr(fields, ' ');
		fields = fields ? fields + 1 : NULL;
	}
	return fields;
}

static uint64_t parse_number(const char *text)
{
	uint64_t value = 0;

	for (; text && *text >= '0' && *text <= '9'; text++)
		value = 10 * value + (uint64_t)(*text - '0');
	return value;
}

uint64_t mtr_process_start_time(pid_t pid)
{
	int saved = errno;
	char buf[1024];
	const char *fields = read_fields(pid, buf, sizeof(buf));

	errno = saved;
	return parse_number(field(fields, FIELD_START));
}

bool mtr_process_runs(pid_t pid, uint64_t start_time)
{
	int saved = errno;
	char buf[1024];
	const char *fields = read_fields(pid, buf, sizeof(buf));
	bool runs;

	if (!fields)
		runs = start_time == 0 && pid > 0 && (kill(pid, 0) == 0 || errno == EPERM);
	else /* a first thread that has ended looks like a zombie while the others run */
		runs = ((*fields != 'Z' && *fields != 'X') || parse_number(field(fields, FIELD_THREADS)) > 1) &&
		       (start_time == 0 || parse_number(field(fields, FIELD_START)) == start_time);
	errno = saved;
	return runs;
}
