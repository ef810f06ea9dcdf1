/* Callbacks other than results: questions, progress, messages, streams. CONFORM_DIRECTORY has the files to work on. */
#include <stdlib.h>

#include "conformance_cases.h"

static MI_Application application;
static MI_Session session;
static struct client_op op;
static MI_OperationOptions options;

/* A path below CONFORM_DIRECTORY, good until the next one. */
static const char *path(const char *name)
{
	const char *directory = getenv("CONFORM_DIRECTORY");
	static char text[4096];

	snprintf(text, sizeof(text), "%s/%s", directory ? directory : ".", name);
	return text;
}

static void invoke_on(const char *method, const char *name, MI_Uint32 flags, bool with_options)
{
	MI_Instance *parameters = conform_parameter(&application, "Path", path(name));

	conform_invoke(&op, &session, flags, with_options ? &options : NULL, method, parameters);
	NATIVE(MI_Instance_Delete(parameters));
}

static MI_OperationCallback_ResponseType the_answer;

static void answer_at_once(struct client_op *o, MI_Operation *operation, const char *kind)
{
	(void)kind;
	if (o->answer)
		client_answer(o, operation, the_answer);
	o->answer = NULL;
}

/* --- prompts ------------------------------------------------------------------------------------------------------ */

static void remove_with(const char *name, MI_OperationCallback_ResponseType answer, bool with_options)
{
	client_op_init(&op, name, CLIENT_ALL);
	op.on_other = answer_at_once;
	the_answer = answer;
	invoke_on("RemoveFile", "victim", 0, with_options);
	client_finish(&op);
}

void conform_prompt_answered(void)
{
	conform_open(&application, &session);
	remove_with("no", MI_OperationCallback_ResponseType_No, false);
	remove_with("no to all", MI_OperationCallback_ResponseType_NoToAll, false);
	remove_with("yes", MI_OperationCallback_ResponseType_Yes, false);
	remove_with("gone", MI_OperationCallback_ResponseType_Yes, false);
	client_close(&application, &session);
}

/* By the main thread, with a copy of the handle. */
void conform_prompt_answered_late(void)
{
	conform_open(&application, &session);
	client_op_init(&op, "late", CLIENT_ALL);
	invoke_on("RemoveFile", "victim", 0, false);
	client_wait(&op.others, 1);
	client_answer(&op, &op.copy, MI_OperationCallback_ResponseType_No);
	client_finish(&op);
	client_close(&application, &session);
}

void conform_prompt_modes(void)
{
	static const MI_CallbackMode modes[] = {MI_CALLBACKMODE_REPORT, MI_CALLBACKMODE_IGNORE,
						MI_CALLBACKMODE_INQUIRE};

	conform_open(&application, &session);
	for (unsigned i = 0; i < MI_COUNT(modes); i++) {
		client_say("mode %d", modes[i]);
		CALL(MI_Application_NewOperationOptions(&application, MI_FALSE, &options));
		NATIVE(MI_OperationOptions_SetPromptUserRegularMode(&options, modes[i], MI_FALSE));
		remove_with("mode", MI_OperationCallback_ResponseType_No, true);
		NATIVE_VOID(MI_OperationOptions_Delete(&options));
	}
	client_close(&application, &session);
}

/* Without a callback for it, the options answer. */
void conform_prompt_fetched(void)
{
	MI_Instance *parameters;

	conform_open(&application, &session);
	CALL(MI_Application_NewOperationOptions(&application, MI_FALSE, &options));
	NATIVE(MI_OperationOptions_SetPromptUserRegularMode(&options, MI_CALLBACKMODE_IGNORE, MI_FALSE));
	parameters = conform_parameter(&application, "Path", path("victim"));
	CALL_VOID(MI_Session_Invoke(&session, 0, &options, CONFORM_NAMESPACE, "MTR_Workbench", "RemoveFile", NULL,
				    parameters, NULL, &op.handle));
	conform_fetch_all(&op.handle, conform_fetch_instance);
	NATIVE_VOID(MI_OperationOptions_Delete(&options));
	NATIVE(MI_Instance_Delete(parameters));
	client_close(&application, &session);
}

