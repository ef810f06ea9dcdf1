/*
 * What `mitrace replay TRACE --handler=LIB.so` runs: loads the library and replays the trace into its callbacks. It is a
 * process of its own, so whatever the library does, it does to itself.
 *
 *	mitrace-handler LIB.so
 *
 * A libmi that the library is linked with is this program, which exports what a libmi does: what the library asks for is
 * answered from the trace, too.
 */
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fail.h"
#include "reinject.h"

enum {
	OWN_FAILURE = 125, /* as mitrace replay */
};

/* Says it in the room's report, or on standard error without a room. */
static int fail(void)
{
	struct replay_report report = {.path = replay_room_file("report")};

	replay_report_failure(&report, mtr_fail_text());
	free(report.path);
	return OWN_FAILURE;
}

static int check(const char *path, const struct mitrace_handler *handler)
{
	if (handler->version != MITRACE_HANDLER_VERSION)
		return mtr_fail(-MTR_EVERSION, "%s: its mitrace_handler has version %u, this mitrace knows version %d",
				path, (unsigned)handler->version, MITRACE_HANDLER_VERSION);
	if (!handler->callbacks)
		return mtr_fail(-MTR_EUSAGE, "%s: its mitrace_handler has no callbacks", path);
	return 0;
}

static int load(const char *name, const struct mitrace_handler **ret)
{
	const struct mitrace_handler *handler;
	char path[PATH_MAX];
	void *library;

	/* A file, not a name to be searched for. */
	snprintf(path, sizeof(path), "%s%s", strchr(name, '/') ? "" : "./", name);
	library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	if (!library)
		return mtr_fail(-ENOENT, "--handler: %s", dlerror());
	handler = dlsym(library, "mitrace_handler");
	if (!handler)
		return mtr_fail(-MTR_EUSAGE,
				"--handler: %s does not export \"mitrace_handler\", see <mitrace/replay.h>: %s", name,
				dlerror());
	*ret = handler;
	return check(name, handler);
}

static int run(const struct mitrace_handler *handler, int *ret_status)
{
	struct mitrace_replay *r;
	int err = reinject_open_room(&r), status;

	if (err)
		return err;
	status = handler->begin ? handler->begin() : 0;
	if (status)
		return mtr_fail(-ECANCELED, "the handler's begin() returned %d: nothing was replayed", status);
	err = reinject_run_room(r, handler->callbacks);
	status = handler->end ? handler->end() : 0;
	*ret_status = status && !(status & 0xff) ? 1 : status;
	return err;
}

int main(int argc, char **argv)
{
	const struct mitrace_handler *handler;
	int status = 0;

	if (argc != 2) {
		fprintf(stderr, "usage: mitrace replay TRACE --handler=LIB.so\n");
		return OWN_FAILURE;
	}
	if (load(argv[1], &handler) || run(handler, &status))
		return fail();
	return status;
}
