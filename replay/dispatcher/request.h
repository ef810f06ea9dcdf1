/* The dispatcher's own copy of what a client asked for: the client may free its arguments when the call returns. */
#ifndef DISPATCH_REQUEST_H
#define DISPATCH_REQUEST_H

#include "backend.h"

/*
 * Fills in *ret_copy, pointing to what *ret_copies owns until dispatch_request_free(). Instances are copied whatever
 * code they came from. MI_RESULT_OK, or what a starting call fails with.
 */
MI_Result dispatch_request_copy(const struct dispatch_request *request, struct dispatch_request *ret_copy,
				void **ret_copies);
/* Accepts NULL. */
void dispatch_request_free(void *copies);

#endif
