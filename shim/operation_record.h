/*
 * What is kept of an operation while the library may call back for it.
 *
 * The record is the callbackContext that the library gets, and holds the client's callbacks and ours. It lives until
 * the final result has been delivered and acknowledged (asynchronous operations), or the operation is closed
 * (synchronous ones): a closed operation still gets its final callback.
 *
 * How the client's handle becomes known: of a synchronous start, it is read when the start returns. Of an asynchronous
 * one it must never be read, since a callback may have closed and freed it by then; the first callback brings a copy.
 * What the client calls before that with its own struct is recognised by the struct's address, which the record has
 * from the start; and with a copy, when only one operation can be meant.
 */
#ifndef SHIM_OPERATION_RECORD_H
#define SHIM_OPERATION_RECORD_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include <mi/mi.h>

#include "callback.h"
#include "identity.h"
#include "pool.h"

enum {
	SHIM_RESULTS_KEPT = 4
};

enum shim_operation_state {
	SHIM_OPERATION_FREE,
	SHIM_OPERATION_STARTED, /* its handle is not known yet */
	SHIM_OPERATION_BINDING, /* somebody is at it */
	SHIM_OPERATION_KNOWN,
};

struct shim_operation {
	struct shim_pooled pooled;
	_Atomic uint64_t id;    /* 0 while free */
	_Atomic uint32_t state; /* enum shim_operation_state */
	_Atomic uint32_t references;
	_Atomic(const void *) client_handle; /* the struct the client passed; compared, never read */
	struct shim_key key;                 /* once its handle is known */
	_Atomic(const void *) table;         /* of the handle that callbacks brought last */

	/* Set before the start, constant until it is freed. */
	struct shim_objects objects;
	bool asynchronous;
	MI_OperationCallbacks client;
	MI_OperationCallbacks ours;

	/* Results that wait for an acknowledgement, the oldest first; events of the last question and error. */
	_Atomic uint32_t delivered, acknowledged;
	_Atomic uint64_t result[SHIM_RESULTS_KEPT];
	_Atomic uint64_t prompt, error;
	_Atomic bool final_returned, finished;
};

/* A record with one reference, the starter's, and for an asynchronous operation one more until its final result. */
struct shim_operation *shim_operation_new(uint64_t session, bool asynchronous, const MI_OperationCallbacks *client,
					  const void *client_handle);
/* False: it was given back already. The library calls back after the final result; what the record says still stands, for a while. */
bool shim_operation_get(struct shim_operation *operation);
void shim_operation_put(struct shim_operation *operation);

/* @handle, a struct that may be read now, belongs to this operation. */
void shim_operation_bind(struct shim_operation *operation, const MI_Operation *handle);

/* A result that has to be acknowledged is delivered by event @seq. */
void shim_operation_delivered(struct shim_operation *operation, uint64_t seq);
/* The client acknowledges one: returns the event of the oldest that waits, 0 when there is none. */
uint64_t shim_operation_acknowledged(struct shim_operation *operation);
/* The callback that brought the final result has returned. */
void shim_operation_final_returned(struct shim_operation *operation);
/* The client's Close of a synchronous operation has succeeded. */
void shim_operation_closed(struct shim_operation *operation);

/*
 * The record of an identity with one more reference, or NULL when it is gone. Any thread.
 * @identity.record is trusted only if it still has the identity's id.
 */
struct shim_operation *shim_operation_of(const struct shim_identity *identity);

/* An operation that has started and not called back: see above. May bind it. */
struct shim_identity shim_operation_guess(const struct shim_handle *handle);

#endif
