/* A walk over each trace: every event is shown to the rules, then taken in by the model. */
#include "lint.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "fail.h"

void lint_begin(struct lint *l)
{
	*l = (struct lint){.thresholds = {.slow_callback = UINT64_C(1000000000),
					  .late_acknowledgement = UINT64_C(5000000000),
					  .loop_gap = UINT64_C(100000000),
					  .loop_count = 20}};
	for (unsigned i = 0; lint_rules[i]; i++)
		l->enabled[i] = true;
}

static int enable_one(struct lint *l, const char *option, const char *id, bool on)
{
	unsigned number = 0;

	if (strcmp(id, "all") == 0) {
		for (unsigned i = 0; lint_rules[i]; i++)
			l->enabled[i] = on;
		return 0;
	}
	if (!lint_rule_find(id, &number))
		return mtr_fail(-MTR_EUSAGE, "--%s: there is no rule '%s'; 'mitrace lint --rules' lists them", option,
				id);
	l->enabled[number] = on;
	return 0;
}

int lint_enable(struct lint *l, const char *option, const char *list, bool on)
{
	char *copy = strdup(list), *rest = copy, *id;
	int err = copy ? 0 : mtr_fail(-ENOMEM, "out of memory");

	while (!err && (id = strsep(&rest, ",")))
		err = enable_one(l, option, id, on);
	free(copy);
	return err;
}

void lint_end(struct lint *l)
{
	lint_findings_end(&l->findings);
	free(l->endings);
}

/* ---- events */

/* Shows the event to all rules that have a check in the place with that offset. */
static void show(struct lint *l, size_t check, const struct lint_event *event)
{
	for (unsigned i = 0; lint_rules[i]; i++) {
		lint_check const *place = (const void *)((const char *)lint_rules[i] + check);

		if (l->enabled[i] && *place)
			(*place)(l, lint_rules[i], event);
	}
}

static void show_left(struct lint *l, const struct lint_event *event)
{
	struct lint_event left = *event;
	struct lint_frame frame;

	while (lint_model_left(event, &frame)) {
		left.frame = &frame;
		if (frame.callback)
			show(l, offsetof(struct lint_rule, left), &left);
	}
}

static int on_event(void *context, const struct mtr_event_view *view, size_t check)
{
	struct lint *l = context;
	struct lint_event event;
	int err;

	if (!view->packet->seq)
		return 0;
	l->events += view->asked;
	err = lint_model_look(&l->model, view, &event);
	if (err)
		return err;
	show_left(l, &event);
	lint_model_place(&event);
	show(l, check, &event);
	err = lint_model_take(&l->model, &event);
	return err ? err : l->err;
}

static int on_call_begin(void *context, const struct mtr_event_view *event)
{
	return on_event(context, event, offsetof(struct lint_rule, call_begin));
}

static int on_call_end(void *context, const struct mtr_event_view *event)
{
	return on_event(context, event, offsetof(struct lint_rule, call_end));
}

static int on_callback_begin(void *context, const struct mtr_event_view *event)
{
	return on_event(context, event, offsetof(struct lint_rule, callback_begin));
}

static int on_callback_end(void *context, const struct mtr_event_view *event)
{
	return on_event(context, event, offsetof(struct lint_rule, callback_end));
}

static int on_drop(void *context, const struct mtr_event_view *event)
{
	(void)event;
	((struct lint *)context)->model.missing = true;
	return 0;
}

static int on_module(void *context, const struct mtr_event_view *event)
{
	mtr_symbols_packet(((struct lint *)context)->symbols, event->packet);
	return 0;
}

char *lint_place_name(struct lint *l, uint64_t address, bool of_callback)
{
	const char *name =
		address ? mtr_symbols_name(l->symbols, address, of_callback ? MTR_ADDRESS_FUNCTION : MTR_ADDRESS_RETURN)
			: NULL;

	return name ? strdup(name) : NULL;
}

static struct lint_ending *ending_of(struct lint *l)
{
	return &l->endings[l->trace];
}

