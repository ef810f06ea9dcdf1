/*
 * Shells. Wrappers of a few lines that set variables and exec a program are followed; everything that is not certain
 * (a condition, an expansion, a command before the last) ends it: what such a script starts is its own affair.
 */
#include <ctype.h>
#include <string.h>

#include "look_chain.h"

enum {
	WORDS_MAX = 128,
	WORD_BYTES_MAX = 64 * 1024,
};

/* A command line of a script, taken apart. */
struct words {
	char *list[WORDS_MAX];
	unsigned nr;
	bool arguments; /* "$@" stands at its end: the script's own arguments follow */
	bool unclear;   /* something is in it that is not followed */
};

/* The folder of the script, for $(dirname "$0") and its like. */
static const char *script_folder(struct look_work *work)
{
	const char *path = work->look.script, *slash = path ? strrchr(path, '/') : NULL;

	if (!path)
		return NULL;
	return slash ? look_string(work, path, slash == path ? 1 : (size_t)(slash - path)) : ".";
}

/* The expansions that are followed; how many bytes of @text they are, 0: it is none of them. */
static size_t expand_folder(struct look_work *work, const char *text, const char **ret)
{
	static const char *const forms[] = {"$(dirname \"$0\")", "$(dirname $0)",    "$(dirname -- \"$0\")",
					    "`dirname $0`",      "`dirname \"$0\"`", "${0%/*}"};

	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
		if (strncmp(text, forms[i], strlen(forms[i])) == 0) {
			*ret = script_folder(work);
			return *ret ? strlen(forms[i]) : 0;
		}
	}
	return 0;
}

static bool ends_word(char c)
{
	return !c || c == ' ' || c == '\t' || c == '\n';
}

/* "$@", $@, ${1+"$@"}: only as a word of its own. */
static size_t all_arguments(const char *text)
{
	static const char *const forms[] = {"\"$@\"", "${1+\"$@\"}", "$@", "$*"};

	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
		size_t len = strlen(forms[i]);

		if (strncmp(text, forms[i], len) == 0 && ends_word(text[len]))
			return len;
	}
	return 0;
}

/* One word from *@text to @out; false: it is not clear what it would be. */
static bool take_word(struct look_work *work, const char **text, char **out, const char *out_end)
{
	const char *at = *text, *folder;
	char quote = 0;
	size_t len;

	for (; quote || !ends_word(*at); at++) {
		if (!*at || *out + 1 >= out_end)
			return false;
		if (quote ? *at == quote : *at == '"' || *at == '\'') {
			quote = quote ? 0 : *at;
		} else if (quote != '\'' && (len = expand_folder(work, at, &folder))) {
			if (strlen(folder) + 1 >= (size_t)(out_end - *out))
				return false;
			*out = stpcpy(*out, folder);
			at += len - 1;
		} else if (quote != '\'' && (*at == '$' || *at == '`' || *at == '\\')) {
			return false;
		} else if (!quote && strchr("|&;<>()*?[#~!{", *at)) {
			return false;
		} else {
			*(*out)++ = *at;
		}
	}
	*(*out)++ = 0;
	*text = at;
	return true;
}

/* Takes a line apart. Returns where the next one begins. */
static const char *take_line(struct look_work *work, const char *text, struct words *ret)
{
	const char *end = text + strcspn(text, "\n"), *next = *end ? end + 1 : end;
	size_t room = (size_t)(end - text) + 4096;
	char *line = (char *)(uintptr_t)look_string(work, text, (size_t)(end - text)), *out = look_alloc(work, room);
	const char *at = line, *out_end = out + room;

	*ret = (struct words){0};
	while (line && out && *(at += strspn(at, " \t\r")) && *at != '#') {
		size_t len = all_arguments(at);

		ret->unclear |= ret->arguments || ret->nr == WORDS_MAX;
		if (ret->unclear)
			break;
		if (len) {
			ret->arguments = true;
			at += len;
			continue;
		}
		ret->list[ret->nr++] = out;
		if (!take_word(work, &at, &out, out_end)) {
			ret->unclear = true;
			break;
		}
	}
	return next;
}

static size_t assignment_name(const char *word)
{
	size_t len = 0;

	while (isalnum((unsigned char)word[len]) || word[len] == '_')
		len++;
	return len && !isdigit((unsigned char)*word) && word[len] == '=' ? len : 0;
}

static bool is_word(const char *word, const char *const *list)
{
	for (; *list; list++) {
		if (strcmp(*list, word) == 0)
			return true;
	}
	return false;
}

/* Built in, without effect on what is run and how. */
static bool is_harmless(const struct words *words)
{
	static const char *const builtins[] = {"set", "umask", "ulimit", "true", ":", "trap", NULL};

	return is_word(words->list[0], builtins);
}

