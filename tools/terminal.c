/* In the manner of git. */
#include "terminal.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *const terminal_colour_choices[] = {"auto", "always", "never", NULL};

static bool is_able_terminal(void)
{
	const char *term = getenv("TERM");

	return isatty(STDOUT_FILENO) && term && *term && strcmp(term, "dumb") != 0;
}

bool terminal_wants_colour(const char *choice)
{
	const char *no_colour = getenv("NO_COLOR");

	if (choice && strcmp(choice, "auto") != 0)
		return strcmp(choice, "always") == 0;
	return is_able_terminal() && !(no_colour && *no_colour);
}

FILE *terminal_pager(void)
{
	const char *pager = getenv("PAGER");
	char *line = NULL;
	FILE *out;

	if (!is_able_terminal() || (pager && strcmp(pager, "cat") == 0))
		return NULL;
	/* 127: the shell found no such program, which then has taken nothing of the text. */
	if (!pager || !*pager)
		line = strdup("if command -v less >/dev/null; then exec less; else exec cat; fi");
	else if (asprintf(&line, "%s\n[ $? -ne 127 ] || exec cat", pager) < 0)
		line = NULL;
	setenv("LESS", "FRX", 0); /* not when it fits a screen; colours; the text stays there */
	fflush(stdout);
	out = line ? popen(line, "w") : NULL;
	free(line);
	return out;
}
