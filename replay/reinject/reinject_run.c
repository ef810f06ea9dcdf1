/*
 * The runner: starts recorded operations in their order, and does what the recorded client did outside of its
 * callbacks. It works on the caller's thread; callbacks are the dispatcher's business.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "fail.h"
#include "operation.h"
#include "reinject.h"
#include "serving_parts.h"
#include "watchdog.h"

#define SECOND UINT64_C(1000000000)

enum {
	GIVE_UP_SECONDS = 1, /* how long callbacks have to return once a run is given up */
};

/* --- waiting ----------------------------------------------------------------------------------------------------- */

/* Until something changes; false: nothing has moved for @patience ns (0: for ever). The lock is held. */
static bool wait_for_change(struct mitrace_replay *r, uint64_t patience)
{
	uint64_t moves = r->moves, until = replay_now() + patience;
	struct timespec at = {(time_t)(until / SECOND), (long)(until % SECOND)};

	if (!patience)
		return !pthread_cond_wait(&r->changed, &r->lock);
	return !pthread_cond_clockwait(&r->changed, &r->lock, CLOCK_MONOTONIC, &at) || r->moves != moves;
}

/* Closes an operation whose last result was delivered. The lock is held, and dropped meanwhile. */
static void close_next(struct mitrace_replay *r)
{
	struct reinject_op *op = r->to_close;

	r->to_close = op->next_to_close;
	pthread_mutex_unlock(&r->lock);
	MI_Operation_Close(&op->handle);
	pthread_mutex_lock(&r->lock);
}

/* Waits for the end of @op, or of all (NULL). False: nothing moves any more. */
static bool wait_for_end(struct mitrace_replay *r, const struct reinject_op *op, uint64_t patience)
{
	bool moves = true;

	pthread_mutex_lock(&r->lock);
	while (moves && (r->to_close || (op ? !op->over : r->running))) {
		if (r->to_close)
			close_next(r);
		else
			moves = wait_for_change(r, patience);
	}
	pthread_mutex_unlock(&r->lock);
	return moves;
}

/* --- giving up --------------------------------------------------------------------------------------------------- */

/* Does for the callbacks what they did not do. */
static void settle_for_client(struct dispatch_op *d)
{
	struct dispatch_posted *posted;

	pthread_mutex_lock(&d->lock);
	posted = d->current;
	if (posted && posted->returned && !posted->settled) {
		if (posted->event.kind == DISPATCH_PROMPT_USER || posted->event.kind == DISPATCH_WRITE_ERROR)
			dispatch_op_answer(d, posted, MI_OperationCallback_ResponseType_No);
		else
			dispatch_op_settle(d, posted);
	}
	pthread_mutex_unlock(&d->lock);
}

static void give_up_op(struct mitrace_replay *r, struct reinject_op *op)
{
	struct dispatch_op *d = NULL;

	pthread_mutex_lock(&r->lock);
	if (op->serving && dispatch_op_hold(&op->serving->op->link))
		d = op->serving->op;
	pthread_mutex_unlock(&r->lock);
	if (!d)
		return;
	dispatch_op_cancel(d, MI_REASON_NONE);
	settle_for_client(d);
	dispatch_op_put(d);
	MI_Operation_Close(&op->handle);
}

/* Says who waits for what, and ends what can be ended. */
static void give_up(struct mitrace_replay *r)
{
	if (!r->replay.watchdog || !replay_watchdog_look(r->replay.watchdog))
		replay_report_stall(&r->replay.report, 0, "the callbacks, for something that does not come");
	pthread_mutex_lock(&r->lock);
	r->stalled = true;
	pthread_mutex_unlock(&r->lock);
	for (uint64_t until = replay_now() + GIVE_UP_SECONDS * SECOND; replay_now() < until;) {
		for (size_t i = 0; i < r->replay.index.nr_ops; i++)
			if (r->ops[i].runs)
				give_up_op(r, &r->ops[i]);
		if (wait_for_end(r, NULL, SECOND / 20))
			return;
	}
	r->poisoned = true;
}

