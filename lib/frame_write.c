/* Gathers packets into zstd frames. */
#define ZSTD_STATIC_LINKING_ONLY /* ZSTD_createCCtx_advanced(): its memory from us */
#include "frame_write.h"

#include <errno.h>
#include <string.h>
#include <zstd.h>

#include "encode_wire.h"
#include "fail.h"
#include "mitrace_fields.h"
#include "pages.h"

enum {
	PACKET_HEAD_MAX = 1 + MTR_VARINT32_MAX, /* tag and length of Trace.packet */
	BUFFER_MIN = MTR_FRAME_RAW_FULL + 4 * MTR_PACKET_MAX,
};

struct buffer {
	uint8_t *data;
	size_t size, capacity;
};

struct mtr_frame_writer {
	struct mtr_held_file *file;
	uint64_t size;   /* of the file, whole frames */
	uint64_t serial; /* of the frame being gathered */
	struct buffer raw, packed;
	struct mtr_seek_entry entry; /* of the frame being gathered */
	struct mtr_seek_table table;
	ZSTD_CCtx *zstd;
};

/* zstd's allocations: each knows its size. */
enum {
	SIZE_PREFIX = 64
};

static void *zstd_alloc(void *opaque, size_t size)
{
	uint8_t *p = size > SIZE_MAX - SIZE_PREFIX ? NULL : mtr_pages_map(size + SIZE_PREFIX);

	(void)opaque;
	if (!p)
		return NULL;
	memcpy(p, &size, sizeof(size));
	return p + SIZE_PREFIX;
}

static void zstd_free(void *opaque, void *address)
{
	uint8_t *p = address;
	size_t size;

	(void)opaque;
	if (!p)
		return;
	memcpy(&size, p - SIZE_PREFIX, sizeof(size));
	mtr_pages_unmap(p - SIZE_PREFIX, size + SIZE_PREFIX);
}

static int buffer_reserve(struct buffer *buffer, size_t more)
{
	size_t capacity = buffer->capacity ? buffer->capacity : BUFFER_MIN;
	uint8_t *data;

	if (more <= buffer->capacity - buffer->size)
		return 0;
	while (capacity - buffer->size < more)
		capacity *= 2;
	data = mtr_pages_resize(buffer->data, buffer->capacity, capacity);
	if (!data)
		return mtr_fail(-ENOMEM, "no memory for a frame of %zu bytes", capacity);
	buffer->data = data;
	buffer->capacity = capacity;
	return 0;
}

int mtr_frame_writer_new(struct mtr_held_file *file, uint64_t size, int level, struct mtr_frame_writer **ret)
{
	const ZSTD_customMem memory = {zstd_alloc, zstd_free, NULL};
	struct mtr_frame_writer *writer = mtr_pages_map(sizeof(*writer));

	if (!writer)
		return mtr_fail(-ENOMEM, "no memory for the trace writer");
	writer->file = file;
	writer->size = size;
	writer->serial = 1;
	writer->zstd = ZSTD_createCCtx_advanced(memory);
	if (!writer->zstd ||
	    ZSTD_isError(
		    ZSTD_CCtx_setParameter(writer->zstd, ZSTD_c_compressionLevel, level ? level : MTR_FRAME_LEVEL)) ||
	    ZSTD_isError(ZSTD_CCtx_setParameter(writer->zstd, ZSTD_c_checksumFlag, 1))) {
		mtr_frame_writer_free(writer);
		return mtr_fail(-ENOMEM, "no memory for the compressor");
	}
	*ret = writer;
	return 0;
}

void mtr_frame_writer_free(struct mtr_frame_writer *writer)
{
	if (!writer)
		return;
	ZSTD_freeCCtx(writer->zstd);
	mtr_pages_unmap(writer->raw.data, writer->raw.capacity);
	mtr_pages_unmap(writer->packed.data, writer->packed.capacity);
	mtr_seek_table_free(&writer->table);
	mtr_pages_unmap(writer, sizeof(*writer));
}

size_t mtr_frame_writer_raw(const struct mtr_frame_writer *writer)
{
	return writer->raw.size;
}

uint64_t mtr_frame_writer_serial(const struct mtr_frame_writer *writer)
{
	return writer->serial;
}

uint64_t mtr_frame_writer_size(const struct mtr_frame_writer *writer)
{
	return writer->size;
}

