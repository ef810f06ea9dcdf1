/* The starting calls of random_client. */
#include <stdlib.h>

#include "random_client.h"

/* ---------------------------------------------------------------- arguments */

static MI_Instance *make_instance(MI_Application *application, const char *class_name, const char *name, MI_Type type,
				  const MI_Value *value)
{
	MI_Instance *instance = NULL;

	CALL(MI_Application_NewInstance(application, class_name, NULL, &instance));
	NATIVE(MI_Instance_AddElement(instance, name, value, type, type == MI_STRING ? MI_FLAG_KEY : 0));
	return instance;
}

static MI_Instance *with_string(MI_Application *application, const char *class_name, const char *name, const char *text)
{
	MI_Value value = {.string = (MI_Char *)(uintptr_t)text}; /* copied */

	return make_instance(application, class_name, name, MI_STRING, &value);
}

enum {
	CUSTOM = 1,
	TIMEOUT = 2,
	CHANNEL = 4,
	PROMPTS = 8,
	ERRORS = 16,
};

/* NULL where the plan has none. */
static MI_OperationOptions *make_options(const struct random_play *play, unsigned which, MI_OperationOptions *options)
{
	const MI_Interval timeout = {.hours = 1};

	if (!which)
		return NULL;
	CALL(MI_Application_NewOperationOptions(play->application, MI_FALSE, options));
	if (which & CUSTOM)
		NATIVE(MI_OperationOptions_SetCustomOption(options, "Client", MI_STRING,
							   &(MI_Value){.string = (MI_Char *)(uintptr_t)play->op.name},
							   MI_FALSE));
	if (which & TIMEOUT)
		NATIVE(MI_OperationOptions_SetTimeout(options, &timeout));
	if (which & CHANNEL)
		NATIVE(MI_OperationOptions_DisableChannel(options, MI_WRITEMESSAGE_CHANNEL_DEBUG));
	if (which & PROMPTS)
		NATIVE(MI_OperationOptions_SetPromptUserRegularMode(options, MI_CALLBACKMODE_INQUIRE, MI_FALSE));
	if (which & ERRORS)
		NATIVE(MI_OperationOptions_SetWriteErrorMode(options, MI_CALLBACKMODE_INQUIRE));
	return options;
}

/* What every start has. */
struct start {
	MI_Session *session;
	MI_Uint32 flags;
	MI_OperationOptions *options;
	const char *ns;
	MI_OperationCallbacks *callbacks;
	MI_Operation *operation;
};

/* ---------------------------------------------------------------- the fake library's */

static void start_about(const struct start *s, unsigned what, const MI_Instance *a, const MI_Instance *b)
{
	switch (what) {
	case 0:
		CALL_VOID(
			MI_Session_GetInstance(s->session, s->flags, s->options, s->ns, a, s->callbacks, s->operation));
		break;
	case 1:
		CALL_VOID(MI_Session_ModifyInstance(s->session, s->flags, s->options, s->ns, a, s->callbacks,
						    s->operation));
		break;
	case 2:
		CALL_VOID(MI_Session_CreateInstance(s->session, s->flags, s->options, s->ns, b, s->callbacks,
						    s->operation));
		break;
	case 3:
		CALL_VOID(MI_Session_DeleteInstance(s->session, s->flags, s->options, s->ns, b, s->callbacks,
						    s->operation));
		break;
	case 4:
		CALL_VOID(MI_Session_Invoke(s->session, s->flags, s->options, s->ns, "Class", "Method", a, b,
					    s->callbacks, s->operation));
		break;
	case 5:
		CALL_VOID(MI_Session_AssociatorInstances(s->session, s->flags, s->options, s->ns, a, "Association",
							 "Result", "Role", NULL, MI_TRUE, s->callbacks, s->operation));
		break;
	default:
		CALL_VOID(MI_Session_ReferenceInstances(s->session, s->flags, s->options, s->ns, b, "Result", NULL,
							MI_FALSE, s->callbacks, s->operation));
	}
}

static void start_query(const struct start *s, unsigned what)
{
	switch (what) {
	case 7:
		CALL_VOID(MI_Session_EnumerateInstances(s->session, s->flags, s->options, s->ns, "Class", MI_FALSE,
							s->callbacks, s->operation));
		break;
	case 8:
		CALL_VOID(MI_Session_QueryInstances(s->session, s->flags, s->options, s->ns, "WQL", "select * from C",
						    s->callbacks, s->operation));
		break;
	case 9:
		CALL_VOID(MI_Session_Subscribe(s->session, s->flags, s->options, s->ns, "WQL", "select * from E", NULL,
					       s->callbacks, s->operation));
		break;
	case 10:
		CALL_VOID(MI_Session_GetClass(s->session, s->flags, s->options, s->ns, "Class", s->callbacks,
					      s->operation));
		break;
	default:
		CALL_VOID(MI_Session_EnumerateClasses(s->session, s->flags, s->options, s->ns, NULL, MI_TRUE,
						      s->callbacks, s->operation));
	}
}

static void start_fake(const struct random_play *play, const struct start *s)
{
	MI_Value number = {.uint32 = play->plan->answer};
	MI_Instance *a, *b;

	if (play->plan->what > 6) {
		start_query(s, play->plan->what);
		return;
	}
	a = with_string(play->application, "Keyed", "Key", play->op.name);
	b = make_instance(play->application, "Keyless", "Number", MI_UINT32, &number);
	start_about(s, play->plan->what, a, b);
	NATIVE(MI_Instance_Delete(a));
	NATIVE(MI_Instance_Delete(b));
}

/* ---------------------------------------------------------------- hostmi's */