/* --- progress, messages, streams ---------------------------------------------------------------------------------- */

void conform_progress_and_messages(void)
{
	conform_open(&application, &session);
	client_op_init(&op, "scan", CLIENT_ALL);
	invoke_on("ScanDirectory", "tree", 0, false);
	client_finish(&op);
	client_op_init(&op, "progress", CLIENT_INSTANCE | CLIENT_PROGRESS);
	invoke_on("ScanDirectory", "tree", 0, false);
	client_finish(&op);
	client_close(&application, &session);
}

void conform_channels(void)
{
	conform_open(&application, &session);
	CALL(MI_Application_NewOperationOptions(&application, MI_FALSE, &options));
	NATIVE(MI_OperationOptions_DisableChannel(&options, MI_WRITEMESSAGE_CHANNEL_DEBUG));
	client_op_init(&op, "scan", CLIENT_ALL);
	invoke_on("ScanDirectory", "tree", 0, true);
	client_finish(&op);
	NATIVE_VOID(MI_OperationOptions_Delete(&options));
	client_close(&application, &session);
}

void conform_streamed(void)
{
	conform_open(&application, &session);
	client_op_init(&op, "list", CLIENT_ALL);
	invoke_on("ListDirectory", "many", 0, false);
	client_finish(&op);
	client_close(&application, &session);
}

void conform_streamed_manual(void)
{
	conform_open(&application, &session);
	client_op_init(&op, "list", CLIENT_ALL);
	op.acknowledge_here = true;
	invoke_on("ListDirectory", "many", MI_OPERATIONFLAGS_MANUAL_ACK_RESULTS, false);
	client_finish(&op);
	client_close(&application, &session);
}

/* Results are fetched, all else is called back. */
void conform_mixed_mode(void)
{
	conform_open(&application, &session);
	client_op_init(&op, "scan", CLIENT_ALL & ~CLIENT_RESULTS);
	invoke_on("ScanDirectory", "tree", 0, false);
	conform_fetch_all(&op.handle, conform_fetch_instance);
	client_close(&application, &session);
}

/* --- errors ------------------------------------------------------------------------------------------------------- */

static void check_files(const char *name, MI_OperationCallback_ResponseType answer, bool with_options)
{
	MI_Char *paths[] = {(MI_Char *)"/", (MI_Char *)"/nonexistent/1", (MI_Char *)"/nonexistent/2"};
	MI_Value value = {.stringa = {paths, 3}};
	MI_Instance *parameters;

	CALL(MI_Application_NewInstance(&application, "Parameters", NULL, &parameters));
	NATIVE(MI_Instance_AddElement(parameters, "Paths", &value, MI_STRINGA, 0));
	client_op_init(&op, name, CLIENT_ALL);
	op.on_other = answer_at_once;
	the_answer = answer;
	conform_invoke(&op, &session, 0, with_options ? &options : NULL, "CheckFiles", parameters);
	NATIVE(MI_Instance_Delete(parameters));
	client_finish(&op);
}

static void check_files_asking(const char *name, MI_OperationCallback_ResponseType answer)
{
	CALL(MI_Application_NewOperationOptions(&application, MI_FALSE, &options));
	NATIVE(MI_OperationOptions_SetWriteErrorMode(&options, MI_CALLBACKMODE_INQUIRE));
	check_files(name, answer, true);
	NATIVE_VOID(MI_OperationOptions_Delete(&options));
}

void conform_errors_asked(void)
{
	conform_open(&application, &session);
	check_files_asking("yes", MI_OperationCallback_ResponseType_Yes);
	client_close(&application, &session);
}

void conform_errors_yes_to_all(void)
{
	conform_open(&application, &session);
	check_files_asking("yes to all", MI_OperationCallback_ResponseType_YesToAll);
	client_close(&application, &session);
}

void conform_errors_reported(void)
{
	conform_open(&application, &session);
	check_files("reported", MI_OperationCallback_ResponseType_No, false);
	client_close(&application, &session);
}
