/* The processor's counter as CLOCK_MONOTONIC. */
#include "event_clock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

__thread struct mtr_event_line mtr_event_line __attribute__((tls_model("initial-exec")));

#ifdef __x86_64__
enum {
	FIRST_FIT_NS = 5000000, /* of a line: shorter ones are too coarse */
	FIT_EVERY_NS = 250000000,
	REACH = 8,         /* times its base may a line be prolonged */
	SLOW_TICKS = 2000, /* a reading that took longer was interrupted */
	TRIES = 100,
	BREAK_NS = 100000, /* clocks further apart than this have been set, or the machine has slept */
};

/* From @tick on. Read under a count that is odd while it is written. */
static struct {
	_Atomic uint32_t version;
	_Atomic uint64_t tick, ns;
	_Atomic uint64_t slope;      /* ns per tick, 32 bits behind the point */
	_Atomic uint64_t reach;      /* ticks; 0: there is no line yet */
	uint64_t base_tick, base_ns; /* of the next line; whoever has made `version` odd */
} line;
static _Atomic bool fast;

static uint64_t ns_of(uint64_t ticks, uint64_t slope)
{
	return (uint64_t)((unsigned __int128)ticks * slope >> 32);
}

/* One reading of both clocks. False: something came in between. */
static bool read_both(uint64_t *ret_tick, uint64_t *ret_ns)
{
	uint64_t before = __rdtsc(), after;

	*ret_ns = mtr_monotonic_ns();
	after = __rdtsc();
	*ret_tick = before + (after - before) / 2;
	return after - before < SLOW_TICKS;
}

/* Released, and acquired by read_line(): who sees one of them sees that `version` was odd. */
static void set_line(uint64_t tick, uint64_t ns, uint64_t slope, uint64_t reach)
{
	atomic_store_explicit(&line.tick, tick, memory_order_release);
	atomic_store_explicit(&line.ns, ns, memory_order_release);
	atomic_store_explicit(&line.slope, slope, memory_order_release);
	atomic_store_explicit(&line.reach, reach, memory_order_release);
}

/*
 * A new line through now; @ahead: how far the old one is before the clock, which the new one makes good within its reach
 * instead of jumping back.
 */
static void fit(uint64_t tick, uint64_t now, uint64_t ahead)
{
	uint64_t ticks = tick - line.base_tick, ns = now - line.base_ns, slope, reach, less;

	if (!line.base_tick || tick <= line.base_tick || ns > (uint64_t)REACH * FIT_EVERY_NS) {
		line.base_tick = tick;
		line.base_ns = now;
		set_line(tick, now, 0, 0);
		return;
	}
	if (ns < FIRST_FIT_NS)
		return;
	slope = (uint64_t)(((unsigned __int128)ns << 32) / ticks);
	reach = ticks * REACH;
	if (ns > FIT_EVERY_NS / REACH)
		reach = (uint64_t)(((unsigned __int128)FIT_EVERY_NS << 32) / slope);
	less = (ahead << 32) / reach;
	set_line(tick, now + ahead, slope > less ? slope - less : slope, reach);
	if (ns >= FIT_EVERY_NS) {
		line.base_tick = tick;
		line.base_ns = now;
	}
}

/* False: another thread, or this one below a signal handler, is at it. */
static bool read_slowly(uint64_t *ret)
{
	uint64_t tick, now, on_line, ahead = 0;
	uint32_t version = atomic_load(&line.version);
	bool whole = read_both(&tick, &now);

	if (version & 1 || !atomic_compare_exchange_strong(&line.version, &version, version + 1))
		return false;
	if (atomic_load_explicit(&line.reach, memory_order_relaxed)) {
		on_line = atomic_load_explicit(&line.ns, memory_order_relaxed) +
			  ns_of(tick - atomic_load_explicit(&line.tick, memory_order_relaxed),
				atomic_load_explicit(&line.slope, memory_order_relaxed));
		if (on_line > now && on_line - now < BREAK_NS)
			ahead = on_line - now;
	}
	if (whole)
		fit(tick, now, ahead);
	atomic_store(&line.version, version + 2);
	*ret = now + ahead;
	return true;
}

/* The line as it is for all threads. False: it is being written. */
static bool get_line(struct mtr_event_line *ret)
{
	uint32_t version = atomic_load_explicit(&line.version, memory_order_acquire);

	ret->tick = atomic_load_explicit(&line.tick, memory_order_acquire);
	ret->ns = atomic_load_explicit(&line.ns, memory_order_acquire);
	ret->slope = atomic_load_explicit(&line.slope, memory_order_acquire);
	ret->reach = atomic_load_explicit(&line.reach, memory_order_acquire);
	return !(version & 1) && version == atomic_load_explicit(&line.version, memory_order_relaxed);
}

/* A signal handler may do the same in between: it is not noticed by those below it, but by us. */
static void keep_line(const struct mtr_event_line *found)
{
	volatile struct mtr_event_line *own = &mtr_event_line;
	uint32_t writes;

	do {
		writes = own->writes + 1;
		own->writes = writes;
		own->reach = 0;
		own->tick = found->tick;
		own->ns = found->ns;
		own->slope = found->slope;
		own->reach = found->reach;
	} while (own->writes != writes);
}

static bool read_line(uint64_t *ret)
{
	struct mtr_event_line found;
	uint64_t ticks;

	if (!get_line(&found))
		return false;
	ticks = __rdtsc() - found.tick;
	if (ticks >= found.reach)
		return false;
	*ret = found.ns + ns_of(ticks, found.slope);
	keep_line(&found);
	return true;
}

uint64_t mtr_event_clock_slowly(void)
{
	uint64_t ns;
	int tries;

	if (!atomic_load_explicit(&fast, memory_order_relaxed))
		return mtr_monotonic_ns();
	if (read_line(&ns))
		return ns;
	/* Who fits the line is soon through, unless it is the thread that we interrupted. */
	for (tries = 0; tries < TRIES; tries++)
		if (read_slowly(&ns) || read_line(&ns))
			return ns;
	return mtr_monotonic_ns();
}

/* The kernel trusts the counter, and this process may read it. */
static bool counter_is_the_clock(void)
{
	char name[16] = "";
	int fd, mode = 0;
	ssize_t got;

	if (prctl(PR_GET_TSC, &mode) || mode != PR_TSC_ENABLE)
		return false;
	fd = open("/sys/devices/system/clocksource/clocksource0/current_clocksource", O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	got = read(fd, name, sizeof(name) - 1);
	close(fd);
	return got > 0 && !strcmp(name, "tsc\n");
}
#else
static _Atomic bool fast;

static bool counter_is_the_clock(void)
{
	return false;
}

uint64_t mtr_event_clock_slowly(void)
{
	return mtr_monotonic_ns();
}
#endif

void mtr_event_clock_setup(void)
{
	int saved = errno;

	atomic_store(&fast, counter_is_the_clock());
	errno = saved;
}

bool mtr_event_clock_is_fast(void)
{
	return atomic_load(&fast);
}
