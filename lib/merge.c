/*
 * One reader per trace, the packet of each that comes next in hand. Numbers of objects are spread out (trace k of n gets
 * k, k + n, k + 2n ...), so that nothing need be remembered of them; numbers of events are, as long as something can
 * refer to them.
 */
#include "merge.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "fail.h"
#include "fields.h"
#include "id_map.h"
#include "mitrace.pb-c.h"
#include "pack.h"
#include "reader.h"

enum {
	REMEMBERED = 65536
}; /* events of a trace that have ended and may still be referred to */

struct source {
	struct mtr_reader *reader;
	const Mitrace__Packet *packet; /* next; NULL: at its end */
	uint64_t order;                /* time or number that decides its turn; never falls */
	uint64_t shift;                /* ns its clock started after the earliest */
	struct mtr_id_map events;      /* old number to new one */
	uint64_t ended[REMEMBERED];    /* old numbers, a ring */
	size_t nr_ended;
	uint64_t damaged;
};

struct merge {
	struct source *sources[MTR_MERGE_MAX];
	size_t nr;
	bool parts; /* of one trace */
	struct mtr_pack *pack;
	struct mtr_arena arena; /* the header's */
	uint64_t seq;
	Mitrace__End end;
};

static void on_damage(void *context, const struct mtr_damage *damage)
{
	struct source *source = context;

	(void)damage;
	source->damaged++;
}

/* ---- numbers */

static uint64_t spread(const struct merge *m, size_t k, uint64_t id)
{
	return id ? (id - 1) * m->nr + k + 1 : 0;
}

static bool is_object(const char *field)
{
	static const char *const names[] = {"application",     "session",          "operation",
					    "hosted_provider", "callback_context", "schema",
					    "thread",          "library",          NULL};
	const char *const *name;

	for (name = names; *name && strcmp(*name, field) != 0; name++)
		;
	return *name != NULL;
}

static bool is_event(const char *field)
{
	return !strcmp(field, "parent") || !strcmp(field, "answers") || !strcmp(field, "inside_callback") ||
	       !strcmp(field, "completes");
}

/* Thread.id, Module.id, Schema.id. */
static bool is_own_number(const ProtobufCMessageDescriptor *type, const char *field)
{
	return !strcmp(field, "id") && (type == &mitrace__thread__descriptor || type == &mitrace__module__descriptor ||
					type == &mitrace__schema__descriptor);
}

static void renumber_field(const struct merge *m, size_t k, ProtobufCMessage *message,
			   const ProtobufCFieldDescriptor *field)
{
	char *member = (char *)message + field->offset;
	protobuf_c_boolean *has = (protobuf_c_boolean *)message + field->quantifier_offset;

	if (is_event(field->name) && field->type == PROTOBUF_C_TYPE_UINT64) {
		uint64_t *seq = (uint64_t *)(void *)member;

		*seq = (uint64_t)(uintptr_t)mtr_id_map_get(&m->sources[k]->events, *seq);
		*has = *seq != 0; /* what it refers to is not there any more */
	} else if (is_object(field->name) || is_own_number(message->descriptor, field->name)) {
		if (field->type == PROTOBUF_C_TYPE_UINT64)
			*(uint64_t *)(void *)member = spread(m, k, *(uint64_t *)(void *)member);
		else if (field->type == PROTOBUF_C_TYPE_UINT32)
			*(uint32_t *)(void *)member = (uint32_t)spread(m, k, *(uint32_t *)(void *)member);
	}
}

static void renumber(const struct merge *m, size_t k, ProtobufCMessage *message)
{
	unsigned i;

	for (i = 0; i < message->descriptor->n_fields; i++) {
		const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];
		void *member = (char *)message + field->offset;
		size_t count = mtr_field_count(message, field), at;

		if (!count)
			continue;
		if (field->type != PROTOBUF_C_TYPE_MESSAGE) {
			if (field->label != PROTOBUF_C_LABEL_REPEATED)
				renumber_field(m, k, message, field);
			continue;
		}
		if (field->label == PROTOBUF_C_LABEL_REPEATED)
			member = *(void **)member;
		for (at = 0; at < count; at++)
			renumber(m, k, ((ProtobufCMessage **)member)[at]);
	}
}

/* Old events that ended are forgotten after a while: an acknowledgement may come later than the callback's end. */
static void forget_later(struct source *source, uint64_t begin)
{
	uint64_t *slot = &source->ended[source->nr_ended++ % REMEMBERED];

	if (source->nr_ended > REMEMBERED)
		mtr_id_map_remove(&source->events, *slot);
	*slot = begin;
}

