/* Secrets are found in whatever form and wherever they are; other bytes are not. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base64.h"
#include "fail.h"
#include "secrets_scan.h"
#include "trace_build.h"
#include "unit.h"

static const char secret[] = "S3cr\xc3\xa9t?/+ pass";

struct found {
	unsigned count, line;
	char encodings[256];
	char where[256];
};

static void on_found(void *context, const struct mtr_secret_found *one)
{
	struct found *found = context;

	found->count++;
	found->line = one->line;
	if (!strstr(found->encodings, one->encoding))
		strcat(strcat(found->encodings, one->encoding), " ");
	if (!strstr(found->where, one->where))
		strcat(strcat(found->where, one->where), " ");
}

static struct found scan(const void *data, size_t size)
{
	const struct mtr_secret_found where = {.where = "here"};
	struct mtr_secrets *secrets = NULL;
	struct found found = {0};
	uint64_t count;

	assert_int_equal(mtr_secrets_new(&secrets), 0);
	assert_int_equal(mtr_secrets_add(secrets, secret, sizeof(secret) - 1, 7), 0);
	count = mtr_secrets_scan(secrets, data, size, &where, on_found, &found);
	assert_int_equal(count, found.count);
	mtr_secrets_free(secrets);
	return found;
}

static void test_every_form_is_found(void **state)
{
	struct mtr_out text;
	size_t i, size = sizeof(secret) - 1;
	/* The secret with one code unit for its two bytes of e acute. */
	static const char little[] = "S\0003\000c\000r\000\xe9\000t\000?\000/\000+\000 \000p\000a\000s\000s";
	char big[sizeof(little)];

	(void)state;
	assert_string_equal(scan(secret, size).encodings, "raw ");
	assert_int_equal(scan(secret, size).line, 7);
	mtr_out_begin(&text, NULL);
	for (i = 0; i < size; i++)
		mtr_out_printf(&text, "%02x", (unsigned char)secret[i]);
	assert_string_equal(scan(text.data, text.size).encodings, "hexadecimal ");
	for (i = 0; i < text.size; i++)
		text.data[i] = (char)(text.data[i] >= 'a' ? text.data[i] - 32 : text.data[i]);
	assert_string_equal(scan(text.data, text.size).encodings, "hexadecimal ");
	mtr_out_end(&text);
	assert_string_equal(scan("x=S3cr%C3%A9t%3F%2F%2B%20pass&", 30).encodings, "percent-encoded ");
	assert_string_equal(scan("x=S3cr%c3%a9t%3f%2f%2b%20pass&", 30).encodings, "percent-encoded ");
	assert_string_equal(scan(little, sizeof(little)).encodings, "UTF-16LE ");
	for (i = 0; i + 1 < sizeof(little); i += 2) {
		big[i] = little[i + 1];
		big[i + 1] = little[i];
	}
	assert_string_equal(scan(big, sizeof(big)).encodings, "UTF-16BE ");
}

static void test_base64_is_found_at_every_alignment(void **state)
{
	size_t shift, i;
	char bytes[64];

	(void)state;
	for (shift = 0; shift < 6; shift++) {
		struct mtr_out text;

		memset(bytes, 'x', sizeof(bytes));
		memcpy(bytes + shift, secret, sizeof(secret) - 1);
		mtr_out_begin(&text, NULL);
		mtr_base64_write(&text, bytes, sizeof(bytes));
		assert_string_equal(scan(text.data, text.size).encodings, "base64 ");
		for (i = 0; i < text.size; i++)
			text.data[i] = (char)(text.data[i] == '+' ? '-' : text.data[i] == '/' ? '_' : text.data[i]);
		assert_int_not_equal(scan(text.data, text.size).count, 0);
		mtr_out_end(&text);
	}
}

static void test_other_bytes_are_not_found(void **state)
{
	(void)state;
	assert_int_equal(scan("S3cr\xc3\xa9t?/+ pas", sizeof(secret) - 2).count, 0);
	assert_int_equal(scan("", 0).count, 0);
}

static void test_a_short_secret_is_refused(void **state)
{
	struct mtr_secrets *secrets = NULL;

	(void)state;
	assert_int_equal(mtr_secrets_new(&secrets), 0);
	assert_int_equal(mtr_secrets_add(secrets, "abc", 3, 1), -MTR_EUSAGE);
	mtr_secrets_free(secrets);
}

static void test_a_secret_across_two_chunks_of_an_event_is_found(void **state)
{
	char path[] = "/tmp/mitrace-test-XXXXXX", text[400];
	Mitrace__Call call = MITRACE__CALL__INIT;
	struct mtr_secrets *secrets = NULL;
	struct found found = {0};
	Mitrace__Packet large;
	struct trace_build build;
	uint64_t count = 0;
	int fd = mkstemp(path);

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = 0;
	memcpy(text + 180, secret, sizeof(secret) - 1);
	build_begin(&build);
	build_header(&build);
	build_event(&build, &large, MITRACE__PACKET__BODY_CALL_BEGIN, 1, 0);
	large.call_begin = &call;
	call.has_destination = 1;
	call.destination = build_text(text);
	build_chunked(&build, &large, 200);
	build_frame(&build);
	assert_int_equal(write(fd, build.data, build.size), build.size);
	close(fd);
	assert_int_equal(mtr_secrets_new(&secrets), 0);
	assert_int_equal(mtr_secrets_add(secrets, secret, sizeof(secret) - 1, 1), 0);
	assert_int_equal(mtr_secrets_scan_trace(secrets, path, on_found, &found, &count), 0);
	assert_int_equal(count, found.count);
	assert_string_equal(found.where, "event ");
	mtr_secrets_free(secrets);
	unlink(path);
	build_end(&build);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_form_is_found),
		cmocka_unit_test(test_base64_is_found_at_every_alignment),
		cmocka_unit_test(test_other_bytes_are_not_found),
		cmocka_unit_test(test_a_short_secret_is_refused),
		cmocka_unit_test(test_a_secret_across_two_chunks_of_an_event_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
