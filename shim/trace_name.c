/* Expanding the pattern, and stepping aside for files that exist. */
#include "trace_name.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <zstd.h>

#include "program_path.h"
#include "seek_table.h"

enum {
	NUMBER_MAX = 9999,
	FRAME_AT = MTR_SKIPPABLE_HEADER + MTR_HEAD_SIZE, /* where the frame with the header packet begins */
	HEAD_MAX = 1 << 18,                              /* bytes of a trace that are looked at */
	HEADER_MAX = 1 << 20,
};

static const char suffix[] = ".mitrace";

static const char *program_name(char *buf, size_t size)
{
	const char *slash;

	if (!shim_program_path(buf, size))
		return "unknown";
	slash = strrchr(buf, '/');
	return slash ? slash + 1 : buf;
}

static size_t expand_one(char directive, char *out, size_t size)
{
	char program[PATH_MAX];

	switch (directive) {
	case 'p':
		return (size_t)snprintf(out, size, "%d", (int)getpid());
	case 'e':
		return (size_t)snprintf(out, size, "%s", program_name(program, sizeof(program)));
	case 't':
		return (size_t)snprintf(out, size, "%lld", (long long)time(NULL));
	case '%':
		return (size_t)snprintf(out, size, "%%");
	default:
		return (size_t)snprintf(out, size, "%%%c", directive);
	}
}

static bool expand(const char *pattern, char *out, size_t size)
{
	size_t len = 0;

	for (; *pattern && len + 1 < size; pattern++) {
		if (*pattern == '%' && pattern[1])
			len += expand_one(*++pattern, out + len, size - len);
		else
			out[len++] = *pattern;
	}
	if (*pattern || len >= size)
		return false;
	out[len] = '\0';
	return true;
}

static bool compose(struct shim_name *name)
{
	char pid[24] = "", number[24] = "";

	if (name->with_pid)
		snprintf(pid, sizeof(pid), ".%d", (int)getpid());
	if (name->number)
		snprintf(number, sizeof(number), ".%u", name->number);
	return (size_t)snprintf(name->path, sizeof(name->path), "%s%s%s%s", name->base, pid, number, suffix) <
	       sizeof(name->path);
}

bool shim_name_first(struct shim_name *name, const struct shim_config *config, bool is_child)
{
	size_t len;

	memset(name, 0, sizeof(*name));
	name->config = config;
	if (!expand(config->file, name->base, sizeof(name->base)))
		return false;
	len = strlen(name->base);
	if (len >= sizeof(suffix) && strcmp(name->base + len - (sizeof(suffix) - 1), suffix) == 0)
		name->base[len - (sizeof(suffix) - 1)] = '\0';
	/* With %p in the pattern a child has a name of its own already. */
	name->with_pid = is_child && !strstr(config->file, "%p");
	return compose(name);
}

/* ---------------------------------------------------------------- what is there already */

static void *map(size_t size)
{
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return memory == MAP_FAILED ? NULL : memory;
}

/* The first bytes of a file, or 0 when it is no plain file that can be read. */
static size_t read_head(const char *path, uint8_t *head)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct stat st;
	ssize_t len = 0;

	if (fd < 0)
		return 0;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		len = pread(fd, head, HEAD_MAX, 0);
	close(fd);
	return len > 0 ? (size_t)len : 0;
}

static bool is_trace(const uint8_t *head, size_t size)
{
	uint8_t expected[FRAME_AT];

	/* Versions differ in what follows the magic. */
	mtr_seek_head_write(expected);
	return size >= FRAME_AT && memcmp(head, expected, MTR_SKIPPABLE_HEADER + sizeof(MTR_HEAD_MAGIC)) == 0;
}

/* The header packet has the setting "session" with our value. */
static bool names_session(const uint8_t *header, size_t size, const char *session)
{
	static const char name[] = "\x0a\x07session\x12";
	char setting[sizeof(name) + 1 + SHIM_SESSION_MAX];
	size_t len = sizeof(name) - 1;

	memcpy(setting, name, len);
	setting[len++] = (char)strlen(session);
	memcpy(setting + len, session, strlen(session));
	return memmem(header, size, setting, len + strlen(session));
}

static bool is_of_session(const uint8_t *head, size_t size, const char *session)
{
	size_t frame = ZSTD_findFrameCompressedSize(head + FRAME_AT, size - FRAME_AT), len;
	uint8_t *header;
	bool same;

	if (!*session || ZSTD_isError(frame))
		return false;
	header = map(HEADER_MAX);
	if (!header)
		return false;
	len = ZSTD_decompress(header, HEADER_MAX, head + FRAME_AT, frame);
	same = !ZSTD_isError(len) && names_session(header, len, session);
	munmap(header, HEADER_MAX);
	return same;
}

/* A recording that runs, or one that nobody has finished, has a spool beside its trace. */
static bool has_spool(const char *path)
{
	char spool[PATH_MAX + 8];

	snprintf(spool, sizeof(spool), "%s.spool", path);
	return access(spool, F_OK) == 0;
}

/* Looks at name->path. True: it was removed to make room, or is gone by itself. */
static bool make_room(const struct shim_name *name, bool *ret_same_run)
{
	uint8_t *head = map(HEAD_MAX);
	size_t size = head ? read_head(name->path, head) : 0;
	bool trace = size && is_trace(head, size);
	bool room = false;

	*ret_same_run = trace && is_of_session(head, size, name->config->session);
	if (name->config->force && trace && !*ret_same_run && !has_spool(name->path))
		room = unlink(name->path) == 0 || errno == ENOENT;
	if (head)
		munmap(head, HEAD_MAX);
	return room;
}

bool shim_name_next(struct shim_name *name)
{
	bool same_run;

	if (make_room(name, &same_run))
		return true;
	if (same_run && !name->with_pid && !strstr(name->config->file, "%p")) {
		name->with_pid = true;
		name->number = 0;
	} else if (++name->number > NUMBER_MAX) {
		return false;
	}
	return compose(name);
}