/* --- sessions ---------------------------------------------------------------------------------------------------- */

static char *text_of(bool there, const ProtobufCBinaryData *bytes)
{
	return there ? strndup((const char *)bytes->data, bytes->len) : NULL;
}

/* The session that stands for the recorded one. */
static int get_session(struct mitrace_replay *r, uint32_t index, MI_Session **ret)
{
	const struct replay_index *trace = &r->replay.index;
	bool known = index < trace->nr_sessions;
	MI_Session *session = &r->sessions[known ? index : trace->nr_sessions];
	char *protocol = NULL, *destination = NULL;
	MI_Result result = MI_RESULT_OK;

	if (!session->ft) {
		if (known) {
			protocol = text_of(trace->sessions[index].route.has_protocol,
					   &trace->sessions[index].route.protocol);
			destination = text_of(trace->sessions[index].route.has_destination,
					      &trace->sessions[index].route.destination);
		}
		reinject_opens(r, true, known ? index : REPLAY_NO_SESSION);
		result = MI_Application_NewSession(&r->application, protocol, destination, NULL, NULL, NULL, session);
		reinject_opens(r, false, 0);
		free(protocol);
		free(destination);
	}
	if (result != MI_RESULT_OK)
		return mtr_fail(-EAGAIN, "no session could be opened: MI_Result %d", (int)result);
	*ret = session;
	return 0;
}

static void session_closed(void *context)
{
	struct mitrace_replay *r = context;

	pthread_mutex_lock(&r->lock);
	r->nr_closing--;
	r->moves++;
	pthread_cond_signal(&r->changed);
	pthread_mutex_unlock(&r->lock);
}

/* What callbacks left open keeps a session open: that is not waited for for ever. */
static void close_sessions(struct mitrace_replay *r)
{
	bool moves = true;

	for (size_t i = 0; i <= r->replay.index.nr_sessions; i++) {
		if (!r->sessions[i].ft)
			continue;
		pthread_mutex_lock(&r->lock);
		r->nr_closing++;
		pthread_mutex_unlock(&r->lock);
		MI_Session_Close(&r->sessions[i], r, session_closed);
	}
	pthread_mutex_lock(&r->lock);
	while (r->nr_closing && moves)
		moves = wait_for_change(r, 2 * SECOND);
	pthread_mutex_unlock(&r->lock);
	if (moves) {
		MI_Application_Close(&r->application);
		return;
	}
	replay_report_stall(&r->replay.report, 0,
			    "a session, for operations that callbacks have started and not closed");
	r->poisoned = true;
}

/* --- the run ----------------------------------------------------------------------------------------------------- */

static int start_op(struct mitrace_replay *r, struct reinject_op *op, MI_OperationCallbacks *callbacks)
{
	MI_Session *session = NULL;
	bool refused;
	int err = get_session(r, r->replay.index.ops[op->index].session, &session);

	if (err)
		return err;
	pthread_mutex_lock(&r->lock);
	r->running++;
	r->moves++;
	pthread_mutex_unlock(&r->lock);
	err = reinject_start(r, op, callbacks, session);
	pthread_mutex_lock(&r->lock);
	refused = !op->serving && !op->over; /* the callback came inside the call */
	if (refused) {
		r->running--;
		op->over = op->cut = true;
	}
	pthread_mutex_unlock(&r->lock);
	if (!err && refused) /* all others are closed when their end has come, perhaps by now */
		MI_Operation_Close(&op->handle);
	return err;
}

static const struct replay_index *sorted_index; /* for by_end(), one sort at a time */
static pthread_mutex_t sort_lock = PTHREAD_MUTEX_INITIALIZER;

