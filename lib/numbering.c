/* The file is an array of numbers by id, read and written through pages that are found by their place. */
#include "numbering.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fail.h"

enum {
	FEW = 100000,
	PAGE_NUMBERS = 512,
	PAGES = 1024,     /* in memory: 4 MiB */
	HOLES_FREE = 4096 /* pages may be as many as ids beyond that */
};

#define ID_MAX (UINT64_C(1) << 40) /* keeps offsets below what file systems allow */

struct mtr_numbering_page {
	uint64_t place; /* of the page in the file + 1; 0: none */
	int changed;
	uint64_t numbers[PAGE_NUMBERS];
};

static int no_memory(void)
{
	return mtr_fail(-ENOMEM, "no memory to number objects");
}

static int file_failed(void)
{
	return mtr_fail(errno ? -errno : -EIO, "cannot use a temporary file: %s", strerror(errno ? errno : EIO));
}

static int write_page(struct mtr_numbering *n, struct mtr_numbering_page *page)
{
	off_t offset = (off_t)((page->place - 1) * sizeof(page->numbers));

	errno = 0;
	if (page->place && page->changed &&
	    pwrite(n->fd, page->numbers, sizeof(page->numbers), offset) != (ssize_t)sizeof(page->numbers))
		return file_failed();
	page->changed = 0;
	return 0;
}

static int read_page(struct mtr_numbering *n, struct mtr_numbering_page *page, uint64_t place)
{
	ssize_t got;

	errno = 0;
	got = pread(n->fd, page->numbers, sizeof(page->numbers), (off_t)((place - 1) * sizeof(page->numbers)));
	if (got < 0)
		return file_failed();
	memset((char *)page->numbers + got, 0, sizeof(page->numbers) - (size_t)got);
	page->place = place;
	return 0;
}

static int is_empty(const struct mtr_numbering_page *page)
{
	size_t i = 0;

	while (i < PAGE_NUMBERS && !page->numbers[i])
		i++;
	return i == PAGE_NUMBERS;
}

/* Where the number of @id is kept. */
static int find(struct mtr_numbering *n, uint64_t id, struct mtr_numbering_page **ret_page, uint64_t **ret)
{
	uint64_t place = id / PAGE_NUMBERS + 1;
	struct mtr_numbering_page *page = &n->pages[place % PAGES];
	int err = 0;

	if (id >= ID_MAX || (n->holes > HOLES_FREE && n->holes > n->last))
		return mtr_fail(-MTR_ELIMIT, "objects have numbers that are spread as no recorder spreads them");
	if (page->place != place) {
		err = write_page(n, page);
		if (!err)
			err = read_page(n, page, place);
		if (!err)
			n->holes += (uint64_t)is_empty(page);
	}
	*ret_page = page;
	*ret = &page->numbers[id % PAGE_NUMBERS];
	return err;
}

static int set(struct mtr_numbering *n, uint64_t id, uint64_t number)
{
	struct mtr_numbering_page *page;
	uint64_t *kept;
	int err = find(n, id, &page, &kept);

	if (err)
		return err;
	*kept = number;
	page->changed = 1;
	return 0;
}

static int move_to_file(struct mtr_numbering *n)
{
	FILE *file = tmpfile();
	int err = 0;
	size_t i;

	n->fd = file ? dup(fileno(file)) : -1;
	if (file)
		fclose(file);
	if (n->fd < 0)
		return file_failed();
	n->pages = calloc(PAGES, sizeof(*n->pages));
	if (!n->pages) {
		close(n->fd);
		return no_memory();
	}
	for (i = 0; i < n->few.capacity && !err; i++) {
		const struct mtr_id_slot *slot = &n->few.slots[i];

		if (slot->id)
			err = set(n, slot->id, (uint64_t)(uintptr_t)slot->value);
	}
	mtr_id_map_end(&n->few);
	return err;
}

static int get_of_few(struct mtr_numbering *n, uint64_t id, uint64_t *ret)
{
	uint64_t number = (uint64_t)(uintptr_t)mtr_id_map_get(&n->few, id);

	if (!number) {
		number = n->last + 1;
		if (mtr_id_map_set(&n->few, id, (void *)(uintptr_t)number))
			return no_memory();
		n->last = number;
	}
	*ret = number;
	return n->last == FEW ? move_to_file(n) : 0;
}

int mtr_numbering_get(struct mtr_numbering *n, uint64_t id, uint64_t *ret)
{
	struct mtr_numbering_page *page;
	uint64_t *kept;
	int err;

	*ret = 0;
	if (!id)
		return 0;
	if (!n->pages)
		return get_of_few(n, id, ret);
	err = find(n, id, &page, &kept);
	if (err)
		return err;
	if (!*kept) {
		*kept = ++n->last;
		page->changed = 1;
	}
	*ret = *kept;
	return 0;
}

void mtr_numbering_end(struct mtr_numbering *n)
{
	mtr_id_map_end(&n->few);
	if (n->pages)
		close(n->fd);
	free(n->pages);
	*n = (struct mtr_numbering){.last = 0};
}
