/*
 * A run is decoded piece by piece on the stack and looked through. Bytes that are 0 are left out, so UTF-16 reads like the
 * text it is. A secret found makes the whole run one: what is left of it could not be decoded anyway.
 */
#include "redact_base64.h"

#include <stdint.h>
#include <string.h>

#include "redact.h"

enum {
	WINDOW = 2048,
	KEPT = 256, /* of the window before: a secret may lie across */
};

size_t mtr_base64_run(const char *text, size_t len, size_t at)
{
	size_t end = at;

	while (end < len && mtr_is_base64(text[end]))
		end++;
	if (end - at < MTR_BASE64_RUN)
		return 0;
	while (end < len && text[end] == '=' && (end - at) % 4)
		end++;
	return end - at;
}

bool mtr_has_base64_run(const char *text, size_t len)
{
	size_t at = MTR_BASE64_RUN - 1, start;

	/* Each run of that length has a character at a multiple of it; around most of those there is none. */
	for (; at < len; at += MTR_BASE64_RUN) {
		if (!mtr_is_base64(text[at]))
			continue;
		for (start = at; start && at - start < MTR_BASE64_RUN && mtr_is_base64(text[start - 1]); start--)
			;
		if (mtr_base64_run(text, len, start))
			return true;
	}
	return false;
}

static unsigned digit(char c)
{
	if (c >= 'A' && c <= 'Z')
		return (unsigned)(c - 'A');
	if (c >= 'a' && c <= 'z')
		return (unsigned)(c - 'a') + 26;
	if (c >= '0' && c <= '9')
		return (unsigned)(c - '0') + 52;
	return c == '+' ? 62 : 63;
}

static bool has_secret(const char *text, size_t len)
{
	struct mtr_secret_span span;

	return mtr_redaction_next_secret_in(text, len, 0, MTR_SECRET_NOT_HIDDEN, &span);
}

bool mtr_base64_hides_secret(const char *run, size_t len)
{
	char window[WINDOW];
	size_t used = 0, at;
	unsigned bits = 0, nr = 0;

	for (at = 0; at < len && run[at] != '='; at++) {
		bits = bits << 6 | digit(run[at]);
		nr += 6;
		if (nr < 8)
			continue;
		nr -= 8;
		window[used] = (char)(uint8_t)(bits >> nr);
		used += window[used] != 0;
		if (used < WINDOW)
			continue;
		if (has_secret(window, used))
			return true;
		memmove(window, window + WINDOW - KEPT, KEPT);
		used = KEPT;
	}
	return has_secret(window, used);
}
