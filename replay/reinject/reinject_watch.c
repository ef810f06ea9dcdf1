/* What the dispatcher tells of a run, and how it compares with the recording. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "operation.h"
#include "reinject.h"
#include "serving_parts.h"

enum {
	PACKET_MEMORY = 96 << 20,
};

static struct mitrace_replay *owner_of(const struct replay_serving *s)
{
	return (struct mitrace_replay *)s->replay;
}

/* The operation in the run; with the run's lock, which is taken. */
static struct reinject_op *lock_op(const struct replay_serving *s)
{
	struct mitrace_replay *r = owner_of(s);

	pthread_mutex_lock(&r->lock);
	r->moves++;
	return &r->ops[s->recorded - r->replay.index.ops];
}

static void unlock_op(const struct replay_serving *s)
{
	pthread_mutex_unlock(&owner_of(s)->lock);
}

void reinject_started(struct reinject_op *op, struct replay_serving *s)
{
	replay_serving_get(s);
	lock_op(s);
	op->serving = s;
	unlock_op(s);
}

/* --- deliveries -------------------------------------------------------------------------------------------------- */

/* What is told of the event, as far as it is known before. Without the lock. */
static struct mitrace_replay_delivery describe(const struct replay_serving *s, uint64_t cookie, bool *ret_awaits)
{
	struct mitrace_replay_delivery d = {.operation = s->recorded->seq, .recorded_answer = -1};
	const struct replay_step *step = cookie == REPLAY_NO_STEP ? NULL : replay_serving_step(s, cookie);
	const Mitrace__Packet *packet;
	struct mtr_arena arena;

	*ret_awaits = step && (step->result || step->asks);
	d.asked = step && step->result && dispatch_op_request(s->op)->flags & MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS;
	d.question = step && step->asks;
	mtr_arena_begin(&arena, PACKET_MEMORY);
	if (step && !replay_store_get(s->replay->store, replay_step_place(step), &arena, &packet)) {
		d.seq = packet->seq;
		if (packet->body_case == MITRACE__PACKET__BODY_CALLBACK_BEGIN) {
			const Mitrace__Callback *cb = packet->callback_begin;

			d.asked |= d.question && cb->answerable;
			*ret_awaits |=
				cb->kind == MITRACE__CALLBACK_KIND__MI_OperationCallbacks_streamedParameterResult;
		}
	}
	mtr_arena_end(&arena);
	d.began = replay_now();
	return d;
}

/* Tells it when it has come to its end; the run's lock is held, and dropped meanwhile. */
static void tell(struct mitrace_replay *r, struct reinject_op *op)
{
	struct mitrace_replay_delivery d = op->delivery;

	if (!r->options.delivered || !op->returned || (op->awaits && !op->settled))
		return;
	op->returned = op->settled = op->awaits = false;
	pthread_mutex_unlock(&r->lock);
	r->options.delivered(r->options.context, &d);
	pthread_mutex_lock(&r->lock);
}

void reinject_delivering(struct replay_serving *s, uint64_t cookie)
{
	struct mitrace_replay_delivery d = {0};
	struct reinject_op *op;
	bool awaits = false;

	if (owner_of(s)->options.delivered)
		d = describe(s, cookie, &awaits);
	op = lock_op(s);
	op->delivery = d;
	op->awaits = awaits;
	op->returned = op->settled = false;
	op->given += cookie != REPLAY_NO_STEP;
	unlock_op(s);
}

/* Was this the operation's last event? */
static bool is_final(struct replay_serving *s, uint64_t cookie)
{
	bool final;

	if (cookie != REPLAY_NO_STEP)
		return replay_serving_step(s, cookie)->final;
	pthread_mutex_lock(&s->lock);
	final = s->final_posted;
	pthread_mutex_unlock(&s->lock);
	return final;
}

