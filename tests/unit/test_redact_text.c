/*
 * Secrets within text. In the tables, what stands between [[ and ]] is the secret: it must go, everything else must
 * stay.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "redact.h"
#include "unit.h"

static const char *const texts[] = {
	/* clang-format off */
	/* assignments */
	"password=[[hunter2]]",
	"password = [[hunter2]]",
	"Password: [[hunter2]]",
	"Login failed, password: [[hunter2]] (user bob)",
	"user=bob&password=[[hunter2]]&x=1",
	"Server=a;User Id=b;Password=[[correct horse battery]];Timeout=3",
	"{password=[[hunter2]]}",
	"(pwd: [[hunter2]]), retry",
	"pwd=[[a]]",
	"password='[[it is long]]' x",
	"password=\"[[a \\\"b\\\" c]]\" x",
	"api key: [[abc123]]",
	"API_KEY=[[abc123]] ./run",
	"private key = [[abc]]",
	"auth_token => [[abc]]",
	"password==[[abc]]",
	"password=[[abc]], user=x",
	"password=[[a,b]], user=x",
	"token=[[a]] secret=[[b]]",
	"secret=[[a]]\nsecret=[[b]]",
	/* JSON, also within JSON */
	"{\"user\":\"bob\",\"password\":\"[[hunter2]]\",\"n\":1}",
	"{\"token\" : \"[[ey.J]]\"}",
	"{\\\"token\\\":\\\"[[abc]]\\\",\\\"x\\\":1}",
	"{'apiKey': '[[abc]]'}",
	/* command lines */
	"omicli ei --password [[hunter2]] --hostname x",
	"omicli ei --password=[[hunter2]] --hostname x",
	"omicli ei -u bob -p [[hunter2]] x",
	"New-Session -Password [[hunter2]] -Name x",
	"run --api-key '[[a b]]' --now",
	"--password [[x]]",
	"--password [[-dash]] --verbose",
	"\"run --password [[x]]\"",
	/* URLs and destinations */
	"http://[[bob]]:[[hunter2]]@host:5985/wsman",
	"https://[[ghp]]@github.example/x",
	"[[bob]]:[[hunter2]]@host",
	"see ftp://[[u]]:[[p@w]]@host/x, or not",
	"proxy [[bob]]:[[x]]@10.0.0.1:3128 refused",
	/* in base64: a CLIXML object in a stream, an encoded command (UTF-16) */
	"[[PE9iaiBSZWZJZD0iMCI+PE1TPjxTIE49IlVzZXJOYW1lIj5ib2I8L1M+PFMgTj0iUGFzc3dvcmQiPmh1bnRlcjJodW50ZXIyPC9TPjwvTVM+PC9PYmo+]]",
	"<creationXml xmlns=\"http://x\">[[PE9iaiBSZWZJZD0iMCI+PE1TPjxTIE49IlVzZXJOYW1lIj5ib2I8L1M+PFMgTj0iUGFzc3dvcmQiPmh1bnRlcjJodW50ZXIyPC9TPjwvTVM+PC9PYmo+]]</creationXml>",
	"pwsh -enc [[QwBvAG4AbgBlAGMAdAAtAFQAaABpAG4AZwAgAC0AVQBzAGUAcgAgAGIAbwBiACAALQBQAGEAcwBzAHcAbwByAGQAIABoAHUAbgB0AGUAcgAyACAALQBWAGUAcgBiAG8AcwBlAA==]] done",
	/* headers */
	"Authorization: Basic [[dXNlcjpwYXNz]]",
	"Authorization: Bearer [[abc.def-ghi]]\r\nHost: x",
	"authorization: [[opaque]]",
	"Cookie: [[a=b; c=d]]\nHost: x",
	"got Bearer [[eyJhbGciOi.x1]] back",
	"Basic [[dXNlcjpwYXNz]]",
	/* words and quotes */
	"wrong password '[[hunter2]]' for bob",
	"the password is \"[[hunter2]]\".",
	"select * from X where Password <> '[[hunter2]]' and Name <> 'bob'",
	"select * from X where Secret LIKE '[[hunter2]]'",
	"Login.Password!='[[hunter2]]'",
	"token was '[[abc]]'",
	/* XML, CLIXML, CIM-XML */
	"<Password>[[hunter2]]</Password>",
	"<a:UserPassword x=\"1\">[[hunter2]]</a:UserPassword>",
	"<S N=\"Password\">[[hunter2]]</S><S N=\"User\">bob</S>",
	"<PROPERTY NAME=\"Password\" TYPE=\"string\"><VALUE>[[hunter2]]</VALUE></PROPERTY>",
	"<x password=\"[[hunter2]]\"/>",
	/* keys */
	"-----BEGIN RSA PRIVATE KEY-----\n[[MIIE\nabc=]]\n-----END RSA PRIVATE KEY-----",
	"x -----BEGIN PRIVATE KEY-----\n[[MIIE]]",
	/* nothing in it */
	"", "x", "key=value", "Key: value", "SELECT * FROM CIM_Foo WHERE Name='x:y'", "12:30:45", "a=b;c=d",
	"http://host:5985/wsman?x=a@b", "mailto:bob@example.com", "bob@example.com", "mail bob@example.com: no",
	"mkdir -p /tmp/x", "ssh -p 22 host", "--hostname x -u y", "OMI:MI_Result:1", "password", "password:", "password=",
	"password: \n next", "token_count=3", "Basic authentication failed", "Bearer of bad news", "<Password/>",
	"<Password></Password>", "-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----", "a--b", "-", "--", ":", "@",
	"secret://vault/x", "don't 'quote' me", "\"", "'", "<", "<>", "B", "monkey=1", "keyboard: us", "password-less: x",
	"PE9iaiBSZWZJZD0iMCI+PE1TPjxTIE49IlVzZXJOYW1lIj5ib2I8L1M+PEkzMiBOPSJDb3VudCI+MTcxNzE3MTc8L0kzMj48L01TPjwvT2JqPg==", "<Stream>PE9iaiBSZWZJZD0iMCI+PE1TPjxTIE49IlVzZXJOYW1lIj5ib2I8L1M+PEkzMiBOPSJDb3VudCI+MTcxNzE3MTc8L0kzMj48L01TPjwvT2JqPg==</Stream>",
	"The 'Name' property", "Microsoft::Token::x", "\\", "\\\"", "2024-01-02T03:04:05", "a: b: c: d",
	/* clang-format on */
};

