/* Words of a query. */
#include "wql_lexer.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <strings.h>

static bool begins_name(char c)
{
	return isalpha((unsigned char)c) || c == '_';
}

static bool continues_name(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* Quotes end a text, but for those behind a backslash. */
static const char *read_text(struct wql_token *token, const char *at)
{
	char quote = *at++;

	token->start = at;
	while (*at && *at != quote)
		at += *at == '\\' && at[1] ? 2 : 1;
	token->length = (unsigned)(at - token->start);
	token->kind = *at ? WQL_TOKEN_TEXT : WQL_TOKEN_BAD;
	return *at ? at + 1 : at;
}

/* Whole numbers that fit stay whole; all others are real. */
static const char *read_number(struct wql_token *token, const char *at)
{
	char *end, *real_end;

	errno = 0;
	token->integer = strtoll(at, &end, 10);
	token->kind = errno ? WQL_TOKEN_REAL : WQL_TOKEN_INTEGER;
	token->real = strtod(at, &real_end);
	if (real_end > end) {
		token->kind = WQL_TOKEN_REAL;
		end = real_end;
	}
	token->length = (unsigned)(end - at);
	return end;
}

bool wql_number_in(const char *text, struct wql_token *ret_token)
{
	const char *digits = text + (*text == '-' || *text == '+');

	return isdigit((unsigned char)*digits) && !*read_number(ret_token, text);
}

static const char *read_sign(struct wql_token *token, const char *at)
{
	static const char *const signs[] = {"<>", "!=", "<=", ">=", "<", ">", "=", ",", "*", "(", ")", "."};

	token->kind = WQL_TOKEN_BAD;
	token->length = 1;
	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
		if (!strncmp(at, signs[i], strlen(signs[i]))) {
			token->kind = WQL_TOKEN_SIGN;
			token->length = (unsigned)strlen(signs[i]);
			break;
		}
	}
	return at + token->length;
}

struct wql_token wql_next_token(const char *query, const char **text)
{
	struct wql_token token = {.kind = WQL_TOKEN_END};
	const char *at = *text;

	while (isspace((unsigned char)*at))
		at++;
	token.start = at;
	token.position = (unsigned)(at - query) + 1;
	if (!*at)
		return token;
	if (begins_name(*at)) {
		token.kind = WQL_TOKEN_NAME;
		while (continues_name(*at))
			at++;
		token.length = (unsigned)(at - token.start);
	} else if (*at == '\'' || *at == '"') {
		at = read_text(&token, at);
	} else if (isdigit((unsigned char)*at) || ((*at == '-' || *at == '+') && isdigit((unsigned char)at[1]))) {
		at = read_number(&token, at);
	} else {
		at = read_sign(&token, at);
	}
	*text = at;
	return token;
}

bool wql_token_is(const struct wql_token *token, const char *word)
{
	return (token->kind == WQL_TOKEN_NAME || token->kind == WQL_TOKEN_SIGN) && strlen(word) == token->length &&
	       !strncasecmp(token->start, word, token->length);
}
