/*
 * Runs a client whose trace is not written for a while: the recorder's thread, and no other, is stopped as a debugger
 * stops it, as soon as the client has told of its first result.
 *
 *	stall_writer block|drop CLIENT...
 *
 * block: goes on when the client itself waits, and ends with status 90 when it never does.
 * drop: goes on when the client has told of the end, and ends with status 91 when it never does.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
	PATIENCE = 30, /* seconds */
	PIPE_SIZE = 4096,
	NEVER_WAITED = 90,
	NEVER_ENDED = 91,
	TROUBLE = 99,
};

static pid_t writer_of(pid_t client)
{
	char path[300], name[32] = "";
	struct dirent *entry;
	pid_t found = 0;
	DIR *tasks;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/task", client);
	tasks = opendir(path);
	while (tasks && !found && (entry = readdir(tasks))) {
		snprintf(path, sizeof(path), "/proc/%d/task/%s/comm", client, entry->d_name);
		fd = open(path, O_RDONLY);
		memset(name, 0, sizeof(name));
		if (fd >= 0 && read(fd, name, sizeof(name) - 1) > 0 && !strcmp(name, "mitrace\n"))
			found = atoi(entry->d_name);
		close(fd);
	}
	if (tasks)
		closedir(tasks);
	return found;
}

static bool waits(pid_t client)
{
	char path[64];
	FILE *file;
	long number = -1;

	snprintf(path, sizeof(path), "/proc/%d/syscall", client);
	file = fopen(path, "r");
	if (!file)
		return false;
	if (fscanf(file, "%ld", &number) != 1)
		number = -1;
	fclose(file);
	return number == SYS_futex;
}

/* Passes what the client tells on, for a moment. Adds to *told; false: there will be no more. */
static bool pass_on(int from, size_t most, char *told, size_t size)
{
	struct pollfd poll_from = {.fd = from, .events = POLLIN};
	char buffer[4096];
	size_t len = strlen(told);
	ssize_t got;

	if (poll(&poll_from, 1, 1) <= 0)
		return true;
	got = read(from, buffer, most < sizeof(buffer) ? most : sizeof(buffer));
	if (got <= 0)
		return false;
	if (write(STDOUT_FILENO, buffer, (size_t)got) != got)
		exit(TROUBLE);
	/* The end is what counts. */
	if (len + (size_t)got >= size)
		len = 0;
	memcpy(told + len, buffer, (size_t)got);
	told[len + (size_t)got] = '\0';
	return true;
}

int main(int argc, char **argv)
{
	bool block = argc > 2 && !strcmp(argv[1], "block"), more = true, released = false;
	char told[1 << 16] = "";
	time_t end = time(NULL) + PATIENCE;
	int ends[2], status, late = 0;
	pid_t client, writer = 0;

	if (argc < 3 || pipe(ends))
		return TROUBLE;
	/* A small one, so that the client cannot have ended before its writer is stopped. */
	fcntl(ends[1], F_SETPIPE_SZ, PIPE_SIZE);
	client = fork();
	if (!client) {
		dup2(ends[1], STDOUT_FILENO);
		close(ends[0]);
		close(ends[1]);
		execvp(argv[2], argv + 2);
		_exit(TROUBLE);
	}
	close(ends[1]);
	while (more && !strstr(told, "result") && time(NULL) < end)
		more = pass_on(ends[0], strlen("result\n"), told, sizeof(told));
	while (!(writer = writer_of(client)) && time(NULL) < end)
		sched_yield();
	if (!writer || ptrace(PTRACE_SEIZE, writer, NULL, NULL) || ptrace(PTRACE_INTERRUPT, writer, NULL, NULL) ||
	    waitpid(writer, &status, __WALL) != writer) {
		fprintf(stderr, "stall_writer: no writer to stop: %s\n", strerror(errno));
		kill(client, SIGKILL);
		return TROUBLE;
	}
	while (more) {
		more = pass_on(ends[0], sizeof(told), told, sizeof(told));
		if (released)
			continue;
		late = time(NULL) >= end;
		if (late || (block ? waits(client) : strstr(told, "the end") != NULL)) {
			ptrace(PTRACE_DETACH, writer, NULL, NULL);
			released = true;
			if (late)
				break;
		}
	}
	waitpid(client, &status, 0);
	if (late || !released)
		return block ? NEVER_WAITED : NEVER_ENDED;
	return WIFEXITED(status) ? WEXITSTATUS(status) : TROUBLE;
}
