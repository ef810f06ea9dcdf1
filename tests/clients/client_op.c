/* Operations of a test client. */
#include "client_op.h"

#include <errno.h>
#include <sched.h>
#include <stdlib.h>

#include "mi_text.h"

/* ---------------------------------------------------------------- waiting */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;

void client_count(unsigned *counter)
{
	pthread_mutex_lock(&lock);
	++*counter;
	pthread_cond_broadcast(&changed);
	pthread_mutex_unlock(&lock);
}

void client_wait(const unsigned *counter, unsigned at_least)
{
	pthread_mutex_lock(&lock);
	while (*counter < at_least)
		pthread_cond_wait(&changed, &lock);
	pthread_mutex_unlock(&lock);
}

void client_op_wait_final(struct client_op *op)
{
	client_wait(&op->finals, 1);
}

static bool log_has(const char *path, const char *text)
{
	FILE *log = fopen(path, "re");
	bool found = false;
	char *line = NULL;
	size_t size = 0;

	while (log && !found && getline(&line, &size, log) > 0)
		found = strstr(line, text) != NULL;
	free(line);
	if (log)
		fclose(log);
	return found;
}

void client_wait_log(const char *text)
{
	const char *path = getenv("FAKE_MI_LOG");

	while (path && !log_has(path, text))
		sched_yield();
}

/* ---------------------------------------------------------------- callbacks */

struct line {
	FILE *out;
	char *text;
	size_t size;
	const char *stream; /* to go back to */
	int entry_errno;
};

/* Begins a callback: its stream is the operation's unless the thread is one of ours. */
static void line_begin(struct line *line, struct client_op *op, const char *kind, const MI_Operation *operation)
{
	const char *inside = client_call_current();

	line->entry_errno = errno;
	line->stream = client_stream_set(op->name);
	if (inside)
		client_stream_set(line->stream);
	line->out = open_memstream(&line->text, &line->size);
	fprintf(line->out, "callback %s of %s %s%.*s", kind, op->name, inside ? "inside " : "on another thread",
		inside ? (int)strcspn(inside, "( ") : 0, inside ? inside : "");
	if (!operation) {
		fputs(" handle=null", line->out);
	} else {
		fprintf(line->out, " handle=%s,%llx,%lx,table%u", operation == &op->handle ? "mine" : "other",
			operation->reserved1, (unsigned long)operation->reserved2, client_table(operation->ft));
		pthread_mutex_lock(&lock); /* two callbacks may be here */
		op->copy = *operation;
		pthread_mutex_unlock(&lock);
	}
	fprintf(line->out, " errno=%d", line->entry_errno);
}

static void line_end(struct line *line)
{
	fclose(line->out);
	client_say("%s", line->text);
	free(line->text);
}

/* The end of the callback, after all of the case's doings. */
static void leave(const struct line *line)
{
	client_stream_set(line->stream);
	errno = CLIENT_ERRNO_CALLBACK;
}

static void put_string(struct line *line, const char *name, const MI_Char *string)
{
	fprintf(line->out, " %s=", name);
	text_string(line->out, string);
}

static void put_instance(struct line *line, const char *name, const MI_Instance *instance)
{
	fprintf(line->out, " %s=", name);
	text_instance(line->out, instance);
}

/* The rest of a result callback. Whoever waits for it may free the operation as soon as it is counted. */
static void result(struct client_op *op, struct line *line, MI_Operation *operation, MI_Boolean more, MI_Result code,
		   const MI_Char *message, const MI_Instance *details, client_acknowledge_fn acknowledge)
{
	bool there = true;

	fprintf(line->out, " more=%u code=%u", more, code);
	put_string(line, "message", message);
	put_instance(line, "details", details);
	fprintf(line->out, " acknowledge=%s", acknowledge ? "set" : "null");
	line_end(line);
	op->acknowledge = acknowledge;
	if (op->acknowledge_here && acknowledge)
		client_acknowledge(op, operation);
	if (op->on_result)
		there = op->on_result(op, operation, more);
	if (there) {
		pthread_mutex_lock(&lock);
		op->results++;
		op->finals += more ? 0 : 1;
		pthread_cond_broadcast(&changed);
		pthread_mutex_unlock(&lock);
	}
	leave(line);
}

