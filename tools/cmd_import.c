/* mitrace import: JSON Lines back into a trace. */
#include <errno.h>
#include <string.h>

#include "command.h"
#include "fail.h"
#include "json_read.h"

struct import_settings {
	const char *output;
	bool force;
};

static const struct command_option options[] = {
	{"output", 'o', OPTION_TEXT, offsetof(struct import_settings, output), "TRACE", "the trace to write", NULL},
	{"force", 0, OPTION_FLAG, offsetof(struct import_settings, force), NULL, "replace the file, if it is a trace",
	 NULL},
	{NULL, 0, OPTION_FLAG, 0, NULL, NULL, NULL},
};

extern const struct command command_import;

static int run(const void *data, int argc, char **argv)
{
	const struct import_settings *settings = data;
	const char *path = argc ? argv[0] : "-";
	bool standard = strcmp(path, "-") == 0;
	FILE *in;
	int err;

	if (argc > 1)
		return command_fail_usage(&command_import, "one file at a time: '%s' is one too many", argv[1]);
	if (!settings->output)
		return command_fail_usage(&command_import, "where to? say -o TRACE");
	in = standard ? stdin : fopen(path, "re");
	if (!in)
		return command_fail(&command_import, "%s: %s", path, strerror(errno));
	err = mtr_import_json(in, standard ? "standard input" : path, settings->output, settings->force);
	if (!standard)
		fclose(in);
	return err ? command_fail(&command_import, "%s", mtr_fail_text()) : STATUS_FINE;
}

static const struct command_example examples[] = {
	{"mitrace show --json who.mitrace | sed s/CIM_OperatingSystem/X_Computer/ | mitrace import -o changed.mitrace",
	 "a trace with something changed"},
	{NULL, NULL},
};

const struct command command_import = {
	.name = "import",
	.summary = "make a trace of JSON Lines",
	.arguments = "-o TRACE [FILE]",
	.description =
		"Turns what 'mitrace show --json' wrote back into a trace, bit by bit the same. FILE is standard "
		"input by default. Anything that makes no sense is an error with its line; then no trace is written.",
	.examples = examples,
	.options = options,
	.settings_size = sizeof(struct import_settings),
	.run = run,
};
