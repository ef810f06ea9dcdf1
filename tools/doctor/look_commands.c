/* Commands that run the command in their arguments: env(1) and its like. */
#include <stdlib.h>
#include <string.h>

#include "look_chain.h"

/* Where the value of a variable that matters is kept; NULL: it does not matter. */
static const char **find_variable(struct look_work *work, const char *name, size_t len)
{
	struct {
		const char *name, **value;
	} known[] = {
		{"PATH", &work->search_path},
		{"LD_LIBRARY_PATH", &work->library_path},
		{"LD_PRELOAD", &work->preload},
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		if (strlen(known[i].name) == len && memcmp(known[i].name, name, len) == 0)
			return known[i].value;
	}
	return NULL;
}

bool look_is_set(struct look_work *work, const char *name, size_t len)
{
	const char **value = find_variable(work, name, len);

	return value && *value;
}

/* @value: NULL takes the variable away. */
static void set_variable(struct look_work *work, const char *assignment, size_t name_len, const char *value)
{
	const char **variable = find_variable(work, assignment, name_len);

	if (variable)
		*variable = value;
	/* Ours is in it by then. */
	if (name_len == strlen("LD_PRELOAD") && memcmp(assignment, "LD_PRELOAD", name_len) == 0)
		work->cleared = true;
}

static bool is_assignment(const char *word)
{
	return *word != '=' && strchr(word, '=');
}

void look_assign(struct look_work *work, const char *assignment)
{
	const char *equals = strchr(assignment, '=');

	set_variable(work, assignment, (size_t)(equals - assignment), equals + 1);
}

static void clear_variables(struct look_work *work)
{
	work->search_path = work->library_path = work->preload = NULL;
	work->cleared = true;
}

/* env -S: words by white space, quotes and backslashes as in a shell; nothing is expanded. */
static char **split_words(struct look_work *work, const char *text, char **rest)
{
	enum {
		WORDS_MAX = 128
	};
	char *words[WORDS_MAX], *out = look_alloc(work, strlen(text) + 1);
	unsigned nr = 0;

	while (out && *(text += strspn(text, " \t\n\r\f\v")) && nr < WORDS_MAX) {
		char quote = 0;

		words[nr++] = out;
		for (; *text && (quote || !strchr(" \t\n\r\f\v", *text)); text++) {
			if (quote ? *text == quote : *text == '"' || *text == '\'')
				quote = quote ? 0 : *text;
			else if (*text == '\\' && text[1] && quote != '\'')
				*out++ = *++text;
			else
				*out++ = *text;
		}
		*out++ = 0;
	}
	look_set_command(work, words, nr, rest);
	return work->argv;
}

/* Letters of options that take a value, apart from -S. */
static bool env_option(struct look_work *work, char ***args)
{
	char *option = **args;

	if (strcmp(option, "-") == 0 || strcmp(option, "--ignore-environment") == 0) {
		clear_variables(work);
		return true;
	}
	if (option[1] == '-') {
		if (strncmp(option, "--unset=", 8) == 0)
			set_variable(work, option + 8, strlen(option + 8), NULL);
		else if (strncmp(option, "--split-string=", 15) == 0)
			*args = split_words(work, option + 15, *args + 1) - 1;
		return option[2] != 0;
	}
	for (char *letter = option + 1; *letter; letter++) {
		char *value = letter[1] ? letter + 1 : (*args)[1];

		if (*letter == 'i')
			clear_variables(work);
		if (!strchr("uCS", *letter))
			continue;
		if (!value)
			return true;
		if (!letter[1])
			(*args)++;
		if (*letter == 'u')
			set_variable(work, value, strlen(value), NULL);
		if (*letter == 'S')
			*args = split_words(work, value, *args + 1) - 1;
		return true;
	}
	return true;
}

static bool run_env(struct look_work *work)
{
	char **args = work->argv + 1;

	while (*args && **args == '-') {
		bool more = env_option(work, &args);

		args++;
		if (!more || work->out_of_memory)
			break;
	}
	for (; *args && is_assignment(*args); args++)
		look_assign(work, *args);
	if (!*args)
		return false;
	work->argv = args;
	return true;
}

/* Commands that run their arguments, after options; those of the letters in @values take one. */
static const struct {
	const char *name, *values;
	unsigned positions; /* arguments before the command */
} runners[] = {
	{"nohup", "", 0},       {"setsid", "", 0},  {"nice", "n", 0},   {"timeout", "ks", 1}, {"stdbuf", "ioe", 0},
	{"ionice", "cnpPu", 0}, {"taskset", "", 1}, {"chrt", "TPD", 1}, {"time", "fo", 0},    {"setarch", "", 0},
};

static bool run_rest(struct look_work *work, const char *values, unsigned positions)
{
	char **args = work->argv + 1;

	for (; *args && **args == '-' && (*args)[1]; args++) {
		if (strcmp(*args, "--") == 0) {
			args++;
			break;
		}
		if (!(*args)[2] && strchr(values, (*args)[1]) && args[1])
			args++;
	}
	while (positions && *args)
		positions--, args++;
	if (!*args)
		return false;
	work->argv = args;
	return true;
}

/* Commands that run others, but never with the environment they were given. */
static bool gives_own_environment(const char *name)
{
	static const char *const names[] = {"sudo",   "su",     "doas",  "pkexec",  "runuser",    "systemd-run", "ssh",
					    "docker", "podman", "bwrap", "flatpak", "machinectl", NULL};

	for (const char *const *known = names; *known; known++) {
		if (strcmp(name, *known) == 0)
			return true;
	}
	return false;
}

bool look_run_command(struct look_work *work, const char *path)
{
	const char *name = look_base_name(path);

	if (gives_own_environment(name) && work->argv[1])
		look_stop(
			work, LOOK_ENVIRONMENT_CLEARED,
			look_format(work, "%s may run its command elsewhere, or with an environment of its own", path));
	if (strcmp(name, "env") == 0)
		return run_env(work);
	for (size_t i = 0; i < sizeof(runners) / sizeof(*runners); i++) {
		if (strcmp(name, runners[i].name) == 0)
			return run_rest(work, runners[i].values, runners[i].positions);
	}
	return look_run_shell(work, path);
}
