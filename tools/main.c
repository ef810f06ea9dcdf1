/* The mitrace command: finds the subcommand and runs it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "progress.h"
#include "version.h"

#define COMMAND(name) extern const struct command command_##name;
#include "commands.def"
#undef COMMAND

const struct command *const commands[] = {
#define COMMAND(name) &command_##name,
#include "commands.def"
#undef COMMAND
	NULL,
};

static const struct command *find(const char *name)
{
	for (const struct command *const *command = commands; *command; command++) {
		if (strcmp((*command)->name, name) == 0)
			return *command;
	}
	return NULL;
}

static void print_overview(FILE *out)
{
	fputs("Usage: mitrace COMMAND [ARGUMENT]...\n\n"
	      "Record and replay for the MI client API: what a client asked a CIM server, and what it was told.\n\n",
	      out);
	for (const struct command *const *command = commands; *command; command++)
		fprintf(out, "  %-10s %s\n", (*command)->name, (*command)->summary);
	fputs("\n'mitrace COMMAND --help' and 'man mitrace-COMMAND' tell more. 'mitrace --version' prints the "
	      "version.\n",
	      out);
}

/* `mitrace help --format=man record`: for the build, which makes manual pages and completions. */
static int print_documentation(const char *format, const char *name)
{
	const struct command *command = name ? find(name) : NULL;

	if (name && !command)
		return command_fail_usage(NULL, "unknown command '%s'", name);
	if (strcmp(format, "--format=bash") == 0)
		command_print_completion(stdout);
	else if (strcmp(format, "--format=man") == 0 && command)
		command_print_man(command, stdout);
	else if (strcmp(format, "--format=man") == 0)
		command_print_man_overview(stdout);
	else
		return command_fail_usage(NULL, "help: unknown format '%s'", format);
	return STATUS_FINE;
}

static int help(int argc, char **argv)
{
	const struct command *command;

	if (argc < 3) {
		print_overview(stdout);
		return STATUS_FINE;
	}
	if (strncmp(argv[2], "--format=", 9) == 0)
		return print_documentation(argv[2], argv[3]);
	command = find(argv[2]);
	if (!command)
		return command_fail_usage(NULL, "unknown command '%s'", argv[2]);
	command_print_usage(command, stdout);
	return STATUS_FINE;
}

static int run(const struct command *command, int argc, char **argv)
{
	void *settings = calloc(1, command->settings_size + 1);
	int status = STATUS_TROUBLE;
	int first;

	if (!settings)
		return command_fail(command, "out of memory");
	first = command_parse(command, argc, argv, settings, &status);
	if (command->client == CLIENT_NONE)
		progress_begin();
	if (first >= 0)
		status = command->run(settings, argc - first, argv + first);
	progress_clear();
	free(settings);
	return status;
}

/* A full disk or a closed pipe behind standard output must not look like success. */
static int check_output(const struct command *command, int status)
{
	bool runs = command && command->client != CLIENT_NONE && command->client != CLIENT_IS_LOOKED_AT;

	if (fflush(stdout) == 0 && !ferror(stdout))
		return status;
	if (status == (runs ? STATUS_OWN_FAILURE : STATUS_TROUBLE))
		return status; /* the command has said why */
	command_fail(command, "standard output: %m");
	if (runs)
		return status == STATUS_FINE ? STATUS_OWN_FAILURE : status;
	return STATUS_TROUBLE;
}

int main(int argc, char **argv)
{
	const struct command *command = NULL;
	int status;

	if (argc < 2) {
		print_overview(stderr);
		return STATUS_TROUBLE;
	}
	if (strcmp(argv[1], "--version") == 0) {
		printf("mitrace %s\n", MITRACE_VERSION);
		status = STATUS_FINE;
	} else if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0) {
		status = help(argc, argv);
	} else {
		command = find(argv[1]);
		if (!command)
			return command_fail_usage(NULL, "unknown command '%s'", argv[1]);
		status = run(command, argc - 1, argv + 1);
	}
	return check_output(command, status);
}
