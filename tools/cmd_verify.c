/* mitrace verify: is the trace complete, is it free of given secrets? */
#include <inttypes.h>
#include <string.h>

#include "command.h"
#include "fail.h"
#include "progress.h"
#include "reading.h"
#include "secrets_scan.h"
#include "verify.h"

struct verify_settings {
	const char *secrets;
	bool quiet;
};

static const struct command_option options[] = {
	{"secrets", 's', OPTION_TEXT, offsetof(struct verify_settings, secrets), "FILE",
	 "look for these secrets, one a line, in every form and everywhere in the trace and its spool", NULL},
	{"quiet", 'q', OPTION_FLAG, offsetof(struct verify_settings, quiet), NULL, "say nothing, the status tells",
	 NULL},
	{NULL, 0, OPTION_FLAG, 0, NULL, NULL, NULL},
};

extern const struct command command_verify;

static void print_finding(void *context, const struct mtr_finding *finding)
{
	const struct verify_settings *settings = context;

	progress_clear();
	if (!settings->quiet)
		command_print(stdout, "%s: %s", finding->loss ? "missing" : "remark", finding->text);
}

static void print_secret(void *context, const struct mtr_secret_found *found)
{
	const struct verify_settings *settings = context;

	progress_clear();
	if (settings->quiet)
		return;
	if (strcmp(found->where, "event") == 0)
		printf("secret: the one in line %u, %s, in event %" PRIu64 "\n", found->line, found->encoding,
		       found->at);
	else
		printf("secret: the one in line %u, %s, in the %s at offset %" PRIu64 "\n", found->line,
		       found->encoding, found->where, found->at);
}

/* 0 with *ret_count, or worded. */
static int look_for_secrets(const struct verify_settings *settings, const char *path, uint64_t *ret_count)
{
	struct mtr_secrets *secrets = NULL;
	int err = mtr_secrets_new(&secrets);

	if (!err)
		err = mtr_secrets_load(secrets, settings->secrets);
	if (!err)
		err = mtr_secrets_scan_trace(secrets, path, print_secret, (void *)(uintptr_t)settings, ret_count);
	mtr_secrets_free(secrets);
	return err;
}

static int run(const void *data, int argc, char **argv)
{
	const struct verify_settings *settings = data;
	struct mtr_verify result;
	uint64_t secrets = 0;
	int status = STATUS_TROUBLE;
	const char *path = reading_one_path(&command_verify, argc, argv, &status);

	if (!path)
		return status;
	if (strcmp(path, "-") == 0)
		return command_fail_usage(&command_verify, "a trace is verified as a file, with its spool beside it");
	if (mtr_verify(path, print_finding, (void *)(uintptr_t)settings, &result))
		return command_fail(&command_verify, "%s", mtr_fail_text());
	if (settings->secrets && look_for_secrets(settings, path, &secrets))
		return command_fail(&command_verify, "%s", mtr_fail_text());
	progress_clear();
	if (!settings->quiet && result.complete)
		printf("complete: %" PRIu64 " events, %" PRIu64 " frames\n", result.events, result.stats.frames);
	if (!settings->quiet && settings->secrets && !secrets)
		printf("no secret was found\n");
	return result.complete && !secrets ? STATUS_FINE : STATUS_DIFFERS;
}

static const struct command_example examples[] = {
	{"mitrace verify who.mitrace", "is anything missing?"},
	{"mitrace verify --secrets=passwords.txt who.mitrace", "did any of these get into it?"},
	{NULL, NULL},
};

const struct command command_verify = {
	.name = "verify",
	.summary = "prove a trace complete, or tell what is missing",
	.arguments = "TRACE",
	.description =
		"Reads the whole trace, checks every frame and accounts for every event: gaps, drops, cuts, lost "
		"classes, a missing end or spool. Calls that had not returned are remarks. The status is 1 when "
		"something is missing or a secret was found.",
	.examples = examples,
	.options = options,
	.settings_size = sizeof(struct verify_settings),
	.run = run,
};
