/*
 * One operation from session to result: in callbacks with this thread waiting, or by fetching results here.
 *
 * Asynchronously the library's thread prints and, with --manual-ack, leaves each result to this thread to print and
 * acknowledge. Not so the final one: where stock libmi did not reach the server it does not live to see a later
 * acknowledgement.
 *
 * No cancel while a result is owed its acknowledgement: the final result may overtake it. Stock libmi knows one result
 * at a time, takes the next acknowledgement for the final one's and crashes at another; what was overtaken stays owed
 * to its server's connection, for which MI_Session_Close() waits for ever. Other libraries hold the final result back
 * until the one before is acknowledged. This suits both; who cancels
 * - in a callback (--limit) acknowledges there, too: the library delivers nothing before it returns;
 * - outside of one (^C) waits until this thread has acknowledged what it has; from then on it is left nothing more;
 * - where results are fetched, which acknowledges the one before, waits until this thread is waiting in there.
 */
#include "micli_run.h"

#include <pthread.h>
#include <time.h>
#include <unistd.h>

/* A result from a callback: valid until it is acknowledged. */
struct taken {
	bool last;
	const MI_Instance *instance;
	const MI_Class *class;
	MI_Operation operation;
	MI_Result(MI_CALL *acknowledge)(MI_Operation *operation);
};

enum {
	PAUSE_MS = 100,
	PAUSE_TRIES = 10,
	CANCEL_MS = 5000,
};

/* One operation in flight. @lock guards all below it. */
struct run {
	const struct micli_request *request;
	MI_Operation operation;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool started, finished;
	bool enough;    /* --limit ended it */
	bool stopping;  /* the main thread is left nothing any more */
	bool cancelled; /* by stop() */
	bool overtaken; /* what was left, by the final result: the server was lost */
	MI_Result result;
	long results, fetches;
	bool has_left;
	struct taken left; /* to the main thread, which has not acknowledged it */
	unsigned held;     /* results that the main thread has, also while it acknowledges */
};

/* Lock held. */
static void print_error(const struct run *run, MI_Result result, const MI_Char *text)
{
	if (result == MI_RESULT_OK || run->enough)
		return;
	if (run->cancelled)
		fprintf(stderr, "micli: %s: %s\n", micli_timed_out() ? "timed out" : "cancelled",
			micli_result_name(result));
	else
		fprintf(stderr, "micli: %s%s%s\n", micli_result_name(result), text ? ": " : "", text ? text : "");
}

static void print_result(const struct run *run, const MI_Instance *instance, const MI_Class *class)
{
	const struct micli_request *request = run->request;

	if (request->quiet || (!instance && !class))
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
	/* Nobody reads any more: micli | head. */
	if (ferror(stdout))
		micli_request_stop();
}

/* What comes after there is enough is not wanted. Lock held. */
static void count_result(struct run *run, bool has_object, bool more)
{
	run->results += has_object;
	run->enough |= has_object && more && run->results == run->request->limit;
}

static void finish(struct run *run, MI_Result result)
{
	pthread_mutex_lock(&run->lock);
	run->result = result;
	run->finished = true;
	pthread_cond_broadcast(&run->changed);
	pthread_mutex_unlock(&run->lock);
}

/* To the main thread. Lock held. */
static void leave_result(struct run *run, const struct taken *taken)
{
	run->left = *taken;
	run->has_left = true;
	run->held++;
	pthread_cond_broadcast(&run->changed);
}

/* Lock held. */
static void end_results(struct run *run, MI_Result result, const MI_Char *text)
{
	print_error(run, result, text);
	run->result = result;
	run->overtaken = run->has_left;
	run->left.acknowledge = NULL; /* there is but one acknowledgement for both, and it lets go of both */
	while (run->has_left)
		pthread_cond_wait(&run->changed, &run->lock);
}

