/* The dispatcher's backend of the process: for each replay that is open, what the replay library is in a client. */
#include "reinject.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "fail.h"
#include "live_request.h"
#include "objects.h"
#include "serving_parts.h"

/* A session: whose it is, and the backend's data of it there. */
struct session {
	struct mitrace_replay *owner;
	void *data;
};

static pthread_mutex_t open_lock = PTHREAD_MUTEX_INITIALIZER; /* owns the list */
static struct mitrace_replay *newest;

/* What this thread does for a replay: the runner's starts, or a callback. */
static __thread struct {
	struct mitrace_replay *replay;
	struct reinject_op *op; /* being started by the runner */
	uint32_t session;       /* being opened by the runner */
	bool opening;
	unsigned callbacks; /* in progress, one within the other */
} current;

void reinject_register(struct mitrace_replay *replay)
{
	pthread_mutex_lock(&open_lock);
	replay->older = newest;
	newest = replay;
	pthread_mutex_unlock(&open_lock);
}

void reinject_unregister(struct mitrace_replay *replay)
{
	struct mitrace_replay **link = &newest;

	pthread_mutex_lock(&open_lock);
	while (*link && *link != replay)
		link = &(*link)->older;
	if (*link)
		*link = replay->older;
	pthread_mutex_unlock(&open_lock);
}

void reinject_starts(struct mitrace_replay *replay, struct reinject_op *op)
{
	current.replay = replay;
	current.op = op;
}

void reinject_opens(struct mitrace_replay *replay, bool opening, uint32_t session)
{
	current.replay = opening ? replay : NULL;
	current.opening = opening;
	current.session = session;
}

/* Sessions that other threads open are the newest replay's: there is only one as a rule. */
static struct mitrace_replay *owner_of_thread(void)
{
	struct mitrace_replay *owner = current.replay;

	if (owner)
		return owner;
	pthread_mutex_lock(&open_lock);
	owner = newest;
	pthread_mutex_unlock(&open_lock);
	return owner;
}

/* --- sessions ---------------------------------------------------------------------------------------------------- */

/* Stands for a recorded session, which was opened, whatever became of others before it. */
static MI_Result open_recorded(const struct dispatch_session_request *request, void **ret)
{
	struct replay_session *session = calloc(1, sizeof(*session));

	if (!session)
		return MI_RESULT_SERVER_LIMITS_EXCEEDED;
	session->bound = current.session;
	if (current.session != REPLAY_NO_SESSION)
		session->key = current.replay->replay.index.sessions[current.session].key;
	session->protocol = request->protocol ? strdup(request->protocol) : NULL;
	session->destination = request->destination ? strdup(request->destination) : NULL;
	*ret = session;
	return MI_RESULT_OK;
}

static MI_Result open_session(void *self, const struct dispatch_session_request *request, void **ret_session,
			      MI_Instance **ret_error)
{
	struct mitrace_replay *owner = owner_of_thread();
	struct session *session = owner ? calloc(1, sizeof(*session)) : NULL;
	MI_Result result;

	(void)self;
	if (!owner)
		return MI_RESULT_FAILED;
	if (!session)
		return MI_RESULT_SERVER_LIMITS_EXCEEDED;
	session->owner = owner;
	if (current.opening)
		result = open_recorded(request, &session->data);
	else
		result = replay_trace_backend.open_session(&owner->replay, request, &session->data, ret_error);
	if (result != MI_RESULT_OK)
		free(session);
	else
		*ret_session = session;
	return result;
}

static void close_session(void *self, void *data)
{
	struct session *session = data;

	(void)self;
	if (session)
		replay_trace_backend.close_session(&session->owner->replay, session->data);
	free(session);
}

/* --- operations -------------------------------------------------------------------------------------------------- */

static const struct recorded_op *recorded_of(const struct session *session, const struct reinject_op *op)
{
	return &session->owner->replay.index.ops[op->index];
}

static MI_Result admit(void *self, void *data, const struct dispatch_request *request, MI_Result proposed)
{
	struct session *session = data;
	const struct recorded_op *recorded;

	(void)self;
	if (!current.op)
		return replay_trace_backend.admit(&session->owner->replay, session->data, request, proposed);
	recorded = recorded_of(session, current.op);
	if (!recorded->failed_start)
		return MI_RESULT_OK;
	return recorded->refusal ? (MI_Result)recorded->refusal : MI_RESULT_FAILED;
}