void reinject_delivered(struct replay_serving *s, uint64_t cookie)
{
	struct mitrace_replay *r = owner_of(s);
	bool final = is_final(s, cookie);
	struct reinject_op *op = lock_op(s);

	op->delivery.took = replay_now() - op->delivery.began;
	op->returned = true;
	tell(r, op);
	if (final && op->runs && !op->closing) {
		op->closing = true;
		op->next_to_close = r->to_close;
		r->to_close = op;
		pthread_cond_signal(&r->changed);
	}
	unlock_op(s);
}

static void settle(struct mitrace_replay *r, struct reinject_op *op)
{
	op->settled = true;
	op->delivery.settled = replay_now() - op->delivery.began;
	op->delivery.inside = !op->returned;
	tell(r, op);
}

/* The client acknowledged a result that the recorded one did not, as far as is known. */
static bool is_new_acknowledgement(const struct replay_serving *s, uint64_t cookie)
{
	const struct replay_step *step;

	if (!(dispatch_op_request(s->op)->flags & MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS) ||
	    !replay_serving_step(s, cookie)->result || !s->replay->index.finished)
		return false;
	while ((step = replay_serving_step(s, ++cookie)) && !replay_step_delivers(step))
		if (step->kind == REPLAY_STEP_ACKNOWLEDGEMENT)
			return false;
	/* What the client did after the last result is not in the index. */
	return step;
}

void reinject_acknowledged(struct replay_serving *s, uint64_t cookie)
{
	struct reinject_op *op;

	if (cookie != REPLAY_NO_STEP && is_new_acknowledgement(s, cookie))
		replay_report_divergence(&s->replay->report, s->recorded->seq,
					 "a result was acknowledged that was not when it was recorded", NULL,
					 "acknowledged");
	op = lock_op(s);
	settle(owner_of(s), op);
	unlock_op(s);
}

void reinject_answered(struct replay_serving *s, uint64_t cookie, MI_OperationCallback_ResponseType answer)
{
	uint64_t seq;
	const struct replay_step *recorded =
		cookie == REPLAY_NO_STEP ? NULL : replay_serving_recorded_answer(s, cookie, &seq);
	struct reinject_op *op = lock_op(s);

	op->delivery.answer = (int)answer;
	op->delivery.recorded_answer = recorded ? recorded->answer : -1;
	settle(owner_of(s), op);
	unlock_op(s);
}

/* --- the client's turn ------------------------------------------------------------------------------------------- */

/*
 * Nothing that was posted is still with the callbacks, and nothing more comes of itself: neither of a callback that has
 * cancelled, even where the dispatcher has not told that yet.
 */
static bool waits_for_client(const struct replay_serving *s)
{
	const struct replay_step *step = replay_serving_step(s, s->next);

	if (s->scheduled || s->final_posted || s->cancelled || dispatch_op_cancelled(s->op))
		return false;
	if (step && step->kind != REPLAY_STEP_CANCEL && !s->hung)
		return false;
	for (uint64_t i = s->settled; i < s->next; i++)
		if (replay_step_delivers(replay_serving_step(s, i)))
			return false;
	return true;
}

void reinject_drained(struct replay_serving *s)
{
	const struct replay_step *step;
	bool waits, inside;

	pthread_mutex_lock(&s->lock);
	waits = waits_for_client(s);
	step = replay_serving_step(s, s->next);
	inside = step && step->kind == REPLAY_STEP_CANCEL && step->inside && !s->hung;
	pthread_mutex_unlock(&s->lock);
	if (!waits)
		return;
	if (inside)
		replay_report_divergence(&s->replay->report, s->recorded->seq,
					 "a callback cancelled or closed the operation", "that", NULL);
	dispatch_op_cancel(s->op, MI_REASON_NONE);
}

void reinject_finished(struct replay_serving *s)
{
	struct mitrace_replay *r = owner_of(s);
	struct reinject_op *op = lock_op(s);
	bool runs = op->runs && op->serving == s;

	if (runs) {
		op->serving = NULL;
		op->over = true;
		op->cut = s->cancelled || s->hung || s->nr_faults;
		r->running--;
		pthread_cond_signal(&r->changed);
	}
	unlock_op(s);
	if (runs)
		replay_serving_put(s);
}

