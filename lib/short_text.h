/*
 * Texts of a few bytes, as most names and values are: compared, copied and looked through in registers. No function
 * here reads outside of the bytes it is told of.
 */
#ifndef MTR_SHORT_TEXT_H
#define MTR_SHORT_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum {
	MTR_SHORT_TEXT_MAX = 32
};

static inline uint64_t mtr_eight_bytes(const char *from)
{
	uint64_t word;

	memcpy(&word, from, sizeof(word));
	return word;
}

static inline uint32_t mtr_four_bytes(const char *from)
{
	uint32_t word;

	memcpy(&word, from, sizeof(word));
	return word;
}

/* The first, the middle and the last of one to three bytes. */
static inline uint32_t mtr_few_bytes(const char *from, size_t size)
{
	return (uint8_t)from[0] | (uint32_t)(uint8_t)from[size / 2] << 8 | (uint32_t)(uint8_t)from[size - 1] << 16;
}

/* memcmp() of 1 to MTR_SHORT_TEXT_MAX bytes, equality only: ends overlap in the middle. */
static inline bool mtr_same_short(const char *a, const char *b, size_t size)
{
	if (size >= 16) {
#ifdef __SSE2__
		__m128i first =
			_mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)a), _mm_loadu_si128((const __m128i *)b));
		__m128i last = _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(a + size - 16)),
					      _mm_loadu_si128((const __m128i *)(b + size - 16)));

		return _mm_movemask_epi8(_mm_and_si128(first, last)) == 0xffff;
#else
		return !memcmp(a, b, size);
#endif
	}
	if (size >= 8)
		return !((mtr_eight_bytes(a) ^ mtr_eight_bytes(b)) |
			 (mtr_eight_bytes(a + size - 8) ^ mtr_eight_bytes(b + size - 8)));
	if (size >= 4)
		return !((mtr_four_bytes(a) ^ mtr_four_bytes(b)) |
			 (mtr_four_bytes(a + size - 4) ^ mtr_four_bytes(b + size - 4)));
	return mtr_few_bytes(a, size) == mtr_few_bytes(b, size);
}

/* memcpy() of what is short as a rule. */
static inline void mtr_copy_short(uint8_t *to, const char *from, size_t size)
{
	uint64_t first, last;
	uint32_t head, tail;

	if (size > MTR_SHORT_TEXT_MAX) {
		memcpy(to, from, size);
	} else if (size > 16) {
		memcpy(to, from, 16);
		memcpy(to + size - 16, from + size - 16, 16);
	} else if (size >= 8) {
		first = mtr_eight_bytes(from);
		last = mtr_eight_bytes(from + size - 8);
		memcpy(to, &first, 8);
		memcpy(to + size - 8, &last, 8);
	} else if (size >= 4) {
		head = mtr_four_bytes(from);
		tail = mtr_four_bytes(from + size - 4);
		memcpy(to, &head, 4);
		memcpy(to + size - 4, &tail, 4);
	} else {
		for (; size; size--)
			*to++ = (uint8_t)*from++;
	}
}

#ifdef __SSE2__
/*
 * The marks of redact_text.c, as a quick look finds them. Strong ones: anything from : to @ in ASCII, " and ' and
 * their neighbours # and &. Weak ones count with a neighbour only: two dashes, a dash at the beginning or after a space
 * or control character, "Be" and "Ba".
 */
static inline __m128i mtr_strong_marks(__m128i v)
{
	__m128i above = _mm_sub_epi8(v, _mm_set1_epi8(':'));

	return _mm_or_si128(_mm_cmpeq_epi8(_mm_min_epu8(above, _mm_set1_epi8('@' - ':')), above),
			    _mm_cmpeq_epi8(_mm_and_si128(v, _mm_set1_epi8((char)0xfa)), _mm_set1_epi8(0x22)));
}

static inline __m128i mtr_weak_marks(__m128i v)
{
	return _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('-')), _mm_cmpeq_epi8(v, _mm_set1_epi8('B')));
}

/*
 * Some weak mark among 16 characters has the neighbour it needs. @before, @after: the characters around the 16; @seam: the
 * bit of a character that is no neighbour of the one before it.
 */
static inline bool mtr_weak_mark_counts(__m128i v, char before, char after, unsigned seam)
{
	const __m128i space = _mm_set1_epi8(' '), all_but_e = _mm_set1_epi8((char)~('a' ^ 'e'));
	unsigned dash = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_set1_epi8('-')));
	unsigned b = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_set1_epi8('B')));
	unsigned opens = dash | (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_min_epu8(v, space), v));
	unsigned a_or_e = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_and_si128(v, all_but_e), _mm_set1_epi8('a')));

	opens = opens << 1 | (before == '-' || (unsigned char)before <= ' ');
	a_or_e = a_or_e >> 1 | (unsigned)(after == 'a' || after == 'e') << 15;
	return (dash & opens & ~seam) | (b & a_or_e & ~(seam >> 1));
}

static inline __m128i mtr_load_16(const char *from)
{
	return _mm_loadu_si128((const __m128i *)from);
}

/* One to 16 bytes: two parts that overlap, and zeroes. Neighbours in the text are neighbours here. */
static inline __m128i mtr_load_short(const char *from, size_t size)
{
	if (size >= 8)
		return _mm_set_epi64x((long long)mtr_eight_bytes(from + size - 8), (long long)mtr_eight_bytes(from));
	if (size >= 4)
		return _mm_cvtsi64_si128(
			(long long)(mtr_four_bytes(from) | (uint64_t)mtr_four_bytes(from + size - 4) << 32));
	return _mm_cvtsi32_si128((int)mtr_few_bytes(from, size));
}

/* Where mtr_load_short() puts side by side what is not: the bit of its second part. */
static inline unsigned mtr_seam(size_t size)
{
	return size == 16 ? 0 : size >= 8 ? 1 << 8 : size >= 4 ? 1 << 4 : 0;
}

/* False when a text of 1 to MTR_SHORT_TEXT_MAX bytes has a mark that counts. */
static inline bool mtr_short_text_is_plain(const char *text, size_t size)
{
	__m128i first = size > 16 ? mtr_load_16(text) : mtr_load_short(text, size);
	__m128i last = size > 16 ? mtr_load_16(text + size - 16) : first;
	__m128i strong = _mm_or_si128(mtr_strong_marks(first), mtr_strong_marks(last));
	__m128i weak = _mm_or_si128(mtr_weak_marks(first), mtr_weak_marks(last));

	if (__builtin_expect(!_mm_movemask_epi8(_mm_or_si128(strong, weak)), 1))
		return true;
	if (_mm_movemask_epi8(strong))
		return false;
	if (size <= 16)
		return !mtr_weak_mark_counts(first, ' ', 0, mtr_seam(size));
	return !mtr_weak_mark_counts(first, ' ', text[16], 0) && !mtr_weak_mark_counts(last, text[size - 17], 0, 0);
}
#else
static inline bool mtr_short_text_is_plain(const char *text, size_t size)
{
	(void)text;
	(void)size;
	return false; /* to be looked at slowly */
}
#endif

#endif
