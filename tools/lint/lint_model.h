/*
 * What rules know of a client at any moment: its operations, sessions and applications, and what each thread is in.
 * Memory is bounded: of too many, the newest sessions and threads are not followed, and the tracker forgets operations.
 */
#ifndef LINT_MODEL_H
#define LINT_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#include "id_map.h"
#include "walk.h"

enum {
	LINT_WAITING_MAX = 4,     /* results of one operation that wait to be acknowledged: stock libraries have one */
	LINT_CALLBACKS = 8,       /* members of MI_OperationCallbacks, in the order of CallbackKind from 1 on */
	LINT_FRAMES_MAX = 64,     /* calls and callbacks a thread is in */
	LINT_OBJECTS_MAX = 16384, /* sessions, applications at a time */
	LINT_THREADS_KEPT = 256,  /* of more, those that are in nothing are forgotten */
	LINT_THREADS_MAX = 2048,
};

/* Something of the client's that is waited for: an acknowledgement, an answer. */
struct lint_wait {
	uint64_t seq; /* of the callback; 0: nothing waits */
	uint64_t time;
	uint32_t thread, kind;
};

struct lint_question {
	struct lint_wait asked;
	bool answerable;
	uint64_t answer; /* event that answered; 0: none yet */
};

/* Of an operation: mtr_op.data. */
struct lint_op {
	bool known;    /* its start was seen */
	bool asked;    /* the filter matches it */
	bool null;     /* the client passed no MI_Operation: there is no handle to close */
	bool failed;   /* it could not be started: its handle need not be closed */
	bool starting; /* the call that starts it has not returned */
	bool counted;  /* among its session's open ones */
	bool looked;   /* a getter was called */
	bool unsure;   /* the client did not ask whether more results come: the last one it got may be the final one */
	bool session_unknown;
	uint32_t thread; /* that started it */
	uint64_t caller;
	uint64_t code[LINT_CALLBACKS]; /* addresses of the client's callbacks; 0: none */
	uint64_t closed;               /* event of the Close that was, or is, made; 0: none */
	uint64_t final;                /* event that brought the final result */
	uint32_t final_code;           /* its result */
	uint64_t delivered;            /* results that came with a function to acknowledge them */
	uint64_t acknowledged;         /* event of the last acknowledgement that answered one */
	uint64_t last_time;            /* of any event of it */
	unsigned getters;              /* calls in progress */
	struct lint_wait waiting[LINT_WAITING_MAX];
	struct lint_question prompt, error;
};

struct lint_object {
	uint64_t id;
	uint64_t opened; /* event */
	uint64_t caller;
	uint32_t thread;
	bool asked;
	uint64_t closed; /* event of the Close that was made; 0: none */
	uint64_t open;   /* operations of a session, or sessions of an application, that are not closed */
};

/* The same request over and over, see lint_repeat.c. */
struct lint_repeat {
	uint64_t hash, count, first, last; /* events of the first and last start */
	uint64_t op;                       /* of the last one */
	uint64_t busy_until;               /* time of its last event */
	uint64_t first_op, caller;
	uint32_t thread;
	bool asked;
	const char *function; /* static */
	char class_name[64];
};

struct lint_session {
	struct lint_object object;
	uint64_t application;
	struct lint_repeat repeat;
};

struct lint_application {
	struct lint_object object;
};

/* A call or callback that a thread is in. */
struct lint_frame {
	uint64_t seq, time, op, session, application;
	uint64_t address; /* where a call returns to; of a callback, if known */
	int32_t what;     /* Function or CallbackKind */
	bool callback;
	bool delivery; /* a callback, and nothing below it is a call of the client's: it holds up the library's thread */
	bool asked, handle_unknown;
};

struct lint_thread {
	uint32_t id;
	unsigned depth;
	struct lint_frame frames[LINT_FRAMES_MAX];
};

struct lint_model {
	struct mtr_id_map sessions, applications, threads; /* threads: id + 1 */
	uint64_t last_seq;
	bool missing;   /* events are missing, before or after what was read */
	bool inherited; /* a forked process: what it never opened may be its parent's */
	/* Events of the last getter, and of the last Close that was accepted, on a handle that the recorder did not know. */
	uint64_t unknown_getter, unknown_close;
};

/* An event as rules see it. */
struct lint_event {
	const struct mtr_event_view *view;
	const Mitrace__Packet *packet;
	const Mitrace__Call *call;         /* or NULL */
	const Mitrace__Callback *callback; /* or NULL */
	struct mtr_op *tracked;            /* its operation; NULL where the start of that was not seen */
	struct lint_op *op;                /* the like */
	struct lint_session *session;      /* NULL: none, or not known */
	struct lint_application *application;
	struct lint_thread *thread;
	const struct lint_frame *inside; /* begin of a call: the callback it is made in; NULL: in none */
	const struct lint_frame *frame;  /* an end: what ends; NULL: not known */
};

/* The address of the callback of that kind that an operation was started with; 0: not known. */
static inline uint64_t lint_code(const struct lint_op *op, int32_t kind)
{
	return kind >= 1 && kind <= LINT_CALLBACKS ? op->code[kind - 1] : 0;
}

/*
 * Which of the waiting results an acknowledgement is for; NULL: none. There is one as a rule. After a cancel the final result
 * comes though the one before still waits, and the library takes an acknowledgement for the last one that it delivered.
 */
struct lint_wait *lint_acknowledged(struct lint_op *op, const Mitrace__Call *call);

/* Makes @ret of what the walk tells; then lint_model_left(), lint_model_place(), the checks, lint_model_take(). 0 or worded. */
int lint_model_look(struct lint_model *model, const struct mtr_event_view *view, struct lint_event *ret);
/*
 * What the event's thread left without returning before the event: one frame after the other, the innermost first,
 * which is forgotten then; false: no more.
 */
bool lint_model_left(const struct lint_event *event, struct lint_frame *ret);
/* Fills in which frames the event stands in. */
void lint_model_place(struct lint_event *event);
/* Takes the event in. 0 or worded. */
int lint_model_take(struct lint_model *model, const struct lint_event *event);
void lint_model_end(struct lint_model *model);

#endif
