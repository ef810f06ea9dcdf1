/* Values as text: the notation of each kind, and what stands in full under a line. */
#include <stdlib.h>
#include <string.h>

#include <mi/mi.h>

#include "text_show.h"
#include "text_value.h"
#include "trace_build.h"
#include "unit.h"

static void check(const Mitrace__Value *value, const char *expected)
{
	struct mtr_out out;

	mtr_out_begin(&out, NULL);
	mtr_text_value(&out, NULL, value, NULL, 0);
	mtr_out_char(&out, 0);
	assert_string_equal(out.data, expected);
	mtr_out_end(&out);
}

static void check_unsigned(uint32_t type, uint64_t number, const char *expected)
{
	Mitrace__Value value = MITRACE__VALUE__INIT;

	value.has_type = value.has_unsigned_ = 1;
	value.type = type;
	value.unsigned_ = number;
	check(&value, expected);
}

static void test_numbers_are_what_their_type_makes_of_them(void **state)
{
	(void)state;
	check_unsigned(MI_BOOLEAN, 1, "true");
	check_unsigned(MI_BOOLEAN, 2, "2");
	check_unsigned(MI_UINT64, UINT64_MAX, "18446744073709551615");
	check_unsigned(MI_CHAR16, 'A', "'A'");
	check_unsigned(MI_CHAR16, '\'', "39");
	check_unsigned(MI_CHAR16, 0x1b, "27");
	check_unsigned(MI_CHAR16, 0x20ac, "8364");
	check_unsigned(UINT32_MAX, 'A', "65"); /* the trace lost the class */
}

static void test_reals_have_the_fewest_digits_that_read_back(void **state)
{
	static const struct {
		double value;
		const char *expected;
	} cases[] = {{0.1, "0.1"}, {1, "1"}, {-0.0, "-0"}, {1.0 / 3, "0.3333333333333333"}, {1e300, "1e+300"}};
	Mitrace__Value value = MITRACE__VALUE__INIT;
	float tenth = 0.1F;
	size_t i;

	(void)state;
	value.has_real64 = 1;
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		memcpy(&value.real64, &cases[i].value, 8);
		check(&value, cases[i].expected);
	}
	value.has_real64 = 0;
	value.has_real32 = 1;
	memcpy(&value.real32, &tenth, 4);
	check(&value, "0.1");
}

static void test_datetimes_are_in_the_notation_of_mof(void **state)
{
	Mitrace__Value value = MITRACE__VALUE__INIT;
	Mitrace__Datetime datetime = MITRACE__DATETIME__INIT;

	(void)state;
	value.datetime = &datetime;
	datetime.days = 12;
	datetime.hour = 1;
	datetime.minute = 2;
	datetime.second = 3;
	datetime.microseconds = 45;
	check(&value, "\"00000012010203.000045:000\"");
	datetime.is_timestamp = 1;
	datetime.year = 2026;
	datetime.month = 11;
	datetime.day = 28;
	datetime.utc = -90;
	check(&value, "\"20261128010203.000045-090\"");
}

/* Several hundred thousand: each must not cost a look at all others. */
static void test_null_strings_are_told_however_many(void **state)
{
	enum {
		COUNT = 400000
	};
	Mitrace__Value value = MITRACE__VALUE__INIT;
	Mitrace__Array array = MITRACE__ARRAY__INIT;
	struct mtr_out out;
	uint32_t i;

	(void)state;
	value.array = &array;
	array.has_size = 1;
	array.size = COUNT;
	array.n_string = COUNT;
	array.string = calloc(COUNT, sizeof(*array.string));
	array.n_null_at = COUNT / 2;
	array.null_at = calloc(COUNT / 2, sizeof(*array.null_at));
	for (i = 0; i < COUNT / 2; i++)
		array.null_at[i] = 2 * i + 1;
	mtr_out_begin(&out, NULL);
	mtr_text_value(&out, NULL, &value, NULL, 0);
	assert_int_equal(out.size, COUNT / 2 * strlen("\"\", NULL, "));
	assert_memory_equal(out.data, "{\"\", NULL, \"\", NULL", 19);
	assert_memory_equal(out.data + out.size - 7, ", NULL}", 7);
	mtr_out_end(&out);
	free(array.string);
	free(array.null_at);
}

static void check_cut(const Mitrace__Array *array, bool expected)
{
	Mitrace__Value value = MITRACE__VALUE__INIT;

	value.array = (Mitrace__Array *)(uintptr_t)array;
	assert_int_equal(mtr_text_is_cut(&value, 16), expected);
}

static void test_what_is_cut_is_known(void **state)
{
	uint64_t numbers[3] = {1, 2, 3};
	ProtobufCBinaryData texts[2] = {build_text("short"), build_text("seventeen letters")};
	Mitrace__Array array = MITRACE__ARRAY__INIT;
	Mitrace__Value value = MITRACE__VALUE__INIT;

	(void)state;
	value.has_string = 1;
	value.string = build_text("sixteen letters.");
	assert_false(mtr_text_is_cut(&value, 16));
	value.string = build_text("seventeen letters");
	assert_true(mtr_text_is_cut(&value, 16));
	array.unsigned_ = numbers;
	array.n_unsigned_ = 2;
	check_cut(&array, false);
	array.n_unsigned_ = 3;
	check_cut(&array, true);
	array.n_unsigned_ = 0;
	array.string = texts;
	array.n_string = 1;
	check_cut(&array, false);
	array.n_string = 2;
	check_cut(&array, true);
}

