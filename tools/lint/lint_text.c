/* Text: each rule that found something, why it matters and what to do, then where; at the end what could not be judged. */
#include <inttypes.h>

#include "lint_output.h"
#include "text_out.h"

static const char *const severity_colours[LINT_SEVERITIES] = {"36", "33", "1;31"};

static void colour(struct mtr_out *out, const struct lint_view *view, const char *code)
{
	if (view->colour)
		mtr_out_printf(out, "\033[%sm", code);
}

/* Words in lines of some width, each line after @indent. */
static void put_wrapped(struct mtr_out *out, const char *head, const char *text)
{
	enum {
		WIDTH = 110,
		INDENT = 8
	};
	size_t column = INDENT;

	mtr_out_printf(out, "  %-5s ", head);
	while (*text) {
		size_t len = strcspn(text, " ");

		if (column + len > WIDTH) {
			mtr_out_char(out, '\n');
			mtr_out_fill(out, ' ', INDENT);
			column = INDENT;
		}
		mtr_out_bytes(out, text, len);
		text += len;
		column += len + 1;
		if (*text) {
			text++;
			if (*text && column + strcspn(text, " ") <= WIDTH)
				mtr_out_char(out, ' ');
		}
	}
	mtr_out_char(out, '\n');
}

static void put_head(struct mtr_out *out, const struct lint_view *view, const struct lint_rule *rule)
{
	colour(out, view, severity_colours[rule->severity]);
	mtr_out_text(out, lint_severity_names[rule->severity]);
	colour(out, view, "0");
	mtr_out_printf(out, ": %s [", rule->summary);
	colour(out, view, "1");
	mtr_out_text(out, rule->id);
	colour(out, view, "0");
	mtr_out_text(out, "]\n");
	put_wrapped(out, "why:", rule->why);
	put_wrapped(out, "do:", rule->fix);
}

static void put_finding(struct mtr_out *out, const struct lint_view *view, const struct lint_finding *finding)
{
	mtr_out_text(out, "    ");
	mtr_out_plain(out, view->paths[finding->trace]);
	mtr_out_printf(out, ": event %" PRIu64 ", thread %u: ", finding->seq, finding->thread);
	mtr_out_plain(out, finding->text);
	mtr_out_text(out, "\n        ");
	if (finding->operation)
		mtr_out_printf(out, "operation %" PRIu64 "%s", finding->operation, finding->subject ? " " : "; ");
	if (finding->subject)
		mtr_out_plain(out, finding->subject);
	if (finding->subject)
		mtr_out_text(out, "; ");
	if (finding->session)
		mtr_out_printf(out, "session %" PRIu64 "; ", finding->session);
	if (finding->application)
		mtr_out_printf(out, "application %" PRIu64 "; ", finding->application);
	for (unsigned i = 0; i < finding->nr_related; i++)
		mtr_out_printf(out, "%s: event %" PRIu64 "; ", finding->related[i].what, finding->related[i].seq);
	mtr_out_text(out, finding->of_callback ? "callback " : "called from ");
	mtr_out_plain(out, finding->place ? finding->place : "an unknown place");
	mtr_out_char(out, '\n');
}

/* What was counted of a rule and not listed. */
static void put_rest(struct mtr_out *out, const struct lint_view *view, const struct lint_rule *rule, uint64_t listed)
{
	uint64_t count = lint_findings_of(&view->lint->findings, rule);

	if (count > listed)
		mtr_out_printf(out, "    and %" PRIu64 " more at the same places; --limit=0 lists them\n",
			       count - listed);
}

static void put_findings(struct mtr_out *out, const struct lint_view *view)
{
	const struct lint_findings *findings = &view->lint->findings;
	size_t first = 0;

	for (size_t i = 0; i < findings->nr; i++) {
		const struct lint_rule *rule = findings->list[i].rule;

		if (i == 0 || findings->list[i - 1].rule != rule) {
			put_head(out, view, rule);
			first = i;
		}
		put_finding(out, view, &findings->list[i]);
		if (i + 1 == findings->nr || findings->list[i + 1].rule != rule) {
			put_rest(out, view, rule, i + 1 - first);
			mtr_out_char(out, '\n');
		}
	}
}

static void put_ending(struct mtr_out *out, const struct lint_view *view, uint32_t trace)
{
	const struct lint_ending *ending = &view->lint->endings[trace];

	if (ending->ordinary && ending->all)
		return;
	mtr_out_plain(out, view->paths[trace]);
	if (!ending->ordinary)
		mtr_out_text(out, ": the process was killed, left without a word, or is still running");
	else
		mtr_out_text(out, ": events are missing");
	if (!ending->ordinary && !ending->all)
		mtr_out_text(out, ", and events are missing");
	mtr_out_printf(out,
		       "; what never happened was not judged (open at the end: %" PRIu64 " operations, %" PRIu64
		       " sessions, %" PRIu64 " applications)\n",
		       ending->open[0], ending->open[1], ending->open[2]);
	if (ending->inside) {
		mtr_out_plain(out, view->paths[trace]);
		mtr_out_printf(out, ": it ends inside %s, event %" PRIu64 ", thread %u\n",
			       mtr_function_name(ending->inside_function), ending->inside, ending->inside_thread);
	}
}

static void put_count(struct mtr_out *out, const struct lint_view *view, int severity, const char *after)
{
	uint64_t count = lint_findings_count(&view->lint->findings, severity);

	if (count)
		colour(out, view, severity_colours[severity]);
	mtr_out_printf(out, "%" PRIu64 " %s%s", count, lint_severity_names[severity], count == 1 ? "" : "s");
	if (count)
		colour(out, view, "0");
	mtr_out_text(out, after);
}

int lint_write_text(const struct lint_view *view, FILE *file)
{
	struct mtr_out out;

	mtr_out_begin(&out, file);
	put_findings(&out, view);
	for (uint32_t trace = 0; trace < view->lint->nr_endings; trace++)
		put_ending(&out, view, trace);
	put_count(&out, view, LINT_ERROR, ", ");
	put_count(&out, view, LINT_WARNING, ", ");
	put_count(&out, view, LINT_NOTE, "");
	mtr_out_printf(&out, " in %" PRIu64 " events of %u trace%s\n", view->lint->events, view->lint->nr_endings,
		       view->lint->nr_endings == 1 ? "" : "s");
	return mtr_out_end(&out);
}

int lint_write_rules_text(const struct lint *lint, FILE *file)
{
	struct mtr_out out;

	mtr_out_begin(&out, file);
	for (unsigned i = 0; lint_rules[i]; i++) {
		const struct lint_rule *rule = lint_rules[i];

		mtr_out_printf(&out, "%s (%s%s)\n", rule->id, lint_severity_names[rule->severity],
			       lint->enabled[i] ? "" : ", off");
		put_wrapped(&out, "", rule->summary);
		put_wrapped(&out, "why:", rule->why);
		put_wrapped(&out, "do:", rule->fix);
	}
	return mtr_out_end(&out);
}
