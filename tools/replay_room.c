/* The private folder in which the processes of one replay meet. */
#include "replay_room.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fail.h"
#include "reader.h"

static int make_folder(struct replay_room *ret)
{
	const char *temporary = getenv("TMPDIR");

	if (!temporary || temporary[0] != '/')
		temporary = "/tmp";
	if (asprintf(&ret->path, "%s/mitrace-replay.XXXXXX", temporary) < 0) {
		ret->path = NULL;
		return mtr_fail(-ENOMEM, "out of memory");
	}
	if (!mkdtemp(ret->path)) {
		int err = mtr_fail(-errno, "cannot make a folder in %s: %m; TMPDIR names another", temporary);

		free(ret->path);
		ret->path = NULL;
		return err;
	}
	return 0;
}

/* A line of the list, when it is a trace indeed. */
static int add_trace(FILE *list, const char *path)
{
	struct mtr_reader *reader;
	char *absolute;
	int err = mtr_reader_open(path, NULL, &reader);

	if (err)
		return err;
	mtr_reader_close(reader);
	absolute = realpath(path, NULL);
	if (!absolute)
		return mtr_fail(-errno, "%s: %m", path);
	if (strchr(absolute, '\n'))
		err = mtr_fail(-EINVAL, "%s: a name with a line break cannot be replayed", path);
	else
		fprintf(list, "%s\n", absolute);
	free(absolute);
	return err;
}

static int is_trace_name(const struct dirent *entry)
{
	size_t len = strlen(entry->d_name);

	return entry->d_name[0] != '.' && len > 8 && strcmp(entry->d_name + len - 8, ".mitrace") == 0;
}

/* A trace of a folder. */
struct dated {
	char *path;
	uint64_t time; /* when its recording began, ns; 0: not known */
};

static uint64_t time_of(const char *path)
{
	struct mtr_reader *reader;
	uint64_t time;

	if (mtr_reader_open(path, NULL, &reader))
		return 0;
	time = mtr_reader_header(reader)->clock ? mtr_reader_header(reader)->clock->realtime : 0;
	mtr_reader_close(reader);
	return time;
}

static int by_time(const void *a, const void *b)
{
	const struct dated *x = a, *y = b;

	return x->time != y->time ? (x->time < y->time ? -1 : 1) : strverscmp(x->path, y->path);
}

/* Adds them as they were recorded one after the other, which is how processes come for them. */
static int add_in_time(FILE *list, struct dated *traces, int count)
{
	int err = 0;

	for (int i = 0; i < count; i++)
		traces[i].time = traces[i].path ? time_of(traces[i].path) : 0;
	for (int i = 0; i < count && !err; i++)
		if (!traces[i].path)
			err = mtr_fail(-ENOMEM, "out of memory");
	if (!err)
		qsort(traces, (size_t)count, sizeof(*traces), by_time);
	for (int i = 0; i < count; i++) {
		if (!err)
			err = add_trace(list, traces[i].path);
		free(traces[i].path);
	}
	return err;
}

static int add_folder(FILE *list, const char *folder)
{
	struct dirent **entries;
	struct dated *traces;
	int count = scandir(folder, &entries, is_trace_name, NULL);
	int err = 0;

	if (count < 0)
		return mtr_fail(-errno, "%s: %m", folder);
	traces = calloc((size_t)count + 1, sizeof(*traces));
	for (int i = 0; i < count; i++) {
		if (traces && asprintf(&traces[i].path, "%s/%s", folder, entries[i]->d_name) < 0)
			traces[i].path = NULL;
		free(entries[i]);
	}
	free(entries);
	if (!traces)
		err = mtr_fail(-ENOMEM, "out of memory");
	else if (count == 0)
		err = mtr_fail(-ENOENT, "%s: no *.mitrace files in this folder", folder);
	else
		err = add_in_time(list, traces, count);
	free(traces);
	return err;
}

static int write_list(const struct replay_room *room, char *const *traces, int count)
{
	char path[PATH_MAX];
	struct stat st;
	FILE *list;
	int err = 0;

	snprintf(path, sizeof(path), "%s/traces", room->path);
	list = fopen(path, "we");
	if (!list)
		return mtr_fail(-errno, "%s: %m", path);
	for (int i = 0; i < count && !err; i++) {
		if (stat(traces[i], &st) < 0)
			err = mtr_fail(-errno, "%s: %m", traces[i]);
		else
			err = S_ISDIR(st.st_mode) ? add_folder(list, traces[i]) : add_trace(list, traces[i]);
	}
	if (fclose(list) && !err)
		err = mtr_fail(-errno, "%s: %m", path);
	return err;
}

int replay_room_open(struct replay_room *ret, char *const *traces, int count)
{
	struct replay_room room = {0};
	int err = make_folder(&room);

	if (!err)
		err = write_list(&room, traces, count);
	if (err) {
		replay_room_close(&room);
		return err;
	}
	*ret = room;
	return 0;
}

void replay_room_close(struct replay_room *room)
{
	char path[PATH_MAX];
	struct dirent *entry;
	DIR *folder;

	if (!room->path)
		return;
	folder = opendir(room->path);
	while (folder && (entry = readdir(folder))) {
		snprintf(path, sizeof(path), "%s/%s", room->path, entry->d_name);
		if (entry->d_name[0] != '.')
			unlink(path);
	}
	if (folder)
		closedir(folder);
	rmdir(room->path);
	free(room->path);
	room->path = NULL;
}
