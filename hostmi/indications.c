/* Indications: their classes, and subscriptions to processes that come and go. */
#include "indications.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/time.h>

#include "machine.h"
#include "objects.h"
#include "process.h"
#include "process_watch.h"
#include "reply.h"
#include "requests.h"
#include "running.h"
#include "values.h"
#include "wql.h"

/* --- classes ---------------------------------------------------------------------------------------------------- */

static const struct hostmi_property indication[] = {
	{"IndicationIdentifier", MI_STRING, MI_FLAG_READONLY, "Names the indication.", NULL, NULL, NULL},
	{"IndicationTime", MI_DATETIME, MI_FLAG_READONLY, "When what it tells was seen.", NULL, NULL, NULL},
};

const struct hostmi_provider hostmi_indication = {
	.name = "CIM_Indication",
	.flags = MI_FLAG_ABSTRACT | MI_FLAG_INDICATION,
	.description = "Something that happened.",
	.properties = indication,
	.nr_properties = HOSTMI_COUNT(indication),
};

static const struct hostmi_property inst_indication[] = {
	{"SourceInstance", MI_INSTANCE, MI_FLAG_READONLY, "The instance it happened to.", NULL, "CIM_ManagedElement",
	 NULL},
};

const struct hostmi_provider hostmi_inst_indication = {
	.name = "CIM_InstIndication",
	.super = "CIM_Indication",
	.flags = MI_FLAG_ABSTRACT | MI_FLAG_INDICATION,
	.description = "Something that happened to an instance.",
	.properties = inst_indication,
	.nr_properties = HOSTMI_COUNT(inst_indication),
};

const struct hostmi_provider hostmi_inst_creation = {
	.name = "CIM_InstCreation",
	.super = "CIM_InstIndication",
	.flags = MI_FLAG_INDICATION,
	.description = "An instance came to be. Told of processes.",
};

const struct hostmi_provider hostmi_inst_deletion = {
	.name = "CIM_InstDeletion",
	.super = "CIM_InstIndication",
	.flags = MI_FLAG_INDICATION,
	.description = "An instance is no more; its keys, name, parent and start are left. Told of processes.",
};

/* --- watching --------------------------------------------------------------------------------------------------- */

enum {
	MIN_MILLISECONDS = 20,
	MAX_MILLISECONDS = 24 * 60 * 60 * 1000,
	MAX_WAITING = 256, /* indications that the client has not taken */
};

struct watch {
	struct hostmi_running running;
	struct dispatch_op *op;
	struct hostmi_query query;
	bool creations, deletions;
	const struct hostmi_class *process;
	struct hostmi_names names;
	unsigned milliseconds; /* 0: no interval was asked for */
	struct hostmi_process_watch *processes;
	uint64_t told;
	pthread_t thread;
};

/* An indication of the class around the instance, which is freed. */
static MI_Instance *new_indication(struct watch *w, const struct hostmi_class *class, MI_Instance *source)
{
	MI_Instance *new = NULL;
	struct timeval now;
	char identifier[sizeof(w->names.host) + 32];

	if (dispatch_instance_new(NULL, class->class->classDecl, &new) == MI_RESULT_OK) {
		gettimeofday(&now, NULL);
		snprintf(identifier, sizeof(identifier), "%s:%llu", w->names.host, (unsigned long long)++w->told);
		hostmi_set_string(new, "IndicationIdentifier", identifier);
		hostmi_set_time(new, "IndicationTime", &now);
		MI_Instance_SetElement(new, "SourceInstance", &(MI_Value){.instance = source}, MI_INSTANCE, 0);
		MI_Instance_SetNameSpace(new, HOSTMI_NAMESPACE);
	}
	dispatch_instance_free(source);
	return new;
}

static void tell(struct watch *w, const char *class_name, MI_Instance *source)
{
	MI_Instance *whole = new_indication(w, hostmi_schema_find(class_name), source), *selected = NULL;

	if (whole && hostmi_query_matches(&w->query, whole) && dispatch_wait_room(w->op, MAX_WAITING)) {
		if (!w->query.properties) {
			selected = whole;
			whole = NULL;
		} else if (hostmi_query_project(&w->query, whole, &selected) != MI_RESULT_OK) {
			selected = NULL;
		}
		if (selected)
			dispatch_post(w->op, &(struct dispatch_event){
						     .kind = DISPATCH_RESULT_INDICATION,
						     .instance = selected,
						     .more = MI_TRUE,
					     });
	}
	dispatch_instance_free(whole);
}

static void tell_creation(void *context, const struct hostmi_process_info *info)
{
	struct watch *w = context;
	MI_Instance *source;

	if (w->creations && hostmi_process_instance(w->process->class, &w->names, info, &source) == MI_RESULT_OK)
		tell(w, hostmi_inst_creation.name, source);
}

