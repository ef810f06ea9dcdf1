/*
 * Secrets within free text: error messages, queries, command lines, URLs, XML, JSON.
 *
 * The text is walked from mark to mark (: = @ - " ' > B). Each mark has a function that looks at what stands before
 * and after it and names the secret part, if there is one.
 */
#include "redact.h"

#include <string.h>

#include "redact_base64.h"
#include "redact_span.h"

enum {
	USER_INFO_MAX = 256,
};

static bool name_is(const char *name, size_t len, const char *what)
{
	return len >= strlen(what) && !strncasecmp(name + len - strlen(what), what, strlen(what));
}

/* "Authorization: Basic xyz", "Cookie: a=b; c=d": to the end of the line, the scheme stays. */
static bool header_value(const struct mtr_redact_text *t, size_t at, bool scheme, struct mtr_secret_span *ret)
{
	size_t end = at, word = at;

	while (end < t->len && !mtr_is_kind(t->s[end], MTR_IS_LINE_END) && !mtr_is_kind(t->s[end], MTR_IS_QUOTE) &&
	       t->s[end] != '<')
		end++;
	while (scheme && word < end && mtr_is_kind(t->s[word], MTR_IS_LETTER))
		word++;
	if (word > at && word < end && t->s[word] == ' ')
		at = mtr_redact_skip_spaces(t, word);
	while (end > at && mtr_is_kind(t->s[end - 1], MTR_IS_SPACE))
		end--;
	return mtr_redact_found(t, at, end, ret);
}

/* name=value, name: value, "name": "value", name => value */
static bool after_name(const struct mtr_redact_text *t, size_t mark, struct mtr_secret_span *ret)
{
	size_t end = mark, at = mark + 1, start;
	bool quoted = false;

	while (end > 0 && mark - end < 3 && t->s[end - 1] == ' ')
		end--;
	if (end > 0 && mtr_is_kind(t->s[end - 1], MTR_IS_QUOTE)) {
		quoted = true;
		end--;
		if (end > 0 && t->s[end - 1] == '\\')
			end--;
	}
	if (!mtr_redact_secret_name_before(t, end, &start))
		return false;
	if (at < t->len && t->s[at] == ':')
		return false; /* A::b */
	while (at < t->len && (t->s[at] == '=' || t->s[at] == '>') && at - mark < 3)
		at++;
	at = mtr_redact_skip_spaces(t, at);
	if (at + 1 < t->len && t->s[mark] == ':' && t->s[at] == '/' && t->s[at + 1] == '/')
		return false;
	if (!quoted && t->s[mark] == ':' && at < t->len && !mtr_is_kind(t->s[at], MTR_IS_QUOTE)) {
		if (name_is(t->s + start, end - start, "authorization"))
			return header_value(t, at, true, ret);
		if (name_is(t->s + start, end - start, "cookie"))
			return header_value(t, at, false, ret);
	}
	return mtr_redact_value_at(t, at, t->s[mark] == '=', ret);
}

static bool is_address_scheme(const char *name, size_t len)
{
	static const char *const schemes[] = {"mailto", "sip", "sips", "xmpp", "acct", "to", "cc", "bcc", "from"};
	size_t i;

	for (i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++)
		if (strlen(schemes[i]) == len && !strncasecmp(name, schemes[i], len))
			return true;
	return false;
}

/* scheme://user:password@host, scheme://user@host, user:password@host; the last @ is the one that counts. */
static bool user_info(const struct mtr_redact_text *t, size_t mark, struct mtr_secret_span *ret)
{
	size_t start = mark, at = mark, end = mark;
	const char *colon;
	bool url;

	while (start > 0 && mark - start < USER_INFO_MAX && !mtr_is_kind(t->s[start - 1], MTR_IS_ENDS_AUTHORITY))
		start--;
	for (at = mark; at < t->len && at - mark < USER_INFO_MAX && !mtr_is_kind(t->s[at], MTR_IS_ENDS_AUTHORITY); at++)
		if (t->s[at] == '@')
			end = at;
	url = start >= 3 && !memcmp(t->s + start - 3, "://", 3);
	colon = memchr(t->s + start, ':', end - start);
	if (end + 1 >= t->len || mtr_is_kind(t->s[end + 1], MTR_IS_ENDS_AUTHORITY) ||
	    mtr_redact_has_token(t->s + start, end - start))
		return false;
	if (!colon)
		return url && mtr_redact_found(t, start, end, ret);
	at = (size_t)(colon - t->s);
	if (at == start || (!url && is_address_scheme(t->s + start, at - start)))
		return false;
	return mtr_redact_found(t, start, at, ret) || mtr_redact_found(t, at + 1, end, ret);
}

