/* mitrace doctor: will recording reach a program, and if not, why. */
#include <stdio.h>

#include "command.h"
#include "doctor_print.h"
#include "fail.h"
#include "look.h"

struct doctor_settings {
	const char *plugins;
	bool json;
};

static const struct command_option options[] = {
	{"plugins", 0, OPTION_TEXT, offsetof(struct doctor_settings, plugins), "FILE,...",
	 "libraries that the program will open at run time, where it does not show", NULL},
	{"json", 'j', OPTION_FLAG, offsetof(struct doctor_settings, json), NULL,
	 "one JSON object, with all objects that would be loaded", NULL},
	{NULL, 0, OPTION_FLAG, 0, NULL, NULL, NULL},
};

extern const struct command command_doctor;

static int run(const void *data, int argc, char **argv)
{
	const struct doctor_settings *settings = data;
	const struct look_options look_options = {.plugins = settings->plugins};
	struct look_choice choice;
	const struct look *look;
	int err = 0;

	if (argc == 0)
		return command_fail_usage(&command_doctor, "no command given");
	if (look_take(argv, &look_options, &look))
		return command_fail(&command_doctor, "%s", mtr_fail_text());
	look_choose(look, &choice);
	if (settings->json)
		err = doctor_print_json(look, &choice, stdout);
	else
		doctor_print_text(look, &choice, stdout);
	look_free(look);
	if (err)
		return command_fail(&command_doctor, "%s", mtr_fail_text());
	return choice.verdict == LOOK_NO ? STATUS_DIFFERS : STATUS_FINE;
}

static const struct command_example examples[] = {
	{"mitrace doctor micli ei root/cimv2 CIM_OperatingSystem", "will recording reach this program?"},
	{NULL, NULL},
};

const struct command command_doctor = {
	.name = "doctor",
	.summary = "tell whether recording reaches a program, and if not, why",
	.arguments = "[--] COMMAND [ARGUMENT]...",
	.description =
		"Looks at the program that COMMAND would run, without running it: through scripts, interpreters, "
		"env(1) and simple shell wrappers, at all libraries that would be loaded with it, and at what it "
		"opens at run time as far as that shows. Says which libmi it would get and from where, how 'mitrace "
		"record' would get in between, and what to do where it cannot. Status 0: it can be recorded, or may; "
		"1: it cannot; 2: trouble.",
	.examples = examples,
	.options = options,
	.settings_size = sizeof(struct doctor_settings),
	.client = CLIENT_IS_LOOKED_AT,
	.run = run,
};
