/*
 * See process_watch.h.
 *
 * Between its beginning and its first exec() a process is a copy of its parent, down to the name. So one that the kernel tells of is
 * not told on before it executes something or ends, or has not done so for a while.
 */
#include "process_watch.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "process_events.h"

enum {
	DEFAULT_MILLISECONDS = 250,
	UNTOLD_MILLISECONDS = 20,
};

/* A process that is there. */
struct known {
	pid_t pid, parent;
	uint64_t start_ticks; /* 0: it was gone before it could be looked at */
	struct timeval start;
	char name[64];
	int64_t untold_until; /* its beginning has not been told, and will be by then; 0: it has */
};

struct hostmi_process_watch {
	struct hostmi_process_changes changes;
	unsigned milliseconds;
	struct known *known; /* in ascending order */
	unsigned nr_known, room_known;
	int events; /* of the kernel; -1: there are none, and it is looked */
	int wake;   /* an eventfd, beside events; else changed */

	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool stopped; /* under lock */
};

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

/* --- known ones --------------------------------------------------------------------------------------------------- */

static struct known know(const struct hostmi_process_info *info)
{
	struct known k = {
		.pid = info->pid, .parent = info->parent, .start_ticks = info->start_ticks, .start = info->start};

	snprintf(k.name, sizeof(k.name), "%s", info->name);
	return k;
}

/* Reads the process. One that is just being taken note of by its parent is there still, without a parent. */
static bool read_again(const struct known *k, struct hostmi_process_info *ret_info)
{
	if (!hostmi_process_read(k->pid, ret_info))
		return false;
	if (!ret_info->parent)
		ret_info->parent = k->parent;
	return true;
}

static void tell_beginning(struct hostmi_process_watch *w, struct known *k)
{
	struct hostmi_process_info info;

	k->untold_until = 0;
	if (read_again(k, &info)) {
		*k = know(&info);
	} else {
		memset(&info, 0, sizeof(info));
		info.pid = k->pid;
		info.parent = k->parent;
		info.state = 'X';
		info.start = k->start;
		snprintf(info.name, sizeof(info.name), "%s", k->name);
	}
	w->changes.began(w->changes.context, &info);
}

static void tell_end(struct hostmi_process_watch *w, struct known *k)
{
	struct hostmi_process_info info;

	if (k->untold_until)
		tell_beginning(w, k);
	memset(&info, 0, sizeof(info));
	info.pid = k->pid;
	info.parent = k->parent;
	info.start = k->start;
	snprintf(info.name, sizeof(info.name), "%s", k->name);
	w->changes.ended(w->changes.context, &info);
}

