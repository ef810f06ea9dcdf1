/*
 * A client whose requests are changed in one field each: change_client record makes two dozen requests; change_client COUNT
 * SEED makes COUNT of the same with one field changed, and prints for each the number of the request, from 0, and the
 * name that a replay has for the field.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mi/mi.h>

enum field {
	NAMESPACE,
	CLASS,
	METHOD,
	DIALECT,
	QUERY,
	ASSOCIATION,
	RESULT,
	ROLE,
	RESULT_ROLE,
	INSTANCE,
	KEY,
	PROPERTY,
	PARAMETER,
	OPTION,
	TEXTS,
	KEYS_ONLY = TEXTS,
	NAMES_ONLY,
	FLAGS,
	FIELDS,
};

static const struct {
	const char *name, *usual;
} fields[FIELDS] = {
	[NAMESPACE] = {"namespace", "root/space"},
	[CLASS] = {"class", "MSFT_Class"},
	[METHOD] = {"method", "Method"},
	[DIALECT] = {"dialect", "WQL"},
	[QUERY] = {"query", "select * from C where N = 'name'"},
	[ASSOCIATION] = {"associationClass", "MSFT_Association"},
	[RESULT] = {"resultClass", "MSFT_Result"},
	[ROLE] = {"role", "Role"},
	[RESULT_ROLE] = {"resultRole", "ResultRole"},
	[INSTANCE] = {"instance", "MSFT_Instance"},
	[KEY] = {"instance.Key", "key"},
	[PROPERTY] = {"instance.Property", "property"},
	[PARAMETER] = {"parameters.Parameter", "parameter"},
	[OPTION] = {"option Client", "option"},
	[KEYS_ONLY] = {"keysOnly", NULL},
	[NAMES_ONLY] = {"classNamesOnly", NULL},
	[FLAGS] = {"flags", NULL},
};

#define HAS(field) (1u << (field))
#define ABOUT      (HAS(INSTANCE) | HAS(KEY))
#define ALWAYS     (HAS(NAMESPACE) | HAS(OPTION) | HAS(FLAGS))

/* In the order of the session's table; which fields make up a request. */
static const unsigned kinds[] = {
	ABOUT,                                                                                  /* GetInstance */
	ABOUT | HAS(PROPERTY),                                                                  /* ModifyInstance */
	ABOUT | HAS(PROPERTY),                                                                  /* CreateInstance */
	ABOUT,                                                                                  /* DeleteInstance */
	ABOUT | HAS(CLASS) | HAS(METHOD) | HAS(PARAMETER),                                      /* Invoke */
	HAS(CLASS) | HAS(KEYS_ONLY),                                                            /* Enumerate */
	HAS(DIALECT) | HAS(QUERY),                                                              /* Query */
	ABOUT | HAS(ASSOCIATION) | HAS(RESULT) | HAS(ROLE) | HAS(RESULT_ROLE) | HAS(KEYS_ONLY), /* Associators */
	ABOUT | HAS(RESULT) | HAS(ROLE) | HAS(KEYS_ONLY),                                       /* References */
	HAS(DIALECT) | HAS(QUERY),                                                              /* Subscribe */
	HAS(CLASS),                                                                             /* GetClass */
	HAS(CLASS) | HAS(NAMES_ONLY),                                                           /* EnumerateClasses */
};

enum {
	KINDS = sizeof(kinds) / sizeof(kinds[0]),
	REQUESTS = 2 * KINDS,
};

struct request {
	unsigned kind;
	char text[TEXTS][64];
	MI_Boolean keys_only, names_only;
	MI_Uint32 flags;
};

static MI_Application application;
static MI_Session session;

/* ---------------------------------------------------------------- requests */

static void make_request(unsigned number, struct request *ret)
{
	memset(ret, 0, sizeof(*ret));
	ret->kind = number % KINDS;
	for (unsigned i = 0; i < TEXTS; i++)
		snprintf(ret->text[i], sizeof(ret->text[i]), "%s%02u", fields[i].usual, number);
	ret->keys_only = number % 3 == 0;
	ret->names_only = number % 5 == 0;
	ret->flags = number % 4 ? MI_OPERATIONFLAGS_LOCALIZED_QUALIFIERS : 0;
}

static unsigned below(unsigned limit)
{
	static unsigned long long state;

	if (!limit) {
		state++;
		return 0;
	}
	state = state * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(state >> 33) % limit;
}

/* Another letter somewhere, one more, one less, or something else; what changes nothing but case is no change. */
static void change_text(char *text)
{
	size_t len = strlen(text), at = below((unsigned)len);

	switch (below(4)) {
	case 0:
		text[at] = text[at] == 'x' ? 'z' : 'x';
		break;
	case 1:
		memmove(text + at + 1, text + at, len - at + 1);
		text[at] = 'y';
		break;
	case 2:
		memmove(text + at, text + at + 1, len - at);
		break;
	default:
		snprintf(text, 64, "Other%u", below(1000));
	}
}

static enum field change(struct request *request)
{
	unsigned has = kinds[request->kind] | ALWAYS;
	enum field field;

	do
		field = (enum field)below(FIELDS);
	while (!(has & HAS(field)));
	if (field == KEYS_ONLY)
		request->keys_only = !request->keys_only;
	else if (field == NAMES_ONLY)
		request->names_only = !request->names_only;
	else if (field == FLAGS)
		request->flags ^= MI_OPERATIONFLAGS_POLYMORPHISM_SHALLOW;
	else
		change_text(request->text[field]);
	return field;
}

