/* /etc/ld.so.cache: names of libraries and where they are, as ldconfig(8) wrote it. Only its present format is read. */
#include <elf.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "look_parts.h"

enum {
	CACHE_MAX = 32 << 20,
};

struct cache_header {
	char magic[20]; /* with the version */
	uint32_t nr, names_size;
	uint8_t flags, padding[3];
	uint32_t extension, unused[3];
};

struct cache_entry {
	int32_t flags;
	uint32_t name, path; /* offsets from the beginning of the header */
	uint32_t os_version;
	uint64_t hwcap;
};

static const char magic[] = "glibc-ld.so.cache1.1";

/* The whole file, NUL at its end; read once per look. */
static bool load(struct look_work *work)
{
	int fd = work->cache_tried ? -1 : open("/etc/ld.so.cache", O_RDONLY | O_CLOEXEC);
	struct stat st;
	char *data;

	work->cache_tried = true;
	if (fd >= 0 && fstat(fd, &st) == 0 && st.st_size > (off_t)sizeof(struct cache_header) &&
	    st.st_size < CACHE_MAX && (data = look_alloc(work, (size_t)st.st_size + 1)) &&
	    read(fd, data, (size_t)st.st_size) == st.st_size) {
		data[st.st_size] = 0;
		work->cache = data;
		work->cache_size = (size_t)st.st_size;
	}
	if (fd >= 0)
		close(fd);
	return work->cache != NULL;
}

/* In older files the format of old comes first: a magic, a count, entries of 12 bytes. */
static const char *find_header(const struct look_work *work)
{
	const char *at = memmem(work->cache, work->cache_size, magic, strlen(magic));

	return at && work->cache_size - (size_t)(at - work->cache) >= sizeof(struct cache_header) ? at : NULL;
}

/* How entries for a kind of program are marked. */
static int32_t flags_of(uint16_t machine, unsigned char class)
{
	switch (machine) {
	case EM_X86_64:
		return class == ELFCLASS64 ? 0x0303 : 0x0803;
	case EM_AARCH64:
		return 0x0a03;
	default:
		return 0x0003;
	}
}

unsigned look_processor_level(void)
{
#if defined(__x86_64__)
	if (!__builtin_cpu_supports("sse4.2") || !__builtin_cpu_supports("popcnt") || !__builtin_cpu_supports("ssse3"))
		return 1;
	if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("bmi") || !__builtin_cpu_supports("bmi2") ||
	    !__builtin_cpu_supports("fma"))
		return 2;
	if (!__builtin_cpu_supports("avx512f") || !__builtin_cpu_supports("avx512bw") ||
	    !__builtin_cpu_supports("avx512cd") || !__builtin_cpu_supports("avx512dq") ||
	    !__builtin_cpu_supports("avx512vl"))
		return 3;
	return 4;
#else
	return 1;
#endif
}

/* Of a file in the folder for a kind of processor; 1: it is for all. */
static unsigned level_of(const char *path)
{
	static const char folder[] = "/glibc-hwcaps/x86-64-v";
	const char *at = strstr(path, folder);

	return at ? (unsigned)(at[strlen(folder)] - '0') : 1;
}

const char *look_cache_find(struct look_work *work, const char *name, uint16_t machine, unsigned char class)
{
	const char *base = load(work) ? find_header(work) : NULL;
	size_t left = base ? work->cache_size - (size_t)(base - work->cache) : 0;
	struct cache_header header;
	struct cache_entry entry;
	const char *best = NULL;

	if (!base)
		return NULL;
	memcpy(&header, base, sizeof(header));
	for (uint32_t i = 0; i < header.nr; i++) {
		size_t at = sizeof(header) + (size_t)i * sizeof(entry);

		if (at + sizeof(entry) > left)
			break;
		memcpy(&entry, base + at, sizeof(entry));
		if (entry.flags != flags_of(machine, class) || entry.name >= left || entry.path >= left ||
		    strcmp(base + entry.name, name) != 0)
			continue;
		if (level_of(base + entry.path) <= look_processor_level() &&
		    (!best || level_of(base + entry.path) > level_of(best)))
			best = base + entry.path;
	}
	return best ? look_string(work, best, strlen(best)) : NULL;
}
