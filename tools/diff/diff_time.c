/* Samples by kind and class; the verdict over all of them at the end, so that many comparisons are allowed for. */
#include "diff_time.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fail.h"

#define SIGNIFICANT 0.01 /* chance that any group at all is called different when none is */

static int no_memory(void)
{
	return mtr_fail(-ENOMEM, "no memory for times");
}

/* From the start to the last result; calls that start nothing: as long as they took. */
static bool time_of(const struct diff_tree *t, const struct diff_unit *unit, double *ret)
{
	const struct diff_part *first = &t->parts[unit->first];

	if (!unit->op || (!unit->nr_results && !unit->nr_finals)) {
		*ret = (double)first->duration;
		return first->ended;
	}
	*ret = (double)mtr_op_time_total(&unit->time);
	return unit->nr_finals > 0;
}

static void write_name(struct mtr_out *out, const ProtobufCBinaryData *name)
{
	mtr_out_char(out, ' ');
	mtr_out_plain_bytes(out, name->data, name->len);
}

static int write_label(struct diff_tree *t, const struct diff_unit *unit, char **ret)
{
	const Mitrace__Packet *packet;
	const Mitrace__Class *class = NULL;
	struct mtr_out out;
	int err = diff_tree_packet(t, &t->parts[unit->first], 0, &packet);

	if (err)
		return err;
	mtr_out_begin(&out, NULL);
	if (packet && packet->body_case == MITRACE__PACKET__BODY_CALL_BEGIN) {
		mtr_out_text(&out, diff_body_name(&packet->call_begin->base));
		if (packet->call_begin->instance)
			class = mtr_reader_class(t->reader, packet->call_begin->instance);
		if (packet->call_begin->has_class_name || class)
			write_name(&out,
				   packet->call_begin->has_class_name ? &packet->call_begin->class_name : &class->name);
	} else if (packet && packet->body_case == MITRACE__PACKET__BODY_CALLBACK_BEGIN) {
		mtr_out_text(&out, diff_body_name(&packet->callback_begin->base));
	}
	mtr_out_char(&out, 0);
	*ret = out.err ? NULL : strdup(out.data);
	mtr_out_end(&out);
	return *ret ? 0 : no_memory();
}

static int find_group(struct diff_times *times, struct diff_tree *t, const struct diff_unit *unit,
		      struct diff_time_group **ret)
{
	uint64_t key = unit->time_key | 1, at = (uint64_t)(uintptr_t)mtr_id_map_get(&times->by_key, key);
	struct diff_time_group *group;
	int err;

	if (at) {
		*ret = &times->groups[at - 1];
		return 0;
	}
	if (times->nr == times->room) {
		size_t room = times->room ? times->room * 2 : 32;
		struct diff_time_group *groups = realloc(times->groups, room * sizeof(*groups));

		if (!groups)
			return no_memory();
		times->groups = groups;
		times->room = room;
	}
	group = &times->groups[times->nr];
	*group = (struct diff_time_group){.key = key};
	err = write_label(t, unit, &group->label);
	if (err)
		return err;
	times->nr++;
	*ret = group;
	return mtr_id_map_set(&times->by_key, key, (void *)(uintptr_t)times->nr) ? no_memory() : 0;
}

static int add_sample(struct diff_time_group *group, int side, double sample)
{
	if (group->nr[side] == group->room[side]) {
		size_t room = group->room[side] ? group->room[side] * 2 : 64;
		double *samples = realloc(group->samples[side], room * sizeof(*samples));

		if (!samples)
			return no_memory();
		group->samples[side] = samples;
		group->room[side] = room;
	}
	group->samples[side][group->nr[side]++] = sample;
	return 0;
}

static int by_value(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return left < right ? -1 : left > right;
}

/* The median of what one trace brought, which lies at the end of the list. */
static void note_trace(struct diff_time_group *group, int side, size_t from)
{
	double *samples = group->samples[side] + from, *range = group->median_range[side], middle;
	size_t nr = group->nr[side] - from;

	if (!nr)
		return;
	qsort(samples, nr, sizeof(*samples), by_value);
	middle = samples[nr / 2];
	if (!group->traces[side]++ || middle < range[0])
		range[0] = middle;
	if (group->traces[side] == 1 || middle > range[1])
		range[1] = middle;
}

