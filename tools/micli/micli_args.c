/* micli's command line. */
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "micli.h"

/* Wrong usage ends with MI_RESULT_INVALID_PARAMETER, as an operation with bad arguments does. */
enum {
	STATUS_USAGE = MI_RESULT_INVALID_PARAMETER,
	TIMEOUT_MAX = 1000000, /* seconds; some days */
};

/* What follows a verb, in order. */
enum argument {
	END,
	NAMESPACE,
	CLASS,
	CLASS_OPTIONAL,
	KEYS,   /* an instance whose elements are keys */
	VALUES, /* an instance whose elements are values */
	METHOD,
	PARAMETERS_OPTIONAL,
	QUERY,
};

struct verb {
	const char *name;
	enum micli_verb verb;
	enum argument arguments[6];
	const char *usage, *help;
};

static const struct verb verbs[] = {
	{"test", MICLI_NOOP, {END}, "", "test the connection"},
	{"gi", MICLI_GET_INSTANCE, {NAMESPACE, KEYS}, "NAMESPACE INSTANCE", "get an instance by its keys"},
	{"ci", MICLI_CREATE_INSTANCE, {NAMESPACE, KEYS}, "NAMESPACE INSTANCE", "create an instance"},
	{"mi", MICLI_MODIFY_INSTANCE, {NAMESPACE, KEYS}, "NAMESPACE INSTANCE", "modify an instance (*Name: no key)"},
	{"di", MICLI_DELETE_INSTANCE, {NAMESPACE, KEYS}, "NAMESPACE INSTANCE", "delete an instance"},
	{"ei", MICLI_ENUMERATE_INSTANCES, {NAMESPACE, CLASS}, "NAMESPACE CLASS", "enumerate the instances of a class"},
	{"iv",
	 MICLI_INVOKE,
	 {NAMESPACE, KEYS, METHOD, PARAMETERS_OPTIONAL},
	 "NAMESPACE CLASS|INSTANCE METHOD [PARAMETERS]",
	 "invoke a method"},
	{"wql", MICLI_QUERY, {NAMESPACE, QUERY}, "NAMESPACE QUERY", "query instances"},
	{"a", MICLI_ASSOCIATORS, {NAMESPACE, KEYS}, "NAMESPACE INSTANCE", "the instances associated with one"},
	{"r", MICLI_REFERENCES, {NAMESPACE, KEYS}, "NAMESPACE INSTANCE", "the associations that refer to one"},
	{"gc", MICLI_GET_CLASS, {NAMESPACE, CLASS}, "NAMESPACE CLASS", "get a class"},
	{"ec", MICLI_ENUMERATE_CLASSES, {NAMESPACE, CLASS_OPTIONAL}, "NAMESPACE [CLASS]", "enumerate classes"},
	{"sub", MICLI_SUBSCRIBE, {NAMESPACE, QUERY}, "NAMESPACE QUERY", "subscribe to indications, until ^C"},
};

enum {
	OPT_SYNC = 256,
	OPT_MANUAL_ACK,
	OPT_TIMEOUT,
	OPT_HOSTNAME,
	OPT_PORT,
	OPT_PROTOCOL,
	OPT_AUTH,
	OPT_ENCRYPTION,
	OPT_ANSWER,
	OPT_JSON,
	OPT_KEYS_ONLY,
	OPT_SHALLOW,
	OPT_NAMES_ONLY,
	OPT_LIMIT,
	OPT_DIALECT,
	OPT_ASSOCIATION_CLASS,
	OPT_RESULT_CLASS,
	OPT_ROLE,
	OPT_RESULT_ROLE,
	OPT_HELP,
};

static const struct option long_options[] = {
	{"sync", no_argument, NULL, OPT_SYNC},
	{"manual-ack", no_argument, NULL, OPT_MANUAL_ACK},
	{"timeout", required_argument, NULL, OPT_TIMEOUT},
	{"user", required_argument, NULL, 'u'},
	{"password", required_argument, NULL, 'p'},
	{"hostname", required_argument, NULL, OPT_HOSTNAME},
	{"port", required_argument, NULL, OPT_PORT},
	{"protocol", required_argument, NULL, OPT_PROTOCOL},
	{"auth", required_argument, NULL, OPT_AUTH},
	{"encryption", required_argument, NULL, OPT_ENCRYPTION},
	{"answer", required_argument, NULL, OPT_ANSWER},
	{"json", no_argument, NULL, OPT_JSON},
	{"nulls", no_argument, NULL, 'n'},
	{"quiet", no_argument, NULL, 'q'},
	{"keys-only", no_argument, NULL, OPT_KEYS_ONLY},
	{"shallow", no_argument, NULL, OPT_SHALLOW},
	{"names-only", no_argument, NULL, OPT_NAMES_ONLY},
	{"limit", required_argument, NULL, OPT_LIMIT},
	{"dialect", required_argument, NULL, OPT_DIALECT},
	{"association-class", required_argument, NULL, OPT_ASSOCIATION_CLASS},
	{"result-class", required_argument, NULL, OPT_RESULT_CLASS},
	{"role", required_argument, NULL, OPT_ROLE},
	{"result-role", required_argument, NULL, OPT_RESULT_ROLE},
	{"help", no_argument, NULL, OPT_HELP},
	{NULL, 0, NULL, 0},
};

