/*
 * How the recorder gets into a client, and the environment that leads there.
 *
 *	preload	LD_PRELOAD: clients that are linked with libmi, and those that look its entry point up
 *	audit	LD_AUDIT besides: also plug-ins that bind to a libmi of their own first, and copies inside of plug-ins
 *	proxy	LD_LIBRARY_PATH with a libmi.so of ours in front: where preloading does harm
 */
#ifndef INJECT_H
#define INJECT_H

#include "look.h"

extern const char *const inject_choices[]; /* for --inject; NULL-terminated */

/* What was chosen for a command line, and why. */
struct inject {
	enum look_injection way;
	struct look_choice choice; /* what the look at the program says */
	char *libmi;               /* that a client linked with it gets; NULL: not known */
};

/* @wanted: one of inject_choices, NULL: auto. 0 or negative, worded. */
int inject_choose(char *const *argv, const char *wanted, struct inject *ret);
void inject_free(struct inject *inject);

/* Sets the environment of this process so that what it executes is recorded. What is there stays, behind ours. */
int inject_set_environment(const struct inject *inject);

#endif
