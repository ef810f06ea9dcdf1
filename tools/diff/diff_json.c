/* JSON for programs: docs/diff.md describes it, members are only ever added. */
#include "diff_output.h"
#include "json_write.h"

enum {
	FORMAT = 1,
};

static void put_text(struct mtr_out *out, const char *name, const char *text)
{
	mtr_out_char(out, '"');
	mtr_out_text(out, name);
	mtr_out_text(out, "\":");
	if (text)
		mtr_json_bytes(out, text, strlen(text));
	else
		mtr_out_text(out, "null");
}

static void put_number(struct mtr_out *out, const char *name, uint64_t number)
{
	mtr_out_printf(out, "\"%s\":%llu", name, (unsigned long long)number);
}

static void put_traces(struct mtr_out *out, const struct diff_outcome *o)
{
	mtr_out_text(out, "\"traces\":[");
	for (int side = 0; side < 2; side++) {
		mtr_out_text(out, side ? ",{" : "{");
		put_text(out, "path", o->paths[side]);
		mtr_out_char(out, ',');
		put_number(out, "events", o->events[side]);
		mtr_out_char(out, ',');
		put_number(out, "lost", o->lost[side]);
		mtr_out_char(out, '}');
	}
	mtr_out_text(out, "],\n");
}

static void put_summary(struct mtr_out *out, const struct diff_outcome *o)
{
	mtr_out_text(out, "\"summary\":{");
	for (int i = 0; i < DIFF_SEVERITIES; i++) {
		put_number(out, diff_severity_name((enum diff_severity)i), o->report->counts[i]);
		mtr_out_char(out, ',');
	}
	put_number(out, "accepted", o->report->accepted);
	mtr_out_char(out, ',');
	put_number(out, "stale", o->stale);
	mtr_out_char(out, ',');
	put_number(out, "left_out", o->report->left_out);
	mtr_out_char(out, ',');
	put_number(out, "compared_operations", o->units);
	mtr_out_char(out, ',');
	put_number(out, "compared_events", o->parts);
	mtr_out_text(out, "},\n\"suppressed\":[");
}

static void put_rules(struct mtr_out *out, const struct diff_rules *rules)
{
	static const char *const kinds[] = {"ignore", "identifier", "instances"};
	const char *before = "";

	for (int i = 0; i < rules->nr; i++) {
		const struct diff_rule *rule = &rules->list[i];

		if (!rule->suppressed)
			continue;
		mtr_out_text(out, before);
		mtr_out_char(out, '{');
		put_number(out, "count", rule->suppressed);
		mtr_out_char(out, ',');
		put_text(out, "rule", kinds[rule->kind]);
		mtr_out_char(out, ',');
		put_text(out, "owner", rule->owner);
		mtr_out_char(out, ',');
		put_text(out, "member", rule->member);
		mtr_out_char(out, ',');
		put_text(out, "origin", rule->origin);
		mtr_out_char(out, '}');
		before = ",";
	}
	mtr_out_text(out, "],\n");
}

static void put_seqs(struct mtr_out *out, const uint64_t seqs[2])
{
	static const char *const names[] = {"old_event", "new_event"};

	for (int side = 0; side < 2; side++) {
		mtr_out_char(out, ',');
		if (seqs[side])
			put_number(out, names[side], seqs[side]);
		else
			mtr_out_printf(out, "\"%s\":null", names[side]);
	}
}

static void put_entry(struct mtr_out *out, const struct diff_report *r, const struct diff_entry *entry)
{
	mtr_out_char(out, '{');
	put_text(out, "severity", diff_severity_name(entry->severity));
	mtr_out_char(out, ',');
	put_text(out, "kind", diff_kind_name(entry->kind));
	mtr_out_char(out, ',');
	put_text(out, "operation", r->groups[entry->group].label);
	mtr_out_char(out, ',');
	put_text(out, "part", entry->part);
	mtr_out_char(out, ',');
	put_text(out, "path", entry->path);
	mtr_out_char(out, ',');
	put_text(out, "old", entry->texts[0]);
	mtr_out_char(out, ',');
	put_text(out, "new", entry->texts[1]);
	put_seqs(out, entry->seqs);
	mtr_out_printf(out, ",\"fingerprint\":\"%016llx\",\"accepted\":%s}", (unsigned long long)entry->fingerprint,
		       entry->accepted ? "true" : "false");
}

static void put_times(struct mtr_out *out, const struct diff_times *times)
{
	static const char *const verdicts[] = {"faster", "none", "slower"};
	const char *before = "";

	mtr_out_text(out, "\"time\":[");
	for (size_t i = 0; times && i < times->nr; i++) {
		const struct diff_time_group *g = &times->groups[i];

		if (!g->nr[0] || !g->nr[1])
			continue;
		mtr_out_text(out, before);
		mtr_out_char(out, '{');
		put_text(out, "operation", g->label);
		mtr_out_printf(out,
			       ",\"samples\":[%zu,%zu],\"traces\":[%u,%u],\"median_ns\":[%.0f,%.0f],\"shift_ns\":%.0f,"
			       "\"confidence_ns\":[%.0f,%.0f],\"p\":%.6g,\"verdict\":\"%s\"}",
			       g->nr[0], g->nr[1], g->traces[0], g->traces[1], g->ranks.medians[0], g->ranks.medians[1],
			       g->ranks.shift, g->ranks.low, g->ranks.high, g->ranks.p, verdicts[g->verdict + 1]);
		before = ",\n";
	}
	mtr_out_text(out, "],\n");
}

int diff_write_json(const struct diff_outcome *o, FILE *file)
{
	struct mtr_out out;

	mtr_out_begin(&out, file);
	mtr_out_printf(&out, "{\"format\":%d,\n", FORMAT);
	put_traces(&out, o);
	put_summary(&out, o);
	put_rules(&out, o->rules);
	put_times(&out, o->times);
	mtr_out_text(&out, "\"differences\":[");
	for (size_t i = 0; i < o->report->nr_entries; i++) {
		mtr_out_text(&out, i ? ",\n" : "\n");
		put_entry(&out, o->report, &o->report->entries[i]);
	}
	mtr_out_text(&out, "]}\n");
	return mtr_out_end(&out);
}
