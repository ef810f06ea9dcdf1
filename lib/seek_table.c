/* The two skippable frames that make a finished trace seekable. All numbers are little endian. */
#include "seek_table.h"

#include <errno.h>
#include <string.h>

#include "fail.h"
#include "pages.h"

enum {
	INDEX_HEAD = 24,  /* magic, version, entry size, number of entries */
	INDEX_ENTRY = 32, /* offset, first seq, first time, events */
	SEEK_ENTRY = 8,   /* compressed, decompressed size */
	SEEK_FOOTER = 9,  /* number of entries, descriptor, magic */
};

static uint8_t *put32(uint8_t *p, uint32_t value)
{
	int i;

	for (i = 0; i < 4; i++)
		*p++ = (uint8_t)(value >> 8 * i);
	return p;
}

static uint8_t *put64(uint8_t *p, uint64_t value)
{
	return put32(put32(p, (uint32_t)value), (uint32_t)(value >> 32));
}

static uint32_t get32(const uint8_t *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static uint64_t get64(const uint8_t *p)
{
	return get32(p) | (uint64_t)get32(p + 4) << 32;
}

int mtr_seek_table_add(struct mtr_seek_table *table, const struct mtr_seek_entry *entry)
{
	if (table->nr == table->capacity) {
		size_t capacity = table->capacity ? 2 * table->capacity : 4096 / sizeof(*entry);
		struct mtr_seek_entry *grown =
			mtr_pages_resize(table->entries, table->capacity * sizeof(*entry), capacity * sizeof(*entry));

		if (!grown)
			return -ENOMEM;
		table->entries = grown;
		table->capacity = capacity;
	}
	table->entries[table->nr++] = *entry;
	return 0;
}

void mtr_seek_table_free(struct mtr_seek_table *table)
{
	mtr_pages_unmap(table->entries, table->capacity * sizeof(*table->entries));
	memset(table, 0, sizeof(*table));
}

static size_t index_content(size_t nr)
{
	return INDEX_HEAD + nr * INDEX_ENTRY;
}

/* The index frame is listed itself. */
static size_t seek_content(size_t nr)
{
	return (nr + 1) * SEEK_ENTRY + SEEK_FOOTER;
}

size_t mtr_seek_table_size(const struct mtr_seek_table *table)
{
	return 2 * MTR_SKIPPABLE_HEADER + index_content(table->nr) + seek_content(table->nr);
}

void mtr_seek_table_write(const struct mtr_seek_table *table, uint8_t *out)
{
	uint64_t offset = 0;
	size_t i;

	out = put32(put32(out, MTR_FRAME_INDEX), (uint32_t)index_content(table->nr));
	memcpy(out, MTR_INDEX_MAGIC, 8);
	out = put64(put32(put32(out + 8, 1), INDEX_ENTRY), table->nr);
	for (i = 0; i < table->nr; i++) {
		const struct mtr_seek_entry *entry = &table->entries[i];

		out = put64(put64(out, offset), entry->first_seq);
		out = put64(put64(out, entry->first_time), entry->nr_events);
		offset += entry->size;
	}
	out = put32(put32(out, MTR_FRAME_SEEK), (uint32_t)seek_content(table->nr));
	for (i = 0; i < table->nr; i++)
		out = put32(put32(out, table->entries[i].size), table->entries[i].raw_size);
	out = put32(put32(out, (uint32_t)(MTR_SKIPPABLE_HEADER + index_content(table->nr))), 0);
	out = put32(out, (uint32_t)table->nr + 1);
	*out++ = 0; /* descriptor: no checksums, the frames have theirs */
	put32(out, MTR_SEEK_FOOTER_MAGIC);
}

void mtr_seek_head_write(uint8_t *out)
{
	out = put32(put32(out, MTR_FRAME_HEAD), MTR_HEAD_SIZE);
	memcpy(out, MTR_HEAD_MAGIC, 8);
	put32(put32(out + 8, MTR_VERSION_MAJOR), MTR_VERSION_MINOR);
}

static int read_entries(const uint8_t *index, const uint8_t *seek, size_t nr, uint64_t frames_end,
			struct mtr_seek_table *ret)
{
	uint64_t offset = 0;
	size_t i;

	for (i = 0; i < nr; i++, index += INDEX_ENTRY, seek += SEEK_ENTRY) {
		struct mtr_seek_entry entry = {
			.size = get32(seek),
			.raw_size = get32(seek + 4),
			.first_seq = get64(index + 8),
			.first_time = get64(index + 16),
			.nr_events = (uint32_t)get64(index + 24),
		};
		int err = get64(index) == offset ? mtr_seek_table_add(ret, &entry) : -MTR_EDAMAGED;

		if (err)
			return err;
		offset += entry.size;
	}
	return offset == frames_end ? 0 : -MTR_EDAMAGED;
}

int mtr_seek_table_read(const uint8_t *tail, size_t tail_size, uint64_t file_size, struct mtr_seek_table *ret,
			size_t *ret_need)
{
	struct mtr_seek_table table = {0};
	const uint8_t *end = tail + tail_size, *index, *seek;
	uint64_t nr, both;
	int err;

	if (tail_size < SEEK_FOOTER || get32(end - 4) != MTR_SEEK_FOOTER_MAGIC || end[-5] != 0)
		return -MTR_EMISSING;
	nr = get32(end - SEEK_FOOTER);
	if (!nr--)
		return -MTR_EMISSING;
	both = 2 * MTR_SKIPPABLE_HEADER + INDEX_HEAD + nr * INDEX_ENTRY + (nr + 1) * SEEK_ENTRY + SEEK_FOOTER;
	if (both > file_size)
		return -MTR_EDAMAGED;
	*ret_need = (size_t)both;
	if (both > tail_size)
		return -EAGAIN;
	index = end - both;
	seek = end - MTR_SKIPPABLE_HEADER - seek_content((size_t)nr);
	if (get32(index) != MTR_FRAME_INDEX || get32(index + 4) != index_content((size_t)nr) ||
	    memcmp(index + 8, MTR_INDEX_MAGIC, 8) || get32(index + 16) != 1 || get32(index + 20) != INDEX_ENTRY ||
	    get64(index + 24) != nr || get32(seek) != MTR_FRAME_SEEK || get32(seek + 4) != seek_content((size_t)nr))
		return -MTR_EDAMAGED;
	err = read_entries(index + MTR_SKIPPABLE_HEADER + INDEX_HEAD, seek + MTR_SKIPPABLE_HEADER, (size_t)nr,
			   file_size - both, &table);
	if (err)
		mtr_seek_table_free(&table);
	else
		*ret = table;
	return err;
}
