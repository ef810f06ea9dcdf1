/* Commands that run the command in their arguments: env(1) and its like. */
#include <stdlib.h>
#include <string.h>

#include "look_chain.h"

/* NAME=VALUE as env takes it. */
static void set_variable(struct look_work *work, const char *assignment, size_t name_len, const char *value)
{
	static const struct {
		const char *name;
		size_t offset;
	} known[] = {
		{"PATH", offsetof(struct look_work, search_path)},
		{"LD_LIBRARY_PATH", offsetof(struct look_work, library_path)},
		{"LD_PRELOAD", offsetof(struct look_work, preload)},
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		if (strlen(known[i].name) == name_len && memcmp(known[i].name, assignment, name_len) == 0)
			*(const char **)(void *)((char *)work + known[i].offset) = value;
	}
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

bool look_run_command(struct look_work *work, const char *path)
{
	if (strcmp(look_base_name(path), "env") == 0)
		return run_env(work);
	return false;
}
