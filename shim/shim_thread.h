/*
 * What the shim knows of the calling thread: its ring, and the calls and callbacks it is in.
 *
 * Calls into the library and callbacks out of it nest. Each leaves a frame here while it lasts, which tells the
 * library's calls of itself (made inside a call of the client's) from the client's own, and which event encloses the
 * next one. A frame remembers its address on the stack: what longjmp(), an exception or pthread_exit() cut off is
 * recognised by the next frame further up, and dropped.
 */
#ifndef SHIM_THREAD_H
#define SHIM_THREAD_H

#include <stdbool.h>
#include <stdint.h>

#include "pool.h"
#include "recorder.h"

enum {
	SHIM_FRAMES_MAX = 64
};

struct shim_frame {
	uintptr_t address;
	uint64_t seq; /* of its begin event; 0: none (not recorded, or not yet) */
	bool is_callback;
};

/* Owned by its thread. */
struct shim_thread {
	struct shim_pooled pooled;
	uint32_t generation; /* shim_record_generation() its ring belongs to */
	struct mtr_ring *ring;
	bool acquiring; /* a ring is being acquired below us on this stack */
	unsigned nr_frames;
	struct shim_frame frames[SHIM_FRAMES_MAX];
};

/* The calling thread, ready to record; NULL when it cannot be. Neither locks nor calls the system once it is warm. */
struct shim_thread *shim_thread_get(void);

/* Once per process, before the first thread gets a ring: by whoever starts the recorder. */
void shim_thread_setup(void);

/*
 * Opens a frame at @address on the stack and returns its index, or SHIM_FRAMES_MAX when there are too many: such a
 * frame is not remembered.
 */
unsigned shim_frame_push(struct shim_thread *thread, uintptr_t address, bool is_callback);
/* Closes the frame at @index and whatever was left open above it. */
void shim_frame_pop(struct shim_thread *thread, unsigned index);
/* From the event @seq on the frame encloses others. */
void shim_frame_set_seq(struct shim_thread *thread, unsigned index, uint64_t seq);

/* Drops the frames that no longer exist for code whose frame is at @address. */
void shim_frames_trim(struct shim_thread *thread, uintptr_t address);
/* The innermost frame is a call into the library. */
bool shim_frames_in_call(const struct shim_thread *thread);
/* Number of the event that encloses the frame at @index, and of the callback that does; 0: none. */
uint64_t shim_frames_parent(const struct shim_thread *thread, unsigned index);
uint64_t shim_frames_callback(const struct shim_thread *thread, unsigned index);

#endif
