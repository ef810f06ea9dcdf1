/* Rules for faults, and settings: what they mean, and what is refused with words. */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "fail.h"
#include "fault.h"
#include "settings.h"

static struct replay_field fields[] = {{.name = "class", .text = "\"CIM_Disk\""},
				       {.name = "operation", .text = "EnumerateInstances"}};
static const struct replay_key key = {.fields = fields, .count = 2};

static unsigned count_for(struct replay_faults *faults)
{
	const struct replay_fault *rules[8];

	return replay_faults_for(faults, &key, rules, 8);
}

static void a_rule_says_where_what_and_when(void **state)
{
	struct replay_faults f;

	(void)state;
	assert_int_equal(replay_faults_parse("op=Enum*,class=cim_*,nth=2:fail=ACCESS_DENIED@3", &f), 0);
	assert_int_equal(f.count, 1);
	assert_int_equal(f.rules[0].kind, REPLAY_FAULT_FAIL);
	assert_int_equal(f.rules[0].result, MI_RESULT_ACCESS_DENIED);
	assert_false(replay_fault_is_due(&f.rules[0], 2));
	assert_true(replay_fault_is_due(&f.rules[0], 3));
	assert_int_equal(count_for(&f), 0);
	assert_int_equal(count_for(&f), 1);
	assert_int_equal(count_for(&f), 0);
	replay_faults_end(&f);
}

static void rules_for_other_operations_do_not_apply(void **state)
{
	struct replay_faults f;

	(void)state;
	assert_int_equal(replay_faults_parse("op=Invoke:cut;class=CIM_Process:cut;hang", &f), 0);
	assert_int_equal(f.count, 3);
	assert_int_equal(count_for(&f), 1);
	replay_faults_end(&f);
}

static void texts_keep_their_signs(void **state)
{
	struct replay_faults f;

	(void)state;
	assert_int_equal(replay_faults_parse("prompt=Write to a@b: really?\nset=Url=http://x=y@2", &f), 0);
	assert_string_equal(f.rules[0].text, "Write to a@b: really?");
	assert_int_equal(f.rules[0].after, 0);
	assert_string_equal(f.rules[1].name, "Url");
	assert_string_equal(f.rules[1].text, "http://x=y");
	assert_int_equal(f.rules[1].after, 2);
	assert_string_equal(f.rules[1].rule, "set=Url=http://x=y@2");
	replay_faults_end(&f);
}

static void times_have_units(void **state)
{
	struct replay_faults f;

	(void)state;
	assert_int_equal(replay_faults_parse("delay=250ms;delay=2;delay=3us@1", &f), 0);
	assert_true(f.rules[0].delay == 250000000 && f.rules[0].every);
	assert_true(f.rules[1].delay == 2000000000);
	assert_true(f.rules[2].delay == 3000 && !f.rules[2].every);
	replay_faults_end(&f);
}

static void nonsense_is_refused_with_what_was_expected(void **state)
{
	static const char *const bad[] = {"explode", "fail",     "fail=NOPE", "delay=soon", "set=Name",
					  "cut=1",   "op=X,cut", "nth=0:cut", "prompt",     "class=X:"};
	struct replay_faults f;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(replay_faults_parse(bad[i], &f), -MTR_EUSAGE);
		assert_non_null(strstr(mtr_fail_text(), "expected"));
	}
}

static void settings_come_from_the_environment(void **state)
{
	struct replay_settings s;

	(void)state;
	setenv("MITRACE_REPLAY_ORDER", "any", 1);
	setenv("MITRACE_REPLAY_ON_MISS", "nearest", 1);
	setenv("MITRACE_REPLAY_TIMING", "x4", 1);
	setenv("MITRACE_REPLAY_MAX_GAP", "1.5s", 1);
	setenv("MITRACE_REPLAY_STALL", "10ms", 1);
	assert_int_equal(replay_settings_read(NULL, &s), 0);
	assert_int_equal(s.order, REPLAY_ORDER_ANY);
	assert_int_equal(s.on_miss, REPLAY_ON_MISS_NEAREST);
	assert_true(s.speed == 4);
	assert_true(s.max_gap == 1500000000);
	assert_true(s.stall == 10000000);
	replay_settings_end(&s);
	setenv("MITRACE_REPLAY_TIMING", "x0", 1);
	assert_int_equal(replay_settings_read(NULL, &s), -MTR_EUSAGE);
	assert_non_null(strstr(mtr_fail_text(), "timing"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_rule_says_where_what_and_when),
		cmocka_unit_test(rules_for_other_operations_do_not_apply),
		cmocka_unit_test(texts_keep_their_signs),
		cmocka_unit_test(times_have_units),
		cmocka_unit_test(nonsense_is_refused_with_what_was_expected),
		cmocka_unit_test(settings_come_from_the_environment),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
