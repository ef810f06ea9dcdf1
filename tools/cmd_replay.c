/* mitrace replay: runs a client with a library in libmi's place that answers from traces. */
#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "command.h"
#include "fail.h"
#include "launch.h"
#include "no_network.h"
#include "replay_breaks.h"
#include "replay_gdb.h"
#include "replay_outcome.h"
#include "replay_report_file.h"
#include "replay_room.h"

struct replay_settings {
	bool no_network, quiet, assert_all_used, gdb;
	const char *report, *handler;
	/* For the replay library: handed on in the room's file "settings". */
	const char *order, *on_miss, *repeat, *timing, *max_gap, *stall, *faults, *break_on, *only;
	long seed, break_at;
};

static const char *const orders[] = {"operation", "session", "strict", "any", NULL};
static const char *const misses[] = {"error", "empty", "nearest", NULL};
static const char *const repeats[] = {"no", "last", "cycle", NULL};

/* clang-format off */
#define SETTING(member) offsetof(struct replay_settings, member)
static const struct command_option options[] = {
	{"order", 0, OPTION_CHOICE, SETTING(order), NULL,
	 "which recordings a request may get: the first of the same request, its own session's first; only its own session's; "
	 "as operation, and starts in another order diverge; or of the same question whatever session, options and flags (operation)",
	 orders},
	{"on-miss", 0, OPTION_CHOICE, SETTING(on_miss), NULL,
	 "what a request gets that was not recorded: an error, success without results, or the nearest recording (error)", misses},
	{"repeat", 0, OPTION_CHOICE, SETTING(repeat), NULL,
	 "what a request gets once its recordings are used: nothing, the last one again, or all of them from the first on (no)",
	 repeats},
	{"timing", 0, OPTION_TEXT, SETTING(timing), "none|recorded|xN",
	 "how long results take: no time, as long as recorded, or N times as fast (none)", NULL},
	{"max-gap", 0, OPTION_TEXT, SETTING(max_gap), "TIME", "wait at most TIME (2s, 500ms) between two events", NULL},
	{"seed", 0, OPTION_NUMBER, SETTING(seed), "N",
	 "mix the order of operations that run at the same time, the same way for the same N", NULL},
	{"inject-fault", 0, OPTION_TEXT, SETTING(faults), "RULES",
	 "change what the client is given: [op=NAME,class=NAME,nth=N:]WHAT[@RESULTS], separated by semicolons, or @FILE; "
	 "WHAT is fail=RESULT, cut, hang, no-final, delay=TIME, duplicate, swap, prompt=TEXT or set=PROPERTY=VALUE", NULL},
	{"stall", 0, OPTION_TEXT, SETTING(stall), "TIME",
	 "when nothing has moved for TIME, say who waits for what and abort the client", NULL},
	{"break-at", 0, OPTION_NUMBER, SETTING(break_at), "SEQ",
	 "stop the client with SIGTRAP before it is given the event recorded with that number", NULL},
	{"break-on", 0, OPTION_TEXT, SETTING(break_on), "FILTER",
	 "the same before each event that FILTER asks for, such as op=Invoke,class=MTR_*: the kinds of the reading commands' options, "
	 "seq, time, thread, session, op and class", NULL},
	{"gdb", 0, OPTION_FLAG, SETTING(gdb), NULL,
	 "run the client in gdb, up to the first of these events if there are any; its commands mitrace-point and mitrace-events "
	 "tell what the client is given", NULL},
	{"handler", 0, OPTION_TEXT, SETTING(handler), "LIB.so",
	 "instead of a client, replay into the callbacks that this library exports as mitrace_handler (<mitrace/replay.h>)", NULL},
	{"only", 0, OPTION_TEXT, SETTING(only), "FILTER",
	 "with --handler: only operations whose start FILTER asks for, such as op=Invoke,class=MTR_*", NULL},
	{"assert-all-used", 0, OPTION_FLAG, SETTING(assert_all_used), NULL,
	 "a recorded operation that nobody asks for is a divergence", NULL},
	{"report", 0, OPTION_TEXT, SETTING(report), "FILE",
	 "write the outcome as JSON, or as JUnit XML where FILE ends in .xml", NULL},
	{"no-network", 0, OPTION_FLAG, SETTING(no_network), NULL,
	 "kill the client if it opens a socket: proof that nothing but the trace answers", NULL},
	{"quiet", 'q', OPTION_FLAG, SETTING(quiet), NULL, "no summary when the client did as recorded", NULL},
	{NULL, 0, OPTION_FLAG, 0, NULL, NULL, NULL},
};
/* clang-format on */

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

