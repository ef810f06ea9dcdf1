/* For continuous integration: JUnit XML and Markdown. */
#include <errno.h>

#include "diff_output.h"
#include "fail.h"
#include "xml_text.h"

/* ---- JUnit */

static void put_junit_entry(const struct diff_entry *entry, FILE *out)
{
	fprintf(out, "%s: %s ", diff_severity_name(entry->severity), diff_kind_name(entry->kind));
	xml_text(out, entry->part ? entry->part : "");
	fputs(" ", out);
	xml_text(out, entry->path);
	fputs("\n- ", out);
	xml_text(out, entry->texts[0] ? entry->texts[0] : "(none)");
	fputs("\n+ ", out);
	xml_text(out, entry->texts[1] ? entry->texts[1] : "(none)");
	fputc('\n', out);
}

/* End of the run of entries of one group that begins at @from; *ret_worst: the severest not accepted, or -1. */
static size_t end_of_group(const struct diff_report *r, size_t from, int *ret_worst)
{
	size_t to = from;

	*ret_worst = -1;
	for (; to < r->nr_entries && r->entries[to].group == r->entries[from].group; to++) {
		if (!r->entries[to].accepted && (int)r->entries[to].severity > *ret_worst)
			*ret_worst = (int)r->entries[to].severity;
	}
	return to;
}

static void put_junit_group(const struct diff_outcome *o, size_t from, size_t to, int worst, FILE *out)
{
	const struct diff_report *r = o->report;
	bool fails = worst >= (int)o->fail_on;

	fputs("  <testcase classname=\"mitrace.diff\" name=\"", out);
	xml_text(out, r->groups[r->entries[from].group].label);
	fputs(fails ? "\"><failure message=\"" : "\"><system-out>", out);
	if (fails)
		fprintf(out, "%s\">", diff_severity_name((enum diff_severity)worst));
	for (size_t i = from; i < to; i++) {
		if (!r->entries[i].accepted)
			put_junit_entry(&r->entries[i], out);
	}
	fputs(fails ? "</failure></testcase>\n" : "</system-out></testcase>\n", out);
}

int diff_write_junit(const struct diff_outcome *o, FILE *out)
{
	const struct diff_report *r = o->report;
	uint64_t cases = 1, failures = 0;
	int worst;

	for (size_t i = 0; i < r->nr_entries; cases++) {
		i = end_of_group(r, i, &worst);
		failures += worst >= (int)o->fail_on;
	}
	fprintf(out,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"mitrace diff\" tests=\"%llu\" "
		"failures=\"%llu\">\n",
		(unsigned long long)cases, (unsigned long long)failures);
	/* So that a run without differences is one that passed, and not one without tests. */
	fprintf(out, "  <testcase classname=\"mitrace.diff\" name=\"%llu operations and calls compared\"/>\n",
		(unsigned long long)o->units);
	for (size_t i = 0, to; i < r->nr_entries; i = to) {
		to = end_of_group(r, i, &worst);
		put_junit_group(o, i, to, worst, out);
	}
	fputs("</testsuite>\n", out);
	return ferror(out) ? mtr_fail(-EIO, "cannot write the report") : 0;
}

/* ---- Markdown */

/* A cell of a table, as code: what would end either is replaced. */
static void put_cell(FILE *out, const char *text)
{
	if (!text || !*text)
		return;
	fputc('`', out);
	for (; *text; text++) {
		if (*text == '|')
			fputs("\\|", out);
		else
			fputc(*text == '`' ? '\'' : (unsigned char)*text < ' ' ? ' ' : *text, out);
	}
	fputc('`', out);
}

static void put_row(const struct diff_entry *entry, FILE *out)
{
	fprintf(out, "| %s | %s | ", diff_severity_name(entry->severity), diff_kind_name(entry->kind));
	put_cell(out, entry->part);
	if (entry->part && entry->path[0])
		fputc(' ', out);
	put_cell(out, entry->path);
	fputs(" | ", out);
	put_cell(out, entry->texts[0]);
	fputs(" | ", out);
	put_cell(out, entry->texts[1]);
	fputs(" |\n", out);
}

int diff_write_markdown(const struct diff_outcome *o, FILE *out)
{
	const struct diff_report *r = o->report;
	uint64_t suppressed = 0;
	size_t group = SIZE_MAX;

	for (int i = 0; i < o->rules->nr; i++)
		suppressed += o->rules->list[i].suppressed;
	fprintf(out, "### mitrace diff: %llu breaking, %llu notable, %llu cosmetic\n\n",
		(unsigned long long)r->counts[DIFF_BREAKING], (unsigned long long)r->counts[DIFF_NOTABLE],
		(unsigned long long)r->counts[DIFF_COSMETIC]);
	fprintf(out, "%llu operations and calls compared, %llu differences suppressed as noise, %llu accepted\n",
		(unsigned long long)o->units, (unsigned long long)suppressed, (unsigned long long)r->accepted);
	for (size_t i = 0; i < r->nr_entries; i++) {
		if (r->entries[i].accepted)
			continue;
		if (r->entries[i].group != group) {
			group = r->entries[i].group;
			fputs("\n**", out);
			put_cell(out, r->groups[group].label);
			fputs("**\n\n| severity | kind | where | old | new |\n|---|---|---|---|---|\n", out);
		}
		put_row(&r->entries[i], out);
	}
	if (r->left_out)
		fprintf(out, "\n%llu more are only counted.\n", (unsigned long long)r->left_out);
	return ferror(out) ? mtr_fail(-EIO, "cannot write the report") : 0;
}
