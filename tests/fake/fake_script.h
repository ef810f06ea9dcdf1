/*
 * What the fake library is told to do.
 *
 * FAKE_MI_SCRIPT is lines of words; # starts a comment.
 *
 *	op2: in result io result prompt=0 closed final=1	the second operation started
 *	ns/three: io result last				operations in the namespace of that name
 *	op*: io last						all that have no line of their own
 *	session1: fail=6 error message=1 completion=third	the first session
 *
 * Words that say how, for all steps after them:
 *	in early io third	the caller inside the start; the first thread of ours before or after the start has
 *				returned; the second thread of ours
 *	copy internal client nobody	which operation callbacks point to: a copy on the stack, the library's own,
 *				the client's by address, none. Without a word: a copy for results, the library's own else
 *	ack noack ack2		results come with a function to acknowledge them, without one, with another one.
 *				Without a word: as the client's flags ask
 *	fn nofn			prompts and errors come with a function to answer them (so without a word), or without
 * Words that say when, for the step after them:
 *	closed cancelled	after Close or Cancel was called; without such a step all steps left are dropped then, and
 *				bare=1 is the last
 *	ungated			although the result before is not acknowledged, and perhaps still being delivered
 *	beyond			although the last result has been delivered, as no library should
 * Steps:
 *	result last		an object, more of them to come or not
 *	final=CODE		no object, no more, that result code; with text and error instance unless CODE is 0
 *	bare=CODE		the same without text and error instance
 *	started			no object, more to come
 *	prompt=TYPE error message=CHANNEL progress param
 *	object=NAME		no step: what results after it are: small, all, bare (no elements), keys
 * Words for a whole operation or session:
 *	fail=CODE		it cannot start
 *	recycle=N		it waits until operation N is over and takes its place
 *	tidy			Close waits for a callback that is about to return, so that it is the last to touch it
 *	hang			without a step left nothing more happens, not even after Close
 *	forgetful		one acknowledgement can be owed, as in the stock library: when the final result overtakes one,
 *				or Cancel comes while a fetched result is looked at, that one is lost, and the session is
 *				never done; to acknowledge what is not owed ends the process
 * For sessions only: message=CHANNEL and error call the session's callbacks; completion=io or =third says where.
 */
#ifndef FAKE_SCRIPT_H
#define FAKE_SCRIPT_H

#include <stdbool.h>
#include <stdint.h>

#include <mi/mi.h>

enum fake_kind {
	FAKE_GET_INSTANCE,
	FAKE_MODIFY_INSTANCE,
	FAKE_CREATE_INSTANCE,
	FAKE_DELETE_INSTANCE,
	FAKE_INVOKE,
	FAKE_ENUMERATE_INSTANCES,
	FAKE_QUERY_INSTANCES,
	FAKE_ASSOCIATOR_INSTANCES,
	FAKE_REFERENCE_INSTANCES,
	FAKE_SUBSCRIBE,
	FAKE_GET_CLASS,
	FAKE_ENUMERATE_CLASSES,
	FAKE_TEST_CONNECTION,
};

enum fake_lane {
	FAKE_IO,
	FAKE_THIRD,
	FAKE_LANES,
	FAKE_CALLER = FAKE_LANES
};
enum fake_pointer {
	FAKE_POINTER_USUAL,
	FAKE_POINTER_COPY,
	FAKE_POINTER_INTERNAL,
	FAKE_POINTER_CLIENT,
	FAKE_POINTER_NONE
};
enum fake_ack {
	FAKE_ACK_BY_FLAGS,
	FAKE_ACK_YES,
	FAKE_ACK_NO,
	FAKE_ACK_OTHER
};
enum fake_act {
	FAKE_RESULT,
	FAKE_LAST,
	FAKE_FINAL,
	FAKE_BARE,
	FAKE_STARTED,
	FAKE_PROMPT,
	FAKE_ERROR,
	FAKE_MESSAGE,
	FAKE_PROGRESS,
	FAKE_PARAMETER,
};

struct fake_step {
	enum fake_act act;
	MI_Uint32 code;
	enum fake_lane lane;
	bool early;
	enum fake_pointer pointer;
	enum fake_ack ack;
	bool answerable;
	const char *object;
	bool after_close, after_cancel, ungated, beyond;
};

enum {
	FAKE_STEPS_MAX = 64,
	FAKE_PLANS_MAX = 128
};

/* Of one operation. */
struct fake_plan {
	unsigned number;            /* 0, and no namespace: of all without a plan of their own */
	const char *namespace_name; /* or NULL */
	MI_Result fail;
	unsigned recycle;
	bool hang, tidy, forgetful;
	unsigned nr_steps;
	struct fake_step steps[FAKE_STEPS_MAX];
};

struct fake_session_plan {
	unsigned number;
	MI_Result fail;
	bool message, error;
	MI_Uint32 channel;
	enum fake_lane completion; /* FAKE_CALLER: whoever does the last thing */
};

/* Read once per process. A word it does not know ends the process: a script is part of a test. */
/* @namespace_name may be NULL. */
const struct fake_plan *fake_plan_of(unsigned number, const char *namespace_name);
const struct fake_session_plan *fake_session_plan_of(unsigned number);

#endif
