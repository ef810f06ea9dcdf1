/* See replay_report_file.h. */
#include "replay_report_file.h"

#include <errno.h>
#include <string.h>

#include "command.h"
#include "fail.h"
#include "json_out.h"
#include "text_out.h"
#include "whole_file.h"
#include "xml_text.h"

static const char *status_name(const struct replay_outcome *outcome)
{
	switch (replay_outcome_status(outcome)) {
	case STATUS_FINE:
		return "fine";
	case STATUS_DIVERGED:
		return "diverged";
	case STATUS_STALLED:
		return "stalled";
	default:
		return "failed";
	}
}

/* --- JSON ---------------------------------------------------------------------------------------------------------- */

/* Nothing where there is no text. */
static void json_text_if(struct json_out *json, const char *name, const char *text)
{
	if (text)
		json_text(json, name, text);
}

static void json_nearest(struct json_out *json, const Mitrace__Nearest *near)
{
	json_open(json, NULL, '{');
	json_number(json, "event", near->seq);
	json_open(json, "differences", '[');
	for (size_t i = 0; i < near->n_difference; i++) {
		json_open(json, NULL, '{');
		json_text(json, "field", near->difference[i]->field);
		json_text_if(json, "recorded", near->difference[i]->recorded);
		json_text_if(json, "requested", near->difference[i]->requested);
		json_close(json, '}');
	}
	json_close(json, ']');
	json_close(json, '}');
}

static void json_miss(struct json_out *json, const Mitrace__Miss *miss)
{
	json_number(json, "recorded", miss->recorded);
	json_number(json, "used", miss->used);
	json_text_if(json, "request", miss->request);
	json_open(json, "nearest", '[');
	for (size_t i = 0; i < miss->n_nearest; i++)
		json_nearest(json, miss->nearest[i]);
	json_close(json, ']');
}

static void json_entry(struct json_out *json, const Mitrace__ReportEntry *entry)
{
	switch (entry->body_case) {
	case MITRACE__REPORT_ENTRY__BODY_MISS:
		json_miss(json, entry->miss);
		break;
	case MITRACE__REPORT_ENTRY__BODY_DIVERGENCE:
		json_number(json, "event", entry->divergence->seq);
		json_text_if(json, "what", entry->divergence->what);
		json_text_if(json, "recorded", entry->divergence->recorded);
		json_text_if(json, "observed", entry->divergence->observed);
		break;
	case MITRACE__REPORT_ENTRY__BODY_STALL:
		json_number(json, "event", entry->stall->seq);
		json_text_if(json, "waiting", entry->stall->waiting);
		break;
	case MITRACE__REPORT_ENTRY__BODY_FAULT:
		json_number(json, "event", entry->fault->seq);
		json_text_if(json, "rule", entry->fault->rule);
		json_text_if(json, "what", entry->fault->what);
		break;
	case MITRACE__REPORT_ENTRY__BODY_FAILURE:
		json_number(json, "process", entry->pid);
		json_text_if(json, "message", entry->failure->message);
		break;
	case MITRACE__REPORT_ENTRY__BODY_CLAIM:
		json_number(json, "process", entry->pid);
		json_number(json, "operations", entry->claim->operations);
		json_text_if(json, "trace", entry->claim->trace);
		json_text_if(json, "program", entry->claim->program);
		break;
	default:
		break;
	}
}

static void json_list(struct json_out *json, const struct replay_outcome *outcome, const char *name,
		      Mitrace__ReportEntry__BodyCase kind)
{
	json_line(json);
	json_open(json, name, '[');
	for (size_t i = 0; i < outcome->report->n_entry; i++) {
		const Mitrace__ReportEntry *entry = outcome->report->entry[i];

		if (entry->body_case != kind)
			continue;
		json_line(json);
		json_open(json, NULL, '{');
		json_entry(json, entry);
		json_close(json, '}');
	}
	json_close(json, ']');
}

static void json_unused(struct json_out *json, const struct replay_unused *unused)
{
	json_line(json);
	json_open(json, "unused", '[');
	for (size_t i = 0; i < unused->count; i++) {
		json_line(json);
		json_open(json, NULL, '{');
		json_number(json, "event", unused->ops[i].seq);
		json_text_if(json, "operation", unused->ops[i].text);
		json_close(json, '}');
	}
	json_close(json, ']');
}

static void write_json(struct mtr_out *out, const struct replay_outcome *outcome)
{
	struct json_out json = {.out = out};

	json_open(&json, NULL, '{');
	json_text(&json, "status", status_name(outcome));
	json_number(&json, "replayed", outcome->uses);
	json_number(&json, "recorded", outcome->operations);
	json_number(&json, "redacted_values", outcome->redacted_values);
	json_list(&json, outcome, "traces", MITRACE__REPORT_ENTRY__BODY_CLAIM);
	json_list(&json, outcome, "missed", MITRACE__REPORT_ENTRY__BODY_MISS);
	json_list(&json, outcome, "diverged", MITRACE__REPORT_ENTRY__BODY_DIVERGENCE);
	json_list(&json, outcome, "stalled", MITRACE__REPORT_ENTRY__BODY_STALL);
	json_list(&json, outcome, "faults", MITRACE__REPORT_ENTRY__BODY_FAULT);
	json_list(&json, outcome, "failures", MITRACE__REPORT_ENTRY__BODY_FAILURE);
	json_unused(&json, &outcome->unused);
	json_close(&json, '}');
	mtr_out_char(out, '\n');
}

