/* See serving.h: the life of a serving, and which step comes next. */
#include "serving.h"

#include <stdlib.h>
#include <time.h>

#include "objects.h"
#include "serving_parts.h"
#include "watchdog.h"

enum {
	WINDOW = 16,         /* events posted ahead of the client */
	AFTER_CANCEL = 1024, /* at most so many when it cancelled; then the final one at once */
	EVENT_MEMORY = 96 << 20,
	START_WAIT = 200 * 1000 * 1000, /* ns */
	ANSWER_WITHIN = 64,             /* steps after a question */
	END_AFTER = 500 * 1000 * 1000,  /* ns */
};

void replay_serving_put(struct replay_serving *s)
{
	if (atomic_fetch_sub(&s->references, 1) != 1)
		return;
	pthread_cond_destroy(&s->moved);
	pthread_mutex_destroy(&s->lock);
	mtr_arena_end(&s->arena);
	dispatch_instance_free(s->swapped);
	free(s);
}

void replay_serving_get(struct replay_serving *s)
{
	atomic_fetch_add(&s->references, 1);
}

/* --- the pump ------------------------------------------------------------------------------------------------------ */

static void resume(void *context);

/* What the client was given inside its starting call: the dispatcher asks for all of it before that returns. */
static bool within_start(const struct replay_step *step)
{
	return step->kind == REPLAY_STEP_CALLBACK && step->thread == REPLAY_THREAD_CALLER;
}

/* True when the next event must wait: the schedule will resume. */
static bool wait_for_time(struct replay_serving *s, const struct replay_step *step)
{
	uint64_t gap;

	if (!replay_serving_is_timed(s) || s->cancelled || s->waited) {
		s->waited = false;
		return false;
	}
	gap = replay_serving_gap(s, s->next);
	if (!gap)
		return false;
	if (within_start(step)) {
		struct timespec span = {(time_t)(gap / 1000000000), (long)(gap % 1000000000)};

		nanosleep(&span, NULL); /* the recorded call took this long, too */
		return false;
	}
	replay_serving_get(s);
	s->scheduled = replay_schedule_at(s->replay->schedule, replay_now() + gap, resume, s);
	if (!s->scheduled)
		replay_serving_put(s); /* the caller has a reference, too */
	return s->scheduled;
}

/*
 * Posts up to @budget events. Stops before what the client did not do yet, and where the recording ends: its client may
 * have left then, and so may this one.
 */
static void pump(struct replay_serving *s, unsigned budget)
{
	const struct replay_step *step;

	if (s->scheduled)
		return;
	while (!s->final_posted && (!s->hung || s->cancelled) && (step = replay_serving_step(s, s->next))) {
		if (step->kind == REPLAY_STEP_CANCEL && !s->cancelled && s->next >= s->within_start)
			return;
		if (!replay_step_delivers(step)) {
			replay_serving_pass(s, step);
			s->next++;
			continue;
		}
		if (!budget || wait_for_time(s, step))
			return;
		replay_serving_post(s, s->next++);
		budget--;
	}
}

/* One by one where it matters when an event is posted. */
static unsigned window(const struct replay_serving *s)
{
	return replay_serving_is_timed(s) || s->nr_faults ? 1 : WINDOW;
}

static void resume(void *context)
{
	struct replay_serving *s = context;

	replay_watchdog_move(s->replay->watchdog);
	pthread_mutex_lock(&s->lock);
	s->scheduled = false;
	s->waited = true;
	pump(s, 1);
	pthread_mutex_unlock(&s->lock);
	replay_serving_put(s);
}

/* --- start and end ------------------------------------------------------------------------------------------------- */

/* What the client was given, and done with, before its starting call returned. */
static void look_at_start(struct replay_serving *s, bool manual)
{
	enum replay_step_kind done = manual ? REPLAY_STEP_ACKNOWLEDGEMENT : REPLAY_STEP_RETURNED;
	const struct replay_step *step;
	uint32_t given = 0;

	for (uint32_t i = 0; (step = replay_serving_step(s, i)) && step->kind != REPLAY_STEP_STARTED; i++) {
		if (within_start(step))
			s->within_start = i + 1;
		else if (step->kind == REPLAY_STEP_CALLBACK)
			given = i + 1;
		else if (step->kind == done)
			s->during_start = given;
	}
}

/*
 * What came on another thread before the starting call returned comes before it returns again. That is for races only, so
 * a client that does otherwise is not waited for long.
 */
