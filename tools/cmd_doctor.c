/* mitrace doctor: will recording reach a program, and if not, why. */
#include <stdio.h>

#include "command.h"
#include "fail.h"
#include "look.h"

struct doctor_settings {
	const char *plugins;
};

static const struct command_option options[] = {
	{"plugins", 0, OPTION_TEXT, offsetof(struct doctor_settings, plugins), "FILE,...",
	 "libraries that the program will open at run time, where it cannot be seen", NULL},
	{NULL, 0, OPTION_FLAG, 0, NULL, NULL, NULL},
};

extern const struct command command_doctor;

static void print_steps(const struct look *look)
{
	for (unsigned i = 0; i < look->nr_steps; i++)
		printf("%-12s %s%s%s%s\n", i ? "" : "runs", look->steps[i].path, i + 1 < look->nr_steps ? " (" : "",
		       i + 1 < look->nr_steps ? look->steps[i].how : "", i + 1 < look->nr_steps ? ")" : "");
}

static void print_libmi(const struct look *look)
{
	if (look->libmi)
		printf("%-12s %s (%s)\n", "libmi", look->libmi->path, look_place_name(look->libmi->place));
}

static void print_choice(const struct look_choice *choice)
{
	printf("%-12s %s\n", "recordable", look_verdict_name(choice->verdict));
	printf("%-12s %s: %s\n", "record", look_injection_name(choice->injection), choice->reason);
	if (*choice->advice)
		printf("%-12s %s\n", "advice", choice->advice);
}

static int run(const void *data, int argc, char **argv)
{
	const struct doctor_settings *settings = data;
	const struct look_options look_options = {.plugins = settings->plugins};
	struct look_choice choice;
	const struct look *look;

	if (argc == 0)
		return command_fail_usage(&command_doctor, "no command given");
	if (look_take(argv, &look_options, &look))
		return command_fail(&command_doctor, "%s", mtr_fail_text());
	look_choose(look, &choice);
	print_steps(look);
	print_libmi(look);
	print_choice(&choice);
	look_free(look);
	return choice.verdict == LOOK_NO ? STATUS_DIFFERS : STATUS_FINE;
}

const struct command command_doctor = {
	.name = "doctor",
	.summary = "tell whether recording reaches a program, and if not, why",
	.arguments = "[--] COMMAND [ARGUMENT]...",
	.description =
		"Looks at the program that COMMAND would run, without running it: through scripts, interpreters and "
		"env(1),\n"
		"at all libraries that would be loaded with it. Says which libmi it would get and from where, how\n"
		"'mitrace record' would get in between, and what to do where it cannot.",
	.options = options,
	.settings_size = sizeof(struct doctor_settings),
	.client = CLIENT_IS_LOOKED_AT,
	.run = run,
};
