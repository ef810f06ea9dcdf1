/* mitrace show: a trace as text or JSON Lines. */
#include <stdlib.h>
#include <string.h>

#include "canonical.h"
#include "command.h"
#include "fail.h"
#include "json_write.h"
#include "naming.h"
#include "progress.h"
#include "reading.h"
#include "terminal.h"
#include "text_show.h"

struct show_settings {
	struct reading_settings reading;
	struct naming_settings naming;
	bool json, canonical, payload, times, durations, addresses, follow, no_pager;
	const char *colour;
};

static const struct command_option options[] = {
	{"payload", 'p', OPTION_FLAG, offsetof(struct show_settings, payload), NULL,
	 "show the contents of instances, classes and options", NULL},
	{"times", 't', OPTION_FLAG, offsetof(struct show_settings, times), NULL,
	 "show when each event happened, from the start of the recording", NULL},
	{"durations", 'd', OPTION_FLAG, offsetof(struct show_settings, durations), NULL,
	 "show how long calls and callbacks took, without the recorder's own time", NULL},
	{"addresses", 0, OPTION_FLAG, offsetof(struct show_settings, addresses), NULL,
	 "show code addresses, raw handles, process and thread ids", NULL},
	NAMING_OPTIONS(struct show_settings),
	{"json", 'j', OPTION_FLAG, offsetof(struct show_settings, json), NULL,
	 "JSON Lines, one packet a line, lossless ('mitrace import' turns it back)", NULL},
	{"canonical", 'c', OPTION_FLAG, offsetof(struct show_settings, canonical), NULL,
	 "text that is the same, byte for byte, for runs that did the same", NULL},
	{"follow", 'f', OPTION_FLAG, offsetof(struct show_settings, follow), NULL,
	 "when the trace is still being recorded, go on as it grows", NULL},
	{"color", 0, OPTION_CHOICE, offsetof(struct show_settings, colour), NULL, "colours: on a terminal by default",
	 terminal_colour_choices},
	{"no-pager", 0, OPTION_FLAG, offsetof(struct show_settings, no_pager), NULL,
	 "write to the terminal directly, not through $PAGER", NULL},
	READING_OPTIONS(struct show_settings),
	{NULL, 0, OPTION_FLAG, 0, NULL, NULL, NULL},
};

extern const struct command command_show;

static int show(const struct show_settings *settings, struct mtr_reader *reader, struct mtr_filter *filter,
		struct mtr_symbols *symbols, FILE *out)
{
	const struct mtr_address_names names = naming_for_text(symbols);
	const struct mtr_json_hook hook = naming_for_json(symbols);
	struct mtr_text_options text = {
		.payload = settings->payload,
		.times = settings->times,
		.durations = settings->durations,
		.addresses = settings->addresses,
		.colour = terminal_wants_colour(settings->colour),
		.names = symbols ? &names : NULL,
	};

	if (settings->json)
		return mtr_show_json(reader, filter, symbols ? &hook : NULL, out);
	if (settings->canonical)
		return mtr_show_canonical(reader, filter, out);
	return mtr_show_text(reader, filter, &text, out);
}

static int run(const void *data, int argc, char **argv)
{
	const struct show_settings *settings = data;
	struct reading_damage damage = {0};
	struct mtr_reader *reader = NULL;
	struct mtr_filter *filter = NULL;
	struct mtr_symbols *symbols = NULL;
	FILE *pager = NULL;
	int status = STATUS_TROUBLE;
	const char *path = reading_one_path(&command_show, argc, argv, &status);

	if (!path)
		return status;
	if (settings->json && settings->canonical)
		return command_fail_usage(&command_show, "--json and --canonical exclude each other");
	if (reading_filter(&settings->reading, &filter) || naming_open(&settings->naming, path, &symbols) ||
	    reading_open(&command_show, path, settings->follow, &damage, &reader)) {
		status = command_fail(&command_show, "%s", mtr_fail_text());
		goto out;
	}
	progress_end_on_terminal();
	if (!settings->no_pager && !settings->follow)
		pager = terminal_pager();
	if (show(settings, reader, filter, symbols, pager ? pager : stdout))
		status = command_fail(&command_show, "%s", mtr_fail_text());
	else
		status = reading_status(&damage);
out:
	if (pager)
		pclose(pager);
	mtr_symbols_free(symbols);
	mtr_filter_free(filter);
	mtr_reader_close(reader);
	return status;
}

static const struct command_example examples[] = {
	{"mitrace show who.mitrace", "what the client called, and what it was told"},
	{"mitrace show --payload --op=EnumerateInstances who.mitrace", "the instances, too"},
	{"mitrace show --times --durations --symbols who.mitrace", "when, how long, and called from where"},
	{"mitrace show --json --class='CIM_*' who.mitrace", "for programs: one packet a line"},
	{NULL, NULL},
};

const struct command command_show = {
	.name = "show",
	.summary = "print a trace as text or JSON",
	.arguments = "TRACE",
	.description =
		"Prints what the client called and what it was told, one line per call or callback; callbacks are "
		"indented under their operation. TRACE may be finished, torn, or still being recorded; '-' is "
		"standard input. The text has no times and no addresses unless they are asked for, so that it can be "
		"compared.",
	.examples = examples,
	.options = options,
	.settings_size = sizeof(struct show_settings),
	.run = run,
};
