/*
 * For the debugger: where the client is stopped, and what it was given last.
 *
 * A point is an event on its way to the client: the client is stopped by SIGTRAP on the thread that delivers it, with the
 * client's callback to be called next. While somebody debugs, two objects tell in plain text where it is; gdb's commands
 * for them are in mitrace.gdb.
 */
#ifndef REPLAY_BREAK_POINT_H
#define REPLAY_BREAK_POINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct replay_serving;
struct replay_settings;

enum {
	REPLAY_POINT_LINES = 16,
	REPLAY_POINT_WIDTH = 512,
};

/* Exported, for debuggers: the operation of the last event, and the last events, oldest first; lines that are empty are not
 * used. */
extern char mitrace_replay_operation[4 * REPLAY_POINT_WIDTH];
extern char mitrace_replay_events[REPLAY_POINT_LINES][REPLAY_POINT_WIDTH];

struct replay_break_range {
	uint64_t first, last;
};

/* Numbers of events. */
struct replay_breaks {
	struct replay_break_range *ranges; /* in order */
	size_t count;
	uint64_t at;   /* one more; 0: none */
	bool watching; /* somebody debugs: the text is to be kept */
};

/*
 * What the settings ask for, and the ranges in the file @path (lines "FIRST-LAST" in order), which need not be there; NULL:
 * none. Worded failures.
 */
int replay_breaks_open(const struct replay_settings *settings, const char *path, struct replay_breaks *ret);
void replay_breaks_close(struct replay_breaks *breaks);

/* Step @index of the serving goes to the client next, on this thread. Does nothing while nobody debugs. */
void replay_break_point(struct replay_serving *serving, uint64_t index);

#endif
