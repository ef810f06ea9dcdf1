/*
 * What a trace holds, as replay looks at it: sessions, and operations with the steps they went through.
 *
 * Built by one scan. A step is eight bytes; its payload stays in the file until it is delivered.
 */
#ifndef REPLAY_TRACE_INDEX_H
#define REPLAY_TRACE_INDEX_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "trace_store.h"

enum replay_step_kind {
	REPLAY_STEP_CALLBACK,        /* callback_begin: goes to the client */
	REPLAY_STEP_FETCHED,         /* call_end of a getter that had a result: goes to the client */
	REPLAY_STEP_RETURNED,        /* callback_end */
	REPLAY_STEP_STARTED,         /* call_end of the start */
	REPLAY_STEP_ACKNOWLEDGEMENT, /* the client acknowledged */
	REPLAY_STEP_ANSWER,          /* the client answered a prompt or an error; see answer */
	REPLAY_STEP_CANCEL,          /* the client cancelled or closed the operation, or closed what it runs in */
};

enum {
	REPLAY_LANES = 15,          /* dispatcher threads that are told apart */
	REPLAY_THREAD_CALLER = 127, /* value of thread: on the client's thread, inside the starting call */
};

struct replay_step {
	uint64_t frame : 22, offset : 24;
	uint64_t kind : 4;   /* enum replay_step_kind */
	uint64_t thread : 7; /* of a callback: number of the library's thread, see replay_index_lane() */
	uint64_t answer : 3; /* MI_OperationCallback_ResponseType; 7: another value */
	uint64_t final : 1;  /* the operation's last result */
	uint64_t result : 1; /* carries a result */
	uint64_t asks : 1;   /* a prompt or an error: the client answers */
	uint64_t inside : 1; /* what the client did, it did inside a callback */
};
_Static_assert(sizeof(struct replay_step) == 8, "a million steps fit 8 MB");

struct replay_steps {
	struct replay_step *at;
	uint32_t count, room;
};

/* Where a session leads, as NewSession was given it. */
struct replay_route {
	bool has_protocol, has_destination;
	ProtobufCBinaryData protocol, destination;
};

struct recorded_session {
	uint64_t id;  /* 0: opening it failed */
	uint64_t seq; /* of its call_begin */
	uint64_t application;
	struct replay_place begin, end;
	bool ended;  /* end is there */
	bool failed; /* NewSession failed */
	struct replay_route route;
	uint64_t key; /* see request_key.h */
	struct replay_steps callbacks;
	uint32_t first_op, last_op; /* indices; REPLAY_NO_OP: none */
	bool used;
};

#define REPLAY_NO_SESSION UINT32_MAX
#define REPLAY_NO_OP      UINT32_MAX

struct recorded_op {
	uint64_t id;
	uint64_t seq;      /* of its call_begin */
	uint32_t session;  /* index; REPLAY_NO_SESSION: not known */
	uint32_t thread;   /* that started it */
	uint32_t within;   /* operation in whose callback it was started; REPLAY_NO_OP: none, or not known */
	uint64_t last_seq; /* of its last step */
	uint32_t next;     /* operation of the same session; REPLAY_NO_OP: the last one */
	int32_t function;  /* MITRACE__FUNCTION__... */
	struct replay_place begin;
	uint64_t key, loose_key; /* see request_key.h */
	struct replay_steps steps;
	uint32_t redacted; /* values that are redaction tokens in what the client was given */
	bool synchronous;  /* its results were fetched */
	bool started;      /* the starting call returned */
	bool final;        /* has a final result */
	bool failed_start; /* refused before it began */
	bool unasked;      /* ... by a handle or an operation that was no good: the dispatcher refuses that itself */
	bool more_unknown; /* synchronous: the client did not ask whether the last result was the last */
	uint32_t refusal;  /* the MI_Result of that */
	bool used;
};

/* See recorded_provider.h. */
struct recorded_provider {
	uint64_t id; /* 0: it was refused */
	struct replay_place begin, end;
	bool ended;            /* end is there */
	uint32_t close_result; /* of MI_HostedProvider_Close */
	atomic_flag used;
};

struct replay_index {
	struct recorded_session *sessions;
	size_t nr_sessions, room_sessions;
	struct recorded_op *ops; /* in the order they were started */
	size_t nr_ops, room_ops;
	struct recorded_provider *providers;
	size_t nr_providers, room_providers;
	uint64_t events, last_seq;
	bool finished;  /* the trace has its end */
	bool refusals;  /* some operations were refused for their arguments */
	bool reads_xml; /* the recorded library made a deserializer for MI_XML */
	uint8_t lanes[REPLAY_THREAD_CALLER + 1];
};

/*
 * Scans the trace. Operations have no keys yet: @keyed is called for the begin of each operation and session with
 * the packet unpacked, to set them. Worded failures.
 */
struct replay_index_keys {
	/* Its route is set. */
	int (*session)(void *context, struct recorded_session *session);
	/* @session may be NULL. */
	int (*op)(void *context, const struct replay_store *store, const Mitrace__Call *call,
		  const struct recorded_session *session, struct recorded_op *op);
	void *context;
};
int replay_index_open(const char *path, const struct replay_index_keys *keys, struct replay_index *ret,
		      struct replay_store **ret_store);
void replay_index_close(struct replay_index *index);

static inline struct replay_place replay_step_place(const struct replay_step *step)
{
	return (struct replay_place){step->frame, step->offset};
}

/* The dispatcher's lane (backend.h) on which a callback of the library's thread number @thread goes to the client. */
int replay_index_lane(const struct replay_index *index, unsigned thread);

/* Does the step go to the client? */
static inline bool replay_step_delivers(const struct replay_step *step)
{
	return step->kind == REPLAY_STEP_CALLBACK || step->kind == REPLAY_STEP_FETCHED;
}

#endif
