/*
 * From records to frames that decode on their own: what the writer of a live recording and the folding of a dead
 * one have in common.
 *
 * Before an event goes into a frame, the Thread packet of its thread and the Schema packets it refers to are in that
 * frame. A definition that is met for the first time goes into the frame at once, so whatever has been consumed of a ring
 * is in the trace as soon as the frame is.
 */
#ifndef MTR_EMIT_H
#define MTR_EMIT_H

#include <stdint.h>

#include "frame_write.h"
#include "knowledge.h"
#include "ring_merge.h"

struct mtr_emitter {
	struct mtr_frame_writer *frames;
	struct mtr_knowledge knowledge;
	struct mtr_source **sources; /* by piece: a record's `home` */
	uint32_t nr_sources;
	uint64_t clock_base;
	uint64_t seq;     /* last event that went into a frame completely */
	uint64_t events;  /* how many did */
	uint64_t dropped; /* told by DROP records */
	/*
	 * Called before and after a frame is written (mtr_frame_cut), and keeps a definition: returns where its bytes
	 * stay, NULL when there is no room (the recording ends).
	 */
	int (*cut)(struct mtr_emitter *emitter);
	const uint8_t *(*keep)(struct mtr_emitter *emitter, uint32_t id, const uint8_t *body, uint32_t size);
	void *context;
};

/* Puts a record, and what it needs, into frames. Knowledge is taken in. 0 or what ends the recording. */
int mtr_emit(struct mtr_emitter *emitter, struct mtr_source *source, const struct mtr_record_view *view);
/* Takes a THREAD record in without writing it: the trace has it. */
void mtr_emit_skip_thread(struct mtr_source *source, const struct mtr_record_view *view);
/* Drops that no record tells of. @time: of the first, CLOCK_MONOTONIC ns. @count 0: nothing is written. */
int mtr_emit_drop(struct mtr_emitter *emitter, uint32_t thread, uint64_t count, uint64_t time);

#endif
