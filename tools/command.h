/*
 * What a subcommand of mitrace is: one const entry next to its code. --help, the manual pages and the
 * completions are made from these entries, so there is no second list to keep.
 */
#ifndef COMMAND_H
#define COMMAND_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum command_status {
	STATUS_FINE = 0,
	STATUS_DIFFERS = 1,       /* reading tools: differs, findings */
	STATUS_TROUBLE = 2,       /* reading tools: could not do it */
	STATUS_DIVERGED = 120,    /* replay: the client did something else than recorded */
	STATUS_STALLED = 121,     /* replay: nothing moved for too long */
	STATUS_OWN_FAILURE = 125, /* record, replay: mitrace itself failed */
	STATUS_CANNOT_EXECUTE = 126,
	STATUS_NOT_FOUND = 127,
};

enum option_kind {
	OPTION_FLAG,   /* bool */
	OPTION_TEXT,   /* const char * */
	OPTION_NUMBER, /* long, not negative */
	OPTION_CHOICE, /* const char *, one of .choices */
};

struct command_option {
	const char *name; /* long name, without dashes; NULL ends the table */
	char letter;      /* short form, 0: none; h is --help's */
	enum option_kind kind;
	size_t offset;              /* of its variable in the command's settings */
	const char *value;          /* name of the value in --help; choices: made from .choices */
	const char *help;           /* one sentence, no full stop */
	const char *const *choices; /* NULL-terminated */
};

/* Commands that run a client fail with 125 where they fail themselves. */
enum client_style {
	CLIENT_NONE,
	CLIENT_IS_REST,      /* options end at the first argument, where the client's command line begins, or at -- */
	CLIENT_IS_LOOKED_AT, /* the same, but it is not run, and failures are those of reading commands */
	CLIENT_AFTER_DASHES, /* the client's command line follows --, which stays in the arguments */
};

/* A line for a shell, and what it is good for. */
struct command_example {
	const char *line; /* NULL ends the list */
	const char *what;
};

struct command {
	const char *name;
	const char *summary;     /* half a line for `mitrace --help` */
	const char *arguments;   /* after the options, as in a usage line */
	const char *description; /* a paragraph or more, for --help and the manual page */
	const struct command_example *examples; /* tests/cli/examples.sh runs them as they stand */
	const struct command_option *options;
	size_t settings_size; /* of the struct the offsets refer to; all zero before parsing */
	enum client_style client;
	/* @settings: as the options filled it. Arguments are what remained. Returns the exit status. */
	int (*run)(const void *settings, int argc, char **argv);
};

/* All subcommands, NULL at the end, in the order of --help. */
extern const struct command *const commands[];

/*
 * Parses the options of @command from argv[1..]; argv[0] is the subcommand's name.
 * Returns the index of the first argument, or -1 with *ret_status: --help was shown, or the usage was wrong.
 */
int command_parse(const struct command *command, int argc, char **argv, void *settings, int *ret_status);

void command_print_usage(const struct command *command, FILE *out);
/* Format "man": a manual page in roff. Format "bash": a line for the completion script. */
void command_print_man(const struct command *command, FILE *out);
void command_print_man_overview(FILE *out);
void command_print_completion(FILE *out);

/*
 * A line with text in it that comes from elsewhere (a trace, a file, a client): what a terminal would act upon is escaped.
 * The end of the line is added.
 */
void command_print(FILE *out, const char *format, ...) __attribute__((format(printf, 2, 3)));
void command_print_list(FILE *out, const char *format, va_list args) __attribute__((format(printf, 2, 0)));

/* "mitrace COMMAND: message" on standard error, with mtr_fail_text() words when format is NULL. Returns the failure status. */
int command_fail(const struct command *command, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The same for wrong usage; adds how to get help. */
int command_fail_usage(const struct command *command, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
