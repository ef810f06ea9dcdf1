/* The loaded objects: numbered at first sight, written once per recording. */
#include "modules.h"

#include <elf.h>
#include <limits.h>
#include <link.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "library.h"
#include "program_path.h"
#include "recorder.h"
#include "wiped.h"

enum {
	MODULES_MAX = 512,
	NAME_MAX_KEPT = 512,
	BUILD_ID_MAX = 32
};

struct module {
	uintptr_t base, start, end;
	char path[NAME_MAX_KEPT];
	uint8_t build_id[BUILD_ID_MAX];
	size_t build_id_size;
	uint32_t written;            /* recording it was written to */
	uint32_t written_as_library; /* the same, as a copy of libmi */
};

/* All under the lock of wiped.h. */
static struct module modules[MODULES_MAX];
static unsigned nr_modules;

static void read_build_id(struct module *module, const struct dl_phdr_info *info, const ElfW(Phdr) * segment)
{
	const char *cur = (const char *)(info->dlpi_addr + segment->p_vaddr), *end = cur + segment->p_memsz;

	while ((size_t)(end - cur) >= sizeof(ElfW(Nhdr))) {
		const ElfW(Nhdr) *note = (const ElfW(Nhdr) *)cur;
		const char *name = cur + sizeof(*note), *data = name + ((note->n_namesz + 3u) & ~3u);
		const char *next = data + ((note->n_descsz + 3u) & ~3u);

		if (next > end || next <= cur)
			return;
		if (note->n_type == NT_GNU_BUILD_ID && note->n_namesz == 4 && memcmp(name, "GNU", 4) == 0 &&
		    note->n_descsz <= BUILD_ID_MAX) {
			memcpy(module->build_id, data, note->n_descsz);
			module->build_id_size = note->n_descsz;
			return;
		}
		cur = next;
	}
}

static void describe(struct module *module, const struct dl_phdr_info *info)
{
	module->base = info->dlpi_addr;
	module->start = UINTPTR_MAX;
	for (unsigned i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *header = &info->dlpi_phdr[i];
		uintptr_t start = info->dlpi_addr + header->p_vaddr;

		if (header->p_type == PT_LOAD && start < module->start)
			module->start = start;
		if (header->p_type == PT_LOAD && start + header->p_memsz > module->end)
			module->end = start + header->p_memsz;
		if (header->p_type == PT_NOTE && !module->build_id_size)
			read_build_id(module, info, header);
	}
}

static struct module *find(uintptr_t base, const char *path)
{
	for (unsigned i = 0; i < nr_modules; i++) {
		if (modules[i].base == base && strncmp(modules[i].path, path, NAME_MAX_KEPT - 1) == 0)
			return &modules[i];
	}
	return NULL;
}

static int see(struct dl_phdr_info *info, size_t size, void *data)
{
	char program[NAME_MAX_KEPT] = "";
	const char *path = info->dlpi_name;
	bool *first = data;

	(void)size;
	/* The executable comes first and has no name. */
	if (*first && !*path && shim_program_path(program, sizeof(program)))
		path = program;
	*first = false;
	if (!find(info->dlpi_addr, path) && nr_modules < MODULES_MAX) {
		struct module *module = &modules[nr_modules++];

		snprintf(module->path, sizeof(module->path), "%s", path);
		describe(module, info);
	}
	return 0;
}

static void see_all(void)
{
	bool first = true;

	dl_iterate_phdr(see, &first);
}

static uint32_t module_at(uintptr_t address)
{
	/* The newest first: an unloaded object may have had the same place. */
	for (unsigned i = nr_modules; i-- > 0;) {
		if (address >= modules[i].start && address < modules[i].end)
			return i + 1;
	}
	return 0;
}

uint32_t shim_module_of(const void *address)
{
	struct shim_wiped *wiped = shim_wiped_get();
	uint32_t id;

	if (!wiped || !shim_lock_take(&wiped->module))
		return 0;
	see_all();
	id = module_at((uintptr_t)address);
	shim_lock_drop(&wiped->module);
	return id;
}

static bool is_library(uint32_t id)
{
	for (unsigned i = 0; i < shim_library_count(); i++) {
		if (shim_library_at(i)->module == id)
			return true;
	}
	return false;
}

static void write_module(struct mtr_recorder *recorder, uint32_t generation, uint32_t id)
{
	struct module *module = &modules[id - 1];
	struct mtr_module out = {.id = id,
				 .path = module->path,
				 .build_id = module->build_id,
				 .build_id_size = module->build_id_size,
				 .start = module->start,
				 .end = module->end,
				 .bias = module->base,
				 .is_library = is_library(id)};

	if (module->written == generation && (!out.is_library || module->written_as_library == generation))
		return;
	mtr_recorder_add_module(recorder, &out);
	module->written = generation;
	if (out.is_library)
		module->written_as_library = generation;
}

void shim_modules_write(struct mtr_recorder *recorder, uint32_t generation)
{
	struct shim_wiped *wiped = shim_wiped_get();

	if (!wiped || !shim_lock_take(&wiped->module))
		return;
	see_all();
	for (uint32_t id = 1; id <= nr_modules; id++)
		write_module(recorder, generation, id);
	shim_lock_drop(&wiped->module);
}
