/* ring_merge.h: one order out of many rings, and bytes that are no records. */
#include "ring_merge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fail.h"
#include "unit.h"

enum {
	RING = 4096,
	SOURCES = 3
};

struct rings {
	struct mtr_source source[SOURCES], *list[SOURCES];
	uint8_t data[SOURCES][RING];
	uint32_t heap[SOURCES];
	struct mtr_merge merge;
};

static struct rings *new_rings(void)
{
	struct rings *r = calloc(1, sizeof(*r));
	int i;

	assert_non_null(r);
	for (i = 0; i < SOURCES; i++) {
		r->source[i].data = r->data[i];
		r->source[i].mask = RING - 1;
		r->list[i] = &r->source[i];
	}
	r->merge.sources = r->list;
	r->merge.heap = r->heap;
	r->merge.nr = SOURCES;
	return r;
}

static void put(struct rings *r, int ring, enum mtr_record_kind kind, uint64_t seq, uint32_t flags)
{
	const struct mtr_record record = {
		.size = sizeof(record), .kind = (uint8_t)kind, .seq = seq, .flags = flags, .parent = (uint64_t)ring};

	assert_true(r->source[ring].end + sizeof(record) <= RING);
	memcpy(r->data[ring] + r->source[ring].end, &record, sizeof(record));
	r->source[ring].end += sizeof(record);
}

/* Takes what comes up to @limit: "kind seq," for each. */
static void take(struct rings *r, uint64_t limit, char *ret, size_t size)
{
	struct mtr_record_view view;
	struct mtr_source *source;
	int got;

	*ret = 0;
	mtr_merge_begin(&r->merge);
	while ((got = mtr_merge_next(&r->merge, limit, &view, &source)) != 0) {
		size_t len = strlen(ret);

		if (got < 0) {
			snprintf(ret + len, size - len, "damaged,");
			continue;
		}
		snprintf(ret + len, size - len, "%c%d,", "?ecstdmf"[view.record.kind], (int)view.record.seq);
		mtr_merge_pop(&r->merge, &view, source);
	}
}

static void records_come_in_order_of_their_numbers(void **state)
{
	struct rings *r = new_rings();
	char text[200];

	(void)state;
	put(r, 0, MTR_RECORD_EVENT, 1, 0);
	put(r, 0, MTR_RECORD_EVENT, 4, 0);
	put(r, 1, MTR_RECORD_EVENT, 2, 0);
	put(r, 1, MTR_RECORD_EVENT, 6, 0);
	put(r, 2, MTR_RECORD_EVENT, 3, 0);
	put(r, 2, MTR_RECORD_EVENT, 5, 0);
	take(r, 4, text, sizeof(text));
	assert_string_equal(text, "e1,e2,e3,e4,");
	take(r, 100, text, sizeof(text));
	assert_string_equal(text, "e5,e6,");
	free(r);
}

static void knowledge_comes_before_the_event_of_its_number(void **state)
{
	struct rings *r = new_rings();
	char text[200];

	(void)state;
	put(r, 0, MTR_RECORD_EVENT, 5, 0);
	put(r, 1, MTR_RECORD_MODULE, 5, 0);
	put(r, 2, MTR_RECORD_EVENT, 4, 0);
	take(r, 100, text, sizeof(text));
	assert_string_equal(text, "e4,m5,e5,");
	free(r);
}

static void chunks_of_one_event_stay_together_and_are_waited_for(void **state)
{
	struct rings *r = new_rings();
	char text[200];

	(void)state;
	put(r, 0, MTR_RECORD_CHUNK, 1, MTR_RECORD_FIRST);
	put(r, 1, MTR_RECORD_EVENT, 2, 0);
	take(r, 100, text, sizeof(text));
	assert_string_equal(text, "c1,");
	put(r, 2, MTR_RECORD_MODULE, 1, 0); /* late, and still not in between */
	put(r, 0, MTR_RECORD_CHUNK, 1, 0);
	take(r, 100, text, sizeof(text));
	assert_string_equal(text, "c1,");
	put(r, 0, MTR_RECORD_CHUNK, 1, MTR_RECORD_LAST);
	take(r, 100, text, sizeof(text));
	assert_string_equal(text, "c1,m1,e2,");
	free(r);
}

static void chunks_that_never_end_can_be_given_up(void **state)
{
	struct rings *r = new_rings();
	char text[200];

	(void)state;
	put(r, 0, MTR_RECORD_CHUNK, 1, MTR_RECORD_FIRST);
	put(r, 1, MTR_RECORD_EVENT, 2, 0);
	take(r, 100, text, sizeof(text));
	mtr_merge_give_up_chunks(&r->merge);
	take(r, 100, text, sizeof(text));
	assert_string_equal(text, "e2,");
	free(r);
}

static void bytes_that_are_no_record_cost_their_ring_alone(void **state)
{
	static const struct {
		size_t offset;
		uint8_t byte;
	} damage[] = {
		{0, 0xff},                                   /* longer than there is */
		{0, 57},                                     /* not a multiple of 8 */
		{0, 48},                                     /* shorter than a record */
		{offsetof(struct mtr_record, kind), 0},      /* no such kind */
		{offsetof(struct mtr_record, kind), 99},     /* */
		{offsetof(struct mtr_record, body), 200},    /* body longer than the record */
		{offsetof(struct mtr_record, nr_schemas), 9} /* ids longer than the record */
	};
	char text[200];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(damage) / sizeof(*damage); i++) {
		struct rings *r = new_rings();

		put(r, 0, MTR_RECORD_EVENT, 1, 0);
		put(r, 0, MTR_RECORD_EVENT, 2, 0);
		put(r, 0, MTR_RECORD_EVENT, 4, 0);
		put(r, 1, MTR_RECORD_EVENT, 3, 0);
		r->data[0][sizeof(struct mtr_record) + damage[i].offset] = damage[i].byte;
		take(r, 100, text, sizeof(text));
		assert_string_equal(text, "e1,damaged,e3,");
		assert_true(r->source[0].damaged);
		assert_false(r->source[1].damaged);
		free(r);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(records_come_in_order_of_their_numbers),
		cmocka_unit_test(knowledge_comes_before_the_event_of_its_number),
		cmocka_unit_test(chunks_of_one_event_stay_together_and_are_waited_for),
		cmocka_unit_test(chunks_that_never_end_can_be_given_up),
		cmocka_unit_test(bytes_that_are_no_record_cost_their_ring_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
