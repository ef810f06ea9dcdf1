/* mitrace stats: how much, how often and how long. */
#include "command.h"
#include "fail.h"
#include "progress.h"
#include "reading.h"
#include "stats_output.h"

struct stats_settings {
	struct reading_settings reading;
	const char *by, *sort;
	long top;
	bool times, histogram, json;
};

static const struct command_option options[] = {
	{"by", 'b', OPTION_TEXT, offsetof(struct stats_settings, by), "LIST",
	 "what to tell apart: some of op, class, session, thread, trace, with commas (op,class)", NULL},
	{"sort", 's', OPTION_CHOICE, offsetof(struct stats_settings, sort), NULL,
	 "what comes first: the largest of this (time: the sum of times)", stats_orders},
	{"top", 'n', OPTION_NUMBER, offsetof(struct stats_settings, top), "N", "show the first N only (0: all)", NULL},
	{"times", 't', OPTION_FLAG, offsetof(struct stats_settings, times), NULL,
	 "show what times are made of: first result, next results, callbacks, acknowledgements; and errors by code",
	 NULL},
	{"histogram", 'H', OPTION_FLAG, offsetof(struct stats_settings, histogram), NULL,
	 "... and how each of them is distributed", NULL},
	{"json", 'j', OPTION_FLAG, offsetof(struct stats_settings, json), NULL, "everything as JSON", NULL},
	READING_OPTIONS(struct stats_settings),
	{NULL, 0, OPTION_FLAG, 0, NULL, NULL, NULL},
};

extern const struct command command_stats;

static int collect(struct stats *stats, const struct stats_settings *settings, const char *path, uint32_t number,
		   unsigned *damaged)
{
	struct mtr_reader *reader = NULL;
	struct mtr_filter *filter = NULL;
	struct reading_damage damage = {0};
	int err = reading_filter(&settings->reading, &filter);

	if (!err)
		err = reading_open(&command_stats, path, false, &damage, &reader);
	if (!err)
		err = stats_collect(stats, reader, filter, number);
	*damaged += damage.parts;
	mtr_filter_free(filter);
	mtr_reader_close(reader);
	return err;
}

static int show(struct stats *stats, const struct stats_settings *settings, int argc, char **argv)
{
	const struct stats_view view = {.stats = stats,
					.paths = argv,
					.nr_paths = argc,
					.top = (size_t)settings->top,
					.each = settings->times || settings->histogram,
					.histogram = settings->histogram};

	progress_clear();
	stats_groups_sort(&stats->groups, settings->sort);
	return settings->json ? stats_write_json(&view, stdout) : stats_write_text(&view, stdout);
}

static int run(const void *data, int argc, char **argv)
{
	const struct stats_settings *settings = data;
	struct stats stats = {.groups.by = STATS_BY_OP | STATS_BY_CLASS};
	unsigned damaged = 0;
	int status = STATUS_FINE, err = 0;

	if (!argc)
		return command_fail_usage(&command_stats, "no trace given ('-' is standard input)");
	if (settings->by && stats_by_parse(settings->by, &stats.groups.by))
		return command_fail_usage(&command_stats, "%s", mtr_fail_text());
	/* Numbers of sessions and threads mean something within one trace alone. */
	if (argc > 1 && (stats.groups.by & (STATS_BY_SESSION | STATS_BY_THREAD)))
		stats.groups.by |= STATS_BY_TRACE;
	for (int i = 0; i < argc && !err; i++)
		err = collect(&stats, settings, argv[i], (uint32_t)i, &damaged);
	if (err || show(&stats, settings, argc, argv))
		status = command_fail(&command_stats, "%s", mtr_fail_text());
	else if (damaged)
		status = STATUS_DIFFERS;
	stats_groups_end(&stats.groups);
	return status;
}

static const struct command_example examples[] = {
	{"mitrace stats --times who.mitrace", "how often, how much, how long"},
	{"mitrace stats --by=class --sort=p99 --top=10 old.mitrace old2.mitrace",
	 "the slowest classes over several runs"},
	{NULL, NULL},
};

const struct command command_stats = {
	.name = "stats",
	.summary = "how much, how often and how long: counts, sizes, times",
	.arguments = "TRACE...",
	.description =
		"Counts the calls of one or several traces by what they are and, of operations, by class: errors, "
		"results, bytes, and how long they took: to the first result, between results, in the client's "
		"callbacks, until an acknowledgement, in total. The recorder's own time is taken off. Quantiles are "
		"right within 1.6 %. A filter chooses operations by the calls that start them; all that comes of "
		"these counts.",
	.examples = examples,
	.options = options,
	.settings_size = sizeof(struct stats_settings),
	.run = run,
};
