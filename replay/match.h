/*
 * Which recording a request gets.
 *
 * Recordings with the same key stand in a queue, in the order they were made. A request takes the first unused one that
 * the order policy allows. A request that finds none is a miss: nothing is used up by it, and it is explained by the
 * recordings that come nearest.
 */
#ifndef REPLAY_MATCH_H
#define REPLAY_MATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "report.h"
#include "request_key.h"
#include "settings.h"
#include "trace_index.h"

struct replay_match;

/* A session of the client's. */
struct replay_session {
	char *protocol, *destination; /* NULL as given */
	uint64_t key;
	uint32_t ordinal; /* it is the n-th with this key, from 0 */
	uint32_t bound;   /* recorded session it plays; REPLAY_NO_SESSION: none yet */
};

/* All borrowed, for the match's life; the index's `used` marks belong to the match from now on. */
int replay_match_new(struct replay_index *index, struct replay_store *store, const struct replay_settings *settings,
		     const struct replay_report *report, bool same_tokens, struct replay_match **ret);
void replay_match_free(struct replay_match *match);

/*
 * A session is opened: counts it. The recorded one that failed to open in its place; NULL: it opens.
 * *ret_recorded: how many there were with this key in the recording. Any thread.
 */
const struct recorded_session *replay_match_open_session(struct replay_match *match, struct replay_session *session,
							 const struct recorded_session **ret_twin,
							 unsigned *ret_recorded);

/*
 * The recording for a request; NULL: a miss. Any thread. A session plays the first recorded session with its key
 * whose first unused operation is what it asks for first, so that sessions that threads open in any order find theirs.
 */
const struct recorded_op *replay_match_find(struct replay_match *match, struct replay_session *session,
					    const struct replay_key *key);

/*
 * Was a request refused when it was recorded? Answers the refused recording that comes first, and uses it up, unless one
 * that was served comes before it. @served: whether there is an unused one that was. Any thread.
 */
const struct recorded_op *replay_match_refusal(struct replay_match *match, const struct replay_key *key,
					       bool *ret_served);

/*
 * Explains a miss: reports it, and gives its words in *ret_text (in the arena). Answers the nearest recording, or NULL.
 */
const struct recorded_op *replay_match_explain(struct replay_match *match, const struct replay_key *key,
					       struct mtr_arena *arena, const char **ret_text);

#endif
