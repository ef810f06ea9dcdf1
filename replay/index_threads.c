/* See index_threads.h. */
#include "index_threads.h"

void index_threads_end(struct index_threads *threads)
{
	mtr_id_map_end(&threads->numbers);
}

unsigned index_threads_number(struct index_threads *t, uint64_t id, uint64_t seq)
{
	void *known = id ? mtr_id_map_get(&t->numbers, id) : NULL;
	unsigned number = known ? (unsigned)((uintptr_t)known - 1) : 0;

	if (!known) {
		number = t->count < REPLAY_THREAD_CALLER ? t->count++ : 0;
		t->life[number].first = seq;
		if (id && mtr_id_map_set(&t->numbers, id, (void *)(uintptr_t)(number + 1)))
			number = 0;
	}
	t->life[number].last = seq;
	return number;
}

void index_threads_colour(const struct index_threads *threads, uint8_t ret_lanes[REPLAY_THREAD_CALLER + 1])
{
	uint64_t busy_until[REPLAY_LANES] = {0};

	for (unsigned t = 0; t < threads->count; t++) {
		unsigned lane = 0;

		while (lane < REPLAY_LANES && busy_until[lane] >= threads->life[t].first)
			lane++;
		if (lane == REPLAY_LANES)
			lane = t % REPLAY_LANES;
		if (busy_until[lane] < threads->life[t].last)
			busy_until[lane] = threads->life[t].last;
		ret_lanes[t] = (uint8_t)lane;
	}
}
