/* Table 3-7 of the Unicode standard: no overlong forms, no surrogates, nothing above U+10FFFF. */
#include "utf8.h"

#include <stdbool.h>
#include <stdint.h>

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
