/* libelf by sections, read and not mapped: a mapped file that is truncated meanwhile would kill the reader. */
#include "symbol_file.h"

#include <fcntl.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	NESTED_MAX = 8
};

struct symbol {
	uint64_t start, size;
	const char *name; /* in the file's string table, which libelf keeps */
	uint8_t rank;     /* of several at one place the lowest counts */
};

struct mtr_symbol_file {
	Elf *elf;
	int fd;
	struct symbol *symbols;
	size_t nr, capacity;
};

static bool has_build_id(Elf_Data *notes, const void *build_id, size_t size)
{
	size_t offset = 0, name, desc;
	GElf_Nhdr note;

	while ((offset = gelf_getnote(notes, offset, &note, &name, &desc)) > 0) {
		if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4 && note.n_descsz == size &&
		    memcmp((const char *)notes->d_buf + name, "GNU", 4) == 0 &&
		    memcmp((const char *)notes->d_buf + desc, build_id, size) == 0)
			return true;
	}
	return false;
}

/* By sections: separate debug files keep the note, but not what their segments point to. */
static bool is_build(Elf *elf, const void *build_id, size_t size)
{
	Elf_Scn *section = NULL;
	GElf_Shdr header;

	while ((section = elf_nextscn(elf, section))) {
		Elf_Data *notes;

		if (!gelf_getshdr(section, &header) || header.sh_type != SHT_NOTE)
			continue;
		notes = elf_getdata(section, NULL);
		if (notes && has_build_id(notes, build_id, size))
			return true;
	}
	return false;
}

static bool append(struct mtr_symbol_file *file, const struct symbol *symbol)
{
	if (file->nr == file->capacity) {
		size_t capacity = file->capacity ? 2 * file->capacity : 1024;
		struct symbol *symbols = reallocarray(file->symbols, capacity, sizeof(*symbols));

		if (!symbols)
			return false;
		file->symbols = symbols;
		file->capacity = capacity;
	}
	file->symbols[file->nr++] = *symbol;
	return true;
}

/* Names that others bind to before those that are the file's own affair. */
static uint8_t rank_of(const GElf_Sym *symbol)
{
	switch (GELF_ST_BIND(symbol->st_info)) {
	case STB_GLOBAL:
		return 0;
	case STB_WEAK:
		return 1;
	default:
		return 2;
	}
}

static bool is_code(const GElf_Sym *symbol)
{
	int type = GELF_ST_TYPE(symbol->st_info);

	return symbol->st_shndx != SHN_UNDEF && symbol->st_shndx != SHN_ABS && symbol->st_value &&
	       (type == STT_FUNC || type == STT_GNU_IFUNC);
}

static void read_table(struct mtr_symbol_file *file, Elf_Scn *section, const GElf_Shdr *header)
{
	Elf_Data *data = elf_getdata(section, NULL);
	GElf_Sym symbol;

	for (int i = 0; data && gelf_getsym(data, i, &symbol); i++) {
		struct symbol kept = {symbol.st_value, symbol.st_size, NULL, rank_of(&symbol)};

		if (!is_code(&symbol))
			continue;
		kept.name = elf_strptr(file->elf, header->sh_link, symbol.st_name);
		if (kept.name && *kept.name && !append(file, &kept))
			return;
	}
}

static int compare(const void *a, const void *b)
{
	const struct symbol *left = a, *right = b;

	if (left->start != right->start)
		return left->start < right->start ? -1 : 1;
	if (left->rank != right->rank)
		return left->rank < right->rank ? -1 : 1;
	return strcmp(left->name, right->name);
}

static void read_tables(struct mtr_symbol_file *file, bool dynamic)
{
	Elf_Scn *section = NULL;
	size_t kept = 0;
	GElf_Shdr header;

	while ((section = elf_nextscn(file->elf, section))) {
		if (gelf_getshdr(section, &header) &&
		    (header.sh_type == SHT_SYMTAB || (dynamic && header.sh_type == SHT_DYNSYM)))
			read_table(file, section, &header);
	}
	if (!file->nr)
		return;
	qsort(file->symbols, file->nr, sizeof(*file->symbols), compare);
	for (size_t i = 0; i < file->nr; i++) {
		if (!kept || file->symbols[i].start != file->symbols[kept - 1].start)
			file->symbols[kept++] = file->symbols[i];
	}
	file->nr = kept;
}

static bool read_file(struct mtr_symbol_file *file, const char *path, const void *build_id, size_t size, bool dynamic)
{
	struct stat st;

	/* The path may be a trace's: nothing that waits, and nothing but a file. */
	file->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (file->fd < 0 || fstat(file->fd, &st) < 0 || !S_ISREG(st.st_mode))
		return false;
	elf_version(EV_CURRENT);
	file->elf = elf_begin(file->fd, ELF_C_READ, NULL);
	if (!file->elf || elf_kind(file->elf) != ELF_K_ELF || !is_build(file->elf, build_id, size))
		return false;
	read_tables(file, dynamic);
	return file->nr > 0;
}

struct mtr_symbol_file *mtr_symbol_file_open(const char *path, const void *build_id, size_t build_id_size, bool dynamic)
{
	struct mtr_symbol_file *file = calloc(1, sizeof(*file));

	if (!file)
		return NULL;
	file->fd = -1;
	if (read_file(file, path, build_id, build_id_size, dynamic))
		return file;
	mtr_symbol_file_close(file);
	return NULL;
}

void mtr_symbol_file_close(struct mtr_symbol_file *file)
{
	if (!file)
		return;
	free(file->symbols);
	if (file->elf)
		elf_end(file->elf);
	if (file->fd >= 0)
		close(file->fd);
	free(file);
}

/* The last symbol that begins at @address or before; file->nr: none. */
static size_t find_last(const struct mtr_symbol_file *file, uint64_t address)
{
	size_t low = 0, high = file->nr;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (file->symbols[middle].start <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? low - 1 : file->nr;
}

const char *mtr_symbol_file_find(const struct mtr_symbol_file *file, uint64_t address, uint64_t *ret_start)
{
	size_t last = find_last(file, address);

	/* A function may have others within it: then the one around begins further ahead. */
	for (size_t i = last, steps = 0; i < file->nr && steps < NESTED_MAX; i--, steps++) {
		const struct symbol *symbol = &file->symbols[i];
		/* Functions written in assembly language may have no size: up to the next one. */
		bool within = symbol->size ? address - symbol->start < symbol->size : i == last;

		if (!within)
			continue;
		*ret_start = symbol->start;
		return symbol->name;
	}
	return NULL;
}