int mtr_frame_writer_known(struct mtr_frame_writer *writer, const struct mtr_seek_entry *entry)
{
	return mtr_seek_table_add(&writer->table, entry);
}

size_t mtr_frame_cost(const struct mtr_packet *packet)
{
	size_t size = mtr_packet_size(packet);

	return 1 + mtr_varint_size(size) + size;
}

int mtr_frame_put(struct mtr_frame_writer *writer, const struct mtr_packet *packet, uint64_t seq, uint64_t time)
{
	size_t size = mtr_packet_size(packet);
	int err = buffer_reserve(&writer->raw, size + PACKET_HEAD_MAX);
	uint8_t *p;

	if (err)
		return err;
	p = writer->raw.data + writer->raw.size;
	p = mtr_put_varint(mtr_put_tag(p, MTR_TRACE_PACKET, MTR_WIRE_BYTES), size);
	writer->raw.size = (size_t)(mtr_packet_copy(packet, p) - writer->raw.data);
	if (seq && !writer->entry.nr_events++) {
		writer->entry.first_seq = seq;
		writer->entry.first_time = time;
	}
	return 0;
}

/* Appends the gathered packets as a frame to what is to be written. */
static int pack_frame(struct mtr_frame_writer *writer)
{
	int err = buffer_reserve(&writer->packed, ZSTD_compressBound(writer->raw.size));
	size_t size;

	if (err)
		return err;
	size = ZSTD_compress2(writer->zstd, writer->packed.data + writer->packed.size,
			      writer->packed.capacity - writer->packed.size, writer->raw.data, writer->raw.size);
	if (ZSTD_isError(size))
		return mtr_fail(-EIO, "%s: cannot compress a frame: %s", writer->file->path, ZSTD_getErrorName(size));
	writer->entry.size = (uint32_t)size;
	writer->entry.raw_size = (uint32_t)writer->raw.size;
	err = mtr_seek_table_add(&writer->table, &writer->entry);
	writer->packed.size += size;
	writer->raw.size = 0;
	memset(&writer->entry, 0, sizeof(writer->entry));
	writer->serial++;
	return err;
}

static int write_packed(struct mtr_frame_writer *writer)
{
	int err = mtr_held_file_write(writer->file, writer->packed.data, writer->packed.size, writer->size);

	if (err) {
		/* The words of the first failure are the ones that matter. */
		int fd = mtr_held_file_get(writer->file);

		if (fd >= 0)
			mtr_held_file_truncate(writer->file, writer->size);
	} else {
		writer->size += writer->packed.size;
	}
	writer->packed.size = 0;
	return err;
}

int mtr_frame_writer_head(struct mtr_frame_writer *writer, const void *header_body, size_t size)
{
	const struct mtr_seek_entry head = {.size = MTR_SKIPPABLE_HEADER + MTR_HEAD_SIZE};
	struct mtr_packet packet;
	int err = buffer_reserve(&writer->packed, head.size);

	if (!err)
		err = mtr_seek_table_add(&writer->table, &head);
	if (err)
		return err;
	mtr_seek_head_write(writer->packed.data);
	writer->packed.size = head.size;
	mtr_packet_wrap(&packet, header_body, size);
	err = mtr_frame_put(writer, &packet, 0, 0);
	if (!err)
		err = pack_frame(writer);
	return err ? err : write_packed(writer);
}

int mtr_frame_cut(struct mtr_frame_writer *writer)
{
	int err;

	if (!writer->raw.size)
		return 0;
	err = pack_frame(writer);
	return err ? err : write_packed(writer);
}

int mtr_frame_finish(struct mtr_frame_writer *writer, const void *end_body, size_t size)
{
	struct mtr_packet packet;
	int err = mtr_frame_cut(writer);

	if (err)
		return err;
	mtr_packet_wrap(&packet, end_body, size);
	err = mtr_frame_put(writer, &packet, 0, 0);
	if (!err)
		err = pack_frame(writer);
	if (!err)
		err = buffer_reserve(&writer->packed, mtr_seek_table_size(&writer->table));
	if (err)
		return err;
	mtr_seek_table_write(&writer->table, writer->packed.data + writer->packed.size);
	writer->packed.size += mtr_seek_table_size(&writer->table);
	return write_packed(writer);
}
