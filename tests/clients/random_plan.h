/*
 * What random_client does: threads, sessions and operations, all told by one number.
 *
 * A plan is such that the client's log and its canonical trace depend on nothing else: whatever the client waits for
 * comes, and nothing that it does races with what the library does next.
 */
#ifndef RANDOM_PLAN_H
#define RANDOM_PLAN_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum {
	RANDOM_THREADS_MAX = 8,
	RANDOM_OPS_MAX = 12, /* of a thread */
	RANDOM_SCRIPT_SIZE = 400,
};

/* Which library the plan is for. */
enum random_library {
	RANDOM_FAKE, /* tests/fake: any operation, and a script for it */
	RANDOM_HOSTMI,
};

/* Who acknowledges results and answers questions. */
enum random_settler {
	RANDOM_IN_CALLBACK,
	RANDOM_BY_OWNER,  /* the thread that started the operation */
	RANDOM_BY_HELPER, /* a thread of the operation's own */
	RANDOM_SETTLERS,
};

enum random_stop {
	RANDOM_ENDS, /* by itself */
	RANDOM_CANCELLED_IN_CALLBACK,
	RANDOM_CANCELLED, /* by the owner, once nothing else comes */
	RANDOM_CLOSED,    /* the same */
	RANDOM_STOPS,
};

struct random_op {
	char name[32]; /* its stream in the log */
	char namespace_name[16];
	unsigned what; /* an operation of the session's table, or one of the menu of hostmi's */
	bool fetched;  /* the client fetches results */
	bool manual;   /* MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS */
	bool nested;   /* started in the first result of the one before */
	bool closes_in_final;
	bool asks_session; /* MI_Operation_GetSession */
	bool twice;        /* closes and cancels it once more */
	bool refused;      /* the library does not start it */
	unsigned members;  /* CLIENT_ of the callbacks that are set */
	unsigned flags, options;
	unsigned answer;
	enum random_settler settler;
	enum random_stop stop;
	unsigned before_stop; /* callbacks that come before it must be stopped; fetched: results */
	char script[RANDOM_SCRIPT_SIZE];
};

struct random_thread {
	char name[16];
	bool own_application, own_session, at_once; /* at once: starts all its operations before it waits for one */
	bool idle_session;                          /* opens and closes one more, with a completion */
	unsigned nr_ops;
	struct random_op ops[RANDOM_OPS_MAX];
};

struct random_plan {
	enum random_library library;
	unsigned seed;
	bool failing_session,
		talking_session; /* fake only: the main thread opens one that fails, one that calls back */
	unsigned nr_threads;
	struct random_thread threads[RANDOM_THREADS_MAX];
};

/* @threads: how many; 0: as the seed has it. */
void random_plan_make(unsigned seed, enum random_library library, unsigned threads, struct random_plan *ret);
/* For FAKE_MI_SCRIPT. */
void random_plan_script(const struct random_plan *plan, FILE *out);
/* For who wants to know what a seed means. */
void random_plan_print(const struct random_plan *plan, FILE *out);

#endif
