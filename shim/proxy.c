/*
 * lib/proxy/libmi.so: the last resort. A folder in front of the client's search path with a libmi.so that has all that
 * any known libmi exports, and behind it the real one, with the recorder in between.
 *
 * What it exports besides functions is data, and the loader copies it into clients before anything can run. So
 * mi_clientFT_V1 leads to a table of tables here, which is filled from the real one's when that has been opened, before
 * the client's own constructors. The tables themselves are the real library's.
 */
#include <dlfcn.h>
#include <link.h>
#include <stdatomic.h>
#include <string.h>

#include "proxy_real.h"
#include "routes.h"

static MI_ClientFT_V1 client_ft;
const MI_ClientFT_V1 *mi_clientFT_V1 = &client_ft;

/*
 * Debug builds of libmi export a switchboard for injected faults: a word that says whether a test is running, and a
 * table of functions. Those of a real library that has them are copied here; else they say no, and do nothing.
 */
#define FAULT_TABLE_SLOTS 32
#define NO_TEST_RUNS      1

static ptrdiff_t no_fault(void)
{
	return 0;
}

extern MI_EXPORT ptrdiff_t NITS_PRESENCE_STUB;
ptrdiff_t NITS_PRESENCE_STUB = NO_TEST_RUNS;

/* clang-format off */
#define FOUR(x) x, x, x, x
extern MI_EXPORT ptrdiff_t (*NITS_STUB[FAULT_TABLE_SLOTS])(void);
ptrdiff_t (*NITS_STUB[FAULT_TABLE_SLOTS])(void) = {FOUR(FOUR(no_fault)), FOUR(FOUR(no_fault))};
/* clang-format on */

struct real {
	shim_initialize_fn initialize;
	void (*version_info)(void *version);
};
static struct real real;

/* Data of the real library that is as large as ours. */
static void copy_data(void *handle, const char *name, void *to, size_t size)
{
	const void *from = dlsym(handle, name);
	const ElfW(Sym) * symbol;
	Dl_info info;

	if (from && dladdr1(from, &info, (void **)(uintptr_t)&symbol, RTLD_DL_SYMENT) && symbol->st_size == size)
		memcpy(to, from, size);
}

__attribute__((constructor)) static void open_real(void)
{
	void *handle = proxy_open_real((const void *)mitrace_proxied);
	const MI_ClientFT_V1 *const *client;

	if (!handle)
		return;
	real.version_info = (void (*)(void *))dlsym(handle, "MI_Version_Info");
	real.initialize = (shim_initialize_fn)dlsym(handle, "MI_Application_InitializeV1");
	client = dlsym(handle, "mi_clientFT_V1");
	if (client && *client && *client != &client_ft)
		client_ft = **client;
	copy_data(handle, "NITS_PRESENCE_STUB", &NITS_PRESENCE_STUB, sizeof(NITS_PRESENCE_STUB));
	copy_data(handle, "NITS_STUB", NITS_STUB, sizeof(NITS_STUB));
	mitrace_look();
}

shim_initialize_fn mitrace_proxied(void)
{
	return real.initialize;
}

MI_Result MI_Application_InitializeV1(MI_Uint32 flags, const MI_Char *applicationID, MI_Instance **extendedError,
				      MI_Application *application)
{
	return mitrace_initialize(real.initialize, __builtin_return_address(0), flags, applicationID, extendedError,
				  application);
}

/* Four numbers; a libmi without this function is of no such release. */
MI_EXPORT void MI_Version_Info(void *version);
void MI_Version_Info(void *version)
{
	if (real.version_info)
		real.version_info(version);
	else
		memset(version, 0, 4 * sizeof(MI_Uint32));
}
