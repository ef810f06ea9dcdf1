/* Table 3-7 of the Unicode standard: no overlong forms, no surrogates, nothing above U+10FFFF. */
#include "utf8.h"

#include <stdbool.h>
#include <string.h>

static bool tail(uint8_t byte)
{
	return (byte & 0xc0) == 0x80;
}

size_t mtr_utf8_sequence(const void *data, size_t size)
{
	const uint8_t *p = data;
	uint8_t lead = p[0];

	if (lead < 0x80)
		return 1;
	if (lead < 0xc2 || lead > 0xf4 || size < 2)
		return 0;
	if (lead < 0xe0)
		return tail(p[1]) ? 2 : 0;
	if ((lead == 0xe0 && p[1] < 0xa0) || (lead == 0xed && p[1] > 0x9f) || (lead == 0xf0 && p[1] < 0x90) ||
	    (lead == 0xf4 && p[1] > 0x8f) || !tail(p[1]) || size < 3 || !tail(p[2]))
		return 0;
	if (lead < 0xf0)
		return 3;
	return size >= 4 && tail(p[3]) ? 4 : 0;
}

uint32_t mtr_utf8_character(const void *data, size_t step)
{
	const uint8_t *p = data;

	if (step == 2)
		return (p[0] & 0x1fu) << 6 | (p[1] & 0x3fu);
	return (p[0] & 0x0fu) << 12 | (p[1] & 0x3fu) << 6 | (p[2] & 0x3fu);
}

size_t mtr_utf8_printable(const void *data, size_t size)
{
	static const struct {
		uint32_t first, last;
	} hidden[] = {
		{0x80, 0x9f},     /* control characters: 9b begins an escape sequence */
		{0x61c, 0x61c},   /* marks of direction */
		{0x200e, 0x200f}, /* the same */
		{0x2028, 0x202e}, /* ends of lines and paragraphs, embedded directions */
		{0x2066, 0x2069}, /* isolated directions */
		{0xfeff, 0xfeff}, /* byte order mark */
	};
	const uint8_t *p = data;
	size_t step = mtr_utf8_sequence(data, size);
	uint32_t c;

	if (step <= 1)
		return step && p[0] >= ' ' && p[0] != 0x7f;
	if (step > 3)
		return step;
	c = mtr_utf8_character(p, step);
	for (size_t i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++) {
		if (c >= hidden[i].first && c <= hidden[i].last)
			return 0;
	}
	return step;
}

void mtr_utf8_mask(char *text)
{
	size_t left = strlen(text);

	while (left) {
		size_t step = mtr_utf8_printable(text, left);

		if (!step) {
			*text = '?';
			step = 1;
		}
		text += step;
		left -= step;
	}
}
