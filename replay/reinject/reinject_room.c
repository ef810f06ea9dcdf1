/* Running as the client of `mitrace replay`: settings and report are the room's. */
#include <errno.h>

#include "fail.h"
#include "reinject.h"
#include "watchdog.h"

/* What is to be used: all that is run or left to callbacks, but what was refused. */
static uint64_t count_used(const struct mitrace_replay *r)
{
	uint64_t count = 0;

	for (size_t i = 0; i < r->replay.index.nr_ops; i++)
		count += r->parts[i] != REINJECT_NOT && !r->replay.index.ops[i].failed_start;
	return count;
}

int reinject_open_room(struct mitrace_replay **ret)
{
	struct mitrace_replay *r = reinject_new();
	struct replay *replay = r ? &r->replay : NULL;
	int err = r ? 0 : mtr_fail(-ENOMEM, "out of memory");

	if (err)
		return err;
	r->own_report = false;
	replay->report.take = NULL;
	err = replay_enter(replay);
	if (!err)
		err = reinject_choose(r, replay->settings.only);
	if (!err)
		replay_report_claim(&replay->report, replay->choice.path, replay->choice.program, count_used(r));
	if (!err)
		err = replay_ready(replay);
	if (!err)
		err = replay_watchdog_start(replay);
	if (err)
		return err; /* the process ends now */
	reinject_register(r);
	*ret = r;
	return 0;
}

int reinject_run_room(struct mitrace_replay *r, const MI_OperationCallbacks *callbacks)
{
	int err = reinject_check(r, callbacks);

	return err ? err : reinject_run(r, callbacks);
}
