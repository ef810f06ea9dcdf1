/*
 * The scan: packets are looked at in wire form, a few numbers of each. Only what starts a session or an operation is
 * unpacked, because its arguments are what requests are matched by.
 */
#include "trace_index.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "fail.h"
#include "id_map.h"
#include "index_threads.h"
#include "mitrace_fields.h"
#include "packet_numbers.h"
#include "unpack.h"

enum {
	KEY_MEMORY = 64 << 20, /* of one unpacked call */
	INVALID_PARAMETER = 4, /* MI_RESULT_ of the same name: what bad arguments get */
};

/* What the client's calls in flight are about, by seq of their begin. */
struct open_call {
	enum {
		OPEN_START,
		OPEN_SESSION,
		OPEN_GETTER,
		OPEN_DESERIALIZER, /* NewDeserializer, for MI_XML */
		OPEN_PROVIDER,
		OPEN_PROVIDER_CLOSE,
	} what;
	uint32_t index; /* of the operation, session or provider; else 0 */
};

struct builder {
	struct replay_index *index;
	const struct replay_index_keys *keys;
	struct mtr_id_map open;      /* seq -> struct open_call */
	struct mtr_id_map ops;       /* operation id -> index + 1; until its last result */
	struct mtr_id_map sessions;  /* session id -> index + 1 */
	struct mtr_id_map callbacks; /* seq of one in progress -> index of its operation + 1 */
	struct index_threads threads;
	struct mtr_arena arena;
};

static int out_of_memory(void)
{
	return mtr_fail(-ENOMEM, "out of memory for the index of a trace");
}

/* --- growing ---------------------------------------------------------------------------------------------------- */

/* Room for one more in an array of pieces of @size bytes. */
static int make_room(void *array, size_t count, size_t *room, size_t size)
{
	void **at = array;
	size_t more = *room ? *room * 2 : 16;
	void *grown;

	if (count < *room)
		return 0;
	grown = reallocarray(*at, more, size);
	if (!grown)
		return out_of_memory();
	*at = grown;
	*room = more;
	return 0;
}

static int add_step(struct replay_steps *steps, struct replay_step step)
{
	if (steps->count == steps->room) {
		uint32_t room = steps->room ? steps->room * 2 : 4;
		struct replay_step *at = room > steps->room ? reallocarray(steps->at, room, sizeof(*at)) : NULL;

		if (!at)
			return out_of_memory();
		steps->at = at;
		steps->room = room;
	}
	steps->at[steps->count++] = step;
	return 0;
}

/* A step of an operation, which the event @n is. */
static int add_op_step(struct recorded_op *op, const struct packet_numbers *n, struct replay_step step)
{
	bool clients = step.kind >= REPLAY_STEP_ACKNOWLEDGEMENT;

	step.inside = clients && n->parent;
	op->last_seq = n->seq;
	return add_step(&op->steps, step);
}

static struct replay_step step_at(struct replay_place place, enum replay_step_kind kind)
{
	return (struct replay_step){.frame = place.frame, .offset = place.offset, .kind = kind};
}

/* Numbers (from 1) as the pointers of a map. */
static void *as_pointer(size_t index)
{
	return (void *)(uintptr_t)(index + 1);
}

/* Values the client got as redaction tokens. */
static uint32_t count_tokens(const struct replay_scanned *packet)
{
	static const char prefix[] = "mtr-redacted-";
	const uint8_t *cur = packet->data, *end = cur + packet->size;
	uint32_t count = 0;

	while ((cur = memmem(cur, (size_t)(end - cur), prefix, sizeof(prefix) - 1))) {
		cur += sizeof(prefix) - 1;
		count++;
	}
	return count;
}

static bool find(const struct mtr_id_map *map, uint64_t id, uint32_t *ret)
{
	void *value = id ? mtr_id_map_get(map, id) : NULL;

	if (value)
		*ret = (uint32_t)((uintptr_t)value - 1);
	return value != NULL;
}

static struct recorded_op *find_op(struct builder *b, uint64_t id)
{
	uint32_t index;

