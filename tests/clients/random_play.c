/* One operation of random_client, from its start to its close. */
#include <stdlib.h>

#include "random_client.h"

/* ---------------------------------------------------------------- callbacks */

static void settle(struct random_play *play, struct random_token *token)
{
	MI_OperationCallback_ResponseType answer = (MI_OperationCallback_ResponseType)play->plan->answer;

	if (token->acknowledge)
		CALL_AS("MI_Operation_ResultAcknowledgement", token->acknowledge(&token->handle));
	if (token->answer && token->prompt)
		CALL_AS("MI_Operation_PromptUserResult", token->answer(&token->handle, answer));
	else if (token->answer)
		CALL_AS("MI_Operation_WriteErrorResult", token->answer(&token->handle, answer));
}

/* What all callbacks do; @token is what this one brought. */
static void take(struct random_play *play, MI_Operation *operation, struct random_token *token)
{
	bool first = !play->seen;

	play->seen = true;
	token->handle = *operation;
	if (first && play->plan->stop == RANDOM_CANCELLED_IN_CALLBACK)
		CALL(MI_Operation_Cancel(operation, MI_REASON_NONE));
	if (play->plan->settler == RANDOM_IN_CALLBACK)
		settle(play, token);
	if (token->final && play->plan->closes_in_final)
		CALL(MI_Operation_Close(operation));
	if (play->nr_tokens == RANDOM_TOKENS_MAX)
		abort();
	play->tokens[play->nr_tokens] = *token;
	client_count(&play->nr_tokens);
}

static bool on_result(struct client_op *op, MI_Operation *operation, bool more)
{
	struct random_token token = {.acknowledge = op->acknowledge, .final = !more};
	struct random_play *play = op->data;
	struct random_play *nested = play->nested;

	play->nested = NULL;
	if (nested)
		random_start(nested);
	take(play, operation, &token);
	return true;
}

static void on_other(struct client_op *op, MI_Operation *operation, const char *kind)
{
	bool streamed = strcmp(kind, "streamedParameterResult") == 0;
	bool prompt = strcmp(kind, "promptUser") == 0, error = strcmp(kind, "writeError") == 0;
	struct random_token token = {
		.acknowledge = streamed ? op->acknowledge : NULL,
		.answer = prompt || error ? op->answer : NULL,
		.prompt = prompt,
	};

	take(op->data, operation, &token);
}

/* ---------------------------------------------------------------- the client's threads */

static void stop(struct random_play *play)
{
	if (play->plan->stop == RANDOM_CANCELLED)
		CALL(MI_Operation_Cancel(&play->op.handle, MI_REASON_SHUTDOWN));
	else if (play->plan->stop == RANDOM_CLOSED)
		CALL(MI_Operation_Close(&play->op.handle));
}

/* Takes one callback after the other, until the last one has come. */
static void follow(void *argument)
{
	struct random_play *play = argument;

	for (unsigned i = 0;; i++) {
		if (i == play->plan->before_stop)
			stop(play);
		client_wait(&play->nr_tokens, i + 1);
		if (play->plan->settler != RANDOM_IN_CALLBACK)
			settle(play, &play->tokens[i]);
		if (play->tokens[i].final)
			return;
	}
}

static MI_Boolean fetch_one(struct random_play *play)
{
	const MI_Char *message = NULL, *bookmark = NULL, *machine = NULL;
	const MI_Instance *instance = NULL, *details = NULL;
	const MI_Class *class_object = NULL;
	MI_Operation *operation = &play->op.handle;
	MI_Result result = MI_RESULT_OK;
	MI_Boolean more = MI_FALSE;

	switch (random_gives(play)) {
	case RANDOM_GIVES_INDICATIONS:
		CALL(MI_Operation_GetIndication(operation, &instance, &bookmark, &machine, &more, &result, &message,
						&details));
		break;
	case RANDOM_GIVES_CLASSES:
		CALL(MI_Operation_GetClass(operation, &class_object, &more, &result, &message, &details));
		client_say_class("class", class_object);
		break;
	default:
		CALL(MI_Operation_GetInstance(operation, &instance, &more, &result, &message, &details));
	}
	client_say_instance("instance", instance);
	client_say("bookmark=%s machine=%s", bookmark ? bookmark : "(null)", machine ? machine : "(null)");
	client_say("more=%u result=%u message=%s", more, result, message ? message : "(null)");
	client_say_instance("details", details);
	return more;
}

static void fetch_all(struct random_play *play)
{
	unsigned fetched = 0;
	MI_Boolean more;

	do {
		if (fetched == play->plan->before_stop)
			stop(play);
		more = fetch_one(play);
		fetched++;
	} while (more);
}

static void close_it(struct random_play *play)
{
	MI_Session session = MI_SESSION_NULL;

	if (play->plan->asks_session && !play->plan->closes_in_final) {
		CALL(MI_Operation_GetSession(&play->op.handle, &session));
		client_say_session("of operation", &session);
	}
	if (!play->plan->closes_in_final && play->plan->stop != RANDOM_CLOSED)
		CALL(MI_Operation_Close(&play->op.handle));
	if (!play->plan->twice || play->plan->refused)
		return;
	CALL(MI_Operation_Close(&play->op.handle));
	CALL(MI_Operation_Cancel(&play->op.handle, MI_REASON_NONE));
}

void random_play_init(struct random_play *play, const struct random_op *plan, enum random_library library,
		      MI_Application *application, MI_Session *session)
{
	play->plan = plan;
	play->library = library;
	play->application = application;
	play->session = session;
	client_op_init(&play->op, plan->name, plan->members);
	play->op.data = play;
	play->op.on_result = on_result;
	play->op.on_other = on_other;
}

void random_play_finish(struct random_play *play)
{
	char name[64];

	snprintf(name, sizeof(name), "helper-of-%s", play->op.name);
	if (play->plan->fetched)
		fetch_all(play);
	else if (play->plan->settler == RANDOM_BY_HELPER)
		client_on_thread(name, follow, play);
	else
		follow(play);
	if (!play->plan->fetched)
		client_op_wait_final(&play->op);
	close_it(play);
}