static bool matches(const struct mtr_redact_text *t, size_t at, const char *what)
{
	size_t len = strlen(what);

	return at + len <= t->len && !memcmp(t->s + at, what, len);
}

/* -----BEGIN RSA PRIVATE KEY----- ... -----END; the mark is the first dash after the title. */
static bool private_key(const struct mtr_redact_text *t, size_t mark, struct mtr_secret_span *ret)
{
	static const char title[] = "PRIVATE KEY", begin[] = "-----BEGIN ", end_mark[] = "-----END";
	size_t title_start = mark > MTR_NAME_MAX ? mark - MTR_NAME_MAX : 0;
	size_t start = mark + 5, end;
	const char *there;

	if (!matches(t, mark, "-----") || mark < sizeof(title) - 1 || !matches(t, mark - (sizeof(title) - 1), title) ||
	    !memmem(t->s + title_start, mark - title_start, begin, sizeof(begin) - 1))
		return false;
	there = memmem(t->s + start, t->len - start, end_mark, sizeof(end_mark) - 1);
	end = there ? (size_t)(there - t->s) : t->len;
	while (start < end && mtr_is_kind(t->s[start], MTR_IS_SPACE))
		start++;
	while (end > start && mtr_is_kind(t->s[end - 1], MTR_IS_SPACE))
		end--;
	return mtr_redact_found(t, start, end, ret);
}

/* " -u USER -p PASSWORD": -p alone is a port or a parent directory as often as not. */
static bool short_password(const struct mtr_redact_text *t, size_t mark, struct mtr_secret_span *ret)
{
	size_t begin = mark > MTR_LOOK_MAX ? mark - MTR_LOOK_MAX : 0;
	size_t at;

	if (!matches(t, mark, "-p ") || mark == 0 || !mtr_is_kind(t->s[mark - 1], MTR_IS_SPACE))
		return false;
	if (!memmem(t->s + begin, mark - begin, "-u ", 3) && !memmem(t->s + begin, mark - begin, "--user", 6))
		return false;
	at = mtr_redact_skip_spaces(t, mark + 2);
	return mtr_redact_value_at(t, at, false, ret);
}

/* --password VALUE, -Password VALUE */
static bool after_option(const struct mtr_redact_text *t, size_t mark, struct mtr_secret_span *ret)
{
	bool at_start = mark == 0 || (unsigned char)t->s[mark - 1] <= ' ' || mtr_is_kind(t->s[mark - 1], MTR_IS_QUOTE);
	bool two = mark + 1 < t->len && t->s[mark + 1] == '-';
	size_t start = mark + 1 + two, end, at;

	if (!at_start && !two)
		return false; /* most dashes are these */
	if (private_key(t, mark, ret) || short_password(t, mark, ret))
		return true;
	if (mark > 0 && mtr_is_kind(t->s[mark - 1], MTR_IS_NAME))
		return false;
	for (end = start; end < t->len && end - start < MTR_NAME_MAX && mtr_is_kind(t->s[end], MTR_IS_NAME);)
		end++;
	at = mtr_redact_skip_spaces(t, end);
	if (at == end || at == t->len || !mtr_redaction_secret_name(t->s + start, end - start))
		return false;
	return mtr_redact_value_at(t, at, false, ret);
}

/* Words that may stand between a name and its value: the password is 'xyz', Password LIKE 'xyz'. */
static bool is_link(const char *word, size_t len)
{
	static const char *const words[] = {"is", "was", "like"};
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strlen(words[i]) == len && !strncasecmp(word, words[i], len))
			return true;
	return false;
}

static size_t skip_spaces_back(const struct mtr_redact_text *t, size_t end)
{
	while (end > 0 && t->s[end - 1] == ' ')
		end--;
	return end;
}