static void print_usage(FILE *out)
{
	fputs("Usage: micli [OPTION]... VERB [ARGUMENT]...\n\nVerbs:\n", out);
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		fprintf(out, "  %-5s %-46s %s\n", verbs[i].name, verbs[i].usage, verbs[i].help);
	fputs("\nINSTANCE:    { Class Name Value Name [ value value ] Name { Class ... } }\n"
	      "PARAMETERS:  { Name Value ... }\n"
	      "\nOptions:\n"
	      "  --sync                     fetch results on this thread instead of in callbacks\n"
	      "  --manual-ack               acknowledge each result from another thread, after printing it\n"
	      "  --timeout=SECONDS          of the operation; where the library does not heed it, micli cancels then\n"
	      "  --answer=ANSWER            yes, no, yes-to-all or no-to-all to every prompt\n"
	      "  --keys-only, --shallow     of ei;   --names-only, --shallow: of ec\n"
	      "  --limit=N                  end after N results; with --sync the rest is read unseen, or cancelled if "
	      "it\n"
	      "                             pauses\n"
	      "  --dialect=NAME             of wql and sub (WQL)\n"
	      "  --association-class=CLASS, --result-class=CLASS, --role=NAME, --result-role=NAME   of a and r\n"
	      "  -u NAME, -p PASSWORD       credentials;   --auth=Default|Digest|NegoWithCreds|Basic|Kerberos|...\n"
	      "  --hostname=HOST, --port=N  over HTTP instead of the local protocol;   --protocol=NAME\n"
	      "  --encryption=none          of what goes there; https: all of it; http: the messages, with --auth "
	      "other\n"
	      "                             than Basic\n"
	      "  --json                     one line of JSON for each result\n"
	      "  -n, --nulls                print elements without a value, too\n"
	      "  -q, --quiet                print no results\n"
	      "  --help                     show this\n"
	      "\nThe exit status is the operation's MI_Result, 0 where --limit ended it, 1 for results above 100.\n"
	      "^C cancels the operation; a second ^C ends micli at once.\n",
	      out);
}

static int usage_failure(const char *what, const char *which)
{
	fprintf(stderr, "micli: %s%s%s\nTry 'micli --help'.\n", what, which ? ": " : "", which ? which : "");
	return STATUS_USAGE;
}

/* 0 or the status of wrong usage. */
static int read_number(const char *option, const char *text, long max, long *ret)
{
	char what[80], *end;

	errno = 0;
	*ret = strtol(text, &end, 10);
	if (!errno && *text && !*end && *ret >= 0 && *ret <= max)
		return 0;
	snprintf(what, sizeof(what), "%s is no number up to %ld", option, max);
	return usage_failure(what, text);
}

/* One option into the request; 0 or the status of wrong usage. */
static int take_option(int option, const char *word, struct micli_request *r)
{
	switch (option) {
	case OPT_SYNC:
		r->synchronous = true;
		return 0;
	case OPT_MANUAL_ACK:
		r->manual_ack = true;
		return 0;
	case OPT_TIMEOUT:
		return read_number("--timeout", optarg, TIMEOUT_MAX, &r->timeout_seconds);
	case OPT_LIMIT:
		return read_number("--limit", optarg, LONG_MAX, &r->limit);
	case OPT_PORT:
		return read_number("--port", optarg, UINT16_MAX, &r->port);
	case 'u':
		r->user = optarg;
		return 0;
	case 'p':
		r->password = optarg;
		return 0;
	case OPT_HOSTNAME:
		r->hostname = optarg;
		return 0;
	case OPT_PROTOCOL:
		r->protocol = optarg;
		return 0;
	case OPT_AUTH:
		r->authentication = optarg;
		return 0;
	case OPT_ENCRYPTION:
		r->encryption = optarg;
		return 0;
	case OPT_ANSWER:
		r->answer = optarg;
		return 0;
	case OPT_JSON:
		r->json = true;
		return 0;
	case 'n':
		r->nulls = true;
		return 0;
	case 'q':
		r->quiet = true;
		return 0;
	case OPT_KEYS_ONLY:
		r->keys_only = true;
		return 0;
	case OPT_SHALLOW:
		r->shallow = true;
		return 0;
	case OPT_NAMES_ONLY:
		r->names_only = true;
		return 0;
	case OPT_DIALECT:
		r->dialect = optarg;
		return 0;
	case OPT_ASSOCIATION_CLASS:
		r->association_class = optarg;
		return 0;
	case OPT_RESULT_CLASS:
		r->result_class = optarg;
		return 0;
	case OPT_ROLE:
		r->role = optarg;
		return 0;
	case OPT_RESULT_ROLE:
		r->result_role = optarg;
		return 0;
	default:
		return usage_failure("unknown option, or one without its value", word);
	}
}

