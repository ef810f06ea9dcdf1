/*
 * Which names are secret ones.
 *
 * A name is taken apart into words at case changes, digits and separators (userPassword, API_KEY, x-auth-token).
 * What counts is a word, or words in sequence; words run together in lower case (dbpassword) are found by stems that
 * are long enough not to occur by accident. A name that only speaks about a secret (PasswordAge, TokenType) is none.
 */
#include "redact.h"

#include <string.h>

enum {
	WORDS_MAX = 32, /* of a longer name, the last ones */
	WORD_MAX = 24,
};

struct words {
	char word[WORDS_MAX][WORD_MAX + 1]; /* lower case; longer words lose their end */
	unsigned count;
};

/* Secret as words of their own. */
static const char *const secret_words[] = {
	"password", "passwords", "passwd",   "passwds",  "passphrase", "passphrases", "passcode",   "pwd",
	"pwds",     "pw",        "secret",   "secrets",  "token",      "tokens",      "credential", "credentials",
	"cred",     "creds",     "otp",      "cookie",   "cookies",    "passkey",     "apikey",     "authorization",
	"jwt",      "keytab",    "kennwort", "passwort",
};

/* Secret wherever they occur, run together with anything. */
static const char *const secret_stems[] = {
	"password",  "passwd",       "passphrase",   "passwort",      "apikey",      "privatekey",
	"secretkey", "accesskey",    "sharedkey",    "encryptionkey", "signingkey",  "accountkey",
	"masterkey", "authtoken",    "accesstoken",  "sessiontoken",  "bearertoken", "refreshtoken",
	"idtoken",   "clientsecret", "sharedsecret", "credential",    "userpwd",     "adminpwd",
};

/* "key" after one of these. */
static const char *const key_kinds[] = {
	"api",     "private", "secret",  "access", "shared",     "encryption", "signing",      "account",
	"master",  "auth",    "session", "ssh",    "decryption", "symmetric",  "preshared",    "wrapping",
	"storage", "license", "product", "host",   "hmac",       "rsa",        "subscription",
};

/* "pass" after one of these; alone it is one anyway. */
static const char *const pass_owners[] = {
	"user", "db",    "admin", "root", "login", "my",  "auth",  "proxy", "smtp",   "ftp",    "http",
	"ldap", "mysql", "pg",    "bind", "key",   "run", "logon", "basic", "client", "server", "account",
};

/* At the end of a name, or after the secret word: it speaks about a secret. */
static const char *const about_words[] = {
	"type",     "types",     "count",   "length",    "len",       "size",       "age",        "policy",
	"policies", "expires",   "expiry",  "expire",    "expired",   "expiration", "required",   "changeable",
	"changed",  "change",    "enabled", "disabled",  "set",       "date",       "time",       "timestamp",
	"format",   "encoding",  "minimum", "maximum",   "min",       "max",        "complexity", "status",
	"state",    "version",   "url",     "uri",       "endpoint",  "kind",       "algorithm",  "provider",
	"lifetime", "ttl",       "index",   "offset",    "flag",      "flags",      "attempts",   "retries",
	"failures", "supported", "mode",    "scheme",    "method",    "name",       "hint",       "prompt",
	"less",     "history",   "last",    "protected", "encrypted", "class",      "store",      "manager",
	"guard",    "exists",    "present", "valid",     "needed",    "ok",         "error",      "errors",
};

static bool in(const char *word, const char *const *list, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (!strcmp(word, list[i]))
			return true;
	return false;
}
#define IN(word, list) in(word, list, sizeof(list) / sizeof((list)[0]))

static bool is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static char lower(char c)
{
	return is_upper(c) ? (char)(c - 'A' + 'a') : c;
}

static void begin_word(struct words *w)
{
	if (w->count == WORDS_MAX) {
		memmove(w->word[0], w->word[1], sizeof(w->word[0]) * (WORDS_MAX - 1));
		w->count--;
	}
	w->word[w->count++][0] = 0;
}

static void add_letter(struct words *w, char c)
{
	char *word = w->word[w->count - 1];
	size_t len = strlen(word);

	if (len < WORD_MAX) {
		word[len] = lower(c);
		word[len + 1] = 0;
	}
}

