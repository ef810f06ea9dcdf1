/* K-way merge of rings with a binary heap of source indices. */
#include "ring_merge.h"

#include <string.h>

#include "fail.h"

static uint64_t padded(uint64_t size, uint64_t to)
{
	return (size + to - 1) & ~(to - 1);
}

static bool makes_sense(const struct mtr_record *record, uint64_t available)
{
	uint64_t need;

	if (record->size > available || record->size % 8 || record->kind < MTR_RECORD_EVENT ||
	    record->kind > MTR_RECORD_FILLER || record->nr_schemas > MTR_RECORD_SCHEMAS_MAX ||
	    record->body > MTR_BODY_MAX || record->seq >= MTR_SEQ_CLOSED / 2)
		return false;
	need = sizeof(*record) + padded(record->body, 4) + 4 * (uint64_t)record->nr_schemas;
	return record->size == padded(need, 8);
}

static const uint8_t *record_at(const struct mtr_source *source)
{
	return source->data + ((source->pos - source->base) & source->mask);
}

static bool read_record(const struct mtr_source *source, struct mtr_record *ret)
{
	uint64_t available = source->end - source->pos;

	if (available < sizeof(*ret))
		return false;
	memcpy(ret, record_at(source), sizeof(*ret));
	return makes_sense(ret, available);
}

int mtr_source_peek(struct mtr_source *source, struct mtr_record_view *ret)
{
	if (source->pos == source->end)
		return 0;
	if (!read_record(source, &ret->record)) {
		source->pos = source->end;
		source->damaged = true;
		return -MTR_EDAMAGED;
	}
	ret->body = record_at(source) + sizeof(ret->record);
	ret->schemas = (const uint32_t *)(ret->body + padded(ret->record.body, 4));
	return 1;
}

static bool comes_before(const struct mtr_merge *merge, uint32_t a, uint32_t b)
{
	return merge->sources[merge->heap[a]]->key < merge->sources[merge->heap[b]]->key;
}

static void swap(struct mtr_merge *merge, uint32_t a, uint32_t b)
{
	uint32_t other = merge->heap[a];

	merge->heap[a] = merge->heap[b];
	merge->heap[b] = other;
}

static void sift_down(struct mtr_merge *merge, uint32_t at)
{
	for (;;) {
		uint32_t least = at, child = 2 * at + 1;

		if (child < merge->heap_size && comes_before(merge, child, least))
			least = child;
		if (child + 1 < merge->heap_size && comes_before(merge, child + 1, least))
			least = child + 1;
		if (least == at)
			return;
		swap(merge, at, least);
		at = least;
	}
}

/* Key of the record at a source's position; one that makes no sense comes at once, to be reported. */
static uint64_t key_at(const struct mtr_source *source)
{
	struct mtr_record record;

	return read_record(source, &record) ? mtr_record_key(&record) : 0;
}

void mtr_merge_begin(struct mtr_merge *merge)
{
	uint32_t i;

	merge->heap_size = 0;
	for (i = 0; i < merge->nr; i++) {
		struct mtr_source *source = merge->sources[i];

		if (!source || source->pos == source->end)
			continue;
		source->key = key_at(source);
		merge->heap[merge->heap_size++] = i;
	}
	for (i = merge->heap_size / 2; i-- > 0;)
		sift_down(merge, i);
}

/* The source at the top of the heap has moved, or is used up. */
static void settle_top(struct mtr_merge *merge)
{
	struct mtr_source *top = merge->sources[merge->heap[0]];

	if (top->pos == top->end)
		merge->heap[0] = merge->heap[--merge->heap_size];
	else
		top->key = key_at(top);
	sift_down(merge, 0);
}

static void settle(struct mtr_merge *merge, const struct mtr_source *source)
{
	if (merge->heap_size && merge->sources[merge->heap[0]] == source)
		settle_top(merge);
	else
		mtr_merge_begin(merge);
}

int mtr_merge_next(struct mtr_merge *merge, uint64_t limit, struct mtr_record_view *ret, struct mtr_source **ret_source)
{
	struct mtr_source *source = merge->chunked;
	int got;

	if (!source) {
		if (!merge->heap_size)
			return 0;
		source = merge->sources[merge->heap[0]];
		if (source->key > 2 * limit + 1)
			return 0;
	}
	got = mtr_source_peek(source, ret);
	if (got < 0) {
		merge->chunked = NULL;
		settle(merge, source);
	}
	*ret_source = source;
	return got;
}

void mtr_merge_pop(struct mtr_merge *merge, const struct mtr_record_view *view, struct mtr_source *source)
{
	source->pos += view->record.size;
	merge->chunked =
		view->record.kind == MTR_RECORD_CHUNK && !(view->record.flags & MTR_RECORD_LAST) ? source : NULL;
	settle(merge, source);
}

void mtr_merge_give_up_chunks(struct mtr_merge *merge)
{
	merge->chunked = NULL;
}
