/*
 * Records stand in a map (to find them) and in a list by age (to forget the oldest). A finished operation stays
 * a while: an acknowledgement may come after its last result and its close.
 */
#include "track.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "fail.h"
#include "id_map.h"

enum {
	OPS_MAX = 32768,     /* operations known at once */
	FINISHED_MAX = 1024, /* of them, finished ones */
	OPEN_MAX = 32768,    /* calls in flight */
	NAME_MAX_KEPT = 255, /* bytes of a class name */
	SCHEMAS_MAX = 16384,
};

struct thread {
	uint64_t overhead; /* of all its events so far */
};

struct op_list {
	struct mtr_op *oldest, *newest;
	size_t count;
};

struct mtr_track {
	struct mtr_id_map ops, opens, threads, schemas; /* schemas: id to name (char *) */
	struct op_list running, finished;
	struct mtr_open *oldest, *newest, *ended; /* ended: handed out last, freed at the next packet */
	size_t nr_open;
	size_t op_data;
	void (*forget)(void *context, struct mtr_op *op);
	void *forget_context;
};

static int no_memory(void)
{
	return mtr_fail(-ENOMEM, "no memory to follow the operations of the trace");
}

bool mtr_function_starts_operation(int32_t function)
{
	return function >= MITRACE__FUNCTION__MI_Session_GetInstance &&
	       function <= MITRACE__FUNCTION__MI_Session_TestConnection;
}

const char *mtr_function_name(int32_t function)
{
	const ProtobufCEnumValue *value =
		protobuf_c_enum_descriptor_get_value(&mitrace__function__descriptor, function);

	return value && function ? value->name : NULL;
}

bool mtr_function_gets_result(int32_t function)
{
	return function >= MITRACE__FUNCTION__MI_Operation_GetInstance &&
	       function <= MITRACE__FUNCTION__MI_Operation_GetClass;
}

/* Bits 4, 5 and 6: instanceResult, indicationResult, classResult. */
uint32_t mtr_function_result_callback(int32_t function)
{
	switch (function) {
	case MITRACE__FUNCTION__MI_Session_Subscribe:
		return 1u << 5;
	case MITRACE__FUNCTION__MI_Session_GetClass:
	case MITRACE__FUNCTION__MI_Session_EnumerateClasses:
		return 1u << 6;
	default:
		return 1u << 4;
	}
}

bool mtr_callback_brings_result(int32_t kind)
{
	return kind == MITRACE__CALLBACK_KIND__MI_OperationCallbacks_instanceResult ||
	       kind == MITRACE__CALLBACK_KIND__MI_OperationCallbacks_indicationResult ||
	       kind == MITRACE__CALLBACK_KIND__MI_OperationCallbacks_classResult;
}

/* ---- operations */

static void list_add(struct op_list *list, struct mtr_op *op)
{
	op->newer = NULL;
	op->older = list->newest;
	*(list->newest ? &list->newest->newer : &list->oldest) = op;
	list->newest = op;
	list->count++;
}

static void list_remove(struct op_list *list, struct mtr_op *op)
{
	*(op->older ? &op->older->newer : &list->oldest) = op->newer;
	*(op->newer ? &op->newer->older : &list->newest) = op->older;
	list->count--;
}

static bool is_finished(const struct mtr_op *op)
{
	return op->failed || (op->closed && (op->final || op->synchronous));
}

static void free_op(struct mtr_op *op)
{
	free(op->class_name);
	free(op);
}

static void forget_op(struct mtr_track *t, struct op_list *list, struct mtr_op *op)
{
	if (t->forget)
		t->forget(t->forget_context, op);
	list_remove(list, op);
	mtr_id_map_remove(&t->ops, op->id);
	free_op(op);
}

/* Moves an operation that has finished, and forgets what is too much. Called before a packet is taken in. */
static void tidy_ops(struct mtr_track *t)
{
	while (t->finished.count > FINISHED_MAX)
		forget_op(t, &t->finished, t->finished.oldest);
	while (t->running.count > OPS_MAX) {
		t->running.oldest->evicted = true;
		forget_op(t, &t->running, t->running.oldest);
	}
}

static int get_op(struct mtr_track *t, uint64_t id, struct mtr_op **ret)
{
	struct mtr_op *op = mtr_id_map_get(&t->ops, id);

	if (!op && id) {
		op = calloc(1, sizeof(*op) + t->op_data);
		if (!op)
			return no_memory();
		op->id = id;
		op->data = t->op_data ? op + 1 : NULL;
		if (mtr_id_map_set(&t->ops, id, op)) {
			free(op);
			return no_memory();
		}
		list_add(&t->running, op);
	}
	*ret = op;
	return 0;
}

