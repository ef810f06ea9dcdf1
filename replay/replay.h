/*
 * The replay library, as one object: what it plays, how, and what it says.
 *
 *	client -> dispatcher -> trace_backend: request -> key (live_request, request_key) -> recording (match)
 *	                        serving: steps of the recording (trace_index) -> packets (trace_store)
 *	                                 -> MI objects (convert) -> dispatch_post() -> client's callbacks
 */
#ifndef REPLAY_REPLAY_H
#define REPLAY_REPLAY_H

#include <stdatomic.h>

#include "backend.h"
#include "break_point.h"
#include "convert.h"
#include "fault.h"
#include "match.h"
#include "report.h"
#include "room.h"
#include "schedule.h"
#include "settings.h"
#include "trace_index.h"

/* One per process, for ever. Constant once it is open; its parts have locks of their own. */
struct replay {
	struct replay_report report;
	struct replay_settings settings;
	struct replay_choice choice;
	struct replay_index index;
	struct replay_store *store;
	struct replay_classes *classes;
	struct replay_match *match;
	struct replay_schedule *schedule;
	struct replay_faults faults;
	struct replay_breaks breaks;
	struct replay_watchdog *watchdog;
	atomic_bool cut; /* a fault: the connection is gone */
	bool open;
};

/* Claims and opens the trace that the environment names. 0, or a worded failure, which was reported. */
int replay_open(struct replay *replay);

/* self is a struct replay. */
extern const struct dispatch_backend replay_trace_backend;

#endif
