/* JSON for programs: docs/stats.md describes it, members are only ever added. */
#include "json_out.h"
#include "mi_names.h"
#include "stats_output.h"
#include "track.h"

enum {
	FORMAT = 1,
};

static void put_histogram(struct json_out *json, const struct mtr_histogram *h)
{
	struct mtr_histogram_bucket bucket;
	unsigned at = 0;

	json_open(json, "histogram", '[');
	while (mtr_histogram_next(h, &at, &bucket)) {
		json_open(json, NULL, '[');
		json_number(json, NULL, bucket.low);
		json_number(json, NULL, bucket.high);
		json_number(json, NULL, bucket.count);
		json_close(json, ']');
	}
	json_close(json, ']');
}

static void put_times(struct json_out *json, const struct stats_group *group)
{
	json_open(json, "times", '{');
	for (int time = 0; time < STATS_TIMES; time++) {
		const struct mtr_histogram *h = &group->times[time];

		if (!h->count)
			continue;
		json_open(json, stats_time_names[time], '{');
		json_number(json, "count", h->count);
		json_number(json, "sum_ns", h->sum);
		json_number(json, "min_ns", h->min);
		json_number(json, "median_ns", mtr_histogram_quantile(h, 0.5));
		json_number(json, "p95_ns", mtr_histogram_quantile(h, 0.95));
		json_number(json, "p99_ns", mtr_histogram_quantile(h, 0.99));
		json_number(json, "max_ns", h->max);
		put_histogram(json, h);
		json_close(json, '}');
	}
	json_close(json, '}');
}

static void put_codes(struct json_out *json, const struct stats_group *group)
{
	json_open(json, "codes", '[');
	for (unsigned i = 0; i < group->nr_codes; i++) {
		json_open(json, NULL, '{');
		json_number(json, "code", group->codes[i].code);
		json_text(json, "name", mtr_mi_name(MTR_MI_RESULT, group->codes[i].code));
		json_number(json, "count", group->codes[i].count);
		json_close(json, '}');
	}
	json_close(json, ']');
	json_number(json, "other_codes", group->other_codes);
}

static void put_key(struct json_out *json, const struct stats_view *view, const struct stats_group *group)
{
	const struct stats_key *key = &group->key;
	unsigned by = view->stats->groups.by;

	json_bool(json, "others", group->others);
	if (by & STATS_BY_OP)
		json_text(json, "operation", group->others ? NULL : mtr_function_name(key->function));
	if (by & STATS_BY_CLASS)
		json_text(json, "class", key->class_name);
	if (by & STATS_BY_SESSION)
		json_number_or_null(json, "session", key->session);
	if (by & STATS_BY_THREAD)
		json_number_or_null(json, "thread", key->thread);
	if (by & STATS_BY_TRACE)
		json_text(json, "trace", group->others ? NULL : view->paths[key->trace]);
}

static void put_group(struct json_out *json, const struct stats_view *view, const struct stats_group *group)
{
	json_line(json);
	json_open(json, NULL, '{');
	put_key(json, view, group);
	json_number(json, "count", group->count);
	json_number(json, "errors", group->errors);
	json_number(json, "cancelled", group->cancelled);
	json_number(json, "unfinished", group->unfinished);
	json_number(json, "results", group->results);
	json_number(json, "bytes", group->bytes);
	put_codes(json, group);
	put_times(json, group);
	json_close(json, '}');
}

int stats_write_json(const struct stats_view *view, FILE *file)
{
	const struct stats *stats = view->stats;
	size_t shown = view->top && view->top < stats->groups.nr ? view->top : stats->groups.nr;
	struct mtr_out out;
	struct json_out json = {.out = &out};

	mtr_out_begin(&out, file);
	json_open(&json, NULL, '{');
	json_number(&json, "format", FORMAT);
	json_open(&json, "traces", '[');
	for (int i = 0; i < view->nr_paths; i++)
		json_text(&json, NULL, view->paths[i]);
	json_close(&json, ']');
	json_number(&json, "events", stats->events);
	json_number(&json, "lost", stats->lost);
	json_number(&json, "span_ns", stats->span);
	json_number(&json, "overhead_ns", stats->overhead);
	json_number(&json, "operations", stats->operations);
	json_number(&json, "errors", stats->errors);
	json_number(&json, "left_out", stats->groups.nr - shown);
	json_open(&json, "groups", '[');
	for (size_t i = 0; i < shown; i++)
		put_group(&json, view, stats->groups.list[i]);
	json_close(&json, ']');
	json_close(&json, '}');
	mtr_out_char(&out, '\n');
	return mtr_out_end(&out);
}