static void await_start(struct replay_serving *s)
{
	uint64_t until = replay_now() + START_WAIT;
	struct timespec at = {(time_t)(until / 1000000000), (long)(until % 1000000000)};

	while (s->settled < s->during_start)
		if (pthread_cond_clockwait(&s->moved, &s->lock, CLOCK_MONOTONIC, &at))
			break;
}

static struct replay_serving *new_serving(struct replay *replay, struct dispatch_op *op,
					  const struct recorded_op *recorded, const struct replay_key *key)
{
	struct replay_serving *s = calloc(1, sizeof(*s));

	if (!s)
		return NULL;
	s->replay = replay;
	s->op = op;
	s->recorded = recorded;
	s->synchronous = dispatch_op_request(op)->synchronous;
	s->nr_faults = replay_faults_for(&replay->faults, key, s->faults, REPLAY_FAULTS_MAX);
	atomic_init(&s->references, 2);
	pthread_mutex_init(&s->lock, NULL);
	pthread_cond_init(&s->moved, NULL);
	mtr_arena_begin(&s->arena, EVENT_MEMORY);
	look_at_start(s, dispatch_op_request(op)->flags & MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS);
	return s;
}

void replay_serving_start(struct replay *replay, struct dispatch_op *op, const struct recorded_op *recorded,
			  const struct replay_key *key)
{
	struct replay_serving *s = new_serving(replay, op, recorded, key);
	const Mitrace__Packet *begin;

	if (!s) {
		replay_serving_refuse(op, MI_RESULT_SERVER_LIMITS_EXCEEDED, NULL);
		return;
	}
	dispatch_op_set_data(op, s);
	replay_watchdog_add(replay->watchdog, s);
	replay_report_use(&replay->report, recorded->seq, recorded->redacted);
	pthread_mutex_lock(&s->lock);
	if (replay->settings.speed > 0 && !replay_store_get(replay->store, recorded->begin, &s->arena, &begin))
		s->last_time = begin->time;
	pump(s, window(s));
	if (!s->synchronous && !s->within_start)
		await_start(s);
	pthread_mutex_unlock(&s->lock);
	replay_serving_put(s);
}

void replay_serving_refuse(struct dispatch_op *op, MI_Result result, const char *text)
{
	struct dispatch_event event = {
		.kind = DISPATCH_RESULT_INSTANCE,
		.result = result,
		.cookie = REPLAY_NO_STEP,
		.error_message = text,
		.error_details = result == MI_RESULT_OK ? NULL : dispatch_error_instance(result, text),
	};

	dispatch_post(op, &event);
}

/* The operation's serving with a reference, and the watchdog told; NULL: it was refused. */
static struct replay_serving *enter(struct dispatch_op *op)
{
	struct replay_serving *s = dispatch_op_data(op);

	if (!s)
		return NULL;
	replay_watchdog_move(s->replay->watchdog);
	replay_serving_get(s);
	pthread_mutex_lock(&s->lock);
	return s;
}

/* The client is done with all before step @index. */
static void settle(struct replay_serving *s, uint64_t index)
{
	s->settled = index;
	pthread_cond_broadcast(&s->moved);
}

static void leave(struct replay_serving *s)
{
	pthread_mutex_unlock(&s->lock);
	replay_serving_put(s);
}

void replay_serving_finished(struct dispatch_op *op)
{
	struct replay_serving *s = dispatch_op_data(op);

	if (!s)
		return;
	replay_watchdog_move(s->replay->watchdog);
	replay_watchdog_remove(s->replay->watchdog, s);
	replay_serving_put(s);
}

void replay_serving_drained(struct dispatch_op *op)
{
	struct replay_serving *s = enter(op);

	if (!s)
		return;
	settle(s, s->next);
	pump(s, window(s));
	leave(s);
}

/* --- what the client does ------------------------------------------------------------------------------------------ */

/* The client cancelled or closed: goes on where the recorded one did so. */
static void skip_to_cancel(struct replay_serving *s)
{
	const struct replay_step *step;
	uint32_t at = s->next, skipped = 0;

	while ((step = replay_serving_step(s, at)) && step->kind != REPLAY_STEP_CANCEL) {
		skipped += replay_step_delivers(step);
		at++;
	}
	if (skipped && !s->hung)
		replay_report_divergence(&s->replay->report, s->recorded->seq,
					 "the client cancelled or closed the operation",
					 step ? "that, after more results" : "nothing of the kind", "that");
	s->next = at;
}

