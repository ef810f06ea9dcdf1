/* The exported function, the search for the real one, and first contact with a library. */
#include "entry.h"

#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <link.h>
#include <stdatomic.h>
#include <string.h>

#include "call.h"
#include "elf_export.h"
#include "library.h"
#include "lookup.h"
#include "modules.h"
#include "routes.h"
#include "shim_log.h"
#include "shim_record.h"
#include "shim_thread.h"

static const char name[] = "MI_Application_InitializeV1";

/* What the object that @symbol is in exports under @mark; NULL: nothing. */
static void *marked(const void *symbol, const char *mark)
{
	const ElfW(Sym) *found = NULL;
	struct link_map *map;
	Dl_info info;

	if (dladdr1(symbol, &info, (void **)&map, RTLD_DL_LINKMAP))
		found = shim_export_find(map->l_addr, map->l_ld, mark);
	return found ? (void *)(map->l_addr + found->st_value) : NULL;
}

/* The library's function that is behind what a search has found; NULL when that is a shim's. */
static shim_initialize_fn not_ours(void *symbol)
{
	shim_initialize_fn function = shim_entry_original((shim_initialize_fn)symbol);
	shim_initialize_fn (*proxied)(void);

	if (!function || function == MI_Application_InitializeV1 || marked((const void *)function, SHIM_MARK))
		return NULL;
	proxied = (shim_initialize_fn(*)(void))marked((const void *)function, PROXY_MARK);
	return proxied ? shim_entry_original(proxied()) : function;
}

shim_initialize_fn mitrace_next(void)
{
	void *found = shim_dlsym_real(RTLD_NEXT, name);

	/* Not a tail call: then it would be our caller, another shim maybe, whose next is searched for. */
	__asm__ volatile("" : "+r"(found));
	return (shim_initialize_fn)found;
}

bool shim_is_second(void)
{
	void *first = shim_dlsym_real(RTLD_DEFAULT, SHIM_MARK);

	return first && first != (void *)mitrace_next;
}

/* In the global scope, where a second shim may be in between: that is asked for what comes after it. */
static shim_initialize_fn find_next(void)
{
	shim_initialize_fn found = mitrace_next();
	shim_initialize_fn (*next)(void);

	while (found) {
		next = (shim_initialize_fn(*)(void))marked((const void *)found, SHIM_MARK);
		if (!next || next == mitrace_next)
			break;
		found = next();
	}
	return not_ours((void *)found);
}

/* In an object that is loaded, and what it depends on. */
static shim_initialize_fn find_in(const char *path)
{
	void *handle = dlopen(path, RTLD_LAZY | RTLD_NOLOAD);
	shim_initialize_fn found;

	if (!handle)
		return NULL;
	found = not_ours(shim_dlsym_real(handle, name));
	dlclose(handle);
	return found;
}

static shim_initialize_fn find_of_caller(const void *caller)
{
	struct link_map *map;
	Dl_info info;

	if (!dladdr1(caller, &info, (void **)&map, RTLD_DL_LINKMAP) || !map->l_name[0])
		return NULL;
	return find_in(map->l_name);
}

/* Counts the loaded objects that have a name, and keeps that of one of them. */
struct nth_object {
	unsigned wanted, seen;
	char path[PATH_MAX];
};

static int take_nth(struct dl_phdr_info *info, size_t size, void *data)
{
	struct nth_object *object = data;
	size_t len = strlen(info->dlpi_name);

	(void)size;
	if (!len || len >= sizeof(object->path) || object->seen++ != object->wanted)
		return 0;
	memcpy(object->path, info->dlpi_name, len + 1);
	return 1;
}

/* Somewhere: the caller got our address from dlsym(), so its own object tells nothing. */
static shim_initialize_fn find_anywhere(void)
{
	shim_initialize_fn found = NULL;
	struct nth_object object;

	/* Not from within dl_iterate_phdr(): dlopen() there would wait for itself. */
	for (unsigned n = 0; !found; n++) {
		object.wanted = n;
		object.seen = 0;
		if (!dl_iterate_phdr(take_nth, &object))
			break;
		found = find_in(object.path);
	}
	return found;
}

