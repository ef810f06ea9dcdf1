/* Rules about handles: closed ones, none, a parent's; and starts that failed. */
#include <inttypes.h>

#include "lint.h"

/* What kind of handle a function takes. */
static const char *handle_name(int32_t function)
{
	if (function >= MITRACE__FUNCTION__MI_HostedProvider_Close &&
	    function <= MITRACE__FUNCTION__MI_HostedProvider_GetApplication)
		return "hosted provider";
	if (function >= MITRACE__FUNCTION__MI_Operation_Close)
		return "operation";
	return function >= MITRACE__FUNCTION__MI_Session_Close ? "session" : "application";
}

static bool closes(int32_t function)
{
	return function == MITRACE__FUNCTION__MI_Application_Close || function == MITRACE__FUNCTION__MI_Session_Close ||
	       function == MITRACE__FUNCTION__MI_Operation_Close ||
	       function == MITRACE__FUNCTION__MI_HostedProvider_Close;
}

/* Acknowledgements and answers may come after Close, as the final result does. */
static bool responds(int32_t function)
{
	return function >= MITRACE__FUNCTION__MI_Operation_ResultAcknowledgement;
}

static const char *function_name(int32_t function)
{
	const char *name = mtr_function_name(function);

	return name ? name : "a function";
}

static bool is_closed(const struct lint_event *e)
{
	return e->call->handle_state == MITRACE__HANDLE_STATE__HANDLE_CLOSED;
}

static void check_use_after_close(struct lint *l, const struct lint_rule *rule, const struct lint_event *e)
{
	int32_t function = (int32_t)e->call->function;
	struct lint_finding finding = lint_about_event(e);

	if (!is_closed(e) || closes(function) || responds(function))
		return;
	if (e->op && !mtr_function_starts_operation(function))
		lint_relate(&finding, "close", e->op->closed);
	lint_report(l, rule, &finding, e->tracked, "%s was called on a closed %s", function_name(function),
		    handle_name(function));
}

const struct lint_rule lint_use_after_close = {
	.id = "use-after-close",
	.severity = LINT_ERROR,
	.summary = "a handle was used after it was closed",
	.why = "The library refuses it as long as it can tell: the place is given to the next object, and an "
	       "application's "
	       "handle has nothing that tells it from its successor.",
	.fix = "Let one owner close the handle when all who use it are through, and forget every copy of it.",
	.call_begin = check_use_after_close,
};

static void check_closed_twice(struct lint *l, const struct lint_rule *rule, const struct lint_event *e)
{
	int32_t function = (int32_t)e->call->function;
	struct lint_finding finding = lint_about_event(e);

	if (!is_closed(e) || !closes(function))
		return;
	if (e->op)
		lint_relate(&finding, "close before", e->op->closed);
	lint_report(l, rule, &finding, e->tracked, "the %s was closed already", handle_name(function));
}

const struct lint_rule lint_closed_twice = {
	.id = "closed-twice",
	.severity = LINT_ERROR,
	.summary = "a handle was closed more than once",
	.why = "Two parts of the program believe that they own it. The library refuses it as long as it can tell: once "
	       "the place was given to another object, that one may be closed.",
	.fix = "Let one owner close the handle, and set it to its NULL value (MI_OPERATION_NULL) afterwards.",
	.call_begin = check_closed_twice,
};

/*
 * Applications make local objects whatever handle they are given. And to close what could not be opened is good manners,
 * though there is nothing to close (see closes()).
 */
static bool handle_matters(int32_t function)
{
	return function < MITRACE__FUNCTION__MI_Application_NewInstance ||
	       function > MITRACE__FUNCTION__MI_Application_NewClass;
}

static void check_bad_handle(struct lint *l, const struct lint_rule *rule, const struct lint_event *e)
{
	int32_t function = (int32_t)e->call->function, state = (int32_t)e->call->handle_state;
	struct lint_finding finding = lint_about_event(e);

	if (state != MITRACE__HANDLE_STATE__HANDLE_NULL &&
	    (state != MITRACE__HANDLE_STATE__HANDLE_EMPTY || closes(function)))
		return;
	if (!handle_matters(function))
		return;
	lint_report(l, rule, &finding, e->tracked, "%s was called with %s", function_name(function),
		    state == MITRACE__HANDLE_STATE__HANDLE_NULL ? "NULL for its handle" : "an empty handle");
}

