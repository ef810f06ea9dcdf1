/*
 * What clients can ask for, one function for each kind of operation: posts a final result now, or leaves something
 * running. The namespace is checked already.
 */
#ifndef HOSTMI_REQUESTS_H
#define HOSTMI_REQUESTS_H

#include "backend.h"
#include "host_schema.h"

void hostmi_start_enumerate(struct dispatch_op *op, const struct dispatch_request *request);
void hostmi_start_get(struct dispatch_op *op, const struct dispatch_request *request);
void hostmi_start_query(struct dispatch_op *op, const struct dispatch_request *request);
void hostmi_start_associators(struct dispatch_op *op, const struct dispatch_request *request);
void hostmi_start_references(struct dispatch_op *op, const struct dispatch_request *request);
void hostmi_start_create(struct dispatch_op *op, const struct dispatch_request *request);
void hostmi_start_modify(struct dispatch_op *op, const struct dispatch_request *request);
void hostmi_start_delete(struct dispatch_op *op, const struct dispatch_request *request);
void hostmi_start_get_class(struct dispatch_op *op, const struct dispatch_request *request);
void hostmi_start_enumerate_classes(struct dispatch_op *op, const struct dispatch_request *request);
void hostmi_start_invoke(struct dispatch_op *op, const struct dispatch_request *request);
void hostmi_start_subscribe(struct dispatch_op *op, const struct dispatch_request *request);

/* The class of that name; NULL when there is none, and the operation has ended then. */
const struct hostmi_class *hostmi_require_class(struct dispatch_op *op, const MI_Char *name);
/* The same for the class of an instance. */
const struct hostmi_class *hostmi_require_class_of(struct dispatch_op *op, const MI_Instance *instance);
/* Is it a query we understand the language of? Else the operation has ended. */
bool hostmi_require_dialect(struct dispatch_op *op, const MI_Char *dialect);
/* Does not want subclasses? */
bool hostmi_is_shallow(const struct dispatch_request *request);

#endif
