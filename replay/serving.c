/* See serving.h. */
#include "serving.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "fail.h"
#include "objects.h"

enum {
	WINDOW = 16,         /* events posted ahead of the client */
	AFTER_CANCEL = 1024, /* at most so many when it cancelled; then the final one at once */
	EVENT_MEMORY = 96 << 20,
};

struct replay_serving {
	struct replay *replay;
	struct dispatch_op *op;
	const struct recorded_op *recorded;
	atomic_uint references; /* the operation's, and one for each call in progress or scheduled */

	pthread_mutex_t lock; /* owns all below */
	uint32_t next;        /* step that comes next */
	bool cancelled;
	bool final_posted;
	bool scheduled;     /* the schedule has a job for us */
	bool waited;        /* the next event's time has come */
	uint64_t last_time; /* recorded time of the step before the next */
	struct mtr_arena arena;
};

static void put(struct replay_serving *s)
{
	if (atomic_fetch_sub(&s->references, 1) != 1)
		return;
	pthread_mutex_destroy(&s->lock);
	mtr_arena_end(&s->arena);
	free(s);
}

static void get(struct replay_serving *s)
{
	atomic_fetch_add(&s->references, 1);
}

/* --- events -------------------------------------------------------------------------------------------------------- */

static const struct replay_step *step_at(const struct replay_serving *s, uint32_t index)
{
	return index < s->recorded->steps.count ? &s->recorded->steps.at[index] : NULL;
}

static int lane_of(const struct replay_serving *s, const struct replay_step *step)
{
	if (step->kind == REPLAY_STEP_FETCHED)
		return DISPATCH_LANE_MAIN;
	if (step->thread == REPLAY_THREAD_CALLER)
		return DISPATCH_LANE_CALLER;
	return replay_index_lane(&s->replay->index, step->thread);
}

/* Ends the operation without a recorded result. */
static void post_end(struct replay_serving *s, MI_Result result, const char *text)
{
	struct dispatch_event event = {
		.kind = DISPATCH_RESULT_INSTANCE, .more = MI_FALSE, .result = result, .error_message = text};

	s->final_posted = true;
	dispatch_post(s->op, &event);
}

/* The recording cannot be read any further. */
static void fail(struct replay_serving *s, const char *text)
{
	replay_report_failure(&s->replay->report, text);
	post_end(s, MI_RESULT_FAILED, text);
}

static MI_Result convert(struct replay_serving *s, const Mitrace__Packet *packet, MI_Value *value,
			 struct dispatch_event *ret)
{
	struct replay_convert c = {.classes = s->replay->classes, .arena = &s->arena};

	if (packet->body_case == MITRACE__PACKET__BODY_CALLBACK_BEGIN)
		return replay_convert_callback(&c, packet->callback_begin, value, ret);
	if (packet->body_case == MITRACE__PACKET__BODY_CALL_END)
		return replay_convert_fetched(&c, packet->call_end, ret);
	return MI_RESULT_FAILED;
}

/* Posts the event of step number @index. */
static void post(struct replay_serving *s, uint32_t index)
{
	const struct replay_step *step = step_at(s, index);
	const Mitrace__Packet *packet;
	struct dispatch_event event;
	MI_Value value = {0};

	mtr_arena_reset(&s->arena);
	if (replay_store_get(s->replay->store, replay_step_place(step), &s->arena, &packet)) {
		fail(s, mtr_fail_text());
		return;
	}
	if (convert(s, packet, &value, &event) != MI_RESULT_OK) {
		mtr_fail(-MTR_EDAMAGED, "event %llu cannot be made into what the client got",
			 (unsigned long long)packet->seq);
		fail(s, mtr_fail_text());
		return;
	}
	event.lane = lane_of(s, step);
	event.cookie = index;
	if (s->replay->settings.break_at && packet->seq == s->replay->settings.break_at)
		raise(SIGTRAP);
	if (step->final)
		s->final_posted = true;
	dispatch_post(s->op, &event);
	if (event.parameter_value)
		replay_convert_clear(&value, event.parameter_type);
}

/* --- time ---------------------------------------------------------------------------------------------------------- */

static void resume(void *context);

