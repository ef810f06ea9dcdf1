/* Applications, as sessions and hosted providers see theirs. */
#ifndef DISPATCH_APPLICATION_H
#define DISPATCH_APPLICATION_H

#include <stdbool.h>

#include <mi/mi.h>

struct dispatch_app;

/* What an application's close waits for; embedded in sessions and hosted providers. */
struct dispatch_child {
	struct dispatch_child *next, **link; /* under the application's lock */
	struct dispatch_app *app;
	/* Close has begun: cancel what runs. NULL where there is nothing to cancel. */
	void (*cancel)(struct dispatch_child *child);
	/* For the time of that call: */
	bool (*hold)(struct dispatch_child *child); /* false when it is being destroyed */
	void (*release)(struct dispatch_child *child);
};

/* The application behind a handle, in use until put; NULL when there is none or it is being closed. */
struct dispatch_app *dispatch_app_get(const MI_Application *application);
void dispatch_app_put(struct dispatch_app *app);

/* Who adds a child has the application in use. */
void dispatch_app_add(struct dispatch_app *app, struct dispatch_child *child);
/* The last step of a child's life; the application may be gone after it. */
void dispatch_app_remove(struct dispatch_child *child);

/* The application needs the dispatcher's threads from now on until it is closed. False when they cannot be had. */
bool dispatch_app_use_runtime(struct dispatch_app *app);

/* In the child of a fork: another thread may have held the lock. */
void dispatch_app_after_fork(void);

extern const MI_ApplicationFT dispatch_application_ft;

#endif
