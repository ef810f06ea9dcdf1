/*
 * The name of this process's trace.
 *
 * The first process of a run that uses MI gets the name given, X.mitrace; others X.PID.mitrace. An existing file is
 * never touched: the next free number is taken (X.1.mitrace). With force, an existing trace, and nothing but a trace,
 * is removed first, unless it belongs to this very run or is being recorded.
 */
#ifndef SHIM_TRACE_NAME_H
#define SHIM_TRACE_NAME_H

#include <stdbool.h>
#include <stddef.h>

#include "shim_config.h"

struct shim_name {
	const struct shim_config *config;
	bool is_child;       /* of a process that has a trace already */
	char base[PATH_MAX]; /* expanded, without .mitrace */
	char path[PATH_MAX]; /* to be tried now */
	bool with_pid;
	unsigned number;
};

/* The first name to try is then in name->path. False: too long. */
bool shim_name_first(struct shim_name *name, const struct shim_config *config, bool is_child);
/* name->path exists: the next one. False when there is none. May remove what is there. */
bool shim_name_next(struct shim_name *name);

#endif
