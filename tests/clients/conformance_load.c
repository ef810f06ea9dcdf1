/*
 * A client that asks much of hostmi: conformance_load many NUMBER, or in-flight NUMBER.
 *
 *	many		operations one after the other, of several kinds and modes; says by how much memory grew meanwhile
 *	in-flight	operations that all run at a time until their session is closed
 *
 * Ends with 0 if every result was as it should be and, with many, memory did not grow.
 */
#include <malloc.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include <mi/mi.h>

enum {
	WARM_UP = 2000,
	MAY_GROW = 256 * 1024,
};

static MI_Application application;
static MI_Session session;
static unsigned long wrong;

static struct {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	unsigned long finals; /* under lock */
} waiter = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0};

static void expect(MI_Result result, MI_Result wanted)
{
	if (result != wanted)
		__atomic_add_fetch(&wrong, 1, __ATOMIC_RELAXED);
}

static void count_final(void)
{
	pthread_mutex_lock(&waiter.lock);
	waiter.finals++;
	pthread_cond_broadcast(&waiter.changed);
	pthread_mutex_unlock(&waiter.lock);
}

static void wait_finals(unsigned long nr)
{
	pthread_mutex_lock(&waiter.lock);
	while (waiter.finals < nr)
		pthread_cond_wait(&waiter.changed, &waiter.lock);
	pthread_mutex_unlock(&waiter.lock);
}

static void on_instance(MI_Operation *operation, void *context, const MI_Instance *instance, MI_Boolean more,
			MI_Result result, const MI_Char *message, const MI_Instance *details,
			MI_Result (*acknowledge)(MI_Operation *operation))
{
	MI_Operation copy = *operation;

	(void)instance;
	(void)message;
	(void)details;
	if (!more)
		expect(result, (MI_Result)(size_t)context);
	if (acknowledge)
		expect(acknowledge(&copy), MI_RESULT_OK);
	if (!more)
		count_final();
}

static void on_indication(MI_Operation *operation, void *context, const MI_Instance *instance, const MI_Char *bookmark,
			  const MI_Char *machine, MI_Boolean more, MI_Result result, const MI_Char *message,
			  const MI_Instance *details, MI_Result (*acknowledge)(MI_Operation *operation))
{
	(void)bookmark;
	(void)machine;
	if (!more)
		on_instance(operation, context, instance, more, result, message, details, acknowledge);
}

static void open_all(void)
{
	expect(MI_Application_Initialize(0, "load", NULL, &application), MI_RESULT_OK);
	expect(MI_Application_NewSession(&application, NULL, NULL, NULL, NULL, NULL, &session), MI_RESULT_OK);
}

/* --- many --------------------------------------------------------------------------------------------------------- */

static void fetch(MI_Operation *operation, MI_Result wanted)
{
	const MI_Instance *instance;
	MI_Boolean more = MI_TRUE;
	MI_Result result;

	while (more)
		expect(MI_Operation_GetInstance(operation, &instance, &more, &result, NULL, NULL), MI_RESULT_OK);
	expect(result, wanted);
}

static void run_one(unsigned long number)
{
	MI_OperationCallbacks callbacks = {.instanceResult = on_instance};
	const char *class_name = number % 8 < 4 ? "CIM_ComputerSystem" : "CIM_Nothing";
	MI_Result wanted = number % 8 < 4 ? MI_RESULT_OK : MI_RESULT_INVALID_CLASS;
	MI_Uint32 flags = number % 4 == 1 ? MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS : 0;
	bool fetched = number % 4 == 2;
	MI_Operation operation;

	callbacks.callbackContext = (void *)(size_t)wanted;
	if (number % 4 == 3) {
		callbacks.callbackContext = NULL;
		wanted = MI_RESULT_OK;
		MI_Session_TestConnection(&session, 0, &callbacks, &operation);
	} else {
		MI_Session_EnumerateInstances(&session, flags, NULL, NULL, class_name, MI_FALSE,
					      fetched ? NULL : &callbacks, &operation);
	}
	if (fetched) {
		fetch(&operation, wanted);
		count_final();
	}
	wait_finals(number + 1);
	expect(MI_Operation_Close(&operation), MI_RESULT_OK);
}

static int run_many(unsigned long nr)
{
	size_t before = 0, after;

	open_all();
	for (unsigned long i = 0; i < nr; i++) {
		if (i == WARM_UP)
			before = mallinfo2().uordblks;
		run_one(i);
	}
	after = mallinfo2().uordblks;
	expect(MI_Session_Close(&session, NULL, NULL), MI_RESULT_OK);
	expect(MI_Application_Close(&application), MI_RESULT_OK);
	printf("%lu operations, %lu wrong, memory grew by %zd bytes\n", nr, wrong, (ssize_t)(after - before));
	return wrong || (nr > WARM_UP && after > before + MAY_GROW);
}

/* --- in-flight ---------------------------------------------------------------------------------------------------- */

static int run_in_flight(unsigned long nr)
{
	MI_OperationCallbacks callbacks = {.callbackContext = (void *)(size_t)MI_RESULT_FAILED,
					   .instanceResult = on_instance,
					   .indicationResult = on_indication};
	MI_Operation *operations = calloc(nr, sizeof(*operations));

	if (!operations)
		return 1;
	open_all();
	/* Subscriptions, each with a thread of hostmi's, that end when they are closed. */
	for (unsigned long i = 0; i < nr; i++)
		MI_Session_Subscribe(&session, 0, NULL, NULL, "WQL",
				     "select * from CIM_InstCreation within 3600 where SourceInstance isa CIM_Process",
				     NULL, &callbacks, &operations[i]);
	for (unsigned long i = 0; i < nr; i++)
		expect(MI_Operation_Close(&operations[i]), MI_RESULT_OK);
	expect(MI_Session_Close(&session, NULL, NULL), MI_RESULT_OK);
	expect(MI_Application_Close(&application), MI_RESULT_OK);
	wait_finals(nr);
	printf("%lu operations in flight, %lu wrong\n", nr, wrong);
	free(operations);
	return wrong != 0;
}

int main(int argc, char **argv)
{
	unsigned long nr = argc == 3 ? strtoul(argv[2], NULL, 10) : 0;

	if (nr && strcmp(argv[1], "many") == 0)
		return run_many(nr);
	if (nr && strcmp(argv[1], "in-flight") == 0)
		return run_in_flight(nr);
	fprintf(stderr, "usage: conformance_load many|in-flight NUMBER\n");
	return 2;
}
