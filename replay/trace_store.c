/* See trace_store.h. Frames that were asked for last are kept decompressed, up to a bound. */
#include "trace_store.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "fail.h"
#include "frame_read.h"
#include "id_map.h"
#include "mitrace_fields.h"
#include "unpack.h"

enum {
	HELD_FILE = 32 << 20,    /* a file up to this size is held in memory: no descriptor that a client could close */
	CACHED_FRAMES = 16,      /* kept decompressed ... */
	CACHED_BYTES = 32 << 20, /* ... unless they are larger than this together */
	PACKET_MAX = 8 << 20,    /* of one that was written in chunks */
	SCHEMA_MEMORY = 64 << 20, /* of all classes together */
};

struct cached_frame {
	uint32_t frame;
	uint64_t used; /* for finding the one used longest ago */
	uint8_t *data; /* NULL: unused */
	size_t size;
};

struct replay_store {
	char *path;
	struct mtr_arena kept; /* header and classes */
	struct mtr_id_map schemas;
	const Mitrace__Header *header;
	uint64_t *frame_offsets; /* of data frames, in the file */
	size_t nr_frames, room_frames;

	void *held; /* the whole file, if it is small */

	pthread_mutex_t lock; /* owns all below, once the scan is over */
	struct mtr_frames *frames;
	struct cached_frame cache[CACHED_FRAMES];
	size_t cached_bytes;
	uint64_t uses;
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
	unsigned body; /* MTR_PACKET_...; 0: none */
	const uint8_t *data;
	size_t size;
};

static struct peeked peek(const uint8_t *data, size_t size)
{
	const uint8_t *end = data + size;
	struct mtr_wire_field field;
	int id;

	while ((id = mtr_wire_next(&data, end, &field)) > 0) {
		if (id >= MTR_PACKET_CALL_BEGIN && id <= MTR_PACKET_END && field.wire_type == 2)
			return (struct peeked){(unsigned)id, field.data, (size_t)field.value};
	}
	return (struct peeked){0, NULL, 0};
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
		if (id != MTR_CHUNK_DATA || field.wire_type != 2)
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

/* --- frames ------------------------------------------------------------------------------------------------------ */

static void uncache(struct replay_store *s, struct cached_frame *c)
{
	free(c->data);
	s->cached_bytes -= c->size;
	*c = (struct cached_frame){0};
}

/* The entry to be used next: one that is free, or the one used longest ago. */
static struct cached_frame *oldest(struct replay_store *s)
{
	struct cached_frame *oldest = &s->cache[0];

