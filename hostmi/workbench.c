/*
 * MTR_Workbench: methods that do honest work on files and use everything a method can: questions, progress, messages,
 * streamed parameters, errors that need not be the end, and time.
 */
#include "workbench.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "list_cursor.h"
#include "method.h"
#include "objects.h"
#include "values.h"

enum {
	DONE = 0,
	DECLINED = 1,
	STOPPED = 2
};

enum {
	MAX_DEPTH = 64
};

/* The MI code that says best what an errno means. */
static MI_Result result_of(int err)
{
	switch (err) {
	case ENOENT:
	case ENOTDIR:
		return MI_RESULT_NOT_FOUND;
	case EACCES:
	case EPERM:
		return MI_RESULT_ACCESS_DENIED;
	case EINVAL:
	case EISDIR:
	case ENAMETOOLONG:
		return MI_RESULT_INVALID_PARAMETER;
	default:
		return MI_RESULT_FAILED;
	}
}

static const char *path_of(struct hostmi_call *call)
{
	const char *path = hostmi_get_string(hostmi_call_parameters(call), "Path");

	if (!path)
		hostmi_call_fail(call, MI_RESULT_INVALID_PARAMETER, "parameter 'Path' must be a string");
	return path;
}

static void out_number(struct hostmi_call *call, const char *name, MI_Uint64 number)
{
	hostmi_call_out(call, name, &(MI_Value){.uint64 = number}, MI_UINT64);
}

/* --- RemoveFile: asks before it acts ------------------------------------------------------------------------------ */

static void run_remove(struct hostmi_call *call)
{
	const char *path = path_of(call);
	struct stat st;

	if (!path)
		return;
	if (lstat(path, &st)) {
		hostmi_call_fail(call, result_of(errno), "%s: %s", path, strerror(errno));
	} else if (!S_ISREG(st.st_mode)) {
		hostmi_call_fail(call, MI_RESULT_INVALID_PARAMETER, "%s is not a regular file", path);
	} else if (!hostmi_call_prompt(call, MI_PROMPTTYPE_NORMAL, "Remove %s (%jd bytes)?", path,
				       (intmax_t)st.st_size)) {
		hostmi_call_return(call, DECLINED);
	} else if (unlink(path)) {
		hostmi_call_fail(call, result_of(errno), "%s: %s", path, strerror(errno));
	} else {
		hostmi_call_message(call, MI_WRITEMESSAGE_CHANNEL_VERBOSE, "removed %s", path);
		hostmi_call_return(call, DONE);
	}
}

/* --- ScanDirectory: progress and messages over a tree ------------------------------------------------------------- */

struct scan {
	struct hostmi_call *call;
	MI_Uint64 files, directories, bytes, unreadable;
	unsigned top_done, top_all; /* entries of the directory asked for, for the percentage */
};

static int skip_dots(const struct dirent *entry)
{
	return strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..");
}

static void scan_directory(struct scan *s, const char *path, unsigned depth);

static void scan_entry(struct scan *s, const char *path, unsigned depth)
{
	struct stat st;

	if (lstat(path, &st)) {
		s->unreadable++;
	} else if (S_ISDIR(st.st_mode)) {
		s->directories++;
		scan_directory(s, path, depth + 1);
	} else {
		s->files++;
		s->bytes += S_ISREG(st.st_mode) ? (MI_Uint64)st.st_size : 0;
	}
}

static void report_top(struct scan *s, const char *path)
{
	char status[64];

	snprintf(status, sizeof(status), "%" PRIu64 " files", (uint64_t)s->files);
	hostmi_call_progress(s->call, "Scanning", path, status, s->top_done * 100 / s->top_all, 0);
	s->top_done++;
}

