/*
 * The process's table of interned classes, and each thread's short memory of it.
 *
 * A schema is built completely before one compare-and-swap makes it known, and nothing is ever taken back: a thread
 * that is killed, forked away from or interrupted by a signal in the middle leaves no half-built state behind.
 */
#include "schema_match.h"

#include <errno.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>

#include "encode_parts.h"
#include "schema_proof.h"
#include "siphash.h"

enum {
	TABLE_SIZE = 2 * (MTR_SCHEMA_ID_MAX + 1), /* a power of two, never more than half full */
	CHUNK_SIZE = 512 * 1024,
	CHUNKS_MAX = 128, /* the table takes at most 64 MiB */
};

/* Memory is handed out from the newest chunk and never freed. */
struct chunk {
	_Atomic size_t used;
	size_t size;
};

static struct {
	struct mtr_schema *_Atomic by_hash[TABLE_SIZE];
	struct mtr_schema *_Atomic by_id[MTR_SCHEMA_ID_MAX + 1];
	_Atomic uint32_t last_id;
	struct chunk *_Atomic chunk;
	_Atomic uint32_t nr_chunks;
} table;

static void *map(size_t size)
{
	int saved = errno;
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	errno = saved;
	return memory == MAP_FAILED ? NULL : memory;
}

static struct chunk *add_chunk(struct chunk *full)
{
	struct chunk *chunk;

	if (atomic_fetch_add(&table.nr_chunks, 1) >= CHUNKS_MAX) {
		atomic_fetch_sub(&table.nr_chunks, 1);
		return NULL;
	}
	chunk = map(CHUNK_SIZE);
	if (!chunk) {
		atomic_fetch_sub(&table.nr_chunks, 1);
		return NULL;
	}
	chunk->size = CHUNK_SIZE;
	atomic_init(&chunk->used, (sizeof(*chunk) + 15) & ~(size_t)15);
	if (atomic_compare_exchange_strong(&table.chunk, &full, chunk))
		return chunk;
	/* another thread was faster */
	munmap(chunk, CHUNK_SIZE);
	atomic_fetch_sub(&table.nr_chunks, 1);
	return full;
}

static void *take(size_t size)
{
	struct chunk *chunk = atomic_load(&table.chunk);
	size_t offset;

	size = (size + 15) & ~(size_t)15;
	if (size > CHUNK_SIZE / 4)
		return NULL;
	for (;;) {
		if (chunk) {
			offset = atomic_fetch_add(&chunk->used, size);
			if (offset + size <= chunk->size)
				return (char *)chunk + offset;
		}
		chunk = add_chunk(chunk);
		if (!chunk)
			return NULL;
	}
}

static size_t string_size(const char *string)
{
	return string ? strlen(string) + 1 : 0;
}

static const char *copy_string(char **to, const char *string)
{
	size_t size = string_size(string);
	char *copy = *to;

	if (!string)
		return NULL;
	memcpy(copy, string, size);
	*to += size;
	return copy;
}

static bool property_is_rich(const MI_PropertyDecl *p)
{
	return !p || p->className || p->origin || p->propagator || p->value || p->numQualifiers || !p->name;
}

bool mtr_schema_is_rich(const MI_ClassDecl *decl)
{
	MI_Uint32 i;

	if (decl->numQualifiers || decl->numMethods || decl->superClassDecl || !decl->name)
		return true;
	for (i = 0; i < mtr_nr_properties(decl); i++)
		if (property_is_rich(decl->properties[i]))
			return true;
	return false;
}

static void copy_element(struct mtr_schema_element *to, const MI_PropertyDecl *from, char **strings)
{
	if (!from)
		return;
	to->name = copy_string(strings, from->name);
	to->flags = mtr_element_flags(from);
	to->code = from->code;
	to->name_size = mtr_schema_name_size(from->name, from->code);
	to->type = from->type;
	to->subscript = from->subscript;
	to->value_size = from->type < MTR_MI_TYPES ? mtr_value_size[from->type] : 0;
	to->secret_name = from->name && mtr_redaction_secret_name(from->name, strlen(from->name));
	to->named = from->name && mtr_redaction_named_by_another(from->name, strlen(from->name));
}

static struct mtr_schema *build(const MI_ClassDecl *decl, const uint8_t *bytes, size_t size,
				const uint8_t hash[MTR_SCHEMA_HASH_SIZE])
{
	MI_Uint32 nr = mtr_nr_properties(decl);
	size_t elements = sizeof(struct mtr_schema) + nr * sizeof(struct mtr_schema_element);
	size_t strings = string_size(decl->name) + string_size(decl->superClass);
	struct mtr_schema *s;
	char *to;
	MI_Uint32 i;

	for (i = 0; i < nr; i++)
		strings += decl->properties[i] ? string_size(decl->properties[i]->name) : 0;
	s = take(elements + strings + size);
	if (!s)
		return NULL;
	to = (char *)s + elements;
	s->name = copy_string(&to, decl->name);
	s->super_class = copy_string(&to, decl->superClass);
	s->flags = decl->flags;
	s->code = decl->code;
	s->name_size = mtr_schema_name_size(decl->name, decl->code);
	s->rich = mtr_schema_is_rich(decl);
	s->nr_elements = nr;
	s->namer = mtr_namer(decl);
	for (i = 0; i < nr; i++)
		copy_element(&s->elements[i], decl->properties[i], &to);
	for (i = 0; i < nr; i++)
		s->has_named = s->has_named || s->elements[i].named;
	memcpy(to, bytes, size);
	s->bytes = (const uint8_t *)to;
	s->size = (uint32_t)size;
	memcpy(s->hash, hash, sizeof(s->hash));
	return s;
}

