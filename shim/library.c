/* Copies of libmi: where their code and data lie, learnt from the loader. */
#include "library.h"

#include <dlfcn.h>
#include <errno.h>
#include <link.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#include "elf_export.h"
#include "modules.h"
#include "patch.h"
#include "shim_log.h"
#include "shim_record.h"
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

/* Where the object has its client table, if it exports one that is its own. */
static const MI_ClientFT_V1 *client_table(const struct shim_library *library, const ElfW(Dyn) * dynamic)
{
	const ElfW(Sym) *symbol = shim_export_find(library->base, dynamic, "mi_clientFT_V1");
	uintptr_t address = symbol ? library->base + symbol->st_value : 0;

	for (unsigned i = 0; address && i < library->nr_data; i++) {
		if (within(&library->data[i], address))
			return *(const MI_ClientFT_V1 *const *)address;
	}
	return NULL;
}

static void add_data(struct shim_library *library, struct shim_range range, bool constant)
{
	if (library->nr_data == SHIM_SEGMENTS_MAX)
		return;
	library->constant[library->nr_data] = constant;
	library->data[library->nr_data++] = range;
}

/* Returns the object's dynamic section, NULL: it has none. */
static const ElfW(Dyn) * describe(const struct dl_phdr_info *info, struct shim_library *library)
{
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
	const ElfW(Dyn) *dynamic = NULL;

	library->base = info->dlpi_addr;
	for (unsigned i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *header = &info->dlpi_phdr[i];

		if (header->p_type == PT_LOAD && header->p_flags & PF_X)
			library->text = range_of(info, header, header->p_memsz);
		else if (header->p_type == PT_LOAD)
			add_data(library, range_of(info, header, header->p_filesz), !(header->p_flags & PF_W));
		if (header->p_type == PT_DYNAMIC)
			dynamic = (const ElfW(Dyn) *)(info->dlpi_addr + header->p_vaddr);
		if (header->p_type == PT_GNU_RELRO) {
			/* The loader protects whole pages: those that end inside the range it was given. */
			library->relro = range_of(info, header, header->p_memsz);
			library->relro.start &= ~(page - 1);
			library->relro.end &= ~(page - 1);
		}
	}
	library->client_ft = client_table(library, dynamic);
	return dynamic;
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

/* Keeps the object that @function is in loaded. */
static void pin(const void *function)
{
	struct link_map *map;
	Dl_info info;
	void *handle;

	if (!dladdr1(function, &info, (void **)&map, RTLD_DL_LINKMAP))
		return;
	handle = dlopen(map->l_name, RTLD_LAZY | RTLD_NOLOAD | RTLD_NODELETE);
	if (handle)
		dlclose(handle);
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

/* A place in the table: that of a library which was forgotten, or a new one. */
static struct shim_library *free_place(void)
{
	unsigned nr = atomic_load(&nr_libraries);

	for (unsigned i = 0; i < nr; i++) {
		if (!libraries[i].text.end)
			return &libraries[i];
	}
	return nr < SHIM_LIBRARIES_MAX ? &libraries[nr] : NULL;
}

/* Under the lock, and without asking the loader: a thread that is in dlopen() may be waiting for the lock. */
static const struct shim_library *add_locked(const struct shim_library *found)
{
	const struct shim_library *there = known(found->text.start);
	struct shim_library *place = free_place();

	if (there)
		return there;
	if (!place) {
		shim_log_once("more copies of libmi than can be recorded; calls to the others are not");
		return NULL;
	}
	*place = *found;
	if (place == &libraries[atomic_load(&nr_libraries)])
		atomic_fetch_add_explicit(&nr_libraries, 1, memory_order_release);
	shim_discover_tables(place);
	return place;
}

static const struct shim_library *add(const struct shim_library *found)
{
	struct shim_wiped *wiped = shim_wiped_get();
	const struct shim_library *library;

	if (!wiped || !shim_lock_take(&wiped->library))
		return NULL;
	library = add_locked(found);
	shim_lock_drop(&wiped->library);
	return library;
}

const struct shim_library *shim_library_attach(const void *function, const void *caller)
{
	const struct shim_library *library = known((uintptr_t)function);
	struct search search = {.address = (uintptr_t)function};

	if (library) {
		if (within(&library->text, (uintptr_t)caller))
			atomic_store(&libraries[library - libraries].shared, true);
		if (!atomic_load_explicit(&library->settled, memory_order_acquire))
			shim_library_settle(library);
		return library;
	}
	dl_iterate_phdr(look, &search);
	if (!search.is_found)
		return NULL;
	pin(function);
	search.found.shared = within(&search.found.text, (uintptr_t)caller);
	search.found.module = shim_module_of(function);
	search.found.settled = true;
	return add(&search.found);
}

/* ---------------------------------------------------------------- libraries that nobody has called yet */

static bool in_data(const struct shim_library *library, const void *address)
{
	for (unsigned i = 0; i < library->nr_data; i++) {
		if (within(&library->data[i], (uintptr_t)address))
			return true;
	}
	return false;
}

/* Each table is the object's, and all that stands in it is its code: then it is relocated, too. */
static bool is_table(const struct shim_library *library, const void *table, enum shim_kind kind)
{
	const uintptr_t *slots = table;

	if (!in_data(library, table) || !slots[0])
		return false;
	for (unsigned i = 0; i < shim_slots_of(kind); i++) {
		if (slots[i] && !within(&library->text, slots[i]))
			return false;
	}
	return true;
}

static bool is_libmi(const struct shim_library *library)
{
	const MI_ClientFT_V1 *client = library->client_ft;

	return in_data(library, client) && is_table(library, client->applicationFT, SHIM_APPLICATION) &&
	       is_table(library, client->sessionFT, SHIM_SESSION) &&
	       is_table(library, client->operationFT, SHIM_OPERATION);
}

bool shim_library_adopt(const struct dl_phdr_info *info)
{
	struct shim_library found = {0};
	const ElfW(Dyn) *dynamic = describe(info, &found);

	if (known(found.text.start))
		return true;
	if (!is_libmi(&found))
		return false;
	/* The program has no name; with a libmi inside, it has a client inside, too. */
	found.shared = !*info->dlpi_name || shim_export_has_others(found.base, dynamic);
	add(&found);
	return true;
}

void shim_library_forget(bool (*is_loaded)(uintptr_t base, const void *context), const void *context)
{
	struct shim_wiped *wiped = shim_wiped_get();

	if (!wiped || !shim_lock_take(&wiped->library))
		return;
	for (unsigned i = 0; i < atomic_load(&nr_libraries); i++) {
		struct shim_library *library = &libraries[i];

		if (atomic_load(&library->settled) || !library->text.end ||
		    (is_loaded(library->base, context) && shim_patch_stands(library)))
			continue;
		shim_patch_forget(library);
		*library = (struct shim_library){0};
	}
	shim_lock_drop(&wiped->library);
}

void shim_library_settle(const struct shim_library *library)
{
	struct shim_library *own = &libraries[library - libraries];
	const void *function = (const void *)library->text.start;
	struct mtr_recorder *recorder;
	int saved = errno;

	pin(function);
	atomic_store(&own->module, shim_module_of(function));
	atomic_store_explicit(&own->settled, true, memory_order_release);
	recorder = shim_record_start();
	if (recorder)
		shim_modules_write(recorder, shim_record_generation());
	errno = saved;
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
