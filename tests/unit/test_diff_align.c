/* Aligning two lists: what is the same is found whatever was put in, taken out or moved. */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "diff_align.h"

enum {
	MAX = 4096,
};

struct lists {
	struct diff_node nodes[2][MAX];
	uint32_t match[2][MAX];
	struct diff_list list[2];
};

static struct lists l;

/* Entries are letters; their keys are the same in upper and lower case. */
static void set(int side, const char *text)
{
	uint32_t nr = 0;

	for (; text[nr]; nr++) {
		uint64_t key = (uint64_t)(text[nr] | 0x20);

		l.nodes[side][nr] = (struct diff_node){(uint64_t)text[nr] * 77, key, 0};
	}
	l.list[side] = (struct diff_list){l.nodes[side], nr, l.match[side]};
}

/* Matches of the first list, as letters of the second, '-' for none. */
static const char *align(const char *a, const char *b)
{
	static char text[MAX];

	set(0, a);
	set(1, b);
	assert_int_equal(0, diff_align(&l.list[0], &l.list[1], false));
	for (uint32_t i = 0; i < l.list[0].nr; i++) {
		uint32_t to = l.match[0][i];

		text[i] = to == DIFF_UNMATCHED ? '-' : b[to];
		assert_true(to == DIFF_UNMATCHED || l.match[1][to] == i);
	}
	text[l.list[0].nr] = 0;
	return text;
}

static void equal_lists_match_entry_by_entry(void **state)
{
	(void)state;
	assert_string_equal("abcabc", align("abcabc", "abcabc"));
	assert_int_equal(5, l.match[0][5]);
	assert_string_equal("", align("", "abc"));
	assert_string_equal("---", align("abc", ""));
}

static void what_was_taken_out_or_put_in_stays_alone(void **state)
{
	(void)state;
	assert_string_equal("ab-d", align("abcd", "abd"));
	assert_string_equal("abcd", align("abcd", "xabycdz"));
	assert_string_equal("xyxyxy", align("xyxyxy", "yxyxyxy"));
}

static void a_repeated_pattern_loses_its_first_entry_and_no_other(void **state)
{
	bool moved[8];

	(void)state;
	assert_string_equal("-yxyxy", align("xyxyxy", "yxyxy"));
	assert_int_equal(0, diff_moved(&l.list[0], moved));
}

static void changed_entries_are_paired_by_their_keys(void **state)
{
	(void)state;
	assert_string_equal("aBc", align("abc", "aBc"));
	assert_string_equal("aCb", align("acb", "abC"));
}

static void moved_entries_match_and_are_told(void **state)
{
	bool moved[8];

	(void)state;
	assert_string_equal("abcde", align("abcde", "bcdea"));
	assert_int_equal(1, diff_moved(&l.list[0], moved));
	assert_true(moved[0]);
}

/* Length of a longest common subsequence, the slow way. */
static uint32_t slow_lcs(const char *a, const char *b)
{
	static uint32_t row[2][128];
	size_t nr_b = strlen(b);

	memset(row, 0, sizeof(row));
	for (size_t i = 0; a[i]; i++) {
		uint32_t *now = row[i & 1], *before = row[!(i & 1)];

		now[0] = 0;
		for (size_t j = 0; j < nr_b; j++) {
			uint32_t best = before[j + 1] > now[j] ? before[j + 1] : now[j];

			now[j + 1] = a[i] == b[j] ? before[j] + 1 : best;
		}
	}
	return row[(strlen(a) + 1) & 1][nr_b];
}

static void myers_finds_a_longest_common_subsequence(void **state)
{
	unsigned seed = 1;

	(void)state;
	for (int round = 0; round < 2000; round++) {
		char text[2][100];
		int64_t budget = 1000000;
		uint32_t last = 0, nr = 0;

		for (int side = 0; side < 2; side++) {
			size_t size = (size_t)rand_r(&seed) % 40 + 1;

			for (size_t i = 0; i < size; i++)
				text[side][i] = (char)('a' + rand_r(&seed) % 4);
			text[side][size] = 0;
			set(side, text[side]);
			memset(l.match[side], 0xff, sizeof(l.match[side]));
		}
		assert_true(diff_myers(&l.list[0], 0, l.list[0].nr, &l.list[1], 0, l.list[1].nr, &budget));
		for (uint32_t i = 0; i < l.list[0].nr; i++) {
			if (l.match[0][i] == DIFF_UNMATCHED)
				continue;
			assert_int_equal(text[0][i], text[1][l.match[0][i]]);
			assert_true(!nr++ || l.match[0][i] > last);
			last = l.match[0][i];
		}
		assert_int_equal(slow_lcs(text[0], text[1]), nr);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal_lists_match_entry_by_entry),
		cmocka_unit_test(what_was_taken_out_or_put_in_stays_alone),
		cmocka_unit_test(a_repeated_pattern_loses_its_first_entry_and_no_other),
		cmocka_unit_test(changed_entries_are_paired_by_their_keys),
		cmocka_unit_test(moved_entries_match_and_are_told),
		cmocka_unit_test(myers_finds_a_longest_common_subsequence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
