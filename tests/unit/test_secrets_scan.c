/* Secrets are found in whatever form and wherever they are; other bytes are not. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
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

static struct found scan_for(const char *what, const void *data, size_t size)
{
	const struct mtr_secret_found where = {.where = "here"};
	struct mtr_secrets *secrets = NULL;
	struct found found = {0};
	uint64_t count;

	assert_int_equal(mtr_secrets_new(&secrets), 0);
	assert_int_equal(mtr_secrets_add(secrets, what, strlen(what), 7), 0);
	count = mtr_secrets_scan(secrets, data, size, &where, on_found, &found);
	assert_int_equal(count, found.count);
	mtr_secrets_free(secrets);
	return found;
}

static struct found scan(const void *data, size_t size)
{
	return scan_for(secret, data, size);
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
	assert_string_equal(scan("x=S3cr%C3%A9t%3F%2F%2B+pass&", 28).encodings, "percent-encoded ");
	assert_string_equal(scan("x=S3cr%c3%a9t?/+%20pass&", 24).encodings, "percent-encoded ");
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

/* As PowerShell's -EncodedCommand. */
static void test_base64_of_wide_text_is_found_at_every_alignment(void **state)
{
	size_t shift, i;

	(void)state;
	for (shift = 0; shift < 3; shift++) {
		char bytes[64] = "";
		struct mtr_out text;

		memset(bytes, 'x', shift);
		for (i = 0; i < 12; i++)
			bytes[shift + 2 * i] = "Wide-secret!"[i];
		mtr_out_begin(&text, NULL);
		mtr_base64_write(&text, bytes, 40);
		assert_string_equal(scan_for("Wide-secret!", text.data, text.size).encodings, "base64 of UTF-16LE ");
		mtr_out_end(&text);
	}
}

/* Forms that are the same, because there are no letters in them, are one finding. */
static void test_a_secret_in_one_place_is_found_once(void **state)
{
	(void)state;
	assert_int_equal(scan_for("2345 6789", "2345%206789", 11).count, 1);
	assert_int_equal(scan_for("2345", "x32333435x", 10).count, 1);
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

static void write_file(const char *path, const void *data, size_t size)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(data, 1, size, file), size);
	fclose(file);
}

static struct found scan_path(const char *path)
{
	struct mtr_secrets *secrets = NULL;
	struct found found = {0};
	uint64_t count = 0;

	assert_int_equal(mtr_secrets_new(&secrets), 0);
	assert_int_equal(mtr_secrets_add(secrets, secret, sizeof(secret) - 1, 1), 0);
	assert_int_equal(mtr_secrets_scan_trace(secrets, path, on_found, &found, &count), 0);
	assert_int_equal(count, found.count);
	mtr_secrets_free(secrets);
	return found;
}

static struct found scan_build(const struct trace_build *build)
{
	char path[] = "/tmp/mitrace-test-XXXXXX";
	struct found found;

	close(mkstemp(path));
	write_file(path, build->data, build->size);
	found = scan_path(path);
	unlink(path);
	return found;
}

static void test_a_secret_across_two_chunks_of_an_event_is_found(void **state)
{
	Mitrace__Call call = MITRACE__CALL__INIT;
	Mitrace__Packet large;
	struct trace_build build;
	struct found found;
	char text[400];

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
	found = scan_build(&build);
	assert_string_equal(found.where, "event ");
	build_end(&build);
}

/* The first part ends one frame, the second begins the next. */
static void test_a_secret_across_two_frames_is_found(void **state)
{
	Mitrace__Call call = MITRACE__CALL__INIT;
	Mitrace__Packet large, part = MITRACE__PACKET__INIT;
	Mitrace__Chunk chunk = MITRACE__CHUNK__INIT;
	struct trace_build build;
	uint8_t bytes[256];
	size_t size, half;

	(void)state;
	build_begin(&build);
	build_header(&build);
	build_event(&build, &large, MITRACE__PACKET__BODY_CALL_BEGIN, 1, 0);
	large.call_begin = &call;
	call.has_destination = 1;
	call.destination = build_text(secret);
	size = mitrace__packet__pack(&large, bytes);
	half = size - sizeof(secret) / 2;
	part.has_seq = 1;
	part.seq = large.seq;
	part.body_case = MITRACE__PACKET__BODY_CHUNK;
	part.chunk = &chunk;
	chunk.has_data = chunk.has_index = chunk.has_last = 1;
	chunk.data = (ProtobufCBinaryData){half, bytes};
	build_packet(&build, &part);
	build_frame(&build);
	chunk.data = (ProtobufCBinaryData){size - half, bytes + half};
	chunk.index = 1;
	chunk.last = 1;
	build_packet(&build, &part);
	build_frame(&build);
	assert_string_equal(scan_build(&build).where, "event ");
	build_end(&build);
}

static void test_a_secret_in_an_interned_class_is_found(void **state)
{
	struct trace_build build;

	(void)state;
	build_begin(&build);
	build_header(&build);
	build_schema(&build, 1, secret);
	build_frame(&build);
	assert_non_null(strstr(scan_build(&build).where, "frame "));
	build_end(&build);
}

/* A trace that is recorded, and the file that its header says it is fed from. */
static void check_spool(const char *name, bool is_read)
{
	char folder[] = "/tmp/mitrace-test-XXXXXX", trace[64], spool[128];
	Mitrace__Packet packet = MITRACE__PACKET__INIT;
	Mitrace__Header header = MITRACE__HEADER__INIT;
	struct trace_build build;
	struct found found;

	assert_non_null(mkdtemp(folder));
	snprintf(trace, sizeof(trace), "%s/inner", folder);
	assert_int_equal(mkdir(trace, 0700), 0);
	snprintf(spool, sizeof(spool), "%s/%s", trace, name);
	snprintf(trace, sizeof(trace), "%s/inner/t.mitrace", folder);
	write_file(spool, secret, sizeof(secret) - 1);
	build_begin(&build);
	packet.body_case = MITRACE__PACKET__BODY_HEADER;
	packet.header = &header;
	header.has_version_major = header.has_spool = 1;
	header.version_major = 1;
	header.spool = build_text(name);
	build_packet(&build, &packet);
	build_frame(&build);
	write_file(trace, build.data, build.size);
	found = scan_path(trace);
	assert_string_equal(found.where, is_read ? "spool " : "");
	unlink(spool);
	unlink(trace);
	*strrchr(trace, '/') = 0;
	rmdir(trace);
	rmdir(folder);
	build_end(&build);
}

static void test_a_secret_in_the_spool_is_found(void **state)
{
	(void)state;
	check_spool("t.mitrace.spool", true);
}

/* What a file says of another one must not lead out of the folder. */
static void test_no_file_elsewhere_is_looked_into(void **state)
{
	(void)state;
	check_spool("../elsewhere", false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_form_is_found),
		cmocka_unit_test(test_base64_is_found_at_every_alignment),
		cmocka_unit_test(test_other_bytes_are_not_found),
		cmocka_unit_test(test_a_short_secret_is_refused),
		cmocka_unit_test(test_base64_of_wide_text_is_found_at_every_alignment),
		cmocka_unit_test(test_a_secret_in_one_place_is_found_once),
		cmocka_unit_test(test_a_secret_across_two_chunks_of_an_event_is_found),
		cmocka_unit_test(test_a_secret_across_two_frames_is_found),
		cmocka_unit_test(test_a_secret_in_an_interned_class_is_found),
		cmocka_unit_test(test_a_secret_in_the_spool_is_found),
		cmocka_unit_test(test_no_file_elsewhere_is_looked_into),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
