/*
 * Handles of sessions, operations and hosted providers: two words that name an object for as long as it lives.
 *
 * The second word names a slot, the first the version of what is in it. A slot is used again, with the next version,
 * so a stale handle, or a copy of one, is told from a live one for ever and never leads to freed memory. Words that
 * never were a handle are refused, too.
 *
 * An object has one reference from its open handle, which dispatch_handle_shut() drops, and others from whoever works
 * with it. The last one to go frees the slot and destroys the object. Getting and putting take no lock.
 */
#ifndef DISPATCH_HANDLE_H
#define DISPATCH_HANDLE_H

#include <stdbool.h>
#include <stddef.h>

#include <mi/mi.h>

enum dispatch_handle_kind {
	DISPATCH_HANDLE_SESSION = 1,
	DISPATCH_HANDLE_OPERATION,
	DISPATCH_HANDLE_PROVIDER,
};

/* The layout that all handle structs share; filled in by dispatch_handle_open() but for the table. */
struct dispatch_words {
	MI_Uint64 version;
	ptrdiff_t slot;
};

/* False when out of memory. @destroy is called on the thread that puts the last reference. */
bool dispatch_handle_open(enum dispatch_handle_kind kind, void *object, void (*destroy)(void *object),
			  struct dispatch_words *ret_words);
/* The object with a reference taken; NULL when the handle is not open: stale, shut or nonsense. */
void *dispatch_handle_get(enum dispatch_handle_kind kind, struct dispatch_words words);
/* The same, but an object that is shut and still has references counts as well. */
void *dispatch_handle_get_shut(enum dispatch_handle_kind kind, struct dispatch_words words);
/*
 * The same by the slot alone, whatever was in it when the handle was made: for functions of the stock library's that look
 * no further, so that a stale handle leads them to who has the slot now.
 */
void *dispatch_handle_get_occupant(enum dispatch_handle_kind kind, ptrdiff_t slot);
/* Did the words name an object, of whatever kind, that is gone? */
bool dispatch_handle_is_stale(struct dispatch_words words);
/* One more reference for who has one already. */
void dispatch_handle_ref(struct dispatch_words words);
void dispatch_handle_put(struct dispatch_words words);
/* Closes the handle and drops its reference; true for the one call that did it. The caller has a reference. */
bool dispatch_handle_shut(struct dispatch_words words);

/* In the child of a fork: another thread may have held the lock. */
void dispatch_handle_after_fork(void);

#endif