static int on_end(void *context, const struct mtr_event_view *event)
{
	const Mitrace__End *end = event->packet->end;
	struct lint *l = context;

	ending_of(l)->ordinary = end->reason == MITRACE__END_REASON__END_EXIT;
	if (end->dropped || end->n_unfinished || !end->has_next_seq || end->next_seq != l->model.last_seq + 1)
		l->model.missing = true;
	return 0;
}

/* ---- the end of a trace */

static bool waits(int32_t function)
{
	return mtr_function_gets_result(function) || function == MITRACE__FUNCTION__MI_Application_Close ||
	       function == MITRACE__FUNCTION__MI_Session_Close || function == MITRACE__FUNCTION__MI_Operation_Close;
}

static int on_in_flight(void *context, const struct mtr_open *open)
{
	struct lint_ending *ending = ending_of(context);

	if (open->callback || ending->inside || !waits(open->what))
		return 0;
	ending->inside = open->seq;
	ending->inside_function = open->what;
	ending->inside_thread = open->thread;
	return 0;
}

static void on_op_over(void *context, struct mtr_op *op)
{
	struct lint_op *data = op->data;
	struct lint_event event = {.tracked = op, .op = data};
	struct lint *l = context;

	if (!data->known)
		return;
	ending_of(l)->open[0] += !data->closed && !data->failed && !data->null;
	show(l, offsetof(struct lint_rule, op_over), &event);
}

static void judge_objects(struct lint *l)
{
	struct lint_event event = {.op = NULL};
	size_t at = 0;

	while ((event.session = mtr_id_map_next(&l->model.sessions, &at))) {
		ending_of(l)->open[1] += !event.session->object.closed;
		show(l, offsetof(struct lint_rule, session_end), &event);
	}
	at = 0;
	while ((event.application = mtr_id_map_next(&l->model.applications, &at))) {
		ending_of(l)->open[2] += !event.application->object.closed;
		show(l, offsetof(struct lint_rule, application_end), &event);
	}
}

static void settle(struct lint *l)
{
	struct mtr_reader_stats stats;
	struct lint_ending *ending = ending_of(l);

	mtr_reader_stats(l->reader, &stats);
	/* With the end and all numbers up to it, whatever is damaged held no event. */
	ending->all = !l->model.missing && (stats.finished || !stats.damaged_parts);
	if (!ending->ordinary || !ending->all)
		lint_findings_take_back(&l->findings, l->trace);
}

static int walk(struct lint *l, struct mtr_filter *filter)
{
	static const struct mtr_walk_hooks hooks = {
		.call_begin = on_call_begin,
		.call_end = on_call_end,
		.callback_begin = on_callback_begin,
		.callback_end = on_callback_end,
		.module = on_module,
		.drop = on_drop,
		.end = on_end,
		.in_flight = on_in_flight,
		.op_data = sizeof(struct lint_op),
		.op_over = on_op_over,
		.everything = true,
	};
	int err = mtr_walk(l->reader, filter, &hooks, l);

	if (!err)
		judge_objects(l);
	if (!err && !l->err)
		settle(l);
	return err ? err : l->err ? l->err : l->content->err;
}

static int begin_trace(struct lint *l)
{
	struct lint_ending *endings = realloc(l->endings, (l->nr_endings + 1) * sizeof(*endings));

	if (!endings)
		return mtr_fail(-ENOMEM, "out of memory");
	l->endings = endings;
	l->trace = l->nr_endings++;
	l->endings[l->trace] = (struct lint_ending){.ordinary = false};
	l->model = (struct lint_model){.inherited = mtr_reader_header(l->reader)->has_parent_trace_id};
	l->content = calloc(1, sizeof(*l->content));
	if (!l->content)
		return mtr_fail(-ENOMEM, "out of memory");
	return mtr_symbols_new(l->symbol_folders, &l->symbols);
}

int lint_trace(struct lint *l, struct mtr_reader *reader, struct mtr_filter *filter)
{
	static const struct diff_rules no_rules;
	int err;

	l->reader = reader;
	l->err = 0;
	err = begin_trace(l);
	if (!err) {
		diff_content_begin(l->content, reader, &no_rules);
		err = walk(l, filter);
		diff_content_end(l->content);
	}
	free(l->content);
	l->content = NULL;
	mtr_symbols_free(l->symbols);
	l->symbols = NULL;
	lint_model_end(&l->model);
	return err;
}
