/*
 * The quick answer that a text has no secret. Looked at for every string value of every instance, so it is made to
 * cost about an instruction per byte.
 *
 * The marks of redact_text.c, as this looks for them: any of : = @ " ' >, two dashes, a dash at the beginning or
 * after a space or control character, "Be" and "Ba".
 */
#include <string.h>

#include "redact.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

static bool is_mark(char c, char next)
{
	switch (c) {
	case ':':
	case '=':
	case '@':
	case '"':
	case '\'':
	case '>':
		return true;
	case '-':
		return next == '-';
	case 'B':
		return next == 'e' || next == 'a';
	default:
		return (unsigned char)c <= ' ' && next == '-';
	}
}

static bool is_plain_slowly(const char *text, size_t len)
{
	size_t i;

	for (i = 0; i + 1 < len; i++)
		if (is_mark(text[i], text[i + 1]))
			return false;
	return !len || !is_mark(text[len - 1], 0);
}

#ifdef __SSE2__
static inline __m128i equal(__m128i v, char c)
{
	return _mm_cmpeq_epi8(v, _mm_set1_epi8(c));
}

/* 16 bytes, and the pairs within them. */
static inline bool has_mark(const char *p)
{
	__m128i v = _mm_loadu_si128((const __m128i *)p);
	__m128i next = _mm_srli_si128(v, 1);
	__m128i space = _mm_cmpeq_epi8(_mm_min_epu8(v, _mm_set1_epi8(' ')), v);
	__m128i any =
		_mm_or_si128(_mm_or_si128(equal(v, ':'), equal(v, '=')), _mm_or_si128(equal(v, '@'), equal(v, '>')));

	any = _mm_or_si128(any, _mm_or_si128(equal(v, '"'), equal(v, '\'')));
	any = _mm_or_si128(any, _mm_and_si128(equal(next, '-'), _mm_or_si128(space, equal(v, '-'))));
	any = _mm_or_si128(any, _mm_and_si128(equal(v, 'B'), _mm_or_si128(equal(next, 'e'), equal(next, 'a'))));
	return _mm_movemask_epi8(any);
}

bool mtr_redaction_text_is_plain(const char *text, size_t len)
{
	size_t i;

	if (len && text[0] == '-')
		return false;
	if (len < 16)
		return is_plain_slowly(text, len);
	/* steps overlap by one byte, for the pair across their border */
	for (i = 0; i + 16 < len; i += 15)
		if (has_mark(text + i))
			return false;
	return !has_mark(text + len - 16);
}
#else
bool mtr_redaction_text_is_plain(const char *text, size_t len)
{
	return !(len && text[0] == '-') && is_plain_slowly(text, len);
}
#endif
