/*
 * One operation from session to result: in callbacks with this thread waiting, or by fetching results here.
 *
 * Asynchronously the library's thread prints and, with --manual-ack, leaves each result to this thread to print and
 * acknowledge. ^C is taken by a thread of its own, which cancels.
 */
#include "micli_run.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

/* A result that the library's thread has left for acknowledgement: valid until then. */
struct left {
	bool last;
	const MI_Instance *instance;
	const MI_Class *class;
	MI_Operation operation;
	MI_Result(MI_CALL *acknowledge)(MI_Operation *operation);
};

enum {
	LEFT_MAX = 2, /* after a cancel, the final result comes although one is left */
};

/* One operation in flight. @lock guards all below it. */
struct run {
	const struct micli_request *request;
	MI_Operation operation;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool finished, started, cancelled;
	MI_Result result;
	long results;
	struct left left[LEFT_MAX];
	unsigned nr_left;
};

static void print_error(const struct run *run, MI_Result result, const MI_Char *text, const MI_Instance *details)
{
	(void)details;
	if (result == MI_RESULT_OK)
		return;
	if (run->cancelled)
		fprintf(stderr, "micli: cancelled: %s\n", micli_result_name(result));
	else
		fprintf(stderr, "micli: %s%s%s\n", micli_result_name(result), text ? ": " : "", text ? text : "");
}

static void print_result(const struct run *run, const MI_Instance *instance, const MI_Class *class)
{
	const struct micli_request *request = run->request;

	if (request->quiet)
		return;
	if (instance && request->json)
		micli_json_instance(stdout, instance);
	else if (instance)
		micli_print_instance(stdout, instance, request->nulls);
	if (class && request->json)
		micli_json_class(stdout, class);
	else if (class)
		micli_print_class(stdout, class);
	/* A subscriber wants to see what happens when it happens. */
	if (request->verb == MICLI_SUBSCRIBE)
		fflush(stdout);
}

/* True when --limit says that this was enough. Lock held. */
static bool count_result(struct run *run, bool has_object)
{
	run->results += has_object;
	return run->request->limit && run->results == run->request->limit;
}

static void finish(struct run *run, MI_Result result)
{
	pthread_mutex_lock(&run->lock);
	run->result = result;
	run->finished = true;
	pthread_cond_broadcast(&run->changed);
	pthread_mutex_unlock(&run->lock);
}

/* A result from a callback: printed here, or left to the main thread together with its acknowledgement. */
static void take_result(struct run *run, MI_Operation *operation, const MI_Instance *instance, const MI_Class *class,
			MI_Boolean more, MI_Result result, const MI_Char *text, const MI_Instance *details,
			MI_Result(MI_CALL *acknowledge)(MI_Operation *operation))
{
	bool enough;

	if (!more)
		print_error(run, result, text, details);
	if (!acknowledge)
		print_result(run, instance, class);
	pthread_mutex_lock(&run->lock);
	enough = count_result(run, instance || class);
	if (acknowledge && run->nr_left < LEFT_MAX) {
		run->left[run->nr_left++] = (struct left){!more, instance, class, *operation, acknowledge};
		run->result = more ? run->result : result;
		pthread_cond_broadcast(&run->changed);
	}
	pthread_mutex_unlock(&run->lock);
	if (enough && more)
		MI_Operation_Cancel(operation, MI_REASON_NONE);
	if (!more && !acknowledge)
		finish(run, result);
}

static void MI_CALL on_instance(MI_Operation *operation, void *context, const MI_Instance *instance, MI_Boolean more,
				MI_Result result, const MI_Char *text, const MI_Instance *details,
				MI_Result(MI_CALL *acknowledge)(MI_Operation *operation))
{
	take_result(context, operation, instance, NULL, more, result, text, details, acknowledge);
}

static void MI_CALL on_indication(MI_Operation *operation, void *context, const MI_Instance *instance,
				  const MI_Char *bookmark, const MI_Char *machine, MI_Boolean more, MI_Result result,
				  const MI_Char *text, const MI_Instance *details,
				  MI_Result(MI_CALL *acknowledge)(MI_Operation *operation))
{
	(void)bookmark;
	(void)machine;
	take_result(context, operation, instance, NULL, more, result, text, details, acknowledge);
}

static void MI_CALL on_class(MI_Operation *operation, void *context, const MI_Class *class, MI_Boolean more,
			     MI_Result result, const MI_Char *text, const MI_Instance *details,
			     MI_Result(MI_CALL *acknowledge)(MI_Operation *operation))
{
	take_result(context, operation, NULL, class, more, result, text, details, acknowledge);
}

static void MI_CALL on_prompt(MI_Operation *operation, void *context, const MI_Char *message, MI_PromptType type,
			      MI_Result(MI_CALL *answer)(MI_Operation *operation,
							 MI_OperationCallback_ResponseType response))
{
	struct run *run = context;

	fflush(stdout);
	fprintf(stderr, "micli: %s: %s\n", type == MI_PROMPTTYPE_CRITICAL ? "CRITICAL" : "prompt",
		message ? message : "");
	if (answer)
		answer(operation, micli_answer(run->request, "Go on?"));
}

static void MI_CALL on_error(MI_Operation *operation, void *context, MI_Instance *instance,
			     MI_Result(MI_CALL *answer)(MI_Operation *operation,
							MI_OperationCallback_ResponseType response))
{
	struct run *run = context;
	MI_Value value;
	MI_Type type;
	MI_Uint32 flags, index;

	fflush(stdout);
	if (instance && MI_Instance_GetElement(instance, "Message", &value, &type, &flags, &index) == MI_RESULT_OK &&
	    type == MI_STRING && !(flags & MI_FLAG_NULL))
		fprintf(stderr, "micli: error: %s\n", value.string);
	else
		fputs("micli: error\n", stderr);
	if (answer)
		answer(operation, micli_answer(run->request, "Go on?"));
}

