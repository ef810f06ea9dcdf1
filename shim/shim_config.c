/* From environment to settings. */
#include "shim_config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fail.h"
#include "shim_log.h"

/* Programs that run with more rights than their user has obey nobody's environment. */
static const char *get(const char *name)
{
	const char *value = secure_getenv(name);

	return value && *value ? value : NULL;
}

static size_t get_number(const char *name)
{
	const char *value = get(name);
	char *end;
	unsigned long long number;

	if (!value)
		return 0;
	errno = 0;
	number = strtoull(value, &end, 10);
	if (!*end && !errno && number > 0 && *value != '-')
		return (size_t)number;
	shim_log_once("%s=%s: expected a number; the default holds", name, value);
	return 0;
}

static size_t get_ring_size(void)
{
	enum {
		SMALLEST = 4 << 16
	}; /* four packets */
	size_t size = get_number("MITRACE_RING");

	if (!size || (size >= SMALLEST && (size & (size - 1)) == 0))
		return size;
	shim_log_once("MITRACE_RING=%zu: expected a power of two from %d on; the default holds", size, (int)SMALLEST);
	return 0;
}

static enum mtr_redaction_policy get_policy(void)
{
	enum mtr_redaction_policy policy = MTR_REDACTION_SECRETS;
	const char *value = get("MITRACE_REDACT");

	/* What is not understood must not mean less protection than was asked for. */
	if (value && mtr_redaction_policy_parse(value, &policy)) {
		shim_log_once("MITRACE_REDACT=%s: expected credentials, secrets or strict; taken as strict", value);
		policy = MTR_REDACTION_STRICT;
	}
	return policy;
}

static enum mtr_on_full get_on_full(void)
{
	const char *value = get("MITRACE_ON_FULL");

	if (value && strcmp(value, "drop") == 0)
		return MTR_ON_FULL_DROP;
	if (value && strcmp(value, "block") != 0)
		shim_log_once("MITRACE_ON_FULL=%s: expected block or drop; taken as block", value);
	return MTR_ON_FULL_BLOCK;
}

/* MITRACE_KEY, or ~/.config/mitrace/key, whose folder is made. False when there is neither. */
static bool key_path(char *buf, size_t size)
{
	const char *path = get("MITRACE_KEY"), *config = get("XDG_CONFIG_HOME"), *home = get("HOME");
	size_t len;

	if (path)
		return (size_t)snprintf(buf, size, "%s", path) < size;
	if (config)
		snprintf(buf, size, "%s", config);
	else if (home)
		snprintf(buf, size, "%s/.config", home);
	else
		return false;
	mkdir(buf, 0700);
	len = strlen(buf);
	snprintf(buf + len, size - len, "/mitrace");
	mkdir(buf, 0700);
	len = strlen(buf);
	return (size_t)snprintf(buf + len, size - len, "/key") < size - len;
}

static void read_redaction(struct shim_config *config)
{
	enum mtr_redaction_policy policy = get_policy();
	uint8_t key[MTR_REDACTION_KEY_SIZE] = {0};
	char path[PATH_MAX];

	if (key_path(path, sizeof(path))) {
		if (mtr_redaction_load(path, policy, &config->redaction) == 0)
			return;
		shim_log_once("%s; tokens of this trace will match those of no other", mtr_fail_text());
	}
	config->own_key = true;
	if (getrandom(key, sizeof(key), 0) != sizeof(key))
		shim_log_once("no random numbers for a redaction key");
	mtr_redaction_init(&config->redaction, policy, key);
}

/* The absolute form: the client may go to another folder later. */
static bool take_file(struct shim_config *config, const char *file)
{
	size_t len = 0;

	if (*file != '/') {
		if (!getcwd(config->file, sizeof(config->file)))
			return false;
		len = strlen(config->file);
	}
	return (size_t)snprintf(config->file + len, sizeof(config->file) - len, "%s%s", len ? "/" : "", file) <
	       sizeof(config->file) - len;
}

void shim_config_read(struct shim_config *ret)
{
	const char *file = get("MITRACE_FILE"), *session = get("MITRACE_SESSION"), *force = get("MITRACE_FORCE");

	if (!file)
		return;
	shim_log_to(get("MITRACE_LOG"));
	if (!take_file(ret, file)) {
		shim_log_once("MITRACE_FILE is longer than a path may be; nothing is recorded");
		ret->file[0] = '\0';
		return;
	}
	snprintf(ret->session, sizeof(ret->session), "%s", session ? session : "");
	ret->force = force && strcmp(force, "0") != 0;
	ret->on_full = get_on_full();
	ret->level = (int)get_number("MITRACE_LEVEL");
	ret->ring_size = get_ring_size();
	ret->event_cap = get_number("MITRACE_EVENT");
	read_redaction(ret);
}
