/* Words of a query. */
#ifndef HOSTMI_WQL_LEXER_H
#define HOSTMI_WQL_LEXER_H

#include <stdbool.h>
#include <stdint.h>

#include <mi/mi.h>

enum wql_token_kind {
	WQL_TOKEN_END,
	WQL_TOKEN_NAME, /* keywords, too */
	WQL_TOKEN_TEXT,
	WQL_TOKEN_INTEGER,
	WQL_TOKEN_REAL,
	WQL_TOKEN_SIGN, /* , * ( ) . = <> != < <= > >= */
	WQL_TOKEN_BAD,
};

struct wql_token {
	enum wql_token_kind kind;
	unsigned position; /* in the query, from 1 */
	const char *start; /* in the query; of a text, behind the quote */
	unsigned length;
	int64_t integer;
	double real;
};

/* The next token at *text, which is moved behind it. A bad one is what no token begins with, or a text without end. */
struct wql_token wql_next_token(const char *query, const char **text);

/* Is the text a number and nothing else? *ret_token is it then. */
bool wql_number_in(const char *text, struct wql_token *ret_token);

/* Is the token that name or sign, in any case? */
bool wql_token_is(const struct wql_token *token, const char *word);

#endif
