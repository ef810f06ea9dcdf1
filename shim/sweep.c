/* Looking at what the loader has loaded, and whether there is a libmi among it. */
#include "sweep.h"

#include <dlfcn.h>
#include <link.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "elf_export.h"
#include "library.h"
#include "own_variables.h"
#include "routes.h"

/* Called from dlsym(), before anything is set up. */
#define EARLY __attribute__((no_sanitize("address", "thread", "undefined")))

enum {
	CANDIDATES_MAX = 16
};

static _Atomic bool armed;

/* The loader's counters at the last look that was complete. */
static _Atomic unsigned long long seen_loads, seen_unloads;

struct sweep {
	unsigned long long loads, unloads;
	unsigned nr;
	uintptr_t candidates[CANDIDATES_MAX]; /* load bias of what exports a client table */
	bool is_unfinished;
};

static int read_counters(struct dl_phdr_info *info, size_t size, void *data)
{
	struct sweep *sweep = data;

	if (size < offsetof(struct dl_phdr_info, dlpi_subs) + sizeof(info->dlpi_subs))
		return 1;
	sweep->loads = info->dlpi_adds;
	sweep->unloads = info->dlpi_subs;
	return 1;
}

static const ElfW(Dyn) * dynamic_of(const struct dl_phdr_info *info)
{
	for (unsigned i = 0; i < info->dlpi_phnum; i++) {
		if (info->dlpi_phdr[i].p_type == PT_DYNAMIC)
			return (const ElfW(Dyn) *)(info->dlpi_addr + info->dlpi_phdr[i].p_vaddr);
	}
	return NULL;
}

static int find_candidates(struct dl_phdr_info *info, size_t size, void *data)
{
	const ElfW(Dyn) *dynamic = dynamic_of(info);
	struct sweep *sweep = data;

	(void)size;
	if (dynamic && sweep->nr < CANDIDATES_MAX && shim_export_find(info->dlpi_addr, dynamic, "mi_clientFT_V1") &&
	    !shim_export_find(info->dlpi_addr, dynamic, PROXY_MARK))
		sweep->candidates[sweep->nr++] = info->dlpi_addr;
	return 0;
}

static int adopt_candidates(struct dl_phdr_info *info, size_t size, void *data)
{
	struct sweep *sweep = data;

	(void)size;
	for (unsigned i = 0; i < sweep->nr; i++) {
		if (sweep->candidates[i] == info->dlpi_addr && !shim_library_adopt(info))
			sweep->is_unfinished = true;
	}
	return 0;
}

static int has_base(struct dl_phdr_info *info, size_t size, void *data)
{
	(void)size;
	return info->dlpi_addr == *(const uintptr_t *)data;
}

static bool is_loaded(uintptr_t base, const void *context)
{
	(void)context;
	return dl_iterate_phdr(has_base, &base) != 0;
}

/* In a callback of the loader's, so that nothing goes away meanwhile. */
static int forget(struct dl_phdr_info *info, size_t size, void *data)
{
	(void)info;
	(void)size;
	(void)data;
	shim_library_forget(is_loaded, NULL);
	return 1;
}

static void sweep_all(struct sweep *sweep)
{
	Dl_info info;

	if (sweep->unloads != atomic_load(&seen_unloads))
		dl_iterate_phdr(forget, NULL);
	dl_iterate_phdr(find_candidates, sweep);
	/*
	 * Another thread may be in the middle of loading what we see. Asking the loader for an address waits until it is
	 * done; then candidates that are still there are relocated, and their pages as protected as they will be.
	 */
	if (sweep->nr && dladdr((const void *)(uintptr_t)sweep_all, &info))
		dl_iterate_phdr(adopt_candidates, sweep);
	if (sweep->is_unfinished)
		return;
	atomic_store(&seen_unloads, sweep->unloads);
	atomic_store(&seen_loads, sweep->loads);
}

EARLY bool shim_sweep_armed(void)
{
	return atomic_load_explicit(&armed, memory_order_relaxed);
}

void shim_sweep(void)
{
	struct sweep sweep = {0};

	if (!shim_sweep_armed())
		return;
	dl_iterate_phdr(read_counters, &sweep);
	if (sweep.loads != atomic_load(&seen_loads) || sweep.unloads != atomic_load(&seen_unloads))
		sweep_all(&sweep);
}

void mitrace_look(void)
{
	shim_sweep();
}

static int find_rpath(struct dl_phdr_info *info, size_t size, void *data)
{
	bool *is_program = data, first = *is_program;

	(void)size;
	*is_program = false;
	for (const ElfW(Dyn) *dynamic = dynamic_of(info); !first && dynamic && dynamic->d_tag != DT_NULL; dynamic++) {
		if (dynamic->d_tag == DT_RPATH)
			return 1;
	}
	return 0;
}

bool shim_sweep_sees_rpath(void)
{
	bool is_program = true;

	return dl_iterate_phdr(find_rpath, &is_program) != 0;
}

__attribute__((constructor)) static void arm(void)
{
	const char *file = secure_getenv("MITRACE_FILE");

	if (!file || !*file || shim_is_second())
		return;
	shim_variables_take_back();
	atomic_store(&armed, true);
	shim_sweep();
}
