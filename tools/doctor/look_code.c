/*
 * Strings and code. A program that opens libmi itself has the names of library and entry point among its constants;
 * one that opens plug-ins with RTLD_DEEPBIND loads that flag into the register of dlopen()'s second argument shortly
 * before it calls it. Both are looked for in the file; neither is proof of what will be executed.
 */
#include "look_code.h"

#include <dlfcn.h>
#include <string.h>

#include "elf_image.h"
#include "look_parts.h"

enum {
	SEGMENT_MAX = 16 << 20, /* what is larger is not searched: before a recording there is no time for it */
	SLOTS_MAX = 4,
	STUBS_MAX = 16,
	NAME_MAX_LEN = 255,
	BEFORE_CALL = 48, /* bytes before a call in which its argument is looked for */
};

/* The part of a segment that is in the file. */
struct code {
	const unsigned char *data;
	uint64_t address, size;
};

static bool read_segment(struct elf_image *image, const GElf_Phdr *segment, struct code *ret)
{
	Elf_Data *data;

	if (segment->p_type != PT_LOAD || !segment->p_filesz || segment->p_filesz > SEGMENT_MAX)
		return false;
	data = elf_getdata_rawchunk(image->elf, (int64_t)segment->p_offset, segment->p_filesz, ELF_T_BYTE);
	if (!data)
		return false;
	*ret = (struct code){data->d_buf, segment->p_vaddr, data->d_size};
	return true;
}

/* The name as a whole string, but not where the dynamic segment's names are: there it is an import. */
static bool has_string(const struct elf_image *image, const struct code *code, const char *text)
{
	uint64_t names = image->tags[DT_STRTAB], names_end = names + image->tags[DT_STRSZ];
	const unsigned char *at = code->data, *end = code->data + code->size;
	size_t len = strlen(text);

	while ((at = memmem(at, (size_t)(end - at), text, len + 1))) {
		uint64_t address = code->address + (uint64_t)(at - code->data);

		if (address < names || address >= names_end)
			return true;
		at += len;
	}
	return false;
}

/* ---- calls of dlopen(), x86-64 */

struct search {
	uint64_t slots[SLOTS_MAX], stubs[STUBS_MAX];
	unsigned nr_slots, nr_stubs;
	bool found, unknown;
};

static void add_slots(struct elf_image *image, uint64_t table, uint64_t size, struct search *search)
{
	Elf_Data *data = table ? elf_image_at(image, table, size, ELF_T_RELA) : NULL;
	GElf_Rela rela;
	GElf_Sym symbol;

	for (int i = 0; data && search->nr_slots < SLOTS_MAX && gelf_getrela(data, i, &rela); i++) {
		const char *name;

		if (!GELF_R_SYM(rela.r_info) || !gelf_getsym(image->symbols, (int)GELF_R_SYM(rela.r_info), &symbol))
			continue;
		name = elf_image_string(image, symbol.st_name);
		if (name && strcmp(name, "dlopen") == 0)
			search->slots[search->nr_slots++] = rela.r_offset;
	}
}

static int32_t read_i32(const unsigned char *at)
{
	int32_t value;

	memcpy(&value, at, sizeof(value));
	return value;
}

static bool is_among(uint64_t address, const uint64_t *list, unsigned nr)
{
	for (unsigned i = 0; i < nr; i++) {
		if (list[i] == address)
			return true;
	}
	return false;
}

/* jmp *slot(%rip), and the endbr64 and bnd that may be before it. */
static void find_stubs(const struct code *code, struct search *search)
{
	for (uint64_t i = 0; i + 6 <= code->size; i++) {
		uint64_t address = code->address + i;

		if (code->data[i] != 0xff || code->data[i + 1] != 0x25 ||
		    !is_among(address + 6 + (uint64_t)(int64_t)read_i32(code->data + i + 2), search->slots,
			      search->nr_slots))
			continue;
		for (unsigned before = 0; before <= 5 && search->nr_stubs < STUBS_MAX; before++)
			search->stubs[search->nr_stubs++] = address - before;
	}
}