static int set_environment(const struct replay_room *room, bool handler)
{
	char *library = launch_find_file("replay/libmi.so");
	char *folder = library ? strdup(library) : NULL;
	int err = folder ? 0 : -ENOENT;

	if (folder)
		*strrchr(folder, '/') = 0;
	/*
	 * By name for those who load it, preloaded for those who were linked with it. Last of the preloaded, so that a
	 * recorder among them is in front of it: a replay can be recorded. A handler's libmi is the program that loads it.
	 */
	if (!err)
		err = launch_add("LD_LIBRARY_PATH", folder, LAUNCH_FIRST);
	if (!err && !handler)
		err = launch_add("LD_PRELOAD", library, LAUNCH_LAST);
	if (!err && setenv("MITRACE_REPLAY_ROOM", room->path, 1))
		err = mtr_fail(-errno, "MITRACE_REPLAY_ROOM: %m");
	free(library);
	free(folder);
	return err;
}

/* Rules that are in a file. */
static int write_fault_file(FILE *out, const char *path)
{
	FILE *file = fopen(path, "re");
	char *line = NULL;
	size_t room = 0;

	if (!file)
		return mtr_fail(-errno, "%s: %s", path, strerror(errno));
	while (getline(&line, &room, file) >= 0) {
		line[strcspn(line, "\n")] = 0;
		if (*line && *line != '#')
			fprintf(out, "inject-fault=%s\n", line);
	}
	free(line);
	fclose(file);
	return 0;
}

static void write_setting(FILE *out, const char *name, const char *value)
{
	if (value)
		fprintf(out, "%s=%s\n", name, value);
}

static int write_settings(const struct replay_room *room, const struct replay_settings *s)
{
	char path[PATH_MAX];
	FILE *out;
	int err = 0;

	snprintf(path, sizeof(path), "%s/settings", room->path);
	out = fopen(path, "we");
	if (!out)
		return mtr_fail(-errno, "%s: %s", path, strerror(errno));
	write_setting(out, "order", s->order);
	write_setting(out, "on-miss", s->on_miss);
	write_setting(out, "repeat", s->repeat);
	write_setting(out, "timing", s->timing);
	write_setting(out, "max-gap", s->max_gap);
	write_setting(out, "stall", s->stall);
	write_setting(out, "only", s->only);
	if (s->seed)
		fprintf(out, "seed=%ld\n", s->seed);
	if (s->break_at)
		fprintf(out, "break-at=%ld\n", s->break_at);
	if (s->gdb)
		write_setting(out, "watch", "yes");
	if (s->faults && *s->faults == '@')
		err = write_fault_file(out, s->faults + 1);
	else
		write_setting(out, "inject-fault", s->faults);
	if (fclose(out) && !err)
		err = mtr_fail(-errno, "%s: %s", path, strerror(errno));
	return err;
}

/* What is to be said once the client has ended. Returns the status; STATUS_FINE: the client's own is to be given. */
static int conclude(const struct replay_settings *settings, const struct replay_room *room, char **client)
{
	struct replay_outcome outcome = {0};
	int status;

	if (replay_outcome_read(room, settings->assert_all_used, &outcome)) {
		status = command_fail(&command_replay, "%s", mtr_fail_text());
		goto out;
	}
	if (!settings->quiet || !replay_outcome_is_fine(&outcome))
		replay_outcome_print(&outcome, stderr);
	status = replay_outcome_status(&outcome);
	if (settings->report && replay_report_write(&outcome, client, settings->report))
		status = command_fail(&command_replay, "%s", mtr_fail_text());
out:
	replay_outcome_free(&outcome);
	return status;
}

/* Readies the room and the environment for the client. 0 or worded. */
static int prepare(const struct replay_settings *settings, char **traces, int count, struct replay_room *room)
{
	int err = replay_room_open(room, traces, count);

	if (!err)
		err = write_settings(room, settings);
	if (!err && settings->break_on)
		err = replay_breaks_write(room, settings->break_on);
	return err ? err : set_environment(room, settings->handler);
}

