/*
 * Memory of base code that is linked into a client: a heap of its own, and batches. With BASE_DEBUG the heap is that of a
 * debug build: blocks stand in a list, have a magic before and behind them, and are looked at when they are freed.
 *
 * Batches are libmi's (struct mtr_mi_batch): those of its instances are worked on as well.
 */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

#include <mi/mi_extended.h>

void *base_malloc(size_t size);
void base_free(void *block); /* ends the client when it is no block of this heap */
/* Blocks that were not freed; ends the client when one of them was written beyond its ends. Without BASE_DEBUG: 0. */
unsigned base_blocks(void);

struct mtr_mi_batch *base_batch_new(void);
void base_batch_free(struct mtr_mi_batch *batch);
/* Zeroed. Ends the client when there is no memory. */
void *base_batch_get(struct mtr_mi_batch *batch, size_t size);
/* Says that a piece is not used any more. Ends the client when it lies in none of the batch's pages. */
void base_batch_put(struct mtr_mi_batch *batch, const void *piece);
char *base_batch_text(struct mtr_mi_batch *batch, const char *text);

__attribute__((noreturn)) void base_stop(const char *why);

#endif
