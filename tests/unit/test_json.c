/* Traces through JSON Lines and back: nothing is lost, nothing is guessed. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fail.h"
#include "json_read.h"
#include "json_write.h"
#include "pack.h"
#include "random_message.h"
#include "trace_build.h"
#include "unit.h"

static char *to_json(struct mtr_reader *reader)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	assert_int_equal(mtr_show_json(reader, NULL, NULL, out), 0);
	fclose(out);
	return text;
}

static char *file_to_json(const char *path)
{
	struct mtr_reader *reader = NULL;
	char *text;

	assert_int_equal(mtr_reader_open(path, NULL, &reader), 0);
	text = to_json(reader);
	mtr_reader_close(reader);
	return text;
}

static char *memory_to_json(const struct trace_build *build)
{
	struct mtr_reader *reader = NULL;
	char *text;

	assert_int_equal(mtr_reader_open_memory(build->data, build->size, NULL, &reader), 0);
	text = to_json(reader);
	mtr_reader_close(reader);
	return text;
}

static int import(const char *json, const char *path)
{
	FILE *in = fmemopen((void *)(uintptr_t)json, strlen(json), "r");
	int err = mtr_import_json(in, "test", path, false);

	fclose(in);
	return err;
}

static void temporary(char *path)
{
	strcpy(path, "/tmp/mitrace-test-XXXXXX");
	close(mkstemp(path));
	unlink(path);
}

static void test_a_trace_comes_back_the_same(void **state)
{
	struct trace_build build;
	char path[64], *first, *second;

	(void)state;
	temporary(path);
	build_sample(&build, 3, 5);
	first = memory_to_json(&build);
	assert_int_equal(import(first, path), 0);
	second = file_to_json(path);
	assert_string_equal(first, second);
	unlink(path);
	free(first);
	free(second);
	build_end(&build);
}

/* Every packet of the file, packed again: bytes that must not change on the way. */
static uint8_t *packed(struct mtr_reader *reader, size_t *ret_size)
{
	const Mitrace__Packet *packet;
	uint8_t *bytes = NULL;
	size_t size = 0;

	while (mtr_reader_next(reader, &packet) == 1) {
		size_t more = mitrace__packet__get_packed_size(packet);

		if (mtr_reader_repeated(reader))
			continue;
		bytes = realloc(bytes, size + more + 1);
		size += mitrace__packet__pack(packet, bytes + size);
	}
	*ret_size = size;
	return bytes;
}

static void test_generated_packets_of_every_kind_come_back_bit_by_bit(void **state)
{
	struct mtr_reader *before = NULL, *after = NULL;
	struct random_state rnd;
	struct trace_build build;
	struct mtr_arena arena;
	uint8_t *bytes, *again;
	size_t size, again_size;
	char path[64], *json;
	int i;

	(void)state;
	random_begin(&rnd);
	temporary(path);
	mtr_arena_begin(&arena, 64 << 20);
	build_begin(&build);
	build_header(&build);
	build_frame(&build);
	for (i = 0; i < 1500; i++) {
		Mitrace__Packet *packet;

		mtr_arena_reset(&arena);
		packet = (Mitrace__Packet *)random_message(&rnd, &mitrace__packet__descriptor, &arena, 5);
		/* What the file itself is made of does not come at random. */
		if (packet->body_case == MITRACE__PACKET__BODY_HEADER ||
		    packet->body_case == MITRACE__PACKET__BODY_CHUNK ||
		    packet->body_case == MITRACE__PACKET__BODY_SCHEMA || packet->body_case == MITRACE__PACKET__BODY_END)
			continue;
		build_packet(&build, packet);
		if (i % 300 == 299)
			build_frame(&build);
	}
	build_finish(&build);
	assert_int_equal(mtr_reader_open_memory(build.data, build.size, NULL, &before), 0);
	bytes = packed(before, &size);
	json = memory_to_json(&build);
	if (import(json, path))
		fail_msg("%s", mtr_fail_text());
	assert_int_equal(mtr_reader_open(path, NULL, &after), 0);
	again = packed(after, &again_size);
	assert_int_equal(size, again_size);
	assert_memory_equal(bytes, again, size);
	mtr_reader_close(before);
	mtr_reader_close(after);
	mtr_arena_end(&arena);
	unlink(path);
	free(bytes);
	free(again);
	free(json);
	build_end(&build);
}