/* @words: ends with NULL. */
static bool is_one_of(const char *word, const char *const *words)
{
	while (*words && strcmp(word, *words) != 0)
		words++;
	return *words;
}

/* What options say together. */
static int check_options(struct micli_request *r)
{
	static const char *const answers[] = {"yes", "no", "yes-to-all", "no-to-all", NULL};
	static const char *const encryptions[] = {"http", "https", "none", NULL};

	if (r->answer && !is_one_of(r->answer, answers))
		return usage_failure("--answer is none of yes, no, yes-to-all, no-to-all", r->answer);
	if (r->encryption && !is_one_of(r->encryption, encryptions))
		return usage_failure("--encryption is none of http, https, none", r->encryption);
	if (!r->hostname && (r->port || r->encryption))
		return usage_failure("--port and --encryption are for a --hostname", NULL);
	if (!r->user && (r->password || r->authentication))
		return usage_failure("--password and --auth are for a --user", NULL);
	if (!r->encryption)
		r->encryption = "none";
	return 0;
}

/* `iv` may name a class alone: its static methods. */
static int take_target(const struct verb *verb, MI_Application *application, char ***words, struct micli_request *r)
{
	if (strcmp(**words, "{") == 0) {
		r->instance = micli_read_instance(application, words, true);
		if (!r->instance)
			return STATUS_USAGE;
		MI_Instance_GetClassName(r->instance, &r->class_name);
		return 0;
	}
	if (verb->verb != MICLI_INVOKE)
		return usage_failure("an instance begins with {, not with", **words);
	r->class_name = *(*words)++;
	return 0;
}

static int take_argument(const struct verb *verb, enum argument argument, MI_Application *application, char ***words,
			 struct micli_request *r)
{
	bool optional = argument == PARAMETERS_OPTIONAL || argument == CLASS_OPTIONAL;

	if (!**words)
		return optional ? 0 : usage_failure("arguments are missing; it is", verb->usage);
	switch (argument) {
	case NAMESPACE:
		r->namespace_name = *(*words)++;
		return 0;
	case CLASS:
	case CLASS_OPTIONAL:
		r->class_name = *(*words)++;
		return 0;
	case KEYS:
	case VALUES:
		return take_target(verb, application, words, r);
	case METHOD:
		r->method_name = *(*words)++;
		return 0;
	case QUERY:
		r->query = *(*words)++;
		return 0;
	case PARAMETERS_OPTIONAL:
		r->parameters = micli_read_parameters(application, words);
		return r->parameters ? 0 : STATUS_USAGE;
	case END:
		break;
	}
	return 0;
}

static const struct verb *find_verb(const char *name)
{
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		if (strcmp(verbs[i].name, name) == 0)
			return &verbs[i];
	}
	return NULL;
}

static int take_verb(char **words, MI_Application *application, struct micli_request *r)
{
	const struct verb *verb;
	int status = 0;

	if (!*words)
		return usage_failure("no verb given", NULL);
	verb = find_verb(*words);
	if (!verb)
		return usage_failure("unknown verb", *words);
	words++;
	r->verb = verb->verb;
	for (const enum argument *argument = verb->arguments; *argument != END && !status; argument++)
		status = take_argument(verb, *argument, application, &words, r);
	if (!status && *words)
		return usage_failure("one argument too many", *words);
	return status;
}

int micli_parse(int argc, char **argv, MI_Application *application, struct micli_request *ret)
{
	int option, status = 0;

	ret->dialect = "WQL";
	opterr = 0;
	while (!status && (option = getopt_long(argc, argv, "+u:p:nq", long_options, NULL)) != -1) {
		if (option == OPT_HELP) {
			print_usage(stdout);
			return MI_RESULT_OK;
		}
		status = take_option(option, argv[optind - 1], ret);
	}
	if (!status)
		status = check_options(ret);
	if (!status)
		status = take_verb(argv + optind, application, ret);
	return status ? status : -1;
}

void micli_request_clear(struct micli_request *request)
{
	if (request->instance)
		MI_Instance_Delete(request->instance);
	if (request->parameters)
		MI_Instance_Delete(request->parameters);
	request->instance = request->parameters = NULL;
}
