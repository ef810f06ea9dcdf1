/*
 * Faults injected into a replay, by rules: [WHERE:]WHAT
 *
 *	WHERE is a list of these, separated by commas; all must be so. Without it: every operation.
 *	op=NAME        operations of that name (EnumerateInstances; shell patterns)
 *	class=NAME     ... on that class, without regard to case (shell patterns)
 *	nth=N          the N-th of those only, from 1
 *
 *	WHAT happens, with @K: once K results were given (default 0, or every result for delay and set)
 *	fail=RESULT    the operation completes with MI_Result RESULT, a name (ACCESS_DENIED) or a number
 *	cut            the same as on a lost connection, and all later operations fail at once
 *	hang           nothing comes any more, until the client cancels or closes
 *	no-final       the last result does not say that it is the last, and nothing follows
 *	delay=TIME     the result comes TIME (500ms, 2s) later
 *	duplicate      the result comes twice
 *	swap           the result and the next one change places
 *	prompt=TEXT    the client is asked TEXT before the result
 *	set=NAME=VALUE property NAME of the result has another value
 *
 * Rules are separated by newlines or semicolons. Constant once parsed, but for the counters.
 */
#ifndef REPLAY_FAULT_H
#define REPLAY_FAULT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <mi/mi.h>

#include "request_key.h"

enum replay_fault_kind {
	REPLAY_FAULT_FAIL,
	REPLAY_FAULT_CUT,
	REPLAY_FAULT_HANG,
	REPLAY_FAULT_NO_FINAL,
	REPLAY_FAULT_DELAY,
	REPLAY_FAULT_DUPLICATE,
	REPLAY_FAULT_SWAP,
	REPLAY_FAULT_PROMPT,
	REPLAY_FAULT_SET,
};

struct replay_fault {
	const char *rule;       /* as it was given */
	const char *op, *class; /* NULL: any */
	uint64_t nth;           /* 0: each */
	enum replay_fault_kind kind;
	uint64_t after; /* results */
	bool every;     /* every result: there was no @K */
	uint32_t result;
	uint64_t delay; /* ns */
	const char *text, *name;
	atomic_ullong matched;
};

struct replay_faults {
	struct replay_fault *rules;
	size_t count;
	char *memory; /* what the rules point to */
};

/* @text may be NULL: none. -MTR_EUSAGE, worded. */
int replay_faults_parse(const char *text, struct replay_faults *ret);
void replay_faults_end(struct replay_faults *faults);

/* The rules for an operation that starts now, at most @room of them; counts for nth. Returns how many. */
unsigned replay_faults_for(struct replay_faults *faults, const struct replay_key *key,
			   const struct replay_fault **ret_rules, unsigned room);

/* Does the rule apply to the result that @given results came before? */
static inline bool replay_fault_is_due(const struct replay_fault *fault, uint64_t given)
{
	return fault->every || fault->after == given;
}

/* Sets the property in @instance as the rule says. MI_RESULT_OK, or why it cannot be set. */
MI_Result replay_fault_set_property(const struct replay_fault *fault, MI_Instance *instance);

#endif
