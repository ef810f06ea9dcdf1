/*
 * Clients that look the entry point up by name: dlsym() on a handle of their own, as Python's ctypes and the runtimes
 * of managed languages do. Preloading alone does not reach them, since no import of theirs is bound to us.
 *
 * So dlsym() is ours as well. When the name is that of libmi's entry point, the client gets a function that stands for
 * the very MI_Application_InitializeV1 that was found. All else goes to the real dlsym() by a jump, with the caller's
 * return address in place, because RTLD_NEXT depends on who asks; but before that, what has been loaded since
 * the last time is looked at (sweep.c). Nothing is allocated here.
 */
#include "lookup.h"

#include <dlfcn.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "elf_export.h"
#include "routes.h"
#include "shim_log.h"
#include "sweep.h"

/* Runtimes of sanitizers, and other people's malloc(), look names up before anything is set up: nothing may need it. */
#define EARLY __attribute__((no_sanitize("address", "thread", "undefined")))

_Atomic(shim_initialize_fn) mitrace_originals[SHIM_ENTRIES];

#define ENTRY(n)                                                                                          \
	MI_EXPORT MI_Result mitrace_entry_##n(MI_Uint32 flags, const MI_Char *id, MI_Instance **error,    \
					      MI_Application *application);                               \
	MI_Result mitrace_entry_##n(MI_Uint32 flags, const MI_Char *id, MI_Instance **error,              \
				    MI_Application *application)                                          \
	{                                                                                                 \
		return shim_initialize(atomic_load_explicit(&mitrace_originals[n], memory_order_relaxed), \
				       __builtin_return_address(0), flags, id, error, application);       \
	}
/* clang-format off */
#define NUMBERS(Y) Y(0) Y(1) Y(2) Y(3) Y(4) Y(5) Y(6) Y(7) Y(8) Y(9) Y(10) Y(11) Y(12) Y(13) Y(14) Y(15)
#define ENTRY_NAME(n) mitrace_entry_##n,
/* clang-format on */
NUMBERS(ENTRY)
static const shim_initialize_fn entries[SHIM_ENTRIES] = {NUMBERS(ENTRY_NAME)};

shim_initialize_fn shim_entry_original(shim_initialize_fn function)
{
	for (unsigned n = 0; n < SHIM_ENTRIES; n++) {
		if (function == entries[n])
			return atomic_load_explicit(&mitrace_originals[n], memory_order_acquire);
	}
	return function;
}

shim_initialize_fn shim_entry_for(shim_initialize_fn original)
{
	if (original == MI_Application_InitializeV1 || shim_entry_original(original) != original)
		return original;
	for (unsigned n = 0; n < SHIM_ENTRIES; n++) {
		shim_initialize_fn there = atomic_load_explicit(&mitrace_originals[n], memory_order_acquire);

		if (!there && atomic_compare_exchange_strong(&mitrace_originals[n], &there, original))
			return entries[n];
		if (there == original)
			return entries[n];
	}
	shim_log_once("more copies of libmi were looked up than can be recorded; calls to the others are not");
	return original;
}

/*
 * A function of the C library's by its public name, and whatever version it has on this system. It comes after us when
 * we are preloaded, and before us when the proxy has brought us.
 */
EARLY static void *find_behind(const char *name)
{
	static const char *const versions[] = {"GLIBC_2.34", "GLIBC_2.2.5", "GLIBC_2.17"};
	void *found = NULL;

	for (unsigned i = 0; !found && i < sizeof(versions) / sizeof(*versions); i++)
		found = dlvsym(RTLD_NEXT, name, versions[i]);
	for (unsigned i = 0; !found && i < sizeof(versions) / sizeof(*versions); i++)
		found = dlvsym(RTLD_DEFAULT, name, versions[i]);
	dlerror(); /* the client must not find an error that was ours */
	return found;
}

EARLY static void *find_once(_Atomic(void *) *known, const char *name)
{
	void *real = atomic_load_explicit(known, memory_order_acquire);

	if (real)
		return real;
	real = find_behind(name);
	atomic_store_explicit(known, real, memory_order_release);
	return real;
}

EARLY static shim_dlsym_fn real_dlsym(void)
{
	static _Atomic(void *) known;

	return (shim_dlsym_fn)find_once(&known, "dlsym");
}

EARLY static shim_dlopen_fn real_dlopen(void)
{
	static _Atomic(void *) known;

	return (shim_dlopen_fn)find_once(&known, "dlopen");
}

EARLY static bool same(const char *a, const char *b)
{
	while (*a && *a == *b)
		a++, b++;
	return *a == *b;
}

void *shim_dlsym_real(void *handle, const char *name)
{
	return real_dlsym()(handle, name);
}

/* The object that @symbol is in exports our mark: it sends calls to us anyway. */
static bool leads_to_us(void *symbol)
{
	struct link_map *map;
	Dl_info info;

	return dladdr1(symbol, &info, (void **)&map, RTLD_DL_LINKMAP) &&
	       (shim_export_find(map->l_addr, map->l_ld, PROXY_MARK) ||
		shim_export_find(map->l_addr, map->l_ld, SHIM_MARK));
}

static void *look_up_entry(void *handle, const char *name)
{
	void *symbol = shim_dlsym_real(handle, name);

	if (!symbol || leads_to_us(symbol))
		return symbol;
	return (void *)shim_entry_for((shim_initialize_fn)symbol);
}

/* Where dlsym() goes on to. */
EARLY shim_dlsym_fn shim_dlsym_target(void *handle, const char *name)
{
	if (!shim_sweep_armed())
		return real_dlsym();
	shim_sweep();
	if (handle != RTLD_NEXT && handle != RTLD_DEFAULT && same(name, "MI_Application_InitializeV1"))
		return look_up_entry;
	return real_dlsym();
}

static void *open_and_sweep(const char *path, int mode)
{
	void *handle = real_dlopen()(path, mode);

	if (handle)
		shim_sweep();
	return handle;
}

/*
 * Where dlopen() goes on to. What it finds can depend on who asks: names without a slash on the caller's
 * RUNPATH, $ORIGIN on its place, and the needs of what is opened on a DT_RPATH of the caller's and its loaders'. Only
 * when nothing of that is there may the caller be us, which lets us look at once at what was loaded.
 */
EARLY shim_dlopen_fn shim_dlopen_target(const char *path, int mode)
{
	bool has_slash = false;

	for (const char *c = path; c && *c; c++) {
		has_slash |= *c == '/';
		if (*c == '$')
			return real_dlopen();
	}
	if (!has_slash || mode & RTLD_NOLOAD || !shim_sweep_armed() || shim_sweep_sees_rpath())
		return real_dlopen();
	return open_and_sweep;
}
