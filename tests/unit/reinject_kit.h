/*
 * For tests of reinjection: a trace of operations made by hand, and callbacks that keep what comes to them and do what a
 * test says.
 */
#ifndef REINJECT_KIT_H
#define REINJECT_KIT_H

#include <mitrace/replay.h>
#include <pthread.h>
#include <semaphore.h>

#include "trace_build.h"

/* The trace: begun, filled, written to a file and opened; closing removes the file. */
extern char reinject_path[64];
void reinject_begin(void);
struct mitrace_replay *reinject_open(void);
void reinject_close(struct mitrace_replay *replay);

/* A call, begun inside @parent, that returns at once. Answers its seq. */
uint64_t reinject_call(Mitrace__Function function, uint64_t operation, uint32_t flags, uint32_t response,
		       uint64_t parent, const char *class_name);
/* The start of an enumeration. */
uint64_t reinject_start(uint64_t operation, const char *class_name);

/* What stands inside a callback. */
struct reinject_inside {
	Mitrace__Function function; /* 0: nothing */
	uint64_t operation;
	uint32_t response;
	const char *class_name;
};

/* A callback that returns at once; number -1: without an instance. Answers its seq. */
uint64_t reinject_callback(uint64_t operation, uint32_t thread, Mitrace__CallbackKind kind, int number, bool more,
			   struct reinject_inside inside);
uint64_t reinject_result(uint64_t operation, int number, bool more);
/* A question that was answered in its callback. */
void reinject_ask(uint64_t operation, uint32_t response);

/* What came to the callbacks, and what they are to do. */
extern struct reinject_seen {
	pthread_mutex_t lock;
	int numbers[64], count;
	unsigned finals, messages;
	MI_Result code;
	pthread_t threads[64];
	MI_OperationCallback_ResponseType answer; /* to every question */
	bool hold;                                /* acknowledgements are kept for later */
	MI_Result (*acknowledge)(MI_Operation *);
	MI_Operation held;
	sem_t waits;
	int cancel_at;     /* number of the result in whose callback the operation is cancelled; -1 */
	const char *start; /* class to enumerate in the callback of the last result */
	MI_Operation started;
} reinject_seen;
void reinject_reset(void);

/* All of it goes to reinject_seen. */
extern const MI_OperationCallbacks reinject_callbacks;
/* The same for operations that callbacks start: results are counted as messages, the operation is closed. */
extern const MI_OperationCallbacks reinject_nested;

/* The only difference of the last run. */
struct mitrace_replay_difference reinject_the_difference(const struct mitrace_replay *replay);
/* A run that must be as recorded. */
void reinject_run_same(struct mitrace_replay *replay, const struct mitrace_replay_options *options);

#endif
