/*
 * How far a file has been read, told from time to time by whatever reads one: a trace, frame by frame, or JSON Lines.
 * So a command can show that it is at work, however many files the functions it calls read, and however often.
 */
#ifndef MTR_READING_HOOK_H
#define MTR_READING_HOOK_H

#include <stdint.h>

/* @name: of the file, borrowed. @size: of the whole, 0 where that is not known. On the thread that reads. */
typedef void (*mtr_reading_hook_fn)(const char *name, uint64_t at, uint64_t size);

/* One for the process, to be set before anything is read; NULL, as it is at first: nobody is told. */
void mtr_reading_hook_set(mtr_reading_hook_fn hook);

/* For who reads. */
mtr_reading_hook_fn mtr_reading_hook_get(void);

#endif
