/*
 * The cases of conformance_client: each is a function conform_NAME() that plays a client of hostmi in full.
 * conformance_cases.def has the list. What they log must be the same live and replayed.
 */
#ifndef CONFORMANCE_CASES_H
#define CONFORMANCE_CASES_H

#include "client_op.h"

#define CASE(name, ...) void conform_##name(void);
#include "conformance_cases.def"
#undef CASE

#define CONFORM_NAMESPACE "root/cimv2"

/* An application and a session with the local machine. */
void conform_open(MI_Application *application, MI_Session *session);

/* An instance with one string key. */
MI_Instance *conform_key(MI_Application *application, const char *class_name, const char *name, const char *value);
/* Parameters of a method: one string. */
MI_Instance *conform_parameter(MI_Application *application, const char *name, const char *value);
/* The key of the process that the environment variable CONFORM_PID names. */
MI_Instance *conform_process(MI_Application *application);
/* Invokes a method of MTR_Workbench. */
void conform_invoke(struct client_op *op, MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options,
		    const char *method, const MI_Instance *parameters);

/* Fetches one result with the fitting getter, logged; answers whether there are more. */
MI_Boolean conform_fetch_instance(MI_Operation *operation);
MI_Boolean conform_fetch_indication(MI_Operation *operation);
MI_Boolean conform_fetch_class(MI_Operation *operation);
/* All of them, and closes. */
void conform_fetch_all(MI_Operation *operation, MI_Boolean (*fetch)(MI_Operation *operation));

#endif
