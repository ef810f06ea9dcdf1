/* mitrace merge: several traces as one. */
#include <inttypes.h>

#include "command.h"
#include "fail.h"
#include "merge.h"
#include "progress.h"

struct merge_settings {
	const char *output;
	bool force;
};

static const struct command_option options[] = {
	{"output", 'o', OPTION_TEXT, offsetof(struct merge_settings, output), "TRACE", "the trace to write", NULL},
	{"force", 0, OPTION_FLAG, offsetof(struct merge_settings, force), NULL, "replace the file, if it is a trace",
	 NULL},
	{NULL, 0, OPTION_FLAG, 0, NULL, NULL, NULL},
};

extern const struct command command_merge;

static int run(const void *data, int argc, char **argv)
{
	const struct merge_settings *settings = data;
	uint64_t events;

	if (argc < 2)
		return command_fail_usage(&command_merge, "two traces or more can be merged");
	if (!settings->output)
		return command_fail_usage(&command_merge, "where to? say -o TRACE");
	if (mtr_merge_traces((const char *const *)argv, (size_t)argc, settings->output, settings->force, &events))
		return command_fail(&command_merge, "%s", mtr_fail_text());
	progress_clear();
	fprintf(stderr, "mitrace merge: %" PRIu64 " events of %d traces\n", events, argc);
	return STATUS_FINE;
}

static const struct command_example examples[] = {
	{"mitrace merge -o all.mitrace old.mitrace new.mitrace", "what two processes did, in one order"},
	{NULL, NULL},
};

const struct command command_merge = {
	.name = "merge",
	.summary = "make one trace of several",
	.arguments = "-o TRACE TRACE TRACE...",
	.description =
		"Puts the traces of several processes into the order of the clock, under new numbers; or puts parts "
		"that were cut from one trace together again, under the numbers they have.",
	.examples = examples,
	.options = options,
	.settings_size = sizeof(struct merge_settings),
	.run = run,
};
