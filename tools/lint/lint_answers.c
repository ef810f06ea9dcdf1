/* Rules about acknowledgements of results, and answers to prompts and errors. */
#include <inttypes.h>

#include "lint.h"

static bool acknowledges(const struct lint_event *e)
{
	return e->call->function == MITRACE__FUNCTION__MI_Operation_ResultAcknowledgement;
}

/* ---- acknowledgements */

static void check_missing(struct lint *l, const struct lint_rule *rule, const struct lint_event *e)
{
	for (unsigned i = 0; i < LINT_WAITING_MAX; i++) {
		struct lint_finding finding = lint_about_wait(e->op, e->tracked, &e->op->waiting[i]);

		if (!e->op->waiting[i].seq)
			continue;
		lint_relate(&finding, "close", e->op->closed);
		lint_report(l, rule, &finding, e->tracked,
			    "the result delivered by event %" PRIu64 " was never acknowledged", finding.seq);
	}
}

const struct lint_rule lint_acknowledge_missing = {
	.id = "acknowledge-missing",
	.severity = LINT_ERROR,
	.summary = "a result was never acknowledged",
	.why = "With MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS the library delivers nothing more of the operation until the "
	       "result is acknowledged, keeps its memory, and never completes MI_Session_Close.",
	.fix = "Call resultAcknowledgement once for each result that came with one, the final one included.",
	.needs_all = true,
	.needs_end = true,
	.op_over = check_missing,
};

static void check_twice(struct lint *l, const struct lint_rule *rule, const struct lint_event *e)
{
	struct lint_finding finding = lint_about_event(e);

	if (!acknowledges(e) || !e->op || !e->op->delivered || lint_acknowledged(e->op, e->call))
		return;
	lint_relate(&finding, "acknowledgement before", e->op->acknowledged);
	lint_relate(&finding, "start", e->tracked->begin);
	lint_report(l, rule, &finding, e->tracked,
		    "acknowledged again, with no result waiting: %" PRIu64 " had come to be acknowledged",
		    e->op->delivered);
}

const struct lint_rule lint_acknowledge_twice = {
	.id = "acknowledge-twice",
	.severity = LINT_ERROR,
	.summary = "a result was acknowledged more than once",
	.why = "The library does not look whether anything waits: a second acknowledgement calls a function that is "
	       "gone, "
	       "or is taken for another operation that has got the same place meanwhile.",
	.fix = "Forget the function once it was called; decide in one place who acknowledges.",
	.needs_all = true,
	.call_begin = check_twice,
};

static void check_unasked(struct lint *l, const struct lint_rule *rule, const struct lint_event *e)
{
	struct lint_finding finding = lint_about_event(e);

	if (!acknowledges(e) || !e->op || e->op->delivered)
		return;
	lint_relate(&finding, "start", e->tracked->begin);
	lint_report(l, rule, &finding, e->tracked,
		    "acknowledged, though no result of the operation came with a function to do so");
}

const struct lint_rule lint_acknowledge_unasked = {
	.id = "acknowledge-unasked",
	.severity = LINT_ERROR,
	.summary = "an operation was acknowledged that had nothing to acknowledge",
	.why = "The function came with another operation's result. The library finds its work by the handle alone, and "
	       "nothing waits there.",
	.fix = "Test resultAcknowledgement for NULL in every callback, and keep it with the handle it came with.",
	.needs_all = true,
	.call_begin = check_unasked,
};

static void check_late(struct lint *l, const struct lint_rule *rule, const struct lint_event *e)
{
	const struct lint_wait *result = acknowledges(e) && e->op ? lint_acknowledged(e->op, e->call) : NULL;
	struct lint_finding finding = lint_about_event(e);
	uint64_t waited;

	if (!result)
		return;
	waited = mtr_time_since(result->time, e->packet->time, 0);
	lint_relate(&finding, "result", result->seq);
	lint_relate(&finding, "close", e->op->closed);
	if (e->op->closed > result->seq)
		lint_report(l, rule, &finding, e->tracked,
			    "acknowledged after the operation had been closed; the result had come before");
	else if (waited >= l->thresholds.late_acknowledgement && e->call->inside_callback != result->seq)
		lint_report(l, rule, &finding, e->tracked, "acknowledged %.1f s after the result came",
			    (double)waited / 1e9);
}

const struct lint_rule lint_acknowledge_late = {
	.id = "acknowledge-late",
	.severity = LINT_WARNING,
	.summary = "a result was acknowledged after its operation was closed, or after a long time",
	.why = "The server holds the rest of the results back meanwhile. After MI_Operation_Close the handle may be "
	       "given to "
	       "another operation as soon as nothing is waited for, and a session does not complete its close before.",
	.fix = "Acknowledge as soon as the result was copied or worked on, and before closing the operation.",
	.needs_all = true,
	.call_begin = check_late,
};

