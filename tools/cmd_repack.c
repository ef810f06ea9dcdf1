/* mitrace repack: the same trace in new frames. */
#include <inttypes.h>

#include "command.h"
#include "fail.h"
#include "progress.h"
#include "reading.h"
#include "rewrite.h"

struct repack_settings {
	const char *output;
	long level;
	bool force, damaged;
};

static const struct command_option options[] = {
	{"output", 'o', OPTION_TEXT, offsetof(struct repack_settings, output), "TRACE", "the trace to write", NULL},
	{"level", 'l', OPTION_NUMBER, offsetof(struct repack_settings, level), "N",
	 "compression level of zstd, 1 to 19", NULL},
	{"damaged", 0, OPTION_FLAG, offsetof(struct repack_settings, damaged), NULL,
	 "make a trace of what can be read of a damaged one", NULL},
	{"force", 0, OPTION_FLAG, offsetof(struct repack_settings, force), NULL, "replace the file, if it is a trace",
	 NULL},
	{NULL, 0, OPTION_FLAG, 0, NULL, NULL, NULL},
};

extern const struct command command_repack;

static int run(const void *data, int argc, char **argv)
{
	const struct repack_settings *settings = data;
	const struct mtr_rewrite how = {
		.accept_damage = settings->damaged,
		.force = settings->force,
		.level = (int)settings->level,
	};
	struct mtr_rewrite_result result;
	int status = STATUS_TROUBLE;
	const char *path = reading_one_path(&command_repack, argc, argv, &status);

	if (!path)
		return status;
	if (!settings->output)
		return command_fail_usage(&command_repack, "where to? say -o TRACE");
	if (settings->level > 19)
		return command_fail_usage(&command_repack, "levels go from 1 to 19");
	if (mtr_rewrite_trace(path, settings->output, &how, &result))
		return command_fail(&command_repack, "%s", mtr_fail_text());
	progress_clear();
	fprintf(stderr, "mitrace repack: %" PRIu64 " events, %" PRIu64 " bytes instead of %" PRIu64 "\n", result.events,
		result.bytes_after, result.bytes_before);
	return result.damaged_parts ? STATUS_DIFFERS : STATUS_FINE;
}

static const struct command_example examples[] = {
	{"mitrace repack --level=19 -o small.mitrace who.mitrace", "for the archive"},
	{"mitrace repack --damaged -o rest.mitrace torn.mitrace", "what is left of a damaged trace"},
	{NULL, NULL},
};

const struct command command_repack = {
	.name = "repack",
	.summary = "write a trace anew: smaller, finished, whole",
	.arguments = "-o TRACE TRACE",
	.description =
		"Reads a trace, with its spool when it is unfinished, and writes it in new frames. The new file is "
		"read back before it gets its name. With --damaged, what can be read of a damaged trace is kept, "
		"with status 1.",
	.examples = examples,
	.options = options,
	.settings_size = sizeof(struct repack_settings),
	.run = run,
};
