/*
 * Clients that look the entry point up by name: dlsym() on a handle of their own, as Python's ctypes and the runtimes
 * of managed languages do. Preloading alone does not reach them, since no import of theirs is bound to us.
 *
 * So dlsym() is ours as well. It asks the real one, and only when the name is one of libmi's it does more: the client
 * gets a function that stands for the very MI_Application_InitializeV1 that was found. Everything else, and whatever
 * depends on who is asking (RTLD_NEXT), goes to the real dlsym() by a jump, with the caller's return address in place.
 * Nothing is allocated here.
 */
#include <dlfcn.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "entry.h"
#include "library.h"
#include "patch.h"
#include "shim_log.h"
#include "shim_record.h"

enum {
	WRAPPERS = 16
};

/* Runtimes of sanitizers, and other people's malloc(), look names up before anything is set up: nothing may need it. */
#define EARLY __attribute__((no_sanitize("address", "thread", "undefined")))

typedef void *(*dlsym_fn)(void *handle, const char *name);

/* Which libraries' entry points have been handed out; one wrapper each. */
static _Atomic(shim_initialize_fn) originals[WRAPPERS];

#define WRAPPER(n)                                                                                  \
	static MI_Result initialize_##n(MI_Uint32 flags, const MI_Char *id, MI_Instance **error,    \
					MI_Application *application)                                \
	{                                                                                           \
		return shim_initialize(atomic_load_explicit(&originals[n], memory_order_relaxed),   \
				       __builtin_return_address(0), flags, id, error, application); \
	}
/* clang-format off */
#define NUMBERS(Y) Y(0) Y(1) Y(2) Y(3) Y(4) Y(5) Y(6) Y(7) Y(8) Y(9) Y(10) Y(11) Y(12) Y(13) Y(14) Y(15)
#define WRAPPER_NAME(n) initialize_##n,
/* clang-format on */
NUMBERS(WRAPPER)
static const shim_initialize_fn wrappers[WRAPPERS] = {NUMBERS(WRAPPER_NAME)};

static shim_initialize_fn wrapper_for(shim_initialize_fn original)
{
	for (unsigned n = 0; n < WRAPPERS; n++) {
		shim_initialize_fn there = atomic_load_explicit(&originals[n], memory_order_acquire);

		if (!there && atomic_compare_exchange_strong(&originals[n], &there, original))
			return wrappers[n];
		if (there == original)
			return wrappers[n];
	}
	shim_log_once("more copies of libmi were looked up than can be recorded; calls to the others are not");
	return original;
}

/* The C library's, by its public name and whatever version it has on this system. */
EARLY static dlsym_fn find_dlsym(void)
{
	void *found = dlvsym(RTLD_NEXT, "dlsym", "GLIBC_2.34");

	if (found)
		return (dlsym_fn)found;
	found = dlvsym(RTLD_NEXT, "dlsym", "GLIBC_2.2.5");
	if (!found)
		found = dlvsym(RTLD_NEXT, "dlsym", "GLIBC_2.17");
	dlerror(); /* the client must not find an error that was ours */
	return (dlsym_fn)found;
}

EARLY static dlsym_fn real_dlsym(void)
{
	static _Atomic(dlsym_fn) known;
	dlsym_fn real = atomic_load_explicit(&known, memory_order_acquire);

	if (real)
		return real;
	real = find_dlsym();
	atomic_store_explicit(&known, real, memory_order_release);
	return real;
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

/* A client that starts from the table of tables makes its first contact with this. */
static void *answer_client_table(dlsym_fn real, void *handle, const char *name)
{
	const MI_ClientFT_V1 *const *symbol = real(handle, name);

	if (symbol && *symbol && (*symbol)->applicationFT && (*symbol)->applicationFT->Close && shim_record_wanted())
		shim_library_attach((const void *)(*symbol)->applicationFT->Close, NULL);
	return (void *)(uintptr_t)symbol;
}

static void *answer_initialize(dlsym_fn real, void *handle, const char *name)
{
	void *symbol = real(handle, name);

	if (!symbol || symbol == (void *)MI_Application_InitializeV1 || !shim_record_wanted())
		return symbol;
	return (void *)wrapper_for((shim_initialize_fn)symbol);
}

/* What dlsym() below does before it jumps: an answer of our own, or in *real where to ask. */
void *shim_dlsym_answer(void *handle, const char *name, dlsym_fn *real);
EARLY void *shim_dlsym_answer(void *handle, const char *name, dlsym_fn *real)
{
	*real = real_dlsym();
	if (handle == RTLD_NEXT || handle == RTLD_DEFAULT)
		return NULL;
	if (same(name, "mi_clientFT_V1"))
		return answer_client_table(*real, handle, name);
	if (same(name, "MI_Application_InitializeV1"))
		return answer_initialize(*real, handle, name);
	return NULL;
}
