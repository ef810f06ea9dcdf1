/* mitrace diff: what two traces have different. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "diff_baseline.h"
#include "diff_compare.h"
#include "diff_output.h"
#include "diff_time.h"
#include "fail.h"
#include "progress.h"
#include "reading.h"
#include "terminal.h"
#include "whole_file.h"

struct diff_settings {
	struct reading_settings reading;
	const char *order, *fail_on, *noise, *colour;
	const char *junit, *markdown, *accept, *baseline;
	const char *with, *against;
	long percent, floor;
	bool no_builtin, stat, json, time;
};

static const char *const order_choices[] = {"thread", "strict", "any", NULL};
static const char *const fail_choices[] = {"any", "notable", "breaking", NULL};

static const struct command_option options[] = {
	{"fail-on", 0, OPTION_CHOICE, offsetof(struct diff_settings, fail_on), NULL,
	 "the least severity that makes the exit status 1 (any)", fail_choices},
	{"order", 0, OPTION_CHOICE, offsetof(struct diff_settings, order), NULL,
	 "which order counts: that of each thread (thread), that of all events (strict), none (any)", order_choices},
	{"noise", 0, OPTION_TEXT, offsetof(struct diff_settings, noise), "FILE",
	 "rules for what differs from run to run, as 'mitrace noise learn' makes them", NULL},
	{"no-builtin-noise", 0, OPTION_FLAG, offsetof(struct diff_settings, no_builtin), NULL,
	 "leave out the built-in rules: times, process ids, counters", NULL},
	{"stat", 0, OPTION_FLAG, offsetof(struct diff_settings, stat), NULL,
	 "how many differences of each kind, on one screen", NULL},
	{"time", 't', OPTION_FLAG, offsetof(struct diff_settings, time), NULL,
	 "compare how long things took, too; differences count with two recordings a side or more", NULL},
	{"with", 0, OPTION_TEXT, offsetof(struct diff_settings, with), "TRACE,...",
	 "more recordings like OLD, for --time", NULL},
	{"against", 0, OPTION_TEXT, offsetof(struct diff_settings, against), "TRACE,...",
	 "more recordings like NEW, for --time", NULL},
	{"time-percent", 0, OPTION_NUMBER, offsetof(struct diff_settings, percent), "N",
	 "times must differ by this much of the old median (10) ...", NULL},
	{"time-floor", 0, OPTION_NUMBER, offsetof(struct diff_settings, floor), "US",
	 "... and by this many microseconds (100)", NULL},
	{"json", 'j', OPTION_FLAG, offsetof(struct diff_settings, json), NULL, "the report as JSON", NULL},
	{"junit", 0, OPTION_TEXT, offsetof(struct diff_settings, junit), "FILE", "write JUnit XML for CI, too", NULL},
	{"markdown", 0, OPTION_TEXT, offsetof(struct diff_settings, markdown), "FILE",
	 "write Markdown for a pull request, too", NULL},
	{"accept", 0, OPTION_TEXT, offsetof(struct diff_settings, accept), "FILE",
	 "write the differences to this baseline: later runs take them as known", NULL},
	{"baseline", 0, OPTION_TEXT, offsetof(struct diff_settings, baseline), "FILE",
	 "leave out the differences that this file accepts, and tell which of them are gone", NULL},
	{"color", 0, OPTION_CHOICE, offsetof(struct diff_settings, colour), NULL, "colours: on a terminal by default",
	 terminal_colour_choices},
	READING_OPTIONS(struct diff_settings),
	{NULL, 0, OPTION_FLAG, 0, NULL, NULL, NULL},
};

extern const struct command command_diff;

struct diff_run {
	const struct diff_settings *settings;
	struct diff_rules rules;
	struct diff_tree trees[2];
	struct diff_report report;
	struct diff_compare compare;
	struct diff_times times;
};

/* ---- the comparison */

