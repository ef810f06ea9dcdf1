/*
 * Text on its way out: appended to a buffer, handed to a FILE in large pieces. stdio's own formatting costs
 * more than everything else that the text and JSON sinks do.
 *
 * Appending never fails for the caller; the first failure (memory, write) is kept, what follows is
 * dropped, and mtr_out_end() tells. One thread.
 */
#ifndef MTR_TEXT_OUT_H
#define MTR_TEXT_OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct mtr_out {
	char *data;
	size_t size, capacity;
	FILE *file; /* NULL: everything stays in the buffer */
	int err;
};

/* @file: where to; NULL keeps the text in memory, to be taken from data and size. Borrowed. */
void mtr_out_begin(struct mtr_out *out, FILE *file);
/* Writes what is left, frees the buffer; 0, or the first failure (worded). */
int mtr_out_end(struct mtr_out *out);
/* Hands the buffer to the file now. Returns the first failure so far. */
int mtr_out_flush(struct mtr_out *out);

/* Makes room for @size bytes more; NULL after a failure. For mtr_out_* only. */
char *mtr_out_room(struct mtr_out *out, size_t size);

static inline void mtr_out_bytes(struct mtr_out *out, const void *data, size_t size)
{
	char *room = size ? mtr_out_room(out, size) : NULL;

	if (room) {
		memcpy(room, data, size);
		out->size += size;
	}
}

static inline void mtr_out_text(struct mtr_out *out, const char *text)
{
	mtr_out_bytes(out, text, strlen(text));
}

static inline void mtr_out_char(struct mtr_out *out, char c)
{
	mtr_out_bytes(out, &c, 1);
}

/* Foreign text within a line of ours: what may not be printed (utf8.h) as \xNN. */
void mtr_out_plain(struct mtr_out *out, const char *text);
void mtr_out_plain_bytes(struct mtr_out *out, const void *data, size_t size);
void mtr_out_uint(struct mtr_out *out, uint64_t value);
/* In a column of @width, at its right or left end. */
void mtr_out_uint_right(struct mtr_out *out, uint64_t value, size_t width, char fill);
void mtr_out_uint_left(struct mtr_out *out, uint64_t value, size_t width);
void mtr_out_int(struct mtr_out *out, int64_t value);
/* Lower case, with 0x, at least @digits digits. */
void mtr_out_hex(struct mtr_out *out, uint64_t value, unsigned digits);
/* For what is rare. */
void mtr_out_printf(struct mtr_out *out, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* @count times @c. */
void mtr_out_fill(struct mtr_out *out, char c, size_t count);

enum {
	MTR_REAL_MAX = 40
};

/* Digits enough to read back as the same number, 15 (6) where these do. @is_float: @value was a float. */
void mtr_real_text(double value, bool is_float, char ret[MTR_REAL_MAX]);

#endif
