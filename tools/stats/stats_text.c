/* A table, a row for each group; on demand, what each of its times is made of. */
#include <inttypes.h>

#include "mi_names.h"
#include "stats_output.h"
#include "text_out.h"
#include "track.h"

enum {
	BAR = 40, /* of the longest */
};

static const double quantiles[] = {0.5, 0.95, 0.99};

struct cell {
	char text[16];
};

/* Three digits and a unit; @units begins with that of @value. */
static struct cell scaled(double value, const char *const *units)
{
	struct cell cell;

	for (; value >= 999.5 && units[1]; units++)
		value /= 1000;
	snprintf(cell.text, sizeof(cell.text), "%.*f %s", value < 9.995 ? 2 : value < 99.95 ? 1 : 0, value, *units);
	return cell;
}

static struct cell time_cell(uint64_t ns)
{
	static const char *const units[] = {"us", "ms", "s", NULL};
	struct cell cell;

	if (ns >= 1000)
		return scaled((double)ns / 1e3, units);
	snprintf(cell.text, sizeof(cell.text), "%u ns", (unsigned)ns);
	return cell;
}

static struct cell bytes_cell(uint64_t bytes)
{
	static const char *const units[] = {"KB", "MB", "GB", "TB", NULL};
	struct cell cell;

	if (bytes >= 1000)
		return scaled((double)bytes / 1e3, units);
	snprintf(cell.text, sizeof(cell.text), "%u B", (unsigned)bytes);
	return cell;
}

static void put_cell(struct mtr_out *out, struct cell cell)
{
	mtr_out_printf(out, "%11s", cell.text);
}

/* ---- rows */

static void put_what(struct mtr_out *out, const struct stats_view *view, const struct stats_group *group)
{
	const struct stats_key *key = &group->key;
	unsigned by = view->stats->groups.by;
	const char *function = mtr_function_name(key->function);

	if (group->others) {
		mtr_out_text(out, " (others)");
		return;
	}
	if (by & STATS_BY_OP)
		mtr_out_printf(out, " %s", function ? function : "unknown function");
	if (key->class_name) {
		mtr_out_char(out, ' ');
		mtr_out_plain(out, key->class_name);
	} else if ((by & STATS_BY_CLASS) && !(by & STATS_BY_OP)) {
		mtr_out_text(out, " no class");
	}
	if (key->session)
		mtr_out_printf(out, " session %" PRIu64, key->session);
	else if (by & STATS_BY_SESSION)
		mtr_out_text(out, " no session");
	if (by & STATS_BY_THREAD)
		mtr_out_printf(out, " thread %u", key->thread);
	if (by & STATS_BY_TRACE) {
		mtr_out_text(out, " in ");
		mtr_out_plain(out, view->paths[key->trace]);
	}
	if (!by)
		mtr_out_text(out, " everything");
}

static void put_quantiles(struct mtr_out *out, const struct mtr_histogram *h)
{
	put_cell(out, time_cell(h->min));
	for (size_t i = 0; i < sizeof(quantiles) / sizeof(*quantiles); i++)
		put_cell(out, time_cell(mtr_histogram_quantile(h, quantiles[i])));
	put_cell(out, time_cell(h->max));
}

/* Buckets put together: 1, 2, 5, 10 and so on, as people count. */
static uint64_t next_bound(uint64_t bound)
{
	uint64_t first = bound;

	while (first >= 10)
		first /= 10;
	if (bound > UINT64_MAX / 5)
		return UINT64_MAX;
	return first == 2 ? bound / 2 * 5 : bound * 2;
}

struct bars {
	uint64_t from, to, count;
};

/* The next bar at or above @bars->to, in one walk over the buckets. */
static bool next_bar(const struct mtr_histogram *h, struct bars *bars)
{
	struct mtr_histogram_bucket bucket;
	unsigned at = 0;

	bars->from = bars->to;
	if (bars->from > h->max || bars->from == UINT64_MAX)
		return false;
	bars->to = bars->from ? next_bound(bars->from) : 1;
	bars->count = 0;
	while (mtr_histogram_next(h, &at, &bucket)) {
		uint64_t middle = bucket.low + (bucket.high - bucket.low) / 2;

		if (middle >= bars->from && middle < bars->to)
			bars->count += bucket.count;
	}
	return true;
}

