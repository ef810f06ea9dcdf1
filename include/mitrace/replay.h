/*
 * Replaying recorded operations into callbacks, without the client that was recorded: for tests of code that is called
 * back by MI. Link with -lmitrace-reinject; pkg-config knows it as mitrace-reinject, CMake as mitrace::reinject.
 *
 *	static const MI_OperationCallbacks callbacks = {.callbackContext = &state, .instanceResult = on_instance};
 *	struct mitrace_replay *replay;
 *
 *	if (mitrace_replay_open("inventory.mitrace", &replay))
 *		errx(1, "%s", mitrace_replay_error());
 *	mitrace_replay_choose(replay, "op=EnumerateInstances,class=CIM_*");
 *	if (mitrace_replay_run(replay, &callbacks, NULL) != MITRACE_REPLAY_SAME)
 *		...
 *	mitrace_replay_close(replay);
 *
 * The callbacks get what the recorded client's got: the same instances, classes, messages, questions and results, in the same
 * order, on as many threads as the recorded library had, inside the starting call where they came inside it. The next
 * result comes after the one before it was acknowledged, a question waits for its answer. An operation and its session can be
 * used as with any libmi: MI_Operation_GetSession(), MI_Operation_Cancel(), further operations on the session. What is asked for
 * in a callback is answered from the trace. Nothing is ever forwarded to a server.
 *
 * Values that were redacted when they were recorded come as their tokens.
 *
 * Threads: a replay belongs to one thread at a time; several replays may be open, and run, on several threads.
 */
#ifndef MITRACE_REPLAY_H
#define MITRACE_REPLAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <mi/mi.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Grows with every addition to this header. */
#define MITRACE_REPLAY_API 1

struct mitrace_replay; /* an open trace that is replayed */

/*
 * Opens a trace, finished or not; what is still in a spool beside it is read along. Nothing of it is held in memory but a
 * few numbers per event. 0 with *ret, to be closed; or negative, with mitrace_replay_error(): the file cannot be read, or is
 * no trace.
 */
int mitrace_replay_open(const char *path, struct mitrace_replay **ret);

/*
 * The same; a trace that does not exist is recorded first, by running @command (found through PATH; ends with NULL) under
 * `mitrace record`, which must be found through PATH as well. Negative also when that cannot be run, or the command's status is
 * not 0: then no trace is left behind.
 */
int mitrace_replay_open_or_record(const char *path, const char *const command[], struct mitrace_replay **ret);

/* Accepts NULL. What was borrowed from the replay is gone, instances that callbacks have cloned are not. */
void mitrace_replay_close(struct mitrace_replay *replay);

/* ---- what is in it */

struct mitrace_replay_operation {
	uint64_t seq;         /* of the call that started it, as `mitrace show` has it */
	uint64_t id;          /* the recorder's number of the operation */
	const char *function; /* "MI_Session_EnumerateInstances" ... */
	const char *request;  /* what it asked for, in words; borrowed until the next call on the replay */
	uint64_t events;      /* callbacks, or results that were fetched */
	bool synchronous;     /* the client fetched its results; here they go to the callbacks, too */
	bool complete;        /* its last result was recorded */
	bool refused;         /* the library refused it at its start */
	uint64_t within;      /* seq of the operation in whose callback it was started; 0: in none */
	bool chosen;          /* mitrace_replay_run() will run it */
};

/* How many operations were recorded. They are numbered from 0 on, in the order they were started. */
size_t mitrace_replay_count(const struct mitrace_replay *replay);
/* 0, or negative where there is no such operation. */
int mitrace_replay_get(struct mitrace_replay *replay, size_t index, struct mitrace_replay_operation *ret);

/*
 * Chooses the operations to run: those whose start matches the filter, such as "op=Invoke,class=MTR_*,seq=-1000"; the names are
 * those of the reading commands' options, seq, time, thread, session, op and class. NULL: all, as after opening. Operations that were
 * started in a callback of one that is chosen are not run: they are left to the callback. Returns how many will be run, or
 * negative: the filter makes no sense (nothing has changed then), or the trace cannot be read.
 */
int mitrace_replay_choose(struct mitrace_replay *replay, const char *filter);

/* ---- running it */

