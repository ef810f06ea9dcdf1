/*
 * Packets out of frames: unpacking, chunks put together, schemas kept. A packet lives in one arena that is
 * reset before the next; schemas and the header live in another for as long as the reader.
 */
#include "reader.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "fail.h"
#include "mitrace_fields.h"
#include "reader_parts.h"
#include "seek_table.h"
#include "unpack.h"

enum {
	VERSION_MAJOR = 1,        /* the format this reader knows */
	PACKET_MAX = 8 << 20,     /* bytes of a chunked packet */
	PACKET_MEMORY = 24 << 20, /* of one unpacked packet */
	SCHEMA_MEMORY = 16 << 20, /* of all schemas and the header */
	THREADS_MAX = 1 << 18,    /* threads whose repeats are told; more than that are repeated */
};

static const Mitrace__Header lost_header = MITRACE__HEADER__INIT;

void mtr_reader_damaged(struct mtr_reader *r, const char *what)
{
	mtr_frames_damaged(r->frames, r->content.offset, 0, what);
}

static int out_of_memory(struct mtr_reader *r)
{
	return mtr_fail(-ENOMEM, "%s: out of memory", mtr_frames_name(r->frames));
}

int mtr_reader_load_frame(struct mtr_reader *r)
{
	struct mtr_frame frame;
	int got;

	do {
		got = mtr_frames_next(r->frames, &frame);
		r->head = r->head || (got == 1 && frame.skippable && !frame.offset && frame.data_size >= 8 &&
				      !memcmp(frame.data, MTR_HEAD_MAGIC, 8));
	} while (got == 1 && frame.skippable);
	r->content = (struct content){NULL, NULL, NULL, 0};
	if (got == 1)
		r->content = (struct content){frame.data, frame.data, frame.data + frame.data_size, frame.offset};
	return got;
}

/* The next Packet's bytes within the frame; 0 at its end. */
static int next_bytes(struct mtr_reader *r, struct mtr_wire_field *ret)
{
	for (;;) {
		uint64_t place = r->content.offset << MTR_PLACE_BITS | (uint64_t)(r->content.cur - r->content.start);
		int field = mtr_wire_next(&r->content.cur, r->content.end, ret);

		if (!r->chunk_next)
			r->place = place;
		if (field == MTR_TRACE_PACKET && ret->wire_type == 2)
			return 1;
		if (field == 0)
			return 0;
		if (field < 0) {
			mtr_reader_damaged(r, "a frame's content is not a run of packets");
			r->content.cur = r->content.end;
			return 0;
		}
	}
}

/* 0 with *ret, NULL when it is damaged, which was reported. */
static int unpack(struct mtr_reader *r, const void *data, size_t size, const Mitrace__Packet **ret)
{
	ProtobufCMessage *message = NULL;
	int err;

	mtr_arena_reset(&r->packet);
	err = mtr_unpack(&mitrace__packet__descriptor, data, size, &r->packet, &message);
	if (err)
		mtr_reader_damaged(r, err == -MTR_ELIMIT ? "a packet is larger or deeper than a trace has them"
							 : "a packet is malformed");
	*ret = err ? NULL : (const Mitrace__Packet *)message;
	return 0;
}

/* Unpacks again, into memory that stays. NULL when there is no more of it. */
static const Mitrace__Packet *keep(struct mtr_reader *r, const void *data, size_t size)
{
	void *copy = mtr_arena_copy(&r->kept, data, size);
	ProtobufCMessage *message = NULL;

	if (!copy || mtr_unpack(&mitrace__packet__descriptor, copy, size, &r->kept, &message))
		return NULL;
	return (const Mitrace__Packet *)message;
}

static int take_schema(struct mtr_reader *r, const Mitrace__Packet *packet, const void *data, size_t size)
{
	const Mitrace__Schema *schema = packet->schema;
	const Mitrace__Packet *kept;

	r->repeated = mtr_id_map_get(&r->schemas, schema->id) != NULL;
	if (r->repeated || !schema->id || !schema->class_)
		return 0;
	kept = keep(r, data, size);
	if (kept)
		return mtr_id_map_set(&r->schemas, schema->id, (void *)kept->schema->class_) ? out_of_memory(r) : 0;
	if (!r->schemas_full)
		mtr_reader_damaged(r, "the classes of this trace need more memory than a reader gives them");
	r->schemas_full = true;
	return 0;
}