static void scan_directory(struct scan *s, const char *path, unsigned depth)
{
	char child[PATH_MAX];
	struct dirent **entries;
	int nr = depth < MAX_DEPTH ? scandir(path, &entries, skip_dots, alphasort) : -1;

	if (nr < 0) {
		s->unreadable++;
		hostmi_call_message(s->call, MI_WRITEMESSAGE_CHANNEL_WARNING, "cannot read %s: %s", path,
				    depth < MAX_DEPTH ? strerror(errno) : "nested too deeply");
		return;
	}
	if (depth == 0)
		s->top_all = nr ? (unsigned)nr : 1;
	hostmi_call_message(s->call, MI_WRITEMESSAGE_CHANNEL_DEBUG, "%s has %d entries", path, nr);
	for (int i = 0; i < nr; i++) {
		int length = snprintf(child, sizeof(child), "%s/%s", path, entries[i]->d_name);

		if (length < (int)sizeof(child) && !hostmi_call_cancelled(s->call)) {
			if (depth == 0)
				report_top(s, child);
			scan_entry(s, child, depth);
		}
		free(entries[i]);
	}
	free(entries);
}

static void run_scan(struct hostmi_call *call)
{
	struct scan s = {.call = call};
	const char *path = path_of(call);
	struct stat st;

	if (!path)
		return;
	if (stat(path, &st) || !S_ISDIR(st.st_mode)) {
		hostmi_call_fail(call, MI_RESULT_NOT_FOUND, "%s is not a directory", path);
		return;
	}
	scan_directory(&s, path, 0);
	hostmi_call_progress(call, "Scanning", path, "done", 100, 0);
	hostmi_call_message(call, MI_WRITEMESSAGE_CHANNEL_VERBOSE, "scanned %s", path);
	out_number(call, "Files", s.files);
	out_number(call, "Directories", s.directories);
	out_number(call, "Bytes", s.bytes);
	out_number(call, "Unreadable", s.unreadable);
	hostmi_call_return(call, DONE);
}

/* --- ListDirectory: streams an array ------------------------------------------------------------------------------ */

enum {
	NAMES_AT_A_TIME = 8
};

static void stream_names(struct hostmi_call *call, MI_Char **names, MI_Uint32 nr)
{
	if (nr)
		hostmi_call_stream(call, "Names", &(MI_Value){.stringa = {names, nr}}, MI_STRINGA);
}

static void run_list(struct hostmi_call *call)
{
	const char *path = path_of(call);
	MI_Char *names[NAMES_AT_A_TIME];
	struct dirent **entries;
	MI_Uint32 waiting = 0;
	int nr;

	if (!path)
		return;
	nr = scandir(path, &entries, skip_dots, alphasort);
	if (nr < 0) {
		hostmi_call_fail(call, result_of(errno), "%s: %s", path, strerror(errno));
		return;
	}
	for (int i = 0; i < nr && !hostmi_call_cancelled(call); i++) {
		names[waiting++] = entries[i]->d_name;
		if (waiting == NAMES_AT_A_TIME || i == nr - 1) {
			stream_names(call, names, waiting);
			waiting = 0;
		}
	}
	for (int i = 0; i < nr; i++)
		free(entries[i]);
	free(entries);
	out_number(call, "Count", (MI_Uint64)nr);
	hostmi_call_return(call, DONE);
}

/* --- CheckFiles: errors that need not be the end ------------------------------------------------------------------ */

static void run_check(struct hostmi_call *call)
{
	MI_Uint64 checked = 0, failed = 0, bytes = 0;
	bool stopped = false;
	MI_Value paths;
	MI_Type type;

	if (!hostmi_find(hostmi_call_parameters(call), "Paths", &paths, &type) || type != MI_STRINGA) {
		hostmi_call_fail(call, MI_RESULT_INVALID_PARAMETER, "parameter 'Paths' must be an array of strings");
		return;
	}
	for (MI_Uint32 i = 0; i < paths.stringa.size && !stopped && !hostmi_call_cancelled(call); i++) {
		struct stat st;

		checked++;
		if (!stat(paths.stringa.data[i], &st)) {
			bytes += (MI_Uint64)st.st_size;
			continue;
		}
		failed++;
		stopped = !hostmi_call_error(call, result_of(errno), "%s: %s", paths.stringa.data[i], strerror(errno));
	}
	out_number(call, "Checked", checked);
	out_number(call, "Failed", failed);
	out_number(call, "Bytes", bytes);
	hostmi_call_return(call, stopped ? STOPPED : DONE);
}

/* --- Wait: slow enough to be cancelled ---------------------------------------------------------------------------- */

