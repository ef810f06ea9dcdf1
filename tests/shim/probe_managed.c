/*
 * A client with the habits of managed runtimes: a function table is marshalled whole when its address is first seen, and
 * what was marshalled then is called for ever, whatever the table holds later; handles are copied to other memory for
 * each call. probe_managed OPERATIONS; prints what it got and how many tables there were.
 */
#include "probe.h"

enum {
	TABLES_MAX = 64,
	SLOTS_MAX = 16,
	OPERATIONS_PER_SESSION = 500,
	SESSIONS_PER_APPLICATION = 20,
};

/* By address; nothing is ever removed. */
static struct cached_table {
	const void *address;
	size_t size;
	union {
		MI_ApplicationFT application;
		MI_SessionFT session;
		MI_OperationFT operation;
		unsigned char bytes[SLOTS_MAX * sizeof(void *)];
	} copy;
} tables[TABLES_MAX];
static unsigned nr_tables;

static long nr_results, nr_finals, nr_acknowledged;

static const struct cached_table *marshal(const void *address, size_t size)
{
	struct cached_table *table;

	CHECK(address);
	for (unsigned i = 0; i < nr_tables; i++) {
		if (tables[i].address != address)
			continue;
		/* What was copied once must hold for ever. */
		CHECK(memcmp(&tables[i].copy, address, size) == 0);
		return &tables[i];
	}
	CHECK(nr_tables < TABLES_MAX && size <= sizeof(table->copy));
	table = &tables[nr_tables++];
	table->address = address;
	table->size = size;
	memcpy(&table->copy, address, size);
	return table;
}

#define TABLE(handle, member) (&marshal((handle)->ft, sizeof(*(handle)->ft))->copy.member)

/* A handle in memory of its own, which is there for one call. */
static void *unmanaged(const void *handle)
{
	void *copy = malloc(3 * sizeof(void *));

	CHECK(copy);
	return memcpy(copy, handle, 3 * sizeof(void *));
}

static void MI_CALL on_instance(MI_Operation *operation, void *context, const MI_Instance *instance, MI_Boolean more,
				MI_Result code, const MI_Char *message, const MI_Instance *details,
				MI_Result(MI_CALL *acknowledge)(MI_Operation *operation))
{
	MI_Operation *copy = unmanaged(operation);

	(void)message;
	(void)details;
	CHECK(context == &nr_results && code == MI_RESULT_OK);
	nr_results += instance != NULL;
	nr_finals += !more;
	if (acknowledge)
		nr_acknowledged += acknowledge(copy) == MI_RESULT_OK;
	free(copy);
}

static void enumerate_async(const MI_Session *session, MI_Uint32 flags)
{
	MI_OperationCallbacks callbacks = {.callbackContext = &nr_results, .instanceResult = on_instance};
	MI_Session *copy = unmanaged(session);
	MI_Operation operation, *copied;

	TABLE(copy, session)->EnumerateInstances(copy, flags, NULL, "probe", "3", MI_FALSE, &callbacks, &operation);
	free(copy);
	copied = unmanaged(&operation);
	CHECK(TABLE(copied, operation)->Close(copied) == MI_RESULT_OK);
	free(copied);
}

static void enumerate_sync(const MI_Session *session)
{
	MI_Session *copy = unmanaged(session);
	const MI_Instance *instance, *details;
	MI_Operation operation, *copied;
	const MI_Char *message;
	MI_Boolean more = 1;
	MI_Result code;

	TABLE(copy, session)->EnumerateInstances(copy, 0, NULL, "probe", "2", MI_FALSE, NULL, &operation);
	free(copy);
	while (more) {
		copied = unmanaged(&operation);
		CHECK(TABLE(copied, operation)->GetInstance(copied, &instance, &more, &code, &message, &details) ==
		      MI_RESULT_OK);
		nr_results += instance != NULL;
		nr_finals += !more;
		free(copied);
	}
	copied = unmanaged(&operation);
	CHECK(TABLE(copied, operation)->Close(copied) == MI_RESULT_OK);
	free(copied);
}

static long run_session(MI_Application *application, long left)
{
	MI_Application *copy = unmanaged(application);
	MI_Session session;
	long done;

	CHECK(TABLE(copy, application)->NewSession(copy, NULL, NULL, NULL, NULL, NULL, &session) == MI_RESULT_OK);
	for (done = 0; done < OPERATIONS_PER_SESSION && done < left; done++) {
		if (done % 3 == 0)
			enumerate_sync(&session);
		else
			enumerate_async(&session, done % 3 == 1 ? 0 : MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS);
	}
	CHECK(TABLE(&session, session)->Close(&session, NULL, NULL) == MI_RESULT_OK);
	free(copy);
	return done;
}

int main(int argc, char **argv)
{
	long left = argc > 1 ? atol(argv[1]) : 100000;

	while (left > 0) {
		MI_Application application;

		CHECK(MI_Application_Initialize(0, "managed", NULL, &application) == MI_RESULT_OK);
		for (unsigned i = 0; i < SESSIONS_PER_APPLICATION && left > 0; i++)
			left -= run_session(&application, left);
		CHECK(TABLE(&application, application)->Close(&application) == MI_RESULT_OK);
	}
	printf("%ld results, %ld finals, %ld acknowledged, %u tables\n", nr_results, nr_finals, nr_acknowledged,
	       nr_tables);
	return 0;
}
