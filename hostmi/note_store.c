/*
 * Notes on disk. A file is named after its note's id in hexadecimal, and holds lines "name value" with backslash, newline
 * and carriage return escaped.
 */
#include "note_store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "reply.h"

enum {
	MAX_ID = 100,
	MAX_FILE = 1 << 20
};

void hostmi_note_clear(struct hostmi_note_data *note)
{
	free(note->id);
	free(note->text);
	free(note->author);
	for (unsigned i = 0; i < note->nr_tags; i++)
		free(note->tags[i]);
	*note = (struct hostmi_note_data){0};
}

/* --- where ------------------------------------------------------------------------------------------------------- */

static void directory(char *ret_path, size_t size)
{
	const char *given = secure_getenv("HOSTMI_STATE");

	if (given && *given)
		snprintf(ret_path, size, "%s", given);
	else
		snprintf(ret_path, size, "/tmp/hostmi-%u", (unsigned)geteuid());
}

/* The directory, open; -1 when it is not there, or not ours. errno says why. */
static int open_directory(bool create)
{
	char path[4096];
	struct stat st;
	int fd;

	directory(path, sizeof(path));
	if (create && mkdir(path, 0700) && errno != EEXIST)
		return -1;
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return -1;
	if (fstat(fd, &st) || st.st_uid != geteuid()) {
		close(fd);
		errno = EPERM;
		return -1;
	}
	return fd;
}

/* False when the id cannot be a file name. */
static bool file_name(const char *id, char *ret_name)
{
	size_t length = id ? strlen(id) : 0;

	if (length == 0 || length > MAX_ID)
		return false;
	for (size_t i = 0; i < length; i++)
		sprintf(ret_name + 2 * i, "%02x", (unsigned char)id[i]);
	return true;
}

static MI_Result refuse_id(void)
{
	return hostmi_refuse(MI_RESULT_INVALID_PARAMETER, "the Id of a note has 1 to %d characters", MAX_ID);
}

static MI_Result refuse_errno(const char *id)
{
	char path[4096];

	if (errno == ENOENT)
		return hostmi_refuse(MI_RESULT_NOT_FOUND, "there is no note '%s'", id);
	if (errno == EEXIST)
		return hostmi_refuse(MI_RESULT_ALREADY_EXISTS, "there is a note '%s' already", id);
	directory(path, sizeof(path));
	return hostmi_refuse(errno == EACCES || errno == EPERM ? MI_RESULT_ACCESS_DENIED : MI_RESULT_FAILED,
			     "notes in %s: %s", path, strerror(errno));
}

/* --- format ------------------------------------------------------------------------------------------------------ */

static void write_line(FILE *file, const char *name, const char *value)
{
	if (!value)
		return;
	fprintf(file, "%s ", name);
	for (; *value; value++) {
		if (*value == '\n')
			fputs("\\n", file);
		else if (*value == '\r')
			fputs("\\r", file);
		else if (*value == '\\')
			fputs("\\\\", file);
		else
			fputc(*value, file);
	}
	fputc('\n', file);
}

static bool write_note(FILE *file, const struct hostmi_note_data *note)
{
	write_line(file, "text", note->text);
	write_line(file, "author", note->author);
	for (unsigned i = 0; i < note->nr_tags; i++)
		write_line(file, "tag", note->tags[i]);
	if (note->has_priority)
		fprintf(file, "priority %u\n", note->priority);
	fprintf(file, "created %lld.%06ld\n", (long long)note->created.tv_sec, (long)note->created.tv_usec);
	return fflush(file) == 0 && !ferror(file);
}

static void unescape(char *text)
{
	char *to = text;

	for (; *text; text++) {
		if (*text == '\\' && text[1]) {
			text++;
			*to++ = *text == 'n' ? '\n' : *text == 'r' ? '\r' : *text;
		} else {
			*to++ = *text;
		}
	}
	*to = 0;
}

static void read_line(struct hostmi_note_data *note, char *line)
{
	char *value = strchr(line, ' ');
	long usec = 0;
	long long sec;

	if (!value)
		return;
	*value++ = 0;
	value[strcspn(value, "\n")] = 0;
	unescape(value);
	if (!strcmp(line, "text") && !note->text)
		note->text = strdup(value);
	else if (!strcmp(line, "author") && !note->author)
		note->author = strdup(value);
	else if (!strcmp(line, "tag") && note->nr_tags < NOTE_MAX_TAGS)
		note->nr_tags += (note->tags[note->nr_tags] = strdup(value)) != NULL;
	else if (!strcmp(line, "priority"))
		note->has_priority = sscanf(value, "%hu", &note->priority) == 1;
	else if (!strcmp(line, "created") && sscanf(value, "%lld.%6ld", &sec, &usec) == 2)
		note->created = (struct timeval){sec, usec};
}

