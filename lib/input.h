/*
 * Bytes of a trace, from a file, a pipe or memory, through a window that moves forward. Files are read, never
 * mapped: a file that is cut while it is read must not kill the reader.
 */
#ifndef MTR_INPUT_H
#define MTR_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct mtr_input {
	const char *name;    /* for messages; owned */
	const uint8_t *data; /* the window: memory given, or buffer */
	size_t begin, end;   /* valid part of data */
	uint64_t offset;     /* of data[begin] in the file */
	uint8_t *buffer;     /* NULL: memory */
	size_t capacity;
	int fd; /* -1: memory */
	bool seekable;
};

/* "-": standard input. Worded. */
int mtr_input_open(struct mtr_input *in, const char *path);
int mtr_input_open_memory(struct mtr_input *in, const void *data, size_t size);
/* Accepts an input that is all zero. */
void mtr_input_close(struct mtr_input *in);

/*
 * Makes at least @size bytes from the current offset on visible at *ret, fewer only at the end. Returns how many
 * there are (at least @size, or all there is), or a worded failure. Valid until the next call on @in.
 */
ssize_t mtr_input_peek(struct mtr_input *in, size_t size, const uint8_t **ret);
/* Forward by any number of bytes; past the end is the end. */
int mtr_input_skip(struct mtr_input *in, uint64_t size);
/* -ESPIPE where the input cannot seek. */
int mtr_input_seek(struct mtr_input *in, uint64_t offset);
/* Bytes in the file now; 0 where that is not known. */
uint64_t mtr_input_size(const struct mtr_input *in);

#endif
