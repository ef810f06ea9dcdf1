/* The buffer behind struct mtr_out. */
#include "text_out.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>

#include "fail.h"
#include "utf8.h"

enum {
	PIECE = 64 * 1024,  /* written at once */
	MEMORY_PIECE = 256, /* first size of what stays in memory: there may be many */
};

void mtr_out_begin(struct mtr_out *out, FILE *file)
{
	memset(out, 0, sizeof(*out));
	out->file = file;
}

int mtr_out_flush(struct mtr_out *out)
{
	if (out->file && out->size && !out->err) {
		errno = 0;
		if (fwrite(out->data, 1, out->size, out->file) != out->size || fflush(out->file)) {
			int err = errno ? errno : EIO;

			out->err = mtr_fail(-err, "cannot write the output: %s", strerror(err));
		}
		out->size = 0;
	}
	return out->err;
}

int mtr_out_end(struct mtr_out *out)
{
	int err = mtr_out_flush(out);

	free(out->data);
	mtr_out_begin(out, NULL);
	return err;
}

char *mtr_out_room(struct mtr_out *out, size_t size)
{
	char *grown;
	size_t capacity;

	if (out->data && out->size + size <= out->capacity)
		return out->err ? NULL : out->data + out->size;
	if (out->file && out->size >= PIECE / 2)
		mtr_out_flush(out);
	if (out->err)
		return NULL;
	if (out->data && out->size + size <= out->capacity)
		return out->data + out->size;
	capacity = out->capacity ? out->capacity * 2 : out->file ? PIECE : MEMORY_PIECE;
	while (capacity < out->size + size)
		capacity *= 2;
	grown = realloc(out->data, capacity);
	if (!grown) {
		out->err = mtr_fail(-ENOMEM, "no memory for %zu bytes of output", capacity);
		return NULL;
	}
	out->data = grown;
	out->capacity = capacity;
	return out->data + out->size;
}

void mtr_out_plain_bytes(struct mtr_out *out, const void *data, size_t size)
{
	const uint8_t *bytes = data;
	size_t start = 0, at = 0;

	while (at < size) {
		size_t step = bytes[at] >= ' ' && bytes[at] < 0x7f ? 1 : mtr_utf8_printable(bytes + at, size - at);

		if (!step) {
			mtr_out_bytes(out, bytes + start, at - start);
			mtr_out_printf(out, "\\x%02x", bytes[at]);
			start = at + 1;
		}
		at += step ? step : 1;
	}
	mtr_out_bytes(out, bytes + start, size - start);
}

void mtr_out_plain(struct mtr_out *out, const char *text)
{
	mtr_out_plain_bytes(out, text, strlen(text));
}

enum {
	DIGITS_MAX = 20
};

/* The digits of a number, at the end of @digits. Returns how many. */
static size_t put_digits(char digits[DIGITS_MAX], uint64_t value)
{
	size_t at = DIGITS_MAX;

	do {
		digits[--at] = (char)('0' + value % 10);
		value /= 10;
	} while (value);
	return DIGITS_MAX - at;
}

void mtr_out_uint(struct mtr_out *out, uint64_t value)
{
	char digits[DIGITS_MAX];
	size_t nr = put_digits(digits, value);

	mtr_out_bytes(out, digits + DIGITS_MAX - nr, nr);
}

void mtr_out_uint_right(struct mtr_out *out, uint64_t value, size_t width, char fill)
{
	char digits[DIGITS_MAX];
	size_t nr = put_digits(digits, value);

	mtr_out_fill(out, fill, nr < width ? width - nr : 0);
	mtr_out_bytes(out, digits + DIGITS_MAX - nr, nr);
}

void mtr_out_uint_left(struct mtr_out *out, uint64_t value, size_t width)
{
	char digits[DIGITS_MAX];
	size_t nr = put_digits(digits, value);

	mtr_out_bytes(out, digits + DIGITS_MAX - nr, nr);
	mtr_out_fill(out, ' ', nr < width ? width - nr : 0);
}

void mtr_out_int(struct mtr_out *out, int64_t value)
{
	if (value < 0)
		mtr_out_char(out, '-');
	mtr_out_uint(out, value < 0 ? UINT64_C(0) - (uint64_t)value : (uint64_t)value);
}

void mtr_out_hex(struct mtr_out *out, uint64_t value, unsigned digits)
{
	unsigned shift = 64;

	mtr_out_text(out, "0x");
	while (shift > 4 && shift > digits * 4 && value >> (shift - 4) == 0)
		shift -= 4;
	while (shift) {
		shift -= 4;
		mtr_out_char(out, "0123456789abcdef"[value >> shift & 15]);
	}
}

void mtr_out_printf(struct mtr_out *out, const char *format, ...)
{
	va_list args, again;
	char *room;
	int size;

	va_start(args, format);
	va_copy(again, args);
	size = vsnprintf(NULL, 0, format, args);
	room = size >= 0 ? mtr_out_room(out, (size_t)size + 1) : NULL;
	if (room) {
		vsnprintf(room, (size_t)size + 1, format, again);
		out->size += (size_t)size;
	}
	va_end(again);
	va_end(args);
}

void mtr_out_fill(struct mtr_out *out, char c, size_t count)
{
	char *room = mtr_out_room(out, count);

	if (room) {
		memset(room, c, count);
		out->size += count;
	}
}

void mtr_real_text(double value, bool is_float, char ret[MTR_REAL_MAX])
{
	int digits = is_float ? 6 : 15, most = is_float ? 9 : 17;

	for (; digits <= most; digits++) {
		double back;

		snprintf(ret, MTR_REAL_MAX, "%.*g", digits, value);
		back = strtod(ret, NULL);
		if (is_float ? (float)back == (float)value : back == value)
			break;
	}
}