static enum diff_order order_of(const char *name)
{
	if (name && strcmp(name, "strict") == 0)
		return DIFF_ORDER_STRICT;
	return name && strcmp(name, "any") == 0 ? DIFF_ORDER_ANY : DIFF_ORDER_THREAD;
}

static enum diff_severity fail_on(const struct diff_settings *settings)
{
	enum diff_severity severity = DIFF_COSMETIC;

	if (settings->fail_on)
		diff_severity_parse(settings->fail_on, &severity); /* "any" is no severity: the least one stays */
	return severity;
}

static bool wants_times(const struct diff_settings *settings)
{
	return settings->time || settings->with || settings->against;
}

static int read_rules(struct diff_run *run)
{
	int err = run->settings->no_builtin ? 0 : diff_rules_add_builtin(&run->rules);

	if (!err && run->settings->noise)
		err = diff_rules_read(&run->rules, run->settings->noise);
	return err;
}

static int load(struct diff_run *run, char **paths)
{
	int err = 0;

	for (int side = 0; side < 2 && !err; side++) {
		err = diff_tree_load(&run->trees[side], &command_diff, paths[side], &run->settings->reading,
				     &run->rules);
		if (!err && !run->trees[side].nr_units)
			err = mtr_fail(-MTR_EMISSING, "%s has nothing to compare", paths[side]);
	}
	return err;
}

static int compare(struct diff_run *run)
{
	run->compare = (struct diff_compare){
		.trees = {&run->trees[0], &run->trees[1]},
		.rules = &run->rules,
		.report = &run->report,
		.order = order_of(run->settings->order),
	};
	return diff_compare(&run->compare);
}

/* The times of further recordings, a list with commas, which is nothing else needed of. */
static int take_more(struct diff_run *run, int side, const char *list)
{
	char *copy = list ? strdup(list) : NULL, *rest = copy, *path;
	int err = list && !copy ? mtr_fail(-ENOMEM, "out of memory") : 0;

	while (!err && rest && (path = strsep(&rest, ","))) {
		struct diff_tree tree;

		err = diff_tree_load(&tree, &command_diff, path, &run->settings->reading, &run->rules);
		if (!err)
			err = diff_times_take(&run->times, side, &tree);
		diff_tree_end(&tree);
	}
	free(copy);
	return err;
}

static int compare_times(struct diff_run *run)
{
	const struct diff_settings *settings = run->settings;
	const struct diff_time_floor floor = {settings->percent ? (double)settings->percent : 10,
					      settings->floor ? (double)settings->floor * 1000 : 100000};
	int err = 0;

	if (!wants_times(settings))
		return 0;
	for (int side = 0; side < 2 && !err; side++) {
		err = diff_times_take(&run->times, side, &run->trees[side]);
		if (!err)
			err = take_more(run, side, side ? settings->against : settings->with);
	}
	return err ? err : diff_times_judge(&run->times, &floor, &run->report);
}

static int junit_file(const void *outcome, FILE *out)
{
	return diff_write_junit(outcome, out);
}

static int markdown_file(const void *outcome, FILE *out)
{
	return diff_write_markdown(outcome, out);
}

/* A report of another kind goes to standard output: then the usual one does not. */
static bool takes_output(const char *file)
{
	return file && strcmp(file, "-") == 0;
}

static int write_outcome(struct diff_run *run, struct diff_outcome *outcome)
{
	int err = 0;

	progress_clear();
	for (int side = 0; side < 2; side++) {
		outcome->paths[side] = run->trees[side].path;
		outcome->events[side] = run->trees[side].events;
		outcome->lost[side] = run->trees[side].lost;
	}
	outcome->units = run->compare.units;
	outcome->parts = run->compare.parts;
	outcome->times = wants_times(run->settings) ? &run->times : NULL;
	outcome->rules = &run->rules;
	outcome->report = &run->report;
	outcome->fail_on = fail_on(run->settings);
	if (run->settings->junit)
		err = whole_file_write(run->settings->junit, junit_file, outcome);
	if (!err && run->settings->markdown)
		err = whole_file_write(run->settings->markdown, markdown_file, outcome);
	if (err)
		return err;
	if (takes_output(run->settings->junit) || takes_output(run->settings->markdown) ||
	    takes_output(run->settings->accept))
		return 0;
	if (run->settings->json)
		return diff_write_json(outcome, stdout);
	return diff_write_text(outcome, terminal_wants_colour(run->settings->colour), run->settings->stat, stdout);
}