/* A client that has cancelled is not shown a long rest. */
static void skip_to_final(struct replay_serving *s)
{
	const struct replay_step *step;

	while ((step = replay_serving_step(s, s->next)) && !step->final)
		s->next++;
}

static void end_late(void *context)
{
	struct replay_serving *s = context;

	pthread_mutex_lock(&s->lock);
	if (!s->final_posted)
		replay_serving_end(s, MI_RESULT_FAILED, NULL);
	pthread_mutex_unlock(&s->lock);
	replay_serving_put(s);
}

/*
 * The client has cancelled, and no final result was recorded: its recording ended first, as this client may now. If it
 * does not, it gets one after a while. True: the schedule will see to that.
 */
static bool end_unless_it_leaves(struct replay_serving *s)
{
	replay_serving_get(s);
	if (!s->replay->reinjects && replay_schedule_at(s->replay->schedule, replay_now() + END_AFTER, end_late, s))
		return true;
	replay_serving_end(s, MI_RESULT_FAILED, NULL);
	replay_serving_put(s); /* the caller has a reference, too */
	return false;
}

void replay_serving_cancel(struct dispatch_op *op)
{
	struct replay_serving *s = enter(op);
	bool scheduled;

	if (!s)
		return;
	if (!s->final_posted) {
		scheduled = s->scheduled;
		s->cancelled = true;
		s->scheduled = false; /* what waits for its time does not any more */
		skip_to_cancel(s);
		pump(s, AFTER_CANCEL);
		skip_to_final(s);
		pump(s, 1);
		if (!s->final_posted)
			scheduled |= end_unless_it_leaves(s);
		s->scheduled = scheduled;
	}
	leave(s);
}

static const char *name_of_answer(unsigned answer)
{
	static const char *const names[] = {"No", "Yes", "NoToAll", "YesToAll"};

	return answer < 4 ? names[answer] : "another answer";
}

/* Is the event an answer to the question in event @question, as far as it says? */
static bool answers(const Mitrace__Packet *packet, uint64_t question)
{
	return packet->body_case == MITRACE__PACKET__BODY_CALL_BEGIN &&
	       (!packet->call_begin->has_answers || packet->call_begin->answers == question);
}

/* Another question may have come before the answer was written down, so it need not be the next step. */
const struct replay_step *replay_serving_recorded_answer(const struct replay_serving *s, uint64_t index,
							 uint64_t *ret_seq)
{
	const struct replay_step *step = replay_serving_step(s, index), *found = NULL;
	uint64_t last = index + ANSWER_WITHIN, question;
	const Mitrace__Packet *packet;
	struct mtr_arena arena;

	mtr_arena_begin(&arena, EVENT_MEMORY);
	question = replay_store_get(s->replay->store, replay_step_place(step), &arena, &packet) ? 0 : packet->seq;
	while (question && !found && ++index < last && (step = replay_serving_step(s, index))) {
		if (step->kind != REPLAY_STEP_ANSWER)
			continue;
		mtr_arena_reset(&arena);
		if (replay_store_get(s->replay->store, replay_step_place(step), &arena, &packet) ||
		    !answers(packet, question))
			continue;
		*ret_seq = packet->seq;
		found = step;
	}
	mtr_arena_end(&arena);
	return found;
}

void replay_serving_answered(struct dispatch_op *op, uint64_t cookie, MI_OperationCallback_ResponseType answer)
{
	struct replay_serving *s = enter(op);
	const struct replay_step *recorded;
	uint64_t seq;

	if (!s)
		return;
	if (cookie != REPLAY_NO_STEP) {
		recorded = replay_serving_recorded_answer(s, cookie, &seq);
		settle(s, cookie + 1);
		if (recorded && recorded->answer != (unsigned)answer)
			replay_report_divergence(&s->replay->report, seq, "another answer to a prompt or an error",
						 name_of_answer(recorded->answer), name_of_answer((unsigned)answer));
	}
	leave(s);
}

void replay_serving_acknowledged(struct dispatch_op *op, uint64_t cookie)
{
	struct replay_serving *s = enter(op);

	if (!s)
		return;
	if (cookie != REPLAY_NO_STEP)
		settle(s, cookie + 1);
	leave(s);
}

void replay_serving_delivering(struct dispatch_op *op, uint64_t cookie)
{
	struct replay_serving *s = dispatch_op_data(op);

	if (s)
		replay_break_point(s, cookie);
}
