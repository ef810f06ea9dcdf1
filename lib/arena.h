/*
 * Memory that is given out piece by piece and taken back all at once: what one packet needs to
 * be unpacked, or what a reader keeps for its life.
 *
 * An arena has a limit, so that hostile input cannot make it grow without one. One thread.
 */
#ifndef MTR_ARENA_H
#define MTR_ARENA_H

#include <stddef.h>
#include <stdint.h>

struct mtr_arena_block;

struct mtr_arena {
	uint8_t *cur, *end; /* free part of the newest block */
	struct mtr_arena_block *newest;
	size_t held;  /* bytes in all blocks */
	size_t limit; /* on held */
};

/* Allocates nothing yet. */
void mtr_arena_begin(struct mtr_arena *arena, size_t limit);
void mtr_arena_end(struct mtr_arena *arena);
/* Takes everything back; keeps some memory for next time. */
void mtr_arena_reset(struct mtr_arena *arena);

/* For mtr_arena_alloc() only: a new block. NULL when the limit or memory is exceeded. */
void *mtr_arena_grow(struct mtr_arena *arena, size_t size);

/* @size bytes aligned to 8, not cleared; NULL beyond the limit. */
static inline void *mtr_arena_alloc(struct mtr_arena *arena, size_t size)
{
	uint8_t *piece = arena->cur;

	if (size > (size_t)(arena->end - piece))
		return mtr_arena_grow(arena, size);
	size = (size + 7) & ~(size_t)7; /* blocks end on a multiple of 8, so this still fits */
	arena->cur = piece + size;
	return piece;
}

/* A copy of @size bytes; NULL beyond the limit. */
void *mtr_arena_copy(struct mtr_arena *arena, const void *data, size_t size);

#endif
