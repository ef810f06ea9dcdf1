/* Traces made of others: all of one, a part of one, one without its secrets. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <mi/mi.h>

#include "fail.h"
#include "json_write.h"
#include "rewrite.h"
#include "secrets_scan.h"
#include "trace_build.h"
#include "unit.h"
#include "verify.h"

static char in_path[64], out_path[64];

static int set_up(void **state)
{
	(void)state;
	strcpy(in_path, "/tmp/mitrace-test-XXXXXX");
	close(mkstemp(in_path));
	strcpy(out_path, "/tmp/mitrace-test-XXXXXX");
	close(mkstemp(out_path));
	unlink(out_path);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	unlink(in_path);
	unlink(out_path);
	return 0;
}

static void save(const struct trace_build *build, size_t size)
{
	assert_int_equal(truncate(in_path, 0), 0);
	FILE *file = fopen(in_path, "w");

	assert_int_equal(fwrite(build->data, 1, size, file), size);
	fclose(file);
}

static char *json(const char *path)
{
	struct mtr_reader *reader = NULL;
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	assert_int_equal(mtr_reader_open(path, NULL, &reader), 0);
	assert_int_equal(mtr_show_json(reader, NULL, NULL, out), 0);
	fclose(out);
	mtr_reader_close(reader);
	return text;
}

static void test_a_repacked_trace_says_the_same(void **state)
{
	const struct mtr_rewrite how = {.level = 9};
	struct mtr_rewrite_result result;
	struct mtr_verify verified;
	struct trace_build build;
	char *before, *after;

	(void)state;
	build_sample(&build, 5, 20);
	save(&build, build.size);
	assert_int_equal(mtr_rewrite_trace(in_path, out_path, &how, &result), 0);
	assert_int_equal(result.events, build.seq);
	assert_int_equal(result.bytes_before, build.size);
	assert_true(result.bytes_after < result.bytes_before); /* five frames became one */
	before = json(in_path);
	after = json(out_path);
	assert_string_equal(before, after);
	assert_int_equal(mtr_verify(out_path, NULL, NULL, &verified), 0);
	assert_true(verified.complete);
	free(before);
	free(after);
	build_end(&build);
}

static void test_a_damaged_trace_is_repacked_only_when_that_is_accepted(void **state)
{
	struct mtr_rewrite how = {.accept_damage = false};
	struct mtr_rewrite_result result;
	struct trace_build build;

	(void)state;
	build_sample(&build, 5, 20);
	build.data[build.frames[2] + 40] ^= 1;
	save(&build, build.size);
	assert_int_equal(mtr_rewrite_trace(in_path, out_path, &how, &result), -MTR_EDAMAGED);
	assert_int_equal(access(out_path, F_OK), -1);
	how.accept_damage = true;
	assert_int_equal(mtr_rewrite_trace(in_path, out_path, &how, &result), 0);
	assert_int_equal(result.damaged_parts, 1);
	assert_int_equal(result.events, build.seq - 44);
	build_end(&build);
}

static void test_a_part_keeps_what_replay_needs_and_is_an_excerpt(void **state)
{
	struct mtr_rewrite how = {0};
	struct mtr_rewrite_result result;
	struct mtr_verify verified;
	struct trace_build build;
	char *text;

	(void)state;
	build_sample(&build, 5, 20);
	save(&build, build.size);
	assert_int_equal(mtr_filter_new(&how.filter), 0);
	assert_int_equal(mtr_filter_add(how.filter, MTR_FILTER_OP, "3"), 0);
	assert_int_equal(mtr_rewrite_trace(in_path, out_path, &how, &result), 0);
	mtr_filter_free(how.filter);
	assert_int_equal(result.events, 2 + 44);
	assert_int_equal(result.left_out, 4 * 44);
	text = json(out_path);
	assert_non_null(strstr(text, "MI_Application_NewSession"));
	assert_non_null(strstr(text, "\"operation\":3"));
	assert_null(strstr(text, "\"operation\":2"));
	free(text);
	assert_int_equal(mtr_verify(out_path, NULL, NULL, &verified), 0);
	assert_true(verified.complete);
	build_end(&build);
}

