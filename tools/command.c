/* Parsing and describing subcommands, from their tables. */
#include "command.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "fail.h"
#include "progress.h"
#include "text_out.h"

enum {
	HELP_WIDTH = 80,
	HELP_INDENT = 34, /* of what options do */
};

enum {
	OPTIONS_MAX = 40,
	HELP_VALUE = 1000, /* above every letter */
	LONG_ONLY = 1001,
};

static int failure_status(const struct command *command)
{
	bool runs = command && (command->client == CLIENT_IS_REST || command->client == CLIENT_AFTER_DASHES);

	return runs ? STATUS_OWN_FAILURE : STATUS_TROUBLE;
}

void command_print_list(FILE *out, const char *format, va_list args)
{
	struct mtr_out line;
	char *text;

	if (vasprintf(&text, format, args) < 0)
		return;
	mtr_out_begin(&line, out);
	mtr_out_plain(&line, text);
	mtr_out_char(&line, '\n');
	mtr_out_end(&line);
	free(text);
}

void command_print(FILE *out, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	command_print_list(out, format, args);
	va_end(args);
}

__attribute__((format(printf, 2, 0))) static void print_failure(const struct command *command, const char *format,
								va_list args)
{
	fflush(stdout);
	progress_clear();
	fprintf(stderr, "mitrace%s%s: ", command ? " " : "", command ? command->name : "");
	command_print_list(stderr, format, args);
}

int command_fail(const struct command *command, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	print_failure(command, format, args);
	va_end(args);
	return failure_status(command);
}

int command_fail_usage(const struct command *command, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	print_failure(command, format, args);
	va_end(args);
	fprintf(stderr, "Try 'mitrace %s%s--help'.\n", command ? command->name : "", command ? " " : "");
	return failure_status(command);
}

/* The choices of an option as "a|b|c", or its value's name. */
static void describe_value(const struct command_option *option, char *buf, size_t size)
{
	size_t used = 0;

	if (option->kind != OPTION_CHOICE) {
		snprintf(buf, size, "%s", option->value ? option->value : "");
		return;
	}
	buf[0] = 0;
	for (const char *const *choice = option->choices; *choice && used < size; choice++)
		used += (size_t)snprintf(buf + used, size - used, "%s%s", used ? "|" : "", *choice);
}

/*
 * Words into lines. How the source breaks them is no matter, but an empty line begins a paragraph and a line that
 * begins with a space stays a line. @indent: of further lines; the first one has got there.
 */
static void print_filled(const char *text, size_t indent, FILE *out)
{
	size_t column = indent;

	while (*text) {
		size_t breaks = strspn(text, "\n"), spaces = strspn(text + breaks, " ");
		size_t word = strcspn(text + breaks + spaces, " \n");
		bool paragraph = breaks > 1 || (breaks && spaces), fits = column + 1 + word <= HELP_WIDTH;

		if (paragraph)
			fprintf(out, "%.*s%*s", (int)breaks, "\n\n", (int)(column = indent + spaces), "");
		else if (column > indent && !fits)
			fprintf(out, "\n%*s", (int)(column = indent), "");
		else if (column > indent)
			column += (size_t)fprintf(out, " ");
		column += (size_t)fprintf(out, "%.*s", (int)word, text + breaks + spaces);
		text += breaks + spaces + word;
	}
	fputc('\n', out);
}

static void print_option(const struct command_option *option, FILE *out)
{
	char value[128], left[200];

	describe_value(option, value, sizeof(value));
	snprintf(left, sizeof(left), "  %c%c%c --%s%s%s", option->letter ? '-' : ' ',
		 option->letter ? option->letter : ' ', option->letter ? ',' : ' ', option->name, value[0] ? "=" : "",
		 value);
	if (strlen(left) < HELP_INDENT)
		fprintf(out, "%-*s", HELP_INDENT, left);
	else
		fprintf(out, "%s\n%*s", left, HELP_INDENT, "");
	print_filled(option->help, HELP_INDENT, out);
}

void command_print_usage(const struct command *command, FILE *out)
{
	fprintf(out, "Usage: mitrace %s [OPTION]... %s\n\n", command->name, command->arguments);
	print_filled(command->description, 0, out);
	if (command->options) {
		fputs("\nOptions:\n", out);
		for (const struct command_option *option = command->options; option->name; option++)
			print_option(option, out);
	}
	fputs(command->options ? "" : "\nOptions:\n", out);
	fprintf(out, "%-*s%s\n", HELP_INDENT, "  -h, --help", "show this and exit");
	if (command->examples)
		fputs("\nExamples:\n", out);
	for (const struct command_example *example = command->examples; example && example->line; example++) {
		fputs("  ", out);
		print_filled(example->what, 2, out);
		fprintf(out, "      %s\n", example->line);
	}
}

