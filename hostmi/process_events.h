/*
 * Processes that begin and end, at the moment they do: the kernel's process connector. It answers who has CAP_NET_ADMIN, later kernels
 * anybody, but nobody in a namespace of processes, users or networks; they look at /proc again and again.
 */
#ifndef HOSTMI_PROCESS_EVENTS_H
#define HOSTMI_PROCESS_EVENTS_H

#include <stdbool.h>
#include <sys/types.h>

struct hostmi_process_event {
	enum {
		HOSTMI_PROCESS_NONE, /* nothing of interest */
		HOSTMI_PROCESS_BEGAN,
		HOSTMI_PROCESS_EXECUTES, /* another program from now on */
		HOSTMI_PROCESS_ENDED,
		HOSTMI_PROCESS_LOST, /* too much happened: some events are missing here */
	} kind;
	pid_t pid, parent; /* the latter of BEGAN */
};

/* A descriptor to poll for reading, or -errno. */
int hostmi_process_events_open(void);
void hostmi_process_events_close(int fd);
/* The next event; false when there is none now. */
bool hostmi_process_events_read(int fd, struct hostmi_process_event *ret_event);

#endif
