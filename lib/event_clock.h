/*
 * The clock of events: CLOCK_MONOTONIC in nanoseconds, read at half of what the C library's way costs or less.
 *
 * Every event takes the time twice, so that reading it was half of what a small event cost. Where the kernel itself
 * keeps time by the processor's counter, the counter is read directly and a straight line makes nanoseconds of it. The
 * line is fitted to CLOCK_MONOTONIC as soon as it is older than a quarter of a second, by whoever reads the clock
 * then. It is right within a microsecond, and does not go backwards on a thread. Everywhere else this is clock_gettime().
 */
#ifndef MTR_EVENT_CLOCK_H
#define MTR_EVENT_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "monotonic.h"

/* Finds out whether the counter can be used. Cold: reads a file. Without this call clock_gettime() is used. */
void mtr_event_clock_setup(void);

/* True when the counter is used. */
bool mtr_event_clock_is_fast(void);

/* Any thread, signal handlers, forked children. Neither locks nor calls the system. */
uint64_t mtr_event_clock_ns(void);

#endif