	for (unsigned i = 0; i < CACHED_FRAMES; i++)
		if (s->cache[i].used < oldest->used || !s->cache[i].data)
			oldest = &s->cache[i];
	return oldest;
}

static int read_frame(struct replay_store *s, uint32_t number, struct mtr_frame *ret)
{
	int got = mtr_frames_seek(s->frames, s->frame_offsets[number]);

	if (!got)
		got = mtr_frames_next(s->frames, ret);
	if (got < 0)
		return got;
	if (got == 0 || ret->skippable || ret->offset != s->frame_offsets[number])
		return mtr_fail(-MTR_EDAMAGED, "%s: was changed while it was replayed (offset %llu)", s->path,
				(unsigned long long)s->frame_offsets[number]);
	return 0;
}

/* The frame, decompressed; borrowed until the lock is dropped. */
static int get_frame(struct replay_store *s, uint32_t number, const struct cached_frame **ret)
{
	struct mtr_frame frame;
	struct cached_frame *c = NULL;
	int err;

	if (number >= s->nr_frames)
		return mtr_fail(-MTR_EDAMAGED, "%s: no frame %u", s->path, number);
	for (c = s->cache; c < s->cache + CACHED_FRAMES; c++) {
		if (c->data && c->frame == number)
			goto found;
	}
	err = read_frame(s, number, &frame);
	if (err)
		return err;
	do {
		c = oldest(s);
		if (c->data)
			uncache(s, c);
	} while (s->cached_bytes && s->cached_bytes + frame.data_size > CACHED_BYTES);
	c->data = malloc(frame.data_size ? frame.data_size : 1);
	if (!c->data)
		return out_of_memory(s);
	memcpy(c->data, frame.data, frame.data_size);
	c->size = frame.data_size;
	c->frame = number;
	s->cached_bytes += c->size;
found:
	c->used = ++s->uses;
	*ret = c;
	return 0;
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

	if (body.body == MTR_PACKET_CHUNK) {
		if (!s->chunks_size)
			scan->chunks_begin = packet.place;
		err = add_chunk(s, &body);
		if (err != 1)
			return err;
		packet.place = scan->chunks_begin;
		packet.data = s->chunks;
		packet.size = s->chunks_size;
		s->chunks_size = 0;
		body = peek(packet.data, packet.size);
	}
	err = keep_knowledge(s, &body, packet.data, packet.size);
	return err ? err : scan->packet(scan->context, s, &packet);
}

static int scan_frame(struct replay_store *s, struct scan *scan, const struct mtr_frame *frame)
{
	const uint8_t *cur = frame->data, *end = cur + frame->data_size;
	struct mtr_wire_field field;
	int id, err = 0;

	while (!err) {
		struct replay_scanned packet = {.place = {(uint32_t)(s->nr_frames - 1), (uint32_t)(cur - frame->data)}};

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

static int note_frame(struct replay_store *s, uint64_t offset)
{
	if (s->nr_frames == REPLAY_FRAMES_MAX)
		return mtr_fail(-MTR_ELIMIT, "%s: has more frames than can be replayed", s->path);
	if (s->nr_frames == s->room_frames) {
		size_t room = s->room_frames ? s->room_frames * 2 : 64;
		uint64_t *offsets = realloc(s->frame_offsets, room * sizeof(*offsets));

		if (!offsets)
			return out_of_memory(s);
		s->frame_offsets = offsets;
		s->room_frames = room;
	}
	s->frame_offsets[s->nr_frames++] = offset;
	return 0;
}

static int scan_all(struct replay_store *s, struct scan *scan)
{
	struct mtr_frame frame;
	int got;

	while ((got = mtr_frames_next(s->frames, &frame)) == 1) {
		if (frame.skippable)
			continue;
		got = frame.data_size <= REPLAY_OFFSET_MAX ? note_frame(s, frame.offset) : -MTR_ELIMIT;
		if (!got)
			got = scan_frame(s, scan, &frame);
		if (got)
			break;
	}
	s->chunks_size = 0;
	return got;
}

/* Reads a small file. False: it is not small, or cannot be read so. */
static bool hold_file(struct replay_store *s, size_t *ret_size)
{
	FILE *file = fopen(s->path, "re");
	struct stat st;
	size_t size = 0;

	if (!file)
		return false;
	if (!fstat(fileno(file), &st) && S_ISREG(st.st_mode) && st.st_size <= HELD_FILE)
		s->held = malloc((size_t)st.st_size + 1);
	if (s->held)
		size = fread(s->held, 1, (size_t)st.st_size, file);
	fclose(file);
	*ret_size = size;
	return s->held;
}

static int open_frames(struct replay_store *s)
{
	size_t size;

	if (hold_file(s, &size))
		return mtr_frames_open_memory(s->held, size, NULL, &s->frames);
	return mtr_frames_open(s->path, NULL, &s->frames);
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
	err = open_frames(s);
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
	mtr_frames_close(s->frames);
	free(s->held);
	for (unsigned i = 0; i < CACHED_FRAMES; i++)
		free(s->cache[i].data);
	mtr_arena_end(&s->kept);
	mtr_id_map_end(&s->schemas);
	pthread_mutex_destroy(&s->lock);
	free(s->frame_offsets);
	free(s->chunks);
	free(s->path);
	free(s);
}

/* --- packets at random ------------------------------------------------------------------------------------------- */

/* The packet at @place, moving it to the next one, which can lie in the next frame. Borrowed until the lock is dropped. */
static int next_bytes(struct replay_store *s, struct replay_place *place, struct mtr_wire_field *ret)
{
	const struct cached_frame *frame = NULL;
	int err;

	for (;;) {
		const uint8_t *cur;

		err = get_frame(s, place->frame, &frame);
		if (err)
			return err;
		if (place->offset < frame->size) {
			cur = frame->data + place->offset;
			if (mtr_wire_next(&cur, frame->data + frame->size, ret) != MTR_TRACE_PACKET)
				return mtr_fail(-MTR_EDAMAGED, "%s: no packet where there was one", s->path);
			place->offset = (uint32_t)(cur - frame->data);
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

int replay_store_get(struct replay_store *s, struct replay_place place, struct mtr_arena *arena,
		     const Mitrace__Packet **ret)
{
	ProtobufCMessage *message = NULL;
	struct mtr_wire_field bytes;
	void *copy = NULL;
	int err;

	pthread_mutex_lock(&s->lock);
	err = next_bytes(s, &place, &bytes);
	if (!err && peek(bytes.data, (size_t)bytes.value).body == MTR_PACKET_CHUNK)
		err = gather(s, place, &bytes);
	if (!err)
		copy = mtr_arena_copy(arena, bytes.data, (size_t)bytes.value);
	pthread_mutex_unlock(&s->lock);
	if (err)
		return err;
	if (!copy)
		return out_of_memory(s);
	err = mtr_unpack(&mitrace__packet__descriptor, copy, (size_t)bytes.value, arena, &message);
	if (err)
		return mtr_fail(err, "%s: a packet in the frame at offset %llu cannot be read", s->path,
				(unsigned long long)s->frame_offsets[place.frame < s->nr_frames ? place.frame : 0]);
	*ret = (const Mitrace__Packet *)message;
	return 0;
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
	struct mtr_frames_stats stats;

	mtr_frames_stats(s->frames, &stats);
	return stats.damaged_parts;
}
