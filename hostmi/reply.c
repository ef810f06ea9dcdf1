/* Final results and the words of failures. */
#include "reply.h"

#include <stdarg.h>
#include <stdio.h>

#include "objects.h"

/* Of the last refusal on this thread; used for a failure with the same code only. */
static _Thread_local char words[512];
static _Thread_local MI_Result refused;

static void post_failure(struct dispatch_op *op, MI_Result result, const char *text)
{
	dispatch_post(op, &(struct dispatch_event){
				  .kind = DISPATCH_RESULT_INSTANCE,
				  .result = result,
				  .error_message = text,
				  .error_details = dispatch_error_instance(result, text),
			  });
}

void hostmi_fail(struct dispatch_op *op, MI_Result result, const char *format, ...)
{
	char text[512];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	post_failure(op, result, text);
}

void hostmi_end(struct dispatch_op *op, MI_Result result)
{
	dispatch_post(op, &(struct dispatch_event){.kind = DISPATCH_RESULT_INSTANCE, .result = result});
}

void hostmi_end_with(struct dispatch_op *op, MI_Instance *instance)
{
	dispatch_post(op, &(struct dispatch_event){.kind = DISPATCH_RESULT_INSTANCE, .instance = instance});
}

MI_Result hostmi_refuse(MI_Result result, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(words, sizeof(words), format, args);
	va_end(args);
	refused = result;
	return result;
}

void hostmi_fail_refused(struct dispatch_op *op, MI_Result result)
{
	if (words[0] && refused == result)
		post_failure(op, result, words);
	else
		hostmi_fail(op, result, "the request failed");
	words[0] = 0;
}
