/* See watchdog.h. It looks from the schedule's thread, four times per period. */
#include "watchdog.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "fail.h"
#include "serving_parts.h"

struct replay_watchdog {
	struct replay *replay;
	atomic_ullong moved; /* when something happened last */
	pthread_mutex_t lock;
	struct replay_serving *newest; /* under lock: operations under way */
};

void replay_watchdog_move(struct replay_watchdog *w)
{
	if (w)
		atomic_store(&w->moved, replay_now());
}

void replay_watchdog_add(struct replay_watchdog *w, struct replay_serving *s)
{
	if (!w)
		return;
	pthread_mutex_lock(&w->lock);
	s->older = w->newest;
	if (w->newest)
		w->newest->newer = s;
	w->newest = s;
	pthread_mutex_unlock(&w->lock);
}

void replay_watchdog_remove(struct replay_watchdog *w, struct replay_serving *s)
{
	if (!w)
		return;
	pthread_mutex_lock(&w->lock);
	if (s->newer)
		s->newer->older = s->older;
	else
		w->newest = s->older;
	if (s->older)
		s->older->newer = s->newer;
	pthread_mutex_unlock(&w->lock);
}

/* The step the client has not settled: the first one posted that it was given. */
static const struct replay_step *unsettled(const struct replay_serving *s)
{
	for (uint64_t i = s->settled; i < s->next; i++)
		if (replay_step_delivers(replay_serving_step(s, i)))
			return replay_serving_step(s, i);
	return NULL;
}

/* What the operation waits for; NULL: nothing that would be a stall. The serving's lock is held. */
static const char *reason(const struct replay_serving *s, const struct replay_step **ret_step)
{
	const struct dispatch_request *request = dispatch_op_request(s->op);
	const struct replay_step *step = unsettled(s);

	*ret_step = step;
	if (s->scheduled)
		return NULL;
	if (s->hung)
		return "because of an injected fault";
	if (step && step->asks)
		return "for the client's answer to its question, or for the callback to return";
	if (step && s->synchronous && step->result)
		return "for the client to fetch its result";
	if (step && request->flags & MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS)
		return "for the client's acknowledgement of its result, or for the callback to return";
	if (step)
		return "for the client's callback to return";
	if (s->final_posted)
		return NULL; /* the client has all it will get */
	if (request->kind == DISPATCH_SUBSCRIBE)
		return NULL;
	*ret_step = replay_serving_step(s, s->next);
	if (*ret_step)
		return "for the client to cancel or close it, as it did when it was recorded";
	return "because its recording ends without a final result";
}

static uint64_t seq_of(struct replay_serving *s, const struct replay_step *step)
{
	const Mitrace__Packet *packet;

	mtr_arena_reset(&s->arena);
	if (!step || replay_store_get(s->replay->store, replay_step_place(step), &s->arena, &packet))
		return s->recorded->seq;
	return packet->seq;
}

static const char *name_of(const struct recorded_op *op)
{
	const ProtobufCEnumValue *value =
		protobuf_c_enum_descriptor_get_value(&mitrace__function__descriptor, op->function);

	return value ? value->name : "an operation";
}

/* True when it is stalled, which was reported. */
static bool report(struct replay_serving *s)
{
	const struct replay_step *step;
	const char *why;
	char text[256];

	pthread_mutex_lock(&s->lock);
	why = reason(s, &step);
	if (why) {
		snprintf(text, sizeof(text), "%s, recorded in event %llu, waits %s", name_of(s->recorded),
			 (unsigned long long)s->recorded->seq, why);
		replay_report_stall(&s->replay->report, seq_of(s, step), text);
	}
	pthread_mutex_unlock(&s->lock);
	return why;
}

bool replay_watchdog_look(struct replay_watchdog *w)
{
	bool stalled = false;

	pthread_mutex_lock(&w->lock);
	for (struct replay_serving *s = w->newest; s; s = s->older)
		stalled = report(s) || stalled;
	pthread_mutex_unlock(&w->lock);
	return stalled;
}

static void look(void *context)
{
	struct replay_watchdog *w = context;
	uint64_t period = w->replay->settings.stall, now = replay_now();
	bool stalled = false;

	if (now - atomic_load(&w->moved) >= period) {
		stalled = replay_watchdog_look(w);
		replay_watchdog_move(w);
	}
	if (stalled)
		kill(getpid(), SIGABRT);
	replay_schedule_at(w->replay->schedule, now + period / 4 + 1, look, w);
}

int replay_watchdog_new(struct replay *replay)
{
	struct replay_watchdog *w = calloc(1, sizeof(*w));

	if (!w)
		return mtr_fail(-ENOMEM, "out of memory");
	w->replay = replay;
	pthread_mutex_init(&w->lock, NULL);
	replay->watchdog = w;
	replay_watchdog_move(w);
	return 0;
}

void replay_watchdog_free(struct replay_watchdog *w)
{
	if (w)
		pthread_mutex_destroy(&w->lock);
	free(w);
}

int replay_watchdog_start(struct replay *replay)
{
	int err = replay->settings.stall ? replay_watchdog_new(replay) : 0;

	if (err || !replay->settings.stall)
		return err;
	if (!replay_schedule_at(replay->schedule, replay_now() + replay->settings.stall, look, replay->watchdog))
		return mtr_fail(-EAGAIN, "no thread for the watchdog");
	return 0;
}