/* --- JUnit --------------------------------------------------------------------------------------------------------- */

static void xml_differences(FILE *out, const Mitrace__Miss *miss)
{
	for (size_t i = 0; i < miss->n_nearest; i++) {
		const Mitrace__Nearest *near = miss->nearest[i];

		fprintf(out, "nearest: event %llu\n", (unsigned long long)near->seq);
		for (size_t j = 0; j < near->n_difference; j++) {
			const Mitrace__FieldDifference *d = near->difference[j];

			xml_text(out, d->field);
			fputs(": recorded ", out);
			xml_text(out, d->recorded ? d->recorded : "nothing");
			fputs(", requested ", out);
			xml_text(out, d->requested ? d->requested : "nothing");
			fputc('\n', out);
		}
	}
}

/* A test case that did not pass. @kind: failure or error. */
static void xml_case(FILE *out, const char *name, const char *kind, const char *message, const Mitrace__Miss *miss)
{
	fputs("  <testcase classname=\"replay\" name=\"", out);
	xml_text(out, name);
	fprintf(out, "\"><%s message=\"", kind);
	xml_text(out, message);
	fputs("\">", out);
	if (miss)
		xml_differences(out, miss);
	fprintf(out, "</%s></testcase>\n", kind);
}

static void xml_entry(FILE *out, const Mitrace__ReportEntry *entry)
{
	char name[64];

	switch (entry->body_case) {
	case MITRACE__REPORT_ENTRY__BODY_USE:
		fprintf(out, "  <testcase classname=\"replay\" name=\"operation recorded in event %llu\"/>\n",
			(unsigned long long)entry->use->seq);
		break;
	case MITRACE__REPORT_ENTRY__BODY_MISS:
		xml_case(out, entry->miss->request, "failure", "not recorded, or not so often", entry->miss);
		break;
	case MITRACE__REPORT_ENTRY__BODY_DIVERGENCE:
		snprintf(name, sizeof(name), "event %llu", (unsigned long long)entry->divergence->seq);
		xml_case(out, name, "failure", entry->divergence->what, NULL);
		break;
	case MITRACE__REPORT_ENTRY__BODY_STALL:
		snprintf(name, sizeof(name), "event %llu", (unsigned long long)entry->stall->seq);
		xml_case(out, name, "error", entry->stall->waiting, NULL);
		break;
	case MITRACE__REPORT_ENTRY__BODY_FAILURE:
		xml_case(out, "replay", "error", entry->failure->message, NULL);
		break;
	default:
		break;
	}
}

static void write_junit(FILE *out, const struct replay_outcome *outcome, char *const *command)
{
	size_t unused = outcome->assert_all_used ? outcome->unused.count : 0;
	size_t nothing = !outcome->claims || (!outcome->uses && !outcome->misses && outcome->operations);
	size_t failures = outcome->misses + outcome->divergences + unused + nothing;
	size_t errors = outcome->stalls + outcome->failures;

	fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"mitrace replay", out);
	for (size_t i = 0; command[i]; i++) {
		fputc(' ', out);
		xml_text(out, command[i]);
	}
	fprintf(out, "\" tests=\"%zu\" failures=\"%zu\" errors=\"%zu\">\n", outcome->uses + failures + errors, failures,
		errors);
	for (size_t i = 0; i < outcome->report->n_entry; i++)
		xml_entry(out, outcome->report->entry[i]);
	for (size_t i = 0; i < unused; i++)
		xml_case(out, outcome->unused.ops[i].text, "failure", "recorded, and not asked for", NULL);
	if (nothing)
		xml_case(out, "replay", "failure", "nothing was replayed", NULL);
	fputs("</testsuite>\n", out);
}

/* --- the file ------------------------------------------------------------------------------------------------------ */

struct report {
	const struct replay_outcome *outcome;
	char *const *command;
	bool junit;
};

static int write_report(const void *context, FILE *file)
{
	const struct report *report = context;
	struct mtr_out out;

	if (report->junit) {
		write_junit(file, report->outcome, report->command);
		return ferror(file) ? mtr_fail(-EIO, "cannot write the report") : 0;
	}
	mtr_out_begin(&out, file);
	write_json(&out, report->outcome);
	return mtr_out_end(&out);
}

int replay_report_write(const struct replay_outcome *outcome, char *const *command, const char *path)
{
	size_t len = strlen(path);
	const struct report report = {outcome, command, len > 4 && strcmp(path + len - 4, ".xml") == 0};

	return whole_file_write(path, write_report, &report);
}
