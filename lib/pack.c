/* Packets to frames. Schemas and threads are kept as bytes, with the frame they were last written into. */
#include "pack.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fail.h"
#include "fields.h"
#include "frame_write.h"
#include "id_map.h"
#include "mitrace_fields.h"
#include "new_file.h"
#include "reader.h"

enum {
	CHUNK_DATA = MTR_PACKET_MAX - 256, /* bytes of a chunk's data */
	PACKET_LIMIT = 8 << 20,            /* what readers put together */
	KNOWN_BYTES = 32 << 20,            /* of all schemas and threads */
};

/* A packet that every frame repeats which needs it. */
struct known {
	uint64_t serial; /* frame it was last written into */
	size_t size;
	uint8_t bytes[];
};

struct mtr_pack {
	struct mtr_held_file file;
	struct mtr_frame_writer *writer;
	char *path;
	bool replaces; /* there is a trace of that name */
	bool standard; /* it goes to standard output */
	bool header;
	struct mtr_id_map schemas, threads; /* by Schema.id; by Thread.id + 1 */
	size_t known_bytes;
	uint8_t *buffer; /* a packet's bytes */
	size_t capacity;
	uint8_t *end; /* body of the End packet that was put */
	size_t end_size;
	uint64_t events;
};

static int no_memory(const struct mtr_pack *pack)
{
	return mtr_fail(-ENOMEM, "%s: no memory to write the trace", pack->path);
}

/* ---- bytes into frames */

/* @seq: number of the event that begins with these bytes; 0: none. */
static int put_bytes(struct mtr_pack *pack, const void *data, size_t size, uint64_t seq, uint64_t time)
{
	struct mtr_packet packet;

	mtr_packet_wrap(&packet, data, size);
	return mtr_frame_put(pack->writer, &packet, seq, time);
}

static int put_chunks(struct mtr_pack *pack, const Mitrace__Packet *packet, const uint8_t *data, size_t size)
{
	size_t at;
	uint32_t index = 0;
	int err = 0;

	if (size > PACKET_LIMIT)
		return mtr_fail(-MTR_ELIMIT, "%s: event %llu has %zu bytes, a trace allows %d", pack->path,
				(unsigned long long)packet->seq, size, PACKET_LIMIT);
	for (at = 0; at < size && !err; at += CHUNK_DATA, index++) {
		Mitrace__Packet part = MITRACE__PACKET__INIT;
		Mitrace__Chunk chunk = MITRACE__CHUNK__INIT;
		uint8_t bytes[MTR_PACKET_MAX];

		part.has_seq = packet->has_seq;
		part.seq = packet->seq;
		part.has_time = packet->has_time;
		part.time = packet->time;
		part.has_thread = packet->has_thread;
		part.thread = packet->thread;
		part.body_case = MITRACE__PACKET__BODY_CHUNK;
		part.chunk = &chunk;
		chunk.has_index = chunk.has_last = chunk.has_data = 1;
		chunk.index = index;
		chunk.last = size - at <= CHUNK_DATA;
		chunk.data.data = (uint8_t *)data + at;
		chunk.data.len = chunk.last ? size - at : CHUNK_DATA;
		err = put_bytes(pack, bytes, mitrace__packet__pack(&part, bytes), index ? 0 : packet->seq,
				packet->time);
	}
	return err;
}

/* Packs a message into pack->buffer. */
static int serialise(struct mtr_pack *pack, const ProtobufCMessage *message, size_t *ret_size)
{
	size_t size = protobuf_c_message_get_packed_size(message);

	if (size > pack->capacity) {
		uint8_t *buffer = realloc(pack->buffer, size * 2);

		if (!buffer)
			return no_memory(pack);
		pack->buffer = buffer;
		pack->capacity = size * 2;
	}
	*ret_size = protobuf_c_message_pack(message, pack->buffer);
	return 0;
}

/* ---- what frames repeat */

static int write_known(struct mtr_pack *pack, struct known *known)
{
	known->serial = mtr_frame_writer_serial(pack->writer);
	return put_bytes(pack, known->bytes, known->size, 0, 0);
}

static int write_if_needed(struct mtr_pack *pack, const struct mtr_id_map *map, uint64_t id)
{
	struct known *known = mtr_id_map_get(map, id);

	return known && known->serial != mtr_frame_writer_serial(pack->writer) ? write_known(pack, known) : 0;
}

