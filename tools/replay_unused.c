/* See replay_unused.h. */
#include "replay_unused.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "fail.h"
#include "id_map.h"
#include "reader.h"
#include "track.h"

struct search {
	struct replay_unused *unused;
	struct mtr_reader *reader;
	const uint64_t *used;
	size_t nr_used;
	struct mtr_id_map by_begin; /* seq of the begin -> its index + 1 */
	struct mtr_id_map by_op;    /* operation id -> the same */
};

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

static int length(const ProtobufCBinaryData *data)
{
	return data->len < 200 ? (int)data->len : 200;
}

static char *describe(const struct search *s, const Mitrace__Call *call)
{
	const ProtobufCEnumValue *function =
		protobuf_c_enum_descriptor_get_value(&mitrace__function__descriptor, call->function);
	const Mitrace__Class *class = call->instance ? mtr_reader_class(s->reader, call->instance) : NULL;
	const ProtobufCBinaryData *what = &call->class_name;
	char *text;

	if (!what->len && class)
		what = &class->name;
	if (!what->len)
		what = &call->query_expression;
	if (asprintf(&text, "%s(%.*s%s%.*s)", function ? function->name : "?", length(&call->namespace_name),
		     (const char *)call->namespace_name.data, what->len ? ", " : "", length(what),
		     (const char *)what->data) < 0)
		return NULL;
	return text;
}

static int add(struct search *s, uint64_t seq, const Mitrace__Call *call)
{
	struct replay_unused *u = s->unused;
	struct replay_unused_op *ops = reallocarray(u->ops, u->count + 1, sizeof(*ops));
	void *number;

	if (!ops)
		return mtr_fail(-ENOMEM, "out of memory");
	u->ops = ops;
	ops[u->count] = (struct replay_unused_op){seq, describe(s, call)};
	number = (void *)(uintptr_t)++u->count;
	if (!ops[u->count - 1].text || mtr_id_map_set(&s->by_begin, seq, number) ||
	    (call->operation && mtr_id_map_set(&s->by_op, call->operation, number)))
		return mtr_fail(-ENOMEM, "out of memory");
	return 0;
}

/* It turned out to have been refused. */
static void forget(struct search *s, const struct mtr_id_map *map, uint64_t id)
{
	uintptr_t number = id ? (uintptr_t)mtr_id_map_get(map, id) : 0;

	if (number)
		s->unused->ops[number - 1].seq = 0;
}

static int take(struct search *s, const Mitrace__Packet *packet)
{
	if (packet->body_case == MITRACE__PACKET__BODY_CALL_BEGIN) {
		const Mitrace__Call *call = packet->call_begin;

		if (!mtr_function_starts_operation((int32_t)call->function) ||
		    bsearch(&packet->seq, s->used, s->nr_used, sizeof(*s->used), by_value))
			return 0;
		if (call->has_handle_state && call->handle_state != MITRACE__HANDLE_STATE__HANDLE_KNOWN &&
		    call->handle_state != MITRACE__HANDLE_STATE__HANDLE_UNKNOWN)
			return 0;
		return add(s, packet->seq, call);
	}
	if (packet->body_case == MITRACE__PACKET__BODY_CALL_END &&
	    packet->call_end->table == MITRACE__TABLE__TABLE_FAILED)
		forget(s, &s->by_begin, packet->parent);
	if (packet->body_case == MITRACE__PACKET__BODY_CALLBACK_BEGIN &&
	    packet->callback_begin->handle == MITRACE__HANDLE_RELATION__RELATION_CLIENTS &&
	    packet->callback_begin->result && !packet->callback_begin->answerable)
		forget(s, &s->by_op, packet->callback_begin->operation);
	return 0;
}

static void drop_forgotten(struct replay_unused *u, size_t from)
{
	size_t kept = from;

	for (size_t i = from; i < u->count; i++) {
		if (u->ops[i].seq)
			u->ops[kept++] = u->ops[i];
		else
			free(u->ops[i].text);
	}
	u->count = kept;
}

int replay_unused_add(struct replay_unused *unused, const char *trace, const uint64_t *used, size_t count)
{
	struct search s = {.unused = unused, .used = used, .nr_used = count};
	const Mitrace__Packet *packet;
	size_t from = unused->count;
	int got = mtr_reader_open(trace, NULL, &s.reader);

	if (got)
		return got;
	while ((got = mtr_reader_next(s.reader, &packet)) == 1) {
		got = take(&s, packet);
		if (got)
			break;
	}
	drop_forgotten(unused, from);
	mtr_reader_close(s.reader);
	mtr_id_map_end(&s.by_begin);
	mtr_id_map_end(&s.by_op);
	return got;
}

void replay_unused_free(struct replay_unused *unused)
{
	for (size_t i = 0; i < unused->count; i++)
		free(unused->ops[i].text);
	free(unused->ops);
	*unused = (struct replay_unused){0};
}
