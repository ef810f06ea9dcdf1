/*
 * Running the client: its environment, its exit, its signals.
 *
 * The client sees the same descriptors, signal dispositions, mask and process group as if it had been
 * started without us. We wait, and end as it ended.
 */
#ifndef LAUNCH_H
#define LAUNCH_H

#include <stdbool.h>
#include <sys/types.h>

/* How the client ended. */
struct launch_result {
	pid_t pid;
	int error;       /* errno of a failed exec, 0: it ran */
	int wait_status; /* as waitpid() gave it; valid when error is 0 */
};

/*
 * Finds a file of the installation, "libmitrace-shim.so" or "replay/libmi.so", from where this program
 * lies: the same in the build tree and after installation. Returns malloc'ed memory, or NULL, worded.
 */
char *launch_find_file(const char *name);

/* Where an entry goes in a list. */
enum launch_place {
	LAUNCH_FIRST,
	LAUNCH_LAST,
};

/* Adds @entry to the variable's colon-separated list, unless it is at that place already. 0 or -errno. */
int launch_add(const char *variable, const char *entry, enum launch_place place);

/*
 * Runs argv (found through PATH) with the environment as it is now, and waits for it. SIGINT and SIGQUIT are the
 * client's while it runs; SIGTERM and SIGHUP are passed on to it. @prepare, if not NULL, runs in the child before
 * the exec; when it fails (worded) nothing is run. Returns 0, or negative when nothing could be started.
 */
int launch_run(char *const *argv, int (*prepare)(void), struct launch_result *ret);

/* Why the client did not run; valid when error is not 0. Returns static memory. */
const char *launch_reason(const struct launch_result *result, const char *program);

/*
 * The exit status that stands for how the client ended. When a signal killed it and @raise: raises the same
 * signal and does not return. For a failed exec: 126 or 127.
 */
int launch_status(const struct launch_result *result, bool raise);

#endif