static int by_end(const void *a, const void *b)
{
	uint64_t x = sorted_index->ops[*(const uint32_t *)a].last_seq,
		 y = sorted_index->ops[*(const uint32_t *)b].last_seq;

	return (x > y) - (x < y);
}

/* The operations to run, in the order in which they ended. */
static uint32_t *order_of_ends(const struct mitrace_replay *r, size_t *ret_count)
{
	size_t count = 0;
	uint32_t *order = calloc(r->replay.index.nr_ops + 1, sizeof(*order));

	for (size_t i = 0; order && i < r->replay.index.nr_ops; i++)
		if (r->ops[i].runs)
			order[count++] = (uint32_t)i;
	pthread_mutex_lock(&sort_lock);
	sorted_index = &r->replay.index;
	if (order)
		qsort(order, count, sizeof(*order), by_end);
	pthread_mutex_unlock(&sort_lock);
	*ret_count = count;
	return order;
}

static uint64_t patience_of(const struct mitrace_replay *r)
{
	if (!r->own_report)
		return 0; /* the watchdog of a process is the user's to set */
	return r->options.stall || r->replay.settings.speed > 0 ? r->options.stall : 10 * SECOND;
}

/* Each starts when all are over that were over before it in the recording. */
static int run_in_order(struct mitrace_replay *r, MI_OperationCallbacks *callbacks, const uint32_t *ends, size_t count)
{
	const struct recorded_op *recorded = r->replay.index.ops;
	uint64_t patience = patience_of(r);
	bool moves = true;
	size_t ended = 0;
	int err = 0;

	for (size_t i = 0; i < r->replay.index.nr_ops && moves && !err; i++) {
		if (!r->ops[i].runs)
			continue;
		while (moves && ended < count && recorded[ends[ended]].last_seq < recorded[i].seq)
			moves = wait_for_end(r, &r->ops[ends[ended++]], patience);
		if (moves)
			err = start_op(r, &r->ops[i], callbacks);
	}
	if (!err && moves)
		moves = wait_for_end(r, NULL, patience);
	if (err || !moves)
		give_up(r);
	return err;
}

static int open_application(struct mitrace_replay *r)
{
	MI_Result result = MI_Application_InitializeV1(0, NULL, NULL, &r->application);

	return result == MI_RESULT_OK ? 0
				      : mtr_fail(-EAGAIN, "no application could be opened: MI_Result %d", (int)result);
}

static int prepare(struct mitrace_replay *r)
{
	size_t nr_ops = r->replay.index.nr_ops;

	r->ops = calloc(nr_ops + 1, sizeof(*r->ops));
	r->sessions = calloc(r->replay.index.nr_sessions + 1, sizeof(*r->sessions));
	if (!r->ops || !r->sessions)
		return mtr_fail(-ENOMEM, "out of memory");
	for (size_t i = 0; i < nr_ops; i++) {
		r->ops[i].index = (uint32_t)i;
		r->ops[i].runs = r->parts[i] == REINJECT_RUNS;
		/* What is run is nothing that callbacks could ask for. */
		r->replay.index.ops[i].used = r->ops[i].runs;
	}
	r->running = r->moves = 0;
	r->stalled = r->failed = false;
	return open_application(r);
}

int reinject_run(struct mitrace_replay *r, const MI_OperationCallbacks *callbacks)
{
	MI_OperationCallbacks copy = *callbacks;
	uint32_t *ends = NULL;
	size_t count;
	int err = prepare(r);

	if (!err && !(ends = order_of_ends(r, &count)))
		err = mtr_fail(-ENOMEM, "out of memory");
	if (!err)
		err = run_in_order(r, &copy, ends, count);
	free(ends);
	if (r->application.ft && !r->poisoned)
		close_sessions(r);
	if (!err && !r->stalled && !r->poisoned)
		reinject_compare(r);
	if (!r->poisoned) {
		free(r->ops);
		free(r->sessions);
		r->ops = NULL;
		r->sessions = NULL;
	}
	return err;
}