/* Every place of a packet where a text can be. */
static void build_secrets(struct trace_build *build, const char *secret)
{
	Mitrace__Packet packet;
	Mitrace__Call call = MITRACE__CALL__INIT;
	Mitrace__Callback callback = MITRACE__CALLBACK__INIT;
	Mitrace__Instance instance = MITRACE__INSTANCE__INIT;
	Mitrace__Class class = MITRACE__CLASS__INIT;
	Mitrace__Element element = MITRACE__ELEMENT__INIT, *elements[] = {&element};
	Mitrace__Value value = MITRACE__VALUE__INIT, *values[] = {&value}, parameter = MITRACE__VALUE__INIT;
	Mitrace__Options options = MITRACE__OPTIONS__INIT;
	Mitrace__Option option = MITRACE__OPTION__INIT, *option_list[] = {&option};
	Mitrace__Credentials credentials = MITRACE__CREDENTIALS__INIT, *credentials_list[] = {&credentials};
	char url[100], text[100];

	snprintf(url, sizeof(url), "https://user:%s@host/", secret);
	snprintf(text, sizeof(text), "logon failed, password=%s", secret);
	build_begin(build);
	build_header(build);
	build_event(build, &packet, MITRACE__PACKET__BODY_CALL_BEGIN, 1, 0);
	packet.call_begin = &call;
	call.has_destination = 1;
	call.destination = build_text(url);
	call.parameters = &instance;
	instance.class_ = &class;
	instance.n_value = 1;
	instance.value = values;
	class.has_name = 1;
	class.name = build_text("Parameters");
	class.n_element = 1;
	class.element = elements;
	element.has_name = element.has_type = 1;
	element.name = build_text("Password");
	element.type = MI_STRING;
	value.has_string = 1;
	value.string = build_text(secret);
	call.destination_options = &options;
	options.n_option = options.n_credentials = 1;
	options.option = option_list;
	options.credentials = credentials_list;
	option.has_name = 1;
	option.name = build_text("PROXY_PASSWORD");
	option.value = &value;
	credentials.has_user_name = 1;
	credentials.user_name = build_text(secret);
	build_packet(build, &packet);
	build_event(build, &packet, MITRACE__PACKET__BODY_CALLBACK_BEGIN, 1, 0);
	packet.callback_begin = &callback;
	callback.has_error_message = callback.has_parameter_name = 1;
	callback.error_message = build_text(text);
	callback.parameter_name = build_text("Token");
	callback.parameter_value = &parameter;
	parameter.has_string = 1;
	parameter.string = build_text(secret);
	build_packet(build, &packet);
	build_frame(build);
	build_finish(build);
}

static void test_redaction_takes_secrets_out_of_every_place(void **state)
{
	static const char secret[] = "hunter2-hunter2";
	static const uint8_t key[MTR_REDACTION_KEY_SIZE] = {1, 2, 3};
	struct mtr_redaction redaction, weaker;
	struct mtr_rewrite how = {.redaction = &redaction, .force = true};
	struct mtr_rewrite_result result;
	struct mtr_secrets *secrets = NULL;
	struct trace_build build;
	uint64_t found = 0;
	char *first, *second;

	(void)state;
	mtr_redaction_init(&redaction, MTR_REDACTION_SECRETS, key);
	mtr_redaction_init(&weaker, MTR_REDACTION_CREDENTIALS, key);
	build_secrets(&build, secret);
	save(&build, build.size);
	assert_int_equal(mtr_secrets_new(&secrets), 0);
	assert_int_equal(mtr_secrets_add(secrets, secret, sizeof(secret) - 1, 1), 0);
	assert_int_equal(mtr_secrets_scan_trace(secrets, in_path, NULL, NULL, &found), 0);
	assert_true(found > 0);
	assert_int_equal(mtr_rewrite_trace(in_path, out_path, &how, &result), 0);
	assert_true(result.redacted >= 6);
	assert_int_equal(mtr_secrets_scan_trace(secrets, out_path, NULL, NULL, &found), 0);
	assert_int_equal(found, 0);
	first = json(out_path);
	assert_null(strstr(first, secret));
	assert_non_null(strstr(first, "mtr-redacted-"));

	/* Again: tokens stay the tokens they are. */
	assert_int_equal(rename(out_path, in_path), 0);
	assert_int_equal(mtr_rewrite_trace(in_path, out_path, &how, &result), 0);
	assert_int_equal(result.redacted, 0);
	second = json(out_path);
	assert_string_equal(first, second);
	how.redaction = &weaker;
	assert_int_equal(mtr_rewrite_trace(out_path, in_path, &how, &result), -MTR_EUSAGE);
	free(first);
	free(second);
	mtr_secrets_free(secrets);
	build_end(&build);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_a_repacked_trace_says_the_same, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_a_damaged_trace_is_repacked_only_when_that_is_accepted, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_a_part_keeps_what_replay_needs_and_is_an_excerpt, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_redaction_takes_secrets_out_of_every_place, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
