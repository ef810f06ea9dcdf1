/* Both ways; what is read must be what would be written. */
#include "base64.h"

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void mtr_base64_write(struct mtr_out *out, const void *data, size_t size)
{
	const uint8_t *p = data;

	for (; size; p += 3) {
		uint32_t word = (uint32_t)p[0] << 16 | (size > 1 ? (uint32_t)p[1] << 8 : 0) | (size > 2 ? p[2] : 0);
		char group[4] = {digits[word >> 18], digits[word >> 12 & 63], size > 1 ? digits[word >> 6 & 63] : '=',
				 size > 2 ? digits[word & 63] : '='};

		mtr_out_bytes(out, group, 4);
		if (size <= 3)
			return;
		size -= 3;
	}
}

static int digit_value(char c)
{
	const char *at = c ? strchr(digits, c) : NULL;

	return at ? (int)(at - digits) : -1;
}

ssize_t mtr_base64_read(const char *text, size_t size, uint8_t *ret)
{
	uint8_t *start = ret;
	size_t i;

	if (size % 4)
		return -1;
	for (i = 0; i < size; i += 4) {
		int pad = i + 4 < size ? 0 : (text[i + 3] == '=') + (text[i + 3] == '=' && text[i + 2] == '=');
		int a = digit_value(text[i]), b = digit_value(text[i + 1]);
		int c = pad > 1 ? 0 : digit_value(text[i + 2]), d = pad ? 0 : digit_value(text[i + 3]);
		uint32_t word;

		if (a < 0 || b < 0 || c < 0 || d < 0)
			return -1;
		word = (uint32_t)a << 18 | (uint32_t)b << 12 | (uint32_t)c << 6 | (uint32_t)d;
		if ((pad > 1 && word & 0xffff) || (pad && word & 0xff))
			return -1;
		*ret++ = (uint8_t)(word >> 16);
		if (pad < 2)
			*ret++ = (uint8_t)(word >> 8);
		if (pad < 1)
			*ret++ = (uint8_t)word;
	}
	return ret - start;
}
