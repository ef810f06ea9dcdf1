/*
 * What makes the client one that is not linked with libmi: it opens the library when it first needs it, and looks up
 * both of its names.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

#include <mi/mi.h>

const MI_ClientFT_V1 *mi_clientFT_V1;

typedef MI_Result (*initialize_fn)(MI_Uint32 flags, const MI_Char *applicationID, MI_Instance **extendedError,
				   MI_Application *application);

static void *look_up(const char *name)
{
	void *library = dlopen("libmi.so", RTLD_NOW | RTLD_LOCAL), *symbol = library ? dlsym(library, name) : NULL;

	if (symbol)
		return symbol;
	fprintf(stderr, "%s\n", dlerror());
	exit(2);
}

MI_Result MI_Application_InitializeV1(MI_Uint32 flags, const MI_Char *applicationID, MI_Instance **extendedError,
				      MI_Application *application)
{
	initialize_fn initialize = (initialize_fn)look_up("MI_Application_InitializeV1");

	mi_clientFT_V1 = *(const MI_ClientFT_V1 *const *)look_up("mi_clientFT_V1");
	return initialize(flags, applicationID, extendedError, application);
}
