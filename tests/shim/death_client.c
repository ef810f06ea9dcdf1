/*
 * A client that does the worst in the middle of its work. death_client CASE [FOLDER [N]]
 *
 * It enumerates, tells of every result by one write(2) to standard output, and in the Nth (third) result's callback does
 * what the case says. A case that survives goes on to the end. FOLDER: what the cases that need one may destroy.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "probe.h"

enum {
	THREADS = 4,
	LAST_DESCRIPTOR = 1100,
};

static const char *folder;
static char **arguments;
static void (*act)(void);
static volatile unsigned results;
static unsigned instant = 3;

static void say(const char *what)
{
	char line[64];
	int len = snprintf(line, sizeof(line), "%s\n", what);

	while (write(STDOUT_FILENO, line, (size_t)len) < 0 && errno == EINTR)
		continue;
}

static void on_result(MI_Operation *operation, void *context, const MI_Instance *instance, MI_Boolean more,
		      MI_Result code, const MI_Char *message, const MI_Instance *details,
		      MI_Result (*acknowledge)(MI_Operation *operation))
{
	(void)operation;
	(void)context;
	(void)instance;
	(void)more;
	(void)code;
	(void)message;
	(void)details;
	(void)acknowledge;
	say("result");
	if (++results == instant && act)
		act();
}

static void work(const char *id, const char *nr)
{
	struct probe probe;

	probe_open(&probe, id);
	probe_enumerate_async(&probe, nr, 0, on_result, NULL);
	probe_close(&probe);
}

/* ---- ends */

static void by_kill(void)
{
	kill(getpid(), SIGKILL);
}

static void by_segv(void)
{
	volatile int *volatile nowhere = NULL;

	*nowhere = 1;
}

static void by_exit_now(void)
{
	_exit(7);
}

static void by_exit(void)
{
	exit(7);
}

static void by_quick_exit(void)
{
	quick_exit(7);
}

/* As the kernel does it: from outside, while the process is busy asking for memory. */
static void by_oom(void)
{
	pid_t parent = getpid();

	if (fork() == 0) {
		kill(parent, SIGKILL);
		_exit(0);
	}
	for (;;)
		memset(malloc(1 << 16), 1, 1 << 16);
}

static void by_exec(void)
{
	char after[] = "plain";
	char *again[] = {arguments[0], after, NULL};

	execv("/proc/self/exe", again);
	_exit(99);
}

/* ---- what it must survive */

static void close_all(void)
{
	for (int fd = STDERR_FILENO + 1; fd < LAST_DESCRIPTOR; fd++)
		close(fd);
	/* The numbers are the client's again. */
	for (int fd = STDERR_FILENO + 1; fd < STDERR_FILENO + 9; fd++)
		CHECK(open("/dev/null", O_RDONLY) == fd);
}

static void limit_files(void)
{
	const struct rlimit limit = {1 << 14, 1 << 14};

	CHECK(setrlimit(RLIMIT_FSIZE, &limit) == 0);
}

static void fill_disk(void)
{
	char path[512], block[4096] = "";
	int fd;

	snprintf(path, sizeof(path), "%s/full", folder);
	fd = open(path, O_WRONLY | O_CREAT, 0600);
	while (write(fd, block, sizeof(block)) > 0)
		continue;
	close(fd);
}

static void remove_folder(void)
{
	char command[600];
	pid_t pid;

	snprintf(command, sizeof(command), "%s", folder);
	pid = fork();
	if (!pid) {
		execl("/bin/rm", "rm", "-rf", command, (char *)NULL);
		_exit(99);
	}
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		continue;
}

/* ---- more processes */