/* Recorded time of a step, ns; the last one's where it cannot be read. */
static uint64_t time_of(struct replay_serving *s, const struct replay_step *step)
{
	const Mitrace__Packet *packet;

	mtr_arena_reset(&s->arena);
	if (replay_store_get(s->replay->store, replay_step_place(step), &s->arena, &packet))
		return s->last_time;
	return packet->time;
}

/* A number that depends on the seed and the step alone. */
static uint64_t mix(uint64_t seed, uint64_t op, uint64_t step)
{
	uint64_t x = seed * UINT64_C(0x9e3779b97f4a7c15) + op * UINT64_C(0xbf58476d1ce4e5b9) + step;

	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return x ^ x >> 31;
}

/* How long the next event waits after what came before it, ns. */
static uint64_t gap_before(struct replay_serving *s, uint32_t index)
{
	const struct replay_settings *settings = &s->replay->settings;
	uint64_t gap = 0, at;

	if (settings->speed > 0) {
		at = time_of(s, step_at(s, index));
		if (at > s->last_time)
			gap = (uint64_t)((double)(at - s->last_time) / settings->speed);
		s->last_time = at;
		if (settings->max_gap && gap > settings->max_gap)
			gap = settings->max_gap;
	}
	if (settings->seed)
		gap += mix(settings->seed, s->recorded->seq, index) % 3000000;
	return gap;
}

static bool is_timed(const struct replay_serving *s)
{
	return s->replay->settings.speed > 0 || s->replay->settings.seed;
}

/* True when the next event must wait: the schedule will resume. */
static bool wait_for_time(struct replay_serving *s, const struct replay_step *step)
{
	uint64_t gap;

	if (!is_timed(s) || s->cancelled || s->waited) {
		s->waited = false;
		return false;
	}
	gap = gap_before(s, s->next);
	if (!gap)
		return false;
	if (step->kind == REPLAY_STEP_CALLBACK && step->thread == REPLAY_THREAD_CALLER) {
		struct timespec span = {(time_t)(gap / 1000000000), (long)(gap % 1000000000)};

		nanosleep(&span, NULL); /* the recorded call took this long, too */
		return false;
	}
	get(s);
	s->scheduled = true;
	replay_schedule_at(s->replay->schedule, replay_now() + gap, resume, s);
	return true;
}

/* --- the pump ------------------------------------------------------------------------------------------------------ */

/* What the client was given inside its starting call is posted as a whole: it cannot be posted later. */
static bool within_start(const struct replay_step *step)
{
	return step->kind == REPLAY_STEP_CALLBACK && step->thread == REPLAY_THREAD_CALLER;
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
	for (; !s->final_posted && (step = step_at(s, s->next)); s->next++) {
		if (step->kind == REPLAY_STEP_CANCEL && !s->cancelled)
			return;
		if (!replay_step_delivers(step)) {
			if (s->replay->settings.speed > 0)
				s->last_time = time_of(s, step);
			continue;
		}
		if (!budget && !within_start(step))
			return;
		if (wait_for_time(s, step))
			return;
		post(s, s->next);
		budget -= budget > 0;
	}
}

static unsigned window(const struct replay_serving *s)
{
	return is_timed(s) || s->replay->settings.break_at ? 1 : WINDOW;
}

static void resume(void *context)
{
	struct replay_serving *s = context;

	pthread_mutex_lock(&s->lock);
	s->scheduled = false;
	s->waited = true;
	if (!s->final_posted)
		pump(s, 1);
	pthread_mutex_unlock(&s->lock);
	put(s);
}

/* --- start and end ------------------------------------------------------------------------------------------------- */

void replay_serving_start(struct replay *replay, struct dispatch_op *op, const struct recorded_op *recorded)
{
	struct replay_serving *s = calloc(1, sizeof(*s));
	const Mitrace__Packet *begin;

	if (!s) {
		replay_serving_refuse(op, MI_RESULT_SERVER_LIMITS_EXCEEDED, NULL);
		return;
	}
	s->replay = replay;
	s->op = op;
	s->recorded = recorded;
	atomic_init(&s->references, 2);
	pthread_mutex_init(&s->lock, NULL);
	mtr_arena_begin(&s->arena, EVENT_MEMORY);
	dispatch_op_set_data(op, s);
	replay_report_use(&replay->report, recorded->seq, recorded->redacted);
	pthread_mutex_lock(&s->lock);
	if (replay->settings.speed > 0 && !replay_store_get(replay->store, recorded->begin, &s->arena, &begin))
		s->last_time = begin->time;
	pump(s, window(s));
	pthread_mutex_unlock(&s->lock);
	put(s);
}