	return find(&b->ops, id, &index) ? &b->index->ops[index] : NULL;
}

/* --- calls in flight -------------------------------------------------------------------------------------------- */

static int open_call(struct builder *b, uint64_t seq, int what, uint32_t index)
{
	struct open_call *call;

	if (!seq)
		return 0;
	call = malloc(sizeof(*call));
	if (!call)
		return out_of_memory();
	call->what = what;
	call->index = index;
	free(mtr_id_map_remove(&b->open, seq));
	if (!mtr_id_map_set(&b->open, seq, call))
		return 0;
	free(call);
	return out_of_memory();
}

static bool close_call(struct builder *b, uint64_t seq, struct open_call *ret)
{
	struct open_call *call = seq ? mtr_id_map_remove(&b->open, seq) : NULL;

	if (!call)
		return false;
	*ret = *call;
	free(call);
	return true;
}

/* --- events ------------------------------------------------------------------------------------------------------ */

static bool starts_operation(uint64_t function)
{
	return function >= MTR_FUNCTION_MI_Session_GetInstance && function <= MTR_FUNCTION_MI_Session_TestConnection;
}

static int unpack_call(struct builder *b, const struct replay_scanned *packet, const Mitrace__Call **ret)
{
	ProtobufCMessage *message = NULL;
	const Mitrace__Packet *unpacked;
	int err;

	mtr_arena_reset(&b->arena);
	err = mtr_unpack(&mitrace__packet__descriptor, packet->data, packet->size, &b->arena, &message);
	unpacked = (const Mitrace__Packet *)message;
	*ret = !err && unpacked->body_case == MITRACE__PACKET__BODY_CALL_BEGIN ? unpacked->call_begin : NULL;
	return 0;
}

static int copy_bytes(ProtobufCBinaryData *to, const ProtobufCBinaryData *from)
{
	to->data = malloc(from->len ? from->len : 1);
	if (!to->data)
		return out_of_memory();
	to->len = from->len;
	if (from->len)
		memcpy(to->data, from->data, from->len);
	return 0;
}

static int copy_route(struct replay_route *to, const Mitrace__Call *call)
{
	int err = 0;

	to->has_protocol = call->has_protocol;
	to->has_destination = call->has_destination;
	if (call->has_protocol)
		err = copy_bytes(&to->protocol, &call->protocol);
	if (!err && call->has_destination)
		err = copy_bytes(&to->destination, &call->destination);
	return err;
}

static int begin_session(struct builder *b, const struct replay_scanned *packet, const struct packet_numbers *n)
{
	struct replay_index *index = b->index;
	struct recorded_session *session;
	const Mitrace__Call *call;
	int err = make_room(&index->sessions, index->nr_sessions, &index->room_sessions, sizeof(*index->sessions));

	if (!err)
		err = unpack_call(b, packet, &call);
	if (err || !call)
		return err;
	session = &index->sessions[index->nr_sessions];
	*session = (struct recorded_session){.seq = n->seq,
					     .application = n->application,
					     .begin = packet->place,
					     .first_op = REPLAY_NO_OP,
					     .last_op = REPLAY_NO_OP};
	err = copy_route(&session->route, call);
	if (!err)
		err = b->keys->session(b->keys->context, session);
	if (!err)
		err = open_call(b, n->seq, OPEN_SESSION, (uint32_t)index->nr_sessions);
	index->nr_sessions++;
	return err;
}

static int end_session(struct builder *b, const struct replay_scanned *packet, const struct packet_numbers *n,
		       uint32_t at)
{
	struct recorded_session *session = &b->index->sessions[at];

	session->end = packet->place;
	session->ended = true;
	session->failed = n->result != 0;
	session->id = session->failed ? 0 : n->session;
	if (session->id && mtr_id_map_set(&b->sessions, session->id, as_pointer(at)))
		return out_of_memory();
	return 0;
}