/* A result from a callback: printed and acknowledged here, or left to the main thread. */
static void take_result(struct run *run, struct taken *taken, MI_Result result, const MI_Char *text)
{
	bool wanted, cancel, left;

	pthread_mutex_lock(&run->lock);
	if (taken->last)
		end_results(run, result, text);
	wanted = !run->enough;
	count_result(run, taken->instance || taken->class, !taken->last);
	cancel = wanted && run->enough;
	run->stopping |= run->enough;
	left = taken->acknowledge && !taken->last && !run->stopping && !run->has_left;
	if (left)
		leave_result(run, taken);
	pthread_mutex_unlock(&run->lock);
	if (left)
		return;
	if (wanted)
		print_result(run, taken->instance, taken->class);
	if (cancel)
		MI_Operation_Cancel(&taken->operation, MI_REASON_NONE);
	if (taken->acknowledge)
		taken->acknowledge(&taken->operation);
	if (taken->last)
		finish(run, result);
}

static void MI_CALL on_instance(MI_Operation *operation, void *context, const MI_Instance *instance, MI_Boolean more,
				MI_Result result, const MI_Char *text, const MI_Instance *details,
				MI_Result(MI_CALL *acknowledge)(MI_Operation *operation))
{
	struct taken taken = {!more, instance, NULL, *operation, acknowledge};

	(void)details;
	take_result(context, &taken, result, text);
}

static void MI_CALL on_indication(MI_Operation *operation, void *context, const MI_Instance *instance,
				  const MI_Char *bookmark, const MI_Char *machine, MI_Boolean more, MI_Result result,
				  const MI_Char *text, const MI_Instance *details,
				  MI_Result(MI_CALL *acknowledge)(MI_Operation *operation))
{
	struct taken taken = {!more, instance, NULL, *operation, acknowledge};

	(void)bookmark;
	(void)machine;
	(void)details;
	take_result(context, &taken, result, text);
}

