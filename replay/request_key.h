/*
 * What makes two requests the same: a list of named fields with normalised text, and hashes of it.
 *
 * Both sides come as Call messages. The live one is written by the recorder's encoder, with the trace's redaction
 * key, and read back: so both were normalised and redacted by the same code, and secrets compare as tokens.
 *
 * Not part of the key, because the client may change them and still be given the same: how it wants results
 * (callbacks, acknowledgement), timeouts, channels and the modes of prompts and errors.
 */
#ifndef REPLAY_REQUEST_KEY_H
#define REPLAY_REQUEST_KEY_H

#include <stdbool.h>
#include <stdint.h>

#include "arena.h"
#include "mitrace.pb-c.h"
#include "trace_index.h"

struct replay_field {
	const char *name; /* in MI's terms: "class", "instance.Key", "option __MI_..." */
	const char *text;
	bool folded;   /* letters compare without case */
	bool question; /* belongs to what is asked, as opposed to whom and how (--order=any) */
};

/* In the arena it was made in. Fields are sorted by name. */
struct replay_key {
	struct replay_field *fields;
	unsigned count;
	uint64_t hash;  /* of all fields */
	uint64_t loose; /* of those that belong to the question */
};

/*
 * The key of a starting call. @store knows the classes of a recorded call; NULL: they are in the call. With
 * @same_tokens false, tokens were made with another key than the other side's: they compare by length class only.
 * -ENOMEM, worded.
 */
int replay_key_of_call(const Mitrace__Call *call, const struct replay_store *store, const struct replay_route *route,
		       bool same_tokens, struct mtr_arena *arena, struct replay_key *ret);
/* The key of a NewSession: protocol and destination. */
int replay_key_of_session(const struct replay_route *route, bool same_tokens, struct mtr_arena *arena,
			  struct replay_key *ret);
/* The route in the begin event of a NewSession. Borrows from @call. */
struct replay_route replay_route_of_call(const Mitrace__Call *call);

/* Fields of the destination options of a NewSession, for telling what differs. */
int replay_key_of_destination_options(const Mitrace__Call *call, bool same_tokens, struct mtr_arena *arena,
				      struct replay_key *ret);

bool replay_field_equal(const struct replay_field *a, const struct replay_field *b);

/*
 * Calls @differs for each field that is not the same; either side is NULL where the other has no such field.
 * Returns how many there are. @differs may be NULL.
 */
unsigned replay_key_compare(const struct replay_key *recorded, const struct replay_key *requested,
			    void (*differs)(void *context, const struct replay_field *recorded,
					    const struct replay_field *requested),
			    void *context);

/* "EnumerateInstances(namespace="root/x", class="Y")" in the arena; NULL without memory. */
const char *replay_key_text(const struct replay_key *key, struct mtr_arena *arena);

#endif
