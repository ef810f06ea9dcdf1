/* One buffer, refilled in large reads; it grows to the largest piece asked for. */
#include "input.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fail.h"

enum {
	READ_SIZE = 256 * 1024
};

int mtr_input_open(struct mtr_input *in, const char *path)
{
	bool standard = strcmp(path, "-") == 0;
	struct stat st;

	memset(in, 0, sizeof(*in));
	in->fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	if (in->fd < 0)
		return mtr_fail(-errno, "%s: cannot open: %s", path, strerror(errno));
	in->name = strdup(standard ? "standard input" : path);
	if (!in->name || fstat(in->fd, &st)) {
		int err = mtr_fail(-errno, "%s: %s", path, strerror(errno));

		mtr_input_close(in);
		return err;
	}
	if (S_ISDIR(st.st_mode)) {
		mtr_input_close(in);
		return mtr_fail(-EISDIR, "%s is a directory; a trace is a file", path);
	}
	in->seekable = S_ISREG(st.st_mode);
	return 0;
}

int mtr_input_open_memory(struct mtr_input *in, const void *data, size_t size)
{
	memset(in, 0, sizeof(*in));
	in->fd = -1;
	in->name = strdup("memory");
	in->data = data;
	in->end = size;
	in->seekable = true;
	return in->name ? 0 : -ENOMEM;
}

void mtr_input_close(struct mtr_input *in)
{
	if (in->fd > STDIN_FILENO)
		close(in->fd);
	free((char *)in->name);
	free(in->buffer);
	memset(in, 0, sizeof(*in));
	in->fd = -1;
}

/* Moves the window to the start of the buffer, which then holds @size bytes and a read. */
static int make_room(struct mtr_input *in, size_t size)
{
	size_t used = in->end - in->begin;

	if (in->capacity < size + READ_SIZE) {
		size_t capacity = size + READ_SIZE;
		uint8_t *buffer = malloc(capacity);

		if (!buffer)
			return mtr_fail(-ENOMEM, "%s: no memory for %zu bytes", in->name, capacity);
		if (used)
			memcpy(buffer, in->data + in->begin, used);
		free(in->buffer);
		in->buffer = buffer;
		in->capacity = capacity;
	} else if (in->begin) {
		memmove(in->buffer, in->buffer + in->begin, used);
	}
	in->data = in->buffer;
	in->begin = 0;
	in->end = used;
	return 0;
}

ssize_t mtr_input_peek(struct mtr_input *in, size_t size, const uint8_t **ret)
{
	if (in->fd >= 0 && in->end - in->begin < size) {
		int err = in->capacity - in->begin < size + READ_SIZE / 2 ? make_room(in, size) : 0;

		if (err)
			return err;
		while (in->end - in->begin < size) {
			uint8_t *to = in->buffer + in->end;
			size_t room = in->capacity - in->end;
			uint64_t at = in->offset + (in->end - in->begin);
			ssize_t got = in->seekable ? pread(in->fd, to, room, (off_t)at) : read(in->fd, to, room);

			if (got < 0 && errno == EINTR)
				continue;
			if (got < 0)
				return mtr_fail(-errno, "%s: cannot read at offset %llu: %s", in->name,
						(unsigned long long)at, strerror(errno));
			if (got == 0)
				break;
			in->end += (size_t)got;
		}
	}
	*ret = in->data ? in->data + in->begin : NULL;
	return (ssize_t)(in->end - in->begin);
}

int mtr_input_skip(struct mtr_input *in, uint64_t size)
{
	while (size) {
		const uint8_t *data;
		uint64_t there = in->end - in->begin, step = size < there ? size : there;
		ssize_t got;

		in->begin += (size_t)step;
		in->offset += step;
		size -= step;
		if (!size)
			break;
		if (in->fd >= 0 && in->seekable)
			return mtr_input_seek(in, in->offset + size);
		got = mtr_input_peek(in, 1, &data);
		if (got <= 0)
			return (int)got;
	}
	return 0;
}

int mtr_input_seek(struct mtr_input *in, uint64_t offset)
{
	uint64_t base = in->offset - in->begin; /* of the first byte that is still held */

	if (offset >= base && offset - base <= in->end) {
		in->begin = (size_t)(offset - base);
	} else if (!in->seekable) {
		return mtr_fail(-ESPIPE, "%s cannot seek", in->name);
	} else if (in->fd < 0) {
		in->begin = in->end; /* past the end of memory is its end */
		offset = in->end;
	} else {
		in->begin = in->end = 0;
	}
	in->offset = offset;
	return 0;
}

uint64_t mtr_input_size(const struct mtr_input *in)
{
	struct stat st;

	if (in->fd < 0)
		return in->data ? in->end : 0;
	return in->seekable && fstat(in->fd, &st) == 0 ? (uint64_t)st.st_size : 0;
}
