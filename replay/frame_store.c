/* See frame_store.h. */
#include "frame_store.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "fail.h"
#include "frame_read.h"

enum {
	HELD_FILE = 32 << 20,    /* a file up to this size is held in memory: no descriptor that a client could close */
	CACHED_FRAMES = 16,      /* kept decompressed ... */
	CACHED_BYTES = 32 << 20, /* ... unless they are larger than this together */
};

struct cached_frame {
	uint32_t number;
	uint64_t used; /* for finding the one used longest ago */
	uint8_t *data; /* NULL: unused */
	size_t size;
};

/* Where a frame is to be had. */
struct known_frame {
	uint64_t offset; /* in the file */
	uint8_t *data;   /* in no file, but here; NULL: in the file */
	size_t size;
};

struct frame_store {
	char *path;
	void *held; /* the whole file, if it is small */
	struct mtr_frames *frames;
	uint64_t end;    /* behind the last frame met in the file */
	uint64_t damage; /* before the file was looked at again */
	struct known_frame *known;
	size_t nr_known, room;
	struct cached_frame cache[CACHED_FRAMES];
	size_t cached_bytes;
	uint64_t uses;
};

static int out_of_memory(const struct frame_store *s)
{
	return mtr_fail(-ENOMEM, "%s: out of memory", s->path);
}

/* --- the cache --------------------------------------------------------------------------------------------------- */

static void uncache(struct frame_store *s, struct cached_frame *c)
{
	free(c->data);
	s->cached_bytes -= c->size;
	*c = (struct cached_frame){0};
}

/* The entry to be used next: one that is free, or the one used longest ago. */
static struct cached_frame *oldest(struct frame_store *s)
{
	struct cached_frame *oldest = &s->cache[0];

	for (unsigned i = 0; i < CACHED_FRAMES; i++)
		if (s->cache[i].used < oldest->used || !s->cache[i].data)
			oldest = &s->cache[i];
	return oldest;
}

static int cache_frame(struct frame_store *s, uint32_t number, const struct mtr_frame *frame, struct cached_frame **ret)
{
	struct cached_frame *c;

	do {
		c = oldest(s);
		if (c->data)
			uncache(s, c);
	} while (s->cached_bytes && s->cached_bytes + frame->data_size > CACHED_BYTES);
	c->data = malloc(frame->data_size ? frame->data_size : 1);
	if (!c->data)
		return out_of_memory(s);
	memcpy(c->data, frame->data, frame->data_size);
	c->size = frame->data_size;
	c->number = number;
	s->cached_bytes += c->size;
	*ret = c;
	return 0;
}

/* The first frames are asked for first: they stay, as long as nothing has to go for them. */
static void keep_first(struct frame_store *s, uint32_t number, const struct mtr_frame *frame)
{
	struct cached_frame *c;

	if (number < CACHED_FRAMES && s->cached_bytes + frame->data_size <= CACHED_BYTES)
		cache_frame(s, number, frame, &c); /* or it is read again */
}

static struct cached_frame *find_cached(struct frame_store *s, uint32_t number)
{
	for (struct cached_frame *c = s->cache; c < s->cache + CACHED_FRAMES; c++)
		if (c->data && c->number == number)
			return c;
	return NULL;
}

/* --- the file ---------------------------------------------------------------------------------------------------- */

/* Reads a small file. False: it is not small, or cannot be read so. */
static bool hold_file(struct frame_store *s, size_t *ret_size)
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

static int open_frames(struct frame_store *s)
{
	size_t size;

	if (hold_file(s, &size))
		return mtr_frames_open_memory(s->held, size, NULL, &s->frames);
	return mtr_frames_open(s->path, NULL, &s->frames);
}

static void close_frames(struct frame_store *s)
{
	mtr_frames_close(s->frames);
	free(s->held);
	s->frames = NULL;
	s->held = NULL;
}

int frame_store_open(const char *path, struct frame_store **ret)
{
	struct frame_store *s = calloc(1, sizeof(*s));
	int err;

	if (!s || !(s->path = strdup(path))) {
		free(s);
		return mtr_fail(-ENOMEM, "%s: out of memory", path);
	}
	err = open_frames(s);
	if (err)
		frame_store_close(s);
	else
		*ret = s;
	return err;
}