enum {
	INVALID_PARAMETER = 4
};

static void report_nobodys(struct lint *l, const struct lint_rule *rule, const struct lint_event *e,
			   struct lint_finding finding, int32_t function)
{
	lint_report(l, rule, &finding, e->tracked, "%s was refused: its handle is nobody's", function_name(function));
}

/* A handle that the recorder does not know may be its own lack; one that the library does not know either is none. */
static void check_refused_call(struct lint *l, const struct lint_rule *rule, const struct lint_event *e)
{
	bool starts = mtr_function_starts_operation((int32_t)e->call->function);
	bool refused = starts ? e->tracked && e->tracked->failed : e->call->result == INVALID_PARAMETER;

	if (e->frame && e->frame->handle_unknown && refused && !closes(e->frame->what))
		report_nobodys(l, rule, e, lint_about_frame(e, e->frame), e->frame->what);
}

/* The like, for a start that tells it by callback. */
static void check_refused_start(struct lint *l, const struct lint_rule *rule, const struct lint_event *e)
{
	if (e->op && e->op->starting && e->op->session_unknown && e->callback->result == INVALID_PARAMETER &&
	    mtr_callback_brings_result((int32_t)e->callback->kind))
		report_nobodys(l, rule, e, lint_about_op(e->op, e->tracked), (int32_t)e->tracked->function);
}

const struct lint_rule lint_bad_handle = {
	.id = "bad-handle",
	.severity = LINT_WARNING,
	.summary = "a function was called with a handle that is NULL, empty, or nobody's",
	.why = "Functions that are called through a table trust their handle; some read through it without a look, and "
	       "acknowledgements always do.",
	.fix = "Look at what MI_Application_Initialize, MI_Application_NewSession and the like returned before using "
	       "their handle.",
	.call_begin = check_bad_handle,
	.call_end = check_refused_call,
	.callback_begin = check_refused_start,
};

static void check_fork(struct lint *l, const struct lint_rule *rule, const struct lint_event *e)
{
	struct lint_finding finding = lint_about_event(e);

	if (!l->model.inherited || !mtr_function_starts_operation((int32_t)e->call->function) || !e->call->session ||
	    e->session || e->call->handle_state != MITRACE__HANDLE_STATE__HANDLE_KNOWN)
		return;
	lint_report(l, rule, &finding, e->tracked,
		    "an operation was started on session %" PRIu64 ", which a parent process opened", e->call->session);
}

const struct lint_rule lint_used_after_fork = {
	.id = "used-after-fork",
	.severity = LINT_ERROR,
	.summary = "a forked process used its parent's session",
	.why = "The library's thread was not forked: the operation never gets a result, and closing it hangs.",
	.fix = "Open an application and a session in the child, or use MI only after exec.",
	.needs_all = true,
	.call_begin = check_fork,
};

/* ---- starts that failed */

static void check_nobody_told(struct lint *l, const struct lint_rule *rule, const struct lint_event *e)
{
	uint32_t own = mtr_function_result_callback((int32_t)e->call->function);
	struct lint_finding finding = lint_about_event(e);

	if (!mtr_function_starts_operation((int32_t)e->call->function) || !(e->call->null_outputs & 1) ||
	    (e->call->callbacks & own))
		return;
	lint_report(l, rule, &finding, e->tracked,
		    "started without an MI_Operation and without a callback: nobody can be told what comes of it");
}

static void report_not_looked_at(struct lint *l, const struct lint_rule *rule, const struct lint_event *e)
{
	struct lint_finding finding = lint_about_op(e->op, e->tracked);

	lint_relate(&finding, "close", e->op->closed);
	lint_report(l, rule, &finding, e->tracked, "it could not be started, and its result was not asked for");
}

