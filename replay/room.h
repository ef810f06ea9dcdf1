/*
 * Which trace this process replays.
 *
 * `mitrace replay` makes a private folder, MITRACE_REPLAY_ROOM, where the processes of a replay meet:
 *
 *	traces      absolute paths, one a line
 *	claim.N     made O_EXCL by the process that replays the trace in line N (from 0)
 *	settings    see settings.h
 *	report      see report.h
 *	breaks.N    where to stop for a debugger in the trace of line N: see break_point.h; may be absent
 *
 * Without one, MITRACE_REPLAY names the traces, separated by colons; nobody else claims them.
 */
#ifndef REPLAY_ROOM_H
#define REPLAY_ROOM_H

#include <stdbool.h>

#include "mitrace.pb-c.h"
#include "redact.h"
#include "report.h"
#include "settings.h"

struct replay_choice {
	char *path;                     /* of the trace */
	size_t number;                  /* its line in the list, from 0 */
	char *program;                  /* this process's */
	struct mtr_redaction redaction; /* for what this process asks, so that it compares with the trace */
	bool same_tokens;               /* the trace's own key was found */
};

/*
 * Reads where we are from the environment. *ret_report and *ret_settings are set whatever comes of it.
 * Worded failures; -MTR_EUSAGE when there is nothing to replay.
 */
int replay_room_enter(struct replay_report *ret_report, struct replay_settings *ret_settings);

/*
 * Takes the first trace that nobody has taken and that was recorded with this program and these arguments; a single
 * trace is taken whatever it was recorded with, once. Differences are reported.
 */
int replay_room_claim(const struct replay_report *report, struct replay_choice *ret);
void replay_choice_end(struct replay_choice *choice);
/* Sets how requests are redacted to compare with a trace that has this header. */
void replay_choice_redaction(const Mitrace__Header *header, struct replay_choice *choice);

/* Path of a file of the room, malloc'ed; NULL without a room. */
char *replay_room_file(const char *name);

#endif
