/*
 * Classes that instances refer to by number.
 *
 * An instance's class is written once and referred to by id from then on. Ids belong to contents: the serialised
 * Class message, looked up by its 128-bit hash and compared byte for byte. They are 1, 2, 3 ... (a race may leave a
 * gap) in one table for the whole process, which is lock-free, lives as long as the process, survives fork() and takes
 * its memory from mmap(), so that neither a client inside malloc nor one that counts its own notices.
 *
 * An encoder names the ids an event uses in mtr_encoder.schemas[]. Who writes the event to a ring writes the
 * definition of each id that this ring has not had yet before it:
 *
 *	for (i = 0; i < e.nr_schemas; i++)
 *		if (!known(ring, e.schemas[i])) {
 *			mtr_schema_get(e.schemas[i], &definition);
 *			... a Schema packet; known(ring, id) from its commit on
 *		}
 *
 * What a thread keeps of its own (struct mtr_schema_cache) only makes finding an id fast. Found candidates are compared
 * with the content at hand, never trusted by address: declarations die and others are born in their place.
 */
#ifndef MTR_SCHEMA_H
#define MTR_SCHEMA_H

#include <stddef.h>
#include <stdint.h>

struct mtr_schema_cache;

enum {
	MTR_SCHEMA_HASH_SIZE = 16,
	MTR_SCHEMA_ID_MAX = 8191,         /* ids are at most this; further classes are written inline */
	MTR_SCHEMA_BYTES_MAX = 48 * 1024, /* a larger class is written inline; so a definition always fits a packet */
};

/* One per thread (or ring); NULL without memory. Cold: calls mmap(). The table behind it is the process's. */
struct mtr_schema_cache *mtr_schema_cache_new(void);
/* Accepts NULL. The ids stay valid. */
void mtr_schema_cache_free(struct mtr_schema_cache *cache);

struct mtr_schema_definition {
	const void *bytes; /* a serialised Class message, unchanged until the process ends */
	size_t size;
	const uint8_t *hash; /* MTR_SCHEMA_HASH_SIZE bytes, the same for the same class in every process */
};

/* What @id stands for. 0, or -ENOENT for an id that was never given out (*ret is untouched). Any thread, any time. */
int mtr_schema_get(uint32_t id, struct mtr_schema_definition *ret);

/* The bytes alone; NULL for an id that was never given out. @cache may be any or NULL: ids are the process's. */
const void *mtr_schema_bytes(const struct mtr_schema_cache *cache, uint32_t id, size_t *ret_size);

#endif