static void invoke(const struct random_play *play, const struct start *s, const char *method, const char *name,
		   const char *text)
{
	MI_Instance *parameters = with_string(play->application, "Parameters", name, text);

	client_say("method %s", method);
	CALL_VOID(MI_Session_Invoke(s->session, s->flags, s->options, s->ns, "MTR_Workbench", method, NULL, parameters,
				    s->callbacks, s->operation));
	NATIVE(MI_Instance_Delete(parameters));
}

/* Files that are there, and files that are not. */
static void check_files(const struct random_play *play, const struct start *s)
{
	MI_Char *paths[] = {(MI_Char *)"/", (MI_Char *)"/nonexistent/1", (MI_Char *)"/nonexistent/2"};
	MI_Value value = {.stringa = {paths, 3}};
	MI_Instance *parameters = make_instance(play->application, "Parameters", "Paths", MI_STRINGA, &value);

	CALL_VOID(MI_Session_Invoke(s->session, s->flags, s->options, s->ns, "MTR_Workbench", "CheckFiles", NULL,
				    parameters, s->callbacks, s->operation));
	NATIVE(MI_Instance_Delete(parameters));
}

static void start_method(const struct random_play *play, const struct start *s)
{
	const char *directory = getenv("RANDOM_DIRECTORY");
	char doomed[4200];

	directory = directory ? directory : ".";
	switch (play->plan->what) {
	case 8:
		invoke(play, s, "ScanDirectory", "Path", directory);
		break;
	case 9:
		invoke(play, s, "ListDirectory", "Path", directory);
		break;
	case 10:
		check_files(play, s);
		break;
	case 11:
		snprintf(doomed, sizeof(doomed), "%s/%s", directory, play->op.name);
		invoke(play, s, "RemoveFile", "Path", doomed);
		break;
	default:
		invoke(play, s, "Wait", "Milliseconds", play->plan->what == 12 ? "10" : "3600000");
	}
}

static void start_on_note(const struct random_play *play, const struct start *s)
{
	MI_Instance *note = with_string(play->application, play->plan->what == 5 ? "CIM_Process" : "MTR_Note",
					play->plan->what == 5 ? "Handle" : "Id", play->op.name);

	if (play->plan->what == 6)
		CALL_VOID(MI_Session_CreateInstance(s->session, s->flags, s->options, s->ns, note, s->callbacks,
						    s->operation));
	else
		CALL_VOID(MI_Session_GetInstance(s->session, s->flags, s->options, s->ns, note, s->callbacks,
						 s->operation));
	NATIVE(MI_Instance_Delete(note));
}

static void start_reading(const struct random_play *play, const struct start *s)
{
	static const char query[] = "select Name, Handle from CIM_Process where Handle = '1'";

	switch (play->plan->what) {
	case 0:
		CALL_VOID(MI_Session_EnumerateInstances(s->session, s->flags, s->options, s->ns, "CIM_OperatingSystem",
							MI_FALSE, s->callbacks, s->operation));
		break;
	case 1:
		CALL_VOID(MI_Session_EnumerateInstances(s->session, s->flags, s->options, s->ns, "CIM_Process", MI_TRUE,
							s->callbacks, s->operation));
		break;
	case 2:
		CALL_VOID(MI_Session_QueryInstances(s->session, s->flags, s->options, s->ns, "WQL", query, s->callbacks,
						    s->operation));
		break;
	case 3:
		CALL_VOID(MI_Session_GetClass(s->session, s->flags, s->options, s->ns, "MTR_Note", s->callbacks,
					      s->operation));
		break;
	case 4:
		CALL_VOID(MI_Session_EnumerateClasses(s->session, s->flags, s->options, s->ns, NULL, MI_TRUE,
						      s->callbacks, s->operation));
		break;
	default:
		CALL_VOID(MI_Session_Subscribe(s->session, s->flags, s->options, s->ns, "WQL",
					       "select * from CIM_InstCreation where SourceInstance isa CIM_Process "
					       "and SourceInstance.Handle = '0'",
					       NULL, s->callbacks, s->operation));
	}
}

static void start_host(const struct random_play *play, const struct start *s)
{
	if (play->plan->what >= 8 && play->plan->what <= 13)
		start_method(play, s);
	else if (play->plan->what >= 5 && play->plan->what <= 7)
		start_on_note(play, s);
	else
		start_reading(play, s);
}

enum random_gives random_gives(const struct random_play *play)
{
	unsigned what = play->plan->what;

	if (play->library == RANDOM_HOSTMI)
		return what == 14               ? RANDOM_GIVES_INDICATIONS
		       : what == 3 || what == 4 ? RANDOM_GIVES_CLASSES
						: RANDOM_GIVES_INSTANCES;
	return what == 9 ? RANDOM_GIVES_INDICATIONS : what > 9 ? RANDOM_GIVES_CLASSES : RANDOM_GIVES_INSTANCES;
}

void random_start(struct random_play *play)
{
	/* Two that ask the same of a living machine need not get the same answer: each has a request of its own there. */
	unsigned which = play->plan->options | (play->library == RANDOM_HOSTMI ? CUSTOM : 0);
	MI_OperationOptions room, *options = make_options(play, which, &room);
	const struct start s = {
		.session = play->session,
		.flags = play->plan->flags | (play->plan->manual ? MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS : 0),
		.options = options,
		.ns = play->plan->namespace_name,
		.callbacks = play->plan->fetched && !play->plan->members ? NULL : &play->op.callbacks,
		.operation = &play->op.handle,
	};

	if (play->library == RANDOM_HOSTMI)
		start_host(play, &s);
	else
		start_fake(play, &s);
	if (options)
		NATIVE_VOID(MI_OperationOptions_Delete(options));
}
