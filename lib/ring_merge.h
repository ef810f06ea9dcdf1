/*
 * Many rings, one order: hands out the records of all rings by their numbers.
 *
 * A record that is no event has the number that the counter showed when it was written, and comes before the
 * event of that number. Chunks of one event follow each other whatever the other rings have. Bytes are checked: the
 * rings lie in the client's memory, or in a file that anyone may have damaged.
 */
#ifndef MTR_RING_MERGE_H
#define MTR_RING_MERGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "packet_build.h"
#include "spool_format.h"

/* A ring as its reader sees it. The record at position p is at data + ((p - base) & mask). */
struct mtr_source {
	const uint8_t *data;
	uint64_t base, mask;
	uint64_t pos, end; /* what is to be read: [pos, end) */
	uint64_t key;      /* of the record at pos, while it is in the heap */
	/* The thread its records are of, as of pos, and the last frame that has its packet. */
	uint32_t thread_id, thread_size;
	uint8_t thread_body[MTR_THREAD_BODY_MAX];
	uint64_t thread_frame;
	uint64_t aside; /* claim that is not waited for: its thread never came back */
	bool damaged;
};

struct mtr_merge {
	struct mtr_source **sources; /* [nr]; may grow between passes */
	uint32_t *heap;              /* [nr] room */
	uint32_t nr, heap_size;
	struct mtr_source *chunked; /* in the middle of an event in chunks: nothing else comes between */
};

/* The number before which the record may not come: 2 * seq for knowledge, 2 * seq + 1 for events. */
static inline uint64_t mtr_record_key(const struct mtr_record *record)
{
	return 2 * record->seq + (record->kind == MTR_RECORD_EVENT || record->kind == MTR_RECORD_CHUNK);
}

/*
 * The record at the position of a source. 1; 0: none; -MTR_EDAMAGED: the bytes make no sense, and what the source
 * has left is passed over.
 */
int mtr_source_peek(struct mtr_source *source, struct mtr_record_view *ret);

/* Starts a pass over what the sources have now. */
void mtr_merge_begin(struct mtr_merge *merge);
/*
 * The next record whose number is not above @limit. Returns 1 with *ret and the source it is in; 0: none;
 * -MTR_EDAMAGED: see mtr_source_peek(), *ret_source is the one; go on.
 */
int mtr_merge_next(struct mtr_merge *merge, uint64_t limit, struct mtr_record_view *ret,
		   struct mtr_source **ret_source);
/* Past the record that mtr_merge_next() gave. */
void mtr_merge_pop(struct mtr_merge *merge, const struct mtr_record_view *view, struct mtr_source *source);
/* The event in chunks will not be completed: go on without its end. */
void mtr_merge_give_up_chunks(struct mtr_merge *merge);

#endif
