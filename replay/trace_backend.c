/* The dispatcher's backend: requests are matched with recordings and served. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fail.h"
#include "live_request.h"
#include "objects.h"
#include "recorded_provider.h"
#include "replay_engine.h"
#include "serving.h"
#include "watchdog.h"

enum {
	REQUEST_MEMORY = 1 << 30, /* of one request: what the client can allocate, we can look at */
};

static MI_Result backend_open(void *self)
{
	struct replay *replay = self;

	return replay->open ? MI_RESULT_OK : MI_RESULT_FAILED;
}

/* A client that has closed all it opened finds nothing of ours left in its memory checker but what a process has once. */
static void backend_close(void *self)
{
	struct replay *replay = self;

	if (replay->open)
		replay_classes_drop(replay->classes);
}

/* --- sessions ------------------------------------------------------------------------------------------------------ */

static struct replay_session *new_session(const struct dispatch_session_request *request, uint64_t key)
{
	struct replay_session *session = calloc(1, sizeof(*session));

	if (!session)
		return NULL;
	session->key = key;
	session->protocol = request->protocol ? strdup(request->protocol) : NULL;
	session->destination = request->destination ? strdup(request->destination) : NULL;
	return session;
}

static void close_session(void *self, void *data)
{
	struct replay_session *session = data;

	(void)self;
	if (!session)
		return;
	free(session->protocol);
	free(session->destination);
	free(session);
}

/* What the client was told while the recorded session was opened. */
static void play_session_callbacks(struct replay *replay, const struct recorded_session *twin,
				   struct dispatch_session *session, struct mtr_arena *arena)
{
	struct replay_convert c = {.classes = replay->classes, .arena = arena};
	const Mitrace__Packet *packet;
	MI_Instance *error;

	for (uint32_t i = 0; i < twin->callbacks.count; i++) {
		const Mitrace__Callback *cb;

		if (replay_store_get(replay->store, replay_step_place(&twin->callbacks.at[i]), arena, &packet) ||
		    packet->body_case != MITRACE__PACKET__BODY_CALLBACK_BEGIN)
			continue;
		cb = packet->callback_begin;
		if (cb->kind == MITRACE__CALLBACK_KIND__MI_SessionCallbacks_writeMessage) {
			dispatch_session_write_message(session, cb->channel,
						       replay_convert_text(&c, cb->has_message, &cb->message));
		} else if (replay_convert_instance(&c, cb->instance, &error) == MI_RESULT_OK) {
			dispatch_session_write_error(session, error);
			dispatch_instance_free(error);
		}
	}
}

/* How the recorded NewSession failed. */
static MI_Result recorded_failure(struct replay *replay, const struct recorded_session *failed, struct mtr_arena *arena,
				  MI_Instance **ret_error)
{
	struct replay_convert c = {.classes = replay->classes, .arena = arena};
	const Mitrace__Packet *packet;

	if (replay_store_get(replay->store, failed->end, arena, &packet) ||
	    packet->body_case != MITRACE__PACKET__BODY_CALL_END)
		return MI_RESULT_FAILED;
	if (packet->call_end->extended_error)
		replay_convert_instance(&c, packet->call_end->extended_error, ret_error);
	return (MI_Result)packet->call_end->result;
}

struct difference {
	struct replay *replay;
	uint64_t seq;
};

static void report_option(void *context, const struct replay_field *recorded, const struct replay_field *requested)
{
	const struct difference *d = context;
	char what[256];

	snprintf(what, sizeof(what), "destination %s", (recorded ? recorded : requested)->name);
	replay_report_divergence(&d->replay->report, d->seq, what, recorded ? recorded->text : NULL,
				 requested ? requested->text : NULL);
}

/* Options of a session do not choose its recording; where they differ, that is said. */
static void compare_options(struct replay *replay, const struct recorded_session *twin, const Mitrace__Call *live,
			    struct mtr_arena *arena)
{
	struct difference difference = {replay, twin->seq};
	struct replay_key recorded, requested;
	const Mitrace__Packet *packet;
	bool same = replay->choice.same_tokens;

	if (replay_store_get(replay->store, twin->begin, arena, &packet) ||
	    packet->body_case != MITRACE__PACKET__BODY_CALL_BEGIN)
		return;
	if (!replay_key_of_destination_options(packet->call_begin, same, arena, &recorded) &&
	    !replay_key_of_destination_options(live, same, arena, &requested))
		replay_key_compare(&recorded, &requested, report_option, &difference);
}

static void miss_session(struct replay *replay, const struct replay_key *key, unsigned recorded,
			 struct mtr_arena *arena)
{
	Mitrace__Miss miss = MITRACE__MISS__INIT;

	miss.request = (char *)replay_key_text(key, arena);
	miss.has_recorded = miss.has_used = true;
	miss.recorded = miss.used = recorded;
	replay_report_miss(&replay->report, &miss);
}

static MI_Result play_session(struct replay *replay, const struct dispatch_session_request *request,
			      struct mtr_arena *arena, struct replay_session **ret, MI_Instance **ret_error)
{
	const struct recorded_session *failed, *twin;
	const Mitrace__Call *live;
	struct replay_session *session;
	struct replay_route route;
	struct replay_key key;
	unsigned recorded;

