/* A trace that is recorded when it is not there. */
#include <errno.h>
#include <mitrace/replay.h>
#include <spawn.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fail.h"

extern char **environ;

/* "mitrace record -q -o PATH -- COMMAND...", malloc'ed; its strings are borrowed. */
static const char **record_command(const char *path, const char *const command[])
{
	const char *front[] = {"mitrace", "record", "--quiet", "--output", path, "--"};
	size_t count = 0, nr_front = sizeof(front) / sizeof(front[0]);
	const char **argv;

	while (command[count])
		count++;
	argv = calloc(nr_front + count + 1, sizeof(*argv));
	if (!argv)
		return NULL;
	memcpy(argv, front, sizeof(front));
	memcpy(argv + nr_front, command, count * sizeof(*argv));
	return argv;
}

static int wait_for(pid_t pid, const char *path, const char *program)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return mtr_fail(-errno, "%s: cannot wait for the recording: %s", path, strerror(errno));
	if (WIFSIGNALED(status))
		return mtr_fail(-ECHILD, "%s: %s was killed by signal %d while it was recorded", path, program,
				WTERMSIG(status));
	if (WEXITSTATUS(status))
		return mtr_fail(-ECHILD, "%s: %s ended with status %d while it was recorded", path, program,
				WEXITSTATUS(status));
	return 0;
}

static int record(const char *path, const char *const command[])
{
	const char **argv = record_command(path, command);
	pid_t pid;
	int err;

	if (!argv)
		return mtr_fail(-ENOMEM, "%s: out of memory", path);
	err = posix_spawnp(&pid, argv[0], NULL, NULL, (char *const *)(uintptr_t)argv, environ);
	if (err)
		err = mtr_fail(-err, "%s: is not there, and cannot be recorded: mitrace: %s", path, strerror(err));
	else
		err = wait_for(pid, path, command[0]);
	free(argv);
	if (!err && access(path, F_OK))
		err = mtr_fail(-ENOENT, "%s: was not recorded: %s never called MI", path, command[0]);
	else if (err)
		unlink(path);
	return err;
}

__attribute__((visibility("default"))) int mitrace_replay_open_or_record(const char *path, const char *const command[],
									 struct mitrace_replay **ret)
{
	int err = 0;

	if (access(path, F_OK)) {
		if (errno != ENOENT)
			return mtr_fail(-errno, "%s: %s", path, strerror(errno));
		if (!command || !command[0])
			return mtr_fail(-MTR_EUSAGE, "%s: is not there, and there is no command to record", path);
		err = record(path, command);
	}
	return err ? err : mitrace_replay_open(path, ret);
}