/* Frames repeat the threads of their events: handed out again only when something is new. */
static int take_thread(struct mtr_reader *r, const Mitrace__Packet *packet, const void *data, size_t size)
{
	uint64_t key = (uint64_t)packet->thread_info->id + 1, hash = UINT64_C(0xcbf29ce484222325);
	const uint8_t *p = data, *end = p + size;

	while (p < end)
		hash = (hash ^ *p++) * UINT64_C(0x100000001b3);
	hash |= 1; /* the map keeps no NULL */
	r->repeated = mtr_id_map_get(&r->threads, key) == (void *)(uintptr_t)hash;
	if (r->repeated || (r->threads.count >= THREADS_MAX && !mtr_id_map_get(&r->threads, key)))
		return 0;
	return mtr_id_map_set(&r->threads, key, (void *)(uintptr_t)hash) ? out_of_memory(r) : 0;
}

static int append_chunk(struct mtr_reader *r, const ProtobufCBinaryData *data)
{
	if (data->len > r->chunks_capacity - r->chunks_size) {
		size_t capacity = (r->chunks_size + data->len) * 2;
		uint8_t *chunks = realloc(r->chunks, capacity);

		if (!chunks)
			return out_of_memory(r);
		r->chunks = chunks;
		r->chunks_capacity = capacity;
	}
	if (data->len)
		memcpy(r->chunks + r->chunks_size, data->data, data->len);
	r->chunks_size += data->len;
	return 0;
}

static void drop_chunks(struct mtr_reader *r)
{
	if (r->chunk_next)
		mtr_reader_damaged(r, "a part of a large event is missing, the event is left out");
	r->chunk_next = 0;
	r->chunks_size = 0;
}

/* Takes a chunk. 1 when it was the last one and the packet is whole, 0 when more must come. */
static int take_chunk(struct mtr_reader *r, const Mitrace__Packet *packet)
{
	const Mitrace__Chunk *chunk = packet->chunk;
	int err;

	if (chunk->index == 0 || (r->chunk_next && (chunk->index != r->chunk_next || packet->seq != r->chunk_seq)))
		drop_chunks(r);
	if (chunk->index != r->chunk_next) {
		/* Its beginning went with a damaged frame: said once, at the last one. */
		if (chunk->last)
			mtr_reader_damaged(r, "the beginning of a large event is missing, the event is left out");
		return 0;
	}
	if (chunk->data.len > PACKET_MAX - r->chunks_size) {
		mtr_reader_damaged(r, "a packet is larger than a trace has them");
		r->chunk_next = 0;
		r->chunks_size = 0;
		return 0;
	}
	err = append_chunk(r, &chunk->data);
	if (err)
		return err;
	r->chunk_seq = packet->seq;
	r->chunk_next = chunk->last ? 0 : chunk->index + 1;
	return chunk->last ? 1 : 0;
}

