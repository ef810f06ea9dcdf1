/*
 * The symbols of one ELF file, with those of its separate debug file, sorted by address. The files are not trusted.
 * One thread.
 */
#ifndef MTR_SYMBOL_FILE_H
#define MTR_SYMBOL_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct mtr_symbol_file;

/*
 * Opens @path when it is an ELF file with this build id, and has symbols: NULL otherwise. @dynamic: take .dynsym, too,
 * which stripped files have.
 */
struct mtr_symbol_file *mtr_symbol_file_open(const char *path, const void *build_id, size_t build_id_size,
					     bool dynamic);
void mtr_symbol_file_close(struct mtr_symbol_file *file);

/* The function that @address, as in the file, lies in: its name, borrowed, and where it begins. NULL: none. */
const char *mtr_symbol_file_find(const struct mtr_symbol_file *file, uint64_t address, uint64_t *ret_start);

#endif
