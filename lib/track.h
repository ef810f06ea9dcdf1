/*
 * What an event belongs to: a state machine over the packets of a trace that knows the calls, callbacks
 * and operations in flight, and forgets them when they are over. Filters and the walk stand on it.
 *
 * Memory is bounded: of too many operations or calls that never end, the oldest are forgotten.
 * One thread. What is returned is borrowed until the next call.
 */
#ifndef MTR_TRACK_H
#define MTR_TRACK_H

#include <stdbool.h>
#include <stdint.h>

#include "mitrace.pb-c.h"
#include "op_time.h"

/* An operation, from its start on. */
struct mtr_op {
	uint64_t id, session, application;
	uint64_t begin; /* seq of the call that started it; 0: not seen */
	struct mtr_op_time time;
	uint32_t function; /* MITRACE__FUNCTION__...; 0: not seen */
	bool synchronous;  /* no callback for its kind of result was given */
	bool final;        /* its last result was delivered */
	bool closed;       /* MI_Operation_Close was called */
	bool failed;       /* the start gave no operation that could be used */
	uint64_t results;  /* callbacks and getters with a result, the last one included */
	char *class_name; /* what it was started on: the class named, or that of the instance or in the query; or NULL */
	uint32_t mark;    /* for whoever uses the tracker; 0 at first */
	void *data;       /* likewise: see mtr_track_keep() */
	bool evicted;     /* it is forgotten though it is not over: there are too many */
	bool retired;     /* it is in the tracker's list of finished operations: of the tracker alone */
	struct mtr_op *older, *newer;
};

/* A call or callback that has begun and not ended. */
struct mtr_open {
	uint64_t seq, time, parent;
	uint32_t thread;
	bool callback;
	int32_t what; /* Mitrace__Function, or Mitrace__CallbackKind */
	uint64_t op, session;
	uint64_t
		charged; /* operation that the recorder's time in it belongs to: its own, or that of what encloses it */
	unsigned depth;  /* of events on this thread that enclose it */
	unsigned indent; /* depth as shown: a callback is under its operation, whatever thread it is on */
	uint64_t overhead; /* of its thread before it */
	struct mtr_open *older, *newer;
};

struct mtr_tracked {
	const struct mtr_open
		*open;     /* a begin: itself; an end: what ends; NULL: no such event, or its begin is not known */
	struct mtr_op *op; /* NULL: belongs to none, or to one that is not known */
	uint64_t session;  /* 0: none, or not known */
	bool ends;         /* an end event with its begin */
	uint64_t duration; /* ns from begin to end, the recorder's overhead on the thread taken off */
};

struct mtr_track;

int mtr_track_new(struct mtr_track **ret);
void mtr_track_free(struct mtr_track *track);

/*
 * Each operation gets @op_data bytes of the user's, zero at first. They must own nothing. Before it is forgotten, which may be
 * long after it was over, or never happened because there were too many, @forget (or NULL) is called. Before the first packet.
 */
void mtr_track_keep(struct mtr_track *track, size_t op_data, void (*forget)(void *context, struct mtr_op *op),
		    void *context);
/* At the end of the trace: forgets all operations, the oldest first, those that are over before the others. */
void mtr_track_forget_all(struct mtr_track *track);

/* Takes in the next packet. 0, or -ENOMEM (worded). */
int mtr_track_packet(struct mtr_track *track, const Mitrace__Packet *packet, struct mtr_tracked *ret);

/* Name of an instance's class; NULL when it is not known. Not terminated: *ret_len. */
const char *mtr_track_class_name(const struct mtr_track *track, const Mitrace__Instance *instance, size_t *ret_len);

/* What is in flight, oldest first: start with NULL. */
const struct mtr_open *mtr_track_next_open(const struct mtr_track *track, const struct mtr_open *open);
const struct mtr_op *mtr_track_next_op(const struct mtr_track *track, const struct mtr_op *op);

/* Whether a function starts an operation: MI_Session_GetInstance ... MI_Session_TestConnection. */
bool mtr_function_starts_operation(int32_t function);
/* MI's name of a function; NULL: it has none. */
const char *mtr_function_name(int32_t function);
/* Whether it is a getter of the synchronous mode: MI_Operation_GetInstance, GetIndication, GetClass. */
bool mtr_function_gets_result(int32_t function);
/* The bit of the callback in Call.callbacks that makes an operation asynchronous: another one's is none. */
uint32_t mtr_function_result_callback(int32_t function);
/* Whether a callback brings a result: instanceResult, indicationResult, classResult. */
bool mtr_callback_brings_result(int32_t kind);

#endif
