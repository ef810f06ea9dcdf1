/* replay/dispatcher/batch.h: pieces, pages, and pages that a client's copy of the base code added. */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include "batch.h"
#include "unit.h"

static bool lies_in(const struct mtr_mi_page *page, const void *piece)
{
	const char *first = (const char *)(page + 1);

	return (const char *)piece >= first && (const char *)piece < first + page->size;
}

static const struct mtr_mi_page *page_of(const struct mtr_mi_batch *batch, const void *piece)
{
	const struct mtr_mi_page *page = batch->pages;

	while (page && !lies_in(page, piece))
		page = page->next;
	return page;
}

/* What a client's copy of the base code does when it runs out of room: head @before bytes behind what it allocated. */
static struct mtr_mi_page *client_adds_page(struct mtr_mi_batch *batch, size_t before, size_t bytes)
{
	char *block = malloc(before + sizeof(struct mtr_mi_page) + bytes);
	struct mtr_mi_page *page = (struct mtr_mi_page *)(block + before);

	assert_non_null(block);
	page->next = batch->pages;
	page->independent = 1;
	page->size = (unsigned int)bytes;
	batch->pages = page;
	return page;
}

static void a_batch_lies_in_its_own_first_page(void **state)
{
	struct mtr_mi_batch *batch = dispatch_batch_new(0);

	(void)state;
	assert_non_null(page_of(batch, batch));
	assert_int_equal(batch->numPages, 1);
	assert_true(batch->maxPages >= 0xffffffffu);
	dispatch_batch_free(batch);
}

static void pieces_are_aligned_and_lie_in_listed_pages_that_are_not_independent(void **state)
{
	struct mtr_mi_batch *batch = dispatch_batch_new(0);
	size_t sizes[] = {1, 7, 8, 9, 511, 512, 513, 100000, 0};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		char *piece = dispatch_batch_get(batch, sizes[i]);
		const struct mtr_mi_page *page;

		assert_non_null(piece);
		assert_int_equal((uintptr_t)piece % 8, 0);
		memset(piece, 0x5a, sizes[i]);
		if (!sizes[i])
			continue;
		page = page_of(batch, piece);
		assert_non_null(page);
		assert_true(lies_in(page, piece + sizes[i] - 1));
		assert_int_equal(page->independent, 0);
	}
	dispatch_batch_free(batch);
}

static void small_pieces_share_a_page(void **state)
{
	struct mtr_mi_batch *batch = dispatch_batch_new(0);
	char *one = dispatch_batch_get(batch, 16);
	char *two = dispatch_batch_get(batch, 16);

	(void)state;
	assert_ptr_equal(two, one + 16);
	assert_ptr_equal(batch->avail, two + 16);
	dispatch_batch_free(batch);
}

static void what_was_expected_lies_in_one_page(void **state)
{
	struct mtr_mi_batch *batch = dispatch_batch_new(5000);
	size_t before = dispatch_batch_used(batch);
	char *pieces[] = {dispatch_batch_get(batch, 3000), dispatch_batch_get(batch, 8),
			  dispatch_batch_get(batch, 1992)};

	(void)state;
	assert_int_equal(batch->numPages, 1);
	assert_null(batch->pages->next);
	for (size_t i = 0; i < 3; i++)
		assert_true(lies_in(batch->pages, pieces[i]));
	assert_int_equal(dispatch_batch_used(batch), before + 5000);
	dispatch_batch_put(batch, pieces[0]); /* stays: others lie in its page */
	assert_non_null(dispatch_batch_get(batch, 3000));
	assert_int_equal(dispatch_batch_used(batch), before + 8000 + 8); /* and the mark of its page */
	dispatch_batch_free(batch);
}

static void only_large_pieces_are_given_back_early(void **state)
{
	struct mtr_mi_batch *batch = dispatch_batch_new(0);
	char *small = dispatch_batch_get(batch, 8);
	char *large = dispatch_batch_get(batch, 4000);
	struct mtr_mi_page *first = batch->pages->next;

	(void)state;
	dispatch_batch_put(batch, small);
	dispatch_batch_put(batch, NULL);
	dispatch_batch_put(batch, large + 8); /* not a piece */
	assert_ptr_not_equal(batch->pages, first);
	dispatch_batch_put(batch, large);
	assert_ptr_equal(batch->pages, first);
	dispatch_batch_free(batch);
}

static void a_string_is_copied(void **state)
{
	struct mtr_mi_batch *batch = dispatch_batch_new(0);
	MI_Char text[] = "text";
	MI_Char *copy = dispatch_batch_strdup(batch, text);

	(void)state;
	text[0] = 'X';
	assert_string_equal(copy, "text");
	dispatch_batch_free(batch);
}

static void a_size_that_no_page_can_have_is_refused(void **state)
{
	struct mtr_mi_batch *batch = dispatch_batch_new(0);

	(void)state;
	assert_null(dispatch_batch_get(batch, (size_t)1 << 31));
	assert_null(dispatch_batch_get(batch, SIZE_MAX));
	assert_null(dispatch_batch_zalloc(batch, SIZE_MAX - 3));
	dispatch_batch_free(batch);
}

/* The leak checker sees to it that the page is freed. */
static void a_page_that_a_client_allocated_with_malloc_is_freed(void **state)
{
	struct mtr_mi_batch *batch = dispatch_batch_new(0);

	(void)state;
	client_adds_page(batch, 0, 64);
	dispatch_batch_free(batch);
}

static void a_page_of_a_debugging_allocator_is_left_to_the_client(void **state)
{
	struct mtr_mi_batch *batch = dispatch_batch_new(0);
	size_t before = sizeof(struct mtr_mi_debug_block);
	struct mtr_mi_page *page = client_adds_page(batch, before, 64);
	struct mtr_mi_debug_block *block = (struct mtr_mi_debug_block *)page - 1;

	(void)state;
	block->magic = MTR_MI_DEBUG_BLOCK_MAGIC;
	block->size = sizeof(*page) + 64;
	dispatch_batch_put(batch, page + 1); /* nor is it freed when its piece is let go */
	dispatch_batch_free(batch);
	assert_int_equal(block->magic, MTR_MI_DEBUG_BLOCK_MAGIC);
	free(block);
}

static void we_carve_from_the_page_a_client_made_current(void **state)
{
	struct mtr_mi_batch *batch = dispatch_batch_new(0);
	struct mtr_mi_page *page = client_adds_page(batch, 0, 1008);

	(void)state;
	batch->avail = (char *)(page + 1);
	batch->end = batch->avail + 1008;
	assert_true(lies_in(page, dispatch_batch_get(batch, 100)));
	dispatch_batch_free(batch);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_batch_lies_in_its_own_first_page),
		cmocka_unit_test(pieces_are_aligned_and_lie_in_listed_pages_that_are_not_independent),
		cmocka_unit_test(small_pieces_share_a_page),
		cmocka_unit_test(what_was_expected_lies_in_one_page),
		cmocka_unit_test(only_large_pieces_are_given_back_early),
		cmocka_unit_test(a_string_is_copied),
		cmocka_unit_test(a_size_that_no_page_can_have_is_refused),
		cmocka_unit_test(a_page_that_a_client_allocated_with_malloc_is_freed),
		cmocka_unit_test(a_page_of_a_debugging_allocator_is_left_to_the_client),
		cmocka_unit_test(we_carve_from_the_page_a_client_made_current),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
