/*
 * How far a long reading is: a line on standard error when that is a terminal, once a command has read for a second.
 * Whatever the library reads tells of itself (reading_hook.h); a command only says when it begins to print.
 */
#ifndef PROGRESS_H
#define PROGRESS_H

/* From now on readings are shown, if there is a terminal to show them on. */
void progress_begin(void);
/* Takes the line away: before anything is printed. It comes back if more is read. */
void progress_clear(void);
/* The same, for good: from here on the command prints what it reads, to the same terminal. */
void progress_end_on_terminal(void);

#endif
