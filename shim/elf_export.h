/*
 * What a loaded object exports, read from its own memory: no loader, no lock, no allocation, no C library, so that it
 * serves everywhere, the library of the audit interface included.
 */
#ifndef SHIM_ELF_EXPORT_H
#define SHIM_ELF_EXPORT_H

#include <link.h>
#include <stdbool.h>

/* The definition of @name in the object at load bias @base, whose dynamic section is @dynamic; NULL: it has none. */
const ElfW(Sym) * shim_export_find(ElfW(Addr) base, const ElfW(Dyn) * dynamic, const char *name);

/* The object exports functions or data besides those of a libmi of any known build: there is more in it than the library. */
bool shim_export_has_others(ElfW(Addr) base, const ElfW(Dyn) * dynamic);

#endif