enum {
	TEXT_MAX = 4096,
};

static struct mtr_redaction redaction;

/* Takes the marks out of a table row: the plain text, and what redaction must make of it. */
static void read_row(const char *row, char *plain, char *expected)
{
	const char *secret = NULL;

	while (*row) {
		if (!strncmp(row, "[[", 2)) {
			row += 2;
			secret = plain;
		} else if (secret && !strncmp(row, "]]", 2)) {
			row += 2;
			mtr_redaction_token(&redaction, secret, (size_t)(plain - secret), expected);
			expected += MTR_TOKEN_SIZE;
			secret = NULL;
		} else {
			if (!secret)
				*expected++ = *row;
			*plain++ = *row++;
		}
	}
	*plain = *expected = 0;
}

/* Redacts a copy that ends where its memory ends. */
static void redact(const char *text, char *ret)
{
	size_t len = strlen(text), size;
	char *exact = malloc(len ? len : 1);

	memcpy(exact, text, len);
	size = mtr_redaction_text(&redaction, exact, len, NULL, 0);
	assert_true(size < TEXT_MAX);
	assert_int_equal(mtr_redaction_text(&redaction, exact, len, ret, size), size);
	ret[size] = 0;
	free(exact);
}

static void secrets_become_tokens_and_nothing_else_changes(void **state)
{
	char plain[TEXT_MAX], expected[TEXT_MAX], answer[TEXT_MAX];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		read_row(texts[i], plain, expected);
		redact(plain, answer);
		if (strcmp(answer, expected) != 0)
			fail_msg("of  %s\ncame %s\nnot  %s", plain, answer, expected);
	}
}

static void redacting_twice_changes_nothing(void **state)
{
	char plain[TEXT_MAX], once[TEXT_MAX], twice[TEXT_MAX];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		read_row(texts[i], plain, twice);
		redact(plain, once);
		redact(once, twice);
		assert_string_equal(twice, once);
	}
}

static void every_text_with_a_secret_is_not_plain(void **state)
{
	char plain[TEXT_MAX], expected[TEXT_MAX];
	size_t i, shift;

	(void)state;
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		read_row(texts[i], plain, expected);
		if (!strcmp(plain, expected))
			continue;
		/* wherever the marks fall within the steps that are looked at */
		for (shift = 0; shift < 40; shift++) {
			size_t len = strlen(plain) + shift;
			char *shifted = malloc(len);

			memset(shifted, '.', shift);
			if (shift)
				shifted[shift - 1] = ' ';
			memcpy(shifted + shift, plain, strlen(plain));
			assert_false(mtr_redaction_text_is_plain(shifted, len));
			free(shifted);
		}
	}
}

