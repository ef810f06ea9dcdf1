/* Rules about closing: too early, never, with things left. */
#include <inttypes.h>

#include "lint.h"

static bool is_known(const struct lint_event *e)
{
	return e->call->handle_state == MITRACE__HANDLE_STATE__HANDLE_KNOWN;
}

static void check_session(struct lint *l, const struct lint_rule *rule, const struct lint_event *e)
{
	struct lint_finding finding = lint_about_event(e);
	uint64_t open = e->session ? e->session->object.open : 0;

	if (e->call->function != MITRACE__FUNCTION__MI_Session_Close || !is_known(e) || !open ||
	    l->model.unknown_close > e->session->object.opened)
		return;
	lint_relate(&finding, "NewSession", e->session->object.opened);
	lint_report(l, rule, &finding, NULL, "%" PRIu64 " operation%s of the session %s not closed: %s", open,
		    open == 1 ? "" : "s", open == 1 ? "is" : "are",
		    e->call->callbacks ? "it completes when they are" : "the call waits until another thread does it");
}

const struct lint_rule lint_session_closed_with_operations = {
	.id = "session-closed-with-operations",
	.severity = LINT_WARNING,
	.summary = "a session was closed while operations of it were open",
	.why = "MI_Session_Close cancels them, then waits until each is closed by the client and its results are "
	       "acknowledged. Without "
	       "a completion callback the call blocks, for ever if nobody else closes them.",
	.fix = "Close all operations of a session before the session.",
	.needs_all = true,
	.call_begin = check_session,
};

static void check_application(struct lint *l, const struct lint_rule *rule, const struct lint_event *e)
{
	struct lint_finding finding = lint_about_event(e);
	uint64_t open = e->application ? e->application->object.open : 0;

	if (e->call->function != MITRACE__FUNCTION__MI_Application_Close || !is_known(e) || !open)
		return;
	lint_relate(&finding, "Initialize", e->application->object.opened);
	lint_report(l, rule, &finding, NULL,
		    "%" PRIu64
		    " session%s of the application %s not closed: the call waits until another thread does it",
		    open, open == 1 ? "" : "s", open == 1 ? "is" : "are");
}

const struct lint_rule lint_application_closed_with_sessions = {
	.id = "application-closed-with-sessions",
	.severity = LINT_WARNING,
	.summary = "an application was closed while sessions of it were open",
	.why = "MI_Application_Close does not close sessions. It cancels their operations and blocks until the client "
	       "has closed "
	       "them, for ever if nobody does.",
	.fix = "Close all sessions of an application before the application.",
	.needs_all = true,
	.call_begin = check_application,
};

/* ---- never closed; where a Close was accepted on a handle that the recorder did not know, any may have been meant */

static void check_operation_never(struct lint *l, const struct lint_rule *rule, const struct lint_event *e)
{
	struct lint_finding finding = lint_about_op(e->op, e->tracked);

	if (e->op->closed || e->op->failed || e->op->null || e->tracked->evicted ||
	    l->model.unknown_close > e->tracked->begin)
		return;
	lint_relate(&finding, "final result", e->op->final);
	lint_report(l, rule, &finding, e->tracked, "the operation was never closed");
}

const struct lint_rule lint_operation_never_closed = {
	.id = "operation-never-closed",
	.severity = LINT_ERROR,
	.summary = "an operation was never closed",
	.why = "Its memory is kept, and so is the session: MI_Session_Close waits for it. The final result closes "
	       "nothing.",
	.fix = "Call MI_Operation_Close for every operation that could be started, in its final callback or later.",
	.needs_all = true,
	.needs_end = true,
	.op_over = check_operation_never,
};

static void check_session_never(struct lint *l, const struct lint_rule *rule, const struct lint_event *e)
{
	struct lint_finding finding = lint_about_object(&e->session->object);

	finding.session = e->session->object.id;
	finding.application = e->session->application;
	if (!e->session->object.closed)
		lint_report(l, rule, &finding, NULL, "the session was never closed");
}

const struct lint_rule lint_session_never_closed = {
	.id = "session-never-closed",
	.severity = LINT_WARNING,
	.summary = "a session was never closed",
	.why = "Its memory and its connection are kept until the process ends, and MI_Application_Close would block.",
	.fix = "Call MI_Session_Close for every session that could be opened.",
	.needs_all = true,
	.needs_end = true,
	.session_end = check_session_never,
};

static void check_application_never(struct lint *l, const struct lint_rule *rule, const struct lint_event *e)
{
	struct lint_finding finding = lint_about_object(&e->application->object);

	finding.application = e->application->object.id;
	if (!e->application->object.closed)
		lint_report(l, rule, &finding, NULL, "the application was never closed");
}

const struct lint_rule lint_application_never_closed = {
	.id = "application-never-closed",
	.severity = LINT_NOTE,
	.summary = "an application was never closed",
	.why = "The library's thread runs on until the process ends, and may call back into code that is being taken "
	       "down.",
	.fix = "Call MI_Application_Close once, when all sessions are closed and outside of callbacks.",
	.needs_all = true,
	.needs_end = true,
	.application_end = check_application_never,
};

/* ---- results left behind */

static void check_results(struct lint *l, const struct lint_rule *rule, const struct lint_event *e)
{
	struct lint_finding finding = lint_about_event(e);

	if (e->call->function != MITRACE__FUNCTION__MI_Operation_Close || !is_known(e) || !e->op ||
	    !e->tracked->synchronous || e->op->failed || e->op->final || e->op->unsure || e->op->getters)
		return;
	lint_relate(&finding, "start", e->tracked->begin);
	lint_report(l, rule, &finding, e->tracked,
		    "closed before its final result was fetched; %" PRIu64 " result%s had been", e->tracked->results,
		    e->tracked->results == 1 ? "" : "s");
}

const struct lint_rule lint_results_ignored = {
	.id = "results-ignored",
	.severity = LINT_WARNING,
	.summary = "an operation without a callback was closed before its final result was fetched",
	.why = "MI_Operation_Close cancels it and waits until somebody has fetched the final result, for ever if "
	       "nobody does; "
	       "and what the operation came to is never known.",
	.fix = "Call the getter until moreResults is MI_FALSE, after MI_Operation_Cancel too.",
	.needs_all = true,
	.call_begin = check_results,
};
