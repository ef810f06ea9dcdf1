/*
 * The same request again and again, with nothing in between: what it would say was just said. Requests are told apart as
 * diff does it, by a hash of all that was asked for.
 */
#include <inttypes.h>

#include "diff_hash.h"
#include "lint.h"

static bool reads(int32_t function)
{
	switch (function) {
	case MITRACE__FUNCTION__MI_Session_GetInstance:
	case MITRACE__FUNCTION__MI_Session_EnumerateInstances:
	case MITRACE__FUNCTION__MI_Session_QueryInstances:
	case MITRACE__FUNCTION__MI_Session_AssociatorInstances:
	case MITRACE__FUNCTION__MI_Session_ReferenceInstances:
	case MITRACE__FUNCTION__MI_Session_GetClass:
	case MITRACE__FUNCTION__MI_Session_EnumerateClasses:
	case MITRACE__FUNCTION__MI_Session_TestConnection:
		return true;
	default:
		return false;
	}
}

/* A run of equal requests is over. */
static void tell_run(struct lint *l, const struct lint_rule *rule, struct lint_session *session)
{
	struct lint_repeat *run = &session->repeat;
	struct lint_finding finding = {.asked = run->asked,
				       .seq = run->first,
				       .thread = run->thread,
				       .session = session->object.id,
				       .address = run->caller,
				       .operation = run->first_op};
	uint64_t count = run->count;

	lint_relate(&finding, "last", run->last);
	run->count = 0;
	if (count >= l->thresholds.loop_count)
		lint_report(l, rule, &finding, NULL, "%s of %s was asked %" PRIu64 " times in a row, without a pause",
			    run->function, run->class_name[0] ? run->class_name : "the same", count);
}

static void begin_run(struct lint_repeat *run, const struct lint_event *e, uint64_t hash)
{
	const char *function = mtr_function_name((int32_t)e->call->function);

	*run = (struct lint_repeat){.hash = hash,
				    .first = e->packet->seq,
				    .first_op = e->tracked->id,
				    .caller = e->call->caller,
				    .thread = e->packet->thread,
				    .asked = e->view->asked,
				    .function = function ? function : ""};
	if (e->tracked->class_name)
		snprintf(run->class_name, sizeof(run->class_name), "%s", e->tracked->class_name);
}

static void take_request(struct lint *l, const struct lint_rule *rule, const struct lint_event *e)
{
	struct lint_repeat *run = &e->session->repeat;
	uint64_t hash = diff_mix((uint64_t)e->call->function, 0);

	if (reads((int32_t)e->call->function))
		hash = diff_mix(hash, diff_content_body(l->content, &e->call->base));
	if (!run->count || run->hash != hash ||
	    mtr_time_since(run->busy_until, e->packet->time, 0) > l->thresholds.loop_gap) {
		tell_run(l, rule, e->session);
		begin_run(run, e, hash);
	}
	run->count = reads((int32_t)e->call->function) ? run->count + 1 : 0;
	run->last = e->packet->seq;
	run->op = e->tracked->id;
}

static void check_call(struct lint *l, const struct lint_rule *rule, const struct lint_event *e)
{
	if (!e->session)
		return;
	if (e->call->function == MITRACE__FUNCTION__MI_Session_Close)
		tell_run(l, rule, e->session);
	else if (e->op && mtr_function_starts_operation((int32_t)e->call->function))
		take_request(l, rule, e);
	if (e->tracked && e->session->repeat.op == e->tracked->id)
		e->session->repeat.busy_until = e->packet->time;
}

static void note_time(struct lint *l, const struct lint_rule *rule, const struct lint_event *e)
{
	(void)l, (void)rule;
	if (e->session && e->tracked && e->session->repeat.op == e->tracked->id)
		e->session->repeat.busy_until = e->packet->time;
}

static void check_end(struct lint *l, const struct lint_rule *rule, const struct lint_event *e)
{
	tell_run(l, rule, e->session);
}

const struct lint_rule lint_repeated_query = {
	.id = "repeated-query",
	.severity = LINT_NOTE,
	.summary = "the same request was made many times in a row, without a pause",
	.why = "Each costs the server and the network what the first one cost, and nearly always tells the same.",
	.fix = "Keep the answer, ask for all with one enumeration, subscribe to changes, or wait between two requests.",
	.call_begin = check_call,
	.call_end = note_time,
	.callback_begin = note_time,
	.callback_end = note_time,
	.session_end = check_end,
};
