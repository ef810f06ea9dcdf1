/* Files that are made to break who looks at them: nothing crashes, reads beyond its memory or takes for ever. */
#include <fcntl.h>
#include <gelf.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "look.h"
#include "symbol_file.h"
#include "unit.h"

enum {
	REGIONS_MAX = 16,
};

static uint8_t *base;
static size_t base_size;
static uint8_t build_id[64];
static size_t build_id_size;

/* Where in the file there is something that is interpreted. */
static struct region {
	size_t start, size;
} regions[REGIONS_MAX];
static unsigned nr_regions;

static uint64_t random_state = 88172645463325252u;

static uint64_t next_random(void)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return random_state;
}

static void add_region(size_t start, size_t size)
{
	if (nr_regions < REGIONS_MAX && size && start + size <= base_size)
		regions[nr_regions++] = (struct region){start, size};
}

static void find_regions(Elf *elf)
{
	Elf_Scn *section = NULL;
	GElf_Shdr shdr;
	GElf_Ehdr ehdr;

	assert_non_null(gelf_getehdr(elf, &ehdr));
	add_region(0, ehdr.e_ehsize);
	add_region(ehdr.e_phoff, (size_t)ehdr.e_phnum * ehdr.e_phentsize);
	add_region(ehdr.e_shoff, (size_t)ehdr.e_shnum * ehdr.e_shentsize);
	while ((section = elf_nextscn(elf, section))) {
		assert_non_null(gelf_getshdr(section, &shdr));
		switch (shdr.sh_type) {
		case SHT_NOTE:
			if (shdr.sh_size == 36) {
				build_id_size = 20;
				memcpy(build_id, base + shdr.sh_offset + 16, build_id_size);
			}
			add_region(shdr.sh_offset, shdr.sh_size);
			break;
		case SHT_DYNAMIC:
		case SHT_DYNSYM:
		case SHT_RELA:
		case SHT_SYMTAB:
		case SHT_GNU_HASH:
			add_region(shdr.sh_offset, shdr.sh_size);
		}
	}
}

static int setup(void **state)
{
	int fd = open(HOSTILE_BASE, O_RDONLY);
	struct stat st;
	Elf *elf;

	(void)state;
	assert_true(fd >= 0 && fstat(fd, &st) == 0);
	base_size = (size_t)st.st_size;
	base = malloc(base_size);
	assert_true(base && read(fd, base, base_size) == (ssize_t)base_size);
	close(fd);
	elf_version(EV_CURRENT);
	elf = elf_memory((char *)base, base_size);
	assert_non_null(elf);
	find_regions(elf);
	elf_end(elf);
	assert_true(nr_regions > 6 && build_id_size);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	free(base);
	return 0;
}

static unsigned nr_mutants = 3000; /* more by hand: test_look_hostile NUMBER */

static const char path[] = "hostile_program";

static void write_program(const uint8_t *data, size_t size)
{
	int fd;

	unlink(path);
	fd = open(path, O_CREAT | O_EXCL | O_WRONLY, 0700);
	assert_true(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	close(fd);
}

/* What comes out does not matter, but that something does, and that all of it can be read. */
static enum look_verdict look_at(void)
{
	char *argv[] = {(char *)(uintptr_t) "./hostile_program", NULL};
	struct mtr_symbol_file *symbols;
	struct look_choice choice;
	const struct look *look;
	uint64_t start;

	assert_int_equal(look_take(argv, NULL, &look), 0);
	look_choose(look, &choice);
	assert_true(strlen(choice.reason) > 0);
	for (unsigned i = 0; i < look->nr_objects; i++)
		assert_true(!look->objects[i]->build_id || strlen(look->objects[i]->build_id) <= 128);
	look_free(look);
	symbols = mtr_symbol_file_open(path, build_id, build_id_size, true);
	for (uint64_t address = 0; symbols && address < base_size; address += 997)
		mtr_symbol_file_find(symbols, address, &start);
	mtr_symbol_file_close(symbols);
	return choice.verdict;
}

static void test_a_file_that_is_cut_anywhere_is_looked_at(void **state)
{
	(void)state;
	write_program(base, base_size);
	assert_int_equal(look_at(), LOOK_YES);
	for (size_t size = 0; size < base_size; size += size < 1200 ? 13 : 499) {
		write_program(base, size);
		look_at();
	}
	unlink(path);
}

static void change(uint8_t *mutant)
{
	const struct region *region = &regions[next_random() % nr_regions];
	size_t width = (size_t)1 << next_random() % 4, at = region->start + next_random() % region->size;
	uint64_t values[] = {0, UINT64_MAX, INT64_MAX, next_random(), next_random() % 256, base_size, 0x7fffffff, 1};
	uint64_t value = values[next_random() % 8];

	at -= at % width;
	if (at + width <= base_size)
		memcpy(mutant + at, &value, width);
}

static void test_files_with_any_numbers_in_them_are_looked_at(void **state)
{
	uint8_t *mutant = malloc(base_size);

	(void)state;
	assert_non_null(mutant);
	for (unsigned i = 0; i < nr_mutants; i++) {
		memcpy(mutant, base, base_size);
		for (unsigned changes = 1 + (unsigned)(next_random() % 3); changes; changes--)
			change(mutant);
		write_program(mutant, base_size);
		look_at();
	}
	free(mutant);
	unlink(path);
}

static void test_random_text_is_a_script_or_nothing(void **state)
{
	char text[200];

	(void)state;
	for (unsigned i = 0; i < 500; i++) {
		static const char alphabet[] = "#!/ \n\t$\"'\\=@-()exec export env sh ./hostile_program -S -c A=";
		size_t size = next_random() % sizeof(text);

		for (size_t at = 0; at < size; at++)
			text[at] = alphabet[next_random() % (sizeof(alphabet) - 1)];
		if (size >= 10)
			memcpy(text, i & 1 ? "#!/bin/sh\n" : "#!", i & 1 ? 10 : 2);
		write_program((const uint8_t *)text, size);
		look_at();
	}
	unlink(path);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_file_that_is_cut_anywhere_is_looked_at),
		cmocka_unit_test(test_files_with_any_numbers_in_them_are_looked_at),
		cmocka_unit_test(test_random_text_is_a_script_or_nothing),
	};
	char folder[] = "/tmp/test_look.XXXXXX";
	int failed;

	if (argc > 1)
		nr_mutants = (unsigned)strtoul(argv[1], NULL, 10);
	if (!mkdtemp(folder) || chdir(folder) < 0)
		return 1;
	failed = cmocka_run_group_tests(tests, setup, teardown);
	rmdir(folder);
	return failed;
}