static void run_wait(struct hostmi_call *call)
{
	int64_t all, done = 0;

	if (!hostmi_get_number(hostmi_call_parameters(call), "Milliseconds", &all) || all < 0) {
		hostmi_call_fail(call, MI_RESULT_INVALID_PARAMETER, "parameter 'Milliseconds' must be a number");
		return;
	}
	while (done < all && !hostmi_call_cancelled(call)) {
		unsigned step = all - done < 100 ? (unsigned)(all - done) : 100;

		hostmi_call_progress(call, "Waiting", NULL, NULL, (MI_Uint32)(done * 100 / all),
				     (MI_Uint32)((all - done + 999) / 1000));
		hostmi_call_sleep(call, step);
		done += step;
	}
	hostmi_call_return(call, DONE);
}

/* --- the class ---------------------------------------------------------------------------------------------------- */

#define IN     (MI_FLAG_IN | MI_FLAG_REQUIRED)
#define OUT    MI_FLAG_OUT
#define STREAM (MI_FLAG_OUT | MI_FLAG_STREAM)

static const struct hostmi_parameter remove_parameters[] = {
	{"Path", MI_STRING, IN, "The file."},
};

static const struct hostmi_parameter scan_parameters[] = {
	{"Path", MI_STRING, IN, "The directory."},
	{"Files", MI_UINT64, OUT, "What is in it and is no directory."},
	{"Directories", MI_UINT64, OUT, "The directories in it."},
	{"Bytes", MI_UINT64, OUT, "The size of all regular files."},
	{"Unreadable", MI_UINT64, OUT, "What could not be looked at."},
};

static const struct hostmi_parameter list_parameters[] = {
	{"Path", MI_STRING, IN, "The directory."},
	{"Names", MI_STRINGA, STREAM, "The names in it, some at a time."},
	{"Count", MI_UINT64, OUT, "How many there are."},
};

static const struct hostmi_parameter check_parameters[] = {
	{"Paths", MI_STRINGA, IN, "The files."},
	{"Checked", MI_UINT64, OUT, "How many were looked at."},
	{"Failed", MI_UINT64, OUT, "How many of these could not be found or read."},
	{"Bytes", MI_UINT64, OUT, "The size of all others."},
};

static const struct hostmi_parameter wait_parameters[] = {
	{"Milliseconds", MI_UINT32, IN, "How long."},
};

static const struct hostmi_method methods[] = {
	{"RemoveFile", MI_UINT32, true,
	 "Removes a file, if the answer to its question is yes. 0: removed, 1: declined.", remove_parameters,
	 HOSTMI_COUNT(remove_parameters), run_remove},
	{"ScanDirectory", MI_UINT32, true, "Counts what is in a directory, with progress and messages.",
	 scan_parameters, HOSTMI_COUNT(scan_parameters), run_scan},
	{"ListDirectory", MI_UINT32, true, "Streams the names in a directory.", list_parameters,
	 HOSTMI_COUNT(list_parameters), run_list},
	{"CheckFiles", MI_UINT32, true,
	 "Looks for files; each one missing is an error that need not be the end. 0: done, 2: stopped.",
	 check_parameters, HOSTMI_COUNT(check_parameters), run_check},
	{"Wait", MI_UINT32, true, "Does nothing for a while, with progress.", wait_parameters,
	 HOSTMI_COUNT(wait_parameters), run_wait},
};

static const struct hostmi_property properties[] = {
	{"Name", MI_STRING, MI_FLAG_KEY | MI_FLAG_READONLY, "There is one, named \"workbench\".", NULL, NULL, NULL},
};

static MI_Result open_cursor(const MI_Class *class, const MI_Instance *keys, struct hostmi_cursor **ret_cursor)
{
	MI_Instance *instance;
	MI_Result result = dispatch_instance_new(NULL, class->classDecl, &instance);

	(void)keys;
	if (result != MI_RESULT_OK)
		return result;
	hostmi_set_string(instance, "Name", "workbench");
	return hostmi_cursor_of(&instance, 1, ret_cursor);
}

const struct hostmi_provider hostmi_workbench = {
	.name = "MTR_Workbench",
	.description = "Methods on files that use everything a method can do.",
	.properties = properties,
	.nr_properties = HOSTMI_COUNT(properties),
	.methods = methods,
	.nr_methods = HOSTMI_COUNT(methods),
	.open = open_cursor,
};
