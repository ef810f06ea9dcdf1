/* Opening a replay: which trace, what is in it. See replay_engine.h. */
#include "replay_engine.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fail.h"
#include "reader.h"
#include "trace_keys.h"
#include "watchdog.h"

static int open_trace(struct replay *replay)
{
	struct replay_key_maker maker;
	struct replay_index_keys keys = replay_trace_keys(&maker);
	int err;

	replay_key_maker_begin(&maker, replay->choice.same_tokens);
	err = replay_index_open(replay->choice.path, &keys, &replay->index, &replay->store);
	replay_key_maker_end(&maker);
	return err;
}

static int open_breaks(struct replay *replay)
{
	char name[32], *path;
	int err;

	snprintf(name, sizeof(name), "breaks.%zu", replay->choice.number);
	path = replay_room_file(name);
	err = replay_breaks_open(&replay->settings, path, &replay->breaks);
	free(path);
	return err;
}

static uint64_t count_replayable(const struct replay_index *index)
{
	uint64_t count = 0;

	for (size_t i = 0; i < index->nr_ops; i++)
		count += !index->ops[i].failed_start;
	return count;
}

int replay_enter(struct replay *replay)
{
	int err = replay_room_enter(&replay->report, &replay->settings);

	if (!err)
		err = replay_faults_parse(replay->settings.faults, &replay->faults);
	if (!err)
		err = replay_room_claim(&replay->report, &replay->choice);
	if (!err)
		err = open_breaks(replay);
	if (!err)
		err = open_trace(replay);
	return err;
}

int replay_enter_trace(struct replay *replay, const char *path)
{
	struct mtr_reader *reader = NULL;
	int err;

	replay->choice.path = strdup(path);
	if (!replay->choice.path)
		return mtr_fail(-ENOMEM, "out of memory");
	err = mtr_reader_open(path, NULL, &reader);
	if (!err)
		replay_choice_redaction(mtr_reader_header(reader), &replay->choice);
	mtr_reader_close(reader);
	return err ? err : open_trace(replay);
}

int replay_ready(struct replay *replay)
{
	int err = 0;

	if (!replay->classes)
		err = replay_classes_new(replay->store, &replay->classes);
	if (!err && !replay->schedule)
		err = replay_schedule_new(&replay->schedule);
	if (!err)
		err = replay_match_new(&replay->index, replay->store, &replay->settings, &replay->report,
				       replay->choice.same_tokens, &replay->match);
	return err;
}

int replay_open(struct replay *replay)
{
	int err = replay_enter(replay);

	if (!err)
		replay_report_claim(&replay->report, replay->choice.path, replay->choice.program,
				    count_replayable(&replay->index));
	if (!err)
		err = replay_ready(replay);
	if (!err)
		err = replay_watchdog_start(replay);
	if (err)
		replay_report_failure(&replay->report, mtr_fail_text());
	replay->open = !err;
	return err;
}

void replay_close(struct replay *replay)
{
	replay_schedule_free(replay->schedule);
	replay_match_free(replay->match);
	replay_classes_free(replay->classes);
	replay_index_close(&replay->index);
	replay_store_close(replay->store);
	replay_breaks_close(&replay->breaks);
	replay_faults_end(&replay->faults);
	replay_settings_end(&replay->settings);
	replay_choice_end(&replay->choice);
	free(replay->report.path);
}