static void test_reals_keep_every_bit(void **state)
{
	static const uint64_t bits64[] = {0,
					  UINT64_C(1) << 63,
					  1,
					  UINT64_C(0x7ff0000000000000),
					  UINT64_C(0xfff8000000000001),
					  UINT64_C(0x3ff0000000000000),
					  UINT64_C(0x7fefffffffffffff),
					  UINT64_C(0x3fb999999999999a)};
	static const uint32_t bits32[] = {0, 0x80000000, 1, 0x7f800000, 0xffc00001, 0x3f800000, 0x7f7fffff, 0x3dcccccd};
	static const char expected[] =
		"{\"size\":8,\"real32\":[0.0,-0.0,1.4013e-45,\"0x7f800000\",\"0xffc00001\",1.0,3.4028235e+38,0.1],"
		"\"real64\":[0.0,-0.0,4.94065645841247e-324,\"0x7ff0000000000000\",\"0xfff8000000000001\",1.0,"
		"1.7976931348623157e+308,0.1]}";
	Mitrace__Array array = MITRACE__ARRAY__INIT;
	struct mtr_out out;

	(void)state;
	array.has_size = 1;
	array.size = 8;
	array.n_real32 = array.n_real64 = 8;
	array.real32 = (uint32_t *)bits32;
	array.real64 = (uint64_t *)bits64;
	mtr_out_begin(&out, NULL);
	mtr_json_message(&out, &array.base);
	mtr_out_char(&out, 0);
	assert_string_equal(out.data, expected);
	mtr_out_end(&out);
}

static void test_large_packets_are_chunked_on_the_way(void **state)
{
	Mitrace__Call call = MITRACE__CALL__INIT;
	Mitrace__Packet large;
	struct trace_build build;
	char path[64], *text = calloc(1, 300001), *first, *second;

	(void)state;
	memset(text, 'y', 300000);
	temporary(path);
	build_begin(&build);
	build_header(&build);
	build_event(&build, &large, MITRACE__PACKET__BODY_CALL_BEGIN, 1, 0);
	large.call_begin = &call;
	call.has_destination = 1;
	call.destination = build_text(text);
	build_packet(&build, &large);
	build_frame(&build);
	first = memory_to_json(&build);
	assert_int_equal(import(first, path), 0);
	second = file_to_json(path);
	assert_string_equal(first, second);
	unlink(path);
	free(first);
	free(second);
	free(text);
	build_end(&build);
}

static void test_what_makes_no_sense_is_refused_with_its_line(void **state)
{
	static const char header[] = "{\"header\":{}}\n";
	static const struct {
		const char *line, *says;
	} cases[] = {
		{"{\"seq\":1", "test:2:"},
		{"{\"sequence\":1}", "'sequence' is no member"},
		{"{\"seq\":1,\"seq\":2}", "duplicate"},
		{"{\"seq\":-1}", "'seq' is no number of its range"},
		{"{\"seq\":\"18446744073709551616\"}", "'seq' is no number of its range"},
		{"{\"thread\":4294967296}", "'thread' is no number of its range"},
		{"{\"seq\":1.5}", "'seq' is no number of its range"},
		{"{\"seq\":1,\"drop\":{},\"end\":{}}", "'end' stands beside another body"},
		{"{\"seq\":1,\"call_begin\":{\"function\":\"MI_Session_Dance\"}}", "'function' has a name"},
		{"{\"seq\":1,\"call_begin\":{\"class_name\":{\"base64\":\"x\"}}}", "'class_name' has malformed base64"},
		{"{\"seq\":1,\"call_begin\":{\"keys_only\":1}}", "'keys_only' is neither true nor false"},
		{"{\"seq\":1,\"call_begin\":{\"callback_code\":1}}", "'callback_code' is no array"},
		{"[]", "'line' is no object"},
		{"{\"header\":{}}", "one header"},
	};
	char path[64], *json;
	size_t i;

	(void)state;
	temporary(path);
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_true(asprintf(&json, "%s%s\n", header, cases[i].line) > 0);
		assert_int_equal(import(json, path), -MTR_EFORMAT);
		if (!strstr(mtr_fail_text(), cases[i].says))
			fail_msg("%s: says: %s", cases[i].line, mtr_fail_text());
		assert_int_equal(access(path, F_OK), -1);
		free(json);
	}
	assert_int_equal(import("{\"seq\":1}\n", path), -MTR_EFORMAT);
}

static void test_an_existing_file_is_replaced_by_force_only_and_only_if_it_is_a_trace(void **state)
{
	static const char json[] = "{\"header\":{}}\n{\"seq\":7,\"call_begin\":{}}\n";
	FILE *in = fmemopen((void *)(uintptr_t)json, strlen(json), "r");
	char path[64], *text;

	(void)state;
	temporary(path);
	assert_int_equal(import(json, path), 0);
	assert_int_equal(import(json, path), -17);
	assert_int_equal(mtr_import_json(in, "test", path, true), 0);
	text = file_to_json(path);
	assert_string_equal(text, json);
	free(text);
	assert_int_equal(truncate(path, 3), 0);
	rewind(in);
	assert_int_equal(mtr_import_json(in, "test", path, true), -17);
	fclose(in);
	unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_trace_comes_back_the_same),
		cmocka_unit_test(test_generated_packets_of_every_kind_come_back_bit_by_bit),
		cmocka_unit_test(test_reals_keep_every_bit),
		cmocka_unit_test(test_large_packets_are_chunked_on_the_way),
		cmocka_unit_test(test_what_makes_no_sense_is_refused_with_its_line),
		cmocka_unit_test(test_an_existing_file_is_replaced_by_force_only_and_only_if_it_is_a_trace),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
