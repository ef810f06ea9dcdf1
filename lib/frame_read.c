/* Frames are measured from their headers first (RFC 8878, 3.1.1), so that no size is believed before it was checked. */
#include "frame_read.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <zstd.h>

#include "fail.h"
#include "reading_hook.h"
#include "seek_table.h"

#define ZSTD_MAGIC      UINT32_C(0xFD2FB528)
#define SKIPPABLE_MAGIC UINT32_C(0x184D2A50) /* and the 15 that follow */

enum {
	HEAD_MAX = 18,           /* the longest header of a frame */
	TRIAL_BYTES = 256 << 20, /* what may be decompressed in vain while looking for whole frames ... */
	TRIAL_RATIO = 64,        /* ... and this many bytes more for each byte of the file */
	START_MAX = 4 << 20,     /* how far into a file the first whole frame may be */
};

struct mtr_frames {
	struct mtr_input in;
	ZSTD_DCtx *dctx;
	uint8_t *raw;
	size_t raw_capacity;
	struct mtr_reader_options options;
	struct mtr_frames_stats stats;
	uint64_t trial_bytes;
	const char *why;  /* the frame at hand cannot be believed */
	bool short_end;   /* ... because the file ends in it */
	bool expect_more; /* the file's end is not the end of the trace */
	bool lost;        /* after a seek to anywhere: look for a frame first */
};

/* What a frame's headers say. */
struct measure {
	uint64_t raw_size;
	size_t size; /* of the whole frame */
	size_t need; /* bytes to be seen to go on */
};

