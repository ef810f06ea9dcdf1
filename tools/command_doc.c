/* Manual pages and shell completion, made from the command tables. */
#include "command.h"

#include <string.h>

#include "version.h"

/* roff treats a leading dot or quote and every backslash and dash as its own. */
static void print_roff(const char *text, FILE *out)
{
	bool line_start = true;

	for (; *text; text++) {
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
			char line[400];

			snprintf(line, sizeof(line), "%.*s", (int)len, text);
			print_roff(line, out);
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
	fputs(".SH EXIT STATUS\n", out);
	if (command->client != CLIENT_NONE)
		fputs("The client's; a signal that killed it is raised again. 120: diverged (replay). 121: stalled "
		      "(replay).\n"
		      "125: mitrace itself failed. 126: the command cannot be executed. 127: there is no such "
		      "command.\n",
		      out);
	else
		fputs("0: fine. 1: findings, or a difference. 2: trouble.\n", out);
}

void command_print_man(const struct command *command, FILE *out)
{
	fprintf(out, ".TH MITRACE\\-%s 1 \"\" \"mitrace %s\"\n.SH NAME\nmitrace\\-%s \\- ", command->name,
		MITRACE_VERSION, command->name);
	print_roff(command->summary, out);
	fprintf(out, "\n.SH SYNOPSIS\n.B mitrace %s\n[\\fIOPTION\\fR]... ", command->name);
	print_roff(command->arguments, out);
	fputs("\n.SH DESCRIPTION\n", out);
	print_paragraphs(command->description, out);
	fputs(".SH OPTIONS\n", out);
	for (const struct command_option *option = command->options; option && option->name; option++)
		print_roff_option(option, out);
	fputs(".TP\n.B \\-\\-help\nShow the usage and exit.\n", out);
	print_statuses(command, out);
	fputs(".SH SEE ALSO\n.BR mitrace (1)\n", out);
}

void command_print_man_overview(FILE *out)
{
	fprintf(out,
		".TH MITRACE 1 \"\" \"mitrace %s\"\n.SH NAME\nmitrace \\- record and replay for the MI client API\n"
		".SH SYNOPSIS\n.B mitrace\n\\fICOMMAND\\fR [\\fIARGUMENT\\fR]...\n.SH COMMANDS\n",
		MITRACE_VERSION);
	for (const struct command *const *command = commands; *command; command++) {
		fprintf(out, ".TP\n.BR mitrace\\-%s (1)\n", (*command)->name);
		print_roff((*command)->summary, out);
		fputc('\n', out);
	}
}

void command_print_completion(FILE *out)
{
	fputs("# bash completion for mitrace\n_mitrace()\n{\n\tlocal cur=${COMP_WORDS[COMP_CWORD]} words=\n"
	      "\tcase ${COMP_WORDS[1]-} in\n",
	      out);
	for (const struct command *const *command = commands; *command; command++) {
		fprintf(out, "\t%s) words='--help", (*command)->name);
		for (const struct command_option *option = (*command)->options; option && option->name; option++)
			fprintf(out, " --%s%s", option->name, option->kind == OPTION_FLAG ? "" : "=");
		fputs("' ;;\n", out);
	}
	fputs("\tesac\n\tif [ \"$COMP_CWORD\" -eq 1 ]; then\n\t\twords='", out);
	for (const struct command *const *command = commands; *command; command++)
		fprintf(out, "%s ", (*command)->name);
	fputs("--help --version'\n\tfi\n\tCOMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n"
	      "\t[[ ${COMPREPLY-} == *= ]] && compopt -o nospace\n}\ncomplete -o default -F _mitrace mitrace\n",
	      out);
}