static int begin_provider(struct builder *b, const struct replay_scanned *packet, const struct packet_numbers *n)
{
	struct replay_index *index = b->index;
	uint32_t at = (uint32_t)index->nr_providers;
	int err = make_room(&index->providers, at, &index->room_providers, sizeof(*index->providers));

	if (err)
		return err;
	index->providers[index->nr_providers++] =
		(struct recorded_provider){.begin = packet->place, .used = ATOMIC_FLAG_INIT};
	return open_call(b, n->seq, OPEN_PROVIDER, at);
}

static int end_provider(struct builder *b, const struct replay_scanned *packet, const struct packet_numbers *n,
			uint32_t at)
{
	struct recorded_provider *provider = &b->index->providers[at];

	provider->id = n->result ? 0 : n->hosted_provider;
	provider->end = packet->place;
	provider->ended = true;
	return 0;
}

/* One that was not open any more is refused by the dispatcher itself. */
static int begin_provider_close(struct builder *b, const struct packet_numbers *n)
{
	if (n->handle_state != MTR_HANDLE_STATE_HANDLE_KNOWN)
		return 0;
	for (uint32_t i = 0; i < b->index->nr_providers; i++)
		if (b->index->providers[i].id == n->hosted_provider)
			return open_call(b, n->seq, OPEN_PROVIDER_CLOSE, i);
	return 0;
}

/* Whether results come through a callback: bits of Call.callbacks. */
static bool is_synchronous(const Mitrace__Call *call)
{
	uint32_t bit = 1u << 4;

	if (call->function == MITRACE__FUNCTION__MI_Session_Subscribe)
		bit = 1u << 5;
	if (call->function == MITRACE__FUNCTION__MI_Session_GetClass ||
	    call->function == MITRACE__FUNCTION__MI_Session_EnumerateClasses)
		bit = 1u << 6;
	return !(call->callbacks & bit);
}

/* Begun on a session that was there, with an operation to fill in. */
static bool is_good_start(const struct packet_numbers *n)
{
	return (n->handle_state == MTR_HANDLE_STATE_HANDLE_KNOWN ||
		n->handle_state == MTR_HANDLE_STATE_HANDLE_UNKNOWN) &&
	       !(n->null_outputs & 1);
}

/* The operation at the end of the array is the session's latest. */
static void append_to_session(struct replay_index *index, uint32_t at)
{
	struct recorded_session *session = &index->sessions[at];
	uint32_t op = (uint32_t)index->nr_ops;

	index->ops[op].session = at;
	if (session->last_op == REPLAY_NO_OP)
		session->first_op = op;
	else
		index->ops[session->last_op].next = op;
	session->last_op = op;
}

static int begin_op(struct builder *b, struct replay_store *store, const struct replay_scanned *packet,
		    const struct packet_numbers *n)
{
	struct replay_index *index = b->index;
	const struct recorded_session *session = NULL;
	const Mitrace__Call *call;
	struct recorded_op *op;
	uint32_t at;
	int err = make_room(&index->ops, index->nr_ops, &index->room_ops, sizeof(*index->ops));

	if (!err)
		err = unpack_call(b, packet, &call);
	if (err || !call)
		return err;
	op = &index->ops[index->nr_ops];
	*op = (struct recorded_op){.id = n->operation,
				   .seq = n->seq,
				   .session = REPLAY_NO_SESSION,
				   .next = REPLAY_NO_OP,
				   .within = REPLAY_NO_OP,
				   .last_seq = n->seq,
				   .thread = (uint32_t)n->thread,
				   .function = (int32_t)n->function,
				   .begin = packet->place,
				   .synchronous = is_synchronous(call),
				   .refusal = INVALID_PARAMETER,
				   .unasked = !is_good_start(n)};
	op->failed_start = op->unasked;
	find(&b->callbacks, n->parent, &op->within);
	if (find(&b->sessions, n->session, &at)) {
		session = &index->sessions[at];
		append_to_session(index, at);
	}
	err = b->keys->op(b->keys->context, store, call, session, op);
	if (!err)
		err = open_call(b, n->seq, OPEN_START, (uint32_t)index->nr_ops);
	if (!err && op->id && mtr_id_map_set(&b->ops, op->id, as_pointer(index->nr_ops)))
		err = out_of_memory();
	index->nr_ops++;
	return err;
}