/* --- differences ------------------------------------------------------------------------------------------------- */

static void add_difference(struct mitrace_replay *r, uint64_t seq, const char *what, const char *recorded,
			   const char *observed)
{
	struct mitrace_replay_difference *d;

	if (r->nr_differences == r->room_differences) {
		size_t room = r->room_differences ? r->room_differences * 2 : 16;

		d = reallocarray(r->differences, room, sizeof(*d));
		if (!d) {
			r->failed = true;
			return;
		}
		r->differences = d;
		r->room_differences = room;
	}
	d = &r->differences[r->nr_differences++];
	d->seq = seq;
	d->what = strdup(what);
	d->recorded = recorded ? strdup(recorded) : NULL;
	d->observed = observed ? strdup(observed) : NULL;
	r->failed |= !d->what || (recorded && !d->recorded) || (observed && !d->observed);
}

void reinject_take_entry(void *context, const Mitrace__ReportEntry *entry)
{
	struct mitrace_replay *r = context;

	pthread_mutex_lock(&r->lock);
	switch (entry->body_case) {
	case MITRACE__REPORT_ENTRY__BODY_DIVERGENCE:
		add_difference(r, entry->divergence->seq, entry->divergence->what, entry->divergence->recorded,
			       entry->divergence->observed);
		break;
	case MITRACE__REPORT_ENTRY__BODY_MISS:
		add_difference(r, entry->miss->n_nearest ? entry->miss->nearest[0]->seq : 0,
			       "a callback asked for what was not recorded", NULL, entry->miss->request);
		break;
	case MITRACE__REPORT_ENTRY__BODY_STALL:
		r->stalled = true;
		add_difference(r, entry->stall->seq, "nothing moves any more", NULL, entry->stall->waiting);
		break;
	case MITRACE__REPORT_ENTRY__BODY_FAILURE:
		add_difference(r, 0, "a part of the trace could not be replayed", NULL, entry->failure->message);
		break;
	default:
		break;
	}
	pthread_mutex_unlock(&r->lock);
}

void reinject_forget_differences(struct mitrace_replay *r)
{
	for (size_t i = 0; i < r->nr_differences; i++) {
		free((char *)(uintptr_t)r->differences[i].what);
		free((char *)(uintptr_t)r->differences[i].recorded);
		free((char *)(uintptr_t)r->differences[i].observed);
	}
	free(r->differences);
	r->differences = NULL;
	r->nr_differences = r->room_differences = 0;
}

static void compare_given(const struct mitrace_replay *r, const struct recorded_op *recorded,
			  const struct reinject_op *op)
{
	char was[32], is[32];
	uint64_t events = 0;

	for (uint32_t i = 0; i < recorded->steps.count; i++)
		events += replay_step_delivers(&recorded->steps.at[i]);
	if (op->cut || !recorded->final || recorded->failed_start || op->given == events)
		return;
	snprintf(was, sizeof(was), "%" PRIu64, events);
	snprintf(is, sizeof(is), "%" PRIu64, op->given);
	replay_report_divergence(&r->replay.report, recorded->seq, "some events had no callback to go to", was, is);
}

static void report_not_asked(struct mitrace_replay *r, uint32_t index)
{
	struct mitrace_replay_operation operation;

	if (!mitrace_replay_get(r, index, &operation))
		replay_report_divergence(&r->replay.report, operation.seq, "a callback started an operation",
					 operation.request, NULL);
}

void reinject_compare(struct mitrace_replay *r)
{
	const struct replay_index *index = &r->replay.index;

	for (uint32_t i = 0; i < index->nr_ops; i++) {
		if (r->ops[i].runs)
			compare_given(r, &index->ops[i], &r->ops[i]);
		else if (r->parts[i] == REINJECT_LEFT && !index->ops[i].used && !index->ops[i].failed_start)
			report_not_asked(r, i);
	}
}
