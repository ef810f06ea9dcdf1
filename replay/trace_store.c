/* See trace_store.h. */
#include "trace_store.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "encode_wire.h"
#include "fail.h"
#include "frame_store.h"
#include "id_map.h"
#include "mitrace_fields.h"
#include "packet_build.h"
#include "spool_beside.h"
#include "unpack.h"

enum {
	PACKET_MAX = 8 << 20,     /* of one that was written in chunks */
	SCHEMA_MEMORY = 64 << 20, /* of all classes together */
	TAIL_FRAME = 1 << 20,     /* bytes of a frame made of what is in the spool, about */
};

struct replay_store {
	char *path;
	struct mtr_arena kept; /* header and classes */
	struct mtr_id_map schemas;
	const Mitrace__Header *header;
	uint64_t last_seq; /* of the scan */
	uint64_t tail_seq; /* up to this one all have come from the spool before */
	uint64_t spool_damage;
	bool finished; /* the trace has its end */

	pthread_mutex_t lock; /* owns all below, once the scan is over */
	struct frame_store *frames;
	uint8_t *chunks; /* a large packet being put together */
	size_t chunks_size, chunks_room;
};

static const Mitrace__Header no_header = MITRACE__HEADER__INIT;

static int out_of_memory(const struct replay_store *s)
{
	return mtr_fail(-ENOMEM, "%s: out of memory", s->path);
}

/* --- chunks ------------------------------------------------------------------------------------------------------ */

/* What can be told of a packet without unpacking it. */
struct peeked {
	uint64_t seq;
	unsigned body; /* MTR_PACKET_...; 0: none */
	const uint8_t *data;
	size_t size;
};

static struct peeked peek(const uint8_t *data, size_t size)
{
	const uint8_t *end = data + size;
	struct peeked peeked = {0};
	struct mtr_wire_field field;
	int id;

	while (!peeked.body && (id = mtr_wire_next(&data, end, &field)) > 0) {
		if (id == MTR_PACKET_SEQ)
			peeked.seq = field.value;
		else if (id >= MTR_PACKET_CALL_BEGIN && id <= MTR_PACKET_END && field.wire_type == 2)
			peeked = (struct peeked){peeked.seq, (unsigned)id, field.data, (size_t)field.value};
	}
	return peeked;
}

/* Adds a chunk's data. 1 when it was the last one, 0 when more follow, negative on failure. */
static int add_chunk(struct replay_store *s, const struct peeked *chunk)
{
	const uint8_t *cur = chunk->data, *end = cur + chunk->size;
	struct mtr_wire_field field;
	bool last = false;
	int id;

	while ((id = mtr_wire_next(&cur, end, &field)) > 0) {
		if (id == MTR_CHUNK_INDEX && field.value == 0)
			s->chunks_size = 0;
		if (id == MTR_CHUNK_LAST)
			last = field.value;
		if (id != MTR_CHUNK_DATA || field.wire_type != 2 || !field.value)
			continue;
		if (field.value > PACKET_MAX - s->chunks_size)
			return mtr_fail(-MTR_ELIMIT, "%s: a packet is larger than a trace has them", s->path);
		if (field.value > s->chunks_room - s->chunks_size) {
			size_t room = (s->chunks_size + (size_t)field.value) * 2;
			uint8_t *chunks = realloc(s->chunks, room);

			if (!chunks)
				return out_of_memory(s);
			s->chunks = chunks;
			s->chunks_room = room;
		}
		memcpy(s->chunks + s->chunks_size, field.data, (size_t)field.value);
		s->chunks_size += (size_t)field.value;
	}
	return last;
}

/* --- the scan ---------------------------------------------------------------------------------------------------- */

/* Unpacks into memory that stays. NULL when there is no more of it, or the packet is malformed. */
static const Mitrace__Packet *keep(struct replay_store *s, const void *data, size_t size)
{
	void *copy = mtr_arena_copy(&s->kept, data, size);
	ProtobufCMessage *message = NULL;

	if (!copy || mtr_unpack(&mitrace__packet__descriptor, copy, size, &s->kept, &message))
		return NULL;
	return (const Mitrace__Packet *)message;
}

static uint64_t schema_id(const struct peeked *schema)
{
	const uint8_t *cur = schema->data;
	struct mtr_wire_field field;
	int id;

	while ((id = mtr_wire_next(&cur, schema->data + schema->size, &field)) > 0)
		if (id == MTR_SCHEMA_ID)
			return field.value;
	return 0;
}

/* Schemas repeat in every frame that needs them: the first one is kept. */
static int keep_knowledge(struct replay_store *s, const struct peeked *body, const void *data, size_t size)
{
	const Mitrace__Packet *packet;

	if (body->body == MTR_PACKET_SCHEMA) {
		uint64_t id = schema_id(body);

		if (!id || mtr_id_map_get(&s->schemas, id))
			return 0;
		packet = keep(s, data, size);
		if (packet && packet->schema->class_ && mtr_id_map_set(&s->schemas, id, packet->schema->class_))
			return out_of_memory(s);
	} else if (body->body == MTR_PACKET_HEADER && s->header == &no_header) {
		packet = keep(s, data, size);
		if (packet)
			s->header = packet->header;
	}
	return 0;
}

