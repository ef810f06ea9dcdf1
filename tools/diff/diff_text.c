/* Text for people: what matters first, then each operation with its differences as unified diffs show them. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "diff_output.h"
#include "fail.h"

struct printer {
	const struct diff_outcome *outcome;
	bool colour;
	FILE *out;
};

static const char *const severity_colours[] = {"36", "33", "1;31"};

static void colour(const struct printer *p, const char *code)
{
	if (p->colour)
		fprintf(p->out, "\033[%sm", code);
}

static void print_count(const struct printer *p, uint64_t count, enum diff_severity severity)
{
	if (count)
		colour(p, severity_colours[severity]);
	fprintf(p->out, "%llu %s", (unsigned long long)count, diff_severity_name(severity));
	if (count)
		colour(p, "0");
}

static void print_noise(const struct printer *p)
{
	const struct diff_rules *rules = p->outcome->rules;
	uint64_t total = 0;

	for (int i = 0; i < rules->nr; i++)
		total += rules->list[i].suppressed;
	if (!total)
		return;
	fprintf(p->out, "suppressed %llu as noise:\n", (unsigned long long)total);
	for (int i = 0; i < rules->nr; i++) {
		if (!rules->list[i].suppressed)
			continue;
		fprintf(p->out, "%12llu  ", (unsigned long long)rules->list[i].suppressed);
		diff_rule_write(&rules->list[i], p->out);
		fprintf(p->out, "  (%s)\n", rules->list[i].origin);
	}
}

static void print_summary(const struct printer *p)
{
	const struct diff_outcome *o = p->outcome;
	const struct diff_report *r = o->report;

	colour(p, "1");
	command_print(p->out, "--- %s  %llu events", o->paths[0], (unsigned long long)o->events[0]);
	command_print(p->out, "+++ %s  %llu events", o->paths[1], (unsigned long long)o->events[1]);
	colour(p, "0");
	if (diff_report_total(r)) {
		fprintf(p->out, "%llu difference%s: ", (unsigned long long)diff_report_total(r),
			diff_report_total(r) == 1 ? "" : "s");
		print_count(p, r->counts[DIFF_BREAKING], DIFF_BREAKING);
		fputs(", ", p->out);
		print_count(p, r->counts[DIFF_NOTABLE], DIFF_NOTABLE);
		fputs(", ", p->out);
		print_count(p, r->counts[DIFF_COSMETIC], DIFF_COSMETIC);
		fputc('\n', p->out);
	} else {
		fputs("no differences\n", p->out);
	}
	fprintf(p->out, "compared %llu operations and calls with %llu events in them\n", (unsigned long long)o->units,
		(unsigned long long)o->parts);
	for (int side = 0; side < 2; side++) {
		if (o->lost[side])
			fprintf(p->out, "%s lost %llu events while it was recorded: differences can come from that\n",
				o->paths[side], (unsigned long long)o->lost[side]);
	}
	if (r->accepted)
		fprintf(p->out, "%llu accepted by %s\n", (unsigned long long)r->accepted, o->baseline);
	if (o->stale)
		fprintf(p->out, "%llu entr%s of %s %s stale: what they accept is gone\n", (unsigned long long)o->stale,
			o->stale == 1 ? "y" : "ies", o->baseline, o->stale == 1 ? "is" : "are");
	print_noise(p);
}

static void print_seqs(const struct printer *p, const uint64_t seqs[2])
{
	if (seqs[0])
		fprintf(p->out, " -%llu", (unsigned long long)seqs[0]);
	if (seqs[1])
		fprintf(p->out, " +%llu", (unsigned long long)seqs[1]);
}

static void print_side(const struct printer *p, char sign, const char *path, const char *text)
{
	colour(p, sign == '-' ? "31" : "32");
	fprintf(p->out, "%c   %s%s%s", sign, path, path[0] ? " = " : "", text);
	colour(p, "0");
	fputc('\n', p->out);
}

static void print_entry(const struct printer *p, const struct diff_entry *entry, const struct diff_entry *before)
{
	const char *part = entry->part ? entry->part : "", *last = before && before->part ? before->part : "";
	bool alone = !entry->texts[0] != !entry->texts[1] && !entry->path[0];

	if (part[0] && !alone && (strcmp(part, last) != 0 || before->seqs[0] != entry->seqs[0])) {
		fprintf(p->out, "  in %s (event", part);
		print_seqs(p, entry->seqs);
		fputs(")\n", p->out);
	}
	colour(p, severity_colours[entry->severity]);
	fprintf(p->out, "  %s: %s", diff_severity_name(entry->severity), diff_kind_name(entry->kind));
	colour(p, "0");
	fputc('\n', p->out);
	if (entry->texts[0] && (entry->texts[0][0] || !entry->texts[1]))
		print_side(p, '-', entry->path, entry->texts[0]);
	if (entry->texts[1])
		print_side(p, '+', entry->path, entry->texts[1]);
}

static void print_groups(const struct printer *p)
{
	const struct diff_report *r = p->outcome->report;
	const struct diff_entry *before = NULL;

	for (size_t i = 0; i < r->nr_entries; i++) {
		const struct diff_entry *entry = &r->entries[i];
		const struct diff_group *group = &r->groups[entry->group];

		if (entry->accepted)
			continue;
		if (!before || before->group != entry->group) {
			colour(p, "36");
			fputs("\n@@", p->out);
			print_seqs(p, group->seqs);
			fprintf(p->out, " @@ %s", group->label);
			colour(p, "0");
			fputc('\n', p->out);
			before = NULL;
		}
		print_entry(p, entry, before);
		before = entry;
	}
	if (r->left_out)
		fprintf(p->out, "\n%llu more differences are only counted\n", (unsigned long long)r->left_out);
}

/* How many of each kind, the worst first. */
static void print_stat(const struct printer *p)
{
	const struct diff_report *r = p->outcome->report;

	for (int severity = DIFF_SEVERITIES - 1; severity >= 0; severity--) {
		uint64_t counts[DIFF_TIME + 1] = {0};

		for (size_t i = 0; i < r->nr_entries; i++) {
			if (!r->entries[i].accepted && (int)r->entries[i].severity == severity)
				counts[r->entries[i].kind]++;
		}
		for (int kind = 0; kind <= DIFF_TIME; kind++) {
			if (!counts[kind])
				continue;
			fprintf(p->out, "%12llu  ", (unsigned long long)counts[kind]);
			colour(p, severity_colours[severity]);
			fprintf(p->out, "%-9s", diff_severity_name((enum diff_severity)severity));
			colour(p, "0");
			fprintf(p->out, " %s\n", diff_kind_name((enum diff_kind)kind));
		}
	}
}

