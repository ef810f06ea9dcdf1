/* Findings and the places they come from. */
#include "lint_finding.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diff_hash.h"
#include "fail.h"
#include "lint.h"

static int no_memory(void)
{
	return mtr_fail(-ENOMEM, "no memory for findings");
}

/* ---- what a finding is about */

struct lint_finding lint_about_event(const struct lint_event *e)
{
	return (struct lint_finding){
		.asked = e->view->asked,
		.seq = e->packet->seq,
		.thread = e->packet->thread,
		.operation = e->view->tracked->op ? e->view->tracked->op->id : 0,
		.session = e->view->tracked->session,
		.application = e->call ? e->call->application : 0,
		.address = e->call ? e->call->caller
			   : e->op ? lint_code(e->op, (int32_t)e->callback->kind)
				   : 0,
		.of_callback = e->callback != NULL,
	};
}

struct lint_finding lint_about_op(const struct lint_op *op, const struct mtr_op *tracked)
{
	return (struct lint_finding){.asked = op->asked,
				     .seq = tracked->begin,
				     .thread = op->thread,
				     .operation = tracked->id,
				     .session = tracked->session,
				     .address = op->caller};
}

struct lint_finding lint_about_wait(const struct lint_op *op, const struct mtr_op *tracked,
				    const struct lint_wait *wait)
{
	struct lint_finding finding = lint_about_op(op, tracked);

	finding.seq = wait->seq;
	finding.thread = wait->thread;
	finding.address = lint_code(op, (int32_t)wait->kind);
	finding.of_callback = true;
	lint_relate(&finding, "start", tracked->begin);
	return finding;
}

struct lint_finding lint_about_object(const struct lint_object *object)
{
	return (struct lint_finding){
		.asked = object->asked, .seq = object->opened, .thread = object->thread, .address = object->caller};
}

struct lint_finding lint_about_frame(const struct lint_event *e, const struct lint_frame *frame)
{
	return (struct lint_finding){.asked = frame->asked,
				     .seq = frame->seq,
				     .thread = e->packet->thread,
				     .operation = frame->op,
				     .session = frame->session,
				     .address = frame->address,
				     .of_callback = frame->callback};
}

void lint_relate(struct lint_finding *finding, const char *what, uint64_t seq)
{
	if (seq && seq != finding->seq && finding->nr_related < LINT_RELATED_MAX)
		finding->related[finding->nr_related++] = (struct lint_related){what, seq};
}

/* ---- places */

static int get_place(struct lint_findings *f, const struct lint_finding *finding, struct lint_place **ret)
{
	uint64_t hash = diff_mix((uint64_t)(uintptr_t)finding->rule, finding->trace);
	size_t at;

	hash = diff_mix(hash, finding->address) | 1;
	at = (size_t)(uintptr_t)mtr_id_map_get(&f->by_place, hash);
	if (!at) {
		if (f->nr_places == f->room_places) {
			size_t room = f->room_places ? f->room_places * 2 : 64;
			struct lint_place *places = realloc(f->places, room * sizeof(*places));

			if (!places)
				return no_memory();
			f->places = places;
			f->room_places = room;
		}
		f->places[f->nr_places++] = (struct lint_place){finding->rule, finding->trace, finding->address, 0, 0};
		at = f->nr_places;
		if (mtr_id_map_set(&f->by_place, hash, (void *)(uintptr_t)at))
			return no_memory();
	}
	*ret = &f->places[at - 1];
	return 0;
}

/* ---- reporting */

static int keep(struct lint_findings *f, const struct lint_finding *finding)
{
	if (f->nr == f->room) {
		size_t room = f->room ? f->room * 2 : 64;
		struct lint_finding *list = realloc(f->list, room * sizeof(*list));

		if (!list)
			return no_memory();
		f->list = list;
		f->room = room;
	}
	f->list[f->nr++] = *finding;
	return 0;
}

static char *subject_of(const struct mtr_op *op)
{
	const char *function = op ? mtr_function_name((int32_t)op->function) : NULL;
	char *text = NULL;

	if (!function)
		return NULL;
	if (asprintf(&text, "%s%s%s", function, op->class_name ? " " : "", op->class_name ? op->class_name : "") < 0)
		return NULL;
	return text;
}

static void end_finding(struct lint_finding *finding)
{
	free(finding->place);
	free(finding->subject);
	free(finding->text);
}

void lint_report(struct lint *l, const struct lint_rule *rule, struct lint_finding *finding,
		 const struct mtr_op *tracked, const char *format, ...)
{
	struct lint_findings *f = &l->findings;
	struct lint_place *place = NULL;
	va_list args;

	if (!finding->asked || (rule->needs_all && l->model.missing) || l->err)
		return;
	finding->rule = rule;
	finding->trace = l->trace;
	l->err = get_place(f, finding, &place);
	if (l->err)
		return;
	place->count++;
	if (f->nr >= LINT_FINDINGS_MAX || (f->limit && place->listed >= f->limit))
		return;
	va_start(args, format);
	if (vasprintf(&finding->text, format, args) < 0)
		finding->text = NULL;
	va_end(args);
	finding->subject = subject_of(tracked);
	finding->place = lint_place_name(l, finding->address, finding->of_callback);
	l->err = finding->text ? keep(f, finding) : no_memory();
	if (l->err)
		end_finding(finding);
	else
		place->listed++;
}

void lint_findings_take_back(struct lint_findings *f, uint32_t trace)
{
	size_t kept = 0;

	for (size_t i = 0; i < f->nr_places; i++) {
		struct lint_place *place = &f->places[i];

		if (place->trace == trace && place->rule->needs_end)
			place->count = place->listed = 0;
	}
	for (size_t i = 0; i < f->nr; i++) {
		struct lint_finding *finding = &f->list[i];

		if (finding->trace == trace && finding->rule->needs_end)
			end_finding(finding);
		else
			f->list[kept++] = *finding;
	}
	f->nr = kept;
}

/* ---- the whole */

static unsigned number_of(const struct lint_rule *rule)
{
	unsigned number = 0;

	lint_rule_find(rule->id, &number);
	return number;
}

static int by_weight(const void *a, const void *b)
{
	const struct lint_finding *left = a, *right = b;

	if (left->rule != right->rule) {
		if (left->rule->severity != right->rule->severity)
			return left->rule->severity > right->rule->severity ? -1 : 1;
		return number_of(left->rule) < number_of(right->rule) ? -1 : 1;
	}
	if (left->trace != right->trace)
		return left->trace < right->trace ? -1 : 1;
	if (left->seq != right->seq)
		return left->seq < right->seq ? -1 : 1;
	return strcmp(left->text, right->text);
}

void lint_findings_sort(struct lint_findings *f)
{
	if (f->nr)
		qsort(f->list, f->nr, sizeof(*f->list), by_weight);
}

uint64_t lint_findings_count(const struct lint_findings *f, int severity)
{
	uint64_t count = 0;

	for (size_t i = 0; i < f->nr_places; i++)
		count += (int)f->places[i].rule->severity == severity ? f->places[i].count : 0;
	return count;
}

uint64_t lint_findings_of(const struct lint_findings *f, const struct lint_rule *rule)
{
	uint64_t count = 0;

	for (size_t i = 0; i < f->nr_places; i++)
		count += f->places[i].rule == rule ? f->places[i].count : 0;
	return count;
}

void lint_findings_end(struct lint_findings *f)
{
	for (size_t i = 0; i < f->nr; i++)
		end_finding(&f->list[i]);
	free(f->list);
	free(f->places);
	mtr_id_map_end(&f->by_place);
}
