/*
 * A libmi that does as it is told: for tests of what stands between a client and its library.
 *
 * It keeps the rules of the stock library where nothing else is said (handles, tables, five kinds of failed starts,
 * blocking, acknowledgement, calls to itself through the handles it was given), and where FAKE_MI_SCRIPT says so it
 * does all that a library may do: results before the start has returned, on the caller's thread, on two threads of its
 * own, after Close; any result code; any callback. What it received it writes to the file FAKE_MI_LOG.
 *
 * State lies under one lock, which is never held while a client's function runs.
 */
#ifndef FAKE_H
#define FAKE_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <mi/mi.h>

#include "fake_script.h"

enum {
	FAKE_OBJECTS_MAX = 512
};

/* Handles name a slot by reserved2, which is no address, and its occupant by reserved1. */
#define FAKE_APPLICATION_BASE 0xa000
#define FAKE_SESSION_BASE     0xb000
#define FAKE_OPERATION_BASE   0xc000
#define FAKE_HOSTED_BASE      0xe000

struct fake_application {
	bool open, closing;
	unsigned sessions, hosted; /* open ones */
};

struct fake_session {
	MI_Uint64 version;
	bool open, closing;
	unsigned number; /* 1, 2, 3 ... in the order of NewSession */
	unsigned application;
	unsigned operations;   /* not yet released */
	MI_Application parent; /* the client's handle, as it was */
	MI_DestinationOptions options;
	bool has_options;
	const struct fake_session_plan *plan;
	void *completion_context;
	void (*completion)(void *completion_context);
	bool completion_due; /* on a thread of ours */
	bool done;           /* nothing is left of it */
};

struct fake_hosted {
	MI_Uint64 version;
	bool open;
	unsigned application;
	MI_Application parent;
};

struct fake_objects {
	MI_Instance *instance, *details;
	MI_Class *class_object;
};

struct fake_operation {
	MI_Uint64 version;
	bool used;
	unsigned number; /* 1, 2, 3 ... in the order of starts */
	unsigned session;
	enum fake_kind kind;
	MI_Uint32 flags;
	bool synchronous;
	MI_Operation handle;  /* what callbacks that are no results point to */
	MI_Operation *client; /* to be compared with, and for pointer=client */
	MI_Session parent;    /* the client's handle, as it was */
	MI_OperationCallbacks callbacks;

	const struct fake_plan *plan;
	unsigned next; /* step */
	unsigned running;
	bool returned; /* the start */
	bool closed, cancelled, final, released;
	bool past_stop; /* a step that waited for Close or Cancel was taken */
	unsigned unacknowledged;
	bool unanswered;
	bool lost; /* an acknowledgement, of a forgetful operation */
	unsigned results; /* so far */
	MI_Result final_code;
	/* Objects of results that the client may still look at. */
	unsigned nr_held;
	struct fake_objects held[FAKE_STEPS_MAX];
};

struct fake_state {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct fake_application applications[FAKE_OBJECTS_MAX];
	struct fake_session sessions[FAKE_OBJECTS_MAX];
	struct fake_hosted hosted[FAKE_OBJECTS_MAX];
	struct fake_operation operations[FAKE_OBJECTS_MAX];
	unsigned nr_sessions, nr_operations, open_applications;
	bool lanes_stop;
	int lanes_pid; /* a forked child has none of its parent's threads */
	pthread_t lanes[FAKE_LANES];
};

extern struct fake_state fake;

/* ---------------------------------------------------------------- tables */

extern const MI_ApplicationFT fake_application_ft, fake_application_oom_ft;
extern const MI_SessionFT fake_session_ft, fake_session_client_ft, fake_session_oom_ft;
extern const MI_OperationFT fake_operation_ft, fake_operation_client_ft;
extern const MI_HostedProviderFT fake_hosted_ft, fake_hosted_client_ft;
/* For handles of operations that could not be started. */
const MI_OperationFT *fake_failed_ft(MI_Result code);

/* Slots that stand in two tables. */
MI_Result fake_Session_Close(MI_Session *session, void *context, void (*completion)(void *context));
MI_Result fake_Session_GetApplication(MI_Session *session, MI_Application *application);

/* ---------------------------------------------------------------- objects; all under the lock */

/* The object a handle stands for, NULL when it stands for none (any more). */
struct fake_application *fake_application_find(const MI_Application *handle);
struct fake_session *fake_session_find(const MI_Session *handle);
struct fake_operation *fake_operation_find(const MI_Operation *handle);
/* By reserved2 alone, as acknowledgements and answers find theirs. */
struct fake_operation *fake_operation_find_slot(const MI_Operation *handle);

/*
 * An operation is over when it was closed, its final result has returned and nothing is owed: then its slot is free
 * and its session may be done, which can complete a Close. May drop and retake the lock. To be called by whoever did
 * the last of these.
 */
void fake_operation_settle(struct fake_operation *operation);
/* The same for a session that is being closed. */
void fake_session_settle(struct fake_session *session);
/* What completion_due is about, on a thread of ours. */
void fake_session_complete(struct fake_session *session);
/* NewSession, when all went well. Takes the options over. Without the lock. */
void fake_session_make(const struct fake_session_plan *plan, unsigned number, const MI_Application *application,
		       const MI_DestinationOptions *options, MI_Session *ret);

/* ---------------------------------------------------------------- lanes and steps; all under the lock */

void fake_lanes_start(void);
void fake_lanes_stop(void);
/* True when the step after those done may be taken on @lane now. */
bool fake_step_ready(const struct fake_operation *operation, enum fake_lane lane);
/* Takes it: drops the lock, calls the client, retakes the lock. */
void fake_step_run(struct fake_operation *operation);
/* The same for an operation without a result callback, whose results are fetched; never drops the lock. */
struct fake_result {
	const MI_Instance *instance;
	const MI_Class *class_object;
	MI_Boolean more;
	MI_Result code;
	const MI_Char *message, *bookmark, *machine_id;
	const MI_Instance *details;
};
/* True when a fetched operation has a result that can be had now. */
bool fake_result_ready(const struct fake_operation *operation);
/* True when there is none until the client does something: then, and only then, the wait is logged. */
bool fake_result_wants_client(const struct fake_operation *operation);
void fake_result_take(struct fake_operation *operation, struct fake_result *ret);
/* Tells steps that wait for it, and sees to a final result. */
void fake_operation_stop(struct fake_operation *operation, bool close);
void fake_held_free(struct fake_operation *operation);
/* Functions that callbacks are given. */
MI_Result fake_acknowledge(MI_Operation *operation);
MI_Result fake_acknowledge_2(MI_Operation *operation);
MI_Result fake_answer_prompt(MI_Operation *operation, MI_OperationCallback_ResponseType response);
MI_Result fake_answer_error(MI_Operation *operation, MI_OperationCallback_ResponseType response);

/* Calls the result callback that is the kind's; it must be there. Without the lock. */
struct fake_result;
void fake_result_call(const MI_OperationCallbacks *callbacks, enum fake_kind kind, MI_Operation *operation,
		      const struct fake_result *result, MI_Result (*acknowledge)(MI_Operation *operation));

/* ---------------------------------------------------------------- what results are made of */

/* Result @number of an operation; the client's to read, ours to delete. */
MI_Instance *fake_instance_of(const struct fake_step *step, unsigned number);
MI_Class *fake_class_of(const struct fake_step *step);
MI_Instance *fake_error_of(MI_Result code, const MI_Char *message);

#endif
