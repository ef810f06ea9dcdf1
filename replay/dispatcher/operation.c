/* The machine that moves an operation's events from the backend to the client; see operation.h. */
#include "operation.h"

#include <stdlib.h>

#include "objects.h"

static struct dispatch_op *op_of_job(struct dispatch_job *job)
{
	return (struct dispatch_op *)((char *)job - offsetof(struct dispatch_op, job));
}

static struct dispatch_op *op_of_cancel_job(struct dispatch_job *job)
{
	return (struct dispatch_op *)((char *)job - offsetof(struct dispatch_op, cancel_job));
}

static struct dispatch_op *op_of_link(struct dispatch_session_link *link)
{
	return (struct dispatch_op *)((char *)link - offsetof(struct dispatch_op, link));
}

/* --- queue ---------------------------------------------------------------------------------------------------- */

static struct dispatch_posted *pop(struct dispatch_op *op)
{
	struct dispatch_posted *posted = op->first;

	if (!posted)
		return NULL;
	op->first = posted->next;
	if (!op->first)
		op->last = &op->first;
	op->nr_queued--;
	posted->next = NULL;
	pthread_cond_broadcast(&op->changed);
	return posted;
}

/*
 * A cancelled operation whose client acknowledges nothing more still gets its final result: it overtakes the result
 * that waits and all that is queued. A client that fetches results itself is in no such trouble.
 */
static void overtake(struct dispatch_op *op)
{
	struct dispatch_posted *posted = op->current;

	posted->next = op->overtaken;
	op->overtaken = posted;
	op->current = NULL;
	while (op->first && !op->first->final)
		dispatch_posted_free(pop(op));
}

static bool may_overtake(const struct dispatch_op *op)
{
	return op->final_posted && !op->final_delivered && !op->synchronous && atomic_load(&op->cancelled) &&
	       op->current->returned;
}

static void run_job(struct dispatch_job *job);

void dispatch_op_kick(struct dispatch_op *op)
{
	if (op->scheduled || op->busy)
		return;
	if (op->current && may_overtake(op))
		overtake(op);
	if (op->current || (!op->first && !op->drain_due))
		return;
	if (op->starting && (!op->first || op->first->event.lane == DISPATCH_LANE_CALLER))
		return;
	op->scheduled = true;
	op->scheduled_lane = op->first ? op->first->event.lane : DISPATCH_LANE_MAIN;
	op->job.run = run_job;
	dispatch_handle_ref(dispatch_op_words(op));
	dispatch_lane_push(op->scheduled_lane, &op->job);
}

/* The lock is held, and dropped meanwhile. */
static void drain(struct dispatch_op *op)
{
	const struct dispatch_backend_instance *b = dispatch_runtime_backend();

	op->drain_due = false;
	op->busy++;
	pthread_mutex_unlock(&op->lock);
	b->backend->drained(b->self, op);
	pthread_mutex_lock(&op->lock);
	op->busy--;
}

/* Takes the next event and delivers it; the lock is held, and dropped meanwhile. */
static void deliver_next(struct dispatch_op *op)
{
	struct dispatch_posted *posted = pop(op);

	op->current = posted;
	op->final_delivered = posted->final;
	op->busy++;
	pthread_mutex_unlock(&op->lock);
	dispatch_op_deliver(op, posted);
	pthread_mutex_lock(&op->lock);
	op->busy--;
}

static void run_job(struct dispatch_job *job)
{
	struct dispatch_op *op = op_of_job(job);

	pthread_mutex_lock(&op->lock);
	op->scheduled = false;
	if (!op->first && op->drain_due)
		drain(op);
	else if (op->first && op->first->event.lane == op->scheduled_lane)
		deliver_next(op);
	dispatch_op_kick(op);
	pthread_mutex_unlock(&op->lock);
	dispatch_op_put(op);
}

/* --- cancel ----------------------------------------------------------------------------------------------------- */

