/* mitrace lint: what a client does that it should not. */
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "fail.h"
#include "lint_output.h"
#include "progress.h"
#include "reading.h"
#include "terminal.h"

struct lint_settings {
	struct reading_settings reading;
	const char *enable, *disable, *fail_on, *debug_path, *colour, *limit;
	long slow_callback, late, loop_count, loop_gap;
	bool rules, json;
};

static const struct command_option options[] = {
	{"rules", 0, OPTION_FLAG, offsetof(struct lint_settings, rules), NULL, "list the rules and exit", NULL},
	{"disable", 0, OPTION_TEXT, offsetof(struct lint_settings, disable), "RULE,...",
	 "leave out these rules, or all", NULL},
	{"enable", 0, OPTION_TEXT, offsetof(struct lint_settings, enable), "RULE,...",
	 "look for these all the same, such as with --disable=all", NULL},
	{"fail-on", 0, OPTION_CHOICE, offsetof(struct lint_settings, fail_on), NULL,
	 "the least severity that makes the exit status 1 (note)", lint_severity_names},
	{"slow-callback", 0, OPTION_NUMBER, offsetof(struct lint_settings, slow_callback), "MS",
	 "callbacks that take as long as this are slow (1000)", NULL},
	{"late-acknowledgement", 0, OPTION_NUMBER, offsetof(struct lint_settings, late), "MS",
	 "acknowledgements that come as late as this are late (5000)", NULL},
	{"loop-count", 0, OPTION_NUMBER, offsetof(struct lint_settings, loop_count), "N",
	 "so many equal requests in a row are a loop (20) ...", NULL},
	{"loop-gap", 0, OPTION_NUMBER, offsetof(struct lint_settings, loop_gap), "MS",
	 "... with no longer pause than this between them (100)", NULL},
	{"limit", 0, OPTION_TEXT, offsetof(struct lint_settings, limit), "N",
	 "list so many findings of a rule at one place in the code, and count the rest (5; 0: list all)", NULL},
	{"debug-path", 0, OPTION_TEXT, offsetof(struct lint_settings, debug_path), "DIR[:DIR...]",
	 "name places with symbols from files in these folders, too (programs, libraries, .build-id/xx/y.debug)", NULL},
	{"json", 'j', OPTION_FLAG, offsetof(struct lint_settings, json), NULL, "findings, or the rules, as JSON", NULL},
	{"color", 0, OPTION_CHOICE, offsetof(struct lint_settings, colour), NULL, "colours: on a terminal by default",
	 terminal_colour_choices},
	READING_OPTIONS(struct lint_settings),
	{NULL, 0, OPTION_FLAG, 0, NULL, NULL, NULL},
};

extern const struct command command_lint;

enum {
	LIMIT = 5, /* findings listed of a rule and place */
};

static void set_time(uint64_t *ns, long ms)
{
	if (ms)
		*ns = (uint64_t)ms * 1000000;
}

static int parse_limit(const char *text, uint64_t *ret)
{
	char *end;

	*ret = LIMIT;
	if (!text)
		return 0;
	*ret = strtoul(text, &end, 10);
	if (*text < '0' || *text > '9' || *end)
		return mtr_fail(-MTR_EUSAGE, "--limit=%s: not a number", text);
	return 0;
}

static int apply(struct lint *lint, const struct lint_settings *settings)
{
	int err = parse_limit(settings->limit, &lint->findings.limit);

	set_time(&lint->thresholds.slow_callback, settings->slow_callback);
	set_time(&lint->thresholds.late_acknowledgement, settings->late);
	set_time(&lint->thresholds.loop_gap, settings->loop_gap);
	if (settings->loop_count)
		lint->thresholds.loop_count = (uint64_t)settings->loop_count;
	lint->symbol_folders = settings->debug_path;
	if (!err && settings->disable)
		err = lint_enable(lint, "disable", settings->disable, false);
	if (!err && settings->enable)
		err = lint_enable(lint, "enable", settings->enable, true);
	return err;
}

static int read_trace(struct lint *lint, const struct lint_settings *settings, const char *path, unsigned *damaged)
{
	struct mtr_reader *reader = NULL;
	struct mtr_filter *filter = NULL;
	struct reading_damage damage = {0};
	int err = reading_filter(&settings->reading, &filter);

	if (!err)
		err = reading_open(&command_lint, path, false, &damage, &reader);
	if (!err)
		err = lint_trace(lint, reader, filter);
	progress_clear();
	*damaged += damage.parts;
	mtr_filter_free(filter);
	mtr_reader_close(reader);
	return err;
}

static int write_rules(const struct lint *lint, bool json)
{
	return json ? lint_write_rules_json(lint, stdout) : lint_write_rules_text(lint, stdout);
}

static int write_findings(struct lint *lint, const struct lint_settings *settings, char **paths)
{
	const struct lint_view view = {lint, paths, terminal_wants_colour(settings->colour)};

	lint_findings_sort(&lint->findings);
	return settings->json ? lint_write_json(&view, stdout) : lint_write_text(&view, stdout);
}

static int status_of(const struct lint *lint, const char *fail_on, unsigned damaged)
{
	int severity = LINT_NOTE;

	while (fail_on && strcmp(lint_severity_names[severity], fail_on) != 0)
		severity++;
	for (; severity < LINT_SEVERITIES; severity++) {
		if (lint_findings_count(&lint->findings, severity))
			return STATUS_DIFFERS;
	}
	return damaged ? STATUS_TROUBLE : STATUS_FINE;
}

static int run(const void *data, int argc, char **argv)
{
	const struct lint_settings *settings = data;
	unsigned damaged = 0;
	struct lint lint;
	int status = STATUS_FINE, err = 0;

	lint_begin(&lint);
	if (apply(&lint, settings)) {
		status = command_fail_usage(&command_lint, "%s", mtr_fail_text());
		goto out;
	}
	if (!settings->rules && !argc) {
		status = command_fail_usage(&command_lint, "no trace given ('-' is standard input)");
		goto out;
	}
	for (int i = 0; i < argc && !settings->rules && !err; i++)
		err = read_trace(&lint, settings, argv[i], &damaged);
	if (!err)
		err = settings->rules ? write_rules(&lint, settings->json) : write_findings(&lint, settings, argv);
	status =
		err ? command_fail(&command_lint, "%s", mtr_fail_text()) : status_of(&lint, settings->fail_on, damaged);
out:
	lint_end(&lint);
	return status;
}

static const struct command_example examples[] = {
	{"mitrace lint who.mitrace", "does the client misuse the API?"},
	{"mitrace lint --fail-on=error --disable=repeated-query --json who.mitrace", "for CI"},
	{NULL, NULL},
};

const struct command command_lint = {
	.name = "lint",
	.summary = "find misuse of the API and suspicious behaviour",
	.arguments = "TRACE...",
	.description =
		"Looks in traces for what clients should not do: results that are never acknowledged, handles that "
		"are used after they were closed, calls in callbacks that wait for themselves, and more; 'mitrace "
		"lint --rules' lists it. Each finding names events, thread and place in the code, why it matters, "
		"and what to do. A filter chooses whose findings are told; everything is looked at all the same. The "
		"exit status is 0 when nothing was found, 1 when something was, 2 when a trace could not be read.",
	.examples = examples,
	.options = options,
	.settings_size = sizeof(struct lint_settings),
	.run = run,
};
