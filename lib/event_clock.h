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

#ifdef __x86_64__
#include <x86intrin.h>
#endif

/* A thread's copy of the line. Whoever writes it (this thread, or a signal handler above it) counts `writes` first. */
struct mtr_event_line {
	uint64_t tick, ns;
	uint64_t slope; /* ns per tick, 32 bits behind the point */
	uint64_t reach; /* ticks; 0: there is no line, or the counter must not be used */
	uint32_t writes;
};

extern __thread struct mtr_event_line mtr_event_line __attribute__((tls_model("initial-exec"), visibility("hidden")));

/* Finds out whether the counter can be used. Cold: reads a file. Without this call clock_gettime() is used. */
void mtr_event_clock_setup(void);

/* True when the counter is used. */
bool mtr_event_clock_is_fast(void);

uint64_t mtr_event_clock_slowly(void);

/* Any thread, signal handlers, forked children. Neither locks nor calls the system. */
static inline uint64_t mtr_event_clock_ns(void)
{
#ifdef __x86_64__
	const volatile struct mtr_event_line *line = &mtr_event_line;
	uint32_t writes = line->writes;
	uint64_t reach = line->reach, ticks, ns;

	/* A line reaches a quarter of a second, so the product fits. */
	if (__builtin_expect(reach != 0, 1)) {
		ticks = __rdtsc() - line->tick;
		ns = line->ns + (ticks * line->slope >> 32);
		if (__builtin_expect(ticks < reach && writes == line->writes, 1))
			return ns;
	}
#endif
	return mtr_event_clock_slowly();
}

#endif