static void run_cancel(struct dispatch_job *job)
{
	const struct dispatch_backend_instance *b = dispatch_runtime_backend();
	struct dispatch_op *op = op_of_cancel_job(job);
	bool tell;

	pthread_mutex_lock(&op->lock);
	tell = !op->final_posted && !op->starting;
	op->cancel_came_early = op->starting;
	pthread_cond_broadcast(&op->changed);
	dispatch_op_kick(op);
	pthread_mutex_unlock(&op->lock);
	if (tell)
		b->backend->cancel(b->self, op, op->reason);
	dispatch_op_put(op);
}

static void push_cancel(struct dispatch_op *op)
{
	op->cancel_job.run = run_cancel;
	dispatch_handle_ref(dispatch_op_words(op));
	dispatch_lane_push_urgent(&op->cancel_job);
}

/*
 * Nothing is queued for one that is over: the close that follows, or comes with it, is then the last to have the operation, and
 * its handle's place is the next one's at once. So it is in the stock library.
 */
void dispatch_op_cancel(struct dispatch_op *op, MI_CancellationReason reason)
{
	if (atomic_load(&op->over) || atomic_exchange(&op->cancelled, true))
		return;
	op->reason = reason;
	push_cancel(op);
}

bool dispatch_op_hold(struct dispatch_session_link *link)
{
	return dispatch_handle_get_shut(DISPATCH_HANDLE_OPERATION, dispatch_op_words(op_of_link(link))) != NULL;
}

void dispatch_op_cancel_held(struct dispatch_session_link *link, MI_CancellationReason reason)
{
	struct dispatch_op *op = op_of_link(link);

	dispatch_op_cancel(op, reason);
	dispatch_op_put(op);
}

/* --- start ------------------------------------------------------------------------------------------------------ */

/* Something for the starting call to do: to deliver what is for its thread, or to ask for more of it. */
static bool starts_more(const struct dispatch_op *op)
{
	if (op->current || op->busy || op->scheduled)
		return false;
	return op->first ? op->first->event.lane == DISPATCH_LANE_CALLER : op->drain_due;
}

void dispatch_op_started(struct dispatch_op *op)
{
	pthread_mutex_lock(&op->lock);
	while (starts_more(op)) {
		if (op->first)
			deliver_next(op);
		else
			drain(op);
	}
	op->starting = false;
	dispatch_op_kick(op);
	if (op->cancel_came_early)
		push_cancel(op);
	pthread_mutex_unlock(&op->lock);
}

/* --- acknowledgement and answers ------------------------------------------------------------------------------- */

static void free_overtaken(struct dispatch_op *op)
{
	while (op->overtaken) {
		struct dispatch_posted *posted = op->overtaken;

		op->overtaken = posted->next;
		dispatch_posted_free(posted);
	}
}

/*
 * Between the two the backend is told, without the lock; busy keeps the next event back. Not before the end is the event
 * settled: whoever finds it so, and its callback returned, frees it.
 */
static void begin_settle(struct dispatch_op *op, struct dispatch_posted *posted)
{
	op->current = NULL;
	op->fetched = false;
	op->busy++;
	if (!posted->final && !op->final_posted && dispatch_runtime_backend()->backend->drained)
		op->drain_due = true;
}

static void end_settle(struct dispatch_op *op, struct dispatch_posted *posted)
{
	bool final = posted->final;

	op->busy--;
	if (final)
		atomic_store(&op->over, true);
	posted->settled = true;
	if (posted->returned)
		dispatch_posted_free(posted);
	dispatch_op_kick(op);
	pthread_cond_broadcast(&op->changed);
	if (final)
		dispatch_op_put(op); /* the operation's own for as long as it runs; the caller has another */
}

