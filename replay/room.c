/* See room.h. */
#include "room.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

#include "fail.h"
#include "reader.h"

enum {
	ARGUMENTS_MAX = 1 << 20, /* bytes */
};

struct room {
	const char *folder; /* NULL: none */
	char **paths;
	size_t count;
	char *arguments; /* of this process: strings one after the other; none: unknown */
	size_t arguments_size;
	char program[PATH_MAX];
};

/* How well a trace fits this process. */
enum fit {
	FIT_NONE,
	FIT_PROGRAM, /* the program, with other arguments */
	FIT_FULL,
};

static const char *get(const char *name)
{
	const char *value = getenv(name);

	return value && *value ? value : NULL;
}

char *replay_room_file(const char *file)
{
	const char *folder = get("MITRACE_REPLAY_ROOM");
	char *path = NULL;

	if (folder && asprintf(&path, "%s/%s", folder, file) < 0)
		path = NULL;
	return path;
}

int replay_room_enter(struct replay_report *ret_report, struct replay_settings *ret_settings)
{
	char *settings = replay_room_file("settings");
	int err;

	ret_report->path = replay_room_file("report");
	err = replay_settings_read(settings, ret_settings);
	free(settings);
	if (err)
		return err;
	if (!get("MITRACE_REPLAY_ROOM") && !get("MITRACE_REPLAY"))
		return mtr_fail(-MTR_EUSAGE,
				"nothing to replay: use `mitrace replay TRACE -- COMMAND`, or name a trace in "
				"MITRACE_REPLAY");
	return 0;
}

/* --- the list ------------------------------------------------------------------------------------------------------ */

static int add_path(struct room *room, const char *path, size_t len)
{
	char **paths = reallocarray(room->paths, room->count + 1, sizeof(*paths));

	if (!paths)
		return mtr_fail(-ENOMEM, "out of memory");
	room->paths = paths;
	paths[room->count] = strndup(path, len);
	if (!paths[room->count])
		return mtr_fail(-ENOMEM, "out of memory");
	room->count++;
	return 0;
}

static int list_variable(struct room *room)
{
	const char *at = get("MITRACE_REPLAY");
	int err = 0;

	while (at && *at && !err) {
		size_t len = strcspn(at, ":");

		if (len)
			err = add_path(room, at, len);
		at += len + (at[len] == ':');
	}
	return err;
}

static int list_folder(struct room *room)
{
	char *path = replay_room_file("traces"), *line = NULL;
	FILE *file = path ? fopen(path, "re") : NULL;
	size_t size = 0;
	ssize_t len;
	int err = 0;

	if (!file)
		err = mtr_fail(-errno, "%s: %s", path ? path : "traces", strerror(errno));
	while (!err && (len = getline(&line, &size, file)) > 0) {
		len -= line[len - 1] == '\n';
		if (len)
			err = add_path(room, line, (size_t)len);
	}
	free(line);
	free(path);
	if (file)
		fclose(file);
	return err;
}

/* --- who we are ---------------------------------------------------------------------------------------------------- */

static void read_program(struct room *room)
{
	ssize_t len = readlink("/proc/self/exe", room->program, sizeof(room->program) - 1);
	unsigned long executed = len < 0 ? getauxval(AT_EXECFN) : 0;

	room->program[len > 0 ? len : 0] = 0;
	if (executed)
		snprintf(room->program, sizeof(room->program), "%s", (const char *)executed);
}

