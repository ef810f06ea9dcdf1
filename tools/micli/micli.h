/*
 * micli: a small client of the MI API, for trying servers, hostmi and replays from the command line.
 *
 *	arguments -> struct micli_request -> one operation -> printed results -> exit status
 */
#ifndef MICLI_H
#define MICLI_H

#include <stdbool.h>
#include <stdio.h>

#include <mi/mi.h>

enum micli_verb {
	MICLI_NOOP,
	MICLI_GET_INSTANCE,
	MICLI_CREATE_INSTANCE,
	MICLI_MODIFY_INSTANCE,
	MICLI_DELETE_INSTANCE,
	MICLI_ENUMERATE_INSTANCES,
	MICLI_INVOKE,
	MICLI_QUERY,
	MICLI_ASSOCIATORS,
	MICLI_REFERENCES,
	MICLI_GET_CLASS,
	MICLI_ENUMERATE_CLASSES,
	MICLI_SUBSCRIBE,
};

/* What the command line asks for. Strings and instances are the request's; micli_request_clear() frees the latter. */
struct micli_request {
	enum micli_verb verb;
	const char *namespace_name, *class_name, *method_name, *query, *dialect;
	const char *association_class, *result_class, *role, *result_role;
	MI_Instance *instance, *parameters;

	bool synchronous, manual_ack, keys_only, shallow, names_only, json, nulls, quiet;
	long timeout_seconds, limit; /* 0: none */
	const char *user, *password, *hostname, *protocol, *authentication, *encryption;
	long port;
	const char *answer; /* "yes", "no", "yes-to-all", "no-to-all"; NULL: ask on the terminal */
};

/*
 * Fills a request from the command line. @application makes the instances.
 * Returns -1 to go on, or the exit status to end with (help, wrong usage).
 */
int micli_parse(int argc, char **argv, MI_Application *application, struct micli_request *ret);
void micli_request_clear(struct micli_request *request);

/*
 * An instance from words: `{ Class Name Value Name [ a b ] Name { Class ... } }`; a name with * before it is no key.
 * Every value is a string: the server knows the type. @keys: elements are keys. Moves *words behind the closing brace.
 * Returns NULL after telling what is wrong on standard error.
 */
MI_Instance *micli_read_instance(MI_Application *application, char ***words, bool keys);
/* The same without a class, for method parameters: `{ Name Value ... }`. */
MI_Instance *micli_read_parameters(MI_Application *application, char ***words);

/*
 * Runs the operation, prints its results. Gives the operation's MI_Result, OK when --limit ended it.
 * Returns false when the library does not let go of the session: then the application cannot be closed.
 */
bool micli_run(MI_Application *application, const struct micli_request *request, MI_Result *ret_result);

/* Makes ^C stop the operation in progress. For main(), before MI is called and threads are started. 0 or errno. */
int micli_catch_signals(void);

/* Answers prompts and errors: by --answer, else on the terminal, else no. */
MI_OperationCallback_ResponseType micli_answer(const struct micli_request *request, const char *question);

/* In the manner of MOF. @nulls: elements without a value are shown, too. */
void micli_print_instance(FILE *out, const MI_Instance *instance, bool nulls);
void micli_print_class(FILE *out, const MI_Class *class);
void micli_print_value(FILE *out, const MI_Value *value, MI_Type type);
/* One line of JSON. */
void micli_json_instance(FILE *out, const MI_Instance *instance);
void micli_json_class(FILE *out, const MI_Class *class);

/* "MI_RESULT_NOT_FOUND" or "result 1004". Static memory; one thread. */
const char *micli_result_name(MI_Result result);
const char *micli_type_name(MI_Type type);

#endif