void dispatch_op_settle(struct dispatch_op *op, struct dispatch_posted *posted)
{
	const struct dispatch_backend_instance *b = dispatch_runtime_backend();
	uint64_t cookie = posted->event.cookie;
	bool tell = b->backend->acknowledged &&
		    (dispatch_event_is_result(&posted->event) || posted->event.kind == DISPATCH_STREAMED_PARAMETER);

	begin_settle(op, posted);
	if (tell) {
		pthread_mutex_unlock(&op->lock);
		b->backend->acknowledged(b->self, op, cookie);
		pthread_mutex_lock(&op->lock);
	}
	end_settle(op, posted);
}

void dispatch_op_answer(struct dispatch_op *op, struct dispatch_posted *posted,
			MI_OperationCallback_ResponseType answer)
{
	const struct dispatch_backend_instance *b = dispatch_runtime_backend();
	uint64_t cookie = posted->event.cookie;

	if (posted->event.kind == DISPATCH_WRITE_ERROR && answer == MI_OperationCallback_ResponseType_YesToAll)
		op->error_mode = MI_CALLBACKMODE_REPORT;
	begin_settle(op, posted);
	if (b->backend->answered) {
		pthread_mutex_unlock(&op->lock);
		b->backend->answered(b->self, op, cookie, answer);
		pthread_mutex_lock(&op->lock);
	}
	end_settle(op, posted);
}

/* --- for the backend -------------------------------------------------------------------------------------------- */

static struct dispatch_posted *last_resort(struct dispatch_op *op)
{
	op->reserve = (struct dispatch_posted){
		.event = {.kind = DISPATCH_RESULT_INSTANCE, .result = MI_RESULT_SERVER_LIMITS_EXCEEDED},
		.final = true,
		.reserve = true,
	};
	return &op->reserve;
}

void dispatch_post(struct dispatch_op *op, const struct dispatch_event *event)
{
	struct dispatch_posted *posted = dispatch_posted_new(event);

	pthread_mutex_lock(&op->lock);
	if (op->final_posted || !posted) {
		if (posted)
			dispatch_posted_free(posted);
		else
			dispatch_event_drop(event);
		posted = op->final_posted ? NULL : last_resort(op);
	}
	if (posted) {
		*op->last = posted;
		op->last = &posted->next;
		op->nr_queued++;
		op->final_posted = posted->final;
		dispatch_op_kick(op);
	}
	pthread_mutex_unlock(&op->lock);
}

bool dispatch_wait_room(struct dispatch_op *op, unsigned limit)
{
	pthread_mutex_lock(&op->lock);
	while (!atomic_load(&op->cancelled) && op->nr_queued >= limit)
		pthread_cond_wait(&op->changed, &op->lock);
	pthread_mutex_unlock(&op->lock);
	return !atomic_load(&op->cancelled);
}

bool dispatch_op_cancelled(const struct dispatch_op *op)
{
	return atomic_load(&op->cancelled);
}

void dispatch_op_set_data(struct dispatch_op *op, void *data)
{
	atomic_store(&op->data, data);
}

void *dispatch_op_data(const struct dispatch_op *op)
{
	return atomic_load(&op->data);
}

const struct dispatch_request *dispatch_op_request(const struct dispatch_op *op)
{
	return &op->request;
}

/* --- life ------------------------------------------------------------------------------------------------------- */

void dispatch_op_init(struct dispatch_op *op)
{
	pthread_mutex_init(&op->lock, NULL);
	pthread_cond_init(&op->changed, NULL);
	op->last = &op->first;
	op->prompt_mode = MI_CALLBACKMODE_INQUIRE;
	op->prompt_answer = MI_TRUE;
	op->error_mode = MI_CALLBACKMODE_REPORT;
	op->starting = true;
}

void dispatch_op_fini(struct dispatch_op *op)
{
	while (op->first)
		dispatch_posted_free(pop(op));
	free_overtaken(op);
	pthread_cond_destroy(&op->changed);
	pthread_mutex_destroy(&op->lock);
}
