/* From the look at a program to the variables that its loader obeys. */
#include "inject.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "fail.h"
#include "launch.h"

const char *const inject_choices[] = {"auto", "preload", "audit", "proxy", NULL};

static enum look_injection way_of(const char *wanted, const struct look_choice *choice)
{
	for (enum look_injection way = LOOK_INJECT_PRELOAD; way <= LOOK_INJECT_PROXY; way++) {
		if (wanted && strcmp(wanted, look_injection_name(way)) == 0)
			return way;
	}
	/* Where nothing would reach the program itself, what it starts may still be reached. */
	return choice->injection == LOOK_INJECT_NOTHING ? LOOK_INJECT_PRELOAD : choice->injection;
}

int inject_choose(char *const *argv, const char *wanted, struct inject *ret)
{
	const struct look *look;
	int err = look_take(argv, NULL, &look);

	*ret = (struct inject){0};
	if (err)
		return err;
	look_choose(look, &ret->choice);
	ret->way = way_of(wanted, &ret->choice);
	if (look->libmi && look->libmi->real_path)
		ret->libmi = strdup(look->libmi->real_path);
	look_free(look);
	return 0;
}

void inject_free(struct inject *inject)
{
	free(inject->libmi);
}

/* Puts a file of the installation, or the folder it is in, in front of a variable's list. */
static int add_file(const char *variable, const char *name, bool folder)
{
	char *file = launch_find_file(name);
	int err;

	if (!file)
		return -ENOENT;
	if (folder)
		*strrchr(file, '/') = '\0';
	err = launch_add(variable, file, LAUNCH_FIRST);
	free(file);
	return err;
}

int inject_set_environment(const struct inject *inject)
{
	int err = 0;

	if (inject->way == LOOK_INJECT_PROXY) {
		if (inject->libmi && setenv("MITRACE_LIBMI", inject->libmi, 1))
			return mtr_fail(-errno, "MITRACE_LIBMI: %m");
		return add_file("LD_LIBRARY_PATH", "proxy/libmi.so", true);
	}
	if (inject->way == LOOK_INJECT_AUDIT)
		err = add_file("LD_AUDIT", "libmitrace-audit.so", false);
	return err ? err : add_file("LD_PRELOAD", "libmitrace-shim.so", false);
}
