/* Final results. */
#ifndef HOSTMI_REPLY_H
#define HOSTMI_REPLY_H

#include "backend.h"

/* Ends the operation with a failure: the words as error message, and with the code in an instance of error details. */
void hostmi_fail(struct dispatch_op *op, MI_Result result, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* Ends it without words, as a cancelled operation does, or with success and nothing to give. */
void hostmi_end(struct dispatch_op *op, MI_Result result);
/* Ends it with the one instance it was about, which is handed over. */
void hostmi_end_with(struct dispatch_op *op, MI_Instance *instance);

/*
 * For code that has no operation at hand: keeps words for the failure it is about to answer, on this thread, and
 * answers @result. hostmi_fail_refused() uses them up.
 */
MI_Result hostmi_refuse(MI_Result result, const char *format, ...) __attribute__((format(printf, 2, 3)));
void hostmi_fail_refused(struct dispatch_op *op, MI_Result result);

#endif
