/*
 * The replay library, as one object: what it plays, how, and what it says.
 *
 *	client -> dispatcher -> trace_backend: request -> key (live_request, request_key) -> recording (match)
 *	                        serving: steps of the recording (trace_index) -> packets (trace_store)
 *	                                 -> MI objects (convert) -> dispatch_post() -> client's callbacks
 */
#ifndef REPLAY_REPLAY_ENGINE_H
#define REPLAY_REPLAY_ENGINE_H

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

/* In a client: one per process, for ever. Constant once it is open; its parts have locks of their own. */
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
	bool reinjects;  /* there is no client: what it asked for when it was recorded is not asked again */
	bool open;
};

/* Claims and opens the trace that the environment names. 0, or a worded failure, which was reported. */
int replay_open(struct replay *replay);

/* The parts of it, for who does it otherwise. Worded failures. */
/* Settings, faults, breaks and the trace, as the environment says; nothing is reported yet. */
int replay_enter(struct replay *replay);
/* The trace at @path, by itself. */
int replay_enter_trace(struct replay *replay, const char *path);
/* What serving takes; again after the match was freed. */
int replay_ready(struct replay *replay);
/* Nothing may be under way. Accepts one that failed to open. */
void replay_close(struct replay *replay);

/* self is a struct replay. */
extern const struct dispatch_backend replay_trace_backend;

#endif