/* The constant that was last moved to %esi before @at; 0: none was. */
static uint32_t flags_before(const struct code *code, uint64_t at)
{
	uint64_t first = at > BEFORE_CALL ? at - BEFORE_CALL : 0;

	for (uint64_t i = at - 4; i-- > first;) {
		uint32_t value;

		if (i + 5 > at || code->data[i] != 0xbe)
			continue;
		value = (uint32_t)read_i32(code->data + i + 1);
		if (value && !(value & ~(uint32_t)(RTLD_LAZY | RTLD_NOW | RTLD_NOLOAD | RTLD_DEEPBIND | RTLD_GLOBAL |
						   RTLD_NODELETE)))
			return value;
	}
	return 0;
}

static void see_call(const struct code *code, uint64_t at, struct search *search)
{
	uint32_t flags = at >= 5 ? flags_before(code, at) : 0;

	search->found |= (flags & RTLD_DEEPBIND) != 0;
	search->unknown |= !flags;
}

/* call and jmp to a stub, call and jmp through the slot. */
static void find_calls(const struct code *code, struct search *search)
{
	for (uint64_t i = 0; i + 6 <= code->size; i++) {
		const unsigned char *at = code->data + i;
		uint64_t next = code->address + i;

		if (*at == 0xe8 || *at == 0xe9) {
			if (is_among(next + 5 + (uint64_t)(int64_t)read_i32(at + 1), search->stubs, search->nr_stubs))
				see_call(code, i, search);
		} else if (*at == 0xff && (at[1] == 0x15 || at[1] == 0x25)) {
			bool stub = is_among(next, search->stubs, search->nr_stubs);

			if (!stub &&
			    is_among(next + 6 + (uint64_t)(int64_t)read_i32(at + 2), search->slots, search->nr_slots))
				see_call(code, i, search);
		}
	}
}

static enum look_deepbind find_deepbind(struct elf_image *image)
{
	const uint64_t *tags = image->tags;
	struct search search = {0};
	struct code code;

	if (image->header.e_machine != EM_X86_64 || !image->symbols)
		return LOOK_DEEPBIND_UNKNOWN;
	add_slots(image, tags[DT_JMPREL], tags[DT_PLTRELSZ], &search);
	add_slots(image, tags[DT_RELA], tags[DT_RELASZ], &search);
	for (int calls = 0; calls < 2; calls++) {
		for (unsigned i = 0; i < image->nr_segments; i++) {
			if (!(image->segments[i].p_flags & PF_X) || !read_segment(image, &image->segments[i], &code))
				continue;
			(calls ? find_calls : find_stubs)(&code, &search);
		}
	}
	return search.found ? LOOK_DEEPBIND_YES : search.unknown ? LOOK_DEEPBIND_UNKNOWN : LOOK_DEEPBIND_NO;
}

/* ---- file names of libraries */

static bool is_name_byte(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("/._+-${}", c);
}

static void mention(struct look_work *work, const char *name, size_t len)
{
	for (unsigned i = 0; i < work->nr_mentions; i++) {
		if (strlen(work->mention_list[i]) == len && memcmp(work->mention_list[i], name, len) == 0)
			return;
	}
	if (work->nr_mentions < LOOK_MENTIONS_MAX)
		work->mention_list[work->nr_mentions++] = look_string(work, name, len);
}

void look_mentions(struct look_work *work, const void *data, size_t size)
{
	const unsigned char *start = data, *end = start + size, *at = start;

	while ((at = memmem(at, (size_t)(end - at), ".so", 3))) {
		const unsigned char *first = at, *last = at + 3;

		while (first > start && first[-1] && is_name_byte(first[-1]) && at - first < NAME_MAX_LEN)
			first--;
		while (last < end && (*last == '.' || (*last >= '0' && *last <= '9')) && last - at < NAME_MAX_LEN)
			last++;
		/* A word that goes on is something else: "a.sort()". */
		if (first < at && (last == end || !*last || !is_name_byte(*last)))
			mention(work, (const char *)first, (size_t)(last - first));
		at = last;
	}
}

void look_code_read(struct look_work *work, struct elf_image *image, struct look_object *object)
{
	struct code code;

	for (unsigned i = 0; i < image->nr_segments && (object->looks_up || object->opens_objects); i++) {
		if (!read_segment(image, &image->segments[i], &code))
			continue;
		if (object->looks_up && !object->names_entry)
			object->names_entry = has_string(image, &code, "MI_Application_InitializeV1");
		if (object->opens_objects)
			look_mentions(work, code.data, code.size);
	}
	object->deepbind = object->opens_objects ? find_deepbind(image) : LOOK_DEEPBIND_NO;
}