static int renumber_event(struct merge *m, size_t k, Mitrace__Packet *packet)
{
	struct source *source = m->sources[k];
	uint64_t old = packet->seq, parent = packet->parent;
	bool begin = packet->body_case == MITRACE__PACKET__BODY_CALL_BEGIN ||
		     packet->body_case == MITRACE__PACKET__BODY_CALLBACK_BEGIN;

	renumber(m, k, &packet->base);
	if (!packet->has_seq)
		return 0;
	packet->seq = ++m->seq;
	if (begin && old && mtr_id_map_set(&source->events, old, (void *)(uintptr_t)packet->seq))
		return mtr_fail(-ENOMEM, "no memory to merge traces");
	if (!begin && parent)
		forget_later(source, parent);
	return 0;
}

/* ---- sources */

static int advance(struct source *source, bool parts)
{
	int got;

	do {
		got = mtr_reader_next(source->reader, &source->packet);
	} while (got == 1 &&
		 (mtr_reader_repeated(source->reader) || source->packet->body_case == MITRACE__PACKET__BODY_HEADER));
	if (got != 1) {
		source->packet = NULL;
		return got;
	}
	if (source->packet->has_seq) {
		uint64_t order = parts ? source->packet->seq : source->packet->time + source->shift;

		source->order = order > source->order ? order : source->order;
	}
	return 0;
}

static int open_sources(struct merge *m, const char *const *paths)
{
	size_t k;
	int err = 0;

	for (k = 0; k < m->nr && !err; k++) {
		struct mtr_reader_options options = {.damaged = on_damage};

		m->sources[k] = calloc(1, sizeof(*m->sources[k]));
		if (!m->sources[k])
			return mtr_fail(-ENOMEM, "no memory to merge traces");
		options.context = m->sources[k];
		err = mtr_reader_open(paths[k], &options, &m->sources[k]->reader);
	}
	return err;
}

static bool same_id(const Mitrace__Header *a, const Mitrace__Header *b)
{
	return a->trace_id.len && a->trace_id.len == b->trace_id.len &&
	       !memcmp(a->trace_id.data, b->trace_id.data, a->trace_id.len);
}

static uint64_t started(const struct source *source)
{
	const Mitrace__Clock *clock = mtr_reader_header(source->reader)->clock;

	return clock ? clock->realtime : 0;
}

/* Whether they are parts of one trace, and by how much their clocks differ. */
static size_t compare_sources(struct merge *m)
{
	size_t k, earliest = 0;

	m->parts = true;
	for (k = 1; k < m->nr; k++) {
		m->parts = m->parts &&
			   same_id(mtr_reader_header(m->sources[0]->reader), mtr_reader_header(m->sources[k]->reader));
		if (started(m->sources[k]) < started(m->sources[earliest]))
			earliest = k;
	}
	for (k = 0; k < m->nr && !m->parts; k++)
		m->sources[k]->shift = started(m->sources[k]) - started(m->sources[earliest]);
	return m->parts ? 0 : earliest;
}

/* ---- the header */

static int add_setting(struct merge *m, Mitrace__Header *header, const char *name, const char *value)
{
	Mitrace__Setting **list = mtr_arena_alloc(&m->arena, (header->n_setting + 1) * sizeof(*list));
	Mitrace__Setting *setting = mtr_arena_alloc(&m->arena, sizeof(*setting));

	if (!list || !setting)
		return mtr_fail(-ENOMEM, "no memory for the header");
	mitrace__setting__init(setting);
	setting->has_name = setting->has_value = 1;
	setting->name = (ProtobufCBinaryData){strlen(name), mtr_arena_copy(&m->arena, name, strlen(name))};
	setting->value = (ProtobufCBinaryData){strlen(value), mtr_arena_copy(&m->arena, value, strlen(value))};
	if (header->n_setting)
		memcpy(list, header->setting, header->n_setting * sizeof(*list));
	list[header->n_setting++] = setting;
	header->setting = list;
	return setting->name.data && setting->value.data ? 0 : mtr_fail(-ENOMEM, "no memory for the header");
}

/* The identity of the merged trace follows from those of its sources. */
static void mix_ids(const struct merge *m, uint8_t *ret)
{
	size_t k, i;

	memset(ret, 0, 16);
	for (k = 0; k < m->nr; k++) {
		const ProtobufCBinaryData *id = &mtr_reader_header(m->sources[k]->reader)->trace_id;

		for (i = 0; i < id->len && i < 16; i++)
			ret[i] ^= (uint8_t)(id->data[i] + k);
	}
}

