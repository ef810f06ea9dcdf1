/* Reads /proc. A process may vanish between any two reads; it is then as if it had never been seen. */
#include "process_list.h"

#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "machine.h"

static int compare_ids(const void *a, const void *b)
{
	pid_t x = *(const pid_t *)a, y = *(const pid_t *)b;

	return (x > y) - (x < y);
}

pid_t *hostmi_process_ids(unsigned *ret_nr)
{
	unsigned room = 256, nr = 0;
	pid_t *ids = malloc(room * sizeof(*ids)), *more;
	DIR *dir = opendir("/proc");
	struct dirent *entry;

	while (ids && dir && (entry = readdir(dir))) {
		if (!isdigit((unsigned char)entry->d_name[0]))
			continue;
		if (nr == room) {
			room *= 2;
			more = realloc(ids, room * sizeof(*ids));
			if (!more)
				break;
			ids = more;
		}
		ids[nr++] = (pid_t)strtol(entry->d_name, NULL, 10);
	}
	if (dir)
		closedir(dir);
	if (ids)
		qsort(ids, nr, sizeof(*ids), compare_ids);
	*ret_nr = nr;
	return ids;
}

unsigned hostmi_process_count(void)
{
	unsigned nr = 0;

	free(hostmi_process_ids(&nr));
	return nr;
}

static uint64_t ticks_to_ms(unsigned long long ticks)
{
	return ticks * 1000 / (uint64_t)sysconf(_SC_CLK_TCK);
}

/* Field 2 is the name in parentheses and may hold anything, so it ends at the last one. */
static bool parse_stat(char *text, struct hostmi_process_info *info)
{
	char *open = strchr(text, '('), *close = strrchr(text, ')');
	unsigned long long user, kernel;
	unsigned long start_ticks;
	long nice, resident;
	int parent;

	if (!open || !close || close < open)
		return false;
	*close = 0;
	snprintf(info->name, sizeof(info->name), "%s", open + 1);
	if (sscanf(close + 1,
		   " %c %d %*d %*d %*d %*d %*u %*u %*u %*u %*u %llu %llu %*d %*d %*d %ld %*d %*d %lu %*u %ld",
		   &info->state, &parent, &user, &kernel, &nice, &start_ticks, &resident) != 7)
		return false;
	info->start_ticks = start_ticks;
	info->parent = parent;
	info->nice = (int)nice;
	info->user_ms = ticks_to_ms(user);
	info->kernel_ms = ticks_to_ms(kernel);
	info->resident_bytes = (uint64_t)resident * (uint64_t)sysconf(_SC_PAGESIZE);
	return true;
}

static void read_command(pid_t pid, struct hostmi_process_info *info)
{
	char path[64];
	ssize_t length;

	snprintf(path, sizeof(path), "/proc/%d/cmdline", (int)pid);
	length = hostmi_read_file(path, info->command, sizeof(info->command));
	info->command_length = length > 0 ? (size_t)length : 0;
}

bool hostmi_process_read(pid_t pid, struct hostmi_process_info *ret_info)
{
	char path[64], text[2048];
	uint64_t start_ms;

	memset(ret_info, 0, sizeof(*ret_info));
	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	if (hostmi_read_file(path, text, sizeof(text)) <= 0 || !parse_stat(text, ret_info))
		return false;
	ret_info->pid = pid;
	read_command(pid, ret_info);
	start_ms = ticks_to_ms(ret_info->start_ticks);
	ret_info->start = hostmi_boot_time();
	ret_info->start.tv_sec += (time_t)(start_ms / 1000);
	ret_info->start.tv_usec = (suseconds_t)(start_ms % 1000 * 1000);
	return true;
}