static void on_instance(MI_Operation *operation, void *context, const MI_Instance *instance, MI_Boolean more,
			MI_Result code, const MI_Char *message, const MI_Instance *details,
			client_acknowledge_fn acknowledge)
{
	struct client_op *op = context;
	struct line line;

	line_begin(&line, op, "instanceResult", operation);
	put_instance(&line, "instance", instance);
	result(op, &line, operation, more, code, message, details, acknowledge);
}

static void on_indication(MI_Operation *operation, void *context, const MI_Instance *instance, const MI_Char *bookmark,
			  const MI_Char *machine, MI_Boolean more, MI_Result code, const MI_Char *message,
			  const MI_Instance *details, client_acknowledge_fn acknowledge)
{
	struct client_op *op = context;
	struct line line;

	line_begin(&line, op, "indicationResult", operation);
	put_instance(&line, "instance", instance);
	put_string(&line, "bookmark", bookmark);
	put_string(&line, "machineID", machine);
	result(op, &line, operation, more, code, message, details, acknowledge);
}

static void on_class(MI_Operation *operation, void *context, const MI_Class *class_object, MI_Boolean more,
		     MI_Result code, const MI_Char *message, const MI_Instance *details,
		     client_acknowledge_fn acknowledge)
{
	struct client_op *op = context;
	struct line line;

	line_begin(&line, op, "classResult", operation);
	fputs(" class=", line.out);
	text_class(line.out, class_object);
	result(op, &line, operation, more, code, message, details, acknowledge);
}

static void other(struct client_op *op, struct line *line, MI_Operation *operation, const char *kind)
{
	line_end(line);
	if (op->acknowledge_here && op->acknowledge && strcmp(kind, "streamedParameterResult") == 0)
		client_acknowledge(op, operation);
	if (op->on_other)
		op->on_other(op, operation, kind);
	client_count(&op->others);
	leave(line);
}

static void on_parameter(MI_Operation *operation, void *context, const MI_Char *name, MI_Type type,
			 const MI_Value *value, client_acknowledge_fn acknowledge)
{
	struct client_op *op = context;
	struct line line;

	line_begin(&line, op, "streamedParameterResult", operation);
	put_string(&line, "name", name);
	fprintf(line.out, " type=%d value=", type);
	text_value(line.out, value, type);
	fprintf(line.out, " acknowledge=%s", acknowledge ? "set" : "null");
	op->acknowledge = acknowledge;
	other(op, &line, operation, "streamedParameterResult");
}

static void on_message(MI_Operation *operation, void *context, MI_Uint32 channel, const MI_Char *message)
{
	struct line line;

	line_begin(&line, context, "writeMessage", operation);
	fprintf(line.out, " channel=%u", channel);
	put_string(&line, "message", message);
	other(context, &line, operation, "writeMessage");
}

static void on_progress(MI_Operation *operation, void *context, const MI_Char *activity,
			const MI_Char *current_operation, const MI_Char *status, MI_Uint32 percentage,
			MI_Uint32 seconds)
{
	struct line line;

	line_begin(&line, context, "writeProgress", operation);
	put_string(&line, "activity", activity);
	put_string(&line, "currentOperation", current_operation);
	put_string(&line, "status", status);
	fprintf(line.out, " percentage=%u seconds=%u", percentage, seconds);
	other(context, &line, operation, "writeProgress");
}

static void on_prompt(MI_Operation *operation, void *context, const MI_Char *message, MI_PromptType type,
		      client_answer_fn answer)
{
	struct client_op *op = context;
	struct line line;

	line_begin(&line, op, "promptUser", operation);
	put_string(&line, "message", message);
	fprintf(line.out, " type=%d answer=%s", type, answer ? "set" : "null");
	op->answer = answer;
	op->question_is_prompt = true;
	other(op, &line, operation, "promptUser");
}

static void on_error(MI_Operation *operation, void *context, MI_Instance *instance, client_answer_fn answer)
{
	struct client_op *op = context;
	struct line line;

	line_begin(&line, op, "writeError", operation);
	put_instance(&line, "instance", instance);
	fprintf(line.out, " answer=%s", answer ? "set" : "null");
	op->answer = answer;
	op->question_is_prompt = false;
	other(op, &line, operation, "writeError");
}

