/* What commands do when their output is a terminal: colours, a pager. */
#ifndef TERMINAL_H
#define TERMINAL_H

#include <stdbool.h>
#include <stdio.h>

/* For OPTION_CHOICE of --color: auto, always, never. */
extern const char *const terminal_colour_choices[];

/* @choice: one of these, NULL is auto: on a terminal that is not dumb, unless NO_COLOR says something. */
bool terminal_wants_colour(const char *choice);

/*
 * $PAGER, or less, to write to instead of standard output; when neither is there, what is written goes to standard output all
 * the same. NULL: standard output is no terminal, a dumb one, or $PAGER is cat. To be closed with pclose().
 */
FILE *terminal_pager(void);

#endif
