/* Where it is not clear how far a secret goes, it goes further: too much is taken rather than too little. */
#include "redact_span.h"

#include <string.h>

const unsigned char mtr_redact_kinds[256] = {
	[' '] = MTR_IS_SPACE | MTR_IS_ENDS_AUTHORITY,
	['\t'] = MTR_IS_SPACE | MTR_IS_ENDS_AUTHORITY,
	['\n'] = MTR_IS_SPACE | MTR_IS_LINE_END | MTR_IS_ENDS_AUTHORITY,
	['\r'] = MTR_IS_SPACE | MTR_IS_LINE_END | MTR_IS_ENDS_AUTHORITY,
	['"'] = MTR_IS_QUOTE | MTR_IS_ENDS_AUTHORITY | MTR_IS_MARK,
	['\''] = MTR_IS_QUOTE | MTR_IS_ENDS_AUTHORITY | MTR_IS_MARK,
	['a' ... 'z'] = MTR_IS_LETTER | MTR_IS_NAME,
	['A'] = MTR_IS_LETTER | MTR_IS_NAME,
	['B'] = MTR_IS_LETTER | MTR_IS_NAME | MTR_IS_MARK,
	['C' ... 'Z'] = MTR_IS_LETTER | MTR_IS_NAME,
	['0' ... '9'] = MTR_IS_DIGIT | MTR_IS_NAME,
	['_'] = MTR_IS_NAME,
	['-'] = MTR_IS_NAME | MTR_IS_MARK,
	['.'] = MTR_IS_NAME,
	['$'] = MTR_IS_NAME,
	['/'] = MTR_IS_ENDS_AUTHORITY,
	['?'] = MTR_IS_ENDS_AUTHORITY,
	['#'] = MTR_IS_ENDS_AUTHORITY,
	['<'] = MTR_IS_ENDS_AUTHORITY,
	['>'] = MTR_IS_ENDS_AUTHORITY | MTR_IS_MARK,
	['('] = MTR_IS_ENDS_AUTHORITY,
	['\\'] = MTR_IS_ENDS_AUTHORITY,
	[','] = MTR_IS_ENDS_AUTHORITY,
	[';'] = MTR_IS_ENDS_AUTHORITY,
	[':'] = MTR_IS_MARK,
	['='] = MTR_IS_MARK,
	['@'] = MTR_IS_MARK,
};

size_t mtr_redact_skip_spaces(const struct mtr_redact_text *t, size_t at)
{
	while (at < t->len && (t->s[at] == ' ' || t->s[at] == '\t'))
		at++;
	return at;
}

bool mtr_redact_has_token(const char *text, size_t len)
{
	const char *at = text, *end = text + len;

	while ((at = memmem(at, (size_t)(end - at), MTR_TOKEN_PREFIX, sizeof(MTR_TOKEN_PREFIX) - 1))) {
		if (end - at >= MTR_TOKEN_SIZE && mtr_redaction_is_token(at, MTR_TOKEN_SIZE))
			return true;
		at++;
	}
	return false;
}

bool mtr_redact_found(const struct mtr_redact_text *t, size_t start, size_t end, struct mtr_secret_span *ret)
{
	if (end <= start || start < t->from || mtr_redact_has_token(t->s + start, end - start))
		return false;
	ret->start = start;
	ret->len = end - start;
	return true;
}

size_t mtr_redact_name_start(const struct mtr_redact_text *t, size_t end)
{
	size_t start = end;

	while (start > 0 && end - start < MTR_NAME_MAX && mtr_is_kind(t->s[start - 1], MTR_IS_NAME))
		start--;
	return start;
}

/* Words that need the one before them to be understood: "api key". */
static bool needs_company(const char *word, size_t len)
{
	static const char *const words[] = {"key", "keys", "phrase", "word", "code"};
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strlen(words[i]) == len && !strncasecmp(word, words[i], len))
			return true;
	return false;
}

bool mtr_redact_secret_name_before(const struct mtr_redact_text *t, size_t end, size_t *ret_start)
{
	size_t start = mtr_redact_name_start(t, end);
	size_t before;

	if (start == end)
		return false;
	*ret_start = start;
	if (mtr_redaction_secret_name(t->s + start, end - start))
		return true;
	if (start < 2 || t->s[start - 1] != ' ' || !needs_company(t->s + start, end - start))
		return false;
	before = mtr_redact_name_start(t, start - 1);
	*ret_start = before;
	return mtr_redaction_secret_name(t->s + before, end - before);
}

static bool is_closing(char c)
{
	return c == ',' || c == ')' || c == ']' || c == '}' || c == '>' || c == '.';
}

/* Closing marks end a value only where nothing more follows. */
static size_t end_of_bare_value(const struct mtr_redact_text *t, size_t at)
{
	size_t closing;

	while (at < t->len) {
		char c = t->s[at];

		if (mtr_is_kind(c, MTR_IS_SPACE) || mtr_is_kind(c, MTR_IS_QUOTE) || c == ';' || c == '&' || c == '<')
			break;
		if (c == '/' && at + 1 < t->len && t->s[at + 1] == '>')
			break;
		for (closing = at; closing < t->len && is_closing(t->s[closing]);)
			closing++;
		if (closing > at && (closing == t->len || mtr_is_kind(t->s[closing], MTR_IS_SPACE) ||
				     mtr_is_kind(t->s[closing], MTR_IS_QUOTE)))
			break;
		at = closing > at ? closing : at + 1;
	}
	return at;
}

/* In "a=b;password=c d;e=f" spaces belong to the value. */
static size_t end_of_listed_value(const struct mtr_redact_text *t, size_t at)
{
	size_t end = at;

	while (end < t->len && end - at < MTR_LOOK_MAX && !mtr_is_kind(t->s[end], MTR_IS_LINE_END) &&
	       !mtr_is_kind(t->s[end], MTR_IS_QUOTE) && t->s[end] != '<') {
		if (t->s[end] == ';')
			return end;
		end++;
	}
	return end_of_bare_value(t, at);
}

bool mtr_redact_quoted_value(const struct mtr_redact_text *t, size_t at, struct mtr_secret_span *ret)
{
	bool escaped = at > 0 && t->s[at - 1] == '\\';
	char quote = t->s[at];
	size_t start = at + 1, end;

	for (end = start; end < t->len && t->s[end] != quote; end++) {
		if (t->s[end] != '\\' || end + 1 >= t->len)
			continue;
		if (escaped && t->s[end + 1] == quote)
			break;
		end++;
	}
	return mtr_redact_found(t, start, end < t->len ? end : t->len, ret);
}

bool mtr_redact_value_at(const struct mtr_redact_text *t, size_t at, bool listed, struct mtr_secret_span *ret)
{
	if (at >= t->len)
		return false;
	if (t->s[at] == '\\' && at + 1 < t->len && mtr_is_kind(t->s[at + 1], MTR_IS_QUOTE))
		at++;
	if (mtr_is_kind(t->s[at], MTR_IS_QUOTE))
		return mtr_redact_quoted_value(t, at, ret);
	return mtr_redact_found(t, at, listed ? end_of_listed_value(t, at) : end_of_bare_value(t, at), ret);
}