/* A word begins where a letter follows none, a capital a small letter, or the last of several capitals a small one. */
static void split(const char *name, size_t len, struct words *w)
{
	bool in_word = false;
	size_t i;

	w->count = 0;
	for (i = 0; i < len; i++) {
		char c = name[i];

		if (!is_lower(c) && !is_upper(c)) {
			in_word = false;
			continue;
		}
		if (!in_word || (is_upper(c) && (is_lower(name[i - 1]) || (i + 1 < len && is_lower(name[i + 1])))))
			begin_word(w);
		in_word = true;
		add_letter(w, c);
	}
}

static bool has_stem(const char *word, const char **ret_rest)
{
	const char *found;
	size_t i;

	for (i = 0; i < sizeof(secret_stems) / sizeof(secret_stems[0]); i++) {
		found = strstr(word, secret_stems[i]);
		if (found) {
			*ret_rest = found + strlen(secret_stems[i]);
			return true;
		}
	}
	return false;
}

/* Words @at.. name a secret; the number of them, or 0. */
static unsigned secret_words_at(const struct words *w, unsigned at)
{
	const char *word = w->word[at], *rest;
	const char *next = at + 1 < w->count ? w->word[at + 1] : "";

	if (IN(word, secret_words))
		return 1;
	if (!strcmp(word, "authorization") && at + 1 == w->count)
		return 1;
	if (!strcmp(word, "pass") && (w->count == 1 || (at > 0 && IN(w->word[at - 1], pass_owners))))
		return 1;
	if (IN(word, key_kinds) && (!strcmp(next, "key") || !strcmp(next, "keys")))
		return 2;
	if (!strcmp(word, "pass") && (!strcmp(next, "phrase") || !strcmp(next, "word") || !strcmp(next, "code")))
		return 2;
	return has_stem(word, &rest) && !IN(rest, about_words) ? 1 : 0;
}

/* Every secret name has one of these pairs of letters in it; hardly any other name is looked at closer. */
static bool may_be_secret(const char *name, size_t len)
{
	static const char seconds[256][3] = {
		['p'] = "aw", ['P'] = "aw", ['k'] = "e",  ['K'] = "e",  ['t'] = "o", ['T'] = "o",
		['s'] = "e",  ['S'] = "e",  ['c'] = "ro", ['C'] = "ro", ['o'] = "t", ['O'] = "t",
		['a'] = "u",  ['A'] = "u",  ['j'] = "w",  ['J'] = "w",
	};
	size_t i;

	for (i = 0; i + 1 < len; i++) {
		const char *second = seconds[(unsigned char)name[i]];
		char next;

		if (!*second)
			continue;
		next = lower(name[i + 1]);
		if (next == second[0] || (next == second[1] && next))
			return true;
	}
	return false;
}

bool mtr_redaction_secret_name(const char *name, size_t len)
{
	struct words w;
	unsigned at, count;

	if (!may_be_secret(name, len))
		return false;

	split(name, len, &w);
	if (!w.count || IN(w.word[w.count - 1], about_words))
		return false;
	for (at = 0; at < w.count; at++) {
		count = secret_words_at(&w, at);
		if (count && (at + count == w.count || !IN(w.word[at + count], about_words)))
			return true;
	}
	return false;
}

static bool equal_names(const char *name, size_t len, const char *other)
{
	return strlen(other) == len && !strncasecmp(name, other, len);
}

bool mtr_redaction_names_another(const char *name, size_t len)
{
	static const char *const names[] = {"Name",         "Key",          "OptionName",  "ParameterName",
					    "PropertyName", "VariableName", "SettingName", "FieldName",
					    "SelectorName", "AttributeName"};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (equal_names(name, len, names[i]))
			return true;
	return false;
}

bool mtr_redaction_named_by_another(const char *name, size_t len)
{
	static const size_t value_len = 5;

	if (equal_names(name, len, "Data") || equal_names(name, len, "Values"))
		return true;
	return len >= value_len && equal_names(name + len - value_len, value_len, "Value");
}
