/*
 * Redaction: what must not leave the client becomes a token.
 *
 *	policy        API credentials,    values under secret names,   every string and
 *	              option secrets      secrets within free text     octet value
 *	credentials   token               -                            -
 *	secrets       token               token                        -          (default)
 *	strict        token               token                        token
 *
 * Passwords handed to the API are not even tokens: nobody asks for them. NULL and empty stay what they are.
 *
 * A token is the keyed hash (SipHash-2-4-128) of the value and a letter for its length. Equal values have equal
 * tokens in all traces made with one key, and who has not the key cannot try guesses. A token is never made of a
 * token, so redacting twice changes nothing.
 *
 *	mtr-redacted-M-0123456789abcdef0123456789abcdef
 *	             |  hash
 *	             length in bytes: A 1..7, B 8..15, C 16..63, D 64..255, E 256 and more
 *
 * The functions are pure: no allocation, no locale, no environment, no errno; any thread. mtr_redaction_load() alone
 * touches the system.
 */
#ifndef MTR_REDACT_H
#define MTR_REDACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MTR_TOKEN_PREFIX "mtr-redacted-"

enum mtr_redaction_policy {
	MTR_REDACTION_CREDENTIALS,
	MTR_REDACTION_SECRETS,
	MTR_REDACTION_STRICT,
};

enum {
	MTR_REDACTION_KEY_SIZE = 16,
	MTR_REDACTION_KEY_ID_SIZE = 16, /* hex digits */
	MTR_TOKEN_SIZE = 47,            /* bytes of every token */
};

struct mtr_redaction {
	enum mtr_redaction_policy policy;
	uint8_t key[MTR_REDACTION_KEY_SIZE];
	char key_id[MTR_REDACTION_KEY_ID_SIZE + 1]; /* tells keys apart without telling anything of them */
};

/* "credentials", "secrets", "strict". */
const char *mtr_redaction_policy_name(enum mtr_redaction_policy policy);
/* 0, or -MTR_EUSAGE with words. */
int mtr_redaction_policy_parse(const char *name, enum mtr_redaction_policy *ret);

/*
 * Reads the key from the file @key_path, which is made (0600, 32 hex digits and a newline from getrandom()) when
 * there is none; its directory must exist. Safe against others who do so at the same time. Refuses, with words, a
 * file that is not the user's own, that others may read or write (-EACCES), or that holds no key (-MTR_EFORMAT).
 */
int mtr_redaction_load(const char *key_path, enum mtr_redaction_policy policy, struct mtr_redaction *ret);

/* With a key at hand (tests, tools). */
void mtr_redaction_init(struct mtr_redaction *redaction, enum mtr_redaction_policy policy,
			const uint8_t key[MTR_REDACTION_KEY_SIZE]);

/* True when a string, octet or character value under this name (a property, a parameter) must become a token. */
bool mtr_redaction_wants(const struct mtr_redaction *redaction, const char *name, size_t len);
/* The same for the name of an option, where secret names count under every policy. */
bool mtr_redaction_wants_option(const struct mtr_redaction *redaction, const char *name, size_t len);

/* True when a value under this name is secret by its nature, whatever the policy. The word "key" alone is not. */
bool mtr_redaction_secret_name(const char *name, size_t len);

/*
 * Instances that are pairs, as {Name = "password", Value = "..."}: elements whose value is the name of something, and
 * elements whose value is what the first of these names. A secret name there makes the value secret.
 */
bool mtr_redaction_names_another(const char *name, size_t len);
bool mtr_redaction_named_by_another(const char *name, size_t len);

/*
 * Writes the token of a value, MTR_TOKEN_SIZE bytes, not terminated; a value that is a token already is copied.
 * @len must not be 0: an empty value stays empty.
 */
void mtr_redaction_token(const struct mtr_redaction *redaction, const void *data, size_t len,
			 char ret_token[MTR_TOKEN_SIZE]);
bool mtr_redaction_is_token(const void *data, size_t len);

/*
 * The next secret part of a text at or after @from: user info of a URL, what follows "password=", "Password: ",
 * "--password ", "Authorization: Basic ", "\"token\": \"", the body of a PEM private key ... Tokens are not secret.
 * False when there is none. Does not look at a policy.
 */
struct mtr_secret_span {
	size_t start, len; /* len is never 0 */
};
bool mtr_redaction_next_secret(const char *text, size_t len, size_t from, struct mtr_secret_span *ret);

enum mtr_secret_look {
	MTR_SECRET_ANYWHERE,   /* also hidden in base64, whose whole run is the secret part then */
	MTR_SECRET_NOT_HIDDEN, /* only as it stands there */
};
bool mtr_redaction_next_secret_in(const char *text, size_t len, size_t from, enum mtr_secret_look look,
				  struct mtr_secret_span *ret);

/*
 * True when a text surely has no secret: none of the characters that mtr_redaction_next_secret() goes by is in it.
 * Much faster, for the many values that are numbers, names and paths.
 */
bool mtr_redaction_text_is_plain(const char *text, size_t len);

/*
 * A text with its secrets made tokens, as the policy wants it (credentials: only user info of URLs; strict: one token
 * for all). Returns the length of the whole answer, of which at most @size bytes are written, not terminated: call
 * with size 0 to learn it. At most 1 + MTR_TOKEN_SIZE times @len.
 */
size_t mtr_redaction_text(const struct mtr_redaction *redaction, const char *text, size_t len, char *out, size_t size);

/*
 * One argument of a command line, for Process.argument; the program (argv[0]) is kept by not asking. Names of options
 * stay, every value becomes a token: "--host=x" -> "--host=TOKEN", "-px" -> "-pTOKEN", "x" -> "TOKEN".
 * Returned and written as by mtr_redaction_text().
 */
size_t mtr_redaction_argument(const struct mtr_redaction *redaction, const char *argument, char *out, size_t size);

/* True when the environment entry "NAME=VALUE" may be put into a header, after mtr_redaction_text(). */
bool mtr_redaction_environment_allowed(const char *entry);

#endif
