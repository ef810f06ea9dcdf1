/* What all reading commands share: opening a trace, and the events asked for. */
#include "reading.h"

#include <inttypes.h>
#include <string.h>

#include "fail.h"
#include "progress.h"

static void tell_damage(void *context, const struct mtr_damage *damage)
{
	struct reading_damage *self = context;
	char size[64] = "";

	if (self->parts && self->last == damage->offset)
		return;
	self->last = damage->offset;
	fflush(stdout);
	progress_clear();
	if (damage->size)
		snprintf(size, sizeof(size), "; %" PRIu64 " bytes passed over", damage->size);
	command_print(stderr, "mitrace %s: %s: offset %" PRIu64 ": %s%s", self->command->name, self->path,
		      damage->offset, damage->what, size);
	self->parts++;
}

int reading_open(const struct command *command, const char *path, bool follow, struct reading_damage *damage,
		 struct mtr_reader **ret)
{
	struct mtr_reader_options options = {.follow = follow, .damaged = tell_damage, .context = damage};

	*damage = (struct reading_damage){.command = command, .path = strcmp(path, "-") ? path : "standard input"};
	return mtr_reader_open(path, &options, ret);
}

int reading_filter(const struct reading_settings *settings, struct mtr_filter **ret)
{
	const struct {
		enum mtr_filter_kind kind;
		const char *text;
	} parts[] = {
		{MTR_FILTER_SEQ, settings->seq},       {MTR_FILTER_TIME, settings->time},
		{MTR_FILTER_THREAD, settings->thread}, {MTR_FILTER_SESSION, settings->session},
		{MTR_FILTER_OP, settings->op},         {MTR_FILTER_CLASS, settings->class},
	};
	struct mtr_filter *filter;
	int err = mtr_filter_new(&filter);

	if (err)
		return err;
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]) && !err; i++) {
		if (parts[i].text)
			err = mtr_filter_add(filter, parts[i].kind, parts[i].text);
	}
	if (err || mtr_filter_is_empty(filter)) {
		mtr_filter_free(filter);
		filter = NULL;
	}
	if (!err)
		*ret = filter;
	return err;
}

int reading_status(const struct reading_damage *damage)
{
	return damage->parts ? STATUS_DIFFERS : STATUS_FINE;
}

const char *reading_one_path(const struct command *command, int argc, char **argv, int *ret_status)
{
	if (argc == 1)
		return argv[0];
	if (argc == 0)
		*ret_status = command_fail_usage(command, "no trace given ('-' is standard input)");
	else
		*ret_status = command_fail_usage(command, "one trace at a time: '%s' is one too many", argv[1]);
	return NULL;
}
