/*
 * One operation of the client's, served from a recording.
 *
 * What goes to the client keeps its recorded order with what the client did: an event recorded after the client's cancel
 * or close waits for that, and so does the end of a recording that was not complete. Events are posted a few at a
 * time, as the client takes them.
 */
#ifndef REPLAY_SERVING_H
#define REPLAY_SERVING_H

#include "replay_engine.h"

struct replay_serving;

/*
 * Serves @op from @recorded; posts what goes to the client inside its starting call. Only from start(). @key: of the
 * request, for the faults that concern it.
 */
void replay_serving_start(struct replay *replay, struct dispatch_op *op, const struct recorded_op *recorded,
			  const struct replay_key *key);
/* There is no recording: completes @op with @result; @text may be NULL. */
void replay_serving_refuse(struct dispatch_op *op, MI_Result result, const char *text);

/* The backend's functions for an operation that is served; nothing happens for one that was refused. */
void replay_serving_drained(struct dispatch_op *op);
void replay_serving_cancel(struct dispatch_op *op);
void replay_serving_answered(struct dispatch_op *op, uint64_t cookie, MI_OperationCallback_ResponseType answer);
void replay_serving_acknowledged(struct dispatch_op *op, uint64_t cookie);
/* An event goes to the client, on this thread. */
void replay_serving_delivering(struct dispatch_op *op, uint64_t cookie);
void replay_serving_finished(struct dispatch_op *op);

#endif