shim_initialize_fn shim_find_initialize(const void *caller)
{
	static _Atomic(shim_initialize_fn) next;
	shim_initialize_fn found = atomic_load(&next);

	/* The global scope comes first for every caller; what is in it stays, once we have attached to it. */
	if (found)
		return found;
	found = find_next();
	if (found) {
		atomic_store(&next, found);
		return found;
	}
	found = find_of_caller(caller);
	return found ? found : find_anywhere();
}

struct initialize {
	MI_Uint32 flags;
	const MI_Char *application_id;
	uint32_t null_outputs;
};

static void encode_initialize(struct mtr_encoder *e, const void *args)
{
	const struct initialize *initialize = args;

	mtr_encode_uint(e, MTR_CALL_FLAGS, initialize->flags);
	mtr_encode_name(e, MTR_CALL_APPLICATION_ID, initialize->application_id);
	shim_encode_null_outputs(e, initialize->null_outputs);
}

struct initialized {
	struct shim_out out;
	MI_Instance **extended_error; /* NULL: not wanted */
};

static void encode_initialized(struct mtr_encoder *e, const void *args)
{
	const struct initialized *initialized = args;

	shim_encode_out(e, &initialized->out);
	if (initialized->extended_error)
		mtr_encode_instance(e, MTR_CALL_EXTENDED_ERROR, *initialized->extended_error);
}

/*
 * Attaches to the library before its first call, so that nothing is missed; but not if nothing can be recorded.
 * NULL: the call is not to be recorded.
 */
static const struct shim_library *first_contact(shim_initialize_fn real, const void *caller)
{
	const struct shim_library *library = NULL;
	struct mtr_recorder *recorder;
	int saved = errno;

	recorder = shim_record_start();
	if (recorder)
		library = shim_library_attach((const void *)real, caller);
	if (library)
		shim_modules_write(recorder, shim_record_generation());
	errno = saved;
	return library;
}

/* Somebody else may stand between us and the library, and forward: the table of the handle tells whose it is. */
static void attach_behind(const MI_Application *application, const void *caller)
{
	if (application->ft && application->ft->Close && !shim_table_at(SHIM_APPLICATION, application->ft))
		shim_library_attach((const void *)application->ft->Close, caller);
}

MI_Result shim_initialize(shim_initialize_fn real, const void *caller, MI_Uint32 flags, const MI_Char *applicationID,
			  MI_Instance **extendedError, MI_Application *application)
{
	struct initialize in = {flags, applicationID, shim_null_bit(extendedError, 0) | shim_null_bit(application, 1)};
	struct initialized made = {.extended_error = extendedError};
	const struct shim_library *library = first_contact(real, caller);
	struct shim_call call;
	MI_Result result;

	/* In the middle of a call it is the library, or what it has loaded, that asks. */
	if (!library ||
	    !shim_call_enter_free(&call, caller, MTR_FUNCTION_MI_Application_InitializeV1,
				  (uintptr_t)__builtin_frame_address(0)) ||
	    shim_frames_in_call(call.thread))
		return real(flags, applicationID, extendedError, application);
	call.library = library;
	shim_call_begin(&call, encode_initialize, &in);
	result = real(flags, applicationID, extendedError, application);
	shim_call_returned(&call);
	if (result == MI_RESULT_OK && application)
		attach_behind(application, caller);
	made.out = shim_out_open(SHIM_APPLICATION, application, result, 0);
	return shim_call_end(&call, result, encode_initialized, &made);
}

/* There is no library. */
static MI_Result fail_initialize(MI_Application *application)
{
	shim_log_once("no libmi to forward %s to", name);
	if (application)
		memset(application, 0, sizeof(*application));
	return MI_RESULT_FAILED;
}

MI_Result mitrace_initialize(shim_initialize_fn real, const void *caller, MI_Uint32 flags, const MI_Char *applicationID,
			     MI_Instance **extendedError, MI_Application *application)
{
	if (!real)
		return fail_initialize(application);
	return shim_initialize(shim_entry_original(real), caller, flags, applicationID, extendedError, application);
}

MI_Result MI_Application_InitializeV1(MI_Uint32 flags, const MI_Char *applicationID, MI_Instance **extendedError,
				      MI_Application *application)
{
	const void *caller = __builtin_return_address(0);
	int saved = errno;
	shim_initialize_fn real = shim_find_initialize(caller);

	errno = saved;
	return mitrace_initialize(real, caller, flags, applicationID, extendedError, application);
}