/* What comes after the last result is the client's own business. */
static void end_op(struct builder *b, struct recorded_op *op)
{
	op->final = true;
	if (op->id)
		mtr_id_map_remove(&b->ops, op->id);
}

static void refuse(struct builder *b, struct recorded_op *op, uint32_t result)
{
	op->failed_start = true;
	op->refusal = result;
	if (!op->unasked)
		b->index->refusals = true;
}

/* A result that the client fetched. Getters go on answering after the last one: those answers are not results. */
static int end_getter(struct builder *b, const struct replay_scanned *packet, const struct packet_numbers *n,
		      uint32_t at)
{
	struct recorded_op *op = &b->index->ops[at];
	struct replay_step step = step_at(packet->place, REPLAY_STEP_FETCHED);

	if (n->result || op->final)
		return 0;
	step.result = 1;
	step.final = n->has_more && !n->more;
	op->more_unknown = !n->has_more;
	if (op->failed_start)
		op->refusal = (uint32_t)n->operation_result;
	if (step.final)
		end_op(b, op);
	op->redacted += count_tokens(packet);
	return add_op_step(op, n, step);
}

/*
 * A client that fetches results can close only after the last one. Where it did not ask whether a result was the last,
 * its close tells.
 */
static bool end_unknown(struct builder *b, struct recorded_op *op)
{
	uint32_t i = op->steps.count;

	if (!op->more_unknown)
		return false;
	while (i > 0 && op->steps.at[i - 1].kind != REPLAY_STEP_FETCHED)
		i--;
	if (!i)
		return false;
	op->steps.at[i - 1].final = 1;
	end_op(b, op);
	return true;
}

/* Closing a session, or an application, cancels what runs in it. */
static bool runs_in(const struct builder *b, const struct recorded_op *op, const struct packet_numbers *n)
{
	const struct recorded_session *session =
		op->session == REPLAY_NO_SESSION ? NULL : &b->index->sessions[op->session];

	if (!session)
		return false;
	return n->session ? session->id == n->session : session->application == n->application;
}

static int cancel_all(struct builder *b, const struct replay_scanned *packet, const struct packet_numbers *n)
{
	size_t at = 0;
	void *value;

	while ((value = mtr_id_map_next(&b->ops, &at))) {
		struct recorded_op *op = &b->index->ops[(uintptr_t)value - 1];

		if (op->final || !runs_in(b, op, n))
			continue;
		if (add_op_step(op, n, step_at(packet->place, REPLAY_STEP_CANCEL)))
			return out_of_memory();
	}
	return 0;
}

static int begin_operation_call(struct builder *b, const struct replay_scanned *packet, const struct packet_numbers *n)
{
	struct recorded_op *op;
	struct replay_step step;
	uint32_t at;

	if (!find(&b->ops, n->operation, &at) || b->index->ops[at].final)
		return 0;
	op = &b->index->ops[at];
	switch (n->function) {
	case MTR_FUNCTION_MI_Operation_Close:
		if (end_unknown(b, op))
			return 0;
		/* fall through */
	case MTR_FUNCTION_MI_Operation_Cancel:
		return add_op_step(op, n, step_at(packet->place, REPLAY_STEP_CANCEL));
	case MTR_FUNCTION_MI_Operation_GetInstance:
	case MTR_FUNCTION_MI_Operation_GetIndication:
	case MTR_FUNCTION_MI_Operation_GetClass:
		return open_call(b, n->seq, OPEN_GETTER, at);
	case MTR_FUNCTION_MI_Operation_ResultAcknowledgement:
		return add_op_step(op, n, step_at(packet->place, REPLAY_STEP_ACKNOWLEDGEMENT));
	case MTR_FUNCTION_MI_Operation_PromptUserResult:
	case MTR_FUNCTION_MI_Operation_WriteErrorResult:
		step = step_at(packet->place, REPLAY_STEP_ANSWER);
		step.answer = n->response < 7 ? n->response : 7;
		return add_op_step(op, n, step);
	default:
		return 0;
	}
}

