/*
 * The dispatcher's threads, and the backend behind them: what the applications of a process share.
 *
 * The main dispatcher thread starts with the first session and is joined by the close of the last application that had
 * one. A callback may be made on another of our threads where a backend asks for it (lanes 1, 2, ...): these start on
 * demand and end with the main one. Each lane does its jobs one after the other, in the order they came.
 */
#ifndef DISPATCH_RUNTIME_H
#define DISPATCH_RUNTIME_H

#include "backend.h"

/* A job of a lane; embedded in what it is about. In one queue at a time. */
struct dispatch_job {
	struct dispatch_job *next;
	void (*run)(struct dispatch_job *job);
};

/* The backend, for calls into it; the same from the first Initialize on. */
const struct dispatch_backend_instance *dispatch_runtime_backend(void);

/* An application opened / closed: the first and the last one open and close the backend. */
MI_Result dispatch_runtime_app_opened(void);
void dispatch_runtime_app_closed(void);

/* A user of the threads. The first starts the main lane, the last one joins all: not to be called on a lane then. */
bool dispatch_runtime_acquire(void);
void dispatch_runtime_release(void);

/*
 * Which life of the process this is: a fork begins a new one in the child, where the threads of the old one do not
 * exist. Objects remember theirs and refuse work in another.
 */
unsigned dispatch_runtime_generation(void);

/* Queues a job. A lane that cannot be started, and DISPATCH_LANE_CALLER, are the main lane. */
void dispatch_lane_push(int lane, struct dispatch_job *job);
/*
 * Queues a job for the main lane ahead of others without locks or allocation: for signal handlers.
 * These jobs may change places among themselves.
 */
void dispatch_lane_push_urgent(struct dispatch_job *job);

#endif