/* Random texts of pieces that matter: the quick answer never contradicts the slow one, nothing is read beyond. */
static void random_texts_agree(void **state)
{
	static const char *const pieces[] = {
		"password",
		"=",
		":",
		" ",
		"\"",
		"'",
		"<",
		">",
		"@",
		"//",
		"-",
		"--",
		"token",
		"a",
		"bcd",
		"\\",
		"\n",
		"-p ",
		"-u ",
		"Bearer ",
		"B",
		"Authorization",
		"://",
		"</",
		"xyz1",
		";",
		"&",
		"mtr-redacted-A-",
		"0123456789abcdef0123456789abcdef",
		"-----BEGIN ",
		"PRIVATE KEY-----",
	};
	unsigned long seed = 12345;
	int round;

	(void)state;
	for (round = 0; round < 20000; round++) {
		char text[TEXT_MAX] = "", once[TEXT_MAX], twice[TEXT_MAX];
		struct mtr_secret_span span;
		unsigned long first = seed;
		size_t nr, len;
		char *exact;

		for (nr = 1 + seed % 12; nr; nr--) {
			seed = seed * 6364136223846793005u + 1442695040888963407u;
			strcat(text, pieces[(seed >> 33) % (sizeof(pieces) / sizeof(pieces[0]))]);
		}
		len = strlen(text);
		exact = malloc(len ? len : 1);
		memcpy(exact, text, len);
		if (mtr_redaction_next_secret(exact, len, 0, &span)) {
			assert_true(span.len && span.start < len && span.start + span.len <= len);
			if (mtr_redaction_text_is_plain(exact, len))
				fail_msg("seed %lu: '%s' is not plain", first, text);
		}
		free(exact);
		redact(text, once);
		redact(once, twice);
		if (strcmp(once, twice) != 0)
			fail_msg("seed %lu: '%s' became '%s', then '%s'", first, text, once, twice);
	}
}

/* Wherever a secret lies in what is decoded piece by piece. */
static void secrets_deep_in_base64_are_found(void **state)
{
	enum {
		GROUPS = 3000
	};
	/* "password=hunter2" in base64, and "password" alone, which is no secret: three characters in four each. */
	static const char secret[] = "IHBhc3N3b3JkPWh1bnRlcjIg", none[] = "IHBhc3N3b3JkIGh1bnRlcjIg";
	size_t len = (size_t)GROUPS * 4, at;
	struct mtr_secret_span span;
	char *text = malloc(len);

	(void)state;
	for (at = 0; at + sizeof(secret) <= len; at += 4 * 97) {
		memset(text, 'I', len); /* decodes to " \x82\x08" over and over */
		memcpy(text + at, secret, sizeof(secret) - 1);
		assert_true(mtr_redaction_next_secret(text, len, 0, &span));
		assert_int_equal(span.start, 0);
		assert_int_equal(span.len, len);
		assert_false(mtr_redaction_text_is_plain(text, len));
		memcpy(text + at, none, sizeof(none) - 1);
		assert_false(mtr_redaction_next_secret(text, len, 0, &span));
	}
	free(text);
}

static void policies_differ(void **state)
{
	struct mtr_redaction r = redaction;
	char out[TEXT_MAX];
	size_t len;

	(void)state;
	r.policy = MTR_REDACTION_CREDENTIALS;
	len = mtr_redaction_text(&r, "password=a http://u:p@h", 23, out, sizeof(out));
	assert_int_equal(len, 23 + 2 * (MTR_TOKEN_SIZE - 1));
	assert_memory_equal(out, "password=a http://mtr-redacted-", 31);
	r.policy = MTR_REDACTION_STRICT;
	len = mtr_redaction_text(&r, "hello", 5, out, sizeof(out));
	assert_int_equal(len, MTR_TOKEN_SIZE);
	assert_true(mtr_redaction_is_token(out, len));
	assert_int_equal(mtr_redaction_text(&r, "", 0, out, sizeof(out)), 0);
}

static void a_short_answer_is_cut_and_its_length_told(void **state)
{
	char out[12] = "";

	(void)state;
	assert_int_equal(mtr_redaction_text(&redaction, "ab password=x cd", 16, out, 11), 16 + MTR_TOKEN_SIZE - 1);
	assert_string_equal(out, "ab password");
}

static int setup(void **state)
{
	static const uint8_t key[MTR_REDACTION_KEY_SIZE] = "fedcba9876543210";

	(void)state;
	mtr_redaction_init(&redaction, MTR_REDACTION_SECRETS, key);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(secrets_become_tokens_and_nothing_else_changes),
		cmocka_unit_test(redacting_twice_changes_nothing),
		cmocka_unit_test(every_text_with_a_secret_is_not_plain),
		cmocka_unit_test(random_texts_agree),
		cmocka_unit_test(secrets_deep_in_base64_are_found),
		cmocka_unit_test(policies_differ),
		cmocka_unit_test(a_short_answer_is_cut_and_its_length_told),
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}
