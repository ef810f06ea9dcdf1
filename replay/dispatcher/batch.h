/*
 * Batches: memory of an object that is freed all at once.
 *
 * Laid out as libmi's (struct mtr_mi_batch), because a client with its own copy of libmi's base code allocates from
 * the batches of our instances too: it carves pieces from our pages, and it adds pages of its own, from its own
 * allocator. One thread at a time works on a batch.
 */
#ifndef DISPATCH_BATCH_H
#define DISPATCH_BATCH_H

#include <mi/mi_extended.h>

/*
 * An empty batch, or NULL when out of memory. It lies in its own first page, which has room for @expected bytes; 0 where
 * that is not known.
 */
struct mtr_mi_batch *dispatch_batch_new(size_t expected);
/* Frees all pages but those of a debugging allocator, which are the client's to know about. Accepts NULL. */
void dispatch_batch_free(struct mtr_mi_batch *batch);

/* Bytes that were given out. */
size_t dispatch_batch_used(const struct mtr_mi_batch *batch);

/* A piece of @size bytes, aligned to 8 and not cleared; NULL when out of memory. */
void *dispatch_batch_get(struct mtr_mi_batch *batch, size_t size);
/* The same, zeroed. */
void *dispatch_batch_zalloc(struct mtr_mi_batch *batch, size_t size);
/* A copy of @string, which must not be NULL. */
MI_Char *dispatch_batch_strdup(struct mtr_mi_batch *batch, const MI_Char *string);
/* Says that @piece is no longer used. Only one with a page of its own is freed before the batch is. Accepts NULL. */
void dispatch_batch_put(struct mtr_mi_batch *batch, const void *piece);

#endif