/* ---- answers */

/* The question that the call answers: prompt or error. NULL: the call is no answer, or its operation is not known. */
static const struct lint_question *question_of(const struct lint_event *e)
{
	if (!e->op)
		return NULL;
	if (e->call->function == MITRACE__FUNCTION__MI_Operation_PromptUserResult)
		return &e->op->prompt;
	if (e->call->function == MITRACE__FUNCTION__MI_Operation_WriteErrorResult)
		return &e->op->error;
	return NULL;
}

static const char *question_name(const struct lint_question *question, const struct lint_op *op)
{
	return question == &op->prompt ? "prompt" : "error";
}

static void report_unanswered(struct lint *l, const struct lint_rule *rule, const struct lint_event *e,
			      const struct lint_question *question)
{
	struct lint_finding finding = lint_about_wait(e->op, e->tracked, &question->asked);

	if (!question->asked.seq || !question->answerable || question->answer)
		return;
	lint_relate(&finding, "close", e->op->closed);
	lint_report(l, rule, &finding, e->tracked, "the %s of event %" PRIu64 " was never answered",
		    question_name(question, e->op), finding.seq);
}

static void check_unanswered(struct lint *l, const struct lint_rule *rule, const struct lint_event *e)
{
	report_unanswered(l, rule, e, &e->op->prompt);
	report_unanswered(l, rule, e, &e->op->error);
}

/* The next question of a kind: the one before is not asked about again. */
static void check_unanswered_before(struct lint *l, const struct lint_rule *rule, const struct lint_event *e)
{
	if (!e->op)
		return;
	if (e->callback->kind == MITRACE__CALLBACK_KIND__MI_OperationCallbacks_promptUser)
		report_unanswered(l, rule, e, &e->op->prompt);
	else if (e->callback->kind == MITRACE__CALLBACK_KIND__MI_OperationCallbacks_writeError)
		report_unanswered(l, rule, e, &e->op->error);
}

const struct lint_rule lint_answer_missing = {
	.id = "answer-missing",
	.severity = LINT_ERROR,
	.summary = "a prompt or an error was never answered",
	.why = "The provider waits for the answer, and with it the operation: it never comes to its final result.",
	.fix = "Call promptUserResult or writeErrorResult once, in the callback or later from any thread; also when "
	       "giving up.",
	.needs_all = true,
	.needs_end = true,
	.op_over = check_unanswered,
	.callback_begin = check_unanswered_before,
};

static void check_answered_twice(struct lint *l, const struct lint_rule *rule, const struct lint_event *e)
{
	const struct lint_question *question = question_of(e);
	struct lint_finding finding = lint_about_event(e);

	if (!question || !question->answer || (e->call->answers && e->call->answers != question->asked.seq))
		return;
	lint_relate(&finding, question_name(question, e->op), question->asked.seq);
	lint_relate(&finding, "answer before", question->answer);
	lint_report(l, rule, &finding, e->tracked, "the %s of event %" PRIu64 " was answered again",
		    question_name(question, e->op), question->asked.seq);
}

const struct lint_rule lint_answer_twice = {
	.id = "answer-twice",
	.severity = LINT_ERROR,
	.summary = "a prompt or an error was answered more than once",
	.why = "The second answer is accepted and gives the operation back once too often: MI_Operation_Close fails "
	       "then, and "
	       "MI_Session_Close hangs.",
	.fix = "Forget the function once it was called; decide in one place who answers.",
	.call_begin = check_answered_twice,
};

static void check_answered_unasked(struct lint *l, const struct lint_rule *rule, const struct lint_event *e)
{
	const struct lint_question *question = question_of(e);
	struct lint_finding finding = lint_about_event(e);

	if (!question || question->answer || (question->asked.seq && question->answerable))
		return;
	lint_relate(&finding, question_name(question, e->op), question->asked.seq);
	lint_relate(&finding, "start", e->tracked->begin);
	lint_report(l, rule, &finding, e->tracked,
		    "answered, though the operation had asked nothing that can be answered");
}

const struct lint_rule lint_answer_unasked = {
	.id = "answer-unasked",
	.severity = LINT_ERROR,
	.summary = "an operation was answered that had asked nothing",
	.why = "The function came with another operation's question. Where it is NULL, the options have answered "
	       "already.",
	.fix = "Test promptUserResult and writeErrorResult for NULL, and keep them with the handle they came with.",
	.needs_all = true,
	.call_begin = check_answered_unasked,
};