/* Writes the schemas that a message refers to and that its frame has not yet. */
static int write_needed(struct mtr_pack *pack, const ProtobufCMessage *message)
{
	unsigned i;
	int err = 0;

	if (message->descriptor == &mitrace__instance__descriptor)
		err = write_if_needed(pack, &pack->schemas, ((const Mitrace__Instance *)message)->schema);
	for (i = 0; i < message->descriptor->n_fields && !err; i++) {
		const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];
		const void *member = (const char *)message + field->offset;
		size_t count, k;

		if (field->type != PROTOBUF_C_TYPE_MESSAGE)
			continue;
		count = mtr_field_count(message, field);
		if (field->label == PROTOBUF_C_LABEL_REPEATED)
			member = *(const void *const *)member;
		for (k = 0; k < count && !err; k++)
			err = write_needed(pack, ((const ProtobufCMessage *const *)member)[k]);
	}
	return err;
}

static int put_known(struct mtr_pack *pack, struct mtr_id_map *map, uint64_t id, const Mitrace__Packet *packet)
{
	struct known *known = mtr_id_map_get(map, id), *made;
	size_t size;
	int err = serialise(pack, &packet->base, &size);

	if (err || !id)
		return err ? err : put_bytes(pack, pack->buffer, size, 0, 0);
	if (known && known->size == size && !memcmp(known->bytes, pack->buffer, size))
		return write_if_needed(pack, map, id);
	if (known && map == &pack->schemas)
		return mtr_fail(-MTR_EFORMAT, "%s: schema %llu is defined twice, differently", pack->path,
				(unsigned long long)id);
	if (size > KNOWN_BYTES - pack->known_bytes)
		return mtr_fail(-MTR_ELIMIT, "%s: classes and threads need more than %d MiB", pack->path,
				KNOWN_BYTES >> 20);
	made = malloc(sizeof(*made) + size);
	if (!made)
		return no_memory(pack);
	*made = (struct known){.size = size};
	memcpy(made->bytes, pack->buffer, size);
	if (mtr_id_map_set(map, id, made)) {
		free(made);
		return no_memory(pack);
	}
	free(known); /* a thread that changed its name */
	pack->known_bytes += size;
	return write_known(pack, made);
}

/* ---- packets */

static int put_header(struct mtr_pack *pack, const Mitrace__Packet *packet)
{
	size_t size;
	int err = serialise(pack, &packet->base, &size);

	pack->header = true;
	return err ? err : mtr_frame_writer_head(pack->writer, pack->buffer, size);
}

static int keep_end(struct mtr_pack *pack, const Mitrace__Packet *packet)
{
	size_t size;
	int err = serialise(pack, &packet->base, &size);

	if (err)
		return err;
	free(pack->end);
	pack->end = malloc(size + 1);
	if (!pack->end)
		return no_memory(pack);
	memcpy(pack->end, pack->buffer, size);
	pack->end_size = size;
	return 0;
}

int mtr_pack_put(struct mtr_pack *pack, const Mitrace__Packet *packet)
{
	bool first = packet->body_case == MITRACE__PACKET__BODY_HEADER;
	size_t size;
	int err;

	if (first == pack->header)
		return mtr_fail(-MTR_EFORMAT,
				first ? "%s: a trace has one header"
				      : "%s: the first packet of a trace must be its header",
				pack->path);
	if (first)
		return put_header(pack, packet);
	if (packet->body_case == MITRACE__PACKET__BODY_END)
		return keep_end(pack, packet);
	err = mtr_frame_writer_raw(pack->writer) >= MTR_FRAME_RAW_FULL ? mtr_frame_cut(pack->writer) : 0;
	if (err)
		return err;
	if (packet->body_case == MITRACE__PACKET__BODY_SCHEMA)
		return put_known(pack, &pack->schemas, packet->schema->id, packet);
	if (packet->body_case == MITRACE__PACKET__BODY_THREAD_INFO)
		return put_known(pack, &pack->threads, (uint64_t)packet->thread_info->id + 1, packet);
	err = packet->has_thread ? write_if_needed(pack, &pack->threads, (uint64_t)packet->thread + 1) : 0;
	if (!err)
		err = write_needed(pack, &packet->base);
	if (!err)
		err = serialise(pack, &packet->base, &size);
	if (err)
		return err;
	pack->events += packet->has_seq;
	if (size > MTR_PACKET_MAX)
		return put_chunks(pack, packet, pack->buffer, size);
	return put_bytes(pack, pack->buffer, size, packet->has_seq ? packet->seq : 0, packet->time);
}

/* ---- the file */

/* Standard output is no place to read back from: the trace lies elsewhere until it is whole. */
static int begin_file(struct mtr_pack *pack)
{
	if (!pack->standard)
		return mtr_new_file_create(&pack->file, pack->path);
	if (isatty(STDOUT_FILENO))
		return mtr_fail(-MTR_EUSAGE, "a trace is nothing for a terminal; send it to a file or a pipe");
	return mtr_new_file_create(&pack->file, P_tmpdir "/mitrace");
}

