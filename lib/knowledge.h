/*
 * Definitions of schemas that frames must repeat: id -> packet body, and the last frame that has it.
 *
 * The bytes belong to whoever put them in and must stay (the spool's knowledge pieces, a reader's memory).
 */
#ifndef MTR_KNOWLEDGE_H
#define MTR_KNOWLEDGE_H

#include <stddef.h>
#include <stdint.h>

#include "schema.h"

struct mtr_known {
	const uint8_t *body; /* NULL: not known */
	uint32_t size;
	uint64_t frame; /* serial of the last frame that has it */
};

/* A table with room for every id: MTR_SCHEMA_ID_MAX + 1 entries, from mtr_pages_map(). */
struct mtr_knowledge {
	struct mtr_known *known;
};

static inline struct mtr_known *mtr_knowledge_get(const struct mtr_knowledge *knowledge, uint64_t id)
{
	return id <= MTR_SCHEMA_ID_MAX ? &knowledge->known[id] : NULL;
}

static inline size_t mtr_knowledge_size(void)
{
	return (MTR_SCHEMA_ID_MAX + 1) * sizeof(struct mtr_known);
}

#endif
