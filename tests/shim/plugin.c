/*
 * A library that uses a libmi of its own: the one it is linked with, or one that is part of it. It also uses MI in its
 * constructor and destructor, before and after everybody else's.
 */
#include "probe.h"

static struct probe early;

__attribute__((constructor)) static void begin(void)
{
	probe_open(&early, "constructor");
}

__attribute__((destructor)) static void end(void)
{
	probe_enumerate(&early, "1");
	probe_close(&early);
}

MI_EXPORT void plugin_run(const char *id);
void plugin_run(const char *id)
{
	struct probe probe;

	probe_open(&probe, id);
	probe_enumerate(&probe, "2");
	probe_close(&probe);
}
