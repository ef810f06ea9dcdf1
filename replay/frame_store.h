/*
 * The frames of a trace: one pass over them in order, then any of them again, the last ones used decompressed.
 *
 * Frames are numbered from 0 in the order they were met. Frames can be added that are in no file. One thread at a time.
 */
#ifndef REPLAY_FRAME_STORE_H
#define REPLAY_FRAME_STORE_H

#include <stddef.h>
#include <stdint.h>

enum {
	REPLAY_FRAMES_MAX = 1 << 22, /* so that a place fits a few bits of a step (trace_index.h) */
	REPLAY_OFFSET_MAX = 1 << 24,
};

struct frame_store;

/* The content of a frame; borrowed until the next call. */
struct frame_content {
	uint32_t number;
	const uint8_t *data;
	size_t size;
};

/* Worded failures. */
int frame_store_open(const char *path, struct frame_store **ret);
void frame_store_close(struct frame_store *store);

/* The next data frame of the file: 1, 0 at its end as it is now, or negative, worded. Damage is passed over. */
int frame_store_next(struct frame_store *store, struct frame_content *ret);
/* The file may have grown: frame_store_next() goes on with what is new. Worded. */
int frame_store_look_again(struct frame_store *store);
/* Something else follows the file's last frame, which may be torn therefore. */
void frame_store_expect_more(struct frame_store *store);

/* A frame that is in memory alone; @data is malloc'ed, and the store's from now on, whatever comes of it. Worded. */
int frame_store_add(struct frame_store *store, uint8_t *data, size_t size, struct frame_content *ret);

/* A frame that was met. Worded. */
int frame_store_get(struct frame_store *store, uint32_t number, struct frame_content *ret);

/* Where the frame is in the file; 0 where it is in none. */
uint64_t frame_store_offset(const struct frame_store *store, uint32_t number);
uint64_t frame_store_damage(const struct frame_store *store);

#endif