static uint32_t load32(const uint8_t *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static uint64_t load_le(const uint8_t *p, unsigned size)
{
	uint64_t value = 0;

	while (size--)
		value = value << 8 | p[size];
	return value;
}

/* The header: 0 with *ret_header and raw_size, or the reason why not. At least HEAD_MAX bytes, or all there is. */
static const char *measure_header(const uint8_t *data, size_t *ret_header, uint64_t *ret_raw_size)
{
	static const uint8_t dictionary_size[] = {0, 1, 2, 4}, content_size[] = {0, 2, 4, 8};
	uint8_t descriptor = data[4];
	bool single = descriptor & 0x20;
	unsigned width = content_size[descriptor >> 6];
	size_t at = 5 + !single + dictionary_size[descriptor & 3];

	if (width == 0 && single)
		width = 1;
	if (descriptor & 0x08)
		return "a frame's header has a reserved bit set";
	if (!(descriptor & 0x04))
		return "a frame has no checksum";
	if (width == 0)
		return "a frame has no content size";
	*ret_raw_size = load_le(data + at, width) + (width == 2 ? 256 : 0);
	*ret_header = at + width;
	return *ret_raw_size <= MTR_FRAME_RAW_MAX ? NULL : "a frame is larger than a trace has them";
}

/* Walks the blocks. NULL with m->size, or m->need when more must be seen; else the reason why not. */
static const char *measure_frame(const uint8_t *data, size_t there, struct measure *m)
{
	const char *why;
	size_t at, bound;
	bool last = false;

	m->size = 0;
	m->need = HEAD_MAX;
	if (there < HEAD_MAX)
		return NULL;
	why = measure_header(data, &at, &m->raw_size);
	if (why)
		return why;
	bound = ZSTD_compressBound((size_t)m->raw_size) + 64;
	while (!last) {
		uint32_t header, type;

		m->need = at + 3;
		if (m->need > there)
			return NULL;
		header = (uint32_t)load_le(data + at, 3);
		last = header & 1;
		type = header >> 1 & 3;
		if (type == 3)
			return "a block has a type that does not exist";
		at += 3 + (type == 1 ? 1 : header >> 3);
		if (at > bound)
			return "a frame's blocks are larger than its content";
	}
	m->need = m->size = at + 4; /* the checksum */
	return NULL;
}

static int not_believed(struct mtr_frames *f, const char *why)
{
	f->why = why;
	return -MTR_EDAMAGED;
}

static int ends_short(struct mtr_frames *f)
{
	f->short_end = true;
	return not_believed(f, "the file ends within a frame");
}

static int decompress(struct mtr_frames *f, const uint8_t *data, const struct measure *m)
{
	size_t got;

	if (f->raw_capacity < m->raw_size) {
		free(f->raw);
		f->raw_capacity = 0;
		f->raw = malloc((size_t)m->raw_size);
		if (!f->raw)
			return mtr_fail(-ENOMEM, "%s: no memory for a frame", f->in.name);
		f->raw_capacity = (size_t)m->raw_size;
	}
	got = ZSTD_decompressDCtx(f->dctx, f->raw, (size_t)m->raw_size, data, m->size);
	if (!ZSTD_isError(got) && got == m->raw_size)
		return 0;
	f->trial_bytes += m->raw_size;
	return not_believed(f,
			    ZSTD_isError(got) ? ZSTD_getErrorName(got) : "a frame's content has not the size it says");
}

/* The first frame of a trace and the index say in their content what they are, and how large they must be. */
enum claim {
	CLAIM_NONE,
	CLAIM_TRUE,
	CLAIM_FALSE,
};

static enum claim claim_of(const uint8_t *content, uint64_t size)
{
	if (size >= 8 && !memcmp(content, MTR_HEAD_MAGIC, 8))
		return size == MTR_HEAD_SIZE ? CLAIM_TRUE : CLAIM_FALSE;
	if (size >= 32 && !memcmp(content, MTR_INDEX_MAGIC, 8))
		return size == 24 + 32 * load_le(content + 16, 8) ? CLAIM_TRUE : CLAIM_FALSE;
	return CLAIM_NONE;
}

/* A skippable frame has no checksum: it is believed when it is ours, or else when another frame or the end
 * follows it. */
static int read_skippable(struct mtr_frames *f, const uint8_t *data, struct mtr_frame *ret)
{
	uint64_t size = (uint64_t)load32(data + 4) + 8;
	enum claim claim;
	ssize_t there;

	if (size > MTR_FRAME_SKIPPABLE_MAX)
		return not_believed(f, "a skippable frame is larger than a trace has them");
	there = mtr_input_peek(&f->in, (size_t)size + 4, &data);
	if (there < 0)
		return (int)there;
	if ((uint64_t)there < size)
		return ends_short(f);
	claim = claim_of(data + 8, size - 8);
	if (claim == CLAIM_FALSE)
		return not_believed(f, "a skippable frame has not the size it must have");
	if ((uint64_t)there >= size + 4 && claim == CLAIM_NONE) {
		uint32_t next = load32(data + size);

		if (next != ZSTD_MAGIC && (next & ~UINT32_C(15)) != SKIPPABLE_MAGIC)
			return not_believed(f, "no frame follows a skippable frame");
	}
	ret->skippable = true;
	ret->size = size;
	ret->data = data + 8;
	ret->data_size = (size_t)size - 8;
	return 1;
}

static int read_data(struct mtr_frames *f, const uint8_t *data, ssize_t there, struct mtr_frame *ret)
{
	struct measure m;
	int err;

	for (;;) {
		const char *why = measure_frame(data, (size_t)there, &m);
		size_t want;

		if (why)
			return not_believed(f, why);
		if (m.size && m.size <= (size_t)there)
			break;
		/* Twice what was seen, so that many small blocks are not walked again for each one. */
		want = m.need > (size_t)there * 2 ? m.need : (size_t)there * 2;
		there = mtr_input_peek(&f->in, want, &data);
		if (there < 0)
			return (int)there;
		if ((size_t)there < m.need)
			return ends_short(f);
	}
	err = decompress(f, data, &m);
	if (err)
		return err;
	ret->skippable = false;
	ret->size = m.size;
	ret->data = f->raw;
	ret->data_size = (size_t)m.raw_size;
	return 1;
}

/* The frame at the input's offset, which stays there. 1, 0 at the end, -MTR_EDAMAGED with f->why, or a failure. */
static int read_frame(struct mtr_frames *f, struct mtr_frame *ret)
{
	const uint8_t *data;
	ssize_t there = mtr_input_peek(&f->in, HEAD_MAX, &data);

	f->short_end = false;
	if (there <= 0)
		return (int)there;
	if (there < 8)
		return ends_short(f);
	ret->offset = f->in.offset;
	ret->magic = load32(data);
	if (ret->magic == ZSTD_MAGIC)
		return read_data(f, data, there, ret);
	if ((ret->magic & ~UINT32_C(15)) == SKIPPABLE_MAGIC)
		return read_skippable(f, data, ret);
	return not_believed(f, "no frame begins here");
}

/* Forward to the next place where a magic number stands. 1 when there is one, 0 at the end. */
static int find_magic(struct mtr_frames *f)
{
	for (;;) {
		const uint8_t *data, *p;
		ssize_t there = mtr_input_peek(&f->in, 64 * 1024, &data);
		const uint8_t *end;
		int err;

		if (there <= 0)
			return (int)there;
		end = data + there;
		for (p = data; end - p >= 4; p++) {
			uint32_t magic = load32(p);

			if (magic == ZSTD_MAGIC || (magic & ~UINT32_C(15)) == SKIPPABLE_MAGIC)
				break;
		}
		if (end - p < 4 && there < 64 * 1024) {
			err = mtr_input_skip(&f->in, (uint64_t)there);
			return err;
		}
		err = mtr_input_skip(&f->in, (uint64_t)(p - data));
		if (err || end - p >= 4)
			return err ? err : 1;
	}
}

/* From behind the start of what cannot be believed to the next frame that can. 1 with it, or 0 at the end. */
static int resynchronise(struct mtr_frames *f, struct mtr_frame *ret)
{
	for (;;) {
		int err = mtr_input_skip(&f->in, 1);

		if (!err)
			err = find_magic(f);
		if (err <= 0)
			return err;
		if (f->trial_bytes / TRIAL_RATIO > TRIAL_BYTES / TRIAL_RATIO + f->in.offset)
			return mtr_fail(-MTR_EDAMAGED,
					"%s: gives too much work before offset %llu: made to, not damaged", f->in.name,
					(unsigned long long)f->in.offset);
		if (!f->stats.frames && !f->lost && f->in.offset > START_MAX)
			return 0;
		err = read_frame(f, ret);
		/* A skippable frame has little to tell it from chance: not a place to start from. */
		if (err == 1 && !ret->skippable)
			return 1;
		if (err < 0 && err != -MTR_EDAMAGED)
			return err;
	}
}

void mtr_frames_damaged(struct mtr_frames *f, uint64_t offset, uint64_t size, const char *what)
{
	struct mtr_damage damage = {offset, size, what};

	f->stats.damaged_parts++;
	f->stats.damaged_bytes += size;
	if (f->options.damaged)
		f->options.damaged(f->options.context, &damage);
}

/* Passes over what begins at the input's offset and cannot be believed. */
static int pass_damage(struct mtr_frames *f, struct mtr_frame *ret)
{
	uint64_t start = f->in.offset;
	const char *why = f->why;
	bool short_end = f->short_end;
	int got = resynchronise(f, ret);

	if (got < 0)
		return got;
	/* A frame that is being written, or was when the process died: its events are in the spool. */
	if (got == 0 && short_end && f->expect_more)
		return mtr_input_seek(&f->in, start);
	if (got == 0 && short_end) {
		f->stats.torn = true;
		mtr_frames_damaged(f, start, 0, why);
	} else {
		mtr_frames_damaged(f, start, f->in.offset - start, why);
	}
	return got;
}

static void tell_progress(const struct mtr_frames *f)
{
	mtr_reading_hook_fn hook = mtr_reading_hook_get();

	if (hook)
		hook(f->in.name, f->stats.end_offset, mtr_input_size(&f->in));
}

int mtr_frames_next(struct mtr_frames *f, struct mtr_frame *ret)
{
	int got = read_frame(f, ret);

	if (got == -MTR_EDAMAGED && f->lost)
		got = resynchronise(f, ret);
	else if (got == -MTR_EDAMAGED)
		got = pass_damage(f, ret);
	f->lost = false;
	f->stats.end_offset = f->in.offset;
	if (got != 1)
		return got;
	if (!ret->skippable) {
		f->stats.frames++;
		f->stats.raw_bytes += ret->data_size;
	}
	f->stats.end_offset += ret->size;
	tell_progress(f);
	/* The content stays where it is until the next peek. */
	got = mtr_input_skip(&f->in, ret->size);
	return got ? got : 1;
}

int mtr_frames_seek(struct mtr_frames *f, uint64_t offset)
{
	f->lost = true;
	return mtr_input_seek(&f->in, offset);
}

static int make(struct mtr_frames **ret_frames, const struct mtr_reader_options *options)
{
	struct mtr_frames *f = calloc(1, sizeof(*f));

	if (!f)
		return -ENOMEM;
	f->in.fd = -1;
	if (options)
		f->options = *options;
	f->dctx = ZSTD_createDCtx();
	*ret_frames = f;
	return f->dctx ? 0 : -ENOMEM;
}

int mtr_frames_open(const char *path, const struct mtr_reader_options *options, struct mtr_frames **ret)
{
	struct mtr_frames *f = NULL;
	int err = make(&f, options);

	if (!err)
		err = mtr_input_open(&f->in, path);
	if (err)
		mtr_frames_close(f);
	else
		*ret = f;
	return err;
}

int mtr_frames_open_memory(const void *data, size_t size, const struct mtr_reader_options *options,
			   struct mtr_frames **ret)
{
	struct mtr_frames *f = NULL;
	int err = make(&f, options);

	if (!err)
		err = mtr_input_open_memory(&f->in, data, size);
	if (err) {
		mtr_frames_close(f);
		return err;
	}
	*ret = f;
	return 0;
}

void mtr_frames_close(struct mtr_frames *f)
{
	if (!f)
		return;
	mtr_input_close(&f->in);
	ZSTD_freeDCtx(f->dctx);
	free(f->raw);
	free(f);
}

void mtr_frames_expect_more(struct mtr_frames *f)
{
	f->expect_more = true;
}

const char *mtr_frames_name(const struct mtr_frames *f)
{
	return f->in.name;
}

bool mtr_frames_can_seek(const struct mtr_frames *f)
{
	return f->in.seekable;
}

uint64_t mtr_frames_file_size(const struct mtr_frames *f)
{
	return mtr_input_size(&f->in);
}

void mtr_frames_stats(const struct mtr_frames *f, struct mtr_frames_stats *ret)
{
	*ret = f->stats;
}
