/* What the files of the reader share: reader.c (packets), reader_seek.c, reader_tail.c (spool, following). */
#ifndef MTR_READER_PARTS_H
#define MTR_READER_PARTS_H

#include "arena.h"
#include "frame_read.h"
#include "id_map.h"
#include "reader.h"
#include "spool.h"

enum {
	MTR_PLACE_BITS = 25, /* of a place, for the offset within the frame: content is at most MTR_FRAME_RAW_MAX */
};

/* Packets of the current frame that are not read yet. */
struct content {
	const uint8_t *start, *cur, *end;
	uint64_t offset; /* of the frame */
};

struct mtr_reader {
	struct mtr_frames *frames;
	struct content content;
	struct mtr_arena packet, kept;
	struct mtr_id_map schemas, threads; /* threads: id + 1 to a hash of the packet */
	const Mitrace__Header *header;
	uint8_t *chunks;
	size_t chunks_size, chunks_capacity;
	uint32_t chunk_next; /* index the next chunk must have; 0: none is begun */
	uint64_t chunk_seq;
	uint64_t place; /* of the packet that was taken last, or of its first chunk; see mtr_reader_place() */
	uint64_t packets, events;
	size_t packet_size; /* of the packet handed out last */
	uint64_t last_seq;  /* the largest that was read */
	bool ended, repeated, schemas_full;
	bool follow;
	bool head;                      /* the first frame says that this is a trace */
	char *path;                     /* of the trace; NULL: memory, or standard input */
	struct mtr_spool_reader *spool; /* NULL: none */
	bool spool_read;                /* something came from it: frames may repeat it */
	bool spool_missing;
};

/* The next data frame. 1, 0 at the end. */
int mtr_reader_load_frame(struct mtr_reader *reader);

/*
 * Looks for the spool of a trace that is not finished. What is wrong with a spool is damage, not a failure.
 */
void mtr_reader_find_spool(struct mtr_reader *reader);
/* After seeking: what the tail gave already is to be given again. */
void mtr_reader_rewind_tail(struct mtr_reader *reader);
/* At the end of the frames: 1 with a packet's bytes from the spool, 0 at the end of all, -EAGAIN: read frames again. */
int mtr_reader_tail_bytes(struct mtr_reader *reader, const void **ret_data, size_t *ret_size);

/* Reports damage at the current frame. */
void mtr_reader_damaged(struct mtr_reader *reader, const char *what);

#endif