	if (replay_live_session(&replay->choice.redaction, request, arena, &live))
		return MI_RESULT_SERVER_LIMITS_EXCEEDED;
	route = replay_route_of_call(live);
	if (replay_key_of_session(&route, replay->choice.same_tokens, arena, &key))
		return MI_RESULT_SERVER_LIMITS_EXCEEDED;
	session = new_session(request, key.hash);
	if (!session)
		return MI_RESULT_SERVER_LIMITS_EXCEEDED;
	failed = replay_match_open_session(replay->match, session, &twin, &recorded);
	if (!recorded)
		miss_session(replay, &key, recorded, arena);
	if (twin) {
		play_session_callbacks(replay, twin, request->session, arena);
		compare_options(replay, twin, live, arena);
	}
	if (failed) {
		close_session(replay, session);
		return recorded_failure(replay, failed, arena, ret_error);
	}
	*ret = session;
	return MI_RESULT_OK;
}

static MI_Result open_session(void *self, const struct dispatch_session_request *request, void **ret_session,
			      MI_Instance **ret_error)
{
	struct replay_session *session = NULL;
	struct mtr_arena arena;
	MI_Result result;

	mtr_arena_begin(&arena, REQUEST_MEMORY);
	result = play_session(self, request, &arena, &session, ret_error);
	mtr_arena_end(&arena);
	*ret_session = session;
	return result;
}

/* --- operations ---------------------------------------------------------------------------------------------------- */

static void miss(struct replay *replay, struct dispatch_op *op, const struct replay_key *key, struct mtr_arena *arena)
{
	const char *text = NULL;
	const struct recorded_op *nearest = replay_match_explain(replay->match, key, arena, &text);

	if (replay->settings.on_miss == REPLAY_ON_MISS_NEAREST && nearest)
		replay_serving_start(replay, op, nearest, key);
	else if (replay->settings.on_miss == REPLAY_ON_MISS_EMPTY)
		replay_serving_refuse(op, MI_RESULT_OK, NULL);
	else
		replay_serving_refuse(op, MI_RESULT_FAILED, text);
}

static int key_of_request(const struct replay *replay, const struct replay_session *session,
			  const struct dispatch_request *request, struct mtr_arena *arena, struct replay_key *ret)
{
	const struct dispatch_session_request route_request = {.protocol = session->protocol,
							       .destination = session->destination};
	const Mitrace__Call *live, *opened;
	struct replay_route route;
	int err = replay_live_session(&replay->choice.redaction, &route_request, arena, &opened);

	if (!err)
		err = replay_live_start(&replay->choice.redaction, request, arena, &live);
	if (err)
		return err;
	route = replay_route_of_call(opened);
	return replay_key_of_call(live, NULL, &route, replay->choice.same_tokens, arena, ret);
}

/* What the recorded library refused is refused again; what it did not mind goes through. */
static MI_Result admit(void *self, void *session, const struct dispatch_request *request, MI_Result proposed)
{
	struct replay *replay = self;
	const struct recorded_op *refused;
	struct mtr_arena arena;
	struct replay_key key;
	MI_Result result = proposed;
	bool served;

	if (proposed == MI_RESULT_OK && !replay->index.refusals)
		return proposed;
	mtr_arena_begin(&arena, REQUEST_MEMORY);
	if (!key_of_request(replay, session, request, &arena, &key)) {
		refused = replay_match_refusal(replay->match, &key, &served);
		if (refused)
			result = refused->refusal ? (MI_Result)refused->refusal : MI_RESULT_FAILED;
		else if (served)
			result = MI_RESULT_OK;
	}
	mtr_arena_end(&arena);
	return result;
}

static void start(void *self, void *session, struct dispatch_op *op, const struct dispatch_request *request)
{
	struct replay *replay = self;
	const struct recorded_op *recorded;
	struct mtr_arena arena;
	struct replay_key key;

	replay_watchdog_move(replay->watchdog);
	if (atomic_load(&replay->cut)) {
		replay_serving_refuse(op, MI_RESULT_FAILED, NULL);
		return;
	}
	mtr_arena_begin(&arena, REQUEST_MEMORY);
	if (key_of_request(replay, session, request, &arena, &key)) {
		replay_report_failure(&replay->report, mtr_fail_text());
		replay_serving_refuse(op, MI_RESULT_SERVER_LIMITS_EXCEEDED, mtr_fail_text());
	} else {
		recorded = replay_match_find(replay->match, session, &key);
		if (recorded)
			replay_serving_start(replay, op, recorded, &key);
		else
			miss(replay, op, &key, &arena);
	}
	mtr_arena_end(&arena);
}

static void drained(void *self, struct dispatch_op *op)
{
	(void)self;
	replay_serving_drained(op);
}

static void cancel(void *self, struct dispatch_op *op, MI_CancellationReason reason)
{
	(void)self;
	(void)reason;
	replay_serving_cancel(op);
}

static void answered(void *self, struct dispatch_op *op, uint64_t cookie, MI_OperationCallback_ResponseType answer)
{
	(void)self;
	replay_serving_answered(op, cookie, answer);
}

static void acknowledged(void *self, struct dispatch_op *op, uint64_t cookie)
{
	(void)self;
	replay_serving_acknowledged(op, cookie);
}

static void delivering(void *self, struct dispatch_op *op, uint64_t cookie)
{
	(void)self;
	replay_serving_delivering(op, cookie);
}

static void finished(void *self, struct dispatch_op *op)
{
	(void)self;
	replay_serving_finished(op);
}

static bool reads_xml(void *self)
{
	struct replay *replay = self;

	return replay->open && replay->index.reads_xml;
}

const struct dispatch_backend replay_trace_backend = {
	.name = "replay",
	.open = backend_open,
	.close = backend_close,
	.open_session = open_session,
	.close_session = close_session,
	.admit = admit,
	.start = start,
	.drained = drained,
	.cancel = cancel,
	.delivering = delivering,
	.answered = answered,
	.acknowledged = acknowledged,
	.finished = finished,
	.reads_xml = reads_xml,
	.open_provider = replay_provider_open,
	.close_provider = replay_provider_close,
};
