/*
 * Random messages of any generated type, driven by the descriptors: every field, type, label and oneof
 * occurs, absent and empty ones too. The same seed gives the same messages.
 */
#ifndef RANDOM_MESSAGE_H
#define RANDOM_MESSAGE_H

#include <protobuf-c/protobuf-c.h>

#include "arena.h"

struct random_state {
	uint64_t state;
};

/* Prints the seed, so that a failure can be repeated: MITRACE_SEED in the environment sets it. */
void random_begin(struct random_state *random);
uint64_t random_next(struct random_state *random);
uint64_t random_below(struct random_state *random, uint64_t bound);

/* All memory from @arena. @depth: levels of messages below this one. */
ProtobufCMessage *random_message(struct random_state *random, const ProtobufCMessageDescriptor *type,
				 struct mtr_arena *arena, unsigned depth);

#endif