/* Stores one option's value; false when it makes no sense. */
static bool store(const struct command *command, const struct command_option *option, void *settings, const char *text,
		  int *ret_status)
{
	void *variable = (char *)settings + option->offset;
	char expected[128], *end;
	long number;

	switch (option->kind) {
	case OPTION_FLAG:
		*(bool *)variable = true;
		return true;
	case OPTION_TEXT:
		*(const char **)variable = text;
		return true;
	case OPTION_NUMBER:
		errno = 0;
		number = strtol(text, &end, 10);
		if (errno || *end || end == text || number < 0) {
			*ret_status = command_fail_usage(command, "--%s=%s: not a number", option->name, text);
			return false;
		}
		*(long *)variable = number;
		return true;
	case OPTION_CHOICE:
		for (const char *const *choice = option->choices; *choice; choice++) {
			if (strcmp(*choice, text) == 0) {
				*(const char **)variable = *choice;
				return true;
			}
		}
		describe_value(option, expected, sizeof(expected));
		*ret_status = command_fail_usage(command, "--%s=%s: expected one of %s", option->name, text, expected);
		return false;
	}
	return false;
}

/* Turns the table into what getopt_long() wants. */
static int fill_getopt(const struct command *command, struct option *longs, char *shorts)
{
	int nr = 0;

	if (command->client == CLIENT_IS_REST || command->client == CLIENT_IS_LOOKED_AT)
		*shorts++ = '+';
	*shorts++ = ':';
	for (const struct command_option *option = command->options; option && option->name; option++) {
		bool has_value = option->kind != OPTION_FLAG;

		if (nr >= OPTIONS_MAX - 2)
			abort(); /* a table larger than the array: found by the first run */
		longs[nr] = (struct option){option->name, has_value ? required_argument : no_argument, NULL,
					    LONG_ONLY + nr};
		if (option->letter) {
			*shorts++ = option->letter;
			if (has_value)
				*shorts++ = ':';
		}
		nr++;
	}
	longs[nr] = (struct option){"help", no_argument, NULL, HELP_VALUE};
	longs[nr + 1] = (struct option){NULL, 0, NULL, 0};
	*shorts++ = 'h';
	*shorts = 0;
	return nr;
}

static const struct command_option *option_of(const struct command *command, int value)
{
	if (value >= LONG_ONLY)
		return &command->options[value - LONG_ONLY];
	for (const struct command_option *option = command->options; option && option->name; option++) {
		if (option->letter == value)
			return option;
	}
	return NULL;
}

/* How many of the arguments are ours to parse. */
static int own_arguments(const struct command *command, int argc, char **argv)
{
	for (int i = 1; command->client == CLIENT_AFTER_DASHES && i < argc; i++) {
		if (strcmp(argv[i], "--") == 0)
			return i;
	}
	return argc;
}

int command_parse(const struct command *command, int argc, char **argv, void *settings, int *ret_status)
{
	int own = own_arguments(command, argc, argv);
	struct option longs[OPTIONS_MAX];
	char shorts[2 * OPTIONS_MAX + 4];
	int value;

	fill_getopt(command, longs, shorts);
	opterr = 0;
	optind = 1;
	while ((value = getopt_long(own, argv, shorts, longs, NULL)) != -1) {
		const struct command_option *option;

		if (value == HELP_VALUE || value == 'h') {
			command_print_usage(command, stdout);
			*ret_status = STATUS_FINE;
			return -1;
		}
		if (value == ':') {
			*ret_status = command_fail_usage(command, "option '%s' needs a value", argv[optind - 1]);
			return -1;
		}
		if (value == '?') {
			if (optopt && optopt < 256)
				*ret_status = command_fail_usage(command, "unknown option '-%c'", optopt);
			else
				*ret_status = command_fail_usage(command, "unknown option '%s'", argv[optind - 1]);
			return -1;
		}
		option = option_of(command, value);
		if (!option || !store(command, option, settings, optarg, ret_status))
			return -1;
	}
	return optind;
}
