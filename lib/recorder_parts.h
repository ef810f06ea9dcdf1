/* The recorder's own struct, shared by the files it is made of. */
#ifndef MTR_RECORDER_PARTS_H
#define MTR_RECORDER_PARTS_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "emit.h"
#include "frame_write.h"
#include "recorder.h"
#include "ring.h"
#include "spool_create.h"

enum {
	MTR_RING_SIZE = 2 << 20, /* default */
	MTR_RING_SIZE_MIN = 4 * MTR_PACKET_MAX,
	MTR_SPARE_RINGS = 2, /* one signal handler within another */
	MTR_SPARE_SIZE = MTR_RING_SIZE_MIN,
	MTR_KNOWLEDGE_SIZE = 1 << 18, /* of a piece of definitions */
	MTR_KNOWLEDGE_PIECES = 2048,  /* enough for every id with the largest definition */
	MTR_EVENT_CAP = 16 << 20,     /* default */
	MTR_FLUSH_MS = 1000,          /* what was committed is in the trace after this time, traffic or none */
	MTR_STUCK_MS = 2000,          /* a claim older than this belongs to a thread that will not come back */
	MTR_LOST_MAX = 64,            /* as MTR_END_LOST_MAX */
};

/* Where the writer is; in mtr_recorder.sleep. */
enum {
	MTR_WRITER_RUNS = 0,  /* will look at the rings before it sleeps */
	MTR_WRITER_DOZES = 1, /* wakes by itself soon; woken at a watermark */
	MTR_WRITER_IDLE = 2,  /* sleeps without limit; woken by the next event */
};

struct mtr_recorder {
	/* Set at open. */
	const _Atomic uint32_t *alive; /* wiped in a forked child: what is shared is not the child's */
	struct mtr_spool_header *shared;
	const struct mtr_redaction *redaction;
	uint64_t ring_size;
	size_t event_cap;
	enum mtr_on_full on_full;

	/* Producers and writer. */
	_Alignas(64) _Atomic uint32_t sleep;
	_Atomic uint32_t ended; /* 1: nothing more is taken; events are dropped */

	/* rings[0 .. nr_rings) in order of their pieces, NULL where a piece is no ring; grows under the lock. */
	_Alignas(64) _Atomic uint32_t nr_rings;
	struct mtr_ring **rings; /* [MTR_SPOOL_PIECES_MAX] */

	pthread_mutex_t lock;
	struct mtr_spool spool;
	struct mtr_ring *free_rings;
	uint32_t nr_threads;          /* Thread.id of the last one */
	pthread_mutex_t control_lock; /* never taken with `lock` held */
	struct mtr_ring *control;     /* modules */
	struct mtr_ring *spare[MTR_SPARE_RINGS];

	/* Whoever has set `writing`: the writer thread, or who finds that there is none. */
	_Atomic uint32_t writing;
	_Alignas(64) struct mtr_held_file trace;
	struct mtr_emitter emitter;
	struct mtr_merge merge;
	struct mtr_source **sources; /* [MTR_SPOOL_PIECES_MAX], as rings */
	uint64_t pass_seq;           /* the counter as of the last pass */
	uint64_t deadline;           /* when gathered packets must be written, CLOCK_MONOTONIC ns; 0: there are none */
	struct mtr_ring *holder;     /* ring whose claim ended the last pass; NULL: everything was committed */
	struct mtr_spool_piece *knowledge[MTR_KNOWLEDGE_PIECES]; /* definitions; the last one is being filled */
	uint32_t nr_knowledge;
	uint64_t lost[MTR_LOST_MAX]; /* numbers taken by threads that never committed */
	uint32_t nr_lost;

	/* Stopping. */
	_Atomic uint32_t finished; /* 1: the writer is through */
	_Atomic int32_t error;
};

static inline bool mtr_recorder_alive(const struct mtr_recorder *recorder)
{
	return atomic_load_explicit(recorder->alive, memory_order_relaxed);
}

/* Ends the recording: first error wins, producers that wait are released. */
void mtr_recorder_fail(struct mtr_recorder *recorder, int err);

/* Wakes the writer if it sleeps. */
void mtr_writer_kick(struct mtr_recorder *recorder);
/* Does a pass on this thread when no writer thread runs. False: one runs. */
bool mtr_writer_assist(struct mtr_recorder *recorder);
/* One pass over the rings: what is committed goes into frames. @flush: and into the file. */
int mtr_writer_pass(struct mtr_recorder *recorder, bool flush);
/* Part of open: the writer's own fields. */
void mtr_writer_init(struct mtr_recorder *recorder);

#endif
