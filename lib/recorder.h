/*
 * Where events go: per-thread rings in a spool file, and the writer that turns them into frames.
 *
 *	thread:  begin -> encode into the ring -> commit        no lock, no system call
 *	writer:  rings -> merge by sequence number -> frame -> one write(2)
 *
 * The spool is a file mapped MAP_SHARED, so what is committed survives the death of the
 * process, whatever kills it: mtr_spool_fold() (spool.h) finishes the trace afterwards.
 *
 * A failure to write ends the recording: events are dropped from then on, producers that wait
 * are released, and nobody else is harmed.
 */
#ifndef MTR_RECORDER_H
#define MTR_RECORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "encoder.h"

struct mtr_recorder;
struct mtr_ring;

enum mtr_on_full {
	MTR_ON_FULL_BLOCK, /* the client's thread waits for the writer */
	MTR_ON_FULL_DROP,  /* the event is dropped, counted, and the loss written where it happened */
};

struct mtr_recorder_config {
	const char *path;                      /* of the trace; created O_EXCL, 0600, no link followed */
	const struct mtr_redaction *redaction; /* borrowed for the recorder's life */
	size_t ring_size; /* bytes, power of two, at least 4 packets; 0: default. Less when there are many threads. */
	size_t event_cap; /* bytes of one event kept; 0: default */
	int level;        /* zstd level; 0: default */
	enum mtr_on_full on_full;
	/*
	 * Body bytes of the Header packet (field MTR_PACKET_HEADER with its contents), made by the caller
	 * with an encoder; the recorder adds nothing of its own to it. Borrowed during open.
	 */
	const void *header;
	size_t header_size;
};

/*
 * Creates trace and spool, writes the header frame. Does not start a thread.
 * Errors: -EEXIST (nothing touched), any other -errno of the files.
 */
int mtr_recorder_open(const struct mtr_recorder_config *config, struct mtr_recorder **ret);

/*
 * The writer: returns after mtr_recorder_stop() has been called and everything committed is written,
 * or after a write error. To be run on one thread of the caller's making, all signals blocked.
 */
void mtr_recorder_run(struct mtr_recorder *recorder);
/* Asks the writer to finish, and waits until it has, at most @timeout_ms (-1: no limit). True when it has. */
bool mtr_recorder_stop(struct mtr_recorder *recorder, int timeout_ms);
/* 0 while recording works; else the negative code of what ended it. Any thread. */
int mtr_recorder_error(const struct mtr_recorder *recorder);
/*
 * Frees everything. No thread may use the recorder or any of its rings any more, and the writer must have returned;
 * programs that cannot promise that leave it to the process's end. What was not written stays in the spool. Accepts NULL.
 */
void mtr_recorder_free(struct mtr_recorder *recorder);
/* In a forked child: forget the parent's recorder without touching its memory or its files. */
void mtr_recorder_abandon(struct mtr_recorder *recorder);

/*
 * A ring for the calling thread; NULL when there is none to be had (recording ended).
 * Cold: may lock, allocate and call the system. @tid, @name: for the Thread packet.
 */
struct mtr_ring *mtr_ring_acquire(struct mtr_recorder *recorder, uint32_t tid, const char *name);
/* The thread ends: its ring serves another one once it has been read empty. */
void mtr_ring_release(struct mtr_ring *ring);

/*
 * Writes one event on the ring's own thread: reserve, encode, publish a claim, take the number, commit.
 *
 * @encode writes the body of the packet (call_begin, callback_end ...; the envelope is the recorder's). It is
 * called once as a rule, and again into larger memory when the event does not fit a packet; the event is then
 * chunked. It must not call anything that may write an event.
 * Without @encode, @context is the body itself: @size bytes, at the beginning of MTR_SMALL_EVENT that can be read.
 * @time: CLOCK_MONOTONIC ns at the entry of the hook; the time from there to the commit is the event's overhead. Of
 * events without @encode it is measured now and then, and what was measured last stands for those in between.
 * @parent: see Packet.parent; 0: none.
 * Called while the same ring is in use below on this thread's stack (a signal handler came in the middle of
 * an event), it writes to a small second ring and never waits.
 * Returns the event's sequence number; 0: not recorded (ring full in drop mode, or recording has ended).
 */
typedef void (*mtr_encode_fn)(struct mtr_encoder *e, const void *context);
struct mtr_event {
	uint64_t time;
	uint64_t parent;
	mtr_encode_fn encode;
	const void *context;
	size_t size;
};
enum {
	MTR_SMALL_EVENT = 40
};
uint64_t mtr_event_write(struct mtr_ring *ring, const struct mtr_event *event);

/* A module (object mapped into the process), written before events that come after it. Cold. */
struct mtr_module {
	uint32_t id;
	const char *path;
	const void *build_id;
	size_t build_id_size;
	uint64_t start, end, bias;
	bool is_library;
};
void mtr_recorder_add_module(struct mtr_recorder *recorder, const struct mtr_module *module);

#endif
