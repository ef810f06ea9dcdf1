/*
 * Memory straight from mmap(): recording never uses the client's allocator, which the client may be inside of,
 * may have replaced, or may be counting.
 */
#ifndef MTR_PAGES_H
#define MTR_PAGES_H

#include <stddef.h>

/* Zeroed memory of at least @size bytes, page aligned; NULL without memory. errno is kept. */
void *mtr_pages_map(size_t size);
/* Accepts NULL. @size as it was mapped. */
void mtr_pages_unmap(void *pages, size_t size);
/* Larger (or smaller), contents kept, perhaps elsewhere. NULL without memory: @pages stays. @pages may be NULL. */
void *mtr_pages_resize(void *pages, size_t size, size_t new_size);

#endif
