/* JSON for programs: docs/lint.md describes it, members are only ever added. */
#include "json_out.h"
#include "lint_output.h"

enum {
	FORMAT = 1,
};

static void put_traces(struct json_out *json, const struct lint_view *view)
{
	json_open(json, "traces", '[');
	for (uint32_t i = 0; i < view->lint->nr_endings; i++) {
		const struct lint_ending *ending = &view->lint->endings[i];

		json_open(json, NULL, '{');
		json_text(json, "path", view->paths[i]);
		json_bool(json, "ordinary_end", ending->ordinary);
		json_bool(json, "all_events", ending->all);
		json_number(json, "open_operations", ending->open[0]);
		json_number(json, "open_sessions", ending->open[1]);
		json_number(json, "open_applications", ending->open[2]);
		json_number_or_null(json, "inside_event", ending->inside);
		json_text(json, "inside_function", ending->inside ? mtr_function_name(ending->inside_function) : NULL);
		json_close(json, '}');
	}
	json_close(json, ']');
}

static void put_rule(struct json_out *json, const struct lint_rule *rule)
{
	json_text(json, "rule", rule->id);
	json_text(json, "severity", lint_severity_names[rule->severity]);
	json_text(json, "summary", rule->summary);
	json_text(json, "why", rule->why);
	json_text(json, "do", rule->fix);
}

static void put_related(struct json_out *json, const struct lint_finding *finding)
{
	json_open(json, "related", '[');
	for (unsigned i = 0; i < finding->nr_related; i++) {
		json_open(json, NULL, '{');
		json_text(json, "what", finding->related[i].what);
		json_number(json, "event", finding->related[i].seq);
		json_close(json, '}');
	}
	json_close(json, ']');
}

static void put_finding(struct json_out *json, const struct lint_view *view, const struct lint_finding *finding)
{
	json_line(json);
	json_open(json, NULL, '{');
	put_rule(json, finding->rule);
	json_text(json, "trace", view->paths[finding->trace]);
	json_number(json, "event", finding->seq);
	json_number(json, "thread", finding->thread);
	json_text(json, "text", finding->text);
	json_number_or_null(json, "operation", finding->operation);
	json_text(json, "subject", finding->subject);
	json_number_or_null(json, "session", finding->session);
	json_number_or_null(json, "application", finding->application);
	put_related(json, finding);
	json_text(json, "place", finding->place);
	json_text(json, "place_kind", finding->of_callback ? "callback" : "caller");
	json_number_or_null(json, "address", finding->address);
	json_close(json, '}');
}

static void put_counts(struct json_out *json, const struct lint_findings *findings)
{
	json_open(json, "counts", '{');
	for (int severity = LINT_SEVERITIES; severity-- > 0;)
		json_number(json, lint_severity_names[severity], lint_findings_count(findings, severity));
	json_close(json, '}');
	json_open(json, "rules", '{');
	for (unsigned i = 0; lint_rules[i]; i++) {
		uint64_t count = lint_findings_of(findings, lint_rules[i]);

		if (count)
			json_number(json, lint_rules[i]->id, count);
	}
	json_close(json, '}');
}

int lint_write_json(const struct lint_view *view, FILE *file)
{
	const struct lint_findings *findings = &view->lint->findings;
	struct mtr_out out;
	struct json_out json = {.out = &out};

	mtr_out_begin(&out, file);
	json_open(&json, NULL, '{');
	json_number(&json, "format", FORMAT);
	put_traces(&json, view);
	json_number(&json, "events", view->lint->events);
	put_counts(&json, findings);
	json_open(&json, "findings", '[');
	for (size_t i = 0; i < findings->nr; i++)
		put_finding(&json, view, &findings->list[i]);
	json_close(&json, ']');
	json_close(&json, '}');
	mtr_out_char(&out, '\n');
	return mtr_out_end(&out);
}

int lint_write_rules_json(const struct lint *lint, FILE *file)
{
	struct mtr_out out;
	struct json_out json = {.out = &out};

	mtr_out_begin(&out, file);
	json_open(&json, NULL, '[');
	for (unsigned i = 0; lint_rules[i]; i++) {
		json_line(&json);
		json_open(&json, NULL, '{');
		put_rule(&json, lint_rules[i]);
		json_bool(&json, "enabled", lint->enabled[i]);
		json_close(&json, '}');
	}
	json_close(&json, ']');
	mtr_out_char(&out, '\n');
	return mtr_out_end(&out);
}
