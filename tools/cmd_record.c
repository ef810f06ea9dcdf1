/* mitrace record: runs a client with the recorder preloaded. */
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "command.h"
#include "fail.h"
#include "inject.h"
#include "launch.h"
#include "recorded.h"

struct record_settings {
	const char *output, *inject, *redact, *key, *on_full;
	long level;
	bool force, quiet, no_children;
};

static const char *const redact_choices[] = {"credentials", "secrets", "strict", NULL};
static const char *const on_full_choices[] = {"block", "drop", NULL};

static const struct command_option options[] = {
	{"output", 'o', OPTION_TEXT, offsetof(struct record_settings, output), "FILE",
	 "the trace to write (COMMAND.mitrace), or a folder for it, with a / at the end; .mitrace is added where it is "
	 "missing; "
	 "%p, %e and %t stand for process id, program and time",
	 NULL},
	{"force", 0, OPTION_FLAG, offsetof(struct record_settings, force), NULL,
	 "replace an existing trace (and nothing but a trace); without it the next free number is taken", NULL},
	{"inject", 0, OPTION_CHOICE, offsetof(struct record_settings, inject), NULL,
	 "how the recorder gets into the client (auto: as 'mitrace doctor' says)", inject_choices},
	{"no-children", 0, OPTION_FLAG, offsetof(struct record_settings, no_children), NULL,
	 "record COMMAND alone: what it starts finds its environment as without mitrace", NULL},
	{"redact", 0, OPTION_CHOICE, offsetof(struct record_settings, redact), NULL,
	 "what is replaced by tokens (secrets)", redact_choices},
	{"key", 0, OPTION_TEXT, offsetof(struct record_settings, key), "FILE",
	 "the key tokens are made with (~/.config/mitrace/key, made on first use)", NULL},
	{"on-full", 0, OPTION_CHOICE, offsetof(struct record_settings, on_full), NULL,
	 "when events come faster than they can be written: let the client wait, or drop and count them (block)",
	 on_full_choices},
	{"level", 0, OPTION_NUMBER, offsetof(struct record_settings, level), "N",
	 "zstd level of the trace, 1 to 19 (1)", NULL},
	{"quiet", 'q', OPTION_FLAG, offsetof(struct record_settings, quiet), NULL, "no summary at the end", NULL},
	{NULL, 0, OPTION_FLAG, 0, NULL, NULL, NULL},
};

extern const struct command command_record;

/* The absolute form of the name given, so that a client that changes its folder finds it. */
static char *trace_pattern(const struct record_settings *settings, const char *program)
{
	const char *base = strrchr(program, '/') ? strrchr(program, '/') + 1 : program;
	char folder[PATH_MAX];
	char *pattern;
	const char *name = settings->output ? settings->output : "";
	bool in_folder = !*name || name[strlen(name) - 1] == '/';

	if (*name != '/' && !getcwd(folder, sizeof(folder))) {
		mtr_fail(-errno, "the current folder: %m");
		return NULL;
	}
	if (asprintf(&pattern, "%s%s%s%s%s", *name == '/' ? "" : folder, *name == '/' ? "" : "/", name,
		     in_folder ? base : "", in_folder ? ".mitrace" : "") < 0) {
		mtr_fail(-ENOMEM, "out of memory");
		return NULL;
	}
	return pattern;
}

/*
 * Whether traces can be made in the pattern's folder, before the client runs for nothing. A folder with a % in it gets its
 * name in the client, and the recorder there says what is wrong with it.
 */
static int check_folder(const char *pattern)
{
	char *folder = strndup(pattern, strrchr(pattern, '/') - pattern + 1);
	int err = folder ? 0 : -ENOMEM;

	if (!err && !strchr(folder, '%') && access(folder, W_OK | X_OK))
		err = mtr_fail(-errno, "cannot make a trace in %s: %m; name another place with --output", folder);
	free(folder);
	return err;
}

/* A number for this run, by which its traces are found again. */
static int make_session(char *ret, size_t size)
{
	uint64_t number;

	if (getrandom(&number, sizeof(number), 0) != sizeof(number))
		return mtr_fail(-errno, "getrandom: %m");
	snprintf(ret, size, "%016" PRIx64, number);
	return 0;
}

static int set(const char *variable, const char *value)
{
	if (value && setenv(variable, value, 1))
		return mtr_fail(-errno, "%s: %m", variable);
	return 0;
}

/* All that the recorder in the client is told. */
static int set_environment(const struct record_settings *settings, const char *pattern, const char *session)
{
	char level[24] = "";
	int err = 0;

	if (settings->level)
		snprintf(level, sizeof(level), "%ld", settings->level);
	if (!err)
		err = set("MITRACE_FILE", pattern);
	if (!err)
		err = set("MITRACE_SESSION", session);
	if (!err)
		err = set("MITRACE_REDACT", settings->redact);
	if (!err)
		err = set("MITRACE_KEY", settings->key);
	if (!err)
		err = set("MITRACE_ON_FULL", settings->on_full);
	if (!err)
		err = set("MITRACE_LEVEL", settings->level ? level : NULL);
	if (!err)
		err = set("MITRACE_FORCE", settings->force ? "1" : NULL);
	if (!err)
		err = set("MITRACE_CHILDREN", settings->no_children ? "no" : NULL);
	return err;
}

