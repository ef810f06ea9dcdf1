/*
 * A program that knows nothing of MI and loads two parts that do, each linked with a library of its own:
 * transparency_host CASE runs the case in the first, and while it runs also in the second.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *case_name;

typedef int (*main_fn)(const char *name, void (*meanwhile)(void));

/* By its path: a sanitizer calls dlopen() in our place, and from another object's folder. */
static main_fn load(const char *file)
{
	char path[4096 + 64];
	ssize_t len = readlink("/proc/self/exe", path, 4096);
	main_fn function = NULL;
	void *part;

	path[len < 0 ? 0 : len] = '\0';
	*strrchr(path, '/') = '\0';
	strcat(path, file);
	part = dlopen(path, RTLD_NOW | RTLD_LOCAL);
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
	if (load("/../fake/libclient-second.so")(case_name, NULL) != 0)
		exit(2);
}

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: transparency_host CASE\n");
		return 2;
	}
	case_name = argv[1];
	return load("/../fake/libclient-first.so")(case_name, run_second);
}
