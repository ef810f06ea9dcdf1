/* libelf, by segments. Files are read and not mapped: a mapped one that is truncated meanwhile would kill us. */
#include "elf_image.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	SYMBOLS_MAX = 4 << 20,
};

static bool fits(uint64_t offset, uint64_t size, uint64_t whole)
{
	return offset <= whole && size <= whole - offset;
}

Elf_Data *elf_image_at(struct elf_image *image, uint64_t address, uint64_t size, Elf_Type type)
{
	for (unsigned i = 0; i < image->nr_segments; i++) {
		const GElf_Phdr *segment = &image->segments[i];

		if (segment->p_type != PT_LOAD || address < segment->p_vaddr ||
		    !fits(address - segment->p_vaddr, size, segment->p_filesz) ||
		    !fits(segment->p_offset, segment->p_filesz, image->size))
			continue;
		return elf_getdata_rawchunk(image->elf, (int64_t)(segment->p_offset + address - segment->p_vaddr), size,
					    type);
	}
	return NULL;
}

const char *elf_image_string(const struct elf_image *image, uint64_t offset)
{
	const Elf_Data *strings = image->strings;
	const char *text;

	if (!strings || offset >= strings->d_size)
		return NULL;
	text = (const char *)strings->d_buf + offset;
	return memchr(text, 0, strings->d_size - offset) ? text : NULL;
}

static const char *read_segments(struct elf_image *image)
{
	size_t nr;

	if (elf_getphdrnum(image->elf, &nr) < 0)
		return "its program headers lie outside the file";
	if (nr > ELF_IMAGE_SEGMENTS)
		return "it has more program headers than a program can have";
	for (size_t i = 0; i < nr; i++) {
		if (!gelf_getphdr(image->elf, (int)i, &image->segments[i]))
			return "its program headers lie outside the file";
		image->nr_segments++;
	}
	for (size_t i = 0; i < nr; i++) {
		const GElf_Phdr *segment = &image->segments[i];

		if (segment->p_type == PT_LOAD && !fits(segment->p_offset, segment->p_filesz, image->size))
			return "it breaks off: a segment lies beyond the end of the file";
	}
	return NULL;
}

static void read_tags(struct elf_image *image)
{
	size_t entry = gelf_fsize(image->elf, ELF_T_DYN, 1, EV_CURRENT);
	size_t nr = entry ? image->dynamic->d_size / entry : 0;
	GElf_Dyn dyn;

	for (size_t i = 0; i < nr && gelf_getdyn(image->dynamic, (int)i, &dyn) && dyn.d_tag != DT_NULL; i++) {
		if (dyn.d_tag > 0 && dyn.d_tag < ELF_IMAGE_TAGS)
			image->tags[dyn.d_tag] = dyn.d_un.d_val;
	}
}

/* Nothing but DT_HASH tells how many there are; else the next table begins where they end. */
static unsigned count_symbols(struct elf_image *image, uint64_t entry)
{
	static const int others[] = {DT_STRTAB, DT_HASH, DT_RELA, DT_REL, DT_JMPREL, DT_INIT, DT_FINI, DT_PLTGOT};
	uint64_t start = image->tags[DT_SYMTAB], end = UINT64_MAX;
	Elf_Data *hash = image->tags[DT_HASH] ? elf_image_at(image, image->tags[DT_HASH], 8, ELF_T_WORD) : NULL;

	if (hash)
		return ((const uint32_t *)hash->d_buf)[1];
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		if (image->tags[others[i]] > start && image->tags[others[i]] < end)
			end = image->tags[others[i]];
	}
	for (unsigned i = 0; i < image->nr_segments; i++) {
		const GElf_Phdr *segment = &image->segments[i];

		if (segment->p_type == PT_LOAD && start >= segment->p_vaddr &&
		    start - segment->p_vaddr < segment->p_filesz && segment->p_vaddr + segment->p_filesz < end)
			end = segment->p_vaddr + segment->p_filesz;
	}
	return end == UINT64_MAX || end < start ? 0 : (unsigned)((end - start) / entry);
}

static void read_symbols(struct elf_image *image)
{
	size_t entry = gelf_fsize(image->elf, ELF_T_SYM, 1, EV_CURRENT);

	if (!entry || !image->tags[DT_SYMTAB])
		return;
	image->nr_symbols = count_symbols(image, entry);
	if (image->nr_symbols > SYMBOLS_MAX)
		image->nr_symbols = 0;
	if (image->nr_symbols)
		image->symbols = elf_image_at(image, image->tags[DT_SYMTAB], image->nr_symbols * entry, ELF_T_SYM);
	if (!image->symbols)
		image->nr_symbols = 0;
}

static const char *read_dynamic(struct elf_image *image)
{
	for (unsigned i = 0; i < image->nr_segments; i++) {
		const GElf_Phdr *segment = &image->segments[i];

		if (segment->p_type != PT_DYNAMIC)
			continue;
		image->dynamic =
			elf_getdata_rawchunk(image->elf, (int64_t)segment->p_offset, segment->p_filesz, ELF_T_DYN);
		if (!image->dynamic)
			return "its dynamic segment lies outside the file";
		read_tags(image);
		if (image->tags[DT_STRTAB])
			image->strings = elf_image_at(image, image->tags[DT_STRTAB], image->tags[DT_STRSZ], ELF_T_BYTE);
		if (!image->strings)
			return "the names of its dynamic segment lie outside the file";
		read_symbols(image);
		return NULL;
	}
	return NULL;
}

static const char *read_file(struct elf_image *image, const char *path, bool *ret_elf)
{
	unsigned char magic[SELFMAG];
	struct stat st;
	const char *trouble;

	image->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (image->fd < 0)
		return strerrordesc_np(errno);
	if (fstat(image->fd, &st) < 0 || !S_ISREG(st.st_mode))
		return "it is no regular file";
	image->size = (uint64_t)st.st_size;
	if (pread(image->fd, magic, sizeof(magic), 0) != sizeof(magic) || memcmp(magic, ELFMAG, SELFMAG) != 0)
		return "it is no ELF file";
	*ret_elf = true;
	elf_version(EV_CURRENT);
	image->elf = elf_begin(image->fd, ELF_C_READ, NULL);
	if (!image->elf || elf_kind(image->elf) != ELF_K_ELF || !gelf_getehdr(image->elf, &image->header))
		return "its ELF header is damaged";
	trouble = read_segments(image);
	return trouble ? trouble : read_dynamic(image);
}

const char *elf_image_open(const char *path, struct elf_image *ret, bool *ret_elf)
{
	memset(ret, 0, sizeof(*ret));
	ret->fd = -1;
	*ret_elf = false;
	return read_file(ret, path, ret_elf);
}

void elf_image_close(struct elf_image *image)
{
	if (image->elf)
		elf_end(image->elf);
	if (image->fd >= 0)
		close(image->fd);
	image->elf = NULL;
	image->fd = -1;
}
