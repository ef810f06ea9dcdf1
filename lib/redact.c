/* Policies, tokens, and what of a process may be shown. */
#include "redact.h"

#include <string.h>

#include "fail.h"
#include "siphash.h"

static const char *const policy_names[] = {
	[MTR_REDACTION_CREDENTIALS] = "credentials",
	[MTR_REDACTION_SECRETS] = "secrets",
	[MTR_REDACTION_STRICT] = "strict",
};

enum {
	NR_POLICIES = sizeof(policy_names) / sizeof(policy_names[0]),
};

enum {
	PREFIX_SIZE = sizeof(MTR_TOKEN_PREFIX) - 1,
	HASH_AT = PREFIX_SIZE + 2, /* behind the letter for the length and a dash */
	HASH_SIZE = 16,
};
_Static_assert(HASH_AT + 2 * HASH_SIZE == MTR_TOKEN_SIZE, "token layout");

const char *mtr_redaction_policy_name(enum mtr_redaction_policy policy)
{
	return (unsigned)policy < NR_POLICIES ? policy_names[policy] : "unknown";
}

int mtr_redaction_policy_parse(const char *name, enum mtr_redaction_policy *ret)
{
	unsigned i;

	for (i = 0; i < NR_POLICIES; i++) {
		if (!strcmp(name, policy_names[i])) {
			*ret = (enum mtr_redaction_policy)i;
			return 0;
		}
	}
	return mtr_fail(-MTR_EUSAGE, "'%s' is no redaction policy: say credentials, secrets or strict", name);
}

static void put_hex(char *to, const uint8_t *bytes, size_t size)
{
	static const char digits[] = "0123456789abcdef";
	size_t i;

	for (i = 0; i < size; i++) {
		to[2 * i] = digits[bytes[i] >> 4];
		to[2 * i + 1] = digits[bytes[i] & 15];
	}
}

void mtr_redaction_init(struct mtr_redaction *redaction, enum mtr_redaction_policy policy,
			const uint8_t key[MTR_REDACTION_KEY_SIZE])
{
	/* the 0 keeps it apart from tokens: no MI string has one */
	static const char about[] = "\0mitrace key id";
	uint8_t hash[HASH_SIZE];

	redaction->policy = policy;
	memcpy(redaction->key, key, sizeof(redaction->key));
	mtr_siphash128(key, about, sizeof(about), hash);
	put_hex(redaction->key_id, hash, MTR_REDACTION_KEY_ID_SIZE / 2);
	redaction->key_id[MTR_REDACTION_KEY_ID_SIZE] = 0;
}

bool mtr_redaction_wants(const struct mtr_redaction *redaction, const char *name, size_t len)
{
	switch (redaction->policy) {
	case MTR_REDACTION_CREDENTIALS:
		return false;
	case MTR_REDACTION_SECRETS:
		return mtr_redaction_secret_name(name, len);
	case MTR_REDACTION_STRICT:
		break;
	}
	return true;
}

bool mtr_redaction_wants_option(const struct mtr_redaction *redaction, const char *name, size_t len)
{
	return mtr_redaction_wants(redaction, name, len) || mtr_redaction_secret_name(name, len);
}

static char length_letter(size_t len)
{
	if (len < 8)
		return 'A';
	if (len < 16)
		return 'B';
	if (len < 64)
		return 'C';
	return len < 256 ? 'D' : 'E';
}

static bool is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

bool mtr_redaction_is_token(const void *data, size_t len)
{
	const char *text = data;
	size_t i;

	if (len != MTR_TOKEN_SIZE || memcmp(text, MTR_TOKEN_PREFIX, PREFIX_SIZE) != 0)
		return false;
	if (text[PREFIX_SIZE] < 'A' || text[PREFIX_SIZE] > 'E' || text[PREFIX_SIZE + 1] != '-')
		return false;
	for (i = HASH_AT; i < MTR_TOKEN_SIZE; i++)
		if (!is_hex(text[i]))
			return false;
	return true;
}

void mtr_redaction_token(const struct mtr_redaction *redaction, const void *data, size_t len,
			 char ret_token[MTR_TOKEN_SIZE])
{
	uint8_t hash[HASH_SIZE];

	if (mtr_redaction_is_token(data, len)) {
		memmove(ret_token, data, MTR_TOKEN_SIZE);
		return;
	}
	mtr_siphash128(redaction->key, data, len, hash);
	memcpy(ret_token, MTR_TOKEN_PREFIX, PREFIX_SIZE);
	ret_token[PREFIX_SIZE] = length_letter(len);
	ret_token[PREFIX_SIZE + 1] = '-';
	put_hex(ret_token + HASH_AT, hash, sizeof(hash));
}
