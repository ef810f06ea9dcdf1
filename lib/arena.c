/* Bump allocation in blocks; the newest block serves, older ones wait for the reset. */
#include "arena.h"

#include <stdlib.h>
#include <string.h>

enum {
	BLOCK_MIN = 16 * 1024,
	BLOCK_KEEP = 1024 * 1024
};

struct mtr_arena_block {
	struct mtr_arena_block *older;
	size_t size; /* of data */
	uint8_t data[];
};

void mtr_arena_begin(struct mtr_arena *arena, size_t limit)
{
	memset(arena, 0, sizeof(*arena));
	arena->limit = limit;
}

static void free_from(struct mtr_arena *arena, struct mtr_arena_block *block)
{
	while (block) {
		struct mtr_arena_block *older = block->older;

		arena->held -= block->size;
		free(block);
		block = older;
	}
}

void mtr_arena_end(struct mtr_arena *arena)
{
	free_from(arena, arena->newest);
	mtr_arena_begin(arena, arena->limit);
}

void mtr_arena_reset(struct mtr_arena *arena)
{
	struct mtr_arena_block *kept = arena->newest; /* the newest is the largest */

	if (!kept)
		return;
	if (kept->size > BLOCK_KEEP) {
		mtr_arena_end(arena);
		return;
	}
	free_from(arena, kept->older);
	kept->older = NULL;
	arena->cur = kept->data;
	arena->end = kept->data + kept->size;
}

void *mtr_arena_grow(struct mtr_arena *arena, size_t size)
{
	size_t want = arena->newest ? arena->newest->size : BLOCK_MIN / 2;
	struct mtr_arena_block *block;

	if (size > arena->limit)
		return NULL;
	want = want < BLOCK_KEEP ? want * 2 : want;
	if (want < size)
		want = (size + 7) & ~(size_t)7;
	if (want > arena->limit - arena->held) {
		want = (size + 7) & ~(size_t)7;
		if (want > arena->limit - arena->held)
			return NULL;
	}
	block = malloc(sizeof(*block) + want);
	if (!block)
		return NULL;
	block->older = arena->newest;
	block->size = want;
	arena->newest = block;
	arena->held += want;
	arena->cur = block->data;
	arena->end = block->data + want;
	return mtr_arena_alloc(arena, size);
}

void *mtr_arena_copy(struct mtr_arena *arena, const void *data, size_t size)
{
	void *copy = mtr_arena_alloc(arena, size);

	if (copy && size)
		memcpy(copy, data, size);
	return copy;
}
