/* What the two files of the writer share. Inside the recorder only. */
#ifndef MTR_WRITER_PARTS_H
#define MTR_WRITER_PARTS_H

#include "monotonic.h"
#include "recorder_parts.h"

enum {
	MTR_NS_PER_MS = 1000000
};

static inline bool mtr_writer_closed(const struct mtr_recorder *recorder)
{
	return atomic_load(&recorder->shared->seq) & MTR_SEQ_CLOSED;
}

/* The number that the next event gets, or would have got. */
static inline uint64_t mtr_writer_next_number(const struct mtr_recorder *recorder)
{
	uint64_t seq = atomic_load(&recorder->shared->seq);

	if (seq & MTR_SEQ_CLOSED)
		do
			seq = atomic_load(&recorder->shared->end_seq);
		while (!seq);
	return seq;
}

/* No more numbers. Who comes first says which was the last. */
void mtr_writer_close_counter(struct mtr_recorder *recorder);
/* After a frame: the room of what is in it. */
void mtr_writer_release(struct mtr_recorder *recorder);
/* Numbers before @seq that nobody committed. */
void mtr_writer_note_lost(struct mtr_recorder *recorder, uint64_t seq);
/* A producer cannot go on before something of its ring is written. */
bool mtr_writer_is_waited_for(const struct mtr_recorder *recorder);

#endif
