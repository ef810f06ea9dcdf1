/* Parts of events that only the shim writes. */
#ifndef SHIM_ENCODE_H
#define SHIM_ENCODE_H

#include "encoder.h"
#include "patch.h"

/* Those of @nr functions that are not NULL, as packed addresses. */
void shim_encode_addresses(struct mtr_encoder *e, unsigned field, const shim_function *functions, unsigned nr);

/* A number that stands for a context pointer of the client's in this trace and tells nothing of it; 0 for NULL. */
uint64_t shim_context_identity(const void *context);

#endif