/* Known differences are taken out, or all of them become known. */
static int settle_baseline(struct diff_run *run, struct diff_outcome *outcome)
{
	int err = 0;

	if (run->settings->baseline) {
		outcome->baseline = run->settings->baseline;
		err = diff_baseline_apply(outcome->baseline, &run->report, &outcome->stale);
	}
	if (!err && run->settings->accept)
		err = whole_file_write(run->settings->accept, diff_baseline_write, &run->report);
	return err;
}

static int status_of(const struct diff_run *run)
{
	for (int severity = fail_on(run->settings); severity < DIFF_SEVERITIES; severity++) {
		if (run->report.counts[severity])
			return STATUS_DIFFERS;
	}
	/* Two traces without anything in common were not compared, whatever the severity asked for. */
	if (!run->compare.units)
		return command_fail(&command_diff, "nothing was compared: the traces have no operation in common");
	return run->trees[0].damage.parts || run->trees[1].damage.parts ? STATUS_TROUBLE : STATUS_FINE;
}

static int run(const void *data, int argc, char **argv)
{
	const struct diff_settings *settings = data;
	struct diff_run *run;
	struct diff_outcome outcome = {.baseline = NULL};
	int status;

	if (argc != 2)
		return command_fail_usage(&command_diff, "two traces are compared, %d given", argc);
	if (settings->json && settings->stat)
		return command_fail_usage(&command_diff, "--json and --stat exclude each other");
	run = calloc(1, sizeof(*run));
	if (!run)
		return command_fail(&command_diff, "out of memory");
	run->settings = settings;
	if (read_rules(run) || load(run, argv) || compare(run) || compare_times(run) ||
	    settle_baseline(run, &outcome) || write_outcome(run, &outcome))
		status = command_fail(&command_diff, "%s", mtr_fail_text());
	else
		status = status_of(run);
	diff_compare_end(&run->compare);
	diff_times_end(&run->times);
	diff_report_end(&run->report);
	diff_tree_end(&run->trees[0]);
	diff_tree_end(&run->trees[1]);
	diff_rules_end(&run->rules);
	free(run);
	return status == STATUS_OWN_FAILURE ? STATUS_TROUBLE : status;
}

static const struct command_example examples[] = {
	{"mitrace diff old.mitrace new.mitrace", "what is different"},
	{"mitrace diff --noise=noise.rules --fail-on=breaking --junit=diff.xml old.mitrace new.mitrace",
	 "for CI: what differs in every run does not count, and only what breaks clients fails"},
	{"mitrace diff --accept=known.txt old.mitrace new.mitrace",
	 "take the differences as known: --baseline=known.txt leaves them out from now on"},
	{"mitrace diff --time --with=old2.mitrace --against=new2.mitrace old.mitrace new.mitrace", "is it slower?"},
	{NULL, NULL},
};

const struct command command_diff = {
	.name = "diff",
	.summary = "what two traces have different",
	.arguments = "OLD NEW",
	.description =
		"Compares what a client called and what it was told in two recordings, such as of two releases. "
		"Operations are matched by what they are, not by where they stand; what depends on chance (times, "
		"addresses, numbers of objects and threads) does not count. Differences are breaking, notable or "
		"cosmetic. The exit status is 0 when the traces are the same, 1 when they differ, 2 when they could "
		"not be compared.",
	.examples = examples,
	.options = options,
	.settings_size = sizeof(struct diff_settings),
	.run = run,
};
