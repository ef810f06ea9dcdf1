/*
 * Operations of a trace, run into callbacks without the recorded client: the inside of include/mitrace/replay.h.
 *
 *	runner (reinject_run): starts recorded operations, through the dispatcher, like a client would
 *	dispatcher -> reinject_backend: which recording? the one the runner starts; or, for what callbacks ask, a match
 *	              -> serving, as in a client -> the given callbacks
 *
 * The process has one dispatcher for all replays that are open: sessions know whose they are.
 */
#ifndef REPLAY_REINJECT_H
#define REPLAY_REINJECT_H

#include <mitrace/replay.h>
#include <pthread.h>

#include "replay_engine.h"

struct replay_serving;

/* What becomes of a recorded operation in a run. */
enum reinject_part {
	REINJECT_NOT,
	REINJECT_RUNS,
	REINJECT_LEFT, /* it was started in a callback of one that is not REINJECT_NOT, and is left to that */
};

/* A recorded operation during a run. All but what is constant is under the run's lock. */
struct reinject_op {
	uint32_t index;                 /* in the trace's index; constant */
	bool runs;                      /* the runner starts it; constant */
	bool over;                      /* final result settled, handle closed */
	bool closing;                   /* it is, or was, in the list of those that the runner closes */
	bool cut;                       /* it ended otherwise than by its recording */
	struct replay_serving *serving; /* with a reference, until it is over; NULL: refused */
	uint64_t given;                 /* events that went to callbacks */
	MI_Operation handle;            /* the runner's alone */
	struct reinject_op *next_to_close;

	/* The event that the callbacks have: one at a time. */
	struct mitrace_replay_delivery delivery;
	bool awaits, returned, settled;
};

struct mitrace_replay {
	struct replay replay;      /* first, so that servings lead here */
	bool own_report;           /* differences are kept here; false: they go to the room */
	enum reinject_part *parts; /* by index */
	struct mtr_arena text;     /* what was lent last */
	MI_Application application;
	MI_Session *sessions; /* during a run: by index of the recorded session, the last one for those without */
	unsigned nr_closing;  /* sessions; under lock */
	struct mitrace_replay *older; /* of those that are open */
	struct mitrace_replay_options options;
	bool poisoned; /* a callback never returned */

	pthread_mutex_t lock; /* owns all below */
	pthread_cond_t changed;
	struct reinject_op *ops; /* during a run: by index */
	struct reinject_op *to_close;
	uint64_t running, moves;
	bool stalled, failed;
	struct mitrace_replay_difference *differences;
	size_t nr_differences, room_differences;
};

/* --- reinject_room.c */

/*
 * For a process that `mitrace replay --handler` starts: opens what the room says, chooses and announces it. Worded; what
 * differs, and what fails here, goes to the room's report.
 */
int reinject_open_room(struct mitrace_replay **ret);
/* Runs what was chosen there. Worded. */
int reinject_run_room(struct mitrace_replay *replay, const MI_OperationCallbacks *callbacks);

/* --- replay_api.c */

struct mitrace_replay *reinject_new(void);
/* Are these callbacks enough for what is chosen? Worded. */
int reinject_check(const struct mitrace_replay *replay, const MI_OperationCallbacks *callbacks);

/* --- reinject_backend.c */

/* A replay is open: what is opened in its callbacks is answered from it. */
void reinject_register(struct mitrace_replay *replay);
void reinject_unregister(struct mitrace_replay *replay);

/*
 * What this thread starts on a session from now on is the recorded operation @op of @replay, and sessions it opens are that
 * replay's; NULL: no more.
 */
void reinject_starts(struct mitrace_replay *replay, struct reinject_op *op);

/* The same for the session that it opens: the recorded one of that index. */
void reinject_opens(struct mitrace_replay *replay, bool opening, uint32_t session);

/* --- reinject_start.c */

/* Starts the operation with the arguments it was recorded with. Fills op->handle. Worded. */
int reinject_start(struct mitrace_replay *replay, struct reinject_op *op, MI_OperationCallbacks *callbacks,
		   MI_Session *session);

/* --- reinject_run.c */

int reinject_run(struct mitrace_replay *replay, const MI_OperationCallbacks *callbacks);

/* --- reinject_watch.c: what the dispatcher tells, and what comes of it */

/* It is served; not called for what was refused. */
void reinject_started(struct reinject_op *op, struct replay_serving *serving);
void reinject_delivering(struct replay_serving *serving, uint64_t cookie);
void reinject_delivered(struct replay_serving *serving, uint64_t cookie);
void reinject_acknowledged(struct replay_serving *serving, uint64_t cookie);
void reinject_answered(struct replay_serving *serving, uint64_t cookie, MI_OperationCallback_ResponseType answer);
/* All that was posted is settled, or nothing was: is it the client's turn to cancel? */
void reinject_drained(struct replay_serving *serving);
void reinject_finished(struct replay_serving *serving);
/* The replay's report. */
void reinject_take_entry(void *context, const Mitrace__ReportEntry *entry);
/* After a run: what callbacks did not do. */
void reinject_compare(struct mitrace_replay *replay);
void reinject_forget_differences(struct mitrace_replay *replay);

/* --- reinject_choose.c */

/* Sets the parts: what the filter asks for (NULL: everything) is run. 0, or worded, and nothing has changed. */
int reinject_choose(struct mitrace_replay *replay, const char *filter);

#endif
