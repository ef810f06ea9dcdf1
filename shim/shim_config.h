/*
 * What the environment asks for. It is read once, when the process first calls MI.
 *
 *	MITRACE_FILE     the trace; %p, %e, %t and %% stand for process id, program, seconds since 1970 and %
 *	MITRACE_SESSION  a word that the traces of one run have in common, into Header.setting "session"
 *	MITRACE_FORCE    1: an existing trace is replaced
 *	MITRACE_REDACT   credentials | secrets | strict
 *	MITRACE_KEY      the file of the redaction key, made at need
 *	MITRACE_ON_FULL  block | drop
 *	MITRACE_LEVEL    zstd level
 *	MITRACE_RING     bytes of a thread's ring, a power of two
 *	MITRACE_EVENT    bytes of one event that are kept
 *	MITRACE_CHILDREN no: what the program starts is not recorded (own_variables.h)
 *	MITRACE_LIBMI    the library that is behind the proxy (proxy_real.h)
 *	MITRACE_LOG      file for the one line about trouble
 *
 * A value that makes no sense is logged, and the default holds.
 */
#ifndef SHIM_CONFIG_H
#define SHIM_CONFIG_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#include "recorder.h"
#include "redact.h"

enum {
	SHIM_SESSION_MAX = 64
};

struct shim_config {
	char file[PATH_MAX]; /* "": nothing is recorded */
	char session[SHIM_SESSION_MAX];
	bool force;
	struct mtr_redaction redaction;
	bool own_key; /* no key file could be used: tokens are good for this process only */
	enum mtr_on_full on_full;
	int level;
	size_t ring_size, event_cap;
};

/* @ret was zeroed. */
void shim_config_read(struct shim_config *ret);

#endif
