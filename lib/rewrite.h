/*
 * A trace made of another one: all of it in new frames (repack), a part of it (cut), with secrets taken out (redact).
 */
#ifndef MTR_REWRITE_H
#define MTR_REWRITE_H

#include <stdbool.h>
#include <stdint.h>

#include "filter.h"
#include "redact.h"

struct mtr_rewrite {
	/*
	 * NULL: everything. Otherwise the operations that match, whole events as they match, and in any case what belongs to no
	 * operation (applications, sessions, options): without it the rest could not be replayed.
	 */
	struct mtr_filter *filter;
	const struct mtr_redaction *redaction; /* NULL: values stay as they are */
	bool accept_damage;                    /* make a trace of what can be read */
	bool force;                            /* replace an existing trace */
	int level;                             /* of zstd; 0: the recorder's */
};

struct mtr_rewrite_result {
	uint64_t events, left_out; /* written, not written */
	uint64_t redacted;         /* values that became tokens */
	uint64_t damaged_parts;
	uint64_t bytes_before, bytes_after;
};

/*
 * Reads the trace @path with its spool, if it has one, and writes @out_path; the new trace is finished whether the
 * old one was or not. -MTR_EDAMAGED unless accept_damage; -MTR_EUSAGE: a weaker redaction than the trace has. Worded.
 * @ret may be NULL.
 */
int mtr_rewrite_trace(const char *path, const char *out_path, const struct mtr_rewrite *how,
		      struct mtr_rewrite_result *ret);

#endif
