/* lint_client RULE fault|clean: commits a fault of the API, or does the same without it. */
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "lint_faults.h"

MI_Application fault_application;
MI_Session fault_session;
struct client_op fault_op;

static const struct {
	const char *name;
	void (*run)(bool fault);
} faults[] = {
#define RULE(name) {#name, fault_##name},
#include "lint_rules.def"
#undef RULE
};

void fault_open(const char *script)
{
	setenv("FAKE_MI_SCRIPT", script, 1);
	client_open(&fault_application, &fault_session);
	client_op_init(&fault_op, "op1", CLIENT_ALL);
}

void fault_close(void)
{
	client_close(&fault_application, &fault_session);
}

bool fault_get_instance(MI_Operation *operation)
{
	const MI_Instance *instance = NULL;
	MI_Result result = MI_RESULT_OK;
	MI_Boolean more = MI_FALSE;

	return MI_Operation_GetInstance(operation, &instance, &more, &result, NULL, NULL) == MI_RESULT_OK && more;
}

void fault_fetch(MI_Operation *operation)
{
	while (fault_get_instance(operation))
		;
}

void fault_start_fetched(MI_Operation *operation)
{
	MI_Session_EnumerateInstances(&fault_session, 0, NULL, "root/fake", "Fake_Small", MI_FALSE, NULL, operation);
}

static void *wait_and_leave(void *line)
{
	client_wait_log(line);
	_exit(0);
}

void fault_leave_when(const char *line)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, wait_and_leave, (void *)(uintptr_t)line))
		abort();
	pthread_detach(thread);
}

static void (*to_run)(void);

static void *run_it(void *argument)
{
	(void)argument;
	to_run();
	return NULL;
}

pthread_t fault_thread(void (*run)(void))
{
	pthread_t thread;

	to_run = run;
	if (pthread_create(&thread, NULL, run_it, NULL))
		abort();
	return thread;
}

int main(int argc, char **argv)
{
	for (size_t i = 0; argc == 3 && i < MI_COUNT(faults); i++) {
		if (strcmp(faults[i].name, argv[1]) != 0)
			continue;
		faults[i].run(strcmp(argv[2], "fault") == 0);
		return 0;
	}
	fprintf(stderr, "usage: lint_client RULE fault|clean\n");
	return 2;
}
