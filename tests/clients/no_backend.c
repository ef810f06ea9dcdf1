/*
 * A backend that has no data: every operation ends at once, not supported. With it the dispatcher is a libmi for
 * clients that only use objects.
 */
#include "backend.h"

static void start(void *self, void *session, struct dispatch_op *op, const struct dispatch_request *request)
{
	(void)self;
	(void)session;
	dispatch_post(op, &(struct dispatch_event){.kind = request->kind == DISPATCH_GET_CLASS ||
									   request->kind == DISPATCH_ENUMERATE_CLASSES
								   ? DISPATCH_RESULT_CLASS
								   : DISPATCH_RESULT_INSTANCE,
						   .result = MI_RESULT_NOT_SUPPORTED});
}

static void cancel(void *self, struct dispatch_op *op, MI_CancellationReason reason)
{
	(void)self;
	(void)op;
	(void)reason;
}

static void finished(void *self, struct dispatch_op *op)
{
	(void)self;
	(void)op;
}

static const struct dispatch_backend no_backend = {
	.name = "none",
	.start = start,
	.cancel = cancel,
	.finished = finished,
};

struct dispatch_backend_instance dispatch_backend_get(void)
{
	return (struct dispatch_backend_instance){.backend = &no_backend};
}
