/*
 * Which recordings are most like a request that has none, and in what they differ.
 *
 * Recordings are compared field by field. A field that tells requests apart (the operation, the class, the query) counts
 * more than others, and one that has another value less than one that is missing, the less the more of its text is
 * the same: a word that was mistyped is nearer than another word.
 */
#ifndef REPLAY_NEAREST_H
#define REPLAY_NEAREST_H

#include "replay_report.pb-c.h"
#include "request_key.h"
#include "trace_index.h"

enum {
	REPLAY_NEAREST_MAX = 3,
};

/* Where recordings are looked up. */
struct replay_recordings {
	const struct replay_index *index;
	struct replay_store *store;
	bool same_tokens; /* see request_key.h */
};

/*
 * Fills in what is nearest of the @count @candidates, the first of equals first, and the text of the request. All in
 * @arena. Returns the nearest one; NULL when there is none or it cannot be read.
 */
const struct recorded_op *replay_nearest(const struct replay_recordings *recordings,
					 const struct recorded_op *const *candidates, size_t count,
					 const struct replay_key *key, struct mtr_arena *arena, Mitrace__Miss *miss);

/* For the client: what it asked for, and what would have been there. In @arena; NULL without memory. */
const char *replay_nearest_text(const Mitrace__Miss *miss, struct mtr_arena *arena);

#endif
