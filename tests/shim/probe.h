/* What the probes have in common: a few calls to make, and a way to end. */
#ifndef PROBE_H
#define PROBE_H

#include <mi/mi.h>
#include <stdio.h>
#include <stdlib.h>

/* Ends the program with status 99 and a place when @condition is false. */
#define CHECK(condition)                                                                        \
	do {                                                                                    \
		if (!(condition)) {                                                             \
			fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition); \
			exit(99);                                                               \
		}                                                                               \
	} while (0)

struct probe {
	MI_Application application;
	MI_Session session;
};

static inline void probe_open(struct probe *probe, const char *id)
{
	CHECK(MI_Application_Initialize(0, id, NULL, &probe->application) == MI_RESULT_OK);
	CHECK(MI_Application_NewSession(&probe->application, NULL, NULL, NULL, NULL, NULL, &probe->session) ==
	      MI_RESULT_OK);
}

static inline void probe_close(struct probe *probe)
{
	CHECK(MI_Session_Close(&probe->session, NULL, NULL) == MI_RESULT_OK);
	CHECK(MI_Application_Close(&probe->application) == MI_RESULT_OK);
}

/* An enumeration of @nr results, synchronously. */
static inline void probe_enumerate(struct probe *probe, const char *nr)
{
	const MI_Instance *instance, *details;
	const MI_Char *message;
	MI_Operation operation;
	MI_Boolean more = 1;
	MI_Result result;

	MI_Session_EnumerateInstances(&probe->session, 0, NULL, "probe", nr, MI_FALSE, NULL, &operation);
	while (more)
		CHECK(MI_Operation_GetInstance(&operation, &instance, &more, &result, &message, &details) ==
		      MI_RESULT_OK);
	CHECK(MI_Operation_Close(&operation) == MI_RESULT_OK);
}

/* The same with a callback. */
static inline void probe_enumerate_async(struct probe *probe, const char *nr, MI_Uint32 flags,
					 MI_OperationCallback_Instance callback, void *context)
{
	MI_OperationCallbacks callbacks = {.callbackContext = context, .instanceResult = callback};
	MI_Operation operation;

	MI_Session_EnumerateInstances(&probe->session, flags, NULL, "probe", nr, MI_FALSE, &callbacks, &operation);
	CHECK(MI_Operation_Close(&operation) == MI_RESULT_OK);
}

#endif