static int launch(const struct replay_settings *settings, char **client, struct launch_result *ret)
{
	char **gdb = NULL;
	int err = 0;

	if (settings->gdb)
		err = replay_gdb_command(client, settings->break_at || settings->break_on, &gdb);
	if (!err)
		err = launch_run(gdb ? gdb : client, settings->no_network ? no_network_enter : NULL, ret);
	if (!err && ret->error)
		command_fail(&command_replay, "%s: %s", gdb ? gdb[0] : client[0],
			     launch_reason(ret, gdb ? gdb[0] : client[0]));
	replay_gdb_free(gdb);
	return err;
}

/* Runs the client on these traces, and says what came of it. Returns the exit status. */
static int replay(const struct replay_settings *settings, char **traces, int count, char **client)
{
	struct replay_room room = {0};
	struct launch_result result;
	int status;

	if (prepare(settings, traces, count, &room) || launch(settings, client, &result)) {
		status = command_fail(&command_replay, "%s", mtr_fail_text());
	} else if (result.error) {
		status = launch_status(&result, false);
	} else {
		status = conclude(settings, &room, client);
		replay_room_close(&room);
		if (status == STATUS_FINE)
			status = launch_status(&result, true);
		else if (WIFSIGNALED(result.wait_status) && status != STATUS_STALLED)
			command_print(stderr, "mitrace replay: the client was killed by signal %d (%s)",
				      WTERMSIG(result.wait_status), strsignal(WTERMSIG(result.wait_status)));
	}
	replay_room_close(&room);
	return status;
}

/* The client is the program that loads the library. */
static int run_handler(const struct replay_settings *settings, int argc, char **argv)
{
	char *client[] = {launch_find_file("mitrace-handler"), (char *)(uintptr_t)settings->handler, NULL};
	int status;

	if (argc != 1 && find_separator(argc, argv) >= 0)
		return command_fail_usage(&command_replay, "--handler takes the place of a command");
	if (argc != 1)
		return command_fail_usage(&command_replay, "--handler replays one trace");
	if (!client[0])
		return command_fail(&command_replay, "%s", mtr_fail_text());
	status = replay(settings, argv, argc, client);
	free(client[0]);
	return status;
}

static int run(const void *data, int argc, char **argv)
{
	const struct replay_settings *settings = data;
	int separator = find_separator(argc, argv);

	if (settings->handler)
		return run_handler(settings, argc, argv);
	if (settings->only)
		return command_fail_usage(&command_replay, "--only is for --handler");
	if (separator < 0 || separator + 1 >= argc)
		return command_fail_usage(&command_replay, "no command given (TRACE... -- COMMAND)");
	if (separator == 0)
		return command_fail_usage(&command_replay, "no trace given (TRACE... -- COMMAND)");
	return replay(settings, argv, separator, argv + separator + 1);
}

static const struct command_example examples[] = {
	{"mitrace replay who.mitrace -- micli ei root/cimv2 CIM_OperatingSystem", "the client again, without a server"},
	{"mitrace replay --no-network --report=replay.xml who.mitrace -- micli ei root/cimv2 CIM_OperatingSystem",
	 "as a test: nothing but the trace can answer, and the outcome is JUnit XML"},
	{"mitrace replay --inject-fault='op=EnumerateInstances:fail=ACCESS_DENIED' who.mitrace -- micli ei root/cimv2 "
	 "CIM_OperatingSystem",
	 "what does the client do when it is refused?"},
	{NULL, NULL},
};

const struct command command_replay = {
	.name = "replay",
	.summary = "run a client again, answered from a trace instead of a server",
	.arguments = "TRACE... -- COMMAND [ARGUMENT]... | TRACE --handler=LIB.so",
	.description =
		"Runs COMMAND with a library in the place of libmi that gives it what the recorded client was given. "
		"There is no server, and nothing is forwarded to one. TRACE may be a folder: all traces in it. With "
		"several traces each process that uses MI takes the next unused one that was recorded with the same "
		"program and arguments.\n\n"
		"A request that was not recorded is a miss: it completes with an error, and the summary on standard "
		"error names the recordings nearest to it. Then the exit status is 120, whatever the client's is.",
	.examples = examples,
	.options = options,
	.settings_size = sizeof(struct replay_settings),
	.client = CLIENT_AFTER_DASHES,
	.run = run,
};