struct scan {
	int (*packet)(void *context, struct replay_store *store, const struct replay_scanned *packet);
	void *context;
	struct replay_place chunks_begin;
};

static int scan_packet(struct replay_store *s, struct scan *scan, struct replay_scanned packet)
{
	struct peeked body = peek(packet.data, packet.size);
	int err;

	if (body.seq && body.seq <= s->tail_seq)
		return 0; /* came from the spool before it came in a frame */
	if (body.body == MTR_PACKET_CHUNK) {
		if (!s->chunks_size)
			scan->chunks_begin = packet.place;
		err = add_chunk(s, &body);
		if (err != 1)
			return err;
		if (!s->chunks_size)
			return 0; /* no packet */
		packet.place = scan->chunks_begin;
		packet.data = s->chunks;
		packet.size = s->chunks_size;
		s->chunks_size = 0;
		body = peek(packet.data, packet.size);
	}
	if (body.seq)
		s->last_seq = body.seq;
	s->finished |= body.body == MTR_PACKET_END;
	err = keep_knowledge(s, &body, packet.data, packet.size);
	return err ? err : scan->packet(scan->context, s, &packet);
}

static int scan_frame(struct replay_store *s, struct scan *scan, const struct frame_content *frame)
{
	const uint8_t *cur = frame->data, *end = cur + frame->size;
	struct mtr_wire_field field;
	int id, err = 0;

	while (!err) {
		struct replay_scanned packet = {.place = {frame->number, (uint32_t)(cur - frame->data)}};

		id = mtr_wire_next(&cur, end, &field);
		if (id <= 0)
			break;
		packet.data = field.data;
		packet.size = (size_t)field.value;
		if (id == MTR_TRACE_PACKET && field.wire_type == 2)
			err = scan_packet(s, scan, packet);
	}
	return err;
}

static int scan_file(struct replay_store *s, struct scan *scan)
{
	struct frame_content frame;
	int got;

	while ((got = frame_store_next(s->frames, &frame)) == 1) {
		got = scan_frame(s, scan, &frame);
		if (got)
			return got;
	}
	return got;
}

/* --- the tail ---------------------------------------------------------------------------------------------------- */

/*
 * Takes packets of the spool, as many as a frame has. 1 with them, 0: there are none. *ret_grown: the file has what
 * follows them. They stay in memory: no more than the rings of a recording hold.
 */
static int take_tail(struct replay_store *s, struct mtr_spool_reader *spool, struct frame_content *ret, bool *ret_grown)
{
	uint8_t *data = malloc(TAIL_FRAME + MTR_PACKET_MAX + 16), *end = data;
	uint64_t seq = s->last_seq, current = seq;
	struct mtr_spool_packet packet;
	int got = 0;

	if (!data)
		return out_of_memory(s);
	while (end - data < TAIL_FRAME && (got = mtr_spool_reader_next(spool, seq, &packet))) {
		if (got == -MTR_EDAMAGED)
			s->spool_damage++;
		if (got != 1 && got != -MTR_EDAMAGED)
			break;
		if (got != 1)
			continue;
		if (packet.seq && packet.seq != current) {
			seq = current; /* not before all chunks of an event are taken */
			current = packet.seq;
		}
		end = mtr_put_varint(mtr_put_tag(end, MTR_TRACE_PACKET, 2), packet.size);
		memcpy(end, packet.data, packet.size);
		end += packet.size;
	}
	*ret_grown = got == -EAGAIN;
	if (end == data || (got < 0 && got != -EAGAIN)) {
		free(data);
		return got == -EAGAIN ? 0 : got;
	}
	got = frame_store_add(s->frames, data, (size_t)(end - data), ret);
	return got ? got : 1;
}

static int scan_grown(struct replay_store *s, struct scan *scan)
{
	int err = frame_store_look_again(s->frames);

	s->tail_seq = s->last_seq;
	if (!err)
		err = scan_file(s, scan);
	s->tail_seq = 0;
	return err;
}

/* What is committed in the spool follows the file, and what is written to that meanwhile. */
static int scan_tail(struct replay_store *s, struct scan *scan, struct mtr_spool_reader *spool)
{
	struct frame_content frame;
	bool grown = false;
	int got, err;

	do {
		got = take_tail(s, spool, &frame, &grown);
		if (got < 0)
			return got;
		err = got == 1 ? scan_frame(s, scan, &frame) : 0;
		if (!err && grown)
			err = scan_grown(s, scan);
	} while (!err && (got == 1 || grown));
	return err;
}

static int scan_all(struct replay_store *s, struct scan *scan)
{
	struct mtr_spool_reader *spool = NULL;
	int err = scan_file(s, scan);

	if (!err && !s->finished)
		mtr_spool_beside(s->path, s->header, &spool);
	if (spool)
		err = scan_tail(s, scan, spool);
	mtr_spool_reader_close(spool);
	s->chunks_size = 0;
	return err;
}

