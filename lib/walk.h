/*
 * One walk over the packets of a trace, for every sink: what an event belongs to is found out here, and the sink
 * is called with it.
 *
 *	static int on_call_end(void *context, const struct mtr_event_view *event) { ... }
 *	static const struct mtr_walk_hooks hooks = {.call_end = on_call_end};
 *
 *	err = mtr_walk(reader, filter, &hooks, &my_state);
 *
 * Memory is bounded, whatever the size of the trace.
 */
#ifndef MTR_WALK_H
#define MTR_WALK_H

#include "filter.h"
#include "reader.h"
#include "track.h"

/* Borrowed for the call of the hook. */
struct mtr_event_view {
	const Mitrace__Packet *packet;
	const struct mtr_tracked *tracked; /* operation, session, duration, nesting */
	struct mtr_reader *reader;         /* for the classes of instances; not to be read from */
	bool asked;                        /* the filter matches; always, unless the hooks want everything */
};

/* A hook that is NULL is not called. What a hook returns, other than 0, ends the walk and is returned. */
struct mtr_walk_hooks {
	int (*header)(void *context, const struct mtr_event_view *event); /* always first */
	int (*schema)(void *context, const struct mtr_event_view *event); /* not for repeated ones */
	int (*thread)(void *context, const struct mtr_event_view *event); /* likewise */
	int (*module)(void *context, const struct mtr_event_view *event);
	int (*call_begin)(void *context, const struct mtr_event_view *event);
	int (*call_end)(void *context, const struct mtr_event_view *event);
	int (*callback_begin)(void *context, const struct mtr_event_view *event);
	int (*callback_end)(void *context, const struct mtr_event_view *event);
	int (*drop)(void *context, const struct mtr_event_view *event);
	int (*end)(void *context, const struct mtr_event_view *event); /* the End packet, when there is one */
	/* After the last packet: calls and callbacks that did not end, operations that are not over; oldest first. */
	int (*in_flight)(void *context, const struct mtr_open *open);
	int (*unfinished)(void *context, const struct mtr_op *op);
	/*
	 * For sinks that keep something of each operation: op->data is @op_data bytes, zero at first. op_over is called once for
	 * each, when the tracker forgets it or after the last packet. See mtr_track_keep().
	 */
	size_t op_data;
	void (*op_over)(void *context, struct mtr_op *op);
	/* The trace is read from its beginning to its end whatever the filter says, and event->asked tells what it says. */
	bool everything;
};

/* Reads @reader to its end. @filter may be NULL. 0, or what the reader, memory or a hook failed with. */
int mtr_walk(struct mtr_reader *reader, struct mtr_filter *filter, const struct mtr_walk_hooks *hooks, void *context);

#endif
