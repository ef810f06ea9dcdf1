/*
 * libmitrace-audit.so: the way in for what preloading does not reach.
 *
 * Plug-ins opened with RTLD_DEEPBIND, or with a libmi inside, bind to a definition of MI_Application_InitializeV1 that
 * comes before ours. The audit interface tells of each object when it is mapped and not yet relocated. Then the entry
 * of that function in the object's own symbol table is led to one of the shim's entries, so that whoever binds to it
 * or looks it up, by whatever scope and kind of relocation, gets the entry that stands for exactly this library.
 * (la_symbind() would be told of some bindings only: not of those of data, nor, before glibc 2.35, of those at startup.)
 *
 * The recorder is in the preloaded shim, in the client's namespace; this library has none. It uses no C library: a
 * second one, with a heap and threads of its own, would be loaded for it. Where it finds no shim it does nothing.
 */
#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include "elf_export.h"
#include "routes.h"

#define EXPORT __attribute__((visibility("default")))

/* Where the shim's parts are; all zero before it was seen. */
static struct {
	const struct link_map *map;
	_Atomic(shim_initialize_fn) *originals;
} shim;

/* The program is told of before what is preloaded. */
enum {
	EARLIER_MAX = 8
};
static struct link_map *earlier[EARLIER_MAX];
static unsigned nr_earlier;

static long call_system(long number, long a, long b, long c)
{
	long result;
#if defined(__x86_64__)
	__asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c) : "rcx", "r11", "memory");
#elif defined(__aarch64__)
	register long x8 __asm__("x8") = number, x0 __asm__("x0") = a, x1 __asm__("x1") = b, x2 __asm__("x2") = c;

	__asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2) : "memory");
	result = x0;
#endif
	return result;
}

/* ---------------------------------------------------------------- protection of a page */

/* Reads /proc/self/maps by the character. */
struct maps {
	int fd;
	char buf[512];
	long at, size;
};

static int next(struct maps *maps)
{
	if (maps->at == maps->size) {
		maps->at = 0;
		maps->size = call_system(SYS_read, maps->fd, (long)maps->buf, sizeof(maps->buf));
		if (maps->size <= 0) {
			maps->size = 0;
			return -1;
		}
	}
	return (unsigned char)maps->buf[maps->at++];
}

static int read_hex(struct maps *maps, uintptr_t *ret)
{
	int c;

	*ret = 0;
	for (c = next(maps); (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); c = next(maps))
		*ret = *ret << 4 | (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
	return c;
}

struct mapping {
	uintptr_t start, end;
	int protection; /* PROT_ flags */
};

/* "START-END rwxp ..." of each line, until the one with @address. */
static bool find_mapping(struct maps *maps, uintptr_t address, struct mapping *ret)
{
	int c = 0;

	while (c >= 0) {
		read_hex(maps, &ret->start);
		read_hex(maps, &ret->end);
		ret->protection = next(maps) == 'r' ? PROT_READ : 0;
		ret->protection |= next(maps) == 'w' ? PROT_WRITE : 0;
		ret->protection |= next(maps) == 'x' ? PROT_EXEC : 0;
		if (address >= ret->start && address < ret->end)
			return true;
		do
			c = next(maps);
		while (c >= 0 && c != '\n');
	}
	return false;
}

static bool mapping_of(uintptr_t address, struct mapping *ret)
{
	struct maps maps;
	bool found;

	/* By the member: an initialiser would be a call of memset(), which is not here. */
	maps.fd = (int)call_system(SYS_openat, AT_FDCWD, (long)"/proc/self/maps", O_RDONLY | O_CLOEXEC);
	maps.at = maps.size = 0;
	if (maps.fd < 0)
		return false;
	found = find_mapping(&maps, address, ret);
	call_system(SYS_close, maps.fd, 0, 0);
	return found;
}

/* ---------------------------------------------------------------- leading a symbol elsewhere */

static bool protect(const struct mapping *mapping, int protection)
{
	return call_system(SYS_mprotect, (long)mapping->start, (long)(mapping->end - mapping->start), protection) == 0;
}

static bool store_value(ElfW(Sym) * symbol, ElfW(Addr) value)
{
	struct mapping mapping;

	if (!mapping_of((uintptr_t)symbol, &mapping) || !protect(&mapping, mapping.protection | PROT_WRITE))
		return false;
	symbol->st_value = value;
	return protect(&mapping, mapping.protection);
}

static void *exported(const struct link_map *map, const char *name)
{
	const ElfW(Sym) *symbol = shim_export_find(map->l_addr, map->l_ld, name);

	return symbol ? (void *)(map->l_addr + symbol->st_value) : NULL;
}

/* The shim's entry number @n. */
static void *entry(unsigned n)
{
	char name[] = "mitrace_entry_\0\0";
	unsigned at = sizeof("mitrace_entry_") - 1;

	if (n >= 10)
		name[at++] = (char)('0' + n / 10);
	name[at] = (char)('0' + n % 10);
	return exported(shim.map, name);
}

/* Takes an entry for @original; SHIM_ENTRIES when all stand for others. */
static unsigned take_entry(shim_initialize_fn original)
{
	unsigned n;

	for (n = 0; n < SHIM_ENTRIES; n++) {
		shim_initialize_fn there = NULL;

		if (atomic_compare_exchange_strong(&shim.originals[n], &there, original) || there == original)
			break;
	}
	return n;
}

/* Returns the number of the entry that stands for the object's function now, plus one; 0: it has none. */
static uintptr_t redirect(const struct link_map *map)
{
	const ElfW(Sym) *symbol = shim_export_find(map->l_addr, map->l_ld, "MI_Application_InitializeV1");
	unsigned n;

	if (!symbol || exported(map, SHIM_MARK) || exported(map, PROXY_MARK))
		return 0;
	n = take_entry((shim_initialize_fn)(map->l_addr + symbol->st_value));
	if (n == SHIM_ENTRIES)
		return 0;
	if (!store_value((ElfW(Sym) *)(uintptr_t)symbol, (ElfW(Addr))entry(n) - map->l_addr))
		return 0;
	return n + 1;
}

static void see_shim(const struct link_map *map)
{
	shim.originals = exported(map, "mitrace_originals");
	shim.map = map;
	for (unsigned i = 0; i < nr_earlier; i++)
		redirect(earlier[i]);
}

/* ---------------------------------------------------------------- the audit interface */

EXPORT unsigned la_version(unsigned version);
EXPORT unsigned la_version(unsigned version)
{
	return version < LAV_CURRENT ? version : LAV_CURRENT;
}

EXPORT unsigned la_objopen(struct link_map *map, Lmid_t namespace, uintptr_t *cookie);
EXPORT unsigned la_objopen(struct link_map *map, Lmid_t namespace, uintptr_t *cookie)
{
	*cookie = 0;
	/* The shim sees but its own namespace. */
	if (namespace != LM_ID_BASE)
		return 0;
	if (shim.map)
		*cookie = redirect(map);
	else if (exported(map, SHIM_MARK))
		see_shim(map);
	else if (nr_earlier < EARLIER_MAX)
		earlier[nr_earlier++] = map;
	return 0; /* and nothing about single bindings */
}

EXPORT unsigned la_objclose(uintptr_t *cookie);
EXPORT unsigned la_objclose(uintptr_t *cookie)
{
	/* What was used stays loaded, so this entry is free again. */
	if (*cookie)
		atomic_store(&shim.originals[*cookie - 1], NULL);
	return 0;
}
