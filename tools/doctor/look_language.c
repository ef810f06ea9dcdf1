/* Languages that load what their script says: which script it is, and whether it speaks of MI. */
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "look_chain.h"

enum {
	SCRIPT_MAX = 1 << 20,
};

/* An interpreter: how its programs are called, and which of its options are followed by something. */
struct language {
	const char *prefix, *name;
	const char *code, *values; /* letters: program text; any other value */
	const char *long_code;     /* the same as a long option; NULL: none */
};

static const struct language languages[] = {
	{"python", "python", "c", "WXm", NULL},   {"pypy", "python", "c", "WXm", NULL},
	{"nodejs", "node", "ep", "rC", "--eval"}, {"node", "node", "ep", "rC", "--eval"},
	{"perl", "perl", "eE", "IMm", NULL},      {"ruby", "ruby", "e", "IrC", NULL},
	{"dotnet", "dotnet", "", "", NULL},       {"pwsh", "PowerShell", "c", "", "-Command"},
	{"java", "Java", "", "", NULL},           {"php", "PHP", "r", "dcz", NULL},
	{"lua", "Lua", "e", "l", NULL},           {"guile", "Guile", "c", "L", NULL},
	{"julia", "Julia", "e", "", NULL},        {"Rscript", "R", "e", "", NULL},
};

static const struct language *find_language(const char *path)
{
	const char *name = look_base_name(path);

	for (size_t i = 0; i < sizeof(languages) / sizeof(*languages); i++) {
		if (strncmp(name, languages[i].prefix, strlen(languages[i].prefix)) == 0)
			return &languages[i];
	}
	return NULL;
}

static void read_text(struct look_work *work, const char *text, size_t size)
{
	unsigned first = work->nr_mentions;

	work->look.script_names_mi |=
		memmem(text, size, "libmi", 5) || memmem(text, size, "MI_Application_Initialize", 25);
	look_mentions(work, text, size);
	for (unsigned i = first; i < work->nr_mentions; i++)
		work->mention_users[i] = work->look.objects[0];
}

char *look_read_file(struct look_work *work, const char *path, size_t *ret_size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	char *text = NULL;
	struct stat st;
	ssize_t got = -1;

	if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
		size_t size = st.st_size < SCRIPT_MAX ? (size_t)st.st_size : SCRIPT_MAX;

		text = look_alloc(work, size + 1);
		got = text ? read(fd, text, size) : -1;
	}
	if (fd >= 0)
		close(fd);
	if (got < 0)
		return NULL;
	*ret_size = (size_t)got;
	return text;
}

static void read_script(struct look_work *work, const char *path)
{
	size_t size;
	char *text = look_read_file(work, path, &size);

	if (!text)
		return;
	work->look.script = path;
	read_text(work, text, size);
}

/* The first argument that is no option is the script; an option with program text is one by itself. */
static void find_script(struct look_work *work, const struct language *language)
{
	for (char **arg = work->argv + 1; *arg; arg++) {
		const char *option = *arg;

		if (option[0] != '-' || !option[1]) {
			if (option[0] != '-')
				read_script(work, option);
			return;
		}
		if (arg[1] && ((option[1] != '-' && strchr(language->code, option[strlen(option) - 1])) ||
			       (language->long_code && strcmp(option, language->long_code) == 0))) {
			read_text(work, arg[1], strlen(arg[1]));
			return;
		}
		if (arg[1] && option[1] != '-' && !option[2] && strchr(language->values, option[1]))
			arg++;
	}
}

void look_language(struct look_work *work)
{
	const struct look_object *program = work->look.objects[0];
	const struct language *language = find_language(program->path);

	if (!language && program->real_path)
		language = find_language(program->real_path);
	if (!language)
		return;
	work->look.language = language->name;
	find_script(work, language);
}