/* --- notes ------------------------------------------------------------------------------------------------------- */

MI_Result hostmi_note_read(const char *id, struct hostmi_note_data *ret_note)
{
	char name[2 * MAX_ID + 1], *line = NULL;
	int directory_fd, fd;
	size_t room = 0;
	FILE *file;

	if (!file_name(id, name))
		return refuse_id();
	directory_fd = open_directory(false);
	fd = directory_fd < 0 ? -1 : openat(directory_fd, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	file = fd < 0 ? NULL : fdopen(fd, "r");
	if (directory_fd >= 0)
		close(directory_fd);
	if (!file)
		return refuse_errno(id);
	*ret_note = (struct hostmi_note_data){.id = strdup(id)};
	while (ftell(file) < MAX_FILE && getline(&line, &room, file) > 0)
		read_line(ret_note, line);
	free(line);
	fclose(file);
	return MI_RESULT_OK;
}

/* A new file beside the note's own; errno says why not. */
static bool write_beside(int directory_fd, const char *name, const struct hostmi_note_data *note)
{
	int fd = openat(directory_fd, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	FILE *file = fd < 0 ? NULL : fdopen(fd, "w");
	bool ok;

	if (!file)
		return false;
	ok = write_note(file, note);
	return fclose(file) == 0 && ok;
}

MI_Result hostmi_note_write(const struct hostmi_note_data *note, bool create)
{
	char name[2 * MAX_ID + 1], beside[32];
	MI_Result result = MI_RESULT_OK;
	int fd, err;

	if (!file_name(note->id, name))
		return refuse_id();
	fd = open_directory(create);
	if (fd < 0)
		return refuse_errno(note->id);
	snprintf(beside, sizeof(beside), ".%d", (int)gettid());
	/* A link is refused where there is a note, a rename replaces it. */
	err = write_beside(fd, beside, note) ? 0 : -1;
	if (!err)
		err = create ? linkat(fd, beside, fd, name, 0) : faccessat(fd, name, F_OK, 0);
	if (!err && !create)
		err = renameat(fd, beside, fd, name);
	if (err)
		result = refuse_errno(note->id);
	if (err || create)
		unlinkat(fd, beside, 0);
	close(fd);
	return result;
}

MI_Result hostmi_note_remove(const char *id)
{
	char name[2 * MAX_ID + 1];
	MI_Result result = MI_RESULT_OK;
	int fd;

	if (!file_name(id, name))
		return refuse_id();
	fd = open_directory(false);
	if (fd < 0 || unlinkat(fd, name, 0))
		result = refuse_errno(id);
	if (fd >= 0)
		close(fd);
	return result;
}

/* --- all --------------------------------------------------------------------------------------------------------- */

/* The id of a file name; NULL when it is none of ours. */
static char *id_of(const char *name)
{
	size_t length = strlen(name);
	char *id;
	unsigned byte;

	if (length < 2 || length % 2 || length > 2 * MAX_ID || strspn(name, "0123456789abcdef") != length)
		return NULL;
	id = calloc(1, length / 2 + 1);
	for (size_t i = 0; id && i < length / 2; i++) {
		sscanf(name + 2 * i, "%2x", &byte);
		id[i] = (char)byte;
	}
	return id;
}

static int compare_ids(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

char **hostmi_note_ids(unsigned *ret_nr)
{
	unsigned nr = 0, room = 0;
	char **ids = NULL, **more, *id;
	struct dirent *entry;
	int fd = open_directory(false);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);

	while (dir && (entry = readdir(dir))) {
		id = id_of(entry->d_name);
		if (id && nr == room) {
			room = room ? 2 * room : 16;
			more = realloc(ids, room * sizeof(*ids));
			if (!more) {
				free(id);
				break;
			}
			ids = more;
		}
		if (id)
			ids[nr++] = id;
	}
	if (dir)
		closedir(dir);
	if (ids)
		qsort(ids, nr, sizeof(*ids), compare_ids);
	*ret_nr = nr;
	return ids;
}
