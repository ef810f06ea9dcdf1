/* What other recorders cost for the same payload: each keeps one instance, as capture keeps one callback. */
#ifndef PEER_H
#define PEER_H

#include <mi/mi.h>
#include <stddef.h>

/* Functions of a peer return the bytes kept. */
struct peer {
	size_t (*keep_blob)(const MI_Instance *instance);       /* the whole payload as one field of one event */
	size_t (*keep_properties)(const MI_Instance *instance); /* one event per property */
};

/* A peer that is a module of its own exports this name. */
#define PEER_SYMBOL "bench_peer"

/* protobuf-c: the message is built in flat memory, then packed. */
size_t peer_protobuf(const MI_Instance *instance);

#endif
