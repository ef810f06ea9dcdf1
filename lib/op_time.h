/*
 * How long an operation took: the one reckoning of it, kept by the tracker (track.h) and copied by whoever needs it later.
 *
 * From the call that started it to a result, the recorder's own time in the operation's events taken off: in its calls and
 * callbacks, and in what the client called within these.
 */
#ifndef MTR_OP_TIME_H
#define MTR_OP_TIME_H

#include <stdint.h>

/* Times are those of packets; overheads are what the recorder had spent on the operation until then. ns. */
struct mtr_op_time {
	uint64_t begin;
	uint64_t first_result, last_result;
	uint64_t overhead, overhead_first, overhead_last;
};

static inline uint64_t mtr_time_since(uint64_t from, uint64_t to, uint64_t overhead)
{
	uint64_t spent = to > from ? to - from : 0;

	return spent > overhead ? spent - overhead : 0;
}

static inline void mtr_op_time_result(struct mtr_op_time *time, uint64_t now, uint64_t nr_before)
{
	if (!nr_before) {
		time->first_result = now;
		time->overhead_first = time->overhead;
	}
	time->last_result = now;
	time->overhead_last = time->overhead;
}

/* From the start to the first result, and to the last one so far. There must have been one. */
static inline uint64_t mtr_op_time_first(const struct mtr_op_time *time)
{
	return mtr_time_since(time->begin, time->first_result, time->overhead_first);
}

static inline uint64_t mtr_op_time_total(const struct mtr_op_time *time)
{
	return mtr_time_since(time->begin, time->last_result, time->overhead_last);
}

#endif
