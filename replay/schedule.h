/*
 * Work for later: a thread that calls functions when their time has come, in the order of their times.
 */
#ifndef REPLAY_SCHEDULE_H
#define REPLAY_SCHEDULE_H

#include <stdbool.h>
#include <stdint.h>

struct replay_schedule;

/* The thread is started with the first job. */
int replay_schedule_new(struct replay_schedule **ret);

/* Ends the thread; jobs that wait are run at once, and can add none. Accepts NULL. */
void replay_schedule_free(struct replay_schedule *schedule);

/* Nanoseconds of CLOCK_MONOTONIC. */
uint64_t replay_now(void);

/*
 * Calls @run with @context at time @due, on the schedule's thread. Jobs of the same time run in the order they were
 * added. @run must not block. False: there is no memory or no thread, and @run will not be called.
 */
bool replay_schedule_at(struct replay_schedule *schedule, uint64_t due, void (*run)(void *context), void *context);

#endif
