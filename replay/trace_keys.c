/* See trace_keys.h. */
#include "trace_keys.h"

#include "request_key.h"

enum {
	KEY_MEMORY = 64 << 20, /* of one key */
};

static int key_of_session(void *context, struct recorded_session *session)
{
	struct replay_key_maker *maker = context;
	struct replay_key key;
	int err;

	mtr_arena_reset(&maker->arena);
	err = replay_key_of_session(&session->route, maker->same_tokens, &maker->arena, &key);
	if (!err)
		session->key = key.hash;
	return err;
}

static int key_of_op(void *context, const struct replay_store *store, const Mitrace__Call *call,
		     const struct recorded_session *session, struct recorded_op *op)
{
	struct replay_key_maker *maker = context;
	struct replay_key key;
	int err;

	mtr_arena_reset(&maker->arena);
	err = replay_key_of_call(call, store, session ? &session->route : NULL, maker->same_tokens, &maker->arena,
				 &key);
	if (err)
		return err;
	op->key = key.hash;
	op->loose_key = key.loose;
	return 0;
}

void replay_key_maker_begin(struct replay_key_maker *maker, bool same_tokens)
{
	maker->same_tokens = same_tokens;
	mtr_arena_begin(&maker->arena, KEY_MEMORY);
}

void replay_key_maker_end(struct replay_key_maker *maker)
{
	mtr_arena_end(&maker->arena);
}

struct replay_index_keys replay_trace_keys(struct replay_key_maker *maker)
{
	return (struct replay_index_keys){key_of_session, key_of_op, maker};
}
