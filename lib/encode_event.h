/*
 * The outermost message of an event that may have an instance in it. As long as the last one opened this way on the
 * thread, it is ended without moving what is in it.
 */
#ifndef MTR_ENCODE_EVENT_H
#define MTR_ENCODE_EVENT_H

#include "encode_wire.h"
#include "schema_match.h"

static inline size_t mtr_encode_open_event(struct mtr_encoder *e, unsigned field)
{
	const struct mtr_schema_cache *cache = e->env->schemas;

	return mtr_emit_open_wide(e, field, cache ? cache->event_length_size : 1);
}

static inline void mtr_encode_close_event(struct mtr_encoder *e, size_t mark)
{
	struct mtr_schema_cache *cache = e->env->schemas;

	if (cache)
		cache->event_length_size = (uint8_t)mtr_emit_close_wide(e, mark, cache->event_length_size);
	else
		mtr_emit_close(e, mark);
}

#endif