/* All kinds of operations that both sides have, judged or not. */
static void print_times(const struct printer *p)
{
	const struct diff_times *times = p->outcome->times;
	static const char *const verdicts[] = {"faster", "", "slower"};

	if (!times)
		return;
	fprintf(p->out, "\n%12s %12s %22s %9s  time in ms, the recorder's own taken off\n", "old median", "new median",
		"shift, 95 % sure", "p");
	for (size_t i = 0; i < times->nr; i++) {
		const struct diff_time_group *g = &times->groups[i];

		if (!g->nr[0] || !g->nr[1])
			continue;
		fprintf(p->out, "%12.3f %12.3f %+10.3f..%+10.3f %9.2g  %s (%zu, %zu) %s\n", g->ranks.medians[0] / 1e6,
			g->ranks.medians[1] / 1e6, g->ranks.low / 1e6, g->ranks.high / 1e6, g->ranks.p, g->label,
			g->nr[0], g->nr[1], verdicts[g->verdict + 1]);
	}
	if (times->nr && (times->groups[0].traces[0] < 2 || times->groups[0].traces[1] < 2))
		fputs("No verdict on times from one recording a side: say --with and --against with more of them.\n",
		      p->out);
}

int diff_write_text(const struct diff_outcome *outcome, bool with_colour, bool stat, FILE *out)
{
	const struct printer p = {outcome, with_colour, out};

	print_summary(&p);
	if (stat)
		print_stat(&p);
	else
		print_groups(&p);
	print_times(&p);
	if (fflush(out) || ferror(out))
		return mtr_fail(-EIO, "cannot write the report: %s", strerror(errno));
	return 0;
}