/* In a root without /proc the arguments remain unknown. */
static int read_self(struct room *room)
{
	ssize_t got;
	int fd;

	read_program(room);
	room->arguments = malloc(ARGUMENTS_MAX + 1);
	if (!room->arguments)
		return mtr_fail(-ENOMEM, "this process's arguments cannot be read");
	fd = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
	while (fd >= 0 && room->arguments_size < ARGUMENTS_MAX &&
	       (got = read(fd, room->arguments + room->arguments_size, ARGUMENTS_MAX - room->arguments_size)) > 0)
		room->arguments_size += (size_t)got;
	room->arguments[room->arguments_size] = 0;
	if (fd >= 0)
		close(fd);
	return 0;
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static bool same_program(const struct room *room, const Mitrace__Process *process)
{
	const char *recorded = (const char *)process->program.data, *own = base_name(room->program);
	size_t len = process->program.len;

	for (size_t i = len; i > 0; i--) {
		if (recorded[i - 1] == '/') {
			recorded += i;
			len -= i;
			break;
		}
	}
	return len == strlen(own) && !memcmp(recorded, own, len);
}

/* With another key than the trace's, tokens compare by what stands before their hash. */
static bool same_argument(const char *a, size_t a_len, const ProtobufCBinaryData *b, bool same_tokens)
{
	const char *bytes = (const char *)b->data;

	if (a_len != b->len)
		return false;
	if (!same_tokens && a_len >= MTR_TOKEN_SIZE &&
	    mtr_redaction_is_token(a + a_len - MTR_TOKEN_SIZE, MTR_TOKEN_SIZE) &&
	    mtr_redaction_is_token(bytes + a_len - MTR_TOKEN_SIZE, MTR_TOKEN_SIZE))
		a_len -= 32;
	return !a_len || !memcmp(a, bytes, a_len);
}

static bool same_arguments(const struct room *room, const Mitrace__Process *process, const struct replay_choice *choice)
{
	const char *at = room->arguments, *end = at + room->arguments_size;
	static char scrubbed[ARGUMENTS_MAX]; /* claims are made once, under the library's one-time initialisation */
	size_t i;

	if (at == end || !process->n_argument)
		return true; /* unknown, and the program is all there is to go by */
	for (i = 0; i < process->n_argument && at < end; i++, at += strlen(at) + 1) {
		size_t len;

		if (i == 0)
			continue; /* the program may be called by another path */
		len = mtr_redaction_argument(&choice->redaction, at, scrubbed, sizeof(scrubbed));
		if (len > sizeof(scrubbed) || !same_argument(scrubbed, len, &process->argument[i], choice->same_tokens))
			return false;
	}
	return i == process->n_argument && at >= end;
}

/* --- redaction ------------------------------------------------------------------------------------------------------ */

/* Where the recorder has the user's key. False when there is none: replay makes no keys. */
static bool find_key(char *path, size_t size)
{
	const char *file = get("MITRACE_KEY"), *config = get("XDG_CONFIG_HOME"), *home = get("HOME");
	int len;

	if (file)
		len = snprintf(path, size, "%s", file);
	else if (config)
		len = snprintf(path, size, "%s/mitrace/key", config);
	else if (home)
		len = snprintf(path, size, "%s/.config/mitrace/key", home);
	else
		return false;
	return len > 0 && (size_t)len < size && !access(path, R_OK);
}

void replay_choice_redaction(const Mitrace__Header *header, struct replay_choice *choice)
{
	static const uint8_t no_key[MTR_REDACTION_KEY_SIZE];
	enum mtr_redaction_policy policy = MTR_REDACTION_SECRETS;
	const Mitrace__Redaction *recorded = header->redaction;
	char path[PATH_MAX], name[32] = "";

	if (recorded && recorded->policy.len < sizeof(name)) {
		memcpy(name, recorded->policy.data, recorded->policy.len);
		mtr_redaction_policy_parse(name, &policy);
	}
	if (!find_key(path, sizeof(path)) || mtr_redaction_load(path, policy, &choice->redaction))
		mtr_redaction_init(&choice->redaction, policy, no_key);
	choice->same_tokens = recorded && recorded->key_id.len == strlen(choice->redaction.key_id) &&
			      !memcmp(recorded->key_id.data, choice->redaction.key_id, recorded->key_id.len);
}

/* --- claiming ------------------------------------------------------------------------------------------------------- */

/* True when it is ours now. */
static bool claim(const struct room *room, size_t number)
{
	char *path;
	int fd;

	if (!room->folder)
		return true;
	if (asprintf(&path, "%s/claim.%zu", room->folder, number) < 0)
		return false;
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	free(path);
	if (fd < 0)
		return false;
	close(fd);
	return true;
}

static enum fit judge(const struct room *room, size_t number, struct replay_choice *choice)
{
	struct mtr_reader *reader;
	const Mitrace__Header *header;
	enum fit fit = FIT_NONE;

	if (mtr_reader_open(room->paths[number], NULL, &reader))
		return FIT_NONE;
	header = mtr_reader_header(reader);
	replay_choice_redaction(header, choice);
	if (header->process && same_program(room, header->process))
		fit = same_arguments(room, header->process, choice) ? FIT_FULL : FIT_PROGRAM;
	mtr_reader_close(reader);
	return fit;
}

static int take(const struct room *room, size_t number, struct replay_choice *choice)
{
	choice->number = number;
	choice->path = strdup(room->paths[number]);
	return choice->path ? 0 : mtr_fail(-ENOMEM, "out of memory");
}

/* The first unclaimed trace that fits at least so well; -ENOENT, unworded. */
static int take_fitting(const struct room *room, enum fit least, struct replay_choice *choice)
{
	for (size_t i = 0; i < room->count; i++)
		if (judge(room, i, choice) >= least && claim(room, i))
			return take(room, i, choice);
	return -ENOENT;
}

static int choose(const struct room *room, const struct replay_report *report, struct replay_choice *choice)
{
	int err;

	if (room->count == 1) {
		judge(room, 0, choice);
		if (!claim(room, 0))
			return mtr_fail(-ENOENT,
					"%s: is replayed by another process already, and there is no second trace",
					room->paths[0]);
		return take(room, 0, choice);
	}
	err = take_fitting(room, FIT_FULL, choice);
	if (err != -ENOENT)
		return err;
	err = take_fitting(room, FIT_PROGRAM, choice);
	if (!err)
		replay_report_divergence(report, 0, "no unused trace has these arguments", choice->path, room->program);
	if (err == -ENOENT)
		return mtr_fail(err, "none of the %zu traces was recorded with %s and is unused", room->count,
				base_name(room->program));
	return err;
}

int replay_room_claim(const struct replay_report *report, struct replay_choice *ret)
{
	struct room room = {.folder = get("MITRACE_REPLAY_ROOM")};
	struct replay_choice choice = {0};
	int err = room.folder ? list_folder(&room) : list_variable(&room);

	if (!err)
		err = read_self(&room);
	if (!err && !room.count)
		err = mtr_fail(-ENOENT, "no trace to replay");
	if (!err)
		err = choose(&room, report, &choice);
	if (!err && !(choice.program = strdup(room.program)))
		err = mtr_fail(-ENOMEM, "out of memory");
	if (!err)
		*ret = choice;
	else
		replay_choice_end(&choice);
	for (size_t i = 0; i < room.count; i++)
		free(room.paths[i]);
	free(room.paths);
	free(room.arguments);
	return err;
}

void replay_choice_end(struct replay_choice *choice)
{
	free(choice->path);
	free(choice->program);
	choice->path = choice->program = NULL;
}
