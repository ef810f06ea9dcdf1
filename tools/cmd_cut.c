/* mitrace cut: a part of a trace, which still can be replayed. */
#include <inttypes.h>

#include "command.h"
#include "fail.h"
#include "progress.h"
#include "reading.h"
#include "rewrite.h"

struct cut_settings {
	struct reading_settings reading;
	const char *output;
	bool force;
};

static const struct command_option options[] = {
	{"output", 'o', OPTION_TEXT, offsetof(struct cut_settings, output), "TRACE", "the trace to write", NULL},
	{"force", 0, OPTION_FLAG, offsetof(struct cut_settings, force), NULL, "replace the file, if it is a trace",
	 NULL},
	READING_OPTIONS(struct cut_settings),
	{NULL, 0, OPTION_FLAG, 0, NULL, NULL, NULL},
};

extern const struct command command_cut;

static int run(const void *data, int argc, char **argv)
{
	const struct cut_settings *settings = data;
	struct mtr_rewrite how = {.force = settings->force};
	struct mtr_rewrite_result result;
	int status = STATUS_TROUBLE, err;
	const char *path = reading_one_path(&command_cut, argc, argv, &status);

	if (!path)
		return status;
	if (!settings->output)
		return command_fail_usage(&command_cut, "where to? say -o TRACE");
	if (reading_filter(&settings->reading, &how.filter))
		return command_fail(&command_cut, "%s", mtr_fail_text());
	if (!how.filter)
		return command_fail_usage(&command_cut,
					  "which part? say --seq, --time, --thread, --session, --op or --class");
	err = mtr_rewrite_trace(path, settings->output, &how, &result);
	mtr_filter_free(how.filter);
	if (err)
		return command_fail(&command_cut, "%s", mtr_fail_text());
	progress_clear();
	fprintf(stderr, "mitrace cut: %" PRIu64 " events kept, %" PRIu64 " left out\n", result.events, result.left_out);
	return STATUS_FINE;
}

static const struct command_example examples[] = {
	{"mitrace cut --op=EnumerateInstances -o part.mitrace who.mitrace", "one kind of operation, to be replayed"},
	{"mitrace cut --time=0s-2s -o - who.mitrace | mitrace show -", "the first two seconds"},
	{NULL, NULL},
};

const struct command command_cut = {
	.name = "cut",
	.summary = "write a part of a trace",
	.arguments = "-o TRACE TRACE",
	.description =
		"Writes the events asked for, and in any case those that belong to no operation (applications, "
		"sessions, options), so that a part can be replayed. Numbers stay as they are; the new trace says "
		"that it is an excerpt.",
	.examples = examples,
	.options = options,
	.settings_size = sizeof(struct cut_settings),
	.run = run,
};