/* Faults go by what the recorded client asked for. */
static int key_of(struct replay *replay, const struct recorded_op *recorded, struct mtr_arena *arena,
		  struct replay_key *ret)
{
	const Mitrace__Packet *packet;
	int err = replay_store_get(replay->store, recorded->begin, arena, &packet);

	if (err)
		return err;
	if (packet->body_case != MITRACE__PACKET__BODY_CALL_BEGIN)
		return mtr_fail(-MTR_EDAMAGED, "event %llu is not the start of an operation any more",
				(unsigned long long)recorded->seq);
	return replay_key_of_call(packet->call_begin, replay->store, NULL, replay->choice.same_tokens, arena, ret);
}

static void start_recorded(struct session *session, struct dispatch_op *op, const struct recorded_op *recorded)
{
	struct replay *replay = &session->owner->replay;
	struct replay_key key = {0};
	struct mtr_arena arena;

	mtr_arena_begin(&arena, 64 << 20);
	if (replay->faults.count && key_of(replay, recorded, &arena, &key)) {
		replay_report_failure(&replay->report, mtr_fail_text());
		replay_serving_refuse(op, MI_RESULT_FAILED, mtr_fail_text());
	} else {
		replay_serving_start(replay, op, recorded, &key);
	}
	mtr_arena_end(&arena);
}

static void start(void *self, void *data, struct dispatch_op *op, const struct dispatch_request *request)
{
	struct session *session = data;
	struct replay_serving *s;

	(void)self;
	if (!current.op) {
		replay_trace_backend.start(&session->owner->replay, session->data, op, request);
		return;
	}
	start_recorded(session, op, recorded_of(session, current.op));
	s = dispatch_op_data(op);
	if (s) {
		reinject_started(current.op, s);
		reinject_drained(s);
	}
}

/* What goes to the owner, and to the serving before that or after it. */

static void drained(void *self, struct dispatch_op *op)
{
	(void)self;
	replay_serving_drained(op);
	if (dispatch_op_data(op))
		reinject_drained(dispatch_op_data(op));
}

static void cancel(void *self, struct dispatch_op *op, MI_CancellationReason reason)
{
	(void)self;
	(void)reason;
	replay_serving_cancel(op);
}

static void delivering(void *self, struct dispatch_op *op, uint64_t cookie)
{
	struct replay_serving *s = dispatch_op_data(op);

	(void)self;
	if (!s)
		return;
	reinject_starts((struct mitrace_replay *)s->replay, NULL);
	current.callbacks++;
	reinject_delivering(s, cookie);
	replay_serving_delivering(op, cookie);
}

static void delivered(void *self, struct dispatch_op *op, uint64_t cookie)
{
	(void)self;
	if (!dispatch_op_data(op))
		return;
	reinject_delivered(dispatch_op_data(op), cookie);
	if (!--current.callbacks)
		reinject_starts(NULL, NULL);
}

static void answered(void *self, struct dispatch_op *op, uint64_t cookie, MI_OperationCallback_ResponseType answer)
{
	(void)self;
	replay_serving_answered(op, cookie, answer);
	if (dispatch_op_data(op))
		reinject_answered(dispatch_op_data(op), cookie, answer);
}

static void acknowledged(void *self, struct dispatch_op *op, uint64_t cookie)
{
	(void)self;
	replay_serving_acknowledged(op, cookie);
	if (dispatch_op_data(op))
		reinject_acknowledged(dispatch_op_data(op), cookie);
}

static void finished(void *self, struct dispatch_op *op)
{
	struct replay_serving *s = dispatch_op_data(op);

	(void)self;
	if (s)
		replay_serving_get(s);
	replay_serving_finished(op);
	if (!s)
		return;
	reinject_finished(s);
	replay_serving_put(s);
}

static const struct dispatch_backend backend = {
	.name = "reinject",
	.open_session = open_session,
	.close_session = close_session,
	.admit = admit,
	.start = start,
	.drained = drained,
	.cancel = cancel,
	.delivering = delivering,
	.delivered = delivered,
	.answered = answered,
	.acknowledged = acknowledged,
	.finished = finished,
};

struct dispatch_backend_instance dispatch_backend_get(void)
{
	return (struct dispatch_backend_instance){&backend, NULL};
}
