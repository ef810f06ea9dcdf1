/* A program with a libmi inside. */
#include "probe.h"

MI_EXPORT void plugin_run(const char *id);

int main(int argc, char **argv)
{
	plugin_run(argc > 1 ? argv[1] : "inside");
	return 0;
}
