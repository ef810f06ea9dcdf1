/*
 * libmitrace-replay: a libmi that serves its client from a trace. This file opens the trace, once, when the client
 * first comes to MI; a process that never does leaves no sign of us.
 */
#include "fail.h"
#include "replay.h"
#include "trace_keys.h"

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

int replay_open(struct replay *replay)
{
	int err = replay_room_enter(&replay->report, &replay->settings);

	if (!err)
		err = replay_room_claim(&replay->report, &replay->choice);
	if (!err)
		err = open_trace(replay);
	if (!err)
		err = replay_classes_new(replay->store, &replay->classes);
	if (!err)
		err = replay_schedule_new(&replay->schedule);
	if (!err)
		err = replay_match_new(&replay->index, replay->store, &replay->settings, &replay->report,
				       replay->choice.same_tokens, &replay->match);
	if (err)
		replay_report_failure(&replay->report, mtr_fail_text());
	replay->open = !err;
	return err;
}

struct dispatch_backend_instance dispatch_backend_get(void)
{
	static struct replay replay;

	replay_open(&replay);
	return (struct dispatch_backend_instance){&replay_trace_backend, &replay};
}
