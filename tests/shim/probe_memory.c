/*
 * Opens and closes everything many times over, and watches the memory of the process: what the shim keeps of
 * operations, sessions and completions is used again. Exit status 0: no growth after the first rounds.
 */
#include <string.h>

#include "probe.h"

static void on_result(MI_Operation *operation, void *context, const MI_Instance *instance, MI_Boolean more,
		      MI_Result code, const MI_Char *message, const MI_Instance *details,
		      MI_Result (*acknowledge)(MI_Operation *operation))
{
	(void)context;
	(void)instance;
	(void)more;
	(void)code;
	(void)message;
	(void)details;
	if (acknowledge)
		acknowledge(operation);
}

static void on_close(void *context)
{
	(void)context;
}

static void everything_once(void)
{
	MI_SessionCallbacks callbacks = MI_SESSIONCALLBACKS_NULL;
	struct probe probe;

	CHECK(MI_Application_Initialize(0, "memory", NULL, &probe.application) == MI_RESULT_OK);
	CHECK(MI_Application_NewSession(&probe.application, NULL, NULL, NULL, &callbacks, NULL, &probe.session) ==
	      MI_RESULT_OK);
	probe_enumerate(&probe, "1");
	probe_enumerate_async(&probe, "2", 0, on_result, NULL);
	probe_enumerate_async(&probe, "2", MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS, on_result, NULL);
	CHECK(MI_Session_Close(&probe.session, &probe, on_close) == MI_RESULT_OK);
	CHECK(MI_Application_Close(&probe.application) == MI_RESULT_OK);
}

/* Memory that is the process's own and no file's, kB. */
static long anonymous_memory(void)
{
	FILE *status = fopen("/proc/self/status", "re");
	long size = -1;
	char line[256];

	CHECK(status);
	while (size < 0 && fgets(line, sizeof(line), status)) {
		if (strncmp(line, "RssAnon:", 8) == 0)
			size = atol(line + 8);
	}
	fclose(status);
	CHECK(size >= 0);
	return size;
}

static void rounds(unsigned count)
{
	while (count--)
		everything_once();
}

/* What is left behind grows every time; another thread's share of the heap comes once. */
int main(void)
{
	enum {
		ROUNDS = 5000, /* 15,000 operations: a record of each that was left behind would be 4 MB */
		GROWTH = 256,
		TRIES = 4
	};
	long before, after;

	rounds(ROUNDS);
	after = anonymous_memory();
	for (int i = 0; i < TRIES; i++) {
		before = after;
		rounds(ROUNDS);
		after = anonymous_memory();
		printf("%ld kB, then %ld kB\n", before, after);
		if (after <= before + GROWTH)
			return 0;
	}
	return 1;
}