int replay_store_open(const char *path,
		      int (*packet)(void *context, struct replay_store *store, const struct replay_scanned *packet),
		      void *context, struct replay_store **ret)
{
	struct scan scan = {.packet = packet, .context = context};
	struct replay_store *s = calloc(1, sizeof(*s));
	int err;

	if (!s || !(s->path = strdup(path))) {
		free(s);
		return mtr_fail(-ENOMEM, "%s: out of memory", path);
	}
	pthread_mutex_init(&s->lock, NULL);
	mtr_arena_begin(&s->kept, SCHEMA_MEMORY);
	s->header = &no_header;
	err = frame_store_open(path, &s->frames);
	if (!err)
		err = scan_all(s, &scan);
	if (err)
		replay_store_close(s);
	else
		*ret = s;
	return err;
}

void replay_store_close(struct replay_store *s)
{
	if (!s)
		return;
	frame_store_close(s->frames);
	mtr_arena_end(&s->kept);
	mtr_id_map_end(&s->schemas);
	pthread_mutex_destroy(&s->lock);
	free(s->chunks);
	free(s->path);
	free(s);
}

/* --- packets at random ------------------------------------------------------------------------------------------- */

/* The packet at @place, moving it to the next one, which can lie in the next frame. Borrowed until the lock is dropped. */
static int next_bytes(struct replay_store *s, struct replay_place *place, struct mtr_wire_field *ret)
{
	struct frame_content frame;
	int err;

	for (;;) {
		const uint8_t *cur;

		err = frame_store_get(s->frames, place->frame, &frame);
		if (err)
			return err;
		if (place->offset < frame.size) {
			cur = frame.data + place->offset;
			if (mtr_wire_next(&cur, frame.data + frame.size, ret) != MTR_TRACE_PACKET)
				return mtr_fail(-MTR_EDAMAGED, "%s: no packet where there was one", s->path);
			place->offset = (uint32_t)(cur - frame.data);
			return 0;
		}
		*place = (struct replay_place){place->frame + 1, 0};
	}
}

/* Puts together the large packet whose first chunk was just read. */
static int gather(struct replay_store *s, struct replay_place next, struct mtr_wire_field *packet)
{
	struct peeked body = peek(packet->data, (size_t)packet->value);
	int got;

	s->chunks_size = 0;
	while ((got = add_chunk(s, &body)) == 0) {
		do {
			got = next_bytes(s, &next, packet);
			if (got)
				return got;
			body = peek(packet->data, (size_t)packet->value);
		} while (body.body == MTR_PACKET_SCHEMA);
		if (body.body != MTR_PACKET_CHUNK)
			return mtr_fail(-MTR_EDAMAGED, "%s: a large packet has no end", s->path);
	}
	packet->data = s->chunks;
	packet->value = s->chunks_size;
	return got < 0 ? got : 0;
}

/* The bytes of the packet at @place, copied; with @whole, of the large one that begins there. */
static int copy_packet(struct replay_store *s, struct replay_place place, bool whole, struct mtr_arena *arena,
		       struct mtr_wire_field *ret)
{
	int err;

	pthread_mutex_lock(&s->lock);
	err = next_bytes(s, &place, ret);
	if (!err && whole)
		err = gather(s, place, ret);
	if (!err)
		ret->data = mtr_arena_copy(arena, ret->data, (size_t)ret->value);
	pthread_mutex_unlock(&s->lock);
	return err || ret->data ? err : out_of_memory(s);
}

static int unpack_at(struct replay_store *s, struct replay_place place, bool whole, struct mtr_arena *arena,
		     const Mitrace__Packet **ret)
{
	ProtobufCMessage *message = NULL;
	struct mtr_wire_field bytes;
	int err = copy_packet(s, place, whole, arena, &bytes);

	if (err)
		return err;
	err = mtr_unpack(&mitrace__packet__descriptor, bytes.data, (size_t)bytes.value, arena, &message);
	if (err)
		return mtr_fail(err, "%s: a packet in the frame at offset %llu cannot be read", s->path,
				(unsigned long long)frame_store_offset(s->frames, place.frame));
	*ret = (const Mitrace__Packet *)message;
	return 0;
}

int replay_store_get(struct replay_store *s, struct replay_place place, struct mtr_arena *arena,
		     const Mitrace__Packet **ret)
{
	const Mitrace__Packet *packet;
	int err = unpack_at(s, place, false, arena, &packet);

	if (!err && packet->body_case == MITRACE__PACKET__BODY_CHUNK)
		err = unpack_at(s, place, true, arena, &packet);
	if (!err)
		*ret = packet;
	return err;
}

const Mitrace__Class *replay_store_class(const struct replay_store *s, const Mitrace__Instance *instance)
{
	if (instance->class_ || !s)
		return instance->class_;
	return mtr_id_map_get(&s->schemas, instance->schema);
}

const Mitrace__Header *replay_store_header(const struct replay_store *s)
{
	return s->header;
}

const char *replay_store_path(const struct replay_store *s)
{
	return s->path;
}

uint64_t replay_store_damage(const struct replay_store *s)
{
	return frame_store_damage(s->frames) + s->spool_damage;
}