/* password 'xyz', the token is "xyz", Password <> 'xyz' */
static bool after_word(const struct mtr_redact_text *t, size_t mark, struct mtr_secret_span *ret)
{
	size_t end = skip_spaces_back(t, mark), start;
	bool apart = end < mark;

	while (end > 0 && mark - end < 8 && strchr("<>!=~", t->s[end - 1]) && t->s[end - 1]) {
		end = skip_spaces_back(t, end - 1);
		apart = true;
	}
	if (!apart || end == 0)
		return false;
	start = mtr_redact_name_start(t, end);
	if (is_link(t->s + start, end - start))
		end = skip_spaces_back(t, start);
	return mtr_redact_secret_name_before(t, end, &start) &&
	       memchr(t->s + mark + 1, t->s[mark], t->len - mark - 1) && mtr_redact_quoted_value(t, mark, ret);
}

/* Name of a tag without prefix, or the value of its Name attribute, is a secret one. */
static bool is_secret_tag(const struct mtr_redact_text *t, size_t start, size_t end)
{
	static const char *const attributes[] = {" N=", " Name=", " NAME=", " name=", " Key=", " key="};
	size_t at, name = start, i;

	for (at = start; at < end && (mtr_is_kind(t->s[at], MTR_IS_NAME) || t->s[at] == ':'); at++)
		if (t->s[at] == ':')
			name = at + 1;
	if (at > name && mtr_redaction_secret_name(t->s + name, at - name))
		return true;
	for (i = 0; i < sizeof(attributes) / sizeof(attributes[0]); i++) {
		const char *a = memmem(t->s + start, end - start, attributes[i], strlen(attributes[i]));
		const char *value = a ? a + strlen(attributes[i]) + 1 : NULL;
		const char *last = t->s + end;
		const char *p;

		if (!value || value >= last)
			continue;
		for (p = value; p < last && mtr_is_kind(*p, MTR_IS_NAME);)
			p++;
		if (p > value && mtr_redaction_secret_name(value, (size_t)(p - value)))
			return true;
	}
	return false;
}

/* Where the tag that ends at @close begins, if it is one that opens an element. */
static bool opening_tag(const struct mtr_redact_text *t, size_t close, size_t *ret_open)
{
	size_t from = close > MTR_LOOK_MAX ? close - MTR_LOOK_MAX : 0;
	const char *open = memrchr(t->s + from, '<', close - from);

	if (!open || t->s[close - 1] == '/' || open + 1 == t->s + close ||
	    !(mtr_is_kind(open[1], MTR_IS_LETTER) || open[1] == '_'))
		return false;
	*ret_open = (size_t)(open - t->s);
	return true;
}

/*
 * <Password>xyz</Password>, <S N="Password">xyz</S>, <PROPERTY NAME="Password"><VALUE>xyz</VALUE>; the mark is the >
 * before the value.
 */
static bool after_tag(const struct mtr_redact_text *t, size_t mark, struct mtr_secret_span *ret)
{
	size_t close = mark, open, end;
	size_t start = mark + 1;
	int outer;

	for (outer = 0;; outer++) {
		if (outer == 3 || !opening_tag(t, close, &open))
			return false;
		if (is_secret_tag(t, open + 1, close))
			break;
		while (open > 0 && mtr_is_kind(t->s[open - 1], MTR_IS_SPACE))
			open--;
		if (open == 0 || t->s[open - 1] != '>')
			return false;
		close = open - 1;
	}
	while (start < t->len && mtr_is_kind(t->s[start], MTR_IS_SPACE))
		start++;
	for (end = start; end < t->len && t->s[end] != '<';)
		end++;
	while (end > start && mtr_is_kind(t->s[end - 1], MTR_IS_SPACE))
		end--;
	return mtr_redact_found(t, start, end, ret);
}

/* Bearer and Basic outside a header; what follows must not look like a word. */
static bool after_scheme(const struct mtr_redact_text *t, size_t mark, struct mtr_secret_span *ret)
{
	size_t start = mark, end;
	bool word = true;

	if (mark > 0 && mtr_is_kind(t->s[mark - 1], MTR_IS_NAME))
		return false;
	if (matches(t, mark, "Bearer "))
		start += 7;
	else if (matches(t, mark, "Basic "))
		start += 6;
	else
		return false;
	for (end = start;
	     end < t->len && (mtr_is_kind(t->s[end], MTR_IS_NAME) || strchr("+/=~", t->s[end])) && t->s[end]; end++)
		if (mtr_is_kind(t->s[end], MTR_IS_DIGIT) || t->s[end] == '=' ||
		    (end > start && t->s[end] < 'a' && mtr_is_kind(t->s[end], MTR_IS_LETTER)))
			word = false;
	return !word && end - start >= 8 && mtr_redact_found(t, start, end, ret);
}

