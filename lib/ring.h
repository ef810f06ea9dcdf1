/*
 * A ring as its producer has it, and what it shares with the recorder. Inside the recorder only: users have
 * recorder.h.
 *
 * Numbers and order. A producer encodes into its ring, then publishes a claim (the counter as it is: its number will
 * not be lower), takes its number with fetch_add, narrows the claim to it, commits by moving head, clears the
 * claim. The writer loads the counter, then each claim, then each head. The fetch_add releases the claim stored before it to a
 * load of the counter that sees it; so any number below the counter is either under a claim the writer sees, or
 * committed below the head it sees. Everything up to the lowest claim may be written.
 */
#ifndef MTR_RING_H
#define MTR_RING_H

#include <stdbool.h>
#include <stdint.h>

#include "encoder.h"
#include "recorder.h"
#include "ring_merge.h"
#include "schema.h"
#include "spool_format.h"

enum {
	MTR_MARK_WORDS = 8
};

struct mtr_ring {
	/* Set when the ring is made. */
	struct mtr_recorder *recorder;
	struct mtr_spool_piece *piece;
	uint8_t *data;
	uint64_t size;
	uint64_t watermark; /* bytes in use at which a sleeping writer is woken */
	uint32_t index;     /* of the piece */
	bool spare;         /* for events in the middle of events; taken by any thread, never waited for */

	/* Its thread. */
	_Alignas(64) uint64_t head;
	uint64_t tail_seen; /* not above the writer's tail */
	struct mtr_encoder_env env;
	uint32_t thread;
	const void *volatile busy_frame; /* stack of the call that is writing, NULL: none */
	volatile uint64_t owner; /* which call that is; another one takes the ring over when it never comes back */
	const uint64_t *mark;    /* its words in that call's frame, all `owner` */
	uint64_t serial;         /* of the last owner */
	unsigned nested;         /* events written elsewhere since it began */
	uint32_t nr_small;       /* events without an encoder ... */
	uint32_t small_overhead; /* ... and the time, in ns, that the last one took which was looked at */
	_Atomic uint64_t untold; /* events dropped that no DROP record tells of yet; signal handlers add to it */
	uint64_t untold_seq;     /* the counter when the first of them was dropped */
	uint8_t *scratch;        /* events larger than a packet are encoded here */
	size_t scratch_size;
	uint8_t known[(MTR_SCHEMA_ID_MAX + 8) / 8]; /* schemas whose definitions are in the ring */

	/* Any thread that finds it free (spare rings); threads waiting for the writer. */
	_Alignas(64) _Atomic uint32_t taken;
	_Atomic uint32_t space; /* changes whenever tail has moved */
	_Atomic uint32_t waits; /* 1: its thread waits for room; means nothing while there is room */

	/* Under the recorder's lock. */
	struct mtr_ring *next_free;
	uint64_t file_offset; /* of the data in the spool */
	bool hollow;          /* its blocks were given back; to be allocated again before it is used */

	/* Writer. */
	_Alignas(64) struct mtr_source source;
	uint64_t stuck_claim; /* the claim that holds everything up, and since when */
	uint64_t stuck_head;
	uint64_t stuck_since;
};

/* Makes a ring and hands it to the writer. Called with the recorder's lock held, signals blocked. */
int mtr_ring_new(struct mtr_recorder *recorder, uint64_t size, bool spare, struct mtr_ring **ret);
/*
 * Gives the disk blocks of rings back that no thread has used for a while: all free and empty ones but a few. Called
 * by the writer, when there is nothing else to do.
 */
void mtr_ring_shrink(struct mtr_recorder *recorder);
/* Unmaps everything. Nobody may use the ring any more. */
void mtr_ring_free(struct mtr_ring *ring);

/*
 * Room for a record of any size a packet can have, at the ring's head. @wait: waits for the writer.
 * False: there is none, or recording has ended.
 */
bool mtr_ring_reserve(struct mtr_ring *ring, bool wait);
/* Where the body of the next record goes. Valid after a reserve, until the commit. */
static inline uint8_t *mtr_ring_body(const struct mtr_ring *ring)
{
	return ring->data + (ring->head & (ring->size - 1)) + sizeof(struct mtr_record);
}
/*
 * Commits the record whose body of @size bytes lies at mtr_ring_body(), @record naming the rest of it (kind, seq,
 * time ...; not the sizes). @schemas: record->nr_schemas ids.
 */
void mtr_ring_commit(struct mtr_ring *ring, struct mtr_record *record, size_t size, const uint32_t *schemas);

/* Announces that the ring will commit something with the number that the counter has now, or a higher one. */
static inline void mtr_ring_claim(struct mtr_ring *ring, struct mtr_spool_header *shared)
{
	uint64_t seq = atomic_load_explicit(&shared->seq, memory_order_relaxed);

	atomic_store_explicit(&ring->piece->claim, seq & ~MTR_SEQ_CLOSED, memory_order_relaxed);
}
static inline void mtr_ring_unclaim(struct mtr_ring *ring)
{
	atomic_store_explicit(&ring->piece->claim, 0, memory_order_release);
}

#endif