static char *show(const struct trace_build *build)
{
	const struct mtr_text_options options = {.payload = true};
	struct mtr_reader *reader = NULL;
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	assert_int_equal(mtr_reader_open_memory(build->data, build->size, NULL, &reader), 0);
	assert_int_equal(mtr_show_text(reader, NULL, &options, out), 0);
	fclose(out);
	mtr_reader_close(reader);
	return text;
}

/* A parameter that is an instance, and an option whose text is too long for a line. */
static void test_payload_has_in_full_what_the_line_cannot(void **state)
{
	Mitrace__Callback callback = MITRACE__CALLBACK__INIT;
	Mitrace__Value parameter = MITRACE__VALUE__INIT, number = MITRACE__VALUE__INIT, *values[] = {&number};
	Mitrace__Instance instance = MITRACE__INSTANCE__INIT;
	Mitrace__Class class = MITRACE__CLASS__INIT;
	Mitrace__Element element = MITRACE__ELEMENT__INIT, *elements[] = {&element};
	Mitrace__Packet packet;
	struct trace_build build;
	char *text;

	(void)state;
	build_begin(&build);
	build_header(&build);
	build_event(&build, &packet, MITRACE__PACKET__BODY_CALLBACK_BEGIN, 1, 0);
	packet.callback_begin = &callback;
	callback.has_kind = 1;
	callback.kind = MITRACE__CALLBACK_KIND__MI_OperationCallbacks_streamedParameterResult;
	callback.has_parameter_name = 1;
	callback.parameter_name = build_text("Thing");
	callback.parameter_value = &parameter;
	parameter.instance = &instance;
	instance.class_ = &class;
	instance.has_namespace_name = 1;
	instance.namespace_name = build_text("root/x");
	instance.n_value = 1;
	instance.value = values;
	number.has_unsigned_ = 1;
	number.unsigned_ = 7;
	class.has_name = class.has_flags = 1;
	class.name = build_text("X_Thing");
	class.n_element = 1;
	class.element = elements;
	element.has_name = element.has_type = 1;
	element.name = build_text("Number");
	element.type = MI_UINT32;
	build_packet(&build, &packet);
	build_finish(&build);
	text = show(&build);
	assert_non_null(strstr(text,
			       "\n                        Thing = instance of X_Thing /* namespace \"root/x\" */\n"
			       "                        {\n"
			       "                            Number = 7;\n"
			       "                        };\n"));
	free(text);
	build_end(&build);
}

static char *show_call(int function, uint32_t flags, uint32_t callbacks)
{
	Mitrace__Call call = MITRACE__CALL__INIT;
	Mitrace__Packet packet;
	struct trace_build build;
	char *text;

	build_begin(&build);
	build_header(&build);
	build_event(&build, &packet, MITRACE__PACKET__BODY_CALL_BEGIN, 1, 0);
	packet.call_begin = &call;
	call.has_function = call.has_flags = call.has_callbacks = 1;
	call.function = (Mitrace__Function)function;
	call.flags = flags;
	call.callbacks = callbacks;
	build_packet(&build, &packet);
	build_finish(&build);
	text = show(&build);
	build_end(&build);
	return text;
}

/* Flags and callbacks have the names they have for the function. */
static void test_bits_are_those_of_the_function(void **state)
{
	static const struct {
		int function;
		uint32_t flags, callbacks;
		const char *expected;
	} cases[] = {
		{MITRACE__FUNCTION__MI_Session_Invoke, 1, 0x11,
		 "MI_Session_Invoke(flags MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS, callbacks promptUser|instanceResult)"},
		{MITRACE__FUNCTION__MI_Application_NewSession, 0, 3,
		 "MI_Application_NewSession(flags 0, callbacks writeMessage|writeError)"},
		{MITRACE__FUNCTION__MI_Session_Close, 0, 1, "MI_Session_Close(flags 0, callbacks completion)"},
		{MITRACE__FUNCTION__MI_Session_Close, 0, 0, "MI_Session_Close(flags 0, callbacks none)"},
		{MITRACE__FUNCTION__MI_Session_Close, 0, 0x81, "MI_Session_Close(flags 0, callbacks completion|0x80)"},
		{MITRACE__FUNCTION__MI_Application_NewSerializer, 1, 0,
		 "MI_Application_NewSerializer(flags 0x1, callbacks none)"},
		{MITRACE__FUNCTION__MI_Application_NewSubscriptionDeliveryOptions, 2, 0,
		 "MI_Application_NewSubscriptionDeliveryOptions(flags 0x2, callbacks none)"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char *text = show_call(cases[i].function, cases[i].flags, cases[i].callbacks);

		if (!strstr(text, cases[i].expected))
			fail_msg("not '%s' but %s", cases[i].expected, text);
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers_are_what_their_type_makes_of_them),
		cmocka_unit_test(test_reals_have_the_fewest_digits_that_read_back),
		cmocka_unit_test(test_datetimes_are_in_the_notation_of_mof),
		cmocka_unit_test(test_null_strings_are_told_however_many),
		cmocka_unit_test(test_what_is_cut_is_known),
		cmocka_unit_test(test_bits_are_those_of_the_function),
		cmocka_unit_test(test_payload_has_in_full_what_the_line_cannot),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
