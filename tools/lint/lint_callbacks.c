/* Rules about what clients do in callbacks, and about callbacks that should not come. */
#include <inttypes.h>

#include "lint.h"

static bool in_delivery(const struct lint_event *e)
{
	return e->inside && e->inside->delivery;
}

static void relate_callback(struct lint_finding *finding, const struct lint_event *e)
{
	lint_relate(finding, "callback", e->inside->seq);
}

/* ---- calls that wait for the thread they are on */

static void check_blocking_close(struct lint *l, const struct lint_rule *rule, const struct lint_event *e)
{
	struct lint_finding finding = lint_about_event(e);

	if (!in_delivery(e) || e->call->handle_state != MITRACE__HANDLE_STATE__HANDLE_KNOWN)
		return;
	relate_callback(&finding, e);
	if (e->call->function == MITRACE__FUNCTION__MI_Session_Close && !e->call->callbacks)
		lint_report(l, rule, &finding, NULL,
			    "MI_Session_Close without a completion callback was called in a callback");
	else if (e->call->function == MITRACE__FUNCTION__MI_Operation_Close && e->op && e->tracked->synchronous &&
		 !e->op->final && !e->op->unsure && !e->op->failed)
		lint_report(l, rule, &finding, e->tracked,
			    "an operation whose results are fetched was closed in a callback, before its final result");
}

const struct lint_rule lint_blocking_close_in_callback = {
	.id = "blocking-close-in-callback",
	.severity = LINT_ERROR,
	.summary = "a close that waits was called on the thread it waits for",
	.why = "One thread delivers everything of the process. A close that waits there for results, or for other "
	       "operations to be "
	       "closed, waits for itself.",
	.fix = "Give MI_Session_Close a completion callback, or close from a thread of your own.",
	.call_begin = check_blocking_close,
};

static void check_getter(struct lint *l, const struct lint_rule *rule, const struct lint_event *e)
{
	struct lint_finding finding = lint_about_event(e);

	if (!in_delivery(e) || !mtr_function_gets_result((int32_t)e->call->function) ||
	    e->call->handle_state != MITRACE__HANDLE_STATE__HANDLE_KNOWN || !e->op || e->op->failed)
		return;
	relate_callback(&finding, e);
	lint_report(l, rule, &finding, e->tracked, "a result was fetched in a callback");
}

const struct lint_rule lint_getter_in_callback = {
	.id = "getter-in-callback",
	.severity = LINT_ERROR,
	.summary = "a result was fetched on the thread that has to deliver it",
	.why = "The getter waits for a result, which the thread that it was called on would have to bring.",
	.fix = "Start operations in callbacks with a result callback, or fetch on a thread of your own.",
	.call_begin = check_getter,
};

static uint64_t application_of(const struct lint *l, uint64_t session)
{
	const struct lint_session *object = session ? mtr_id_map_get(&l->model.sessions, session) : NULL;

	return object ? object->application : 0;
}

/* Another application than the callback's may be opened and closed in it, as long as nothing is left open. */
static void check_application(struct lint *l, const struct lint_rule *rule, const struct lint_event *e)
{
	struct lint_finding finding = lint_about_event(e);
	bool own, open = e->application && e->application->object.open;

	if (!in_delivery(e) || e->call->function != MITRACE__FUNCTION__MI_Application_Close ||
	    e->call->handle_state != MITRACE__HANDLE_STATE__HANDLE_KNOWN)
		return;
	own = application_of(l, e->inside->session) == e->call->application;
	if (!own && !open)
		return;
	relate_callback(&finding, e);
	lint_report(l, rule, &finding, NULL, "MI_Application_Close was called in a callback of %s",
		    own ? "the same application" : "another application, with sessions open");
}

const struct lint_rule lint_application_closed_in_callback = {
	.id = "application-closed-in-callback",
	.severity = LINT_ERROR,
	.summary = "an application was closed in a callback of its own",
	.why = "MI_Application_Close waits for the thread that delivers, and that thread is in this callback: it waits "
	       "for itself.",
	.fix = "Tell another thread to close, or close after the callback has returned.",
	.call_begin = check_application,
};