static bool same(const struct mtr_schema *s, const uint8_t *bytes, size_t size, const uint8_t *hash)
{
	return !memcmp(s->hash, hash, sizeof(s->hash)) && s->size == size && !memcmp(s->bytes, bytes, size);
}

/* Gives a new schema its number. False: there are no more. */
static bool enlist(struct mtr_schema *s)
{
	uint32_t last = atomic_load(&table.last_id);

	do {
		if (last == MTR_SCHEMA_ID_MAX)
			return false;
	} while (!atomic_compare_exchange_weak(&table.last_id, &last, last + 1));
	s->id = last + 1;
	atomic_store(&table.by_id[s->id], s);
	return true;
}

const struct mtr_schema *mtr_schema_intern(const MI_ClassDecl *decl, const uint8_t *bytes, size_t size)
{
	static const uint8_t key[16] = "mitrace schema  ";
	uint8_t hash[MTR_SCHEMA_HASH_SIZE];
	struct mtr_schema *made = NULL, *there;
	uint64_t slot;

	if (size > MTR_SCHEMA_BYTES_MAX)
		return NULL;
	mtr_siphash128(key, bytes, size, hash);
	memcpy(&slot, hash, sizeof(slot));
	/* ends: at most half of the slots are ever filled */
	for (;; slot++) {
		there = atomic_load_explicit(&table.by_hash[slot % TABLE_SIZE], memory_order_acquire);
		if (!there) {
			if (!made) {
				made = build(decl, bytes, size, hash);
				if (!made || !enlist(made))
					return NULL;
			}
			if (atomic_compare_exchange_strong(&table.by_hash[slot % TABLE_SIZE], &there, made))
				return made;
		}
		if (same(there, bytes, size, hash))
			return there;
	}
}

static uint64_t property_key(const MI_PropertyDecl *p)
{
	return p ? p->code ^ (uint64_t)p->type << 24 ^ (uint64_t)mtr_element_flags(p) << 32 : 0;
}

uint64_t mtr_schema_key(const MI_ClassDecl *decl)
{
	MI_Uint32 nr = mtr_nr_properties(decl);
	uint64_t key = (uint64_t)decl->code << 32 | nr;

	return nr ? key * 31 + property_key(decl->properties[0]) * 7 + property_key(decl->properties[nr - 1]) : key;
}

uint64_t mtr_schema_full_key(const MI_ClassDecl *decl)
{
	uint64_t key = ~mtr_schema_key(decl);
	MI_Uint32 i;

	for (i = 0; i < mtr_nr_properties(decl); i++)
		key = key * 31 + property_key(decl->properties[i]);
	return key;
}

static size_t set_of(uint64_t key)
{
	return (size_t)(key * 0x9e3779b97f4a7c15u >> 57) % MTR_SCHEMA_CACHE_SETS;
}

const struct mtr_schema *mtr_schema_find(const struct mtr_schema_cache *cache, uint64_t key)
{
	size_t set = set_of(key);
	unsigned way;

	for (way = 0; way < MTR_SCHEMA_CACHE_WAYS; way++)
		if (cache->set[set][way].key == key)
			return cache->set[set][way].schema;
	return NULL;
}

void mtr_schema_remember(struct mtr_schema_cache *cache, uint64_t key, const struct mtr_schema *schema)
{
	size_t set = set_of(key);

	if (cache->set[set][0].key != key)
		cache->set[set][1] = cache->set[set][0];
	/* A signal handler may come in between: a wrong pair is found out by comparing, a key without schema is none. */
	cache->set[set][0].schema = schema;
	cache->set[set][0].key = key;
}

struct mtr_schema_cache *mtr_schema_cache_new(void)
{
	struct mtr_schema_cache *cache = map(sizeof(*cache));

	if (!cache)
		return NULL;
	cache->proofs = mtr_schema_proofs_new();
	memset(cache->length_size, 1, sizeof(cache->length_size));
	cache->event_length_size = 1;
	return cache;
}

void mtr_schema_cache_free(struct mtr_schema_cache *cache)
{
	if (!cache)
		return;
	mtr_schema_proofs_free(cache->proofs);
	munmap(cache, sizeof(*cache));
}

struct mtr_schema_proofs *mtr_schema_cache_proofs(const struct mtr_schema_cache *cache)
{
	return cache->proofs;
}

int mtr_schema_get(uint32_t id, struct mtr_schema_definition *ret)
{
	const struct mtr_schema *s = id && id <= MTR_SCHEMA_ID_MAX ? atomic_load(&table.by_id[id]) : NULL;

	if (!s)
		return -ENOENT;
	ret->bytes = s->bytes;
	ret->size = s->size;
	ret->hash = s->hash;
	return 0;
}

const void *mtr_schema_bytes(const struct mtr_schema_cache *cache, uint32_t id, size_t *ret_size)
{
	struct mtr_schema_definition definition;

	(void)cache;
	if (mtr_schema_get(id, &definition))
		return NULL;
	*ret_size = definition.size;
	return definition.bytes;
}
