/*
 * The quick answer that a text has no secret. Looked at for every string value of every instance, so it is made to
 * cost about an instruction per byte.
 *
 * The marks of redact_text.c, as this looks for them. Strong ones: anything from : to @ in ASCII, " and ' and their
 * neighbours # and &. Weak ones count with a second character only: two dashes, a dash at the beginning or after a
 * space or control character, "Be" and "Ba". More is called not plain than has a mark; never less.
 */
#include <stdint.h>
#include <string.h>

#include "redact.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

static inline bool is_strong(char c)
{
	return (c >= ':' && c <= '@') || ((unsigned char)c & 0xfa) == 0x22;
}

static bool is_weak(const char *text, size_t len, size_t at)
{
	char next = at + 1 < len ? text[at + 1] : 0;

	if (text[at] == '-')
		return next == '-' || at == 0 || (unsigned char)text[at - 1] <= ' ';
	return text[at] == 'B' && (next == 'e' || next == 'a');
}

static bool is_plain_slowly(const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (is_strong(text[i]) || is_weak(text, len, i))
			return false;
	return true;
}

#ifdef __SSE2__
/*
 * False when there is a mark among 16 bytes of the text. Lane n of them is text[low + n], from lane 8 on
 * text[high + n]; high may be "negative" for a short text.
 */
static inline bool is_plain_block(__m128i v, const char *text, size_t len, size_t low, size_t high)
{
	__m128i strong, weak;
	unsigned hits;

	strong = _mm_sub_epi8(v, _mm_set1_epi8(':'));
	strong = _mm_cmpeq_epi8(_mm_min_epu8(strong, _mm_set1_epi8('@' - ':')), strong);
	strong = _mm_or_si128(strong, _mm_cmpeq_epi8(_mm_and_si128(v, _mm_set1_epi8((char)0xfa)), _mm_set1_epi8(0x22)));
	if (_mm_movemask_epi8(strong))
		return false;
	weak = _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('-')), _mm_cmpeq_epi8(v, _mm_set1_epi8('B')));
	for (hits = (unsigned)_mm_movemask_epi8(weak); hits; hits &= hits - 1) {
		size_t lane = (size_t)__builtin_ctz(hits);

		if (is_weak(text, len, lane + (lane < 8 ? low : high)))
			return false;
	}
	return true;
}

static inline __m128i load_two(const char *first, const char *last)
{
	return _mm_unpacklo_epi64(_mm_loadl_epi64((const __m128i *)first), _mm_loadl_epi64((const __m128i *)last));
}

bool mtr_redaction_text_is_plain(const char *text, size_t len)
{
	size_t i;

	if (len < 8)
		return is_plain_slowly(text, len);
	if (len < 16)
		return is_plain_block(load_two(text, text + len - 8), text, len, 0, len - 16);
	for (i = 0; i + 16 <= len; i += 16)
		if (!is_plain_block(_mm_loadu_si128((const __m128i *)(text + i)), text, len, i, i))
			return false;
	i = len - 16;
	return len % 16 == 0 || is_plain_block(_mm_loadu_si128((const __m128i *)(text + i)), text, len, i, i);
}
#else
bool mtr_redaction_text_is_plain(const char *text, size_t len)
{
	return is_plain_slowly(text, len);
}
#endif
