/* mitrace replay: runs a client with a library in libmi's place that answers from traces. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "fail.h"
#include "launch.h"
#include "no_network.h"
#include "replay_outcome.h"
#include "replay_room.h"

struct replay_settings {
	bool no_network, quiet;
};

static const struct command_option options[] = {
	{"no-network", 0, OPTION_FLAG, offsetof(struct replay_settings, no_network), NULL,
	 "kill the client if it opens a socket: proof that nothing but the trace answers", NULL},
	{"quiet", 'q', OPTION_FLAG, offsetof(struct replay_settings, quiet), NULL,
	 "no summary when the client did as recorded", NULL},
	{NULL, 0, OPTION_FLAG, 0, NULL, NULL, NULL},
};

extern const struct command command_replay;

/* Where the traces end and the client begins: at "--". */
static int find_separator(int argc, char **argv)
{
	for (int i = 0; i < argc; i++) {
		if (strcmp(argv[i], "--") == 0)
			return i;
	}
	return -1;
}

static int set_environment(const struct replay_room *room)
{
	char *library = launch_find_file("replay/libmi.so");
	char *folder = library ? strdup(library) : NULL;
	int err = folder ? 0 : -ENOENT;

	if (folder)
		*strrchr(folder, '/') = 0;
	/*
	 * By name for those who load it, preloaded for those who were linked with it. Last of the preloaded, so that a
	 * recorder among them is in front of it: a replay can be recorded.
	 */
	if (!err)
		err = launch_add("LD_LIBRARY_PATH", folder, LAUNCH_FIRST);
	if (!err)
		err = launch_add("LD_PRELOAD", library, LAUNCH_LAST);
	if (!err && setenv("MITRACE_REPLAY_ROOM", room->path, 1))
		err = mtr_fail(-errno, "MITRACE_REPLAY_ROOM: %m");
	free(library);
	free(folder);
	return err;
}

static int run(const void *data, int argc, char **argv)
{
	const struct replay_settings *settings = data;
	struct replay_outcome outcome = {0};
	struct replay_room room = {0};
	struct launch_result client;
	int separator = find_separator(argc, argv);
	int status;

	if (separator < 0 || separator + 1 >= argc)
		return command_fail_usage(&command_replay, "no command given (TRACE... -- COMMAND)");
	if (separator == 0)
		return command_fail_usage(&command_replay, "no trace given (TRACE... -- COMMAND)");
	if (replay_room_open(&room, argv, separator) || set_environment(&room) ||
	    launch_run(argv + separator + 1, settings->no_network ? no_network_enter : NULL, &client)) {
		status = command_fail(&command_replay, "%s", mtr_fail_text());
		goto out;
	}
	if (client.error) {
		command_fail(&command_replay, "%s: %s", argv[separator + 1], strerror(client.error));
		status = launch_status(&client, false);
		goto out;
	}
	if (replay_outcome_read(&room, &outcome)) {
		status = command_fail(&command_replay, "%s", mtr_fail_text());
		goto out;
	}
	if (!settings->quiet || !replay_outcome_is_fine(&outcome))
		replay_outcome_print(&outcome, stderr);
	status = replay_outcome_status(&outcome);
	if (status == STATUS_FINE) {
		replay_room_close(&room);
		status = launch_status(&client, true);
	}
out:
	replay_outcome_free(&outcome);
	replay_room_close(&room);
	return status;
}

const struct command command_replay = {
	.name = "replay",
	.summary = "run a client again, answered from a trace instead of a server",
	.arguments = "TRACE... -- COMMAND [ARGUMENT]...",
	.description = "Runs COMMAND with a library in the place of libmi that gives it what the recorded client was "
		       "given. There is no\n"
		       "server, and nothing is forwarded to one. TRACE may be a folder: all traces in it. With several "
		       "traces each\n"
		       "process that uses MI takes the next unused one that was recorded with the same program and "
		       "arguments.\n"
		       "\n"
		       "A request that was not recorded is a miss: it completes with an error, and the summary on "
		       "standard error\n"
		       "names the recordings nearest to it. Then the exit status is 120, whatever the client's is.",
	.options = options,
	.settings_size = sizeof(struct replay_settings),
	.client = CLIENT_AFTER_DASHES,
	.run = run,
};
