/*
 * What all reading commands share: opening a trace with its damage told on standard error, and the options
 * that say which events are asked for.
 */
#ifndef READING_H
#define READING_H

#include <stdio.h>

#include "command.h"
#include "filter.h"
#include "reader.h"

/* To be embedded in a command's settings. */
struct reading_settings {
	const char *seq, *time, *thread, *session, *op, *class;
};

/* clang-format off */
/* Rows of an option table; @type has a member `struct reading_settings reading`. */
#define READING_OPTIONS(type)                                                                                         \
	{"seq", 0, OPTION_TEXT, offsetof(type, reading.seq), "RANGE",                                                 \
	 "only events with these sequence numbers: N, N-M, N-, -M, several with commas", NULL},                       \
	{"time", 0, OPTION_TEXT, offsetof(type, reading.time), "RANGE",                                               \
	 "only events this long after the start of the recording, such as 1.5s-2s", NULL},                            \
	{"thread", 0, OPTION_TEXT, offsetof(type, reading.thread), "RANGE", "only events of these threads", NULL},    \
	{"session", 0, OPTION_TEXT, offsetof(type, reading.session), "RANGE", "only events of these sessions", NULL}, \
	{"op", 0, OPTION_TEXT, offsetof(type, reading.op), "LIST",                                                    \
	 "only these operations, by number or by name, such as Invoke", NULL},                                        \
	{"class", 0, OPTION_TEXT, offsetof(type, reading.class), "PATTERN",                                           \
	 "only operations on these classes, as shell patterns", NULL}
/* clang-format on */

/* Damage met while reading one trace. */
struct reading_damage {
	const struct command *command;
	const char *path;
	unsigned parts;
	uint64_t last; /* offset of the one told last: who goes back to look again meets it again */
};

/* Opens @path; damage goes to standard error and is counted in @damage, which outlives the reader. 0 or worded. */
int reading_open(const struct command *command, const char *path, bool follow, struct reading_damage *damage,
		 struct mtr_reader **ret);

/* The filter the options ask for; *ret is NULL when they ask for everything. 0 or worded. */
int reading_filter(const struct reading_settings *settings, struct mtr_filter **ret);

/* STATUS_FINE, or STATUS_DIFFERS when parts of the trace were damaged. */
int reading_status(const struct reading_damage *damage);

/* The one trace that most reading commands work on; NULL, with the usage failure told, when argc is not 1. */
const char *reading_one_path(const struct command *command, int argc, char **argv, int *ret_status);

#endif