static bool within(const struct lint_thread *thread, uint64_t seq)
{
	for (unsigned i = 0; thread && i < thread->depth; i++) {
		if (thread->frames[i].seq == seq)
			return true;
	}
	return false;
}

static void check_inside_start(struct lint *l, const struct lint_rule *rule, const struct lint_event *e)
{
	struct lint_finding finding = lint_about_event(e);

	if (e->call->function != MITRACE__FUNCTION__MI_Operation_Close || !e->op || !e->op->starting || e->op->failed ||
	    !e->op->final_code || !e->inside || !within(e->thread, e->tracked->begin))
		return;
	relate_callback(&finding, e);
	lint_relate(&finding, "start", e->tracked->begin);
	lint_report(l, rule, &finding, e->tracked,
		    "closed in the callback that told of its failure, inside the call that starts it");
}

const struct lint_rule lint_closed_inside_start = {
	.id = "closed-inside-start",
	.severity = LINT_ERROR,
	.summary = "an operation that failed at once was closed inside the call that starts it",
	.why = "A transport that fails at once calls back inside the start. Closing there frees what the library goes "
	       "on "
	       "writing to when the callback returns, and a later MI_Session_Close hangs.",
	.fix = "Note in the callback that it is over, and close once the start has returned.",
	.call_begin = check_inside_start,
};

/* ---- callbacks */

static void check_after_final(struct lint *l, const struct lint_rule *rule, const struct lint_event *e)
{
	struct lint_finding finding = lint_about_event(e);

	/* The recorder has forgotten what is over. */
	if (!e->callback->operation && e->callback->kind && (int)e->callback->kind <= LINT_CALLBACKS)
		lint_report(l, rule, &finding, NULL, "called back about an operation that is over");
	if (!e->op || !e->op->final || e->tracked->synchronous)
		return;
	lint_relate(&finding, "final result", e->op->final);
	lint_report(l, rule, &finding, e->tracked, "called back after the final result of event %" PRIu64,
		    e->op->final);
}

const struct lint_rule lint_callback_after_final = {
	.id = "callback-after-final",
	.severity = LINT_ERROR,
	.summary = "a callback came after the final result of its operation",
	.why = "Clients free what the callback needs when they have the final result. This is the fault of the library "
	       "or of the "
	       "transport below it, not the client's.",
	.fix = "Look which protocol handler delivered it; until it is mended, keep the context until the operation is "
	       "closed.",
	.callback_begin = check_after_final,
};

static void check_slow(struct lint *l, const struct lint_rule *rule, const struct lint_event *e)
{
	const struct mtr_tracked *tracked = e->view->tracked;
	struct lint_finding finding;

	if (!e->frame || !e->frame->delivery || !tracked->ends || tracked->duration < l->thresholds.slow_callback)
		return;
	finding = lint_about_frame(e, e->frame);
	lint_report(l, rule, &finding, e->tracked, "the callback took %.3f s", (double)tracked->duration / 1e9);
}

const struct lint_rule lint_slow_callback = {
	.id = "slow-callback",
	.severity = LINT_WARNING,
	.summary = "a callback held the thread that delivers for a long time",
	.why = "One thread delivers everything of the process: all other operations, of all sessions, wait for this "
	       "callback.",
	.fix = "Copy what is needed and work on it on another thread; with manual acknowledgement the result stays "
	       "valid meanwhile.",
	.callback_end = check_slow,
};

static void check_left(struct lint *l, const struct lint_rule *rule, const struct lint_event *e)
{
	struct lint_finding finding = lint_about_frame(e, e->frame);

	lint_relate(&finding, "next event of the thread", e->packet->seq);
	lint_report(l, rule, &finding, NULL, "the callback never returned, and its thread went on elsewhere");
}

const struct lint_rule lint_callback_left = {
	.id = "callback-left",
	.severity = LINT_ERROR,
	.summary = "a callback was left by longjmp, an exception or the end of its thread",
	.why = "The library's own frames are skipped: what it holds is never released, and no result is acknowledged.",
	.fix = "Catch everything within the callback and return from it.",
	.needs_all = true,
	.left = check_left,
};