/* Takes in one packet's bytes. 1 with *ret, 0 when there is nothing to hand out, negative on failure. */
static int take_packet(struct mtr_reader *r, const void *data, size_t size, const Mitrace__Packet **ret)
{
	const Mitrace__Packet *packet;
	int err = unpack(r, data, size, &packet);

	if (err || !packet)
		return err;
	if (r->spool_read && packet->has_seq && packet->seq <= r->last_seq)
		return 0; /* came from the spool before it came in a frame */
	if (packet->body_case == MITRACE__PACKET__BODY_CHUNK) {
		int whole = take_chunk(r, packet);

		if (whole != 1)
			return whole;
		data = r->chunks;
		size = r->chunks_size;
		r->chunks_size = 0;
		err = unpack(r, data, size, &packet);
		if (err || !packet)
			return err;
		if (packet->body_case == MITRACE__PACKET__BODY_CHUNK) {
			mtr_reader_damaged(r, "a packet is chunked twice");
			return 0;
		}
	} else if (r->chunk_next && packet->has_seq) {
		drop_chunks(r);
	}
	r->repeated = false;
	if (packet->body_case == MITRACE__PACKET__BODY_SCHEMA)
		err = take_schema(r, packet, data, size);
	else if (packet->body_case == MITRACE__PACKET__BODY_THREAD_INFO)
		err = take_thread(r, packet, data, size);
	else
		r->events += packet->has_seq;
	r->ended = r->ended || packet->body_case == MITRACE__PACKET__BODY_END;
	r->packets++;
	r->packet_size = size;
	if (packet->has_seq && packet->seq > r->last_seq)
		r->last_seq = packet->seq;
	*ret = packet;
	return err ? err : 1;
}

/* Bytes of the next packet, from wherever it comes. 1, 0 at the end. */
static int packet_bytes(struct mtr_reader *r, const void **ret_data, size_t *ret_size)
{
	struct mtr_wire_field bytes;
	int got;

	for (;;) {
		if (next_bytes(r, &bytes)) {
			*ret_data = bytes.data;
			*ret_size = (size_t)bytes.value;
			return 1;
		}
		got = mtr_reader_load_frame(r);
		if (got == 1)
			continue;
		if (got == 0) {
			r->place = 0;
			got = mtr_reader_tail_bytes(r, ret_data, ret_size);
		}
		if (got != -EAGAIN)
			return got;
	}
}

int mtr_reader_next(struct mtr_reader *r, const Mitrace__Packet **ret)
{
	const void *data = NULL;
	size_t size = 0;
	int got;

	while ((got = packet_bytes(r, &data, &size)) == 1) {
		got = take_packet(r, data, size, ret);
		if (got)
			return got;
	}
	if (got == 0)
		drop_chunks(r);
	return got;
}

static int check_header(struct mtr_reader *r)
{
	const Mitrace__Header *h = r->header;
	const char *name = mtr_frames_name(r->frames);
	int len = (int)(h->reader_version.len < 64 ? h->reader_version.len : 64);
	const char *version = len ? (const char *)h->reader_version.data : "newer";

	len = len ? len : 5;
	if (h->has_version_major && h->version_major != VERSION_MAJOR)
		return mtr_fail(-MTR_EVERSION, "%s has trace format %u, this program reads %d; needed: mitrace %.*s",
				name, h->version_major, VERSION_MAJOR, len, version);
	if (h->n_required_feature)
		return mtr_fail(-MTR_EVERSION,
				"%s needs feature %u, which this program does not know; needed: mitrace %.*s", name,
				h->required_feature[0], len, version);
	return 0;
}

/* Looks at the first packet without consuming it. */
static int read_header(struct mtr_reader *r)
{
	const char *name = mtr_frames_name(r->frames);
	const Mitrace__Packet *packet = NULL;
	struct mtr_frames_stats stats;
	struct mtr_wire_field bytes;
	struct content start;
	int got = mtr_reader_load_frame(r);

	if (got < 0)
		return got;
	if (!got && r->head)
		return 0; /* its frames are damaged, which was told */
	start = r->content;
	got = got ? mtr_wire_next(&r->content.cur, r->content.end, &bytes) : 0;
	r->content = start;
	mtr_frames_stats(r->frames, &stats);
	if (!got && !mtr_frames_file_size(r->frames) && !stats.damaged_parts)
		return mtr_fail(-MTR_EFORMAT, "%s is empty, no mitrace trace", name);
	if (got != MTR_TRACE_PACKET || bytes.wire_type != 2)
		return mtr_fail(-MTR_EFORMAT, "%s is not a mitrace trace", name);
	packet = keep(r, bytes.data, (size_t)bytes.value);
	if (!packet || packet->body_case == MITRACE__PACKET__BODY__NOT_SET)
		return mtr_fail(-MTR_EFORMAT, "%s is not a mitrace trace", name);
	if (packet->body_case != MITRACE__PACKET__BODY_HEADER) {
		mtr_reader_damaged(r, "the header is missing");
		return 0;
	}
	r->header = packet->header;
	return check_header(r);
}

