/* See replay_gdb.h. */
#include "replay_gdb.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fail.h"
#include "launch.h"

enum {
	WORDS = 10, /* at most, in front of the client's */
};

static bool add(char **command, const char *word)
{
	size_t count = 0;

	while (command[count])
		count++;
	command[count] = word ? strdup(word) : NULL;
	return command[count];
}

/* gdb itself runs without the libraries that are the client's. */
static bool move_preload(char **command)
{
	const char *preload = getenv("LD_PRELOAD");
	char *text = NULL;
	bool ok;

	if (!preload)
		return true;
	if (asprintf(&text, "set environment LD_PRELOAD %s", preload) < 0)
		return false;
	ok = add(command, "-iex") && add(command, text) && !unsetenv("LD_PRELOAD");
	free(text);
	return ok;
}

int replay_gdb_command(char *const *client, bool run, char ***ret)
{
	char *script = launch_find_file("mitrace.gdb"), **command;
	size_t count = 0;
	bool ok;

	if (!script)
		return -ENOENT;
	while (client[count])
		count++;
	command = calloc(count + WORDS, sizeof(*command));
	ok = command && add(command, "gdb") && add(command, "-q") && move_preload(command) && add(command, "-x") &&
	     add(command, script) && (!run || (add(command, "-ex") && add(command, "run"))) && add(command, "--args");
	for (size_t i = 0; ok && i < count; i++)
		ok = add(command, client[i]);
	free(script);
	if (!ok) {
		replay_gdb_free(command);
		return mtr_fail(-ENOMEM, "out of memory");
	}
	*ret = command;
	return 0;
}

void replay_gdb_free(char **command)
{
	for (size_t i = 0; command && command[i]; i++)
		free(command[i]);
	free(command);
}
