/* Objects of one size in mmap()ed chunks, with a lock-free free list of numbers. */
#include "pool.h"

#include <stdbool.h>
#include <sys/mman.h>

/* Chunk and position of object @number (from 1). */
static void place(uint32_t number, uint32_t *chunk, uint32_t *index)
{
	uint32_t n = (number - 1) / SHIM_POOL_FIRST + 1;

	*chunk = 31 - (uint32_t)__builtin_clz(n);
	*index = number - 1 - ((1u << *chunk) - 1) * SHIM_POOL_FIRST;
}

void *shim_pool_at(const struct shim_pool *pool, uint32_t number)
{
	uint32_t chunk, index;
	char *memory;

	place(number, &chunk, &index);
	memory = atomic_load_explicit(&pool->chunk[chunk], memory_order_acquire);
	return memory ? memory + index * pool->object_size : NULL;
}

uint32_t shim_pool_count(const struct shim_pool *pool)
{
	return atomic_load_explicit(&pool->taken, memory_order_acquire);
}

static bool ensure_chunk(struct shim_pool *pool, uint32_t chunk)
{
	size_t size = ((size_t)SHIM_POOL_FIRST << chunk) * pool->object_size;
	char *none = NULL, *memory;

	if (atomic_load_explicit(&pool->chunk[chunk], memory_order_acquire))
		return true;
	memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (memory == MAP_FAILED)
		return false;
	if (!atomic_compare_exchange_strong(&pool->chunk[chunk], &none, memory))
		munmap(memory, size); /* another thread was faster */
	return true;
}

static void *get_new(struct shim_pool *pool)
{
	uint32_t taken = atomic_load(&pool->taken), chunk, index;
	struct shim_pooled *object;

	/* Memory before number: every number up to taken has an object. */
	do {
		place(taken + 1, &chunk, &index);
		if (chunk >= SHIM_POOL_CHUNKS || !ensure_chunk(pool, chunk))
			return NULL;
	} while (!atomic_compare_exchange_weak(&pool->taken, &taken, taken + 1));
	object = shim_pool_at(pool, taken + 1);
	object->number = taken + 1;
	return object;
}

void *shim_pool_get(struct shim_pool *pool)
{
	uint64_t head = atomic_load_explicit(&pool->free, memory_order_acquire), next;
	struct shim_pooled *object;

	do {
		if (!(uint32_t)head)
			return get_new(pool);
		object = shim_pool_at(pool, (uint32_t)head);
		next = ((head >> 32) + 1) << 32 | atomic_load_explicit(&object->next, memory_order_relaxed);
	} while (!atomic_compare_exchange_weak_explicit(&pool->free, &head, next, memory_order_acq_rel,
							memory_order_acquire));
	return object;
}

void shim_pool_put(struct shim_pool *pool, void *pooled)
{
	struct shim_pooled *object = pooled;
	uint64_t head = atomic_load_explicit(&pool->free, memory_order_relaxed), next;

	do {
		atomic_store_explicit(&object->next, (uint32_t)head, memory_order_relaxed);
		next = ((head >> 32) + 1) << 32 | object->number;
	} while (!atomic_compare_exchange_weak_explicit(&pool->free, &head, next, memory_order_acq_rel,
							memory_order_relaxed));
}
