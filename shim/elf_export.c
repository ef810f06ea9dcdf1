/* Symbol tables in memory, by the hash tables that the loader uses. */
#include "elf_export.h"

#include <elf.h>
#include <stddef.h>
#include <stdint.h>

/* Other objects' memory, and possibly before a sanitizer's runtime is set up. */
#define EARLY __attribute__((no_sanitize("address", "thread", "undefined")))

struct tables {
	const ElfW(Sym) * symbols;
	const char *strings;
	const uint32_t *gnu_hash, *hash;
};

EARLY static bool same(const char *a, const char *b)
{
	while (*a && *a == *b)
		a++, b++;
	return *a == *b;
}

/* Some loaders leave the addresses in a dynamic section as they are in the file. */
EARLY static const void *address(ElfW(Addr) base, const ElfW(Dyn) * entry)
{
	return (const void *)(entry->d_un.d_ptr < base ? base + entry->d_un.d_ptr : entry->d_un.d_ptr);
}

EARLY static bool read_tables(ElfW(Addr) base, const ElfW(Dyn) * dynamic, struct tables *ret)
{
	*ret = (struct tables){0};
	for (; dynamic && dynamic->d_tag != DT_NULL; dynamic++) {
		if (dynamic->d_tag == DT_SYMTAB)
			ret->symbols = address(base, dynamic);
		else if (dynamic->d_tag == DT_STRTAB)
			ret->strings = address(base, dynamic);
		else if (dynamic->d_tag == DT_GNU_HASH)
			ret->gnu_hash = address(base, dynamic);
		else if (dynamic->d_tag == DT_HASH)
			ret->hash = address(base, dynamic);
	}
	return ret->symbols && ret->strings && (ret->gnu_hash || ret->hash);
}

EARLY static bool is_defined(const ElfW(Sym) * symbol)
{
	return symbol->st_shndx != SHN_UNDEF && symbol->st_value && ELF64_ST_BIND(symbol->st_info) != STB_LOCAL;
}

EARLY static uint32_t gnu_hash_of(const char *name)
{
	uint32_t hash = 5381;

	for (; *name; name++)
		hash = hash * 33 + (unsigned char)*name;
	return hash;
}

/* The parts of a DT_GNU_HASH table. */
struct gnu_hash {
	uint32_t nr_buckets, first, bloom_size, bloom_shift;
	const ElfW(Addr) * bloom;
	const uint32_t *buckets, *chains;
};

EARLY static struct gnu_hash gnu_hash_read(const uint32_t *table)
{
	struct gnu_hash hash = {
		.nr_buckets = table[0], .first = table[1], .bloom_size = table[2], .bloom_shift = table[3]};

	hash.bloom = (const ElfW(Addr) *)(table + 4);
	hash.buckets = (const uint32_t *)(hash.bloom + hash.bloom_size);
	hash.chains = hash.buckets + hash.nr_buckets;
	return hash;
}

EARLY static const ElfW(Sym) * find_gnu(const struct tables *tables, const char *name)
{
	enum {
		WORD = 8 * sizeof(ElfW(Addr))
	};
	struct gnu_hash table = gnu_hash_read(tables->gnu_hash);
	uint32_t hash = gnu_hash_of(name), index;
	ElfW(Addr) mask = (ElfW(Addr))1 << hash % WORD | (ElfW(Addr))1 << (hash >> table.bloom_shift) % WORD;

	if (!table.nr_buckets || (table.bloom[hash / WORD % table.bloom_size] & mask) != mask)
		return NULL;
	index = table.buckets[hash % table.nr_buckets];
	if (index < table.first)
		return NULL;
	for (;; index++) {
		uint32_t other = table.chains[index - table.first];
		const ElfW(Sym) *symbol = &tables->symbols[index];

		if ((other | 1) == (hash | 1) && is_defined(symbol) && same(tables->strings + symbol->st_name, name))
			return symbol;
		if (other & 1)
			return NULL;
	}
}

/* One past the last symbol that a DT_GNU_HASH table knows of; all of these are defined. */
EARLY static uint32_t count_gnu(const uint32_t *words)
{
	struct gnu_hash table = gnu_hash_read(words);
	uint32_t last = 0;

	for (uint32_t i = 0; i < table.nr_buckets; i++)
		last = table.buckets[i] > last ? table.buckets[i] : last;
	if (last < table.first)
		return table.first;
	while (!(table.chains[last - table.first] & 1))
		last++;
	return last + 1;
}

/* A DT_HASH table says how many symbols there are, and few objects have no better one: no need to be fast. */
EARLY static const ElfW(Sym) * find_plain(const struct tables *tables, const char *name)
{
	for (uint32_t i = 1; i < tables->hash[1]; i++) {
		if (is_defined(&tables->symbols[i]) && same(tables->strings + tables->symbols[i].st_name, name))
			return &tables->symbols[i];
	}
	return NULL;
}

EARLY const ElfW(Sym) * shim_export_find(ElfW(Addr) base, const ElfW(Dyn) * dynamic, const char *name)
{
	struct tables tables;

	if (!read_tables(base, dynamic, &tables))
		return NULL;
	return tables.gnu_hash ? find_gnu(&tables, name) : find_plain(&tables, name);
}

/* What a libmi exports, the names of all known builds, and what linkers add to every object, or did. */
EARLY static bool is_of_libmi(const char *name)
{
	static const char known[][28] = {"MI_Application_InitializeV1",
					 "MI_Version_Info",
					 "NITS_PRESENCE_STUB",
					 "NITS_STUB",
					 "mi_clientFT_V1",
					 "_init",
					 "_fini",
					 "_edata",
					 "_end",
					 "__bss_start"};

	for (unsigned i = 0; i < sizeof(known) / sizeof(*known); i++) {
		if (same(known[i], name))
			return true;
	}
	return false;
}

EARLY bool shim_export_has_others(ElfW(Addr) base, const ElfW(Dyn) * dynamic)
{
	struct tables tables;
	uint32_t nr;

	if (!read_tables(base, dynamic, &tables))
		return false;
	nr = tables.gnu_hash ? count_gnu(tables.gnu_hash) : tables.hash[1];
	for (uint32_t i = 1; i < nr; i++) {
		const ElfW(Sym) *symbol = &tables.symbols[i];

		if (is_defined(symbol) && !is_of_libmi(tables.strings + symbol->st_name))
			return true;
	}
	return false;
}
