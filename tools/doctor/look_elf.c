/* What one ELF file says of itself: what it needs, imports, defines, and how it was built. */
#include <stdio.h>
#include <string.h>

#include "elf_image.h"
#include "look_code.h"
#include "look_parts.h"

static const char entry_name[] = "MI_Application_InitializeV1";

static const char *const runners[] = {"fork",   "vfork",  "execve",  "execv",       "execvp",       "execl",
				      "execlp", "execle", "execvpe", "posix_spawn", "posix_spawnp", "system",
				      "popen",  "clone",  "fexecve", NULL};

static bool is_in(const char *name, const char *const *names)
{
	for (; *names; names++) {
		if (strcmp(*names, name) == 0)
			return true;
	}
	return false;
}

/* Whether a relocation binds symbol @index, so that what is preloaded gets in front of it. */
static bool is_relocated(struct elf_image *image, uint64_t table, uint64_t size, bool addends, unsigned index)
{
	Elf_Data *data = table ? elf_image_at(image, table, size, addends ? ELF_T_RELA : ELF_T_REL) : NULL;
	size_t entry = gelf_fsize(image->elf, addends ? ELF_T_RELA : ELF_T_REL, 1, EV_CURRENT);
	GElf_Rela rela;
	GElf_Rel rel;

	for (size_t i = 0; data && entry && i < data->d_size / entry; i++) {
		if (addends ? !gelf_getrela(data, (int)i, &rela) : !gelf_getrel(data, (int)i, &rel))
			return false;
		if (GELF_R_SYM(addends ? rela.r_info : rel.r_info) == index)
			return true;
	}
	return false;
}

static bool calls_own(struct elf_image *image, unsigned index)
{
	const uint64_t *tags = image->tags;

	return is_relocated(image, tags[DT_JMPREL], tags[DT_PLTRELSZ], tags[DT_PLTREL] == DT_RELA, index) ||
	       is_relocated(image, tags[DT_RELA], tags[DT_RELASZ], true, index) ||
	       is_relocated(image, tags[DT_REL], tags[DT_RELSZ], false, index);
}

static void read_imports(struct elf_image *image, struct look_object *object)
{
	GElf_Sym symbol;

	for (unsigned i = 1; i < image->nr_symbols && gelf_getsym(image->symbols, (int)i, &symbol); i++) {
		const char *name = elf_image_string(image, symbol.st_name);
		bool defined = symbol.st_shndx != SHN_UNDEF;

		if (!name || GELF_ST_BIND(symbol.st_info) == STB_LOCAL)
			continue;
		if (strcmp(name, entry_name) == 0) {
			object->imports_entry |= !defined;
			object->defines_entry |= defined;
			object->calls_own_entry |= defined && calls_own(image, i);
		} else if (strcmp(name, "mi_clientFT_V1") == 0) {
			object->exports_table |= defined;
		} else if (!defined) {
			object->opens_objects |= strcmp(name, "dlopen") == 0;
			object->opens_namespaces |= strcmp(name, "dlmopen") == 0;
			object->looks_up |= strcmp(name, "dlsym") == 0 || strcmp(name, "dlvsym") == 0;
			object->runs_programs |= is_in(name, runners);
		}
	}
}

/* The sections say what segments do not: whether there are symbols for debuggers, and those alone. */
static void read_symbol_table(struct elf_image *image, struct look_object *object)
{
	Elf_Scn *section = NULL;
	GElf_Shdr header;
	GElf_Sym symbol;

	object->stripped = true;
	while ((section = elf_nextscn(image->elf, section))) {
		Elf_Data *data;

		if (!gelf_getshdr(section, &header) || header.sh_type != SHT_SYMTAB)
			continue;
		object->stripped = false;
		data = elf_getdata(section, NULL);
		for (int i = 0; data && !object->hides_entry && gelf_getsym(data, i, &symbol); i++) {
			const char *name;

			if (symbol.st_shndx == SHN_UNDEF || GELF_ST_TYPE(symbol.st_info) != STT_FUNC)
				continue;
			name = elf_strptr(image->elf, header.sh_link, symbol.st_name);
			object->hides_entry = name && strcmp(name, entry_name) == 0 && !object->defines_entry;
		}
	}
}

