/*
 * The traces one `mitrace record` has made: found again by the session number that is in their headers, and
 * finished where their process died before it could.
 */
#ifndef RECORDED_H
#define RECORDED_H

#include <stdint.h>

#include "command.h"

struct recorded_totals {
	unsigned traces;
	unsigned folded; /* finished here, their process having died */
	unsigned open;   /* of processes that still run */
	unsigned failed;
	uint64_t events, dropped, blocked, bytes;
	char path[4096]; /* of the first one */
};

/*
 * Looks through the folder of @pattern (the name given with -o, absolute) for traces whose header has the setting
 * "session" with the value @session. Failures on single traces are told on standard error and counted.
 */
int recorded_collect(const struct command *command, const char *pattern, const char *session,
		     struct recorded_totals *ret);

#endif
