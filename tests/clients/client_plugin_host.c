/*
 * A program that knows nothing of MI and opens the client as a plug-in: PLUGIN, a path from the program's folder, with
 * the dlopen() flags FLAGS, both defined by the build.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	char path[4096 + 64];
	ssize_t len = readlink("/proc/self/exe", path, 4096);
	int (*run)(const char *name, void (*meanwhile)(void)) = NULL;
	void *plugin;

	path[len < 0 ? 0 : len] = '\0';
	*strrchr(path, '/') = '\0';
	strcat(path, "/" PLUGIN);
	plugin = dlopen(path, FLAGS);
	if (plugin)
		*(void **)&run = dlsym(plugin, "client_main");
	if (argc != 2 || !run) {
		fprintf(stderr, "usage: client_plugin CASE (%s)\n",
			argc == 2 ? dlerror() : "wrong number of arguments");
		return 2;
	}
	return run(argv[1], NULL);
}
