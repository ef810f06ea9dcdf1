/*
 * A running operation: its queue of events and who may take the next one.
 *
 *	posted -> queue -> current: being delivered, then waiting for its acknowledgement or answer -> settled
 *
 * At most one event is current, and at most one job of the operation is queued or running on the lanes, so the client
 * sees its callbacks one after the other. An operation lives until its handle is closed and its final result is
 * settled; jobs and calls in progress hold references (handle.h) meanwhile.
 *
 * operation.c moves events through this machine, delivery.c calls the client, operation_start.c makes operations and
 * operation_results.c serves clients that fetch results themselves.
 */
#ifndef DISPATCH_OPERATION_H
#define DISPATCH_OPERATION_H

#include <pthread.h>
#include <stdatomic.h>

#include "event.h"
#include "handle.h"
#include "runtime.h"
#include "session.h"

/* Which result callback and which getter fit. */
enum dispatch_result_kind {
	DISPATCH_GIVES_INSTANCES,
	DISPATCH_GIVES_INDICATIONS,
	DISPATCH_GIVES_CLASSES,
};

struct dispatch_op {
	/* Set before the operation is known to anybody else, constant then. */
	MI_Operation handle; /* as the client has it; callbacks that are no results get its address */
	struct dispatch_session *session;
	enum dispatch_result_kind gives;
	MI_OperationCallbacks callbacks;
	bool synchronous, manual_ack;
	bool known; /* to the session, and with that to the backend */
	MI_CallbackMode prompt_mode;
	MI_Boolean prompt_answer; /* given in the client's name where it is not asked */
	struct dispatch_request request;
	void *copies; /* what request points to; see request.h */

	struct dispatch_session_link link; /* the session's */
	struct dispatch_job job;           /* under lock: queued if scheduled */
	struct dispatch_job cancel_job;
	atomic_bool cancelled;
	atomic_bool over;             /* the final result is settled: there is nothing to cancel */
	MI_CancellationReason reason; /* set by who set cancelled, before it queues cancel_job */
	_Atomic(void *) data;         /* the backend's */

	pthread_mutex_t lock; /* owns all below */
	pthread_cond_t changed;
	MI_CallbackMode error_mode;
	struct dispatch_posted *first, **last; /* the queue */
	unsigned nr_queued;
	struct dispatch_posted *current;
	struct dispatch_posted *overtaken; /* never settled before the final one; the client may still look at them */
	unsigned busy;                     /* calls in progress that the next event must wait for */
	bool starting;                     /* the starting call delivers what is for its thread */
	bool cancel_came_early;            /* while starting: the backend hears of it afterwards */
	bool scheduled;
	int scheduled_lane;
	bool drain_due; /* tell the backend when the queue is empty */
	bool final_posted, final_delivered;
	bool fetched;       /* synchronous: the client has current */
	bool final_fetched; /* synchronous */
	MI_Result final_result;
	struct dispatch_posted reserve; /* the final result where there is no memory for one */
};

/* The operation's handle words, for references. */
static inline struct dispatch_words dispatch_op_words(const struct dispatch_op *op)
{
	return (struct dispatch_words){op->handle.reserved1, op->handle.reserved2};
}

static inline void dispatch_op_put(struct dispatch_op *op)
{
	dispatch_handle_put(dispatch_op_words(op));
}

/* Readies lock, queue and modes of a zeroed operation; undone by dispatch_op_fini(). */
void dispatch_op_init(struct dispatch_op *op);
void dispatch_op_fini(struct dispatch_op *op);

/*
 * With the lock held: queues the operation's job if there is something to do and nobody at it. Who changed what that
 * depends on calls this.
 */
void dispatch_op_kick(struct dispatch_op *op);
/* The starting call has done its part: delivers what is for its thread, and leaves the rest to the lanes. */
void dispatch_op_started(struct dispatch_op *op);

/*
 * Settles @posted, the current event: the client has acknowledged it or needs not. Called and returns with the lock
 * held, drops it to tell the backend. Frees it if its callback has returned.
 */
void dispatch_op_settle(struct dispatch_op *op, struct dispatch_posted *posted);
/* The same with the answer to a prompt or an error. */
void dispatch_op_answer(struct dispatch_op *op, struct dispatch_posted *posted,
			MI_OperationCallback_ResponseType answer);

/* Takes a reference to the operation of the link for dispatch_op_cancel_held(), which drops it. */
bool dispatch_op_hold(struct dispatch_session_link *link);
void dispatch_op_cancel_held(struct dispatch_session_link *link, MI_CancellationReason reason);
/* The caller has a reference. Takes no lock and no memory. */
void dispatch_op_cancel(struct dispatch_op *op, MI_CancellationReason reason);

/* delivery.c: calls the client, or gives a result to who fetches it. The event is current; without the lock. */
void dispatch_op_deliver(struct dispatch_op *op, struct dispatch_posted *posted);

/* delivery.c: tells the backend that an event goes to the client now; without the lock. */
void dispatch_op_announce(struct dispatch_op *op, uint64_t cookie);

/* In handles of operations that run. */
extern const MI_OperationFT dispatch_operation_ft;
/* In mi_clientFT_V1. */
extern const MI_OperationFT dispatch_client_operation_ft;

#endif
