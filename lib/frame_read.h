/*
 * The frames of a trace, one after the other, decompressed and checked; what is damaged is passed over and
 * reported, and reading goes on at the next frame that is whole.
 *
 * A frame is believed when its header has a content size and a checksum, its blocks add up, it
 * decompresses to that size and the checksum is right. After damage every offset is tried where a
 * frame's magic number stands, and the first frame that can be believed ends the damaged part.
 */
#ifndef MTR_FRAME_READ_H
#define MTR_FRAME_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "input.h"
#include "reader.h"

enum {
	MTR_FRAME_RAW_MAX = 16 << 20,      /* a data frame's content; larger ones are not read */
	MTR_FRAME_SKIPPABLE_MAX = 8 << 20, /* a skippable frame's content */
};

struct mtr_frame {
	uint64_t offset; /* in the file */
	uint64_t size;   /* in the file, bytes */
	uint32_t magic;  /* of zstd's, or of one of the skippable frames */
	bool skippable;
	const uint8_t *data; /* content; borrowed until the next call */
	size_t data_size;
};

struct mtr_frames;

/* Does not read yet. @options as for a reader; what it points to stays with the caller. Worded. */
int mtr_frames_open(const char *path, const struct mtr_reader_options *options, struct mtr_frames **ret);
int mtr_frames_open_memory(const void *data, size_t size, const struct mtr_reader_options *options,
			   struct mtr_frames **ret);
void mtr_frames_close(struct mtr_frames *frames);

/* 1 with the next frame, 0 at the end, negative (worded) when the file cannot be read. */
int mtr_frames_next(struct mtr_frames *frames, struct mtr_frame *ret);

/*
 * Goes to @offset, where a frame need not begin: the bytes up to the next frame that can be
 * believed are passed over without a report. -ESPIPE where the input cannot seek.
 */
int mtr_frames_seek(struct mtr_frames *frames, uint64_t offset);

/* Counts and reports a damaged part, for who finds one within a frame's content. */
void mtr_frames_damaged(struct mtr_frames *frames, uint64_t offset, uint64_t size, const char *what);

/*
 * The end of the file is not the end of the trace: a frame that is not complete there is no damage, and
 * mtr_frames_next() may be called again after it returned 0.
 */
void mtr_frames_expect_more(struct mtr_frames *frames);

bool mtr_frames_can_seek(const struct mtr_frames *frames);
const char *mtr_frames_name(const struct mtr_frames *frames);
uint64_t mtr_frames_file_size(const struct mtr_frames *frames);

struct mtr_frames_stats {
	uint64_t frames, raw_bytes, end_offset;
	uint64_t damaged_parts, damaged_bytes;
	bool torn; /* the file ends within a frame */
};
void mtr_frames_stats(const struct mtr_frames *frames, struct mtr_frames_stats *ret);

#endif
