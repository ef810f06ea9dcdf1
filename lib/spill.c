/* Tails go to the file when there is too much in memory and they are worth a write. */
#include "spill.h"

#include <errno.h>
#include <stdlib.h>

#include "fail.h"

enum {
	MEMORY_MAX = 16 << 20, /* of all texts */
	WORTH = 4096,          /* bytes that are worth a write */
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

static struct mtr_spill_extent *new_extent(struct mtr_spill *spill, struct mtr_spill_text *text)
{
	if (text->nr == text->capacity) {
		size_t capacity = text->capacity ? text->capacity * 2 : 4;
		struct mtr_spill_extent *extents = realloc(text->extents, capacity * sizeof(*extents));

		if (!extents) {
			failed(spill, ENOMEM);
			return NULL;
		}
		text->extents = extents;
		text->capacity = capacity;
	}
	return &text->extents[text->nr++];
}

static void drop_tail(struct mtr_spill *spill, struct mtr_spill_text *text)
{
	spill->in_memory -= text->tail.size;
	if (mtr_out_end(&text->tail))
		failed(spill, ENOMEM);
}

static void write_tail(struct mtr_spill *spill, struct mtr_spill_text *text)
{
	struct mtr_spill_extent *extent;

	if (!spill->file)
		spill->file = tmpfile();
	extent = spill->file ? new_extent(spill, text) : NULL;
	if (!extent) {
		failed(spill, errno ? errno : EIO);
		return;
	}
	*extent = (struct mtr_spill_extent){spill->file_size, text->tail.size};
	if (fseeko(spill->file, (off_t)spill->file_size, SEEK_SET) ||
	    fwrite(text->tail.data, 1, text->tail.size, spill->file) != text->tail.size)
		failed(spill, errno ? errno : EIO);
	spill->file_size += text->tail.size;
	drop_tail(spill, text);
}

void mtr_spill_append(struct mtr_spill *spill, struct mtr_spill_text *text, const void *data, size_t size)
{
	size_t before = text->tail.size;

	mtr_out_bytes(&text->tail, data, size);
	spill->in_memory += text->tail.size - before;
	if (text->tail.err)
		failed(spill, ENOMEM);
	if (spill->in_memory > MEMORY_MAX && text->tail.size >= WORTH && !spill->err)
		write_tail(spill, text);
}

static void take_extent(struct mtr_spill *spill, const struct mtr_spill_extent *extent,
			void (*put)(void *context, const char *data, size_t size), void *context)
{
	char *data = malloc(extent->size);

	if (!data || fseeko(spill->file, (off_t)extent->offset, SEEK_SET) ||
	    fread(data, 1, extent->size, spill->file) != extent->size)
		failed(spill, errno ? errno : EIO);
	else
		put(context, data, extent->size);
	free(data);
}

void mtr_spill_take(struct mtr_spill *spill, struct mtr_spill_text *text,
		    void (*put)(void *context, const char *data, size_t size), void *context)
{
	size_t i;

	for (i = 0; i < text->nr && !spill->err; i++)
		take_extent(spill, &text->extents[i], put, context);
	if (text->tail.size)
		put(context, text->tail.data, text->tail.size);
	drop_tail(spill, text);
	free(text->extents);
	*text = (struct mtr_spill_text){.nr = 0};
}
