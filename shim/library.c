/* Copies of libmi: where their code and data lie, learnt from the loader. */
#include "library.h"

#include <dlfcn.h>
#include <link.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#include "entry.h"
#include "modules.h"
#include "shim_log.h"
#include "wiped.h"

static struct shim_library libraries[SHIM_LIBRARIES_MAX];
static _Atomic unsigned nr_libraries; /* complete ones; written under the lock */

static bool within(const struct shim_range *range, uintptr_t address)
{
	return address >= range->start && address < range->end;
}

/* An object as dl_iterate_phdr() tells of it, if @address is in it. */
struct search {
	uintptr_t address;
	struct shim_library found;
	bool is_found;
};

static struct shim_range range_of(const struct dl_phdr_info *info, const ElfW(Phdr) * header, size_t size)
{
	uintptr_t start = info->dlpi_addr + header->p_vaddr;

	return (struct shim_range){start, start + size};
}

static void describe(const struct dl_phdr_info *info, struct shim_library *library)
{
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);

	library->base = info->dlpi_addr;
	for (unsigned i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *header = &info->dlpi_phdr[i];

		if (header->p_type == PT_LOAD && header->p_flags & PF_X)
			library->text = range_of(info, header, header->p_memsz);
		if (header->p_type == PT_LOAD && header->p_flags & PF_W && library->nr_data < SHIM_SEGMENTS_MAX)
			library->data[library->nr_data++] = range_of(info, header, header->p_filesz);
		if (header->p_type == PT_GNU_RELRO) {
			/* The loader protects whole pages: those that end inside the range it was given. */
			library->relro = range_of(info, header, header->p_memsz);
			library->relro.start &= ~(page - 1);
			library->relro.end &= ~(page - 1);
		}
	}
}

static int look(struct dl_phdr_info *info, size_t size, void *data)
{
	struct search *search = data;

	(void)size;
	for (unsigned i = 0; i < info->dlpi_phnum; i++) {
		struct shim_range range = range_of(info, &info->dlpi_phdr[i], info->dlpi_phdr[i].p_memsz);

		if (info->dlpi_phdr[i].p_type == PT_LOAD && within(&range, search->address)) {
			describe(info, &search->found);
			search->is_found = true;
			return 1;
		}
	}
	return 0;
}

/* Keeps the object loaded, and finds what it exports under a name that is its own. */
static void pin(struct shim_library *library, const void *function)
{
	struct link_map *map;
	Dl_info info;
	void *handle;

	if (!dladdr1(function, &info, (void **)&map, RTLD_DL_LINKMAP))
		return;
	handle = dlopen(map->l_name, RTLD_LAZY | RTLD_NOLOAD | RTLD_NODELETE);
	if (handle) {
		const MI_ClientFT_V1 *const *client = shim_dlsym_real(handle, "mi_clientFT_V1");

		/* A search through the object's dependencies may lead out of it: that is another library's. */
		for (unsigned i = 0; client && i < library->nr_data; i++) {
			if (within(&library->data[i], (uintptr_t)client))
				library->client_ft = *client;
		}
		dlclose(handle);
	}
}

static const struct shim_library *known(uintptr_t address)
{
	unsigned nr = atomic_load_explicit(&nr_libraries, memory_order_acquire);

	for (unsigned i = 0; i < nr; i++) {
		if (within(&libraries[i].text, address))
			return &libraries[i];
	}
	return NULL;
}

static const struct shim_library *attach_locked(const void *function, const void *caller)
{
	const struct shim_library *library = known((uintptr_t)function);
	unsigned nr = atomic_load(&nr_libraries);
	struct search search = {.address = (uintptr_t)function};

	if (library)
		return library;
	if (nr == SHIM_LIBRARIES_MAX) {
		shim_log_once("more copies of libmi than can be recorded; calls to the others are not");
		return NULL;
	}
	dl_iterate_phdr(look, &search);
	if (!search.is_found)
		return NULL;
	pin(&search.found, function);
	search.found.shared = within(&search.found.text, (uintptr_t)caller);
	search.found.module = shim_module_of(function);
	libraries[nr] = search.found;
	atomic_store_explicit(&nr_libraries, nr + 1, memory_order_release);
	shim_discover_tables(&libraries[nr]);
	return &libraries[nr];
}

const struct shim_library *shim_library_attach(const void *function, const void *caller)
{
	const struct shim_library *library = known((uintptr_t)function);
	struct shim_wiped *wiped = shim_wiped_get();

	if (library || !wiped || !shim_lock_take(&wiped->library))
		return library;
	library = attach_locked(function, caller);
	shim_lock_drop(&wiped->library);
	return library;
}

const struct shim_library *shim_library_of_data(const void *address)
{
	unsigned nr = atomic_load_explicit(&nr_libraries, memory_order_acquire);

	for (unsigned i = 0; i < nr; i++) {
		for (unsigned j = 0; j < libraries[i].nr_data; j++) {
			if (within(&libraries[i].data[j], (uintptr_t)address))
				return &libraries[i];
		}
	}
	return NULL;
}

unsigned shim_library_count(void)
{
	return atomic_load_explicit(&nr_libraries, memory_order_acquire);
}

const struct shim_library *shim_library_at(unsigned index)
{
	return &libraries[index];
}
