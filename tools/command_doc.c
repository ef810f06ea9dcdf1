/* Manual pages and shell completion, made from the command tables. */
#include "command.h"

#include <ctype.h>
#include <string.h>

#include "version.h"

/* roff treats a leading dot or quote and every backslash and dash as its own. */
static void print_roff_part(const char *text, size_t size, FILE *out)
{
	bool line_start = true;

	for (; size; text++, size--) {
		if (line_start && (*text == '.' || *text == '\''))
			fputs("\\&", out);
		if (*text == '\\')
			fputs("\\e", out);
		else if (*text == '-')
			fputs("\\-", out);
		else
			fputc(*text, out);
		line_start = *text == '\n';
	}
}

static void print_roff(const char *text, FILE *out)
{
	print_roff_part(text, strlen(text), out);
}

/* A paragraph per blank line; indented lines are kept as they stand. */
static void print_paragraphs(const char *text, FILE *out)
{
	bool example = false;

	while (*text) {
		size_t len = strcspn(text, "\n");
		bool indented = *text == ' ' || *text == '\t';

		if (indented != example && len) {
			fputs(indented ? ".nf\n" : ".fi\n", out);
			example = indented;
		}
		if (!len) {
			fputs(".PP\n", out);
		} else {
			print_roff_part(text, len, out);
			fputc('\n', out);
		}
		text += len;
		if (*text)
			text++;
	}
	if (example)
		fputs(".fi\n", out);
}

static void print_roff_option(const struct command_option *option, FILE *out)
{
	fputs(".TP\n.B ", out);
	if (option->letter)
		fprintf(out, "\\-%c, ", option->letter);
	fputs("\\-\\-", out);
	print_roff(option->name, out);
	if (option->kind == OPTION_CHOICE) {
		fputs("=", out);
		for (const char *const *choice = option->choices; *choice; choice++) {
			fputs(choice == option->choices ? "" : "|", out);
			print_roff(*choice, out);
		}
	} else if (option->value) {
		fprintf(out, "=\\fI%s\\fR", option->value);
	}
	fputc('\n', out);
	print_roff(option->help, out);
	fputs(".\n", out);
}

static void print_statuses(const struct command *command, FILE *out)
{
	static const char of_client[] =
		"The client's; a signal that killed it is raised again. 125: mitrace itself failed.\n"
		"126: the command cannot be executed. 127: there is no such command.\n";

	fputs(".SH EXIT STATUS\n", out);
	switch (command->client) {
	case CLIENT_NONE:
		fputs("0: fine. 1: findings, a difference, or damage that was passed over. 2: trouble.\n", out);
		break;
	case CLIENT_IS_LOOKED_AT:
		fputs("0: it can be recorded, or may. 1: it cannot. 2: trouble.\n", out);
		break;
	case CLIENT_AFTER_DASHES:
		fputs("120: the client did something else than was recorded. 121: it stalled. Otherwise:\n", out);
		/* fallthrough */
	case CLIENT_IS_REST:
		fputs(of_client, out);
	}
}

/* Whatever stands in it, it is to be read and copied as it is. */
static void print_roff_examples(const struct command_example *example, FILE *out)
{
	fputs(".SH EXAMPLES\n", out);
	for (; example->line; example++) {
		fputs(".PP\n", out);
		print_roff(example->what, out);
		fputs(strchr(example->what, '?') ? "\n.PP\n.nf\n.RS\n" : ":\n.PP\n.nf\n.RS\n", out);
		print_roff(example->line, out);
		fputs("\n.RE\n.fi\n", out);
	}
}

void command_print_man(const struct command *command, FILE *out)
{
	fputs(".TH MITRACE\\-", out);
	for (const char *c = command->name; *c; c++)
		fputc(toupper((unsigned char)*c), out);
	fprintf(out, " 1 \"\" \"mitrace %s\"\n.SH NAME\nmitrace\\-%s \\- ", MITRACE_VERSION, command->name);
	print_roff(command->summary, out);
	fprintf(out, "\n.SH SYNOPSIS\n.B mitrace %s\n[\\fIOPTION\\fR]... ", command->name);
	print_roff(command->arguments, out);
	fputs("\n.SH DESCRIPTION\n", out);
	print_paragraphs(command->description, out);
	fputs(".SH OPTIONS\n", out);
	for (const struct command_option *option = command->options; option && option->name; option++)
		print_roff_option(option, out);
	fputs(".TP\n.B \\-h, \\-\\-help\nShow the usage and exit.\n", out);
	print_statuses(command, out);
	if (command->examples)
		print_roff_examples(command->examples, out);
	fputs(".SH SEE ALSO\n.BR mitrace (1)\n", out);
}

/* What a variable, a file or a status means. */
struct entry {
	const char *name, *what;
};

