/*
 * How a replay is to behave: lines "name=value" in the room's file `settings`, or MITRACE_REPLAY_<NAME> in the
 * environment ("on-miss" is MITRACE_REPLAY_ON_MISS).
 */
#ifndef REPLAY_SETTINGS_H
#define REPLAY_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

enum replay_order {
	REPLAY_ORDER_OPERATION, /* per request first recorded, first served; the own session's recordings before others */
	REPLAY_ORDER_SESSION,   /* only recordings of the own session */
	REPLAY_ORDER_STRICT,    /* as operation, and starts must come in the recorded order, else they diverge */
	REPLAY_ORDER_ANY,       /* whatever session, destination, flags or options: the same question */
};

enum replay_on_miss {
	REPLAY_ON_MISS_ERROR,   /* completes with an error that names the nearest recordings */
	REPLAY_ON_MISS_EMPTY,   /* completes with success and without results */
	REPLAY_ON_MISS_NEAREST, /* is served the nearest recording */
};

enum replay_repeat {
	REPLAY_REPEAT_NO,
	REPLAY_REPEAT_LAST,  /* the last recording again and again */
	REPLAY_REPEAT_CYCLE, /* from the first one on again */
};

struct replay_settings {
	enum replay_order order;
	enum replay_on_miss on_miss;
	enum replay_repeat repeat;
	double speed;      /* 0: no waiting; 1: as recorded; 2: twice as fast */
	uint64_t max_gap;  /* ns; 0: no cap */
	uint64_t seed;     /* 0: none */
	uint64_t stall;    /* ns without movement before the watchdog speaks; 0: never */
	bool watch;        /* somebody debugs: keep in text what the client is given */
	uint64_t break_at; /* seq of the event before which the client stops; 0: none */
	char *only;        /* without a client: the operations to run, mtr_filter_parse(); NULL: all */
	char *faults;      /* rules, separated by newlines; NULL: none */
};

/* @path: the room's file, which need not be there; NULL: none. -MTR_EUSAGE, worded. */
int replay_settings_read(const char *path, struct replay_settings *ret);
/* One of them, by its name in the file. -MTR_EUSAGE, worded. */
int replay_settings_set(struct replay_settings *settings, const char *name, const char *value);
void replay_settings_end(struct replay_settings *settings);

#endif
