/*
 * Processes that come and go. With an interval by looking at it, which misses what lives shorter; without one at once where the kernel tells
 * (process_events.h), and otherwise as if it were a quarter of a second.
 */
#ifndef HOSTMI_PROCESS_WATCH_H
#define HOSTMI_PROCESS_WATCH_H

#include "process_list.h"

struct hostmi_process_watch;

/* Called from hostmi_process_watch_run(). What has ended has no more than identity, parent, name and start. */
struct hostmi_process_changes {
	void (*began)(void *context, const struct hostmi_process_info *info);
	void (*ended)(void *context, const struct hostmi_process_info *info);
	void *context;
};

/* What begins or ends after this is a change. @milliseconds: 0 for no interval. NULL when out of memory. */
struct hostmi_process_watch *hostmi_process_watch_new(const struct hostmi_process_changes *changes,
						      unsigned milliseconds);
void hostmi_process_watch_free(struct hostmi_process_watch *watch);

/* Tells changes until it is stopped. */
void hostmi_process_watch_run(struct hostmi_process_watch *watch);
/* Any thread, also before it runs. */
void hostmi_process_watch_stop(struct hostmi_process_watch *watch);

#endif
