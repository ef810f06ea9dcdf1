/*
 * Texts with something in memory stand in a list, the one that grew last at its end. When there is too much in memory, the
 * front of the list goes to the file: texts that nobody adds to leave the memory once, and those that grow all the time
 * leave it in pieces that are large enough for the list of pieces to stay small.
 */
#include "spill.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "fail.h"

enum {
	MEMORY_MAX = 16 << 20, /* of all texts, in room that was allocated for them */
	TAIL_MAX = 1 << 20,    /* of one: beyond that it is written, and read back at once */
};

struct mtr_spill_extent {
	uint64_t offset;
	size_t size;
};

void mtr_spill_end(struct mtr_spill *spill)
{
	if (spill->file)
		fclose(spill->file);
	spill->file = NULL;
}

static void failed(struct mtr_spill *spill, int err)
{
	if (!spill->err)
		spill->err = mtr_fail(-err, "cannot use a temporary file: %s", strerror(err));
}

/* ---- the list of texts in memory */

static void leave_list(struct mtr_spill *spill, struct mtr_spill_text *text)
{
	if (!text->older && spill->oldest != text)
		return; /* not in it */
	*(text->older ? &text->older->newer : &spill->oldest) = text->newer;
	*(text->newer ? &text->newer->older : &spill->newest) = text->older;
	text->older = text->newer = NULL;
}

static void become_newest(struct mtr_spill *spill, struct mtr_spill_text *text)
{
	if (spill->newest == text)
		return;
	leave_list(spill, text);
	text->older = spill->newest;
	*(spill->newest ? &spill->newest->newer : &spill->oldest) = text;
	spill->newest = text;
}

static void drop_tail(struct mtr_spill *spill, struct mtr_spill_text *text)
{
	leave_list(spill, text);
	spill->in_memory -= text->tail.capacity;
	if (mtr_out_end(&text->tail))
		failed(spill, ENOMEM);
}

/* ---- the file */

static struct mtr_spill_extent *room_for_extents(struct mtr_spill *spill, struct mtr_spill_text *text, size_t nr)
{
	size_t capacity = text->capacity ? text->capacity : 4;

	while (capacity - text->nr < nr)
		capacity *= 2;
	if (capacity > text->capacity) {
		struct mtr_spill_extent *extents = realloc(text->extents, capacity * sizeof(*extents));

		if (!extents) {
			failed(spill, ENOMEM);
			return NULL;
		}
		text->extents = extents;
		text->capacity = capacity;
	}
	return &text->extents[text->nr];
}

static int write_all(int fd, const char *data, size_t size, uint64_t offset)
{
	while (size) {
		ssize_t done = pwrite(fd, data, size, (off_t)offset);

		if (done <= 0)
			return done ? errno : EIO;
		data += done;
		size -= (size_t)done;
		offset += (uint64_t)done;
	}
	return 0;
}

static void write_tail(struct mtr_spill *spill, struct mtr_spill_text *text)
{
	struct mtr_spill_extent *extent = room_for_extents(spill, text, 1);
	int err;

	if (!spill->file && !(spill->file = tmpfile())) {
		failed(spill, errno);
		return;
	}
	if (!extent)
		return;
	err = write_all(fileno(spill->file), text->tail.data, text->tail.size, spill->file_size);
	if (err) {
		failed(spill, err);
		return;
	}
	*extent = (struct mtr_spill_extent){spill->file_size, text->tail.size};
	text->nr++;
	spill->file_size += text->tail.size;
	drop_tail(spill, text);
}

void mtr_spill_append(struct mtr_spill *spill, struct mtr_spill_text *text, const void *data, size_t size)
{
	size_t before = text->tail.capacity;

	if (!size || spill->err)
		return;
	mtr_out_bytes(&text->tail, data, size);
	spill->in_memory += text->tail.capacity - before;
	if (text->tail.err)
		failed(spill, ENOMEM);
	become_newest(spill, text);
	if (text->tail.size > TAIL_MAX)
		write_tail(spill, text);
	while (spill->in_memory > MEMORY_MAX && !spill->err)
		write_tail(spill, spill->oldest);
}

void mtr_spill_move(struct mtr_spill *spill, struct mtr_spill_text *to, struct mtr_spill_text *from)
{
	struct mtr_spill_extent *extents;

	if (from->nr) {
		if (to->tail.size && !spill->err)
			write_tail(spill, to);
		extents = room_for_extents(spill, to, from->nr);
		if (extents) {
			memcpy(extents, from->extents, from->nr * sizeof(*extents));
			to->nr += from->nr;
		}
	}
	mtr_spill_append(spill, to, from->tail.data, from->tail.size);
	drop_tail(spill, from);
	free(from->extents);
	*from = (struct mtr_spill_text){.nr = 0};
}

static void take_extent(struct mtr_spill *spill, const struct mtr_spill_extent *extent,
			void (*put)(void *context, const char *data, size_t size), void *context)
{
	char *data = malloc(extent->size);
	size_t at = 0;
	ssize_t got = 1;

	for (; data && at < extent->size && got > 0; at += (size_t)got)
		got = pread(fileno(spill->file), data + at, extent->size - at, (off_t)(extent->offset + at));
	if (!data || at < extent->size)
		failed(spill, !data ? ENOMEM : got < 0 ? errno : EIO);
	else
		put(context, data, extent->size);
	free(data);
}

void mtr_spill_take(struct mtr_spill *spill, struct mtr_spill_text *text,
		    void (*put)(void *context, const char *data, size_t size), void *context)
{
	struct mtr_spill_text taken = *text;
	size_t i;

	/* Out of the list first: what is put may push others out of memory. */
	leave_list(spill, text);
	spill->in_memory -= taken.tail.capacity;
	*text = (struct mtr_spill_text){.nr = 0};
	for (i = 0; i < taken.nr && !spill->err; i++)
		take_extent(spill, &taken.extents[i], put, context);
	if (taken.tail.size && !spill->err)
		put(context, taken.tail.data, taken.tail.size);
	if (mtr_out_end(&taken.tail))
		failed(spill, ENOMEM);
	free(taken.extents);
}