/* A hostile trace may start a finished operation again: which list it is in is kept, not told from its state. */
static void retire_finished(struct mtr_track *t, struct mtr_op *op)
{
	if (op->retired || !is_finished(op))
		return;
	op->retired = true;
	list_remove(&t->running, op);
	list_add(&t->finished, op);
}

/* ---- names of classes */

const char *mtr_track_class_name(const struct mtr_track *t, const Mitrace__Instance *instance, size_t *ret_len)
{
	const char *name;

	if (!instance)
		return NULL;
	if (instance->class_) {
		*ret_len = instance->class_->name.len;
		return instance->class_->has_name ? (const char *)instance->class_->name.data : NULL;
	}
	name = mtr_id_map_get(&t->schemas, instance->schema);
	if (name)
		*ret_len = strlen(name);
	return name;
}

static int learn_schema(struct mtr_track *t, const Mitrace__Schema *schema)
{
	char *name;

	if (!schema->id || !schema->class_ || !schema->class_->has_name || t->schemas.count >= SCHEMAS_MAX ||
	    mtr_id_map_get(&t->schemas, schema->id))
		return 0;
	name = strndup((const char *)schema->class_->name.data,
		       schema->class_->name.len < NAME_MAX_KEPT ? schema->class_->name.len : NAME_MAX_KEPT);
	if (!name || mtr_id_map_set(&t->schemas, schema->id, name)) {
		free(name);
		return no_memory();
	}
	return 0;
}

/* The word after FROM in a query. */
static const char *class_in_query(const ProtobufCBinaryData *query, size_t *ret_len)
{
	const char *text = (const char *)query->data, *end = text + query->len, *at, *word;

	for (at = text; end - at > 6; at++) {
		if (!isspace((unsigned char)at[0]) || strncasecmp(at + 1, "from", 4) != 0 ||
		    !isspace((unsigned char)at[5]))
			continue;
		for (at += 6; at < end && isspace((unsigned char)*at); at++)
			;
		for (word = at; at < end && !isspace((unsigned char)*at); at++)
			;
		*ret_len = (size_t)(at - word);
		return word;
	}
	return NULL;
}

static int name_class(struct mtr_track *t, struct mtr_op *op, const Mitrace__Call *call)
{
	const char *name = NULL;
	size_t len = 0;

	if (call->has_class_name) {
		name = (const char *)call->class_name.data;
		len = call->class_name.len;
	} else if (call->instance) {
		name = mtr_track_class_name(t, call->instance, &len);
	} else if (call->has_query_expression && call->query_expression.len) {
		name = class_in_query(&call->query_expression, &len);
	}
	if (!name || op->class_name)
		return 0;
	op->class_name = strndup(name, len < NAME_MAX_KEPT ? len : NAME_MAX_KEPT);
	return op->class_name ? 0 : no_memory();
}

/* ---- calls and callbacks in flight */

static void remove_open(struct mtr_track *t, struct mtr_open *open)
{
	*(open->older ? &open->older->newer : &t->oldest) = open->newer;
	*(open->newer ? &open->newer->older : &t->newest) = open->older;
	t->nr_open--;
	mtr_id_map_remove(&t->opens, open->seq);
}

static int add_open(struct mtr_track *t, const Mitrace__Packet *packet, struct mtr_open **ret)
{
	const struct mtr_open *parent;
	struct mtr_open *open = mtr_id_map_get(&t->opens, packet->seq);

	if (open) { /* no recorder gives a number twice */
		remove_open(t, open);
		free(open);
	}
	parent = mtr_id_map_get(&t->opens, packet->parent); /* only now: a packet may name itself */
	open = calloc(1, sizeof(*open));
	if (!open || mtr_id_map_set(&t->opens, packet->seq, open)) {
		free(open);
		return no_memory();
	}
	open->seq = packet->seq;
	open->time = packet->time;
	open->parent = packet->parent;
	open->thread = packet->thread;
	open->callback = packet->body_case == MITRACE__PACKET__BODY_CALLBACK_BEGIN;
	open->depth = parent ? parent->depth + 1 : 0;
	open->indent = parent ? parent->indent + 1 : open->callback;
	open->charged = parent ? parent->charged : 0;
	open->older = t->newest;
	*(t->newest ? &t->newest->newer : &t->oldest) = open;
	t->newest = open;
	t->nr_open++;
	*ret = open;
	return 0;
}

