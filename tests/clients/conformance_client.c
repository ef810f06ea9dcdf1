/*
 * A client of hostmi that uses every operation and every callback, one case at a time, and logs all it did and saw:
 * conformance_client CASE, or --list.
 */
#include <stdlib.h>

#include "conformance_cases.h"

static const struct {
	const char *name, *words;
	void (*run)(void);
} cases[] = {
#define CASE(name, ...) {#name, #__VA_ARGS__, conform_##name},
#include "conformance_cases.def"
#undef CASE
};

/* --- what cases share --------------------------------------------------------------------------------------------- */

void conform_open(MI_Application *application, MI_Session *session)
{
	CALL(MI_Application_InitializeV1(0, "conformance", NULL, application));
	CALL(MI_Application_NewSession(application, NULL, NULL, NULL, NULL, NULL, session));
	client_say_session("session", session);
}

static MI_Instance *new_instance(MI_Application *application, const char *class_name, const char *name,
				 const char *value, MI_Uint32 flags)
{
	MI_Value v = {.string = (MI_Char *)value};
	MI_Instance *instance = NULL;

	CALL(MI_Application_NewInstance(application, class_name, NULL, &instance));
	NATIVE(MI_Instance_AddElement(instance, name, &v, MI_STRING, flags));
	return instance;
}

MI_Instance *conform_key(MI_Application *application, const char *class_name, const char *name, const char *value)
{
	return new_instance(application, class_name, name, value, MI_FLAG_KEY);
}

MI_Instance *conform_parameter(MI_Application *application, const char *name, const char *value)
{
	return new_instance(application, "Parameters", name, value, 0);
}

MI_Instance *conform_process(MI_Application *application)
{
	const char *pid = getenv("CONFORM_PID");

	return conform_key(application, "CIM_Process", "Handle", pid ? pid : "1");
}

void conform_invoke(struct client_op *op, MI_Session *session, MI_Uint32 flags, MI_OperationOptions *options,
		    const char *method, const MI_Instance *parameters)
{
	client_say("method %s", method);
	CALL_VOID(MI_Session_Invoke(session, flags, options, CONFORM_NAMESPACE, "MTR_Workbench", method, NULL,
				    parameters, &op->callbacks, &op->handle));
}

/* --- fetching ----------------------------------------------------------------------------------------------------- */

static void say_end(MI_Boolean more, MI_Result result, const MI_Char *message, const MI_Instance *details)
{
	client_say("more=%u result=%u message=%s", more, result, message ? message : "(null)");
	client_say_instance("details", details);
}

MI_Boolean conform_fetch_instance(MI_Operation *operation)
{
	const MI_Instance *instance = NULL, *details = NULL;
	const MI_Char *message = NULL;
	MI_Boolean more = MI_FALSE;
	MI_Result result = MI_RESULT_OK;

	CALL(MI_Operation_GetInstance(operation, &instance, &more, &result, &message, &details));
	client_say_instance("instance", instance);
	say_end(more, result, message, details);
	return more;
}

MI_Boolean conform_fetch_indication(MI_Operation *operation)
{
	const MI_Instance *instance = NULL, *details = NULL;
	const MI_Char *message = NULL, *bookmark = NULL, *machine = NULL;
	MI_Boolean more = MI_FALSE;
	MI_Result result = MI_RESULT_OK;

	CALL(MI_Operation_GetIndication(operation, &instance, &bookmark, &machine, &more, &result, &message, &details));
	client_say_instance("instance", instance);
	client_say("bookmark=%s machine=%s", bookmark ? bookmark : "(null)", machine ? machine : "(null)");
	say_end(more, result, message, details);
	return more;
}

MI_Boolean conform_fetch_class(MI_Operation *operation)
{
	const MI_Instance *details = NULL;
	const MI_Class *class_object = NULL;
	const MI_Char *message = NULL;
	MI_Boolean more = MI_FALSE;
	MI_Result result = MI_RESULT_OK;

	CALL(MI_Operation_GetClass(operation, &class_object, &more, &result, &message, &details));
	client_say_class("class", class_object);
	say_end(more, result, message, details);
	return more;
}

void conform_fetch_all(MI_Operation *operation, MI_Boolean (*fetch)(MI_Operation *operation))
{
	while (fetch(operation))
		;
	CALL(MI_Operation_Close(operation));
}

/* ------------------------------------------------------------------------------------------------------------------ */

static int list(void)
{
	for (size_t i = 0; i < MI_COUNT(cases); i++)
		printf("%s %s\n", cases[i].name, cases[i].words);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: conformance_client CASE | --list\n");
		return 2;
	}
	if (strcmp(argv[1], "--list") == 0)
		return list();
	for (size_t i = 0; i < MI_COUNT(cases); i++) {
		if (strcmp(cases[i].name, argv[1]) != 0)
			continue;
		cases[i].run();
		client_say("end");
		return 0;
	}
	fprintf(stderr, "no case %s\n", argv[1]);
	return 2;
}
