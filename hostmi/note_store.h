/*
 * Notes on disk: one file per note in a directory of the user's, so that what one program creates another one finds.
 *
 * The directory is that of the environment variable HOSTMI_STATE, else hostmi-UID in /tmp. It is created when the first
 * note is; one that belongs to somebody else is refused. Files are replaced in one step.
 */
#ifndef HOSTMI_NOTE_STORE_H
#define HOSTMI_NOTE_STORE_H

#include <stdbool.h>
#include <sys/time.h>

#include <mi/mi.h>

enum {
	NOTE_MAX_TAGS = 32
};

struct hostmi_note_data {
	char *id, *text, *author; /* the latter two may be NULL */
	char *tags[NOTE_MAX_TAGS];
	unsigned nr_tags;
	bool has_priority;
	MI_Uint16 priority;
	struct timeval created;
};

/* Frees what the note points to and zeroes it. */
void hostmi_note_clear(struct hostmi_note_data *note);

/* Failures of all functions are worded with hostmi_refuse(). NOT_FOUND when there is no such note. */
MI_Result hostmi_note_read(const char *id, struct hostmi_note_data *ret_note);
/* @create: ALREADY_EXISTS when there is one of the same id. */
MI_Result hostmi_note_write(const struct hostmi_note_data *note, bool create);
MI_Result hostmi_note_remove(const char *id);

/* The ids of all notes, sorted; each of them and the array are the caller's to free. NULL with 0 for none. */
char **hostmi_note_ids(unsigned *ret_nr);

#endif
