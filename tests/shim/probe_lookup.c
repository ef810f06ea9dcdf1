/*
 * A client that links no libmi: it opens one and looks its names up, as runtimes of other languages do.
 * probe_lookup LIBMI entry|table|next
 */
#include <dlfcn.h>
#include <string.h>

#include "probe.h"

typedef MI_Result (*initialize_fn)(MI_Uint32 flags, const MI_Char *id, MI_Instance **error,
				   MI_Application *application);

static void use(MI_Application *application)
{
	struct probe probe = {.application = *application};

	CHECK(MI_Application_NewSession(&probe.application, NULL, NULL, NULL, NULL, NULL, &probe.session) ==
	      MI_RESULT_OK);
	probe_enumerate(&probe, "2");
	probe_close(&probe);
}

/* A program may define a function of the C library's and ask for the next one: that depends on who asks. */
MI_EXPORT int puts(const char *text);
int puts(const char *text)
{
	int (*next)(const char *text) = (int (*)(const char *))dlsym(RTLD_NEXT, "puts");

	CHECK(next && next != puts);
	return next(text);
}

int main(int argc, char **argv)
{
	initialize_fn initialize;
	MI_Application application;
	void *library;

	CHECK(argc == 3);
	library = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
	CHECK(library);
	initialize = (initialize_fn)dlsym(library, "MI_Application_InitializeV1");
	CHECK(initialize);
	CHECK(initialize == (initialize_fn)dlsym(library, "MI_Application_InitializeV1"));
	CHECK(!dlsym(library, "MI_NoSuchName"));
	CHECK(dlerror());
	if (strcmp(argv[2], "table") == 0)
		CHECK(dlsym(library, "mi_clientFT_V1"));
	if (strcmp(argv[2], "next") == 0) {
		puts("next");
		return 0;
	}
	CHECK(initialize(0, "looked up", NULL, &application) == MI_RESULT_OK);
	use(&application);
	return 0;
}