/* Handles of failed starts are told apart by address, so a getter on a copy of one is nobody's: it may have been this one's. */
static void check_not_looked_at(struct lint *l, const struct lint_rule *rule, const struct lint_event *e)
{
	if (e->op->failed && e->tracked->synchronous && !e->op->looked && !e->op->null &&
	    l->model.unknown_getter < e->tracked->begin)
		report_not_looked_at(l, rule, e);
}

const struct lint_rule lint_start_failure_ignored = {
	.id = "start-failure-ignored",
	.severity = LINT_WARNING,
	.summary = "an operation that could not be started was not asked why",
	.why = "Functions that start operations return nothing. Without a callback, a failure is told by the getter "
	       "alone, and "
	       "goes by unseen when the handle is just closed.",
	.fix = "Call MI_Operation_GetInstance (or the getter that fits) once, also where no result is of interest.",
	.needs_all = true,
	.call_begin = check_nobody_told,
	.op_over = check_not_looked_at,
};

/* ---- getters */

static int32_t fitting_getter(uint32_t function)
{
	switch (function) {
	case MITRACE__FUNCTION__MI_Session_Subscribe:
		return MITRACE__FUNCTION__MI_Operation_GetIndication;
	case MITRACE__FUNCTION__MI_Session_GetClass:
	case MITRACE__FUNCTION__MI_Session_EnumerateClasses:
		return MITRACE__FUNCTION__MI_Operation_GetClass;
	default:
		return MITRACE__FUNCTION__MI_Operation_GetInstance;
	}
}

static void check_wrong_getter(struct lint *l, const struct lint_rule *rule, const struct lint_event *e)
{
	int32_t function = (int32_t)e->call->function;
	struct lint_finding finding = lint_about_event(e);

	if (!mtr_function_gets_result(function) || !e->op || e->op->failed || is_closed(e))
		return;
	lint_relate(&finding, "start", e->tracked->begin);
	if (!e->tracked->synchronous)
		lint_report(l, rule, &finding, e->tracked, "%s was called, but its results come by callback",
			    function_name(function));
	else if (function != fitting_getter(e->tracked->function))
		lint_report(l, rule, &finding, e->tracked, "%s was called where %s fits", function_name(function),
			    function_name(fitting_getter(e->tracked->function)));
}

const struct lint_rule lint_wrong_getter = {
	.id = "wrong-getter",
	.severity = LINT_ERROR,
	.summary = "results were asked for with a getter that does not fit the operation",
	.why = "The library refuses it, and the results stay where they are: closing the operation waits for them.",
	.fix = "Use MI_Operation_GetIndication for subscriptions, MI_Operation_GetClass for classes, "
	       "MI_Operation_GetInstance for all "
	       "else, and none for operations with a result callback.",
	.call_begin = check_wrong_getter,
};

static void check_wrong_callback(struct lint *l, const struct lint_rule *rule, const struct lint_event *e)
{
	const uint32_t results = 1u << 4 | 1u << 5 | 1u << 6;
	uint32_t own = mtr_function_result_callback((int32_t)e->call->function);
	struct lint_finding finding = lint_about_event(e);

	if (!mtr_function_starts_operation((int32_t)e->call->function) || !(e->call->callbacks & results) ||
	    (e->call->callbacks & own))
		return;
	lint_report(l, rule, &finding, e->tracked, "a result callback was given, but not %s: results must be fetched",
		    own == 1u << 4   ? "instanceResult"
		    : own == 1u << 5 ? "indicationResult"
				     : "classResult");
}

const struct lint_rule lint_wrong_result_callback = {
	.id = "wrong-result-callback",
	.severity = LINT_WARNING,
	.summary = "an operation was given a result callback of another kind than its results",
	.why = "Only the callback that fits makes an operation asynchronous. This one never calls back with a result, "
	       "and closing it "
	       "waits until somebody fetches them.",
	.fix = "Set indicationResult for MI_Session_Subscribe, classResult for MI_Session_GetClass and "
	       "MI_Session_EnumerateClasses, "
	       "instanceResult for all else.",
	.call_begin = check_wrong_callback,
};
