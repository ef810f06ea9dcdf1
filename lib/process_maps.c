/* What a process has mapped, from /proc. For readers: it allocates, which the recorder must not. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "process_id.h"

/* Lines of /proc/PID/maps: address perms offset dev inode path. */
static bool line_has_inode(const char *line, uint64_t inode)
{
	int spaces;

	for (spaces = 0; spaces < 4 && line; spaces++) {
		line = strchr(line, ' ');
		line = line ? line + 1 : NULL;
	}
	return line && strtoull(line, NULL, 10) == inode;
}

bool mtr_process_maps(pid_t pid, uint64_t inode)
{
	char path[40], *line = NULL;
	size_t size = 0;
	int saved = errno, lines = 0;
	bool maps = false;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/maps", (int)pid);
	file = fopen(path, "re");
	while (file && !maps && getline(&line, &size, file) > 0) {
		maps = line_has_inode(line, inode);
		lines++;
	}
	free(line);
	if (file)
		fclose(file);
	errno = saved;
	return maps || !lines;
}