static int begin_deserializer(struct builder *b, const struct replay_scanned *packet, const struct packet_numbers *n)
{
	static const char known[] = "MI_XML";
	const Mitrace__Call *call;
	int err = unpack_call(b, packet, &call);

	if (err || !call || !call->has_format || call->format.len != strlen(known) ||
	    memcmp(call->format.data, known, call->format.len) != 0)
		return err;
	return open_call(b, n->seq, OPEN_DESERIALIZER, 0);
}

static int begin_call(struct builder *b, struct replay_store *store, const struct replay_scanned *packet,
		      const struct packet_numbers *n)
{
	if (n->function == MTR_FUNCTION_MI_Application_NewSession)
		return begin_session(b, packet, n);
	if (starts_operation(n->function))
		return begin_op(b, store, packet, n);
	if (n->function == MTR_FUNCTION_MI_Application_NewDeserializer)
		return begin_deserializer(b, packet, n);
	if (n->function == MTR_FUNCTION_MI_Application_NewHostedProvider)
		return begin_provider(b, packet, n);
	if (n->function == MTR_FUNCTION_MI_HostedProvider_Close)
		return begin_provider_close(b, n);
	if (n->function == MTR_FUNCTION_MI_Session_Close)
		return n->session ? cancel_all(b, packet, n) : 0;
	if (n->function == MTR_FUNCTION_MI_Application_Close)
		return n->application ? cancel_all(b, packet, n) : 0;
	return begin_operation_call(b, packet, n);
}

static int end_call(struct builder *b, const struct replay_scanned *packet, const struct packet_numbers *n)
{
	struct open_call call;

	if (!close_call(b, n->parent, &call))
		return 0;
	switch (call.what) {
	case OPEN_SESSION:
		return end_session(b, packet, n, call.index);
	case OPEN_START:
		b->index->ops[call.index].started = true;
		if (n->table == MTR_TABLE_TABLE_FAILED)
			refuse(b, &b->index->ops[call.index], INVALID_PARAMETER);
		return add_op_step(&b->index->ops[call.index], n, step_at(packet->place, REPLAY_STEP_STARTED));
	case OPEN_GETTER:
		return end_getter(b, packet, n, call.index);
	case OPEN_DESERIALIZER:
		if (!n->result)
			b->index->reads_xml = true;
		return 0;
	case OPEN_PROVIDER:
		return end_provider(b, packet, n, call.index);
	case OPEN_PROVIDER_CLOSE:
		b->index->providers[call.index].close_result = (uint32_t)n->result;
		return 0;
	}
	return 0;
}

static bool is_result(uint64_t kind)
{
	return kind >= MTR_CALLBACK_KIND_MI_OperationCallbacks_instanceResult &&
	       kind <= MTR_CALLBACK_KIND_MI_OperationCallbacks_classResult;
}

static bool asks(uint64_t kind)
{
	return kind == MTR_CALLBACK_KIND_MI_OperationCallbacks_promptUser ||
	       kind == MTR_CALLBACK_KIND_MI_OperationCallbacks_writeError;
}

static int begin_session_callback(struct builder *b, const struct replay_scanned *packet,
				  const struct packet_numbers *n)
{
	const struct open_call *call = n->parent ? mtr_id_map_get(&b->open, n->parent) : NULL;

	if (!call || call->what != OPEN_SESSION)
		return 0;
	return add_step(&b->index->sessions[call->index].callbacks, step_at(packet->place, REPLAY_STEP_CALLBACK));
}

/*
 * A start that was refused hands back the client's own handle, with an error, nothing to acknowledge, and nothing before
 * it.
 */
static bool is_refusal(const struct recorded_op *op, const struct packet_numbers *n, const struct replay_step *step)
{
	return n->result && n->handle == MTR_HANDLE_RELATION_RELATION_CLIENTS && !n->answerable &&
	       step->thread == REPLAY_THREAD_CALLER && !op->steps.count;
}

