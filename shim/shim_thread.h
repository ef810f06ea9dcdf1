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
#include "shim_record.h"

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

/* Initial-exec: reading it must never lead into the loader or into malloc. */
extern __thread struct shim_thread *shim_thread_self __attribute__((tls_model("initial-exec"), visibility("hidden")));

struct shim_thread *shim_thread_get_slowly(void);

/* The calling thread, ready to record; NULL when it cannot be. Neither locks nor calls the system once it is warm. */
static inline struct shim_thread *shim_thread_get(void)
{
	struct shim_thread *thread = shim_thread_self;
	uint32_t generation = shim_record_generation();

	if (__builtin_expect(thread && generation && thread->generation == generation && thread->ring, 1))
		return thread;
	return shim_thread_get_slowly();
}

/* Once per process, before the first thread gets a ring: by whoever starts the recorder. */
void shim_thread_setup(void);

/*
 * Opens a frame at @address on the stack and returns its index, or SHIM_FRAMES_MAX when there are too many: such a
 * frame is not remembered.
 */
static inline unsigned shim_frame_push(struct shim_thread *thread, uintptr_t address, bool is_callback)
{
	unsigned index = thread->nr_frames;

	if (__builtin_expect(index == SHIM_FRAMES_MAX, 0))
		return index;
	thread->frames[index] = (struct shim_frame){.address = address, .is_callback = is_callback};
	/* A signal handler from here on finds the frame whole, or not at all. */
	__atomic_signal_fence(__ATOMIC_SEQ_CST);
	thread->nr_frames = index + 1;
	return index;
}

/* Closes the frame at @index and whatever was left open above it. */
static inline void shim_frame_pop(struct shim_thread *thread, unsigned index)
{
	if (index < SHIM_FRAMES_MAX)
		thread->nr_frames = index;
}

/* From the event @seq on the frame encloses others. */
static inline void shim_frame_set_seq(struct shim_thread *thread, unsigned index, uint64_t seq)
{
	if (index < SHIM_FRAMES_MAX)
		thread->frames[index].seq = seq;
}

/* A frame of ours becomes that of the client's function which we call, enclosed by the event @seq. */
static inline void shim_frame_to_client(struct shim_thread *thread, unsigned index, uint64_t seq)
{
	if (index >= SHIM_FRAMES_MAX)
		return;
	thread->frames[index].seq = seq;
	thread->frames[index].is_callback = true;
}

void shim_frames_drop(struct shim_thread *thread, uintptr_t address);

/* Drops the frames that no longer exist for code whose frame is at @address. */
static inline void shim_frames_trim(struct shim_thread *thread, uintptr_t address)
{
	unsigned nr = thread->nr_frames;

	if (nr && __builtin_expect(thread->frames[nr - 1].address <= address, 0))
		shim_frames_drop(thread, address);
}

/* The innermost frame is a call into the library. */
static inline bool shim_frames_in_call(const struct shim_thread *thread)
{
	return thread->nr_frames > 0 && !thread->frames[thread->nr_frames - 1].is_callback;
}

/* Number of the event that encloses the frame at @index, and of the callback that does; 0: none. */
static inline uint64_t shim_frames_parent(const struct shim_thread *thread, unsigned index)
{
	while (index-- > 0) {
		if (thread->frames[index].seq)
			return thread->frames[index].seq;
	}
	return 0;
}

static inline uint64_t shim_frames_callback(const struct shim_thread *thread, unsigned index)
{
	while (index-- > 0) {
		if (thread->frames[index].is_callback)
			return thread->frames[index].seq;
	}
	return 0;
}

#endif