static int get_thread(struct mtr_track *t, uint32_t id, struct thread **ret)
{
	/* Thread 0 is a packet without a thread; the map has no key 0. */
	struct thread *thread = mtr_id_map_get(&t->threads, (uint64_t)id + 1);

	if (!thread) {
		thread = calloc(1, sizeof(*thread));
		if (!thread || mtr_id_map_set(&t->threads, (uint64_t)id + 1, thread)) {
			free(thread);
			return no_memory();
		}
	}
	*ret = thread;
	return 0;
}

/* The recorder's time in an event delays what its operation, or the one around it, is waited for. */
static void charge(struct mtr_track *t, const Mitrace__Packet *packet, struct mtr_open *open, struct mtr_op *op)
{
	if (open && op)
		open->charged = op->id;
	if (!op && open)
		op = mtr_id_map_get(&t->ops, open->charged);
	if (op)
		op->time.overhead += packet->overhead;
}

static int begin_event(struct mtr_track *t, const Mitrace__Packet *packet, struct mtr_tracked *ret)
{
	struct mtr_open *open = NULL;
	struct thread *thread;
	int err = 0;

	if (packet->seq)
		err = add_open(t, packet, &open);
	if (err || !packet->seq)
		return err;
	err = get_thread(t, packet->thread, &thread);
	if (err)
		return err;
	open->overhead = thread->overhead;
	thread->overhead += packet->overhead;
	ret->open = open;
	return 0;
}

static int end_event(struct mtr_track *t, const Mitrace__Packet *packet, struct mtr_tracked *ret)
{
	struct mtr_open *open = mtr_id_map_get(&t->opens, packet->parent);
	struct thread *thread;
	int err = get_thread(t, packet->thread, &thread);

	if (err)
		return err;
	if (open && open->callback == (packet->body_case == MITRACE__PACKET__BODY_CALLBACK_END)) {
		ret->duration = mtr_time_since(open->time, packet->time, thread->overhead - open->overhead);
		ret->ends = true;
		ret->open = open;
		remove_open(t, open);
		t->ended = open;
	}
	thread->overhead += packet->overhead;
	return 0;
}

/* ---- packets */

static int call_begin(struct mtr_track *t, const Mitrace__Packet *packet, struct mtr_tracked *ret)
{
	const Mitrace__Call *call = packet->call_begin;
	struct mtr_open *open;
	int err = begin_event(t, packet, ret);

	if (!err)
		err = get_op(t, call->operation, &ret->op);
	if (err)
		return err;
	ret->session = call->session;
	if (ret->op && mtr_function_starts_operation(call->function)) {
		ret->op->begin = packet->seq;
		ret->op->time.begin = packet->time;
		ret->op->function = (uint32_t)call->function;
		ret->op->session = call->session;
		ret->op->application = call->application;
		ret->op->synchronous = !(call->callbacks & mtr_function_result_callback((int32_t)call->function));
		err = name_class(t, ret->op, call);
	}
	if (ret->op) {
		ret->op->closed = ret->op->closed || call->function == MITRACE__FUNCTION__MI_Operation_Close;
		retire_finished(t, ret->op);
		if (!ret->session)
			ret->session = ret->op->session;
	}
	open = mtr_id_map_get(&t->opens, packet->seq);
	if (open) {
		open->what = (int32_t)call->function;
		open->op = call->operation;
		open->session = ret->session;
	}
	charge(t, packet, open, ret->op);
	return err;
}

static void note_result(struct mtr_op *op, const Mitrace__Packet *packet, bool last)
{
	mtr_op_time_result(&op->time, packet->time, op->results++);
	op->final = op->final || last;
}

/*
 * A client that is told of one result at most need not ask whether there are more. Of others, NULL where an object was asked
 * for tells that there are none.
 */
static bool is_last(const struct mtr_op *op, const Mitrace__Call *call)
{
	if (call->has_more_results)
		return !call->more_results;
	switch (op->function) {
	case MITRACE__FUNCTION__MI_Session_EnumerateInstances:
	case MITRACE__FUNCTION__MI_Session_QueryInstances:
	case MITRACE__FUNCTION__MI_Session_AssociatorInstances:
	case MITRACE__FUNCTION__MI_Session_ReferenceInstances:
	case MITRACE__FUNCTION__MI_Session_EnumerateClasses:
	case MITRACE__FUNCTION__MI_Session_Subscribe:
		return !call->instance && !call->class_;
	default:
		return true;
	}
}

