/*
 * Memory for records that outlive calls, without malloc: the client may be inside its own.
 *
 * A pool hands out objects of one size from mmap()ed chunks. Objects are numbered, and their memory stays objects of
 * this pool until the process ends: whoever holds a stale number or pointer reads an object of the right type, and
 * tells by the object's own id that it is another one. Any thread; lock-free, and a system call only when a chunk is
 * used up.
 */
#ifndef SHIM_POOL_H
#define SHIM_POOL_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

enum {
	SHIM_POOL_CHUNKS = 24,
	SHIM_POOL_FIRST = 64, /* objects in the first chunk; each further one has twice as many */
};

/* The first member of every pooled object. */
struct shim_pooled {
	_Atomic uint32_t next; /* free list: number of the next one */
	uint32_t number;       /* its own; from 1, so that 0 is none */
};

/* Static, zeroed but for the size. */
struct shim_pool {
	size_t object_size;
	_Atomic uint64_t free;  /* number of the first free object, and in the upper half a count against ABA */
	_Atomic uint32_t taken; /* objects ever handed out */
	_Atomic(char *) chunk[SHIM_POOL_CHUNKS];
};

/* An object, its contents those it was put back with (zeroes at first); NULL without memory. */
void *shim_pool_get(struct shim_pool *pool);
void shim_pool_put(struct shim_pool *pool, void *object);

/* The object of a number that was ever handed out. Objects are numbered 1 to shim_pool_count(). */
void *shim_pool_at(const struct shim_pool *pool, uint32_t number);
uint32_t shim_pool_count(const struct shim_pool *pool);

#endif