static int end_file(struct mtr_pack *pack)
{
	int err;

	if (!pack->standard)
		return mtr_new_file_publish(&pack->file, pack->path, pack->replaces);
	err = mtr_new_file_copy(&pack->file, STDOUT_FILENO);
	return err ? mtr_fail(err, "%s: %s", pack->path, strerror(-err)) : 0;
}

static int check_target(const char *path, bool force, bool *ret_exists)
{
	struct mtr_reader *reader = NULL;
	int err;

	*ret_exists = access(path, F_OK) == 0;
	if (!*ret_exists)
		return 0;
	if (!force)
		return mtr_fail(-EEXIST, "%s exists; name another file, or use --force", path);
	err = mtr_reader_open(path, NULL, &reader);
	mtr_reader_close(reader);
	return err == -MTR_EFORMAT ? mtr_fail(-EEXIST, "%s exists and is no trace: it is left alone", path) : err;
}

int mtr_pack_open(const char *path, const struct mtr_pack_options *options, struct mtr_pack **ret)
{
	struct mtr_pack *pack = calloc(1, sizeof(*pack));
	int err = 0;

	if (!pack)
		return mtr_fail(-ENOMEM, "no memory to write %s", path);
	pack->file.fd = -1;
	pack->standard = strcmp(path, "-") == 0;
	pack->path = strdup(pack->standard ? "standard output" : path);
	if (!pack->path)
		err = mtr_fail(-ENOMEM, "no memory to write %s", path);
	else if (!pack->standard)
		err = check_target(path, options && options->force, &pack->replaces);
	if (!err)
		err = begin_file(pack);
	if (!err)
		err = mtr_frame_writer_new(&pack->file, 0, options ? options->level : 0, &pack->writer);
	if (err)
		mtr_pack_free(pack);
	else
		*ret = pack;
	return err;
}

/* The reader's words are about a file without a name. */
static int reword(const struct mtr_pack *pack, const char *path, int err)
{
	const char *text = mtr_fail_text();
	char rest[256];

	snprintf(rest, sizeof(rest), "%s", strncmp(text, path, strlen(path)) == 0 ? text + strlen(path) : ": damaged");
	return mtr_fail(err, "%s: what was written%s", pack->path, rest);
}

/* What was written must come back, whole. */
static int verify(struct mtr_pack *pack)
{
	struct mtr_reader *reader = NULL;
	struct mtr_reader_stats stats;
	const Mitrace__Packet *packet;
	char path[64];
	int err, fd = mtr_held_file_get(&pack->file);

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	err = fd < 0 ? fd : mtr_reader_open(path, NULL, &reader);
	while (!err && (err = mtr_reader_next(reader, &packet)) == 1)
		err = 0;
	if (err) {
		err = reword(pack, path, err);
	} else {
		mtr_reader_stats(reader, &stats);
		if (stats.events != pack->events || stats.damaged_parts)
			err = mtr_fail(-EIO, "%s: of %llu events written, %llu could be read back", pack->path,
				       (unsigned long long)pack->events, (unsigned long long)stats.events);
	}
	mtr_reader_close(reader);
	return err;
}

int mtr_pack_finish(struct mtr_pack *pack, const Mitrace__End *end)
{
	Mitrace__Packet packet = MITRACE__PACKET__INIT;
	int err = 0;

	if (!pack->header)
		return mtr_fail(-MTR_EFORMAT, "%s: nothing to write: a trace begins with a header", pack->path);
	if (end) {
		packet.body_case = MITRACE__PACKET__BODY_END;
		packet.end = (Mitrace__End *)end;
		err = keep_end(pack, &packet);
	}
	if (!err && pack->end)
		err = mtr_frame_finish(pack->writer, pack->end, pack->end_size);
	else if (!err)
		err = mtr_frame_cut(pack->writer);
	if (!err)
		err = verify(pack);
	return err ? err : end_file(pack);
}

static void free_known(struct mtr_id_map *map)
{
	struct known *known;
	size_t at = 0;

	while ((known = mtr_id_map_next(map, &at)))
		free(known);
	mtr_id_map_end(map);
}

void mtr_pack_free(struct mtr_pack *pack)
{
	if (!pack)
		return;
	mtr_frame_writer_free(pack->writer);
	mtr_held_file_close(&pack->file);
	free_known(&pack->schemas);
	free_known(&pack->threads);
	free(pack->buffer);
	free(pack->end);
	free(pack->path);
	free(pack);
}

uint64_t mtr_pack_events(const struct mtr_pack *pack)
{
	return pack->events;
}
