/* Running the client: its environment, its exit, its signals. */
#include "launch.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "command.h"
#include "fail.h"
#include "paths.h"

/* A root without /proc, as small containers have, leaves what the kernel was asked to execute. False: errno tells. */
static bool own_path(char ret[PATH_MAX])
{
	ssize_t len = readlink("/proc/self/exe", ret, PATH_MAX - 1);
	unsigned long executed;
	int err = errno;

	if (len >= 0) {
		ret[len] = 0;
		return true;
	}
	executed = getauxval(AT_EXECFN);
	if (executed && realpath((const char *)executed, ret))
		return true;
	errno = err;
	return false;
}

char *launch_find_file(const char *name)
{
	static const char *const places[] = {MITRACE_LIBDIR_FROM_BIN, "../lib"};
	char self[PATH_MAX], candidate[2 * PATH_MAX];
	char *found, *slash;

	if (!own_path(self)) {
		mtr_fail(-errno, "/proc/self/exe: %m: cannot tell where mitrace is installed");
		return NULL;
	}
	slash = strrchr(self, '/');
	if (slash)
		*slash = 0;
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		snprintf(candidate, sizeof(candidate), "%s/%s/%s", self, places[i], name);
		found = realpath(candidate, NULL);
		if (found)
			return found;
	}
	mtr_fail(-ENOENT, "%s is neither in %s/%s nor in %s/%s: the installation is incomplete", name, self, places[0],
		 self, places[1]);
	return NULL;
}

static bool is_there(const char *list, const char *entry, enum launch_place place)
{
	size_t len = strlen(entry), list_len = strlen(list);
	const char *at = place == LAUNCH_FIRST || list_len < len ? list : list + list_len - len;

	if (strncmp(at, entry, len) != 0)
		return false;
	return place == LAUNCH_FIRST ? !at[len] || at[len] == ':' : at == list || at[-1] == ':';
}

int launch_add(const char *variable, const char *entry, enum launch_place place)
{
	const char *old = getenv(variable);
	char *value;
	int err;

	if (!old || !*old)
		return setenv(variable, entry, 1) ? -errno : 0;
	if (is_there(old, entry, place))
		return 0;
	if (asprintf(&value, "%s:%s", place == LAUNCH_FIRST ? entry : old, place == LAUNCH_FIRST ? old : entry) < 0)
		return -ENOMEM;
	err = setenv(variable, value, 1) ? -errno : 0;
	free(value);
	return err;
}

static volatile sig_atomic_t client_pid;

static void pass_on(int signal_number)
{
	int saved = errno;

	if (client_pid > 0)
		kill((pid_t)client_pid, signal_number);
	errno = saved;
}

/* What the client gets back before it runs: exactly what we were started with. */
struct signal_state {
	sigset_t mask;
	struct sigaction interrupt, quit, terminate, hangup;
};

static void take_signals(struct signal_state *saved)
{
	struct sigaction ignore = {.sa_handler = SIG_IGN};
	struct sigaction forward = {.sa_handler = pass_on, .sa_flags = SA_RESTART};
	sigset_t block;

	/* Blocked until the client exists, so that none is lost in between. */
	sigemptyset(&block);
	sigaddset(&block, SIGTERM);
	sigaddset(&block, SIGHUP);
	sigprocmask(SIG_BLOCK, &block, &saved->mask);
	sigaction(SIGINT, &ignore, &saved->interrupt);
	sigaction(SIGQUIT, &ignore, &saved->quit);
	sigaction(SIGTERM, &forward, &saved->terminate);
	sigaction(SIGHUP, NULL, &saved->hangup);
	if (saved->hangup.sa_handler != SIG_IGN)
		sigaction(SIGHUP, &forward, NULL);
}

static void give_back_signals(const struct signal_state *saved)
{
	sigaction(SIGINT, &saved->interrupt, NULL);
	sigaction(SIGQUIT, &saved->quit, NULL);
	sigaction(SIGTERM, &saved->terminate, NULL);
	sigaction(SIGHUP, &saved->hangup, NULL);
	sigprocmask(SIG_SETMASK, &saved->mask, NULL);
}

/* What the child says when it cannot run the client. */
struct launch_failure {
	int prepare; /* what @prepare failed with, or 0 */
	int exec;    /* errno of execvp() */
	char words[512];
};

/* In the child. The pipe closes by itself when the exec succeeds. */
static void run_client(char *const *argv, int (*prepare)(void), const struct signal_state *signals, int report)
{
	struct launch_failure failure = {0};

	give_back_signals(signals);
	failure.prepare = prepare ? prepare() : 0;
	if (!failure.prepare) {
		execvp(argv[0], argv);
		failure.exec = errno;
	}
	snprintf(failure.words, sizeof(failure.words), "%s", mtr_fail_text());
	if (write(report, &failure, sizeof(failure)) != sizeof(failure))
		_exit(STATUS_OWN_FAILURE);
	_exit(STATUS_CANNOT_EXECUTE);
}

/* 0 and *ret_error = 0: the client runs. */
static int read_failure(int fd, int *ret_error)
{
	struct launch_failure failure;
	ssize_t n;

	do
		n = read(fd, &failure, sizeof(failure));
	while (n < 0 && errno == EINTR);
	*ret_error = n == sizeof(failure) ? failure.exec : 0;
	if (n == sizeof(failure) && failure.prepare)
		return mtr_fail(failure.prepare, "%s", failure.words);
	return 0;
}

int launch_run(char *const *argv, int (*prepare)(void), struct launch_result *ret)
{
	struct signal_state signals;
	int report[2], err = 0;
	pid_t pid;

	if (pipe2(report, O_CLOEXEC) < 0)
		return mtr_fail(-errno, "pipe: %m");
	fflush(NULL);
	take_signals(&signals);
	pid = fork();
	if (pid == 0)
		run_client(argv, prepare, &signals, report[1]);
	if (pid < 0) {
		err = mtr_fail(-errno, "fork: %m");
		give_back_signals(&signals);
		close(report[0]);
		close(report[1]);
		return err;
	}
	client_pid = pid;
	sigprocmask(SIG_SETMASK, &signals.mask, NULL);
	close(report[1]);
	ret->pid = pid;
	err = read_failure(report[0], &ret->error);
	close(report[0]);
	while (waitpid(pid, &ret->wait_status, 0) < 0) {
		if (errno == EINTR)
			continue;
		err = mtr_fail(-errno, "waiting for %s: %m", argv[0]);
		break;
	}
	client_pid = 0;
	give_back_signals(&signals);
	return err;
}

const char *launch_reason(const struct launch_result *result, const char *program)
{
	/* The kernel says the same of a program that is not there and of one that lacks what it is run by. */
	if (result->error == ENOENT && strchr(program, '/') && access(program, F_OK) == 0)
		return "its interpreter or loader is not there";
	return strerror(result->error);
}

int launch_status(const struct launch_result *result, bool raise_signal)
{
	struct rlimit no_core = {0, 0};
	sigset_t set;
	int number;

	if (result->error)
		return result->error == ENOENT ? STATUS_NOT_FOUND : STATUS_CANNOT_EXECUTE;
	if (WIFEXITED(result->wait_status))
		return WEXITSTATUS(result->wait_status);
	number = WTERMSIG(result->wait_status);
	if (!raise_signal)
		return 128 + number;
	/* The client's core file is the one of interest, not ours. */
	setrlimit(RLIMIT_CORE, &no_core);
	signal(number, SIG_DFL);
	sigemptyset(&set);
	sigaddset(&set, number);
	fflush(NULL);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	raise(number);
	return 128 + number;
}
