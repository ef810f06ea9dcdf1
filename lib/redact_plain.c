/*
 * The quick answer that a text has no secret. Looked at for every string value of every instance, so it is made to
 * cost about an instruction per byte. More is called not plain than has a mark; never less.
 */
#include <stdint.h>
#include <string.h>

#include "redact.h"
#include "redact_base64.h"
#include "short_text.h"

#ifdef __SSE2__
static inline bool is_plain_block(const char *text, size_t len, size_t at)
{
	__m128i v = mtr_load_16(text + at);

	if (_mm_movemask_epi8(mtr_strong_marks(v)))
		return false;
	return !_mm_movemask_epi8(mtr_weak_marks(v)) ||
	       !mtr_weak_mark_counts(v, at ? text[at - 1] : ' ', at + 16 < len ? text[at + 16] : 0, 0);
}

bool mtr_redaction_text_is_plain(const char *text, size_t len)
{
	size_t i;

	if (len <= MTR_SHORT_TEXT_MAX)
		return !len || mtr_short_text_is_plain(text, len);
	for (i = 0; i + 16 <= len; i += 16)
		if (!is_plain_block(text, len, i))
			return false;
	return (len % 16 == 0 || is_plain_block(text, len, len - 16)) && !mtr_has_base64_run(text, len);
}
#else
static bool is_strong(char c)
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

bool mtr_redaction_text_is_plain(const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (is_strong(text[i]) || is_weak(text, len, i))
			return false;
	return !mtr_has_base64_run(text, len);
}
#endif
