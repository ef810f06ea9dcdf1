/*
 * A program that knows nothing of MI and loads two parts that do, each linked with a library of its own:
 * transparency_host CASE runs the case in the first, and while it runs also in the second.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

static const char *case_name;

typedef int (*main_fn)(const char *name, void (*meanwhile)(void));

static main_fn load(const char *file)
{
	void *part = dlopen(file, RTLD_NOW | RTLD_LOCAL);
	main_fn function = NULL;

	if (part)
		*(void **)&function = dlsym(part, "client_main");
	if (!function) {
		fprintf(stderr, "transparency_host: %s\n", dlerror());
		exit(2);
	}
	return function;
}

static void run_second(void)
{
	if (load("libclient-second.so")(case_name, NULL) != 0)
		exit(2);
}

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: transparency_host CASE\n");
		return 2;
	}
	case_name = argv[1];
	return load("libclient-first.so")(case_name, run_second);
}
