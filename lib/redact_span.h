/*
 * Texts as redact_text.c looks at them: kinds of characters, names that end somewhere, values that begin somewhere.
 * None looks further than the bounds below, and none takes a token for a secret.
 */
#ifndef MTR_REDACT_SPAN_H
#define MTR_REDACT_SPAN_H

#include "redact.h"

enum {
	MTR_NAME_MAX = 80,   /* how far names are looked for */
	MTR_LOOK_MAX = 1024, /* how far anything else is */
};

struct mtr_redact_text {
	const char *s;
	size_t len;
	size_t from; /* secrets begin here or later */
};

/* What characters are, in bits. */
enum {
	MTR_IS_SPACE = 1,
	MTR_IS_LINE_END = 2,
	MTR_IS_QUOTE = 4,
	MTR_IS_LETTER = 8,
	MTR_IS_DIGIT = 16,
	MTR_IS_NAME = 32,           /* may be part of a name */
	MTR_IS_ENDS_AUTHORITY = 64, /* cannot be part of user:password@host */
	MTR_IS_MARK = 128,          /* of a secret before or behind it */
};

extern const unsigned char mtr_redact_kinds[256];

static inline bool mtr_is_kind(char c, unsigned kind)
{
	return mtr_redact_kinds[(unsigned char)c] & kind;
}

/* Blanks and tabs. */
size_t mtr_redact_skip_spaces(const struct mtr_redact_text *t, size_t at);
/* A token is among @text. */
bool mtr_redact_has_token(const char *text, size_t len);
/*
 * True, and the span filled in, when [start, end) is a secret that still has to be hidden. Where a token is, that has
 * been done already.
 */
bool mtr_redact_found(const struct mtr_redact_text *t, size_t start, size_t end, struct mtr_secret_span *ret);
/* Where a name that ends at @end begins. */
size_t mtr_redact_name_start(const struct mtr_redact_text *t, size_t end);
/* The name that ends at @end, alone or with the word before it, is a secret one. */
bool mtr_redact_secret_name_before(const struct mtr_redact_text *t, size_t end, size_t *ret_start);
/* The value between quotes, the first of which is at @at and may have a backslash before it (JSON within JSON). */
bool mtr_redact_quoted_value(const struct mtr_redact_text *t, size_t at, struct mtr_secret_span *ret);
/* The value, quoted or not, that begins at @at. @listed: one of "a=b;c=d e;f=g", spaces belong to it. */
bool mtr_redact_value_at(const struct mtr_redact_text *t, size_t at, bool listed, struct mtr_secret_span *ret);

#endif
