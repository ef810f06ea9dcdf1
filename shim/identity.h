/*
 * From handles to numbers of our own.
 *
 * A handle is recognised by its two reserved words; its address says nothing, since clients and the library copy
 * handles. The library gives the same words out again once an object is gone, so every open gives a new number and
 * every close ends it. Only handles of failed starts have words that are not theirs (the session's): those are told
 * apart by their address as well.
 *
 * Lock-free, any thread. A closed handle is remembered until its place is needed, those closed last the longest; a held
 * one longer, since results of a closed operation may still be waiting to be acknowledged.
 */
#ifndef SHIM_IDENTITY_H
#define SHIM_IDENTITY_H

#include <stdbool.h>
#include <stdint.h>

enum shim_kind {
	SHIM_APPLICATION,
	SHIM_SESSION,
	SHIM_OPERATION,
	SHIM_HOSTED_PROVIDER,
	SHIM_KINDS,
};

/* What all four kinds of handles look like. */
struct shim_handle {
	uint64_t reserved1;
	uint64_t reserved2;
	const void *ft;
};

struct shim_key {
	uint64_t reserved1;
	uint64_t reserved2;
	uintptr_t address; /* 0, or of a handle of a failed start */
	uintptr_t library; /* shim_library.base of the copy of libmi it came from; two may use the same words */
};

struct shim_identity {
	uint32_t state;  /* MTR_HANDLE_STATE_ */
	uint64_t id;     /* 0 where the state has none: null, empty, unknown */
	uint32_t record; /* number of a pooled record that may have been given to somebody else since: compare ids */
};

uint64_t shim_identity_new(enum shim_kind kind);
/* @key stands for @id from now on. Without memory nothing happens: the handle stays unknown. */
void shim_identity_open(enum shim_kind kind, const struct shim_key *key, uint64_t id, uint32_t record);
/* @key is closed, if it still stands for @id. With @hold its place is not given away before it is released. */
void shim_identity_close(enum shim_kind kind, const struct shim_key *key, uint64_t id, bool hold);
void shim_identity_release(enum shim_kind kind, const struct shim_key *key, uint64_t id);
struct shim_identity shim_identity_find(enum shim_kind kind, const struct shim_key *key);

#endif