static int call_end(struct mtr_track *t, const Mitrace__Packet *packet, struct mtr_tracked *ret)
{
	const Mitrace__Call *call = packet->call_end;
	int err = end_event(t, packet, ret);

	if (!err)
		err = get_op(t, call->operation ? call->operation : ret->open ? ret->open->op : 0, &ret->op);
	if (err)
		return err;
	ret->session = call->session ? call->session : ret->open ? ret->open->session : 0;
	if (ret->op) {
		if (mtr_function_starts_operation(call->function)) {
			ret->op->failed = call->has_table && call->table == MITRACE__TABLE__TABLE_FAILED;
			if (!ret->op->session)
				ret->op->session = ret->session;
		}
		if (mtr_function_gets_result((int32_t)call->function) && call->result == 0)
			note_result(ret->op, packet, is_last(ret->op, call));
		retire_finished(t, ret->op);
		if (!ret->session)
			ret->session = ret->op->session;
	}
	charge(t, packet, t->ended, ret->op);
	return 0;
}

static int callback_begin(struct mtr_track *t, const Mitrace__Packet *packet, struct mtr_tracked *ret)
{
	const Mitrace__Callback *callback = packet->callback_begin;
	struct mtr_open *open;
	int err = begin_event(t, packet, ret);

	if (!err)
		err = get_op(t, callback->operation, &ret->op);
	if (err)
		return err;
	ret->session = callback->session;
	if (ret->op) {
		if (mtr_callback_brings_result((int32_t)callback->kind))
			note_result(ret->op, packet, !callback->more_results);
		retire_finished(t, ret->op);
		if (!ret->session)
			ret->session = ret->op->session;
	}
	open = mtr_id_map_get(&t->opens, packet->seq);
	if (open) {
		open->what = (int32_t)callback->kind;
		open->op = callback->operation;
		open->session = ret->session;
	}
	charge(t, packet, open, ret->op);
	return 0;
}

static int callback_end(struct mtr_track *t, const Mitrace__Packet *packet, struct mtr_tracked *ret)
{
	int err = end_event(t, packet, ret);

	if (err)
		return err;
	err = get_op(t,
		     packet->callback_end->operation ? packet->callback_end->operation
		     : ret->open                     ? ret->open->op
						     : 0,
		     &ret->op);
	ret->session = ret->open && ret->open->session ? ret->open->session : ret->op ? ret->op->session : 0;
	if (!err)
		charge(t, packet, t->ended, ret->op);
	return err;
}

int mtr_track_packet(struct mtr_track *t, const Mitrace__Packet *packet, struct mtr_tracked *ret)
{
	memset(ret, 0, sizeof(*ret));
	free(t->ended);
	t->ended = NULL;
	tidy_ops(t);
	if (t->nr_open > OPEN_MAX) {
		t->ended = t->oldest;
		remove_open(t, t->oldest);
		free(t->ended);
		t->ended = NULL;
	}
	switch (packet->body_case) {
	case MITRACE__PACKET__BODY_CALL_BEGIN:
		return call_begin(t, packet, ret);
	case MITRACE__PACKET__BODY_CALL_END:
		return call_end(t, packet, ret);
	case MITRACE__PACKET__BODY_CALLBACK_BEGIN:
		return callback_begin(t, packet, ret);
	case MITRACE__PACKET__BODY_CALLBACK_END:
		return callback_end(t, packet, ret);
	case MITRACE__PACKET__BODY_SCHEMA:
		return learn_schema(t, packet->schema);
	default:
		return 0;
	}
}

const struct mtr_open *mtr_track_next_open(const struct mtr_track *t, const struct mtr_open *open)
{
	return open ? open->newer : t->oldest;
}

const struct mtr_op *mtr_track_next_op(const struct mtr_track *t, const struct mtr_op *op)
{
	return op ? op->newer : t->running.oldest;
}

int mtr_track_new(struct mtr_track **ret)
{
	*ret = calloc(1, sizeof(**ret));
	return *ret ? 0 : no_memory();
}

void mtr_track_keep(struct mtr_track *t, size_t op_data, void (*forget)(void *context, struct mtr_op *op),
		    void *context)
{
	t->op_data = op_data;
	t->forget = forget;
	t->forget_context = context;
}

void mtr_track_forget_all(struct mtr_track *t)
{
	while (t->finished.oldest)
		forget_op(t, &t->finished, t->finished.oldest);
	while (t->running.oldest)
		forget_op(t, &t->running, t->running.oldest);
}

static void free_values(struct mtr_id_map *map)
{
	size_t at = 0;
	void *value;

	while ((value = mtr_id_map_next(map, &at)))
		free(value);
	mtr_id_map_end(map);
}

void mtr_track_free(struct mtr_track *t)
{
	struct mtr_op *op;
	size_t at = 0;

	if (!t)
		return;
	while ((op = mtr_id_map_next(&t->ops, &at)))
		free_op(op);
	mtr_id_map_end(&t->ops);
	free_values(&t->opens);
	free_values(&t->threads);
	free_values(&t->schemas);
	free(t->ended);
	free(t);
}