static void MI_CALL on_message(MI_Operation *operation, void *context, MI_Uint32 channel, const MI_Char *message)
{
	static const char *const channels[] = {"warning", "verbose", "debug"};

	(void)operation;
	(void)context;
	fflush(stdout);
	fprintf(stderr, "micli: %s: %s\n", channel < 3 ? channels[channel] : "message", message ? message : "");
}

static void MI_CALL on_progress(MI_Operation *operation, void *context, const MI_Char *activity, const MI_Char *current,
				const MI_Char *status, MI_Uint32 percentage, MI_Uint32 seconds)
{
	(void)operation;
	(void)context;
	(void)seconds;
	fflush(stdout);
	fprintf(stderr, "micli: %u%% %s%s%s%s%s\n", percentage, activity ? activity : "", current ? ": " : "",
		current ? current : "", status ? ": " : "", status ? status : "");
}

static void MI_CALL on_streamed(MI_Operation *operation, void *context, const MI_Char *name, MI_Type type,
				const MI_Value *value, MI_Result(MI_CALL *acknowledge)(MI_Operation *operation))
{
	struct run *run = context;

	if (!run->request->quiet) {
		fprintf(stdout, "%s += ", name ? name : "");
		micli_print_value(stdout, value, type);
		fputc('\n', stdout);
	}
	if (acknowledge)
		acknowledge(operation);
}

/* ^C cancels; a second one ends the program. */
static void *wait_for_interrupt(void *data)
{
	struct run *run = data;
	MI_Operation operation;
	sigset_t set;
	int number;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigwait(&set, &number);
	pthread_sigmask(SIG_UNBLOCK, &set, NULL);
	pthread_mutex_lock(&run->lock);
	while (!run->started)
		pthread_cond_wait(&run->changed, &run->lock);
	run->cancelled = true;
	operation = run->operation;
	pthread_mutex_unlock(&run->lock);
	MI_Operation_Cancel(&operation, MI_REASON_NONE);
	return NULL;
}

static void block_interrupt(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
}

/* The synchronous way. */
static void fetch(struct run *run)
{
	enum micli_verb verb = run->request->verb;
	MI_Boolean more = MI_TRUE;

	while (more) {
		const MI_Instance *instance = NULL, *details = NULL;
		const MI_Class *class = NULL;
		const MI_Char *text = NULL, *bookmark = NULL, *machine = NULL;
		MI_Result result = MI_RESULT_OK, called;

		if (verb == MICLI_GET_CLASS || verb == MICLI_ENUMERATE_CLASSES)
			called = MI_Operation_GetClass(&run->operation, &class, &more, &result, &text, &details);
		else if (verb == MICLI_SUBSCRIBE)
			called = MI_Operation_GetIndication(&run->operation, &instance, &bookmark, &machine, &more,
							    &result, &text, &details);
		else
			called = MI_Operation_GetInstance(&run->operation, &instance, &more, &result, &text, &details);
		if (called != MI_RESULT_OK) {
			result = called;
			more = MI_FALSE;
		}
		print_result(run, instance, class);
		if (!more) {
			print_error(run, result, text, details);
			run->result = result;
		}
		if (count_result(run, instance || class) && more)
			MI_Operation_Cancel(&run->operation, MI_REASON_NONE);
	}
}

/* The asynchronous way: until the final result, acknowledging what is left to this thread. */
static void wait_for_results(struct run *run)
{
	pthread_mutex_lock(&run->lock);
	while (!run->finished) {
		struct left left;

		if (!run->nr_left) {
			pthread_cond_wait(&run->changed, &run->lock);
			continue;
		}
		left = run->left[0];
		run->left[0] = run->left[1];
		run->nr_left--;
		run->finished = left.last;
		pthread_mutex_unlock(&run->lock);
		print_result(run, left.instance, left.class);
		left.acknowledge(&left.operation);
		pthread_mutex_lock(&run->lock);
	}
	pthread_mutex_unlock(&run->lock);
}

MI_Result micli_run_operation(MI_Session *session, const struct micli_request *request, MI_OperationOptions *options)
{
	struct run run = {
		.request = request,
		.operation = MI_OPERATION_NULL,
		.lock = PTHREAD_MUTEX_INITIALIZER,
		.changed = PTHREAD_COND_INITIALIZER,
	};
	MI_OperationCallbacks callbacks = MI_OPERATIONCALLBACKS_NULL;
	pthread_t canceller;
	bool has_canceller;

	callbacks.callbackContext = &run;
	callbacks.promptUser = on_prompt;
	callbacks.writeError = on_error;
	callbacks.writeMessage = on_message;
	callbacks.writeProgress = on_progress;
	callbacks.streamedParameterResult = on_streamed;
	if (!request->synchronous) {
		callbacks.instanceResult = on_instance;
		callbacks.indicationResult = on_indication;
		callbacks.classResult = on_class;
	}
	block_interrupt();
	has_canceller = pthread_create(&canceller, NULL, wait_for_interrupt, &run) == 0;
	micli_start(session, request, options, &callbacks, &run.operation);
	pthread_mutex_lock(&run.lock);
	run.started = true;
	pthread_cond_broadcast(&run.changed);
	pthread_mutex_unlock(&run.lock);
	if (request->synchronous)
		fetch(&run);
	else
		wait_for_results(&run);
	MI_Operation_Close(&run.operation);
	if (has_canceller) {
		pthread_cancel(canceller);
		pthread_join(canceller, NULL);
	}
	return run.result;
}
