/* Walks the frames of a trace to its end. */
#include "trace_scan.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <zstd.h>

#include "fail.h"
#include "mitrace_fields.h"
#include "pages.h"
#include "wire_get.h"

enum {
	RAW_MAX = 256 << 20
}; /* bytes of a frame's content that are believed */

struct walk {
	const uint8_t *file;
	struct mtr_trace_scan *scan;
	uint8_t *raw;
	size_t raw_size;
	struct mtr_seek_entry entry; /* of the frame at hand */
	bool ended;                  /* an End packet was met */
	bool footer;                 /* and the seek table */
};

static uint32_t get32(const uint8_t *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static bool is_skippable(uint32_t magic)
{
	return (magic & 0xfffffff0) == 0x184D2A50;
}

/* ---- packets */

static void take_header(struct mtr_trace_scan *scan, const struct mtr_wire_value *header)
{
	struct mtr_wire_value value, number;
	struct mtr_wire wire;

	scan->header = true;
	if (mtr_wire_find(header->data, header->number, MTR_HEADER_TRACE_ID, &value) && value.type == 2 &&
	    value.number == sizeof(scan->trace_id))
		memcpy(scan->trace_id, value.data, sizeof(scan->trace_id));
	if (!mtr_wire_find(header->data, header->number, MTR_HEADER_CLOCK, &value) || value.type != 2)
		return;
	mtr_wire_begin(&wire, value.data, value.number);
	while (mtr_wire_get(&wire, &number))
		if (number.field == MTR_CLOCK_MONOTONIC && number.type == 0)
			scan->clock_base = number.number;
}

static uint64_t number_in(const struct mtr_wire_value *message, uint32_t field)
{
	struct mtr_wire_value value;

	return mtr_wire_find(message->data, message->number, field, &value) && value.type == 0 ? value.number : 0;
}

static void take_event(struct walk *walk, uint64_t seq, uint64_t time, bool begins, bool ends)
{
	if (begins && !walk->entry.nr_events++) {
		walk->entry.first_seq = seq;
		walk->entry.first_time = time;
	}
	if (ends) {
		walk->scan->seq = seq;
		walk->scan->events++;
		walk->scan->chunk_seq = 0;
	}
}

static void take_chunk(struct walk *walk, uint64_t seq, uint64_t time, const struct mtr_wire_value *chunk)
{
	uint64_t index = number_in(chunk, MTR_CHUNK_INDEX);

	walk->scan->chunk_seq = seq;
	walk->scan->chunk_next = index + 1;
	take_event(walk, seq, time, index == 0, number_in(chunk, MTR_CHUNK_LAST));
}

static void take_packet(struct walk *walk, const uint8_t *data, size_t size)
{
	struct mtr_wire_value value;
	struct mtr_wire wire;
	uint64_t seq = 0, time = 0;

	mtr_wire_begin(&wire, data, size);
	while (mtr_wire_get(&wire, &value)) {
		switch (value.field) {
		case MTR_PACKET_SEQ:
			seq = value.number;
			break;
		case MTR_PACKET_TIME:
			time = value.number;
			break;
		case MTR_PACKET_CALL_BEGIN:
		case MTR_PACKET_CALL_END:
		case MTR_PACKET_CALLBACK_BEGIN:
		case MTR_PACKET_CALLBACK_END:
			take_event(walk, seq, time, true, true);
			return;
		case MTR_PACKET_CHUNK:
			take_chunk(walk, seq, time, &value);
			return;
		case MTR_PACKET_HEADER:
			take_header(walk->scan, &value);
			return;
		case MTR_PACKET_DROP:
			walk->scan->dropped += number_in(&value, MTR_DROP_COUNT);
			return;
		case MTR_PACKET_END:
			walk->ended = true;
			return;
		}
	}
}

static void take_content(struct walk *walk)
{
	struct mtr_wire_value packet;
	struct mtr_wire wire;

	mtr_wire_begin(&wire, walk->raw, walk->entry.raw_size);
	while (mtr_wire_get(&wire, &packet))
		if (packet.field == MTR_TRACE_PACKET && packet.type == 2)
			take_packet(walk, packet.data, packet.number);
}

/* ---- frames */

/* A whole skippable frame at @p; its size, 0: there is none. */
static size_t skippable_size(const uint8_t *p, size_t left)
{
	uint64_t size = left < MTR_SKIPPABLE_HEADER ? UINT64_MAX : MTR_SKIPPABLE_HEADER + (uint64_t)get32(p + 4);

	return size <= left ? (size_t)size : 0;
}

/* A whole zstd frame at @p, decompressed into walk->raw. Its size; 0: there is none; negative: no memory. */
static ssize_t data_frame(struct walk *walk, const uint8_t *p, size_t left)
{
	size_t size = ZSTD_findFrameCompressedSize(p, left);
	unsigned long long content = ZSTD_getFrameContentSize(p, left);

	if (ZSTD_isError(size) || content > RAW_MAX)
		return 0;
	if (content > walk->raw_size) {
		uint8_t *raw = mtr_pages_resize(walk->raw, walk->raw_size, content);

		if (!raw)
			return mtr_fail(-ENOMEM, "no memory for a frame of %llu bytes", content);
		walk->raw = raw;
		walk->raw_size = content;
	}
	if (ZSTD_isError(ZSTD_decompress(walk->raw, walk->raw_size, p, size)))
		return 0;
	walk->entry.raw_size = (uint32_t)content;
	return (ssize_t)size;
}

/* The frame at @offset. Its size; 0: what is there is no whole frame. */
static ssize_t take_frame(struct walk *walk, uint64_t offset)
{
	const uint8_t *p = walk->file + offset;
	size_t left = walk->scan->size - offset;
	ssize_t size;

	memset(&walk->entry, 0, sizeof(walk->entry));
	if (left < 4)
		return 0;
	if (is_skippable(get32(p))) {
		size = (ssize_t)skippable_size(p, left);
		walk->footer = walk->footer || (size && get32(p) == MTR_FRAME_SEEK);
	} else {
		size = data_frame(walk, p, left);
		if (size > 0)
			take_content(walk);
	}
	walk->entry.size = (uint32_t)size;
	return size;
}

/* Behind damage: the next offset where a frame can be read, or @whole. */
static uint64_t next_frame(struct walk *walk, uint64_t offset, uint64_t whole)
{
	static const uint8_t magic[4] = {0x28, 0xb5, 0x2f, 0xfd};

	for (offset++; offset < whole; offset++) {
		const uint8_t *found = memmem(walk->file + offset, whole - offset, magic, sizeof(magic));

		if (!found)
			return whole;
		offset = (uint64_t)(found - walk->file);
		if (data_frame(walk, found, walk->scan->size - offset) > 0)
			return offset;
	}
	return whole;
}

static int walk_frames(struct walk *walk, uint64_t whole)
{
	struct mtr_trace_scan *scan = walk->scan;
	uint64_t offset = 0;
	int err = 0;

	while (offset < scan->size && !err) {
		ssize_t size = take_frame(walk, offset);

		if (size < 0)
			return (int)size;
		if (!size && offset >= whole)
			break; /* torn: the process died while it wrote this */
		if (!size) {
			uint64_t next = next_frame(walk, offset, whole);

			memset(&walk->entry, 0, sizeof(walk->entry));
			walk->entry.size = (uint32_t)(next - offset);
		}
		offset += walk->entry.size;
		if (walk->ended)
			continue;
		err = mtr_seek_table_add(&scan->table, &walk->entry);
		scan->end = offset;
	}
	scan->finished = walk->ended && walk->footer && offset == scan->size;
	return err;
}

int mtr_trace_scan(int fd, const char *name, uint64_t whole, struct mtr_trace_scan *ret)
{
	struct mtr_trace_scan scan = {0};
	struct walk walk = {.scan = &scan};
	struct stat st;
	void *file;
	int err;

	if (fstat(fd, &st))
		return mtr_fail(-errno, "%s: cannot look at it: %s", name, strerror(errno));
	if (!st.st_size)
		return mtr_fail(-MTR_EFORMAT, "%s: empty, not a trace", name);
	file = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (file == MAP_FAILED)
		return mtr_fail(-errno, "%s: cannot read: %s", name, strerror(errno));
	walk.file = file;
	scan.size = (uint64_t)st.st_size;
	err = walk_frames(&walk, whole < scan.size ? whole : scan.size);
	if (!err && !scan.header)
		err = mtr_fail(-MTR_EFORMAT, "%s: no header packet, not a trace", name);
	munmap(file, (size_t)st.st_size);
	mtr_pages_unmap(walk.raw, walk.raw_size);
	if (err)
		mtr_trace_scan_free(&scan);
	else
		*ret = scan;
	return err;
}

void mtr_trace_scan_free(struct mtr_trace_scan *scan)
{
	mtr_seek_table_free(&scan->table);
}