static void MI_CALL on_class(MI_Operation *operation, void *context, const MI_Class *class, MI_Boolean more,
			     MI_Result result, const MI_Char *text, const MI_Instance *details,
			     MI_Result(MI_CALL *acknowledge)(MI_Operation *operation))
{
	struct taken taken = {!more, NULL, class, *operation, acknowledge};

	(void)details;
	take_result(context, &taken, result, text);
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

/* For a flag of @run, so long at most; returns it. Lock held. */
static bool wait_for(struct run *run, const bool *flag, long milliseconds)
{
	struct timespec until;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_nsec += milliseconds % 1000 * 1000000;
	until.tv_sec += milliseconds / 1000 + until.tv_nsec / 1000000000;
	until.tv_nsec %= 1000000000;
	while (!*flag && pthread_cond_timedwait(&run->changed, &run->lock, &until) == 0)
		;
	return *flag;
}

/* Until the main thread has waited for one result for a while, the end, or long enough. Lock held. */
static void wait_for_pause(struct run *run)
{
	for (int i = 0; i < PAUSE_TRIES && !run->finished; i++) {
		long fetches = run->fetches;

		wait_for(run, &run->finished, PAUSE_MS);
		if (!run->held && run->fetches == fetches)
			return;
	}
}

/*
 * Stock libmi has no final result for what timed out over HTTP, cancelled or not, and waits within the start for a server
 * that does not accept. Nothing can be closed then.
 */
static void give_up(void)
{
	fputs("micli: the library does not end what was cancelled; ending without\n", stderr);
	fflush(stdout);
	_exit(MI_RESULT_FAILED);
}

/* What ^C and the end of time do and, where results are fetched, a limit. */
static void stop(void *data)
{
	struct run *run = data;
	MI_Operation operation;
	bool cancel;

	pthread_mutex_lock(&run->lock);
	run->stopping = true;
	if (!wait_for(run, &run->started, CANCEL_MS))
		give_up();
	while (run->held && !run->request->synchronous)
		pthread_cond_wait(&run->changed, &run->lock);
	if (run->request->synchronous)
		wait_for_pause(run);
	operation = run->operation;
	cancel = !run->finished && !run->cancelled;
	run->cancelled |= cancel;
	pthread_mutex_unlock(&run->lock);
	if (!cancel)
		return;
	MI_Operation_Cancel(&operation, MI_REASON_NONE);
	pthread_mutex_lock(&run->lock);
	if (!wait_for(run, &run->finished, CANCEL_MS))
		give_up();
	pthread_mutex_unlock(&run->lock);
}

/* One result of the synchronous way. */
struct fetched {
	const MI_Instance *instance;
	const MI_Class *class;
	MI_Boolean more;
	MI_Result result;
	const MI_Char *text;
};

static void fetch_one(struct run *run, struct fetched *ret)
{
	MI_Operation *operation = &run->operation;
	const MI_Char *bookmark, *machine;
	const MI_Instance *details;
	MI_Result called;

	*ret = (struct fetched){.result = MI_RESULT_OK};
	switch (run->request->verb) {
	case MICLI_GET_CLASS:
	case MICLI_ENUMERATE_CLASSES:
		called = MI_Operation_GetClass(operation, &ret->class, &ret->more, &ret->result, &ret->text, &details);
		break;
	case MICLI_SUBSCRIBE:
		called = MI_Operation_GetIndication(operation, &ret->instance, &bookmark, &machine, &ret->more,
						    &ret->result, &ret->text, &details);
		break;
	default:
		called = MI_Operation_GetInstance(operation, &ret->instance, &ret->more, &ret->result, &ret->text,
						  &details);
	}
	if (called != MI_RESULT_OK)
		*ret = (struct fetched){.result = called};
}

/* The synchronous way: what --limit leaves out is fetched, too, unless that takes long. */
static void fetch_results(struct run *run)
{
	struct fetched fetched;

	do {
		bool wanted, cancel;

		pthread_mutex_lock(&run->lock);
		run->fetches++;
		run->held = 0;
		pthread_mutex_unlock(&run->lock);
		fetch_one(run, &fetched);
		pthread_mutex_lock(&run->lock);
		run->held = 1;
		wanted = !run->enough;
		count_result(run, fetched.instance || fetched.class, fetched.more);
		cancel = wanted && run->enough;
		pthread_mutex_unlock(&run->lock);
		if (wanted)
			print_result(run, fetched.instance, fetched.class);
		if (cancel)
			micli_request_stop();
	} while (fetched.more);
	pthread_mutex_lock(&run->lock);
	print_error(run, fetched.result, fetched.text);
	pthread_mutex_unlock(&run->lock);
	finish(run, fetched.result);
}

/* Prints and acknowledges what was left first. Lock held, but not meanwhile. */
static void take_left(struct run *run)
{
	struct taken taken = run->left;

	pthread_mutex_unlock(&run->lock);
	print_result(run, taken.instance, taken.class);
	pthread_mutex_lock(&run->lock);
	taken = run->left; /* it may have been overtaken */
	run->has_left = false;
	pthread_cond_broadcast(&run->changed);
	pthread_mutex_unlock(&run->lock);
	if (taken.acknowledge)
		taken.acknowledge(&taken.operation);
	pthread_mutex_lock(&run->lock);
	run->held--;
	pthread_cond_broadcast(&run->changed);
}

/* The asynchronous way: until the final result. */
static void wait_for_results(struct run *run)
{
	pthread_mutex_lock(&run->lock);
	while (!run->finished || run->has_left) {
		if (run->has_left)
			take_left(run);
		else
			pthread_cond_wait(&run->changed, &run->lock);
	}
	pthread_mutex_unlock(&run->lock);
}

MI_Result micli_run_operation(MI_Session *session, const struct micli_request *request, MI_OperationOptions *options,
			      bool *ret_owed)
{
	struct run run = {
		.request = request,
		.operation = MI_OPERATION_NULL,
		.lock = PTHREAD_MUTEX_INITIALIZER,
		.changed = PTHREAD_COND_INITIALIZER,
	};
	MI_OperationCallbacks callbacks = MI_OPERATIONCALLBACKS_NULL;

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
	micli_set_stop(stop, &run);
	/* The library was told, but stock libmi heeds it in HTTP only. It comes first where it does. */
	if (request->timeout_seconds)
		micli_stop_after(request->timeout_seconds + 1);
	micli_start(session, request, options, &callbacks, &run.operation);
	pthread_mutex_lock(&run.lock);
	run.started = true;
	pthread_cond_broadcast(&run.changed);
	pthread_mutex_unlock(&run.lock);
	if (request->synchronous)
		fetch_results(&run);
	else
		wait_for_results(&run);
	micli_stop_after(0);
	micli_set_stop(NULL, NULL);
	MI_Operation_Close(&run.operation);
	*ret_owed = run.overtaken || (request->synchronous && run.cancelled);
	return run.enough ? MI_RESULT_OK : run.result;
}