/* Where it is, or belongs. */
static unsigned place_of(const struct hostmi_process_watch *w, pid_t pid)
{
	unsigned low = 0, high = w->nr_known;

	while (low < high) {
		unsigned middle = low + (high - low) / 2;

		if (w->known[middle].pid < pid)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct known *find(const struct hostmi_process_watch *w, pid_t pid)
{
	unsigned at = place_of(w, pid);

	return at < w->nr_known && w->known[at].pid == pid ? &w->known[at] : NULL;
}

static void insert(struct hostmi_process_watch *w, const struct known *k)
{
	unsigned at = place_of(w, k->pid);

	if (w->nr_known == w->room_known) {
		unsigned room = w->room_known ? 2 * w->room_known : 256;
		struct known *more = realloc(w->known, room * sizeof(*more));

		if (!more)
			return; /* it is passed over, like one that was never seen */
		w->known = more;
		w->room_known = room;
	}
	memmove(w->known + at + 1, w->known + at, (w->nr_known - at) * sizeof(*k));
	w->known[at] = *k;
	w->nr_known++;
}

static void forget(struct hostmi_process_watch *w, struct known *k)
{
	unsigned at = (unsigned)(k - w->known);

	w->nr_known--;
	memmove(k, k + 1, (w->nr_known - at) * sizeof(*k));
}

/* --- looking ------------------------------------------------------------------------------------------------------ */

/* Is it there? The kernel tells an end before the parent has taken note of it, so a zombie is gone where the kernel tells. */
static bool read_process(const struct hostmi_process_watch *w, pid_t pid, struct hostmi_process_info *ret_info)
{
	return hostmi_process_read(pid, ret_info) && (w->events < 0 || ret_info->state != 'Z');
}

/* Tells the differences between the processes of now and those known, which these become. The first look tells none. */
static void look(struct hostmi_process_watch *w, bool first)
{
	unsigned nr = 0, nr_now = 0, old = 0;
	pid_t *ids = hostmi_process_ids(&nr);
	struct known *now = calloc(nr ? nr : 1, sizeof(*now));
	struct hostmi_process_info info;

	for (unsigned i = 0; ids && now && i < nr; i++) {
		if (!read_process(w, ids[i], &info))
			continue;
		now[nr_now++] = know(&info);
		while (old < w->nr_known && w->known[old].pid < info.pid)
			tell_end(w, &w->known[old++]);
		if (old < w->nr_known && w->known[old].pid == info.pid) {
			now[nr_now - 1].untold_until = w->known[old].untold_until;
			if (w->known[old++].start_ticks == info.start_ticks)
				continue;
			now[nr_now - 1].untold_until = 0;
			tell_end(w, &w->known[old - 1]);
		}
		if (!first)
			w->changes.began(w->changes.context, &info);
	}
	while (ids && now && old < w->nr_known)
		tell_end(w, &w->known[old++]);
	free(ids);
	if (!now)
		return;
	free(w->known);
	w->known = now;
	w->nr_known = nr_now;
	w->room_known = nr ? nr : 1;
}

/* Until the next look; false when stopped. */
static bool wait_for_next(struct hostmi_process_watch *w)
{
	struct timespec until;
	int err = 0;
	bool go_on;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += w->milliseconds / 1000;
	until.tv_nsec += w->milliseconds % 1000 * 1000000L;
	until.tv_sec += until.tv_nsec / 1000000000L;
	until.tv_nsec %= 1000000000L;
	pthread_mutex_lock(&w->lock);
	while (!w->stopped && err != ETIMEDOUT)
		err = pthread_cond_timedwait(&w->changed, &w->lock, &until);
	go_on = !w->stopped;
	pthread_mutex_unlock(&w->lock);
	return go_on;
}

/* --- being told --------------------------------------------------------------------------------------------------- */

static void began(struct hostmi_process_watch *w, const struct hostmi_process_event *event)
{
	const struct known *parent = find(w, event->parent);
	struct known k = {.pid = event->pid, .parent = event->parent};
	struct hostmi_process_info info;

	if (find(w, event->pid))
		return; /* the look before the first event has seen it */
	if (read_again(&k, &info)) {
		k = know(&info);
	} else {
		gettimeofday(&k.start, NULL);
		if (parent)
			memcpy(k.name, parent->name, sizeof(k.name));
	}
	k.untold_until = now_ms() + UNTOLD_MILLISECONDS;
	insert(w, &k);
}

static void executes(struct hostmi_process_watch *w, struct known *k)
{
	struct hostmi_process_info info;

	if (k->untold_until)
		tell_beginning(w, k);
	else if (read_again(k, &info))
		*k = know(&info);
}

static void take_event(struct hostmi_process_watch *w, const struct hostmi_process_event *event)
{
	struct known *k = find(w, event->pid);

	if (event->kind == HOSTMI_PROCESS_BEGAN) {
		began(w, event);
	} else if (event->kind == HOSTMI_PROCESS_LOST) {
		look(w, false);
	} else if (event->kind == HOSTMI_PROCESS_EXECUTES && k) {
		executes(w, k);
	} else if (event->kind == HOSTMI_PROCESS_ENDED && k) {
		tell_end(w, k);
		forget(w, k);
	}
}

/* Tells the beginnings that are due; answers in how many milliseconds the next one is, or -1. */
static int tell_due(struct hostmi_process_watch *w)
{
	int64_t now = now_ms(), next = 0;

	for (unsigned i = 0; i < w->nr_known; i++) {
		struct known *k = &w->known[i];

		if (k->untold_until && k->untold_until <= now)
			tell_beginning(w, k);
		else if (k->untold_until && (!next || k->untold_until < next))
			next = k->untold_until;
	}
	return next ? (int)(next - now) : -1;
}

/* False when stopped. */
static bool wait_for_event(struct hostmi_process_watch *w, int timeout)
{
	struct pollfd ready[2] = {{.fd = w->events, .events = POLLIN}, {.fd = w->wake, .events = POLLIN}};
	int nr;

	do
		nr = poll(ready, 2, timeout);
	while (nr < 0 && errno == EINTR);
	return !(nr > 0 && ready[1].revents);
}

static void follow(struct hostmi_process_watch *w)
{
	struct hostmi_process_event event;

	while (wait_for_event(w, tell_due(w)))
		if (hostmi_process_events_read(w->events, &event))
			take_event(w, &event);
}

/* --- the watch ---------------------------------------------------------------------------------------------------- */

/* Where the kernel tells; nothing is to be said when it does not. */
static void open_events(struct hostmi_process_watch *w)
{
	w->events = hostmi_process_events_open();
	if (w->events < 0)
		return;
	w->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (w->wake >= 0)
		return;
	hostmi_process_events_close(w->events);
	w->events = -1;
}

struct hostmi_process_watch *hostmi_process_watch_new(const struct hostmi_process_changes *changes,
						      unsigned milliseconds)
{
	struct hostmi_process_watch *w = calloc(1, sizeof(*w));
	pthread_condattr_t attr;

	if (!w)
		return NULL;
	w->changes = *changes;
	w->milliseconds = milliseconds ? milliseconds : DEFAULT_MILLISECONDS;
	w->events = w->wake = -1;
	pthread_mutex_init(&w->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&w->changed, &attr);
	pthread_condattr_destroy(&attr);
	if (!milliseconds)
		open_events(w);
	look(w, true);
	return w;
}

void hostmi_process_watch_free(struct hostmi_process_watch *w)
{
	if (!w)
		return;
	if (w->events >= 0) {
		hostmi_process_events_close(w->events);
		close(w->wake);
	}
	free(w->known);
	pthread_cond_destroy(&w->changed);
	pthread_mutex_destroy(&w->lock);
	free(w);
}

void hostmi_process_watch_run(struct hostmi_process_watch *w)
{
	if (w->events >= 0)
		follow(w);
	else
		while (wait_for_next(w))
			look(w, false);
}

void hostmi_process_watch_stop(struct hostmi_process_watch *w)
{
	static const uint64_t one = 1;

	pthread_mutex_lock(&w->lock);
	w->stopped = true;
	pthread_cond_broadcast(&w->changed);
	if (w->wake >= 0 && write(w->wake, &one, sizeof(one)) < 0)
		w->stopped = true; /* it has been woken already */
	pthread_mutex_unlock(&w->lock);
}