/* ---------------------------------------------------------------- calls */

static void add(MI_Instance *instance, const char *name, const char *text, MI_Uint32 flags)
{
	MI_Value value = {.string = (MI_Char *)(uintptr_t)text}; /* copied */

	MI_Instance_AddElement(instance, name, &value, MI_STRING, flags);
}

static void start_about(const struct request *r, const MI_Instance *instance, const MI_Instance *parameters,
			MI_OperationOptions *options, MI_Operation *operation)
{
	const char *ns = r->text[NAMESPACE];

	switch (r->kind) {
	case 0:
		MI_Session_GetInstance(&session, r->flags, options, ns, instance, NULL, operation);
		break;
	case 1:
		MI_Session_ModifyInstance(&session, r->flags, options, ns, instance, NULL, operation);
		break;
	case 2:
		MI_Session_CreateInstance(&session, r->flags, options, ns, instance, NULL, operation);
		break;
	case 3:
		MI_Session_DeleteInstance(&session, r->flags, options, ns, instance, NULL, operation);
		break;
	case 4:
		MI_Session_Invoke(&session, r->flags, options, ns, r->text[CLASS], r->text[METHOD], instance,
				  parameters, NULL, operation);
		break;
	case 7:
		MI_Session_AssociatorInstances(&session, r->flags, options, ns, instance, r->text[ASSOCIATION],
					       r->text[RESULT], r->text[ROLE], r->text[RESULT_ROLE], r->keys_only, NULL,
					       operation);
		break;
	default:
		MI_Session_ReferenceInstances(&session, r->flags, options, ns, instance, r->text[RESULT], r->text[ROLE],
					      r->keys_only, NULL, operation);
	}
}

static void start_other(const struct request *r, MI_OperationOptions *options, MI_Operation *operation)
{
	const char *ns = r->text[NAMESPACE];

	switch (r->kind) {
	case 5:
		MI_Session_EnumerateInstances(&session, r->flags, options, ns, r->text[CLASS], r->keys_only, NULL,
					      operation);
		break;
	case 6:
		MI_Session_QueryInstances(&session, r->flags, options, ns, r->text[DIALECT], r->text[QUERY], NULL,
					  operation);
		break;
	case 9:
		MI_Session_Subscribe(&session, r->flags, options, ns, r->text[DIALECT], r->text[QUERY], NULL, NULL,
				     operation);
		break;
	case 10:
		MI_Session_GetClass(&session, r->flags, options, ns, r->text[CLASS], NULL, operation);
		break;
	default:
		MI_Session_EnumerateClasses(&session, r->flags, options, ns, r->text[CLASS], r->names_only, NULL,
					    operation);
	}
}

static void finish(unsigned kind, MI_Operation *operation)
{
	const MI_Instance *instance;
	const MI_Class *class_object;
	MI_Boolean more = MI_TRUE;
	MI_Result result;

	while (more) {
		more = MI_FALSE;
		if (kind == 9)
			MI_Operation_GetIndication(operation, &instance, NULL, NULL, &more, &result, NULL, NULL);
		else if (kind >= 10)
			MI_Operation_GetClass(operation, &class_object, &more, &result, NULL, NULL);
		else
			MI_Operation_GetInstance(operation, &instance, &more, &result, NULL, NULL);
	}
	MI_Operation_Close(operation);
}

static void ask(const struct request *r)
{
	MI_Instance *instance = NULL, *parameters = NULL;
	MI_OperationOptions options;
	MI_Operation operation;
	MI_Value value = {.string = (MI_Char *)(uintptr_t)r->text[OPTION]};

	MI_Application_NewOperationOptions(&application, MI_FALSE, &options);
	MI_OperationOptions_SetCustomOption(&options, "Client", MI_STRING, &value, MI_FALSE);
	MI_Application_NewInstance(&application, r->text[INSTANCE], NULL, &instance);
	add(instance, "Key", r->text[KEY], MI_FLAG_KEY);
	add(instance, "Property", r->text[PROPERTY], 0);
	MI_Application_NewInstance(&application, "Parameters", NULL, &parameters);
	add(parameters, "Parameter", r->text[PARAMETER], 0);
	if (kinds[r->kind] & HAS(INSTANCE))
		start_about(r, instance, parameters, &options, &operation);
	else
		start_other(r, &options, &operation);
	MI_Instance_Delete(instance);
	MI_Instance_Delete(parameters);
	MI_OperationOptions_Delete(&options);
	finish(r->kind, &operation);
}

static void ask_changed(unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		unsigned number = below(REQUESTS);
		struct request request;

		make_request(number, &request);
		printf("%u %s\n", number, fields[change(&request)].name);
		ask(&request);
	}
}

int main(int argc, char **argv)
{
	if (argc < 2) {
		fprintf(stderr, "usage: change_client record | COUNT SEED\n");
		return 2;
	}
	setenv("FAKE_MI_SCRIPT", "op*: io last", 1);
	MI_Application_Initialize(0, "change", NULL, &application);
	MI_Application_NewSession(&application, "FAKE", "localhost", NULL, NULL, NULL, &session);
	if (argc > 2) {
		for (unsigned long seed = strtoul(argv[2], NULL, 10); seed; seed--)
			below(0);
		ask_changed((unsigned)strtoul(argv[1], NULL, 10));
	}
	for (unsigned number = 0; argc == 2 && number < REQUESTS; number++) {
		struct request request;

		make_request(number, &request);
		ask(&request);
	}
	MI_Session_Close(&session, NULL, NULL);
	MI_Application_Close(&application);
	return 0;
}
