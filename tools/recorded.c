/* The traces one `mitrace record` has made, found again and finished. */
#include "recorded.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "fail.h"
#include "reader.h"
#include "spool.h"

/* What one look into a trace tells. */
struct recorded_trace {
	uint32_t pid;
	bool ours, ended;
	uint64_t events, dropped, blocked;
};

static bool has_setting(const Mitrace__Header *header, const char *name, const char *value)
{
	for (size_t i = 0; i < header->n_setting; i++) {
		const Mitrace__Setting *setting = header->setting[i];

		if (setting->name.len == strlen(name) && memcmp(setting->name.data, name, setting->name.len) == 0)
			return setting->value.len == strlen(value) &&
			       memcmp(setting->value.data, value, setting->value.len) == 0;
	}
	return false;
}

static int look(const char *path, const char *session, struct recorded_trace *ret)
{
	const Mitrace__Packet *packet;
	const Mitrace__Header *header;
	struct mtr_reader *reader;
	int err = mtr_reader_open(path, NULL, &reader);

	*ret = (struct recorded_trace){0};
	if (err)
		return err;
	header = mtr_reader_header(reader);
	ret->ours = has_setting(header, "session", session);
	ret->pid = header->process ? header->process->pid : 0;
	if (ret->ours) {
		mtr_reader_seek_seq(reader, UINT64_MAX);
		while ((err = mtr_reader_next(reader, &packet)) > 0) {
			if (packet->has_seq)
				ret->events = packet->seq;
			if (packet->body_case == MITRACE__PACKET__BODY_END) {
				ret->ended = true;
				ret->events = packet->end->events;
				ret->dropped = packet->end->dropped;
				ret->blocked = packet->end->blocked;
			}
		}
	}
	mtr_reader_close(reader);
	return err;
}

static bool is_alive(uint32_t pid)
{
	return pid && (kill((pid_t)pid, 0) == 0 || errno != ESRCH);
}

/* One file of the folder; what is not ours is left alone, also when it cannot be read. */
static void take(const struct command *command, const char *path, const char *session, struct recorded_totals *totals)
{
	struct recorded_trace trace;
	struct stat st;

	if (look(path, session, &trace) < 0 || !trace.ours)
		return;
	if (!totals->traces++)
		snprintf(totals->path, sizeof(totals->path), "%s", path);
	if (!trace.ended && is_alive(trace.pid)) {
		totals->open++;
	} else if (!trace.ended) {
		if (mtr_spool_fold(path, NULL)) {
			totals->failed++;
			command_fail(command, "%s: cannot be finished, but can be read together with its spool: %s",
				     path, mtr_fail_text());
		} else {
			totals->folded++;
			look(path, session, &trace);
		}
	}
	totals->events += trace.events;
	totals->dropped += trace.dropped;
	totals->blocked += trace.blocked;
	if (stat(path, &st) == 0)
		totals->bytes += (uint64_t)st.st_size;
}

int recorded_collect(const struct command *command, const char *pattern, const char *session,
		     struct recorded_totals *ret)
{
	const char *slash = strrchr(pattern, '/');
	char folder_path[PATH_MAX], path[PATH_MAX];
	struct dirent *entry;
	DIR *folder;

	*ret = (struct recorded_totals){0};
	snprintf(folder_path, sizeof(folder_path), "%.*s", (int)(slash - pattern), pattern);
	folder = opendir(*folder_path ? folder_path : "/");
	if (!folder)
		return mtr_fail(-errno, "%s: %m", folder_path);
	while ((entry = readdir(folder))) {
		size_t len = strlen(entry->d_name);

		if (len > 8 && strcmp(entry->d_name + len - 8, ".mitrace") == 0 &&
		    snprintf(path, sizeof(path), "%s/%s", folder_path, entry->d_name) < (int)sizeof(path))
			take(command, path, session, ret);
	}
	closedir(folder);
	return 0;
}
