/* Opening a replay: which trace, what is in it. See replay.h. */
#include "replay.h"

#include <stdio.h>
#include <stdlib.h>

#include "fail.h"
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

int replay_open(struct replay *replay)
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
	if (!err)
		replay_report_claim(&replay->report, replay->choice.path, replay->choice.program,
				    count_replayable(&replay->index));
	if (!err)
		err = replay_classes_new(replay->store, &replay->classes);
	if (!err)
		err = replay_schedule_new(&replay->schedule);
	if (!err)
		err = replay_match_new(&replay->index, replay->store, &replay->settings, &replay->report,
				       replay->choice.same_tokens, &replay->match);
	if (!err)
		err = replay_watchdog_start(replay);
	if (err)
		replay_report_failure(&replay->report, mtr_fail_text());
	replay->open = !err;
	return err;
}
