/* Which operations of a trace are run. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "fail.h"
#include "filter.h"
#include "reader.h"
#include "reinject.h"
#include "track.h"

/* Index of the operation that was started by event @seq; nr_ops: none. Operations are in the order of their starts. */
static size_t find_op(const struct replay_index *index, uint64_t seq)
{
	size_t low = 0, high = index->nr_ops;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (index->ops[middle].seq < seq)
			low = middle + 1;
		else
			high = middle;
	}
	return low < index->nr_ops && index->ops[low].seq == seq ? low : index->nr_ops;
}

static int mark_matching(const struct mitrace_replay *r, struct mtr_filter *filter, bool *chosen)
{
	const struct replay_index *index = &r->replay.index;
	struct mtr_reader *reader;
	const Mitrace__Packet *packet;
	int got = mtr_reader_open(r->replay.choice.path, NULL, &reader);

	if (got)
		return got;
	while ((got = mtr_reader_next(reader, &packet)) == 1) {
		bool matches = mtr_filter_match(filter, packet);
		size_t at;

		if (!matches || packet->body_case != MITRACE__PACKET__BODY_CALL_BEGIN ||
		    !mtr_function_starts_operation((int32_t)packet->call_begin->function))
			continue;
		at = find_op(index, packet->seq);
		if (at < index->nr_ops)
			chosen[at] = true;
	}
	mtr_reader_close(reader);
	return got;
}

/* Operations are started in the callbacks of earlier ones. @chosen: NULL: all. */
static int set_parts(struct mitrace_replay *r, const bool *chosen)
{
	const struct replay_index *index = &r->replay.index;
	enum reinject_part *parts = calloc(index->nr_ops + 1, sizeof(*parts));

	if (!parts)
		return mtr_fail(-ENOMEM, "out of memory");
	for (size_t i = 0; i < index->nr_ops; i++) {
		const struct recorded_op *op = &index->ops[i];

		if (op->within < i && parts[op->within] != REINJECT_NOT)
			parts[i] = REINJECT_LEFT;
		else if (!op->unasked && (!chosen || chosen[i]))
			parts[i] = REINJECT_RUNS;
	}
	free(r->parts);
	r->parts = parts;
	return 0;
}

int reinject_choose(struct mitrace_replay *r, const char *text)
{
	const struct replay_index *index = &r->replay.index;
	bool *chosen = calloc(index->nr_ops + 1, sizeof(*chosen));
	struct mtr_filter *filter = NULL;
	int err = 0;

	if (!chosen)
		return mtr_fail(-ENOMEM, "out of memory");
	if (text)
		err = mtr_filter_parse(text, &filter);
	if (!err && text)
		err = mark_matching(r, filter, chosen);
	mtr_filter_free(filter);
	if (!err)
		err = set_parts(r, text ? chosen : NULL);
	free(chosen);
	return err;
}