static void join(pid_t pid)
{
	int status;

	CHECK(pid > 0);
	CHECK(waitpid(pid, &status, 0) == pid);
	CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void fork_both(void)
{
	pid_t pid = fork();

	if (!pid) {
		work("child", "20");
		_exit(0);
	}
	work("parent", "20");
	join(pid);
}

static void fork_child(void)
{
	pid_t pid = fork();

	if (!pid) {
		work("child", "20");
		exit(0);
	}
	join(pid);
}

static void use_vfork(void)
{
	pid_t pid = vfork();

	if (!pid) {
		execl("/bin/true", "true", (char *)NULL);
		_exit(99);
	}
	join(pid);
}

static void use_spawn(void)
{
	extern char **environ;
	char plain[] = "plain";
	char *child[] = {arguments[0], plain, NULL};
	pid_t pid;

	CHECK(posix_spawn(&pid, "/proc/self/exe", NULL, NULL, child, environ) == 0);
	join(pid);
}

static int done = -1;

/* The daemon goes on, and tells through a pipe when it is done; the process that was started waits for that, and ends. */
static void become_daemon(void)
{
	int ends[2];
	char c;

	CHECK(pipe(ends) == 0);
	if (fork() > 0) {
		close(ends[1]);
		while (read(ends[0], &c, 1) < 0 && errno == EINTR)
			continue;
		_exit(0);
	}
	setsid();
	if (fork() > 0)
		_exit(0);
	done = ends[1];
	work("daemon", "20");
}

/* ---- threads */

static atomic_uint started;

static void on_silent_result(MI_Operation *operation, void *context, const MI_Instance *instance, MI_Boolean more,
			     MI_Result code, const MI_Char *message, const MI_Instance *details,
			     MI_Result (*acknowledge)(MI_Operation *operation))
{
	(void)operation;
	(void)context;
	(void)instance;
	(void)more;
	(void)code;
	(void)message;
	(void)details;
	(void)acknowledge;
}

static void on_told_result(MI_Operation *operation, void *context, const MI_Instance *instance, MI_Boolean more,
			   MI_Result code, const MI_Char *message, const MI_Instance *details,
			   MI_Result (*acknowledge)(MI_Operation *operation))
{
	on_silent_result(operation, context, instance, more, code, message, details, acknowledge);
	say("result");
}

static void *enumerate_forever(void *context)
{
	struct probe probe;

	probe_open(&probe, "thread");
	atomic_fetch_add(&started, 1);
	for (;;)
		probe_enumerate_async(&probe, "50", 0, context ? on_told_result : on_silent_result, NULL);
	return NULL;
}

static void start_threads(bool told)
{
	pthread_t thread;

	for (unsigned i = 0; i < THREADS; i++)
		CHECK(pthread_create(&thread, NULL, enumerate_forever, told ? &thread : NULL) == 0);
	while (atomic_load(&started) < THREADS)
		sched_yield();
}

static void exit_among_threads(void)
{
	start_threads(false);
	exit(7);
}

/* To be killed from outside. */
static void go_on_for_ever(void)
{
	start_threads(true);
	for (;;)
		pause();
}

/* ---- before and after main() */

static bool around;

static void at_exit(void)
{
	work("atexit", "2");
}

__attribute__((constructor)) static void before_main(int argc, char **argv)
{
	around = argc > 1 && strcmp(argv[1], "around-main") == 0;
	if (around) {
		atexit(at_exit);
		work("constructor", "2");
	}
}

__attribute__((destructor)) static void after_main(void)
{
	if (around)
		work("destructor", "2");
}

static const struct {
	const char *name;
	void (*act)(void);
} cases[] = {
	{"plain", NULL},
	{"around-main", NULL},
	{"kill", by_kill},
	{"segv", by_segv},
	{"abort", abort},
	{"_exit", by_exit_now},
	{"exit", by_exit},
	{"quick_exit", by_quick_exit},
	{"oom", by_oom},
	{"exec", by_exec},
	{"close-all", close_all},
	{"file-limit", limit_files},
	{"disk-full", fill_disk},
	{"folder-gone", remove_folder},
	{"fork-both", fork_both},
	{"fork-child", fork_child},
	{"vfork", use_vfork},
	{"spawn", use_spawn},
	{"daemon", become_daemon},
	{"exit-among-threads", exit_among_threads},
	{"endless", go_on_for_ever},
};

int main(int argc, char **argv)
{
	size_t i;

	arguments = argv;
	folder = argc > 2 ? argv[2] : NULL;
	if (argc > 3)
		instant = (unsigned)atoi(argv[3]);
	for (i = 0; argc > 1 && i < sizeof(cases) / sizeof(cases[0]); i++)
		if (!strcmp(argv[1], cases[i].name))
			break;
	CHECK(argc > 1 && i < sizeof(cases) / sizeof(cases[0]));
	act = cases[i].act;
	work("main", "2000");
	say("the end");
	if (done >= 0)
		CHECK(write(done, "", 1) == 1);
	return 0;
}
