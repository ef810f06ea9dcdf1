/*
 * A program without a libmi that loads plugins which bring one each, so that none of them is in the global scope.
 * probe_plugins PLUGIN.so...; probe_deepbind is the same with RTLD_DEEPBIND.
 */
#include <dlfcn.h>

#include "probe.h"

#ifdef PROBE_DEEPBIND
enum {
	FLAGS = RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND
};
#else
enum {
	FLAGS = RTLD_NOW | RTLD_LOCAL
};
#endif

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		void *plugin = dlopen(argv[i], FLAGS);
		void (*run)(const char *id);

		if (!plugin)
			fprintf(stderr, "%s\n", dlerror());
		CHECK(plugin);
		run = (void (*)(const char *))dlsym(plugin, "plugin_run");
		CHECK(run);
		run(argv[i]);
	}
	return 0;
}
