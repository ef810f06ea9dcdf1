/*
 * The list of frames at the end of a finished trace: our index (first event of each frame) in one skippable
 * frame, then the seek table of zstd's seekable format in another. docs/format.md has the bytes.
 */
#ifndef MTR_SEEK_TABLE_H
#define MTR_SEEK_TABLE_H

#include <stddef.h>
#include <stdint.h>

#define MTR_HEAD_MAGIC  "MITRACE" /* with its terminator: the content of the first frame begins with it */
#define MTR_INDEX_MAGIC "MTRINDEX"

enum {
	MTR_FRAME_HEAD = 0x184D2A50,  /* magic numbers of our skippable frames */
	MTR_FRAME_INDEX = 0x184D2A51, /* the index */
	MTR_FRAME_SEEK = 0x184D2A5E,  /* zstd's seek table, and its footer's */
	MTR_SKIPPABLE_HEADER = 8,     /* magic and size before the content of a skippable frame */
	MTR_HEAD_SIZE = 16,           /* content of the first frame */
	MTR_VERSION_MAJOR = 1,
	MTR_VERSION_MINOR = 0,
};
#define MTR_SEEK_FOOTER_MAGIC UINT32_C(0x8F92EAB1)

struct mtr_seek_entry {
	uint32_t size;      /* of the frame in the file, bytes */
	uint32_t raw_size;  /* of its content; 0: a skippable frame */
	uint32_t nr_events; /* that begin in it */
	uint32_t reserved;
	uint64_t first_seq;  /* of the first of these; 0: none */
	uint64_t first_time; /* of it, as Packet.time */
};

struct mtr_seek_table {
	struct mtr_seek_entry *entries;
	size_t nr, capacity;
};

/* Zeroed memory is an empty table. Adds a frame: 0, -ENOMEM. */
int mtr_seek_table_add(struct mtr_seek_table *table, const struct mtr_seek_entry *entry);
void mtr_seek_table_free(struct mtr_seek_table *table);

/* Bytes of both frames for the entries there are. */
size_t mtr_seek_table_size(const struct mtr_seek_table *table);
/* Writes both frames, mtr_seek_table_size() bytes. */
void mtr_seek_table_write(const struct mtr_seek_table *table, uint8_t *out);

/*
 * Reads them back from the last bytes of a trace: entries as they were, without the table's own frames. Nothing is
 * trusted: sums must give @file_size. @tail: the last @tail_size bytes of the file.
 * *ret_need: bytes of tail it takes when -EAGAIN (too few) is returned.
 * Errors: -MTR_EMISSING no table there; -MTR_EDAMAGED; -ENOMEM.
 */
int mtr_seek_table_read(const uint8_t *tail, size_t tail_size, uint64_t file_size, struct mtr_seek_table *ret,
			size_t *ret_need);

/* First frame of a trace, MTR_SKIPPABLE_HEADER + MTR_HEAD_SIZE bytes. */
void mtr_seek_head_write(uint8_t *out);

#endif
