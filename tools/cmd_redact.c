/* mitrace redact: a trace without its secrets. */
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "command.h"
#include "fail.h"
#include "progress.h"
#include "reading.h"
#include "rewrite.h"

struct redact_settings {
	const char *output, *policy, *key;
	bool force;
};

static const char *const policies[] = {"credentials", "secrets", "strict", NULL};

static const struct command_option options[] = {
	{"output", 'o', OPTION_TEXT, offsetof(struct redact_settings, output), "TRACE", "the trace to write", NULL},
	{"redact", 0, OPTION_CHOICE, offsetof(struct redact_settings, policy), NULL,
	 "what becomes a token; 'secrets' by default", policies},
	{"key", 'k', OPTION_TEXT, offsetof(struct redact_settings, key), "FILE",
	 "key of the tokens, made when it is not there; ~/.config/mitrace/key by default", NULL},
	{"force", 0, OPTION_FLAG, offsetof(struct redact_settings, force), NULL, "replace the file, if it is a trace",
	 NULL},
	{NULL, 0, OPTION_FLAG, 0, NULL, NULL, NULL},
};

extern const struct command command_redact;

/* Where recording keeps its key as well, so that tokens are the same. */
static bool default_key(char *buf, size_t size)
{
	const char *key = getenv("MITRACE_KEY"), *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
	char folder[PATH_MAX];

	if (key)
		return (size_t)snprintf(buf, size, "%s", key) < size;
	if (config ? (size_t)snprintf(folder, sizeof(folder), "%s", config) >= sizeof(folder)
		   : !home || (size_t)snprintf(folder, sizeof(folder), "%s/.config", home) >= sizeof(folder))
		return false;
	mkdir(folder, 0700);
	if ((size_t)snprintf(buf, size, "%s/mitrace", folder) >= size)
		return false;
	mkdir(buf, 0700);
	return (size_t)snprintf(buf, size, "%s/mitrace/key", folder) < size;
}

static int run(const void *data, int argc, char **argv)
{
	const struct redact_settings *settings = data;
	enum mtr_redaction_policy policy = MTR_REDACTION_SECRETS;
	struct mtr_redaction redaction;
	const struct mtr_rewrite how = {.redaction = &redaction, .force = settings->force};
	struct mtr_rewrite_result result;
	char key[PATH_MAX];
	int status = STATUS_TROUBLE;
	const char *path = reading_one_path(&command_redact, argc, argv, &status);

	if (!path)
		return status;
	if (!settings->output)
		return command_fail_usage(&command_redact, "where to? say -o TRACE");
	if (!settings->key && !default_key(key, sizeof(key)))
		return command_fail_usage(&command_redact, "which key? there is no home folder; say --key=FILE");
	if ((settings->policy && mtr_redaction_policy_parse(settings->policy, &policy)) ||
	    mtr_redaction_load(settings->key ? settings->key : key, policy, &redaction) ||
	    mtr_rewrite_trace(path, settings->output, &how, &result))
		return command_fail(&command_redact, "%s", mtr_fail_text());
	progress_clear();
	fprintf(stderr, "mitrace redact: %" PRIu64 " events, %" PRIu64 " values became tokens\n", result.events,
		result.redacted);
	return STATUS_FINE;
}

static const struct command_example examples[] = {
	{"mitrace redact --redact=strict -o public.mitrace who.mitrace", "a trace to hand out: no text is left in it"},
	{NULL, NULL},
};

const struct command command_redact = {
	.name = "redact",
	.summary = "write a trace without its secrets",
	.arguments = "-o TRACE TRACE",
	.description =
		"Applies the redaction of recording to a trace that exists. Equal values become equal tokens, in all "
		"traces made with one key; nobody without the key can guess them. NULL and empty values stay.",
	.examples = examples,
	.options = options,
	.settings_size = sizeof(struct redact_settings),
	.run = run,
};