void client_op_init(struct client_op *op, const char *name, unsigned members)
{
	memset(op, 0, sizeof(*op));
	op->name = name;
	op->callbacks = (MI_OperationCallbacks){
		.callbackContext = op,
		.promptUser = members & CLIENT_PROMPT ? on_prompt : NULL,
		.writeError = members & CLIENT_ERROR ? on_error : NULL,
		.writeMessage = members & CLIENT_MESSAGE ? on_message : NULL,
		.writeProgress = members & CLIENT_PROGRESS ? on_progress : NULL,
		.instanceResult = members & CLIENT_INSTANCE ? on_instance : NULL,
		.indicationResult = members & CLIENT_INDICATION ? on_indication : NULL,
		.classResult = members & CLIENT_CLASS ? on_class : NULL,
		.streamedParameterResult = members & CLIENT_PARAMETER ? on_parameter : NULL,
	};
}

/* ---------------------------------------------------------------- common steps */

MI_Result client_acknowledge(struct client_op *op, MI_Operation *operation)
{
	client_acknowledge_fn acknowledge = op->acknowledge;

	return CALL_AS("MI_Operation_ResultAcknowledgement", acknowledge(operation));
}

MI_Result client_answer(struct client_op *op, MI_Operation *operation, MI_OperationCallback_ResponseType response)
{
	client_answer_fn answer = op->answer;

	if (op->question_is_prompt)
		return CALL_AS("MI_Operation_PromptUserResult", answer(operation, response));
	return CALL_AS("MI_Operation_WriteErrorResult", answer(operation, response));
}

void client_open(MI_Application *application, MI_Session *session)
{
	/* A library that looks at it needs one that it knows. */
	const char *given = getenv("CLIENT_PROTOCOL"), *protocol = given ? given : "FAKE";

	CALL(MI_Application_InitializeV1(0, "client", NULL, application));
	client_say_application("application", application);
	CALL(MI_Application_NewSession(application, protocol, "fakehost", NULL, NULL, NULL, session));
	client_say_session("session", session);
}

void client_close(MI_Application *application, MI_Session *session)
{
	CALL(MI_Session_Close(session, NULL, NULL));
	client_say_session("session", session);
	CALL(MI_Application_Close(application));
	client_say_application("application", application);
}

void client_start(struct client_op *op, MI_Session *session, MI_Uint32 flags)
{
	CALL_VOID(MI_Session_EnumerateInstances(session, flags, NULL, "root/fake", "Fake_Small", MI_FALSE,
						&op->callbacks, &op->handle));
}

void client_finish(struct client_op *op)
{
	client_op_wait_final(op);
	client_say_operation(op->name, &op->handle);
	CALL(MI_Operation_Close(&op->handle));
}

void client_session_message(MI_Application *application, void *context, MI_Uint32 channel, const MI_Char *message)
{
	client_say(
		"callback session writeMessage channel=%u message=%s context=%s application={%llx,%lx,same table %d}",
		channel, message, (const char *)context, application->reserved1, (unsigned long)application->reserved2,
		application->ft == mi_clientFT_V1->applicationFT);
}

void client_session_error(MI_Application *application, void *context, MI_Instance *instance)
{
	client_say("callback session writeError context=%s application={%llx,%lx,same table %d}", (const char *)context,
		   application->reserved1, (unsigned long)application->reserved2,
		   application->ft == mi_clientFT_V1->applicationFT);
	client_say_instance("error", instance);
}

void client_completion(void *context)
{
	const char *inside = client_call_current();
	const char *stream = inside ? NULL : client_stream_set("completion");
	int entry_errno = errno;

	client_say("callback completion %s%.*s errno=%d", inside ? "inside " : "on another thread",
		   inside ? (int)strcspn(inside, "( ") : 0, inside ? inside : "", entry_errno);
	if (!inside)
		client_stream_set(stream);
	client_count(context);
	errno = CLIENT_ERRNO_CALLBACK;
}

struct thread {
	const char *name;
	void (*run)(void *argument);
	void *argument;
};

static void *run_thread(void *argument)
{
	const struct thread *thread = argument;

	client_stream_set(thread->name);
	thread->run(thread->argument);
	return NULL;
}

void client_on_thread(const char *name, void (*run)(void *argument), void *argument)
{
	struct thread thread = {name, run, argument};
	pthread_t id;

	if (pthread_create(&id, NULL, run_thread, &thread))
		abort();
	pthread_join(id, NULL);
}
