/*
 * Recorded values as MI objects, bit by bit what the client was given.
 *
 * Everything made here is the dispatcher's own kind of object (objects.h). Any thread.
 */
#ifndef REPLAY_CONVERT_H
#define REPLAY_CONVERT_H

#include <mi/mi.h>

#include "arena.h"
#include "backend.h"
#include "mitrace.pb-c.h"

struct replay_store;
struct replay_classes;

/* Classes made so far, by the trace's own numbers: instances of one class share it. */
int replay_classes_new(const struct replay_store *store, struct replay_classes **ret);
/* Forgets them all; those that are asked for again are made again. Nothing may be under way. */
void replay_classes_drop(struct replay_classes *classes);
void replay_classes_free(struct replay_classes *classes);

/* What one conversion needs. The arena holds strings and arrays until the result was copied. */
struct replay_convert {
	struct replay_classes *classes;
	struct mtr_arena *arena;
};

/* An instance of the caller's; *ret is NULL for NULL. MI_RESULT_OK, or why not. */
MI_Result replay_convert_instance(const struct replay_convert *c, const Mitrace__Instance *instance, MI_Instance **ret);
MI_Result replay_convert_class(const struct replay_convert *c, const Mitrace__Class *class, MI_Class **ret);

/*
 * A value, its strings and arrays in the arena. Instances within are objects of the caller's:
 * replay_convert_clear() frees them.
 */
MI_Result replay_convert_value(const struct replay_convert *c, const Mitrace__Value *value, MI_Type type,
			       MI_Value *ret);
void replay_convert_clear(MI_Value *value, MI_Type type);

/* NUL-terminated in the arena; NULL where it is not there. */
const MI_Char *replay_convert_text(const struct replay_convert *c, bool there, const ProtobufCBinaryData *text);

/*
 * An event for the client, from a callback or from what a getter returned. Strings and the value are the arena's, objects
 * the event's. *ret_value is what parameter_value points to, and must live as long.
 */
MI_Result replay_convert_callback(const struct replay_convert *c, const Mitrace__Callback *callback,
				  MI_Value *ret_value, struct dispatch_event *ret);
MI_Result replay_convert_fetched(const struct replay_convert *c, const Mitrace__Call *end, struct dispatch_event *ret);
/* Frees the objects of an event that is not posted. */
void replay_convert_drop(struct dispatch_event *event);

#endif