void replay_serving_refuse(struct dispatch_op *op, MI_Result result, const char *text)
{
	struct dispatch_event event = {
		.kind = DISPATCH_RESULT_INSTANCE,
		.result = result,
		.error_message = text,
		.error_details = result == MI_RESULT_OK ? NULL : dispatch_error_instance(result, text),
	};

	dispatch_post(op, &event);
}

void replay_serving_finished(struct dispatch_op *op)
{
	struct replay_serving *s = dispatch_op_data(op);

	if (s)
		put(s);
}

void replay_serving_drained(struct dispatch_op *op)
{
	struct replay_serving *s = dispatch_op_data(op);

	if (!s)
		return;
	get(s);
	pthread_mutex_lock(&s->lock);
	pump(s, window(s));
	pthread_mutex_unlock(&s->lock);
	put(s);
}

/* --- what the client does ------------------------------------------------------------------------------------------ */

/* The client cancelled or closed: where the recorded one did so, from the next step on. */
static void skip_to_cancel(struct replay_serving *s)
{
	const struct replay_step *step;
	uint32_t at = s->next, skipped = 0;

	while ((step = step_at(s, at)) && step->kind != REPLAY_STEP_CANCEL) {
		skipped += replay_step_delivers(step);
		at++;
	}
	if (step && !skipped) {
		s->next = at;
		return;
	}
	if (skipped)
		replay_report_divergence(&s->replay->report, s->recorded->seq,
					 "the client cancelled or closed the operation",
					 step ? "that, after more results" : "nothing of the kind", "that");
	s->next = step ? at : s->recorded->steps.count;
}

/* A client that has cancelled is not shown a long rest. */
static void skip_to_final(struct replay_serving *s)
{
	const struct replay_step *step;

	while ((step = step_at(s, s->next)) && !step->final)
		s->next++;
}

void replay_serving_cancel(struct dispatch_op *op)
{
	struct replay_serving *s = dispatch_op_data(op);

	if (!s)
		return;
	get(s);
	pthread_mutex_lock(&s->lock);
	if (!s->final_posted) {
		bool scheduled = s->scheduled;

		s->cancelled = true;
		s->scheduled = false; /* what waits for its time does not any more */
		skip_to_cancel(s);
		pump(s, AFTER_CANCEL);
		if (!s->final_posted)
			skip_to_final(s);
		pump(s, 1);
		if (!s->final_posted)
			post_end(s, MI_RESULT_FAILED, NULL);
		s->scheduled = scheduled && !s->final_posted;
	}
	pthread_mutex_unlock(&s->lock);
	put(s);
}

static const char *name_of_answer(unsigned answer)
{
	static const char *const names[] = {"No", "Yes", "NoToAll", "YesToAll"};

	return answer < 4 ? names[answer] : "another answer";
}

/* The recorded client's answer to the question in step @index; NULL when it gave none. */
static const struct replay_step *recorded_answer(const struct replay_serving *s, uint32_t index)
{
	const struct replay_step *step;

	while ((step = step_at(s, ++index)) && !replay_step_delivers(step))
		if (step->kind == REPLAY_STEP_ANSWER)
			return step;
	return NULL;
}

void replay_serving_answered(struct dispatch_op *op, uint64_t cookie, MI_OperationCallback_ResponseType answer)
{
	struct replay_serving *s = dispatch_op_data(op);
	const struct replay_step *recorded;
	const Mitrace__Packet *packet;

	if (!s)
		return;
	recorded = recorded_answer(s, (uint32_t)cookie);
	if (!recorded || recorded->answer == (unsigned)answer)
		return;
	pthread_mutex_lock(&s->lock);
	mtr_arena_reset(&s->arena);
	replay_report_divergence(&s->replay->report,
				 replay_store_get(s->replay->store, replay_step_place(recorded), &s->arena, &packet)
					 ? s->recorded->seq
					 : packet->seq,
				 "another answer to a prompt or an error", name_of_answer(recorded->answer),
				 name_of_answer((unsigned)answer));
	pthread_mutex_unlock(&s->lock);
}

void replay_serving_acknowledged(struct dispatch_op *op, uint64_t cookie)
{
	(void)op;
	(void)cookie;
}