/* One event that went to a callback, once the callback has returned and the event is settled. */
struct mitrace_replay_delivery {
	uint64_t seq;        /* of the recorded callback; 0: it was not recorded, a fault brought it */
	uint64_t operation;  /* seq of the operation's start */
	uint64_t began;      /* ns of CLOCK_MONOTONIC when the callback was called */
	uint64_t took;       /* ns until it returned */
	bool asked;          /* it was a result to be acknowledged, or a question */
	uint64_t settled;    /* ns from when it was called until it was acknowledged or answered */
	bool inside;         /* that was before the callback returned */
	bool question;       /* answer and recorded_answer say something */
	int answer;          /* MI_OperationCallback_ResponseType, as given now */
	int recorded_answer; /* as given by the recorded client; -1: it gave none */
};

/* All zero but for size is the default. */
struct mitrace_replay_options {
	size_t size;        /* sizeof(struct mitrace_replay_options) */
	const char *timing; /* "none": no waiting; "recorded": as long as recorded; "xN": N times as fast. NULL: none */
	uint64_t max_gap;   /* ns; with timing: no pause is longer. 0: no cap */
	uint64_t stall; /* ns in which nothing moves before the run is given up; 0: ten seconds, never with timing */
	const char *faults; /* what the callbacks get instead of what was recorded: rules as of `mitrace replay
				   --inject-fault`, one a line. NULL: none */
	/* Called for each delivery, on the thread that settled it or that called the callback. Must not block. NULL: not. */
	void (*delivered)(void *context, const struct mitrace_replay_delivery *delivery);
	void *context;
};

enum mitrace_replay_outcome {
	MITRACE_REPLAY_SAME = 0,     /* the callbacks did what the recorded client did */
	MITRACE_REPLAY_DIVERGED = 1, /* they did not: see the differences */
	MITRACE_REPLAY_STALLED = 2,  /* nothing moved any more: see the differences for who waits for what */
};

/*
 * Runs the chosen operations into @callbacks, which are copied; members that are NULL are not called. An operation starts
 * when all are over that were over when it started in the recording; those that ran side by side do so again. What the
 * recorded client did outside of callbacks (cancel, close) is done in its place; what it did inside is left to the
 * callbacks. Returns when all is over, that is, when every final result is acknowledged.
 *
 * @callbacks: at least one of the result callbacks must be set, and the one that fits for every operation chosen.
 * @options: NULL for the default.
 * Returns enum mitrace_replay_outcome, or negative with mitrace_replay_error(): nothing is chosen, an option is wrong, the trace
 * cannot be read any more. May be called again, for other callbacks and choices; not from a callback. After a stall in which a
 * callback never returned, the replay cannot be run again, and closing it frees nothing: the callback may still come back.
 */
int mitrace_replay_run(struct mitrace_replay *replay, const MI_OperationCallbacks *callbacks,
		       const struct mitrace_replay_options *options);

/* Something that was not as in the recording. Strings are borrowed until the next run or close. */
struct mitrace_replay_difference {
	uint64_t seq; /* of the recorded event, or of the operation's start; 0: there is none */
	const char *what;
	const char *recorded; /* NULL: nothing */
	const char *observed; /* NULL: nothing */
};

/* What the last run found, in the order it was found. */
size_t mitrace_replay_differences(const struct mitrace_replay *replay);
/* 0, or negative where there is no such difference. */
int mitrace_replay_difference(const struct mitrace_replay *replay, size_t index, struct mitrace_replay_difference *ret);

/* ---- handlers for `mitrace replay TRACE --handler=LIB.so` */

#define MITRACE_HANDLER_VERSION 1

/*
 * What such a library exports under the name mitrace_handler:
 *
 *	const struct mitrace_handler mitrace_handler = {.version = MITRACE_HANDLER_VERSION, .callbacks = &callbacks};
 */
struct mitrace_handler {
	uint32_t version;                       /* MITRACE_HANDLER_VERSION */
	const MI_OperationCallbacks *callbacks; /* valid until end() has returned */
	int (*begin)(void);                     /* before the first callback; not 0: nothing is run. Optional */
	int (*end)(void);                       /* after the last one; not 0: failed. Optional */
};

/* ---- the library */

/* What the last failure of this thread was about. Borrowed until the next one. */
const char *mitrace_replay_error(void);

#ifdef __cplusplus
}
#endif

#endif
