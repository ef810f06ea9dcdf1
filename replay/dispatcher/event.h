/* An event that was posted and is not yet done with: the operation's own copy. */
#ifndef DISPATCH_EVENT_H
#define DISPATCH_EVENT_H

#include "backend.h"

/* One allocation with all strings in it. All but the event itself belongs to the operation, under its lock. */
struct dispatch_posted {
	struct dispatch_event event;
	struct dispatch_posted *next;
	bool final;    /* the operation's last event */
	bool asks;     /* the client was given a function to settle it with */
	bool returned; /* the client's callback is done, or there was none */
	bool settled;  /* acknowledged, answered, or never in need of it */
	bool reserve;  /* lies in the operation: not to be freed */
};

/* Copies strings and the parameter value and takes over the objects. NULL when out of memory: nothing is taken over. */
struct dispatch_posted *dispatch_posted_new(const struct dispatch_event *event);
/* Frees it and its objects; accepts NULL. */
void dispatch_posted_free(struct dispatch_posted *posted);
/* Frees what an event that is not wanted hands over. */
void dispatch_event_drop(const struct dispatch_event *event);

/* Is it one of the three results? */
bool dispatch_event_is_result(const struct dispatch_event *event);

#endif