/*
 * Why may there be nothing? What the look before the run has found. A recorder that had no room, say, has told so itself, in
 * the client: nothing of it is known here.
 */
static void print_nothing(const struct inject *inject, const char *program)
{
	const struct look_choice *choice = &inject->choice;
	bool other = choice->injection != LOOK_INJECT_NOTHING && choice->injection != inject->way;

	command_print(
		stderr,
		"mitrace record: there is no trace. Unless a line above says why nothing could be recorded, %s never "
		"called MI where it could be: %s%s%s%s%s",
		program, choice->reason, other ? "; try --inject=" : "",
		other ? look_injection_name(choice->injection) : "", *choice->advice ? "; " : "", choice->advice);
}

static void print_summary(const struct recorded_totals *totals)
{
	char more[40] = "", dropped[40] = "", blocked[80] = "", open[48] = "";

	if (totals->traces > 1)
		snprintf(more, sizeof(more), " and %u more", totals->traces - 1);
	if (totals->dropped)
		snprintf(dropped, sizeof(dropped), "; %" PRIu64 " events DROPPED", totals->dropped);
	if (totals->blocked)
		snprintf(blocked, sizeof(blocked), "; the client waited %" PRIu64 " times for the disk",
			 totals->blocked);
	if (totals->open)
		snprintf(open, sizeof(open), "; %u still being recorded", totals->open);
	command_print(stderr, "mitrace record: %" PRIu64 " events, %" PRIu64 " bytes in %s%s%s%s%s", totals->events,
		      totals->bytes, totals->path, more, dropped, blocked, open);
}

static int run(const void *data, int argc, char **argv)
{
	const struct record_settings *settings = data;
	struct recorded_totals totals = {0};
	struct launch_result client;
	struct inject inject = {0};
	char session[24];
	char *pattern = NULL;
	int status;

	if (argc == 0)
		return command_fail_usage(&command_record, "no command given");
	if (settings->output && (!*settings->output || strcmp(settings->output, "-") == 0))
		return command_fail_usage(&command_record,
					  "--output=%s: a trace is a file beside the client's output; give it a name",
					  settings->output);
	if (settings->level > 19)
		return command_fail_usage(&command_record, "--level=%ld: expected 1 to 19", settings->level);
	pattern = trace_pattern(settings, argv[0]);
	if (!pattern || check_folder(pattern) || make_session(session, sizeof(session)) ||
	    inject_choose(argv, settings->inject, &inject) || inject_set_environment(&inject) ||
	    set_environment(settings, pattern, session) || launch_run(argv, NULL, &client)) {
		status = command_fail(&command_record, "%s", mtr_fail_text());
		goto out;
	}
	if (client.error) {
		command_fail(&command_record, "%s: %s", argv[0], launch_reason(&client, argv[0]));
		status = launch_status(&client, false);
		goto out;
	}
	recorded_collect(&command_record, pattern, session, &totals);
	if (!settings->quiet && !totals.traces)
		print_nothing(&inject, argv[0]);
	else if (!settings->quiet)
		print_summary(&totals);
	status = launch_status(&client, true);
out:
	inject_free(&inject);
	free(pattern);
	return status;
}

static const struct command_example examples[] = {
	{"mitrace record -o who.mitrace -- micli ei root/cimv2 CIM_OperatingSystem", "record a client"},
	{"mitrace record -o traces/ --redact=strict -- sh -c 'micli ei root/cimv2 CIM_Process; micli ei root/cimv2 "
	 "CIM_OperatingSystem'",
	 "every client that a script starts, each into a trace of its own, without any text in them"},
	{NULL, NULL},
};

const struct command command_record = {
	.name = "record",
	.summary = "run a client and record what it does with MI",
	.arguments = "[--] COMMAND [ARGUMENT]...",
	.description =
		"Runs COMMAND with the recorder preloaded. Every process of it that uses MI leaves a trace: the "
		"first one gets the name given, others NAME.PID.mitrace. The client's output, exit status and "
		"signals are its own; the summary goes to standard error when it has ended.\n\n"
		"Secrets never reach the trace: credentials given to the API, values under names like password or "
		"token, and secrets within texts become tokens, which are equal for equal values.\n\n"
		"Without this command: LD_PRELOAD=libmitrace-shim.so MITRACE_FILE=x.mitrace COMMAND does the same.",
	.examples = examples,
	.options = options,
	.settings_size = sizeof(struct record_settings),
	.client = CLIENT_IS_REST,
	.run = run,
};
