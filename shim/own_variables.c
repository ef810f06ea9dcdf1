/* Lists of the loader's, without our entries. */
#include "own_variables.h"

#include <dlfcn.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The folder that we were loaded from, where all of an installation's libraries are. */
static bool own_folder(char ret[PATH_MAX])
{
	Dl_info info;

	if (!dladdr((const void *)shim_variables_take_back, &info) || !realpath(info.dli_fname, ret))
		return false;
	*strrchr(ret, '/') = '\0';
	return true;
}

static bool is_ours(const char *entry, size_t len, const char *folder)
{
	static const char *const names[] = {"libmitrace-shim.so", "libmitrace-audit.so", "proxy"};
	size_t folder_len = strlen(folder);

	if (len <= folder_len || memcmp(entry, folder, folder_len) != 0 || entry[folder_len] != '/')
		return false;
	for (unsigned i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (strlen(names[i]) == len - folder_len - 1 &&
		    memcmp(entry + folder_len + 1, names[i], len - folder_len - 1) == 0)
			return true;
	}
	return false;
}

/* Shortens the list in place. */
static void remove_entries(char *list, const char *folder)
{
	char *to = list;

	for (char *entry = list; *entry;) {
		size_t len = strcspn(entry, ": ");
		size_t whole = len + (entry[len] != '\0');

		if (!is_ours(entry, len, folder)) {
			memmove(to, entry, whole);
			to += whole;
		}
		entry += whole;
	}
	/* The separator before an entry of ours that was the last one. */
	if (to > list && (to[-1] == ':' || to[-1] == ' '))
		to--;
	*to = '\0';
}

static void take_back(const char *name, const char *folder)
{
	size_t len = strlen(name);
	char **to = environ;

	for (char **entry = environ; *entry; entry++) {
		char *value = *entry + len + 1;
		bool named = strncmp(*entry, name, len) == 0 && (*entry)[len] == '=', was_set = named && *value;

		if (named)
			remove_entries(value, folder);
		/* A variable that had nothing but ours was not there. */
		if (!was_set || *value)
			*to++ = *entry;
	}
	*to = NULL;
}

void shim_variables_take_back(void)
{
	const char *children = secure_getenv("MITRACE_CHILDREN");
	char folder[PATH_MAX];

	if (!children || strcmp(children, "no") != 0 || !environ || !own_folder(folder))
		return;
	take_back("LD_PRELOAD", folder);
	take_back("LD_AUDIT", folder);
	take_back("LD_LIBRARY_PATH", folder);
}