static int begin_callback(struct builder *b, const struct replay_scanned *packet, const struct packet_numbers *n)
{
	struct recorded_op *op = find_op(b, n->operation);
	struct replay_step step = step_at(packet->place, REPLAY_STEP_CALLBACK);

	if (n->function == MTR_CALLBACK_KIND_MI_SessionCallbacks_writeMessage ||
	    n->function == MTR_CALLBACK_KIND_MI_SessionCallbacks_writeError)
		return begin_session_callback(b, packet, n);
	if (!op || op->final)
		return 0;
	step.thread = op->thread == n->thread && !op->started ? REPLAY_THREAD_CALLER
							      : index_threads_number(&b->threads, n->thread, n->seq);
	step.asks = asks(n->function);
	step.result = is_result(n->function);
	step.final = op->final = step.result && !n->more; /* forgotten when the callback has returned */
	if (step.final && is_refusal(op, n, &step))
		refuse(b, op, (uint32_t)n->result);
	op->redacted += count_tokens(packet);
	if (mtr_id_map_set(&b->callbacks, n->seq, as_pointer((size_t)(op - b->index->ops))))
		return out_of_memory();
	return add_op_step(op, n, step);
}

static int end_callback(struct builder *b, const struct replay_scanned *packet, const struct packet_numbers *n)
{
	struct recorded_op *op = find_op(b, n->operation);

	if (n->parent)
		mtr_id_map_remove(&b->callbacks, n->parent);
	if (!op)
		return 0;
	if (op->final && is_result(n->function))
		end_op(b, op);
	return add_op_step(op, n, step_at(packet->place, REPLAY_STEP_RETURNED));
}

static int take_packet(void *context, struct replay_store *store, const struct replay_scanned *packet)
{
	struct packet_numbers n = replay_packet_numbers(packet->data, packet->size);
	struct builder *b = context;

	b->index->events += n.seq != 0;
	if (n.seq)
		b->index->last_seq = n.seq;
	switch (n.body) {
	case MTR_PACKET_CALL_BEGIN:
		return begin_call(b, store, packet, &n);
	case MTR_PACKET_CALL_END:
		return end_call(b, packet, &n);
	case MTR_PACKET_CALLBACK_BEGIN:
		return begin_callback(b, packet, &n);
	case MTR_PACKET_CALLBACK_END:
		return end_callback(b, packet, &n);
	case MTR_PACKET_END:
		b->index->finished = true;
		return 0;
	default:
		return 0;
	}
}

int replay_index_lane(const struct replay_index *index, unsigned thread)
{
	return index->lanes[thread < REPLAY_THREAD_CALLER ? thread : 0];
}

/* --- open and close ---------------------------------------------------------------------------------------------- */

static void end_builder(struct builder *b)
{
	size_t at = 0;
	void *call;

	while ((call = mtr_id_map_next(&b->open, &at)))
		free(call);
	mtr_id_map_end(&b->open);
	mtr_id_map_end(&b->ops);
	mtr_id_map_end(&b->sessions);
	mtr_id_map_end(&b->callbacks);
	index_threads_end(&b->threads);
	mtr_arena_end(&b->arena);
}

int replay_index_open(const char *path, const struct replay_index_keys *keys, struct replay_index *ret,
		      struct replay_store **ret_store)
{
	struct builder b = {.index = ret, .keys = keys};
	int err;

	memset(ret, 0, sizeof(*ret));
	mtr_arena_begin(&b.arena, KEY_MEMORY);
	err = replay_store_open(path, take_packet, &b, ret_store);
	if (!err)
		index_threads_colour(&b.threads, ret->lanes);
	else
		replay_index_close(ret);
	end_builder(&b);
	return err;
}

void replay_index_close(struct replay_index *index)
{
	for (size_t i = 0; i < index->nr_sessions; i++) {
		free(index->sessions[i].callbacks.at);
		free(index->sessions[i].route.protocol.data);
		free(index->sessions[i].route.destination.data);
	}
	for (size_t i = 0; i < index->nr_ops; i++)
		free(index->ops[i].steps.at);
	free(index->sessions);
	free(index->providers);
	free(index->ops);
	memset(index, 0, sizeof(*index));
}
