/* Finding and running a case. */
#include "client_main.h"

#include <stdlib.h>
#include <unistd.h>

#include "client_cases.h"

static const struct client_case {
	const char *name, *words;
	void (*run)(void);
} cases[] = {
#define CASE(name, ...) {#name, #__VA_ARGS__, case_##name},
#include "client_cases.def"
#undef CASE
};

void (*client_meanwhile)(void);

void client_script(const char *script)
{
	setenv("FAKE_MI_SCRIPT", script, 1);
}

void client_again(const char *case_name, const char *variable, const char *value)
{
	setenv(variable, value, 1);
	execl("/proc/self/exe", "transparency_client", case_name, (char *)NULL);
	_exit(127);
}

static bool same_name(const char *name, const char *given)
{
	while (*name && (*name == *given || (*name == '_' && *given == '-'))) {
		name++;
		given++;
	}
	return !*name && !*given;
}

static int list(void)
{
	for (size_t i = 0; i < MI_COUNT(cases); i++)
		printf("%s %s\n", cases[i].name, cases[i].words);
	return 0;
}

int client_main(const char *name, void (*meanwhile)(void))
{
	if (strcmp(name, "--list") == 0)
		return list();
	client_meanwhile = meanwhile;
	for (size_t i = 0; i < MI_COUNT(cases); i++) {
		if (!same_name(cases[i].name, name))
			continue;
		printf("case %s\n", cases[i].name);
		fflush(stdout);
		cases[i].run();
		client_say("end");
		return 0;
	}
	fprintf(stderr, "no case %s\n", name);
	return 2;
}
