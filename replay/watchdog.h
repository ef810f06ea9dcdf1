/*
 * Notices when nothing moves any more although operations are under way, and names who waits for what: a deadlock of
 * the client's, reproduced. Then the client is ended with SIGABRT, in the state it hangs in.
 *
 * A subscription that waits for its client's cancel is no stall, and an operation whose next event is due later neither.
 */
#ifndef REPLAY_WATCHDOG_H
#define REPLAY_WATCHDOG_H

#include <stdbool.h>

struct replay;
struct replay_serving;
struct replay_watchdog;

/* Sets replay->watchdog; NULL where the settings want none. 0, or a worded failure. */
int replay_watchdog_start(struct replay *replay);

/* One that looks when it is asked only. Worded. */
int replay_watchdog_new(struct replay *replay);
void replay_watchdog_free(struct replay_watchdog *watchdog);
/* Reports all that wait for something. False: nothing does. */
bool replay_watchdog_look(struct replay_watchdog *watchdog);

/* All accept a NULL watchdog. */
void replay_watchdog_add(struct replay_watchdog *watchdog, struct replay_serving *serving);
void replay_watchdog_remove(struct replay_watchdog *watchdog, struct replay_serving *serving);
/* Something happened. */
void replay_watchdog_move(struct replay_watchdog *watchdog);

#endif
