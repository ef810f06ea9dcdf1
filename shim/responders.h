/*
 * The functions that the library hands to callbacks for the client to call: acknowledgement of a result, answer to a
 * prompt, answer to an error.
 *
 * The client may call them with any handle (a copy, NULL, one long closed), on any thread, later, and twice; so each
 * original has a function of ours that stands for it and nothing else. There are a few of each kind in a process, one
 * per copy of libmi as a rule. When there are more than can be wrapped, the client gets the original.
 */
#ifndef SHIM_RESPONDERS_H
#define SHIM_RESPONDERS_H

#include <mi/mi.h>

typedef MI_Result (*shim_acknowledge_fn)(MI_Operation *operation);
typedef MI_Result (*shim_answer_fn)(MI_Operation *operation, MI_OperationCallback_ResponseType response);

/* What to hand to the client in place of @original; NULL for NULL. */
shim_acknowledge_fn shim_responder_acknowledgement(shim_acknowledge_fn original);
shim_answer_fn shim_responder_prompt(shim_answer_fn original);
shim_answer_fn shim_responder_error(shim_answer_fn original);

#endif