static void read_needed(struct look_work *work, struct elf_image *image, struct look_object *object)
{
	const char *names[LOOK_OBJECTS_MAX];
	const char **kept;
	GElf_Dyn dyn;

	for (int i = 0; gelf_getdyn(image->dynamic, i, &dyn) && dyn.d_tag != DT_NULL; i++) {
		const char *name = dyn.d_tag == DT_NEEDED ? elf_image_string(image, dyn.d_un.d_val) : NULL;

		if (name && object->nr_needed < LOOK_OBJECTS_MAX)
			names[object->nr_needed++] = look_string(work, name, strlen(name));
		if (dyn.d_tag == DT_FLAGS_1)
			object->no_default_folders = dyn.d_un.d_val & DF_1_NODEFLIB;
	}
	kept = look_alloc(work, object->nr_needed * sizeof(*kept));
	if (!kept) {
		object->nr_needed = 0;
		return;
	}
	memcpy(kept, names, object->nr_needed * sizeof(*kept));
	object->needed = kept;
}

static const char *tag_string(struct look_work *work, struct elf_image *image, int tag)
{
	const char *text = image->tags[tag] ? elf_image_string(image, image->tags[tag]) : NULL;

	return text ? look_string(work, text, strlen(text)) : NULL;
}

static const char *read_build_id(struct look_work *work, const Elf_Data *notes)
{
	size_t offset = 0, name, desc;
	char text[2 * 64 + 1];
	GElf_Nhdr note;

	while ((offset = gelf_getnote((Elf_Data *)(uintptr_t)notes, offset, &note, &name, &desc)) > 0) {
		const unsigned char *id = (const unsigned char *)notes->d_buf + desc;

		if (note.n_type != NT_GNU_BUILD_ID || note.n_namesz != 4 || note.n_descsz > 64 ||
		    memcmp((const char *)notes->d_buf + name, "GNU", 4) != 0)
			continue;
		for (unsigned i = 0; i < note.n_descsz; i++)
			snprintf(text + 2 * i, 3, "%02x", id[i]);
		return look_string(work, text, 2 * note.n_descsz);
	}
	return NULL;
}

static void read_segment_facts(struct look_work *work, struct elf_image *image, struct look_object *object)
{
	for (unsigned i = 0; i < image->nr_segments; i++) {
		const GElf_Phdr *segment = &image->segments[i];
		Elf_Data *data;

		if (segment->p_type == PT_INTERP && segment->p_filesz && segment->p_filesz <= 4096) {
			data = elf_getdata_rawchunk(image->elf, (int64_t)segment->p_offset, segment->p_filesz,
						    ELF_T_BYTE);
			if (data)
				object->interpreter =
					look_string(work, data->d_buf, strnlen(data->d_buf, data->d_size));
		} else if (segment->p_type == PT_NOTE && !object->build_id) {
			data = elf_getdata_rawchunk(image->elf, (int64_t)segment->p_offset, segment->p_filesz,
						    segment->p_align == 8 ? ELF_T_NHDR8 : ELF_T_NHDR);
			if (data)
				object->build_id = read_build_id(work, data);
		}
	}
}

static void read_facts(struct look_work *work, struct elf_image *image, struct look_object *object)
{
	object->position_independent = image->header.e_type == ET_DYN;
	read_segment_facts(work, image, object);
	if (image->dynamic) {
		object->soname = tag_string(work, image, DT_SONAME);
		object->rpath = tag_string(work, image, DT_RPATH);
		object->runpath = tag_string(work, image, DT_RUNPATH);
		read_needed(work, image, object);
		read_imports(image, object);
	}
	read_symbol_table(image, object);
	if (!work->options.shallow)
		look_code_read(work, image, object);
}

void look_elf_read(struct look_work *work, struct look_object *object)
{
	struct elf_image image;
	bool elf;

	object->damage = elf_image_open(object->path, &image, &elf);
	object->elf = elf;
	object->machine = image.header.e_machine;
	object->class = image.header.e_ident[EI_CLASS];
	if (!object->damage)
		read_facts(work, &image, object);
	elf_image_close(&image);
}