void frame_store_close(struct frame_store *s)
{
	if (!s)
		return;
	close_frames(s);
	for (unsigned i = 0; i < CACHED_FRAMES; i++)
		free(s->cache[i].data);
	for (size_t i = 0; i < s->nr_known; i++)
		free(s->known[i].data);
	free(s->known);
	free(s->path);
	free(s);
}

static int note(struct frame_store *s, struct known_frame frame)
{
	if (s->nr_known == REPLAY_FRAMES_MAX)
		return mtr_fail(-MTR_ELIMIT, "%s: has more frames than can be replayed", s->path);
	if (s->nr_known == s->room) {
		size_t room = s->room ? s->room * 2 : 64;
		struct known_frame *known = reallocarray(s->known, room, sizeof(*known));

		if (!known)
			return out_of_memory(s);
		s->known = known;
		s->room = room;
	}
	s->known[s->nr_known++] = frame;
	return 0;
}

int frame_store_next(struct frame_store *s, struct frame_content *ret)
{
	struct mtr_frame frame;
	int got;

	while ((got = mtr_frames_next(s->frames, &frame)) == 1) {
		s->end = frame.offset + frame.size;
		if (frame.skippable)
			continue;
		if (frame.data_size > REPLAY_OFFSET_MAX)
			return mtr_fail(-MTR_ELIMIT, "%s: the frame at offset %llu is too large", s->path,
					(unsigned long long)frame.offset);
		got = note(s, (struct known_frame){.offset = frame.offset});
		if (got)
			return got;
		keep_first(s, (uint32_t)(s->nr_known - 1), &frame);
		*ret = (struct frame_content){(uint32_t)(s->nr_known - 1), frame.data, frame.data_size};
		return 1;
	}
	return got;
}

int frame_store_look_again(struct frame_store *s)
{
	int err;

	s->damage = frame_store_damage(s);
	close_frames(s);
	err = open_frames(s);
	if (!err)
		err = mtr_frames_seek(s->frames, s->end);
	if (!err)
		frame_store_expect_more(s);
	return err;
}

void frame_store_expect_more(struct frame_store *s)
{
	mtr_frames_expect_more(s->frames);
}

int frame_store_add(struct frame_store *s, uint8_t *data, size_t size, struct frame_content *ret)
{
	int err = note(s, (struct known_frame){.data = data, .size = size});

	if (err)
		free(data);
	else
		*ret = (struct frame_content){(uint32_t)(s->nr_known - 1), data, size};
	return err;
}

/* --- any frame again --------------------------------------------------------------------------------------------- */

static int read_frame(struct frame_store *s, uint64_t offset, struct mtr_frame *ret)
{
	int got = mtr_frames_seek(s->frames, offset);

	if (!got)
		got = mtr_frames_next(s->frames, ret);
	if (got < 0)
		return got;
	if (got == 0 || ret->skippable || ret->offset != offset)
		return mtr_fail(-MTR_EDAMAGED, "%s: was changed while it was replayed (offset %llu)", s->path,
				(unsigned long long)offset);
	return 0;
}

int frame_store_get(struct frame_store *s, uint32_t number, struct frame_content *ret)
{
	struct cached_frame *c;
	struct mtr_frame frame;
	int err;

	if (number >= s->nr_known)
		return mtr_fail(-MTR_EDAMAGED, "%s: no frame %u", s->path, number);
	if (s->known[number].data) {
		*ret = (struct frame_content){number, s->known[number].data, s->known[number].size};
		return 0;
	}
	c = find_cached(s, number);
	if (!c) {
		err = read_frame(s, s->known[number].offset, &frame);
		if (!err)
			err = cache_frame(s, number, &frame, &c);
		if (err)
			return err;
	}
	c->used = ++s->uses;
	*ret = (struct frame_content){number, c->data, c->size};
	return 0;
}

uint64_t frame_store_offset(const struct frame_store *s, uint32_t number)
{
	return number < s->nr_known ? s->known[number].offset : 0;
}

uint64_t frame_store_damage(const struct frame_store *s)
{
	struct mtr_frames_stats stats;

	mtr_frames_stats(s->frames, &stats);
	return s->damage + stats.damaged_parts;
}
