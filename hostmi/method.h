/*
 * What a method can do while it runs, on a thread of its own. Functions that wait for the client return early when the
 * client cancels; the method should then end soon, and what it returns does not matter any more.
 */
#ifndef HOSTMI_METHOD_H
#define HOSTMI_METHOD_H

#include "provider.h"

/* The parameters the client passed; NULL for none. Borrowed. */
const MI_Instance *hostmi_call_parameters(const struct hostmi_call *call);
bool hostmi_call_cancelled(const struct hostmi_call *call);
/* Waits that long, or until it is cancelled; false then. */
bool hostmi_call_sleep(struct hostmi_call *call, unsigned milliseconds);

/* On one of the MI_WRITEMESSAGE_CHANNEL_s, where the client has it enabled. */
void hostmi_call_message(struct hostmi_call *call, MI_Uint32 channel, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void hostmi_call_progress(struct hostmi_call *call, const char *activity, const char *current, const char *status,
			  MI_Uint32 percentage, MI_Uint32 seconds_remaining);
/* Part of an output parameter; copied. */
void hostmi_call_stream(struct hostmi_call *call, const char *name, const MI_Value *value, MI_Type type);

/* Asks; false when the answer is no, or there is none because it is cancelled. */
bool hostmi_call_prompt(struct hostmi_call *call, MI_PromptType type, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* Reports an error that the method can go on after; false when it should not. */
bool hostmi_call_error(struct hostmi_call *call, MI_Result result, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* What the method returns, and an output parameter: set before run() returns. */
void hostmi_call_return(struct hostmi_call *call, MI_Uint32 value);
void hostmi_call_out(struct hostmi_call *call, const char *name, const MI_Value *value, MI_Type type);
/* The method fails as a whole. */
void hostmi_call_fail(struct hostmi_call *call, MI_Result result, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
