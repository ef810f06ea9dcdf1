/* Ends in the middle of a callback, in the way that is asked for. probe_death KIND */
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "probe.h"

static const char *kind = "";

static void on_result(MI_Operation *operation, void *context, const MI_Instance *instance, MI_Boolean more,
		      MI_Result code, const MI_Char *message, const MI_Instance *details,
		      MI_Result (*acknowledge)(MI_Operation *operation))
{
	(void)operation;
	(void)context;
	(void)instance;
	(void)code;
	(void)message;
	(void)details;
	(void)acknowledge;
	if (more)
		return;
	if (strcmp(kind, "kill") == 0)
		kill(getpid(), SIGKILL);
	if (strcmp(kind, "abort") == 0)
		abort();
	if (strcmp(kind, "segv") == 0)
		raise(SIGSEGV);
	if (strcmp(kind, "_exit") == 0)
		_exit(7);
	if (strcmp(kind, "exit") == 0)
		exit(7);
	if (strcmp(kind, "exec") == 0)
		execl("/bin/true", "true", (char *)NULL);
}

int main(int argc, char **argv)
{
	struct probe probe;

	if (argc > 1)
		kind = argv[1];
	probe_open(&probe, "death");
	probe_enumerate_async(&probe, "3", 0, on_result, NULL);
	probe_close(&probe);
	return 0;
}