static int put_header(struct merge *m, size_t base)
{
	Mitrace__Header header = *mtr_reader_header(m->sources[base]->reader);
	Mitrace__Packet packet = MITRACE__PACKET__INIT;
	uint8_t id[16];
	size_t k;
	int err = 0;

	header.has_spool = 0;
	for (k = 0; k < m->nr && !m->parts && !err; k++) {
		const Mitrace__Process *process = mtr_reader_header(m->sources[k]->reader)->process;
		char text[512];

		if (!process)
			continue;
		snprintf(text, sizeof(text), "%" PRIu32 " %.*s", process->pid, (int)process->program.len,
			 (const char *)process->program.data);
		err = add_setting(m, &header, "merged", text);
	}
	if (!err && m->parts)
		err = add_setting(m, &header, "excerpt", "merged");
	if (!m->parts) {
		mix_ids(m, id);
		header.has_trace_id = 1;
		header.trace_id = (ProtobufCBinaryData){sizeof(id), id};
	}
	packet.body_case = MITRACE__PACKET__BODY_HEADER;
	packet.header = &header;
	return err ? err : mtr_pack_put(m->pack, &packet);
}

/* ---- the whole */

static void take_end(struct merge *m, const Mitrace__End *end)
{
	m->end.dropped += end->dropped;
	m->end.has_dropped = m->end.has_dropped || end->has_dropped;
}

/* The packet in hand of source @k. */
static int put_packet(struct merge *m, size_t k)
{
	struct source *source = m->sources[k];
	/* The reader made it for its caller alone. */
	Mitrace__Packet *packet = (Mitrace__Packet *)(uintptr_t)source->packet;
	int err = 0;

	if (packet->body_case == MITRACE__PACKET__BODY_END) {
		take_end(m, packet->end);
	} else if (m->parts) {
		/* What another part has given already comes with a number that is not above the last. */
		if (!packet->has_seq || packet->seq > m->seq)
			err = mtr_pack_put(m->pack, packet);
		m->seq = packet->has_seq && packet->seq > m->seq ? packet->seq : m->seq;
	} else {
		packet->time += packet->has_time ? source->shift : 0;
		err = renumber_event(m, k, packet);
		if (!err)
			err = mtr_pack_put(m->pack, packet);
	}
	return err ? err : advance(source, m->parts);
}

static int put_all(struct merge *m)
{
	size_t k, next;
	int err = 0;

	for (k = 0; k < m->nr && !err; k++)
		err = advance(m->sources[k], m->parts);
	while (!err) {
		for (next = m->nr, k = 0; k < m->nr; k++) {
			if (m->sources[k]->packet && (next == m->nr || m->sources[k]->order < m->sources[next]->order))
				next = k;
		}
		if (next == m->nr)
			return 0;
		err = put_packet(m, next);
	}
	return err;
}

static int check_damage(const struct merge *m, const char *const *paths)
{
	size_t k;

	for (k = 0; k < m->nr; k++) {
		if (m->sources[k]->damaged)
			return mtr_fail(-MTR_EDAMAGED,
					"%s is damaged; 'mitrace repack --damaged' keeps what can be read", paths[k]);
	}
	return 0;
}

static int finish(struct merge *m)
{
	m->end.has_reason = m->end.has_events = m->end.has_next_seq = 1;
	m->end.reason = MITRACE__END_REASON__END_TOOL;
	m->end.events = mtr_pack_events(m->pack);
	m->end.next_seq = m->seq + 1;
	return mtr_pack_finish(m->pack, &m->end);
}

int mtr_merge_traces(const char *const *paths, size_t nr, const char *out_path, bool force, uint64_t *ret_events)
{
	const struct mtr_pack_options options = {.force = force};
	struct merge *m = calloc(1, sizeof(*m));
	size_t k;
	int err = m ? 0 : mtr_fail(-ENOMEM, "no memory to merge traces");

	if (!err && (nr < 2 || nr > MTR_MERGE_MAX))
		err = mtr_fail(-MTR_EUSAGE, "2 to %d traces can be merged", MTR_MERGE_MAX);
	if (err) {
		free(m);
		return err;
	}
	m->nr = nr;
	mitrace__end__init(&m->end);
	mtr_arena_begin(&m->arena, 1 << 20);
	err = open_sources(m, paths);
	if (!err)
		err = mtr_pack_open(out_path, &options, &m->pack);
	if (!err)
		err = put_header(m, compare_sources(m));
	if (!err)
		err = put_all(m);
	if (!err)
		err = check_damage(m, paths);
	if (!err)
		err = finish(m);
	if (!err && ret_events)
		*ret_events = mtr_pack_events(m->pack);
	for (k = 0; k < nr && m->sources[k]; k++) {
		mtr_reader_close(m->sources[k]->reader);
		mtr_id_map_end(&m->sources[k]->events);
		free(m->sources[k]);
	}
	mtr_pack_free(m->pack);
	mtr_arena_end(&m->arena);
	free(m);
	return err;
}
