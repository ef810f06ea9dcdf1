/*
 * Texts that are gathered piece by piece and needed later: in memory as long as all of them together are small, beyond
 * that in one temporary file, those first that have not grown for the longest time. Pieces stay whole: what is put back
 * comes in the pieces that went in, or several of them.
 */
#ifndef MTR_SPILL_H
#define MTR_SPILL_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "text_out.h"

struct mtr_spill_text {
	struct mtr_spill_extent *extents; /* in the file */
	size_t nr, capacity;
	struct mtr_out tail;                  /* in memory, behind them */
	struct mtr_spill_text *older, *newer; /* of those with a tail; so a text must not move */
};

/* What all texts share. All zero is an empty one. */
struct mtr_spill {
	FILE *file; /* NULL: not needed so far */
	uint64_t file_size;
	size_t in_memory;
	struct mtr_spill_text *oldest, *newest;
	int err; /* first failure; worded */
};

void mtr_spill_end(struct mtr_spill *spill);

/* Failures are kept in @spill. */
void mtr_spill_append(struct mtr_spill *spill, struct mtr_spill_text *text, const void *data, size_t size);
/* Moves a text behind another one. What is in the file already is not copied. */
void mtr_spill_move(struct mtr_spill *spill, struct mtr_spill_text *to, struct mtr_spill_text *from);
/* Hands the text to @put in order, and forgets it. @put may append to other texts of the same @spill. */
void mtr_spill_take(struct mtr_spill *spill, struct mtr_spill_text *text,
		    void (*put)(void *context, const char *data, size_t size), void *context);

#endif
