/* Values as text for comparing: whole, with their type, embedded instances included. */
#ifndef REPLAY_KEY_VALUE_H
#define REPLAY_KEY_VALUE_H

#include "mitrace.pb-c.h"
#include "text_out.h"

struct replay_store;

/* @element: of the class, for the type and the flags; may be NULL. */
void replay_value_text(struct mtr_out *out, const struct replay_store *store, const Mitrace__Value *value,
		       const Mitrace__Element *element);

#endif
