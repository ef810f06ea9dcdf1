/* See base_memory.h. Counts pages and frees independent ones as base code does, so that it is led astray as that would be. */
#include "base_memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void base_stop(const char *why)
{
	fprintf(stderr, "base code: %s\n", why);
	abort();
}

/* ---- heap */

#ifdef BASE_DEBUG

static struct mtr_mi_debug_block *blocks; /* newest first */
static unsigned nr_blocks;

static unsigned *tail_of(struct mtr_mi_debug_block *block)
{
	return (unsigned *)(void *)((char *)(block + 1) + block->size);
}

static void check(struct mtr_mi_debug_block *block)
{
	if (block->magic != MTR_MI_DEBUG_BLOCK_MAGIC || *tail_of(block) != MTR_MI_DEBUG_BLOCK_MAGIC)
		base_stop("no block of ours, or written beyond its end");
}

void *base_malloc(size_t size)
{
	struct mtr_mi_debug_block *block;

	size = (size + 7) & ~(size_t)7;
	block = malloc(sizeof(*block) + size + 8);
	if (!block)
		base_stop("no memory");
	*block = (struct mtr_mi_debug_block){
		NULL, blocks, __FILE__, __LINE__, ++nr_blocks, MTR_MI_DEBUG_BLOCK_MAGIC, (unsigned)size};
	*tail_of(block) = MTR_MI_DEBUG_BLOCK_MAGIC;
	if (blocks)
		blocks->prev = block;
	blocks = block;
	memset(block + 1, 0xaa, size);
	return block + 1;
}

void base_free(void *data)
{
	struct mtr_mi_debug_block *block = (struct mtr_mi_debug_block *)data - 1;

	check(block);
	*(block->prev ? &block->prev->next : &blocks) = block->next;
	if (block->next)
		block->next->prev = block->prev;
	memset(block, 0xdd, sizeof(*block) + block->size);
	free(block);
}

unsigned base_blocks(void)
{
	unsigned nr = 0;

	for (struct mtr_mi_debug_block *block = blocks; block; block = block->next, nr++)
		check(block);
	return nr;
}

#else

void *base_malloc(size_t size)
{
	void *block = malloc(size);

	if (!block)
		base_stop("no memory");
	return block;
}

void base_free(void *block)
{
	free(block);
}

unsigned base_blocks(void)
{
	return 0;
}

#endif

/* ---- batches */

static void *new_page(struct mtr_mi_batch *batch, size_t size, bool independent)
{
	struct mtr_mi_page *page = base_malloc(sizeof(*page) + size);

	page->next = batch->pages;
	page->independent = independent;
	page->size = (unsigned)size & 0x7fffffff;
	batch->pages = page;
	return page + 1;
}

void *base_batch_get(struct mtr_mi_batch *batch, size_t size)
{
	void *piece;

	size = (size + 7) & ~(size_t)7;
	if (size > MTR_MI_BLOCK_BYTES ||
	    (size > (size_t)(batch->end - batch->avail) && batch->numPages == batch->maxPages)) {
		piece = new_page(batch, size, true);
	} else {
		if (size > (size_t)(batch->end - batch->avail)) {
			batch->avail = new_page(batch, MTR_MI_PAGE_BYTES - sizeof(struct mtr_mi_page), false);
			batch->end = batch->avail + MTR_MI_PAGE_BYTES - sizeof(struct mtr_mi_page);
			batch->numPages++;
		}
		piece = batch->avail;
		batch->avail += size;
	}
	return memset(piece, 0, size);
}

struct mtr_mi_batch *base_batch_new(void)
{
	struct mtr_mi_batch first = {.maxPages = (size_t)-1};
	struct mtr_mi_batch *batch = base_batch_get(&first, sizeof(*batch));

	*batch = first;
	return batch;
}

void base_batch_free(struct mtr_mi_batch *batch)
{
	struct mtr_mi_page *page = batch->pages;

	while (page) {
		struct mtr_mi_page *next = page->next;

		base_free(page);
		page = next;
	}
}

void base_batch_put(struct mtr_mi_batch *batch, const void *piece)
{
	struct mtr_mi_page **link = &batch->pages;
	const char *at = piece;

	if (!piece)
		return;
	while (*link && !(at > (const char *)*link && at < (const char *)(*link + 1) + (*link)->size))
		link = &(*link)->next;
	if (!*link)
		base_stop("a piece that lies in none of the batch's pages");
	if ((*link)->independent) {
		struct mtr_mi_page *page = *link;

		*link = page->next;
		base_free(page);
	}
}

char *base_batch_text(struct mtr_mi_batch *batch, const char *text)
{
	size_t size = strlen(text) + 1;

	return memcpy(base_batch_get(batch, size), text, size);
}