static void tell_deletion(void *context, const struct hostmi_process_info *gone)
{
	struct watch *w = context;
	MI_Instance *source;
	char parent[16];

	if (!w->deletions || hostmi_process_reference(w->process->class, &w->names, gone->pid, &source) != MI_RESULT_OK)
		return;
	snprintf(parent, sizeof(parent), "%d", (int)gone->parent);
	hostmi_set_string(source, "ParentProcessID", parent);
	hostmi_set_string(source, "Name", gone->name);
	hostmi_set_time(source, "CreationDate", &gone->start);
	tell(w, hostmi_inst_deletion.name, source);
}

/* Ends when the client cancels or closes; the final result is the last thing done with the operation. */
static void *run(void *context)
{
	struct watch *w = context;

	hostmi_process_watch_run(w->processes);
	hostmi_end(w->op, MI_RESULT_FAILED);
	return NULL;
}

/* --- subscriptions ---------------------------------------------------------------------------------------------- */

static void watch_cancel(struct hostmi_running *running, struct dispatch_op *op)
{
	struct watch *w = (struct watch *)running;

	(void)op;
	hostmi_process_watch_stop(w->processes);
}

static void free_watch(struct watch *w)
{
	hostmi_query_free(&w->query);
	hostmi_process_watch_free(w->processes);
	free(w);
}

static void watch_free(struct hostmi_running *running)
{
	struct watch *w = (struct watch *)running;

	pthread_join(w->thread, NULL);
	free_watch(w);
}

static struct watch *new_watch(struct dispatch_op *op)
{
	struct watch *w = calloc(1, sizeof(*w));

	if (!w)
		return NULL;
	w->running = (struct hostmi_running){.cancel = watch_cancel, .free = watch_free};
	w->op = op;
	w->process = hostmi_schema_find(hostmi_process.name);
	hostmi_machine_names(&w->names);
	return w;
}

static unsigned interval(double seconds)
{
	if (seconds <= 0)
		return 0;
	if (seconds * 1000 < MIN_MILLISECONDS)
		return MIN_MILLISECONDS;
	return seconds * 1000 > MAX_MILLISECONDS ? MAX_MILLISECONDS : (unsigned)(seconds * 1000);
}

/* What the query asks for; false when it is ended because that is nothing we can tell. */
static bool understand(struct dispatch_op *op, struct watch *w, const MI_Char *expression)
{
	const struct hostmi_class *class, *source;
	const char *source_name;
	MI_Result result = hostmi_query_parse(expression, &w->query);

	if (result == MI_RESULT_OK) {
		class = hostmi_require_class(op, w->query.class_name);
		if (!class)
			return false;
		result = hostmi_query_check(&w->query, class->class->classDecl);
		w->creations = hostmi_schema_is_a(hostmi_schema_find(hostmi_inst_creation.name), class);
		w->deletions = hostmi_schema_is_a(hostmi_schema_find(hostmi_inst_deletion.name), class);
	}
	if (result == MI_RESULT_OK && !w->creations && !w->deletions)
		result = hostmi_refuse(MI_RESULT_NOT_SUPPORTED, "'%s' is not a class of indications",
				       w->query.class_name);
	if (result != MI_RESULT_OK) {
		hostmi_fail_refused(op, result);
		return false;
	}
	source_name = hostmi_query_isa(&w->query, "SourceInstance");
	source = hostmi_schema_find(source_name);
	if (!source || !hostmi_schema_is_a(w->process, source)) {
		hostmi_fail(op, MI_RESULT_NOT_SUPPORTED,
			    "say what to watch: where SourceInstance isa CIM_Process; nothing else is watched");
		return false;
	}
	w->milliseconds = interval(w->query.within);
	return true;
}

void hostmi_start_subscribe(struct dispatch_op *op, const struct dispatch_request *request)
{
	sigset_t all, before;
	struct watch *w;
	int err;

	if (!hostmi_require_dialect(op, request->dialect))
		return;
	w = new_watch(op);
	if (!w) {
		hostmi_end(op, MI_RESULT_SERVER_LIMITS_EXCEEDED);
		return;
	}
	if (!understand(op, w, request->expression)) {
		free_watch(w);
		return;
	}
	/* What comes after this call is new. */
	w->processes = hostmi_process_watch_new(
		&(struct hostmi_process_changes){.began = tell_creation, .ended = tell_deletion, .context = w},
		w->milliseconds);
	if (!w->processes) {
		free_watch(w);
		hostmi_end(op, MI_RESULT_SERVER_LIMITS_EXCEEDED);
		return;
	}
	dispatch_op_set_data(op, &w->running);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	err = pthread_create(&w->thread, NULL, run, w);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (err) {
		dispatch_op_set_data(op, NULL);
		free_watch(w);
		hostmi_fail(op, MI_RESULT_SERVER_LIMITS_EXCEEDED, "no thread to watch with");
	}
}