/* Words that are the shell's own, and no programs. */
static bool is_builtin(const char *word)
{
	static const char *const own[] = {"if",   "then", "else",   "fi",       "for",    "while", "until", "do",
					  "done", "case", "esac",   "function", "eval",   "cd",    "unset", "source",
					  ".",    "read", "return", "exit",     "wait",   "kill",  "test",  "[",
					  "echo", "type", "local",  "command",  "printf", "pwd",   "shift", "alias",
					  "set",  "trap", "time",   NULL};

	return is_word(word, own);
}

/* @rest: the script's arguments. */
static void run_words(struct look_work *work, const struct words *words, unsigned first, char **rest)
{
	look_set_command(work, words->list + first, words->nr - first, words->arguments ? rest : NULL);
	work->look.shell = false;
}

/* Assignments before a command, or behind export: the program gets them. Returns the first word that is none. */
static unsigned take_assignments(struct look_work *work, const struct words *words, unsigned first)
{
	while (first < words->nr && assignment_name(words->list[first]))
		look_assign(work, words->list[first++]);
	return first;
}

/* `export NAME=value` and `export NAME`, of what was assigned before. */
static bool export_words(struct look_work *work, const struct words *words)
{
	unsigned i = take_assignments(work, words, 1);

	for (; i < words->nr; i++) {
		size_t len = strlen(words->list[i]);

		if (strpbrk(words->list[i], "=-"))
			return false;
		if (work->assigned && assignment_name(work->assigned) == len &&
		    !strncmp(work->assigned, words->list[i], len))
			look_assign(work, work->assigned);
	}
	return true;
}

/* Assignments that stand alone reach the program if the variable was exported before, or is after. */
static void keep_assignments(struct look_work *work, const struct words *words)
{
	for (unsigned i = 0; i < words->nr; i++) {
		if (look_is_set(work, words->list[i], assignment_name(words->list[i])))
			look_assign(work, words->list[i]);
		work->assigned = words->list[i];
	}
}

/* False: the script is not clear from here on. *ret_found: the line runs the program. */
static bool follow_line(struct look_work *work, const struct words *words, bool last, char **rest, bool *ret_found)
{
	unsigned first = 0;

	if (words->unclear)
		return false;
	if (!words->nr)
		return true;
	if (strcmp(words->list[0], "export") == 0)
		return export_words(work, words);
	if (is_harmless(words))
		return true;
	while (first < words->nr && assignment_name(words->list[first]))
		first++;
	if (first == words->nr) {
		keep_assignments(work, words);
		return true;
	}
	if (strcmp(words->list[first], "exec") == 0 && first + 1 < words->nr)
		first++;
	else if (!last || is_builtin(words->list[first]))
		return false;
	if (words->list[first][0] == '-')
		return false;
	take_assignments(work, words, 0);
	run_words(work, words, first, rest);
	*ret_found = true;
	return true;
}

static bool is_rest_blank(const char *text)
{
	for (; *text; text++) {
		text += strspn(text, " \t\r\n");
		if (*text == '#')
			text += strcspn(text, "\n");
		else if (*text)
			return false;
		if (!*text)
			break;
	}
	return true;
}

static bool follow_text(struct look_work *work, const char *text, char **rest)
{
	struct words words;
	bool found = false;

	while (*text && !found) {
		text = take_line(work, text, &words);
		if (!follow_line(work, &words, is_rest_blank(text), rest, &found))
			return false;
	}
	return found;
}

static bool is_shell(const char *path)
{
	static const char *const names[] = {"sh", "bash", "dash", "ash", "ksh", "mksh", "zsh", NULL};

	return is_word(look_base_name(path), names);
}

/* `sh FILE ARGUMENT...` and `sh -c TEXT NAME ARGUMENT...` */
static bool follow_shell(struct look_work *work)
{
	char **arg = work->argv + 1, *text;
	bool command = false;
	size_t size;

	for (; *arg && (**arg == '-' || **arg == '+') && strcmp(*arg, "-") != 0 && (*arg)[1] != '-'; arg++)
		command |= strchr(*arg, 'c') != NULL;
	if (!*arg)
		return false;
	if (command)
		return follow_text(work, *arg, arg[1] ? arg + 2 : NULL);
	text = look_read_file(work, *arg, &size);
	if (!text || memchr(text, 0, size))
		return false;
	work->look.script = *arg;
	return follow_text(work, text, arg + 1);
}

bool look_run_shell(struct look_work *work, const char *path)
{
	const char *search_path = work->search_path, *library_path = work->library_path, *preload = work->preload;
	bool cleared = work->cleared;

	if (!is_shell(path))
		return false;
	work->look.shell = true;
	if (follow_shell(work))
		return true;
	/* Half of a script is none: what it had set may not be so where it goes on. */
	work->search_path = search_path;
	work->library_path = library_path;
	work->preload = preload;
	work->cleared = cleared;
	return false;
}
