/*
 * A trace on disk: one scan from front to back, then packets at random, with a bounded part of it in memory. What is
 * still in the spool of a recording that did not end, or goes on, is read after it, as every reading command does.
 *
 * Any thread may ask for packets once the scan is over.
 */
#ifndef REPLAY_TRACE_STORE_H
#define REPLAY_TRACE_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "arena.h"
#include "mitrace.pb-c.h"

struct replay_store;

/* Where a packet lies: number of its data frame, and its offset within the frame's content. */
struct replay_place {
	uint32_t frame, offset;
};

/* A packet as the scan meets it: large ones put together; the bytes of a Packet, borrowed for the call. */
struct replay_scanned {
	struct replay_place place;
	const uint8_t *data;
	size_t size;
};

/*
 * Opens the trace at @path and shows every packet to @packet, which returns 0 or a failure that ends the scan.
 * What is damaged is passed over; replay_store_damage() counts. Worded failures.
 */
int replay_store_open(const char *path,
		      int (*packet)(void *context, struct replay_store *store, const struct replay_scanned *packet),
		      void *context, struct replay_store **ret);
void replay_store_close(struct replay_store *store);

/* The packet at @place, unpacked into @arena, which it lives as long as. Worded failures. */
int replay_store_get(struct replay_store *store, struct replay_place place, struct mtr_arena *arena,
		     const Mitrace__Packet **ret);

/* Class of an instance, interned or inline; NULL when the trace lost it. @store may be NULL: inline only. */
const Mitrace__Class *replay_store_class(const struct replay_store *store, const Mitrace__Instance *instance);

const Mitrace__Header *replay_store_header(const struct replay_store *store);
const char *replay_store_path(const struct replay_store *store);
/* Damaged parts that were passed over. */
uint64_t replay_store_damage(const struct replay_store *store);

#endif
