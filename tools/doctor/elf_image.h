/*
 * An ELF file seen as the loader sees it, by its segments, so that files without sections read the same. libelf
 * reads and translates; nothing here trusts a size or an offset of the file. One thread.
 */
#ifndef DOCTOR_ELF_IMAGE_H
#define DOCTOR_ELF_IMAGE_H

#include <gelf.h>
#include <stdbool.h>
#include <stdint.h>

enum {
	ELF_IMAGE_SEGMENTS = 256,
	ELF_IMAGE_TAGS = 40, /* of dynamic entries, DT_NULL and up, that are kept by their tag */
};

struct elf_image {
	Elf *elf;
	int fd;
	uint64_t size; /* of the file */
	GElf_Ehdr header;
	GElf_Phdr segments[ELF_IMAGE_SEGMENTS];
	unsigned nr_segments;
	Elf_Data *dynamic;             /* NULL: none */
	uint64_t tags[ELF_IMAGE_TAGS]; /* values of dynamic entries by DT_; 0: not there */
	Elf_Data *strings, *symbols;   /* of the dynamic segment; NULL: none */
	unsigned nr_symbols;
};

/*
 * Opens the file. NULL, or why it cannot be read as a whole (a constant text): then what was read until there is in *ret.
 * It is to be closed in either case. *ret_elf: whether it is an ELF file at all.
 */
const char *elf_image_open(const char *path, struct elf_image *ret, bool *ret_elf);
void elf_image_close(struct elf_image *image);

/* @size bytes at an address of the program, translated as @type; NULL: not in the file. Lives with the image. */
Elf_Data *elf_image_at(struct elf_image *image, uint64_t address, uint64_t size, Elf_Type type);

/* A string of the dynamic segment's, NULL when there is none at @offset. Lives with the image. */
const char *elf_image_string(const struct elf_image *image, uint64_t offset);

#endif