/* For those who preload the recorder themselves; `mitrace record` and `mitrace replay` set what they need. */
static const struct entry variables[] = {
	{"MITRACE_FILE",
	 "the trace to write; %p, %e, %t and %% stand for process id, program, seconds since 1970 and %"},
	{"MITRACE_FORCE", "1: replace an existing trace"},
	{"MITRACE_REDACT", "credentials, secrets (the default) or strict"},
	{"MITRACE_KEY", "file of the key that tokens are made with"},
	{"MITRACE_ON_FULL", "block (the default) or drop: what to do when events come faster than they can be written"},
	{"MITRACE_LEVEL", "zstd level of the trace, 1 to 19"},
	{"MITRACE_RING", "bytes that are kept for each thread until they are written, a power of two"},
	{"MITRACE_EVENT", "bytes of one event that are kept"},
	{"MITRACE_CHILDREN", "no: what the program starts is not recorded"},
	{"MITRACE_LOG", "file for the one line that the recorder says about trouble, instead of standard error"},
	{"MITRACE_REPLAY", "the trace that a libmitrace-replay.so in libmi's place plays, without 'mitrace replay'"},
	{"PAGER, NO_COLOR", "as everywhere, for 'mitrace show'"},
	{NULL, NULL},
};

static const struct entry files[] = {
	{"~/.config/mitrace/key", "the key that tokens are made with; made on first use, readable by its owner alone"},
	{"NAME.mitrace", "a trace: standard zstd frames around one protobuf message, which it carries the schema of"},
	{"NAME.mitrace.spool",
	 "what is not yet in the trace, while it is recorded and after the client was killed; all commands "
	 "read it along"},
	{NULL, NULL},
};

static const struct entry all_statuses[] = {
	{"0, 1, 2", "of reading commands: fine; it differs, or there are findings; trouble"},
	{"the client's",
	 "of record and replay, where nothing below holds; a signal that killed the client is raised again"},
	{"120, 121", "of replay: the client did something else than was recorded; it stalled"},
	{"125, 126, 127",
	 "of record and replay: mitrace itself failed; the command cannot be executed; there is no such command"},
	{NULL, NULL},
};

static void print_entries(const char *title, const struct entry *entry, FILE *out)
{
	fprintf(out, ".SH %s\n", title);
	for (; entry->name; entry++) {
		fputs(".TP\n.B ", out);
		print_roff(entry->name, out);
		fputc('\n', out);
		print_roff(entry->what, out);
		fputs(".\n", out);
	}
}

void command_print_man_overview(FILE *out)
{
	fprintf(out,
		".TH MITRACE 1 \"\" \"mitrace %s\"\n.SH NAME\nmitrace \\- record and replay for the MI client API\n"
		".SH SYNOPSIS\n.B mitrace\n\\fICOMMAND\\fR [\\fIARGUMENT\\fR]...\n.SH DESCRIPTION\n"
		"Records what a client of the MI API (omicli, PowerShell's remoting library, an agent) asks a CIM "
		"server, and what\n"
		"it is told; shows, compares and checks it; and runs the client again without a server.\n.SH "
		"COMMANDS\n",
		MITRACE_VERSION);
	for (const struct command *const *command = commands; *command; command++) {
		fprintf(out, ".TP\n.BR mitrace\\-%s (1)\n", (*command)->name);
		print_roff((*command)->summary, out);
		fputc('\n', out);
	}
	print_entries("ENVIRONMENT", variables, out);
	print_entries("FILES", files, out);
	print_entries("EXIT STATUS", all_statuses, out);
}

/* The options of a command, and the values of those that have a choice. */
static void print_words(const struct command *command, FILE *out)
{
	for (const struct command_option *option = command->options; option && option->name; option++) {
		if (option->kind != OPTION_CHOICE)
			continue;
		fprintf(out, "\t%s--%s) words='", command->name, option->name);
		for (const char *const *choice = option->choices; *choice; choice++)
			fprintf(out, "%s%s", choice == option->choices ? "" : " ", *choice);
		fputs("' ;;\n", out);
	}
	fprintf(out, "\t%s) words='--help", command->name);
	for (const struct command_option *option = command->options; option && option->name; option++)
		fprintf(out, " --%s%s", option->name, option->kind == OPTION_FLAG ? "" : "=");
	fputs("' ;;\n", out);
}

/* The shell breaks words at "=": an option, its "=" and its value are three. */
void command_print_completion(FILE *out)
{
	fputs("# bash completion for mitrace\n_mitrace()\n{\n"
	      "\tlocal cur=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} option= words=\n"
	      "\tif [ \"$cur\" = = ]; then\n\t\toption=$before cur=\n"
	      "\telif [ \"$before\" = = ]; then\n\t\toption=${COMP_WORDS[COMP_CWORD-2]}\n\tfi\n"
	      "\tcase ${COMP_WORDS[1]-}$option in\n",
	      out);
	for (const struct command *const *command = commands; *command; command++)
		print_words(*command, out);
	fputs("\tesac\n\tif [ \"$COMP_CWORD\" -eq 1 ]; then\n\t\twords='", out);
	for (const struct command *const *command = commands; *command; command++)
		fprintf(out, "%s ", (*command)->name);
	fputs("help --help --version'\n\tfi\n\tCOMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n"
	      "\t[[ ${COMPREPLY-} == *= ]] && compopt -o nospace\n}\ncomplete -o default -F _mitrace mitrace\n",
	      out);
}
