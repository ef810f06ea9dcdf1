/* The program this process runs, also in a root without /proc, as small containers have. */
#ifndef SHIM_PROGRAM_PATH_H
#define SHIM_PROGRAM_PATH_H

#include <stddef.h>

/* Its path, terminated, cut to @size; "" where it is unknown. Returns the length. */
size_t shim_program_path(char *ret, size_t size);

#endif