static int make(const struct mtr_reader_options *options, struct mtr_reader **ret)
{
	struct mtr_reader *r = calloc(1, sizeof(*r));

	if (!r)
		return mtr_fail(-ENOMEM, "out of memory");
	mtr_arena_begin(&r->packet, PACKET_MEMORY);
	mtr_arena_begin(&r->kept, SCHEMA_MEMORY);
	r->header = &lost_header;
	r->follow = options && options->follow;
	*ret = r;
	return 0;
}

static int begin(struct mtr_reader *r, int err, const char *path, struct mtr_reader **ret)
{
	if (!err)
		err = read_header(r);
	if (err) {
		mtr_reader_close(r);
		return err;
	}
	if (path && strcmp(path, "-") != 0) {
		r->path = strdup(path);
		mtr_reader_find_spool(r);
	}
	if (path && r->follow)
		mtr_frames_expect_more(r->frames);
	*ret = r;
	return 0;
}

int mtr_reader_open(const char *path, const struct mtr_reader_options *options, struct mtr_reader **ret)
{
	struct mtr_reader *r = NULL;
	int err = make(options, &r);

	return err ? err : begin(r, mtr_frames_open(path, options, &r->frames), path, ret);
}

int mtr_reader_open_memory(const void *data, size_t size, const struct mtr_reader_options *options,
			   struct mtr_reader **ret)
{
	struct mtr_reader *r = NULL;
	int err = make(options, &r);

	return err ? err : begin(r, mtr_frames_open_memory(data, size, options, &r->frames), NULL, ret);
}

void mtr_reader_close(struct mtr_reader *r)
{
	if (!r)
		return;
	mtr_frames_close(r->frames);
	mtr_spool_reader_close(r->spool);
	mtr_arena_end(&r->packet);
	mtr_arena_end(&r->kept);
	mtr_id_map_end(&r->schemas);
	mtr_id_map_end(&r->threads);
	free(r->chunks);
	free(r->path);
	free(r);
}

const Mitrace__Header *mtr_reader_header(const struct mtr_reader *r)
{
	return r->header;
}

const Mitrace__Class *mtr_reader_schema(const struct mtr_reader *r, uint64_t id)
{
	return mtr_id_map_get(&r->schemas, id);
}

const Mitrace__Class *mtr_reader_class(const struct mtr_reader *r, const Mitrace__Instance *instance)
{
	return instance->class_ ? instance->class_ : mtr_reader_schema(r, instance->schema);
}

size_t mtr_reader_packet_size(const struct mtr_reader *r)
{
	return r->packet_size;
}

bool mtr_reader_follows(const struct mtr_reader *r)
{
	return r->follow;
}

bool mtr_reader_repeated(const struct mtr_reader *r)
{
	return r->repeated;
}

void mtr_reader_stats(const struct mtr_reader *r, struct mtr_reader_stats *ret)
{
	struct mtr_frames_stats frames;

	mtr_frames_stats(r->frames, &frames);
	memset(ret, 0, sizeof(*ret));
	ret->file_bytes = mtr_frames_file_size(r->frames);
	if (!ret->file_bytes)
		ret->file_bytes = frames.end_offset;
	ret->raw_bytes = frames.raw_bytes;
	ret->frames = frames.frames;
	ret->packets = r->packets;
	ret->events = r->events;
	ret->damaged_parts = frames.damaged_parts;
	ret->damaged_bytes = frames.damaged_bytes;
	ret->finished = r->ended;
	ret->torn = frames.torn;
	ret->spool = r->spool_read;
	ret->spool_missing = r->spool_missing && !r->ended;
	ret->spool_there = r->spool && !r->ended;
	if (ret->spool_there) {
		ret->unfinished = mtr_spool_reader_unfinished(r->spool, &ret->unfinished_from);
		ret->write_error = mtr_spool_reader_error(r->spool);
	}
}