int diff_times_take(struct diff_times *times, int side, struct diff_tree *t)
{
	size_t known = times->nr, *from;
	int err = 0;

	/* Groups that this trace brings begin at 0. */
	from = calloc((size_t)t->nr_units + known + 1, sizeof(*from));
	if (!from)
		return no_memory();
	for (size_t i = 0; i < known; i++)
		from[i] = times->groups[i].nr[side];
	for (uint32_t i = 0; i < t->nr_units && !err; i++) {
		struct diff_time_group *group = NULL;
		double sample;

		if (!time_of(t, &t->units[i], &sample))
			continue;
		err = find_group(times, t, &t->units[i], &group);
		if (!err)
			err = add_sample(group, side, sample);
	}
	for (size_t i = 0; i < times->nr && !err; i++)
		note_trace(&times->groups[i], side, from[i]);
	free(from);
	return err;
}

/* ---- verdicts */

static int judge(const struct diff_time_group *group, const struct diff_time_floor *floor, size_t groups)
{
	const struct diff_ranks *ranks = &group->ranks;
	double least = ranks->medians[0] * floor->percent / 100;

	least = least > floor->ns ? least : floor->ns;
	if (group->traces[0] < 2 || group->traces[1] < 2 || ranks->p * (double)groups >= SIGNIFICANT ||
	    fabs(ranks->shift) < least)
		return 0;
	if (ranks->low > 0 && group->median_range[1][0] > group->median_range[0][1])
		return 1;
	return ranks->high < 0 && group->median_range[1][1] < group->median_range[0][0] ? -1 : 0;
}

static int say(const struct diff_time_group *group, struct diff_report *report)
{
	const struct diff_ranks *ranks = &group->ranks;
	char texts[2][200];
	struct diff_finding finding = {.severity = group->verdict > 0 ? DIFF_NOTABLE : DIFF_COSMETIC,
				       .kind = DIFF_TIME,
				       .texts = {texts[0], texts[1]}};
	int err = diff_report_group(report, group->label, 0, 0);

	snprintf(texts[0], sizeof(texts[0]), "median %.3f ms of %zu in %u traces", ranks->medians[0] / 1e6,
		 group->nr[0], group->traces[0]);
	snprintf(texts[1], sizeof(texts[1]),
		 "median %.3f ms of %zu in %u traces: %+.3f ms (%+.0f %%), 95 %% sure: %+.3f to %+.3f ms, p %.1g",
		 ranks->medians[1] / 1e6, group->nr[1], group->traces[1], ranks->shift / 1e6,
		 ranks->medians[0] > 0 ? ranks->shift / ranks->medians[0] * 100 : 0, ranks->low / 1e6,
		 ranks->high / 1e6, ranks->p);
	return err ? err : diff_report_add(report, &finding);
}

int diff_times_judge(struct diff_times *times, const struct diff_time_floor *floor, struct diff_report *report)
{
	size_t both = 0;
	int err = 0;

	for (size_t i = 0; i < times->nr; i++)
		both += times->groups[i].nr[0] && times->groups[i].nr[1];
	for (size_t i = 0; i < times->nr && !err; i++) {
		struct diff_time_group *group = &times->groups[i];

		if (!group->nr[0] || !group->nr[1])
			continue;
		err = diff_rank_compare(group->samples[0], group->nr[0], group->samples[1], group->nr[1],
					&group->ranks);
		if (!err)
			group->verdict = judge(group, floor, both);
		if (!err && group->verdict)
			err = say(group, report);
	}
	return err;
}

void diff_times_end(struct diff_times *times)
{
	for (size_t i = 0; i < times->nr; i++) {
		free(times->groups[i].label);
		free(times->groups[i].samples[0]);
		free(times->groups[i].samples[1]);
	}
	free(times->groups);
	mtr_id_map_end(&times->by_key);
	memset(times, 0, sizeof(*times));
}