static bool secret_at(const struct mtr_redact_text *t, size_t mark, struct mtr_secret_span *ret)
{
	switch (t->s[mark]) {
	case ':':
	case '=':
		return after_name(t, mark, ret);
	case '@':
		return user_info(t, mark, ret);
	case '-':
		return after_option(t, mark, ret);
	case '"':
	case '\'':
		return after_word(t, mark, ret);
	case '>':
		return after_tag(t, mark, ret);
	case 'B':
		return after_scheme(t, mark, ret);
	default:
		return false;
	}
}

/*
 * Marks come directly before their secrets, but for the @ of a user info, which comes behind. So going from mark to
 * mark is going from secret to secret, and what was one before redaction is one after it.
 */
bool mtr_redaction_next_secret_in(const char *text, size_t len, size_t from, enum mtr_secret_look look,
				  struct mtr_secret_span *ret)
{
	const struct mtr_redact_text t = {.s = text, .len = len, .from = from};
	bool hidden = look == MTR_SECRET_ANYWHERE && len - from >= MTR_BASE64_RUN;
	size_t mark, run;

	for (mark = from; mark < len; mark++) {
		if (mtr_is_kind(text[mark], MTR_IS_MARK) && secret_at(&t, mark, ret))
			return true;
		if (!hidden || !mtr_is_base64(text[mark]) || (mark > from && mtr_is_base64(text[mark - 1])))
			continue;
		run = mtr_base64_run(text, len, mark);
		if (run && mtr_base64_hides_secret(text + mark, run)) {
			*ret = (struct mtr_secret_span){mark, run};
			return true;
		}
	}
	return false;
}

bool mtr_redaction_next_secret(const char *text, size_t len, size_t from, struct mtr_secret_span *ret)
{
	return mtr_redaction_next_secret_in(text, len, from, MTR_SECRET_ANYWHERE, ret);
}

static bool next_user_info(const struct mtr_redact_text *t, struct mtr_secret_span *ret)
{
	size_t mark;

	for (mark = t->from; mark < t->len; mark++)
		if (t->s[mark] == '@' && user_info(t, mark, ret))
			return true;
	return false;
}

/* Appends to an answer of which only @size bytes are kept. */
struct answer {
	char *out;
	size_t size, len;
};

static void append(struct answer *a, const char *text, size_t len)
{
	if (a->len < a->size && len)
		memcpy(a->out + a->len, text, len < a->size - a->len ? len : a->size - a->len);
	a->len += len;
}

static void append_token(struct answer *a, const struct mtr_redaction *redaction, const char *text, size_t len)
{
	char token[MTR_TOKEN_SIZE];

	if (!len)
		return;
	mtr_redaction_token(redaction, text, len, token);
	append(a, token, sizeof(token));
}

size_t mtr_redaction_text(const struct mtr_redaction *redaction, const char *text, size_t len, char *out, size_t size)
{
	struct answer answer = {.out = out, .size = size};
	struct mtr_redact_text t = {.s = text, .len = len};
	struct mtr_secret_span secret;

	if (redaction->policy == MTR_REDACTION_STRICT) {
		append_token(&answer, redaction, text, len);
		return answer.len;
	}
	while (redaction->policy == MTR_REDACTION_CREDENTIALS ? next_user_info(&t, &secret)
							      : mtr_redaction_next_secret(text, len, t.from, &secret)) {
		append(&answer, text + t.from, secret.start - t.from);
		append_token(&answer, redaction, text + secret.start, secret.len);
		t.from = secret.start + secret.len;
	}
	append(&answer, text + t.from, len - t.from);
	return answer.len;
}

size_t mtr_redaction_argument(const struct mtr_redaction *redaction, const char *argument, char *out, size_t size)
{
	struct answer answer = {.out = out, .size = size};
	size_t name = 0;

	if (argument[0] == '-' && argument[1] == '-') {
		while (argument[name] && argument[name] != '=' && mtr_is_kind(argument[name], MTR_IS_NAME))
			name++;
		name += argument[name] == '=';
	} else if (argument[0] == '-' && mtr_is_kind(argument[1], MTR_IS_NAME)) {
		name = 2;
	} else if (argument[0] == '-' && !argument[1]) {
		name = 1;
	}
	append(&answer, argument, name);
	append_token(&answer, redaction, argument + name, strlen(argument + name));
	return answer.len;
}
