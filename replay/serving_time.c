/* When the next event comes: as recorded, faster, or, with a seed, in another order among operations. */
#include "serving_parts.h"

enum {
	JITTER = 3000000, /* ns that a seed spreads events over */
};

/* Recorded time of a step, ns; the last one's where it cannot be read. */
static uint64_t time_of(struct replay_serving *s, const struct replay_step *step)
{
	const Mitrace__Packet *packet;

	mtr_arena_reset(&s->arena);
	if (replay_store_get(s->replay->store, replay_step_place(step), &s->arena, &packet))
		return s->last_time;
	return packet->time;
}

/* A number that depends on the seed and the step alone. */
static uint64_t mix(uint64_t seed, uint64_t op, uint64_t step)
{
	uint64_t x = seed * UINT64_C(0x9e3779b97f4a7c15) + op * UINT64_C(0xbf58476d1ce4e5b9) + step;

	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return x ^ x >> 31;
}

bool replay_serving_is_timed(const struct replay_serving *s)
{
	const struct replay_settings *settings = &s->replay->settings;

	for (unsigned i = 0; i < s->nr_faults; i++)
		if (s->faults[i]->kind == REPLAY_FAULT_DELAY)
			return true;
	return settings->speed > 0 || settings->seed;
}

void replay_serving_pass(struct replay_serving *s, const struct replay_step *step)
{
	if (s->replay->settings.speed > 0)
		s->last_time = time_of(s, step);
}

static uint64_t recorded_gap(struct replay_serving *s, const struct replay_step *step)
{
	const struct replay_settings *settings = &s->replay->settings;
	uint64_t at = time_of(s, step), gap = 0;

	if (at > s->last_time)
		gap = (uint64_t)((double)(at - s->last_time) / settings->speed);
	s->last_time = at;
	return settings->max_gap && gap > settings->max_gap ? settings->max_gap : gap;
}

uint64_t replay_serving_gap(struct replay_serving *s, uint32_t index)
{
	const struct replay_settings *settings = &s->replay->settings;
	const struct replay_step *step = replay_serving_step(s, index);
	uint64_t gap = settings->speed > 0 ? recorded_gap(s, step) : 0;

	if (settings->seed)
		gap += mix(settings->seed, s->recorded->seq, index) % JITTER;
	for (unsigned i = 0; i < s->nr_faults && step->result; i++) {
		const struct replay_fault *f = s->faults[i];

		if (f->kind != REPLAY_FAULT_DELAY || !replay_fault_is_due(f, s->results))
			continue;
		replay_report_fault(&s->replay->report, s->recorded->seq, f->rule, "a result was delayed");
		gap += f->delay;
	}
	return gap;
}
