/*
 * From the command line to the program that runs in the end: through the PATH, scripts and their interpreters, and
 * commands such as env(1) that run another one. Each step is what the kernel or that command would do.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "look_chain.h"

enum {
	KERNEL_LINE = 256, /* of a script's first line, what the kernel reads */
	KERNEL_DEPTH = 5,  /* interpreters that are scripts themselves */
};

const char *look_base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* 0, or the errno that executing the file would give. */
static int try_program(const char *path)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return errno;
	if (S_ISDIR(st.st_mode))
		return EISDIR;
	if (!S_ISREG(st.st_mode) || eaccess(path, X_OK) < 0)
		return EACCES;
	return 0;
}

const char *look_find_program(struct look_work *work, const char *name, int *ret_err)
{
	const char *folders = work->search_path ? work->search_path : "/bin:/usr/bin";
	char path[PATH_MAX];

	*ret_err = ENOENT;
	if (strchr(name, '/') || !*name) {
		*ret_err = *name ? try_program(name) : ENOENT;
		return *ret_err == 0 ? name : NULL;
	}
	while (folders) {
		size_t len = strcspn(folders, ":");
		int err;

		snprintf(path, sizeof(path), "%.*s%s%s", (int)len, folders, len ? "/" : "", name);
		err = try_program(path);
		if (!err)
			return look_string(work, path, strlen(path));
		if (err == EACCES || err == EISDIR)
			*ret_err = err;
		folders = folders[len] ? folders + len + 1 : NULL;
	}
	return NULL;
}

/* Says why a program, or the interpreter of @script, cannot be run. */
static void stop_for(struct look_work *work, const char *name, const char *script, int err)
{
	enum look_obstacle obstacle = err == EISDIR   ? LOOK_IS_DIRECTORY
				      : err == EACCES ? LOOK_NOT_EXECUTABLE
						      : LOOK_NOT_FOUND;
	const char *what = err == EISDIR ? "is a directory" : err == EACCES ? "is not executable" : "is not there";

	if (script)
		look_stop(work, LOOK_NO_INTERPRETER,
			  look_format(work, "%s wants the interpreter %s, which %s", script, name, what));
	else if (err == ENOENT && !strchr(name, '/'))
		look_stop(work, obstacle, look_format(work, "%s is in no folder of the PATH", name));
	else
		look_stop(work, obstacle, look_format(work, "%s %s", name, what));
}

void look_add_step(struct look_work *work, const char *path, const char *how)
{
	if (work->look.nr_steps == LOOK_STEPS_MAX) {
		look_stop(work, LOOK_SCRIPT_LOOP,
			  look_format(work, "%s: more programs run each other than can be followed", path));
		return;
	}
	work->step_list[work->look.nr_steps++] = (struct look_step){path, how};
}

void look_set_command(struct look_work *work, char *const *front, unsigned nr_front, char **rest)
{
	unsigned nr = 0;
	char **argv;

	while (rest && rest[nr])
		nr++;
	argv = look_alloc(work, (nr_front + nr + 1) * sizeof(*argv));
	if (!argv)
		return;
	memcpy(argv, front, nr_front * sizeof(*argv));
	if (nr)
		memcpy(argv + nr_front, rest, nr * sizeof(*argv));
	argv[nr_front + nr] = NULL;
	work->argv = argv;
}

/* The beginning of a file; its size, or -1. */
static ssize_t read_start(const char *path, char *ret, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	ssize_t got = fd < 0 ? -1 : read(fd, ret, size);

	if (fd >= 0)
		close(fd);
	return got;
}

/* What the kernel makes of "#!interpreter argument": the argument is all the rest, one word. */
static void run_script(struct look_work *work, const char *path, char *line)
{
	char *end = line + strlen(line), *name = line + strspn(line, " \t"), *argument, *front[3];
	unsigned nr = 0;

	while (end > name && (end[-1] == ' ' || end[-1] == '\t'))
		*--end = 0;
	argument = name + strcspn(name, " \t");
	if (*argument) {
		*argument++ = 0;
		argument += strspn(argument, " \t");
	}
	if (!*name) {
		look_stop(work, LOOK_NO_INTERPRETER,
			  look_format(work, "%s: its first line names no interpreter", path));
		return;
	}
	front[nr++] = (char *)(uintptr_t)look_string(work, name, strlen(name));
	if (*argument)
		front[nr++] = (char *)(uintptr_t)look_string(work, argument, strlen(argument));
	front[nr++] = (char *)(uintptr_t)path;
	look_set_command(work, front, nr, work->argv + 1);
	work->interpreter_of = path;
	work->nr_scripts++;
	if (work->nr_scripts > KERNEL_DEPTH)
		look_stop(work, LOOK_SCRIPT_LOOP,
			  look_format(work, "%s: interpreters that are scripts, deeper than the kernel follows", path));
}

/* Without "#!" the C library hands a file that the kernel refuses to the shell. */
static void run_by_shell(struct look_work *work, const char *path)
{
	char *front[] = {(char *)(uintptr_t) "/bin/sh", (char *)(uintptr_t)path};

	look_set_command(work, front, 2, work->argv + 1);
}

/* A program on the way whose privileges are raised takes our variables out of the environment of what it runs. */
static void check_privilege(struct look_work *work, const char *path)
{
	const char *privilege = look_privilege(work, path);

	if (privilege)
		look_stop(work, LOOK_PRIVILEGED, privilege);
}

/* One step; the program's path when it is the last. */
static const char *take_step(struct look_work *work, const char *path)
{
	char start[KERNEL_LINE + 1];
	ssize_t size = read_start(path, start, KERNEL_LINE);

	if (size < 0) {
		look_add_step(work, path, "program");
		look_stop(work, LOOK_UNREADABLE,
			  look_format(work, "%s cannot be read: %s", path, strerrordesc_np(errno)));
		return NULL;
	}
	start[size] = 0;
	if (size >= 4 && memcmp(start, "\177ELF", 4) == 0) {
		work->nr_scripts = 0;
		look_add_step(work, path, "program");
		if (!look_run_command(work, path))
			return look_is_stopped(work) ? NULL : path;
		check_privilege(work, path);
		return NULL;
	}
	look_add_step(work, path, "script");
	if (size >= 2 && start[0] == '#' && start[1] == '!') {
		start[strcspn(start, "\n")] = 0;
		run_script(work, path, start + 2);
		return NULL;
	}
	if (memchr(start, 0, (size_t)size) || !size)
		look_stop(work, LOOK_NOT_A_PROGRAM, look_format(work, "%s is neither an ELF file nor a script", path));
	else
		run_by_shell(work, path);
	return NULL;
}

/* The next program's path. The kernel takes an interpreter's name as it stands; other names are looked up. */
static const char *find_next(struct look_work *work)
{
	const char *name = work->argv[0], *script = work->interpreter_of, *path;
	int err = script ? try_program(name) : 0;

	work->interpreter_of = NULL;
	path = !script ? look_find_program(work, name, &err) : err ? NULL : name;
	if (!path)
		stop_for(work, name, script, err);
	return path;
}

const char *look_follow(struct look_work *work)
{
	while (!look_is_stopped(work)) {
		const char *path = find_next(work), *program = path ? take_step(work, path) : NULL;

		if (program)
			return program;
	}
	return NULL;
}