static void put_histogram(struct mtr_out *out, const struct mtr_histogram *h)
{
	struct bars bars = {0, 0, 0};
	uint64_t largest = 1, left = h->count;

	while (next_bar(h, &bars))
		largest = bars.count > largest ? bars.count : largest;
	bars.to = 0;
	while (left && next_bar(h, &bars)) {
		if (left == h->count && !bars.count)
			continue; /* nothing below the first */
		left -= bars.count;
		mtr_out_fill(out, ' ', 24);
		put_cell(out, time_cell(bars.from));
		mtr_out_printf(out, " %9" PRIu64 " ", bars.count);
		mtr_out_fill(out, '#', (size_t)((bars.count * BAR + largest - 1) / largest));
		mtr_out_char(out, '\n');
	}
}

static void put_times(struct mtr_out *out, const struct stats_view *view, const struct stats_group *group)
{
	static const char *const names[STATS_TIMES] = {"first result", "next result", "in callback", "acknowledged",
						       "total"};

	for (int time = 0; time < STATS_TIMES; time++) {
		const struct mtr_histogram *h = &group->times[time];

		if (!h->count)
			continue;
		mtr_out_printf(out, "    %-14s%9" PRIu64, names[time], h->count);
		put_quantiles(out, h);
		put_cell(out, time_cell(h->sum));
		mtr_out_char(out, '\n');
		if (view->histogram)
			put_histogram(out, h);
	}
}

static void put_codes(struct mtr_out *out, const struct stats_group *group)
{
	bool any = false;

	for (unsigned i = 0; i < group->nr_codes; i++) {
		if (!group->codes[i].code)
			continue;
		mtr_out_printf(out, "%s%" PRIu64 " ", any ? ", " : "    errors: ", group->codes[i].count);
		mtr_mi_write(out, MTR_MI_RESULT, group->codes[i].code);
		any = true;
	}
	if (group->other_codes)
		mtr_out_printf(out, ", %" PRIu64 " others", group->other_codes);
	if (group->cancelled)
		mtr_out_printf(out, "%s%" PRIu64 " cancelled", any ? "; " : "    ", group->cancelled);
	if (group->unfinished)
		mtr_out_printf(out, "%s%" PRIu64 " without a final result", any || group->cancelled ? "; " : "    ",
			       group->unfinished);
	if (any || group->cancelled || group->unfinished)
		mtr_out_char(out, '\n');
}

static void put_group(struct mtr_out *out, const struct stats_view *view, const struct stats_group *group)
{
	mtr_out_printf(out, "%9" PRIu64 " %8" PRIu64 " %9" PRIu64, group->count, group->errors, group->results);
	put_cell(out, bytes_cell(group->bytes));
	if (group->times[STATS_TOTAL].count)
		put_quantiles(out, &group->times[STATS_TOTAL]);
	else
		mtr_out_printf(out, "%11s%11s%11s%11s%11s", "-", "-", "-", "-", "-");
	put_cell(out, time_cell(group->times[STATS_TOTAL].sum));
	mtr_out_char(out, ' ');
	put_what(out, view, group);
	mtr_out_char(out, '\n');
	if (!view->each)
		return;
	put_codes(out, group);
	put_times(out, view, group);
}

static void put_head(struct mtr_out *out, const struct stats_view *view)
{
	const struct stats *stats = view->stats;

	mtr_out_printf(out, "%d trace%s, %" PRIu64 " events in %s", view->nr_paths, view->nr_paths == 1 ? "" : "s",
		       stats->events, time_cell(stats->span).text);
	mtr_out_printf(out, "; %" PRIu64 " operation%s, %" PRIu64 " failed\n", stats->operations,
		       stats->operations == 1 ? "" : "s", stats->errors);
	mtr_out_printf(out, "the recorder's own time is taken off: %s\n", time_cell(stats->overhead).text);
	if (stats->lost)
		mtr_out_printf(out, "%" PRIu64 " events were lost while recording: counts are too low\n", stats->lost);
	mtr_out_printf(out, "\n%9s %8s %9s%11s%11s%11s%11s%11s%11s%11s  %s\n", "count", "errors", "results", "bytes",
		       "min", "median", "p95", "p99", "max", "sum", "what");
}

int stats_write_text(const struct stats_view *view, FILE *file)
{
	const struct stats_groups *groups = &view->stats->groups;
	size_t shown = view->top && view->top < groups->nr ? view->top : groups->nr;
	struct mtr_out out;

	mtr_out_begin(&out, file);
	put_head(&out, view);
	for (size_t i = 0; i < shown; i++)
		put_group(&out, view, groups->list[i]);
	if (shown < groups->nr)
		mtr_out_printf(&out, "and %zu more; --top=0 shows them\n", groups->nr - shown);
	return mtr_out_end(&out);
}
