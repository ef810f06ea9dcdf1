/* Keys of what was recorded, for the index. */
#ifndef REPLAY_TRACE_KEYS_H
#define REPLAY_TRACE_KEYS_H

#include <stdbool.h>

#include "trace_index.h"

struct replay_key_maker {
	bool same_tokens; /* see request_key.h */
	struct mtr_arena arena;
};

void replay_key_maker_begin(struct replay_key_maker *maker, bool same_tokens);
void replay_key_maker_end(struct replay_key_maker *maker);
/* Borrows the maker. */
struct replay_index_keys replay_trace_keys(struct replay_key_maker *maker);

#endif
