/* Facts about this machine. */
#include "machine.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

ssize_t hostmi_read_file(const char *path, char *ret_text, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t length = 0;
	ssize_t n = 0;

	ret_text[0] = 0;
	if (fd < 0)
		return -errno;
	while (length < size - 1) {
		n = read(fd, ret_text + length, size - 1 - length);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		length += (size_t)n;
	}
	ret_text[length] = 0;
	if (n < 0)
		n = -errno;
	close(fd);
	return n < 0 ? n : (ssize_t)length;
}

/* PRETTY_NAME="..." of os-release, or what the kernel calls itself. */
static void read_os_name(char *ret_name, size_t size)
{
	char text[4096];
	struct utsname uts;
	char *start, *end;

	if (hostmi_read_file("/etc/os-release", text, sizeof(text)) > 0) {
		start = strstr(text, "PRETTY_NAME=\"");
		end = start ? strchr(start + 13, '"') : NULL;
		if (end) {
			*end = 0;
			snprintf(ret_name, size, "%s", start + 13);
			return;
		}
	}
	uname(&uts);
	snprintf(ret_name, size, "%s", uts.sysname);
}

void hostmi_machine_names(struct hostmi_names *ret_names)
{
	gethostname(ret_names->host, sizeof(ret_names->host));
	ret_names->host[sizeof(ret_names->host) - 1] = 0;
	read_os_name(ret_names->os, sizeof(ret_names->os));
}

static struct timeval boot_time;

static void read_boot_time(void)
{
	char text[16384];
	const char *line;

	if (hostmi_read_file("/proc/stat", text, sizeof(text)) > 0) {
		line = strstr(text, "\nbtime ");
		if (line)
			boot_time.tv_sec = strtoll(line + 7, NULL, 10);
	}
}

struct timeval hostmi_boot_time(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, read_boot_time);
	return boot_time;
}

int64_t hostmi_labelled_number(const char *text, const char *label)
{
	size_t length = strlen(label);

	while (text) {
		if (!strncmp(text, label, length) && text[length] == ':')
			return strtoll(text + length + 1, NULL, 10);
		text = strchr(text, '\n');
		if (text)
			text++;
	}
	return -1;
}
