/*
 * Batches: see batch.h for what they are for.
 *
 * All our pages say independent = 0, large ones too: a client's copy of the code frees independent pages with its own
 * allocator, which need not be ours. So that we still know ours apart, each begins with a mark made of its address.
 */
#include "batch.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/uio.h>
#include <unistd.h>

#define SHARED_MARK UINT64_C(0x6d69747261636501) /* a page of many pieces */
#define ALONE_MARK  UINT64_C(0x6d69747261636502) /* a page of one large piece */

/* What clients count by as the most pages a batch may have. */
#define UNLIMITED_PAGES 0xffffffffu

/* The size of a page has 31 bits. */
#define LARGEST_PIECE ((size_t)0x7fffffff - sizeof(struct marked_page))

enum {
	EXPECTED_MAX = 16 * 1024, /* what is asked for beyond that comes in pages of its own */
};

/* One of our pages: to the client's code, the mark is the first of the pieces in it. */
struct marked_page {
	struct mtr_mi_page page;
	uint64_t mark;
};

static uint64_t mark_of(const struct mtr_mi_page *page, uint64_t kind)
{
	return (uint64_t)(uintptr_t)page ^ kind;
}

static bool is_marked(const struct mtr_mi_page *page, uint64_t kind)
{
	return ((const struct marked_page *)page)->mark == mark_of(page, kind);
}

__attribute__((no_sanitize("address"))) static uint32_t read_directly(const char *at)
{
	return *(const volatile uint32_t *)(const void *)at;
}

/*
 * Looks at the word before a page that is not ours. It belongs to the allocator that the client used, be it libmi's
 * debugging one or malloc(). The kernel reads it, if it may: memory checkers call it an error of the client's otherwise.
 */
static bool is_debug_block(const struct mtr_mi_page *page)
{
	const char *at = (const char *)page - 8;
	uint32_t magic = 0;
	struct iovec to = {&magic, sizeof(magic)}, from = {(void *)(uintptr_t)at, sizeof(magic)};
	int saved = errno;

	if (process_vm_readv(getpid(), &to, 1, &from, 1, 0) != (ssize_t)sizeof(magic))
		magic = read_directly(at);
	errno = saved;
	return magic == MTR_MI_DEBUG_BLOCK_MAGIC;
}

/* @bytes counts all of the page. */
static struct marked_page *page_new(struct mtr_mi_batch *batch, size_t bytes, uint64_t kind)
{
	struct marked_page *page = malloc(bytes);

	if (!page)
		return NULL;
	page->page.next = batch->pages;
	page->page.independent = 0;
	page->page.size = (unsigned int)(bytes - sizeof(page->page));
	page->mark = mark_of(&page->page, kind);
	batch->pages = &page->page;
	return page;
}

static void page_free(struct mtr_mi_page *page)
{
	if (is_marked(page, SHARED_MARK) || is_marked(page, ALONE_MARK))
		((struct marked_page *)page)->mark = 0; /* or the next owner's page may look like ours */
	else if (is_debug_block(page))
		return;
	free(page);
}

/* Makes a fresh page the one that pieces are carved from. */
static bool add_shared_page(struct mtr_mi_batch *batch, size_t bytes)
{
	struct marked_page *page = page_new(batch, bytes, SHARED_MARK);

	if (!page)
		return false;
	batch->avail = (char *)(page + 1);
	batch->end = (char *)page + bytes;
	batch->numPages++;
	return true;
}

struct mtr_mi_batch *dispatch_batch_new(size_t expected)
{
	struct mtr_mi_batch first = {.maxPages = UNLIMITED_PAGES}, *batch;
	size_t bytes = MTR_MI_PAGE_BYTES, whole;

	expected = expected < EXPECTED_MAX ? expected : EXPECTED_MAX;
	whole = (sizeof(struct marked_page) + sizeof(*batch) + expected + 7) & ~(size_t)7;
	if (!add_shared_page(&first, whole > bytes ? whole : bytes))
		return NULL;
	batch = dispatch_batch_get(&first, sizeof(*batch));
	*batch = first;
	return batch;
}

size_t dispatch_batch_used(const struct mtr_mi_batch *batch)
{
	size_t used = 0;

	for (const struct mtr_mi_page *page = batch->pages; page; page = page->next)
		used += page->size;
	return used - (size_t)(batch->end - batch->avail);
}

void dispatch_batch_free(struct mtr_mi_batch *batch)
{
	struct mtr_mi_page *page = batch ? batch->pages : NULL;

	while (page) {
		struct mtr_mi_page *next = page->next;

		page_free(page);
		page = next;
	}
}

void *dispatch_batch_get(struct mtr_mi_batch *batch, size_t size)
{
	size_t bytes = (size + 7) & ~(size_t)7;

	if (size > LARGEST_PIECE)
		return NULL;
	if (bytes > (size_t)(batch->end - batch->avail)) {
		if (bytes > MTR_MI_BLOCK_BYTES) {
			struct marked_page *page = page_new(batch, sizeof(*page) + bytes, ALONE_MARK);

			return page ? page + 1 : NULL;
		}
		if (!add_shared_page(batch, MTR_MI_PAGE_BYTES))
			return NULL;
	}
	batch->avail += bytes;
	return batch->avail - bytes;
}

void *dispatch_batch_zalloc(struct mtr_mi_batch *batch, size_t size)
{
	void *piece = dispatch_batch_get(batch, size);

	return piece ? memset(piece, 0, size) : NULL;
}

MI_Char *dispatch_batch_strdup(struct mtr_mi_batch *batch, const MI_Char *string)
{
	size_t size = strlen(string) + 1;
	MI_Char *copy = dispatch_batch_get(batch, size);

	return copy ? memcpy(copy, string, size) : NULL;
}

void dispatch_batch_put(struct mtr_mi_batch *batch, const void *piece)
{
	/* The piece may lie anywhere, so its page is looked up, not looked at. */
	uintptr_t wanted = (uintptr_t)piece - sizeof(struct marked_page);
	struct mtr_mi_page **link;

	if (!piece)
		return;
	for (link = &batch->pages; *link; link = &(*link)->next) {
		struct mtr_mi_page *page = *link;

		if ((uintptr_t)page != wanted)
			continue;
		if (is_marked(page, ALONE_MARK)) {
			*link = page->next;
			page_free(page);
		}
		return;
	}
}
